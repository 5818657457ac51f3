"""Pictures and files that travel with a mail: which they are, how wide, under which names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from attrs import field, frozen

from tuyentruyen.errors import RenderError
from tuyentruyen.formats.pictures import HEAD, size_of
from tuyentruyen.model.message import Media
from tuyentruyen.plugins.toolkit import media_type
from tuyentruyen.wording import reason, tr

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What every mail program shows; other pictures go along as attachments."""


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
            width = picture_width(file.read(HEAD)) if kind in SHOWN else 0
    except OSError as fault:
        raise RenderError(tr("{path} cannot be read: {fault}", path=media.path, fault=reason(fault))) from fault
    cid = f"{media.digest[:24]}@{domain}" if kind in SHOWN else ""
    return Enclosed(PurePosixPath(media.path).name, kind, path, length, cid, media.alt, width)


def picture_width(head: bytes) -> int:
    """The width of a PNG, GIF or JPEG in pixels, told by its first bytes; 0 if they do not tell."""
    size = size_of(head)
    return size.width if size.media_type in SHOWN else 0
