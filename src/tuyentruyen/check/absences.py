"""Duties that fall to units on days when these do not exist, and who follows them."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from attrs import define, field

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.check.outlets import exists_in_period
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.plan import ROLES, Activity, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.model.when import ByRule
from tuyentruyen.schedule import rule_fault, windows
from tuyentruyen.succession.followers import Follower, Succession
from tuyentruyen.text import in_vietnam, short_date
from tuyentruyen.wording import tr

_MOMENT = datetime.timedelta(microseconds=1)
MAX_NAMED = 5
"""Units that one finding names, at most."""


class _Stretch(NamedTuple):
    """Days on which somebody has to be there: one day that is due, or a stretch with no day due."""

    first: datetime.date
    last: datetime.date
    is_due: bool


@define
class _Heirs:
    """Who follows a unit, on any day. Days between which no unit begins, ends or takes over are looked at as one."""

    plan: Plan
    _turns: list[datetime.date] = field(init=False)
    _spans: dict[int, Succession] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        turns: set[datetime.date | None] = set()
        for unit in self.plan.units.values():
            turns.add(unit.since)
            if unit.until is not None and unit.until < datetime.date.max:
                turns.add(unit.until + datetime.timedelta(days=1))
            turns.update(successor.since for successor in unit.successors)
        self._turns = sorted(day for day in turns if day is not None)

    def of(self, unit: str, day: datetime.date) -> tuple[Follower, ...]:
        """Who follows a unit on a day; empty: nobody who exists then is named."""
        span = bisect_right(self._turns, day)
        if span not in self._spans:
            self._spans[span] = Succession(self.plan, day)
        return self._spans[span].followers(unit)


def absent_units(case: Case) -> Iterator[Fault]:
    """A duty, a role, a channel, a procedure or a message falls to a unit that does not exist on its day."""
    plan, heirs = case.plan, _Heirs(case.plan)
    dated = {unit.key for unit in plan.units.values() if unit.since is not None or unit.until is not None}
    for place, keys, stretches in _needs(plan):
        if not dated.isdisjoint(keys):
            yield from _absent(heirs, place, keys, tuple(stretches))
    for message in case.messages:
        unit, day = plan.units.get(message.unit), in_vietnam(message.published).date()
        if unit is not None and not unit.exists_on(day):
            text, mend = _told(heirs, unit, _Stretch(day, day, is_due=True), published=True)
            yield message_fault(message, text, mend, at="unit")


def _needs(plan: Plan) -> Iterator[tuple[str, tuple[str, ...], Iterator[_Stretch]]]:
    """Each place that wants somebody to be there, the keys that stand there, and when."""
    for key, assignment in plan.assignments.items():
        for role in ROLES:
            yield f"assignments.{key}.{role}", getattr(assignment, role), _within(plan, None, None)
    for key, activity in plan.activities.items():
        yield f"activities.{key}.units", activity.units, _stretches(plan, activity)
    for key, channel in plan.channels.items():
        if exists_in_period(plan, channel.owner):  # of an owner who never exists another rule tells
            yield f"channels.{key}.owner", (channel.owner,), _within(plan, channel.since, None)
    for key, procedure in plan.procedures.items():
        yield f"procedures.{key}.units", procedure.units, _within(plan, procedure.since, procedure.until)


def _within(plan: Plan, since: datetime.date | None, until: datetime.date | None) -> Iterator[_Stretch]:
    """The stretch of a plan between two days, if it has any."""
    first, last = max(plan.since, since or plan.since), min(plan.until, until or plan.until)
    if first <= last:
        yield _Stretch(first, last, is_due=False)


def _stretches(plan: Plan, activity: Activity) -> Iterator[_Stretch]:
    """When an activity wants somebody to be there; a faulty rule wants nobody, another rule tells of it."""
    timing = activity.when or activity.quota
    if timing is None or (isinstance(timing, ByRule) and rule_fault(timing.rule)):
        return
    try:
        for window in windows(timing, since=plan.since, until=plan.until):
            if window.due is not None:
                yield _Stretch(window.due.date(), window.due.date(), is_due=True)
            else:
                yield _Stretch(window.start.date(), (window.end - _MOMENT).date(), is_due=False)
    except ValueError:
        return


def _absent(heirs: _Heirs, place: str, keys: tuple[str, ...], stretches: tuple[_Stretch, ...]) -> Iterator[Fault]:
    """The units named at a place that are not there on a day, each once; not those whose follower is named beside."""
    beside = everyone(heirs.plan, keys)
    named = frozenset(unit.key for unit in beside)
    for number, key in enumerate(keys):
        unit = heirs.plan.units.get(key)
        if unit is None:
            continue
        for stretch in stretches:
            day = _missing(unit, stretch)
            if day is None or _stood_in(heirs, unit, day, beside, named):
                continue
            text, mend = _told(heirs, unit, stretch)
            yield Fault(place if place.endswith(".owner") else f"{place}[{number}]", text, mend)
            break


def _missing(unit: Unit, stretch: _Stretch) -> datetime.date | None:
    """The first day of a stretch on which a unit does not exist; None if it exists on all of them."""
    if not unit.exists_on(stretch.first):
        return stretch.first
    if unit.until is not None and unit.until < stretch.last:
        return unit.until + datetime.timedelta(days=1)
    return None


def _stood_in(heirs: _Heirs, unit: Unit, day: datetime.date, beside: tuple[Unit, ...], named: frozenset[str]) -> bool:
    """Whether somebody named beside a unit stands in for it on a day."""
    if unit.until is not None and unit.until < day:
        return any(follower.unit in named for follower in heirs.of(unit.key, day))
    return any(other.exists_on(day) for other in beside)


def _told(heirs: _Heirs, unit: Unit, stretch: _Stretch, *, published: bool = False) -> tuple[str, str]:
    """What is wrong and what to do about a unit that is missing in a stretch."""
    day = _missing(unit, stretch) or stretch.first
    begins, ended = (short_date(one) if one else "" for one in (unit.since, unit.until))
    if unit.until is None or day <= unit.until:
        said = {"unit": unit.name, "day": short_date(day), "begins": begins}
        if published:
            text = tr("is published on {day} in the name of {unit}, which begins only on {begins}", **said)
        elif stretch.is_due:
            text = tr("is due on {day} from {unit}, which begins only on {begins}", **said)
        else:
            text = tr("stands from {day} on for {unit}, which begins only on {begins}", **said)
        return text, tr("name a unit that exists then, or mend the days of the unit or of the duty")
    said = {"unit": unit.name, "day": short_date(stretch.last), "ended": ended}
    if published:
        text = tr("is published on {day} in the name of {unit}, which ended on {ended}", **said)
    elif stretch.is_due:
        text = tr("is due on {day} from {unit}, which ended on {ended}", **said)
    else:
        text = tr("stands until {day} for {unit}, which ended on {ended}", **said)
    followers = heirs.of(unit.key, day)
    text = f"{text}; {who_follows(heirs.plan, followers)}"
    if not followers:
        return text, tr("name a unit that exists then, or say in its successors who follows it")
    keys = ", ".join(repr(follower.unit) for follower in islice(followers, MAX_NAMED))
    if not published and unit.exists_on(heirs.plan.since):
        return text, tr("name {keys} beside it; tuyentruyen retarget lists all such places", keys=keys)
    return text, tr("name {keys} instead; tuyentruyen retarget lists all such places", keys=keys)


def who_follows(plan: Plan, followers: tuple[Follower, ...]) -> str:
    """Who follows, in one clause."""
    if not followers:
        return tr("nobody is named to follow it")
    names = [_share(plan, follower) for follower in islice(followers, MAX_NAMED)]
    more = ", …" if len(followers) > MAX_NAMED else ""
    return tr("it is followed by {units}", units=", ".join(names) + more)


def _share(plan: Plan, follower: Follower) -> str:
    """A follower with what it takes over, if not all."""
    said = [tr("for a part")] if follower.part else []
    if follower.functions:
        said.append(tr("for {functions}", functions=", ".join(follower.functions)))
    name = plan.units[follower.unit].name
    return f"{name} ({', '.join(said)})" if said else name


def shrinking_groups(case: Case) -> Iterator[Fault]:
    """A group that has duties loses a member that ended, and who follows is no member."""
    plan, heirs = case.plan, _Heirs(case.plan)
    for key in dict.fromkeys(_named_groups(plan)):
        members = everyone(plan, (key,))
        present = frozenset(unit.key for unit in members)
        lost: dict[tuple[datetime.date, bool], tuple[list[Unit], dict[str, None]]] = {}
        for unit in members:
            if unit.until is None or unit.until >= plan.until:
                continue
            day = max(plan.since, unit.until + datetime.timedelta(days=1))
            followers = heirs.of(unit.key, day)
            following = [one.unit for one in followers if not one.functions] or [one.unit for one in followers]
            outside = [one for one in following if one not in present]
            if outside or (not followers and unit.until >= plan.since):
                units, missing = lost.setdefault((day, bool(outside)), ([], {}))
                units.append(unit)
                missing.update(dict.fromkeys(outside))
        for (day, _), (units, missing) in sorted(lost.items(), key=lambda row: row[0]):
            yield _shrunk(plan, key, day, units, list(missing))


def _named_groups(plan: Plan) -> Iterator[str]:
    """Keys of the groups that have a duty, a role or a channel, as often as they have one."""
    for activity in plan.activities.values():
        yield from (key for key in (activity.each, *activity.units) if key in plan.groups)
    for assignment in plan.assignments.values():
        for role in ROLES:
            yield from (key for key in getattr(assignment, role) if key in plan.groups)
    yield from (channel.owner for channel in plan.channels.values() if channel.owner in plan.groups)


def _shrunk(plan: Plan, key: str, day: datetime.date, units: list[Unit], outside: list[str]) -> Fault:
    names = ", ".join(unit.name for unit in units[:MAX_NAMED]) + (", …" if len(units) > MAX_NAMED else "")
    said = {"count": len(units), "day": short_date(day), "names": names}
    if not outside:
        text = tr("members that do not exist on {day} any more: {count} ({names}); nobody is named to follow", **said)
        return Fault(f"groups.{key}", text, tr("say in their successors who follows, and make those members"))
    heirs = ", ".join(plan.units[one].name for one in outside[:MAX_NAMED]) + (", …" if len(outside) > MAX_NAMED else "")
    text = tr(
        "members that do not exist on {day} any more: {count} ({names}); those who follow are no members: {heirs}",
        heirs=heirs,
        **said,
    )
    return Fault(f"groups.{key}", text, tr("make those who follow members; tuyentruyen retarget lists them"))
