"""Numbers and symbols of official documents (*số và ký hiệu*): how they are made up, and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

from attrs import Attribute, frozen

from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "BB": ("Biên bản",), "BC": ("Báo cáo",), "BGN": ("Bản ghi nhớ",), "CĐ": ("Công điện",), "CT": ("Chỉ thị",),
        "CTr": ("Chương trình",), "CV": ("Công văn",), "DA": ("Dự án",), "ĐA": ("Đề án",), "GM": ("Giấy mời",),
        "HD": ("Hướng dẫn",), "HĐ": ("Hợp đồng",), "KH": ("Kế hoạch",), "KL": ("Kết luận",), "L": ("Lệnh",), "NĐ": ("Nghị định",),
        "NQ": ("Nghị quyết",), "NQLT": ("Nghị quyết liên tịch",), "PA": ("Phương án",), "PL": ("Pháp lệnh",),
        "QC": ("Quy chế",), "QĐ": ("Quyết định",), "QĐi": ("Quy định",), "QyĐ": ("Quy định",), "SL": ("Sắc lệnh",), "TB": ("Thông báo",), "TC": ("Thông cáo",),
        "TT": ("Thông tư",), "TTLT": ("Thông tư liên tịch",), "TTr": ("Tờ trình",), "VBHN": ("Văn bản hợp nhất",),
    }
)  # fmt: skip
"""What the first letters of a symbol say that a document is (Decree 30/2020/NĐ-CP, annex III, and the law on documents)."""
_OF_ASSEMBLY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"QH": ("Luật", "Nghị quyết", "Bộ luật", "Hiến pháp"), "UBTVQH": ("Pháp lệnh", "Nghị quyết")}
)
_ISSUERS = MappingProxyType(
    {
        "CP": "Chính phủ",
        "TTg": "Thủ tướng Chính phủ",
        "QH": "Quốc hội",
        "UBTVQH": "Ủy ban Thường vụ Quốc hội",
    }
)
_CAPITAL = "A-ZĐƯ"
_WORD = f"[{_CAPITAL}0-9&]*(?:[giry][{_CAPITAL}0-9&]*)?"
_SYMBOL = f"[{_CAPITAL}]{_WORD}(?:-[{_CAPITAL}0-9&]{_WORD})*"
_BARE = r"(?!.*(?:[/-](?:ND|QD|QyD)[/-]|HDND))"
_PARTS = (r"[0-9]{1,5}(?:\.[0-9]{1,3})?[A-Za-zđ]?", r"(?:19|20)[0-9]{2}", r"[/-]", rf"{_SYMBOL}(?:/{_SYMBOL})?")
_NUMBER = re.compile(_BARE + "(?P<serial>{})(?:/(?P<year>{}))?(?P<sep>{})(?P<symbol>{})\\Z".format(*_PARTS))
PATTERN = "{}{}(?:/{})?{}{}".format(_BARE, *_PARTS)
"""What a number looks like, in the words of JSON Schema."""
_BOUNDS = {"pattern": f"^(?:{PATTERN})?$"}
_MOST = 200
_AROUND = re.compile(r"\s*([/-])\s*")
_DIGITS = re.compile(r"[0-9]+\Z")


def straight(text: str) -> str:
    """The text in NFC with one kind of Đ, hyphen and space, each sign in its place: no other is added or lost."""
    text = nfc(text)
    for strange, usual in (("Ð", "Đ"), ("Ɖ", "Đ"), ("–", "-"), ("‐", "-"), ("‑", "-"), ("−", "-"), ("\u00a0", " ")):
        text = text.replace(strange, usual)
    return text


class DocumentKind(Enum):
    """What a number says of the document that has it.

    Attributes:
        NORMATIVE: It makes law (*văn bản quy phạm pháp luật*); its year stands in the number.
        ADMINISTRATIVE: A decision, plan, notice … of an authority (*văn bản hành chính*).
        LETTER: A letter of one authority to another (*công văn*), whose symbol names no type.
        PARTY: A document of the Party, with a hyphen after the number.
        CONSOLIDATED: A law and what amended it in one text (*văn bản hợp nhất*).
    """

    NORMATIVE = "normative"
    ADMINISTRATIVE = "administrative"
    LETTER = "letter"
    PARTY = "party"
    CONSOLIDATED = "consolidated"


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
        """The number that a text consists of, in whatever form of Unicode, with whatever dashes and spaces it is written.

        Raises:
            ValueError: The text is no document number.
        """
        found = _NUMBER.match(_AROUND.sub(r"\1", straight(text).strip())) if len(text) <= _MOST else None
        if not found:
            near = _mended(text)
            if near is not None:
                raise ValueError(
                    tr("{value!r} is no document number; is {near!r} meant?", value=text[:60], near=str(near))
                )
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

    @property
    def words(self) -> tuple[str, ...]:
        """The parts of the symbol, such as ``NĐ`` and ``CP``."""
        return tuple(re.split("[/-]", self.symbol))

    @property
    def kind(self) -> DocumentKind:
        """What it says of the document."""
        first = self.words[0]
        if first == "VBHN":
            return DocumentKind.CONSOLIDATED
        if self.separator == "-":
            return DocumentKind.PARTY
        if self.year is not None:
            return DocumentKind.NORMATIVE
        return DocumentKind.ADMINISTRATIVE if self.types != ("Công văn",) or first == "CV" else DocumentKind.LETTER

    @property
    def types(self) -> tuple[str, ...]:
        """What the document can be, the likeliest first, such as ``Nghị định``; for ``QH15`` it is more than one thing.

        Empty where the symbol names an issuer and no type, as of ``64/CP``.
        """
        first = self.words[0]
        if first == "QĐ" and self.separator == "-":
            return ("Quy định", "Quyết định")
        letter = ("Công văn",) if len(self.words) > 1 else ()
        return TYPES.get(first) or _OF_ASSEMBLY.get(_DIGITS.sub("", first)) or letter

    @property
    def type(self) -> str:
        """What the document is, where the number leaves no doubt; else empty."""
        return self.types[0] if len(self.types) == 1 else ""

    @property
    def issuer(self) -> str:
        """Who issued it, where the symbol leaves no doubt, such as ``Chính phủ``; else empty."""
        return _ISSUERS.get(_DIGITS.sub("", self.words[-1]), "")

    def __str__(self) -> str:
        year = f"/{self.year}" if self.year else ""
        return f"{self.serial}{year}{self.separator}{self.symbol}"


def _mended(text: str) -> DocumentNumber | None:
    """The number that was meant where only a Đ is a D; None if the text is something else."""
    if len(text) > _MOST:
        return None
    mended = _AROUND.sub(r"\1", straight(text).strip())
    for wrong, right in (("ND", "NĐ"), ("QD", "QĐ"), ("QyD", "QyĐ")):
        mended = re.sub(rf"([/-]){wrong}(?=[/-])", rf"\1{right}", mended)
    mended = mended.replace("HDND", "HĐND")
    return DocumentNumber.parse(mended) if _NUMBER.match(mended) else None


def is_document_number(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no document number as it is written; empty means there is none."""
    if not value:
        return
    try:
        number = DocumentNumber.parse(value)
    except ValueError as fault:
        raise ValueError(f"{attribute.name}: {fault}") from None
    if value != value.strip():
        raise ValueError(
            tr("{name}: there is a space before or after {value!r}", name=attribute.name, value=value[:60])
        )
    if value != str(number):
        raise ValueError(
            tr("{name}: write {value!r} as {number!r}", name=attribute.name, value=value[:60], number=str(number))
        )


is_document_number.bounds = _BOUNDS  # type: ignore[attr-defined]


def are_document_numbers(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a sequence in which one item is no document number."""
    for item in value:
        is_document_number(instance, attribute, item)


are_document_numbers.bounds = {"items": _BOUNDS}  # type: ignore[attr-defined]
