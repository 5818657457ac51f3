"""Calendars as files (*lịch công tác*), RFC 5545 with RFC 7986: the only door to the library ``icalendar``.

The same events and the same stamp give the same bytes: nothing is taken from the clock, and no identity is drawn by lot.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from attrs import field, frozen

from tuyentruyen.errors import MissingExtraError
from tuyentruyen.text import nfc, printable

PRODUCT = "-//tuyentruyen//tuyentruyen//VI"


def _shown(value: str) -> str:
    """A text as a calendar may hold it: NFC, and no control character but the line feed."""
    return str(printable(nfc(value).replace("\r\n", "\n").replace("\t", " ")))


@frozen(kw_only=True)
class Event:
    """One entry of a calendar.

    Attributes:
        uid: Its identity for ever; a program that read it before replaces it.
        start: A day, and the entry fills that day; or a moment with an offset, and the entry stands at that moment.
        summary: What is read first.
        description: More; may have several lines.
        category: One word to sort by; empty if none.
        sequence: Raised with each change; 0 at first.
        sure: Whether it is settled; what is only asked for is tentative.
    """

    uid: str
    start: datetime.date | datetime.datetime
    summary: str = field(converter=_shown)
    description: str = field(default="", converter=_shown)
    category: str = field(default="", converter=_shown)
    sequence: int = 0
    sure: bool = True


def calendar(events: Iterable[Event], *, name: str, stamp: datetime.datetime) -> bytes:
    """A calendar file: UTF-8, lines of at most 75 octets that end in CRLF.

    Days are written as days, which have no time zone; moments in UTC, which needs no table of time zones. Entries take no
    time of anybody (``TRANSP:TRANSPARENT``), for they name a day by which something is due.

    Args:
        events: The entries, in order.
        name: What the calendar is called.
        stamp: When the file was made, with an offset.

    Raises:
        MissingExtraError: The extra ``event`` is not installed.
    """
    try:
        import icalendar  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        raise MissingExtraError(missing.name or "icalendar", extra="event") from None
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", _shown(name))
    made.add("x-wr-calname", _shown(name))
    made.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    at = stamp.astimezone(datetime.UTC).replace(microsecond=0)
    for event in events:
        entry = icalendar.Event()
        entry.add("uid", event.uid)
        entry.add("dtstamp", at)
        entry.add("sequence", event.sequence)
        if isinstance(event.start, datetime.datetime):
            entry.add("dtstart", event.start.astimezone(datetime.UTC))
        else:
            entry.add("dtstart", event.start)
        entry.add("summary", event.summary)
        if event.description:
            entry.add("description", event.description)
        if event.category:
            entry.add("categories", [event.category])
        entry.add("status", "CONFIRMED" if event.sure else "TENTATIVE")
        entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    return bytes(made.to_ical())
