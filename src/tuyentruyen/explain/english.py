"""Timings in English; in Vietnamese `timing.time_phrase` says them as an officer would."""

from __future__ import annotations

import datetime

from tuyentruyen.model.when import (
    Before,
    By,
    ByRule,
    Deferred,
    During,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
    Quota,
    Several,
    When,
)
from tuyentruyen.text import short_date

_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_AT = {"least": "at least", "exactly": "exactly", "most": "at most"}


def in_english(timing: When | Quota) -> str:
    """What a timing or a quota says, in English: ``at least 4 tin, bài a month``."""
    match timing:
        case OnDay():
            said = f"on {short_date(timing.day)}{_clock(timing.at)}"
            return f"{said} ({timing.occasion})" if timing.occasion else said
        case During():
            rough = "roughly " if timing.fuzzy else ""
            return f"{rough}from {short_date(timing.since)} to {short_date(timing.until)}"
        case Before():
            return f"before {short_date(timing.before)}{_bounds(timing.since, None)}"
        case By():
            outlook = f", looking on to {short_date(timing.outlook)}" if timing.outlook else ""
            end = "" if timing.at else "the end of "
            return f"by {end}{short_date(timing.by)}{_clock(timing.at)}{outlook}{_bounds(timing.since, None)}"
        case Every():
            return f"{_every(timing)}{_clock(timing.at)}{_bounds(timing.since, timing.until)}"
        case ByRule():
            return f"by the rule {timing.rule}{_clock(timing.at)}{_bounds(timing.since, timing.until)}"
        case Ongoing():
            return f"all the time{_bounds(timing.since, timing.until)}"
        case OnEvent():
            unit = timing.count.replace("-", " ") + ("" if timing.within == 1 else "s")
            within = f", within {timing.within} {unit}" if timing.within else ""
            return f"each time it happens{within}{_bounds(timing.since, timing.until)}"
        case Deferred():
            return f"not set yet{_bounds(timing.since, timing.until)}"
        case Several():
            return "; ".join(map(in_english, timing.all))
        case Quota():
            whose = {"unit": ", each unit for itself", "together": ", all together"}.get(timing.whose, "")
            bounds = _bounds(timing.since, timing.until)
            return f"{_AT[timing.at]} {timing.count} {timing.of} a {timing.per}{whose}{bounds}"


def _every(timing: Every) -> str:
    said = f"every {timing.every}" if timing.interval == 1 else f"every {timing.interval} {timing.every}s"
    if timing.on:
        said += " on " + ", ".join(_DAYS[day] for day in timing.on)
    if timing.months:
        said += " in month " + ", ".join(map(str, timing.months))
    if timing.days:
        said += " on " + ", ".join(_day(day) for day in timing.days)
    if timing.before:
        said += f" before day {timing.before}"
    if timing.by:
        said += f" by {_day(timing.by)}"
    return said


def _day(day: int) -> str:
    if day > 0:
        return f"day {day}"
    return "the last day" if day == -1 else f"day {-day} from the end"


def _clock(at: datetime.time | None) -> str:
    return f" at {at:%H:%M}" if at else ""


def _bounds(since: datetime.date | None, until: datetime.date | None) -> str:
    first = f", from {short_date(since)}" if since else ""
    last = f", to {short_date(until)}" if until else ""
    return first + last
