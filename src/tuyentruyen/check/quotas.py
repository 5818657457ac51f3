"""Quotas that contradict themselves, or that the rest of the plan does not let anybody meet."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.check.times import is_sound
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.plan import Activity, Plan
from tuyentruyen.model.when import Deferred, OnEvent, Ongoing, Quota
from tuyentruyen.roles import counted
from tuyentruyen.schedule import Window, period_name, whole_period, windows
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr


def whose_quotas(case: Case) -> Iterator[Fault]:
    """A quota says whose it is, and the activity says otherwise."""
    for key, activity in case.plan.activities.items():
        quota = activity.quota
        if quota is None or quota.whose == "" or (quota.whose == "unit") == bool(activity.each):
            continue
        if quota.whose == "unit":
            text = tr("the quota is each unit's for itself, but the activity is one duty of all that do it")
            mend = tr("name a group in each, of which every member has the duty, or take the words out of the quota")
        else:
            text = tr(
                "the quota is that of all units together, but each = {each!r} gives every member its own",
                each=activity.each,
            )
            mend = tr("name the group in units instead of each, or take the words out of the quota")
        yield Fault(f"activities.{key}.quota", text, mend)


def _owed(plan: Plan) -> Iterator[tuple[str, Activity, Quota]]:
    """The quotas that something is owed by."""
    for key, activity in plan.activities.items():
        if activity.quota is not None and activity.quota.at != "most":
            yield key, activity, activity.quota


def beyond_the_schedule(case: Case) -> Iterator[Fault]:
    """A quota asks for more than the schedule can give."""
    plan = case.plan
    for key, activity, quota in _owed(plan):
        host = plan.activities.get(activity.integrated_into)
        fault = (host and _by_host(plan, activity, quota, host)) or _by_channels(plan, activity, quota)
        if fault:
            yield Fault(f"activities.{key}.quota", *fault)


def _by_host(plan: Plan, activity: Activity, quota: Quota, host: Activity) -> tuple[str, str] | None:
    """What an activity cannot do because the one that it rides on comes too seldom."""
    timing = host.when or host.quota
    if timing is None or isinstance(timing, Ongoing | OnEvent | Deferred) or not is_sound(timing):
        return None
    if isinstance(timing, Quota) and timing.at == "least":
        return None
    times = len(everyone(plan, (host.each,))) if host.each and not activity.each else 1
    there = list(windows(timing, since=plan.since, until=plan.until))
    begin = 0
    for window in windows(quota, since=plan.since, until=plan.until):
        while begin < len(there) and there[begin].end <= window.start:
            begin += 1
        count = times * _overlapping(there, begin, window, quota.count)
        if count < window.quantity:
            text = tr(
                "asks for {wanted} {of} in {period}, but rides on {host}, which comes {count} times in it",
                wanted=counted(window.quantity), of=quota.of, host=repr(host.key), count=counted(count),
                period=period_name(window.start.date(), quota.per),
            )  # fmt: skip
            return text, tr("ask for less, or let {host} come more often", host=repr(host.key))
    return None


def _overlapping(there: list[Window], begin: int, window: Window, most: int) -> int:
    """How much a host gives within a window, counted up to what is wanted."""
    count = 0
    for other in there[begin:]:
        if other.start >= window.end or count >= most:
            break
        count += other.quantity if other.end > window.start else 0
    return count


def _by_channels(plan: Plan, activity: Activity, quota: Quota) -> tuple[str, str] | None:
    """What an activity cannot carry because none of its channels has begun."""
    if quota.counts == "evidence":
        return None
    named = activity.channels or tuple(key for key, channel in plan.channels.items() if channel.form == activity.form)
    begins = [plan.channels[key].since for key in named if key in plan.channels]
    opened = min((day for day in begins if day is not None), default=None)
    if opened is None or None in begins or opened <= plan.since:
        return None
    for window in windows(quota, since=plan.since, until=plan.until):
        last = (window.end - datetime.timedelta(days=1)).date()
        if last < opened:
            text = tr(
                "asks for {wanted} {of} in {period}, but its first channel begins on {day}",
                wanted=counted(window.quantity), of=quota.of, period=period_name(window.start.date(), quota.per),
                day=short_date(opened),
            )  # fmt: skip
            return text, tr("begin the quota or the channel on another day, with since")
        return None
    return None


def crowded_ends(case: Case) -> Iterator[Fault]:
    """The plan cuts a period of a quota to fewer days than it asks for, and the whole of it is owed."""
    plan = case.plan
    for key, _, quota in _owed(plan):
        if quota.part != "whole" or quota.per == "day":
            continue
        ends = (max(plan.since, quota.since or plan.since), min(plan.until, quota.until or plan.until))
        if ends[1] < ends[0]:
            continue
        for day in dict.fromkeys(ends):
            first, last = whole_period(day, quota.per)
            begin, end = max(first, ends[0]), min(last, ends[1])
            days = (end - begin).days + 1
            if days < quota.count <= (last - first).days + 1:
                text = tr(
                    "{period} has only the days from {since} to {until} in the plan, and all {count} {of} are owed in them",
                    period=period_name(day, quota.per), since=short_date(begin), until=short_date(end),
                    count=counted(quota.count), of=quota.of,
                )  # fmt: skip
                mend = tr(
                    "write part = 'share' for a share of the days, part = 'none' for nothing, or begin it with since"
                )
                yield Fault(f"activities.{key}.quota", text, mend)
                break
