"""Plan + messages + plugins → editions: where a message goes, what may go out when, the channel bound to its settings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from tuyentruyen.errors import ContractError, PlanError, PluginError, said
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import dotted, problem
from tuyentruyen.plugins import Plugins
from tuyentruyen.schedule import members
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import tr

_BROKEN_VETO = "TT308"


def editions(
    plan: Plan,
    messages: Iterable[Message],
    plugins: Plugins,
    *,
    now: datetime.datetime,
    out: Path,
    channels: Sequence[str] = (),
    preview: bool = False,
) -> Iterator[Edition[Any]]:
    """What each channel of the plan publishes at this moment, in the plan's order.

    Args:
        plan: The plan.
        messages: Its messages, as from `compose.messages`; any iterable will do.
        plugins: Where backends and hooks come from.
        now: The moment, with an offset.
        out: Folder under which file backends write.
        channels: Keys of the channels wanted, ``feed`` or ``feed@so-tttt``; empty: all.
        preview: Whether drafts and what is unapproved, embargoed or not yet published is shown as well.

    Raises:
        PlanError: A wanted channel is not in the plan.
        ValueError: ``now`` has no offset.
    """
    if now.utcoffset() is None:
        raise ValueError("now must say its offset from UTC")
    known = ", ".join(plan.channels)
    if unknown := [key for key in channels if key.partition("@")[0] not in plan.channels]:
        raise PlanError(
            [tr("there is no channel {key}; the plan has {known}", key=key, known=known) for key in unknown]
        )
    return _editions(plan, messages, plugins, now, out, frozenset(channels), preview=preview)


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


def hold(plan: Plan, message: Message, now: datetime.datetime, *, preview: bool = False) -> Finding | None:
    """Why a message may not stand at this moment; None if it may.

    A place shows what is in force: a message leaves it when it expires or is withdrawn.
    """

    def because(code: str, level: Level, text: str, mend: str = "") -> Finding:
        return Finding(code=code, level=level, text=text, mend=mend, message=message.key, file=message.source)

    if message.is_withdrawn(now):
        assert message.withdrawn is not None
        return because("TT301", Level.INFO, tr("withdrawn: {reason}", reason=message.withdrawn.reason))
    if message.expires is not None and message.expires <= now:
        return because("TT302", Level.INFO, tr("expired on {at:%d/%m/%Y %H:%M}", at=message.expires))
    if preview:
        return None
    if message.status == "draft":
        return because("TT303", Level.INFO, tr("a draft"), tr('set status = "ready" when it is'))
    if plan.approval == "required" and not message.is_approved():
        if message.approval is None:
            return because(
                "TT304",
                Level.WARNING,
                tr("not approved yet"),
                _how_to_approve(message),
            )
        text = tr("changed since {by} approved it", by=message.approval.by)
        return because("TT305", Level.WARNING, text, _how_to_approve(message))
    if message.embargo is not None and now < message.embargo:
        return because("TT306", Level.INFO, tr("embargoed until {at:%d/%m/%Y %H:%M}", at=message.embargo))
    if now < message.published:
        return because("TT307", Level.INFO, tr("to be published on {at:%d/%m/%Y %H:%M}", at=message.published))
    return None


def _how_to_approve(message: Message) -> str:
    if message.source:
        return tr("approve it: tuyentruyen approve {key} --by NAME", key=message.key)
    return tr("no file holds it, so approve it where it is made: message.approved(by=…, at=…)")


def _editions(
    plan: Plan,
    messages: Iterable[Message],
    plugins: Plugins,
    now: datetime.datetime,
    out: Path,
    wanted: frozenset[str],
    *,
    preview: bool,
) -> Iterator[Edition[Any]]:
    whole = getattr(messages, "whole", True)
    in_error = frozenset(f.message for f in getattr(messages, "findings", ()) if f.leaves_out)
    ready: list[Message] = []
    held: list[tuple[Message, Finding]] = []
    for message in messages:
        reason = hold(plan, message, now, preview=preview)  # as written: approval is of a text without the plan's link
        message = prepared(plan, message)  # noqa: PLW2901 - the unprepared one is of no more use
        reason = reason or (None if preview else _veto(message, plugins))
        if reason is None:
            ready.append(message)
        else:
            held.append((message, reason))
            whole = whole and reason.code != _BROKEN_VETO
    day = in_vietnam(now).date()
    everyone = _by_unit(ready)
    for channel in plan.channels.values():
        units = _units(plan, channel, day)
        for owner, member, fault in _owners(plan, channel, day):
            key = f"{channel.key}@{owner.key}" if member else channel.key
            if wanted and key not in wanted and channel.key not in wanted:
                continue
            settings, wrong = _settings(plan, channel, plugins)
            bound = BoundChannel(key=key, channel=channel, owner=owner, settings=settings, out=out)
            candidates = _merged(everyone, member.key) if member else ready
            mine = tuple(
                _worded(m, channel) for m in candidates if goes_to(plan, m, channel, member=member, units=units)
            )
            yield Edition(
                plan=plan,
                channel=bound,
                messages=mine,
                now=now,
                audience=_Audience(plan, bound, plugins),
                files=_files(plan, mine),
                whole=whole,
                in_error=in_error,
                held=tuple(
                    evolve(reason, channel=key)
                    for m, reason in held
                    if goes_to(plan, m, channel, member=member, units=units)
                ),
                fault=fault or wrong,
            )


def _owners(plan: Plan, channel: Channel, day: datetime.date) -> Iterator[tuple[Unit, Unit | None, str]]:
    """Who answers for the channel on this day: owner, member if it is a group's, and what is wrong with that."""
    if channel.owner in plan.groups:
        for unit in members(plan, channel.owner, day):
            yield unit, unit, ""
    elif (unit_ := plan.units.get(channel.owner)) is None:
        yield (
            Unit(key=channel.owner, name=channel.owner),
            None,
            tr("its owner {owner} is not in the plan", owner=channel.owner),
        )
    else:
        gone = tr("its owner {owner} does not exist on {day:%d/%m/%Y}", owner=unit_.name, day=day)
        yield unit_, None, "" if unit_.exists_on(day) else gone


