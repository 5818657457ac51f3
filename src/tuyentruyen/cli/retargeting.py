"""The command ``retarget``: what a plan has to change because units that it names ended."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from tuyentruyen.check.case import Case
from tuyentruyen.cli.arguments import Day, command, json_option, plan_argument
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE
from tuyentruyen.compose import messages
from tuyentruyen.model.findings import Messages
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.succession import Follower, Retarget, Retargeting
from tuyentruyen.succession import retarget as retargeted
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr


def retarget(console: Console, *, plan: Path, on: datetime.date, as_json: bool) -> int:
    """Prints what moves, what is divided and what a person has to decide."""
    read = read_plan(plan)
    with console.progress(tr("Reading messages")):
        composed = messages(read, plugins=Plugins.installed())
    found = retargeted(read, on=on, messages=composed)
    if as_json:
        console.json(_record(read, composed, found))
        return DONE
    titles = (
        (found.moves, tr("Moves, each to the one unit that follows wholly")),
        (found.splits, tr("Splits, for a person to divide")),
        (found.questions, tr("Questions, for a person to decide")),
    )
    for ones, title in titles:
        if ones:
            console.heading(f"{title}: {len(ones)}")
        for one in ones:
            _print(console, read, composed, one)
    if not any(ones for ones, _ in titles):
        console.line(tr("Every unit that the plan names exists on {day}.", day=short_date(on)))
    console.note(
        tr(
            "On {day}: moves {moves}, splits {splits}, questions {questions}; the plan's files stay as they are.",
            day=short_date(on),
            moves=len(found.moves),
            splits=len(found.splits),
            questions=len(found.questions),
        )
    )
    return DONE


def _print(console: Console, plan: Plan, composed: Messages, one: Retarget) -> None:
    name = _name(plan, one.unit)
    console.indented(f"{_where(plan, composed, one)}: {name} [{one.unit}]: {one.why}")
    shared = any(follower.functions for follower in one.followers)
    for follower in one.followers:
        console.indented(f"→ {_heir(plan, follower, shared=shared)}", by=6)
    if one.bases:
        console.indented(tr("By: {bases}", bases=", ".join(one.bases)), by=6)


def _where(plan: Plan, composed: Messages, one: Retarget) -> str:
    file = _file(plan, composed, one)
    where = tr("message {key}", key=one.message) if one.message else one.place
    return f"{file}: {where}" if file else where


def _file(plan: Plan, composed: Messages, one: Retarget) -> str:
    if one.message:
        return next((message.source for message in composed if message.key == one.message), "")
    return Case(plan, None, composed).file(one.place)


def _name(plan: Plan, key: str) -> str:
    unit = plan.units[key]
    return unit.short or unit.name


def _heir(plan: Plan, follower: Follower, *, shared: bool) -> str:
    """A follower in one line: its name and key, what it takes over, and the way to it.

    Args:
        plan: The plan.
        follower: The follower.
        shared: Whether another one takes single functions, so that one without any takes the rest.
    """
    said = [f"{_name(plan, follower.unit)} [{follower.unit}]"]
    if follower.part:
        said.append(tr("for a part"))
    if follower.functions:
        functions = (plan.forms[word].title if word in plan.forms else word for word in follower.functions)
        said.append(tr("for {functions}", functions=", ".join(functions)))
    elif shared:
        said.append(tr("for the rest"))
    if follower.notes:
        said.append("; ".join(follower.notes))
    if follower.through:
        said.append(tr("by way of {units}", units=" → ".join(_name(plan, key) for key in follower.through)))
    return ", ".join(said)


def _record(plan: Plan, composed: Messages, found: Retargeting) -> dict[str, Any]:
    return {
        "on": found.on.isoformat(),
        "settled": found.is_settled,
        "moves": [_change(plan, composed, one) for one in found.moves],
        "splits": [_change(plan, composed, one) for one in found.splits],
        "questions": [_change(plan, composed, one) for one in found.questions],
    }


def _change(plan: Plan, composed: Messages, one: Retarget) -> dict[str, Any]:
    record = {
        "place": one.place,
        "file": _file(plan, composed, one),
        "message": one.message,
        "unit": one.unit,
        "name": plan.units[one.unit].name,
        "why": one.why,
        "bases": list(one.bases),
    }
    followers = [_follower(plan, follower) for follower in one.followers]
    return {**{name: value for name, value in record.items() if value}, "followers": followers}


def _follower(plan: Plan, follower: Follower) -> dict[str, Any]:
    return {
        "unit": follower.unit,
        "name": plan.units[follower.unit].name,
        "part": follower.part,
        "functions": list(follower.functions),
        "through": list(follower.through),
        "notes": list(follower.notes),
    }


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    yield command(
        "retarget",
        retarget,
        plan_argument(),
        click.Option(["--on"], required=True, type=Day(), help=tr("The day on which the units have to exist.")),
        json_option(),
        help=tr(
            "List what a plan has to change because units that it names ended. Of each place: the unit, who follows it, and whether that is sure or a person has to divide or decide. Nothing is written."
        ),
        examples=(
            ("tuyentruyen retarget ke-hoach --on 2025-07-01", tr("See what the end of the districts changes.")),
            (
                "tuyentruyen retarget examples/ha-noi-2026-mau --on 2026-01-01 --json",
                tr("The same of another plan, for a program to read."),
            ),
        ),
    )
