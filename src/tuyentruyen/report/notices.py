"""An agenda as text for people, as plain values for programs, and as a calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tuyentruyen.formats.icalendar import Event, calendar
from tuyentruyen.report.agenda import Agenda, Item
from tuyentruyen.report.quotas import part_words
from tuyentruyen.report.records import State
from tuyentruyen.roles import counted, listed, request, role_word, standing
from tuyentruyen.schedule import period_name, weekday_name
from tuyentruyen.text import printable, short_date
from tuyentruyen.wording import tr

MAX_NAMES = 3
"""Units of one duty that the text names."""
MAX_DAYS = 3
"""Later days of what recurs that the text names."""


def agenda_text(agenda: Agenda) -> str:
    """The agenda as lines of text: what is behind and can be made up, what is due, what is asked for.

    Units that have the same duty by the same day, and have done as much of it, stand in one line.
    """
    number = f"{agenda.number} – " if agenda.number else ""
    span = tr(
        "from {since}, {time}, to the end of {until}",
        since=short_date(agenda.now),
        time=f"{agenda.now:%H:%M}",
        until=short_date(agenda.until),
    )
    lines = [f"{number}{agenda.title}", span]
    heads = (
        (State.MISSING, tr("Behind, and can still be made up:")),
        (State.OPEN, tr("To be done:")),
        (State.REQUESTED, tr("Asked for:")),
    )
    for state, head in heads:
        items = [item for item in agenda.items if item.state is state]
        if items:
            lines += ["", head, *_lines(items, agenda.now.year)]
    if not agenda.items:
        lines += ["", tr("Nothing is left to be done by then.")]
    return "\n".join(map(printable, [*lines, ""]))


def _lines(items: Sequence[Item], year: int) -> Iterator[str]:
    """Lines by day; what recurs stands at its next time, followed by its later ones."""
    alike: dict[tuple[Any, ...], list[Item]] = {}
    for item in items:
        one = item.occurrence
        alike.setdefault((one.due, one.activity, one.start, one.end, item.count), []).append(item)
    later: dict[tuple[Any, ...], list[list[Item]]] = {}
    for same in alike.values():
        item = same[0]
        again = (item.occurrence.activity, item.count, *(one.occurrence.unit for one in same), _period(item))
        later.setdefault(again, []).append(same)
    for day, group in groupby(later.values(), key=lambda times: times[0][0].due.date()):
        named = weekday_name(day)
        yield f"  {named[:1].upper()}{named[1:]}, {short_date(day)}"
        for times in group:
            yield f"    {_said(times[0], year)}{_then([same[0] for same in times[1:]])}"


def _then(times: Sequence[Item]) -> str:
    """The later times of what recurs, the first ones by day."""
    if not times:
        return ""
    days = [short_date(item.due) for item in times]
    shown = ", ".join(days) if len(days) <= MAX_DAYS else f"{days[0]}, {days[1]}, …, {days[-1]}"
    return "; " + tr("then {count} more times: {days}", count=counted(len(days)), days=shown)


def _said(same: Sequence[Item], year: int) -> str:
    item = same[0]
    names = [one.who for one in same[:MAX_NAMES]]
    who = listed(names)
    if len(same) > MAX_NAMES:
        more = counted(len(same) - MAX_NAMES)
        who = tr("{names} and {count} more units", names=", ".join(names), count=more)
    return f"{_moment(item)}{work(item, who)}: {_standing(item, year)}{_off(item)}{_host(item)}"


def _off(item: Item) -> str:
    """Where the day is a day off, why it is, and the next working day."""
    if item.working is None:
        return ""
    return " " + tr("({why}; next working day {day})", why=item.off, day=short_date(item.working))


def _moment(item: Item) -> str:
    return f"{item.due:%H:%M}  " if item.due.second == 0 else ""


def work(item: Item, who: str) -> str:
    """Who and what: "Sở TT&TT: Tin, bài …"; of what is asked for "Đề nghị Ban Tuyên giáo Thành ủy: …"."""
    said = request(who, item.title) if item.requested else f"{who}: {item.title}"
    return said[:1].upper() + said[1:]


def _period(item: Item, year: int = 0) -> str:
    """What its period is called; the year goes without saying if it is that one."""
    return period_name(item.occurrence.start.date(), item.per, year=year) if item.per else ""


def _told_period(item: Item, year: int = 0) -> str:
    """The same, and which days of it count where the ends of the plan or of the quota cut it."""
    part = part_words(item.since, item.until)
    return f"{_period(item, year)} ({part})" if part else _period(item, year)


def _standing(item: Item, year: int = 0) -> str:
    return standing(
        requested=item.requested,
        count=item.count,
        wanted=item.wanted,
        of=item.of,
        period=_told_period(item, year),
        days=item.days,
    )


def _host(item: Item) -> str:
    return f" ({tr('rides on another activity')})" if item.counted_with else ""


def agenda_json(agenda: Agenda) -> dict[str, Any]:
    """The agenda as plain values, keys in a fixed order; moments in ISO 8601 with their offset, None where there is none."""
    return {
        "plan": agenda.plan,
        "number": agenda.number,
        "title": agenda.title,
        "at": agenda.now.isoformat(),
        "until": agenda.until.isoformat(),
        "items": [
            {
                "key": item.occurrence.key,
                "activity": item.occurrence.activity,
                "title": item.title,
                "unit": item.occurrence.unit or None,
                "who": item.who,
                "start": item.occurrence.start.isoformat(),
                "due": item.due.isoformat(),
                "days": item.days,
                "day_off": item.off or None,
                "working_day": item.working.isoformat() if item.working else None,
                "wanted": item.wanted,
                "count": item.count,
                "of": item.of or None,
                "period": _period(item) or None,
                "part": bool(item.since or item.until),
                "since": item.since.isoformat() if item.since else None,
                "until": item.until.isoformat() if item.until else None,
                "state": item.state.value,
                "begun": item.begun,
                "requested": item.requested,
                "counted_with": item.counted_with or None,
                "said": f"{work(item, item.who)}: {_standing(item)}",
            }
            for item in agenda.items
        ],
    }


def agenda_calendar(agenda: Agenda) -> bytes:
    """The agenda as a calendar file: each item on the day it is due, all day or at its time.

    The identity of an entry is that of the occurrence in its plan, so that a calendar which is read again is brought up to
    date. Nothing that grows old, such as days left, stands in it.

    Raises:
        MissingExtraError: The extra ``event`` is not installed.
    """
    number = agenda.number or agenda.plan
    events = (
        Event(
            uid=item.uid,
            start=item.due if item.due.second == 0 else item.due.date(),
            summary=work(item, item.who),
            description="\n".join((_kept(item), f"{number} – {agenda.title}")),
            category=role_word("requested") if item.requested else "",
            sequence=item.count,
            sure=not item.requested,
        )
        for item in agenda.items
    )
    return calendar(events, name=tr("Work calendar: {plan}", plan=number), stamp=agenda.now)


def _kept(item: Item) -> str:
    return standing(
        requested=item.requested, count=item.count, wanted=item.wanted, of=item.of, period=_told_period(item)
    )
