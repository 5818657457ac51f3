"""Pictures as pixels: opened with care, turned upright, brought into sRGB or into inks; the only door to Pillow.

What comes out was written anew: nothing of the file but its pixels reaches a poster, no comment, no profile, no second picture.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from attrs import define, field, frozen

from tuyentruyen.errors import RenderError
from tuyentruyen.formats.pictures import HEAD, size_of
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

MOST_PIXELS = 64_000_000
"""Of one picture: what is more fills the memory before it is made smaller."""
MOST_PROFILE = 8 * 1024 * 1024
"""Bytes of a printing house's profile, at most."""
ON_SCREEN = 2400
"""Pixels of the longer side of a picture on a poster for screens, at most."""
IN_PRINT = 5000
"""Those in print: the width of an A0 sheet at 150 dpi."""
_DEEP = ("I", "I;16", "I;16B", "I;16L", "I;16N")
_KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}


@frozen(kw_only=True)
class Seen:
    """What a picture is, known by opening it.

    Attributes:
        width: In pixels, upright.
        height: In pixels, upright.
        is_inks: Whether it is in cyan, magenta, yellow and black already.
        is_photo: Whether it was written as a JPEG, so that writing it so again takes nothing from it.
    """

    width: int
    height: int
    is_inks: bool = False
    is_photo: bool = False


def seen(data: bytes) -> Seen:
    """What a picture is. All of it is read, so that one that was cut off is found.

    Raises:
        RenderError: It is none that posters show, cannot be read, or is too large.
        MissingExtraError: The extra ``poster`` is not installed.
    """
    full = size_of(data[:HEAD])
    image = _opened(data, 600)
    wide, high = sorted((full.width, full.height), reverse=image.width > image.height)
    return Seen(width=wide, height=high, is_inks=image.mode == "CMYK", is_photo=full.media_type == "image/jpeg")


def for_screens(data: bytes, inks: Inks | None = None) -> tuple[bytes, str]:
    """A picture in sRGB and what its name ends with; inks are seen as the printing house's profile has them, if there is one.

    Raises:
        RenderError: As `seen`.
    """
    image = _in_srgb(_opened(data, ON_SCREEN), inks)
    if size_of(data).media_type == "image/jpeg":
        return _written(image.convert("RGB"), "JPEG"), ".jpg"
    return _written(image, "PNG"), ".png"


def for_print(data: bytes, inks: Inks | None) -> bytes:
    """A picture in inks, as a JPEG; what is seen through it is white paper.

    Raises:
        RenderError: As `seen`; or it is not in inks, and there is no profile to bring it there.
    """
    image = _opened(data, IN_PRINT)
    if image.mode != "CMYK":
        if inks is None:
            raise RenderError(tr("a picture in colours of screens needs the profile of the printing house"))
        image = inks.picture(_on_white(_in_srgb(image, None)))
    return _written(image, "JPEG")


