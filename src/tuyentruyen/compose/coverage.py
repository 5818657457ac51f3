"""Which occurrences still want a message."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.schedule import occurrences
from tuyentruyen.text import in_vietnam


def uncovered(plan: Plan, messages: Iterable[Message], *, now: datetime.datetime) -> Iterator[Occurrence]:
    """Occurrences that are due by this moment and have no message, in order.

    A quota wants as many messages published in its window as it counts; one that counts deliveries wants at least one, and
    one that counts evidence alone wants none. Anything else wants one message of its activity in force within its window,
    which may be said once and serve many occurrences. A message without a unit speaks for all.
    """
    by_activity: Mapping[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.activity and message.status == "ready":
            by_activity[message.activity].append(message)
    for occurrence in occurrences(plan, until=in_vietnam(now).date()):
        if occurrence.due is None or occurrence.start > now or plan.activities[occurrence.activity].integrated_into:
            continue
        if not is_covered(plan, occurrence, by_activity.get(occurrence.activity, ())):
            yield occurrence


def is_covered(plan: Plan, occurrence: Occurrence, messages: Sequence[Message]) -> bool:
    """Whether these messages of its activity are enough for an occurrence; see `uncovered`."""
    mine = [m for m in messages if not m.unit or not occurrence.unit or m.unit == occurrence.unit]
    quota = plan.activities[occurrence.activity].quota
    if quota is not None:
        count = sum(occurrence.start <= m.published < occurrence.end for m in mine)
        wanted = {"deliveries": min(occurrence.count, 1), "evidence": 0}.get(quota.counts, occurrence.count)
        return count >= wanted or quota.at == "most"
    return any(
        m.published < occurrence.end
        and (m.expires is None or m.expires > occurrence.start)
        and (m.withdrawn is None or m.withdrawn.at > occurrence.start)
        for m in mine
    )
