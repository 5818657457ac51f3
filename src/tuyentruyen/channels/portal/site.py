"""Which pages the site has, what stands in each, and their bytes on demand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import escape

from attrs import define, field, frozen

from tuyentruyen.channels.portal.coming import coming
from tuyentruyen.channels.portal.data import Data, data_of
from tuyentruyen.channels.portal.fragments import Fragments
from tuyentruyen.channels.portal.linked import NOTHING, Linked
from tuyentruyen.channels.portal.reading import Reading, channels_of, feeds_of, moment
from tuyentruyen.channels.portal.search import FOLDER, Index, dated, standing
from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.channels.portal.words import words
from tuyentruyen.formats.layouts import Layouts, safe
from tuyentruyen.model.flow import Edition, Rendering
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import Line, contact_lines, media_path
from tuyentruyen.plugins.toolkit import fingerprint, media_type
from tuyentruyen.text import fold, in_vietnam, sort_key
from tuyentruyen.wording import speaking, tr

OURS = Path(__file__).with_name("layouts")
FILES = (
    "base.html", "channels.html", "coming.html", "parts.html", "home.html", "list.html", "index.html", "message.html", "procedure.html", "board.html", "gone.html", "search.html", "site.css", "icon.svg",
)  # fmt: skip
_LATEST = 12
_WITHDRAWN = "TT301"
_BARE: dict[str, Any] = {"contact": (), "related": (), "newer": "", "older": ""}
"""What a list may have beside its messages."""


@frozen(kw_only=True)
class Page:
    """One page.

    Attributes:
        path: Of its folder, ending in ``/``; empty: the home page.
        layout: The file that draws it.
        section: Path of the entry of the menu it belongs to.
        title: What it is called.
        summary: What it is about, in a sentence.
        kind: Its type in Open Graph.
        messages: Keys of the messages it shows.
        stamp: What changes when it would, beside all that is the same on every page.
        fill: What its layout may use.
    """

    path: str
    layout: str
    section: str
    title: str
    summary: str = ""
    kind: str = "website"
    messages: tuple[str, ...] = ()
    stamp: tuple[Any, ...] = ()
    fill: Callable[[str], dict[str, Any]]

    @property
    def file(self) -> str:
        """Where it lies in the channel's folder."""
        return f"{self.path}index.html"

    @property
    def up(self) -> str:
        """What leads from it to the home page."""
        return "../" * self.path.count("/")


