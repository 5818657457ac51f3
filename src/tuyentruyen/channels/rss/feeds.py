"""Which feeds an edition makes, what stands in each, and their bytes on demand."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import attrs
from attrs import frozen

from tuyentruyen.channels.rss.entries import SERIALISERS, permanent_id
from tuyentruyen.channels.rss.settings import RssSettings
from tuyentruyen.channels.rss.shell import MEDIA_TYPES, Head, feed_bytes
from tuyentruyen.channels.rss.sources import Source, changed, entry_of, media_path, media_type, stamp
from tuyentruyen.model.flow import Edition, Rendering
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.text import VIETNAM

STYLESHEET = "feed.css"
_SUFFIXES = {"rss": ".xml", "atom": ".atom.xml", "json": ".json"}
_FIRST = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}
_CACHE_BYTES = 64 * 2**20


@frozen(kw_only=True)
class Feed:
    """One feed, in whatever formats.

    Attributes:
        name: ``feed``, or a path such as ``themes/cntt``.
        title: What it is called.
        description: What it is about.
        link: The page it belongs to.
        messages: What stands in it, newest first.
    """

    name: str
    title: str
    description: str
    link: str
    messages: Sequence[Message]

    def path(self, form: str) -> str:
        """Where the feed lies in the channel's folder, in one format."""
        return _FIRST[form] if self.name == "feed" else f"{self.name}{_SUFFIXES[form]}"


def newest_first(messages: Iterable[Message]) -> list[Message]:
    """The messages by the moment they were published, the newest first; those of one moment by key."""
    ordered = sorted(messages, key=lambda message: message.key)
    ordered.sort(key=lambda message: message.published, reverse=True)
    return ordered


