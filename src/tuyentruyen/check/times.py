"""Days that cannot be, numbers and dates that do not agree, and the pattern of links."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, nearest
from tuyentruyen.check.outlets import exists_in_period
from tuyentruyen.citations import Register
from tuyentruyen.model.documents import DocumentNumber
from tuyentruyen.model.plan import Activity, Plan
from tuyentruyen.model.when import (
    Before,
    By,
    ByRule,
    Deferred,
    During,
    Every,
    OnEvent,
    Ongoing,
    Quota,
    Several,
    Single,
    When,
    singles,
)
from tuyentruyen.schedule import rule_fault, windows
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = ("key", "unit", "theme", "plan")


def _place(key: str, activity: Activity) -> str:
    return f"activities.{key}.{'when' if activity.when else 'quota'}"


def wrong_rules(case: Case) -> Iterator[Fault]:
    """A recurrence rule is no rule of RFC 5545, or one of hours, minutes or seconds."""
    for key, activity in case.plan.activities.items():
        several = isinstance(activity.when, Several)
        for index, part in enumerate(singles(activity.when) if activity.when else ()):
            if isinstance(part, ByRule) and (fault := rule_fault(part.rule)):
                place = f"activities.{key}.when{f'.all[{index}]' if several else ''}.rule"
                yield Fault(place, fault, tr("write a rule of RFC 5545, such as FREQ=MONTHLY;BYDAY=1MO"))


def is_sound(timing: When | Quota) -> bool:
    """Whether it holds no rule that is none, so that its windows can be asked for."""
    return isinstance(timing, Quota) or not any(
        isinstance(part, ByRule) and rule_fault(part.rule) for part in singles(timing)
    )


def never_due(case: Case) -> Iterator[Fault]:
    """An activity falls on no day of the plan."""
    plan = case.plan
    for key, activity in plan.activities.items():
        timing = activity.when or activity.quota
        if timing is None or not is_sound(timing):
            continue
        if next(windows(timing, since=plan.since, until=plan.until), None) is None:
            yield Fault(
                _place(key, activity),
                tr("falls on no day of the plan, {since} to {until}", **_period(case)),
                tr("mend the days of the activity or those of the plan"),
            )


def cut_off(case: Case) -> Iterator[Fault]:
    """A part of an activity's time lies outside the plan's, and is cut off."""
    plan = case.plan
    for key, activity in plan.activities.items():
        timing = activity.when or activity.quota
        parts = () if timing is None else (timing,) if isinstance(timing, Quota) else singles(timing)
        if any(_reaches_out(*_ends(part, plan), plan) for part in parts):
            yield Fault(
                _place(key, activity),
                tr("reaches beyond the plan, {since} to {until}; what lies outside is cut off", **_period(case)),
                tr("mend the days of the activity or those of the plan"),
            )


def _ends(timing: Single | Quota, plan: Plan) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day that a timing names, where those outside the plan are cut off without its saying so."""
    if isinstance(timing, During | Ongoing | OnEvent | Quota):
        return timing.since, timing.until
    if isinstance(timing, Before):
        return timing.since, timing.before if timing.before.toordinal() > plan.until.toordinal() + 1 else None
    if isinstance(timing, By):
        return timing.since, timing.by
    return None, timing.until if isinstance(timing, Every | ByRule | Deferred) else None


def _reaches_out(first: datetime.date | None, last: datetime.date | None, plan: Plan) -> bool:
    early, late = first is not None and first < plan.since, last is not None and last > plan.until
    return (early or late) and not (first and first > plan.until) and not (last and last < plan.since)


def _period(case: Case) -> dict[str, str]:
    return {"since": short_date(case.plan.since), "until": short_date(case.plan.until)}


def nobody_s_duty(case: Case) -> Iterator[Fault]:
    """An activity has nobody to do it: no unit, no assignment that concerns it, or a group without members."""
    plan = case.plan
    for key, activity in plan.activities.items():
        if activity.each in plan.groups and not exists_in_period(plan, activity.each):
            yield Fault(
                f"activities.{key}.each",
                tr(
                    "the group {group!r} has no member on any day of the plan, so nobody has this duty",
                    group=activity.each,
                ),
                tr("name its members, or mend their since and until"),
            )
        elif activity.form in plan.forms and not case.doers[key]:
            yield Fault(
                f"activities.{key}",
                tr("no unit does it: it names none, and no assignment gives its form to one"),
                tr("write units or each, or name its form in an assignment"),
            )


def later_documents(case: Case) -> Iterator[Fault]:
    """A document that the plan cites is dated after the plan."""
    plan = case.plan
    for key, document in plan.documents.items():
        if plan.issued and document.date and document.date > plan.issued:
            text = tr(
                "is dated {date}, after the plan that cites it, of {issued}",
                date=short_date(document.date),
                issued=short_date(plan.issued),
            )
            yield Fault(f"documents.{key}.date", text, tr("compare both dates with the documents themselves"))
    for reading in case.readings.all:
        if plan.issued and not reading.message and not reading.is_heading:
            for one in reading.cited:
                if one.date and one.date > plan.issued and not Register(plan.documents).named(str(one.number)):
                    text = tr(
                        "{number} is dated {date}, after the plan that cites it, of {issued}",
                        number=str(one.number), date=short_date(one.date), issued=short_date(plan.issued),
                    )  # fmt: skip
                    yield Fault(reading.place, text, tr("compare both dates with the documents themselves"))


def years_that_differ(case: Case) -> Iterator[Fault]:
    """The year in a document's number is not that of its date."""
    plan = case.plan
    dated = [(f"documents.{key}.date", document.number, document.date) for key, document in plan.documents.items()]
    if plan.number:
        dated.append(("plan.issued", DocumentNumber.parse(plan.number), plan.issued))
    for place, number, date in dated:
        if number.year and date and number.year != date.year:
            text = tr("{number} is dated {date}, in another year", number=number, date=short_date(date))
            yield Fault(place, text, tr("compare number and date with the document itself"))


def wrong_links(case: Case) -> Iterator[Fault]:
    """The pattern of links lacks ``{key}``, or holds a placeholder that nothing fills."""
    pattern = case.plan.link
    named = _PLACEHOLDER.findall(pattern)
    strangers = [name for name in named if name not in _PLACEHOLDERS]
    if strangers:
        text = tr("nothing fills {name}", name=f"{{{strangers[0]}}}")
        yield Fault("plan.link", text, nearest(strangers[0], _PLACEHOLDERS))
    elif {"{", "}"} & set(_PLACEHOLDER.sub("", pattern)):
        text = tr("{pattern!r} holds a brace without its other half", pattern=pattern[:60])
        yield Fault("plan.link", text, tr("write it as https://example.vn/tin/{key}/"))
    elif pattern and "key" not in named:
        text = tr("every message would have the same address, for it lacks {name}", name="{key}")
        yield Fault("plan.link", text, tr("put {name} into it", name="{key}"))
