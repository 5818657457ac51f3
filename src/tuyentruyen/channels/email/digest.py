"""Digests: the messages of a calendar week or month in one mail, sent when the week or month is over."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from attrs import frozen

from tuyentruyen.model.message import Message
from tuyentruyen.roles import counted
from tuyentruyen.text import VIETNAM, in_vietnam, short_date
from tuyentruyen.wording import tr


@frozen
class Issue:
    """One digest.

    Attributes:
        name: ``2022-w16`` (the week of ISO 8601) or ``2022-04``; ``2022-w16-qc`` of advertising.
        first: Its first day.
        last: Its last day.
        messages: Its messages, urgent ones first, then in the order they were published.
    """

    name: str
    first: datetime.date
    last: datetime.date
    messages: tuple[Message, ...]

    @property
    def is_weekly(self) -> bool:
        """Whether it is that of a week."""
        return "w" in self.name

    def heading(self, count: int) -> str:
        """Its heading with this many messages, in the language in use."""
        values = {"count": counted(count), "first": short_date(self.first), "last": short_date(self.last)}
        if self.is_weekly:
            return tr("{count} news from {first} to {last}", **values)
        return tr("{count} news of {month}", month=f"{self.first.month}/{self.first.year}", **values)


def issues(messages: Iterable[Message], period: str, *, now: datetime.datetime) -> list[Issue]:
    """The digests of all periods that are over and have messages, the oldest first.

    Advertising has one of its own: what it is marked with, and how often it may come, is not for other news.

    Args:
        messages: In any order; each belongs to the period in which it was first free to go out.
        period: ``week`` (Monday to Sunday) or ``month``.
        now: The moment, with an offset.
    """
    heaps: dict[tuple[datetime.date, datetime.date, bool], list[Message]] = {}
    for message in messages:
        day = in_vietnam(message.released).date()
        heaps.setdefault((*_span(day, period), message.advertising), []).append(message)
    found = []
    for (first, last, is_advertising), heap in sorted(heaps.items()):
        end = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(), tzinfo=VIETNAM)
        if end <= now:
            ordered = sorted(heap, key=lambda m: (not m.urgent, m.published, m.key))
            name = f"{_name(first, period)}-qc" if is_advertising else _name(first, period)
            found.append(Issue(name, first, last, tuple(ordered)))
    return found


def _span(day: datetime.date, period: str) -> tuple[datetime.date, datetime.date]:
    if period == "week":
        first = day - datetime.timedelta(days=day.weekday())
        return first, first + datetime.timedelta(days=6)
    first = day.replace(day=1)
    return first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


def _name(first: datetime.date, period: str) -> str:
    if period == "week":
        year, week, _ = first.isocalendar()
        return f"{year}-w{week:02d}"
    return f"{first:%Y-%m}"