def _settings(plan: Plan, channel: Channel, plugins: Plugins) -> tuple[Any, str]:
    """The channel's settings as its backend wants them, and what is wrong with them."""
    place = f"channels.{channel.key}.settings"
    table = plan.places.get(place) or plan.places.get(f"channels.{channel.key}", "")
    try:
        made, faults = structured(channel.settings, plugins.backend(channel.backend).settings, file=table)
    except PluginError as fault:
        return None, str(fault)
    told: list[str] = []
    for path, what in faults:
        at = dotted((place, *path))
        told.append(problem(what, place=at, where=plan.places.get(at, table)))
    return made, "\n".join(told)


def _veto(message: Message, plugins: Plugins) -> Finding | None:
    """Why a plugin will not have the message published. One that raises holds it: what is out cannot be called back."""
    for plugin, answer in plugins.call("tuyentruyen_may_publish", message=message):
        if answer is not None and not isinstance(answer, str):
            odd = tr("it answered {answer}, neither a reason nor None", answer=type(answer).__name__)
            fault = said(answer) if isinstance(answer, BaseException) else odd
            return Finding(
                code=_BROKEN_VETO, level=Level.ERROR, message=message.key, file=message.source,
                text=tr("plugin {plugin} could not say whether it may go out: {fault}", plugin=plugin, fault=fault),
                mend=tr("mend the plugin or uninstall it"),
            )  # fmt: skip
        if answer is not None:
            text = tr("plugin {plugin} objects: {reason}", plugin=plugin, reason=answer)
            return Finding(code="TT309", level=Level.WARNING, text=text, message=message.key, file=message.source)
    return None


def _with_parents(plan: Plan, themes: Iterable[str]) -> Iterator[str]:
    for key in themes:
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            yield key
            theme = plan.themes.get(key)
            key = theme.parent if theme else ""  # noqa: PLW2901 - walks up


def _units(plan: Plan, channel: Channel, day: datetime.date) -> frozenset[str] | None:
    if not channel.units:
        return None
    return frozenset(unit.key for key in channel.units for unit in members(plan, key, day))


def _by_unit(messages: Sequence[Message]) -> Mapping[str, list[tuple[int, Message]]]:
    """Messages by unit, each with its rank, so that hundreds of members need not look at every message."""
    found: dict[str, list[tuple[int, Message]]] = {}
    for rank, message in enumerate(messages):
        found.setdefault(message.unit, []).append((rank, message))
    return found


def _merged(by_unit: Mapping[str, list[tuple[int, Message]]], unit: str) -> list[Message]:
    """The messages of one unit and those for everyone, in their order."""
    return [message for _, message in sorted((*by_unit.get(unit, ()), *by_unit.get("", ())), key=lambda pair: pair[0])]


def _worded(message: Message, channel: Channel) -> Message:
    wording = message.only.get(channel.key)
    if wording is None:
        return message
    return evolve(
        message,
        title=wording.title or message.title,
        summary=wording.summary or message.summary,
        body=wording.body or message.body,
    )


def _files(plan: Plan, messages: Iterable[Message]) -> Mapping[str, Path]:
    if plan.folder is None:
        return {}
    return {
        media.digest: plan.folder / media.path
        for message in messages
        for media in message.media
        if media.path and media.digest
    }


class _Audience:
    """Addresses a message goes to through a channel, asked of the plugins when a backend wants them."""

    def __init__(self, plan: Plan, channel: BoundChannel[Any], plugins: Plugins) -> None:
        self._plan = plan
        self._channel = channel
        self._plugins = plugins

    def __call__(self, message: Message) -> Iterator[str]:
        for plugin, answer in self._plugins.call(
            "tuyentruyen_recipients", plan=self._plan, channel=self._channel, message=message
        ):
            if isinstance(answer, BaseException):
                raise answer
            if isinstance(answer, str):
                raise ContractError(f"tuyentruyen_recipients of {plugin} must give several addresses, not one text")
            yield from answer or ()
