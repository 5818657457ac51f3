"""Grammar of days, periods and deadlines.

once     = moment? point | period | "trước" point | ("đến" | "đến hết" | "chậm nhất" | "từ nay đến") moment? point outlook?
         | "trước" moment day
outlook  = "," ("định hướng" | "tầm nhìn") "đến" point
occasion = words "(" point ")"
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from tuyentruyen.model.when import Before, By, During, OnDay, When
from tuyentruyen.timing.clock import by_clock, from_now, last_point, moment
from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.points import period, point
from tuyentruyen.timing.spans import Item, Named, Span, during
from tuyentruyen.timing.words import NotReadError
from tuyentruyen.wording import tr

_DONE = ("hoàn thành xong", "hoàn thành", "xong", "thực hiện", "triển khai", "tổ chức", "thời hạn", "hạn")
OCCASIONS = ("ngày", "dịp", "lễ", "tết", "kỷ", "nhân", "tuần", "tháng", "quốc", "đại", "khai", "sơ", "tổng")
"""Words that the name of an occasion begins with."""


def once(cursor: Cursor) -> Item | None:
    """Something that is to be done once."""
    if [cursor.word(ahead) for ahead in range(3)] == ["24", "/", "7"] and cursor.word(3) in ("", ",", ";", "và"):
        raise NotReadError(
            tr("24/7 can be read in two ways: write {one} or {other}", one="“ngày 24/7”", other="“thường xuyên”")
        )
    cursor.take(*_DONE)
    return cursor.first(_until_before, _before, _by, _on_day, _during)


def _since(cursor: Cursor) -> Named | None:
    """From when on: ``, bắt đầu từ ngày 01/11/2022``."""
    cursor.take(",")
    first = point(cursor) if cursor.take("bắt đầu từ", "kể từ", "từ") else None
    return None if cursor.word() in ("-", "đến", "tới", "cho") else first


def _until_before(cursor: Cursor) -> Item | None:
    """``từ ngày 01/11/2022 đến trước ngày 15/12/2022``."""
    if not cursor.take("từ"):
        return None
    first = cursor.attempt(point)
    if first is None or not cursor.take("đến trước", "cho đến trước"):
        return None
    last = cursor.attempt(point)
    return None if last is None else _item(first, last)


def _before(cursor: Cursor) -> Item | None:
    if not cursor.take("trước"):
        return None
    last = cursor.attempt(point)
    if last is None:
        return None
    return _item(cursor.attempt(_since), last)


def _item(first: Named | None, last: Named) -> Item:
    return Item((last,) if first is None else (first, last), _made_before, "before")


def _made_before(spans: Sequence[Span]) -> When:
    since = spans[0].first if len(spans) > 1 else None
    if since is not None and since >= spans[-1].first:
        raise NotReadError(
            tr("it ends ({last:%d/%m/%Y}) before it begins ({first:%d/%m/%Y})", last=spans[-1].first, first=since)
        )
    return Before(before=spans[-1].first, since=since)


def _by(cursor: Cursor) -> Item | None:
    clock = cursor.attempt(lambda c: by_clock(c) if c.take("trước") else None)
    if clock is None and not from_now(cursor) and not cursor.take(
        "cho đến hết", "cho đến", "đến hết", "đến", "hết", "chậm nhất", "muộn nhất", "không quá", "không muộn hơn",
        "hạn cuối", "hạn chót", "cuối cùng",
    ):  # fmt: skip
        return None
    if clock is None:
        cursor.take(
            "là trước", "là trong", "là vào", "là đến hết", "là đến", "là", "trong", "vào", "đến hết", "đến", ":"
        )
        clock = cursor.attempt(by_clock)
    last = cursor.attempt(last_point)
    if last is None or (clock is not None and (last.unit != "day" or last.part)):
        return None
    at = None if clock is None else clock[0]
    outlook = cursor.attempt(_outlook)
    first = cursor.attempt(_since)
    named = tuple(one for one in (last, outlook, first) if one is not None)

    def made(spans: Sequence[Span]) -> When:
        since = spans[-1].first if first is not None else None
        beyond = spans[1].last if outlook is not None else None
        return By(by=spans[0].last, at=at, since=since, outlook=beyond)

    return Item(named, made, "by" if outlook is None and first is None and clock is None else "")


def one_more(cursor: Cursor, follows: str) -> Item | None:
    """A day that shares the words before it: ``trước ngày 30/6 và 31/12``; nothing but a day may."""
    day = cursor.attempt(point)
    if day is None or day.unit != "day" or day.part or cursor.word() in ("-", "đến", "tới"):
        return None
    if follows == "before":
        return _item(None, day)
    return Item((day,), lambda spans: By(by=spans[0].last), "by")


def _outlook(cursor: Cursor) -> Named | None:
    cursor.take(",", "và")
    if not cursor.take("định hướng đến hết", "định hướng đến", "định hướng tới", "tầm nhìn đến", "tầm nhìn tới"):
        return None
    return point(cursor)


def _clock(cursor: Cursor) -> time | None:
    """A time of day after its day; after a comma it may not belong to the day that follows."""
    comma = cursor.take(",")
    at = moment(cursor)
    return None if comma and not (cursor.done or cursor.word() in (",", ";", "và")) else at


def _on_day(cursor: Cursor) -> Item | None:
    at = cursor.attempt(moment)
    cursor.take("vào", ",")
    day = cursor.attempt(point)
    if day is None or day.unit != "day" or cursor.word() in ("-", "đến", "tới"):
        return None
    at = at or cursor.attempt(_clock)
    return Item((day,), lambda spans: OnDay(day=spans[0].first, at=at), "" if at else "day")


def _during(cursor: Cursor) -> Item | None:
    named = period(cursor)
    if named is None:
        return None
    if len(named) == 1 and named[0].unit == "day":
        return _roughly(named[0])
    return during(named)


def _roughly(day: Named) -> Item:
    if day.fuzzy:
        return Item((day,), lambda spans: During(since=spans[0].first, until=spans[0].last, fuzzy=True), "day")
    return Item((day,), lambda spans: OnDay(day=spans[0].first), "day")


def days(cursor: Cursor) -> Sequence[Item] | None:
    """Several days before the month they share: ``ngày 15, 20/6/2026``, ``ngày 15 và 20 tháng 6``."""
    if not cursor.take("ngày"):
        return None
    numbers = []
    while (number := cursor.number()) is not None and cursor.take(",", "và"):
        cursor.take("ngày")
        numbers.append(number)
    if not numbers or number is None:
        return None
    cursor.at -= 1
    last = cursor.attempt(point)
    if last is None or last.unit != "day":
        return None
    made = [Named("day", last.number, number, last.year) for number in numbers]
    return [_roughly(one) for one in (*made, last)]


def occasion(cursor: Cursor) -> Item | None:
    """A day by its name, the day itself in brackets: ``Ngày Chuyển đổi số quốc gia (10/10)``."""
    begin = cursor.at
    if cursor.word() not in OCCASIONS:
        return None
    bracket = next(cursor.positions("("), None)
    if bracket is None or bracket == begin:
        return None
    name = cursor.text(begin, bracket)
    if cursor.word() == "dịp" and bracket > begin + 1:
        name = cursor.text(begin + 1, bracket)
    cursor.step(bracket - begin + 1)
    day = cursor.attempt(point)
    if day is None or day.unit != "day" or not cursor.take(")"):
        return None
    at = cursor.attempt(_clock)
    return Item((day,), lambda spans: OnDay(day=spans[0].first, at=at, occasion=name))
