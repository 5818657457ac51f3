"""Days off and swapped working days: announced year by year, so always data that a plan can override."""

from __future__ import annotations

import datetime
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.values import has_length, is_one_of
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

MAX_STRETCHES = 1000
"""Stretches of days off, and swapped working days, that one calendar names, at most."""


def _are_few(_: object, attribute: Attribute[Any], value: tuple[Any, ...]) -> None:
    if len(value) > MAX_STRETCHES:
        raise ValueError(
            tr(
                "{name} has {length} entries, more than {most}",
                name=attribute.name,
                length=len(value),
                most=MAX_STRETCHES,
            )
        )


_are_few.bounds = {"maxItems": MAX_STRETCHES}  # type: ignore[attr-defined]


def _days(value: Any) -> tuple[datetime.date, ...]:
    if isinstance(value, str):
        raise TypeError(tr("must be a list of days, not one text"))
    return tuple(value)


@frozen(kw_only=True)
class DaysOff:
    """A stretch of days on which offices are closed: ``{ since = 2026-02-14, until = 2026-02-22 }``.

    Attributes:
        since: First day.
        until: Last day, that day included; None: that one day.
        name: Why, such as ``Tết Nguyên đán``.
    """

    since: datetime.date
    until: datetime.date | None = field(default=None)
    name: str = field(default="", converter=nfc, validator=has_length(0, 200))

    def __attrs_post_init__(self) -> None:
        if self.until is not None and not 0 <= (self.until - self.since).days <= 60:
            raise ValueError(
                tr(
                    "until ({until}) must lie from 0 to 60 days after since ({since})",
                    until=self.until,
                    since=self.since,
                )
            )


@frozen(kw_only=True)
class Calendar:
    """Which days offices work (*ngày làm việc*), as ``[plan.calendar]`` says: Monday to Friday, but for what stands here.

    Attributes:
        country: vn: public holidays are taken from the library of the extra ``holidays``; empty: only those named here.
        off: Days on which offices are closed besides; they go before what the library says. At most 1000 stretches.
        work: Days on which offices work though it is a weekend or a holiday (*làm bù*); they go before everything. At most
            1000.
        shift: Whether a day on which something is due is moved to the next working day. By law it is not; both days are
            shown in any case.
    """

    country: str = field(default="", validator=is_one_of("", "vn"))
    off: tuple[DaysOff, ...] = field(default=(), converter=tuple, validator=_are_few)
    work: tuple[datetime.date, ...] = field(default=(), converter=_days, validator=_are_few)
    shift: bool = False
