"""The pictures that posters show: the owner's logo and the first picture of a message, once they are known to be harmless.

A picture is read anew when a poster is made, and is handed to the press under a name that tells its content. For print it is in inks:
photos become JPEGs in cyan, magenta, yellow and black, logos a small document of their own that designs show as a picture.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from attrs import define, field, frozen

from tuyentruyen.channels.poster.pixels import MOST_PROFILE, Inks, Seen, for_print, for_screens, inks_of, seen
from tuyentruyen.channels.poster.printing import in_inks
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.typesetting import Press
from tuyentruyen.errors import MissingExtraError, PlanError, RenderError
from tuyentruyen.formats.pictures import HEAD, size_of
from tuyentruyen.formats.vectors import drawing
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.planfile.folder import OutsideError, inside
from tuyentruyen.planfile.source import read_bytes
from tuyentruyen.plugins.toolkit import fingerprint, media_type
from tuyentruyen.text import printable
from tuyentruyen.wording import speaking, tr

MOST_LOGO = 1_000_000
"""Bytes of a logo, at most."""
MOST_PICTURE = 50_000_000
"""Bytes of a picture of a message, at most."""
_WIDEST = 8
"""How often a logo may be as wide as it is high, or as high as it is wide."""
_MOST_SEEN = 4096
_EFFECT = re.compile(r"filter\s*:(?!\s*none)", re.IGNORECASE)
_seen: dict[bytes, Seen | str] = {}


@frozen(kw_only=True)
class Art:
    """A picture that can be shown.

    Attributes:
        name: Of its file on posters for screens; another content has another name.
        printed: Of its file in print.
        width: In its own measure.
        height: In its own measure.
        alt: What it shows, in words; empty: it is an ornament.
        is_inks: Whether it is in inks as it is, so that print needs no profile for it.
    """

    name: str
    printed: str
    width: float
    height: float
    alt: str = ""
    is_inks: bool = False


@frozen
class Unfit:
    """Why a picture or a profile is not used.

    Attributes:
        text: What is wrong with it.
        mend: What to do.
        is_alive: Whether it holds what may run, or load from elsewhere.
    """

    text: str
    mend: str
    is_alive: bool = False


@define(slots=False, eq=False)
class Artwork(Mapping[str, bytes]):
    """The pictures of an edition; as a mapping, the files that the press asks for by name, made when it asks.

    Attributes:
        edition: What the channel publishes.
    """

    edition: Edition[PosterSettings]
    _sources: dict[str, tuple[Path, str, int, str]] = field(init=False, factory=dict)
    _pictures: dict[tuple[str, str, str], Art | Unfit] = field(init=False, factory=dict)

    # -- what is shown

    @cached_property
    def profile(self) -> Inks | Unfit | None:
        """How the printing house brings colours into inks; None if the channel names no profile."""
        name = self.edition.channel.settings.profile
        if not name:
            return None
        put = tr("ask the printing house for its ICC profile and put it into the plan folder, at most {most} MiB", most=MOST_PROFILE >> 20)  # fmt: skip
        found = self._read(name, MOST_PROFILE)
        try:
            return (
                Unfit(tr("the profile cannot be read: {fault}", fault=found), put)
                if isinstance(found, str)
                else inks_of(found)
            )
        except MissingExtraError:
            raise
        except RenderError as fault:
            return Unfit(tr("the profile {path} is of no use: {fault}", path=printable(name), fault=fault), put)

    @cached_property
    def logo(self) -> Art | Unfit | None:
        """The owner's logo; None if the channel names none."""
        name = self.edition.channel.settings.logo
        if not name:
            return None
        put = tr("put it into the plan folder, as an SVG or a PNG of at most {most} bytes", most=MOST_LOGO)
        data = self._read(name, MOST_LOGO)
        if isinstance(data, str):
            return Unfit(tr("the logo cannot be read: {fault}", fault=data), put)
        digest, shown = hashlib.blake2b(data, digest_size=16).hexdigest(), printable(name)
        is_drawing = PurePosixPath(name).suffix.lower() == ".svg"
        try:
            width, height = _size_of_drawing(data) if is_drawing else _size_of_logo(data)
        except _AliveError as fault:
            text = tr("the logo {path} is not shown: it may run or load something: {held}", path=shown, held=fault)
            mend = tr(
                "export it as a plain SVG without document type, script, links and pictures of others, or as a PNG"
            )
            return Unfit(text, mend, is_alive=True)
        except MissingExtraError:
            raise
        except RenderError as fault:
            return Unfit(tr("the logo {path} is not shown: {fault}", path=shown, fault=fault), put)
        if not 1 / _WIDEST <= width / height <= _WIDEST:
            text = tr("the logo {path} is more than {most} times as long as wide", path=shown, most=_WIDEST)
            return Unfit(text, tr("take the sign alone, without the name; the name is set beside it"))
        art = Art(
            name=f"logo-{digest}{'.svg' if is_drawing else '.png'}",
            printed=f"logo-{digest}.pdf",
            width=width,
            height=height,
        )
        self._note(art, self._path(name), name, MOST_LOGO)
        return art

    def picture(self, message: Message) -> Art | Unfit | None:
        """The first picture of a message that lies in the plan folder; None if there is none."""
        media = next((one for one in message.media if _is_picture(one) and one.digest in self.edition.files), None)
        if media is None:
            return None
        key = (media.digest, media.alt, message.language)
        if key not in self._pictures:
            with speaking(message.language.partition("-")[0]):
                alt = media.alt or tr("Picture")
            self._pictures[key] = self._looked_at(media, alt)
        return self._pictures[key]

    @cached_property
    def press_stamp(self) -> str:
        """What changes when pictures would be brought into inks in another way."""
        return fingerprint(self.profile.profile) if isinstance(self.profile, Inks) else ""

    # -- files of the press

    def __getitem__(self, name: str) -> bytes:
        """A file as designs show it.

        Raises:
            KeyError: Nothing of this name is shown.
            RenderError: It was changed since it was looked at, or needs a profile and there is none.
        """
        path, named, most, use = self._sources[name]
        data = self._read(named, most, path)
        inks = self.profile if isinstance(self.profile, Inks) else None
        if isinstance(data, str):
            raise RenderError(data)
        if use == "drawing":
            if drawing(data).faults:
                raise RenderError(tr("{path} was changed while posters were made", path=printable(named)))
            return data
        if use == "logo":
            if inks is None:
                raise RenderError(tr("a logo in colours of screens needs the profile of the printing house"))
            return _logo_in_inks(data, inks)
        return for_print(data, inks) if use == "print" else for_screens(data, inks)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    # -- files of the plan

    def _note(self, art: Art, path: Path, named: str, most: int) -> None:
        self._sources[art.name] = (path, named, most, "drawing" if art.name.endswith(".svg") else "screen")
        self._sources[art.printed] = (path, named, most, "logo" if art.printed.endswith(".pdf") else "print")

    def _looked_at(self, media: Media, alt: str) -> Art | Unfit:
        path, shown = self.edition.files[media.digest], printable(media.path)
        mend = tr("export it as a JPEG or PNG and put it into the plan folder")
        data = self._read(media.path, MOST_PICTURE, path)
        if isinstance(data, str):
            return Unfit(tr("the picture cannot be read: {fault}", fault=data), mend)
        found = _known(data)
        if isinstance(found, str):
            return Unfit(tr("the picture {path} is not shown: {fault}", path=shown, fault=found), mend)
        name = f"picture-{media.digest[:32]}"
        ending = ".jpg" if found.is_photo else ".png"
        art = Art(
            name=f"{name}{ending}", printed=f"{name}-in.jpg", width=found.width, height=found.height,
            alt=alt, is_inks=found.is_inks,
        )  # fmt: skip
        self._note(art, path, media.path, MOST_PICTURE)
        return art

    def _path(self, name: str) -> Path:
        return (self.edition.plan.folder or Path()) / name

    def _read(self, name: str, most: int, path: Path | None = None) -> bytes | str:
        """A file of a plan folder; what is wrong with it, if it cannot be read."""
        if path is None and self.edition.plan.folder is None:
            return tr("the plan lies in no folder")
        folder = (path.parents[name.count("/")] if path else self.edition.plan.folder or Path()).resolve()
        try:
            return read_bytes(inside(folder, folder, name), name=printable(name), most=most)
        except (OutsideError, OSError) as fault:
            return str(fault)
        except PlanError as fault:
            return fault.problems[0]


