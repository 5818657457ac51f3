"""What became of a publishing, in words."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from tuyentruyen.cli.checking import print_findings, without_channel
from tuyentruyen.cli.console import Advance, Console
from tuyentruyen.cli.faults import DONE, INCOMPLETE
from tuyentruyen.cli.hints import Asked, tell_open, tell_sites, typed
from tuyentruyen.cli.planning import when_due
from tuyentruyen.compose import uncovered
from tuyentruyen.model.duties import is_asked
from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.flow import Occurrence, Receipt, Repeat, Status
from tuyentruyen.model.plan import Plan
from tuyentruyen.publish import ChannelSummary, Summary
from tuyentruyen.roles import name_of
from tuyentruyen.wording import tr

_FEW = 3
_MANY = 50
_APPROVE = re.compile(r"tuyentruyen approve (\S+) ")
_OVER = ("TT301", "TT302")
_TROUBLES = (Status.RETRY, Status.REJECTED, Status.UNCERTAIN)


class Told:
    """What is told of receipts while a publishing runs: how far it is, and, kept for the end, what did not arrive.

    Args:
        advance: Counts one more.
    """

    def __init__(self, advance: Advance) -> None:
        self.advance = advance
        self.troubles: Mapping[str, list[str]] = defaultdict(list)

    def __call__(self, channel: str, receipt: Receipt) -> None:
        """Takes one receipt."""
        key = receipt.key.partition("|")[0]
        self.advance(f"{channel}: {key}")
        troubles = self.troubles[channel]
        if receipt.status in _TROUBLES and len(troubles) < _FEW:
            troubles.append(f"{key}: {status_named(receipt.status)}" + (f": {receipt.note}" if receipt.note else ""))


def status_named(status: Status) -> str:
    """What became of a parcel, in words."""
    return {
        Status.DELIVERED: tr("delivered"),
        Status.RETRY: tr("to be tried again"),
        Status.REJECTED: tr("rejected"),
        Status.UNCERTAIN: tr("uncertain"),
        Status.WITHDRAWN: tr("withdrawn"),
    }[status]


@frozen(kw_only=True)
class Part:
    """One plan of a publishing.

    Attributes:
        plan: The plan.
        messages: Its messages.
        path: How it can be named on a command line.
        now: Its moment.
    """

    plan: Plan
    messages: Messages
    path: Path
    now: datetime.datetime


def tell(
    console: Console,
    parts: Sequence[Part],
    summary: Summary,
    *,
    left_out: Sequence[Finding],
    troubles: Mapping[str, list[str]],
    asked: Asked,
    orphans: Sequence[tuple[str, str, int]],
) -> int:
    """Prints what each channel did, what is held back or left out, and what is due without a message; the exit code.

    Args:
        console: Where it is printed.
        parts: The plans, one that stands alone or all of a house.
        summary: What became of their messages.
        left_out: Why messages were left out before any channel.
        troubles: By channel, what did not arrive, the first few.
        asked: What was asked for, as it was named.
        orphans: Channels that are no more and of which something stands: key, place or post, and how much.
    """
    for (_, _, first, *rest), alike in _alike(summary, troubles).items():
        console.line(f"{several([one.channel for one in alike])}: {first}")
        for line in rest:
            console.indented(line)
    held = {one.message: one for channel in summary.channels for one in channel.held}
    _tell_held(console, held, {message.key: part.path for part in parts for message in part.messages})
    if left_out:
        console.heading(tr("Left out before any channel: {count}", count=len(left_out)))
        print_findings(console, left_out)
    due = [(part.plan, list(uncovered(part.plan, part.messages, now=part.now))) for part in parts]
    for plan, some in due:
        _tell_uncovered(console, plan, some, among=len(parts))
    _tell_orphans(console, orphans)
    if not any(_has_something(one) for one in summary.channels):
        doubts = [*left_out, *(one for channel in summary.channels for one in (*channel.held, *channel.left_out))]
        if any(some for _, some in due) or orphans or any(one.level is not Level.INFO for one in doubts):
            console.line(tr("Nothing was sent or changed."))
        else:
            console.line(tr("Nothing to do: everything stands as it should."))
    tell_open(console, asked, summary)
    tell_sites(console, asked.out, [one.channel for one in summary.channels if one.delivered])
    return DONE if summary.complete and not left_out and all(part.messages.whole for part in parts) else INCOMPLETE


def _has_something(one: ChannelSummary) -> bool:
    return bool(one.delivered or one.withdrawn) or not one.complete


def several(channels: Sequence[str]) -> str:
    """Channels of which the same is to be said: the first few, and how many more."""
    named = ", ".join(channels[:_FEW])
    return (
        tr("{named} and {count} more, each", named=named, count=len(channels) - _FEW) if len(channels) > _FEW else named
    )


def _alike(summary: Summary, troubles: Mapping[str, list[str]]) -> dict[tuple[str, ...], list[ChannelSummary]]:
    """Channels by what is to be said of them; the many channels of a group's members often have the same said."""
    found: dict[tuple[str, ...], list[ChannelSummary]] = {}
    for one in summary.channels:
        base, _, member = one.channel.partition("@")
        found.setdefault((base, "@" if member else "", *_said_of(one, troubles.get(one.channel, []))), []).append(one)
    return found


