"""Colours for screens and for inks, and how well they stand apart."""

from __future__ import annotations

from functools import lru_cache

from tuyentruyen.channels.poster.settings import PosterSettings

_PAPER, _BLACK = "#ffffff", "#000000"


@lru_cache(maxsize=64)
def palette(settings: PosterSettings) -> dict[str, dict[str, object]]:
    """All colours of a poster by name, each for screens (``rgb``) and in percent of ink (``cmyk``); to be read, not changed."""
    tint = _mixed(settings.brand, 0.07)
    return {
        "paper": {"rgb": _PAPER, "cmyk": [0, 0, 0, 0]},
        "ink": {"rgb": "#1b2733", "cmyk": [0, 0, 0, 95]},
        "soft": {"rgb": "#4a5866", "cmyk": [0, 0, 0, 75]},
        "code": {"rgb": _BLACK, "cmyk": [0, 0, 0, 100]},
        "brand": {"rgb": settings.brand, "cmyk": list(settings.brand_ink or inks(settings.brand))},
        "accent": {"rgb": settings.accent, "cmyk": list(settings.accent_ink or inks(settings.accent))},
        "tint": {"rgb": tint, "cmyk": [round(part * 0.08) for part in settings.brand_ink or inks(settings.brand)]},
    }


def inks(colour: str) -> list[int]:
    """A colour of a screen in percent of cyan, magenta, yellow and black: a first guess, which a proof decides on."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    black = 1 - max(red, green, blue)
    if black == 1:
        return [0, 0, 0, 100]
    rest = [(1 - part - black) / (1 - black) for part in (red, green, blue)]
    return [round(100 * part) for part in (*rest, black)]


def contrast(one: str, other: str = _PAPER) -> float:
    """How well two colours stand apart: 1 (not at all) to 21, by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = []
    for place in (1, 3, 5):
        part = int(colour[place : place + 2], 16) / 255
        parts.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour: str, share: float) -> str:
    """So much of a colour in white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02x}" for part in parts)
