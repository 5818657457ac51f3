"""Header fields of a mail (RFC 5322, 2047, 2231), written for readers that take the standards at their word.

Encoded words are base64, at most 75 characters long, and cut between what a reader sees as one character.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote

from tuyentruyen.text import controls
from tuyentruyen.wording import tr

LINE = 76
"""Characters of a line, its end apart."""

_FRAME = len("=?utf-8?B??=")
_ATEXT = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_PLAIN = re.compile(r"[ -~]*")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PIECE = 50


def clean(value: str, name: str) -> str:
    """A value in one line.

    Raises:
        ValueError: It holds what no header may; the value is not repeated.
    """
    if value.isprintable():
        return value
    value = " ".join(value.split())
    if controls(value):
        raise ValueError(tr("{name} holds characters that cannot stand in a header", name=name))
    return value


def unstructured(name: str, value: str) -> bytes:
    """A field of free text, such as the subject: as it is where every reader can take that, else in encoded words."""
    value = clean(value, name)
    if _PLAIN.fullmatch(value) and "=?" not in value and len(name) + 2 + len(value) <= LINE and value == value.strip():
        return f"{name}: {value}\r\n".encode()
    return f"{name}: {_folded(encoded_words(value, room=LINE - len(name) - 2))}\r\n".encode()


def structured(name: str, *items: str) -> bytes:
    """A field whose items, ASCII already, stand each on a line of their own."""
    return f"{name}: {_folded(items)}\r\n".encode()


def mailbox_field(name: str, display: str, address: str) -> bytes:
    """A field with one address and the name of whose it is. An address beyond ASCII needs SMTPUTF8."""
    words = phrase(display, name)
    if not words:
        return f"{name}: {address}\r\n".encode()
    last = len(words.rpartition("\r\n")[2]) + (0 if "\r\n" in words else len(name) + 2)
    fold = "\r\n " if last + len(address) + 3 > LINE else " "
    return f"{name}: {words}{fold}<{address}>\r\n".encode()


def phrase(display: str, name: str = "name") -> str:
    """A display name: as it is, quoted, or in encoded words, whichever the standards ask for."""
    display = clean(display, name).strip()
    if not display:
        return ""
    if len(display) <= LINE - 20 and "=?" not in display:
        if _ATEXT.fullmatch(display):
            return display
        if _PLAIN.fullmatch(display):
            return '"' + display.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return _folded(encoded_words(display, room=LINE - len(name) - 2))


def encoded_words(value: str, *, room: int) -> Iterator[str]:
    """A text as encoded words, the first of which has only this much room; joined by white space they are the text."""
    room = min(room, LINE - 1)
    if value.isascii() or _is_composed(value):
        clusters: Iterator[str] = iter(value)
    else:
        clusters = _clusters(value)
    most = max((room - _FRAME) // 4 * 3, 3)
    held = b""
    for cluster in clusters:
        data = cluster.encode("utf-8")
        if held and len(held) + len(data) > most:
            yield _word(held)
            held, most = b"", 45
        while len(data) > 45:  # a letter under a heap of marks: no reader could hold it together
            yield _word(data[:42])
            data = data[42:]
        held += data
    yield _word(held)


def _word(data: bytes) -> str:
    return f"=?utf-8?B?{b64encode(data).decode()}?="


def _is_composed(value: str) -> bool:
    """Whether every character stands by itself, as in the form in which everything is stored."""
    return not any(map(unicodedata.combining, value)) and "\u200d" not in value and "\ufe0f" not in value


def _clusters(value: str) -> Iterator[str]:
    """Letters with the marks that follow them; signs that joiners hold together."""
    held = ""
    for char in value:
        joins = unicodedata.combining(char) or char in "\u200d\ufe0e\ufe0f" or held.endswith("\u200d")
        if held and not joins:
            yield held
            held = ""
        held += char
    yield held


def _folded(items: tuple[str, ...] | Iterator[str]) -> str:
    return "\r\n ".join(items)


def parameter(name: str, value: str) -> Iterator[str]:
    """A parameter such as ``filename``: quoted where it is ASCII, else percent-encoded and in pieces (RFC 2231)."""
    if _PLAIN.fullmatch(value) and len(value) <= _PIECE and not set(value) & set('"\\'):
        yield f'{name}="{value}"'
        return
    text = quote(value, safe="")
    if len(text) <= _PIECE:
        yield f"{name}*=utf-8''{text}"
        return
    first = "utf-8''"
    number = 0
    while text:
        cut = _PIECE
        if len(text) > cut:
            while text[cut - 1] == "%" or text[cut - 2] == "%":
                cut -= 1
        yield f"{name}*{number}*={first}{text[:cut]}"
        text, first, number = text[cut:], "", number + 1


def date_field(moment: datetime.datetime) -> str:
    """A moment as mail writes it: ``Tue, 05 Apr 2022 08:00:00 +0700``."""
    return (
        f"{_DAYS[moment.weekday()]}, {moment.day:02d} {_MONTHS[moment.month - 1]} {moment.year:04d} "
        f"{moment:%H:%M:%S} {moment:%z}"[:37].rstrip()
    )