def _said_of(one: ChannelSummary, troubles: list[str]) -> list[str]:
    """What is to be said of a channel, a line each."""
    counts = (
        (status_named(Status.DELIVERED), one.delivered), (tr("unchanged"), one.unchanged),
        (status_named(Status.WITHDRAWN), one.withdrawn), (tr("waiting"), one.waiting),
        (status_named(Status.RETRY), one.retry), (status_named(Status.REJECTED), one.rejected),
        (status_named(Status.UNCERTAIN), one.uncertain), (tr("left as it stands"), one.kept),
    )  # fmt: skip
    done = ", ".join(f"{name} {count}" for name, count in counts if count)
    failed = tr("broken off: {reason}", reason=one.failed) if one.failed else ""
    lines = [part for part in (done, failed) if part] or [tr("nothing to carry")]
    more = [tr("and {count} more", count=len(one.left_out) - _MANY)] if len(one.left_out) > _MANY else []
    told = [finding.text for finding in one.told[:_MANY]]
    return [*lines, *troubles, *told, *(without_channel(finding) for finding in one.left_out[:_MANY]), *more]


def _tell_held(console: Console, held: dict[str, Finding], plans: Mapping[str, Path]) -> None:
    over = [key for key, one in held.items() if one.code in _OVER]
    waiting = {key: one for key, one in held.items() if key not in over}
    if waiting:
        console.heading(tr("Held back: {count}", count=len(waiting)))
    alike: dict[tuple[str, str], list[str]] = {}
    for key, one in waiting.items():
        alike.setdefault((one.file if "/templates/" in f"/{one.file}" else key, one.text), []).append(key)
    for keys in list(alike.values())[:_MANY]:
        one, where = waiting[keys[0]], plans.get(keys[0], Path())
        mend = _APPROVE.sub(lambda found, where=where: typed("approve", found[1], plan=where) + " ", one.mend)  # type: ignore[misc]
        more = " " + tr("and {count} more of its template", count=len(keys) - 1) if len(keys) > 1 else ""
        console.indented(f"{keys[0]}{more}: {one.text}" + (f" ({mend})" if mend else ""))
    if len(alike) > _MANY:
        console.indented(tr("and {count} more", count=sum(map(len, list(alike.values())[_MANY:]))))
    if over:
        console.line(tr("Expired or withdrawn: {count}", count=len(over)))


def _tell_orphans(console: Console, orphans: Iterable[tuple[str, str, int]]) -> None:
    for channel, repeat, count in orphans:
        stand = (
            tr("{channel}: posts that still stand: {count}", channel=channel, count=count)
            if repeat == Repeat.POST.value
            else tr("{channel}: files that still stand: {count}", channel=channel, count=count)
        )
        mend = tr("the plan has no such channel any more; remove them by hand or bring the channel back")
        console.line(f"{stand} ({mend})")


def _tell_uncovered(console: Console, plan: Plan, due: list[Occurrence], *, among: int) -> None:
    of = f" ({plan.number or plan.key})" if among > 1 else ""
    duties = {(one.activity, one.unit) for one in due}
    only_asked = {duty for duty in duties if is_asked(plan, plan.activities[duty[0]], duty[1])}
    asked = [one for one in due if (one.activity, one.unit) in only_asked]
    ordered = [one for one in due if (one.activity, one.unit) not in only_asked]
    if ordered:
        console.heading(tr("Due without a message: {count}", count=len(ordered)) + of)
        _tell_occurrences(console, plan, ordered)
    if asked:
        console.heading(tr("Asked for, no message so far: {count}", count=len(asked)) + of)
        _tell_occurrences(console, plan, asked)


def _tell_occurrences(console: Console, plan: Plan, ones: list[Occurrence]) -> None:
    by_activity: Mapping[str, list[Occurrence]] = defaultdict(list)
    for one in ones:
        by_activity[one.activity].append(one)
    for key, some in by_activity.items():
        first = "; ".join(f"{when_due(one)} {name_of(plan, one.unit)}".strip() for one in some[:_FEW])
        console.indented(
            f"{key} ({plan.activities[key].title}): {len(some)}: {first}{' …' if len(some) > _FEW else ''}"
        )
