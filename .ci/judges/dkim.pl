# Verifies DKIM signatures with a public key given as DNS would give it; no name server is asked.
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Mail::DKIM::PublicKey;

my $public = shift;
{
    no warnings 'redefine';
    *Mail::DKIM::PublicKey::fetch_async = sub {
        my ($class, %prms) = @_;
        my $key = $class->parse("v=DKIM1; k=rsa; p=$public");
        my $on = $prms{Callbacks} || {};
        return sub { return $on->{Success} ? $on->{Success}->($key) : $key };
    };
    *Mail::DKIM::PublicKey::fetch = sub { my ($class) = @_; return $class->parse("v=DKIM1; k=rsa; p=$public"); };
}
for my $file (@ARGV) {
    open my $in, '<:raw', $file or die "$file: $!";
    my $dkim = Mail::DKIM::Verifier->new();
    while (my $line = <$in>) {
        $line =~ s/\r?\n$//;
        next if $. <= 20 && $line =~ /^(Return-Path|X-Original-To|Delivered-To):/;
        $dkim->PRINT("$line\015\012");
    }
    $dkim->CLOSE;
    print "$file ", $dkim->result, $dkim->result eq 'pass' ? '' : ' ' . ($dkim->result_detail // ''), "\n";
}
