"""Procedures that a notice board may not show as they are."""

from __future__ import annotations

from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr


def lapsed_procedures(case: Case) -> Iterator[Fault]:
    """A procedure is in force on no day of the plan."""
    plan = case.plan
    for key, procedure in plan.procedures.items():
        ended = procedure.until is not None and procedure.until < plan.since
        if ended or (procedure.since is not None and procedure.since > plan.until):
            day = procedure.until if ended else procedure.since
            assert day is not None
            text = (
                tr("it ended on {day}, before the plan begins", day=short_date(day))
                if ended
                else tr("it begins on {day}, after the plan ends", day=short_date(day))
            )
            yield Fault(
                f"procedures.{key}.{'until' if ended else 'since'}",
                text,
                tr("take it out, or put what holds now in its place"),
            )


def unfounded_procedures(case: Case) -> Iterator[Fault]:
    """A procedure has no legal basis or no time limit."""
    for key, procedure in case.plan.procedures.items():
        timed = procedure.time_limit or procedure.working_days
        if procedure.basis and timed:
            continue
        if timed:
            text = tr("it does not say on which document it rests")
        elif procedure.basis:
            text = tr("it does not say how long it takes")
        else:
            text = tr("it says neither on which document it rests nor how long it takes")
        missing = ", ".join(name for name, said in (("basis", procedure.basis), ("time_limit", timed)) if not said)
        yield Fault(f"procedures.{key}", text, tr("write {fields} as the published procedure has it", fields=missing))


def doubled_procedures(case: Case) -> Iterator[Fault]:
    """Two procedures that are in force together have the same code."""
    seen: dict[str, list[str]] = {}
    procedures = case.plan.procedures
    for key, procedure in procedures.items():
        if not procedure.code:
            continue
        for other in seen.get(procedure.code, ()):
            one = procedures[other]
            apart = (one.until and procedure.since and one.until < procedure.since) or (
                procedure.until and one.since and procedure.until < one.since
            )
            if not apart:
                yield Fault(
                    f"procedures.{key}.code",
                    tr("the procedure {other!r} has the code {code} too", other=other, code=procedure.code),
                    tr("compare both codes with the national base of procedures, or say since and until"),
                )
                break
        seen.setdefault(procedure.code, []).append(key)
