"""The site for other programs: files of JSON that follow a published schema, at addresses that stay.

Of each message there is one file, and, where the channel asks for it, one fragment of HTML; news lie month by month, so that what is old changes no more.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from attrs import define, field

from tuyentruyen.channels.portal.fragments import Fragments
from tuyentruyen.channels.portal.reading import Reading, changed_at
from tuyentruyen.model.flow import Rendering
from tuyentruyen.model.message import Message
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.toolkit import fingerprint, media_type
from tuyentruyen.text import in_vietnam, nfc

FOLDER = "du-lieu/"
SCHEMA = f"{FOLDER}schema.json"
_SCHEMA_FILE = Path(__file__).parent / "schema" / "data.json"
_VERSION = 1
_ESCAPES = tuple((c, f"\\u{ord(c):04x}") for c in "<\u2028\u2029")
Table = dict[str, Any]


def as_json(value: Any) -> str:
    """JSON on one line, which may stand in a script element or be taken for HTML without harm: it holds no ``<``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign, escaped in _ESCAPES:  # many times as fast as str.translate on Vietnamese text
        text = text.replace(sign, escaped)
    return text


def data_of(path: str) -> str:
    """Where the data of a page lie, by the page's path; empty if it has none of its own."""
    if path.startswith("tin/") and path != "tin/":
        return f"{FOLDER}tin/{path[4:-1]}.json"
    if path.startswith("luu-tru/"):
        return f"{FOLDER}{path[:-1]}.json"
    whole = {"": "tin", "tin/": "tin", "thu-tuc/": "thu-tuc", "don-vi/": "don-vi", "noi-dung/": "noi-dung"}
    return f"{FOLDER}{whole[path]}.json" if path in whole else ""


