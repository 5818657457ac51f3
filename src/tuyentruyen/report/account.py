"""Occurrences against what the ledger says was carried."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from tuyentruyen.ledger import Carried, Evidence
from tuyentruyen.model.duties import is_requested
from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.when import Before, ByRule, During, Every
from tuyentruyen.report.records import Line, Report, Share, State, Totals
from tuyentruyen.schedule import occurrences
from tuyentruyen.text import in_vietnam


class Record(Protocol):
    """What a report needs of a ledger."""

    def carried(self, plan: str) -> Iterable[Carried]:
        """Which message was ever where."""
        ...

    def evidence(self, plan: str) -> Iterable[Evidence]:
        """What was done off-line."""
        ...


@frozen
class _Said:
    """A message that was carried: since when, and, if it stands nowhere any more, until when it did."""

    message: Message
    first: datetime.datetime
    gone: datetime.datetime | None

    def stood_at(self, moment: datetime.datetime) -> bool:
        """Whether it had not left by this moment: withdrawn, expired, or gone from every place."""
        withdrawn = self.message.withdrawn
        ends = (self.gone, self.message.expires, withdrawn.at if withdrawn else None)
        return all(end is None or end > moment for end in ends)


def report(plan: Plan, messages: Iterable[Message], ledger: Record, *, now: datetime.datetime) -> Report:
    """How a plan stands at a moment: every occurrence that has begun, done, late, missing or open.

    A message speaks for the occurrences of its activity and unit, and if it names no unit for those of all units, once a
    channel has carried it. An occurrence is done

    - by a quota, when as many messages as it counts were carried for the first time within its window;
    - on days, once or again and again, when a message that was carried by then is still in force: said once, the
      loudspeaker repeats it; carried after it was due and before the next one, it is late;
    - within a period or before a day, when a message was carried by the day it is due; later, it is late;
    - in each case also when the ledger holds evidence of it.

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
    clerk = _Clerk(
        plan, _by_activity(messages, ledger.carried(plan.key), now), _by_key(ledger.evidence(plan.key), now), now
    )
    lines = tuple(clerk.lines(begun))
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
        shares=shares,
        totals=_totals(overall),
        names={key: unit.name for key, unit in plan.units.items() if key in units},
    )


def _totals(counted: Mapping[State, int]) -> Totals:
    return Totals(**{state.value: counted.get(state, 0) for state in State})


def _by_activity(
    messages: Iterable[Message], carried: Iterable[Carried], now: datetime.datetime
) -> Mapping[str, Sequence[_Said]]:
    """Messages that were carried by now, by activity, the earliest first."""
    first: dict[str, datetime.datetime] = {}
    gone: dict[str, datetime.datetime | None] = {}
    for row in carried:
        if row.first > now:
            continue
        left = row.withdrawn if row.withdrawn is not None and row.withdrawn <= now else None
        if row.message not in first:
            first[row.message], gone[row.message] = row.first, left
            continue
        first[row.message] = min(first[row.message], row.first)
        before = gone[row.message]
        gone[row.message] = max(before, left) if before is not None and left is not None else None
    found: dict[str, list[_Said]] = defaultdict(list)
    for message in messages:
        if message.activity and message.key in first:
            found[message.activity].append(_Said(message, first[message.key], gone[message.key]))
    for said in found.values():
        said.sort(key=lambda one: one.first)
    return found


def _by_key(evidence: Iterable[Evidence], now: datetime.datetime) -> Mapping[str, Sequence[Evidence]]:
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in evidence:
        if row.at <= now:
            found[row.occurrence].append(row)
    return found


