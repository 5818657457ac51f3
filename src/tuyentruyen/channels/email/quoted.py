"""Text in quoted-printable (RFC 2045), and values that are put into it for one reader."""

from __future__ import annotations

import binascii
import re
from html import escape

from tuyentruyen.text import controls
from tuyentruyen.wording import tr

SOFT = b"=\r\n"
"""The end of a line that ends no line of the text."""

_WIDTH = 75
_DOT = b"=2E"
_PLAIN = {byte: bytes([byte]) for byte in range(33, 127) if byte != 61} | {32: b" ", 9: b"\t"}
_TABLE = [_PLAIN.get(byte, b"=%02X" % byte) for byte in range(256)]
_SAFE = re.compile(rb"(?!\.)[!-<>-~ ]*[!-<>-~]")
_AS_IT_IS = re.compile(r"(?!\.)(?:[ -<>-~]{0,74}[!-<>-~])?")
_SPECIAL = re.compile("[&<>\"']")
_AS_IT_IS_IN_HTML = re.compile(r"(?!\.)(?:[ !#-%(-;?-~]{0,74}[!#-%(-;?-~])?")
_MOST = 2000


def quoted_printable(text: str) -> bytes:
    """A text, lines parted by LF, in quoted-printable: lines of at most 76 characters, none ending in a blank.

    No line begins with a dot, which the transport would have to double; no letter is cut.
    """
    return b"\r\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> bytes:
    data = line.encode("utf-8", "replace")
    if len(data) <= _WIDTH and (not data or _SAFE.fullmatch(data)):
        return data
    out: list[bytes] = []
    width = 0
    for char in line:
        encoded = b"".join([_TABLE[byte] for byte in char.encode("utf-8", "replace")])
        if width + len(encoded) > _WIDTH:
            out.append(SOFT)
            width = 0
        if not width and encoded == b".":
            encoded = _DOT
        out.append(encoded)
        width += len(encoded)
    if out[-1] in (b" ", b"\t"):
        out[-1] = b"=20" if out[-1] == b" " else b"=09"
        if width + 2 > _WIDTH:
            out.insert(-1, SOFT)
    return b"".join(out)


def in_text(value: str) -> bytes:
    """A value in a text, where it begins a line; what follows begins another, joined to it.

    Raises:
        ValueError: It is no single line, holds control characters or has more than 2,000 characters; it is not repeated.
    """
    return value.encode() if _AS_IT_IS.fullmatch(value) else _quoted(value)


def in_html(value: str) -> bytes:
    """A value in HTML, as content or as an attribute in quotation marks; like `in_text`."""
    if _AS_IT_IS_IN_HTML.fullmatch(value):
        return value.encode()
    return in_text(escape(value)) if _SPECIAL.search(value) else _quoted(value)


def _quoted(value: str) -> bytes:
    """A value that cannot stand as it is."""
    if len(value) > _MOST or not (value.isprintable() or _is_line(value)):
        raise ValueError(tr("{name} holds characters that cannot stand in a mail", name="text"))
    quoted = binascii.b2a_qp(value.encode(), istext=False)
    if len(quoted) <= _WIDTH and not quoted.startswith(b"."):
        return quoted
    return _line(value)  # binascii breaks lines within letters, and by LF


def _is_line(value: str) -> bool:
    """Whether it is one line without control characters; joiners of emoji are none."""
    return value.splitlines() == [value] and not controls(value)
