"""Official documents and their numbers (*văn bản, số và ký hiệu*)."""

from __future__ import annotations

import datetime
import re
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.values import has_length, texts
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

_SYMBOL = r"[A-ZĐ][A-ZĐ0-9&]*(?:-[A-ZĐ0-9&]+)*"
_PARTS = (r"[0-9]{1,5}(?:\.[0-9]{1,4})?[a-zđ]?", r"[0-9]{4}", r"[/-]", rf"{_SYMBOL}(?:/{_SYMBOL})?")
_NUMBER = re.compile("(?P<serial>{})(?:/(?P<year>{}))?(?P<sep>{})(?P<symbol>{})\\Z".format(*_PARTS))
_BOUNDS = {"pattern": "^(?:{}(?:/{})?{}{})?$".format(*_PARTS)}


@frozen(kw_only=True)
class DocumentNumber:
    """The number and symbol of a document, such as ``63/2010/NĐ-CP``, ``99/KH-UBND``, ``57-NQ/TW``, ``30c/NQ-CP``.

    A number restarts each year and with each issuer, so it names a document only together with both.

    Attributes:
        serial: The running number with its letter, as written, such as ``63`` or ``30c``.
        year: The year inside the number, as normative documents carry it; None for the others.
        symbol: Type and issuer, such as ``NĐ-CP`` or ``KH-UBND``.
        separator: What joins serial and symbol: ``/``, or ``-`` in documents of the Party.
    """

    serial: str
    year: int | None
    symbol: str
    separator: str = "/"

    @classmethod
    def parse(cls, text: str) -> DocumentNumber:
        """The number that a text consists of.

        Raises:
            ValueError: The text is no document number.
        """
        found = _NUMBER.match(nfc(text).strip())
        if not found:
            raise ValueError(
                tr(
                    "{value!r} is no document number, such as {one!r} or {two!r}",
                    value=text[:60],
                    one="63/2010/NĐ-CP",
                    two="99/KH-UBND",
                )
            )
        return cls(
            serial=found["serial"],
            year=int(found["year"]) if found["year"] else None,
            symbol=found["symbol"],
            separator=found["sep"],
        )

    def __str__(self) -> str:
        year = f"/{self.year}" if self.year else ""
        return f"{self.serial}{year}{self.separator}{self.symbol}"


def is_document_number(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no document number; empty means there is none."""
    if value:
        try:
            DocumentNumber.parse(value)
        except ValueError as fault:
            raise ValueError(f"{attribute.name}: {fault}") from None
        if value != value.strip():
            raise ValueError(
                tr("{name}: there is a space before or after {value!r}", name=attribute.name, value=value[:60])
            )


is_document_number.bounds = _BOUNDS  # type: ignore[attr-defined]


def are_document_numbers(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a sequence in which one item is no document number."""
    for item in value:
        is_document_number(instance, attribute, item)


are_document_numbers.bounds = {"items": _BOUNDS}  # type: ignore[attr-defined]


@frozen(kw_only=True)
class LegalDocument:
    """A document that the plan stands on or cites (*căn cứ pháp lý*).

    Attributes:
        key: Its number, as written: ``63/2010/NĐ-CP``.
        date: The day it was issued; None when the plan does not say.
        type: What it is, such as ``Nghị định``; empty: as its number says.
        issuer: Who issued it, in words, such as ``Chính phủ``.
        title: What it is about, as its heading says; up to 500 characters.
        effective: First day on which it is in force; None: the day it was issued.
        ended: Last day on which it is in force, that day included; None while it is, or until another here ends it.
        amends: Numbers of the documents it amends (*sửa đổi, bổ sung*).
        replaces: Numbers of the documents it replaces (*thay thế*).
        repeals: Numbers of the documents it ends (*bãi bỏ*).
        note: Anything an editor must know; never shown to the public.
    """

    key: str = field(converter=nfc, validator=[has_length(1, 60), is_document_number])
    date: datetime.date | None = None
    type: str = field(default="", converter=nfc, validator=has_length(0, 60))
    issuer: str = field(default="", converter=nfc, validator=has_length(0, 200))
    title: str = field(default="", converter=nfc, validator=has_length(0, 500))
    effective: datetime.date | None = None
    ended: datetime.date | None = None
    amends: tuple[str, ...] = field(default=(), converter=texts, validator=are_document_numbers)
    replaces: tuple[str, ...] = field(default=(), converter=texts, validator=are_document_numbers)
    repeals: tuple[str, ...] = field(default=(), converter=texts, validator=are_document_numbers)
    note: str = field(default="", converter=nfc, validator=has_length(0, 2000))
