"""A time frame (*thời gian thực hiện*) as officers write it, read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from tuyentruyen.errors import PlanError
from tuyentruyen.model.when import OnEvent, Quota, Several, When
from tuyentruyen.text import printable
from tuyentruyen.timing.cursor import Cursor
from tuyentruyen.timing.limits import days, occasion, once, one_more
from tuyentruyen.timing.nearest import nearest
from tuyentruyen.timing.openings import opening
from tuyentruyen.timing.points import period
from tuyentruyen.timing.quotas import quota
from tuyentruyen.timing.repeats import repeat, repeat_like
from tuyentruyen.timing.spans import Item, during, span, years_filled
from tuyentruyen.timing.words import ROMAN_NUMBERS, NotReadError, cleaned, tokens, two_ways
from tuyentruyen.wording import tr

_CONTINUED = ("năm tiếp theo", "các năm tiếp theo", "những năm tiếp theo", "năm sau", "các năm sau", "tháng tiếp theo")
_EXAMPLES = "“hằng tháng”, “quý II/2026”, “trước ngày 15/12/2026”, “tối thiểu 04 tin, bài/tháng”"


MAX_MENDED = 200
"""Characters of a phrase for which the nearest one is sought, at most."""
_UNDATED = ("day", "month", "quarter", "year", "stretch", "before", "by")
"""What an item names that comes once."""


class _UnknownError(NotReadError):
    """A part of a phrase is not understood.

    Attributes:
        part: That part.
        before: What stands before it and was understood so far.
    """

    def __init__(self, part: str, before: str) -> None:
        super().__init__(part)
        self.part, self.before = part, before


def parse_time_frame(text: str, *, year: int | None = None) -> When | Quota:
    """What a phrase says of when something is due, or of how much in each period.

    The grammar of ``Quý III-IV/2026``, ``trước ngày 15/12``, ``thứ Ba, thứ Sáu hằng tuần lúc 17 giờ 00``, ``tối thiểu 04 tin,
    bài/tháng`` and the like. Upper and lower case, Unicode forms, kinds of spaces and dashes, *hàng* and *hằng*, Roman and
    Arabic quarters make no difference. What is not understood is refused, never guessed.

    Args:
        text: The phrase; 1 to 1000 characters.
        year: The year that a phrase means which names none, as ``trước ngày 15/12``; None: such a phrase is refused.

    Raises:
        PlanError: It is not understood, or names what cannot be. The one sentence quotes the phrase, says which part it
            is, and offers the nearest reading.
    """
    try:
        if not isinstance(text, str):
            raise NotReadError(tr("a time frame is a text"))
        return _parsed(text, year)
    except NotReadError as fault:
        raise PlanError(_sentence(text, year, fault)) from None
    except ValueError as fault:  # what a record says of its fields
        raise PlanError(tr("{phrase} cannot be: {why}", phrase=_quoted(text), why=fault)) from None


@lru_cache(maxsize=2048)
def _parsed(text: str, year: int | None) -> When | Quota:
    phrase = cleaned(text)
    cursor = Cursor(phrase=phrase, tokens=tokens(phrase))
    if cursor.take(*_CONTINUED) and cursor.done:
        raise NotReadError(tr("it only goes on from the line before; write which years, such as 2026 - 2030"))
    cursor.at = 0
    items = cursor.whole(_items)
    if items is None:
        one = cursor.whole(quota)
        items = None if one is None else [one]
    if items is None:
        place = cursor.furthest
        raise _UnknownError(cursor.text(place), cursor.text(0, place))
    return _made(items, year)


def _items(cursor: Cursor) -> Sequence[Item] | None:
    """One timing, or several parted by commas, semicolons, *và*."""
    found: list[Item] = []
    while True:
        follows = found[-1].follows if found else ""
        if found:
            _year_apart(cursor, found[-1])
        if cursor.word(-1) == ";":
            follows = ""
        made = (None if follows in ("before", "by") else cursor.attempt(days)) or cursor.attempt(
            partial(_one, follows=follows)
        )
        if made is None:
            return None
        if (
            follows in _UNDATED and made[0].follows == "dated" and all(one.year is None for one in found[-1].named)
        ) or (
            follows in ("every", "dated")
            and made[0].follows in _UNDATED
            and all(one.year is None for one in made[0].named)
        ):
            raise NotReadError(
                tr("it can be read in two ways: say of each part how often it is, or part them by a semicolon")
            )
        found += made
        if cursor.at == len(cursor.tokens):
            return found
        if not cursor.take(", và", "; và", "và", ",", ";", "hoặc"):
            return None
        if cursor.word(-1) == "hoặc":
            last = cursor.attempt(opening)
            return [*found, last] if last is not None and cursor.done and _is_event(last) else None


def _is_event(item: Item) -> bool:
    return not item.named and isinstance(item.make(()), OnEvent)


def _one(cursor: Cursor, follows: str) -> Sequence[Item] | None:
    made = _item(cursor, follows)
    return None if made is None else [made]


def _item(cursor: Cursor, follows: str) -> Item | None:
    if follows in ("before", "by"):
        shared = cursor.attempt(partial(one_more, follows=follows))
        if shared is not None or cursor.word() in ("quý", "tháng", "năm") or cursor.word().isdecimal():
            return shared
    if follows == "month":
        _day_or_months(cursor)
    if follows == "quarter" and (shared := cursor.attempt(_quarter_in_figures)) is not None:
        return shared
    made = cursor.first(opening, repeat, once, occasion)
    if made is None and follows == "every":
        return cursor.attempt(repeat_like)
    if made is None and follows in ("month", "quarter"):
        named = cursor.attempt(lambda c: period(c, follows))
        return None if named is None else during(named)
    if made is None and not follows and cursor.take("định kỳ", "theo định kỳ"):
        return cursor.attempt(repeat_like)
    if made is None and not follows:
        return cursor.attempt(_before_another)
    return made


def _quarter_in_figures(cursor: Cursor) -> Item | None:
    """The last of several quarters in figures, ``quý 2, 3/2026``: read alone, its number and year would be a month.

    Raises:
        NotReadError: It could be a quarter and a month, as after ``quý II,``, or quarters and a day.
    """
    number, other = cursor.word(), cursor.word(2)
    if cursor.word(1) != "/" or not number.isdecimal() or not other.isdecimal() or len(number) > 2:
        return None
    if not 1 <= int(number) <= 4 or (len(other) < 3 and not 1 <= int(other) <= 4):
        return None
    quarter, month = f"quý {ROMAN_NUMBERS[int(number) - 1]}", f"tháng {int(number)}/{other}"
    if len(other) < 3:
        raise two_ways(f"{quarter}, {ROMAN_NUMBERS[int(other) - 1]}", f"ngày {int(number):02d}/{int(other)}")
    before = cursor.word(-3 if cursor.word(-2) == "," else -2)
    if not before.isdecimal() or len(before) > 2:
        raise two_ways(f"{quarter}/{other}", month)
    named = period(cursor, "quarter")
    return None if named is None else during(named)


def _day_or_months(cursor: Cursor) -> None:
    """Refuse two months or a day after a month, ``tháng 6, 7/8``."""
    number, other = cursor.word(), cursor.word(2)
    if cursor.word(1) != "/" or cursor.word(3) in ("/", "năm") or not number.isdecimal() or not other.isdecimal():
        return
    if len(number) < 3 and len(other) < 3 and 1 <= int(number) < 13 and 1 <= int(other) < 13:
        raise two_ways(f"tháng {int(number)}, {int(other)}", f"ngày {int(number):02d}/{int(other)}")


def _year_apart(cursor: Cursor, before: Item) -> None:
    """Refuse a year after a comma, ``quý II, 2026``: it could be that of what goes before, or one more period."""
    year = cursor.word()
    if cursor.word(-1) != "," or len(year) != 4 or not year.isdecimal() or cursor.word(1) not in ("", ",", ";", "và"):
        return
    if before.named and before.named[-1].unit in ("day", "month", "quarter") and before.named[-1].year is None:
        said = cursor.text(0, cursor.at - 1)
        raise two_ways(f"{said}/{year}", f"{said}; năm {year}")


def _before_another(cursor: Cursor) -> Item | None:
    """``06 tháng, hằng năm``: a rate of which only the unit is said, before one that is said in full."""
    made = repeat_like(cursor)
    after = cursor.at
    if made is None or not cursor.take(",", "và") or cursor.attempt(repeat) is None:
        return None
    cursor.at = after
    return made


def _made(items: Sequence[Item], year: int | None) -> When | Quota:
    named = years_filled([one for item in items for one in item.named], year)
    spans = [span(one) for one in named]
    timings: list[When | Quota] = []
    for item in items:
        timings.append(item.make(spans[: len(item.named)]))
        spans = spans[len(item.named) :]
    if len(timings) == 1:
        return timings[0]
    return Several(all=tuple(timings))  # type: ignore[arg-type]


def _quoted(text: object) -> str:
    shown = printable(" ".join(str(text)[:400].split()))
    return f"“{shown if len(shown) <= 80 else shown[:77] + '…'}”"


def _sentence(text: str, year: int | None, fault: NotReadError) -> str:
    if not isinstance(fault, _UnknownError):
        return tr("{phrase} cannot be read: {why}", phrase=_quoted(text), why=fault)
    near = ""
    if len(text) <= MAX_MENDED:
        near = nearest(cleaned(text), fault.before, lambda phrase: _parsed(phrase, year if year is not None else 2026))
    if fault.part:
        why = tr("{phrase} is not understood at {part}", phrase=_quoted(text), part=_quoted(fault.part))
    else:
        why = tr("{phrase} ends before it says all", phrase=_quoted(text))
    if near:
        return f"{why}; {tr('did you mean {near}?', near=_quoted(near))}"
    return f"{why}; {tr('write it as {examples}', examples=_EXAMPLES)}"
