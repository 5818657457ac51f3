"""A plan carried over to another day: what moves to the unit that follows, and what a person has to decide."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from attrs import evolve, field, frozen

from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import ROLES, Plan
from tuyentruyen.succession.followers import Follower, Found, Gap, Lack, Succession
from tuyentruyen.text import in_vietnam, short_date
from tuyentruyen.wording import tr

MAX_WHYS = 5
"""Reasons that one change gives, at most."""


class Change(Enum):
    """What has to become of a place that names a unit which does not exist on the day."""

    MOVE = "move"
    """One unit follows wholly, and takes the place."""
    SPLIT = "split"
    """Several follow, each for a part or some functions: a person divides."""
    QUESTION = "question"
    """A person has to decide."""


def _followers(several: Iterable[Follower]) -> tuple[Follower, ...]:
    return tuple(several)


@frozen(kw_only=True)
class Retarget:
    """One place that names a unit which does not exist on the day.

    Attributes:
        change: What has to become of it.
        place: Where in the plan, such as ``activities.loa.units[0]``; of a message, ``unit``.
        message: Key of the message that names the unit; empty: the plan does.
        unit: Key of the unit that does not exist on the day.
        followers: Who stands in for it, as far as the plan says; of a move exactly one.
        why: Why, in one sentence or several, in the language in use.
        bases: Numbers of the documents that order it, each once.
    """

    change: Change
    place: str
    message: str = ""
    unit: str
    followers: tuple[Follower, ...] = field(default=(), converter=_followers)
    why: str
    bases: tuple[str, ...] = ()


@frozen(kw_only=True)
class Retargeting:
    """A plan looked at as of one day.

    Attributes:
        on: The day.
        moves: Places where one unit follows wholly, in the plan's order, those of messages last.
        splits: Places where several follow, each for a part or some functions.
        questions: Places where a person has to decide: nobody follows, only for a part, or several wholly.
        plan: The plan with its moves made, and nothing else changed. Messages are no part of it.
    """

    on: datetime.date
    moves: tuple[Retarget, ...]
    splits: tuple[Retarget, ...]
    questions: tuple[Retarget, ...]
    plan: Plan

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left for a person to divide or decide."""
        return not self.splits and not self.questions


@frozen
class _Spot:
    """A place that names a unit, and the forms or the field of work it is about."""

    place: str
    unit: str
    forms: tuple[str, ...] = ()
    message: str = ""


def retarget(plan: Plan, *, on: datetime.date, messages: Iterable[Message] = ()) -> Retargeting:
    """What has to change in a plan because units that it names do not exist on a day.

    Looked at are the members of groups, the roles of assignments, the units of activities and procedures, owners and units
    of channels, recipients, the parents of units that exist on the day, and the units of messages published on that day or
    later.
    A place goes with its function: what is of a form with that form, and a procedure with its field. The issuer stays: who issued a plan does not change. Pure; the plan that is given stays as it is.

    Args:
        plan: The plan whose units say who succeeds them.
        on: The day.
        messages: Its messages, as from `compose.messages`; empty: they are not looked at.

    Returns:
        What moves, what is divided, what a person has to decide, and the plan with its moves made. Retargeted once more on
        the same day, that plan has no move left.
    """
    succession = Succession(plan, on)
    found: dict[Change, list[Retarget]] = {change: [] for change in Change}
    moved: dict[str, str] = {}
    for spot in (*_spots(plan, on), *_signed(plan, messages, on)):
        unit = plan.units.get(spot.unit)
        if unit is None or unit.exists_on(on):
            continue
        one = _judged(succession, spot)
        found[one.change].append(one)
        if one.change is Change.MOVE and not one.message:
            moved[one.place] = one.followers[0].unit
    return Retargeting(
        on=on,
        moves=tuple(found[Change.MOVE]),
        splits=tuple(found[Change.SPLIT]),
        questions=tuple(found[Change.QUESTION]),
        plan=_moved(plan, moved) if moved else plan,
    )


def _listed(place: str, keys: Iterable[str], forms: tuple[str, ...] = ()) -> Iterator[_Spot]:
    return (_Spot(f"{place}[{number}]", key, forms) for number, key in enumerate(keys))


def _spots(plan: Plan, on: datetime.date) -> Iterator[_Spot]:
    for number, line in enumerate(plan.recipients):
        yield _Spot(f"plan.recipients[{number}].unit", line.unit)
    for key, unit in plan.units.items():
        if unit.parent and unit.exists_on(on):
            yield _Spot(f"units.{key}.parent", unit.parent)
    for key, group in plan.groups.items():
        yield from _listed(f"groups.{key}.units", group.units)
    for key, assignment in plan.assignments.items():
        for role in ROLES:
            yield from _listed(f"assignments.{key}.{role}", getattr(assignment, role), assignment.forms)
    for key, activity in plan.activities.items():
        yield from _listed(f"activities.{key}.units", activity.units, (activity.form,))
    for key, channel in plan.channels.items():
        yield _Spot(f"channels.{key}.owner", channel.owner, (channel.form,))
        yield from _listed(f"channels.{key}.units", channel.units, (channel.form,))
    for key, procedure in plan.procedures.items():
        yield from _listed(f"procedures.{key}.units", procedure.units, (procedure.field,) if procedure.field else ())


def _signed(plan: Plan, messages: Iterable[Message], on: datetime.date) -> Iterator[_Spot]:
    for message in messages:
        if message.unit and in_vietnam(message.published).date() >= on:
            activity = plan.activities.get(message.activity)
            yield _Spot("unit", message.unit, (activity.form,) if activity else (), message=message.key)