class _Clerk:
    """Holds the books while lines are written."""

    def __init__(
        self,
        plan: Plan,
        said: Mapping[str, Sequence[_Said]],
        evidence: Mapping[str, Sequence[Evidence]],
        now: datetime.datetime,
    ) -> None:
        self.plan, self.evidence, self.now = plan, evidence, now
        self._all = said
        self._mine: dict[tuple[str, str], Sequence[_Said]] = {}
        self._requested: dict[str, bool] = {}

    def lines(self, begun: Sequence[Occurrence]) -> Iterator[Line]:
        """A line for each occurrence; of the same duty, each ends where the next begins."""
        following: dict[tuple[str, str], datetime.datetime] = {}
        ends: list[datetime.datetime | None] = []
        for occurrence in reversed(begun):
            duty = (occurrence.activity, occurrence.unit)
            ends.append(following.get(duty))
            following[duty] = occurrence.start
        for occurrence, following_start in zip(begun, reversed(ends), strict=True):
            yield self._line(occurrence, following_start)

    def _line(self, occurrence: Occurrence, following: datetime.datetime | None) -> Line:
        if self.plan.activities[occurrence.activity].quota is not None:
            return self._quota(occurrence)
        if occurrence.due is None:
            window = [
                one for one in self._said(occurrence) if one.first < occurrence.end and one.stood_at(occurrence.start)
            ]
            count = len(window) + sum(row.count for row in self.evidence.get(occurrence.key, ()))
            return Line(occurrence=occurrence, state=State.ONGOING, count=count)
        return self._once(occurrence, occurrence.due, following)

    def _quota(self, occurrence: Occurrence) -> Line:
        """Distinct messages that were first carried in the window, and evidence."""
        moments = [one.first for one in self._said(occurrence) if occurrence.start <= one.first < occurrence.end]
        for row in self.evidence.get(occurrence.key, ()):
            moments += [row.at] * row.count
        count, wanted = len(moments), occurrence.count
        quota = self.plan.activities[occurrence.activity].quota
        assert quota is not None
        full = sorted(moments)[wanted - 1] if count >= wanted else None
        if quota.at != "least" and count > wanted:
            state = State.EXCEEDED
        elif quota.at == "most":
            state, full = State.ONGOING, None
        elif full is not None:
            state = State.DONE
        else:
            state = self._undone(occurrence)
        return Line(occurrence=occurrence, state=state, count=count, at=full)

    def _once(self, occurrence: Occurrence, due: datetime.datetime, following: datetime.datetime | None) -> Line:
        activity = self.plan.activities[occurrence.activity]
        recurs = isinstance(activity.when, Every | ByRule)
        is_period = isinstance(activity.when, During | Before)
        moments = [row.at for row in self.evidence.get(occurrence.key, ())]
        for one in self._said(occurrence):
            if one.first > due and recurs and following is not None and one.first >= following:
                continue
            if one.first > due or is_period or one.stood_at(occurrence.start):
                moments.append(one.first)
        if not moments:
            return Line(occurrence=occurrence, state=self._undone(occurrence))
        at = min(moments)
        late = at > due and not self._is_requested(occurrence)
        return Line(occurrence=occurrence, state=State.LATE if late else State.DONE, count=len(moments), at=at)

    def _undone(self, occurrence: Occurrence) -> State:
        if self._is_requested(occurrence):
            return State.REQUESTED
        return State.MISSING if occurrence.due is not None and occurrence.due < self.now else State.OPEN

    def _is_requested(self, occurrence: Occurrence) -> bool:
        key = occurrence.activity
        if key not in self._requested:
            self._requested[key] = is_requested(self.plan, self.plan.activities[key])
        return self._requested[key]

    def _said(self, occurrence: Occurrence) -> Sequence[_Said]:
        """What was carried for this duty: messages of its activity, or of one that it rides on, and of its unit or of none."""
        duty = (occurrence.activity, occurrence.unit)
        if duty not in self._mine:
            keys: dict[str, None] = {}
            key = occurrence.activity
            while key in self.plan.activities and key not in keys:
                keys[key] = None
                key = self.plan.activities[key].integrated_into
            self._mine[duty] = [
                one
                for key in keys
                for one in self._all.get(key, ())
                if not occurrence.unit or one.message.unit in ("", occurrence.unit)
            ]
        return self._mine[duty]
