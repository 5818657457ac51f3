"""Commands that begin something: ``new plan``, ``new message``."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import click

from tuyentruyen.cli import skeletons
from tuyentruyen.cli.arguments import Day, Moment, command, must_know, plan_argument
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE
from tuyentruyen.cli.hints import typed
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.planfile import MARKER, add_plan, house_of, names_house, read_house, read_plan
from tuyentruyen.planfile.layout import PLAN_FILES
from tuyentruyen.planfile.marker import MAX_DEPTH
from tuyentruyen.text import in_vietnam, slug
from tuyentruyen.wording import tr


def _now() -> datetime.datetime:
    return in_vietnam(datetime.datetime.now(datetime.UTC)).replace(microsecond=0)


def new_plan(
    console: Console, *, folder: Path, title: str, key: str, number: str, issuer: str | None,
    since: datetime.date | None, until: datetime.date | None,
) -> int:  # fmt: skip
    """Makes a plan folder with a plan that can be checked and published at once; in a house it uses what that shares."""
    home = house_of(folder.resolve())
    _must_be_free(folder, home)
    house = read_house(home, without_refused=True) if home else None
    first = since or _now().date()
    key = key or slug(folder.resolve().name) or "ke-hoach"
    if house is not None and issuer is None and (house.issuer in house.units or house.units):
        unit = house.issuer if house.issuer in house.units else next(iter(house.units))
        issuer = house.units[unit].name
    else:
        issuer = "Ủy ban nhân dân" if issuer is None else issuer
        unit = slug(issuer) or "don-vi"
    try:
        draft = Plan(
            key=key,
            number=number,
            issuer=unit,
            title=title,
            since=first,
            until=until or datetime.date(first.year, 12, 31),
            units={unit: Unit(key=unit, name=issuer)},
        )
    except (TypeError, ValueError) as wrong:
        raise click.UsageError(str(wrong)) from None
    if house is not None and key in {plan.key for plan in house.plans}:
        raise click.UsageError(tr("a plan of the house has the key {key} already; give another with --key", key=key))
    for name, text in skeletons.plan(draft, house).items():
        _create(folder / name, text)
    if home is not None:
        add_plan(home / MARKER, folder.resolve().relative_to(home).as_posix())
    read_plan(folder)
    console.line(tr("The plan stands in {folder}. Next: {command}", folder=folder, command=typed("check", plan=folder)))
    return DONE


def _must_be_free(folder: Path, home: Path | None) -> None:
    """Refuses a folder that is a plan or a house already, or that lies where a plan must not.

    Raises:
        click.UsageError: It is, or it does.
    """
    if _holds_plan(folder):
        raise click.UsageError(tr("{folder} holds a plan already", folder=folder))
    if names_house(folder):
        example = folder / "2026"
        text = tr(
            "{folder} is a house of several plans; begin the plan below it: {example}", folder=folder, example=example
        )
        raise click.UsageError(text)
    for around in folder.resolve().parents:
        if _holds_plan(around):
            text = tr(
                "{folder} lies in the folder of the plan {plan}; begin it beside that", folder=folder, plan=around
            )
            raise click.UsageError(text)
        if home is None and names_house(around):
            text = tr(
                "{folder} lies more than {most} levels below the house {house}; begin it nearer to that",
                folder=folder,
                most=MAX_DEPTH,
                house=around,
            )
            raise click.UsageError(text)


def _holds_plan(folder: Path) -> bool:
    return any((folder / name).exists() for name in PLAN_FILES)


def new_message(
    console: Console, *, key: str, plan: Path, title: str, themes: tuple[str, ...], unit: str, activity: str,
    published: datetime.datetime | None, each: str = "",
) -> int:  # fmt: skip
    """Makes the file of a message, or of a template that gives one to each unit of a group, as a draft."""
    if unit and each:
        raise click.UsageError(tr("--unit and --each cannot both be: one unit says it, or each of a group"))
    read = read_plan(plan)
    must_know(
        [each] if each else [], [*read.groups, *read.units], tr("The plan has no group or unit {key}; it has: {known}")
    )
    must_know(themes, [*read.themes], tr("The plan has no theme {key}; it has: {known}"))
    must_know([activity] if activity else [], [*read.activities], tr("The plan has no activity {key}; it has: {known}"))
    must_know([unit] if unit else [], [*read.units], tr("The plan has no unit {key}; it has: {known}"))
    first = themes or (() if activity else tuple(read.themes)[:1])
    try:
        draft = Message(
            key=key,
            title=title,
            body="…",
            published=published or _now(),
            themes=first,
            unit=unit,
            activity=activity,
            status="draft",
        )
    except (TypeError, ValueError) as wrong:
        raise click.UsageError(str(wrong)) from None
    path = (read.folder or Path()) / ("templates" if each else "content") / f"{draft.key}.md"
    if path.exists():
        raise click.UsageError(tr("{path} exists already", path=path))
    _create(path, skeletons.message(draft, each=each))
    console.line(tr("The draft stands in {path}.", path=path))
    console.note(tr("Write its text, then set its status to ready."))
    if read.approval == "required":
        release = typed("approve", draft.key, plan=plan, after=f"--by {tr('NAME')}")
        console.note(tr("This plan wants it approved then: {command}", command=release))
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


def commands() -> Iterator[click.Command]:
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
            ["--issuer"],
            metavar=tr("TEXT"),
            help=tr("The name of the unit that issues it. Default: Ủy ban nhân dân, or in a house the house's issuer."),
        ),
        click.Option(
            ["--number"], default="", metavar=tr("TEXT"), help=tr("Its number and symbol, such as 99/KH-UBND.")
        ),
        click.Option(["--from", "since"], type=Day(), help=tr("Its first day. Default: today.")),
        click.Option(["--until"], type=Day(), help=tr("Its last day, which counts. Default: the end of that year.")),
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
        click.Option(
            ["--each"],
            default="",
            metavar=tr("KEY"),
            help=tr("A group, each of whose units says it: begins a template in place of a message."),
        ),
        click.Option(["--published"], type=Moment(), help=tr("Not before this moment. Default: now.")),
        help=tr("Begin a message, as a draft. It goes nowhere until its status is ready."),
        examples=(('tuyentruyen new message cap-ban-sao --title "Cấp bản sao trích lục"', tr("Begin a message.")),),
    )
