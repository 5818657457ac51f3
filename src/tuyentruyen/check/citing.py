"""Documents that the texts of a plan and its messages cite: number, date and standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.check.documents import doubtful, look_again, newer, over, without
from tuyentruyen.check.readings import Reading
from tuyentruyen.citations import Citation, Register, Standing, State
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr


def _fault(reading: Reading, text: str, mend: str) -> Fault:
    """A fault of a text, which names the channel whose own wording it is."""
    said = tr("in the wording for {channel}: {text}", channel=reading.channel, text=text) if reading.channel else text
    return Fault(reading.place, said, mend, message=reading.message, file=reading.file)


def _document(register: Register, one: Citation) -> LegalDocument | None:
    return register.find(str(one.number), date=one.date, issuer=one.issuer)


def _standing(register: Register, one: Citation, reading: Reading) -> Standing:
    """How a document that a text cites stands on the text's day; unknown where it is not sure which one is meant."""
    document = _document(register, one)
    if document is None and one.number.year is None:
        return Standing(state=State.UNKNOWN)
    return register.status(document.key if document else str(one.number), on=reading.day)


def _named(cited: Iterable[Citation]) -> frozenset[str]:
    return frozenset(str(one.number) for one in cited)


def _in_names(cited: Iterable[Citation]) -> frozenset[str]:
    """Numbers that stand in what is said of another document, as in the name of one that amends them."""
    return frozenset(
        number for one in cited for numbers in (one.amends, one.replaces, one.repeals) for number in numbers
    )


def _each(case: Case) -> Iterator[tuple[Reading, Citation, Standing]]:
    """Each document that a text of its own words cites, once, with how it stands; not those in the name of another."""
    register = case.readings.register
    together: dict[str, frozenset[str]] = {}
    for reading in case.readings.all:
        if reading.message:
            together[reading.message] = together.get(reading.message, frozenset()) | _in_names(reading.cited)
    told: set[tuple[str, str, str]] = set()
    for reading in case.readings.all:
        inner = together[reading.message] if reading.message else _in_names(reading.cited)
        for one in () if reading.is_heading else reading.cited:
            mark = (reading.place, reading.message, str(one.number))
            if mark not in told and mark[2] not in inner:
                told.add(mark)
                yield reading, one, _standing(register, one, reading)


def _beside(case: Case) -> dict[str, frozenset[str]]:
    """The numbers that each message, and under the empty key the whole plan, cites."""
    found: dict[str, frozenset[str]] = {"": frozenset(case.plan.documents)}
    for reading in case.readings.all:
        if not reading.is_heading:
            found[reading.message] = found.get(reading.message, frozenset()) | _named(reading.cited)
    return found


def _over(case: Case, *, verified: bool) -> Iterator[tuple[Reading, Citation, Standing]]:
    beside = _beside(case)
    for reading, one, standing in _each(case):
        there = beside[reading.message] if reading.message else _named(reading.cited)
        if standing.is_over and standing.verified is verified and there.isdisjoint(_numbers(standing.by)):
            yield reading, one, standing


def _numbers(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key.partition("@")[0] for key in keys)


def superseded_citations(case: Case) -> Iterator[Fault]:
    """A text cites a document that was replaced, repealed or over before its day, and not what took its place."""
    for reading, one, standing in _over(case, verified=True):
        yield _fault(reading, over(str(one.number), standing), newer(standing.by))


def doubtful_documents(case: Case) -> Iterator[Fault]:
    """A document that the plan stands on or a text cites may be in force no more, by what is not verified."""
    yield from doubtful(case)
    for reading, one, standing in _over(case, verified=False):
        yield _fault(reading, *look_again(str(one.number), standing))


