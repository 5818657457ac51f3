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
    "06 tháng cuối năm", "cả năm", "khi có yêu cầu", "khi cần thiết", "thứ Hai hằng tuần", "trước ngày 20 hằng tháng",
)  # fmt: skip


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
    mended = tuple(_mended(phrase))
    beginnings = (re.split(r"[,;(]", each)[0] for each in mended)
    understood = before.removesuffix("hoặc").removesuffix("và").rstrip(" ,;-")
    for tried in (*mended, f"{phrase} một lần", f"thường xuyên {phrase}", understood, *beginnings):
        if tried.strip() and tried != phrase and _is_read(tried, read):
            return tried.strip()
    folded = fold(phrase)
    near = difflib.get_close_matches(folded, [fold(each) for each in _PHRASES], 1, 0.75)
    return next((each for each in _PHRASES if near and fold(each) == near[0]), "")


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
