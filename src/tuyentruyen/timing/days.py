"""Grammar of the days on which something comes again: of weeks, of months, of years, and before or by such a day.

days = weekday ("," weekday)* | "ngày" D | "ngày" D "tháng" M | "tháng" M | "trước" … | "ngày" D "của tháng cuối quý"
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any

from attrs import frozen

from tuyentruyen.timing.clock import by_clock
from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.points import day_number, month_number, point, quarter_number
from tuyentruyen.timing.rates import ONCE, UNITS, Rate, rated
from tuyentruyen.timing.words import NotReadError
from tuyentruyen.wording import tr

WEEKDAYS = {"hai": "mon", "ba": "tue", "tư": "wed", "năm": "thu", "sáu": "fri", "bảy": "sat"}
ORDINALS = {"đầu tiên": 1, "thứ hai": 2, "thứ ba": 3, "thứ tư": 4, "cuối cùng": -1}
"""Which of the weekdays of a month: ``thứ Ba đầu tiên hằng tháng``."""


@frozen
class On:
    """On which days of a rate."""

    rates: tuple[str, ...]
    fields: dict[str, Any]
    rate: Rate | None = None
    at: time | None = None


def _weekday(cursor: Cursor, *, named: bool) -> str | None:
    if cursor.take("chủ nhật"):
        return "sun"
    if cursor.take("thứ"):
        named = True
    word = cursor.word()
    if named and word in WEEKDAYS and cursor.word(1) not in UNITS:
        cursor.step()
        return WEEKDAYS[word]
    if named and word.lstrip("0") in ("2", "3", "4", "5", "6", "7") and cursor.word(1) not in UNITS:
        cursor.step()
        return list(WEEKDAYS.values())[int(word) - 2]
    return None


def _weekdays(cursor: Cursor) -> tuple[str, ...] | None:
    cursor.take("vào", "vào các ngày", "các ngày")
    first = _weekday(cursor, named=False)
    if first is None:
        return None
    found = [first]
    while True:
        start = cursor.at
        if not cursor.take(",", "và"):
            break
        more = _weekday(cursor, named=True)
        if more is None:
            cursor.at = start
            break
        if more in found:
            raise NotReadError(tr("it names one day of the week twice"))
        found.append(more)
    return tuple(found)


def weekdays(cursor: Cursor) -> On | None:
    """Days of the week, or one of them in every month: ``thứ Ba, thứ Sáu``, ``thứ Ba đầu tiên``."""
    days = _weekdays(cursor)
    if days is None:
        return None
    if len(days) == 1 and (which := cursor.take(*ORDINALS)):
        code = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}[days[0]]
        return On(("month",), {"rule": f"{ORDINALS[which]}{code}"}, _of_unit(cursor, "tháng"))
    return On(("week",), {"on": days}, _of_unit(cursor, "tuần"))


def _of_unit(cursor: Cursor, unit: str) -> Rate | None:
    return Rate(UNITS[unit]) if cursor.take(f"của {unit}", f"trong {unit}", f"các {unit}", f"của mỗi {unit}") else None


def _listed(cursor: Cursor, read: Callable[[Cursor], int | None]) -> tuple[int, ...] | None:
    """Numbers parted by commas or *và*."""
    first = cursor.attempt(read)
    if first is None:
        return None
    found = [first]
    while True:
        more = cursor.attempt(lambda c: read(c) if c.take(",", "và") else None)
        if more is None:
            return tuple(found)
        if more in found:
            raise NotReadError(tr("it names one day or month twice"))
        found.append(more)


def _day_of_month(cursor: Cursor) -> int | None:
    """A day of a month: ``15``, ``ngày 15``, ``ngày cuối tháng``, ``ngày thứ 02 từ cuối tháng``."""
    if cursor.take("ngày cuối cùng của tháng", "ngày cuối cùng", "ngày cuối tháng"):
        return -1
    if cursor.take("ngày thứ"):
        number = cursor.count(most=31)
        return None if number is None or not cursor.take("từ cuối tháng", "tính từ cuối tháng") else -number
    cursor.take("ngày")
    number = cursor.number()
    if number is None or cursor.word() in ("/", "-", "ngày", "tuần", "quý", "năm", "giờ") or _is_rate(cursor):
        return None
    return day_number(number)


def _is_rate(cursor: Cursor) -> bool:
    """Whether the number just read counts the units of a rate: ``03 tháng một lần``."""
    return cursor.word() in UNITS and (cursor.word(2) == "lần" or (cursor.word(1) == "/" and cursor.word(2) == "lần"))


def _month_of_year(cursor: Cursor) -> int | None:
    cursor.take("tháng")
    number = cursor.number()
    if number is None or len(cursor.word(-1)) > 2 or cursor.word() in ("/", "-", "giờ", *UNITS):
        return None
    return month_number(number)


def month_days(cursor: Cursor) -> On | None:
    """Days of the months of a rate: ``ngày 15``, ``ngày 15, ngày 30``, ``ngày 15 tháng 6``, ``ngày 15 của tháng cuối quý``."""
    slashed = cursor.attempt(_on_slashed)
    if slashed is not None:
        return slashed
    cursor.take("vào các", "vào")
    if cursor.word() != "ngày":
        return None
    days = _listed(cursor, _day_of_month)
    return None if days is None else _of_months(cursor, {"days": days})


def _on_slashed(cursor: Cursor) -> On | None:
    one = cursor.attempt(point)
    if one is None or one.unit != "day" or one.year is not None or one.part or cursor.word() == "lần":
        return None
    found = [one]
    while True:
        more = cursor.attempt(lambda c: point(c) if c.take(",", "và") else None)
        if more is None:
            break
        if more.unit != "day" or more.year is not None or more.part:
            return None
        found.append(more)
    if any(each.day != one.day for each in found):
        if cursor.attempt(partial(rated, units=("year",))):
            raise NotReadError(tr("write {word} after each of the days", word="“hằng năm”"))
        return None
    months = tuple(each.number for each in found)
    return On(("year",), {"days": (one.day,), "months": months})


_OF_QUARTERS = {
    f"{of}tháng {which} {each}quý": months
    for of in ("của ", "")
    for which, months in (("đầu", (1, 4, 7, 10)), ("đầu tiên của", (1, 4, 7, 10)), ("giữa", (2, 5, 8, 11)))
    for each in ("", "mỗi ")
}
"""Months of the quarters but for their last, which a rate of quarters means."""


def _of_months(cursor: Cursor, fields: dict[str, Any]) -> On | None:
    """Of which months those days are."""
    last = cursor.take(
        "của tháng cuối quý", "tháng cuối quý", "của tháng cuối mỗi quý", "tháng cuối mỗi quý", "của tháng cuối cùng của quý",
    )  # fmt: skip
    if last:
        return On(("quarter",), fields, Rate("quarter"))
    if cursor.take("của tháng cuối năm", "tháng cuối năm", "của tháng cuối mỗi năm"):
        return On(("year",), fields, Rate("year"))
    if which := cursor.take(*_OF_QUARTERS):
        return On(("year",), {**fields, "months": _OF_QUARTERS[which]}, Rate("year"))
    start = cursor.at
    if cursor.take("của các tháng", "các tháng", "của tháng", "tháng") and cursor.word().isdecimal():
        months = _listed(cursor, _month_of_year)
        if months is not None:
            return On(("year",), {**fields, "months": months})
    cursor.at = start
    if cursor.take("của tháng"):
        return On(("month",), fields, Rate("month"))
    return On(("month",), fields)


def half_months(cursor: Cursor) -> On | None:
    """Every half month: ``nửa tháng một lần``; as of other periods, its last day, the 15th and the month's last."""
    each = cursor.take("hằng nửa tháng", "mỗi nửa tháng")
    if not each and not cursor.take("nửa tháng"):
        return None
    once = cursor.take(*ONCE)
    return On(("month",), {"days": (15, -1)}, Rate("month")) if each or once else None


