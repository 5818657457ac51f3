"""Calendar periods of quotas: their natural ends, and what they are called."""

from __future__ import annotations

from datetime import date, timedelta

from tuyentruyen.text import short_date
from tuyentruyen.wording import tr

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_ROMAN = ("I", "II", "III", "IV")


def whole_period(day: date, per: str) -> tuple[date, date]:
    """First and last day of the calendar period that holds this day; weeks begin on Monday.

    Args:
        day: Any day of the period.
        per: day, week, month, quarter, year.
    """
    if per == "day":
        return day, day
    if per == "week":
        first = date.fromordinal(max(day.toordinal() - day.weekday(), 1))
        return first, first + timedelta(days=min(6 - first.weekday(), (date.max - first).days))
    length = _MONTHS[per]
    begin = day.year * 12 + (day.month - 1) // length * length
    after = begin + length
    last = date.max if after // 12 > date.max.year else date(after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return date(begin // 12, begin % 12 + 1, 1), last


def period_name(day: date, per: str, *, year: int = 0) -> str:
    """What the calendar period that holds this day is called: *tháng 5*, *quý II/2022*, *tuần 04/4/2022 - 10/4/2022*.

    Args:
        day: Any day of the period.
        per: day, week, month, quarter, year.
        year: The year that goes without saying; 0: it is always said.
    """
    first, last = whole_period(day, per)
    if per == "year":
        return tr("the year {year}", year=day.year)
    if per == "day":
        return short_date(day)
    if per == "week":
        return tr("the week {first} - {last}", first=short_date(first), last=short_date(last))
    said = day.year == year
    if per == "month":
        return (
            tr("month {month}", month=day.month) if said else tr("month {month}/{year}", month=day.month, year=day.year)
        )
    quarter = _ROMAN[(day.month - 1) // 3]
    return (
        tr("quarter {quarter}", quarter=quarter)
        if said
        else tr("quarter {quarter}/{year}", quarter=quarter, year=day.year)
    )


def weekday_name(day: date) -> str:
    """What the day of the week is called: *thứ Hai* … *Chủ nhật*."""
    return _WEEKDAYS[day.weekday()]()


_WEEKDAYS = (
    lambda: tr("Monday"),
    lambda: tr("Tuesday"),
    lambda: tr("Wednesday"),
    lambda: tr("Thursday"),
    lambda: tr("Friday"),
    lambda: tr("Saturday"),
    lambda: tr("Sunday"),
)
