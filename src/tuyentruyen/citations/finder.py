"""Citations in running text: number, type word, date, issuer, and what one says of another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from attrs import define, evolve

from tuyentruyen.citations.citation import Citation
from tuyentruyen.citations.dates import Tied, before, behind, behind_issuer, in_header
from tuyentruyen.citations.issuers import may_be_one
from tuyentruyen.citations.relations import Relations
from tuyentruyen.model.documents import DocumentNumber, LegalDocument
from tuyentruyen.model.numbers import TYPES, straight

_C = "A-ZĐƯ"
_FIRST = rf"[{_C}][{_C}0-9&]{{0,14}}(?:[giry][{_C}0-9&]{{0,8}})?"
_NEXT = rf"[{_C}0-9&]{{1,15}}(?:[giry][{_C}0-9&]{{0,8}})?"
_BROKEN = rf"-(?:[ \t]{{1,2}}|[ \t]?\n[ \t]{{0,4}}){_FIRST}"
"""A part behind a hyphen at which a line or a typist broke off."""
_NUMBER = re.compile(
    r"(?<![\w/.@=&#%-])(?P<serial>[0-9]{1,5}(?:\.[0-9]{1,3})?[A-Za-zđ]?)"
    r"(?:\s?/\s?(?P<year>(?:19|20)[0-9]{2}))?(?:\s?(?P<slash>/)\s?|(?P<hyphen>[ \t]?-[ \t]?))"
    rf"(?P<first>{_FIRST})(?P<rest>(?:-{_NEXT}|[ \t]{{1,2}}-[ \t]{{0,2}}{_FIRST}|{_BROKEN})?(?:-{_NEXT}|{_BROKEN}){{0,2}}"
    rf"(?:/{_FIRST}(?:-{_NEXT}){{0,2}})?)(?!\w|[._][{_C}]{{2}})"
)
_BARE = re.compile(r"(?:ND|QD|QyD)\Z")
_GLUED = re.compile(r"(?:N[ĐD]|NQ|Q[ĐD]|CT|TT|KH|BC|TB)(?:CP|TT[gG]|UBND|H[ĐD]ND|BTTTT)\Z")
_OF_PARTY = re.compile(r"[A-ZĐa-z]-T[WU]\Z")
"""How a symbol of the Party ends that is written like one of the administration, which `misspelt` mends."""
_OTHER_WORDS = ("Luật", "Bộ luật", "Hiến pháp", "Văn bản", "Quy định")
_WORDS = {word.lower(): word for words in TYPES.values() for word in words} | {w.lower(): w for w in _OTHER_WORDS}
_LAW = re.compile(r"\b(?:Bộ luật|Luật|Pháp lệnh|Nghị quyết|Hiến pháp)\b(?=[^.;:\n]*\Z)")
_PAPER = re.compile(r"\b(?:mẫu|biểu|phụ lục|phiếu)(?:\s{1,3}số)?:?\s{0,3}\Z", re.IGNORECASE)
"""Words before the number of a form to fill in, which is made up like a document's."""
_TOKEN = re.compile(r"[^\s,;:()\"“”'-]+")
_LIST = re.compile(r"\s{0,3}(?:[,;]|và|,\s{0,2}và)?\s{0,3}\Z")
_STOP = (
    r"\s{1,3}(?:về|quy định|sửa đổi|ban hành|hướng dẫn|thay thế|bãi bỏ|phê duyệt|triển khai|công bố|ngày|số|đã|có|được|là|trong|để|theo"
    r"|thì|nhằm|tại|do|cho|kèm|khóa|V/v)\b|\s{1,3}và\s{1,3}(?:[a-zđ]|(?:Nghị|Quyết|Thông tư|Kế hoạch|Chỉ thị|Luật|Công văn)\b)"
)
_ISSUER = re.compile(rf",?\s{{1,3}}của\s{{1,3}}(?P<who>(?:(?!{_STOP})[^,;:.()\[\]\n\"“”]){{2,90}})")
_SPLIT_NAME = re.compile(r", Thể thao(?: và Du lịch)?")
_BACK = 200
_LONGEST = 60
_MOST_ALIKE = 50
_VAGUE = frozenset(
    (
        "báo cáo",
        "chương trình",
        "dự án",
        "đề án",
        "hướng dẫn",
        "hợp đồng",
        "kết luận",
        "phương án",
        "quy chế",
        "quy định",
        "thông báo",
    )
)
"""Type words that are verbs or common nouns as well: in small letters they say nothing against a number."""


