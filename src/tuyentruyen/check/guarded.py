"""What must not leave the house: secrets, drafts, a person's own numbers, and blanks that nobody filled in.

What the plan itself says is read, then the messages: a template shows it to many, and the cause is told first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.check.contents import Part
from tuyentruyen.wording import tr

_S = r"[ \t\u00a0]+"
_MAT = rf"(?:(?:TUYỆT|TỐI){_S})?MẬT"
_STAMP = re.compile(
    rf"^[^\w\n]*(?:(?:TÀI{_S}LIỆU|VĂN{_S}BẢN){_S})?{_MAT}[^\w\n]*$"
    rf"|[\[(][ ]*{_MAT}[ ]*[\])]"
    rf"|^[^\w\n]*{_MAT}[ ]*[:–—-]"
    rf"|\b(?:[Đđ]ộ{_S}[Mm]ật|ĐỘ{_S}MẬT)[ ]*:[ ]*(?i:(?:tuyệt|tối){_S}mật|mật)\b",
    re.MULTILINE,
)
_SECRET = re.compile("MẬT|[Đđ]ộ\\s+[Mm]ật")
_TH = rf"(?:{_S}(?:lần|số){_S}(?:thứ{_S})?\w+)?"
_DRAFT = re.compile(
    rf"^[^\w\n]*(?:bản{_S})?(?:dự{_S}thảo|nháp){_TH}[^\w\n]*$"
    rf"|[\[(][ ]*(?:bản{_S})?(?:dự{_S}thảo|nháp){_TH}[ ]*[\])]"
    rf"|^[^\w\n]*(?:(?:bản{_S})?dự{_S}thảo{_TH}[ ]*[:–—]|bản{_S}nháp\b)",
    re.MULTILINE | re.IGNORECASE,
)
_DRAFTED = re.compile(r"dự\s+thảo|nháp", re.IGNORECASE)
_PERSON = re.compile(r"(?<![\d.,/-])(\d{3})([ .\u00a0]?)\d{3}\2\d{3}\2\d{3}(?![\d]|[.,/-]\d)")
_OLD_CARD = re.compile(r"\b(?:CMND|CMTND|chứng minh(?: nhân dân| thư)?)\b[^\d\n]{0,20}(\d{9})(?!\d)", re.IGNORECASE)
_ANOTHER = re.compile(
    r"tài khoản|\bstk\b|số tk|hồ sơ|biên nhận|mã vạch|vận đơn|giao dịch|hóa đơn|hoá đơn|đơn hàng|đường dây|điện thoại|tổng đài"
    r"|hotline|zalo",
    re.IGNORECASE,
)
"""Words before a number of twelve figures that make it another than a person's."""
_CARD = re.compile(r"cccd|căn cước|định danh|giấy tờ tùy thân|chứng minh", re.IGNORECASE)
_MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:gmail|yahoo|ymail|hotmail|outlook|live|icloud|aol|proton(?:mail)?)\.[a-z.]{2,8}\b", re.IGNORECASE)  # fmt: skip
_MOBILE = re.compile(r"(?<![\d.])(?:\+?84[ .]?|0)[35789]\d(?:[ .\u00a0]?\d){7}(?!\d)")
_BLANK = re.compile(
    r"\[(?:điền|ghi|nhập|chèn|thêm)\b[^\]\n]{0,80}\]|\[(?:họ (?:và )?tên|tên|ngày|địa chỉ|số điện thoại)\]|\blorem ipsum\b|(?<![\w.])x{3,}(?![\w.])|\b\d+x{2,}\b"
    r"|^[ ]*…[ ]*$|\.{5,}|…{2,}|_{3,}|\?{3,}|\bX{4,}\b|\bngày[ ]*(?:\.{2,}|…)|\{\{[^{}\n]{0,80}\}\}|\b(?:TODO|TBD|FIXME)\b|\bdd/mm/yyyy\b",
    re.IGNORECASE | re.MULTILINE,
)


def secrecy_stamps(case: Case) -> Iterator[Fault]:
    """A text bears a stamp of secrecy: MẬT, TỐI MẬT, TUYỆT MẬT."""
    for place, told, found in case.told.found(_STAMP, hint=_SECRET):
        yield Fault(
            place,
            tr("a stamp of secrecy stands in it: {found!r}", found=told.around(found)),
            tr("find out whether this may be published at all; if it may, take the stamp out"),
        )
    for content in case.contents:
        for part, found in _first(content.found(_STAMP, hint=_SECRET)):
            yield message_fault(
                content.message,
                tr("a stamp of secrecy stands in it: {found!r}", found=part.around(found)),
                tr("find out whether this may be published at all; if it may, take the stamp out"),
                at=part.key,
            )


