"""Grammar of what comes again and again.

repeat   = days? rate at? within?
rate     = ("hằng" | "mỗi") unit ("," unit)* | count unit "một lần" | "một lần/" unit
days     = weekday ("," weekday)* | "ngày" D | "ngày" D "tháng" M | "tháng" M | "trước" … | "ngày" D "của tháng cuối quý"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from functools import partial
from typing import Any

from attrs import frozen

from tuyentruyen.model.when import ByRule, Every, When
from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.points import day_number, month_number, period, point, quarter_number
from tuyentruyen.timing.spans import Item, Named, Span
from tuyentruyen.timing.words import NotReadError
from tuyentruyen.wording import tr

UNITS = {"ngày": "day", "tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year"}
WEEKDAYS = {"hai": "mon", "ba": "tue", "tư": "wed", "năm": "thu", "sáu": "fri", "bảy": "sat"}
ORDINALS = {"đầu tiên": 1, "thứ hai": 2, "thứ ba": 3, "thứ tư": 4, "cuối cùng": -1}
"""Which of the weekdays of a month: ``thứ Ba đầu tiên hằng tháng``."""
_ONCE = ("một lần", "1 lần", "01 lần", "/ lần", "/ 1 lần", "/ 01 lần", "/ một lần")
_MOST_INTERVAL = 120


@frozen
class Rate:
    """How often, and whether so many units at a time."""

    unit: str
    interval: int = 1


@frozen
class _On:
    """On which days of a rate."""

    rates: tuple[str, ...]
    fields: dict[str, Any]
    rate: Rate | None = None


def one_unit(cursor: Cursor) -> str | None:
    """A unit of time by its code."""
    return UNITS.get(cursor.take(*UNITS))


def rate(cursor: Cursor) -> Rate | None:
    """How often: ``hằng tháng``, ``02 tuần một lần``, ``mỗi quý một lần``, ``một lần/tháng``."""
    cursor.take("định kỳ", "theo định kỳ")
    return cursor.first(_each, _so_many, _once_per)


def _each(cursor: Cursor) -> Rate | None:
    word = cursor.take("hằng", "mỗi", "từng")
    interval = cursor.count(most=_MOST_INTERVAL) if word == "mỗi" and _counts_units(cursor) else 1
    unit = one_unit(cursor) if word else None
    if unit is None:
        return None
    cursor.take(*_ONCE)
    return Rate(unit, interval or 1)


def _counts_units(cursor: Cursor) -> bool:
    """Whether a count of units comes next, be it a count that there is not."""
    return cursor.counted() > 0 and cursor.word(cursor.counted()) in UNITS


def _so_many(cursor: Cursor) -> Rate | None:
    if not _counts_units(cursor):
        return None
    interval = cursor.count(most=_MOST_INTERVAL)
    unit = one_unit(cursor)
    if interval is None or unit is None or not cursor.take(*_ONCE):
        return None
    return Rate(unit, interval)


def _once_per(cursor: Cursor) -> Rate | None:
    if not cursor.take("1 lần", "01 lần", "một lần"):
        return None
    if not cursor.take("/", "mỗi", "một", "trong mỗi", "trong một"):
        return None
    unit = one_unit(cursor)
    return None if unit is None else Rate(unit)


def bare_rate(cursor: Cursor) -> Rate | None:
    """A rate of which only the unit is said, after another: ``hằng tháng, quý``, ``hằng quý, 06 tháng``."""
    interval = cursor.count(most=_MOST_INTERVAL) if _counts_units(cursor) else None
    unit = one_unit(cursor)
    if unit is None or cursor.word().isdecimal() or cursor.word() in ("đầu", "cuối"):
        return None
    cursor.take(*_ONCE)
    return Rate(unit, interval or 1)


def moment(cursor: Cursor) -> time | None:
    """A time of day: ``lúc 17 giờ 00``, ``vào lúc 8:30``, ``14h30``."""
    cursor.take("lúc", "vào lúc", "hồi")
    hour = cursor.number()
    if hour is None or len(cursor.word(-1)) > 2:
        return None
    minute = second = 0
    if cursor.take(":"):
        told = cursor.number()
        if told is None:
            return None
        minute = told
        if cursor.word() == ":" and (told := _after_sign(cursor)) is not None:
            second = told
    elif cursor.take("giờ"):
        if cursor.word().isdecimal() and cursor.word(1) not in ("/", "tuần", "tháng", "quý", "năm"):
            minute = cursor.number() or 0
            if cursor.take("phút") and cursor.word().isdecimal() and cursor.word(1) == "giây":
                second = cursor.number() or 0
                cursor.step()
    else:
        return None
    if hour > 23 or minute > 59 or second > 59:
        raise NotReadError(
            tr("there is no time {hour:02d}:{minute:02d}: hours are 0 to 23, minutes 0 to 59", hour=hour, minute=minute)
        )
    return time(hour, minute, second)


def _after_sign(cursor: Cursor) -> int | None:
    cursor.step()
    return cursor.number()


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


def _on_weekdays(cursor: Cursor) -> _On | None:
    days = _weekdays(cursor)
    if days is None:
        return None
    if len(days) == 1 and (which := cursor.take(*ORDINALS)):
        code = {"mon": "MO", "tue": "TU", "wed": "WE", "thu": "TH", "fri": "FR", "sat": "SA", "sun": "SU"}[days[0]]
        return _On(("month",), {"rule": f"{ORDINALS[which]}{code}"}, _of_unit(cursor, "tháng"))
    return _On(("week",), {"on": days}, _of_unit(cursor, "tuần"))


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
    return None if number is None or cursor.word() in ("/", "-", "giờ", *UNITS) else month_number(number)


def _on_days(cursor: Cursor) -> _On | None:
    """Days of the months of a rate: ``ngày 15``, ``ngày 15, ngày 30``, ``ngày 15 tháng 6``, ``ngày 15 của tháng cuối quý``."""
    slashed = cursor.attempt(_on_slashed)
    if slashed is not None:
        return slashed
    if cursor.word() != "ngày":
        return None
    days = _listed(cursor, _day_of_month)
    return None if days is None else _of_months(cursor, {"days": days})


def _on_slashed(cursor: Cursor) -> _On | None:
    one = cursor.attempt(point)
    if one is None or one.unit != "day" or one.year is not None or one.part:
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
        if cursor.attempt(partial(_rated, units=("year",))):
            raise NotReadError(tr("write {word} after each of the days", word="“hằng năm”"))
        return None
    months = tuple(each.number for each in found)
    return _On(("year",), {"days": (one.day,), "months": months})


def _of_months(cursor: Cursor, fields: dict[str, Any]) -> _On | None:
    """Of which months those days are."""
    last = cursor.take(
        "của tháng cuối quý", "tháng cuối quý", "của tháng cuối mỗi quý", "tháng cuối mỗi quý", "của tháng cuối cùng của quý",
    )  # fmt: skip
    if last:
        return _On(("quarter",), fields, Rate("quarter"))
    if cursor.take("của tháng cuối năm", "tháng cuối năm", "của tháng cuối mỗi năm"):
        return _On(("year",), fields, Rate("year"))
    start = cursor.at
    if cursor.take("của các tháng", "các tháng", "của tháng", "tháng") and cursor.word().isdecimal():
        months = _listed(cursor, _month_of_year)
        if months is not None:
            return _On(("year",), {**fields, "months": months})
    cursor.at = start
    if cursor.take("của tháng"):
        return _On(("month",), fields, Rate("month"))
    return _On(("month",), fields)


def _on_months(cursor: Cursor) -> _On | None:
    """Months of every year: ``tháng 6``, ``tháng 6 và tháng 12``, ``quý IV``."""
    if cursor.take("quý"):
        number = quarter_number(cursor)
        return None if number is None else _On(("year",), {"months": (number * 3,)})
    if not cursor.take("các") and cursor.word() != "tháng":
        return None
    months = _listed(cursor, _month_of_year)
    return None if months is None else _On(("year",), {"months": months})


def _on_before(cursor: Cursor) -> _On | None:
    """Before a day of a month: ``trước ngày 20``, ``trước 15/12``, ``trước ngày 20 của tháng cuối quý``."""
    cursor.take("hoàn thành", "xong")
    if not cursor.take("trước"):
        return None
    slashed = cursor.attempt(_on_slashed)
    if slashed is not None:
        days, months = slashed.fields["days"], slashed.fields["months"]
        return _On(("year",), {"before": days[0], "months": months})
    if not cursor.take("ngày"):
        return None
    number = cursor.number()
    return None if number is None else _of_months(cursor, {"before": day_number(number)})


def _on_by(cursor: Cursor) -> _On | None:
    """By a day of a month that itself counts: ``chậm nhất ngày 15``."""
    cursor.take("hoàn thành", "xong")
    if not cursor.take("chậm nhất", "muộn nhất", "đến hết", "không quá"):
        return None
    cursor.take("là vào", "là", "vào")
    return cursor.first(_on_days)


def repeat(cursor: Cursor) -> Item | None:
    """Something that comes again and again, in any order of its parts."""
    cursor.take("định kỳ", "theo định kỳ")
    at = cursor.attempt(moment)
    days = cursor.first(_on_before, _on_by, _on_weekdays, _on_days, _on_months)
    at = at or _clock(cursor)
    units = tuple(UNITS.values()) if days is None else days.rates
    told = cursor.attempt(partial(_rated, units=units)) or (days.rate if days is not None else None)
    if told is None:
        return None
    if days is None:
        days = cursor.attempt(partial(_on_after, unit=told.unit))
    at = at or _clock(cursor)
    fields = dict(days.fields) if days is not None else {}
    named = cursor.attempt(within) or ((), unbounded)
    return Item(named[0], lambda spans: _made(told, fields, at, named[1](spans)), "every" if days is None else "dated")


def _on_after(cursor: Cursor, unit: str) -> _On | None:
    """On which days, after the rate: ``hằng tuần vào thứ Năm``, ``hằng tháng (trước ngày 25)``, ``hằng quý, trước ngày …``."""
    bracket = cursor.take("(")
    comma = "" if bracket else cursor.take(",")
    if not bracket and cursor.word() not in ("trước", "chậm", "muộn"):
        made = cursor.first(_on_weekdays) if unit == "week" and not comma else None
    else:
        made = cursor.first(_on_before, _on_by, _on_weekdays, _on_days)
    fits = made is not None and unit in made.rates and (not bracket or cursor.take(")"))
    return made if fits else None


def _clock(cursor: Cursor) -> time | None:
    return cursor.attempt(_lone)


def _lone(cursor: Cursor) -> time | None:
    cursor.take(",")
    return moment(cursor) if cursor.word() in ("lúc", "vào", "hồi") else None


def _rated(cursor: Cursor, units: Sequence[str]) -> Rate | None:
    """A rate in one of these units, a comma before it or not."""
    cursor.take(",")
    told = rate(cursor)
    return told if told is not None and told.unit in units else None


def _made(told: Rate, fields: dict[str, Any], at: time | None, days: dict[str, Any]) -> When:
    if "rule" in fields:
        interval = f"INTERVAL={told.interval};" if told.interval > 1 else ""
        return ByRule(rule=f"FREQ=MONTHLY;{interval}BYDAY={fields['rule']}", at=at, **days)
    return Every(every=told.unit, interval=told.interval, at=at, **fields, **days)


Bounds = Callable[[Sequence[Span]], dict[str, Any]]


def unbounded(_: Sequence[Span]) -> dict[str, Any]:
    """No ends of its own: from the plan's first day to its last."""
    return {}


