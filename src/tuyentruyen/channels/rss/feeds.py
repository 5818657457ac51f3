"""Which feeds an edition makes, what stands in each, and their bytes on demand."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from attrs import frozen

from tuyentruyen.channels.rss.entries import permanent_id
from tuyentruyen.channels.rss.settings import RssSettings
from tuyentruyen.channels.rss.shell import MEDIA_TYPES, Head, feed_bytes
from tuyentruyen.channels.rss.sources import (
    Source,
    base_of,
    is_member,
)
from tuyentruyen.channels.rss.stock import Stock, picker
from tuyentruyen.model.flow import Edition, Rendering
from tuyentruyen.model.message import Media
from tuyentruyen.plugins.reading import media_path, with_wider
from tuyentruyen.plugins.toolkit import fingerprint, media_type
from tuyentruyen.text import VIETNAM

T = TypeVar("T")

STYLESHEET = "feed.css"
_SUFFIXES = {"rss": ".xml", "atom": ".atom.xml", "json": ".json"}
_FIRST = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}


@frozen(kw_only=True)
class Feed:
    """One feed, in whatever formats.

    Attributes:
        name: ``feed``, or a path such as ``themes/cntt``.
        title: What it is called.
        description: What it is about.
        link: The page it belongs to.
        places: Where in the stock its messages are, the newest first.
    """

    name: str
    title: str
    description: str
    link: str
    places: Sequence[int]

    def path(self, form: str) -> str:
        """Where the feed lies in the channel's folder, in one format."""
        return _FIRST[form] if self.name == "feed" else f"{self.name}{_SUFFIXES[form]}"


