"""What can still be done: duties that are not done and due within a time, quotas that are not full, bodies that are asked."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator

from attrs import frozen

from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.when import Several
from tuyentruyen.report.carried import Record
from tuyentruyen.report.clerk import Clerk, following
from tuyentruyen.report.records import State
from tuyentruyen.roles import name_of, together
from tuyentruyen.schedule import occurrences, whole_period
from tuyentruyen.schedule.workdays import day_off_name, knows_holidays, next_workday
from tuyentruyen.text import in_vietnam

DAYS = 30
"""Days that `due` looks ahead where nothing else is said, today included."""
_OWED = (State.OPEN, State.MISSING, State.REQUESTED)


@frozen(kw_only=True)
class Item:
    """One thing that is not done and can still be done.

    Attributes:
        uid: Its identity for ever, as calendars want it: the occurrence's key, of several timings with the day it is due, and
            the plan's key.
        occurrence: What is due.
        title: Title of its activity.
        who: Name of the unit that has it, or of all that have it together.
        count: How much of it there is.
        of: What is counted; empty if it is one thing to be done.
        per: The calendar period in which it is counted: day, week, month, quarter, year; empty if in none.
        state: OPEN, MISSING (due, and can still be made up) or REQUESTED (asked for, and so never late).
        begun: Whether its window has begun.
        days: Days from today to the day it is due; less than nought once that day is over. None for what is asked for.
        off: Why the day on which it is due is a day off, in the language in use; empty if it is none, if that is not known
            here, or if it is due at a time of day.
        working: The next working day, where it is a day off; None otherwise.
        counted_with: Key of the activity that it rides on and is counted with; empty if it counts for itself.
    """

    uid: str
    occurrence: Occurrence
    title: str
    who: str
    count: int
    of: str
    per: str
    state: State
    begun: bool
    days: int | None
    off: str
    working: datetime.date | None
    counted_with: str

    @property
    def due(self) -> datetime.datetime:
        """By when; ongoing duties, which have no such moment, are on no agenda."""
        assert self.occurrence.due is not None
        return self.occurrence.due

    @property
    def wanted(self) -> int:
        """How much of it there is to be."""
        return self.occurrence.count

    @property
    def since(self) -> datetime.date | None:
        """The day with which its calendar period begins that was cut at its beginning; None if it was not, or it has none."""
        first = self.occurrence.start.date()
        return first if self.per and first > whole_period(first, self.per)[0] else None

    @property
    def until(self) -> datetime.date | None:
        """The last day of a calendar period that was cut at its end; None if it was not, or it has none."""
        last = (self.occurrence.end - datetime.timedelta(microseconds=1)).date()
        return last if self.per and last < whole_period(last, self.per)[1] else None

    @property
    def requested(self) -> bool:
        """Whether it is asked for and not ordered."""
        return self.state is State.REQUESTED


@frozen(kw_only=True)
class Agenda:
    """What can still be done under a plan.

    Attributes:
        plan: Key of the plan.
        number: Its number.
        title: Its title.
        now: The moment, on the Vietnamese clock.
        until: The last day looked at, that day included.
        items: By the day they are due, then by start, then in the plan's order.
    """

    plan: str
    number: str
    title: str
    now: datetime.datetime
    until: datetime.date
    items: tuple[Item, ...]


def due(
    plan: Plan,
    messages: Iterable[Message],
    ledger: Record,
    *,
    now: datetime.datetime,
    until: datetime.date | None = None,
    units: Collection[str] = (),
) -> Agenda:
    """What is not done and can still be done: due by a day, or a quota in whose period that day or an earlier one falls.

    How it stands with each is as in `report`. What is over and cannot be made up any more is in no agenda: a period of a quota
    that has ended, and what recurs once the next time has begun. Nor is what has no day: ongoing duties, and those that wait
    for an event.

    Args:
        plan: The plan.
        messages: Its messages.
        ledger: What left the house.
        now: The moment, with an offset; what happened later is not seen.
        until: The last day looked at, that day included; None: `DAYS` days from now, today included.
        units: Keys of units and groups whose duties are wanted, those done together included; empty: all.

    Raises:
        ValueError: ``now`` has no offset, or ``until`` is before its day.
        PlanError: A unit asked for is not in the plan.
    """
    if now.utcoffset() is None:
        raise ValueError("now must say its offset from UTC")
    now = in_vietnam(now)
    last = until or now.date() + datetime.timedelta(days=min(DAYS - 1, (datetime.date.max - now.date()).days))
    if last < now.date():
        raise ValueError(f"until ({last}) is before the day of now ({now.date()})")
    clerk = Clerk(plan, messages, ledger, now)
    looked_at = list(occurrences(plan, until=last, units=units))
    items = list(_items(plan, clerk, looked_at, last, knows=knows_holidays(plan.calendar)))
    items.sort(key=lambda item: item.due)
    return Agenda(plan=plan.key, number=plan.number, title=plan.title, now=now, until=last, items=tuple(items))


def _items(
    plan: Plan, clerk: Clerk, looked_at: list[Occurrence], last: datetime.date, *, knows: bool
) -> Iterator[Item]:
    now = clerk.now
    for occurrence, next_start in following(looked_at):
        quota = plan.activities[occurrence.activity].quota
        if occurrence.due is None or (quota is None and occurrence.due.date() > last):
            continue
        over = occurrence.end <= now if quota else clerk.recurs(occurrence) and next_start and next_start <= now
        if over:
            continue
        line = clerk.line(occurrence, next_start)
        if line.state in _OWED:
            activity = plan.activities[occurrence.activity]
            host = activity.integrated_into
            day = occurrence.due.date()
            off = day_off_name(day, calendar=plan.calendar) if knows and occurrence.due.second else ""
            part = f"/{day}" if isinstance(activity.when, Several) else ""
            yield Item(
                uid=f"{occurrence.key}{part}@{plan.key}",
                occurrence=occurrence,
                title=activity.title,
                who=_who(plan, occurrence),
                count=line.count,
                of=quota.of if quota else "",
                per=quota.per if quota else "",
                state=line.state,
                begun=occurrence.start <= now,
                days=None if line.state is State.REQUESTED else (day - now.date()).days,
                off=off,
                working=next_workday(day, calendar=plan.calendar) if off else None,
                counted_with=host if host in plan.activities else "",
            )


def _who(plan: Plan, occurrence: Occurrence) -> str:
    if occurrence.unit:
        return name_of(plan, occurrence.unit)
    return together(plan, plan.activities[occurrence.activity])
