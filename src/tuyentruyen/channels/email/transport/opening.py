"""How a session with a mail server opens: greeting, EHLO or HELO, STARTTLS, log-in."""

from __future__ import annotations

from collections.abc import Generator

from tuyentruyen.channels.email.transport.login import Login, Step, steps
from tuyentruyen.channels.email.transport.replies import ProtocolError, Reply
from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import tr

_NO_EHLO = 500, 502, 504, 550


def opening(name: str, *, needs_tls: bool, login: Login | None) -> Generator[Step, Reply, dict[str, str]]:
    """From the greeting to where mails can be given: each step yields what is sent and is resumed with the reply.

    The step ``tls`` sends nothing: it is resumed when TLS stands.

    Args:
        name: What follows EHLO.
        needs_tls: Whether the connection has to be encrypted before anything else is said.
        login: How to log in; None: not at all.

    Returns:
        What the server offers: keywords of its extensions and what they say, in capitals.

    Raises:
        DeliveryError: The server wants no mail from us, or cannot be trusted with any; what a person has to mend is not
            retryable.
    """
    greeting = yield "greeting", b""
    if greeting.code != 220:
        raise _turned_away(greeting)
    offers = yield from _introduced(name)
    if needs_tls:
        if "STARTTLS" not in offers:
            text = tr("the mail server offers no STARTTLS; nothing is said to it in the clear")
            raise ProtocolError(text, retryable=False, certain=True)
        reply = yield "starttls", b"STARTTLS\r\n"
        if reply.code != 220:
            raise DeliveryError(tr("the mail server refuses STARTTLS: {said}", said=reply.note()), certain=True)
        yield "tls", b""
        offers = yield from _introduced(name)  # what was offered in the clear counts no more
    if login is not None:
        yield from steps(login, offers)
    return offers


def _introduced(name: str) -> Generator[Step, Reply, dict[str, str]]:
    reply = yield "ehlo", f"EHLO {name}\r\n".encode("ascii")
    lines = reply.lines[1:]
    if reply.code in _NO_EHLO:
        reply = yield "ehlo", f"HELO {name}\r\n".encode("ascii")
        lines = ()
    if reply.kind != 2:
        raise _turned_away(reply)
    offers: dict[str, str] = {}
    for line in lines:
        keyword, _, values = line.upper().replace("=", " ", 1).strip().partition(" ")
        offers[keyword] = f"{offers.get(keyword, '')} {values}".strip()
    return offers


def _turned_away(reply: Reply) -> DeliveryError:
    text = tr("the mail server turns us away: {said}", said=reply.note())
    return DeliveryError(text, retryable=reply.kind == 4, certain=True)
