"""What a text says that one document does to another: amends, replaces, ends it."""

from __future__ import annotations

import re

from attrs import define

from tuyentruyen.citations.citation import Citation

_VERB = r"(?:sửa đổi(?:\s{0,3},?\s{0,3}(?:và\s{1,3})?bổ sung)?|bổ sung|thay thế|thay cho|bãi bỏ|hủy bỏ|huỷ bỏ)"
_VERBS = re.compile(rf"{_VERB}(?:\s{{0,3}}(?:,|và|hoặc|hay)\s{{0,3}}{_VERB}){{0,3}}", re.IGNORECASE)
_KINDS = (("bãi bỏ", "repeals"), ("hủy bỏ", "repeals"), ("huỷ bỏ", "repeals"), ("thay", "replaces"))
_PARTS = re.compile(r"\b(?:điều|khoản|điểm|mục|phụ lục|cụm từ|một số|chương|phần|nội dung|quy định)\b", re.IGNORECASE)
_PASSIVE = re.compile(r"\s{0,3}(?:tại|bởi|theo|bằng)\s{0,3}(?:các\s{1,3})?\Z", re.IGNORECASE)
_ENDS = re.compile(r"[.\n;]\s|\n")
_WORDS = r"Luật|Bộ luật|Nghị định|Nghị quyết|Quyết định|Thông tư|Chỉ thị|Pháp lệnh|Kế hoạch"
_OTHER = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_BETWEEN = re.compile(rf"\b(?:{_WORDS}|theo|căn cứ|thực hiện|do|bởi|bằng|này)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(\s?(?:đã\s{1,3})?(?:được\s{1,3})?\Z", re.IGNORECASE)
_TAIL = re.compile(r"(?:(?:về việc|về|quy định|\(|,|và|đồng thời|để|nhằm|đã|sẽ)\s{0,3})\Z", re.IGNORECASE)
_JOINED = re.compile(r"(?:,|và|đồng thời)\s{0,3}\Z", re.IGNORECASE)
_BASIS = re.compile(r"(?:căn cứ|theo|thực hiện|trên cơ sở)(?:\s{1,3}(?:quy định tại|các))?\s{1,3}\Z", re.IGNORECASE)
_DONE = re.compile(r"(?:đã\s{1,3})?(?:được|bị)\s{1,3}(?:các\s{1,3})?\Z", re.IGNORECASE)
_THEN = re.compile(rf"\s{{1,3}}(?P<verb>{_VERB})", re.IGNORECASE)
_LIST = re.compile(r"\s{0,3}(?:,|và|,\s{0,2}và)\s{0,3}\Z")
_MOST = 300


@define
class _Last:
    """What the citation before was part of.

    Attributes:
        index: Its place among all.
        kind: The relation it stood in; empty if none.
        by: Place of the document that acts on it; its own if it acts itself.
        on: Number of the document that it acts on; empty if it is acted on.
        goes_on: Whether a further number after a comma or *và* stands in the same relation.
    """

    index: int
    kind: str = ""
    by: int = -1
    on: str = ""
    goes_on: bool = False


def _kind(verbs: str, parts: str) -> str:
    """The relation that verbs name; of parts of a document it is always an amendment."""
    said = verbs.lower()
    if said.startswith(("sửa đổi", "bổ sung")) or _PARTS.search(parts):
        return "amends"
    return next(kind for word, kind in _KINDS if word in said)


class Relations:
    """Takes the citations of one text in order and notes what each says of the one before it. In doubt it notes nothing."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[dict[str, list[str]]] = []
        self._taken: list[Citation] = []
        self._last = _Last(-1)

    def take(self, one: Citation) -> None:
        """The next citation of the text."""
        index = len(self._taken)
        self._taken.append(one)
        self.found.append({})
        before = self._taken[index - 1] if index else None
        last, self._last = self._last, _Last(index)
        if before is None or one.start - before.end > _MOST:
            return
        gap = self.text[before.end : one.start]
        if _LIST.match(gap):
            self._go_on(index, last)
            return
        if (done := _DONE.search(gap)) and (verb := _THEN.match(self.text, one.end)):
            if not _ENDS.search(gap[: done.start()]) and not _OTHER.search(gap[: done.start()]):
                self._note(_kind(verb["verb"], ""), by=index, on=str(before.number), goes_on=False)
            return
        verbs = None
        for verbs in _VERBS.finditer(gap):  # noqa: B007 - the last one is meant
            pass
        if verbs is None:
            return
        lead, rest = gap[: verbs.start()], gap[verbs.end() :]
        if _ENDS.search(lead):
            return
        kind = _kind(verbs[0], rest)
        if _PASSIVE.match(rest):
            if _IN_BRACKETS.search(lead) or not _OTHER.search(lead):
                inside = lead.count("(") > lead.count(")")
                self._note(kind, by=index, on=str(before.number), goes_on=inside or rest.rstrip().endswith("các"))
        elif len(rest) <= 120 and not _ENDS.search(rest) and "(" not in rest and not _BETWEEN.search(rest):
            self._active(kind, lead, rest, last)

    def _active(self, kind: str, lead: str, rest: str, last: _Last) -> None:
        index = len(self._taken) - 1
        before = self._taken[index - 1]
        bare = lead.strip()
        if bare and not _TAIL.search(lead):
            return
        subject = index - 1
        if last.kind and not last.on and last.by != last.index and _JOINED.search(lead):
            subject = last.by
        elif (
            bare.startswith(",")
            and len(bare) == 1
            and _BASIS.search(self.text, max(0, before.start - 40), before.start)
        ):
            return
        self._note(
            kind, by=subject, on=str(self._taken[index].number), goes_on=rest.rstrip().endswith("các"), acted=True
        )

    def _go_on(self, index: int, last: _Last) -> None:
        if not last.goes_on:
            return
        if last.on:
            self._note(last.kind, by=index, on=last.on, goes_on=True)
        else:
            self._note(last.kind, by=last.by, on=str(self._taken[index].number), goes_on=True, acted=True)

    def _note(self, kind: str, *, by: int, on: str, goes_on: bool, acted: bool = False) -> None:
        others = self.found[by].setdefault(kind, [])
        if on not in others and on != str(self._taken[by].number):
            others.append(on)
        self._last = _Last(len(self._taken) - 1, kind, by, "" if acted else on, goes_on)
