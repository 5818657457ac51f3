"""The sheets and screens a poster is made for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import field, frozen

from tuyentruyen.model.values import is_key

_READ_AT_HAND = 420
_PIXELS_PER_MM = 96 / 25.4
"""CSS pixels: a screen of 1920 of them is drawn as a sheet of 508 mm."""


@frozen(kw_only=True)
class Format:
    """One sheet or screen.

    Attributes:
        key: As plans write it.
        width: Of the trimmed sheet, in mm.
        height: Of the trimmed sheet, in mm.
        pixels: Width in pixels of what is shown on a screen; 0: a sheet of paper or cloth.
        distance: From how far its code is read, in m.
    """

    key: str = field(validator=is_key)
    width: float
    height: float
    pixels: int = 0
    distance: float = 1.0

    @property
    def long(self) -> float:
        """The longer side, in mm."""
        return max(self.width, self.height)

    @property
    def code_side(self) -> float:
        """How wide a code has to be to be read from where people stand: a tenth of the distance, in mm; 0: it carries none."""
        return 0.0 if self.strip else self.distance * 100

    @property
    def grain(self) -> float:
        """How many pixels of a picture fall on a mm at least: 150 dpi on paper to A3, 100 beyond, on screens one for each of theirs."""
        if self.pixels:
            return self.pixels / self.width
        return (150 if self.long <= _READ_AT_HAND else 100) / 25.4

    @property
    def strip(self) -> bool:
        """Whether it is so long that it carries one sentence and no more."""
        return self.width > 3 * self.height


def _screen(key: str, width: int, height: int) -> Format:
    return Format(key=key, width=width / _PIXELS_PER_MM, height=height / _PIXELS_PER_MM, pixels=width, distance=0.8)


FORMATS: Mapping[str, Format] = MappingProxyType({
    one.key: one for one in (
        Format(key="a4", width=210, height=297, distance=0.5),
        Format(key="a3", width=297, height=420, distance=0.7),
        Format(key="a2", width=420, height=594, distance=1.0),
        Format(key="a1", width=594, height=841, distance=1.4),
        Format(key="a0", width=841, height=1189, distance=2.0),
        Format(key="banner", width=4000, height=800, distance=0.0),
        _screen("screen-wide", 1920, 1080),
        _screen("screen-tall", 1080, 1920),
    )
})  # fmt: skip
"""All formats: ISO 216 sheets upright, a banner of 4 m × 0.8 m (*băng rôn*), screens lying and standing."""
