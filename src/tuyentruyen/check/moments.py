"""Moments of a message that do not go together, or not with its plan."""

from __future__ import annotations

from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.text import in_vietnam, short_date
from tuyentruyen.wording import tr


def outside_the_plan(case: Case) -> Iterator[Fault]:
    """A text is published on a day that is none of the plan's."""
    plan = case.plan
    for message in case.messages:
        day = in_vietnam(message.published).date()
        if not plan.since <= day <= plan.until:
            yield message_fault(
                message,
                tr(
                    "it is published on {day}, and the plan runs from {since} to {until}",
                    day=short_date(day), since=short_date(plan.since), until=short_date(plan.until),
                ),
                tr("mend published; or put the text into the plan of that year"),
                at="published",
            )  # fmt: skip


def never_out(case: Case) -> Iterator[Fault]:
    """A text expires before it may go out."""
    for message in case.messages:
        if message.expires is not None and message.expires <= message.released:
            late = "embargo" if message.embargo is not None and message.embargo > message.published else "published"
            yield message_fault(
                message,
                tr("it would never go out: expires comes before {later}", later=late),
                tr("mend one of the two moments"),
                at="expires",
            )
