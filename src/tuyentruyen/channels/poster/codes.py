"""QR codes as drawings; the only door to segno."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from tuyentruyen.channels.poster.masks import Masks, masks, modules_of
from tuyentruyen.errors import RenderError
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

LONGEST = 300
"""Characters of an address that a code may hold: with more its modules are too small to be read from afar."""
_WHITE = 4
"""Modules of white around a code, without which no reader finds it."""
_DARK = re.compile(b"\1+")
Run = tuple[int, int, int]
"""Dark modules beside each other: in which column the first stands, in which row, how many they are."""


def fits_code(address: str) -> bool:
    """Whether a code can hold an address."""
    return 0 < len(address) <= LONGEST


def code(address: str) -> tuple[int, list[Run]]:
    """A code of an address: modules in a row, and its dark modules in runs.

    A fifth of its area may be torn off or painted over (error correction H; Q reads on with a seventh): sheets hang in the street.

    Raises:
        RenderError: The address is empty or too long.
        MissingExtraError: The extra ``poster`` is not installed.
    """
    size, held = _modules(address)
    modules = modules_of(held, size)
    rows = (modules[place : place + size] for place in range(0, len(modules), size))
    return size, [(x, y, end - x) for y, row in enumerate(rows) for x, end in map(re.Match.span, _DARK.finditer(row))]


@lru_cache(maxsize=64)
def drawing(address: str, colour: str) -> tuple[int, str]:
    """The same code with its white as an SVG, in a colour such as ``#000000``. All runs are one path, so that none shows beside another.

    Raises:
        RenderError, MissingExtraError: As of `code`.
    """
    size, runs = code(address)
    path = "".join(f"M{x + _WHITE} {y + _WHITE}h{wide}v1h-{wide}z" for x, y, wide in runs)
    side = size + 2 * _WHITE
    return (
        size,
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="{colour}" d="{path}"/></svg>',
    )


@lru_cache(maxsize=64)
def inked(address: str, parts: tuple[float, ...]) -> tuple[int, str]:
    """The same as a PDF, in percent of cyan, magenta, yellow and black: as a drawing it would be mixed as on a screen.

    Raises:
        RenderError, MissingExtraError: As of `code`.
    """
    size, runs = code(address)
    side = size + 2 * _WHITE
    path = "\n".join(f"{x + _WHITE} {side - _WHITE - y - 1} {wide} 1 re" for x, y, wide in runs)
    content = f"{' '.join(f'{part / 100:g}' for part in parts)} k\n{path}\nf"
    made, places = "%PDF-1.4\n", []
    for number, held in enumerate((
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side} {side}]/Resources<<>>/Contents 4 0 R>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
    ), 1):  # fmt: skip
        places.append(f"{len(made):010} 00000 n \n")
        made += f"{number} 0 obj\n{held}\nendobj\n"
    table = f"xref\n0 5\n0000000000 65535 f \n{''.join(places)}trailer<</Size 5/Root 1 0 R>>"
    return size, f"{made}{table}\nstartxref\n{len(made)}\n%%EOF\n"


@lru_cache(maxsize=4096)
def _modules(address: str) -> tuple[int, int]:
    """Modules in a row, and all modules as a number. Of many codes only these are kept: drawings take hundreds of times as much."""
    if not fits_code(address):
        raise RenderError(tr("a code can hold an address of 1 to {most} characters", most=LONGEST))
    segno: Any = require("segno", extra="poster")
    made = segno.make_qr(address, error="h", boost_error=False, mask=0)
    return len(made.matrix), _masks(made.version).masked(b"".join(made.matrix))


@lru_cache(maxsize=40)
def _masks(version: int) -> Masks:
    """Those of a size. segno tries them module by module, which takes five times as long as all the rest of a code."""
    segno: Any = require("segno", extra="poster")
    every = [segno.make_qr("0", version=version, error="h", boost_error=False, mask=mask).matrix for mask in range(8)]
    return masks([b"".join(rows) for rows in every], len(every[0]))
