"""Commands that write into a plan folder: ``approve``, ``withdraw``, ``new plan``, ``new message``."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import click

from tuyentruyen.cli import skeletons
from tuyentruyen.cli.arguments import Day, Moment, command, ledger_option, plan_argument
from tuyentruyen.cli.books import ledger_file, ledger_to_read
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE
from tuyentruyen.cli.hints import typed
from tuyentruyen.cli.written import Written, written
from tuyentruyen.model.flow import Repeat
from tuyentruyen.model.house import ledger_keys
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.planfile import read_plan
from tuyentruyen.text import in_vietnam, official_count, short_date, slug
from tuyentruyen.wording import tr


def _now() -> datetime.datetime:
    return in_vietnam(datetime.datetime.now(datetime.UTC)).replace(microsecond=0)


def approve(console: Console, *, message: str, plan: Path, by: str) -> int:
    """Writes into a message who released it, when, and which text."""
    found = written(read_plan(plan), message)
    text = found.message
    if found.is_approved and text.approval:
        console.line(
            tr("{key}: this text is approved already, by {by}; nothing changed.", key=text.key, by=text.approval.by)
        )
        return DONE
    found.approve(by=by, at=_now())
    console.line(tr("{key}: approved by {by}: {title}", key=text.key, by=by, title=text.title))
    if found.template:
        count = official_count(len(found.units))
        console.note(tr("It is a template, and so approved for all {count} units it is for.", count=count))
    if text.status == "draft":
        console.note(tr("It is still a draft and goes out once its status is ready."))
    return DONE


def withdraw(
    console: Console, *, message: str, plan: Path, reason: str, by: str, at: datetime.datetime | None,
    ledger: Path | None,
) -> int:  # fmt: skip
    """Writes into a message that it is taken back, since when, and why."""
    read = read_plan(plan)
    found = written(read, message)
    if found.withdrawn:
        console.line(
            tr("{key}: withdrawn already: {reason}; nothing changed.", key=found.key, reason=found.withdrawn.reason)
        )
        return DONE
    found.withdraw(reason=reason, by=by, at=at or _now())
    console.line(tr("{key}: withdrawn: {reason}", key=found.key, reason=reason))
    console.note(tr("Publish again, so that it leaves every place."))
    for channel, day in _sent(read, found, ledger).items():
        console.note(
            tr(
                "{key}: already sent through {channel} on {day}, which cannot be called back; write a new message to correct it",
                key=found.key,
                channel=channel,
                day=short_date(day),
            )
        )
    return DONE


def _sent(plan: Plan, found: Written, ledger: Path | None) -> dict[str, datetime.date]:
    """The channels that pushed a message to people, with the day of the last time."""
    with ledger_to_read(ledger_file(plan, ledger), asked=ledger is not None) as opened:
        return {
            one.channel: in_vietnam(one.last).date()
            for name in ledger_keys(plan)
            for one in opened.carried(name)
            if found.carried(one.message) and one.repeat is Repeat.PUSH
        }


def new_plan(console: Console, *, folder: Path, title: str, key: str, issuer: str, since: datetime.date | None) -> int:
    """Makes a plan folder with a plan that can be checked and published at once."""
    if (folder / "plan.toml").exists():
        raise click.UsageError(tr("{folder} holds a plan already", folder=folder))
    first = since or _now().date()
    key = key or slug(folder.resolve().name) or "ke-hoach"
    unit = slug(issuer) or "don-vi"
    last = datetime.date(first.year, 12, 31)
    try:
        draft = Plan(
            key=key, issuer=unit, title=title, since=first, until=last, units={unit: Unit(key=unit, name=issuer)}
        )
    except (TypeError, ValueError) as wrong:
        raise click.UsageError(str(wrong)) from None
    for name, text in skeletons.plan(draft).items():
        _create(folder / name, text)
    read_plan(folder)
    console.line(tr("The plan stands in {folder}. Next: {command}", folder=folder, command=typed("check", plan=folder)))
    return DONE


def new_message(
    console: Console, *, key: str, plan: Path, title: str, themes: tuple[str, ...], unit: str, activity: str
) -> int:
    """Makes the file of a message, as a draft."""
    read = read_plan(plan)
    first = themes or (() if activity else tuple(read.themes)[:1])
    try:
        draft = Message(
            key=key, title=title, body="…", published=_now(), themes=first, unit=unit, activity=activity, status="draft"
        )
    except (TypeError, ValueError) as wrong:
        raise click.UsageError(str(wrong)) from None
    path = (read.folder or Path()) / "content" / f"{draft.key}.md"
    if path.exists():
        raise click.UsageError(tr("{path} exists already", path=path))
    _create(path, skeletons.message(draft))
    console.line(tr("The draft stands in {path}.", path=path))
    return DONE


def _create(path: Path, text: str) -> None:
    """Writes a file that is not there yet; one that could not be written whole is taken away again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise


