"""What a stretch of days is called: ``quý II/2026``, ``06 tháng đầu năm``, ``từ ngày 15/6/2026 đến hết ngày 20/6/2026``."""

from __future__ import annotations

from datetime import date, timedelta

from tuyentruyen.text import official_count, short_date
from tuyentruyen.timing.spans import Named, span

_ROMAN = ("I", "II", "III", "IV")
_PARTS = {"first": "đầu", "middle": "giữa", "last": "cuối"}


def day_name(day: date, year: int | None) -> str:
    """A day, ``15/12/2026``; without the year where that goes without saying, ``15/12``."""
    return short_date(day).removesuffix(f"/{day.year}") if day.year == year else short_date(day)


def month_name(day: date, year: int | None) -> str:
    """The month of a day, ``6/2026``; without the year where that goes without saying."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return month if day.year == year else f"{month}/{day.year}"


def _tail(day: date, year: int | None) -> str:
    return "" if day.year == year else f"/{day.year}"


def period_name(first: date, last: date, year: int | None, *, fuzzy: bool = False) -> str:
    """What the days from the first to the last are called, both counted.

    Args:
        first: The first.
        last: The last.
        year: The year that goes without saying; None: it is always said.
        fuzzy: Whether only roughly those days are meant.
    """
    if fuzzy:
        return _rough(first, last, year) or f"khoảng {period_name(first, last, year)}"
    starts, ends = first.day == 1, last == date.max or (last + timedelta(days=1)).day == 1
    if not (starts and ends):
        return f"từ ngày {day_name(first, year)} đến hết ngày {day_name(last, year)}"
    if first.year == last.year:
        return _months(first, last, year)
    if first.month == 1 and last.month == 12:
        return f"giai đoạn {first.year}-{last.year}"
    return f"từ tháng {month_name(first, None)} đến hết tháng {month_name(last, None)}"


def _months(first: date, last: date, year: int | None) -> str:
    """What whole months of one year are called."""
    count, tail = last.month - first.month + 1, _tail(first, year)
    if count == 12:
        return "cả năm" if first.year == year else f"năm {first.year}"
    of_year = "năm" if first.year == year else f"năm {first.year}"
    if first.month == 1 and count in (6, 9):
        return f"{official_count(count)} tháng đầu {of_year}"
    if last.month == 12 and count == 6:
        return f"06 tháng cuối {of_year}"
    if first.month % 3 == 1 and last.month % 3 == 0:
        one, other = _ROMAN[first.month // 3], _ROMAN[last.month // 3 - 1]
        return f"quý {one}{tail}" if one == other else f"quý {one}-{other}{tail}"
    if count == 1:
        return f"tháng {month_name(first, year)}"
    return f"tháng {first.month}-{month_name(last, year)}"


def _rough(first: date, last: date, year: int | None) -> str:
    """``cuối năm 2026``, ``đầu quý II``, ``giữa tháng 6``; empty if those days are none of them."""
    of_year = "năm" if first.year == year else f"năm {first.year}"
    quarter = (first.month + 2) // 3
    whole = (
        (Named("year", year=first.year), of_year),
        (Named("quarter", quarter, year=first.year), f"quý {_ROMAN[quarter - 1]}{_tail(first, year)}"),
        (Named("month", first.month, year=first.year), f"tháng {month_name(first, year)}"),
    )
    for named, said in whole:
        for part, word in _PARTS.items():
            found = span(Named(named.unit, named.number, year=named.year, part=part))
            if (found.first, found.last) == (first, last):
                return f"{word} {said}"
    return ""
