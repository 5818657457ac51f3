"""The filters of templates. Each gets what is filled just now, then the value that stands before it.

A value that the plan leaves empty is noted by whatever would show it; only `default` puts something in its place.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Protocol

from tuyentruyen import text as words
from tuyentruyen.compose.budget import Budget
from tuyentruyen.compose.faults import TemplateError
from tuyentruyen.compose.values import Empty, Record, Table
from tuyentruyen.wording import tr


class Run(Protocol):
    """What is filled just now."""

    budget: Budget

    def note(self, empty: Empty) -> str:
        """Remember a slot that stayed empty."""


def kind(value: Any) -> str:
    """What a value is, in words."""
    if isinstance(value, Record):
        return tr("a record of {table}", table=value.place.partition(".")[0])
    if isinstance(value, (Table, tuple, list)):
        return tr("a list")
    if isinstance(value, str):
        return tr("a text")
    if isinstance(value, datetime.date):
        return tr("a date")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return tr("a number")
    return tr("this value")


def no_text(value: Any) -> str:
    """That a value cannot be shown as it is."""
    return tr("{value} is no text that can be shown", value=kind(value))


def how_to_show(value: Any) -> str:
    """What to write so that a value can be shown."""
    if isinstance(value, Record):
        return tr("name one of its parts: {names}", names=", ".join(value.names))
    if isinstance(value, (Table, tuple, list)):
        return tr("go through it with {loop}, or join its texts: {join}", loop="{% for … in … %}", join='|join(", ")')
    return tr("name a text, a number or a date")


def _text(run: Run, value: Any) -> str:
    """The value as a text; what is empty is noted."""
    if isinstance(value, Empty):
        return run.note(value)
    if isinstance(value, datetime.date):
        return words.short_date(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise TemplateError("TT227", no_text(value), how_to_show(value))
    run.budget.hold(len(value))
    return value


def _date(run: Run, value: Any) -> datetime.date | None:
    if isinstance(value, Empty):
        run.note(value)
        return None
    if not isinstance(value, datetime.date):
        raise TemplateError("TT227", tr("{value} is no date", value=kind(value)))
    return value


def official_date(run: Run, value: Any) -> str:
    """``ngày 08 tháng 6 năm 2010``."""
    day = _date(run, value)
    return words.official_date(day) if day else ""


def short_date(run: Run, value: Any) -> str:
    """``08/6/2010``."""
    day = _date(run, value)
    return words.short_date(day) if day else ""


def official_count(run: Run, value: Any) -> str:  # noqa: ARG001 - every filter gets it
    """``04``, ``1.234``."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TemplateError("TT227", tr("{value} is no number", value=kind(value)))
    return words.official_count(value)


def lower(run: Run, value: Any) -> str:
    """In small letters."""
    return _text(run, value).lower()


def upper(run: Run, value: Any) -> str:
    """In capitals."""
    return _text(run, value).upper()


def capitalize(run: Run, value: Any) -> str:
    """With a capital at the beginning; the rest stays as it is."""
    made = _text(run, value)
    return made[:1].upper() + made[1:]


def trim(run: Run, value: Any) -> str:
    """Without spaces at both ends."""
    return _text(run, value).strip()


def replace(run: Run, value: Any, old: Any, new: Any) -> str:
    """With every ``old`` as ``new``."""
    whole, before, after = _text(run, value), _text(run, old), _text(run, new)
    if not before:
        return whole
    run.budget.hold(len(whole) + whole.count(before) * max(0, len(after) - len(before)))
    return whole.replace(before, after)


def joined(run: Run, *values: Any) -> str:
    """Texts one after the other: what ``~`` does."""
    parts = [_text(run, value) for value in values]
    run.budget.hold(sum(map(len, parts)))
    return "".join(parts)


def join(run: Run, value: Any, between: Any = "") -> str:
    """The texts of a list, with a text between them."""
    if isinstance(value, Empty):
        return run.note(value)
    if not isinstance(value, (tuple, list)):
        raise TemplateError("TT227", tr("{value} is no list of texts", value=kind(value)))
    run.budget.charge(len(value))
    link = _text(run, between)
    run.budget.hold(len(link) * len(value) + sum(len(item) for item in value if isinstance(item, str)))
    return link.join(_text(run, item) for item in value)


def length(run: Run, value: Any) -> int:  # noqa: ARG001 - every filter gets it
    """How many items a list has, or characters a text."""
    if not isinstance(value, (Table, tuple, list, str)):
        raise TemplateError("TT227", tr("{value} has no length", value=kind(value)))
    return len(value)


def first(run: Run, value: Any) -> Any:
    """The first item of a list."""
    return _item(run, value, 0)


def last(run: Run, value: Any) -> Any:
    """The last item of a list."""
    return _item(run, value, -1)


def _item(run: Run, value: Any, at: int) -> Any:
    items = _items(run, value)
    if not items:
        raise TemplateError("TT227", tr("the list is empty"), tr("ask for it first: {test}", test="{% if … %}"))
    return items[at]


def default(run: Run, value: Any, instead: Any) -> Any:  # noqa: ARG001 - every filter gets it
    """The value, or another where it is empty."""
    return instead if isinstance(value, Empty) or value in ("", (), []) else value


def compared(run: Run, value: Any) -> Any:
    """A value that is compared with others, after what that costs is counted."""
    if isinstance(value, str):
        run.budget.hold(len(value))
    elif isinstance(value, (tuple, list)):
        run.budget.charge(len(value))
        if any(isinstance(item, (tuple, list)) for item in value):
            raise TemplateError(
                "TT227", tr("a list of lists cannot be compared"), tr("compare texts, numbers or dates")
            )
    return value


def counted(run: Run, value: Any, steps: int) -> Sequence[Any]:
    """What a loop goes through, after its rounds are counted."""
    items = _items(run, value)
    run.budget.charge(len(items) * steps)
    return items


def _items(run: Run, value: Any) -> Sequence[Any]:
    if isinstance(value, Empty):
        return ()
    if isinstance(value, Table):
        run.budget.charge(len(value))
        return tuple(value)
    if isinstance(value, (tuple, list)):
        return value
    raise TemplateError("TT227", tr("{value} is no list to go through", value=kind(value)))
