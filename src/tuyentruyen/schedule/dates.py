"""The days on which something is due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain

from tuyentruyen.model.when import WEEKDAYS, Before, By, ByRule, During, Every, OnDay, Several, When
from tuyentruyen.schedule.rules import rule_days

_WEEKDAYS = {name: number for number, name in enumerate(WEEKDAYS)}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def dates(when: When, *, since: date, until: date) -> Iterator[date]:
    """The days of a span on which something timed so is due, each once, in order.

    Of a period it is the last day, of ``before`` the day before, of several timings each one's. What is ongoing, waits for an
    event or is not settled has none.

    A recurrence counts its interval from its own first day, else from the first day of the span: of weeks from the
    Monday of that week, of months, quarters and years from that month, quarter and year. A day that a month does not
    have falls on its last day (the 31st on 30 April), so that no month is left out by silence; counted from the end it
    falls on the first. What recurs before a day of a month is due the day before, before the 1st on the last day of the
    month before.

    Args:
        when: How it is timed.
        since: First day of the span.
        until: Last day of the span, that day included.

    Raises:
        ValueError: A rule is no rule of RFC 5545, or has a part that days do not have.
    """
    match when:
        case Every() | ByRule():
            anchor = when.since or since
            first, last = max(since, anchor), min(until, when.until or until)
            if last < first:
                return iter(())
            if isinstance(when, ByRule):
                return rule_days(when.rule, anchor=anchor, since=first, until=last, at=when.at)
            if when.every == "week":
                return _weekly(when, anchor, first, last)
            if when.every == "day":
                return iter(_stretch(anchor, first, last, when.interval))
            return _monthly(when, anchor, first, last)
        case OnDay():
            return _within(when.day, since, until)
        case During():
            return _within(when.until, since, until)
        case By():
            return _within(when.by, since, until)
        case Several():
            several = sorted({day for part in when.all for day in dates(part, since=since, until=until)})
            return iter(several)
        case Before():
            return _within(date.fromordinal(max(when.before.toordinal() - 1, 1)), since, until)
        case _:
            return iter(())


def _within(day: date, since: date, until: date) -> Iterator[date]:
    return iter((day,) if since <= day <= until else ())


@lru_cache(maxsize=16)
def _calendar(first: int, last: int) -> tuple[date, ...]:
    """All days of a span; slicing it is several times faster than making days one by one."""
    return tuple(map(date.fromordinal, range(first, last + 1)))


def _stretch(start: date, first: date, last: date, step: int) -> Sequence[date]:
    """Every so many days from ``start``, within ``first`` to ``last``."""
    begin = first.toordinal()
    return _calendar(begin, last.toordinal())[(start.toordinal() - begin) % step :: step]


def _weekly(when: Every, anchor: date, first: date, last: date) -> Iterator[date]:
    step = 7 * when.interval
    begin = first.toordinal()
    monday = anchor.toordinal() - anchor.weekday() - begin
    wanted = [_WEEKDAYS[name] for name in when.on] or [anchor.weekday()]
    return iter(_every_week(frozenset([(monday + day) % step for day in wanted]), step, begin, last.toordinal()))


@lru_cache(maxsize=64)
def _every_week(offsets: frozenset[int], step: int, first: int, last: int) -> Sequence[date]:
    """The days so many days after the first, and again every so many days; weeks recur alike in many activities."""
    calendar = _calendar(first, last)
    rows = [calendar[offset::step] for offset in sorted(offsets)]
    if len(rows) == 1:
        return rows[0]
    shortest = len(rows[-1])
    tail = (row[shortest] for row in rows if len(row) > shortest)
    return tuple(chain(chain.from_iterable(zip(*rows, strict=False)), tail))


def _monthly(when: Every, anchor: date, first: date, last: date) -> Iterator[date]:
    length = _MONTHS[when.every]
    begin = anchor.year * 12 + anchor.month - 1
    begin -= begin % length
    begins, ends = first.toordinal(), last.toordinal()
    named = sorted({month - 1 for month in when.months}) or [length - 1]
    # Before the 1st of a month is still the month before.
    for period in range(begin, last.year * 12 + last.month + (when.before == 1), length * when.interval):
        for month in (period + offset for offset in named):
            year = month // 12
            if year > 9999:
                return
            days = monthrange(year, month % 12 + 1)[1]
            start = date(year, month % 12 + 1, 1).toordinal() - 1
            wanted = (when.by,) if when.by else when.days or (-1,)
            numbers = (min(when.before - 1, days),) if when.before else (_day_of(day, days) for day in wanted)
            for number in sorted(set(numbers)):
                if begins <= start + number <= ends:
                    yield date.fromordinal(start + number)


def _day_of(day: int, days: int) -> int:
    """The day of a month of so many days that a number names, from 1, or from -1 counted from the end."""
    return min(day, days) if day > 0 else max(days + 1 + day, 1)
