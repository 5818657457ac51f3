"""How far quotas are met, as text: "tháng 5: 01/04 tin, bài", and plainly where a period is not a whole one."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tuyentruyen.report.records import Progress, Report, State
from tuyentruyen.roles import counted, request, state_word
from tuyentruyen.schedule import period_name
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr

MAX_UNITS = 40
"""Units that the text names below one activity."""
MAX_PERIODS = 12
"""Periods that the text names below one unit: the last ones."""


def quota_lines(report: Report) -> Iterator[str]:
    """For each activity with a quota its periods, the last ones at most; of several units, each unit's latest period."""
    found: dict[str, dict[str, list[Progress]]] = defaultdict(lambda: defaultdict(list))
    for one in report.quotas:
        found[one.line.occurrence.activity][one.line.occurrence.unit].append(one)
    if not found:
        return
    yield ""
    yield tr("Quotas:")
    for share in report.shares:
        if units := found.get(share.activity):
            yield f"  {share.title} ({_what_counts(next(iter(units.values()))[0])})"
            yield from _of_activity(report, units)


def _of_activity(report: Report, units: Mapping[str, Sequence[Progress]]) -> Iterator[str]:
    for unit, periods in list(units.items())[:MAX_UNITS]:
        name = report.names.get(unit, unit) if unit else tr("several units together")
        who = request(name) if periods[-1].requested else name
        who = who[:1].upper() + who[1:]
        if len(units) > 1:
            whole = sum(one.line.state in (State.DONE, State.EXCEEDED) for one in periods)
            full = ""
            if periods[-1].quota.at != "most":
                full = "; " + tr("met in {count}/{all} periods", count=counted(whole), all=counted(len(periods)))
            yield f"    {who}: {period_line(periods[-1], report.now.year)}{full}"
            continue
        yield f"    {who}:"
        if len(periods) > MAX_PERIODS:
            yield f"      {tr('{count} earlier periods are left out here', count=counted(len(periods) - MAX_PERIODS))}"
        for one in periods[-MAX_PERIODS:]:
            yield f"      {period_line(one, report.now.year)}"
    if len(units) > MAX_UNITS:
        yield f"    {tr('and {count} more units', count=counted(len(units) - MAX_UNITS))}"


def period_line(one: Progress, year: int) -> str:
    """One period of a quota: "tháng 3 (kỳ không trọn, từ 28/3/2022): 02/04 tin, bài; chậm tiến độ".

    Args:
        one: The period and how it stands.
        year: The year that goes without saying.
    """
    line, quota = one.line, one.quota
    name = period_name(one.first, quota.per, year=year)
    count, wanted = counted(line.count), counted(line.occurrence.count)
    if one.is_part:
        name = f"{name} ({part_words(one.since, one.until)})"
    if quota.at == "most":
        said = tr("{period}: {count} of at most {wanted} {of}", period=name, count=count, wanted=wanted, of=quota.of)
    else:
        said = f"{name}: {count}/{wanted} {quota.of}"
    silent = line.state in (State.REQUESTED, State.ONGOING)
    return said if silent else f"{said}; {state_word(line.state.value)}"


def part_words(since: datetime.date | None, until: datetime.date | None) -> str:
    """That a period is no whole one, and which days of it count; empty if neither end is cut."""
    if since and until:
        return tr("part period, {since} to {until}", since=short_date(since), until=short_date(until))
    if since:
        return tr("part period, from {since}", since=short_date(since))
    return tr("part period, up to {until}", until=short_date(until)) if until else ""


def _what_counts(one: Progress) -> str:
    if one.quota.counts == "messages":
        return tr("each message counts once")
    if one.quota.counts == "deliveries":
        return tr("each message counts once for each channel that carried it")
    if one.quota.counts == "evidence":
        return tr("only what is recorded by hand counts")
    return tr("messages and what is recorded by hand count")
