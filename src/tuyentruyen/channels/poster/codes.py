"""QR codes as outlines; the only door to segno."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from tuyentruyen.errors import RenderError
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

LONGEST = 300
"""Characters of an address that a code may hold: with more its modules are too small to be read from afar."""
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
    size, modules = _modules(address)
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
def _modules(address: str) -> tuple[int, bytes]:
    """Modules in a row, and row by row whether each is dark. Of many codes only these are kept: rings take a hundred times as much."""
    if not fits_code(address):
        raise RenderError(tr("a code can hold an address of 1 to {most} characters", most=LONGEST))
    segno: Any = require("segno", extra="poster")
    rows = segno.make_qr(address, error="h", boost_error=False).matrix
    return len(rows), b"".join(rows)


def _rings(rows: Sequence[Sequence[int]]) -> list[Ring]:
    """The borders between dark and light, each walked round with the dark on its right hand: a corner, then the ways on."""
    size = len(rows)
    ways: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def dark(x: int, y: int) -> bool:
        return 0 <= x < size and 0 <= y < size and bool(rows[y][x])

    for y in range(size):
        for x in range(size):
            if not dark(x, y):
                continue
            corners = ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1))
            beyond = ((x, y - 1), (x + 1, y), (x, y + 1), (x - 1, y))
            for place, outside in enumerate(beyond):
                if not dark(*outside):
                    ways.setdefault(corners[place], []).append(corners[(place + 1) % 4])
    rings = []
    while ways:
        start = at = next(iter(ways))
        ring: Ring = []
        heading: tuple[int, int] | None = None
        while True:
            follows = ways[at].pop()
            if not ways[at]:
                del ways[at]
            turned = (follows[0] - at[0], follows[1] - at[1])
            if turned != heading:
                ring.append(at)
            heading, at = turned, follows
            if at == start:
                break
        ring[1:] = [(x - before[0], y - before[1]) for before, (x, y) in pairwise(ring)]
        rings.append(ring)
    return rings
