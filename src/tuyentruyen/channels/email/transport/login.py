"""Logging in to a mail server (RFC 4954): PLAIN (RFC 4616), and LOGIN for servers that know no other."""

from __future__ import annotations

import base64
from collections.abc import Generator, Mapping

from attrs import field, frozen

from tuyentruyen.channels.email.transport.replies import Reply
from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import tr

Step = tuple[str, bytes]
"""Which reply is awaited, and what is sent for it."""


@frozen
class Login:
    """Name and word for a log-in; kept only until it is done.

    Attributes:
        user: The name.
        password: The word; never shown.
    """

    user: str
    password: str = field(repr=False)


def steps(login: Login, offers: Mapping[str, str]) -> Generator[Step, Reply, None]:
    """The steps of a log-in with the first way that both sides know.

    Raises:
        DeliveryError: The server knows no way that we know, or wants us not; what a person has to mend is not retryable.
    """
    ways = offers.get("AUTH", "").split()
    if "PLAIN" in ways:
        reply = yield "auth", b"AUTH PLAIN " + _coded(f"\0{login.user}\0{login.password}") + b"\r\n"
    elif "LOGIN" in ways:
        reply = yield "auth", b"AUTH LOGIN\r\n"
        for word in (login.user, login.password):
            if reply.code == 334:
                reply = yield "auth", _coded(word) + b"\r\n"
    else:
        raise DeliveryError(
            tr("the mail server offers no log-in with a password (PLAIN or LOGIN)"), retryable=False, certain=True
        )
    if reply.code == 334:  # it asks on; nothing more can be said, and a star ends the exchange
        reply = yield "auth", b"*\r\n"
        reply = Reply(535, reply.lines)
    if reply.code != 235:
        raise DeliveryError(
            tr("the mail server refuses the log-in: {said}", said=reply.note(f"{login.user}@")),
            retryable=reply.kind == 4,
            certain=True,
        )


def _coded(word: str) -> bytes:
    return base64.b64encode(word.encode())
