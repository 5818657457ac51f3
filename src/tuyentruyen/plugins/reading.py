"""What every channel reads of a plan: who speaks, about what, how they are reached, where files of a message lie."""

from __future__ import annotations

import datetime
import re
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import quote

from tuyentruyen.audience import mailbox
from tuyentruyen.formats.layouts import Layouts
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.text import printable, slug
from tuyentruyen.wording import tr

_DIGITS = re.compile(r"[\d+][\d .()-]{5,}")


class Line(NamedTuple):
    """One line of what is known of a thing: label, text, and where the text leads to; empty if nowhere."""

    label: str
    text: str
    link: str = ""


def unit_of(edition: Edition[Any], message: Message) -> Unit:
    """The unit that speaks: the message's, else the plan's issuer; the channel's owner where the plan does not know it."""
    return edition.plan.units.get(message.unit or edition.plan.issuer, edition.channel.owner)


def themes_of(plan: Plan, message: Message) -> tuple[str, ...]:
    """Keys of the themes of a message, its own or its activity's; ``*`` stands for all of the plan's."""
    activity = plan.activities.get(message.activity)
    named = message.themes or (activity.themes if activity else ())
    return tuple(plan.themes) if "*" in named else named


def with_wider(plan: Plan, themes: tuple[str, ...]) -> tuple[str, ...]:
    """The themes and those they are a part of, each once."""
    names = dict.fromkeys(themes)
    for key in themes:
        while (theme := plan.themes.get(key)) and theme.parent and theme.parent not in names:
            key = theme.parent  # noqa: PLW2901 - climbs
            names[key] = None
    return tuple(names)


def usable(address: str) -> str:
    """A mail address as it is sent to, its domain in ASCII; empty if it is none: a unit's may be a word, or two of them."""
    try:
        return mailbox(address).address
    except ValueError:
        return ""


def contact_lines(unit: Unit, *, hotline: str = "") -> tuple[Line, ...]:
    """How a unit is reached by the public, as far as the plan says; the hotline of a message goes before the unit's own."""
    number = hotline or unit.hotline
    digits = _DIGITS.match(number)
    telephone = f"tel:{re.sub(r'[^0-9+]', '', digits[0])}" if digits else ""
    address = usable(unit.email)
    feedback = unit.feedback if unit.feedback.startswith("https://") else ""
    lines = (
        Line(tr("Hotline"), number, telephone),
        Line(tr("E-mail"), unit.email, f"mailto:{quote(address, safe='@')}" if address else ""),
        Line(tr("Address"), unit.address),
        Line(tr("Website"), unit.link, unit.link),
        Line(tr("Feedback and complaints"), unit.feedback, feedback),
    )
    return tuple(line for line in lines if line.text)


def procedures_in_force(plan: Plan, day: datetime.date) -> list[Procedure]:
    """The procedures in force on a day, in the order of the plan."""
    return [one for one in plan.procedures.values() if one.is_in_force(day)]


def procedures_by_unit(plan: Plan, day: datetime.date) -> dict[str, list[Procedure]]:
    """Which procedures in force on a day each unit settles, by its key; a unit that settles none is not there.

    It settles those that name it, or a group it is in, and those of its level that name nobody.
    """
    found = dict[str, list[Procedure]]()
    there = [unit for unit in plan.units.values() if unit.exists_on(day)]
    for procedure in procedures_in_force(plan, day):
        settle = (
            everyone(plan, procedure.units) if procedure.units else [u for u in there if u.level == procedure.level]
        )
        for unit in settle:
            found.setdefault(unit.key, []).append(procedure)
    return found


def layouts_of(plan: Plan, own: str, ours: Path) -> Layouts:
    """The layouts of a channel: a city's own, whose files lie in the plan folder, through links too, and ours.

    Args:
        plan: The plan, of which a folder may be known.
        own: The city's folder, relative to that of the plan; empty: it has none.
        ours: The channel's folder.
    """
    if not own:
        return Layouts([ours])
    if plan.folder is None:
        return Layouts([Path(own), ours])
    from tuyentruyen.planfile.folder import fenced  # noqa: PLC0415 - a feed out of a script needs nothing that reads plans

    folder = plan.folder.resolve()
    return Layouts([folder / own, ours], fenced=lambda path: fenced(folder, path, printable(path.name)))


def media_path(media: Media) -> str:
    """Where a channel of files puts a file of the plan folder: ``media/<digest>-<name>``; another content has another address."""
    name = PurePosixPath(media.path)
    suffix = slug(name.suffix)
    return f"media/{media.digest[:32]}-{slug(name.stem)[:80] or 'file'}" + (f".{suffix}" if suffix else "")