class _AliveError(RenderError):
    """A drawing may run or load something; says what."""


def _known(data: bytes) -> Seen | str:
    """What a picture is, or what is wrong with it; each content is opened once, for a channel is checked before it renders."""
    digest = hashlib.blake2b(data, digest_size=16).digest()
    found = _seen.get(digest)
    if found is None:
        try:
            found = seen(data)
        except MissingExtraError:
            raise
        except RenderError as fault:
            found = str(fault)
        if len(_seen) > _MOST_SEEN:
            _seen.clear()
        _seen[digest] = found
    return found


def _is_picture(media: Media) -> bool:
    return bool(media.path and media.digest) and media_type(media).startswith("image/")


def _size_of_drawing(data: bytes) -> tuple[float, float]:
    found = drawing(data)
    if found.faults:
        raise _AliveError(", ".join(found.faults))
    if not found.is_svg:
        raise RenderError(tr("it is no SVG"))
    if what := _in_pixels(data):
        raise RenderError(tr("it holds {what}, which is drawn in pixels; export it as a PNG", what=what))
    if not (found.width > 0 and found.height > 0):
        raise RenderError(tr("it does not say how large it is; give it a viewBox"))
    return found.width, found.height


def _in_pixels(data: bytes) -> str:
    """What of a drawing is drawn in pixels, and in so many as it likes: a picture, an effect; empty: nothing.

    Read with expat, which expands what regular expressions would not see; what it is to hold is known to be harmless already.
    """
    found: list[str] = []

    def start(tag: str, given: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name in ("image", "filter") or name.startswith("fe"):
            found.append(f"<{name}>")
        found.extend("filter" for key, value in given.items() if _EFFECT.search(f"{key}:{value}"))

    def text(words: str) -> None:
        style.append(words)

    style: list[str] = []
    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.CharacterDataHandler = start, text
    try:
        data.decode("utf-8")
        reader.Parse(data, True)  # noqa: FBT003 - of expat
    except (expat.ExpatError, ValueError):
        raise RenderError(tr("it is no SVG")) from None
    return found[0] if found else "filter" if _EFFECT.search("".join(style)) else ""


def _size_of_logo(data: bytes) -> tuple[float, float]:
    if size_of(data[:HEAD]).media_type != "image/png":
        raise RenderError(tr("it is no PNG, nor an SVG named so"))
    found = _known(data)
    if isinstance(found, str):
        raise RenderError(found)
    return found.width, found.height


def _logo_in_inks(data: bytes, inks: Inks) -> bytes:
    """A logo as a document of its own, in inks."""
    is_drawing = not data.startswith(b"\x89PNG")
    name = "logo.svg" if is_drawing else "logo.png"
    press = Press(files={name: data if is_drawing else for_screens(data)[0]})
    return in_inks(press.alone(name), inks)


def blank(width: float, height: float) -> bytes:
    """A drawing of nothing, with the sides of a picture: to try what a poster would be like without opening any file."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"/>'.encode()
