"""Holds the books: how it stands with each occurrence, by what was carried and by evidence."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tuyentruyen.ledger import Evidence
from tuyentruyen.model.duties import asked, is_requested
from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.when import Before, By, ByRule, During, Every, Quota, Several
from tuyentruyen.report.carried import Record, Said, carried_of, evidence_by_occurrence, said_by_activity
from tuyentruyen.report.records import Line, State

_DAY = datetime.timedelta(days=1)


def following(begun: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, datetime.datetime | None]]:
    """Each occurrence with the start of the next one of the same duty that begins later; None if there is none among these."""
    later: dict[tuple[str, str], tuple[datetime.datetime, datetime.datetime | None]] = {}
    starts: list[datetime.datetime | None] = []
    for occurrence in reversed(begun):
        duty, start = (occurrence.activity, occurrence.unit), occurrence.start
        known = later.get(duty)
        following_start = None if known is None else known[1] if known[0] == start else known[0]
        later[duty] = (start, following_start)
        starts.append(following_start)
    return zip(begun, reversed(starts), strict=True)


def _is_long(occurrence: Occurrence) -> bool:
    """Whether its window is a period and not a day; of several timings that tells which one made it."""
    return occurrence.end - occurrence.start > _DAY


class Clerk:
    """Writes lines.

    Args:
        plan: The plan.
        messages: Its messages.
        ledger: What left the house.
        now: The moment, on the Vietnamese clock; what happened later is not seen.
    """

    def __init__(self, plan: Plan, messages: Iterable[Message], ledger: Record, now: datetime.datetime) -> None:
        self.plan, self.now = plan, now
        self.evidence: Mapping[str, Sequence[Evidence]] = evidence_by_occurrence(ledger.evidence(plan.key), now)
        self._all = said_by_activity(messages, carried_of(plan, ledger), now)
        self._mine: dict[tuple[str, str], Sequence[Said]] = {}
        self._whole: dict[str, bool] = {}
        self._asked: dict[str, frozenset[str]] = {}

    def line(self, occurrence: Occurrence, next_start: datetime.datetime | None) -> Line:
        """How it stands with an occurrence.

        Args:
            occurrence: The occurrence.
            next_start: When the next one of the same duty begins; None if none does.
        """
        quota = self.plan.activities[occurrence.activity].quota
        if quota is not None:
            return self._quota(occurrence, quota)
        if occurrence.due is None:
            window = [
                one for one in self._said(occurrence) if one.first < occurrence.end and one.stood_at(occurrence.start)
            ]
            count = len(window) + sum(row.count for row in self.evidence.get(occurrence.key, ()))
            return Line(occurrence=occurrence, state=State.ONGOING, count=count)
        return self._once(occurrence, occurrence.due, next_start)

    def is_asked(self, occurrence: Occurrence) -> bool:
        """Whether who has it is asked and not ordered, and so never late."""
        key = occurrence.activity
        if key not in self._whole:
            self._whole[key] = is_requested(self.plan, self.plan.activities[key])
            self._asked[key] = asked(self.plan, self.plan.activities[key])
        return self._whole[key] or occurrence.unit in self._asked[key]

    def recurs(self, occurrence: Occurrence) -> bool:
        """Whether the next one of the same duty takes its place, so that it cannot be made up after that."""
        when = self.plan.activities[occurrence.activity].when
        return isinstance(when, Every | ByRule) or (isinstance(when, Several) and not _is_long(occurrence))

    def _quota(self, occurrence: Occurrence, quota: Quota) -> Line:
        moments = sorted(self._counted(occurrence, quota))
        count, wanted = len(moments), occurrence.count
        full = moments[wanted - 1] if count >= wanted > 0 else None
        state = State.DONE
        if quota.at != "least" and count > wanted and not self.is_asked(occurrence):
            state = State.EXCEEDED
        elif quota.at == "most" or not wanted:
            state, full = State.ONGOING, None
        elif full is None:
            state = self._undone(occurrence)
        return Line(occurrence=occurrence, state=state, count=count, at=full)

    def _counted(self, occurrence: Occurrence, quota: Quota) -> Iterator[datetime.datetime]:
        """When each thing that counts towards a quota in its window was done."""
        start, end, unit = occurrence.start, occurrence.end, occurrence.unit
        if quota.counts == "deliveries":
            for one in self._said(occurrence):
                for channel, first in one.channels.items():
                    member = channel.partition("@")[2]
                    if start <= first < end and (not member or not unit or member == unit):
                        yield first
        elif quota.counts != "evidence":
            yield from (one.first for one in self._said(occurrence) if start <= one.first < end)
        if quota.counts in ("any", "evidence"):
            for row in self.evidence.get(occurrence.key, ()):
                yield from [row.at] * row.count

    def _once(self, occurrence: Occurrence, due: datetime.datetime, next_start: datetime.datetime | None) -> Line:
        when = self.plan.activities[occurrence.activity].when
        is_period = isinstance(when, During | Before | By) or (isinstance(when, Several) and _is_long(occurrence))
        moments = [row.at for row in self.evidence.get(occurrence.key, ())]
        for one in self._said(occurrence):
            if one.first > due and self.recurs(occurrence) and next_start is not None and one.first >= next_start:
                continue
            if one.first > due or is_period or one.stood_at(occurrence.start):
                moments.append(one.first)
        if not moments:
            return Line(occurrence=occurrence, state=self._undone(occurrence))
        at = min(moments)
        late = at > due and not self.is_asked(occurrence)
        return Line(occurrence=occurrence, state=State.LATE if late else State.DONE, count=len(moments), at=at)

    def _undone(self, occurrence: Occurrence) -> State:
        if self.is_asked(occurrence):
            return State.REQUESTED
        return State.MISSING if occurrence.due is not None and occurrence.due < self.now else State.OPEN

    def _said(self, occurrence: Occurrence) -> Sequence[Said]:
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
