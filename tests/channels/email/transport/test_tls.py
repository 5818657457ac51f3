"""TLS and log-in: nothing is said in the clear, to nobody who is not proved to be the one that is meant."""

import datetime
import ssl

import pytest
import trustme
from attrs import evolve

from tests.channels.email.sending import HURRIED, envelope, sent
from tests.channels.email.smtpserver import EVERYTHING, Always, Drop, Hang, Raw, SmtpServer
from tuyentruyen.model.values import Secret

TLS = (*EVERYTHING, "STARTTLS", "AUTH PLAIN LOGIN")
BATCH = [envelope("binh-0"), envelope("binh-1", data=b"Subject: dai\r\n\r\n" + (b"x" * 70 + b"\r\n") * 40_000)]
BIG = tuple(offer for offer in TLS if not offer.startswith("SIZE"))
USERS = {"tin": "mật khẩu"}


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


def served(authority, *names, **more):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **more).configure_cert(context)
    return context


@pytest.fixture(scope="module")
def context(authority):
    return served(authority, "127.0.0.1", "::1", "localhost")


@pytest.fixture
def ca(authority, tmp_path):
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


@pytest.fixture
def login(monkeypatch):
    monkeypatch.setenv("TT_SMTP_PASSWORD", "mật khẩu")
    return {"user": "tin", "password": Secret(env="TT_SMTP_PASSWORD")}


WAYS = pytest.mark.parametrize("security", ["starttls", "tls"])


@WAYS
def test_mails_go_through_tls(security, context, ca):
    with SmtpServer(offers=BIG, context=context, implicit=security == "tls") as server:
        made = sent(server, BATCH, security=security, ca=ca, connections=2)
    assert made.outcomes(0) == made.outcomes(1) == ["accepted"]
    if security == "starttls":
        assert [line.partition(" ")[0] for line in server.seen[:3]] == ["EHLO", "STARTTLS", "EHLO"]


@WAYS
def test_the_name_is_verified_too(security, authority, ca):
    other = served(authority, "thu.khac.example")
    with SmtpServer(offers=TLS, context=other, implicit=security == "tls") as server:
        made = sent(server, BATCH, security=security, ca=ca)
    assert made.results == {}
    assert str(made.fault).startswith(
        "the mail server's certificate is not to be trusted: it is not that of this IP address"
    )
    assert server.connections == 1


@WAYS
def test_a_certificate_of_an_unknown_authority_is_not_trusted(security, context):
    with SmtpServer(offers=TLS, context=context, implicit=security == "tls") as server:
        made = sent(server, BATCH, security=security)
    assert made.results == {}
    assert "not to be trusted: its authority is not known here" in str(made.fault)
    assert server.taken == []
    assert "MAIL" not in "".join(server.seen)


@WAYS
def test_an_expired_certificate_is_not_trusted(security, authority, ca):
    then = datetime.datetime(2022, 4, 1, tzinfo=datetime.UTC)
    old = served(authority, "127.0.0.1", not_after=then)
    with SmtpServer(offers=TLS, context=old, implicit=security == "tls") as server:
        made = sent(server, BATCH, security=security, ca=ca)
    assert str(made.fault) == "the mail server's certificate is not to be trusted: it has expired"


def test_a_server_without_starttls_is_told_nothing(login):
    with SmtpServer(users=USERS, offers=(*EVERYTHING, "AUTH PLAIN")) as server:
        made = sent(server, BATCH, security="starttls", **login)
    assert str(made.fault) == "the mail server offers no STARTTLS; nothing is said to it in the clear"
    assert [line.partition(" ")[0] for line in server.seen] == ["EHLO"]


@pytest.mark.parametrize("code", ["421 4.3.2 no", "454 4.7.0 not now", "501 5.5.4 no", "554 5.0.0 no"])
def test_a_refused_starttls_is_told(code):
    with SmtpServer(offers=TLS, script={"starttls": [Always(code)]}) as server:
        made = sent(server, BATCH, security="starttls")
    assert str(made.fault) == f"the mail server refuses STARTTLS: {code}"
    assert not any(line.startswith("MAIL") for line in server.seen)


@pytest.mark.parametrize("rest", [b"250 injected\r\n", b"250-", b"\x16"])
def test_words_in_the_clear_behind_starttls_are_no_part_of_what_follows(rest, context, ca):
    script = {"starttls": [Always(Raw(b"220 go ahead\r\n" + rest))]}
    with SmtpServer(offers=TLS, script=script, context=context) as server:
        made = sent(server, BATCH, security="starttls", ca=ca)
    assert made.results == {}
    assert len(server.seen) == 2 * server.connections


def test_what_was_offered_in_the_clear_counts_no_more(context, ca):
    with SmtpServer(offers=("STARTTLS", "SMTPUTF8"), context=context) as server:
        made = sent(server, [envelope("nguyễn", smtputf8=True)], security="starttls", ca=ca)
    assert made.outcomes() == ["accepted"]


@pytest.mark.parametrize("action", [Drop(), Hang()])
def test_a_server_that_goes_silent_at_starttls_gets_nothing(action):
    with SmtpServer(offers=TLS, script={"starttls": [Always(action)]}) as server:
        made = sent(server, BATCH, security="starttls", patience=evolve(HURRIED, starttls=0.1))
    assert made.fault is not None
    assert made.results == {}


