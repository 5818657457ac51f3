"""What a mail server says: its replies read from bytes, and its words made fit to be shown."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache

from attrs import define, field, frozen

from tuyentruyen.errors import DeliveryError
from tuyentruyen.text import printable
from tuyentruyen.wording import tr

LONGEST_NOTE = 500
_LONGEST_LINE = 4_096
"""Octets kept of one line; RFC 5321 4.5.3.1.5 allows 512. What is longer is read and dropped."""
_MOST_LINES = 100
_LONGEST_REPLY = 8_000_000
"""Octets of one reply after which nobody may ask us to read on."""

_REPLY = re.compile(rb"[2-5][0-9][0-9](?:[ -]|\Z)")
_ENHANCED = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?=\s|\Z)")
_SIGNS = ("@", "\uff20", "\ufe6b", "%40", "=40", "&#64;")
_ADDRESS = re.compile(
    r'(?:"(?:[^"\\]|\\.)*"|[^\s<>]*)(?:@|\uff20|\ufe6b|%40|=40|&#64;)[^\s<>]*', re.IGNORECASE
)  # fmt: skip
_WAIT = re.compile(r"(?<![\w.:/-])([0-9]{1,5})\s*(s|m|h)(?:ec|econd|in|inute|our|r)?s?\b", re.IGNORECASE)
_ASKS = re.compile(r"gr[ae]y|again|retry|wait|later", re.IGNORECASE)
_UNITS = {"s": 1, "m": 60, "h": 3_600}


class ProtocolError(DeliveryError):
    """What answers there does not speak SMTP, or breaks its rules."""


@frozen
class Reply:
    """One reply of a server (RFC 5321 4.2).

    Attributes:
        code: 200 to 599.
        lines: What follows the code in each line, as sent; up to 100 lines of 4 kB, at least one.
    """

    code: int
    lines: tuple[str, ...]

    @property
    def kind(self) -> int:
        """The first digit: 2 done, 3 go on, 4 not now, 5 never."""
        return self.code // 100

    @property
    def text(self) -> str:
        """What was said, in one line, as sent."""
        return " ".join(self.lines)

    @property
    def enhanced(self) -> str:
        """The enhanced status code (RFC 3463), such as ``4.5.3``; empty if none was given."""
        found = _ENHANCED.match(self.lines[0])
        return found[0] if found else ""

    @property
    def wait(self) -> datetime.timedelta | None:
        """How long the server asks to wait before another try, as those that greylist do; None if it does not say."""
        if self.kind != 4 or not _ASKS.search(self.text):
            return None
        found = _WAIT.search(self.text.removeprefix(self.enhanced))
        return datetime.timedelta(seconds=int(found[1]) * _UNITS[found[2].lower()]) if found else None

    def note(self, *addresses: str) -> str:
        """Code and text, fit to be shown: see `safe`."""
        return safe(f"{self.code} {self.text}", *addresses)


def safe(text: str, *addresses: str) -> str:
    """A server's words in one printable line of up to 500 characters, without addresses.

    Args:
        text: What it said.
        addresses: Whose mail it is about. Servers repeat their local parts by themselves: "User nguyen.van.a unknown".
    """
    if len(text) > 2 * LONGEST_NOTE:  # not in the middle of a word, which may be an address
        text = text[: 2 * LONGEST_NOTE].rpartition(" ")[0]
    text = _without_addresses(text)
    for address in addresses:
        local = address.rpartition("@")[0].strip('"')
        if len(local) > 2 and local.casefold() in text.casefold():
            text = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", text, flags=re.IGNORECASE)
    return text if len(text) <= LONGEST_NOTE else text[: LONGEST_NOTE - 1] + "…"


@lru_cache(maxsize=256)
def _without_addresses(text: str) -> str:
    text = " ".join(text.split())
    if any(sign in text for sign in _SIGNS):
        text = _ADDRESS.sub("…", text)
    return printable(text)


@define
class ReplyReader:
    """Makes replies of bytes, however they are cut up on the way."""

    _rest: bytes = b""
    _lines: list[str] = field(factory=list)
    _code: int = 0
    _size: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether nothing has come after the last whole reply."""
        return not self._rest and not self._lines

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that are whole with these bytes, one by one; the rest is kept for the next call.

        Raises:
            ProtocolError: A line is no reply line, the lines of one reply differ in code, or it has more than 8 MB. What came
                whole before it has been given.
        """
        self._size += len(data)
        if self._size > _LONGEST_REPLY:
            raise ProtocolError(tr("the server's reply has no end"), certain=True)
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest[:_LONGEST_LINE]
        for line in lines:
            if not self._lines and (reply := _whole(line)) is not None:
                self._size = len(self._rest)
                yield reply
                continue
            code, goes_on, text = _parts(line[:_LONGEST_LINE])
            if not code or (self._lines and code != self._code):
                raise ProtocolError(_stranger(line), certain=True)
            self._code = code
            if len(self._lines) < _MOST_LINES:
                self._lines.append(text)
            if not goes_on:
                whole, self._lines = tuple(self._lines), []
                self._size = len(self._rest)
                yield Reply(code, whole)
        if len(rest) > 3 and not _REPLY.match(rest.rstrip(b"\r")):
            raise ProtocolError(_stranger(rest), certain=True)


@lru_cache(maxsize=256)
def _whole(line: bytes) -> Reply | None:
    """The reply that is this line; None if it is not the whole of one. A server says much the same all day."""
    code, goes_on, text = _parts(line[:_LONGEST_LINE])
    return Reply(code, (text,)) if code and not goes_on else None


def _parts(line: bytes) -> tuple[int, bool, str]:
    """Code, whether more lines follow, text; code 0: no reply line."""
    line = line.rstrip(b"\r")
    if not _REPLY.match(line):
        return 0, False, ""
    return int(line[:3]), line[3:4] == b"-", line[4:].decode("utf-8", "replace")


def _stranger(line: bytes) -> str:
    """Who speaks there, if not a mail server, as far as the first words tell."""
    if line.startswith(b"HTTP/") or line[:1] == b"<":
        return tr("a web server answers there, no mail server")
    if line.startswith(b"SSH-"):
        return tr("an SSH server answers there, no mail server")
    if line[:2] == b"\x15\x03":
        return tr("the server wants TLS from the first byte; set security to tls")
    said = safe(line[:60].decode("utf-8", "replace"))
    return tr("what answers there does not speak SMTP: {said}", said=said)
