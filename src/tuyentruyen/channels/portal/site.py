"""Every file of a site in the order in which they may appear, and the bytes of its pages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from string import Template
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from attrs import define, field

from tuyentruyen.channels.portal.alive import harmless
from tuyentruyen.channels.portal.colours import palette
from tuyentruyen.channels.portal.data import Data, data_of
from tuyentruyen.channels.portal.fragments import Fragments
from tuyentruyen.channels.portal.linked import NOTHING, Linked
from tuyentruyen.channels.portal.logo import Logo, logo_of
from tuyentruyen.channels.portal.page import Page
from tuyentruyen.channels.portal.pages import NEWS, Pages
from tuyentruyen.channels.portal.reading import Reading, changed_at, feeds_of
from tuyentruyen.channels.portal.search import FOLDER as SEARCH
from tuyentruyen.channels.portal.search import Index, dated, standing
from tuyentruyen.channels.portal.services import INDEX
from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.channels.portal.words import words
from tuyentruyen.formats.layouts import Layouts
from tuyentruyen.model.flow import Edition, Rendering
from tuyentruyen.model.message import Media
from tuyentruyen.plugins.reading import contact_lines, layouts_of, media_path
from tuyentruyen.plugins.toolkit import fingerprint, media_type
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import speaking

_AT_ONCE = 64
OURS = Path(__file__).with_name("layouts")
FILES = (
    "base.html", "channels.html", "coming.html", "parts.html", "home.html", "list.html", "index.html", "message.html", "procedure.html",
    "board.html", "gone.html", "search.html", "site.css", "icon.svg",
)  # fmt: skip


@define(slots=False)
class Site:
    """The files of an edition.

    Attributes:
        edition: What the channel publishes.
        version: Of the backend; another one draws everything again.
    """

    edition: Edition[PortalSettings]
    version: str
    reading: Reading = field(init=False)
    layouts: Layouts = field(init=False)
    base: str = field(init=False)
    """Address of the site, ending in ``/``; empty if the channel does not say it."""
    _logo: Logo | None = field(init=False)
    _said: SimpleNamespace = field(init=False)
    _shared: dict[str, Any] = field(init=False)
    _ground: str = field(init=False)
    _linked: Linked = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.edition = harmless(self.edition)
        channel, plan = self.edition.channel, self.edition.plan
        self.reading = Reading(self.edition)
        self.layouts = layouts_of(plan, channel.settings.layouts, OURS)
        base = channel.settings.base.replace("{unit}", channel.owner.key)
        self.base = f"{base.rstrip('/')}/" if base else ""
        logo = logo_of(self.edition)
        self._logo = logo if isinstance(logo, Logo) else None
        with self._speaking():
            self._said = words()
            self._shared = self._same_everywhere()
        self._ground = fingerprint(
            self.version, self.layouts.digest(*FILES), repr(self._shared), self.base, repr(self._said), plan.language,
        )  # fmt: skip
        self._linked = Linked(self.reading, self.base, self._shared["title"], self._logo)

    def renderings(self) -> Iterator[Rendering]:
        """Every file: what pages need, pages, lists of them, what leads programs to them; last, what says that a page is gone."""
        files = self._files()
        while True:
            with self._speaking():  # not around a yield: whoever takes the files has a language of his own
                some = list(islice(files, _AT_ONCE))
            if not some:
                return
            yield from some

    def pages(self) -> list[Page]:
        """Its pages alone, in the order in which they may appear; the last ones say that what stood there was taken back."""
        with self._speaking():
            return list(Pages(self.reading, self._said, self._shared["title"]))

    def drawn(self, page: Page) -> bytes:
        """The bytes of a page."""
        with self._speaking():
            told = {
                "language": self.edition.plan.language, "title": page.title, "summary": page.summary, "kind": page.kind,
                "path": page.path, "section": page.section, "up": page.up,
                "address": f"{self.base}{page.path}" if self.base and page.stands else "",
            }  # fmt: skip
            head = self._linked.head(page.path) if page.stands else NOTHING
            drawn = self.layouts.render(
                page.layout, page=told, head=head, site=self._shared, words=vars(self._said), **page.fill(page.up)
            )
        return drawn.encode("utf-8")

    def _speaking(self) -> Any:
        return speaking(self.edition.plan.language.partition("-")[0])

    def _same_everywhere(self) -> dict[str, Any]:
        """What stands on every page."""
        edition, said = self.edition, self._said
        plan, owner, settings = edition.plan, edition.channel.owner, edition.channel.settings
        menu = (
            ("", said.home), (NEWS, said.news), ("noi-dung/", said.themes), (INDEX, said.procedures if plan.procedures else ""),
            ("don-vi/", said.units), ("sap-toi/", said.coming), ("lien-he/", said.contacts),
        )  # fmt: skip
        more = (("kenh/", said.channels), ("a-z/", said.all_titles), (SEARCH, said.search))
        return {
            "title": settings.title or edition.channel.channel.title or plan.title,
            "owner": owner.name,
            "brand": settings.brand,
            "logo": self._logo and {"path": self._logo.path, "width": self._logo.width, "height": self._logo.height},
            "contact": contact_lines(owner),
            "plan": said.issued.format(number=plan.number) if plan.number else "",
            "feeds": feeds_of(edition),
            "menu": [{"path": path, "title": title} for path, title in menu if title],
            "more": [{"path": path, "title": title} for path, title in more],
        }

    # -- files ---------------------------------------------------------------------------------------------------------

    def _files(self) -> Iterator[Rendering]:
        yield self._branded("site.css", "text/css")
        yield self._branded("icon.svg", "image/svg+xml")
        yield from self._media()
        title = self._shared["title"]
        pieces = Fragments(self.reading, self.layouts, self.base, self._said, self._speaking, self._ground)
        data = Data(
            self.reading,
            self.base,
            title,
            pieces,
            fingerprint(self.version, title, self.base, self.edition.plan.language),
        )
        yield data.schema()
        pages = Pages(self.reading, self._said, title)
        others: list[str] = []
        gone: list[Page] = []
        for page in pages:
            if page.stands:
                if not page.path:  # the home page opens a new site, the search with it
                    yield from self._search()
                if page.kind != "article":
                    others.append(page.path)
                yield from data.before(page.path)
                yield self._page(page)
            else:
                gone.append(page)
        yield self._missing()
        if self.base:
            yield self._sitemap(others)
            robots = f"User-agent: *\nAllow: /\nSitemap: {self.base}sitemap.xml\n"
            yield Rendering.of("robots.txt", robots.encode(), media_type="text/plain")
        for page in gone:
            yield from data.before(page.path)
            yield self._page(page)
        paths = [path for page in gone for path in (page.path, data_of(page.path))]
        yield Rendering.of("gone.json", json.dumps(paths).encode(), media_type="application/json")

    def _page(self, page: Page) -> Rendering:
        print_ = fingerprint(
            self._ground, page.path, page.title, page.summary, page.section, page.stamp, self._linked.stamp(page.path)
        )
        return Rendering(
            key=page.file, produce=partial(self.drawn, page), media_type="text/html", messages=page.messages, fingerprint=print_
        )  # fmt: skip

    def _missing(self) -> Rendering:
        """What servers show where nothing is, at any depth: its links begin at the root of the site."""
        home, text = urlsplit(self.base).path or "/", self._said.gone_text
        page = Page(
            path="", layout="gone.html", section="-", title=self._said.gone, fill=lambda _: {"text": text}, home=home
        )
        print_ = fingerprint(self._ground, "404", home)
        return Rendering(key="404.html", produce=partial(self.drawn, page), media_type="text/html", fingerprint=print_)

    def _branded(self, name: str, media_type: str) -> Rendering:
        colours = palette(self.edition.channel.settings.brand)
        text = Template(self.layouts.text(name)).safe_substitute(colours)
        return Rendering.of(name, text.encode(), media_type=media_type)

    def _search(self) -> Iterator[Rendering]:
        """What the page of the search works with."""
        yield Rendering.of(f"{SEARCH}search.js", self.layouts.text("search.js").encode(), media_type="text/javascript")
        found = Index(standing(self.reading, self._said), dated(self.reading), self.edition.channel.folder)
        yield from found.renderings()

    def _media(self) -> Iterator[Rendering]:
        carriers: dict[str, list[str]] = {}
        found: dict[str, Media] = {}
        for message in self.edition.messages:
            for media in message.media:
                if media.digest in self.edition.files:
                    path = media_path(media)
                    found.setdefault(path, media)
                    carriers.setdefault(path, []).append(message.key)
        if self._logo and self._logo.path not in found:
            yield Rendering.of(self._logo.path, self._logo.data, media_type=self._logo.media_type)
        for path, media in found.items():
            yield Rendering(
                key=path, produce=self.edition.files[media.digest].read_bytes, media_type=media_type(media),
                messages=tuple(dict.fromkeys(carriers[path])), fingerprint=fingerprint(media.digest, path),
            )  # fmt: skip

    def _sitemap(self, others: Iterable[str]) -> Rendering:
        """Where all pages are: of each message with the moment it was last changed, then these."""
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        ]
        for message in self.reading.messages:
            when = in_vietnam(changed_at(message) or message.published).isoformat(timespec="seconds")
            lines.append(f"<url><loc>{escape(self.base)}{NEWS}{message.key}/</loc><lastmod>{when}</lastmod></url>")
        lines += [f"<url><loc>{escape(self.base + path)}</loc></url>" for path in others]
        return Rendering.of("sitemap.xml", "\n".join([*lines, "</urlset>", ""]).encode(), media_type="application/xml")
