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


def _after_sign(cursor: Cursor) -> int | None:
    cursor.step()
    return cursor.number()


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
