"""Grammar of what comes again and again: how often, on which days, at what time, from when to when.

repeat = days? rate at? within?
"""

from __future__ import annotations

from datetime import time
from functools import partial
from typing import Any

from tuyentruyen.model.when import ByRule, Every, When
from tuyentruyen.timing.clock import bounds_after, moment, unbounded
from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.days import On, before_days, by_days, half_months, month_days, months_named, weekdays
from tuyentruyen.timing.rates import UNITS, Rate, bare_rate, rated
from tuyentruyen.timing.spans import Item


def repeat(cursor: Cursor) -> Item | None:
    """Something that comes again and again, in any order of its parts."""
    cursor.take("định kỳ", "theo định kỳ")
    at = cursor.attempt(moment)
    days = cursor.first(half_months, before_days, by_days, weekdays, month_days, months_named)
    at = at or _clock(cursor)
    units = tuple(UNITS.values()) if days is None else days.rates
    told = cursor.attempt(partial(rated, units=units)) or (days.rate if days is not None else None)
    if told is None:
        return None
    if days is None:
        days = cursor.attempt(partial(_on_after, unit=told.unit))
    at = at or _clock(cursor) or (days.at if days is not None else None)
    fields = dict(days.fields) if days is not None else {}
    named = cursor.attempt(bounds_after) or ((), unbounded)
    return Item(named[0], lambda spans: _made(told, fields, at, named[1](spans)), "every" if days is None else "dated")


def _on_after(cursor: Cursor, unit: str) -> On | None:
    """On which days, after the rate: ``hằng tuần vào thứ Năm``, ``hằng tháng (trước ngày 25)``, ``hằng quý, trước ngày …``."""
    bracket = cursor.take("(")
    comma = "" if bracket else cursor.take(",")
    if not bracket and cursor.word() not in ("trước", "chậm", "muộn"):
        made = cursor.first(weekdays) if unit == "week" and not comma else None
    else:
        made = cursor.first(before_days, by_days, weekdays, month_days)
    fits = made is not None and unit in made.rates and (not bracket or cursor.take(")"))
    return made if fits else None


def _clock(cursor: Cursor) -> time | None:
    return cursor.attempt(_lone)


def _lone(cursor: Cursor) -> time | None:
    cursor.take(",")
    return moment(cursor) if cursor.word() in ("lúc", "vào", "hồi") else None


def _made(told: Rate, fields: dict[str, Any], at: time | None, days: dict[str, Any]) -> When:
    if "rule" in fields:
        interval = f"INTERVAL={told.interval};" if told.interval > 1 else ""
        return ByRule(rule=f"FREQ=MONTHLY;{interval}BYDAY={fields['rule']}", at=at, **days)
    return Every(every=told.unit, interval=told.interval, at=at, **fields, **days)


def repeat_like(cursor: Cursor) -> Item | None:
    """A rate of which only the unit is said, after another."""
    told = bare_rate(cursor)
    return None if told is None else Item((), lambda _: Every(every=told.unit, interval=told.interval), "every")
