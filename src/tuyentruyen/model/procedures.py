"""Administrative procedures (*thủ tục hành chính*) as data: what a notice board and a guide to citizens say."""

from __future__ import annotations

import datetime
import re
from typing import Any

import attrs
from attrs import Attribute, frozen

from tuyentruyen.model.documents import are_document_numbers
from tuyentruyen.model.values import has_length, is_between, is_key, is_keys, is_link, is_one_of, texts
from tuyentruyen.text import fold, nfc
from tuyentruyen.wording import tr

_CODE = re.compile(r"[0-9]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})?\Z")
_FREE = frozenset(
    {"khong", "khong thu", "khong thu phi", "khong thu le phi", "khong thu phi, le phi", "mien phi", "0 dong"}
)
PROCEDURE_LEVELS = ("central", "city", "district", "commune")


def is_procedure_code(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no code of the national base of procedures; empty means it has none."""
    if value and not (isinstance(value, str) and _CODE.match(value)):
        raise ValueError(
            tr("{name} {value!r} is no code of a procedure, such as {one!r} or {two!r}",
               name=attribute.name, value=str(value)[:60], one="1.001193", two="2.000815.000.00.00.H55")
        )  # fmt: skip


is_procedure_code.bounds = {"pattern": r"^(?:[0-9]\.[0-9]{6}(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})?)?$"}  # type: ignore[attr-defined]


def _are_lines(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    check = has_length(1, 500)
    seen: set[str] = set()
    for line in value:
        check(None, attribute, line.strip())
        if line in seen:
            raise ValueError(tr("{name} names {value!r} twice", name=attribute.name, value=line[:60]))
        seen.add(line)


_are_lines.bounds = {"items": {"minLength": 1, "maxLength": 500}, "uniqueItems": True}  # type: ignore[attr-defined]


@frozen(kw_only=True)
class Procedure:
    """One administrative procedure (*thủ tục hành chính*). A fee is never shown without its exemptions.

    Attributes:
        key: Name used by other records and templates.
        code: Its code, ``1.001193`` or in the long form ``2.000815.000.00.00.H55``; empty if it has none.
        title: What it is called officially; 1 to 300 characters.
        field: Field it belongs to (*lĩnh vực*), such as ``Hộ tịch``.
        level: Who settles it: central, city, district, commune.
        units: Keys of units and groups where it is settled; empty: all of that level.
        online: How far it can be done online, in the words of its time, such as ``toàn trình``; empty if it cannot.
        time_limit: How long it takes at most (*thời hạn giải quyết*), in official words, such as ``Ngay trong ngày làm việc``.
        working_days: The same as a number of working days, where it is one; 0: not said.
        fee: What it costs (*phí, lệ phí*), in words, such as ``8.000 đồng`` or ``Không``; empty: not known, which is not free.
        exemptions: Who pays nothing or less (*đối tượng miễn, giảm*), one item each; must not be empty where a fee is asked.
        papers: What the citizen brings (*thành phần hồ sơ*), one item each.
        forms: Names of the forms to fill in (*mẫu đơn, tờ khai*), one item each.
        basis: Numbers of the documents it rests on (*căn cứ pháp lý*).
        result: What the citizen gets; empty if not said.
        link: Its page on the public service portal, absolute.
        since: First day on which it is in force like this; None if it always was.
        until: Last day, that day included; None while it is.
    """

    key: str = attrs.field(validator=is_key)
    code: str = attrs.field(default="", converter=nfc, validator=is_procedure_code)
    title: str = attrs.field(converter=nfc, validator=has_length(1, 300))
    field: str = attrs.field(default="", converter=nfc, validator=has_length(0, 200))
    level: str = attrs.field(default="commune", validator=is_one_of(*PROCEDURE_LEVELS))
    units: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=is_keys)
    online: str = attrs.field(default="", converter=nfc, validator=has_length(0, 200))
    time_limit: str = attrs.field(default="", converter=nfc, validator=has_length(0, 300))
    working_days: int = attrs.field(default=0, validator=is_between(0, 3660))
    fee: str = attrs.field(default="", converter=nfc, validator=has_length(0, 300))
    exemptions: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=_are_lines)
    papers: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=_are_lines)
    forms: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=_are_lines)
    basis: tuple[str, ...] = attrs.field(default=(), converter=texts, validator=are_document_numbers)
    result: str = attrs.field(default="", converter=nfc, validator=has_length(0, 300))
    link: str = attrs.field(default="", converter=nfc, validator=is_link)
    since: datetime.date | None = None
    until: datetime.date | None = None

    def __attrs_post_init__(self) -> None:
        if self.asks_fee and not self.exemptions:
            raise ValueError(
                tr("a fee is asked and exemptions are missing; write who pays nothing or less, or {nobody} where nobody does",
                   nobody='exemptions = ["Không có"]')
            )  # fmt: skip
        if self.exemptions and not self.fee:
            raise ValueError(tr("there are exemptions and no fee; write the fee, or take them out"))
        if self.since and self.until and self.until < self.since:
            raise ValueError(tr("until ({until}) is before since ({since})", until=self.until, since=self.since))

    def is_in_force(self, day: datetime.date) -> bool:
        """Whether it is in force like this on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def asks_fee(self) -> bool:
        """Whether a fee is asked, as far as its words tell."""
        return bool(self.fee) and fold(self.fee).strip(" .") not in _FREE

    @property
    def fee_line(self) -> str:
        """The fee with who pays nothing or less; empty if the fee is not known."""
        if not self.exemptions:
            return self.fee
        return f"{self.fee} (miễn, giảm: {'; '.join(self.exemptions)})"
