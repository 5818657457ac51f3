"""The mask of a QR code: which of the eight that may be laid over its modules hinders readers least (ISO/IEC 18004:2015, 7.8.3).

All modules of a code stand in one number, row after row with light between them, so that a rule is looked for in all places at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

_LIGHT = 4
"""Light modules between two rows: as many as the rule of the finder's pattern looks at."""
_FINDER = (1, 0, 1, 1, 1, 0, 1)


@frozen(kw_only=True)
class Masks:
    """The masks of codes of one size.

    Attributes:
        size: Modules in a row.
        changes: For each mask in what a code with it differs from the same code with the first, its own number in the code included.
        compared: The same, without that number, by rows and by columns.
        told: Where a code tells its mask and its version: this is light while masks are compared.
        whole: A code that is all dark.
    """

    size: int
    changes: tuple[int, ...]
    compared: tuple[tuple[int, int], ...]
    told: int
    whole: int

    def masked(self, modules: bytes) -> int:
        """A code that has the first mask as a number that has the best one; of equally good ones the first.

        Args:
            modules: Row by row whether each is dark, as 0 or 1.
        """
        plain = number(modules, self.size)
        rows = plain & ~self.told
        columns = _mirrored(rows, self.size)
        scores = [self._score(rows ^ across, columns ^ down) for across, down in self.compared]
        return plain ^ self.changes[scores.index(min(scores))]

    def _score(self, rows: int, columns: int) -> int:
        """How much a code hinders readers."""
        score = 0
        for lines in (rows, columns):
            score += _long(lines) + _long(self.whole ^ lines) + 40 * _finders(lines)
        for lines in (rows, self.whole ^ rows):
            beside = lines & lines >> 1
            score += 3 * (beside & beside >> self.size + _LIGHT).bit_count()
        share = float(rows.bit_count()) / self.size**2
        return score + 10 * int(abs(share * 100 - 50) / 5)


def masks(codes: Sequence[bytes], size: int) -> Masks:
    """The masks of a size.

    Args:
        codes: One text with each of the eight masks in turn.
        size: Modules in a row.
    """
    first, told = number(codes[0], size), _told(size)
    changes = [first ^ number(code, size) for code in codes]
    compared = [(change & ~told, _mirrored(change & ~told, size)) for change in changes]
    return Masks(
        size=size,
        changes=tuple(changes),
        compared=tuple(compared),
        told=told,
        whole=number(bytes([1]) * (size * size), size),
    )


def number(modules: bytes, size: int) -> int:
    """Modules as one number, with light between the rows."""
    rows = (modules[place : place + size] for place in range(0, size * size, size))
    return int(bytes(_LIGHT).join(rows).translate(_DIGITS), 2)


def modules_of(held: int, size: int) -> bytes:
    """Modules of a number, row by row."""
    stride = size + _LIGHT
    digits = f"{held:0{stride * size - _LIGHT}b}".encode().translate(_VALUES)
    return b"".join(digits[place : place + size] for place in range(0, stride * size, stride))


_DIGITS = bytes.maketrans(b"\0\1", b"01")
_VALUES = bytes.maketrans(b"01", b"\0\1")


def _mirrored(held: int, size: int) -> int:
    """Columns for rows."""
    modules = modules_of(held, size)
    return number(b"".join(modules[place::size] for place in range(size)), size)


def _told(size: int) -> int:
    """Where a code tells its mask and its version."""
    places = {(8, x) for x in (*range(9), *range(size - 8, size)) if x != 6}
    if size > 41:
        places |= {(y, x) for y in range(6) for x in range(size - 11, size - 8)}
    found = bytearray(size * size)
    for y, x in places:
        found[y * size + x] = found[x * size + y] = 1
    return number(bytes(found), size)


def _long(lines: int) -> int:
    """Five or more of one shade in a row: three for five, one more for each beyond."""
    two = lines & lines >> 1
    five = two & two >> 2 & lines >> 4
    return five.bit_count() + 2 * (five & ~(five << 1)).bit_count()


def _finders(lines: int) -> int:
    """How often a row looks like the mark in the corners of a code, with four light ones before or after."""
    found = -1
    for place, dark in enumerate(_FINDER):
        moved = lines >> (6 - place)
        found &= moved if dark else ~moved
    if not found:
        return 0
    after = ~(lines << 1 | lines << 2 | lines << 3 | lines << 4)
    before = ~(lines >> 7 | lines >> 8 | lines >> 9 | lines >> 10)
    found &= after | before
    # of two that overlap the first counts
    return (found & ~(found >> 4) & ~(found >> 6)).bit_count()