def months_named(cursor: Cursor) -> On | None:
    """Months of every year: ``tháng 6``, ``tháng 6 và tháng 12``, ``quý IV``."""
    if cursor.take("quý"):
        number = quarter_number(cursor)
        return None if number is None else On(("year",), {"months": (number * 3,)})
    if not cursor.take("các") and cursor.word() != "tháng":
        return None
    months = _listed(cursor, _month_of_year)
    return None if months is None else On(("year",), {"months": months})


def before_days(cursor: Cursor) -> On | None:
    """Before a day of a month: ``trước ngày 20``, ``trước 15/12``, ``trước ngày 20 của tháng cuối quý``."""
    cursor.take("hoàn thành", "xong")
    if not cursor.take("trước"):
        return None
    slashed = cursor.attempt(_on_slashed)
    if slashed is not None:
        days, months = slashed.fields["days"], slashed.fields["months"]
        return On(("year",), {"before": days[0], "months": months})
    if not cursor.take("ngày"):
        return None
    number = cursor.number()
    return None if number is None else _of_months(cursor, {"before": day_number(number)})


def by_days(cursor: Cursor) -> On | None:
    """By a day of a month that itself counts: ``chậm nhất ngày 15``, ``trước 17 giờ ngày 25``, ``trong 10 ngày đầu``.

    Raises:
        NotReadError: It names several days.
    """
    cursor.take("hoàn thành", "xong")
    first = cursor.attempt(_first_days)
    if first is not None:
        return first
    clock = cursor.attempt(lambda c: by_clock(c) if c.take("trước") else None)
    if clock is None:
        if not cursor.take("chậm nhất", "muộn nhất", "đến hết", "không quá"):
            return None
        cursor.take("là trước", "là vào", "là", "vào")
        clock = cursor.attempt(by_clock)
    made = cursor.attempt(month_days)
    if made is None:
        return None
    days = made.fields["days"]
    if len(days) > 1:
        raise NotReadError(tr("it names several last days; say each for itself, with a semicolon between them"))
    months = {"months": made.fields["months"]} if "months" in made.fields else {}
    return On(made.rates, {"by": days[0], **months}, made.rate, None if clock is None else clock[0])


def _first_days(cursor: Cursor) -> On | None:
    """The first days of every month: ``trong 10 ngày đầu tháng``, ``10 ngày đầu``; up to the last of them is time."""
    cursor.take("trong", "trong vòng")
    if cursor.word(1) != "ngày" or cursor.word(2) != "đầu":
        return None
    number = cursor.number()
    if number is None:
        return None
    cursor.step(2)
    cursor.take("của tháng", "tháng")
    return On(("month",), {"by": day_number(number)})
