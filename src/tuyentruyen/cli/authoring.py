"""Commands that write into the messages of a plan folder: ``approve``, ``withdraw``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from tuyentruyen.cli.arguments import Moment, command, ledger_option, words_and_plan
from tuyentruyen.cli.books import ledger_file, ledger_to_read
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE, INCOMPLETE
from tuyentruyen.cli.written import Written, all_written, written
from tuyentruyen.errors import PlanError
from tuyentruyen.model.flow import Repeat
from tuyentruyen.model.house import ledger_keys
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import read_plan
from tuyentruyen.roles import counted
from tuyentruyen.text import in_vietnam, short_date
from tuyentruyen.wording import tr


def _now() -> datetime.datetime:
    return in_vietnam(datetime.datetime.now(datetime.UTC)).replace(microsecond=0)


def approve(console: Console, *, words: tuple[str, ...], by: str, everything: bool, undo: bool) -> int:
    """Writes into messages who released them, when, and which text; or takes that out again."""
    keys, plan = words_and_plan(words)
    if bool(keys) == everything:
        raise click.UsageError(
            tr("Name at least one message, or say --all.") if not keys else tr("Name messages or say --all, not both.")
        )
    if undo and everything:
        raise click.UsageError(tr("Say --all or --undo, not both."))
    if not undo and not by.strip():
        raise click.UsageError(tr("Say with --by who releases it."))
    read = read_plan(plan)
    if everything:
        return _approve_all(console, read, by)
    for found in [written(read, key) for key in keys]:
        if undo:
            _unapprove(console, found)
        else:
            _approve(console, found, by)
    return DONE


def _approve(console: Console, found: Written, by: str) -> None:
    text = found.message
    if found.is_approved and text.approval:
        console.line(
            tr("{key}: this text is approved already, by {by}; nothing changed.", key=text.key, by=text.approval.by)
        )
        return
    found.approve(by=by, at=_now())
    console.line(tr("{key}: approved by {by}: {title}", key=text.key, by=by, title=text.title))
    if found.template:
        count = counted(len(found.units))
        console.note(tr("It is a template, and so approved for all {count} units it is for.", count=count))
    if text.status == "draft":
        console.note(tr("It is still a draft and goes out once its status is ready."))


def _approve_all(console: Console, plan: Plan, by: str) -> int:
    """Approves what is ready, not approved, and not taken back; names what cannot be read."""
    count = 0
    broken = False
    for one in all_written(plan):
        if isinstance(one, PlanError):
            broken = True
            for problem in one.problems:
                console.problem(tr("Left out: {problem}", problem=problem))
        elif one.message.status == "ready" and not one.is_approved and not one.withdrawn:
            _approve(console, one, by)
            count += 1
    if not count:
        console.line(tr("No message that is ready waits for approval."))
    return INCOMPLETE if broken else DONE


def _unapprove(console: Console, found: Written) -> None:
    if found.message.approval is None:
        console.line(tr("{key}: nobody approved it; nothing changed.", key=found.key))
        return
    found.unapprove()
    console.line(tr("{key}: approved no more.", key=found.key))
    console.note(tr("What stands already stays as it is; a new text waits for approval."))


def withdraw(
    console: Console, *, words: tuple[str, ...], reason: str, by: str, at: datetime.datetime | None,
    undo: bool, ledger: Path | None,
) -> int:  # fmt: skip
    """Writes into messages that they are taken back, since when, and why; or takes that out again."""
    keys, plan = words_and_plan(words)
    if not keys:
        raise click.UsageError(tr("Name at least one message."))
    if undo and (reason or at):
        raise click.UsageError(tr("Say --reason or --undo, not both."))
    if not undo and not reason.strip():
        raise click.UsageError(tr("Say with --reason why, for the record."))
    read = read_plan(plan)
    found = [written(read, key) for key in keys]
    changed = [one for one in found if (_restore(console, one) if undo else _withdraw(console, one, reason, by, at))]
    if not changed:
        return DONE
    if undo:
        console.note(tr("Publish again, so that it stands in its places; what was pushed is not sent again."))
        return DONE
    if at and at > _now():
        moment = f"{at:%H:%M}, {short_date(at)}"
        console.note(tr("It still stands until {moment}; publish again then.", moment=moment))
    else:
        console.note(tr("Publish again, so that it leaves every place."))
    _tell_sent(console, read, changed, ledger)
    return DONE


def _withdraw(console: Console, found: Written, reason: str, by: str, at: datetime.datetime | None) -> bool:
    if found.withdrawn:
        console.line(
            tr("{key}: withdrawn already: {reason}; nothing changed.", key=found.key, reason=found.withdrawn.reason)
        )
        return False
    found.withdraw(reason=reason, by=by, at=at or _now())
    console.line(tr("{key}: withdrawn: {reason}", key=found.key, reason=reason))
    return True


def _restore(console: Console, found: Written) -> bool:
    if not found.withdrawn:
        console.line(tr("{key}: not withdrawn; nothing changed.", key=found.key))
        return False
    if found.is_withdrawn_as_whole:
        text = tr(
            "{key}: its template {template} is withdrawn for all units; take that back instead",
            key=found.key,
            template=found.message.key,
        )
        raise click.UsageError(text)
    found.restore()
    console.line(tr("{key}: withdrawn no more.", key=found.key))
    return True


def _tell_sent(console: Console, plan: Plan, changed: Sequence[Written], ledger: Path | None) -> None:
    """Names the channels that pushed the messages to people, with the day of the last time."""
    with ledger_to_read(ledger_file(plan, ledger), asked=ledger is not None) as opened:
        sent = [one for name in ledger_keys(plan) for one in opened.carried(name) if one.repeat is Repeat.PUSH]
    for found in changed:
        days = {one.channel: in_vietnam(one.last).date() for one in sent if found.carried(one.message)}
        for channel, day in days.items():
            console.note(
                tr(
                    "{key}: already sent through {channel} on {day}, which cannot be called back; write a new message to correct it",
                    key=found.key,
                    channel=channel,
                    day=short_date(day),
                )
            )


def _words() -> click.Argument:
    return click.Argument(["words"], nargs=-1, metavar=tr("[MESSAGE]... [PLAN]"))


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    yield command(
        "approve",
        approve,
        _words(),
        click.Option(["--by"], default="", metavar=tr("NAME"), help=tr("Who releases it.")),
        click.Option(["--all", "everything"], is_flag=True, help=tr("All messages that are ready and wait for it.")),
        click.Option(["--undo"], is_flag=True, help=tr("Take the approval back.")),
        help=tr(
            "Release messages. Each file then says who released it, when, and which text; a text that changes later is unapproved again."
        ),
        examples=(
            (
                'tuyentruyen approve cap-ban-sao --by "Nguyễn Thị Hoa"',
                tr("Release one message of the plan in the current folder."),
            ),
            ('tuyentruyen approve --all ke-hoach --by "Nguyễn Thị Hoa"', tr("Release all that are ready.")),
            ("tuyentruyen approve cap-ban-sao --undo", tr("Take an approval back.")),
        ),
    )
    yield command(
        "withdraw",
        withdraw,
        _words(),
        click.Option(["--reason"], default="", metavar=tr("TEXT"), help=tr("Why, for the record.")),
        click.Option(["--by"], default="", metavar=tr("NAME"), help=tr("Who takes it back.")),
        click.Option(["--at"], type=Moment(), help=tr("Since when. Default: now.")),
        click.Option(["--undo"], is_flag=True, help=tr("Let it stand again.")),
        ledger_option(),
        help=tr(
            "Take messages back. With the next publishing they leave every feed, page and folder; what was sent cannot be called back."
        ),
        examples=(
            ('tuyentruyen withdraw cap-ban-sao --reason "Sai giờ làm việc"', tr("Take one message back.")),
            ("tuyentruyen withdraw cap-ban-sao --undo", tr("Let it stand again.")),
        ),
    )
