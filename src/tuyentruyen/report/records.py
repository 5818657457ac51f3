"""What a report consists of."""

from __future__ import annotations

import datetime
from enum import Enum

from attrs import frozen

from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.when import Quota


class State(Enum):
    """How it stands with an occurrence: a closed list, worded as official tables word it."""

    DONE = "done"
    """*Hoàn thành*."""
    LATE = "late"
    """*Hoàn thành quá hạn*: done, after it was due."""
    MISSING = "missing"
    """*Chậm tiến độ*: due and not done."""
    OPEN = "open"
    """*Đang thực hiện*: begun, not due yet."""
    REQUESTED = "requested"
    """*Đề nghị*: asked for and not done; never late."""
    ONGOING = "ongoing"
    """*Tiếp tục duy trì*: nothing is owed by a day."""
    EXCEEDED = "exceeded"
    """*Vượt chỉ tiêu*: more than the quota allows."""


@frozen(kw_only=True)
class Line:
    """One occurrence and how it stands.

    Attributes:
        occurrence: What was due.
        state: How it stands.
        count: How many messages or pieces of evidence speak for it.
        at: When it was done; of a quota, when it was full; None if it was not.
    """

    occurrence: Occurrence
    state: State
    count: int = 0
    at: datetime.datetime | None = None


@frozen(kw_only=True)
class Progress:
    """How far a quota is met in one of its periods, by one unit or by several together.

    Attributes:
        line: The occurrence, how much there is and how it stands; ``wanted`` is its occurrence's count.
        quota: The quota.
        first: First day of the calendar period, which the window may begin after.
        last: Last day of the calendar period, which the window may end before.
        requested: Whether it is asked for and not ordered.
    """

    line: Line
    quota: Quota
    first: datetime.date
    last: datetime.date
    requested: bool

    @property
    def since(self) -> datetime.date | None:
        """The day with which a period begins that was cut at its beginning; None if it was not."""
        day = self.line.occurrence.start.date()
        return day if day > self.first else None

    @property
    def until(self) -> datetime.date | None:
        """The last day of a period that was cut at its end; None if it was not."""
        day = (self.line.occurrence.end - datetime.timedelta(microseconds=1)).date()
        return day if day < self.last else None

    @property
    def is_part(self) -> bool:
        """Whether the ends of the plan or of the quota cut the period (*kỳ không trọn*)."""
        return self.since is not None or self.until is not None


@frozen(kw_only=True)
class Totals:
    """Occurrences by state."""

    done: int = 0
    late: int = 0
    missing: int = 0
    open: int = 0
    requested: int = 0
    ongoing: int = 0
    exceeded: int = 0

    @property
    def due(self) -> int:
        """How many are owed by now or done already: done, late, missing and exceeded together."""
        return self.done + self.late + self.missing + self.exceeded


@frozen(kw_only=True)
class Share:
    """One activity's part of a report.

    Attributes:
        activity: Key of the activity.
        title: Its title.
        counted_with: Key of the activity with which it is counted once; empty if it counts for itself.
        totals: Its occurrences by state.
    """

    activity: str
    title: str
    counted_with: str
    totals: Totals


@frozen(kw_only=True)
class Report:
    """How a plan stands at a moment.

    Attributes:
        plan: Key of the plan.
        number: Its number.
        title: Its title.
        now: The moment, on the Vietnamese clock.
        lines: Each occurrence that has begun, by start, then in the plan's order.
        quotas: Each period of a quota that has begun, of each unit, by start, then in the plan's order.
        shares: Each activity with an occurrence that has begun, in the plan's order.
        totals: Occurrences by state, of activities that count for themselves.
        names: Names of the units that occur, by key.
    """

    plan: str
    number: str
    title: str
    now: datetime.datetime
    lines: tuple[Line, ...]
    quotas: tuple[Progress, ...] = ()
    shares: tuple[Share, ...]
    totals: Totals
    names: dict[str, str]
