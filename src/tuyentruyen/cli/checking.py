"""Commands that look and change nothing: ``check``, ``channels``, ``schema``."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from tuyentruyen.check import findings, house_findings, plan_findings
from tuyentruyen.cli.arguments import at_option, command, json_option, moment_of, plan_argument
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE, INCOMPLETE, REFUSED, tell_problems
from tuyentruyen.cli.hints import typed
from tuyentruyen.compose import messages
from tuyentruyen.errors import PlanError
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Limits
from tuyentruyen.model.house import House
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import names_house, read_house, read_plan, schema
from tuyentruyen.plugins import Plugins
from tuyentruyen.wording import tr

_FEW = 3


def print_findings(console: Console, found: Iterable[Finding]) -> None:
    """Prints findings, the gravest first, each with its place and what to do."""
    grouped = {level: [one for one in found if one.level is level] for level in Level}
    titles = {
        Level.ERROR: tr("Errors"),
        Level.WARNING: tr("Warnings"),
        Level.INFO: tr("Remarks"),
    }
    for level, title in titles.items():
        if grouped[level]:
            console.heading(f"{title}: {len(grouped[level])}")
        alike: dict[tuple[str, str, str], list[Finding]] = {}
        for one in grouped[level]:
            alike.setdefault((one.code, one.text, one.mend), []).append(one)
        for (code, text, mend), ones in alike.items():
            for one in ones[:_FEW]:
                console.indented(f"{_place(one)}{code} {text}", style="red" if level is Level.ERROR else "")
            if len(ones) > _FEW:
                console.indented(tr("the same in {count} more places", count=len(ones) - _FEW), by=6)
            if mend:
                console.indented(tr("Mend: {mend}", mend=mend), by=6)


def without_channel(one: Finding) -> str:
    """A finding in one line, where the channel is named already."""
    where = tr("message {key}", key=one.message) if one.message else one.file and f"{one.file}, {one.place}"
    return f"{f'{where}: ' if where else ''}{one.code} {one.text}" + (f" ({one.mend})" if one.mend else "")


def _place(one: Finding) -> str:
    channel = one.channel and tr("channel {key}", key=one.channel)
    message = one.message and tr("message {key}", key=one.message)
    where = ", ".join(part for part in dict.fromkeys((one.file, channel, message, one.place)) if part)
    return f"{where}: " if where else ""


def as_record(one: Finding) -> dict[str, str]:
    """A finding as a record of JSON; what is empty is left out."""
    record = {
        "code": one.code, "level": one.level.value, "text": one.text, "mend": one.mend, "place": one.place,
        "file": one.file, "message": one.message, "channel": one.channel,
    }  # fmt: skip
    return {name: value for name, value in record.items() if value}


def check(console: Console, *, plan: Path, at: datetime.datetime | None, as_json: bool) -> int:
    """Prints what is wrong with a plan and its messages, or with a house and all its plans."""
    plugins = Plugins.installed()
    try:
        read = read_house(plan) if names_house(plan) else read_plan(plan)
    except PlanError as refused:
        if as_json:
            console.json({"refused": True, "problems": list(refused.problems), "findings": []})
        else:
            tell_problems(refused.problems, console)
        return REFUSED
    plans = read.plans if isinstance(read, House) else (read,)
    with console.progress(tr("Reading messages")):
        composed = {one.key: messages(one, plugins=plugins) for one in plans}
        if isinstance(read, House):
            found = [*house_findings(read, plugins=plugins, messages=composed, now=moment_of(read, at))]
            for one in plans:
                some, now = composed[one.key], moment_of(one, at)
                found += plan_findings(read, one, plugins=plugins, messages=some, now=now)
        else:
            found = [*findings(read, plugins=plugins, messages=composed[read.key], now=moment_of(read, at))]
    wrong = any(one.level is Level.ERROR for one in found)
    if as_json:
        console.json({"refused": wrong, "problems": [], "findings": [as_record(one) for one in found]})
        return REFUSED if wrong else DONE
    print_findings(console, found)
    if not found:
        console.line(tr("Nothing is wrong; messages read: {count}", count=sum(map(len, composed.values()))))
    if isinstance(read, Plan) and read.house:
        house = typed("check", plan=Path(os.path.relpath(read.house.folder)))
        console.note(tr("What its house shares is checked with the house: {command}", command=house))
    return REFUSED if wrong else DONE


def channels(console: Console, *, as_json: bool) -> int:
    """Prints the backends at hand, what they can carry, and plugins that were left out."""
    plugins = Plugins.installed()
    if as_json:
        carried = {
            name: {"version": one.version, "limits": _limits(one.limits)}
            for name, one in sorted(plugins.backends.items())
        }
        console.json(
            {"backends": carried, "left_out": [{"plugin": name, "reason": reason} for name, reason in plugins.broken]}
        )
    else:
        heads = (
            tr("backend"),
            tr("version"),
            tr("title"),
            tr("body"),
            tr("bytes"),
            tr("seconds"),
            tr("pages"),
            tr("address"),
        )
        rows = (
            [name, one.version, *(_shown(value) for value in _limits(one.limits).values())]
            for name, one in sorted(plugins.backends.items())
        )
        console.table(heads, rows)
        if not plugins.backends:
            console.line(tr("No backend is installed."))
        for name, reason in plugins.broken:
            console.problem(tr("Left out: {plugin}: {reason}", plugin=name, reason=reason))
    return INCOMPLETE if plugins.broken else DONE


def _limits(limits: Limits) -> dict[str, Any]:
    return {
        "title": limits.title, "body": limits.body, "size": limits.size, "seconds": limits.seconds, "pages": limits.pages,
        "address": limits.address or None,
    }  # fmt: skip


def _shown(value: object) -> str:
    return "-" if value is None else str(value)


def print_schema(console: Console, *, house: bool) -> int:
    """Prints the JSON Schema of plan files, with the settings of every backend at hand."""
    console.json(schema({name: one.settings for name, one in Plugins.installed().backends.items()}, house=house))
    return DONE


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    yield command(
        "check",
        check,
        plan_argument(),
        at_option(),
        json_option(),
        help=tr(
            "Look for faults in a plan and its messages. Every fault of every file is told at once, with file and line."
        ),
        examples=(
            ("tuyentruyen check", tr("Check the plan in the current folder.")),
            ("tuyentruyen check examples/ha-noi-2022 --json", tr("Check another plan, for a program to read.")),
        ),
    )
    yield command(
        "channels",
        channels,
        json_option(),
        help=tr(
            "List the backends at hand. Beside each stands what it can carry; plugins that are left out are named with the reason."
        ),
        examples=(("tuyentruyen channels", tr("See what a channel of a plan may name as its backend.")),),
    )
    yield command(
        "schema",
        print_schema,
        click.Option(["--house"], is_flag=True, help=tr("That of tuyentruyen.toml, which marks a house of plans.")),
        help=tr("Print the JSON Schema of plan files. It is of version 2020-12, for editors and other programs."),
        examples=(("tuyentruyen schema > plan.schema.json", tr("Keep it in a file.")),),
    )
