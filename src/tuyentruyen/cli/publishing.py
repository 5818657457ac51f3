"""Commands that make what the public sees: ``preview`` and ``publish``."""

from __future__ import annotations

import datetime
import getpass
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from tuyentruyen.cli import previewing
from tuyentruyen.cli.arguments import (
    at_option,
    channel_option,
    command,
    keep_apart,
    keep_from_texts,
    ledger_option,
    moment_of,
    must_have,
    out_option,
    plans_argument,
    wanted_of,
)
from tuyentruyen.cli.books import ledger_file, ledger_to_write
from tuyentruyen.cli.console import Advance, Console
from tuyentruyen.cli.faults import DONE, INCOMPLETE, REFUSED
from tuyentruyen.cli.gathering import Gathered, gathered, named
from tuyentruyen.cli.hints import Asked
from tuyentruyen.cli.outcome import Part, Told, tell
from tuyentruyen.editions import editions, shared_editions
from tuyentruyen.ledger import SqliteLedger
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.house import House
from tuyentruyen.model.plan import Plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish as publish_editions
from tuyentruyen.wording import tr


def publish(
    console: Console, *, plans: tuple[Path, ...], out: Path, ledger: Path | None, at: datetime.datetime | None,
    keys: tuple[str, ...], again: bool, by: str,
) -> int:  # fmt: skip
    """Publishes what is due to go out, and prints what became of it."""
    plugins = Plugins.installed()
    wanted = named(plans or (Path(),))
    several_ = [gathered(console, one, plugins) for one in wanted]
    sound = [one for one in several_ if one.plans]
    if not sound:
        return REFUSED
    known: dict[str, Plan | House] = {}
    for one in sound:
        owners: dict[str, Plan | House] = {**one.own_channels()}
        if one.house:
            owners.update(dict.fromkeys(one.house.channels, one.house))
        for key in owners.keys() & known.keys():
            first, second = known[key].title, owners[key].title
            raise click.UsageError(
                tr("{first} and {second} both have a channel {key}; give each an --out of its own", first=repr(first), second=repr(second), key=key)
            )  # fmt: skip
        known.update(owners)
        for plan in one.all_plans:
            keep_from_texts(plan, out)
    must_have(known, keys)
    books = [ledger_file(one.house or one.plans[0], ledger) for one in sound]
    for book in books:
        keep_apart(book, out)
    codes = {
        _publish(console, one, plugins, book, asked=Asked(plans=plans, plan=one.path, out=out, ledger=ledger, channels=keys), at=at, again=again, by=by)
        for one, book in zip(sound, books, strict=True)
    }  # fmt: skip
    return INCOMPLETE if INCOMPLETE in codes or any(one.is_refused for one in several_) else DONE


def _publish(
    console: Console, of: Gathered, plugins: Plugins, book: Path, *, asked: Asked, at: datetime.datetime | None,
    again: bool, by: str,
) -> int:  # fmt: skip
    """Publishes a plan that stands alone, or those of a house that were named and what the house shares."""
    whole = of.house or of.plans[0]
    now = moment_of(whole, at)
    console.note(tr("Published as of {moment}", moment=now.isoformat(" ", "seconds")))
    with ledger_to_write(book) as opened, console.progress(tr("Publishing")) as advance:
        seen: set[str] = set()
        gone_out = _watched(_due(of, plugins, at=at, out=asked.out, keys=asked.channels), advance, seen)
        told = Told(advance)
        summary = publish_editions(gone_out, plugins=plugins, ledger=opened, by=by, again=again, on_receipt=told)
        orphans = [] if asked.channels else list(_orphans(opened, of, seen))
    return tell(
        console,
        [Part(plan=plan, messages=of.messages[plan.key], path=of.paths[plan.key], now=moment_of(plan, at)) for plan in of.all_plans],
        summary,
        left_out=of.left_out,
        troubles=told.troubles,
        asked=asked,
        orphans=orphans,
    )  # fmt: skip


def _due(
    of: Gathered, plugins: Plugins, *, at: datetime.datetime | None, out: Path, keys: tuple[str, ...]
) -> Iterator[Edition[Any]]:
    """What is published: the channels of each plan that was named, and those of its house with the messages of all its plans."""
    for plan in of.plans:
        own = [key for key, owner in of.own_channels().items() if owner is plan]
        if wanted := wanted_of(keys, own):
            now = moment_of(plan, at)
            yield from editions(plan, of.messages[plan.key], plugins, now=now, out=out, channels=wanted)
    if of.house and (wanted := wanted_of(keys, of.house.channels)):
        now = moment_of(of.house, at)
        yield from shared_editions(of.house, of.messages, plugins, now=now, out=out, channels=wanted)


def _orphans(ledger: SqliteLedger, of: Gathered, seen: Collection[str]) -> Iterator[tuple[str, str, int]]:
    """Channels that are no more and of which something stands, of the plans that were named and of their house."""
    elsewhere = {key for plan in of.all_plans if plan not in of.plans for key in plan.channels}
    for key in dict.fromkeys([*([of.house.key] if of.house else []), *(plan.key for plan in of.plans)]):
        for channel, repeat, count in ledger.standing(key):
            if channel not in seen and channel.partition("@")[0] not in elsewhere:
                yield channel, repeat, count


def _watched(stream: Iterable[Edition[Any]], advance: Advance, seen: set[str]) -> Iterator[Edition[Any]]:
    """Hands editions on, notes their channels and shows how far they have come."""
    for edition in stream:
        seen.add(edition.channel.key)
        advance(edition.channel.key)
        yield edition


def _me() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "?"


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    yield from previewing.commands()
    yield command(
        "publish",
        publish,
        plans_argument(),
        out_option(tr("Folder that the channels' files go to.")),
        ledger_option(),
        at_option(),
        channel_option(),
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
            ("tuyentruyen publish nha --out public", tr("Publish all plans of a house.")),
        ),
    )
