"""When something is due (*thời gian thực hiện*): one small record per way of saying it.

Days are Vietnamese days. ``since``, ``until`` and ``by`` count the day they name; ``before`` does not.
"""

from __future__ import annotations

import datetime
from typing import Any

from attrs import field, frozen

from tuyentruyen.model.values import has_length, is_between, is_each_one_of, is_one_of, texts
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
UNITS = ("day", "week", "month", "quarter", "year")
COUNTS = ("day", "working-day", "hour")


def _are_months(_: object, __: object, value: tuple[Any, ...]) -> None:
    if any(isinstance(m, bool) or not isinstance(m, int) or not 1 <= m <= 12 for m in value):
        raise ValueError(tr("months must be whole numbers from 1 to 12"))


_are_months.bounds = {"items": {"minimum": 1, "maximum": 12}}  # type: ignore[attr-defined]


def _in_order(self: object, _: object, until: Any) -> None:
    since = getattr(self, "since", None)
    if until is not None and since is not None and until < since:
        raise ValueError(tr("until ({until}) is before since ({since})", until=until, since=since))


def _is_monthday(_: object, __: object, value: tuple[Any, ...]) -> None:
    for day in value:
        if isinstance(day, bool) or not isinstance(day, int) or day == 0 or not -31 <= day <= 31:
            raise ValueError(
                tr("days names {day!r}, not from 1 to 31, or from -31 to -1 counted from the month's end", day=day)
            )


_is_monthday.bounds = {"items": {"minimum": -31, "maximum": 31, "not": {"const": 0}}}  # type: ignore[attr-defined]


def _is_true(_: object, __: object, value: Any) -> None:
    if value is not True:
        raise ValueError(tr("ongoing is always true; for something that is not, leave it out"))


