"""Recurrence rules of RFC 5545, bounded; the only door to dateutil."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import tr

_CHOICES = {
    "FREQ": ("YEARLY", "MONTHLY", "WEEKLY", "DAILY"),
    "WKST": ("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
}
_BOUNDS = {
    "INTERVAL": (1, 9999),
    "COUNT": (1, 9999),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
}
_WEEKDAY = re.compile(r"(?P<nth>[+-]?[1-9][0-9]?)?(?:MO|TU|WE|TH|FR|SA|SU)\Z")
_UNTIL = re.compile(r"([0-9]{8})(?:T([0-9]{6})(Z?))?\Z")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}\Z")


def rule_fault(rule: str) -> str:
    """What is wrong with a rule, in one sentence; empty if nothing is."""
    try:
        _parts(rule)
    except ValueError as fault:
        return str(fault)
    return ""


def rule_days(rule: str, *, anchor: date, since: date, until: date, at: time | None = None) -> Iterator[date]:
    """The days of a span that a rule names, counted from ``anchor``, in order.

    The rule may take at most 400 years of days to find out that it names none.

    Raises:
        ValueError: It is no rule, or one of hours, minutes or seconds: the time of day is the plan's ``at``.
    """
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - only plans that hold a rule pay for it

    parts = _parts(rule)
    last = until
    if "UNTIL" in parts:
        end, clock = _moment(parts.pop("UNTIL"))
        last = min(last, end if at is None or at.replace(tzinfo=None) <= clock else end - timedelta(days=1))

    # The calendar repeats itself every 400 years. Read near its end, a rule that names no day at all, such as the 30th of
    # February, runs into that end soon; dateutil would walk through eight thousand years to find it.
    moved = 400 * ((9999 - max(until.year, anchor.year)) // 400)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    start = datetime.combine(anchor.replace(year=anchor.year + moved), time.min)
    for moment in rrulestr(text, dtstart=start):
        day = moment.date().replace(year=moment.year - moved)
        if day > last:
            return
        if day >= since:
            yield day


def _moment(value: str) -> tuple[date, time]:
    """The last day and time of day of a rule on the Vietnamese clock; a bare day counts whole."""
    found = _UNTIL.match(value)
    if not found:
        raise ValueError(
            tr("UNTIL={value} is no day, such as 20221231, and no moment, such as 20221231T100000Z", value=value[:40])
        )
    day, clock, zulu = found.groups()
    try:
        stamp = day + (clock or "235959") + ("+0000" if zulu else "+0700")
        moment = datetime.strptime(stamp, "%Y%m%d%H%M%S%z").astimezone(VIETNAM)
    except ValueError:
        raise ValueError(tr("UNTIL={value} is no day of the calendar", value=value[:40])) from None
    except OverflowError:
        return date.max, time.max
    return moment.date(), moment.time()


def _parts(rule: str) -> dict[str, str]:
    """The parts of a rule, each once and each within its bounds.

    Raises:
        ValueError: Something is wrong with it.
    """
    text = rule.strip().upper().removeprefix("RRULE:").rstrip(";")
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value:
            raise ValueError(tr("{part!r} is no part of a rule, such as FREQ=MONTHLY", part=part[:40]))
        if name in parts:
            raise ValueError(tr("{name} stands twice in the rule", name=name[:40]))
        parts[name] = value
        _judge(name, value)
    if "FREQ" not in parts:
        raise ValueError(tr("the rule does not say FREQ, such as FREQ=MONTHLY"))
    _judge_together(parts)
    return parts


def _judge(name: str, value: str) -> None:
    if choices := _CHOICES.get(name):
        if value not in choices:
            raise ValueError(
                tr("{name}={value} is not one of {choices}", name=name, value=value[:40], choices=", ".join(choices))
            )
    elif bounds := _BOUNDS.get(name):
        least, most = bounds
        items = value.split(",") if name.startswith("BY") else [value]
        for item in items:
            if not _NUMBER.match(item) or not least <= int(item) <= most or int(item) == 0:
                raise ValueError(
                    tr(
                        "{name} names {item!r}, not from {least} to {most}",
                        name=name,
                        item=item[:40],
                        least=least,
                        most=most,
                    )
                )
    elif name == "UNTIL":
        _moment(value)
    elif name == "BYDAY":
        for item in value.split(","):
            if not _WEEKDAY.match(item):
                raise ValueError(
                    tr("BYDAY names {item!r}, which is no day of the week, such as MO or -1FR", item=item[:40])
                )
    elif name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        raise ValueError(tr("{name} is not for days; say the time of day with at", name=name))
    else:
        raise ValueError(tr("{name} is no part of a rule of RFC 5545", name=name[:40]))


def _judge_together(parts: dict[str, str]) -> None:
    frequency = parts["FREQ"]
    barred = {
        "BYWEEKNO": ("MONTHLY", "WEEKLY", "DAILY"),
        "BYYEARDAY": ("MONTHLY", "WEEKLY", "DAILY"),
        "BYMONTHDAY": ("WEEKLY",),
    }
    for name, frequencies in barred.items():
        if name in parts and frequency in frequencies:
            raise ValueError(tr("{name} does not go with FREQ={frequency}", name=name, frequency=frequency))
    numbered = any(_WEEKDAY.match(item)["nth"] for item in parts.get("BYDAY", "").split(",") if item)  # type: ignore[index]
    if numbered and (frequency in ("WEEKLY", "DAILY") or "BYWEEKNO" in parts):
        raise ValueError(
            tr(
                "a numbered day of the week, such as 1MO, goes with FREQ=MONTHLY or FREQ=YEARLY only, and not with BYWEEKNO"
            )
        )
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        raise ValueError(tr("BYSETPOS chooses among the days of another part, such as BYDAY; there is none"))
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError(tr("COUNT and UNTIL do not go together"))
