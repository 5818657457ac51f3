"""The command ``due``: what is not done and can still be done, as text, as JSON, or as a calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import click

from tuyentruyen.cli.arguments import (
    Day,
    at_option,
    command,
    json_option,
    ledger_option,
    moment_of,
    must_know,
    plan_argument,
)
from tuyentruyen.cli.books import ledger_file, ledger_to_read, own_record
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE
from tuyentruyen.compose import messages
from tuyentruyen.planfile import read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.plugins.toolkit import replace_file
from tuyentruyen.report import agenda_calendar, agenda_json, agenda_text
from tuyentruyen.report import due as agenda_of
from tuyentruyen.wording import tr


def due(
    console: Console, *, plan: Path, week: bool, until: datetime.date | None, units: tuple[str, ...], ics: Path | None,
    as_json: bool, at: datetime.datetime | None, ledger: Path | None,
) -> int:  # fmt: skip
    """Prints what can still be done."""
    if week and until:
        raise click.UsageError(tr("Say --week or --until, not both."))
    if as_json and ics:
        raise click.UsageError(tr("Say --json or --ics, not both."))
    read = read_plan(plan)
    must_know(units, [*read.units, *read.groups], tr("The plan has no unit or group {key}; it has: {known}"))
    now = moment_of(read, at)
    if week:
        until = now.date() + datetime.timedelta(days=6)
    if until and until < now.date():
        raise click.UsageError(
            tr("--until ({until}) is before the day that counts as today ({day})", until=until, day=now.date())
        )
    with ledger_to_read(ledger_file(read, ledger), asked=ledger is not None) as opened, console.progress(tr("Due")):
        plugins = Plugins.installed()
        its = messages(read, plugins=plugins)
        record = own_record(opened, read, its, plugins)
        made = agenda_of(read, its, record, now=now, until=until, units=units)
    if ics is not None:
        _write(console, ics, agenda_calendar(made), len(made.items))
    elif as_json:
        console.json(agenda_json(made))
    else:
        console.block(agenda_text(made).rstrip("\n"))
    return DONE


def _write(console: Console, ics: Path, data: bytes, count: int) -> None:
    if str(ics) == "-":
        console.bytes(data)
        return
    ics.parent.mkdir(parents=True, exist_ok=True)
    replace_file(ics, data)
    console.line(tr("The calendar stands in {path}; entries: {count}", path=ics, count=count))


def commands() -> Iterator[click.Command]:
    """The command, worded in the language in use."""
    yield command(
        "due",
        due,
        plan_argument(),
        click.Option(
            ["--week"], is_flag=True, help=tr("The coming seven days, today included. Default: the coming thirty.")
        ),
        click.Option(["--until"], type=Day(), help=tr("Up to this day, which counts.")),
        click.Option(
            ["--unit", "units"],
            multiple=True,
            metavar=tr("KEY"),
            help=tr("Only duties of this unit or group; may be repeated."),
        ),
        click.Option(
            ["--ics"],
            type=click.Path(path_type=Path, allow_dash=True),
            metavar=tr("FILE"),
            help=tr("Write a calendar into this file; - prints it."),
        ),
        json_option(),
        at_option(),
        ledger_option(),
        help=tr(
            "Print what is not done and can still be done. Quotas say how much is still to come, and bodies that are only asked are asked."
        ),
        examples=(
            ("tuyentruyen due ke-hoach --week", tr("What this week asks for.")),
            ("tuyentruyen due --unit so-tttt --until 2022-06-30", tr("What one unit has to do up to a day.")),
            ("tuyentruyen due --unit so-tttt --ics so-tttt.ics", tr("The same for its calendar.")),
        ),
    )
