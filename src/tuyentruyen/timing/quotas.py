"""Grammar of quotas: how much of what, in each period.

    quota    = whose? period? comparator? count words ("/" | "mỗi") unit whose? within? options?
    whose    = "mỗi đơn vị" | "toàn Thành phố" …
    options  = "(" option (";" option)* ")"

A number without a comparator is a floor, as it is where a table leaves ``at`` out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuyentruyen.model.when import Quota
from tuyentruyen.timing.clock import Bounds, bounds_after, unbounded
from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.points import point
from tuyentruyen.timing.rates import UNITS, one_unit
from tuyentruyen.timing.spans import Item, Named, Span
from tuyentruyen.timing.words import NotReadError
from tuyentruyen.wording import tr

COMPARATORS = {
    "tối thiểu": "least", "ít nhất": "least", "không dưới": "least", "không ít hơn": "least", "từ": "least",
    "tối đa": "most", "không quá": "most", "nhiều nhất": "most", "đúng": "exactly",
}  # fmt: skip
COUNTS = {
    "messages": "tính theo tin, bài đã đăng",
    "deliveries": "tính theo lượt đăng trên từng kênh",
    "evidence": "tính theo minh chứng",
}
PARTS = {"share": "kỳ không trọn tính theo số ngày", "none": "không tính kỳ không trọn"}
_MEMBERS = (
    "xã , phường , thị trấn", "xã , phường , đặc khu", "xã , phường", "quận , huyện , thị xã", "quận , huyện", "sở , ban , ngành",
    "cơ quan , đơn vị", "đơn vị", "cơ quan", "địa phương", "sở", "ban", "ngành", "quận", "huyện", "xã", "phường", "tổ",
    "thành viên", "kênh", "trường",
)  # fmt: skip
_ALL = (
    "thành phố",
    "tỉnh",
    "quận",
    "huyện",
    "thị xã",
    "xã",
    "phường",
    "đặc khu",
    "ngành",
    "hệ thống",
    "các đơn vị",
    "bộ",
)
_MOST = 100_000


def quota(cursor: Cursor) -> Item | None:
    """How much in each period."""
    fields: dict[str, Any] = {}
    _whose_before(cursor, fields)
    _period_before(cursor, fields)
    _whose_before(cursor, fields)
    cursor.take(":", ",", "có", "đăng", "phát")
    comparator = cursor.take(*COMPARATORS)
    fields["at"] = COMPARATORS.get(comparator, "least")
    count = cursor.count(most=_MOST)
    if count is None:
        return None
    if not cursor.word().isalpha() or cursor.word() in ("đến", "tới", "hoặc", *UNITS):
        return None
    of = _of(cursor, is_open="per" in fields)
    if not of:
        return None
    one = None if "per" in fields else cursor.attempt(_in_one)
    if one is not None:
        fields["per"] = one.unit
    elif "per" not in fields and not _per(cursor, fields):
        if comparator not in ("", "từ") and cursor.done:
            raise NotReadError(
                tr("it says how many, but not in which period; did you mean {near}?", near=f"“{cursor.phrase}/tháng”")
            )
        return None
    cursor.take("trở lên")
    _whose_after(cursor, fields)
    held: tuple[tuple[Named, ...], Bounds] = ((), unbounded) if one is None else ((one,), _ends)
    named, bounds = cursor.attempt(bounds_after) or held
    if one is not None and named != (one,):
        return None
    if not _options(cursor, fields):
        return None
    return Item(tuple(named), lambda spans: Quota(count=count, of=of, **fields, **bounds(spans)))


def _whose_before(cursor: Cursor, fields: dict[str, Any]) -> None:
    start = cursor.at
    if cursor.take("mỗi", "từng") and cursor.take(*_MEMBERS):
        fields["whose"] = "unit"
    elif cursor.take("tổng cộng", "tổng số", "chung") or (
        cursor.take("toàn", "cả", "trên địa bàn") and cursor.take(*_ALL)
    ):
        fields["whose"] = "together"
    else:
        cursor.at = start
        return
    cursor.take(",", ":")


def _whose_after(cursor: Cursor, fields: dict[str, Any]) -> None:
    start = cursor.at
    if (cursor.take("/", "mỗi", "/ mỗi", "đối với mỗi") and cursor.take(*_MEMBERS)) and cursor.word() != "/":
        fields["whose"] = "unit"
    elif cursor.take("toàn", "trên toàn", "cho toàn", "của toàn") and cursor.take(*_ALL):
        fields["whose"] = "together"
    else:
        cursor.at = start


def _period_before(cursor: Cursor, fields: dict[str, Any]) -> None:
    start = cursor.at
    unit = one_unit(cursor) if cursor.take("mỗi", "hằng", "trong mỗi") else None
    if unit is None:
        cursor.at = start
        return
    cursor.take(",", ":")
    fields["per"] = unit


def _ends(spans: Sequence[Span]) -> dict[str, Any]:
    return {"since": spans[0].first, "until": spans[-1].last}


def _in_one(cursor: Cursor) -> Named | None:
    """The one period in which something is owed: ``trong quý II``, ``/năm 2026``."""
    sign = cursor.take("trong", "/")
    one = cursor.attempt(point) if sign else None
    return one if one is not None and one.unit in ("month", "quarter", "year") and not one.part else None


def _of(cursor: Cursor, *, is_open: bool) -> str:
    """What is counted: the words up to the period, or where that went before, up to the end."""
    begin = cursor.at
    while not cursor.done:
        if cursor.word() in ("/", "mỗi", "hằng", "trong", "trở", "(", "một", "từ") and cursor.at > begin:
            start, ahead = cursor.at, cursor.furthest
            fits = is_open or cursor.word() in ("trở", "(") or cursor.attempt(_in_one) is not None or _per(cursor, {})
            cursor.at, cursor.furthest = start, ahead
            if fits:
                break
        cursor.step()
    return cursor.text(begin, cursor.at)


def _per(cursor: Cursor, fields: dict[str, Any]) -> bool:
    start = cursor.at
    cursor.take("trở lên")
    sign = cursor.take("/ một", "/ 1", "/ 01", "/", "trong một", "trong mỗi", "mỗi", "một", "hằng")
    if sign == "/" and cursor.take(*_MEMBERS):
        fields["whose"] = "unit"
        if not cursor.take("/"):
            cursor.at = start
            return False
    unit = one_unit(cursor) if sign else None
    if unit is None:
        cursor.at = start
        return False
    fields["per"] = unit
    return True


def _options(cursor: Cursor, fields: dict[str, Any]) -> bool:
    """What counts, and what is owed in a period that is cut, in brackets; whether nothing else stands there."""
    if not cursor.take("("):
        return True
    while True:
        for name, words in (("counts", COUNTS), ("part", PARTS)):
            for code, said in words.items():
                if cursor.take(said.replace(",", " ,")):
                    fields[name] = code
                    break
        if cursor.take(")"):
            return True
        if not cursor.take(";"):
            return False
