"""The windows that a timing or a quota makes, on the Vietnamese clock."""

from __future__ import annotations

from collections.abc import Iterator
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
from tuyentruyen.text import VIETNAM

_LAST_SECOND = time(23, 59, 59)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


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
    A period, or the time before a day, is one window, due on its last day; what is ongoing or waits for an event is one
    window and never due. A quota makes one window for each of its periods, cut to the plan's period with its count whole;
    a quota of at most so many is never due. What lies outside the plan's period is cut off.

    Args:
        timing: When it is due, or how much in each period.
        since: First day of the plan.
        until: Last day of the plan, that day included.

    Raises:
        ValueError: A rule is no rule of RFC 5545.
    """
    match timing:
        case OnDay() | Every() | ByRule():
            return (_at(day, timing.at) for day in dates(timing, since=since, until=until))
        case During():
            return _whole(timing.since, timing.until, since, until)
        case Before():
            if timing.before == date.min:
                return iter(())
            return _whole(timing.since or since, timing.before - timedelta(days=1), since, until)
        case By():
            return _whole(timing.since or since, timing.by, since, until)
        case Several():
            parts = [windows(part, since=since, until=until) for part in timing.all]
            return merge(*parts, key=lambda window: window.start)
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
    first: date, last: date, since: date, until: date, *, is_due: bool = True, quantity: int = 1
) -> Iterator[Window]:
    first, last = max(first, since), min(last, until)
    if first <= last:
        yield Window(
            _midnight(first), _after(last), datetime.combine(last, _LAST_SECOND, VIETNAM) if is_due else None, quantity
        )


def _periods(quota: Quota, first: date, last: date) -> Iterator[Window]:
    is_due = quota.at != "most"
    day = first
    while day <= last:
        final = min(_period_end(day, quota.per), last)
        yield from _whole(day, final, first, last, is_due=is_due, quantity=quota.count)
        if final == date.max:
            return
        day = final + timedelta(days=1)


def _period_end(day: date, per: str) -> date:
    """The last day of the calendar period that holds this day; weeks begin on Monday."""
    if per == "day":
        return day
    if per == "week":
        return day + timedelta(days=min(6 - day.weekday(), (date.max - day).days))
    length = _MONTHS[per]
    after = day.year * 12 + (day.month - 1) // length * length + length
    return date.max if after // 12 > date.max.year else date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def _after(day: date) -> datetime:
    """The first moment after a day; of the calendar's last day, its last moment."""
    return _midnight(day + timedelta(days=1)) if day < date.max else datetime.max.replace(tzinfo=VIETNAM)
