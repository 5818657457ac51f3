"""Words of texts, and of words the numbers of the documents that hold them, as short texts."""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, islice

from tuyentruyen.model.values import Html
from tuyentruyen.text import fold

LONGEST = 32
"""Characters of a word that count: what is longer is found by these."""
MOST = 2_000
"""Different words of one document that are found, its first ones."""

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_WORD = re.compile(r"[^\W_]+")
_TARGET = re.compile(r"\]\([^)\s]*")
_TAG = re.compile(r"<[^<>]*>")
_NONE: array[int] = array("I")


def _pieces(chunk: str) -> tuple[str, ...]:
    bare = fold(_TARGET.sub("] ", chunk))
    if not bare.isascii():
        bare = "".join(c for c in bare if not unicodedata.category(c).startswith("M"))
    return tuple(word[:LONGEST] for word in _WORD.findall(bare))


_kept = lru_cache(maxsize=16_384)(_pieces)
_SHORT = (64).__gt__


def words_of(text: str) -> dict[str, None]:
    """The different words of a text, folded, in the order in which they first stand; the addresses of links are left out."""
    if isinstance(text, Html):
        text = html.unescape(_TAG.sub(" ", text))
    chunks = dict.fromkeys(text.split())
    kept = _kept if all(map(_SHORT, map(len, chunks))) else lambda chunk: (_kept if len(chunk) < 64 else _pieces)(chunk)
    return dict.fromkeys(chain.from_iterable(map(kept, chunks)))


def _number(value: int) -> str:
    """A number in digits of 5 bits, the lowest first; a sixth bit says that another follows."""
    digits = ""
    while value > 31:
        digits += _SIGNS[32 | value & 31]
        value >>= 5
    return digits + _SIGNS[value]


_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_GAPS = [_number(value) for value in range(2048)]


def encoded(numbers: Sequence[int]) -> str:
    """Ascending numbers as the steps between them, or, where it is shorter, ``*``, the first, and a bit for each from there on."""
    if not numbers:
        return ""
    first = numbers[0]
    start = _number(first)
    width = (numbers[-1] - first) // 6 + 1
    shortest = 1 + len(start) + width
    if shortest >= len(numbers):
        gaps = map(int.__sub__, numbers[1:], numbers[:-1])
        steps = start + "".join(_GAPS[gap] if gap < len(_GAPS) else _number(gap) for gap in gaps)
        if len(steps) <= shortest:
            return steps
    cells = bytearray(width)
    for number in numbers:
        cells[(number - first) // 6] |= 1 << (number - first) % 6
    return f"*{start}{''.join(map(_SIGNS.__getitem__, cells))}"


def bits_of(code: str) -> int:
    """The numbers that `encoded` wrote, as the bits of one.

    Raises:
        LookupError: It wrote no such code.
        ValueError: Neither.
    """
    bits = number = value = shift = 0
    for place, sign in enumerate(code.removeprefix("*"), start=1):
        cell = _VALUES[sign]
        value |= (cell & 31) << shift
        shift += 5
        if cell < 32:
            number += value
            if code[0] == "*":  # the signs are those of base64, its cells the other way round
                cells = code[place + 1 :]
                return int.from_bytes(urlsafe_b64decode("A" * (-len(cells) % 4) + cells[::-1]), "big") << number
            bits |= 1 << number
            value = shift = 0
    return bits


def _encoded(bits: int) -> str:
    """As `encoded`, of numbers that are the bits of one."""
    if not bits:
        return ""
    first = (bits & -bits).bit_length() - 1
    start = _number(first)
    width = (bits.bit_length() - 1 - first) // 6 + 1
    if 1 + len(start) + width >= bits.bit_count():
        return encoded([found.start() for found in re.finditer("1", f"{bits:b}"[::-1])])
    cells = urlsafe_b64encode((bits >> first).to_bytes(-(-width // 4) * 3, "big")).decode()
    return f"*{start}{cells[-width:][::-1]}"


def _numbers() -> array[int]:
    return array("I")


class Postings:
    """Of words the numbers of documents that hold them: in the title, and elsewhere.

    Args:
        documents: Numbers, ascending, with title and other texts.
    """

    def __init__(self, documents: Iterable[tuple[int, str, Iterable[str]]]) -> None:
        self.titles: defaultdict[str, array[int]] = defaultdict(_numbers)
        self.others: defaultdict[str, array[int]] = defaultdict(_numbers)
        for number, heading, texts in documents:
            title = words_of(heading)
            for word in title:
                self.titles[word].append(number)
            rest: dict[str, None] = {}
            for text in texts:
                rest |= words_of(text)
            for word in islice(rest, MOST):
                if word not in title:
                    self.others[word].append(number)
        _kept.cache_clear()  # of use while an index is made, and several MB

    @property
    def words(self) -> set[str]:
        """All of them."""
        return self.titles.keys() | self.others.keys()

    def code(self, word: str, old: str = "", without: int = 0) -> str:
        """What stands of a word in its shard: numbers by title, and by other text after a point.

        Args:
            word: Folded.
            old: What stood of it.
            without: Numbers that are no longer so, as bits.
        """
        parts = []
        for numbers, was in zip((self.titles, self.others), [*old.split("."), ""][:2], strict=True):
            new = numbers.get(word, _NONE)
            parts.append(_encoded(bits_of(was) & ~without | bits(new)) if was else encoded(new))
        return ".".join(parts).rstrip(".")


def bits(numbers: Iterable[int]) -> int:
    """Numbers as the bits of one."""
    whole = 0
    for number in numbers:
        whole |= 1 << number
    return whole
