"""What the site reads of an edition: who speaks, about what, how they are reached, where files lie."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from attrs import define, field

from tuyentruyen.channels.portal.headings import under_title
from tuyentruyen.channels.portal.pictures import (
    may_be_elsewhere,
    origin_of,
    pictures_elsewhere,
    with_own_pictures,
    words_of,
)
from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.markup import excerpt, html, plain
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import (
    Line,
    contact_lines,
    media_path,
    procedures_by_unit,
    procedures_in_force,
    themes_of,
    unit_of,
    with_wider,
)
from tuyentruyen.plugins.toolkit import fingerprint, media_type, seen_from
from tuyentruyen.text import in_vietnam, one_line, short_date

_OWN = "https://own.invalid/"
"""Stands for the folder of the site while a body is read, for a relative address would be dropped."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_EXCERPT = 200
_BEGINNING = 1200


@define(slots=False)
class Reading:
    """An edition, read for its pages.

    Attributes:
        edition: What the channel publishes.
        messages: Its messages, the newest first.
    """

    edition: Edition[PortalSettings]
    messages: tuple[Message, ...] = field(init=False)
    _excerpts: dict[bytes, str] = field(init=False, factory=dict)
    _stamps: dict[str, str] = field(init=False, factory=dict)
    _contacts: dict[tuple[str, str], tuple[Line, ...]] = field(init=False, factory=dict)
    _wider: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = field(init=False, factory=dict)
    _last: tuple[Message | None, str] = field(init=False, default=(None, ""))

    def __attrs_post_init__(self) -> None:
        self.messages = tuple(sorted(self.edition.messages, key=lambda m: (-m.published.timestamp(), m.key)))

    @cached_property
    def day(self) -> datetime.date:
        """The day of the edition, in Viet Nam."""
        return in_vietnam(self.edition.now).date()

    @cached_property
    def by_key(self) -> dict[str, Message]:
        """Its messages by their keys."""
        return {message.key: message for message in self.messages}

    def unit_of(self, message: Message) -> Unit:
        """The unit that speaks."""
        return unit_of(self.edition, message)

    def themes_of(self, message: Message) -> tuple[str, ...]:
        """Keys of its themes and of the wider ones, as far as the plan knows them."""
        found = self._wider.get((message.themes, message.activity))
        if found is None:
            plan = self.edition.plan
            found = tuple(key for key in with_wider(plan, themes_of(plan, message)) if key in plan.themes)
            self._wider[message.themes, message.activity] = found
        return found

    def title_of(self, message: Message) -> str:
        """Its title on one line; its key where it has none, or nothing could be clicked."""
        return one_line(message.title) or message.key

    def summary_of(self, message: Message) -> str:
        """Its summary, or its first words."""
        if message.summary.strip():
            return one_line(message.summary)
        digest = message.digest
        if digest not in self._excerpts:
            self._excerpts[digest] = first_words(message.body)
        return self._excerpts[digest]

    def contact_of(self, unit: Unit, hotline: str = "") -> tuple[Line, ...]:
        """How a unit is reached, in the language in use while the site is made; put together once."""
        found = self._contacts.get((unit.key, hotline))
        if found is None:
            found = self._contacts[unit.key, hotline] = contact_lines(unit, hotline=hotline)
        return found

    def language_of(self, message: Message) -> str:
        """Its language, where it is a tag of BCP 47 and not that of the site; else empty."""
        language, usual = message.language, self.edition.plan.language
        if language == usual or language.lower() == usual.lower():
            return ""
        return language if _LANGUAGE.fullmatch(language) else ""

    def card(self, message: Message) -> dict[str, Any]:
        """What a list says of a message."""
        return {
            "title": self.title_of(message),
            "path": f"tin/{message.key}/",
            "summary": self.summary_of(message),
            "urgent": message.urgent,
            "by": self.unit_of(message).name,
            "language": self.language_of(message),
            **moment(message.published),
        }

    def body_of(self, message: Message, up: str) -> str:
        """Its body in HTML, safe to show; addresses of its own files as seen from its page. A picture on another host is a link."""
        of, shown = self._last  # its data and its page are made one after the other
        if of is not message:
            shown = under_title(html(message.body, resolve=partial(self._resolved, message, _OWN)))
            self._last = (message, shown)
        own = {
            media.url: self.address_of(media, up)
            for media in message.media
            if media.url and media.digest in self.edition.files
        }
        return with_own_pictures(shown.replace(f'="{_OWN}', f'="{up}'), self.is_own, own)

    def elsewhere(self, message: Message) -> list[str]:
        """Addresses of its pictures that lie on another host: a page links them and does not show them."""
        media = [
            one
            for one in message.media
            if one.url and media_type(one).startswith("image/") and not self.is_own(one.url)
        ]
        if not media and not may_be_elsewhere(message.body, message.link, self._origin):
            return []
        copied = {one.url for one in message.media if one.digest in self.edition.files}
        shown = html(message.body, resolve=partial(self._resolved, message, _OWN)).replace(f'="{_OWN}', '="')
        found = [*pictures_elsewhere(shown, self.is_own), *(one.url for one in media)]
        return [address for address in dict.fromkeys(found) if address not in copied]

    def is_own(self, address: str) -> bool:
        """Whether an address leads to no other host than that of the site: it is relative, or as the site's own begins."""
        origin = origin_of(address)
        return origin in (("", ""), self._origin)

    def pictures_and_files(self, message: Message, up: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        """What goes with it and its body does not show: pictures, and files to fetch."""
        pictures, files = [], []
        body = self.body_of(message, up) if message.media else ""
        for media in message.media:
            address = self.address_of(media, up)
            if not address or f'="{escape(address)}"' in body:
                continue
            is_picture = media_type(media).startswith("image/")
            if is_picture and self.is_own(address):
                pictures.append({"address": address, "alt": media.alt})
            elif is_picture:
                files.append({"address": address, "title": words_of(media.alt, address), "language": ""})
            else:
                title, language = media.alt or PurePosixPath(media.path or media.url).name, self.language_of(message)
                files.append({"address": address, "title": title, "language": language if media.alt else ""})
        return pictures, files

    def text_of(self, message: Message, up: str) -> str:
        """Its body as plain text; addresses of its own files begin with ``up``, the site's address, or are left out."""
        return plain(message.body, resolve=partial(self._resolved, message, up))

    def address_of(self, media: Media, up: str) -> str:
        """Where a file of a message lies, as seen from a page or, with the site's address, absolute; empty if it is not there.

        A file of the plan folder is the site's own, also where it lies elsewhere too.
        """
        return f"{up}{quote(media_path(media))}" if media.digest in self.edition.files else media.url

    def _resolved(self, message: Message, up: str, address: str) -> str | None:
        for media in message.media:
            if media.path and address in (media.path, PurePosixPath(media.path).name):
                return self.address_of(media, up) or None
        return seen_from(message.link, address)

    def procedures_of(self, unit: Unit) -> list[Procedure]:
        """The procedures in force that a unit settles: those that name it, or a group it is in, and those of its level that name nobody."""
        return self._settled.get(unit.key, [])

    def page_of(self, unit: Unit) -> str:
        """Path of the page of a unit; empty if it has none, for it does not exist on the day or is no unit of the plan."""
        return f"don-vi/{unit.key}/" if unit.key in self._there else ""

    def stamp_of(self, unit: Unit) -> str:
        """What changes when anything that is known of a unit does, or when it comes to have a page or loses it."""
        if (stamp := self._stamps.get(unit.key)) is None:
            stamp = self._stamps[unit.key] = fingerprint(repr(unit), self.page_of(unit))
        return stamp

    def settling(self, procedure: Procedure) -> list[Unit]:
        """The units that settle a procedure, where it names some; empty where all of its level do."""
        return [unit for unit in self.units if procedure.units and procedure in self.procedures_of(unit)]

    @cached_property
    def procedures(self) -> list[Procedure]:
        """Those in force on the day."""
        return procedures_in_force(self.edition.plan, self.day)

    @cached_property
    def units(self) -> list[Unit]:
        """Those that exist on the day."""
        return [unit for unit in self.edition.plan.units.values() if unit.exists_on(self.day)]

    @cached_property
    def _there(self) -> frozenset[str]:
        return frozenset(unit.key for unit in self.units)

    @cached_property
    def _origin(self) -> tuple[str, str]:
        return origin_of(self.edition.channel.settings.base.replace("{unit}", self.edition.channel.owner.key))

    @cached_property
    def _settled(self) -> Mapping[str, list[Procedure]]:
        return procedures_by_unit(self.edition.plan, self.day)


def first_words(body: str) -> str:
    """The first words of a body, up to 200 characters. Of a long one only the beginning is read, where that gives the same."""
    cut = body.rfind("\n\n", 0, _BEGINNING)
    if cut > 0 and type(body) is str and "]:" not in body:  # what a link is called may be told at the end
        words = excerpt(html(body[:cut]), length=_EXCERPT)
        if words.endswith("…"):
            return words
    return excerpt(html(body), length=_EXCERPT)


def changed_at(message: Message) -> datetime.datetime | None:
    """When it was changed after it was published; None if it was not."""
    return message.updated if message.updated and message.updated > message.published else None


def moment(at: datetime.datetime) -> dict[str, str]:
    """A moment as people and programs read it."""
    there = in_vietnam(at)
    return {"date": short_date(there.date()), "iso": there.isoformat(timespec="seconds")}


def _known(edition: Edition[Any]) -> Iterator[tuple[Plan, str, Channel]]:
    """The channels of the edition's plan; of a house those it shares, then those of its plans alone, the plan that ends last first."""
    yield from ((edition.plan, key, channel) for key, channel in edition.plan.channels.items())
    for plan in sorted(edition.plans, key=lambda plan: (plan.until, plan.since), reverse=True):
        yield from ((plan, key, one) for key, one in plan.channels.items() if key not in edition.plan.channels)


def channel_called(edition: Edition[Any], key: str) -> Channel | None:
    """The channel of a key, of a house's plans too; None if there is none."""
    return next((channel for _, known, channel in _known(edition) if known == key), None)


def address_in(settings: Mapping[str, Any], *names: str) -> str:
    """The first of these settings that is one absolute address; empty if none is: those of another backend may be anything."""
    for name in names:
        found = settings.get(name)
        if isinstance(found, str) and found.startswith(("https://", "http://")) and "{" not in found:
            return found
    return ""


def channels_of(edition: Edition[PortalSettings]) -> list[dict[str, str]]:
    """The official channels of the plan: what each is, who answers for it, whom it is for, and where it is found if the plan says so.

    Of a house, those it shares, and those of its plans that are not over.
    """
    day, found = in_vietnam(edition.now).date(), []
    for plan, key, channel in _known(edition):
        if plan is not edition.plan and plan.until < day:
            continue
        owner = plan.units.get(channel.owner) or plan.groups.get(channel.owner)
        is_this = plan is edition.plan and key == edition.channel.channel.key
        settings = {"base": edition.channel.settings.base} if is_this else channel.settings
        form = plan.forms.get(channel.form)
        found.append({
            "title": channel.title or key, "owner": getattr(owner, "name", "") or getattr(owner, "title", ""), "audience": channel.audience,
            "form": form.title if form else "", "address": address_in(settings, "link", "base"),
        })  # fmt: skip
    return found


def feeds_of(edition: Edition[PortalSettings]) -> list[dict[str, str]]:
    """The feeds that the site links to: address, title, media type; one whose channel says no address is left out."""
    found = []
    for path in edition.channel.settings.feeds:
        key, _, name = path.partition("/")
        channel = channel_called(edition, key)
        if channel and (base := address_in(channel.settings, "base")):
            kind = (
                "application/feed+json"
                if name.endswith(".json")
                else "application/atom+xml"
                if "atom" in name
                else "application/rss+xml"
            )
            found.append({"address": f"{base.rstrip('/')}/{quote(name)}", "title": channel.title or key, "type": kind})
    return found
