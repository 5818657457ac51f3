"""What the site reads of an edition: who speaks, about what, how they are reached, where files lie."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

from attrs import define, field

from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.markup import excerpt, html
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.toolkit import media_type, seen_from
from tuyentruyen.text import in_vietnam, short_date, slug
from tuyentruyen.wording import tr


class Line(NamedTuple):
    """One line of what is known of a thing: label, text, and where the text leads to."""

    label: str
    text: str
    link: str = ""


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

    def __attrs_post_init__(self) -> None:
        self.messages = tuple(sorted(self.edition.messages, key=lambda m: (-m.published.timestamp(), m.key)))

    @property
    def day(self) -> datetime.date:
        """The day of the edition, in Viet Nam."""
        return in_vietnam(self.edition.now).date()

    def unit_of(self, message: Message) -> Unit:
        """The unit that speaks, or the owner where the plan does not know it."""
        return self.edition.plan.units.get(message.unit or self.edition.plan.issuer, self.edition.channel.owner)

    def themes_of(self, message: Message) -> tuple[str, ...]:
        """Keys of its themes, or its activity's, and of the wider ones they are part of; each once."""
        plan = self.edition.plan
        activity = plan.activities.get(message.activity)
        named = message.themes or (activity.themes if activity else ())
        if "*" in named:
            return tuple(plan.themes)
        found = dict.fromkeys(key for key in named if key in plan.themes)
        for key in tuple(found):
            parent = plan.themes[key].parent
            while parent and parent not in found and parent in plan.themes:
                found[parent] = None
                parent = plan.themes[parent].parent
        return tuple(found)

    def summary_of(self, message: Message) -> str:
        """Its summary, or its first words."""
        if message.summary.strip():
            return " ".join(message.summary.split())
        digest = message.digest
        if digest not in self._excerpts:
            self._excerpts[digest] = excerpt(html(message.body), length=200)
        return self._excerpts[digest]

    def card(self, message: Message) -> dict[str, Any]:
        """What a list says of a message."""
        return {
            "title": " ".join(message.title.split()),
            "path": f"tin/{message.key}/",
            "summary": self.summary_of(message),
            "urgent": message.urgent,
            "by": self.unit_of(message).name,
            **moment(message.published),
        }

    def body_of(self, message: Message, up: str) -> str:
        """Its body in HTML, safe to show; addresses of its own files as seen from its page."""
        return html(message.body, resolve=partial(self._resolved, message, up))

    def pictures_and_files(self, message: Message, up: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        """What goes with it and its body does not show: pictures, and files to fetch."""
        pictures, files = [], []
        for media in message.media:
            address = self._address(media, up)
            if (
                not address
                or (media.path and media.path in message.body)
                or PurePosixPath(media.path).name in message.body.split()
            ):
                continue
            if media_type(media).startswith("image/"):
                pictures.append({"address": address, "alt": media.alt})
            else:
                files.append({"address": address, "title": media.alt or PurePosixPath(media.path or media.url).name})
        return pictures, files

    def _address(self, media: Media, up: str) -> str:
        if media.url:
            return media.url
        return f"{up}{quote(media_path(media))}" if media.digest in self.edition.files else ""

    def _resolved(self, message: Message, up: str, address: str) -> str | None:
        for media in message.media:
            if media.path and address in (media.path, PurePosixPath(media.path).name):
                return self._address(media, up) or None
        return seen_from(message.link, address)

    def procedures_of(self, unit: Unit) -> Iterator[Procedure]:
        """The procedures in force that a unit settles: those that name it, or a group it is in, and those of its level that name nobody."""
        groups = self._groups.get(unit.key, frozenset())
        for procedure in self.procedures:
            if (
                unit.key in procedure.units
                or groups & set(procedure.units)
                or (not procedure.units and procedure.level == unit.level)
            ):
                yield procedure

    @property
    def procedures(self) -> list[Procedure]:
        """Those in force on the day."""
        return [
            one for one in self.edition.plan.procedures.values()
            if (one.since is None or one.since <= self.day) and (one.until is None or self.day <= one.until)
        ]  # fmt: skip

    @property
    def _groups(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for key, group in self.edition.plan.groups.items():
            for unit in group.units:
                found.setdefault(unit, set()).add(key)
        return {unit: frozenset(keys) for unit, keys in found.items()}

    @property
    def units(self) -> list[Unit]:
        """Those that exist on the day."""
        return [unit for unit in self.edition.plan.units.values() if unit.exists_on(self.day)]


def media_path(media: Media) -> str:
    """Where a file of the plan folder lies in the site; another content has another address."""
    name = PurePosixPath(media.path)
    suffix = slug(name.suffix)
    return f"media/{media.digest[:32]}-{slug(name.stem)[:80] or 'file'}" + (f".{suffix}" if suffix else "")


def moment(at: datetime.datetime) -> dict[str, str]:
    """A moment as people and programs read it."""
    there = in_vietnam(at)
    return {"date": short_date(there.date()), "iso": there.isoformat(timespec="seconds")}


def contact(unit: Unit, hotline: str = "") -> list[Line]:
    """How a unit is reached."""
    digits = "".join(c for c in (hotline or unit.hotline) if c.isdigit() or c == "+")
    lines = [
        Line(tr("Hotline"), hotline or unit.hotline, f"tel:{digits}" if len(digits) > 2 else ""),
        Line(tr("E-mail"), unit.email, f"mailto:{quote(unit.email, safe='@')}" if "@" in unit.email else ""),
        Line(tr("Address"), unit.address),
        Line(tr("Website"), unit.link, unit.link),
        Line(
            tr("Feedback and complaints"), unit.feedback, unit.feedback if unit.feedback.startswith("https://") else ""
        ),
    ]
    return [line for line in lines if line.text]