def _message_argument() -> click.Argument:
    return click.Argument(["message"], metavar=tr("MESSAGE"))


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    yield command(
        "approve",
        approve,
        _message_argument(),
        plan_argument(),
        click.Option(["--by"], required=True, metavar=tr("NAME"), help=tr("Who releases it.")),
        help=tr(
            "Release a message. Its file then says who released it, when, and which text; a text that changes later is unapproved again."
        ),
        examples=(
            (
                'tuyentruyen approve cap-ban-sao --by "Nguyễn Thị Hoa"',
                tr("Release one message of the plan in the current folder."),
            ),
        ),
    )
    yield command(
        "withdraw",
        withdraw,
        _message_argument(),
        plan_argument(),
        click.Option(["--reason"], required=True, metavar=tr("TEXT"), help=tr("Why, for the record.")),
        click.Option(["--by"], default="", metavar=tr("NAME"), help=tr("Who takes it back.")),
        click.Option(["--at"], type=Moment(), help=tr("Since when. Default: now.")),
        ledger_option(),
        help=tr(
            "Take a message back. With the next publishing it leaves every feed, page and folder; what was sent cannot be called back."
        ),
        examples=(('tuyentruyen withdraw cap-ban-sao --reason "Sai giờ làm việc"', tr("Take one message back.")),),
    )


def new_commands() -> Iterator[click.Command]:
    """The commands under ``new``, worded in the language in use."""
    yield command(
        "plan",
        new_plan,
        click.Argument(["folder"], type=click.Path(path_type=Path), metavar=tr("FOLDER")),
        click.Option(
            ["--title"], default="Thông tin, tuyên truyền", metavar=tr("TEXT"), help=tr("What the plan is about.")
        ),
        click.Option(
            ["--key"],
            default="",
            metavar=tr("KEY"),
            help=tr("Its identity for ever. Default: made of the folder's name."),
        ),
        click.Option(
            ["--issuer"], default="Ủy ban nhân dân", metavar=tr("TEXT"), help=tr("The name of the unit that issues it.")
        ),
        click.Option(["--from", "since"], type=Day(), help=tr("Its first day. Default: today.")),
        help=tr("Begin a plan in a new folder. It is small, and can be checked and published at once."),
        examples=(("tuyentruyen new plan ke-hoach-2027 --from 2027-01-01", tr("Begin the plan of a year.")),),
    )
    yield command(
        "message",
        new_message,
        click.Argument(["key"], metavar=tr("KEY")),
        plan_argument(),
        click.Option(["--title"], required=True, metavar=tr("TEXT"), help=tr("What the public reads first.")),
        click.Option(
            ["--theme", "themes"],
            multiple=True,
            metavar=tr("KEY"),
            help=tr("Its theme, the main one first; may be repeated."),
        ),
        click.Option(["--activity"], default="", metavar=tr("KEY"), help=tr("The activity it fulfils.")),
        click.Option(["--unit"], default="", metavar=tr("KEY"), help=tr("The unit that says it.")),
        help=tr("Begin a message, as a draft. It goes nowhere until its status is ready."),
        examples=(('tuyentruyen new message cap-ban-sao --title "Cấp bản sao trích lục"', tr("Begin a message.")),),
    )
