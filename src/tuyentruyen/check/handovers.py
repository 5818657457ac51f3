"""Units that end, and those that they say succeed them: days that do not meet, shares that do not add up."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, strangers
from tuyentruyen.check.rings import ringed, successors
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Successor, Unit
from tuyentruyen.text import short_date, slug
from tuyentruyen.wording import tr


def unknown_successors(case: Case) -> Iterator[Fault]:
    """A unit is succeeded by one that the plan does not have."""
    named = ((place, successor.unit) for place, _, successor in _successors(case.plan))
    faults = strangers(named, case.plan.units, tr("there is no unit {key}"))
    return (Fault(f"{place}.unit", text, mend) for place, text, mend in faults)


def absent_successors(case: Case) -> Iterator[Fault]:
    """A successor does not exist on the day it takes over, or takes over only after a gap."""
    ring = ringed(successors(case.plan))  # of which another rule tells
    for place, unit, successor in _successors(case.plan):
        heir, day = case.plan.units.get(successor.unit), _day(unit, successor)
        if heir is None or day is None or heir.exists_on(day) or {unit.key, heir.key} <= ring:
            continue
        if heir.until is not None and heir.until < day:
            text = tr("{unit} is to take over on {day}, but ended on {ended}", unit=heir.name, day=short_date(day),
                      ended=short_date(heir.until))  # fmt: skip
            yield Fault(place, text, tr("name the unit that follows today, or mend the days of both"))
        elif heir.since is not None:
            text = tr("{unit} is to take over on {day}, but begins only on {begins}", unit=heir.name,
                      day=short_date(day), begins=short_date(heir.since))  # fmt: skip
            yield Fault(place, text, tr("mend the days of both, or name who stands in until then"))
    for key, unit in case.plan.units.items():
        days = [day for successor in unit.successors if (day := _day(unit, successor))]
        first = _after(unit)
        if days and first and (begins := min(days)) > first:
            text = tr("ended on {ended}, but nobody takes over before {begins}", ended=_last(unit),
                      begins=short_date(begins))  # fmt: skip
            yield Fault(f"units.{key}.successors", text, tr("mend the days, or name who stands in until then"))


def early_handovers(case: Case) -> Iterator[Fault]:
    """A successor is dated before the other unit has ended."""
    for place, unit, successor in _successors(case.plan):
        if successor.since is not None and unit.until is not None and successor.since <= unit.until:
            text = tr("takes over on {day}, while {unit} exists until {ended}; until then nothing passes on",
                      day=short_date(successor.since), unit=unit.name, ended=_last(unit))  # fmt: skip
            yield Fault(f"{place}.since", text, tr("mend one of the two days, or leave since out: it is the day after"))


def endless_predecessors(case: Case) -> Iterator[Fault]:
    """A unit names who succeeds it, but not when it ends."""
    for key, unit in case.plan.units.items():
        if unit.successors and unit.until is None:
            text = tr("names who succeeds it, but not when it ends, so nothing ever passes on")
            yield Fault(f"units.{key}", text, tr("write until, its last day, or take successors out"))


def days_turned_round(case: Case) -> Iterator[Fault]:
    """A unit ends before it begins, and so never exists."""
    for key, unit in case.plan.units.items():
        if unit.since is not None and unit.until is not None and unit.until < unit.since:
            text = tr("begins on {begins} and ends on {ended}, before it began", begins=short_date(unit.since),
                      ended=_last(unit))  # fmt: skip
            yield Fault(f"units.{key}.until", text, tr("mend since or until"))


def parts_without_note(case: Case) -> Iterator[Fault]:
    """A successor takes a part, and nothing says which."""
    for place, _, successor in _successors(case.plan):
        if successor.part and not successor.note and not successor.functions:
            text = tr("{unit} takes a part, and nothing says which", unit=_named(case.plan, successor.unit))
            yield Fault(place, text, tr('write note = "…": which area, villages or residential groups it takes'))


def unequal_shares(case: Case) -> Iterator[Fault]:
    """What the successors of a unit take does not add up to the whole."""
    for key, unit in case.plan.units.items():
        if text := _sum_fault(case.plan, unit.successors):
            mend = tr(
                "say of each what it takes: part = true with a note, or functions; of one alone, that it takes all"
            )
            yield Fault(f"units.{key}.successors", text, mend)


def _sum_fault(plan: Plan, successors: tuple[Successor, ...]) -> str:
    """What does not add up, in one sentence; empty if nothing is wrong."""
    shares: dict[str, list[Successor]] = {}
    for successor in successors:
        for function in successor.functions or ("",):
            shares.setdefault(slug(function), []).append(successor)
    for share in shares.values():
        whole = [_named(plan, one.unit) for one in share if not one.part]
        if len(whole) > 1:
            return tr("{units} are each said to take the whole", units=", ".join(whole[:5]))
        if whole and len(share) > 1:
            other = next(_named(plan, one.unit) for one in share if one.part)
            return tr("{unit} takes the whole, and yet {other} a part", unit=whole[0], other=other)
        if len(share) == 1 and not whole:
            return tr("{unit} takes a part, and nobody is named for the rest", unit=_named(plan, share[0].unit))
    return ""


def _successors(plan: Plan) -> Iterator[tuple[str, Unit, Successor]]:
    """Every successor that a unit names, with its place and the unit."""
    for key, unit in plan.units.items():
        for number, successor in enumerate(unit.successors):
            yield f"units.{key}.successors[{number}]", unit, successor


def _after(unit: Unit) -> datetime.date | None:
    """The first day on which a unit does not exist any more; None if it does not end."""
    if unit.until is None or unit.until == datetime.date.max:
        return None
    return unit.until + datetime.timedelta(days=1)


def _day(unit: Unit, successor: Successor) -> datetime.date | None:
    """The day on which a successor takes over; None if nothing says it."""
    first = _after(unit)
    return max(successor.since or first, first) if first else None


def _last(unit: Unit) -> str:
    return short_date(unit.until) if unit.until else ""


def _named(plan: Plan, key: str) -> str:
    return plan.units[key].name if key in plan.units else key