def home_page(edition: Edition[RssSettings]) -> str:
    """Address of the page that the feeds of a channel belong to; empty if the plan knows none."""
    settings = edition.channel.settings
    if found := settings.link or edition.channel.owner.link or settings.base:
        return found
    scheme, _, rest = edition.plan.link.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{host}/" if host and "{" not in host else ""


def feeds(edition: Edition[RssSettings], source: Source) -> Iterator[Feed]:
    """The feeds of an edition, in the order of the settings and the plan; a feed without messages is one too.

    A subscriber's address must not vanish because nothing is new. A message of a theme stands in the feeds of the wider
    themes too.
    """
    plan, channel, settings = edition.plan, edition.channel, edition.channel.settings
    ordered = newest_first(edition.messages)
    title = settings.title or channel.channel.title or plan.title
    link = home_page(edition)
    for split in settings.split:
        if split == "plan":
            about = settings.description or title
            yield Feed(name="feed", title=title, description=about, link=link, messages=ordered[: settings.limit])
        elif split == "theme":
            heaps = _by_theme(ordered, plan, source, settings.limit)
            for key in _themes(edition):
                theme = plan.themes[key]
                named = f"{title}: {theme.title}"
                about = theme.summary or named
                yield Feed(name=f"themes/{key}", title=named, description=about, link=link, messages=heaps.get(key, ()))
        else:
            heaps = {}
            for message in ordered:
                _put(heaps, source.unit_of(message), message, settings.limit)
            for key in _units(edition):
                unit = plan.units[key]
                named = f"{title}: {unit.name}"
                page = unit.link or link
                yield Feed(name=f"units/{key}", title=named, description=named, link=page, messages=heaps.get(key, ()))


def _put(heaps: dict[str, list[Message]], key: str, message: Message, limit: int) -> None:
    heap = heaps.setdefault(key, [])
    if len(heap) < limit:
        heap.append(message)


def _by_theme(ordered: Iterable[Message], plan: Plan, source: Source, limit: int) -> dict[str, list[Message]]:
    wider: dict[str, tuple[str, ...]] = {}
    for key in plan.themes:
        line = [key]
        while (parent := plan.themes[line[-1]].parent) and parent in plan.themes and parent not in line:
            line.append(parent)
        wider[key] = tuple(line)
    heaps: dict[str, list[Message]] = {}
    for message in ordered:
        own = source.themes_of(message)
        if own == ("*",):
            own = tuple(plan.themes)
        for key in dict.fromkeys(name for theme in own for name in wider.get(theme, ())):
            _put(heaps, key, message, limit)
    return heaps


def _themes(edition: Edition[RssSettings]) -> Iterator[str]:
    wanted = edition.channel.channel.themes
    return (key for key in edition.plan.themes if not wanted or key in wanted)


def _units(edition: Edition[RssSettings]) -> Iterator[str]:
    """Units that may speak through the channel: the member it belongs to, those it names, else all."""
    plan, channel = edition.plan, edition.channel
    wanted = set(channel.channel.units)
    if not wanted and channel.key != channel.channel.key:
        wanted = {channel.owner.key}
    heaps, seen = list(wanted), set(wanted)
    while heaps:
        group = plan.groups.get(heaps.pop())
        for key in (*group.units, *group.groups) if group else ():
            if key not in seen:
                seen.add(key)
                heaps.append(key)
    return (key for key in plan.units if not seen or key in seen)


class Press:
    """Makes the bytes of feeds; an entry that stands in several feeds is made once, as long as memory is not the price.

    Args:
        source: Where entries take what their messages do not say.
        shared: Whether messages stand in more than one feed of a format.
    """

    def __init__(self, source: Source, *, shared: bool) -> None:
        self._source = source
        self._shared = shared
        self._stamps: dict[str, bytes] = {}
        self._contexts: dict[tuple[tuple[str, ...], str], bytes] = {}
        self._made: dict[tuple[str, str], bytes] = {}
        self._size = 0

    def stamps(self, messages: Iterable[Message]) -> bytes:
        """What changes when one of the entries would."""
        known = self._stamps
        return b"".join([known.get(message.key) or self._stamp(message) for message in messages])

    def feed(self, head: Head, messages: Sequence[Message], form: str) -> bytes:
        """A whole feed."""
        return feed_bytes(head, (self._entry(message, form) for message in messages), format=form)

    def _stamp(self, message: Message) -> bytes:
        source = self._source
        names = (source.themes_of(message), source.unit_of(message))
        context = self._contexts.get(names)
        if context is None:
            context = self._contexts[names] = bytes.fromhex(fingerprint(source.context(message)))
        made = self._stamps[message.key] = stamp(message, source) + context
        return made

    def _entry(self, message: Message, form: str) -> bytes:
        if not self._shared:
            return SERIALISERS[form](entry_of(message, self._source))
        made = self._made.get((form, message.key))
        if made is None:
            made = SERIALISERS[form](entry_of(message, self._source))
            self._size += len(made)
            if self._size > _CACHE_BYTES:
                self._made.clear()
                self._size = len(made)
            self._made[form, message.key] = made
        return made


def renderings(edition: Edition[RssSettings], *, version: str) -> Iterator[Rendering]:
    """All files of the channel: feeds in each format, the style sheet, media of the plan folder."""
    settings, source = edition.channel.settings, Source.of(edition)
    press = Press(source, shared=settings.split != ("plan",))
    day = edition.plan.issued or edition.plan.since
    never = datetime.datetime(day.year, day.month, day.day, tzinfo=VIETNAM)
    for feed in feeds(edition, source):
        updated = max(map(changed, feed.messages), default=never)
        stamps = press.stamps(feed.messages)
        keys = tuple(message.key for message in feed.messages)
        for form in settings.formats:
            head = head_of(edition, source, feed, form, updated)
            print_ = fingerprint(
                version, form, source.full, source.base, source.language, attrs.astuple(head, recurse=False)
            )
            yield Rendering(
                key=feed.path(form),
                produce=partial(press.feed, head, feed.messages, form),
                media_type=MEDIA_TYPES[form],
                messages=keys,
                fingerprint=hashlib.blake2b(print_.encode() + stamps, digest_size=16).hexdigest(),
            )
    if settings.stylesheet and set(settings.formats) & {"rss", "atom"}:
        yield Rendering.of(STYLESHEET, Path(__file__).with_name(STYLESHEET).read_bytes(), media_type="text/css")
    yield from _media(edition, source)


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
