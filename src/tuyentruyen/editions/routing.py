"""Which channels a message goes to, and what the plan says for it where it is silent itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from attrs import evolve

from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.schedule import members


def prepared(plan: Plan, message: Message) -> Message:
    """The message with what the plan says for it where it is silent itself: its themes, and its link by the plan's pattern."""
    themes = message.themes
    if not themes and (activity := plan.activities.get(message.activity)):
        themes = tuple(plan.themes) if activity.themes == ("*",) else activity.themes
    link = message.link
    if not link and plan.link:
        values = {
            "key": message.key,
            "unit": message.unit or plan.issuer,
            "theme": themes[0] if themes else "-",
            "plan": plan.key,
        }
        link = plan.link
        for name, value in values.items():
            link = link.replace(f"{{{name}}}", value)
    return message if (themes, link) == (message.themes, message.link) else evolve(message, themes=themes, link=link)


def goes_to(
    plan: Plan, message: Message, channel: Channel, *, member: Unit | None = None, units: frozenset[str] | None = None
) -> bool:
    """The one rule of routing: the message's own channels, else its activity's, else those whose form, themes and unit match.

    Args:
        plan: The plan.
        message: A message, `prepared`.
        channel: A channel of the plan.
        member: Of a group's channel, the member it is bound to: it carries the member's own messages and those for everyone.
        units: The units whose messages the channel carries, groups expanded; None: all.
    """
    if member is not None and message.unit not in ("", member.key):
        return False
    activity = plan.activities.get(message.activity)
    named = message.channels or (activity.channels if activity else ())
    if named:
        return channel.key in named or (member is not None and f"{channel.key}@{member.key}" in named)
    if activity is not None and activity.form != channel.form:
        return False
    if channel.themes and not any(theme in channel.themes for theme in _with_parents(plan, message.themes)):
        return False
    return units is None or not message.unit or message.unit in units


def _with_parents(plan: Plan, themes: Iterable[str]) -> Iterator[str]:
    for key in themes:
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            yield key
            theme = plan.themes.get(key)
            key = theme.parent if theme else ""  # noqa: PLW2901 - walks up


def units_of(plan: Plan, channel: Channel, day: datetime.date) -> frozenset[str] | None:
    """The units whose messages a channel carries on a day, groups expanded; None: all."""
    if not channel.units:
        return None
    return frozenset(unit.key for key in channel.units for unit in members(plan, key, day))
