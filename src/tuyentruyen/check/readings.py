"""What the texts of a plan and its messages cite, and which dead words they use: each text read once for all rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import frozen

from tuyentruyen.check.contents import Content
from tuyentruyen.check.words import DeadWords
from tuyentruyen.citations import Citation, Misspelt, Register, citations, misspelt
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.terms import Term
from tuyentruyen.planfile.shipped import known_documents, known_terms
from tuyentruyen.text import in_vietnam


@frozen(kw_only=True)
class Reading:
    """What one text holds that rules about documents and words look at.

    Attributes:
        place: Where it stands in the plan; empty for a message's text.
        message: Key of its message; empty for a text of the plan.
        file: File of its message; empty for a text of the plan.
        channel: Key of the channel whose own wording it is; empty if it is nobody's own.
        day: The day by which it is judged: the plan's, or that on which the message is published.
        is_heading: Whether it is the title of a document in the plan's list, which the plan did not word.
        cited: The documents it names.
        misspelt: What looks like a number in it and is none.
        terms: The dead terms in it, each with the form in which it stands there.
        tells_of_force: Whether it says when something is in force.
    """

    day: datetime.date
    place: str = ""
    message: str = ""
    file: str = ""
    channel: str = ""
    is_heading: bool = False
    cited: tuple[Citation, ...] = ()
    misspelt: tuple[Misspelt, ...] = ()
    terms: tuple[tuple[Term, str], ...] = ()
    tells_of_force: bool = False


class Readings:
    """What is known of documents and words, and what each text of a plan and its messages makes of it."""

    def __init__(self, plan: Plan, contents: Iterable[Content]) -> None:
        """Of a plan and what its messages say."""
        self._plan = plan
        self._contents = contents

    @property
    def day(self) -> datetime.date:
        """The day by which the plan itself is judged: its first, or that on which it was issued where that is later."""
        return max(self._plan.since, self._plan.issued or self._plan.since)

    @cached_property
    def register(self) -> Register:
        """The documents that the plan and the library know."""
        return Register(known_documents(self._plan))

    @cached_property
    def all(self) -> tuple[Reading, ...]:
        """The texts in which there is anything to look at, the plan's first."""
        return (*self._of_plan(), *self._of_messages())

    def _of_plan(self) -> Iterator[Reading]:
        texts = list(_texts(self._plan))
        words = DeadWords(known_terms(self._plan).values(), self.register).among("\n".join(text for _, text in texts))
        for place, text in texts:
            is_heading = place.startswith("documents.")
            yield from _read(text, words, Reading(day=self.day, place=place, is_heading=is_heading))

    def _of_messages(self) -> Iterator[Reading]:
        every = DeadWords(known_terms(self._plan).values(), self.register)
        for content in self._contents:
            rough = content.rough
            words = every.among(rough)
            if not (words or citations(rough) or misspelt(rough, found=())):
                continue
            message = content.message
            day = in_vietnam(message.published).date()
            for part in content.parts:
                empty = Reading(day=day, message=message.key, file=message.where(part.key), channel=part.channel)
                yield from _read(part.text, words, empty)


def _read(text: str, words: DeadWords, empty: Reading) -> Iterator[Reading]:
    """The reading of a text, if there is anything to look at in it."""
    found = citations(text)
    wrong = misspelt(text, found=found)
    terms = words.dead_in(text, found, on=empty.day) if words and not empty.is_heading else ()
    if found or wrong or terms:
        yield Reading(
            day=empty.day,
            place=empty.place,
            message=empty.message,
            file=empty.file,
            channel=empty.channel,
            is_heading=empty.is_heading,
            cited=found,
            misspelt=wrong,
            terms=terms,
            tells_of_force="hiệu lực" in text,
        )


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    """The texts of a plan that say something in its own words, and the titles of the documents it lists, with their places."""
    yield "plan.title", plan.title
    yield "plan.funding", plan.funding
    for name, items in (("purposes", plan.purposes), ("requirements", plan.requirements)):
        yield from ((f"plan.{name}[{number}]", text) for number, text in enumerate(items))
    for table, records in (("themes", plan.themes), ("forms", plan.forms)):
        for key, record in records.items():
            yield f"{table}.{key}.title", record.title
            if record.summary:
                yield f"{table}.{key}.summary", record.summary
    for clause, assignment in plan.assignments.items():
        yield from ((f"assignments.{clause}.duties[{number}]", text) for number, text in enumerate(assignment.duties))
    for key, activity in plan.activities.items():
        yield f"activities.{key}.title", activity.title
    for key, channel in plan.channels.items():
        if channel.title:
            yield f"channels.{key}.title", channel.title
    for key, document in plan.documents.items():
        if document.title:
            yield f"documents.{key}.title", document.title
