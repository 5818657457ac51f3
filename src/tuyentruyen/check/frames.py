"""Time frames that are rough, open, lost, or that cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.check.times import is_sound
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.when import Deferred, During, OnEvent, Several, Single, singles
from tuyentruyen.roles import counted
from tuyentruyen.schedule import windows
from tuyentruyen.text import short_date
from tuyentruyen.timing import plan_year, time_phrase
from tuyentruyen.wording import tr


def _parts(plan: Plan) -> Iterator[tuple[str, Single]]:
    """Every timing of the plan, with its place."""
    for key, activity in plan.activities.items():
        if activity.when is not None:
            for part in singles(activity.when):
                yield f"activities.{key}.when", part


def _phrase(plan: Plan, timing: Single) -> str:
    return f"“{time_phrase(timing, year=plan_year(plan.title, since=plan.since, until=plan.until))}”"


def rough_periods(case: Case) -> Iterator[Fault]:
    """A period is named only roughly, so that its days are this library's reading."""
    for place, part in _parts(case.plan):
        if isinstance(part, During) and part.fuzzy:
            text = tr(
                "a period is named only roughly; it is read as {since} to {until}",
                since=short_date(part.since),
                until=short_date(part.until),
            )
            yield Fault(place, text, tr("write the days, the month or the quarter that is meant"))


def lost_parts(case: Case) -> Iterator[Fault]:
    """One of several timings lies wholly outside the plan, and falls away."""
    plan = case.plan
    for key, activity in plan.activities.items():
        if not isinstance(activity.when, Several) or not is_sound(activity.when):
            continue
        lost = [
            one for one in activity.when.all if next(windows(one, since=plan.since, until=plan.until), None) is None
        ]
        if len(lost) == len(activity.when.all):
            continue  # it falls on no day of the plan, which another rule says
        for one in lost:
            text = tr(
                "{phrase} lies outside the plan, {since} to {until}, and falls away",
                phrase=_phrase(plan, one), since=short_date(plan.since), until=short_date(plan.until),
            )  # fmt: skip
            yield Fault(f"activities.{key}.when", text, tr("write its right year, or take it out"))


def begun_together(case: Case) -> Iterator[Fault]:
    """Two timings of one activity begin on the same day and end on different ones, so that evidence cannot tell them apart."""
    plan = case.plan
    for key, activity in plan.activities.items():
        if not isinstance(activity.when, Several) or not is_sound(activity.when):
            continue
        before = None
        for window in windows(activity.when, since=plan.since, until=plan.until):
            if before is not None and before.start == window.start:
                text = tr(
                    "two of its timings begin on {day}; what is recorded for one counts for the other too",
                    day=short_date(window.start.date()),
                )
                yield Fault(f"activities.{key}.when", text, tr("make two activities of it"))
                break
            before = window


def unsettled(case: Case) -> Iterator[Fault]:
    """The time of an activity is left open, so that it is never due."""
    for place, part in _parts(case.plan):
        if isinstance(part, Deferred):
            text = tr("{phrase} names no day; it is never due and never late", phrase=_phrase(case.plan, part))
            yield Fault(place, text, tr("once the day is known, write it"))


def longer_than_the_plan(case: Case) -> Iterator[Fault]:
    """The time limit after an event is longer than the plan itself."""
    length = (case.plan.until - case.plan.since).days + 1
    for place, part in _parts(case.plan):
        days = part.within // 24 if isinstance(part, OnEvent) and part.count == "hour" else getattr(part, "within", 0)
        if days > length:
            text = tr(
                "{phrase} gives more days than the plan has, {length}; whatever happens, nothing has to be done in the plan",
                phrase=_phrase(case.plan, part), length=counted(length),
            )  # fmt: skip
            yield Fault(place, text, tr("compare the number of days with the document"))
