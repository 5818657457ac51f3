"""Grammar of what has no day: all the time, whenever something happens, or not settled yet.

    ongoing  = "thường xuyên" within?
    event    = ("khi" | "ngay khi" | "sau khi" | "theo yêu cầu" …) words
    relative = ("chậm nhất" | "trong thời hạn") count ("ngày" | "ngày làm việc" | "giờ") ("kể từ" | "sau") words
    deferred = ("theo tiến độ" | "theo thực trạng" …) words
    rule     = "theo quy tắc" rule of RFC 5545

Their words run up to a semicolon or the end; from when to when they hold may follow in brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuyentruyen.model.when import ByRule, Deferred, OnEvent, Ongoing, When
from tuyentruyen.timing.clock import Bounds, bounds_after, moment, unbounded, within
from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.spans import Item, Named, Span
from tuyentruyen.timing.words import NotReadError
from tuyentruyen.wording import tr

EVENTS = (
    "ngay khi", "ngay sau khi", "sau khi", "mỗi khi", "khi", "theo yêu cầu", "theo đề nghị", "theo chỉ đạo", "đột xuất",
    "trong trường hợp",
)  # fmt: skip
DEFERRALS = (
    "theo tiến độ", "theo thực trạng", "theo thực tế", "theo tình hình", "theo kế hoạch", "theo hướng dẫn", "theo lộ trình",
    "theo lịch", "theo thời gian", "theo quy định", "tùy", "chưa xác định",
)  # fmt: skip
UNSETTLED = "chưa ấn định:"
"""What goes before a deferral that begins with none of those words."""
_ALONE = ("khi", "ngay khi", "ngay sau khi", "sau khi", "mỗi khi", "trong trường hợp", "tùy")
_MOST_WITHIN = 3660


def opening(cursor: Cursor) -> Item | None:
    """Something that is due on no day of the calendar."""
    return cursor.first(_rule, _ongoing, _relative, _event, _deferred)


def _ongoing(cursor: Cursor) -> Item | None:
    cursor.take("thực hiện")
    if not cursor.take(
        "thường xuyên , liên tục",
        "thường xuyên / liên tục",
        "thường xuyên và liên tục",
        "thường xuyên liên tục",
        "thường xuyên",
        "liên tục",
    ):
        return None
    named, bounds = cursor.attempt(bounds_after) or ((), unbounded)
    return Item(tuple(named), lambda spans: Ongoing(**bounds(spans)))


def _rule(cursor: Cursor) -> Item | None:
    if not cursor.take("theo quy tắc"):
        return None
    begin = cursor.at
    rule = cursor.text(begin).partition(" ")[0].rstrip(";,")
    end = begin
    limit = cursor.tokens[begin].start + len(rule) if not cursor.done else 0
    while not cursor.done and cursor.tokens[end].start < limit:
        end += 1
        cursor.step()
    if not rule:
        return None
    at = cursor.attempt(moment)
    named, bounds = cursor.attempt(within) or ((), unbounded)
    return Item(tuple(named), lambda spans: ByRule(rule=rule, at=at, **bounds(spans)))


def _words(cursor: Cursor) -> tuple[str, tuple[Named, ...], Bounds] | None:
    """The plan's own words up to a semicolon or the end, and from when to when they hold, in brackets."""
    begin = cursor.at
    end = next(cursor.positions(";"), len(cursor.tokens))
    named: tuple[Named, ...] = ()
    bounds: Bounds = unbounded
    last = end
    if end > begin and cursor.tokens[end - 1].word == ")":
        bracket = max((place for place in cursor.positions("(") if place < end), default=begin)
        held = bracket > begin and _held(cursor, bracket + 1, end - 1)
        if held:
            named, bounds = held
            last = bracket
    if last == begin:
        return None
    cursor.at = begin
    cursor.step(end - begin)
    return cursor.text(begin, last), named, bounds


def _held(cursor: Cursor, begin: int, end: int) -> tuple[tuple[Named, ...], Bounds] | None:
    start = cursor.at
    cursor.at = begin
    made = within(cursor)
    fits = cursor.at == end
    cursor.at = start
    return made if fits else None


def _said(cursor: Cursor, heads: Sequence[str]) -> tuple[str, tuple[Named, ...], Bounds] | None:
    """Words that begin with one of these, and say more than it where it says nothing alone."""
    start = cursor.at
    head = cursor.take(*sorted(heads, key=len, reverse=True))
    if not head or (head in _ALONE and (cursor.done or cursor.word() == ";")):
        return None
    cursor.at = start
    return _words(cursor)


def _event(cursor: Cursor) -> Item | None:
    said = _said(cursor, EVENTS)
    if said is None:
        return None
    event, named, bounds = said
    return Item(named, lambda spans: OnEvent(event=event, **bounds(spans)))


def _relative(cursor: Cursor) -> Item | None:
    cursor.take(
        "chậm nhất là sau", "chậm nhất sau", "chậm nhất là", "chậm nhất", "muộn nhất là", "muộn nhất", "không quá",
        "trong thời hạn", "trong thời gian", "trong vòng", "trong",
    )  # fmt: skip
    after = cursor.word(cursor.counted()) if cursor.counted() else ""
    number = cursor.count(most=_MOST_WITHIN) if after in ("ngày", "giờ", "tuần") else None
    if number is None:
        return None
    count = cursor.take("ngày làm việc", "ngày", "giờ làm việc", "giờ", "tuần")
    if count == "giờ làm việc":
        raise NotReadError(tr("working hours are not counted; say it in days or hours"))
    since = cursor.take("kể từ", "tính từ", "từ", "sau", ", kể từ", ", tính từ")
    if not since or cursor.done:
        return None
    said = _words(cursor)
    if said is None:
        return None
    event, named, bounds = said
    fields: dict[str, Any] = {"within": number, "count": "day"}
    if count == "tuần":
        fields["within"] = number * 7
    elif count != "ngày":
        fields["count"] = "working-day" if count == "ngày làm việc" else "hour"

    def made(spans: Sequence[Span]) -> When:
        return OnEvent(event=event, **fields, **bounds(spans))

    return Item(named, made)


def _deferred(cursor: Cursor) -> Item | None:
    said = _words(cursor) if cursor.take("chưa ấn định :") else _said(cursor, DEFERRALS)
    if said is None:
        return None
    deferred, named, bounds = said
    return Item(named, lambda spans: Deferred(deferred=deferred, **bounds(spans)))