def test_a_port_in_the_clear_is_told_where_tls_is_wanted_at_once(ca):
    with SmtpServer() as server:
        made = sent(server, BATCH, security="tls", ca=ca)
    assert str(made.fault) == "no TLS is spoken on this port of the mail server; set security to starttls"


def test_a_port_with_tls_is_not_waited_for_in_the_clear(context):
    with SmtpServer(context=context, implicit=True) as server:
        made = sent(server, BATCH, security="starttls", patience=evolve(HURRIED, greeting=0.1))
    assert str(made.fault).startswith("the mail server took longer than 0.1 s (greeting)")
    assert "set security to tls" in str(made.fault)
    assert server.connections == 3


def test_a_handshake_that_never_ends_is_given_up(ca):
    with SmtpServer(script={"greeting": [Always(Hang())]}) as server:
        made = sent(server, BATCH, security="tls", ca=ca, patience=evolve(HURRIED, tls=0.1))
    assert str(made.fault) == "the mail server took longer than 0.1 s (tls)"


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_of_authorities_that_cannot_be_read_is_told(content, tmp_path):
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    with SmtpServer() as server:
        made = sent(server, BATCH, security="tls", ca=str(path))
    assert str(made.fault).startswith(f"the certificates in {path} cannot be read: ")
    assert server.connections == 0


def test_a_line_that_breaks_under_tls_after_the_dot_is_uncertain(context, ca):
    with SmtpServer(offers=BIG, context=context, script={"dot": [None, Drop()]}) as server:
        made = sent(server, [envelope("binh-0"), envelope("binh-1"), envelope("binh-2")], security="starttls", ca=ca)
    assert [made.outcomes(index) for index in range(3)] == [["accepted"], ["uncertain"], ["accepted"]]


def test_a_line_that_breaks_under_tls_in_the_body_costs_nobody_a_mail(context, ca):
    big = envelope("binh-1", data=b"Subject: to\r\n\r\n" + (b"x" * 70 + b"\r\n") * 400_000)
    with SmtpServer(offers=BIG, context=context, script={"body": [None, Drop(hard=True)]}) as server:
        patience = evolve(HURRIED, block=5, dot=20)
        made = sent(server, [envelope("binh-0"), big], security="starttls", ca=ca, patience=patience)
    assert made.outcomes(0) == made.outcomes(1) == ["accepted"]


# -- log-in ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offer", ["AUTH PLAIN LOGIN", "AUTH LOGIN", "AUTH=PLAIN", "AUTH CRAM-MD5 PLAIN", "auth login"])
def test_a_log_in_takes_the_first_way_both_sides_know(offer, login):
    with SmtpServer(users=USERS, offers=(*EVERYTHING, offer)) as server:
        made = sent(server, BATCH[:1], **login)
    assert made.outcomes() == ["accepted"]


def test_a_log_in_goes_through_tls(login, context, ca):
    with SmtpServer(users=USERS, offers=TLS, context=context) as server:
        made = sent(server, BATCH[:1], security="starttls", ca=ca, **login)
    assert made.outcomes() == ["accepted"]


@pytest.mark.parametrize("offer", ["AUTH PLAIN", "AUTH LOGIN"])
def test_a_wrong_password_is_tried_once_and_shown_nowhere(offer, login, monkeypatch):
    monkeypatch.setenv("TT_SMTP_PASSWORD", "sai-bet")
    with SmtpServer(users=USERS, offers=(*EVERYTHING, offer)) as server:
        made = sent(server, BATCH, connections=20, **login)
    assert str(made.fault) == "the mail server refuses the log-in: 535 5.7.8 wrong name or password"
    assert server.connections == 1
    assert made.results == {}


@pytest.mark.parametrize("code", ["421 4.3.2 closing", "454 4.7.0 busy", "432 4.7.12 change it", "534 5.7.9 too weak"])
def test_a_log_in_that_fails_for_now_is_tried_again(code, login):
    with SmtpServer(users=USERS, offers=(*EVERYTHING, "AUTH PLAIN"), script={"auth": [Always(code)]}) as server:
        made = sent(server, BATCH, **login)
    assert code in str(made.fault)
    assert server.connections == (3 if code.startswith("4") else 1)


def test_a_server_that_asks_on_is_told_to_stop(login):
    script = {"auth": [Always("334 bW9yZQ==")]}
    with SmtpServer(users=USERS, offers=(*EVERYTHING, "AUTH PLAIN"), script=script) as server:
        made = sent(server, BATCH, **login)
    assert "refuses the log-in" in str(made.fault)
    assert server.seen[-1] == "*"


@pytest.mark.parametrize("offers", [EVERYTHING, (*EVERYTHING, "AUTH XOAUTH2 CRAM-MD5")])
def test_a_server_without_a_way_to_log_in_is_told(offers, login):
    with SmtpServer(users=USERS, offers=offers) as server:
        made = sent(server, BATCH, **login)
    assert str(made.fault) == "the mail server offers no log-in with a password (PLAIN or LOGIN)"


def test_a_password_that_is_not_in_the_environment_is_told(login, monkeypatch):
    monkeypatch.delenv("TT_SMTP_PASSWORD")
    with SmtpServer(users=USERS) as server:
        made = sent(server, BATCH, **login)
    assert str(made.fault) == "the environment variable TT_SMTP_PASSWORD is not set"
    assert server.connections == 0