def home_page(edition: Edition[RssSettings]) -> str:
    """Address of the page that the feeds of a channel belong to; empty if the plan knows none."""
    settings = edition.channel.settings
    if found := settings.link or edition.channel.owner.link or base_of(edition.channel):
        return found
    scheme, _, rest = edition.plan.link.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{host}/" if host and "{" not in host else ""


def feeds(edition: Edition[RssSettings], source: Source, stock: Stock) -> Iterator[Feed]:
    """The feeds of an edition, in the order of the settings and the plan; a feed without messages is one too.

    A subscriber's address must not vanish because nothing is new. A message of a theme stands in the feeds of the wider
    themes too.
    """
    plan, channel, settings = edition.plan, edition.channel, edition.channel.settings
    title = settings.title or channel.channel.title or plan.title
    if is_member(channel):
        title = f"{title}: {channel.owner.name}"
    link = home_page(edition)
    for split in settings.split:
        if split == "plan":
            about = settings.description or title
            newest = range(min(len(stock.messages), settings.limit))
            yield Feed(name="feed", title=title, description=about, link=link, places=newest)
        elif split == "theme":
            heaps = _heaps(
                map(source.themes_of, stock.messages),
                lambda keys: plan.themes if keys == ("*",) else with_wider(plan, keys),
                settings.limit,
            )
            for key in _themes(edition):
                theme = plan.themes[key]
                named = f"{title}: {theme.title}"
                about = theme.summary or settings.description or named
                yield Feed(name=f"themes/{key}", title=named, description=about, link=link, places=heaps.get(key, ()))
        else:
            heaps = _heaps(map(source.unit_of, stock.messages), lambda unit: (unit,), settings.limit)
            for key in _units(edition):
                unit = plan.units[key]
                named = f"{title}: {unit.name}"
                about, page = settings.description or named, unit.link or link
                yield Feed(name=f"units/{key}", title=named, description=about, link=page, places=heaps.get(key, ()))


def _heaps(marks: Iterable[T], names: Callable[[T], Iterable[str]], limit: int) -> dict[str, list[int]]:
    """The first places by name, no more than the limit of each; a mark on each place says which names it has.

    Many messages have one mark, so names are looked up once for each mark and not for each message.
    """
    marked: dict[T, list[int]] = {}
    for place, mark in enumerate(marks):
        marked.setdefault(mark, []).append(place)
    parts: dict[str, list[list[int]]] = {}
    for mark, places in marked.items():
        for name in names(mark):
            parts.setdefault(name, []).append(places)
    return {name: sorted(chain.from_iterable(lists))[:limit] for name, lists in parts.items()}


def _themes(edition: Edition[RssSettings]) -> Iterator[str]:
    wanted = edition.channel.channel.themes
    return (key for key in edition.plan.themes if not wanted or key in wanted)


def _units(edition: Edition[RssSettings]) -> Iterator[str]:
    """Units that may speak through the channel: the member it belongs to, those it names, else all."""
    plan, channel = edition.plan, edition.channel
    wanted = set(channel.channel.units)
    if not wanted and is_member(channel):
        wanted = {channel.owner.key}
    heaps, seen = list(wanted), set(wanted)
    while heaps:
        group = plan.groups.get(heaps.pop())
        for key in (*group.units, *group.groups) if group else ():
            if key not in seen:
                seen.add(key)
                heaps.append(key)
    return (key for key in plan.units if not seen or key in seen)


def renderings(edition: Edition[RssSettings], *, version: str) -> Iterator[Rendering]:
    """All files of the channel: feeds in each format, the style sheet, media of the plan folder."""
    settings, source = edition.channel.settings, Source.of(edition)
    stock = Stock(edition.messages, source, shared=settings.split != ("plan",))
    day = edition.plan.issued or edition.plan.since
    never = datetime.datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    ground = {form: bytes.fromhex(_ground(edition, source, form, version)) for form in settings.formats}

    def produce(feed: Feed, form: str, updated: datetime.datetime) -> bytes:
        head = head_of(edition, source, feed, form, updated)
        return feed_bytes(head, stock.entries(feed.places, form), format=form)

    for feed in feeds(edition, source, stock):
        picked: Callable[[Sequence[Any]], tuple[Any, ...]] = picker(feed.places)
        updated = stock.changed(feed.places) or never
        keys: tuple[str, ...] = picked(stock.keys)
        words = repr((feed.name, feed.title, feed.description, feed.link, updated.isoformat()))
        print_ = hashlib.blake2b(words.encode() + b"".join(picked(stock.stamps)), digest_size=16)
        for form in settings.formats:
            whole = print_.copy()
            whole.update(ground[form])
            yield Rendering(
                key=feed.path(form),
                produce=partial(produce, feed, form, updated),
                media_type=MEDIA_TYPES[form],
                messages=keys,
                fingerprint=whole.hexdigest(),
            )
    if settings.stylesheet and set(settings.formats) & {"rss", "atom"}:
        yield Rendering.of(STYLESHEET, Path(__file__).with_name(STYLESHEET).read_bytes(), media_type="text/css")
    yield from _media(edition, source)


def _ground(edition: Edition[RssSettings], source: Source, form: str, version: str) -> str:
    """What all feeds of one format depend on, beside their own words and their messages."""
    settings, channel = edition.channel.settings, edition.channel
    return fingerprint(
        version, form, source.identity, source.base, source.language, source.full, channel.key, channel.owner.name,
        channel.owner.link, settings.formats, settings.hub, settings.stylesheet,
    )  # fmt: skip


def head_of(edition: Edition[RssSettings], source: Source, feed: Feed, form: str, updated: datetime.datetime) -> Head:
    """What a feed says of itself in one format."""
    settings, owner = edition.channel.settings, edition.channel.owner
    others = tuple((other, source.address(feed.path(other))) for other in settings.formats if other != form)
    styled = settings.stylesheet and form != "json"
    return Head(
        id=permanent_id(source.identity, edition.channel.key, feed.name),
        title=feed.title,
        link=feed.link,
        description=feed.description,
        language=source.language,
        updated=updated,
        self_link=source.address(feed.path(form)),
        hub=settings.hub,
        alternates=others if source.base else (),
        author=owner.name,
        author_link=owner.link,
        stylesheet=("../" * feed.name.count("/") + STYLESHEET) if styled else "",
    )


def _media(edition: Edition[RssSettings], source: Source) -> Iterator[Rendering]:
    """Files of the plan folder that entries point to, each once."""
    if not source.base:
        return
    carriers: dict[str, list[str]] = {}
    items: dict[str, Media] = {}
    for message in edition.messages:
        for item in message.media:
            if not item.url and item.digest in edition.files:
                path = media_path(item)
                items.setdefault(path, item)
                carriers.setdefault(path, []).append(message.key)
    for path, item in items.items():
        yield Rendering(
            key=path,
            produce=edition.files[item.digest].read_bytes,
            media_type=media_type(item),
            messages=tuple(dict.fromkeys(carriers[path])),
            fingerprint=fingerprint(item.digest, path),
        )
