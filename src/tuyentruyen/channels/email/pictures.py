"""Pictures and files that travel with a mail: which they are, how wide, under which names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from attrs import field, frozen

from tuyentruyen.errors import RenderError
from tuyentruyen.model.message import Media
from tuyentruyen.plugins.toolkit import media_type
from tuyentruyen.wording import reason, tr

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What every mail program shows; other pictures go along as attachments."""
_HEAD = 1 << 18


@frozen
class Enclosed:
    """A file that travels in a mail.

    Attributes:
        name: Its file name, as the reader saves it.
        media_type: Such as ``image/png``.
        path: Where it lies.
        length: Bytes.
        cid: Its ``Content-ID`` without brackets, where the mail shows it; empty for an attachment.
        alt: What it shows.
        width: Of a picture, how many pixels wide; 0 if unknown.
    """

    name: str
    media_type: str
    path: Path
    length: int
    cid: str = ""
    alt: str = ""
    width: int = field(default=0, eq=False)

    def data(self) -> bytes:
        """Its bytes.

        Raises:
            RenderError: It cannot be read.
        """
        try:
            return self.path.read_bytes()
        except OSError as fault:
            raise RenderError(tr("{path} cannot be read: {fault}", path=self.path.name, fault=reason(fault))) from fault


def enclosed(media: Media, path: Path, domain: str) -> Enclosed:
    """A file of a message as it travels.

    Raises:
        RenderError: It cannot be read.
    """
    kind = media_type(media)
    try:
        length = path.stat().st_size
        with path.open("rb") as file:
            width = picture_width(file.read(_HEAD)) if kind in SHOWN else 0
    except OSError as fault:
        raise RenderError(tr("{path} cannot be read: {fault}", path=media.path, fault=reason(fault))) from fault
    cid = f"{media.digest[:24]}@{domain}" if kind in SHOWN else ""
    return Enclosed(PurePosixPath(media.path).name, kind, path, length, cid, media.alt, width)


def picture_width(head: bytes) -> int:
    """The width of a PNG, GIF or JPEG in pixels, told by its first bytes; 0 if they do not tell."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return int.from_bytes(head[16:20], "big")
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return int.from_bytes(head[6:8], "little")
    if head.startswith(b"\xff\xd8"):
        return _jpeg_width(head)
    return 0


def _jpeg_width(head: bytes) -> int:
    """From segment to segment up to the one that begins the frame."""
    place = 2
    while place + 9 < len(head) and head[place] == 0xFF:
        marker = head[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(head[place + 7 : place + 9], "big")
        place += 1 if marker == 0xFF else 2 + int.from_bytes(head[place + 2 : place + 4], "big")
    return 0
