"""The search index: small files from which a browser answers a query without a server.

Every document (a procedure, a unit, a message) has a number. Of every word an index has the numbers of the documents whose title
holds it, and of those whose other text does. Words lie in shards by their first letters, so that a query fetches a few of them; what
is shown of a document lies in tables of 32, fetched for the hits that are shown. ``layouts/search.js`` reads what is written here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from attrs import define, frozen

from tuyentruyen.channels.portal.postings import LONGEST, MOST, Postings, bits, bits_of
from tuyentruyen.channels.portal.reading import Reading
from tuyentruyen.model.flow import Rendering
from tuyentruyen.model.message import Message
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.text import in_vietnam, short_date, sort_key

FOLDER = "tim-kiem/"
"""Where the page of the search and its index lie in the channel's folder."""
TABLE = 32
"""Documents in one table."""
_BLOCK = 1024
_PRINT = re.compile("[0-9a-f]{32}")
_STAMPS = re.compile("(?:[0-9a-f]{12})*")
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
        language: Of the title, where it is not that of the site; else empty.
    """

    path: str
    title: str
    note: str
    texts: tuple[str, ...]
    stamp: bytes
    language: str = ""


@frozen
class News:
    """A message as a document; what is said of it is made when it is asked for, for there may be tens of thousands of them."""

    _message: Message
    _reading: Reading

    @property
    def path(self) -> str:
        """As of a `Document`."""
        return f"tin/{self._message.key}/"

    @property
    def title(self) -> str:
        """As of a `Document`."""
        return self._reading.title_of(self._message)

    @property
    def note(self) -> str:
        """As of a `Document`."""
        return short_date(in_vietnam(self._message.published).date())

    @property
    def texts(self) -> tuple[str, ...]:
        """As of a `Document`."""
        return self._message.summary, self._message.body, self._reading.unit_of(self._message).name

    @property
    def stamp(self) -> bytes:
        """As of a `Document`."""
        return self._message.digest + self._reading.unit_of(self._message).name.encode()

    @property
    def language(self) -> str:
        """As of a `Document`."""
        return self._reading.language_of(self._message)


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


def dated(reading: Reading) -> list[News]:
    """Messages, the oldest first: a new one takes the next number and leaves the others theirs."""
    return [News(message, reading) for message in reversed(reading.messages)]


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


def _stamp(one: Document | News) -> str:
    whole = repr((one.path, one.title, one.stamp)).encode("utf-8", "replace")
    return hashlib.blake2b(whole, digest_size=6).hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@define(slots=False)
class Index:
    """The index of a site.

    So that a run costs what has changed, each leaves a note in the channel's own folder: a stamp of every document, a fingerprint of
    every file. Where no stamp is another, the fingerprints hold. Where few are, the shards are read from the folder and mended. Where
    the note or a shard is missing, damaged or of an older form, all is made new; bytes and fingerprints are the same either way.

    Attributes:
        standing: Documents without a day, in the order in which they are shown.
        dated: Those with a day, the oldest first.
        folder: The channel's.
    """

    standing: Sequence[Document]
    dated: Sequence[News]
    folder: Path

    def renderings(self) -> Iterator[Rendering]:
        """Tables of documents, shards of words, then what leads to them."""
        note = {"form": self._form, "stamps": self._stamps, "prints": self._prints}
        for place, rows in self._tables():
            yield Rendering.of(f"{FOLDER}d-{place}.json", _json(rows), media_type="application/json")
        *shards, directory = self._prints
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

    def _numbered(self) -> Iterator[tuple[int, Document | News]]:
        yield from enumerate(self.standing)
        yield from enumerate(self.dated, start=self._first)

    @property
    def _form(self) -> str:
        """What two indexes have to share, so that one can be mended into the other."""
        return f"{_FORM} {self._first} {self._count} {TABLE} {LONGEST} {MOST}"

    @cached_property
    def _stamps(self) -> list[str]:
        """Of documents without a day and of those with one a stamp each, 12 signs long, written without a space."""
        return ["".join(map(_stamp, documents)) for documents in (self.standing, self.dated)]

    @cached_property
    def _noted(self) -> dict[str, Any] | None:
        """What the last run noted; None if there is nothing to rely on."""
        try:
            note = json.loads((self.folder / FOLDER / "note.json").read_bytes())
            if (
                note["form"] == self._form and len(note["prints"]) == self._count + 1 and all(map(_PRINT.fullmatch, note["prints"]))
                and len(note["stamps"]) == 2 and all(map(_STAMPS.fullmatch, note["stamps"]))
            ):  # fmt: skip
                return {"stamps": note["stamps"], "prints": note["prints"]}
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            pass
        return None

    def _tables(self) -> Iterator[tuple[int, list[list[str]]]]:
        for place, group in groupby(self._numbered(), key=lambda pair: pair[0] // TABLE):
            yield place, [[one.title, one.path, one.note, *filter(None, (one.language,))] for _, one in group]

    @cached_property
    def _words(self) -> list[dict[str, str]]:
        """Of every shard its words and what stands of them."""
        try:
            mended = self._mended()
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            mended = None
        if mended is not None:
            return mended
        postings = Postings((number, one.title, one.texts) for number, one in self._numbered())
        shards: list[dict[str, str]] = [{} for _ in range(self._count)]
        for word in sorted(postings.words):
            shards[shard_of(beginning(word), self._count)][word] = postings.code(word)
        return shards

    def _mended(self) -> list[dict[str, str]] | None:
        """The shards in the folder, brought up to date; None if too much has changed or they are not what was noted."""
        if self._noted is None:
            return None
        was, now = (dict(self._stamped(stamps)) for stamps in (self._noted["stamps"], self._stamps))
        gone = {number for number, stamp in was.items() if now.get(number) != stamp}
        new = {number for number, stamp in now.items() if was.get(number) != stamp}
        if len(gone) + len(new) > len(now) // 8 + 8:
            return None
        shards: list[dict[str, str]] = []
        for place in range(self._count):
            data = (self.folder / FOLDER / f"w-{place}.json").read_bytes()
            if fingerprint(_FORM, data) != self._noted["prints"][place]:
                return None
            shards.append(json.loads(data))
        postings = Postings((number, one.title, one.texts) for number, one in self._numbered() if number in new)
        touched, lost = set(postings.words), bits(gone)
        if gone:
            touched.update(
                word for shard in shards for word, code in shard.items() if any(bits_of(part) & lost for part in code.split("."))
            )  # fmt: skip
        for word in touched:
            shard = shards[shard_of(beginning(word), self._count)]
            if code := postings.code(word, shard.get(word, ""), lost):
                shard[word] = code
            else:
                del shard[word]
        return [dict(sorted(shard.items())) for shard in shards]

    def _stamped(self, stamps: Sequence[str]) -> Iterator[tuple[int, str]]:
        for start, whole in zip((0, self._first), stamps, strict=True):
            for place in range(0, len(whole), 12):
                yield start + place // 12, whole[place : place + 12]

    @cached_property
    def _prints(self) -> list[str]:
        """Fingerprints of the shards, and of the directory."""
        if self._noted is not None and self._noted["stamps"] == self._stamps:
            return list(self._noted["prints"])
        return [fingerprint(_FORM, data) for data in (*map(self._shard, range(self._count)), self._directory())]

    def _shard(self, place: int) -> bytes:
        return _json(self._words[place])

    def _directory(self) -> bytes:
        beginnings = sorted({beginning(word) for shard in self._words for word in shard})
        return _json({"first": self._first, "table": TABLE, "shards": self._count, "beginnings": " ".join(beginnings)})