def drafts_left(case: Case) -> Iterator[Fault]:
    """A text that is ready calls itself a draft."""
    for place, told, found in case.told.found(_DRAFT, hint=_DRAFTED):
        yield Fault(
            place,
            tr("the plan says of what stands there: {found!r}", found=told.around(found)),
            tr("take the words out, or keep the plan back until it is settled"),
        )
    for content in case.contents:
        if content.message.status != "draft":
            for part, found in _first(content.found(_DRAFT, hint=_DRAFTED)):
                yield message_fault(
                    content.message,
                    tr("it is ready, and says of itself: {found!r}", found=part.around(found)),
                    tr("take the words out, or set status = {draft}", draft='"draft"'),
                    at=part.key,
                )


def personal_numbers(case: Case) -> Iterator[Fault]:
    """A text holds the number of a person's identity card."""
    for place, _, found in case.told.found(_PERSON, _OLD_CARD, keep=_is_a_person_s):
        yield Fault(place, *_personal(found))
    for content in case.contents:
        for part, found in _first(content.found(_PERSON, keep=_is_a_person_s), content.found(_OLD_CARD)):
            yield message_fault(content.message, *_personal(found), at=part.key)


def _personal(found: re.Match[str]) -> tuple[str, str]:
    """What is wrong with a number, of which the ends alone are said, and what to do."""
    number = re.sub(r"\D", "", found[0])
    return (
        tr("it holds the number of an identity card: {start}…{end}", start=number[:3], end=number[-2:]),
        tr("take it out: the number of a person's card is not for the public"),
    )


def _is_a_person_s(part: Part, found: re.Match[str]) -> bool:
    if found.re is _OLD_CARD:
        return True
    before = part.text[max(0, found.start() - 40) : found.start()].rpartition("\n")[2]
    return bool(_CARD.search(before)) or (found[0][0] == "0" and found[1] != "000" and not _ANOTHER.search(before))


def private_contacts(case: Case) -> Iterator[Fault]:
    """A text leads citizens to a private mailbox or to a mobile telephone that is no hotline of the plan."""
    known = " ".join(unit.hotline for unit in case.plan.units.values() if unit.hotline)
    numbers = {_digits(number[0]) for number in _MOBILE.finditer(known)}
    for place, _, found in case.told.found(_MAILBOX):
        yield Fault(
            place,
            tr("it leads to a private mailbox: {address}", address=found[0]),
            tr("write the office's own address; what citizens send belongs into the office's books"),
        )
    for place, _, found in case.told.found(_MOBILE, keep=lambda _, found: _digits(found[0]) not in numbers):
        yield Fault(
            place,
            tr("it names a mobile telephone that is no hotline of the plan: {number}", number=found[0]),
            tr("write the office's number, or name this one as hotline of its unit or of the message"),
        )
    for content in case.contents:
        own = numbers | {_digits(number[0]) for number in _MOBILE.finditer(content.message.hotline)}

        def is_foreign(_: Part, found: re.Match[str], own: set[str] = own) -> bool:
            return _digits(found[0]) not in own

        for part, found in _first(content.found(_MAILBOX)):
            yield message_fault(
                content.message,
                tr("it leads to a private mailbox: {address}", address=found[0]),
                tr("write the office's own address; what citizens send belongs into the office's books"),
                at=part.key,
            )
        for part, found in _first(content.found(_MOBILE, keep=is_foreign)):
            yield message_fault(
                content.message,
                tr("it names a mobile telephone that is no hotline of the plan: {number}", number=found[0]),
                tr("write the office's number, or name this one as hotline of its unit or of the message"),
                at=part.key,
            )


def blanks_left(case: Case) -> Iterator[Fault]:
    """A text that is ready holds a blank that nobody filled in."""
    for place, told, found in case.told.found(_BLANK):
        yield Fault(
            place, tr("nobody filled this in: {found!r}", found=told.around(found)), tr("fill it in, or take it out")
        )
    for content in case.contents:
        if content.message.status == "draft":
            continue

        def is_blank(_: Part, found: re.Match[str], rough: str = content.rough) -> bool:
            return found[0][0] != "[" or (found[0] in rough and f"!{found[0]}" not in rough)  # else a picture's words

        for part, found in _first(content.found(_BLANK, keep=is_blank)):
            yield message_fault(
                content.message,
                tr("nobody filled this in: {found!r}", found=part.around(found)),
                tr("fill it in, or take it out"),
                at=part.key,
            )


def _digits(number: str) -> str:
    """A telephone number as it is dialled in the country."""
    bare = re.sub(r"\D", "", number)
    return "0" + bare[2:] if bare.startswith("84") and len(bare) == 11 else bare


def _first(*several: Iterator[tuple[Part, re.Match[str]]]) -> Iterator[tuple[Part, re.Match[str]]]:
    """The first place alone: the author reads the whole text then."""
    for places in several:
        for place in places:
            yield place
            return
