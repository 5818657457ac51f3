"""The windows that a timing or a quota makes, on the Vietnamese clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import merge
from typing import NamedTuple

from tuyentruyen.model.when import (
    Before,
    By,
    ByRule,
    Deferred,
    During,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
    Quota,
    Several,
    When,
)
from tuyentruyen.schedule.dates import dates
from tuyentruyen.schedule.periods import whole_period
from tuyentruyen.text import VIETNAM

_LAST_SECOND = time(23, 59, 59)


class Window(NamedTuple):
    """One stretch of time in which something is to be done.

    Attributes:
        start: First moment.
        end: First moment after it.
        due: By when; the last second of the last day, where the plan says no time of day. None: never late.
        quantity: How many are due.
    """

    start: datetime
    end: datetime
    due: datetime | None
    quantity: int


def windows(timing: When | Quota, *, since: date, until: date) -> Iterator[Window]:
    """The windows of a timing within a plan's period, in order of their start.

    A day with a time of day begins and is due at that time and ends with the day; without one the window is the day.
    A period, or the time before a day, is one window, due on its last day, at the time of day that is said; what is ongoing or waits for an event is one
    window and never due. What recurs before or by a day of a month has a window from the first day of its month, quarter or year,
    of several months of a year from the month after the one before. Several timings make the windows of all of them, equal
    ones once. A quota makes one window for each of its periods, cut to the plan's period: with its count whole, with its
    share in proportion to the days, rounded up, or with none at all, as its ``part`` says; a quota of at most so many is
    never due. What lies outside the plan's period is cut off.

    Args:
        timing: When it is due, or how much in each period.
        since: First day of the plan.
        until: Last day of the plan, that day included.

    Raises:
        ValueError: A rule is no rule of RFC 5545.
    """
    match timing:
        case Every() if timing.before or timing.by:
            return _up_to_days(timing, since, until)
        case OnDay() | Every() | ByRule():
            return (_at(day, timing.at) for day in dates(timing, since=since, until=until))
        case During():
            return _whole(timing.since, timing.until, since, until)
        case Before():
            if timing.before == date.min:
                return iter(())
            return _whole(timing.since or since, timing.before - timedelta(days=1), since, until)
        case By():
            return _whole(timing.since or since, timing.by, since, until, at=timing.at)
        case Several():
            parts = [windows(part, since=since, until=until) for part in timing.all]
            return _once_each(merge(*parts, key=lambda window: window.start))
        case Ongoing() | OnEvent() | Deferred():
            return _whole(timing.since or since, timing.until or until, since, until, is_due=False)
        case Quota():
            return _periods(timing, max(since, timing.since or since), min(until, timing.until or until))


def _at(day: date, at: time | None) -> Window:
    if at is None:
        return Window(_midnight(day), _after(day), datetime.combine(day, _LAST_SECOND, VIETNAM), 1)
    moment = datetime.combine(day, at, VIETNAM)
    return Window(moment, _after(day), moment, 1)


def _whole(
    first: date,
    last: date,
    since: date,
    until: date,
    *,
    is_due: bool = True,
    quantity: int = 1,
    at: time | None = None,
) -> Iterator[Window]:
    clock = at if at is not None and last <= until else _LAST_SECOND
    first, last = max(first, since), min(last, until)
    if first <= last:
        yield Window(
            _midnight(first), _after(last), datetime.combine(last, clock, VIETNAM) if is_due else None, quantity
        )


def _up_to_days(timing: Every, since: date, until: date) -> Iterator[Window]:
    first = max(since, timing.since or since)
    for day in dates(timing, since=since, until=until):
        start = max(first, whole_period(day, timing.every)[0])
        due = datetime.combine(day, timing.at or _LAST_SECOND, VIETNAM)
        yield Window(_midnight(start), _after(day), due, 1)
        if day.year == date.max.year and day.month == date.max.month:
            return
        first = max(first, whole_period(day, "month")[1] + timedelta(days=1))


def _once_each(stream: Iterable[Window]) -> Iterator[Window]:
    """The windows of a stream, of equal ones the first; equal ones have the same start."""
    start: datetime | None = None
    seen: set[Window] = set()
    for window in stream:
        if window.start != start:
            start, seen = window.start, set()
        if window not in seen:
            seen.add(window)
            yield window


def _periods(quota: Quota, first: date, last: date) -> Iterator[Window]:
    is_due = quota.at != "most"
    day = first
    while day <= last:
        begin, end = whole_period(day, quota.per)
        final = min(end, last)
        quantity = quota.count
        if quota.part != "whole" and (day, final) != (begin, end):
            days = (final - day).days + 1
            quantity = 0 if quota.part == "none" else -(-quota.count * days // ((end - begin).days + 1))
        if quantity:
            yield from _whole(day, final, first, last, is_due=is_due, quantity=quantity)
        if final == date.max:
            return
        day = final + timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _after(day: date) -> datetime:
    """The first moment after a day; of the calendar's last day, its last moment."""
    return _midnight(day + timedelta(days=1)) if day < date.max else datetime.max.replace(tzinfo=VIETNAM)
