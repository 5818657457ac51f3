"""A channel bound: its owners on a day, its settings, the wording, files and addresses it needs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from tuyentruyen.errors import ContractError, PluginError
from tuyentruyen.model.flow import BoundChannel
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.model.subscriber import Subscriber
from tuyentruyen.model.units import Unit
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import dotted, problem
from tuyentruyen.plugins import Plugins
from tuyentruyen.schedule import members
from tuyentruyen.wording import tr


def bindings(
    plan: Plan, channel: Channel, plugins: Plugins, day: datetime.date, *, out: Path, wanted: frozenset[str]
) -> Iterator[tuple[BoundChannel[Any], Unit | None, str]]:
    """A channel bound to its owner, or to each member of the group that owns it.

    Args:
        plan: The plan, or a house seen as one.
        channel: The channel.
        plugins: Where its backend comes from.
        day: The day for which a group's members are asked.
        out: Folder under which file backends write.
        wanted: Keys of the channels wanted, bound or not; empty: all.

    Yields:
        The bound channel, the member if it is a group's, and why it cannot publish; empty if it can.
    """
    for owner, member, fault in _owners(plan, channel, day):
        key = f"{channel.key}@{owner.key}" if member else channel.key
        if not wanted or key in wanted or channel.key in wanted:
            settings, wrong = _settings(plan, channel, plugins)
            yield (
                BoundChannel(key=key, channel=channel, owner=owner, settings=settings, out=out),
                member,
                fault or wrong,
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


def by_unit(messages: Sequence[Message]) -> Mapping[str, list[tuple[int, Message]]]:
    """Messages by unit, each with its rank, so that hundreds of members need not look at every message."""
    found: dict[str, list[tuple[int, Message]]] = {}
    for rank, message in enumerate(messages):
        found.setdefault(message.unit, []).append((rank, message))
    return found


def merged(heaps: Mapping[str, list[tuple[int, Message]]], unit: str) -> list[Message]:
    """The messages of one unit and those for everyone, in their order."""
    return [message for _, message in sorted((*heaps.get(unit, ()), *heaps.get("", ())), key=lambda pair: pair[0])]


def worded(message: Message, channel: Channel) -> Message:
    """The message in this channel's own words."""
    wording = message.only.get(channel.key)
    if wording is None:
        return message
    return evolve(
        message,
        title=wording.title or message.title,
        summary=wording.summary or message.summary,
        body=wording.body or message.body,
    )


def files_of(plan: Plan, messages: Iterable[Message]) -> Mapping[str, Path]:
    """Files of the plan folder by digest, of these messages' media."""
    if plan.folder is None:
        return {}
    return {
        media.digest: plan.folder / media.path
        for message in messages
        for media in message.media
        if media.path and media.digest
    }


class Audience:
    """Whom a message goes to through a channel, asked of the plugins when a backend wants them.

    Args:
        plan_of: The plan that a message is of.
        channel: The channel.
        plugins: Who is asked.
    """

    def __init__(self, plan_of: Callable[[Message], Plan], channel: BoundChannel[Any], plugins: Plugins) -> None:
        self._plan_of = plan_of
        self._channel = channel
        self._plugins = plugins

    def __call__(self, message: Message) -> Iterator[Subscriber | str]:
        """Whom a message goes to."""
        for plugin, answer in self._plugins.call(
            "tuyentruyen_recipients", plan=self._plan_of(message), channel=self._channel, message=message
        ):
            if isinstance(answer, BaseException):
                raise answer
            if isinstance(answer, str):
                raise ContractError(f"tuyentruyen_recipients of {plugin} must give several addresses, not one text")
            for one in answer or ():
                if not isinstance(one, (str, Subscriber)):
                    kind = type(one).__name__
                    raise ContractError(
                        f"tuyentruyen_recipients of {plugin} must give addresses or subscribers, not {kind}"
                    )
                yield one
