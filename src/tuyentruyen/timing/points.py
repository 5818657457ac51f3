"""Grammar of days, months, quarters, years and what lies between two of them.

period   = "trong"? (range | point)
range    = "từ"? point ("-" | "đến" "hết"?) point | number "-" number "/" number ("/" year)?
point    = day | month | quarter | year | stretch | ("đầu" | "giữa" | "cuối") (month | quarter | year)
day      = "ngày"? D ("/" M | "tháng" M) year?        6/12: 6 December; 6/2025: June
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import evolve

from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.spans import FIRST_YEAR, LAST_YEAR, Named, no_year
from tuyentruyen.timing.words import COUNTED, ROMAN, NotReadError
from tuyentruyen.wording import tr

_ROMAN = re.compile(r"[ivxlc]+\Z")
MONTHS_SPELT = {"hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
"""Months that are written out; *tháng năm* could be a month and a year, *tháng một* is no month of officials."""
_PARTS = {"đầu": "first", "giữa": "middle", "cuối": "last"}


def year_number(cursor: Cursor) -> int | None:
    """A year in four figures.

    Raises:
        NotReadError: It is no year that a plan can name.
    """
    if not cursor.word().isdecimal():
        return None
    if len(cursor.word()) < 4:
        return None
    made = cursor.number()
    if made is None or not FIRST_YEAR <= made <= LAST_YEAR:
        raise NotReadError(no_year(cursor.word() if made is None else made))
    return made


def _year_after(cursor: Cursor, *signs: str) -> int | None:
    """The year that may follow a day, month or quarter: ``/2026``, ``năm 2026``; with other signs too, in four figures."""
    start = cursor.at
    if cursor.word() in signs and len(cursor.word(1)) == 4 and cursor.word(1).isdecimal():
        cursor.step()
        return year_number(cursor)
    if cursor.take("/", "năm", ", năm", "của năm") and cursor.word().isdecimal():
        if len(cursor.word()) < 4:
            short = cursor.word()
            if len(short) == 2:
                raise NotReadError(
                    tr("the year {short} is not written in full; did you mean {full}?", short=short, full=f"20{short}")
                )
            raise NotReadError(no_year(short))
        return year_number(cursor)
    cursor.at = start
    return None


def month_number(value: int) -> int:
    """The number of a month.

    Raises:
        NotReadError: There is no such month.
    """
    if not 1 <= value <= 12:
        raise NotReadError(tr("there is no month {month}: months are 1 to 12", month=value))
    return value


def day_number(value: int) -> int:
    """The number of a day in its month.

    Raises:
        NotReadError: There is no such day.
    """
    if not 1 <= value <= 31:
        raise NotReadError(tr("there is no day {day}: days are 1 to 31", day=value))
    return value


def quarter_number(cursor: Cursor) -> int | None:
    """The number of a quarter, Roman or Arabic.

    Raises:
        NotReadError: There is no such quarter.
    """
    word = cursor.word()
    if word in ROMAN:
        cursor.step()
        return ROMAN[word]
    if word.isdecimal() and len(word) < 3:
        cursor.step()
        if word.lstrip("0") in ("1", "2", "3", "4"):
            return int(word)
    elif not _ROMAN.match(word):
        return None
    raise NotReadError(tr("there is no quarter {quarter}: quarters are I to IV", quarter=word.upper()[:20]))


def _iso(cursor: Cursor) -> Named | None:
    words = [cursor.word(ahead) for ahead in range(5)]
    if words[1] != "-" or words[3] != "-" or len(words[0]) != 4:
        return None
    year = year_number(cursor)
    cursor.step()
    month = cursor.number()
    cursor.step()
    day = cursor.number()
    if year is None or month is None or day is None:
        return None
    return Named("day", month_number(month), day_number(day), year)


def _day(cursor: Cursor) -> Named | None:
    """A day with its month: ``ngày 06 tháng 7 năm 2012``, ``15/12``, ``15/12/2026``, ``15.12.2026``."""
    cursor.take("ngày")
    day = cursor.number()
    if day is None:
        return None
    sign = cursor.word()
    if cursor.take("tháng", "/"):
        month = cursor.number()
        if month is None or (sign == "/" and len(cursor.word(-1)) > 2):
            return None
        _check(day, month)
        return Named("day", month_number(month), day_number(day), _year_after(cursor))
    if sign in (".", "-") and cursor.word(2) == sign and len(cursor.word(3)) == 4:
        cursor.step()
        month = cursor.number()
        cursor.step()
        year = year_number(cursor)
        if month is None or year is None:
            return None
        _check(day, month)
        return Named("day", month_number(month), day_number(day), year)
    return None


def _check(day: int, month: int) -> None:
    if month > 12 >= day >= 1 and month <= 31:
        raise NotReadError(
            tr(
                "there is no month {month}: the day comes first; did you mean {near}?",
                month=month,
                near=f"{month}/{day}",
            )
        )


def _month(cursor: Cursor) -> Named | None:
    """A month: ``tháng 6``, ``tháng 6 năm 2026``, ``6/2026``."""
    named = cursor.take("tháng")
    if named and cursor.word() in MONTHS_SPELT:
        return Named("month", _spelt(cursor), year=_year_after(cursor, "-", "."))
    month = cursor.number()
    if month is None or len(cursor.word(-1)) > 2:
        return None
    if not named and not (cursor.word() in ("/", "-", ".") and len(cursor.word(1)) == 4 and cursor.word(1).isdecimal()):
        return None
    if cursor.word() in ("đầu", "cuối"):
        return None
    return Named("month", month_number(month), year=_year_after(cursor, "-", "."))


def _spelt(cursor: Cursor) -> int:
    month = MONTHS_SPELT[cursor.word()]
    cursor.step()
    if month == 10 and cursor.word() in ("một", "hai") and cursor.word(1) != "lần":
        month += COUNTED[cursor.word()]
        cursor.step()
    return month


def _quarter(cursor: Cursor) -> Named | None:
    if not cursor.take("quý"):
        return None
    number = quarter_number(cursor)
    return None if number is None else Named("quarter", number, year=_year_after(cursor, "-", "."))


def _year(cursor: Cursor) -> Named | None:
    named = cursor.take("năm")
    if named and cursor.word().isdecimal() and len(cursor.word()) < 4:
        number = cursor.word()
        if cursor.word(1) in ("", ",", "-", ";"):
            raise NotReadError(no_year(number))
        return None
    year = year_number(cursor)
    return None if year is None else Named("year", year=year)


def _stretch(cursor: Cursor) -> Named | None:
    """So many months at one end of a year: ``06 tháng đầu năm``, ``09 tháng đầu năm 2026``, ``nửa cuối năm``."""
    if cursor.take("nửa"):
        months: int | None = 6
    else:
        months = cursor.count(most=12) if cursor.word(1) == "tháng" and cursor.word(2) in ("đầu", "cuối") else None
        if months is None or not cursor.take("tháng"):
            return None
    part = _PARTS.get(cursor.take("đầu", "cuối"))
    if part is None:
        return None
    year = _year_after(cursor)
    if year is None and not cursor.take("năm"):
        return None
    if months == 12:
        raise NotReadError(tr("12 months are the whole year; write {near}", near="cả năm"))
    return Named("stretch", months or 0, year=year, part=part)


def _rough(cursor: Cursor) -> Named | None:
    """A part of a month, quarter or year that is named only roughly: ``đầu năm 2026``, ``cuối quý II``."""
    part = _PARTS.get(cursor.take("đầu", "giữa", "cuối"))
    if part is None:
        return None
    of = cursor.first(_quarter, _month, _year)
    if of is None and cursor.take("năm"):
        of = Named("year")
    return None if of is None else evolve(of, part=part, fuzzy=True)


def _whole_year(cursor: Cursor) -> Named | None:
    """The year of the plan: ``cả năm``, ``trong năm``."""
    if not cursor.take("trong cả năm", "cả năm", "trong năm", "suốt năm", "năm kế hoạch"):
        return None
    return Named("year", year=year_number(cursor))


def point(cursor: Cursor, follows: str = "") -> Named | None:
    """A day, month, quarter, year or part of it.

    Args:
        cursor: Where it would begin.
        follows: Of what a bare number is one more: month or quarter, as after ``tháng 9,`` or ``quý I -``.
    """
    one_more = {"month": _one_more_month, "quarter": _one_more_quarter}.get(follows)
    reads = (_iso, _rough, _stretch, _day, _month, _quarter, _year, _whole_year)
    return cursor.first(*((one_more, *reads) if one_more else reads))


def _one_more_month(cursor: Cursor) -> Named | None:
    number = None if cursor.word(1) == "tháng" else cursor.number()
    if number is None or len(cursor.word(-1)) > 2:
        return None
    if cursor.word() == "/" and len(cursor.word(1)) != 4:
        return None
    return Named("month", month_number(number), year=_year_after(cursor))


def _one_more_quarter(cursor: Cursor) -> Named | None:
    if (
        cursor.word(1) in ("tháng", "ngày")
        or len(cursor.word()) > 4
        or (cursor.word(1) == "/" and len(cursor.word(2)) != 4)
    ):
        return None
    if cursor.word().isdecimal() and len(cursor.word()) > 2:
        return None
    number = quarter_number(cursor)
    return None if number is None else Named("quarter", number, year=_year_after(cursor))


def _compact(cursor: Cursor) -> Sequence[Named] | None:
    """Two numbers before what they share: ``3-11/2022`` months, ``15-20/6`` days."""
    named = cursor.take("ngày")
    one = cursor.number()
    if one is None or not cursor.take("-", "đến hết", "đến"):
        return None
    if named:
        cursor.take("ngày")
    other = cursor.number()
    if other is None or len(cursor.word(-1)) > 2 or not cursor.take("/", "tháng"):
        return None
    if len(cursor.word()) == 4 and not named:
        year = year_number(cursor)
        return None if year is None else [Named("month", month_number(n), year=year) for n in (one, other)]
    month = cursor.number()
    if month is None:
        return None
    year = _year_after(cursor)
    return [Named("day", month_number(month), day_number(day), year) for day in (one, other)]


def period(cursor: Cursor, follows: str = "") -> Sequence[Named] | None:
    """One or two ends of a stretch of days, both counted."""
    rough = bool(cursor.take("khoảng", "dự kiến"))
    if cursor.word(1) != "năm" or cursor.word() != "trong":
        cursor.take("trong giai đoạn", "trong thời gian", "giai đoạn", "trong", "vào")
    made = cursor.first(_days_at_an_end, _from_to, _compact, lambda c: _between(c, follows))
    if made is None:
        one = cursor.attempt(lambda c: point(c, follows))
        made = None if one is None else [one]
    return made if made is None or not rough else [evolve(one, fuzzy=True) for one in made]


def _days_at_an_end(cursor: Cursor) -> Sequence[Named] | None:
    """So many days at one end of a month: ``10 ngày đầu tháng 6``, ``15 ngày cuối tháng 6/2026``."""
    if cursor.word(1) != "ngày" or cursor.word(2) not in ("đầu", "cuối"):
        return None
    count = cursor.count(most=31)
    if count is None or not cursor.take("ngày"):
        return None
    part = _PARTS[cursor.take("đầu", "cuối")]
    cursor.take("của")
    of = _month(cursor)
    return None if of is None else [Named("days", of.number, count, of.year, part)]


def _from_to(cursor: Cursor) -> Sequence[Named] | None:
    return _between(cursor, "") if cursor.take("từ", "bắt đầu từ") else None


def _between(cursor: Cursor, follows: str) -> Sequence[Named] | None:
    compact = cursor.attempt(_compact)
    if compact is not None:
        return compact
    one = cursor.attempt(lambda c: point(c, follows))
    sign = cursor.take("-", "đến hết", "đến", "tới", "cho đến hết", "cho đến") if one is not None else ""
    if one is None or not sign or cursor.word() == "trước":
        return None
    other = cursor.attempt(lambda c: point(c, one.unit))
    if other is None and sign != "-" and cursor.take("năm"):
        return [one, Named("year")]
    if other is None:
        return None
    if one.unit != other.unit and other.unit == "year" and (sign == "-" or one.year is None):
        return None
    return [one, other]
