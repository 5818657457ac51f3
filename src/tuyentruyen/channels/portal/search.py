"""The search index: small files from which a browser answers a query without a server.

Every document (a procedure, a unit, a message) has a number. Of every word an index has the numbers of the documents whose title
holds it, and of those whose other text does. Words lie in shards by their first letters, so that a query fetches a few of them; what
is shown of a document lies in tables of 32, fetched for the hits that are shown. ``layouts/search.js`` reads what is written here.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import groupby, islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from attrs import define, frozen

from tuyentruyen.channels.portal.reading import Reading
from tuyentruyen.model.flow import Rendering
from tuyentruyen.model.values import Html
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.text import fold, in_vietnam, short_date, sort_key

FOLDER = "tim-kiem/"
"""Where the page of the search and its index lie in the channel's folder."""
TABLE = 32
"""Documents in one table."""
LONGEST = 32
"""Characters of a word that count: what is longer is found by these."""
MOST = 2_000
"""Different words of one document that are found, its first ones."""

_BLOCK = 1024
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_WORD = re.compile(r"[^\W_]+")
_TARGET = re.compile(r"\]\([^)\s]*")
_TAG = re.compile(r"<[^<>]*>")
_PRINT = re.compile("[0-9a-f]{32}")
_FORM = "1"
"""Changes when the same documents would give other bytes."""


@frozen(kw_only=True)
class Document:
    """What the search can find.

    Attributes:
        path: Of its page.
        title: What the page is called.
        note: What a hit says beside the title: the day of a message, the kind of anything else.
        texts: What else can be found of it; Markdown or `Html`.
        stamp: What changes when the texts do.
    """

    path: str
    title: str
    note: str
    texts: tuple[str, ...]
    stamp: bytes


def standing(reading: Reading, said: SimpleNamespace) -> list[Document]:
    """Procedures in force and units that exist: they have no day and are found before messages."""
    found = [
        Document(
            path=f"thu-tuc/{one.key}/", title=one.title, note=": ".join(filter(None, (said.procedures, one.code))), stamp=repr(one).encode(),
            texts=(one.code, one.field, one.time_limit, one.fee, one.result, *one.exemptions, *one.papers, *one.forms, *one.basis),
        )
        for one in sorted(reading.procedures, key=lambda one: (sort_key(one.title), one.key))
    ]  # fmt: skip
    found += [
        Document(
            path=f"don-vi/{unit.key}/", title=unit.name, note=said.units, stamp=repr(unit).encode(),
            texts=(unit.short, unit.address, unit.hotline, unit.email),
        )
        for unit in sorted(reading.units, key=lambda unit: (sort_key(unit.name), unit.key))
    ]  # fmt: skip
    return found


def dated(reading: Reading) -> Iterator[Document]:
    """Messages, the oldest first: a new one takes the next number and leaves the others theirs."""
    for message in reversed(reading.messages):
        by = reading.unit_of(message).name
        yield Document(
            path=f"tin/{message.key}/", title=" ".join(message.title.split()), note=short_date(in_vietnam(message.published).date()),
            texts=(message.summary, message.body, by), stamp=message.digest + by.encode(),
        )  # fmt: skip


@lru_cache(maxsize=65_536)
def _pieces(chunk: str) -> tuple[str, ...]:
    bare = fold(_TARGET.sub("] ", chunk))
    if not bare.isascii():
        bare = "".join(c for c in bare if not unicodedata.category(c).startswith("M"))
    return tuple(word[:LONGEST] for word in _WORD.findall(bare))


def words_of(text: str) -> dict[str, None]:
    """The different words of a text, folded, in the order in which they first stand; the addresses of links are left out."""
    if isinstance(text, Html):
        text = html.unescape(_TAG.sub(" ", text))
    return dict.fromkeys(word for chunk in dict.fromkeys(text.split()) for word in _pieces(chunk))


def _number(value: int) -> str:
    """A number in digits of 5 bits, the lowest first; a sixth bit says that another follows."""
    digits = ""
    while value > 31:
        digits += _SIGNS[32 | value & 31]
        value >>= 5
    return digits + _SIGNS[value]


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


def beginning(word: str) -> str:
    """The first three letters of a word, ``-`` standing for the end of a shorter one: words that begin alike lie in one shard."""
    return word.ljust(3, "-")[:3]


def shard_of(letters: str, shards: int) -> int:
    """Which of the shards holds the words of a beginning."""
    whole = 0
    for sign in letters:
        whole = (whole * 31 + ord(sign)) & 0xFFFFFFFF
    return whole % shards


