"""The session by itself: bytes in, bytes out, no socket; and what it knows when the line is lost between two bytes."""

import pytest

from tests.channels.email.sending import BODY, envelope
from tuyentruyen.channels.email.transport import Lines
from tuyentruyen.channels.email.transport.replies import ProtocolError
from tuyentruyen.channels.email.transport.session import Session
from tuyentruyen.channels.email.transport.transaction import Transaction, stuffed

WIRE = b"Subject: thu\r\n\r\nChao ban\r\n..mot dau cham\r\n...hai\r\n..\r\nHet\r\n.\r\n"
GROUP = b"MAIL FROM:<tin@ubnd.example>\r\nRCPT TO:<%s@dan.example>\r\nDATA\r\n"


def mail(name):
    return Transaction(0, envelope(name), (0,))


def said(session):
    """What the session has to say, all of it taken by the system."""
    data = bytes(session.outgoing)
    session.sent(len(data))
    return data


@pytest.fixture
def session():
    made = Session("ubnd.example")
    made.receive(b"220 hi\r\n")
    assert said(made) == b"EHLO ubnd.example\r\n"
    made.receive(b"250-hi\r\n250 PIPELINING\r\n")
    return made


def outcomes(transactions):
    return [[result.outcome.value for result in each.results.values()] for each in transactions]


def test_the_body_as_it_crosses_the_wire():
    assert stuffed(BODY) == WIRE
    assert stuffed(b"") == b".\r\n"
    assert stuffed(b"x") == b"x\r\n.\r\n"
    assert stuffed(b".") == b"..\r\n.\r\n"
    assert stuffed(Lines.seen(b"x\r\ny.\r\n")) == b"x\r\ny.\r\n.\r\n"


@pytest.mark.parametrize("data", [b".", b"x\r\n.\r\n", b"x\r\n..y", b"x\n", b"x\r", b"x\r\r\n"])
def test_what_would_have_to_be_changed_is_not_called_lines(data):
    with pytest.raises(ValueError, match="dot|CR"):
        Lines.seen(data)


def test_two_mails_take_three_turns(session):
    session.begin(mail("anh"))
    assert said(session) == GROUP % b"anh"
    session.begin(mail("bao"))
    assert said(session) == b""
    assert not session.is_free
    session.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    assert said(session) == WIRE + GROUP % b"bao"
    session.receive(b"250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n")
    assert outcomes(session.settled()) == [["accepted"]]
    assert said(session) == WIRE
    session.receive(b"250 ok\r\n")
    assert outcomes(session.settled()) == [["accepted"]]
    assert session.is_idle


@pytest.mark.parametrize("left", [1, 3, len(WIRE)])
def test_a_line_lost_before_the_last_byte_of_the_dot_is_out_has_carried_nothing(session, left):
    session.begin(mail("anh"))
    said(session)
    session.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    session.sent(len(WIRE) - left)
    (lost,) = session.lost("gone")
    assert (lost.rest, lost.results, lost.tries) == ((0,), {}, 1)


def test_a_line_lost_behind_the_last_byte_of_the_dot_leaves_that_mail_uncertain_and_the_next_one_not(session):
    session.begin(mail("anh"))
    session.begin(mail("bao"))
    said(session)
    session.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    session.sent(len(WIRE))
    session.begin(mail("cuc"))
    first, second, third = session.lost("gone")
    assert outcomes([first, second, third]) == [["uncertain"], [], []]
    assert (second.rest, third.rest, third.tries) == ((0,), (0,), 0)


@pytest.mark.parametrize(("reply", "outcome"), [(b"250 ok", "uncertain"), (b"552 no", "refused"), (b"452 no", "retry")])
def test_an_answer_before_the_dot_is_out_ends_the_talk(session, reply, outcome):
    session.begin(mail("anh"))
    said(session)
    session.receive(b"250 ok\r\n250 ok\r\n354 go\r\n" + reply + b"\r\n")
    assert outcomes(session.settled()) == [[outcome]]
    assert session.is_closing
    assert not session.is_free


def test_an_answer_that_came_before_garbage_counts(session):
    session.begin(mail("anh"))
    said(session)
    session.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    said(session)
    with pytest.raises(ProtocolError):
        session.receive(b"250 ok\r\njunk\r\n")
    assert outcomes(session.settled()) == [["accepted"]]
    assert session.lost("gone") == []


def test_a_mail_that_lies_ready_can_be_taken_back(session):
    first, second = mail("anh"), mail("bao")
    session.begin(first)
    session.begin(second)
    said(session)
    assert session.withdraw() is second
    assert session.withdraw() is None
    session.receive(b"250 ok\r\n250 ok\r\n354 go\r\n")
    assert said(session) == WIRE


def test_a_session_in_the_clear_that_needs_tls_says_nothing_but_that():
    made = Session("ubnd.example", needs_tls=True)
    made.receive(b"220 hi\r\n")
    said(made)
    made.receive(b"250-hi\r\n250-SMTPUTF8\r\n250 STARTTLS\r\n")
    assert said(made) == b"STARTTLS\r\n"
    made.receive(b"220 go\r\n")
    assert made.is_upgrading
    assert said(made) == b""
    made.secured()
    assert said(made) == b"EHLO ubnd.example\r\n"
    made.receive(b"250 hi\r\n")
    made.begin(Transaction(0, envelope("nguyễn", smtputf8=True), (0,)))
    assert outcomes(made.settled()) == [["refused"]]
