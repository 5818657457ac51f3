"""Commands that make what the public sees: ``preview`` and ``publish``."""

from __future__ import annotations

import datetime
import getpass
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from tuyentruyen.check import findings
from tuyentruyen.cli.arguments import (
    at_option,
    command,
    keep_apart,
    keep_from_texts,
    ledger_option,
    moment_of,
    out_option,
    plan_argument,
)
from tuyentruyen.cli.books import ledger_file, ledger_to_write
from tuyentruyen.cli.checking import print_findings
from tuyentruyen.cli.console import Advance, Console
from tuyentruyen.cli.faults import DONE, INCOMPLETE, REFUSED
from tuyentruyen.cli.hints import Asked
from tuyentruyen.cli.outcome import Told, several, tell
from tuyentruyen.compose import messages
from tuyentruyen.editions import editions
from tuyentruyen.ledger.folder import MARK
from tuyentruyen.model.findings import Level
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import preview as preview_edition
from tuyentruyen.publish import publish as publish_editions
from tuyentruyen.wording import tr


def preview(
    console: Console, *, plan: Path, out: Path, message: str, at: datetime.datetime | None, keys: tuple[str, ...]
) -> int:
    """Renders everything into a folder, drafts too; delivers nothing and touches no ledger."""
    read = read_plan(plan)
    _must_have(read, keys)
    keep_from_texts(read, out)
    plugins = Plugins.installed()
    now = moment_of(read, at)
    composed = messages(read, plugins=plugins)
    if message and message not in {one.key for one in composed}:
        raise click.UsageError(
            tr(
                "no message has the key {key}; there are: {known}",
                key=repr(message),
                known=", ".join(one.key for one in composed),
            )
        )
    console.note(tr("Preview as of {moment}", moment=now.isoformat(" ", "seconds")))
    faults = [one for one in composed.findings if one.level is Level.ERROR]
    made: dict[tuple[str, int], list[str]] = {}
    with console.progress(tr("Preview")) as advance:
        for edition in editions(read, composed, plugins, now=now, out=out, channels=keys, preview=True):
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
    return INCOMPLETE if faults else DONE


def publish(
    console: Console, *, plan: Path, out: Path, ledger: Path | None, at: datetime.datetime | None, keys: tuple[str, ...],
    again: bool, by: str,
) -> int:  # fmt: skip
    """Publishes what is due to go out, and prints what became of it."""
    read = read_plan(plan)
    _must_have(read, keys)
    book = ledger_file(read, ledger)
    keep_apart(book, out)
    keep_from_texts(read, out)
    plugins = Plugins.installed()
    now = moment_of(read, at)
    composed = messages(read, plugins=plugins)
    found = findings(read, plugins=plugins, messages=composed)
    if refusing := [one for one in found if one.refuses]:
        print_findings(console, refusing)
        return REFUSED
    left_out = [one for one in found if one.leaves_out]
    sound = composed.without(found)
    console.note(tr("Published as of {moment}", moment=now.isoformat(" ", "seconds")))
    with ledger_to_write(book) as opened, console.progress(tr("Publishing")) as advance:
        seen: set[str] = set()
        gone_out = _watched(editions(read, sound, plugins, now=now, out=out, channels=keys), advance, seen)
        told = Told(advance)
        summary = publish_editions(gone_out, plugins=plugins, ledger=opened, by=by, again=again, on_receipt=told)
        orphans = [] if keys else [one for one in opened.standing(read.key) if one[0] not in seen]
    asked = Asked(plan=plan, out=out, ledger=ledger, channels=keys)
    return tell(
        console, read, sound, summary, left_out=left_out, troubles=told.troubles, now=now, asked=asked, orphans=orphans
    )


def _must_not_be_published(folder: Path) -> None:
    """A preview shows drafts, so it may not lie where readers look."""
    if (folder / MARK).exists():
        raise click.UsageError(
            tr("{folder} holds what was published; choose another --out for previews", folder=folder)
        )


def _watched(stream: Iterable[Edition[Any]], advance: Advance, seen: set[str]) -> Iterator[Edition[Any]]:
    """Hands editions on, notes their channels and shows how far they have come."""
    for edition in stream:
        seen.add(edition.channel.key)
        advance(edition.channel.key)
        yield edition


def _must_have(plan: Plan, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key.partition("@")[0] not in plan.channels:
            known = ", ".join(plan.channels) or tr("none")
            raise click.UsageError(tr("The plan has no channel {key}; it has: {known}", key=repr(key), known=known))


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    channel = click.Option(
        ["--channel", "keys"], multiple=True, metavar=tr("KEY"), help=tr("Only this channel; may be repeated.")
    )
    yield command(
        "preview",
        preview,
        plan_argument(),
        out_option(tr("Folder for the files.")),
        click.Option(["--message"], default="", metavar=tr("KEY"), help=tr("Only this message.")),
        channel,
        at_option(),
        help=tr(
            "Render everything to look at. Drafts and unapproved messages are shown too; nothing is delivered or recorded."
        ),
        examples=(("tuyentruyen preview ke-hoach --out xem-truoc", tr("See everything.")),),
    )
    yield command(
        "publish",
        publish,
        plan_argument(),
        out_option(tr("Folder that the channels' files go to.")),
        ledger_option(),
        at_option(),
        channel,
        click.Option(
            ["--again"],
            is_flag=True,
            help=tr(
                "Carry again what stands unchanged, try again what was rejected and wait for nothing; what was sent is never sent again."
            ),
        ),
        click.Option(
            ["--by"],
            default=_me,
            metavar=tr("NAME"),
            show_default=False,
            help=tr("Who publishes, for the record. Default: the user of this computer."),
        ),
        help=tr(
            "Publish what is due to go out, once. What stands already is left alone; what was withdrawn or has expired leaves."
        ),
        examples=(
            ("tuyentruyen publish ke-hoach --out public", tr("Publish a plan.")),
            ("tuyentruyen publish ke-hoach --out public --at 2022-04-05", tr("Publish it as of a day.")),
        ),
    )
