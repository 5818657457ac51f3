"""Pictures as browsers and mail programs show them: what kind one is and how large, told by its first bytes."""

from __future__ import annotations

from typing import NamedTuple

HEAD = 1 << 18
"""As many bytes of a file as tell it, also of a JPEG whose thumbnail comes first."""


class Size(NamedTuple):
    """Kind and size of a picture.

    Attributes:
        media_type: ``image/png``, ``image/jpeg``, ``image/gif`` or ``image/webp``; empty if it is none of them.
        width: In pixels; 0 if the bytes do not tell.
        height: In pixels; 0 if the bytes do not tell.
    """

    media_type: str = ""
    width: int = 0
    height: int = 0


def size_of(head: bytes) -> Size:
    """What the first bytes of a file say of the picture in it."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        sides = (_big(head[16:20]), _big(head[20:24])) if head[12:16] == b"IHDR" and len(head) >= 24 else (0, 0)
        return Size("image/png", *sides)
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return Size("image/gif", _little(head[6:8]), _little(head[8:10]))
    if head.startswith(b"\xff\xd8"):
        return Size("image/jpeg", *_of_jpeg(head))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Size("image/webp", *_of_webp(head))
    return Size()


def _big(part: bytes) -> int:
    return int.from_bytes(part, "big")


def _little(part: bytes) -> int:
    return int.from_bytes(part, "little")


def _of_jpeg(head: bytes) -> tuple[int, int]:
    """From segment to segment up to the one that begins the frame."""
    place = 2
    while place + 9 < len(head) and head[place] == 0xFF:
        marker = head[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _big(head[place + 7 : place + 9]), _big(head[place + 5 : place + 7])
        place += 1 if marker == 0xFF else 2 + _big(head[place + 2 : place + 4])
    return 0, 0


def _of_webp(head: bytes) -> tuple[int, int]:
    """By its first chunk: of the plain kind, of the lossless one, or of the one that may move (RFC 9649)."""
    kind, data = head[12:16], head[20:30]
    if len(data) < 10:
        return 0, 0
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        return _little(data[6:8]) & 0x3FFF, _little(data[8:10]) & 0x3FFF
    if kind == b"VP8L" and data[:1] == b"\x2f":
        bits = _little(data[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        return _little(data[4:7]) + 1, _little(data[7:10]) + 1
    return 0, 0
