"""What a timing comes to: how many times, on which days, how much in all, and the working day behind a day off."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate

from tuyentruyen.model.calendar import Calendar
from tuyentruyen.model.duties import everyone, is_requested
from tuyentruyen.model.plan import Activity, Plan
from tuyentruyen.model.when import (
    ByRule,
    Deferred,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
    Quota,
    Several,
    Single,
)
from tuyentruyen.roles import counted
from tuyentruyen.schedule import Window, weekday_name, whole_period, windows
from tuyentruyen.schedule.workdays import day_off_name, next_workday
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr

MAX_DAYS = 6
"""Days of what recurs that are named one by one; of more, the first and the last."""
MAX_OFF = 3
"""Days off among them that are named."""


Lifetimes = Mapping[tuple[datetime.date | None, datetime.date | None], int]
"""How many units exist from a first to a last day; None: without such a day."""


def lifetimes(plan: Plan, key: str) -> Lifetimes:
    """How many of the units that a key of a unit or a group names exist from when to when."""
    return Counter((unit.since, unit.until) for unit in everyone(plan, (key,)))


def worked_out(
    plan: Plan, activity: Activity, calendar: Calendar, *, living: Callable[[str], Lifetimes]
) -> Iterator[str]:
    """What the timing or the quota of an activity comes to within the plan's period, a sentence each, without a full stop.

    Args:
        plan: The plan.
        activity: The activity.
        calendar: Which days offices work.
        living: The lifetimes of the units that a key names, such as `lifetimes` gives.

    Raises:
        ValueError: Its rule is no rule of RFC 5545.
    """
    if activity.quota is not None:
        yield _quota(plan, activity, activity.quota, living)
    elif isinstance(activity.when, Several):
        for part in activity.when.all:
            yield from _single(plan, activity, part, calendar, living)
    elif activity.when is not None:
        yield from _single(plan, activity, activity.when, calendar, living)


def _single(
    plan: Plan, activity: Activity, timing: Single, calendar: Calendar, living: Callable[[str], Lifetimes]
) -> Iterator[str]:
    made = list(windows(timing, since=plan.since, until=plan.until))
    if not made:
        yield tr("falls on no day of the plan")
    elif isinstance(timing, Ongoing | OnEvent | Deferred):
        yield _open(timing, made[0])
    elif isinstance(timing, Every | ByRule):
        yield from _again(activity, made, calendar, living)
    else:
        due = _due(made[0])
        yield _by(plan, activity, timing, due) + _behind(due, calendar)


def _by(plan: Plan, activity: Activity, timing: Single, due: datetime.date) -> str:
    """The day, or the last one; of what is only asked for no last day is set."""
    if isinstance(timing, OnDay):
        return tr("on {day}", day=named(due))
    if is_requested(plan, activity):
        return tr("up to {day}", day=named(due))
    return tr("last day: {day}", day=named(due))


def _open(timing: Single, window: Window) -> str:
    since, until = short_date(window.start.date()), short_date(_last(window))
    if isinstance(timing, OnEvent):
        return tr("each time it happens, from {since} to {until}; how often is not known", since=since, until=until)
    if isinstance(timing, Deferred):
        return tr("no day is set yet; within {since} to {until}", since=since, until=until)
    return tr("from {since} to {until} throughout, on no day in particular", since=since, until=until)


def _again(
    activity: Activity, made: Sequence[Window], calendar: Calendar, living: Callable[[str], Lifetimes]
) -> Iterator[str]:
    days = [_due(window) for window in made]
    if len(days) == 1:
        said = tr("once: {day}", day=named(days[0]))
    elif len(days) <= MAX_DAYS:
        said = tr("{count} times: {days}", count=counted(len(days)), days=", ".join(map(short_date, days)))
    else:
        said = tr(
            "{count} times, from {first} to {last}",
            count=counted(len(days)),
            first=named(days[0]),
            last=named(days[-1]),
        )
    yield said + _of_each(activity, made, tr("times"), living)
    off = [day for day in days if day_off_name(day, calendar=calendar)]
    if off:
        yield tr("{count} of them on days off: {days}", count=counted(len(off)), days=_days_off(off, calendar))


def _days_off(off: Sequence[datetime.date], calendar: Calendar) -> str:
    said = []
    for day in off[:MAX_OFF]:
        why, after = day_off_name(day, calendar=calendar), short_date(next_workday(day, calendar=calendar))
        if calendar.shift:
            said.append(tr("{day} ({why}; moved to {next})", day=short_date(day), why=why, next=after))
        else:
            said.append(tr("{day} ({why}; next working day {next})", day=short_date(day), why=why, next=after))
    return "; ".join(said) + ("; …" if len(off) > MAX_OFF else "")


def _behind(day: datetime.date, calendar: Calendar) -> str:
    """That a day is a day off, and the next working day; empty if it is a working day."""
    why = day_off_name(day, calendar=calendar)
    if not why:
        return ""
    after = named(next_workday(day, calendar=calendar))
    if calendar.shift:
        return "; " + tr("a day off ({why}), so moved to {day}", why=why, day=after)
    return "; " + tr("a day off ({why}), the next working day is {day}", why=why, day=after)


def _quota(plan: Plan, activity: Activity, quota: Quota, living: Callable[[str], Lifetimes]) -> str:
    made = list(windows(quota, since=plan.since, until=plan.until))
    if not made:
        return tr("falls on no day of the plan")
    total = sum(window.quantity for window in made)
    same = {window.quantity for window in made} == {quota.count}
    count, periods = counted(quota.count), counted(len(made))
    if same:
        said = tr(
            "{count} × {periods} periods = {total} {of}",
            count=count,
            periods=periods,
            total=counted(total),
            of=quota.of,
        )
    else:
        parts = " + ".join(counted(window.quantity) for window in made) if len(made) <= 4 else _parted(made, quota)
        said = f"{parts} = {counted(total)} {quota.of}"
    cut = _not_counted(plan, quota) if quota.part == "none" else _cut(made, quota)
    bound = _bound(quota)
    of_each = _of_each(activity, made, quota.of, living, bound=bound)
    return f"{bound} {said}{of_each}" + "".join(f"; {part}" for part in cut)


def _bound(quota: Quota) -> str:
    """Whether that much is the least, the most, or just what there is to be."""
    if quota.at == "most":
        return tr("at most")
    return tr("exactly") if quota.at == "exactly" else tr("at least")


def _parted(made: Sequence[Window], quota: Quota) -> str:
    """The whole periods in one, and each other one for itself: ``03 + 04 × 9``."""
    whole = [window for window in made if window.quantity == quota.count]
    ends = [counted(window.quantity) for window in made if window.quantity != quota.count]
    return " + ".join([f"{counted(quota.count)} × {counted(len(whole))}", *ends])


def _cut(made: Sequence[Window], quota: Quota) -> Iterator[str]:
    """Which of the periods are no whole ones."""
    first, last = made[0].start.date(), _last(made[-1])
    early, late = first > whole_period(first, quota.per)[0], last < whole_period(last, quota.per)[1]
    if len(made) == 1 and (early or late):
        yield tr(
            "the only period is a part of one, {since} to {until}", since=short_date(first), until=short_date(last)
        )
        return
    if early:
        yield tr("the first period is a part of one, from {since}", since=short_date(first))
    if late:
        yield tr("the last period is a part of one, up to {until}", until=short_date(last))


def _not_counted(plan: Plan, quota: Quota) -> Iterator[str]:
    """Which part periods at the ends are left out, where the quota leaves them out."""
    since, until = max(plan.since, quota.since or plan.since), min(plan.until, quota.until or plan.until)
    if since > whole_period(since, quota.per)[0]:
        last = min(until, whole_period(since, quota.per)[1])
        yield tr("the part period {since} to {until} is left out", since=short_date(since), until=short_date(last))
    if until < whole_period(until, quota.per)[1] and whole_period(until, quota.per)[0] > since:
        first = whole_period(until, quota.per)[0]
        yield tr("the part period {since} to {until} is left out", since=short_date(first), until=short_date(until))


def _of_each(
    activity: Activity, made: Sequence[Window], of: str, living: Callable[[str], Lifetimes], *, bound: str = ""
) -> str:
    """Where every member has it for itself: how many members, and what that comes to in all."""
    if not activity.each:
        return ""
    days = [_due(window) for window in made]
    sums = list(accumulate((window.quantity for window in made), initial=0))
    total = members = 0
    for (since, until), units in living(activity.each).items():
        first = bisect_left(days, since) if since else 0
        last = bisect_right(days, until) if until else len(days)
        mine = sums[max(first, last)] - sums[first]
        total += mine * units
        members += units if mine > 0 else 0
    amount = f"{bound} {counted(total)}" if bound else counted(total)
    return "; " + tr(
        "each of {members} units for itself, {total} {of} in all", members=counted(members), total=amount, of=of
    )


def _due(window: Window) -> datetime.date:
    return window.due.date() if window.due else _last(window)


def _last(window: Window) -> datetime.date:
    return (window.end - datetime.timedelta(microseconds=1)).date()


def named(day: datetime.date) -> str:
    """A day with its day of the week: "thứ Ba, 29/3/2022"."""
    return f"{weekday_name(day)}, {short_date(day)}"
