"""Which pages a site has, what stands in each, and in which order they may appear."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from attrs import Factory, define

from tuyentruyen.channels.portal.coming import coming
from tuyentruyen.channels.portal.page import Entry, Page, counted
from tuyentruyen.channels.portal.reading import Reading, changed_at, channels_of, feeds_of, moment
from tuyentruyen.channels.portal.search import FOLDER as SEARCH
from tuyentruyen.channels.portal.services import INDEX, board, board_of, procedure_page
from tuyentruyen.formats.layouts import safe
from tuyentruyen.model.message import Message
from tuyentruyen.model.units import LEVELS, Unit
from tuyentruyen.plugins.reading import contact_lines
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.text import fold, in_vietnam, one_line, slug, sort_key
from tuyentruyen.wording import tr

NEWS = "tin/"
"""Where the newest messages are listed, and below it each message lies."""
_LATEST = 6
_URGENT = 3
_COMING = 4
_WITHDRAWN = "TT301"
_OWN_LETTERS = "ĂÂĐÊÔƠƯ"


@define(slots=False)
class Pages:
    """The pages of a site.

    Attributes:
        reading: The edition, read for its pages.
        said: The words of the pages.
        title: Name of the site.
    """

    reading: Reading
    said: SimpleNamespace
    title: str
    _of_themes: dict[tuple[str, ...], tuple[tuple[Entry, ...], str]] = Factory(dict)

    def __iter__(self) -> Iterator[Page]:
        """Pages of one thing each, then lists, then the home page; then what is gone, which no list names any more."""
        for message in self.reading.messages:
            yield self._message(message)
        for procedure in self.reading.procedures:
            yield procedure_page(self.reading, self.said, procedure)
        for unit in self.reading.units:
            if self.reading.procedures_of(unit):
                yield board(self.reading, self.said, unit)
        yield from self._lists()
        yield self._home()
        yield from self._gone()

    @cached_property
    def gone(self) -> list[str]:
        """Keys of messages that were taken back: a page says so where they stood."""
        return sorted({found.message for found in self.reading.edition.held if found.code == _WITHDRAWN})

    # -- of one message ------------------------------------------------------------------------------------------------

    def _message(self, message: Message) -> Page:
        reading, edition = self.reading, self.reading.edition
        unit = reading.unit_of(message)
        themes, print_ = self._about(reading.themes_of(message))

        def fill(up: str) -> dict[str, Any]:
            pictures, files = reading.pictures_and_files(message, up)
            changed = changed_at(message)
            return {
                "item": reading.card(message) | {"summary": message.summary}, "body": safe(reading.body_of(message, up)),
                "unit": {"path": reading.page_of(unit), "title": unit.name}, "contact": reading.contact_of(unit, message.hotline),
                "themes": themes, "pictures": pictures, "files": files, "changed": changed and moment(changed),
            }  # fmt: skip

        there = tuple(media.digest in edition.files for media in message.media)
        return Page(
            path=f"{NEWS}{message.key}/", layout="message.html", section=NEWS, title=reading.title_of(message),
            summary=one_line(message.summary), kind="article", messages=(message.key,), fill=fill,
            stamp=(message.digest, reading.stamp_of(unit), print_, there),
        )  # fmt: skip

    def _about(self, keys: tuple[str, ...]) -> tuple[tuple[Entry, ...], str]:
        """Lines that lead to the pages of these themes, and what changes when they do; many messages have the same."""
        if (found := self._of_themes.get(keys)) is None:
            themes = self.reading.edition.plan.themes
            lines = tuple(Entry(f"noi-dung/{key}/", themes[key].title) for key in keys)
            found = self._of_themes[keys] = lines, fingerprint(lines)
        return found

    def _gone(self) -> Iterator[Page]:
        for key in self.gone:
            yield Page(
                path=f"{NEWS}{key}/",
                layout="gone.html",
                section=NEWS,
                title=self.said.removed,
                fill=lambda _: {"text": self.said.removed_text},
            )

    # -- lists ---------------------------------------------------------------------------------------------------------

    def _lists(self) -> Iterator[Page]:
        reading, said, edition = self.reading, self.said, self.reading.edition
        of_unit = self._of_unit
        for unit in reading.units:
            yield self._unit(unit, of_unit.get(unit.key, []))
        for key, theme in edition.plan.themes.items():
            yield self._list(
                f"noi-dung/{key}/", "noi-dung/", theme.title, theme.summary, self._newest(self._of_theme.get(key, []))
            )
        yield from self._months()
        yield self._index("noi-dung/", said.themes, [("", self._themes)])
        units = sorted(reading.units, key=lambda unit: sort_key(unit.name))
        heaps: dict[str, list[Entry]] = {said.levels[level]: [] for level in LEVELS}
        for unit in units:
            heaps[said.levels[unit.level]].append(
                counted(f"don-vi/{unit.key}/", unit.name, len(of_unit.get(unit.key, [])))
            )
        yield self._index("don-vi/", said.units, heaps.items())
        if reading.procedures:
            yield self._index(INDEX, said.procedures, self._fields())
        contact, more = (
            contact_lines(edition.channel.owner),
            [Entry("don-vi/", said.units), Entry("kenh/", said.channels)],
        )
        yield Page(
            path="lien-he/", layout="list.html", section="lien-he/", title=said.contacts, stamp=(repr(contact),),
            fill=lambda _: {"contact": contact, "items": None, "related": more, "newer": "", "older": ""},
        )  # fmt: skip
        days = self._coming
        yield Page(
            path="sap-toi/", layout="coming.html", section="sap-toi/", title=said.coming, summary=said.coming_text,
            stamp=(repr(days),), fill=lambda _: {"days": days},
        )  # fmt: skip
        channels = channels_of(edition)
        yield Page(
            path="kenh/", layout="channels.html", section="kenh/", title=said.channels, summary=said.channels_text,
            stamp=(repr(channels),), fill=lambda _: {"channels": channels, "feeds": feeds_of(edition)},
        )  # fmt: skip
        yield self._titles()
        yield Page(path=SEARCH, layout="search.html", section=SEARCH, title=said.search_title, fill=lambda _: {})

    def _home(self) -> Page:
        reading, edition = self.reading, self.reading.edition
        urgent = [message for message in reading.messages[: _LATEST * 4] if message.urgent][:_URGENT]
        newest = [message for message in reading.messages[: _LATEST + _URGENT] if message not in urgent][:_LATEST]
        about, themes, days = (
            edition.channel.settings.description or edition.plan.title,
            self._themes,
            self._coming[:_COMING],
        )
        fields = [
            Entry(f"{INDEX}#{one['id']}", one["title"], note=str(len(one["entries"])))
            for one in _groups(self._fields())
        ]
        return Page(
            path="", layout="home.html", section="", title=self.title, summary=about,
            messages=tuple(message.key for message in (*urgent, *newest)),
            stamp=(self._cards_stamp(urgent), self._cards_stamp(newest), repr((themes, days, fields))),
            fill=lambda _: {
                "urgent": [reading.card(message) for message in urgent], "items": [reading.card(message) for message in newest],
                "themes": themes, "days": days, "fields": fields,
            },
        )  # fmt: skip

    def _list(
        self, path: str, section: str, title: str, summary: str, messages: Sequence[Message], *, contact: Sequence[Any] = (),
        related: Sequence[Entry] = (), newer: str = "", older: str = "",
    ) -> Page:  # fmt: skip
        more = {"contact": contact, "related": related, "newer": newer, "older": older}
        return Page(
            path=path, layout="list.html", section=section, title=title, summary=summary,
            messages=tuple(message.key for message in messages), stamp=(self._cards_stamp(messages), repr(more)),
            fill=lambda _: {"items": [self.reading.card(message) for message in messages], **more},
        )  # fmt: skip

    def _newest(self, messages: Sequence[Message]) -> Sequence[Message]:
        return messages[: self.reading.edition.channel.settings.limit]

    def _cards_stamp(self, messages: Iterable[Message]) -> str:
        whole = hashlib.blake2b(digest_size=16)
        for message in messages:
            whole.update(message.digest + self.reading.unit_of(message).name.encode())
        return whole.hexdigest()

    def _unit(self, unit: Unit, messages: Sequence[Message]) -> Page:
        settled = len(self.reading.procedures_of(unit))
        related = [Entry(board_of(unit), self.said.notice, note=str(settled))] if settled else []
        contact = self.reading.contact_of(unit)
        return self._list(
            f"don-vi/{unit.key}/", "don-vi/", unit.name, "", self._newest(messages), contact=contact, related=related
        )

    def _months(self) -> Iterator[Page]:
        """The archive, month by month: what is old changes no more. The newest messages stand in the list of news."""
        months = [(month, list(heap)) for month, heap in groupby(self.reading.messages, key=_month)]
        paths = ["", *(f"luu-tru/{year}-{month:02d}/" for (year, month), _ in months), ""]
        titles = [tr("News of {month}/{year}", month=month, year=year) for (year, month), _ in months]
        for place, (_, heap) in enumerate(months):
            newer, path, older = paths[place : place + 3]
            yield self._list(path, NEWS, titles[place], "", heap, newer=newer, older=older)
        links = [
            Entry(path, title, note=str(len(heap)))
            for path, title, (_, heap) in zip(paths[1:], titles, months, strict=False)
        ]
        yield self._list(NEWS, NEWS, self.said.news, "", self._newest(self.reading.messages), related=links)

    def _index(self, path: str, title: str, groups: Iterable[tuple[str, list[Entry]]]) -> Page:
        shown = _groups(groups)
        return Page(
            path=path, layout="index.html", section=path, title=title, stamp=(repr(shown),), fill=lambda _: {"groups": shown},
        )  # fmt: skip

    @cached_property
    def _coming(self) -> list[dict[str, Any]]:
        return coming(self.reading.edition)

    def _fields(self) -> list[tuple[str, list[Entry]]]:
        """Procedures by their field, in the order of the alphabet."""
        heaps: dict[str, list[Entry]] = {}
        for one in self.reading.procedures:
            heaps.setdefault(one.field or self.said.other_fields, []).append(
                Entry(f"{INDEX}{one.key}/", one.title, note=one.code)
            )
        return sorted(heaps.items(), key=lambda pair: sort_key(pair[0]))

    def _titles(self) -> Page:
        """All titles; told to be another one by the titles and their languages alone, for their order takes longer than all else of an unchanged site."""
        titles = sorted((one.title, one.key, self.reading.language_of(one)) for one in self.reading.messages)
        return Page(
            path="a-z/", layout="index.html", section="a-z/", title=self.said.index, stamp=(fingerprint(titles),),
            fill=lambda _: {"groups": _groups(self._letters())},
        )  # fmt: skip

    def _letters(self) -> list[tuple[str, list[Entry]]]:
        """All titles by their first letter, in the order of the Vietnamese alphabet."""
        heaps: dict[str, list[Message]] = {}
        for message in self.reading.messages:
            first = next((sign for sign in message.title.upper() if sign.isalnum()), "#")
            letter = first if first in _OWN_LETTERS else fold(first).upper()[:1] or "#"
            heaps.setdefault(letter if letter.isalpha() else "#", []).append(message)
        return [
            (letter, self._titled(heaps[letter]))
            for letter in sorted(heaps, key=lambda one: (one != "#", sort_key(one)))
        ]

    def _titled(self, messages: Iterable[Message]) -> list[Entry]:
        """Lines of a list by title, in the order of a dictionary."""
        return [
            Entry(f"{NEWS}{one.key}/", self.reading.title_of(one), language=self.reading.language_of(one))
            for one in sorted(messages, key=lambda one: (sort_key(one.title), one.key))
        ]

    # -- which messages are whose --------------------------------------------------------------------------------------

    @cached_property
    def _of_unit(self) -> dict[str, list[Message]]:
        """Messages of each unit, the newest first."""
        heaps: dict[str, list[Message]] = {}
        for message in self.reading.messages:
            heaps.setdefault(self.reading.unit_of(message).key, []).append(message)
        return heaps

    @cached_property
    def _of_theme(self) -> dict[str, list[Message]]:
        """Messages of each theme and of what it is wider than, the newest first."""
        heaps: dict[str, list[Message]] = {}
        for message in self.reading.messages:
            for key in self.reading.themes_of(message):
                heaps.setdefault(key, []).append(message)
        return heaps

    @cached_property
    def _themes(self) -> list[Entry]:
        themes = self.reading.edition.plan.themes
        return [
            counted(f"noi-dung/{key}/", theme.title, len(self._of_theme.get(key, []))) for key, theme in themes.items()
        ]


def _groups(groups: Iterable[tuple[str, list[Entry]]]) -> list[dict[str, Any]]:
    """Lists of a page that are not empty, each with a name to jump to: that of its title where there is one of ASCII letters."""
    found: dict[str, dict[str, Any]] = {}
    for title, entries in groups:
        name = slug(title) or "nhom"
        while name in found or name in ("menu", "noi-dung"):
            name = f"{name}-{len(found) + 1}"
        if entries:
            found[name] = {"id": name, "title": title, "entries": entries}
    return list(found.values())


def _month(message: Message) -> tuple[int, int]:
    day = in_vietnam(message.published)
    return day.year, day.month