def citations(text: str) -> tuple[Citation, ...]:
    """All documents that a text names by number, in order; the same document as often as it is named.

    Numbers are recognised with and without the word *số*, in any form of Unicode. What only looks like a number is left to
    `misspelt`. The time it takes grows with the length of the text and no faster.

    Args:
        text: Plain text; of Markdown or HTML what a reader sees.
    """
    return tuple(_found(straight(text))) if "/" in text else ()


def cited(text: str) -> tuple[LegalDocument, ...]:
    """The documents that a text names, each once, with date, issuer and relations as far as it says them.

    Where it gives one document two dates, neither is taken. Of documents without a year in the number, those with dates in different
    years are different documents; so are those of one number that differ in date and issuer alike.
    """
    gathered: dict[str, list[Citation]] = {}
    heads: dict[str, Citation] = {}
    named: dict[str, list[str]] = {}
    for one in citations(text):
        number = str(one.number)
        known = named.setdefault(number, [])
        key = next((key for key in known[:_MOST_ALIKE] if not _is_another(one, heads[key])), "")
        if not key:
            key = _free_key(one, known)
            known.append(key)
        if key not in heads or heads[key].date is None:
            heads[key] = one
        gathered.setdefault(key, []).append(one)
    return tuple(_document(key, ones) for key, ones in gathered.items())


def _is_another(one: Citation, other: Citation) -> bool:
    """Whether two citations of one number mean two documents."""
    if one.date is None or other.date is None or one.date == other.date:
        return False
    if one.number.year is None and one.date.year != other.date.year:
        return True
    return not may_be_one(one.issuer, other.issuer)


def _free_key(one: Citation, known: list[str]) -> str:
    """A key for one more document of a number: the number itself, with its year, or with the next free numeral."""
    number = str(one.number)
    if not known:
        return number
    key = f"{number}@{one.date.year}" if one.date else number
    return key if key not in known else f"{key}-{len(known) + 1}"


def _document(key: str, ones: list[Citation]) -> LegalDocument:
    dates = {one.date for one in ones if one.date}
    number = ones[0].number

    def together(relation: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(other for one in ones for other in getattr(one, relation)))

    return LegalDocument(
        key=key,
        date=dates.pop() if len(dates) == 1 else None,
        type=next((one.type for one in ones if one.type != number.type), ""),
        issuer=next((one.issuer for one in ones if one.issuer), ""),
        amends=together("amends"),
        replaces=together("replaces"),
        repeals=together("repeals"),
    )


@define
class _Lead:
    """What stands before a number: its type word, and where that begins."""

    start: int
    type: str
    says_number: bool
    is_heading: bool
    is_inherited: bool = False


def _lead(text: str, start: int, least: int) -> _Lead:
    window = text[max(least, start - 60) : start]
    tail = window.rstrip()
    if window.count("\n", len(tail)) > 1:
        return _Lead(start, "", says_number=False, is_heading=False)
    begin = start
    says_number = heading = False
    colon = tail.endswith(":")
    bare = tail[:-1].rstrip() if colon else tail
    if bare[-2:].lower() == "số" and not bare[-3:-2].isalnum():
        says_number, heading = True, colon and bare.endswith("Số")
        begin = start - len(window) + len(bare) - 2
        tail = bare[:-2].rstrip()
    tokens = [(found.start(), found[0]) for found in _TOKEN.finditer(tail, max(0, len(tail) - 40))][-4:]
    if tokens and tokens[-1][0] + len(tokens[-1][1]) == len(tail):
        for count in range(len(tokens), 0, -1):
            words = " ".join(token for _, token in tokens[-count:]).lower()
            if words in _WORDS:
                return _Lead(start - len(window) + tokens[-count][0], _WORDS[words], says_number, heading)
    return _Lead(begin, "", says_number, heading)