def _judged(succession: Succession, spot: _Spot) -> Retarget:
    """What has to become of one place; where its forms go different ways, each follower says its forms."""
    ways = {form: (names := succession.names(form), succession.found(spot.unit, names)) for form in spot.forms or ("",)}
    founds = [found for _, found in ways.values()]
    heirs: dict[str, Follower] = {}
    for form, (names, _) in ways.items():
        for one in succession.followers(spot.unit, names):
            forms = (*heirs[one.unit].functions, form) if one.unit in heirs else (form,) if form else one.functions
            part = one.part or (one.unit in heirs and heirs[one.unit].part)
            heirs[one.unit] = evolve(one, part=part, functions=forms)
    if len(founds) == 1 or len(heirs) == 1:
        heirs = {key: evolve(one, functions=() if any(spot.forms) else one.functions) for key, one in heirs.items()}
    followers = tuple(heirs.values())
    change, why = _verdict(succession, spot, founds, followers)
    return Retarget(
        change=change,
        place=spot.place,
        message=spot.message,
        unit=spot.unit,
        followers=followers,
        why=why,
        bases=tuple(dict.fromkeys(basis for one in followers for basis in one.bases)),
    )


def _verdict(
    succession: Succession, spot: _Spot, founds: list[Found], followers: tuple[Follower, ...]
) -> tuple[Change, str]:
    """What has to become of a place, and why. Only what is in no doubt at all moves."""
    unit = succession.plan.units[spot.unit]
    if unit.since is not None and succession.on < unit.since:
        return Change.QUESTION, tr("it begins only on {day}", day=short_date(unit.since))
    ended = tr("it ended on {day}", day=short_date(unit.until)) if unit.until else ""
    change, why = _by_followers(succession, spot, founds, followers)
    return change, f"{ended}; {why}"


def _by_followers(
    succession: Succession, spot: _Spot, founds: list[Found], followers: tuple[Follower, ...]
) -> tuple[Change, str]:
    """What follows from who follows a unit that ended."""
    if gaps := tuple(dict.fromkeys(gap for found in founds for gap in found.gaps)):
        return Change.QUESTION, "; ".join(_lack(succession, gap, spot.unit) for gap in gaps[:MAX_WHYS])
    shares = [[leaf for leaf in found.leaves.values() if not leaf.functions] for found in founds]
    if any(len(share) > 1 and not all(leaf.part for leaf in share) for share in shares):
        return Change.QUESTION, tr("several follow it, and not each is said to take a share")
    if any(len(share) == 1 and share[0].part for share in shares):
        return Change.QUESTION, tr("only a part of it passed on, and nobody is named for the rest")
    if len(followers) > 1:
        return Change.SPLIT, tr("several follow it, each for its share")
    if functions := followers[0].functions:
        return Change.QUESTION, tr("nobody is named for anything but {functions}", functions=", ".join(functions))
    return Change.MOVE, tr("one unit follows it wholly")


def _lack(succession: Succession, gap: Gap, held: str) -> str:
    """Why a way from the unit ``held`` ends at no unit that exists."""
    unit = succession.plan.units.get(gap.unit)
    name = unit.short or unit.name if unit else gap.unit
    match gap.lack:
        case Lack.UNKNOWN:
            return tr("the plan has no unit {unit!r} that is named to follow", unit=gap.unit)
        case Lack.NOT_BEGUN:
            assert unit is not None
            assert unit.since is not None
            return tr("{unit} begins only on {day}", unit=name, day=short_date(unit.since))
        case Lack.NOBODY if gap.unit == held:
            return tr("nobody is named to follow it")
        case Lack.NOBODY:
            return tr("nobody is named to follow {unit}", unit=name)
        case Lack.LATER:
            return tr("who follows {unit} does so only later", unit=name)
        case Lack.FUNCTION:
            return tr("nobody is named to follow {unit} in this function", unit=name)
        case Lack.RING:
            return tr("who follows leads back to {unit}", unit=name)
        case Lack.MANY:
            return tr("more units follow {unit} than can be told", unit=name)


def _moved(plan: Plan, moved: Mapping[str, str]) -> Plan:
    """The plan with other keys in these places. A key that would stand twice in one list stands once."""

    def key(place: str, held: str) -> str:
        return moved.get(place, held)

    def keys(place: str, held: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key(f"{place}[{number}]", one) for number, one in enumerate(held)))

    def table(name: str, lists: Iterable[str] = (), singles: Iterable[str] = ()) -> dict[str, Any]:
        """The records of one table, those that name somebody else made anew."""
        records = dict(getattr(plan, name))
        for place, record in records.items():
            changed: dict[str, Any] = {}
            for one in lists:
                held = getattr(record, one)
                if held and (new := keys(f"{name}.{place}.{one}", held)) != held:
                    changed[one] = new
            for one in singles:
                held = getattr(record, one)
                if (single := key(f"{name}.{place}.{one}", held)) != held:
                    changed[one] = single
            if changed:
                records[place] = evolve(record, **changed)
        return records

    tables: dict[str, Any] = {
        "recipients": tuple(
            evolve(line, unit=key(f"plan.recipients[{number}].unit", line.unit))
            for number, line in enumerate(plan.recipients)
        ),
        "units": table("units", singles=["parent"]),
        "groups": table("groups", ["units"]),
        "assignments": table("assignments", ROLES),
        "activities": table("activities", ["units"]),
        "channels": table("channels", ["units"], ["owner"]),
        "procedures": table("procedures", ["units"]),
    }
    return evolve(plan, **tables)