@define(eq=False)
class Inks:
    """How a printing house brings colours of screens into inks: relative colorimetric, with black point compensation.

    Attributes:
        profile: Its ICC profile: of an output device in cyan, magenta, yellow and black.

    Raises:
        RenderError: The profile is another kind of thing, or damaged.
        MissingExtraError: The extra ``poster`` is not installed.
    """

    profile: bytes = field(repr=False)
    _there: Any = field(init=False, repr=False)
    _back: Any = field(init=False, repr=False)
    _colours: dict[tuple[int, ...], tuple[float, ...]] = field(init=False, factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        head = self.profile[:128]
        if len(self.profile) > MOST_PROFILE or head[36:40] != b"acsp":
            raise RenderError(tr("it is no ICC profile"))
        if head[16:20] != b"CMYK" or head[12:16] != b"prtr":
            raise RenderError(tr("it is no profile of a printing press with four inks"))
        cms = _library("ImageCms")
        try:
            ours = cms.getOpenProfile(io.BytesIO(self.profile))
            srgb, intent = cms.createProfile("sRGB"), cms.Intent.RELATIVE_COLORIMETRIC
            bpc = cms.Flags.BLACKPOINTCOMPENSATION
            self._there = cms.buildTransform(srgb, ours, "RGB", "CMYK", intent, bpc)
            self._back = cms.buildTransform(ours, srgb, "CMYK", "RGB", intent, bpc)
        except (cms.PyCMSError, OSError, ValueError, TypeError) as fault:
            raise RenderError(tr("the profile is damaged: {fault}", fault=fault)) from None

    def picture(self, image: Any) -> Any:
        """A picture of Pillow in sRGB, in inks."""
        return _library("ImageCms").applyTransform(image.convert("RGB"), self._there)

    def on_screen(self, image: Any) -> Any:
        """A picture of Pillow in inks, in sRGB."""
        return _library("ImageCms").applyTransform(image, self._back)

    def colour(self, parts: Sequence[float]) -> tuple[float, ...]:
        """One colour of sRGB (three parts) or a grey (one part) in inks; all from 0 to 1."""
        key = tuple(round(255 * min(max(part, 0.0), 1.0)) for part in (parts if len(parts) == 3 else [*parts] * 3))
        if key not in self._colours:
            pixel = self.picture(_library("Image").new("RGB", (1, 1), key)).getpixel((0, 0))
            self._colours[key] = tuple(round(part / 255, 4) for part in pixel)
        return self._colours[key]


@lru_cache(maxsize=4)
def inks_of(profile: bytes) -> Inks:
    """The inks of a profile; read once.

    Raises:
        RenderError: As `Inks`.
    """
    return Inks(profile)


def _library(name: str) -> Any:
    return require(f"PIL.{name}", extra="poster")


def _opened(data: bytes, most: int) -> Any:
    """A picture upright, in L, RGB, RGBA or CMYK, its longer side no longer than so many pixels."""
    size = size_of(data[:HEAD])
    if size.media_type not in _KINDS:
        raise RenderError(tr("it is no PNG, JPEG, GIF or WebP"))
    if not 0 < size.width * size.height <= MOST_PIXELS:
        text = tr("it measures {width} × {height} pixels, more than {most} millions", width=size.width, height=size.height, most=MOST_PIXELS // 10**6)  # fmt: skip
        raise RenderError(text)
    pil, ops = _library("Image"), _library("ImageOps")
    try:
        with pil.open(io.BytesIO(data), formats=[_KINDS[size.media_type]]) as file:
            file.draft(None, (most, most))
            file.load()
            image = _plain(ops.exif_transpose(file))
        image.thumbnail((most, most), pil.Resampling.LANCZOS)
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever a decoder raises at bytes that are damaged
        raise RenderError(tr("it cannot be read: {fault}", fault=fault)) from None
    return image


def _plain(image: Any) -> Any:
    """In one of four modes; its profile beside it."""
    profile = image.info.get("icc_profile")
    if image.mode in _DEEP:
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("1", "F"):
        image = image.convert("L")
    elif image.mode not in ("L", "RGB", "CMYK") or "transparency" in image.info:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.info = {"icc_profile": profile} if profile else {}
    return image


def _in_srgb(image: Any, inks: Inks | None) -> Any:
    cms, profile = _library("ImageCms"), image.info.get("icc_profile")
    if image.mode == "CMYK" and not profile:
        return inks.on_screen(image) if inks else image.convert("RGB")
    if not profile or image.mode == "L":
        return image
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    try:
        colours = cms.profileToProfile(colours, io.BytesIO(profile), cms.createProfile("sRGB"), outputMode="RGB")
    except (cms.PyCMSError, OSError, ValueError, TypeError):  # a profile that is damaged says nothing
        colours = colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _on_white(image: Any) -> Any:
    if image.mode != "RGBA":
        return image
    ground = _library("Image").new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _written(image: Any, kind: str) -> bytes:
    image.info = {}
    made = io.BytesIO()
    image.save(made, kind, **({"quality": 90, "subsampling": 0} if kind == "JPEG" else {}))
    return made.getvalue()
