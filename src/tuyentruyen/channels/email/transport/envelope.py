"""What goes to a mail server, and what becomes of it: envelopes and one result for each recipient."""

from __future__ import annotations

import datetime
import re
from enum import Enum
from typing import Any, Self

from attrs import Attribute, field, frozen
from attrs.validators import instance_of

from tuyentruyen.wording import tr

_BEYOND = r"\u00a1-\ud7ff\ue000-\U0010ffff"
"""What SMTPUTF8 allows beyond ASCII; no control character, no half of a surrogate pair."""
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-" + _BEYOND + "]+"
_QUOTED = r'"(?:[ !#-\[\]-~' + _BEYOND + r']|\\[ -~])*"'
_DOMAIN = r"(?:[A-Za-z0-9._\-" + _BEYOND + r"]+|\[[!-Z^-~]+\])"
_MAILBOX = re.compile(rf"(?:{_ATOM}|{_QUOTED})@{_DOMAIN}")
_LONGEST = 254
"""Octets of an address: a path has 256 with its brackets (RFC 5321 4.5.3.1.3)."""


class Outcome(Enum):
    """What became of one mail for one recipient."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@frozen(kw_only=True)
class Result:
    """What became of one mail for one recipient.

    Attributes:
        outcome: accepted (the server has taken it over), retry (surely not sent; another time it may be), refused (surely not
            sent, and never will be as it is), uncertain (the server was given all of it and did not answer).
        note: What the server said, or what happened, for people; printable, up to 500 characters, without addresses.
        code: The server's reply code, 200 to 599; 0 if it gave none.
        after: Of a retry: the wait the server asked for; None if it asked for none.
    """

    outcome: Outcome
    note: str = ""
    code: int = 0
    after: datetime.timedelta | None = None


class Lines(bytes):
    """Bytes known to be whole lines, none of which begins with a dot: they can cross the wire as they are.

    Whoever makes one vouches for it. So what 100,000 mails have in common is looked at once, and not in each of them.
    """

    __slots__ = ()

    @classmethod
    def seen(cls, data: bytes) -> Self:
        """Bytes, looked at.

        Raises:
            ValueError: CR or LF stands alone, or a line begins with a dot.
        """
        _has_whole_line_ends(data)
        if data.startswith(b".") or b"\n." in data:
            raise ValueError(tr("a line of data begins with a dot"))
        return cls(data)


def _has_whole_line_ends(data: bytes) -> None:
    """Refuses CR and LF that stand alone."""
    rest = b"".join(data.split(b"\r\n"))  # half the time of counting each kind of end
    if b"\n" in rest or b"\r" in rest:
        raise ValueError(tr("data holds a bare CR or LF; end each line in CRLF"))


def _is_mailbox(value: str, name: str, *, smtputf8: bool) -> None:
    """Refuses what cannot stand in a command. The address itself is never repeated: it is somebody's."""
    if not isinstance(value, str):
        raise TypeError(tr("{name} must be text, not {kind}", name=name, kind=type(value).__name__))
    if not value.isascii() and not smtputf8:
        raise ValueError(tr("{name} has letters beyond ASCII, and the envelope does not ask for SMTPUTF8", name=name))
    if not _MAILBOX.fullmatch(value) or len(value.encode("utf-8", "replace")) > _LONGEST:
        raise ValueError(tr("{name} is no address that a mail server can be given", name=name))


@frozen(kw_only=True)
class Envelope:
    """One mail as it is handed to a server.

    Attributes:
        sender: Address to which a report that it did not arrive goes; empty: nobody wants one (``MAIL FROM:<>``).
        recipients: Addresses, at least one; domains as A-labels unless `smtputf8`.
        data: Header and body. Lines end in CRLF, and neither CR nor LF stands alone: servers disagree on those, and one
            could end the mail early. Dots at the beginning of lines stay single. `Lines` are taken at their word.
        smtputf8: Whether addresses or header hold letters beyond ASCII (RFC 6531).

    Raises:
        ValueError: An address could not stand in a command, or `data` holds a bare CR or LF. The message names no address.
    """

    sender: str = field()
    recipients: tuple[str, ...] = field(repr=False, validator=instance_of(tuple))
    data: bytes = field(repr=False)
    smtputf8: bool = field(default=False)

    @data.validator
    def _is_mail(self, _: Attribute[Any], value: bytes) -> None:
        if not isinstance(value, bytes):
            raise TypeError(tr("{name} must be bytes, not {kind}", name="data", kind=type(value).__name__))
        if not isinstance(value, Lines):
            _has_whole_line_ends(value)

    def __attrs_post_init__(self) -> None:
        if not self.recipients:
            raise ValueError(tr("{name} is empty; name at least one", name="recipients"))
        if self.sender:
            _is_mailbox(self.sender, "sender", smtputf8=self.smtputf8)
        for place, address in enumerate(self.recipients):
            _is_mailbox(address, f"recipients[{place}]", smtputf8=self.smtputf8)