@define(slots=False)
class Site:
    """All pages of an edition."""

    edition: Edition[PortalSettings]
    version: str
    reading: Reading = field(init=False)
    layouts: Layouts = field(init=False)
    base: str = field(init=False)
    _shared: dict[str, Any] = field(init=False)
    _ground: str = field(init=False)
    _words: Any = field(init=False)
    _linked: Linked = field(init=False)

    def __attrs_post_init__(self) -> None:
        settings = self.edition.channel.settings
        own = settings.layouts
        folder = self.edition.plan.folder or Path()
        self.reading = Reading(self.edition)
        self.layouts = Layouts([folder / own, OURS] if own else [OURS])
        self.base = settings.base.replace("{unit}", self.edition.channel.owner.key)
        with self._speaking():
            self._words = words()
            self._shared = self._same_everywhere()
        self._ground = fingerprint(
            self.version,
            self.layouts.digest(*FILES),
            repr(self._shared),
            self.base,
            repr(self._words),
            self.edition.plan.language,
        )
        self._linked = Linked(self.reading, self._absolute(""), self._shared["title"])

    def _speaking(self) -> Any:
        return speaking(self.edition.plan.language.partition("-")[0])

    # -- what stands on every page -------------------------------------------------------------------------------------

    def _same_everywhere(self) -> dict[str, Any]:
        edition, said = self.edition, self._words
        plan, owner, settings = edition.plan, edition.channel.owner, edition.channel.settings
        return {
            "title": settings.title or edition.channel.channel.title or plan.title,
            "owner": owner.name,
            "brand": settings.brand,
            "logo": "",
            "contact": contact_lines(owner),
            "plan": said.issued.format(number=plan.number) if plan.number else "",
            "feeds": feeds_of(edition),
            "menu": [
                {"path": path, "title": title}
                for path, title in (
                    ("", said.home), ("tin/", said.news), ("noi-dung/", said.themes), ("thu-tuc/", said.procedures if plan.procedures else ""),
                    ("don-vi/", said.units), ("sap-toi/", said.coming), ("lien-he/", said.contacts), ("kenh/", said.channels), ("a-z/", said.index), (FOLDER, said.search),
                )
                if title
            ],
        }  # fmt: skip

    # -- pages, in the order in which they may appear ------------------------------------------------------------------

    def renderings(self) -> Iterator[Rendering]:
        """Every file: first what pages need, then pages, then lists of them, then what leads programs to them."""
        files = self._files()
        while True:
            with self._speaking():  # not around a yield: whoever takes the files has a language of his own
                if (file := next(files, None)) is None:
                    return
            yield file

    def _files(self) -> Iterator[Rendering]:
        yield self._branded("site.css", "text/css")
        yield self._branded("icon.svg", "image/svg+xml")
        yield from self._media()
        base = self._absolute("")
        pieces = Fragments(self.reading, self.layouts, base, self._words, self._speaking, self._ground)
        data = Data(
            self.reading, base, self._shared["title"], pieces, fingerprint(self.version, self._shared["title"], base)
        )
        yield data.schema()
        paths = []
        for page in self.pages():
            yield from data.before(page.path)
            if page.layout != "gone.html":
                paths.append(page.path)
            yield Rendering(
                key=page.file,
                produce=partial(self.drawn, page),
                media_type="text/html",
                messages=page.messages,
                fingerprint=fingerprint(
                    self._ground,
                    page.path,
                    page.title,
                    page.summary,
                    page.section,
                    page.stamp,
                    self._linked.stamp(page.path),
                ),
            )
        missing = Page(
            path="",
            layout="gone.html",
            section="-",
            title=self._words.gone,
            fill=lambda _: {"text": self._words.gone_text},
        )
        yield Rendering(
            key="404.html",
            produce=partial(self.drawn, missing),
            media_type="text/html",
            fingerprint=fingerprint(self._ground, "404"),
        )
        yield from self._search()
        gone = [path for key in self._withdrawn for path in (f"tin/{key}/", data_of(f"tin/{key}/"))]
        yield Rendering.of("gone.json", json.dumps(gone).encode(), media_type="application/json")
        if self.base:
            yield self._sitemap(paths)
            robots = f"User-agent: *\nAllow: /\nSitemap: {self._absolute('sitemap.xml')}\n"
            yield Rendering.of("robots.txt", robots.encode(), media_type="text/plain")

    def pages(self) -> Iterator[Page]:
        """Pages of one thing each, then lists, then the home page."""
        reading, said = self.reading, self._words
        for message in reading.messages:
            yield self._message(message)
        for key in self._withdrawn:
            yield Page(
                path=f"tin/{key}/",
                layout="gone.html",
                section="tin/",
                title=said.removed,
                fill=lambda _: {"text": said.removed_text},
            )
        for procedure in reading.procedures:
            yield self._procedure(procedure)
        of_unit: dict[str, list[Message]] = {}
        of_theme: dict[str, list[Message]] = {}
        for message in reading.messages:
            of_unit.setdefault(reading.unit_of(message).key, []).append(message)
            for key in reading.themes_of(message):
                of_theme.setdefault(key, []).append(message)
        for unit in reading.units:
            yield from self._unit(unit, of_unit.get(unit.key, []))
        for key, theme in self.edition.plan.themes.items():
            yield self._list(f"noi-dung/{key}/", "noi-dung/", theme.title, theme.summary, of_theme.get(key, []))
        yield from self._months()
        themes = [
            self._entry(f"noi-dung/{key}/", theme.title, len(of_theme.get(key, [])))
            for key, theme in self.edition.plan.themes.items()
        ]
        yield self._index("noi-dung/", said.themes, [("", themes)])
        units = sorted(reading.units, key=lambda unit: sort_key(unit.name))
        yield self._index(
            "don-vi/",
            said.units,
            [("", [self._entry(f"don-vi/{u.key}/", u.name, len(of_unit.get(u.key, []))) for u in units])],
        )
        if reading.procedures:
            fields: dict[str, list[dict[str, str]]] = {}
            for one in reading.procedures:
                fields.setdefault(one.field, []).append(
                    {"path": f"thu-tuc/{one.key}/", "title": one.title, "note": one.code}
                )
            yield self._index("thu-tuc/", said.procedures, sorted(fields.items(), key=lambda pair: sort_key(pair[0])))
        owner = self.edition.channel.owner
        yield Page(
            path="lien-he/", layout="list.html", section="lien-he/", title=said.contacts, stamp=(repr(owner),),
            fill=lambda _: {**_BARE, "contact": contact_lines(owner), "items": None, "related": [self._entry("don-vi/", said.units)]},
        )  # fmt: skip
        days = coming(self.edition)
        yield Page(
            path="sap-toi/", layout="coming.html", section="sap-toi/", title=said.coming, summary=said.coming_text,
            stamp=(repr(days),), fill=lambda _: {"days": days},
        )  # fmt: skip
        channels = channels_of(edition := self.edition)
        yield Page(
            path="kenh/", layout="channels.html", section="kenh/", title=said.channels, summary=said.channels_text,
            stamp=(repr(channels),), fill=lambda _: {"channels": channels, "feeds": feeds_of(edition)},
        )  # fmt: skip
        yield self._index("a-z/", said.index, self._letters())
        yield Page(path=FOLDER, layout="search.html", section=FOLDER, title=said.search_title, fill=lambda _: {})
        yield self._home(themes)

    @property
    def _withdrawn(self) -> list[str]:
        """Keys of messages that were taken back: a page says so where they stood."""
        return sorted({found.message for found in self.edition.held if found.code == _WITHDRAWN})

    def _message(self, message: Message) -> Page:
        reading = self.reading
        unit = reading.unit_of(message)
        themes = [
            self._entry(f"noi-dung/{key}/", self.edition.plan.themes[key].title) for key in reading.themes_of(message)
        ]

        def fill(up: str) -> dict[str, Any]:
            pictures, files = reading.pictures_and_files(message, up)
            changed = moment(message.updated) if message.updated and message.updated > message.published else None
            return {
                "item": reading.card(message) | {"summary": message.summary}, "body": safe(reading.body_of(message, up)), "unit": {"path": f"don-vi/{unit.key}/", "title": unit.name},
                "contact": reading.contact_of(unit, message.hotline), "themes": themes, "pictures": pictures, "files": files, "changed": changed,
            }  # fmt: skip

        return Page(
            path=f"tin/{message.key}/", layout="message.html", section="tin/", title=" ".join(message.title.split()),
            summary=" ".join(message.summary.split()), kind="article", messages=(message.key,),
            stamp=(message.digest, reading.stamp_of(unit), tuple((t["path"], t["title"]) for t in themes), tuple(m.digest in self.edition.files for m in message.media)), fill=fill,
        )  # fmt: skip

    def _list(self, path: str, section: str, title: str, summary: str, messages: list[Message], **more: Any) -> Page:
        limit = self.edition.channel.settings.limit
        shown = messages[:limit] if path.startswith(("noi-dung/", "don-vi/")) else messages
        reading = self.reading
        return Page(
            path=path, layout="list.html", section=section, title=title, summary=summary, messages=tuple(m.key for m in shown),
            stamp=(self._cards_stamp(shown), repr(more)), fill=lambda _: {**_BARE, "items": [reading.card(m) for m in shown], **more},
        )  # fmt: skip

    def _cards_stamp(self, messages: Iterable[Message]) -> str:
        whole = hashlib.blake2b(digest_size=16)
        for message in messages:
            whole.update(message.digest + self.reading.unit_of(message).name.encode())
        return whole.hexdigest()

    def _unit(self, unit: Unit, messages: list[Message]) -> Iterator[Page]:
        mine = self.reading.procedures_of(unit)
        related = (
            [{"path": f"niem-yet/{unit.key}/", "title": self._words.notice, "note": str(len(mine))}] if mine else []
        )
        yield self._list(
            f"don-vi/{unit.key}/",
            "don-vi/",
            unit.name,
            "",
            messages,
            contact=self.reading.contact_of(unit),
            related=related,
        )
        if mine:
            yield Page(
                path=f"niem-yet/{unit.key}/", layout="board.html", section="thu-tuc/", title=f"{self._words.notice}: {unit.name}",
                stamp=(repr(unit), repr(mine)),
                fill=lambda _: {"contact": contact_lines(unit), "procedures": [{"path": f"thu-tuc/{p.key}/", "title": p.title, **self._told(p)} for p in mine]},
            )  # fmt: skip

    def _procedure(self, procedure: Procedure) -> Page:
        units = [
            self._entry(f"don-vi/{unit.key}/", unit.name)
            for unit in self.reading.units
            if procedure.units and procedure in self.reading.procedures_of(unit)
        ]
        return Page(
            path=f"thu-tuc/{procedure.key}/", layout="procedure.html", section="thu-tuc/", title=procedure.title, summary=procedure.field,
            stamp=(repr(procedure), repr(units)), fill=lambda _: {**self._told(procedure), "units": units},
        )  # fmt: skip

    def _told(self, procedure: Procedure) -> dict[str, Any]:
        """What a procedure asks and gives, as lines and lists; a fee never without those who pay nothing or less."""
        said = self._words
        levels = {"central": tr("central"), "city": tr("city"), "district": tr("district"), "commune": tr("commune")}
        lines = [
            Line(said.code, procedure.code), Line(said.field, procedure.field), Line(said.level, levels[procedure.level]),
            Line(said.time_limit, procedure.time_limit), Line(said.fee, procedure.fee or said.fee_unknown),
            Line(said.online, procedure.online), Line(said.result, procedure.result), Line(said.website, procedure.link, procedure.link),
        ]  # fmt: skip
        lists = [
            (said.exemptions, procedure.exemptions),
            (said.papers, procedure.papers),
            (said.forms, procedure.forms),
            (said.basis, procedure.basis),
        ]
        return {
            "lines": [line for line in lines if line.text],
            "lists": [{"title": title, "entries": items} for title, items in lists if items],
        }

    def _months(self) -> Iterator[Page]:
        """The archive, month by month: what is old changes no more. The newest messages stand on ``tin/``."""
        months = [
            (f"{year}-{month:02d}", list(heap))
            for (year, month), heap in groupby(
                self.reading.messages, key=lambda m: (in_vietnam(m.published).year, in_vietnam(m.published).month)
            )
        ]
        for place, (name, heap) in enumerate(months):
            year, _, month = name.partition("-")
            newer = f"luu-tru/{months[place - 1][0]}/" if place else ""
            older = f"luu-tru/{months[place + 1][0]}/" if place + 1 < len(months) else ""
            title = tr("News of {month}/{year}", month=int(month), year=year)
            yield self._list(f"luu-tru/{name}/", "tin/", title, "", heap, newer=newer, older=older)
        links = [
            {
                "path": f"luu-tru/{name}/",
                "title": tr("News of {month}/{year}", month=int(name[5:]), year=name[:4]),
                "note": str(len(heap)),
            }
            for name, heap in months
        ]
        newest = list(self.reading.messages[: self.edition.channel.settings.limit])
        yield self._list("tin/", "tin/", self._words.news, "", newest, related=links)

    def _index(self, path: str, title: str, groups: Iterable[tuple[str, list[dict[str, str]]]]) -> Page:
        shown = [{"title": name, "entries": items} for name, items in groups if items]
        return Page(
            path=path,
            layout="index.html",
            section=path,
            title=title,
            stamp=(repr(shown),),
            fill=lambda _: {"groups": shown},
        )

    def _letters(self) -> list[tuple[str, list[dict[str, str]]]]:
        """All titles by their first letter, in the order of the Vietnamese alphabet."""
        ordered = sorted(self.reading.messages, key=lambda m: (sort_key(m.title), m.key))
        heaps: dict[str, list[dict[str, str]]] = {}
        for message in ordered:
            first = next((c for c in message.title.upper() if c.isalnum()), "#")
            letter = first if first in "ĂÂĐÊÔƠƯ" else fold(first).upper()[:1] or "#"
            heaps.setdefault(letter if letter.isalpha() else "#", []).append(
                self._entry(f"tin/{message.key}/", " ".join(message.title.split()))
            )
        return list(heaps.items())

    def _entry(self, path: str, title: str, count: int = 0) -> dict[str, str]:
        return {"path": path, "title": title, "note": tr("{count} news", count=count) if count else ""}

    def _home(self, themes: list[dict[str, str]]) -> Page:
        reading, settings = self.reading, self.edition.channel.settings
        newest = sorted(reading.messages[: _LATEST * 2], key=lambda m: not m.urgent)[:_LATEST]
        about = settings.description or self.edition.plan.title
        return Page(
            path="", layout="home.html", section="", title=self._shared["title"], summary=about, messages=tuple(m.key for m in newest),
            stamp=(self._cards_stamp(newest), repr(themes)), fill=lambda _: {"items": [reading.card(m) for m in newest], "themes": themes},
        )  # fmt: skip

    # -- bytes ---------------------------------------------------------------------------------------------------------

    def drawn(self, page: Page) -> bytes:
        """The bytes of a page."""
        with self._speaking():
            told = {
                "language": self.edition.plan.language, "title": page.title, "summary": page.summary, "kind": page.kind, "path": page.path,
                "section": page.section, "up": page.up, "address": self._absolute(page.path) if page.layout != "gone.html" else "",
            }  # fmt: skip
            head = self._linked.head(page.path) if page.layout != "gone.html" else NOTHING
            return self.layouts.render(
                page.layout, page=told, head=head, site=self._shared, words=vars(self._words), **page.fill(page.up)
            ).encode("utf-8")

    def _absolute(self, path: str) -> str:
        return f"{self.base.rstrip('/')}/{path}" if self.base else ""

    def _branded(self, name: str, media_type: str) -> Rendering:
        brand = self.edition.channel.settings.brand
        text = Template(self.layouts.text(name)).safe_substitute(brand=brand, link_dark=lighter(brand))
        return Rendering.of(name, text.encode(), media_type=media_type)

    def _search(self) -> Iterator[Rendering]:
        """What the page of the search works with."""
        yield Rendering.of(f"{FOLDER}search.js", self.layouts.text("search.js").encode(), media_type="text/javascript")
        found = Index(standing(self.reading, self._words), list(dated(self.reading)), self.edition.channel.folder)
        yield from found.renderings()

    def _media(self) -> Iterator[Rendering]:
        carriers: dict[str, list[str]] = {}
        found: dict[str, Media] = {}
        for message in self.edition.messages:
            for media in message.media:
                if not media.url and media.digest in self.edition.files:
                    path = media_path(media)
                    found.setdefault(path, media)
                    carriers.setdefault(path, []).append(message.key)
        for path, media in found.items():
            yield Rendering(
                key=path, produce=self.edition.files[media.digest].read_bytes, media_type=media_type(media),
                messages=tuple(dict.fromkeys(carriers[path])), fingerprint=fingerprint(media.digest, path),
            )  # fmt: skip

    def _sitemap(self, paths: Iterable[str]) -> Rendering:
        changed = {f"tin/{m.key}/": max(m.updated or m.published, m.published) for m in self.edition.messages}
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        ]
        for path in paths:
            when = f"<lastmod>{moment(changed[path])['iso']}</lastmod>" if path in changed else ""
            lines.append(f"<url><loc>{escape(self._absolute(path))}</loc>{when}</url>")
        return Rendering.of("sitemap.xml", "\n".join([*lines, "</urlset>", ""]).encode(), media_type="application/xml")


def lighter(colour: str, factor: float = 0.6) -> str:
    """A colour mixed with white, so that it is legible on a dark ground."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * factor):02x}" for part in parts)
