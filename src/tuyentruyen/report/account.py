"""Occurrences against what the ledger says was carried."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.report.carried import Record
from tuyentruyen.report.clerk import Clerk, following
from tuyentruyen.report.records import Line, Progress, Report, Share, State, Totals
from tuyentruyen.schedule import occurrences, whole_period
from tuyentruyen.text import in_vietnam


def report(plan: Plan, messages: Iterable[Message], ledger: Record, *, now: datetime.datetime) -> Report:
    """How a plan stands at a moment: every occurrence that has begun, done, late, missing or open.

    A message speaks for the occurrences of its activity and unit, and if it names no unit for those of all units, once a
    channel has carried it. An occurrence is done

    - by a quota, when as much of what counts towards it as it asks for was done within its window: messages carried for the
      first time, or each channel's first carrying of each, or what there is evidence of;
    - on days, once or again and again, when a message that was carried by then is still in force: said once, the
      loudspeaker repeats it; carried after it was due and before the next one, it is late;
    - within a period, before or by a day, when a message was carried by the day it is due; later, it is late;
    - in each case also when the ledger holds evidence of it, but for quotas that do not count it.

    What is requested is never late; what is ongoing is due on no day. An activity that rides on another may also be
    fulfilled by the other's messages, and is left out of the overall totals, so that both count once.

    Args:
        plan: The plan.
        messages: Its messages.
        ledger: What left the house.
        now: The moment, with an offset; what happened later is not seen.

    Raises:
        ValueError: ``now`` has no offset.
    """
    if now.utcoffset() is None:
        raise ValueError("now must say its offset from UTC")
    now = in_vietnam(now)
    begun = [o for o in occurrences(plan, until=now.date()) if o.start <= now]
    clerk = Clerk(plan, messages, ledger, now)
    lines = tuple(clerk.line(occurrence, next_start) for occurrence, next_start in following(begun))
    counted: dict[str, Counter[State]] = defaultdict(Counter)
    for line in lines:
        counted[line.occurrence.activity][line.state] += 1
    shares = tuple(
        Share(
            activity=key,
            title=activity.title,
            counted_with=activity.integrated_into if activity.integrated_into in plan.activities else "",
            totals=_totals(counted[key]),
        )
        for key, activity in plan.activities.items()
        if key in counted
    )
    overall: Counter[State] = Counter()
    for share in shares:
        if not share.counted_with:
            overall.update(counted[share.activity])
    units = {line.occurrence.unit for line in lines}
    return Report(
        plan=plan.key,
        number=plan.number,
        title=plan.title,
        now=now,
        lines=lines,
        quotas=tuple(_progress(plan, lines, clerk)),
        shares=shares,
        totals=_totals(overall),
        names={key: unit.name for key, unit in plan.units.items() if key in units},
    )


def _totals(counted: Mapping[State, int]) -> Totals:
    return Totals(**{state.value: counted.get(state, 0) for state in State})


def _progress(plan: Plan, lines: Sequence[Line], clerk: Clerk) -> Iterator[Progress]:
    for line in lines:
        quota = plan.activities[line.occurrence.activity].quota
        if quota is not None:
            first, last = whole_period(line.occurrence.start.date(), quota.per)
            yield Progress(line=line, quota=quota, first=first, last=last, requested=clerk.is_asked(line.occurrence))
