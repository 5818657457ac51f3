"""Days, months, quarters, years and parts of them, as a phrase names them; and which days of the calendar they are."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from attrs import evolve, frozen

from tuyentruyen.model.when import During, Quota, When
from tuyentruyen.timing.words import NotReadError
from tuyentruyen.wording import tr

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that a phrase may name."""


def no_year(year: object) -> str:
    """That there is no such year in a plan."""
    return tr("{year} is no year from {first} to {last}", year=str(year)[:20], first=FIRST_YEAR, last=LAST_YEAR)


class Span(NamedTuple):
    """Days of the calendar.

    Attributes:
        first: The first.
        last: The last, that day included.
        fuzzy: Whether the phrase names them only roughly.
    """

    first: date
    last: date
    fuzzy: bool = False


@frozen
class Named:
    """What a phrase names, its year perhaps left out.

    Attributes:
        unit: day, month, quarter, year; stretch: so many months at one end of a year; days: so many days at one end of a month.
        number: Of a day, of days and of a month the month, of a quarter the quarter, of a stretch how many months.
        day: Of a day, the day of the month; of days, how many.
        year: Its year; None: not said.
        part: Of a stretch and of days, first or last; of the others first, middle or last third or so (*đầu, giữa, cuối*); empty: all.
        fuzzy: Whether it is named only roughly.
    """

    unit: str
    number: int = 0
    day: int = 0
    year: int | None = None
    part: str = ""
    fuzzy: bool = False


@frozen
class Item:
    """A part of a phrase that is understood, but for the years it does not say.

    Attributes:
        named: What it names, in order.
        make: The timing, made of what that is in the calendar.
        follows: Of what a following bare number or unit is one more: day, month, quarter, every; empty: of nothing.
    """

    named: tuple[Named, ...]
    make: Callable[[Sequence[Span]], When | Quota]
    follows: str = ""


def fixed(timing: When | Quota, follows: str = "") -> Item:
    """A timing that names no days of the calendar."""
    return Item((), lambda _: timing, follows)


def during(named: Sequence[Named]) -> Item:
    """Once in what is named: from the first to the last of it."""
    many = len(named)

    def make(spans: Sequence[Span]) -> When:
        first, last = spans[0], spans[many - 1]
        if last.last < first.first:
            raise NotReadError(_turned_round(named[0], named[-1], first, last))
        return During(since=first.first, until=last.last, fuzzy=first.fuzzy or last.fuzzy)

    return Item(tuple(named), make, named[-1].unit)


def _turned_round(one: Named, other: Named, first: Span, last: Span) -> str:
    text = tr("it ends ({last:%d/%m/%Y}) before it begins ({first:%d/%m/%Y})", first=first.first, last=last.last)
    if one.unit == other.unit and one.year is None and one.unit in ("day", "month", "quarter"):
        return f"{text}; {tr('write the year of both')}"
    return text


def years_filled(named: Sequence[Named], year: int | None) -> list[Named]:
    """Every part of a phrase with its year: that of the next part that says one, else the plan's.

    Raises:
        NotReadError: There is no such year, or an earlier part says another one.
    """
    filled: list[Named] = []
    following: int | None = None
    for one in reversed(named):
        following = one.year if one.year is not None else following
        filled.append(evolve(one, year=following))
    filled.reverse()
    said = next((one.year for one in reversed(filled) if one.year is not None), None)
    for place, one in enumerate(filled):
        if one.year is None:
            if year is None or said not in (None, year):
                raise NotReadError(tr("it does not say which year; write the year"))
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise NotReadError(no_year(year))
            filled[place] = evolve(one, year=year)
    return filled


def span(one: Named) -> Span:
    """The days of what is named, its year filled in.

    Raises:
        NotReadError: There are no such days.
    """
    year = one.year or 0
    if one.unit in ("day", "days"):
        days = monthrange(year, one.number)[1]
        if one.day > days:
            text = tr(
                "there is no day {day:02d}/{month:02d}/{year}: the month has {days} days; did you mean {days}/{month:02d}/{year}?",
                day=one.day, month=one.number, year=year, days=days,
            )  # fmt: skip
            raise NotReadError(text)
        if one.unit == "days" and one.part == "first":
            return Span(date(year, one.number, 1), date(year, one.number, one.day), one.fuzzy)
        if one.unit == "days":
            return Span(date(year, one.number, days + 1 - one.day), date(year, one.number, days), one.fuzzy)
        day = date(year, one.number, one.day)
        return Span(day, day, one.fuzzy)
    if one.unit == "month":
        return _part_of_month(one, year)
    if one.unit == "quarter":
        return _months(year, one.number * 3 - 2, one.number * 3, one)
    if one.unit == "stretch":
        if one.part == "first":
            return _months(year, 1, one.number, evolve(one, part=""))
        return _months(year, 13 - one.number, 12, evolve(one, part=""))
    return _months(year, 1, 12, one)


_THIRDS = {"first": (0, 1), "middle": (1, 2), "last": (2, 3)}
_OF_YEAR = {"first": (0, 3), "middle": (3, 9), "last": (9, 12)}
"""*Đầu năm* is read as quarter I, *cuối năm* as quarter IV, *giữa năm* as what lies between."""


def _months(year: int, first: int, last: int, one: Named) -> Span:
    fuzzy = one.fuzzy
    if one.part:
        count = last - first + 1
        begin, end = _OF_YEAR[one.part] if count == 12 else _THIRDS[one.part]
        first, last, fuzzy = first + begin, first + end - 1, True
    return Span(date(year, first, 1), date(year, last, monthrange(year, last)[1]), fuzzy)


def _part_of_month(one: Named, year: int) -> Span:
    if not one.part:
        return _months(year, one.number, one.number, one)
    days = monthrange(year, one.number)[1]
    begin, end = {"first": (1, 10), "middle": (11, 20), "last": (21, days)}[one.part]
    return Span(date(year, one.number, begin), date(year, one.number, end), fuzzy=True)
