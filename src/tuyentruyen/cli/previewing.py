"""The command ``preview``: everything rendered into a folder, to look at."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from tuyentruyen.cli.arguments import (
    at_option,
    channel_option,
    command,
    keep_from_texts,
    moment_of,
    must_have,
    out_option,
    plan_argument,
    wanted_of,
)
from tuyentruyen.cli.checking import print_findings
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE, INCOMPLETE
from tuyentruyen.cli.hints import tell_sites
from tuyentruyen.cli.outcome import several
from tuyentruyen.compose import messages
from tuyentruyen.editions import editions, shared_editions
from tuyentruyen.ledger.folder import MARK
from tuyentruyen.model.findings import Level, Messages
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.house import House
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import names_house, read_house, read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import preview as preview_edition
from tuyentruyen.wording import tr


def preview(
    console: Console, *, plan: Path, out: Path, message: str, at: datetime.datetime | None, keys: tuple[str, ...]
) -> int:
    """Renders everything into a folder, drafts too; delivers nothing and touches no ledger."""
    plugins = Plugins.installed()
    read = read_house(plan) if names_house(plan) else read_plan(plan)
    plans = read.plans if isinstance(read, House) else (read,)
    must_have({key for one in (read, *plans) for key in one.channels}, keys)
    for one in plans:
        keep_from_texts(one, out)
    now = moment_of(read, at)
    composed = {one.key: messages(one, plugins=plugins) for one in plans}
    known = [one.key for some in composed.values() for one in some]
    if message and message not in known:
        raise click.UsageError(
            tr("no message has the key {key}; there are: {known}", key=repr(message), known=", ".join(known))
        )
    console.note(tr("Preview as of {moment}", moment=now.isoformat(" ", "seconds")))
    faults = [one for some in composed.values() for one in some.findings if one.level is Level.ERROR]
    made: dict[tuple[str, int], list[str]] = {}
    with console.progress(tr("Preview")) as advance:
        for edition in _seen(read, composed, plugins, now=now, out=out, keys=keys):
            shown = edition
            if message:
                shown = evolve(edition, messages=tuple(one for one in edition.messages if one.key == message))
                if not shown.messages:
                    continue
            _must_not_be_published(shown.channel.folder)
            seen = preview_edition(shown, plugins=plugins, on_file=advance)
            made.setdefault((shown.channel.channel.key, len(seen.files)), []).append(seen.channel)
            faults += seen.findings
    for (_, count), channels in made.items():
        console.line(f"{several(channels)}: {tr('files: {count}', count=count)}")
    print_findings(console, faults)
    tell_sites(console, out, [channel for channels in made.values() for channel in channels])
    return INCOMPLETE if faults else DONE


def _seen(
    read: Plan | House, composed: Mapping[str, Messages], plugins: Plugins, *, now: datetime.datetime, out: Path,
    keys: tuple[str, ...],
) -> Iterator[Edition[Any]]:  # fmt: skip
    """What a preview shows; of a plan of a house also the shared channels, with the plan's own messages."""
    if isinstance(read, Plan):
        yield from editions(read, composed[read.key], plugins, now=now, out=out, channels=keys, preview=True)
        return
    for plan in read.plans:
        own = [key for key in plan.channels if not plan.is_shared(f"channels.{key}")]
        if wanted := wanted_of(keys, own):
            yield from editions(plan, composed[plan.key], plugins, now=now, out=out, channels=wanted, preview=True)
    if wanted := wanted_of(keys, read.channels):
        yield from shared_editions(read, composed, plugins, now=now, out=out, channels=wanted, preview=True)


def _must_not_be_published(folder: Path) -> None:
    """A preview shows drafts, so it may not lie where readers look."""
    if (folder / MARK).exists():
        raise click.UsageError(
            tr("{folder} holds what was published; choose another --out for previews", folder=folder)
        )


def commands() -> Iterator[click.Command]:
    """The command, worded in the language in use."""
    yield command(
        "preview",
        preview,
        plan_argument(),
        out_option(tr("Folder for the files.")),
        click.Option(["--message"], default="", metavar=tr("KEY"), help=tr("Only this message.")),
        channel_option(),
        at_option(),
        help=tr(
            "Render everything to look at. Drafts and unapproved messages are shown too; nothing is delivered or recorded."
        ),
        examples=(("tuyentruyen preview ke-hoach --out xem-truoc", tr("See everything.")),),
    )
