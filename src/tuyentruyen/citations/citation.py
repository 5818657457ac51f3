"""One document named in a text (*viện dẫn*)."""

from __future__ import annotations

import datetime

from attrs import frozen

from tuyentruyen.model.documents import DocumentNumber


@frozen(kw_only=True)
class Citation:
    """A document as a text names it, with what the text says of it for sure.

    Attributes:
        number: Its number and symbol.
        start: Where it begins in the text in NFC: at its type word, the word *số* or its number.
        end: Behind its number, or the date or issuer that belongs to it.
        type: What it is, as the text says or as its number implies; empty: neither does.
        date: The day it was issued; None where the text ties no date to it beyond doubt.
        disputed: The date that stands where its own belongs, in another year than its number says; None if there is none.
        issuer: Who issued it, as the text says; empty: it does not.
        amends: Numbers of the documents that the text says it amends.
        replaces: Numbers of the documents that the text says it replaces.
        repeals: Numbers of the documents that the text says it ends.
    """

    number: DocumentNumber
    start: int
    end: int
    type: str = ""
    date: datetime.date | None = None
    disputed: datetime.date | None = None
    issuer: str = ""
    amends: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