@define(slots=False)
class Data:
    """What other programs read of a site.

    Attributes:
        reading: The edition, read for its pages.
        base: Address of the site, ending in ``/``; empty if it is not known: then addresses are relative to the site's folder,
            and there are no fragments, which stand on pages of other sites.
        title: Name of the site.
        fragments: What makes pieces of HTML.
        ground: What changes when all files would.
    """

    reading: Reading
    base: str
    title: str
    fragments: Fragments
    ground: str
    _listed: bool = field(default=False, init=False)
    _arounds: dict[tuple[str, tuple[str, ...]], str] = field(factory=dict, init=False)

    # -- files, in the order in which they may appear ------------------------------------------------------------------

    def before(self, path: str) -> Iterator[Rendering]:
        """What has to be there before the page of this path: of a message its own files, of the first list of news all lists."""
        if path == "tin/" or path.startswith("luu-tru/"):
            if not self._listed:
                self._listed = True
                yield from self._lists()
        elif path.startswith("tin/"):
            key = path[4:-1]
            if message := self.reading.by_key.get(key):
                yield self._file(
                    f"tin/{key}", self.message, message, stamp=(message.digest, self._around(message), *self._with_it(message)), messages=[message]
                )  # fmt: skip
            if self.base and self.reading.edition.channel.settings.fragments == "all":
                yield from self.fragments.of_message(key, message)

    def schema(self) -> Rendering:
        """The schema that all files follow."""
        schema = json.loads(_SCHEMA_FILE.read_bytes())
        if self.base:
            schema = {"$schema": schema["$schema"], "$id": self.address(SCHEMA), **schema}
        text = json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        return Rendering.of(SCHEMA, text.encode(), media_type="application/schema+json")

    def _lists(self) -> Iterator[Rendering]:
        reading, plan = self.reading, self.reading.edition.plan
        heaps = [(month, list(heap)) for month, heap in groupby(reading.messages, key=_month)]
        for place, (month, heap) in enumerate(heaps):
            older = heaps[place + 1][0] if place + 1 < len(heaps) else ""
            yield self._file(
                f"luu-tru/{month}", self.month, month, older, heap, stamp=(month, older, self._entries_stamp(heap)), messages=heap
            )  # fmt: skip
        counts = [(month, len(heap)) for month, heap in heaps]
        newest = reading.messages[: reading.edition.channel.settings.limit]
        site = (plan.language, reading.edition.channel.owner.name, counts)
        yield self._file("tin", self.news, newest, counts, stamp=(site, self._entries_stamp(newest)), messages=newest)
        units, procedures = reading.units, reading.procedures
        yield self._file("noi-dung", self.themes, stamp=(repr(list(plan.themes.values())),))
        yield self._file(
            "thu-tuc", self.procedures, procedures, stamp=(repr(procedures), [(u.key, u.level) for u in units], repr(plan.groups))
        )  # fmt: skip
        yield self._file("don-vi", self.units, units, stamp=(repr(units),))
        if self.base:
            yield from self.fragments.of_lists()

    def _file(
        self, name: str, make: Callable[..., Table], *given: Any, stamp: tuple[Any, ...], messages: Iterable[Message] = ()
    ) -> Rendering:  # fmt: skip
        def produce() -> bytes:
            with self.fragments.speaking():
                told = {"$schema": self.address(SCHEMA), "version": _VERSION, **make(*given)}
            return (as_json(told) + "\n").encode("utf-8", "replace")

        return Rendering(
            key=f"{FOLDER}{name}.json",
            produce=produce,
            media_type="application/json",
            messages=tuple(message.key for message in messages),
            fingerprint=fingerprint(self.ground, "data", name, stamp),
        )

    # -- what stands in them -------------------------------------------------------------------------------------------

    def message(self, message: Message) -> Table:
        """All that is said of a message."""
        reading = self.reading
        return _without_empty(
            {
                "kind": "message",
                **self._entry(message),
                "html": nfc(reading.body_of(message, self.base)),
                "text": nfc(reading.text_of(message, self.base)),
                "hotline": message.hotline or reading.unit_of(message).hotline,
                "media": [
                    _without_empty(
                        {"address": address, "type": media_type(media), "title": nfc(media.alt), "length": media.length}
                    )
                    for media in message.media
                    if (address := reading.address_of(media, self.base))
                ],
            }
        )

    def news(self, messages: Iterable[Message], months: Iterable[tuple[str, int]]) -> Table:
        """The newest messages, and where older ones are."""
        return {
            "kind": "news",
            "site": {
                "title": self.title,
                "address": self.address(""),
                "owner": self.reading.edition.channel.owner.name,
                "language": self.reading.edition.plan.language,
            },
            "items": [self._entry(message) for message in messages],
            "months": [
                {"month": month, "count": count, "data": self.address(f"{FOLDER}luu-tru/{month}.json")}
                for month, count in months
            ],
        }

    def month(self, month: str, older: str, messages: Iterable[Message]) -> Table:
        """The messages of a month, the newest first, and where those before it are."""
        told = {"kind": "month", "month": month, "items": [self._entry(message) for message in messages]}
        return told | ({"older": self.address(f"{FOLDER}luu-tru/{older}.json")} if older else {})

    def themes(self) -> Table:
        """The themes of the plan, in its order."""
        items = [
            _without_empty(
                {
                    "key": one.key, "title": one.title, "summary": one.summary, "clause": one.clause, "parent": one.parent,
                    "page": self.address(f"noi-dung/{one.key}/"),
                }
            )
            for one in self.reading.edition.plan.themes.values()
        ]  # fmt: skip
        return {"kind": "themes", "items": items}

    def procedures(self, procedures: Iterable[Procedure]) -> Table:
        """The procedures in force, with the units that settle them; a fee always with those who pay nothing or less."""
        units: dict[str, list[str]] = {}
        for unit in self.reading.units:
            for one in self.reading.procedures_of(unit):
                units.setdefault(one.key, []).append(unit.key)
        items = [
            _without_empty(
                {
                    "key": one.key, "code": one.code, "title": one.title, "field": one.field, "level": one.level,
                    "units": units.get(one.key, []), "online": one.online, "time_limit": one.time_limit,
                    "working_days": one.working_days, "fee": one.fee,
                },
                {
                    "exemptions": list(one.exemptions), "papers": list(one.papers), "forms": list(one.forms),
                    "basis": list(one.basis),
                },
                {
                    "result": one.result, "since": _day(one.since), "until": _day(one.until), "link": one.link,
                    "page": self.address(f"thu-tuc/{one.key}/"),
                },
            )
            for one in procedures
        ]  # fmt: skip
        return {"kind": "procedures", "items": items}

    def units(self, units: Iterable[Unit]) -> Table:
        """The units that exist, with how the public reaches them, in the order of the plan."""
        items = [
            _without_empty(
                {
                    "key": one.key, "name": one.name, "short": one.short, "type": one.kind, "level": one.level, "parent": one.parent,
                    "since": _day(one.since), "until": _day(one.until), "hotline": one.hotline, "email": one.email,
                    "address": one.address, "feedback": one.feedback, "link": one.link, "page": self.address(f"don-vi/{one.key}/"),
                }
            )
            for one in units
        ]  # fmt: skip
        return {"kind": "units", "items": items}

    def address(self, path: str) -> str:
        """Absolute address of a path of the site; the path itself where the site's address is not known."""
        return f"{self.base}{path}"

    def _entry(self, message: Message) -> Table:
        """What every list says of a message."""
        reading, plan = self.reading, self.reading.edition.plan
        unit = reading.unit_of(message)
        return _without_empty(
            {
                "key": message.key, "title": reading.title_of(message), "summary": nfc(reading.summary_of(message)),
                "published": _moment(message.published), "updated": _moment(changed_at(message)), "urgent": message.urgent,
                "language": message.language, "unit": {"key": unit.key, "name": unit.name},
            },
            {"themes": [{"key": key, "title": plan.themes[key].title} for key in reading.themes_of(message)]},
            {
                "link": message.link, "page": self.address(f"tin/{message.key}/"),
                "data": self.address(f"{FOLDER}tin/{message.key}.json"),
            },
        )  # fmt: skip

    def _around(self, message: Message) -> str:
        """What changes when what a message's entry takes from elsewhere does: its unit and its themes, which many messages share."""
        unit, keys = self.reading.unit_of(message), self.reading.themes_of(message)
        if (found := self._arounds.get((unit.key, keys))) is None:
            themes = self.reading.edition.plan.themes
            found = fingerprint(unit.key, unit.name, tuple((key, themes[key].title) for key in keys))
            self._arounds[unit.key, keys] = found
        return found

    def _with_it(self, message: Message) -> tuple[Any, ...]:
        """What is told of a message beside its entry, and is not its own."""
        there = self.reading.edition.files
        return self.reading.unit_of(message).hotline, tuple(media.digest in there for media in message.media)

    def _entries_stamp(self, messages: Iterable[Message]) -> str:
        whole = hashlib.blake2b(digest_size=16)
        for message in messages:
            whole.update(message.digest + self._around(message).encode())
        return whole.hexdigest()


def _month(message: Message) -> str:
    return f"{in_vietnam(message.published):%Y-%m}"


def _moment(at: datetime.datetime | None) -> str:
    return in_vietnam(at).isoformat(timespec="seconds") if at else ""


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _without_empty(*parts: Table) -> Table:
    """The parts as one; what is an empty text, nought or nothing is left out, what is an empty list or False stays."""
    return {
        key: value for part in parts for key, value in part.items() if value is False or value == [] or value
    }  # fmt: skip
