"""The command ``explain``: the plan told back in official words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import click

from tuyentruyen.cli.arguments import Day, command, json_option, plan_argument
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE
from tuyentruyen.explain import explain as told_back
from tuyentruyen.explain import explanation_json, explanation_markdown, explanation_text
from tuyentruyen.planfile import read_plan
from tuyentruyen.wording import tr


def explain(console: Console, *, plan: Path, on: datetime.date | None, markdown: bool, as_json: bool) -> int:
    """Prints the plan told back."""
    if markdown and as_json:
        raise click.UsageError(tr("Say --markdown or --json, not both."))
    told = told_back(read_plan(plan), on=on)
    if as_json:
        console.json(explanation_json(told))
    else:
        text = explanation_markdown(told) if markdown else explanation_text(told)
        console.block(text.rstrip("\n"))
    return DONE


def commands() -> Iterator[click.Command]:
    """The command, worded in the language in use."""
    yield command(
        "explain",
        explain,
        plan_argument(),
        click.Option(
            ["--on"],
            type=Day(),
            help=tr(
                "The day for which it is told whether documents are in force. Default: the day the plan was issued."
            ),
        ),
        click.Option(["--markdown"], is_flag=True, help=tr("Print Markdown.")),
        json_option(),
        help=tr(
            "Tell a plan back, clause by clause. Who does what by when stands in official words, with dates and quotas worked out."
        ),
        examples=(
            ("tuyentruyen explain ke-hoach", tr("Read a plan as the software understands it.")),
            ("tuyentruyen explain ke-hoach --markdown > ke-hoach.md", tr("Keep it in a file.")),
        ),
    )
