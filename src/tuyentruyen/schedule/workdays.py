"""On which days offices work; the only door to the library of public holidays.

By law a deadline is not moved off a day off by itself. So both days are shown: the day as the plan says it, and the next one on
which an office is open.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from attrs import frozen

from tuyentruyen.errors import MissingExtraError
from tuyentruyen.model.calendar import Calendar
from tuyentruyen.schedule.windows import Window
from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import tr

MAX_COUNT = 3660
"""Working days that are counted on, at most."""
_ONE = datetime.timedelta(days=1)
_COUNTRIES = {"vn": "VN"}


def _library() -> Any:
    """The library of public holidays.

    Raises:
        MissingExtraError: It is not installed.
    """
    try:
        import holidays  # noqa: PLC0415 - only plans that name a country pay for it
    except ImportError:
        raise MissingExtraError("holidays", extra="holidays") from None
    return holidays


@frozen
class _Year:
    """What the library says of one year: names of the days off, and weekend days that are worked instead of others."""

    off: Mapping[datetime.date, str]
    work: frozenset[datetime.date]


@lru_cache(maxsize=1000)
def _public(country: str, year: int) -> _Year:
    """The public holidays of a year; none of a year that the library does not know.

    Raises:
        MissingExtraError: The library is not installed.
    """
    found = _library().country_holidays(_COUNTRIES[country], years=[year], language="vi", expand=False)
    off = {day: name for day, name in found.items() if day.year == year}
    return _Year(off, frozenset(day for day in found.weekend_workdays if day.year == year))


@lru_cache(maxsize=1)
def _years_announced() -> frozenset[int]:
    """Years of which the library knows what was announced: which days are off, and which Saturdays are worked for them."""
    known = _library().country_holidays("VN", years=[])
    return frozenset(range(1901, max(getattr(known, "special_public_holidays", None) or (1901,)) + 1))


@frozen
class _Office:
    """The days of a calendar, ready to be asked."""

    country: str
    work: frozenset[datetime.date]
    off: Mapping[datetime.date, str]

    def closed(self, day: datetime.date) -> str:
        """Why the office is closed on a day; empty if it is open."""
        if day in self.work:
            return ""
        if day in self.off:
            return self.off[day] or tr("day off")
        if self.country:
            public = _public(self.country, day.year)
            if day in public.work:
                return ""
            if day in public.off:
                return public.off[day]
        return (tr("Saturday"), tr("Sunday"))[day.weekday() - 5] if day.weekday() > 4 else ""


@lru_cache(maxsize=32)
def _office(calendar: Calendar) -> _Office:
    off: dict[datetime.date, str] = {}
    for stretch in calendar.off:
        for number in range(stretch.since.toordinal(), (stretch.until or stretch.since).toordinal() + 1):
            off.setdefault(datetime.date.fromordinal(number), stretch.name)
    return _Office(calendar.country, frozenset(calendar.work), off)


def day_off_name(day: datetime.date, *, calendar: Calendar) -> str:
    """Why offices are closed on a day, such as ``Tết Nguyên đán`` or ``thứ Bảy``; empty if they work.

    The plan's own ``work`` goes first, then its ``off``, then the public holidays of its country, then the weekend.

    Raises:
        MissingExtraError: The plan takes public holidays from a library that is not installed.
    """
    return _office(calendar).closed(day)


def is_workday(day: datetime.date, *, calendar: Calendar) -> bool:
    """Whether offices work on a day.

    Raises:
        MissingExtraError: As `day_off_name`.
    """
    return not _office(calendar).closed(day)


def next_workday(day: datetime.date, *, calendar: Calendar) -> datetime.date:
    """The first day from this one on on which offices work: the day itself if they do; at the calendar's end its last day.

    Raises:
        MissingExtraError: As `day_off_name`.
    """
    office = _office(calendar)
    while office.closed(day) and day < datetime.date.max:
        day += _ONE
    return day


def add_workdays(day: datetime.date, count: int, *, calendar: Calendar) -> datetime.date:
    """The day so many working days after a day, which itself does not count (Civil Code 2015, Article 147).

    Args:
        day: Any day, a working day or not.
        count: How many, 0 to 3660; 0 gives `next_workday`.
        calendar: Which days offices work.

    Raises:
        ValueError: The count is out of its bounds, or leads past the year 9999.
        MissingExtraError: As `day_off_name`.
    """
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(tr("{count} working days are not from 0 to {most}", count=count, most=MAX_COUNT))
    office = _office(calendar)
    if count == 0:
        return next_workday(day, calendar=calendar)
    while count:
        if day == datetime.date.max:
            raise ValueError(tr("so many working days lead past the year 9999"))
        day += _ONE
        count -= not office.closed(day)
    return day


def workdays_before(day: datetime.date, count: int, *, calendar: Calendar) -> datetime.date:
    """The day so many working days before a day, which itself does not count: by then something is ready for that day.

    Args:
        day: Any day, a working day or not.
        count: How many, 0 to 3660; 0 gives the day itself if offices work on it, else the last day before it on which they do.
        calendar: Which days offices work.

    Raises:
        ValueError: The count is out of its bounds, or leads before the year 1.
        MissingExtraError: As `day_off_name`.
    """
    if not 0 <= count <= MAX_COUNT:
        raise ValueError(tr("{count} working days are not from 0 to {most}", count=count, most=MAX_COUNT))
    office = _office(calendar)
    left = count or int(bool(office.closed(day)))
    while left:
        if day == datetime.date.min:
            raise ValueError(tr("so many working days lead before the year 1"))
        day -= _ONE
        left -= not office.closed(day)
    return day


def moved(stream: Iterator[Window], *, calendar: Calendar) -> Iterator[Window]:
    """Windows whose due day, where offices are closed on it, is the next one on which they work, at the same time of day.

    Raises:
        MissingExtraError: As `day_off_name`.
    """
    for window in stream:
        day = window.due.date() if window.due else datetime.date.max
        open_day = next_workday(day, calendar=calendar)
        if window.due is None or open_day == day:
            yield window
        else:
            due = datetime.datetime.combine(open_day, window.due.timetz())
            night = datetime.datetime.combine(open_day, datetime.time.max, VIETNAM)
            end = night if open_day == datetime.date.max else night + datetime.timedelta(microseconds=1)
            yield window._replace(due=due, end=max(window.end, end))


def knows_holidays(calendar: Calendar) -> bool:
    """Whether this machine can say which days are off: the library is installed, or the calendar does not need it."""
    try:
        return not calendar.country or bool(_library())
    except MissingExtraError:
        return False


def years_not_announced(calendar: Calendar, *, since: datetime.date, until: datetime.date) -> tuple[int, ...]:
    """Years of a span whose public holidays are computed, or not known at all, but not announced.

    A year of which the calendar itself names a day off or a swapped day counts as announced.

    Raises:
        MissingExtraError: As `day_off_name`.
    """
    if not calendar.country:
        return ()
    told = {day.year for stretch in calendar.off for day in (stretch.since, stretch.until or stretch.since)}
    told |= {day.year for day in calendar.work}
    return tuple(year for year in range(since.year, until.year + 1) if year not in told | _years_announced())