def within(cursor: Cursor) -> tuple[tuple[Named, ...], Bounds] | None:
    """From when to when something goes on: ``từ ngày 01/4/2022``, ``đến hết quý II``, ``trong năm 2026``, ``năm 2026``."""
    cursor.take(",")
    if cursor.word() in ("từ", "bắt", "kể"):
        ends = cursor.attempt(_open_start)
        if ends is not None:
            return ends
    elif cursor.take("cho đến hết", "cho đến", "đến hết", "đến"):
        last = cursor.attempt(point)
        return None if last is None else ((last,), lambda spans: {"until": spans[0].last})
    elif cursor.word() not in ("trong", "cả", "năm", "giai", "suốt"):
        return None
    named = cursor.attempt(period)
    if named is None:
        return None
    return tuple(named), lambda spans: {"since": spans[0].first, "until": spans[-1].last}


def _open_start(cursor: Cursor) -> tuple[tuple[Named, ...], Bounds] | None:
    cursor.take("bắt đầu từ", "kể từ", "từ")
    first = cursor.attempt(point)
    if first is None or cursor.word() in ("-", "đến", "tới", "cho"):
        return None
    return (first,), lambda spans: {"since": spans[0].first}


def repeat_like(cursor: Cursor) -> Item | None:
    """A rate of which only the unit is said, after another."""
    told = bare_rate(cursor)
    return None if told is None else Item((), lambda _: Every(every=told.unit, interval=told.interval), "every")