_is_true.bounds = {"const": True}  # type: ignore[attr-defined]


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of the months, of February in a leap year."""


def _is_there(months: tuple[int, ...], days: tuple[int, ...]) -> None:
    """Refuse a day of the year that no year has, such as 31 April."""
    for month in months:
        most = _LONGEST[month - 1]
        for day in days:
            if -day > most:
                raise ValueError(
                    tr(
                        "month {month:02d} has no day {day} from its end: it has {days} days",
                        month=month,
                        day=-day,
                        days=most,
                    )
                )
            if day > most:
                raise ValueError(
                    tr(
                        "there is no day {day}/{month:02d}: the month has {days} days; did you mean {days}/{month:02d}?",
                        day=day,
                        month=month,
                        days=most,
                    )
                )


@frozen(kw_only=True)
class OnDay:
    """On one day: ``{ day = 2022-10-10 }``.

    Attributes:
        day: The day.
        at: A time of that day; None if any.
        occasion: What the day is, such as ``Ngày Chuyển đổi số quốc gia``; empty if nothing in particular.
    """

    day: datetime.date
    at: datetime.time | None = None
    occasion: str = field(default="", converter=nfc, validator=has_length(0, 200))


@frozen(kw_only=True)
class During:
    """Once within a period: ``{ since = 2022-07-01, until = 2022-09-30 }``; due on its last day.

    Attributes:
        since: First day.
        until: Last day, that day included.
        fuzzy: Whether the plan names the period only roughly (*đầu năm*), so that its ends are this library's reading.
    """

    since: datetime.date
    until: datetime.date = field(validator=_in_order)
    fuzzy: bool = False


@frozen(kw_only=True)
class Before:
    """Once before a day that itself does not count: ``{ before = 2022-12-15 }``; due the day before it."""

    before: datetime.date
    since: datetime.date | None = None


@frozen(kw_only=True)
class By:
    """Once by the end of a day that itself counts: ``{ by = 2025-12-31 }`` (*đến hết ngày*, *đến năm*).

    Attributes:
        by: The last day.
        at: The time of the last day by which it is due (*trước 17 giờ ngày …*); None: by the end of the day.
        since: First day; None: the plan's first.
        outlook: The day up to which the plan looks further (*định hướng đến*), after ``by``, by which nothing is owed; None if
            it does not.
    """

    by: datetime.date
    at: datetime.time | None = None
    since: datetime.date | None = None
    outlook: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        if self.since is not None and self.by < self.since:
            raise ValueError(tr("by ({by}) is before since ({since})", by=self.by, since=self.since))
        if self.outlook is not None and self.outlook <= self.by:
            raise ValueError(tr("outlook ({outlook}) is not after by ({by})", outlook=self.outlook, by=self.by))


@frozen(kw_only=True)
class Every:
    """Again and again: ``{ every = "week", on = ["tue", "fri"], at = 17:00:00 }``.

    Attributes:
        every: day, week, month, quarter, year.
        interval: Every so many of them; 1 to 120.
        on: Days of the week; for weeks only. Empty: the weekday of the first day.
        days: Days of the month, -1 its last; for months, quarters (their last month) and years. Empty: the last day. Where
            ``months`` are named, each of them has every day that is named; February is taken to have 29.
        months: Months of the year, 1 to 12; for years only. Empty: December.
        before: The day of that month before which it is due, 1 to 31, itself not counted, so that it is due the day before
            (*trước ngày 20 của tháng cuối quý*); for months, quarters (their last month) and years, without ``days``. 0: none.
        by: The day of that month by which it is due, itself counted (*chậm nhất ngày 20 của tháng cuối quý*), 1 to 31, or from
            the month's end, -1 its last; where ``days`` names the day itself, this leaves the time up to it. For months,
            quarters (their last month) and years, without ``days`` and ``before``. 0: none.
        at: Time of day; None if any.
        since: First day; None: the plan's first.
        until: Last day, that day included; None: the plan's last.
    """

    every: str = field(validator=is_one_of(*UNITS))
    interval: int = field(default=1, validator=is_between(1, 120))
    on: tuple[str, ...] = field(default=(), converter=texts, validator=is_each_one_of(*WEEKDAYS))
    days: tuple[int, ...] = field(default=(), converter=tuple, validator=_is_monthday)
    months: tuple[int, ...] = field(default=(), converter=tuple, validator=_are_months)
    before: int = field(default=0, validator=is_between(0, 31))
    by: int = field(default=0, validator=is_between(-31, 31))
    at: datetime.time | None = None
    since: datetime.date | None = None
    until: datetime.date | None = field(default=None, validator=_in_order)

    def __attrs_post_init__(self) -> None:
        if self.on and self.every != "week":
            raise ValueError(tr("on names days of the week, which every = {every!r} does not have", every=self.every))
        if self.days and self.every not in ("month", "quarter", "year"):
            raise ValueError(
                tr("days names days of the month, which every = {every!r} does not have", every=self.every)
            )
        if self.before and (self.days or self.every not in ("month", "quarter", "year")):
            raise ValueError(
                tr(
                    "before names a day of the month: it goes with every = 'month', 'quarter' or 'year', and without days"
                )
            )
        if self.by and (self.days or self.before or self.every not in ("month", "quarter", "year")):
            raise ValueError(
                tr(
                    "by names a day of the month: it goes with every = 'month', 'quarter' or 'year', and without days and before"
                )
            )
        if self.months and self.every != "year":
            raise ValueError(tr("months goes with every = 'year', not with {every!r}", every=self.every))
        _is_there(self.months, (*self.days, self.before, self.by))


@frozen(kw_only=True)
class ByRule:
    """By a recurrence rule of RFC 5545, as a last resort: ``{ rule = "FREQ=MONTHLY;BYDAY=1MO" }``."""

    rule: str = field(converter=nfc, validator=has_length(1, 500))
    at: datetime.time | None = None
    since: datetime.date | None = None
    until: datetime.date | None = field(default=None, validator=_in_order)


@frozen(kw_only=True)
class Ongoing:
    """All the time (*thường xuyên*): a window and no due day, so never late: ``{ ongoing = true }``."""

    ongoing: bool = field(default=True, validator=_is_true)
    since: datetime.date | None = None
    until: datetime.date | None = field(default=None, validator=_in_order)


@frozen(kw_only=True)
class OnEvent:
    """Whenever something happens (*khi có …*): a window and no due day: ``{ event = "khi có văn bản mới" }``.

    Attributes:
        event: What happens, in the plan's words.
        within: How many days, working days or hours after it, at the latest; 0: none said. 0 to 3660.
        count: What ``within`` counts: day, working-day, hour.
        since: First day; None: the plan's first.
        until: Last day, that day included; None: the plan's last.
    """

    event: str = field(converter=nfc, validator=has_length(1, 300))
    within: int = field(default=0, validator=is_between(0, 3660))
    count: str = field(default="day", validator=is_one_of(*COUNTS))
    since: datetime.date | None = None
    until: datetime.date | None = field(default=None, validator=_in_order)


@frozen(kw_only=True)
class Deferred:
    """Not said yet, or left to others (*theo thực trạng*, *theo tiến độ của …*): no due day: ``{ deferred = "…" }``.

    Attributes:
        deferred: On what it depends, in the plan's words.
        since: First day; None: the plan's first.
        until: Last day, that day included; None: the plan's last.
    """

    deferred: str = field(converter=nfc, validator=has_length(1, 300))
    since: datetime.date | None = None
    until: datetime.date | None = field(default=None, validator=_in_order)


Single = OnDay | During | Before | By | Every | ByRule | Ongoing | OnEvent | Deferred


def _are_several(_: object, __: object, value: tuple[Any, ...]) -> None:
    if not 2 <= len(value) <= 24:
        raise ValueError(tr("all names {count} timings, not from 2 to 24", count=len(value)))
    if len(set(value)) < len(value):
        raise ValueError(tr("all names one timing twice"))


_are_several.bounds = {"minItems": 2, "maxItems": 24, "uniqueItems": True}  # type: ignore[attr-defined]


@frozen(kw_only=True)
class Several:
    """At several timings, each for itself (*hằng tháng, hằng quý*): ``{ all = [{ every = "month" }, { every = "quarter" }] }``.

    Attributes:
        all: The timings, 2 to 24, in the plan's order.
    """

    all: tuple[Single, ...] = field(converter=tuple, validator=_are_several)


When = Single | Several


def singles(when: When) -> tuple[Single, ...]:
    """The timings it is made of: those of several, or itself alone."""
    return when.all if isinstance(when, Several) else (when,)


@frozen(kw_only=True)
class Quota:
    """How much in each period (*chỉ tiêu*): ``{ count = 4, of = "tin, bài", per = "month" }``; makes its own windows.

    Attributes:
        count: How many; 1 to 100000.
        of: What is counted, in the plan's words.
        per: day, week, month, quarter, year.
        at: least (*tối thiểu*), exactly, most (*tối đa*).
        whose: unit: each member for itself, which wants ``each`` in the activity; together: all of them in one sum, which
            wants ``units``; empty: as the activity says.
        counts: What counts towards it: any (messages carried and evidence), messages (distinct messages carried), deliveries
            (each channel that carried a message counts), evidence (what was recorded by hand alone).
        part: What is owed in a period that the plan's or the quota's ends cut: whole (all of it), share (in proportion to the
            days, rounded up), none (nothing, and the period has no window).
        since: First day; None: the plan's first.
        until: Last day, that day included; None: the plan's last.
    """

    count: int = field(validator=is_between(1, 100_000))
    of: str = field(default="tin, bài", converter=nfc, validator=has_length(1, 100))
    per: str = field(default="month", validator=is_one_of(*UNITS))
    at: str = field(default="least", validator=is_one_of("least", "exactly", "most"))
    whose: str = field(default="", validator=is_one_of("", "unit", "together"))
    counts: str = field(default="any", validator=is_one_of("any", "messages", "deliveries", "evidence"))
    part: str = field(default="whole", validator=is_one_of("whole", "share", "none"))
    since: datetime.date | None = None
    until: datetime.date | None = field(default=None, validator=_in_order)
