"""House + messages of its plans + plugins → editions of the channels that its plans share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, evolve, field, frozen

from tuyentruyen.editions.binding import Audience, bindings, by_unit, files_of, merged, worded
from tuyentruyen.editions.holding import Sifted, sifted
from tuyentruyen.editions.routing import goes_to, prepared, units_of
from tuyentruyen.errors import PlanError
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.house import House, as_plan
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import tr

DOUBLED = "TT601"


def shared_editions(
    house: House,
    messages: Mapping[str, Iterable[Message]],
    plugins: Plugins,
    *,
    now: datetime.datetime,
    out: Path,
    channels: Sequence[str] = (),
    preview: bool = False,
) -> Iterator[Edition[Any]]:
    """What each channel that a house shares publishes at this moment: the messages of all its plans together.

    Each message is prepared, held and routed by its own plan. The edition's plan is the house seen as one, so that ids,
    addresses and rows of the ledger outlive every plan. While a plan's messages are missing, an edition is not whole, and
    what stands at feeds and sites stays. A house without plans has no editions.

    Args:
        house: The house.
        messages: By key of the plan, its messages, as from `compose.messages`.
        plugins: Where backends and hooks come from.
        now: The moment, with an offset.
        out: Folder under which file backends write.
        channels: Keys of the channels wanted, ``feed`` or ``feed@so-tttt``; empty: all that are shared.
        preview: Whether drafts and what is unapproved, embargoed or not yet published is shown as well.

    Raises:
        PlanError: A wanted channel is not shared, or messages are given for a plan that the house does not have.
        ValueError: ``now`` has no offset.
    """
    if now.utcoffset() is None:
        raise ValueError("now must say its offset from UTC")
    known = ", ".join(house.channels) or tr("none")
    wrong = [
        tr("there is no channel {key}; the house shares {known}", key=key, known=known)
        for key in channels
        if key.partition("@")[0] not in house.channels
    ]
    plans = {plan.key: plan for plan in house.plans}
    wrong += [tr("the house has no plan of the key {key}", key=key) for key in messages if key not in plans]
    if wrong:
        raise PlanError(wrong)
    if not plans:
        return iter(())
    return _editions(house, as_plan(house), messages, plugins, now, out, frozenset(channels), preview=preview)


@frozen
class _Part:
    """One plan's share of what a house publishes."""

    plan: Plan
    sift: Sifted
    heaps: Mapping[str, list[tuple[int, Message]]]

    def candidates(self, member: Unit | None) -> Iterable[Message]:
        """What may stand, of a group's channel the member's own and what is for everyone."""
        return merged(self.heaps, member.key) if member else self.sift.ready


def _editions(
    house: House,
    roof: Plan,
    messages: Mapping[str, Iterable[Message]],
    plugins: Plugins,
    now: datetime.datetime,
    out: Path,
    wanted: frozenset[str],
    *,
    preview: bool,
) -> Iterator[Edition[Any]]:
    parts: list[_Part] = []
    for plan in house.plans:
        if plan.key in messages:
            sift = sifted(plan, messages[plan.key], plugins, now, preview=preview)
            parts.append(_Part(plan, sift, by_unit(sift.ready)))
    whole = not house.refused and len(parts) == len(house.plans) and all(part.sift.whole for part in parts)
    in_error = frozenset[str]().union(*(part.sift.in_error for part in parts))
    day = in_vietnam(now).date()
    for channel in house.channels.values():
        units = units_of(roof, channel, day)
        for bound, member, fault in bindings(roof, channel, plugins, day, out=out, wanted=wanted):
            load = _Load(house, roof, channel)
            for part in parts:
                for message, reason in (*((m, None) for m in part.candidates(member)), *part.sift.held):
                    if goes_to(part.plan, message, channel, member=member, units=units):
                        load.take(part.plan, message, reason)
            files: dict[str, Path] = {}
            for part in parts:
                files.update(files_of(part.plan, (m for m in load.mine.values() if load.homes[m.key] is part.plan)))
            yield Edition(
                plan=roof,
                channel=bound,
                messages=load.mine.values(),
                now=now,
                audience=Audience(lambda message, homes=load.homes: homes[message.key], bound, plugins),  # type: ignore[misc]
                files=files,
                whole=whole,
                in_error=in_error,
                held=[evolve(reason, channel=bound.key) for reason in (*load.held.values(), *load.doubled)],
                fault=fault,
                plans=house.plans,
            )


@define
class _Load:
    """What a channel carries of all plans, while they are gone through in order.

    A key is for ever that of the message that was first, be that ready or held. The same message in two plans, as a portal
    may bring it to both, goes out if one of them lets it.

    Attributes:
        mine: What may stand, by key.
        held: Why the others may not, by key.
        doubled: Why those may not whose key is another's.
        homes: The plan by whose rule each message goes out.
    """

    house: House
    roof: Plan
    channel: Channel
    mine: dict[str, Message] = field(factory=dict)
    held: dict[str, Finding] = field(factory=dict)
    doubled: list[Finding] = field(factory=list)
    homes: dict[str, Plan] = field(factory=dict)
    _firsts: dict[str, tuple[Plan, Message]] = field(factory=dict)

    def take(self, plan: Plan, message: Message, reason: Finding | None) -> None:
        """Takes a message of a plan, with the reason that holds it, if there is one."""
        key = message.key
        first, other = self._firsts.setdefault(key, (plan, message))
        if first is not plan and not is_same(other, message):
            self.doubled.append(doubled(self.house, message, first, plan))
        elif key in self.mine:
            return
        elif reason is not None:
            self.held.setdefault(key, evolve(reason, file=_file(self.house, plan, message)))
        else:
            said = worded(message, self.channel)
            self.mine[key] = said if said.unit or plan.issuer == self.roof.issuer else evolve(said, unit=plan.issuer)
            self.homes[key] = plan
            self.held.pop(key, None)


def is_same(one: Message, other: Message) -> bool:
    """Whether two plans have one and the same message, but for what each plan says for it: its link and its themes."""
    return evolve(one, link="", themes=()) == evolve(other, link="", themes=())


def of_others(house: House, plan: Plan, messages: Mapping[str, Iterable[Message]]) -> frozenset[tuple[str, str]]:
    """Shared channels, with keys of messages of a plan under which they carry a different message of an earlier plan.

    Args:
        house: The house.
        plan: One of its plans.
        messages: By key of the plan, its messages.
    """
    firsts: dict[tuple[str, str], tuple[str, Message]] = {}
    found: set[tuple[str, str]] = set()
    for one in house.plans:
        for message in messages.get(one.key, ()):
            ready = prepared(one, message)
            for channel in house.channels.values():
                if channel.key not in one.channels or not goes_to(one, ready, channel):
                    continue
                first, other = firsts.setdefault((channel.key, message.key), (one.key, message))
                if one.key == plan.key and first != one.key and not is_same(other, message):
                    found.add((channel.key, message.key))
    return frozenset(found)


def _file(house: House, plan: Plan, message: Message) -> str:
    return f"{house.name_of(plan)}/{message.source}" if message.source else ""


def doubled(house: House, message: Message, first: Plan, plan: Plan) -> Finding:
    """That two plans of a house have a message of one key, which a shared channel cannot tell apart."""
    return Finding(
        code=DOUBLED,
        level=Level.ERROR,
        text=tr(
            "the plans {first} and {second} both have a message of the key {key}, and shared channels know the first one by it",
            first=house.name_of(first),
            second=house.name_of(plan),
            key=message.key,
        ),
        mend=tr("give the message of {second} another key", second=house.name_of(plan)),
        message=message.key,
        file=_file(house, plan, message),
    )
