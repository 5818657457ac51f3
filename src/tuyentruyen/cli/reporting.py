"""Commands that read the ledger: ``report``, ``deliveries list``, ``deliveries resolve``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import click

from tuyentruyen.cli.arguments import at_option, command, json_option, ledger_option, moment_of, plan_argument
from tuyentruyen.cli.books import ledger_file, ledger_to_read, own_record
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE, INCOMPLETE
from tuyentruyen.cli.hints import typed
from tuyentruyen.cli.outcome import status_named
from tuyentruyen.compose import messages
from tuyentruyen.ledger import Entry, SqliteLedger
from tuyentruyen.model.flow import Status
from tuyentruyen.model.house import House, ledger_keys
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import names_house, read_house, read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.report import as_json, as_text
from tuyentruyen.report import report as report_on
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import tr

_OPEN = (Status.UNCERTAIN, Status.RETRY, Status.REJECTED)
_MANY = 10


def report(console: Console, *, plan: Path, ledger: Path | None, at: datetime.datetime | None, as_json_: bool) -> int:
    """Prints what was due, done, late and missing; of a house, plan by plan."""
    read = read_house(plan) if names_house(plan) else read_plan(plan)
    plugins = Plugins.installed()
    with ledger_to_read(ledger_file(read, ledger), asked=ledger is not None) as opened, console.progress(tr("Report")):
        plans = read.plans if isinstance(read, House) else (read,)
        made = []
        for one in plans:
            its = messages(one, plugins=plugins)
            made.append(report_on(one, its, own_record(opened, one, its, plugins), now=moment_of(one, at)))
    if as_json_:
        console.json([as_json(one) for one in made] if isinstance(read, House) else as_json(made[0]))
        return DONE
    for number, (one, told) in enumerate(zip(plans, made, strict=True)):
        if number:
            console.line()
        if isinstance(read, House):
            console.heading(read.name_of(one))
        console.block(as_text(told))
    return DONE


def _keys(read: Plan | House) -> tuple[str, ...]:
    """The keys under which the ledger keeps what is asked for; of a plan of a house also the house's."""
    if isinstance(read, Plan):
        return ledger_keys(read)
    return tuple(dict.fromkeys((read.key, *(plan.key for plan in read.plans))))


def list_deliveries(console: Console, *, plan: Path, ledger: Path | None, everything: bool, as_json: bool) -> int:
    """Prints what became of deliveries: what is open, or all."""
    read = read_house(plan) if names_house(plan) else read_plan(plan)
    with ledger_to_read(ledger_file(read, ledger), asked=ledger is not None) as opened:
        busy = _recover(console, opened, read)
        outcomes = () if everything else _OPEN
        entries = [one for key in _keys(read) for one in opened.entries(key, outcomes=outcomes)]
    if as_json:
        console.json([_record(one) for one in entries])
    elif entries:
        heads = (tr("channel"), tr("key"), tr("outcome"), tr("when"), tr("why"))
        console.table(heads, [(one.channel, one.row.key, _outcome(one), _when(one), one.row.note) for one in entries])
    elif not busy:
        console.line(tr("Nothing is recorded.") if everything else tr("Nothing is open."))
    uncertain = next((one for one in entries if one.row.outcome is Status.UNCERTAIN), None)
    if uncertain is not None and not as_json:
        command = _settling(uncertain, plan, ledger)
        console.note(tr("Settle what is uncertain, one by one: {command}", command=command))
        console.note(tr("If it did not arrive, write --not-arrived for --arrived."))
    return INCOMPLETE if any(one.row.outcome in _OPEN for one in entries) else DONE


def _recover(console: Console, ledger: SqliteLedger, read: Plan | House) -> tuple[str, ...]:
    """Settles what a crash left, and says which channels are being published right now."""
    at = in_vietnam(datetime.datetime.now(datetime.UTC))
    busy = tuple(channel for key in _keys(read) for channel in ledger.recover(key, at=at))
    if busy:
        channels = ", ".join(busy)
        console.note(tr("Being published right now, so not listed yet: {channels}", channels=channels))
    return busy


def _settling(one: Entry, plan: Path, ledger: Path | None) -> str:
    arrived = f"--arrived --by {tr('NAME')}"
    return typed("deliveries", "resolve", one.channel, one.row.key, plan=plan, ledger=ledger, after=arrived)


