"""All occurrences of a plan, lazily and in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from heapq import heapify, heappop, heapreplace
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from tuyentruyen.errors import PlanError
from tuyentruyen.model.duties import doers, everyone
from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.plan import Activity, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.model.when import Quota, When
from tuyentruyen.schedule.windows import Window, windows
from tuyentruyen.schedule.workdays import moved
from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import tr

_TOGETHER = ("",)


class _Dated(NamedTuple):
    """Units of which some exist on some days only."""

    units: tuple[Unit, ...]
    each: bool
    wanted: frozenset[str] | None


_Duty = tuple[int, str, "tuple[str, ...] | _Dated"]  # order in the plan, key of the activity, who has it


def occurrences(
    plan: Plan,
    *,
    since: date | None = None,
    until: date | None = None,
    activities: Collection[str] = (),
    units: Collection[str] = (),
) -> Iterator[Occurrence]:
    """What is due under a plan: by start, then in the plan's order of activities, then of units.

    Lazy, and flat in memory: what is kept grows with the number of activities, not of occurrences.

    An activity of ``each`` member of a group is one occurrence for every member that exists on the day it is due (where it
    is never due, on any day of its window). Any other is one occurrence, of the one unit that does it, or with ``unit``
    empty if several do it together. Where the plan's calendar says ``shift``, what is due on a day off is due on the next
    working day, which may lie after the plan's last.

    Args:
        plan: The plan; windows are cut to its period.
        since: Leave out windows that end before this day; None: the plan's first.
        until: Leave out windows that begin after this day; None: the plan's last.
        activities: Keys of the activities wanted; empty: all.
        units: Keys of units and groups whose duties are wanted, those done together included; empty: all.

    Raises:
        PlanError: An activity or unit asked for is not in the plan, or a rule is no rule; raised before the first one.
        MissingExtraError: The calendar says ``shift`` and takes public holidays from a library that is not installed.
    """
    chosen = _chosen(plan, activities)
    wanted = _wanted(plan, units)
    groups: dict[When | Quota, list[_Duty]] = defaultdict(list)
    holders: dict[tuple[bool, tuple[str, ...]], tuple[str, ...] | _Dated] = {}
    for index, activity in enumerate(chosen):
        keys = doers(plan, activity)
        holder = holders.get((bool(activity.each), keys))
        if holder is None:
            holder = holders[bool(activity.each), keys] = _holder(plan, keys, bool(activity.each), wanted)
        timing = activity.when or activity.quota
        if holder and timing:
            groups[timing].append((index, activity.key, holder))
    return _merged(plan, groups, max(since or plan.since, plan.since), min(until or plan.until, plan.until))


def _chosen(plan: Plan, activities: Collection[str]) -> list[Activity]:
    if strangers := [key for key in activities if key not in plan.activities]:
        raise PlanError([tr("no activity of the plan is named {key!r}", key=key) for key in strangers])
    keys = frozenset(activities)
    return [activity for key, activity in plan.activities.items() if not keys or key in keys]


def _wanted(plan: Plan, units: Collection[str]) -> frozenset[str] | None:
    if not units:
        return None
    if strangers := [key for key in units if key not in plan.units and key not in plan.groups]:
        raise PlanError([tr("no unit or group of the plan is named {key!r}", key=key) for key in strangers])
    return frozenset(unit.key for unit in everyone(plan, units))


def _holder(plan: Plan, keys: tuple[str, ...], each: bool, wanted: frozenset[str] | None) -> tuple[str, ...] | _Dated:
    """Who has a duty: the keys to name in its occurrences if they are the same on all days, else the units to ask."""
    found = everyone(plan, keys)
    dated = _Dated(found, each, wanted)
    if all(unit.exists_on(plan.since) and unit.exists_on(plan.until) for unit in found):
        return _named(dated, found)
    return dated


def _named(holder: _Dated, present: tuple[Unit, ...]) -> tuple[str, ...]:
    keys = tuple(unit.key for unit in present if holder.wanted is None or unit.key in holder.wanted)
    if holder.each:
        return keys
    if holder.wanted is not None and not keys:
        return ()
    return (present[0].key,) if len(present) == 1 else _TOGETHER


def _on(holder: _Dated, window: Window) -> tuple[str, ...]:
    if window.due is not None:
        day = window.due.date()
        return _named(holder, tuple(unit for unit in holder.units if unit.exists_on(day)))
    first, last = window.start.date(), window.end.date()
    return _named(
        holder,
        tuple(u for u in holder.units if (u.since is None or u.since < last) and (u.until is None or first <= u.until)),
    )


def _merged(plan: Plan, groups: dict[When | Quota, list[_Duty]], first: date, last: date) -> Iterator[Occurrence]:
    """The windows of each distinct timing, merged; each spread over the activities that share the timing."""
    heap: list[tuple[datetime, int, Window, Iterator[Window], list[_Duty]]] = []
    for number, (timing, duties) in enumerate(groups.items()):
        try:
            stream = windows(timing, since=plan.since, until=plan.until)
            stream = _touching(moved(stream, calendar=plan.calendar) if plan.calendar.shift else stream, first, last)
            window = next(stream, None)
        except ValueError as fault:
            raise PlanError([f"{fault} @ activities.{key}.when" for _, key, _ in duties]) from None
        if window:
            heap.append((window.start, number, window, stream, duties))
    heapify(heap)
    return _spread(heap)


def _touching(stream: Iterator[Window], first: date, last: date) -> Iterator[Window]:
    opening = datetime(first.year, first.month, first.day, tzinfo=VIETNAM)
    for window in stream:
        if window.start.date() > last:
            return
        if window.end > opening:
            yield window


def _spread(heap: list[tuple[datetime, int, Window, Iterator[Window], list[_Duty]]]) -> Iterator[Occurrence]:
    while heap:
        start = heap[0][0]
        batch: list[tuple[Window, list[_Duty]]] = []
        while heap and heap[0][0] == start:
            _, number, window, stream, duties = heap[0]
            batch.append((window, duties))
            if following := next(stream, None):
                heapreplace(heap, (following.start, number, following, stream, duties))
            else:
                heappop(heap)
        alike = batch[0][0]
        if all(window == alike for window, _ in batch):
            duties = (
                batch[0][1] if len(batch) == 1 else sorted(chain.from_iterable(d for _, d in batch), key=itemgetter(0))
            )
            yield from _made(alike, duties)
        else:
            mixed = sorted(((duty, window) for window, duties in batch for duty in duties), key=lambda pair: pair[0][0])
            for duty, window in mixed:
                yield from _made(window, (duty,))


def _made(window: Window, duties: Collection[_Duty]) -> Iterator[Occurrence]:
    # Filling the record's own dictionary is three times as fast as its constructor, which has nothing to convert or refuse.
    fresh = object.__new__
    start, end, due, count = window
    shared: dict[str, object] = {"start": start, "end": end, "due": due, "count": count}
    for _, key, holder in duties:
        shared["activity"] = key
        for unit in holder if type(holder) is tuple else _on(holder, window):  # type: ignore[arg-type]
            shared["unit"] = unit
            made = fresh(Occurrence)
            made.__dict__.update(shared)
            yield made
