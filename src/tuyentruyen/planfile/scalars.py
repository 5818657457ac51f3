"""Texts, numbers, dates: taken as written, or refused with what to write instead.

A number is no text: ``0281022`` is a telephone number and would lose its nought. A text is no date: ``02/03/2026`` is two
days, and which of them only its author knows.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tuyentruyen.model.values import Html
from tuyentruyen.text import controls, nfc
from tuyentruyen.wording import tr

DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
MOMENT = rf"{DATE}(?:[Tt ]{TIME}(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?)?"

_DATE = re.compile(rf"{DATE}\Z")
_TIME = re.compile(rf"{TIME}\Z")
_MOMENT = re.compile(rf"{MOMENT}\Z")
_DAY_FIRST = re.compile(r"\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})\s*\Z")


def said(value: Any) -> str:
    """A value as a fault quotes it: short, on one line."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    shown = repr(value[:200] if isinstance(value, str) else value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def kind(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return tr("null")
    for kinds, word in (
        ((bool,), tr("true or false")),
        ((str,), tr("text")),
        ((int,), tr("a whole number")),
        ((float,), tr("a number")),
        ((datetime.datetime,), tr("a date and time")),
        ((datetime.date,), tr("a date")),
        ((datetime.time,), tr("a time of day")),
        ((Mapping,), tr("a table")),
        ((list, tuple), tr("a list")),
    ):
        if isinstance(value, kinds):
            return word
    return type(value).__name__


def wrong(wanted: str, value: Any) -> ValueError:
    """The fault of a value that is of another kind."""
    if isinstance(value, (Mapping, list, tuple)) or value is None:
        return ValueError(tr("must be {wanted}, not {kind}", wanted=wanted, kind=kind(value)))
    return ValueError(tr("must be {wanted}, not {kind} ({value})", wanted=wanted, kind=kind(value), value=said(value)))


def text(value: Any, _: Any = None) -> str:
    """A text, in NFC; without characters that no reader sees."""
    if not isinstance(value, str):
        raise wrong(tr("text in quotation marks"), value)
    if found := controls(value):
        raise ValueError(tr("holds control characters: {names}", names=", ".join(found[:5])))
    return str(nfc(value))


def html(value: Any, _: Any = None) -> Html:
    """A text that is HTML."""
    return Html(text(value))


def whole(value: Any, _: Any = None) -> int:
    """A whole number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(tr("a whole number"), value)
    return value


def number(value: Any, _: Any = None) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong(tr("a number"), value)
    try:
        made = float(value)
    except OverflowError:
        made = math.inf
    if not math.isfinite(made):
        raise ValueError(tr("must be a finite number, not {value}", value=said(value)))
    return made


def truth(value: Any, _: Any = None) -> bool:
    """True or false, as such and not as a word."""
    if not isinstance(value, bool):
        raise wrong(tr("true or false"), value)
    return value


def _date_fault(value: str, *, bare: str) -> ValueError:
    """What to write instead of a date as text, without quotation marks; of a date that can be read in two ways, both."""
    if found := _DAY_FIRST.match(value):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        pairs = [(first, second)] if first == second else [(first, second), (second, first)]
        readings = [f"{year:04d}-{month:02d}-{day:02d}" for day, month in pairs if 1 <= month <= 12 and 1 <= day <= 31]
        if len(readings) == 2:
            text = tr(
                "{value} can be read in two ways: write {one} if the day comes first, {two} if the month does",
                value=said(value), one=readings[0], two=readings[1],
            )  # fmt: skip
            return ValueError(text)
        if readings:
            return ValueError(tr("{value} is no date that is read: write {one}", value=said(value), one=readings[0]))
    if _MOMENT.match(value):
        return ValueError(tr("must be a date and not text: write {value} without quotation marks", value=bare))
    return ValueError(tr("must be a date such as 2026-03-02, not text ({value})", value=said(value)))


def _of_calendar(cls: type[datetime.date], value: str) -> datetime.date:
    try:
        return cls.fromisoformat(value)
    except ValueError:
        raise ValueError(tr("{value} is no day of the calendar", value=said(value))) from None


def is_moment(value: str) -> bool:
    """Whether a text has the form of ISO 8601."""
    return bool(_MOMENT.match(value))


@frozen
class Dates:
    """Dates and times, of a file that has its own (TOML) or of one that writes them as text.

    Attributes:
        as_text: Whether a text in the form of ISO 8601 is one.
    """

    as_text: bool

    def day(self, value: Any, _: Any = None) -> datetime.date:
        """A date without a time."""
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if not isinstance(value, str):
            raise wrong(tr("a date such as 2026-03-02"), value)
        if self.as_text and _DATE.match(value):
            return _of_calendar(datetime.date, value)
        if self.as_text and is_moment(value):
            raise ValueError(tr("must be a date without a time of day: write {value}", value=value[:10]))
        raise _date_fault(value, bare=value[:10])

    def moment(self, value: Any, _: Any = None) -> datetime.date:
        """A date and time. A bare date is handed on: the record's converter knows what it means there."""
        if isinstance(value, datetime.date):
            return value
        if not isinstance(value, str):
            raise wrong(tr("a date and time such as 2026-03-02T08:00:00+07:00"), value)
        if self.as_text and _MOMENT.match(value):
            return _of_calendar(datetime.date if len(value) == 10 else datetime.datetime, value.upper())
        raise _date_fault(value, bare=value)

    def time(self, value: Any, _: Any = None) -> datetime.time:
        """A time of day, without an offset: it is Vietnamese."""
        if isinstance(value, datetime.time) and value.tzinfo is None:
            return value
        if self.as_text and isinstance(value, str) and _TIME.match(value):
            return datetime.time.fromisoformat(value)
        raise wrong(tr("a time of day such as 17:00:00"), value)
