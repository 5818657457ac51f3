"""Whether a document is in force on a day (*hiệu lực*), told from what other documents do to it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from enum import Enum

from attrs import frozen

from tuyentruyen.citations.issuers import may_be_one
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.text import fold


class State(Enum):
    """How a document stands on a day.

    Attributes:
        IN_FORCE: It is in force, as it was issued.
        AMENDED: It is in force, as others amended it.
        NOT_YET: It is not in force yet.
        REPLACED: Another took its place (*thay thế*).
        REPEALED: Another ended it (*bãi bỏ*).
        ENDED: Its last day is over (*hết hiệu lực*).
        UNKNOWN: The records do not say.
    """

    IN_FORCE = "in force"
    AMENDED = "amended"
    NOT_YET = "not yet"
    REPLACED = "replaced"
    REPEALED = "repealed"
    ENDED = "ended"
    UNKNOWN = "unknown"


@frozen(kw_only=True)
class Standing:
    """How a document stands on a day, and why.

    Attributes:
        state: How it stands.
        by: Keys of the documents that make it so, in the order of their days; empty if none does.
        since: First day of this state; None if the records do not say.
        verified: Whether all that this is told from was read in the documents themselves.
    """

    state: State
    by: tuple[str, ...] = ()
    since: datetime.date | None = None
    verified: bool = True

    @property
    def is_over(self) -> bool:
        """Whether it is in force no more."""
        return self.state in (State.REPLACED, State.REPEALED, State.ENDED)


_ENDS = (("replaces", State.REPLACED), ("repeals", State.REPEALED))


class Register:
    """Documents by key and by number, and who does what to whom. Made once for many questions."""

    def __init__(self, documents: Mapping[str, LegalDocument]) -> None:
        """A register of these documents.

        Args:
            documents: By key, as `Plan.documents` has them.
        """
        self.documents = documents
        self._numbers: dict[str, list[str]] = {}
        self._done: dict[str, dict[str, list[LegalDocument]]] = {}
        for key, document in documents.items():
            self._numbers.setdefault(key.partition("@")[0], []).append(key)
            for relation in ("amends", "replaces", "repeals"):
                for other in getattr(document, relation):
                    if other != key:
                        self._done.setdefault(other, {}).setdefault(relation, []).append(document)

    def named(self, number: str, *, date: datetime.date | None = None) -> list[LegalDocument]:
        """All documents that a text may mean by a number, of every issuer.

        Args:
            number: The number as the text writes it, without the year or issuer of a key.
            date: The date that the text gives it. A number without a year restarts each year, so one of another year is
                another document.
        """
        found = [self.documents[key] for key in self._numbers.get(number, ())]
        if date is None:
            return found
        return [one for one in found if one.number.year or one.date is None or one.date.year == date.year]

    def find(self, number: str, *, date: datetime.date | None = None, issuer: str = "") -> LegalDocument | None:
        """The document that a text means by a number; None if there is none, or more than one may be meant.

        Args:
            number: The number as the text writes it, without the year or issuer of a key.
            date: The date that the text gives it; see `named`.
            issuer: The issuer that the text names; it chooses among several, and with another date of another issuer the
                text means another document.
        """
        found = self.named(number, date=date)
        if date is not None:
            found = [one for one in found if one.date in (None, date) or may_be_one(one.issuer, issuer)]
        if len(found) > 1 and issuer:
            named = fold(issuer)
            found = [one for one in found if fold(one.issuer) == named] or found
        return found[0] if len(found) == 1 else None

    def status(self, number: str, *, on: datetime.date) -> Standing:
        """How a document stands on a day.

        Args:
            number: Its key; or its number, where no other document has it too.
            on: The day.
        """
        named = self._numbers.get(number, ())
        key = named[0] if number not in self.documents and len(named) == 1 else number
        document = self.documents.get(key)
        done = self._done.get(key, {})
        for relation, state in _ENDS:
            if standing := _standing(state, done.get(relation, ()), on):
                return standing
        if document is None:
            return Standing(state=State.UNKNOWN)
        if document.ended is not None and document.ended < on:
            after = document.ended + datetime.timedelta(days=1)
            return Standing(state=State.ENDED, since=after, verified=document.verified)
        begun = _begun(document, on)
        if begun is None:
            return Standing(state=State.UNKNOWN, verified=document.verified)
        if not begun:
            return Standing(state=State.NOT_YET, since=document.since, verified=document.verified)
        if standing := _standing(State.AMENDED, done.get("amends", ()), on):
            return standing
        return Standing(state=State.IN_FORCE, since=document.since, verified=document.verified)


def status(documents: Mapping[str, LegalDocument], number: str, *, on: datetime.date) -> Standing:
    """How a document stands on a day, by what these documents do to it: in force, amended, replaced, repealed, ended.

    Args:
        documents: By key, such as ``plan.documents``.
        number: Key or number of the document; it need not be among them for what replaces it to count.
        on: The day.
    """
    return Register(documents).status(number, on=on)


def _begun(document: LegalDocument, on: datetime.date) -> bool | None:
    """Whether a document is in force by this day; None if that cannot be told."""
    if document.since is not None:
        return document.since <= on
    year = document.number.year
    return None if year is None or year == on.year else year < on.year


def _standing(state: State, others: Iterable[LegalDocument], on: datetime.date) -> Standing | None:
    """What these documents make of another by this day, those that are verified first; None if nothing."""
    acting = [one for one in others if _begun(one, on)]
    sure = [one for one in acting if one.verified]
    chosen = sorted(sure or acting, key=lambda one: one.since or datetime.date.max)
    if not chosen:
        return None
    return Standing(
        state=state, by=tuple(one.key for one in chosen), since=chosen[0].since, verified=chosen[0].verified
    )
