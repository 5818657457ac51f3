"""Colours of a site, made from the one its owner chose, so that what stands in them or on them can be read."""

from __future__ import annotations

_ENOUGH = 4.5
"""Contrast of text with its ground: WCAG 2.2, 1.4.3, level AA."""
_ON_DARK = 6.0
"""The same for links among bright text, which greyish ones would be lost in."""
_LIGHT_GROUND = "#f3f5f8"
_DARK_GROUND = "#1c252e"
"""The grounds of the style on which a link is hardest to read."""
_STEPS = 50


def palette(brand: str) -> dict[str, str]:
    """What a style may use as ``$name``: ``brand`` as it is, ``on_brand`` for what stands on it, ``link`` and ``link_dark``.

    Args:
        brand: Any colour, as ``#0b5394``. One that is too light for links on white is darkened for them, and a dark one is lightened for a
            dark screen, no further than reading asks: to a contrast of 4.5, of 6 on the dark.
    """
    return {
        "brand": brand,
        "on_brand": max("#ffffff", "#000000", key=lambda ink: contrast(ink, brand)),
        "link": _legible(brand, "#000000", _LIGHT_GROUND, _ENOUGH),
        "link_dark": _legible(lighter(brand, 0.55), "#ffffff", _DARK_GROUND, _ON_DARK),
    }


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21: WCAG 2.2, contrast ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lighter(colour: str, factor: float) -> str:
    """A colour mixed with white: 0 leaves it, 1 gives white."""
    return _mixed(colour, "#ffffff", factor)


def _legible(colour: str, towards: str, ground: str, least: float) -> str:
    """The colour, mixed with another until it can be read on a ground."""
    return next(
        mixed
        for step in range(_STEPS + 1)
        if contrast(mixed := _mixed(colour, towards, step / _STEPS), ground) >= least
    )


def _mixed(colour: str, other: str, factor: float) -> str:
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(part + (end - part) * factor):02x}" for part, end in pairs)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
