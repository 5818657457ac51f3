"""The nearest reading of a phrase that is not understood: its words mended, or its understood beginning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from functools import cache

from tuyentruyen.model.when import Quota, When
from tuyentruyen.text import fold
from tuyentruyen.timing.words import COUNTED, ROMAN, tokens

_WORDS = tuple(
    """
    năm tháng quý ngày tuần hằng mỗi từng định kỳ một lần trước đến hết chậm nhất muộn từ trong cả đầu giữa cuối giai đoạn
    thường xuyên liên tục khi có ngay sau theo yêu cầu thực trạng tiến độ tối thiểu đa ít không quá đúng tin bài đơn vị
    thứ hai ba tư sáu bảy chủ nhật lúc giờ phút và của hoàn thành xong kể làm việc thời hạn định hướng tầm nhìn số hoặc
    """.split()  # noqa: SIM905 - it is read as a text
)
_PHRASES = (
    "thường xuyên", "hằng tháng", "hằng quý", "hằng năm", "hằng tuần", "06 tháng một lần", "06 tháng đầu năm",
    "06 tháng cuối năm", "cả năm", "khi có yêu cầu", "khi cần thiết",
)  # fmt: skip


_REWRITTEN = tuple(
    (re.compile(wrong, re.IGNORECASE), right)
    for wrong, right in (
        (r"(?<=[^\W\d_]) (?:0?1 |một )?(ngày|tuần|tháng|quý|năm)$", r"/\1"),  # 02 bài tuần
        (r"\b(trước|chậm nhất|muộn nhất|đến hết) (\d+)", r"\1 ngày \2"),  # trước 25 hằng tháng
        (r"^\W+|\W+$", ""),  # (quý II)
        (r"\s*[(\[]\s*(\d{4})\s*[)\]]", r"/\1"),  # quý II (2026)
        (r"\s*[&+]\s*", ", "),  # quý I + II
        (r"^(\d+ tháng), ?(quý|năm)$", r"\1, hằng \2"),
        (r"\s*/\s*(?=(?:tháng|quý|năm)\b)", ", "),  # hằng tháng/quý
        (r"^từ (.+) trở đi$", r"thường xuyên từ \1"),
        (r"^(?:kể )?từ (?:ngày|khi) (?:ký|ban hành)\b[^,;]*? (?=đến\b)", "từ nay "),
        (r"\bngày làm việc cuối cùng\b.* quý$", "ngày cuối tháng của tháng cuối quý"),
        (r"\bngày làm việc cuối cùng\b.* năm$", "ngày 31 tháng 12 hằng năm"),
        (r"\bngày làm việc cuối cùng\b.* tháng$", "ngày cuối tháng hằng tháng"),
        (r"^định kỳ(?=[,;]| và\b)", "định kỳ hằng tháng"),
        (r"^Q(?=\s?[1-4]\b)", "quý "),
        (r"^T(?=\s?\d)", "tháng "),
        (r"^(sau|quá) ", r"chậm nhất là \1 "),  # sau 15 ngày kể từ ngày ký
        (r"^(?:sau|trong vòng|trong) (\d+ ngày(?: làm việc)?)$", r"chậm nhất là \1 kể từ ngày ký"),
    )
)
"""Slips of the pen and what was meant, tried one by one."""
_LACKING = ("hằng tháng", "hằng năm", "hằng tuần")
"""What a phrase may lack at its end."""


@cache
def _by_fold() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in _WORDS:
        found.setdefault(fold(word), []).append(word)
    return found


def nearest(phrase: str, before: str, read: Callable[[str], When | Quota]) -> str:
    """The phrase that comes nearest and is understood; empty if none does.

    Args:
        phrase: The phrase, cleaned.
        before: Its beginning, as far as it was understood.
        read: Reads a phrase or raises `ValueError`.
    """
    mended = (*_mended(phrase), *_rewritten(phrase))
    is_rate = any(token.word in ("hằng", "mỗi", "lần") for token in tokens(phrase))
    more = (f"{phrase} {word}" for word in _LACKING) if before == phrase and not is_rate else ()
    throughout = f"thường xuyên {phrase[:1].lower()}{phrase[1:]}"
    beginnings = (re.split(r"[,;(]", each)[0] for each in mended)
    understood = "" if before.endswith("của tháng") else before.removesuffix("hoặc").removesuffix("và").rstrip(" ,;-")
    tries: tuple[str, ...] = (*mended, f"{phrase} một lần", throughout, *more, understood)
    for tried in (*tries, *beginnings):
        if tried.strip() and tried != phrase and _is_read(tried, read):
            return tried.strip()
    figures = _figures(phrase)
    alike = [fold(each) for each in _PHRASES if _figures(each) == figures]
    near = difflib.get_close_matches(fold(phrase), alike, 1, 0.75)
    return next((each for each in _PHRASES if near and fold(each) == near[0]), "")


def _figures(phrase: str) -> list[int]:
    """The numbers of a phrase: another one with other numbers is not near it."""
    return [int(token.word) for token in tokens(phrase) if token.word.isdecimal()]


def _rewritten(phrase: str) -> Iterator[str]:
    """The phrase with signs or words put right where officers leave them out or write others."""
    for wrong, right in _REWRITTEN:
        made = wrong.sub(right, phrase)
        if made != phrase:
            yield made


def _is_read(phrase: str, read: Callable[[str], When | Quota]) -> bool:
    try:
        read(phrase)
    except ValueError:
        return False
    return True


def _mended(phrase: str) -> Iterator[str]:
    """The phrase with words put right that the grammar does not know: by their letters without marks, else by likeness."""
    known = {*_WORDS, *COUNTED, *ROMAN}
    for strange in (True, False):
        made, last = "", 0
        for token in tokens(phrase):
            right = token.word
            if token.word.isalpha() and (token.word not in known or not strange):
                right = _right(token.word, force=not strange)
            if right != token.word:
                made += phrase[last : token.start] + right
                last = token.end
        yield made + phrase[last:]


def _right(word: str, *, force: bool) -> str:
    by_fold = _by_fold()
    if same := by_fold.get(fold(word)):
        return word if word in same and not force else same[0]
    if len(word) > 20:
        return word
    near = difflib.get_close_matches(fold(word), list(by_fold), 1, 0.75)
    return by_fold[near[0]][0] if near else word
