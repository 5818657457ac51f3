"""Grammar of the time of day, and of the days between which something goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any

from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.points import period, point
from tuyentruyen.timing.spans import Named, Span
from tuyentruyen.timing.words import NotReadError
from tuyentruyen.wording import tr


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


def by_clock(cursor: Cursor) -> tuple[time | None] | None:
    """The time of a last day before which something is due: ``17 giờ``, ``17h00``; of ``24 giờ``, the end of the day, none."""
    cursor.take("lúc", "vào lúc", "hồi")
    if cursor.word() == "24" and cursor.word(1) in ("giờ", ":"):
        cursor.step(2)
        if cursor.word() == "00":
            cursor.step()
            cursor.take("phút")
        at = None
    elif (at := cursor.attempt(moment)) is None:
        return None
    cursor.take(",")
    return (at,)


def _after_sign(cursor: Cursor) -> int | None:
    cursor.step()
    return cursor.number()


Bounds = Callable[[Sequence[Span]], dict[str, Any]]


def unbounded(_: Sequence[Span]) -> dict[str, Any]:
    """No ends of its own: from the plan's first day to its last."""
    return {}


def bounds_after(cursor: Cursor) -> tuple[tuple[Named, ...], Bounds] | None:
    """From when to when something goes on, in brackets or not: ``từ tháng 4``, ``(từ tháng 4)``."""
    if cursor.word() != "(":
        return within(cursor)
    cursor.step()
    made = within(cursor)
    return made if made is not None and cursor.take(")") else None


def within(cursor: Cursor) -> tuple[tuple[Named, ...], Bounds] | None:
    """From when to when something goes on: ``từ ngày 01/4/2022``, ``đến hết quý II``, ``trong năm 2026``, ``năm 2026``."""
    cursor.take(",")
    if from_now(cursor):
        last = cursor.attempt(last_point)
        return None if last is None else ((last,), lambda spans: {"until": spans[0].last})
    if cursor.word() in ("từ", "bắt", "kể"):
        ends = cursor.attempt(_open_start)
        if ends is not None:
            return ends
    elif cursor.take("cho đến hết", "cho đến", "đến hết", "đến"):
        last = cursor.attempt(last_point)
        return None if last is None else ((last,), lambda spans: {"until": spans[0].last})
    elif cursor.word() not in ("trong", "cả", "năm", "giai", "suốt"):
        return None
    named = cursor.attempt(period)
    if named is None:
        return None
    return tuple(named), lambda spans: {"since": spans[0].first, "until": spans[-1].last}


def from_now(cursor: Cursor) -> bool:
    """Whether it runs from the plan's first day up to a day that comes next: ``từ nay đến hết năm``."""
    start = cursor.at
    if cursor.take("kể từ nay", "từ nay") and cursor.take(
        "cho đến hết", "cho đến", "đến hết", "đến", "cho tới", "tới", "-"
    ):
        return True
    cursor.at = start
    return False


def last_point(cursor: Cursor) -> Named | None:
    """What something goes on to: a point, or the plan's year by its bare name, ``đến hết năm``."""
    last = cursor.attempt(point)
    return Named("year") if last is None and cursor.take("năm") else last


def _open_start(cursor: Cursor) -> tuple[tuple[Named, ...], Bounds] | None:
    cursor.take("bắt đầu từ", "kể từ", "từ")
    first = cursor.attempt(point)
    if first is None or cursor.word() in ("-", "đến", "tới", "cho"):
        return None
    return (first,), lambda spans: {"since": spans[0].first}
