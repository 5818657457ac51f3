"""From messages to entries: what of an edition an entry is made of, and what its bytes depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from attrs import field, frozen

from tuyentruyen.channels.rss.entries import Enclosure, Entry, html_of, permanent_id
from tuyentruyen.channels.rss.settings import RssSettings
from tuyentruyen.markup import excerpt, html
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.values import uri
from tuyentruyen.plugins.reading import media_path
from tuyentruyen.plugins.toolkit import media_type, seen_from
from tuyentruyen.text import one_line

Context = tuple[tuple[tuple[str, str], ...], str, str]
"""Categories, author, author's portal: what an entry takes from the plan."""


@frozen(kw_only=True)
class Source:
    """Where entries take what their messages do not say themselves.

    Attributes:
        identity: Name that permanent ids begin with: the plan's key.
        themes: Title of each theme by key.
        activities: Themes of each activity by key.
        units: Name and portal of each unit by key.
        issuer: Key of the unit that says what names no unit.
        base: Address of the channel's folder; empty if unknown.
        language: The feed's language.
        full: Whether entries carry the whole body.
        files: Digests of the media at hand.
    """

    identity: str
    themes: Mapping[str, str] = field(factory=dict)
    activities: Mapping[str, tuple[str, ...]] = field(factory=dict)
    units: Mapping[str, tuple[str, str]] = field(factory=dict)
    issuer: str = ""
    base: str = ""
    language: str = "vi"
    full: bool = True
    files: frozenset[str] = frozenset()

    @classmethod
    def of(cls, edition: Edition[RssSettings]) -> Source:
        """The source that an edition is."""
        plan, settings = edition.plan, edition.channel.settings
        return cls(
            identity=plan.key,
            themes={key: theme.title for key, theme in plan.themes.items()},
            activities={key: activity.themes for key, activity in plan.activities.items()},
            units={key: (unit.name, unit.link) for key, unit in plan.units.items()},
            issuer=plan.issuer,
            base=base_of(edition.channel),
            language=settings.language or plan.language,
            full=settings.body == "full",
            files=frozenset(edition.files),
        )

    def themes_of(self, message: Message) -> tuple[str, ...]:
        """Keys of the themes of a message, its own or its activity's; ``("*",)``: all."""
        return message.themes or self.activities.get(message.activity, ())

    def unit_of(self, message: Message) -> str:
        """Key of the unit that says it."""
        return message.unit or self.issuer

    def context(self, message: Message) -> Context:
        """What the entry of a message takes from the plan."""
        categories = tuple((key, self.themes.get(key, key)) for key in self.themes_of(message) if key != "*")
        return categories, *self.units.get(self.unit_of(message), ("", ""))

    def address(self, path: str) -> str:
        """Absolute address of a file of the channel; empty where no base is known."""
        return f"{self.base.rstrip('/')}/{quote(path)}" if self.base else ""

    def media_address(self, media: Media) -> str:
        """Absolute address of a file that goes with a message; empty if it cannot be reached."""
        if media.url:
            return uri(media.url)
        return self.address(media_path(media)) if media.digest in self.files else ""


def is_member(channel: BoundChannel[RssSettings]) -> bool:
    """Whether the channel is that of one member of a group."""
    return channel.key != channel.channel.key


def base_of(channel: BoundChannel[RssSettings]) -> str:
    """Address of the channel's folder; each member of a group has its own."""
    base = channel.settings.base
    if "{unit}" in base:
        return base.replace("{unit}", channel.owner.key)
    return f"{base.rstrip('/')}/{channel.key}/" if base and is_member(channel) else base


def stamp(message: Message, source: Source) -> bytes:
    """What changes when the entry of a message would, but for what the plan says: see `Source.context`."""
    if not message.media:
        return message.digest
    return message.digest + bytes(bool(source.media_address(media)) for media in message.media)


def entry_of(message: Message, source: Source, context: Context | None = None) -> Entry:
    """The entry that a message becomes; its `Source.context` may be given, for many messages share one."""
    categories, author, author_link = context or source.context(message)
    content = html(message.body, resolve=partial(_resolved, message, source))
    summary = message.summary.strip() or excerpt(content)
    if not content and not message.link:
        content = html_of(message.title)  # Atom wants either a text or a link to it
    return Entry(
        id=permanent_id(source.identity, message.key),
        title=one_line(message.title),
        link=uri(message.link),
        summary=summary,
        content=content if source.full or not message.link else "",
        author=author,
        author_link=author_link,
        categories=categories,
        enclosures=tuple(_enclosures(message.media, source)),
        published=message.published,
        updated=changed(message),
        language=message.language if message.language != source.language else "",
    )


def changed(message: Message) -> Any:
    """When the message was last changed, never before it was published."""
    return max(message.updated, message.published) if message.updated else message.published


def _enclosures(media: Iterable[Media], source: Source) -> Iterable[Enclosure]:
    for item in media:
        if url := source.media_address(item):
            yield Enclosure(url=url, media_type=media_type(item), length=item.length or 0, title=item.alt, rel=item.rel)


def _resolved(message: Message, source: Source, address: str) -> str | None:
    """The absolute form of an address in a body: of a file that goes with the message, else as seen from its page."""
    for item in message.media:
        if item.path and address in (item.path, PurePosixPath(item.path).name):
            return source.media_address(item) or None
    return seen_from(message.link, address)
