"""The date that belongs to a number in a text, and the dates near it that do not.

A date belongs to a number when it stands right behind it, or between it and the subject, in one of the ways in which documents are
cited. A date that can as well be the day of a meeting, one of several dates, or the first day of something, is nobody's.
"""

from __future__ import annotations

import datetime
import re

from attrs import frozen

from tuyentruyen.model.documents import DocumentNumber

DAY = (
    r"(?:(?P<d>[0-9]{1,2})\s?(?P<sign>[/.-])\s?(?P<m>[0-9]{1,2})\s?(?P=sign)\s?(?P<y>[0-9]{4})(?![0-9/])"
    r"|(?P<day>[0-9]{1,2})\s{0,3}tháng\s{0,3}(?P<month>[0-9]{1,2})\s{0,3},?\s{0,2}năm\s{0,3}(?P<year>[0-9]{4})(?![0-9]))"
)
_ISSUED = (
    r"(?:(?:(?:được|do)\s{1,3}(?:[^,.;:()\n0-9]{2,60}?\s{1,3})?)?(?:ký\s{1,3})?(?:ban hành|ký)\s{1,3}(?:vào\s{1,3})?)?"
)
_BEHIND = re.compile(
    rf"\s{{0,3}}(?P<comma>,\s{{0,3}})?(?P<open>\(\s?)?{_ISSUED}(?P<word>ngày\s{{0,3}}:?\s{{0,3}})?{DAY}(?P<close>\s?\))?",
    re.IGNORECASE,
)
_HEADER = re.compile(rf"\s{{1,60}}(?P<town>\w{{2,13}}(?:[ -]\w{{1,12}}){{0,4}}),\s{{0,3}}ngày\s{{1,3}}{DAY}")
_BEFORE = re.compile(
    rf"\bngày\s{{1,3}}{DAY},?\s{{1,3}}(?P<who>[^,.;:()\n0-9]{{2,80}}?\s)?(?:ký\s{{1,3}})?(?:ban hành|ký)\s{{1,3}}(?:các\s{{1,3}})?\Z",
    re.IGNORECASE,
)
_NO_SUBJECT = frozenset(
    [
        "báo",
        "căn",
        "cho",
        "công",
        "do",
        "dự",
        "để",
        "đến",
        "đề",
        "gửi",
        "họp",
        "khi",
        "làm",
        "nhận",
        "nếu",
        "phối",
        "sau",
        "tham",
        "theo",
        "thực",
        "tiếp",
        "trình",
        "trong",
        "trước",
        "triển",
        "từ",
        "tổ",
        "tại",
        "vì",
        "việc",
        "về",
    ]
)
"""Words that stand in no name of an authority: between a date and *ban hành* they tell of another thing done on that day."""
_DOUBT = re.compile(
    r"\s{0,3}(?:"
    r"(?:và|,|;|đến|-|~)\s{0,3}(?:hết\s{1,3})?(?:ngày\s{1,3})?[0-9]{1,2}(?:\s?[/.-]\s?[0-9]{1,2}(?![0-9])|\s{1,3}tháng)"
    r"|(?i:tại|lúc|vào|từ|tổ chức|diễn ra|khai mạc|họp|bắt đầu)\b"
    r"|(?i:UBND|ủy ban|uỷ ban|HĐND|hội đồng|sở|bộ|ban(?!\s+hành)|văn phòng|thành phố|chính phủ|thủ tướng|quốc hội|phòng|trung tâm"
    r"|chủ tịch|đoàn|công an|thành ủy|tỉnh ủy|đảng ủy)\b)"
)
_SUBJECT = re.compile(r"\s{0,3}(?:,?\s{0,3}của\b|về|\))")


@frozen
class Tied:
    """What a text says of the date of one number.

    Attributes:
        date: The date that is its own; None if there is none beyond doubt.
        disputed: A date that stands where its own belongs, in another year than the number says.
        end: Behind the date, or behind the number if there is none.
    """

    date: datetime.date | None
    disputed: datetime.date | None
    end: int


def day_of(found: re.Match[str]) -> datetime.date | None:
    """The day that a match of `DAY` names; None if there is no such day."""
    year, month, day = (
        (found["y"], found["m"], found["d"]) if found["y"] else (found["year"], found["month"], found["day"])
    )
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _year_agrees(number: DocumentNumber, date: datetime.date) -> bool:
    return number.year is None or number.year == date.year


def behind(text: str, at: int, number: DocumentNumber) -> Tied:
    """The date right behind a number: ``63/2010/NĐ-CP ngày 08/6/2010``, ``(ngày …)``, ``, ngày … của``."""
    nothing = Tied(None, None, at)
    found = _BEHIND.match(text, at)
    if not found or not (found["word"] or (found["open"] and found["close"])):
        return nothing
    if found[0].count("\n") > 1 or (found["word"] or "").startswith("Ng"):
        return nothing  # a paragraph ends, or a sentence begins
    date = day_of(found)
    if date is None or (not found["close"] and _DOUBT.match(text, found.end())):
        return nothing
    if found["comma"] and not _SUBJECT.match(text, found.end()):
        return nothing
    if not _year_agrees(number, date):
        return Tied(None, date, found.end())
    return Tied(date, None, found.end())


def behind_issuer(text: str, at: int, number: DocumentNumber) -> Tied:
    """The date behind the issuer: ``63/2010/NĐ-CP của Chính phủ ngày 08/6/2010 về``; never a disputed one."""
    tied = behind(text, at, number)
    sure = tied.date is not None and (number.year is not None or _SUBJECT.match(text, tied.end))
    return tied if sure else Tied(None, None, at)


def in_header(text: str, at: int) -> Tied:
    """The date in the heading of a document, below or beside its number: ``Số: 99/KH-UBND   Hà Nội, ngày 28 tháng 3 năm 2022``."""
    found = _HEADER.match(text, at)
    date = day_of(found) if found and found["town"][0].isupper() else None
    return Tied(date, None, found.end() if found and date else at)


def before(window: str, number: DocumentNumber) -> datetime.date | None:
    """The date on which somebody issued it: ``Ngày 28/3/2022, UBND Thành phố ban hành Kế hoạch số 99/KH-UBND``.

    Args:
        window: The text before its type word, as far back as it may matter.
        number: The number.
    """
    if not window[-24:].rstrip().lower().endswith(("ban hành", "ký", "các")):
        return None
    found = _BEFORE.search(window)
    if not found or not _NO_SUBJECT.isdisjoint((found["who"] or "").split()):
        return None
    date = day_of(found)
    return date if date is not None and _year_agrees(number, date) else None
