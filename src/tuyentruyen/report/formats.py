"""A report as text for people and as plain values for programs."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from tuyentruyen.report.quotas import MAX_UNITS, quota_lines
from tuyentruyen.report.records import Line, Progress, Report, State, Totals
from tuyentruyen.roles import counted, state_word
from tuyentruyen.schedule import period_name
from tuyentruyen.text import printable, short_date
from tuyentruyen.wording import tr

_WIDTH = 48
_COLUMNS = ("done", "late", "missing", "open", "requested", "ongoing", "exceeded")


def as_text(report: Report) -> str:
    """The report as lines of text, columns aligned; in Vietnamese, counts are written as official tables write them.

    First the totals of each activity, then how far quotas are met, then for each activity what is missing, late or more than
    allowed, by unit, and what was asked for and has not come.
    """
    number = f"{report.number} – " if report.number else ""
    at = tr("as of {date}, {time}", date=short_date(report.now), time=f"{report.now:%H:%M}")
    head = [f"{number}{report.title}", at, ""]
    if not report.lines:
        return "\n".join(map(printable, [*head, tr("Nothing has begun yet."), ""]))
    return "\n".join(map(printable, [*head, *_table(report), *quota_lines(report), *_details(report), ""]))


def _columns(report: Report) -> list[tuple[str, str]]:
    """Names and heads of the columns; those beyond the first four only where they count anything."""
    columns = (("due", tr("due")), *((state, state_word(state)) for state in _COLUMNS))
    beyond = {name for share in report.shares for name, _ in columns[4:] if getattr(share.totals, name)}
    return [column for column in columns if column in columns[:4] or column[0] in beyond]


def _table(report: Report) -> Iterator[str]:
    columns = _columns(report)
    rows = [[tr("Activity"), *(head for _, head in columns)]]
    rows += [
        [_short(share.title) + (" *" if share.counted_with else ""), *_cells(share.totals, columns)]
        for share in report.shares
    ]
    rows.append([tr("Together"), *_cells(report.totals, columns)])
    widths = [max(len(row[number]) for row in rows) for number in range(len(rows[0]))]
    for position, row in enumerate(rows):
        if position in (1, len(rows) - 1):
            yield "-" * (sum(widths) + 2 * (len(widths) - 1))
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()
    if any(share.counted_with for share in report.shares):
        yield tr("* rides on another activity, and is counted once, with that one")


def _cells(totals: Totals, columns: Sequence[tuple[str, str]]) -> list[str]:
    return [counted(count) if (count := getattr(totals, name)) else "-" for name, _ in columns]


def _short(title: str) -> str:
    return title if len(title) <= _WIDTH else title[: _WIDTH - 1].rstrip() + "…"


def _details(report: Report) -> Iterator[str]:
    """For each activity what is missing, late, too much or asked for, by unit, with the days it was due."""
    heads = (
        (State.MISSING, tr("Missing")),
        (State.LATE, tr("Late")),
        (State.EXCEEDED, tr("More than the quota")),
        (State.REQUESTED, tr("Still asked for")),
    )
    for state, head in heads:
        found: dict[str, dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
        for line in report.lines:
            if line.state is state:
                found[line.occurrence.activity][line.occurrence.unit].append(line)
        if not found:
            continue
        yield ""
        yield f"{head}:"
        for share in report.shares:
            if units := found.get(share.activity):
                yield f"  {share.title}"
                for unit, lines in list(units.items())[:MAX_UNITS]:
                    name = report.names.get(unit, unit) if unit else tr("several units together")
                    yield f"    {name}: {counted(len(lines))} ({_days(lines)})"
                if len(units) > MAX_UNITS:
                    yield f"    {tr('and {count} more units', count=counted(len(units) - MAX_UNITS))}"


def _days(lines: Sequence[Line]) -> str:
    days = [short_date(line.occurrence.due or line.occurrence.start) for line in lines]
    return ", ".join(days) if len(days) <= 3 else f"{days[0]}, {days[1]}, …, {days[-1]}"


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values, keys in a fixed order; moments in ISO 8601 with their offset, None where there is none.

    ``end`` is the first moment after a window.
    """
    return {
        "plan": report.plan,
        "number": report.number,
        "title": report.title,
        "at": report.now.isoformat(),
        "totals": _record(report.totals),
        "activities": [
            {
                "key": share.activity,
                "title": share.title,
                "counted_with": share.counted_with or None,
                "totals": _record(share.totals),
            }
            for share in report.shares
        ],
        "quotas": [_progress(one) for one in report.quotas],
        "occurrences": [
            {
                "key": line.occurrence.key,
                "activity": line.occurrence.activity,
                "unit": line.occurrence.unit or None,
                "start": line.occurrence.start.isoformat(),
                "end": line.occurrence.end.isoformat(),
                "due": _moment(line.occurrence.due),
                "wanted": line.occurrence.count,
                "count": line.count,
                "state": line.state.value,
                "at": _moment(line.at),
            }
            for line in report.lines
        ],
    }


def _progress(one: Progress) -> dict[str, Any]:
    line, quota = one.line, one.quota
    return {
        "key": line.occurrence.key,
        "activity": line.occurrence.activity,
        "unit": line.occurrence.unit or None,
        "period": period_name(one.first, quota.per),
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "part": one.is_part,
        "since": _moment(one.since),
        "until": _moment(one.until),
        "at": quota.at,
        "of": quota.of,
        "counts": quota.counts,
        "wanted": line.occurrence.count,
        "count": line.count,
        "requested": one.requested,
        "state": line.state.value,
    }


def _record(totals: Totals) -> dict[str, int]:
    return {"due": totals.due, **attrs.asdict(totals)}


def _moment(moment: datetime.date | None) -> str | None:
    return moment.isoformat() if moment else None
