"""Standard streams that can say anything, whatever their encoding.

A Windows console of code page 1258 writes Vietnamese as letter and tone, one of ASCII writes none of it. What a stream
cannot carry is written as near as it can be, and never raises.
"""

from __future__ import annotations

import codecs
import io
import unicodedata
from typing import Any, TextIO

_NEAR = {
    "Đ": "D", "đ": "d", "–": "-", "—": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "→": "->", "·": "-",
    "•": "*", "×": "x", "≤": "<=", "≥": ">=", "\u00a0": " ",
}  # fmt: skip
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def _ways(char: str) -> tuple[str, ...]:
    """Ways to write a character, the nearest first."""
    parts = unicodedata.normalize("NFD", char)
    letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    tone = "".join(part for part in parts if part in _TONES)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return letter + tone, _NEAR.get(char, ""), _NEAR.get(bare, bare)


def near(text: str, encoding: str) -> str:
    """The text as near as an encoding can carry it: tones apart, then marks dropped, then escaped."""
    said: list[str] = []
    for char in text:
        for way in (char, *_ways(char)):
            try:
                way.encode(encoding)
            except UnicodeEncodeError:
                continue
            if way:
                said.append(way)
                break
        else:
            said.append(char.encode("ascii", "backslashreplace").decode("ascii"))
    return "".join(said)


def prepare(*streams: TextIO | None) -> None:
    """Makes text streams safe to write to; what is no text stream of Python's own is left as it is."""
    for stream in streams:
        if not isinstance(stream, io.TextIOWrapper):
            continue
        encoding = stream.encoding
        name = f"tuyentruyen.near.{codecs.lookup(encoding).name}"

        def replace(fault: UnicodeError, encoding: str = encoding) -> tuple[str | bytes, int]:
            if not isinstance(fault, UnicodeEncodeError):
                raise fault
            return near(fault.object[fault.start : fault.end], encoding), fault.end

        codecs.register_error(name, replace)
        stream.reconfigure(errors=name)


def carries_vietnamese(stream: Any) -> bool:
    """Whether the stream's encoding can write every character."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("_", "-").startswith("utf")