def citations_not_in_force(case: Case) -> Iterator[Fault]:
    """A text cites a document that is not in force yet on its day, and does not say from when it is."""
    for reading, one, standing in _each(case):
        if standing.state is State.NOT_YET and not reading.tells_of_force and standing.since:
            text = tr(
                "{number} is in force only from {since}, after {day}",
                number=str(one.number),
                since=short_date(standing.since),
                day=short_date(reading.day),
            )
            yield _fault(reading, text, tr("say from when it holds: có hiệu lực từ ngày …"))


def citations_without_amendments(case: Case) -> Iterator[Fault]:
    """A message cites a document in full, with its date, and not those that amended it."""
    beside = _beside(case)
    for reading, one, standing in _each(case):
        if not (reading.message and one.date and standing.state is State.AMENDED and standing.verified):
            continue
        missing = [number for number in _numbers(standing.by) if number not in beside[reading.message]]
        if missing:
            yield _fault(reading, *without(str(one.number), missing))


def unlisted_citations(case: Case) -> Iterator[Fault]:
    """A text cites a document that is not in the plan's list of documents."""
    plan = case.plan
    if not plan.documents:
        return
    own = Register(plan.documents)
    known = {plan.number, plan.parent}
    for reading, one, _ in _each(case):
        number = str(one.number)
        if number not in known and not own.named(number, date=one.date):
            text = tr("cites {number}, which the plan does not list", number=number)
            table, known_already = f'[documents."{number}"]', _told_already(case.readings.register, number)
            mend = tr("add {table} with its date and issuer, so that dates are compared", table=table)
            if known_already:
                mend = tr(
                    "add {table} with its date and issuer, and with what is known of it already: {known}",
                    table=table, known=known_already,
                )  # fmt: skip
            yield _fault(reading, text, mend)


def _told_already(register: Register, number: str) -> str:
    """What a document is known to do, and from when, as a record says it: a record of the plan takes the place of all that."""
    document = register.documents.get(number)
    if document is None:
        return ""
    said = [f"effective = {document.effective}"] if document.effective else []
    done = {relation: getattr(document, relation) for relation in ("amends", "replaces", "repeals")}
    said += [f"{relation} = {list(others)}".replace("'", '"') for relation, others in done.items() if others]
    return "; ".join((*said, *(() if document.verified or not said else ("verified = false",))))


def dates_that_differ(case: Case) -> Iterator[Fault]:
    """A text gives a document another date than the list of documents does."""
    for reading in case.readings.all:
        for one in reading.cited:
            document = _document(case.readings.register, one)
            if one.date and document and document.date and one.date != document.date:
                text = tr(
                    "{number} is dated {date} here and {other} in the list of documents",
                    number=str(one.number),
                    date=short_date(one.date),
                    other=short_date(document.date),
                )
                yield _fault(reading, text, tr("compare both with the document itself"))


def years_that_disagree(case: Case) -> Iterator[Fault]:
    """A text gives a document a date in another year than its number says."""
    for reading in case.readings.all:
        for one in reading.cited:
            if one.disputed:
                text = tr(
                    "{number} is dated {date}, in another year", number=str(one.number), date=short_date(one.disputed)
                )
                yield _fault(reading, text, tr("compare number and date with the document itself"))


def misspelt_numbers(case: Case) -> Iterator[Fault]:
    """A text holds what looks like the number of a document and is none."""
    for reading in case.readings.all:
        for one in {one.text: one for one in reading.misspelt}.values():
            text = tr("{text!r} looks like the number of a document and is none", text=one.text)
            mend = tr("write {number}", number=one.meant) if one.meant else tr("compare it with the document itself")
            yield _fault(reading, text, mend)


def types_that_disagree(case: Case) -> Iterator[Fault]:
    """A text calls a document another kind of thing than its number says."""
    for reading in case.readings.all:
        for one in reading.cited:
            if one.number.types and one.type not in one.number.types:
                text = tr("calls {number} {type!r}; by its number it is {other!r}",
                          number=str(one.number), type=one.type, other=one.number.types[0])  # fmt: skip
                yield _fault(reading, text, tr("compare word and number with the document itself"))
