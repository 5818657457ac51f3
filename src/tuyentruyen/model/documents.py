"""Official documents (*văn bản*) that a plan stands on or cites."""

from __future__ import annotations

import datetime
import re
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.numbers import (
    PATTERN,
    DocumentKind,
    DocumentNumber,
    are_document_numbers,
    is_document_number,
)
from tuyentruyen.model.values import has_length, texts
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

__all__ = ["DocumentKind", "DocumentNumber", "LegalDocument", "are_document_numbers", "is_document_number"]

_MARK = "(?:@[a-z0-9]+(?:-[a-z0-9]+)*)?"
_KEY_BOUNDS = {"pattern": f"^{PATTERN}{_MARK}$"}


def is_document_key(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no document number, with ``@`` and a year or a unit's key behind it where two documents share one."""
    number, at, mark = value.partition("@") if isinstance(value, str) else (value, "", "")
    is_document_number(instance, attribute, number)
    if at and not re.fullmatch(_MARK, at + mark):
        raise ValueError(
            tr(
                "{name}: behind @ stands a year or the key of a unit, as in {example!r}",
                name=attribute.name,
                example="99/KH-UBND@2023",
            )
        )


is_document_key.bounds = _KEY_BOUNDS  # type: ignore[attr-defined]


def are_document_keys(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a sequence in which one item is no key of a document."""
    for item in value:
        is_document_key(instance, attribute, item)


are_document_keys.bounds = {"items": _KEY_BOUNDS}  # type: ignore[attr-defined]


@frozen(kw_only=True)
class LegalDocument:
    """A document that the plan stands on or cites (*căn cứ pháp lý*).

    Attributes:
        key: Its number, as written: ``63/2010/NĐ-CP``. Numbers restart each year and with each issuer; of two documents with
            one number the second is called by year or issuer: ``99/KH-UBND@2023``.
        date: The day it was issued; None when the plan does not say.
        type: What it is, such as ``Nghị định``; empty: as its number says.
        issuer: Who issued it, in words, such as ``Chính phủ``.
        title: What it is about, as its heading says; up to 500 characters.
        effective: First day on which it is in force; None: the day it was issued.
        ended: Last day on which it is in force, that day included; None while it is, or until another here ends it.
        amends: Keys of the documents it amends (*sửa đổi, bổ sung*).
        replaces: Keys of the documents it replaces (*thay thế*).
        repeals: Keys of the documents it ends (*bãi bỏ*).
        verified: Whether what is said here was read in the document itself; if not, findings only ask to look again.
        note: Anything an editor must know; never shown to the public.
    """

    key: str = field(converter=nfc, validator=[has_length(1, 60), is_document_key])
    date: datetime.date | None = None
    type: str = field(default="", converter=nfc, validator=has_length(0, 60))
    issuer: str = field(default="", converter=nfc, validator=has_length(0, 200))
    title: str = field(default="", converter=nfc, validator=has_length(0, 500))
    effective: datetime.date | None = None
    ended: datetime.date | None = None
    amends: tuple[str, ...] = field(default=(), converter=texts, validator=are_document_keys)
    replaces: tuple[str, ...] = field(default=(), converter=texts, validator=are_document_keys)
    repeals: tuple[str, ...] = field(default=(), converter=texts, validator=are_document_keys)
    verified: bool = True
    note: str = field(default="", converter=nfc, validator=has_length(0, 2000))

    def __attrs_post_init__(self) -> None:
        first = self.effective or self.date
        if self.ended is not None and first is not None and self.ended < first:
            raise ValueError(tr("ended ({ended}) is before its first day ({first})", ended=self.ended, first=first))

    @property
    def number(self) -> DocumentNumber:
        """Its number without what tells it from another of the same number."""
        return DocumentNumber.parse(self.key.partition("@")[0])

    @property
    def since(self) -> datetime.date | None:
        """First day on which it is in force, as far as the record says."""
        return self.effective or self.date
