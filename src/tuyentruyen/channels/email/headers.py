"""Header fields of a mail (RFC 5322, 2047, 2231), written for readers that take the standards at their word.

Encoded words are base64, at most 75 characters long, and cut between what a reader sees as one character.
"""

from __future__ import annotations

import binascii
import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from tuyentruyen.text import controls
from tuyentruyen.wording import tr

LINE = 76
"""Characters of a line, its end apart."""

_FRAME = len("=?utf-8?B??=")
_WORD = 45
_CLUSTER = 9
_ATEXT = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PLAIN = re.compile(r"[ -~]*")
_QUOTED = re.compile(r'["\\]|=\?')
_NAME = re.compile(r"[!-9;-~]+")
_BREAKS = re.compile(r" *[\t-\r\x1c-\x1e\x85\u2028\u2029][\t-\r\x1c-\x1e\x85\u2028\u2029 ]*")
_ADDRESS = re.compile(r'(?:[^\s<>()",:;\\@]+|"(?:[^"\\]|\\.)*")@[^\s<>()",:;\\@]+')
_LONGEST = 900
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PIECE = 50


def clean(value: str, name: str) -> str:
    """A value in one line: where it broke stands a blank. Blanks that do not break are kept.

    Raises:
        ValueError: It holds what no header may; the value is not repeated.
    """
    if value.isprintable():
        return value
    value = _BREAKS.sub(" ", value).strip(" ")
    if controls(value):
        raise ValueError(tr("{name} holds characters that cannot stand in a header", name=name))
    return value


def unstructured(name: str, value: str) -> bytes:
    """A field of free text, such as the subject: as it is where every reader can take that, else in encoded words."""
    value = clean(value, name)
    if _PLAIN.fullmatch(value) and "=?" not in value and len(name) + 2 + len(value) <= LINE and value == value.strip():
        return f"{name}: {value}".rstrip().encode() + b"\r\n"
    return f"{name}: {_folded(encoded_words(value, room=LINE - len(name) - 2))}\r\n".encode()


def structured(name: str, *items: str) -> bytes:
    """A field whose items, ASCII already, stand each on a line of their own.

    Raises:
        ValueError: It would be no field, or more than one; the items are not repeated.
    """
    for item in items:
        if not (item.isascii() and item.isprintable()) or len(item) > _LONGEST:
            raise ValueError(tr("{name} holds characters that cannot stand in a header", name=name[:60]))
    if not _NAME.fullmatch(name):
        raise ValueError(tr("{name} holds characters that cannot stand in a header", name=repr(name[:60])))
    return f"{name}: {_folded(items)}\r\n".encode()


def mailbox_field(name: str, display: str, address: str) -> bytes:
    """A field with one address and the name of whose it is. A mailbox beyond ASCII needs SMTPUTF8.

    Raises:
        ValueError: Address or name cannot stand in a header; they are not repeated.
    """
    address = _sendable(address, name)
    words = phrase(display, name)
    if not words:
        return f"{name}: {address}\r\n".encode()
    last = len(words.rpartition("\r\n")[2]) + (0 if "\r\n" in words else len(name) + 2)
    fold = "\r\n " if last + len(address) + 3 > LINE else " "
    return f"{name}: {words}{fold}<{address}>\r\n".encode()


def _sendable(address: str, name: str) -> str:
    """An address that is one, its domain in ASCII."""
    if not (_ADDRESS.fullmatch(address) and address.isprintable()) or len(address) > _LONGEST:
        raise ValueError(tr("{name} holds characters that cannot stand in a header", name=name))
    if address.isascii():
        return address
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode()}"


def phrase(display: str, name: str = "name") -> str:
    """A display name: as it is, quoted, or in encoded words, whichever the standards ask for."""
    display = clean(display, name).strip()
    if not display:
        return ""
    if display.isascii() and len(display) <= LINE - 20 and "=?" not in display:
        if _ATEXT.fullmatch(display):
            return display
        if display.isprintable():
            return '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _folded(encoded_words(display, room=LINE - len(name) - 2))


def encoded_words(value: str, *, room: int) -> list[str]:
    """A text as encoded words, the first of which has only this much room; joined by white space they are the text."""
    most = min((room - _FRAME) // 4 * 3, _WORD)
    held = value.encode()
    if len(held) <= most:
        return [_word(held)]
    words, held = [], b""
    for cluster in _clusters(value):
        data = cluster.encode()
        if held and len(held) + len(data) > most:
            words.append(_word(held))
            held, most = b"", _WORD
        held += data
    return [*words, _word(held)]


def _word(data: bytes) -> str:
    return f"=?utf-8?B?{binascii.b2a_base64(data, newline=False).decode()}?="


def _clusters(value: str) -> Iterator[str]:
    """Letters with the marks that follow them, signs that joiners hold together; a heap of more than nine is parted."""
    held = ""
    for char in value:
        joins = unicodedata.combining(char) or char in "\u200d\ufe0e\ufe0f" or held.endswith("\u200d")
        if held and (not joins or len(held) == _CLUSTER):
            yield held
            held = ""
        held += char
    yield held


def _folded(items: Iterable[str]) -> str:
    return "\r\n ".join(items)


def is_plain_name(value: str) -> bool:
    """Whether every reader takes a file name as it is, in quotation marks."""
    return bool(_PLAIN.fullmatch(value)) and len(value) <= _PIECE and not _QUOTED.search(value)


def parameter(name: str, value: str) -> Iterator[str]:
    """A parameter such as ``filename``: quoted where it is ASCII, else percent-encoded, and in pieces if it is long (RFC 2231).

    Pieces are cut between characters, for some readers decode each by itself.
    """
    if is_plain_name(value):
        yield f'{name}="{value}"'
        return
    pieces = [""]
    for char in value:
        quoted = quote(char, safe="")
        if len(pieces[-1]) + len(quoted) > _PIECE:
            pieces.append("")
        pieces[-1] += quoted
    pieces[0] = f"utf-8''{pieces[0]}"
    for number, piece in enumerate(pieces):
        yield f"{name}*{number}*={piece}" if len(pieces) > 1 else f"{name}*={piece}"


def date_field(moment: datetime.datetime) -> str:
    """A moment as mail writes it: ``Tue, 05 Apr 2022 08:00:00 +0700``."""
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year:04d} "
        f"{moment:%H:%M:%S %z}"
    )
