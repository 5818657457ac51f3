"""Grammar of how often: ``hằng tháng``, ``02 tuần một lần``, ``một lần/quý``.

rate = ("hằng" | "mỗi") unit | count unit "một lần" | "một lần/" unit
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from tuyentruyen.timing.cursor import Cursor

UNITS = {"ngày": "day", "tuần": "week", "tháng": "month", "quý": "quarter", "năm": "year"}
ONCE = ("một lần", "1 lần", "01 lần", "/ lần", "/ 1 lần", "/ 01 lần", "/ một lần")
_MOST_INTERVAL = 120


@frozen
class Rate:
    """How often, and whether so many units at a time."""

    unit: str
    interval: int = 1


def one_unit(cursor: Cursor) -> str | None:
    """A unit of time by its code."""
    return UNITS.get(cursor.take(*UNITS))


def rate(cursor: Cursor) -> Rate | None:
    """How often: ``hằng tháng``, ``02 tuần một lần``, ``mỗi quý một lần``, ``một lần/tháng``, ``01 lần/06 tháng``."""
    cursor.take("định kỳ", "theo định kỳ")
    return cursor.first(_each, _so_many, _once_per)


def _each(cursor: Cursor) -> Rate | None:
    word = cursor.take("hằng", "mỗi", "từng")
    interval = cursor.count(most=_MOST_INTERVAL) if word == "mỗi" and _counts_units(cursor) else 1
    unit = one_unit(cursor) if word else None
    if unit is None:
        return None
    cursor.take(*ONCE)
    return Rate(unit, interval or 1)


def _counts_units(cursor: Cursor) -> bool:
    """Whether a count of units comes next, be it a count that there is not."""
    return cursor.counted() > 0 and cursor.word(cursor.counted()) in UNITS


def _so_many(cursor: Cursor) -> Rate | None:
    if cursor.take("nửa năm"):
        return Rate("month", 6) if cursor.take(*ONCE) else None
    if not _counts_units(cursor):
        return None
    interval = cursor.count(most=_MOST_INTERVAL)
    unit = one_unit(cursor)
    if interval is None or unit is None or not cursor.take(*ONCE):
        return None
    return Rate(unit, interval)


def _once_per(cursor: Cursor) -> Rate | None:
    if not cursor.take("1 lần", "01 lần", "một lần"):
        return None
    if not cursor.take("/", "mỗi", "một", "trong mỗi", "trong một"):
        return None
    interval = cursor.count(most=_MOST_INTERVAL) if _counts_units(cursor) else None
    unit = one_unit(cursor)
    return None if unit is None else Rate(unit, interval or 1)


def bare_rate(cursor: Cursor) -> Rate | None:
    """A rate of which only the unit is said, after another: ``hằng tháng, quý``, ``hằng quý, 06 tháng``."""
    interval = cursor.count(most=_MOST_INTERVAL) if _counts_units(cursor) else None
    unit = one_unit(cursor)
    if unit is None or cursor.word().isdecimal() or cursor.word() in ("đầu", "cuối"):
        return None
    cursor.take(*ONCE)
    return Rate(unit, interval or 1)


def rated(cursor: Cursor, units: Sequence[str]) -> Rate | None:
    """A rate in one of these units, a comma before it or not."""
    cursor.take(",")
    told = rate(cursor)
    return told if told is not None and told.unit in units else None
