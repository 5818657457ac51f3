"""QR codes as outlines; the only door to segno."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from tuyentruyen.channels.poster.masks import Masks, masks, modules_of
from tuyentruyen.errors import RenderError
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

LONGEST = 300
"""Characters of an address that a code may hold: with more its modules are too small to be read from afar."""
_BORDER = re.compile(b"\1+|\2+")
Ring = list[tuple[int, int]]


def fits_code(address: str) -> bool:
    """Whether a code can hold an address."""
    return 0 < len(address) <= LONGEST


@lru_cache(maxsize=64)
def code(address: str) -> tuple[int, list[Ring]]:
    """A code of an address: modules in a row, and its dark parts as rings, to be filled even-odd.

    Of a ring the first pair is a corner, each other the way from one corner to the next. A fifth of its area may be torn off or
    painted over (error correction H; Q reads on with a seventh): sheets hang in the street.

    Raises:
        RenderError: The address is empty or too long.
        MissingExtraError: The extra ``poster`` is not installed.
    """
    size, held = _modules(address)
    modules = modules_of(held, size)
    return size, _rings([modules[place : place + size] for place in range(0, len(modules), size)])


@lru_cache(maxsize=64)
def drawing(address: str, colour: str) -> tuple[int, str]:
    """The same code with its white as an SVG, in a colour such as ``#000000``: typst draws that quicker than rings, but not in inks.

    Raises:
        RenderError, MissingExtraError: As of `code`.
    """
    size, rings = code(address)
    path = "".join(
        f"M{x + 4} {y + 4}l{' '.join(f'{right} {down}' for right, down in ways)}z" for (x, y), *ways in rings
    )
    box = f'viewBox="0 0 {size + 8} {size + 8}"'
    return (
        size,
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path fill="{colour}" fill-rule="evenodd" d="{path}"/></svg>',
    )


@lru_cache(maxsize=4096)
def _modules(address: str) -> tuple[int, int]:
    """Modules in a row, and all modules as a number. Of many codes only these are kept: rings take hundreds of times as much."""
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


def _rings(rows: Sequence[bytes]) -> list[Ring]:
    """The borders between dark and light, each walked round with the dark on its right hand: a corner, then the ways on."""
    # where two dark modules touch at a corner, two ways lead on from it, both across or both up and down; either closes a ring
    across: dict[tuple[int, int], list[int]] = {}
    upright: dict[tuple[int, int], list[int]] = {}
    for y, left, right, is_below in _edges(rows):
        start, end = (left, right) if is_below else (right, left)
        across.setdefault((start, y), []).append(end)
    for x, top, low, is_right in _edges([bytes(column) for column in zip(*rows, strict=True)]):
        start, end = (low, top) if is_right else (top, low)
        upright.setdefault((x, start), []).append(end)
    rings = []
    while across:
        corner = next(iter(across))
        ring, (x, y) = [corner], corner
        while True:
            to = _taken(across, (x, y))
            ring.append((to - x, 0))
            x, to = to, _taken(upright, (to, y))
            y, before = to, y
            if (x, y) == corner:
                break
            ring.append((0, y - before))
        rings.append(ring)
    return rings


def _edges(rows: Sequence[bytes]) -> Iterator[tuple[int, int, int, bool]]:
    """Each straight piece of border along the rows: before which row, from where, to where, and whether the dark lies beyond it."""
    light = bytes(len(rows))
    for place, (above, below) in enumerate(pairwise((light, *rows, light))):
        sides = (int.from_bytes(above, "big") + 2 * int.from_bytes(below, "big")).to_bytes(len(rows), "big")
        for found in _BORDER.finditer(sides):
            yield place, *found.span(), found[0][0] == 2


def _taken(ways: dict[tuple[int, int], list[int]], corner: tuple[int, int]) -> int:
    ends = ways[corner]
    if len(ends) == 1:
        del ways[corner]
    return ends.pop()
