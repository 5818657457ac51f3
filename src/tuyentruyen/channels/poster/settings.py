"""What a plan says about posters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.channels.poster.formats import FORMATS
from tuyentruyen.model.values import has_length, is_between, is_each_one_of, is_one_of, sealed, texts
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

DESIGNS = ("auto", "announcement", "steps", "slogan")
OUTPUTS = ("screen", "print")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _is_colour(_: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(
            tr("{name} {value!r} is no colour; write it as #0b5394", name=attribute.name, value=str(value)[:30])
        )


_is_colour.bounds = {"pattern": f"^{_COLOUR.pattern}$"}  # type: ignore[attr-defined]


def _is_ink(_: Any, attribute: Attribute[Any], value: tuple[Any, ...]) -> None:
    if value and (len(value) != 4 or not all(isinstance(part, int) and 0 <= part <= 100 for part in value)):
        raise ValueError(tr("{name} must be four percentages, such as [100, 70, 0, 20]", name=attribute.name))


def _are_copies(_: Any, attribute: Attribute[Any], value: Mapping[str, int]) -> None:
    for key, count in value.items():
        if key not in FORMATS or type(count) is not int or not 1 <= count <= 100_000:
            raise ValueError(
                tr("{name} must give formats a number from 1 to 100000, such as {{ a3 = 20 }}", name=attribute.name)
            )


@frozen(kw_only=True)
class PosterSettings:
    """Settings of a channel of the backend ``poster``: ``[channels.ap-phich.settings]``.

    Attributes:
        formats: Which sheets and screens: a4, a3, a2, a1, a0, banner, screen-wide, screen-tall; at least one.
        outputs: For what: ``screen`` gives a tagged PDF and a picture, ``print`` a PDF for the printing house. Screens have no print.
        design: announcement, steps or slogan; auto: steps where the text has a numbered list, a slogan where it has next to no body.
        each: Key of a group: what is said for everyone becomes one poster for each member, with the member's name, hotline and
            address; empty: one in the name of the unit that speaks.
        brand: Main colour, as ``#0b5394``; with white it must have a contrast of 4.5 or more.
        accent: Colour of the line above the headline, as ``#a3170f``; on white it must have a contrast of 4.5 or more.
        brand_ink: The main colour in percent of cyan, magenta, yellow and black; empty: worked out.
        accent_ink: The same of the accent.
        logo: Path of a logo in the plan folder, SVG or PNG; empty: none.
        designs: Folder with designs that take the place of ours, relative to the plan folder; empty: none.
        bleed: By how much colours reach over the edge of what is printed, in mm; 0 to 20.
        profile: Path of the printing house's ICC profile (CMYK) in the plan folder, at most 8 MiB; empty: none is embedded, and nothing is
            printed that shows pictures in colours of screens.
        condition: Name of the printing condition, as the ICC registry has it.
        boards: Whether each unit that the channel speaks for, the members of ``each`` or else the owner, gets a board of the
            procedures it settles (*niêm yết*), in those of a4 and a3 that are among the formats; in a3 if neither is.
        copies: How many of each format the order asks for; those not named: 1.
        ready: How many working days before the hanging day the posters are needed; 0 to 60.
    """

    formats: tuple[str, ...] = field(default=("a3",), converter=texts, validator=is_each_one_of(*FORMATS))
    outputs: tuple[str, ...] = field(default=OUTPUTS, converter=texts, validator=is_each_one_of(*OUTPUTS))
    design: str = field(default="auto", validator=is_one_of(*DESIGNS))
    each: str = field(default="", validator=has_length(0, 100))
    brand: str = field(default="#0b5394", validator=_is_colour)
    accent: str = field(default="#a3170f", validator=_is_colour)
    brand_ink: tuple[int, ...] = field(default=(), converter=tuple, validator=_is_ink)
    accent_ink: tuple[int, ...] = field(default=(), converter=tuple, validator=_is_ink)
    logo: str = field(default="", converter=nfc, validator=has_length(0, 300))
    designs: str = field(default="", converter=nfc, validator=has_length(0, 300))
    bleed: int = field(default=3, validator=is_between(0, 20))
    profile: str = field(default="", converter=nfc, validator=has_length(0, 300))
    condition: str = field(default="FOGRA39", converter=nfc, validator=has_length(1, 60))
    boards: bool = False
    copies: Mapping[str, int] = field(factory=dict, converter=sealed, validator=_are_copies, hash=False)
    ready: int = field(default=2, validator=is_between(0, 60))
