"""Documents that a plan stands on: whether they are in force on its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.citations import Standing, State
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr


def over(number: str, standing: Standing) -> str:
    """That a document is in force no more, by what and since when."""
    by = ", ".join(standing.by)
    if standing.state is State.ENDED or standing.since is None:
        if standing.state is State.REPLACED:
            return tr("{number} was replaced by {by}", number=number, by=by)
        if standing.state is State.REPEALED:
            return tr("{number} was repealed by {by}", number=number, by=by)
        return tr("{number} is in force no more since {since}", number=number, since=_day(standing))
    if standing.state is State.REPLACED:
        return tr("{number} was replaced by {by} on {since}", number=number, by=by, since=_day(standing))
    return tr("{number} was repealed by {by} on {since}", number=number, by=by, since=_day(standing))


def _day(standing: Standing) -> str:
    return short_date(standing.since) if standing.since else "?"


def look_again(number: str, standing: Standing) -> tuple[str, str]:
    """That a document may be in force no more, by what nobody has verified, and what to do."""
    text = tr(
        "{number} may be in force no more: it is said, and not verified, that {by} took its place",
        number=number,
        by=", ".join(standing.by) or tr("another document"),
    )
    return text, tr("look it up; then list both documents in [documents], with what the newer one does to the older")


def bases(case: Case) -> Iterator[tuple[str, str]]:
    """The documents that a plan stands on, as places and keys: those it lists, its parent, those its procedures rest on."""
    plan = case.plan
    yield from ((f"documents.{key}", key) for key in plan.documents)
    if plan.parent and plan.parent not in plan.documents:
        yield "plan.parent", plan.parent
    for key, procedure in plan.procedures.items():
        yield from ((f"procedures.{key}.basis[{at}]", number) for at, number in enumerate(procedure.basis))


def _superseded(case: Case, *, verified: bool) -> Iterator[tuple[str, str, Standing]]:
    """The bases that are in force no more on the plan's day, but for listed ones whose successor is listed too."""
    plan, register = case.plan, case.readings.register
    for place, key in bases(case):
        standing = register.status(key, on=case.readings.day)
        listed = place.startswith("documents.") and not set(standing.by).isdisjoint(plan.documents)
        if standing.is_over and standing.verified is verified and not listed:
            yield place, key, standing


def superseded_bases(case: Case) -> Iterator[Fault]:
    """A document that the plan stands on was replaced, repealed or over before the plan's day."""
    for place, key, standing in _superseded(case, verified=True):
        yield Fault(place, over(key, standing), newer(standing.by))


def doubtful(case: Case) -> Iterator[Fault]:
    """The bases that may be in force no more, by what is not verified."""
    for place, key, standing in _superseded(case, verified=False):
        yield Fault(place, *look_again(key, standing))


def newer(by: Iterable[str]) -> str:
    """What to cite instead of a document that is over."""
    named = ", ".join(by)
    if named:
        return tr("stand on {by} instead, or list both, if the older one is meant", by=named)
    return tr("find the document that is in force now, and stand on that")


def bases_not_in_force(case: Case) -> Iterator[Fault]:
    """A document that the plan stands on is issued, and not in force yet on the plan's day."""
    register = case.readings.register
    for place, key in bases(case):
        document = register.documents.get(key)
        standing = register.status(key, on=case.readings.day)
        if standing.state is State.NOT_YET and not (document and document.date and document.date > case.readings.day):
            text = tr(
                "{number} is in force only from {since}, after {day}",
                number=key,
                since=_day(standing),
                day=short_date(case.readings.day),
            )
            yield Fault(place, text, tr("stand on what is in force now; or say from when the new document holds"))


def bases_without_amendments(case: Case) -> Iterator[Fault]:
    """The plan lists a document and not those that amended it."""
    documents, register = case.plan.documents, case.readings.register
    for key in documents:
        standing = register.status(key, on=case.readings.day)
        missing = [one for one in standing.by if one not in documents]
        if standing.state is State.AMENDED and standing.verified and missing:
            yield Fault(f"documents.{key}", *without(key, missing))


def without(number: str, missing: Iterable[str]) -> tuple[str, str]:
    """That a document stands without those that amended it, and what to do."""
    named = ", ".join(missing)
    text = tr("{number} was amended by {by}, which is not named beside it", number=number, by=named)
    return text, tr("add {by}, as (sửa đổi, bổ sung tại …)", by=named)


def acts_on_younger(case: Case) -> Iterator[Fault]:
    """A document amends, replaces or repeals itself, or one that was issued after it."""
    known = case.readings.register.documents
    for key, document in case.plan.documents.items():
        for relation in ("amends", "replaces", "repeals"):
            for at, other in enumerate(getattr(document, relation)):
                younger = known.get(other)
                place = f"documents.{key}.{relation}[{at}]"
                if other == key:
                    text = tr("{number} cannot do this to itself", number=key)
                    yield Fault(place, text, tr("name the older document that it acts on"))
                elif younger and younger.date and document.date and younger.date > document.date:
                    text = tr(
                        "{other} is of {date}, after {number} of {own}, which cannot act on it",
                        other=other,
                        date=short_date(younger.date),
                        number=key,
                        own=short_date(document.date),
                    )
                    yield Fault(place, text, tr("turn the two round, or mend one of the dates"))