def _accepted(found: re.Match[str], symbol: str, lead: _Lead) -> bool:
    """Whether what looks like a number is one: the barer it stands, the more it has to show."""
    first = found["first"]
    known = first in TYPES
    if _BARE.match(first) or "HDND" in symbol or _GLUED.match(symbol):
        return False
    if not found["slash"]:
        return known and "/" in symbol and (found["hyphen"] == "-" or bool(lead.type))
    if _OF_PARTY.search(symbol) and not found["year"]:
        return False
    if known and "-" not in symbol and (found["year"] or "/" in symbol):
        return False
    if lead.type or (known and ("-" in symbol or found["year"] or lead.says_number)):
        return True
    if found["year"]:
        return "-" in symbol or first.startswith(("QH", "UBTVQH"))
    return "-" in symbol and len(first) > 2 and first.isalpha()


def _issuer(text: str, at: int) -> tuple[str, int]:
    """Who issued a document, if that stands here, and where it ends."""
    found = _ISSUER.match(text, at)
    if not found or not found["who"][0].isupper() or not found["who"].replace("\t", " ").isprintable():
        return "", at
    who, end = found["who"].rstrip(), found.end()
    more = _SPLIT_NAME.match(text, end) if who.endswith("Văn hóa") else None
    if more:
        who, end = who + more[0], more.end()
    return " ".join(who.split()), end


def _found(text: str) -> Iterator[Citation]:
    rows: list[Citation] = []
    relations = Relations(text)
    least, inherited = 0, ""
    for found in _NUMBER.finditer(text):
        rest = found["rest"]
        end = found.end()
        if re.search(r"\s", rest):
            if found["first"] in TYPES:
                rest = re.sub(r"\s", "", rest)
            else:
                rest, end = "", found.end("first")
        symbol = found["first"] + rest
        lead = _lead(text, found.start(), least)
        gap = text[least : lead.start] if lead.start - least < 12 else "."
        if not lead.type and rows and _LIST.match(gap):
            lead.type, lead.is_inherited = inherited, True
        if (
            not _accepted(found, symbol, lead)
            or _PAPER.search(text, max(least, found.start() - 20), found.start())
            or len(found[0]) > _LONGEST
        ):
            continue
        year = int(found["year"]) if found["year"] else None
        number = DocumentNumber(serial=found["serial"], year=year, symbol=symbol, separator=found["slash"] or "-")
        if lead.is_inherited and lead.type not in number.types:
            lead.type = ""
        one = _read(text, number, lead, least, end)
        inherited, least = one.type, one.end
        relations.take(one)
        rows.append(one)
    for one, related in zip(rows, relations.found, strict=True):
        said: dict[str, Any] = {kind: tuple(others) for kind, others in related.items()}
        yield evolve(one, **said) if said else one


def _read(text: str, number: DocumentNumber, lead: _Lead, least: int, end: int) -> Citation:
    """One citation with what stands around its number."""
    kind, start = lead.type, lead.start
    types = number.types
    if kind == "Văn bản":
        kind = ""
    elif kind and kind not in types:
        behind_it = text[max(least, start - 40) : end].lower()
        if text[start : start + len(kind)] in _VAGUE or (types and types[0].lower() in behind_it):
            kind = ""
    if not kind and len(types) > 1:
        window = text[max(least, start - 120) : start]
        named = list(_LAW.finditer(window))
        if named:
            kind, start = named[-1][0], start - len(window) + named[-1].start()
    tied = behind(text, end, number)
    if tied.end == end and lead.is_heading:
        tied = in_header(text, end)
    issuer, tail = _issuer(text, tied.end)
    if issuer and tied.end == end:
        later = behind_issuer(text, tail, number)
        tied, tail = (later, later.end) if later.date else (Tied(None, None, tail), tail)
    date: datetime.date | None = tied.date
    if date is None and tied.disputed is None:
        date = before(text[max(least, start - _BACK) : start], number)
    return Citation(
        number=number,
        start=start,
        end=tail if issuer else tied.end,
        type=kind or number.type,
        date=date,
        disputed=tied.disputed,
        issuer=issuer,
    )
