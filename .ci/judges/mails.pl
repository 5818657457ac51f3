# Reads mails as Email::MIME does and prints one line of JSON for each: what a reader sees.
use strict;
use warnings;
use Email::MIME;
use JSON::PP;
use Digest::MD5 qw(md5_hex);

my $json = JSON::PP->new->canonical->utf8;
for my $file (@ARGV) {
    open my $in, '<:raw', $file or die "$file: $!";
    local $/;
    my $mail = Email::MIME->new(<$in>);
    my (%said, @files);
    $mail->walk_parts(sub {
        my ($part) = @_;
        return if $part->subparts;
        my $type = $part->content_type;
        if ($type =~ m{^text/(plain|html)}i) { ($said{lc $1} = $part->body_str) =~ s/\r\n/\n/g; }
        else { push @files, { name => $part->filename, type => (split /;/, $type)[0], md5 => md5_hex($part->body), cid => ($part->header('Content-ID') // '') }; }
    });
    my %head = map { $_ => scalar $mail->header_str($_) } qw(Subject From To Reply-To Message-ID List-Id List-Unsubscribe Delivered-To);
    print $json->encode({ file => $file, %said, files => \@files, head => \%head }), "\n";
}
