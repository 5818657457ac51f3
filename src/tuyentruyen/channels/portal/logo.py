"""The owner's logo: a picture of the plan folder that stands in the head of every page, once it is known to be harmless."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from attrs import frozen

from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.errors import PlanError
from tuyentruyen.formats.pictures import size_of
from tuyentruyen.formats.vectors import drawing
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media
from tuyentruyen.planfile.folder import OutsideError, inside
from tuyentruyen.planfile.source import read_bytes
from tuyentruyen.plugins.reading import media_path
from tuyentruyen.text import printable
from tuyentruyen.wording import tr

MOST = 1_000_000
"""Bytes of a logo, at most: it stands on every page."""
HEIGHT = 56
"""Pixels that a logo is shown high, unless it were too wide then."""
_WIDEST = 240
_MOST_PIXELS = 5000
_KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
_SVG = "image/svg+xml"


@frozen(kw_only=True)
class Logo:
    """A logo that can be shown.

    Attributes:
        path: Where it lies in the folder of the site; another content has another path.
        data: Its bytes.
        media_type: Such as ``image/png``.
        width: How wide it is shown, in pixels; 1 to 240.
        height: How high it is shown, in pixels; 1 to 56.
    """

    path: str
    data: bytes
    media_type: str
    width: int
    height: int


@frozen
class Unfit:
    """Why a logo is not shown.

    Attributes:
        text: What is wrong with it.
        mend: What to do.
        is_alive: Whether it holds what may run in a browser, or load from elsewhere.
    """

    text: str
    mend: str
    is_alive: bool = False


def logo_of(edition: Edition[PortalSettings]) -> Logo | Unfit | None:
    """The logo that the channel names; None if it names none. A file that leads out of the plan folder is not read."""
    name = edition.channel.settings.logo
    if not name:
        return None
    shown = printable(name)
    put = tr("put it into the plan folder, as a PNG, JPEG, WebP or SVG of at most {most} bytes", most=MOST)
    if edition.plan.folder is None:
        return Unfit(tr("the logo {path} is missing: the plan lies in no folder", path=shown), put)
    folder = edition.plan.folder.resolve()
    try:
        data = read_bytes(inside(folder, folder, name), name=shown, most=MOST)
    except (OutsideError, OSError) as fault:
        return Unfit(tr("the logo cannot be read: {fault}", fault=fault), put)
    except PlanError as fault:
        return Unfit(tr("the logo cannot be read: {fault}", fault=fault.problems[0]), put)
    return _looked_at(name, data)


def _looked_at(name: str, data: bytes) -> Logo | Unfit:
    """A file, if it is what its name says and harmless."""
    kind, shown = _KINDS.get(PurePosixPath(name).suffix.lower(), ""), printable(name)
    size = size_of(data)
    found, width, height = size.media_type, float(size.width), float(size.height)
    export = tr("export it as a plain SVG without document type, script, links and pictures of others, or as a PNG")
    if kind == _SVG:
        drawn = drawing(data)
        if drawn.is_svg:
            found, width, height = _SVG, drawn.width, drawn.height
        if drawn.faults:
            held = ", ".join(drawn.faults)
            text = tr("the logo {path} is not shown: it may run or load something: {held}", path=shown, held=held)
            return Unfit(text, export, is_alive=True)
    if not kind or found != kind:
        what = found.partition("/")[2].partition("+")[0].upper() or tr("no picture that browsers show")
        text = tr("the logo {path} is not what its name says: {found}", path=shown, found=what)
        return Unfit(text, tr("export it as a PNG, JPEG, WebP or SVG and name it so"))
    if kind != _SVG and not (min(width, height) > 0 and max(width, height) <= _MOST_PIXELS):
        text = tr(
            "the logo {path} measures {width} × {height} pixels", path=shown, width=size.width, height=size.height
        )
        return Unfit(text, tr("export it with 100 to {most} pixels to a side", most=_MOST_PIXELS))
    wide, high = _fitted(width or 2, height or 1)
    path = media_path(Media(path=name, digest=hashlib.blake2b(data, digest_size=16).hexdigest()))
    return Logo(path=path, data=data, media_type=kind, width=wide, height=high)


def _fitted(width: float, height: float) -> tuple[int, int]:
    """The size in which it is shown: as high as all are, or as wide as there is room for."""
    scale = min(HEIGHT / height, _WIDEST / width)
    return max(1, round(width * scale)), max(1, round(height * scale))