def _tell_unknown(console: Console, plan: Plan | House, channel: str, key: str, entries: list[Entry]) -> None:
    """Says that there is nothing uncertain by this name, and what there is."""
    uncertain = [one for one in entries if one.row.outcome is Status.UNCERTAIN]
    known = {*plan.channels, *(one.channel for one in entries)}
    if channel not in known and channel.partition("@")[0] not in known:
        named = ", ".join(plan.channels) or tr("none")
        console.problem(tr("The plan has no channel {key}; it has: {known}", key=repr(channel), known=named))
    else:
        console.problem(tr("nothing uncertain is kept of {key} in channel {channel}", key=key, channel=channel))
    if not uncertain:
        console.problem(tr("Nothing is uncertain."))
        return
    console.problem(tr("Uncertain, by channel and key: {count}", count=len(uncertain)))
    for one in uncertain[:_MANY]:
        console.problem(f"{one.channel} {one.row.key}", by=2)
    if len(uncertain) > _MANY:
        console.problem(tr("and {count} more", count=len(uncertain) - _MANY), by=2)


def _record(one: Entry) -> dict[str, str | int | None]:
    row = one.row
    return {
        "channel": one.channel, "target": one.target, "key": row.key, "outcome": row.outcome.value if row.outcome else None,
        "stands": bool(row.stands), "at": one.at.isoformat() if one.at else None, "tries": row.tries,
        "not_before": row.not_before.isoformat() if row.not_before else None, "note": row.note,
    }  # fmt: skip


def _outcome(one: Entry) -> str:
    return status_named(one.row.outcome) if one.row.outcome else tr("due again")


def _when(one: Entry) -> str:
    return f"{in_vietnam(one.at):%Y-%m-%d %H:%M}" if one.at else "-"


def resolve(
    console: Console, *, channel: str, key: str, plan: Path, ledger: Path | None, arrived: bool | None, by: str,
    remote: str,
) -> int:  # fmt: skip
    """Settles what is uncertain, in the name of a person."""
    if arrived is None:
        raise click.UsageError(tr("Say --arrived or --not-arrived."))
    read = read_house(plan) if names_house(plan) else read_plan(plan)
    now = in_vietnam(datetime.datetime.now(datetime.UTC))
    with ledger_to_read(ledger_file(read, ledger), asked=True) as opened:
        _recover(console, opened, read)
        of = [
            owner
            for owner in _keys(read)
            for one in opened.entries(owner, outcomes=(Status.UNCERTAIN,))
            if (one.channel, one.row.key) == (channel, key)
        ]
        if not of:
            _tell_unknown(console, read, channel, key, [one for owner in _keys(read) for one in opened.entries(owner)])
            return INCOMPLETE
        opened.resolve(of[0], channel, key, arrived=arrived, by=by, at=now, remote=remote)
    if arrived:
        console.line(tr("{key}: settled by {by}: it arrived.", key=key, by=by))
    else:
        console.line(tr("{key}: settled by {by}: it did not arrive, and is due again.", key=key, by=by))
    return DONE


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    yield command(
        "report",
        report,
        plan_argument(),
        ledger_option(),
        at_option(),
        click.Option(["--json", "as_json_"], is_flag=True, help=tr("Print the result as JSON.")),
        help=tr("Print what was due, done, late and missing. Counted for each activity and each unit."),
        examples=(("tuyentruyen report ke-hoach --at 2022-06-30", tr("How things stood on a day.")),),
    )


def delivery_commands() -> Iterator[click.Command]:
    """The commands under ``deliveries``, worded in the language in use."""
    yield command(
        "list",
        list_deliveries,
        plan_argument(),
        ledger_option(),
        click.Option(["--all", "everything"], is_flag=True, help=tr("Also what was delivered or withdrawn.")),
        json_option(),
        help=tr(
            "List open deliveries. Open is what is uncertain, rejected or to be tried again; the exit code is 3 while there is any."
        ),
        examples=(("tuyentruyen deliveries list ke-hoach", tr("See what is open.")),),
    )
    arrived = click.Option(
        ["--arrived/--not-arrived"], default=None, help=tr("Whether it did arrive. What did not is due again.")
    )
    yield command(
        "resolve",
        resolve,
        click.Argument(["channel"], metavar=tr("CHANNEL")),
        click.Argument(["key"], metavar=tr("KEY")),
        plan_argument(),
        ledger_option(),
        arrived,
        click.Option(["--by"], required=True, metavar=tr("NAME"), help=tr("Who settles it.")),
        click.Option(
            ["--remote"], default="", metavar="ID", help=tr("Of a post that arrived, its id at the other side.")
        ),
        help=tr("Settle an uncertain delivery. Somebody has looked whether it arrived and answers for it by name."),
        examples=(
            ('tuyentruyen deliveries resolve ban-tin 2022-04-05 --arrived --by "Nguyễn Thị Hoa"', tr("It did arrive.")),
        ),
    )
