"""Dead terms in a text, but for those that are right there: in the name of a document of their time, or told of as former."""

from __future__ import annotations

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence

from tuyentruyen.citations import Citation, Register
from tuyentruyen.model.numbers import straight
from tuyentruyen.model.terms import Term
from tuyentruyen.text import fold, one_line

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile("([\u0300\u0301\u0303\u0309\u0323])([a-zđ\u0302\u0306\u031b]+)")
_SENTENCE = re.compile(r"[.;\n]|\Z")
_ABOUT = re.compile(
    r"\s{0,3}(?:,\s{0,3})?(?:về|v/v|sửa đổi|quy định|ban hành|hướng dẫn|phê duyệt|bãi bỏ)", re.IGNORECASE
)
_MARK = " ¦ "


def folded(text: str) -> str:
    """The text as terms are compared: without regard to case, spaces and where in its syllable a tone stands.

    Other words stay other words: ``cấp huyện`` is not ``cấp huyền``.
    """
    return " ".join(_TONE.sub(r"\2\1", _apart(text)).split())


def _apart(text: str) -> str:
    return unicodedata.normalize("NFD", straight(text).lower())


def _toneless(text: str) -> str:
    """The text as `folded`, without tones: cheaper, and whatever holds a folded phrase holds it toneless too."""
    text = _apart(text)
    for tone in _TONES:
        text = text.replace(tone, "")
    return one_line(text)


_FORMER = tuple(
    folded(words) for words in ("trước đây là", "trước đây", "nguyên là", "tên cũ là", "thay cho", "thay vì")
)
_SINCE = re.compile(
    r"[^.;]{0,40}?(?:\("
    + folded("cũ")
    + r"|"
    + folded("cũ")
    + r"\)|"
    + folded("nay là")
    + "|"
    + folded("trước đây")
    + ")"
)


_BACK_THEN = re.compile(
    "|".join(folded(words) for words in ("hồi trước", "ngày trước", "thời trước", "trước kia", "trước đây", "khi ấy"))
)
_TIME = re.compile(
    r"(?P<till>" + folded("trước") + r"\s(?:" + folded("ngày") + r"\s)?)?"
    r"(?<![0-9./-])(?:(?:(?P<d>[0-9]{1,2})(?:\s?[/.-]\s?|\s" + folded("tháng") + r"\s))?(?P<m>[0-9]{1,2})"
    r"(?:\s?[/.-]\s?|,?\s" + folded("năm") + r"\s)|" + folded("năm") + r"\s)(?P<y>(?:19|20)[0-9]{2})(?![0-9/])"
)
_SENTENCE_BEGINS = re.compile(r"[.;!?…]\s")
_AS_FAR = 300


def _is_history(said: str, since: datetime.date) -> bool:
    """Whether the words of a sentence before a term tell of days before the term died, and of none after."""
    if _BACK_THEN.search(said):
        return True
    days: list[datetime.date] = []
    for one in _TIME.finditer(said):
        year, month = int(one["y"]), int(one["m"] or 12)
        try:
            last = int(one["d"]) if one["d"] else calendar.monthrange(year, month)[1]
            day = datetime.date(year, month, last)
        except ValueError:  # no day at all, so nothing is told of when
            return False
        days.append(day - datetime.timedelta(days=1) if one["till"] and one["d"] else day)
    return bool(days) and max(days) < since


class DeadWords:
    """Terms to look for."""

    def __init__(self, terms: Iterable[Term], register: Register) -> None:
        """Of these terms, those that are looked for.

        Args:
            terms: What is known of dead terms.
            register: What is known of documents, whose names may hold them.
        """
        self._register = register
        self._phrases = [
            (folded(said), _toneless(said), said, term)
            for term in terms
            if not term.off
            for said in (term.term, *term.forms)
            if said.strip()
        ]

    def __bool__(self) -> bool:
        return bool(self._phrases)

    def among(self, text: str) -> DeadWords:
        """Those of them that a text may hold; cheap."""
        there = _toneless(text)
        some = DeadWords((), self._register)
        some._phrases = [row for row in self._phrases if row[1] in there]
        return some

    def dead_in(self, text: str, cited: Sequence[Citation], *, on: datetime.date) -> tuple[tuple[Term, str], ...]:
        """The terms that a text uses though they are dead on this day, each once, with the form in which it uses them.

        Args:
            text: The text.
            cited: The documents it names.
            on: The day.
        """
        there = folded(text)
        found: dict[str, tuple[Term, str]] = {}
        masked: dict[datetime.date, str] = {}
        for phrase, _, said, term in self._phrases:
            if term.key in found or phrase not in there or not term.is_dead(on):
                continue
            if term.since not in masked:
                masked[term.since] = folded(self._without_names(text, cited, term.since)) if cited else there
            if _uses(masked[term.since], phrase, term.since):
                found[term.key] = (term, said)
        return tuple(found.values())

    def _without_names(self, text: str, cited: Sequence[Citation], since: datetime.date) -> str:
        """The text without the documents that are older than a day and their names."""
        text = straight(text)
        kept: list[str] = []
        at = 0
        for place, one in enumerate(cited):
            document = self._register.find(str(one.number), date=one.date, issuer=one.issuer)
            date = one.date or (document.date if document else None)
            year = one.number.year
            if (date and date >= since) or (date is None and year is not None and year > since.year):
                continue
            end = one.end
            stop = cited[place + 1].start if place + 1 < len(cited) else len(text)
            if about := _ABOUT.match(text, end):
                sentence = _SENTENCE.search(text, min(about.end(), stop), stop)
                end = sentence.start() if sentence else stop
                if document and document.title and fold(document.title) in fold(text[one.end : end]):
                    end = min(end, one.end + (about.end() - one.end) + len(document.title))
            if one.start >= at:
                kept += (text[at : one.start], _MARK)
                at = end
        return "".join((*kept, text[at:]))


def _uses(text: str, phrase: str, since: datetime.date) -> bool:
    """Whether a folded text uses a folded phrase as words of its own, and not to tell what something was called before."""
    for found in re.finditer(rf"(?<![\w\u0300-\u036f]){re.escape(phrase)}(?![\w\u0300-\u036f])", text):
        before = text[max(0, found.start() - 30) : found.start()].rstrip(" (\"“'")
        if before.endswith(_FORMER) or _SINCE.match(text, found.end()):
            continue
        sentence = _SENTENCE_BEGINS.split(text[max(0, found.start() - _AS_FAR) : found.start()])[-1]
        if not _is_history(sentence, since):
            return True
    return False
