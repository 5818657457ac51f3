"""A connection whose other end goes while we speak is heard to its last words."""

import pytest

from tests.channels.email.sending import HURRIED, envelope
from tuyentruyen.channels.email.transport import SmtpSettings
from tuyentruyen.channels.email.transport.connection import Connection
from tuyentruyen.channels.email.transport.session import Session
from tuyentruyen.channels.email.transport.transaction import Transaction


class Going:
    """A socket whose other end has said something and gone."""

    def __init__(self, words):
        self.words = [words, b""]

    def send(self, data):
        raise ConnectionResetError(104, "Connection reset by peer")

    def recv(self, count):
        return self.words.pop(0)

    def close(self):
        pass


@pytest.mark.parametrize(
    ("words", "outcome", "fault"),
    [
        (b"552 5.3.4 too big\r\n", "refused", "552 5.3.4 too big"),
        (b"421 4.3.2 closing\r\n", "retry", "421 4.3.2 closing"),
        (b"", None, "the mail server closed the connection"),
    ],
)
def test_its_last_words_are_heard(words, outcome, fault):
    line = Connection(SmtpSettings(host="127.0.0.1"), HURRIED, None, None, [])
    line.session = Session("ubnd.example")
    line.session.receive(b"220 hi\r\n250 hi\r\n")
    line.session.begin(Transaction(0, envelope("anh"), (0,)))
    line.session.sent(len(line.session.outgoing))
    line.session.receive(b"250 ok\r\n")
    line.session.receive(b"250 ok\r\n")
    line.session.receive(b"354 go\r\n")
    line._phase, line._socket = "talk", Going(words)
    line.flush(0.0)
    settled = [result.outcome.value for mail in line.session.settled() for result in mail.results.values()]
    assert settled == ([outcome] if outcome else [])
    assert str(line.fault) == fault
    (*rest,) = line.session.lost("")
    assert [mail.rest for mail in rest] == ([] if outcome else [(0,)])
