"""Dead terms in the texts of a plan and its messages, by the day of each text."""

from __future__ import annotations

from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.check.readings import Reading
from tuyentruyen.model.terms import Term
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr


def _each(case: Case, *, verified: bool) -> Iterator[tuple[Reading, Term, str]]:
    """The dead terms of each text; of one message each once, its own wordings told with it."""
    told: set[tuple[str, str, str]] = set()
    for reading in case.readings.all:
        for term, form in reading.terms:
            mark = (reading.place, reading.message, term.key)
            if term.verified is verified and mark not in told:
                told.add(mark)
                yield reading, term, form


def _dead(reading: Reading, term: Term, form: str) -> Fault:
    text = tr("{term!r} is out of use since {since}", term=form, since=short_date(term.since))
    if term.instead:
        mend = tr(
            "write {instead!r}; of former times, say that it was called so (trước đây là …)", instead=term.instead
        )
    else:
        mend = tr("leave it out; of former times, say that it was called so (trước đây là …)")
    return Fault(reading.place, text, mend, message=reading.message, file=reading.file)


def dead_terms_in_messages(case: Case) -> Iterator[Fault]:
    """A message uses a term that is out of use on the day it is published."""
    return (_dead(reading, term, form) for reading, term, form in _each(case, verified=True) if reading.message)


def dead_terms_in_the_plan(case: Case) -> Iterator[Fault]:
    """The plan uses a term that is out of use on its day."""
    return (_dead(reading, term, form) for reading, term, form in _each(case, verified=True) if not reading.message)


def doubtful_terms(case: Case) -> Iterator[Fault]:
    """A text uses a term that may be out of use, by what is not verified."""
    for reading, term, form in _each(case, verified=False):
        text = tr(
            "{term!r} may be out of use since {since}, which is not verified; look again",
            term=form,
            since=short_date(term.since),
        )
        table = f"[terms.{term.key}]"
        if term.instead:
            mend = tr(
                "if it is, write {instead!r}; if not, write {table} into the plan with its term, since and off = true",
                instead=term.instead,
                table=table,
            )
        else:
            mend = tr(
                "look it up; if it is still right, write {table} into the plan with its term, since and off = true",
                table=table,
            )
        yield Fault(reading.place, text, mend, message=reading.message, file=reading.file)