def shards_for(documents: int) -> int:
    """How many shards an index has: by the number of documents alone, so that no text decides which files there are; 16 to 1,021.

    It doubles, so that it seldom changes, and is a prime, so that beginnings spread evenly.
    """
    return next((count for count in (17, 31, 61, 127, 251, 509) if count * 24 >= documents), 1021)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@define(slots=False)
class Index:
    """The index of a site.

    What a nothing-changed run costs: the documents are stamped, and what the index of that stamp is made of is read from the channel's
    own folder, where the last run noted it. Where the note is missing, old or damaged, the index is made to find out.

    Attributes:
        standing: Documents without a day, in the order in which they are shown.
        dated: Those with a day, the oldest first.
        folder: The channel's.
    """

    standing: Sequence[Document]
    dated: Sequence[Document]
    folder: Path

    def renderings(self) -> Iterator[Rendering]:
        """Tables of documents, shards of words, then what leads to them."""
        note = self._noted() or {"stamp": self._stamp, "prints": self._prints}
        for place, rows in self._tables():
            yield Rendering.of(f"{FOLDER}d-{place}.json", _json(rows), media_type="application/json")
        *shards, directory = note["prints"]
        for place, print_ in enumerate(shards):
            yield Rendering(
                key=f"{FOLDER}w-{place}.json", produce=partial(self._shard, place), media_type="application/json", fingerprint=print_,
            )  # fmt: skip
        yield Rendering(
            key=f"{FOLDER}index.json", produce=self._directory, media_type="application/json", fingerprint=directory
        )
        yield Rendering.of(f"{FOLDER}note.json", _json(note), media_type="application/json")

    @property
    def _count(self) -> int:
        return shards_for(len(self.standing) + len(self.dated))

    @property
    def _first(self) -> int:
        """The number of the oldest message: there is room before it, so that a new unit does not move it."""
        return -(-len(self.standing) // _BLOCK) * _BLOCK

    def _numbered(self) -> Iterator[tuple[int, Document]]:
        yield from enumerate(self.standing)
        yield from enumerate(self.dated, start=self._first)

    @cached_property
    def _stamp(self) -> str:
        whole = hashlib.blake2b(f"{_FORM} {TABLE} {LONGEST} {MOST} {self._first}".encode(), digest_size=16)
        for one in (*self.standing, *self.dated):
            whole.update(
                f"{len(one.path)} {one.path}{len(one.title)} {one.title}{len(one.stamp)} ".encode("utf-8", "replace")
            )
            whole.update(one.stamp)
        return whole.hexdigest()

    def _noted(self) -> dict[str, Any] | None:
        """What the last run noted of the same documents; None if there is nothing to rely on."""
        try:
            note = json.loads((self.folder / FOLDER / "note.json").read_bytes())
            stamp, prints = note["stamp"], note["prints"]
            if stamp == self._stamp and len(prints) == self._count + 1 and all(map(_PRINT.fullmatch, prints)):
                return {"stamp": stamp, "prints": list(prints)}
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            pass
        return None

    def _tables(self) -> Iterator[tuple[int, list[list[str]]]]:
        for place, group in groupby(self._numbered(), key=lambda pair: pair[0] // TABLE):
            yield place, [[one.title, one.path, one.note] for _, one in group]

    @cached_property
    def _words(self) -> list[dict[str, str]]:
        """Of every shard its words and what stands of them: numbers by title, and by other text after a point."""
        titles: dict[str, array[int]] = {}
        others: dict[str, array[int]] = {}
        for number, one in self._numbered():
            title = words_of(one.title)
            for word in title:
                titles.setdefault(word, array("I")).append(number)
            rest: dict[str, None] = {}
            for text in one.texts:
                rest |= words_of(text)
            for word in islice(rest, MOST):
                if word not in title:
                    others.setdefault(word, array("I")).append(number)
        none: array[int] = array("I")
        shards: list[dict[str, str]] = [{} for _ in range(self._count)]
        for word in sorted(titles.keys() | others.keys()):
            code = f"{encoded(titles.get(word, none))}.{encoded(others.get(word, none))}"
            shards[shard_of(beginning(word), self._count)][word] = code.rstrip(".")
        return shards

    @property
    def _prints(self) -> list[str]:
        """Fingerprints of the shards, and of the directory."""
        return [fingerprint(_FORM, data) for data in (*map(self._shard, range(self._count)), self._directory())]

    def _shard(self, place: int) -> bytes:
        return _json(self._words[place])

    def _directory(self) -> bytes:
        beginnings = sorted({beginning(word) for shard in self._words for word in shard})
        return _json({"first": self._first, "table": TABLE, "shards": self._count, "beginnings": " ".join(beginnings)})
