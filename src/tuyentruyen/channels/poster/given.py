"""What a design reads beside what it says: the sheet, the colours, the pictures, the code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tuyentruyen.channels.poster.artwork import Art
from tuyentruyen.channels.poster.codes import drawing, fits_code, inked
from tuyentruyen.channels.poster.colours import palette
from tuyentruyen.channels.poster.formats import Format
from tuyentruyen.channels.poster.printing import SLUG
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.typesetting import TYPEFACE


def given(
    said: Mapping[str, Any], format_: Format, output: str, *, settings: PosterSettings, language: str, logo: Art | None = None,
    picture: Art | None = None, link: str = "", least: float = 0.0, room: float = 0.0,
) -> dict[str, Any]:  # fmt: skip
    """What a design reads.

    Args:
        said: The texts.
        format_: Sheet or screen.
        output: screen, print or trial.
        settings: The channel's.
        language: Tag of BCP 47.
        logo: The owner's; None: there is none.
        picture: The message's; None: it shows none.
        link: Where the code leads; empty, or longer than a code can hold: there is none.
        least: How wide the code has to be, in mm, for a trial to go well.
        room: How much of the room that a design keeps for a picture it has to give it, of 1, for a trial to go well.
    """
    colours: dict[str, Any] = palette(settings)
    size, drawn = 0, ""
    if fits_code(link):
        ink = colours["code"]
        size, drawn = inked(link, tuple(ink["cmyk"])) if output == "print" else drawing(link, ink["rgb"])
    return {
        "format": {"width": format_.width, "height": format_.height}, "output": "print" if output == "print" else "screen",
        "bleed": settings.bleed, "slug": SLUG, "font": TYPEFACE, "language": language.partition("-")[0], "colours": colours, "said": said,
        "logo": file_of(logo, output) if logo else "", "logo_ratio": logo.width / logo.height if logo else 1,
        "picture": {"file": file_of(picture, output), "alt": picture.alt, "least": room} if picture else None,
        "code": {"size": size, "drawing": drawn, "least": least},
    }  # fmt: skip


def file_of(art: Art, output: str) -> str:
    """How the file of a picture is called in an output; in a trial it is a blank one."""
    if output == "trial":
        return f"{'blank' if art.alt else 'logo'}.svg"
    return art.printed if output == "print" else art.name
