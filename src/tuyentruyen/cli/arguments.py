"""What stands on a command line: commands, their arguments and options, and the moments and folders they name."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from tuyentruyen.cli.console import Console
from tuyentruyen.model.house import House
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import names_house
from tuyentruyen.planfile.layout import PLAN_FILES
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import LANGUAGES, tr

Run = Callable[..., int]
Read = TypeVar("Read")
_PATH = click.Path(readable=False, path_type=Path)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")


Examples = Sequence[tuple[str, str]]


class Command(click.Command):
    """A command whose help ends in examples."""

    examples: Examples = ()

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples."""
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


def write_examples(examples: Examples, formatter: click.HelpFormatter) -> None:
    """Writes examples, each a line that can be typed and what it does."""
    if examples:
        with formatter.section(tr("Examples")):
            for line, meaning in examples:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")
                with formatter.indentation():
                    formatter.write_text(meaning)


class Day(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic in newer versions only
    """A day, written as 2022-04-05."""

    name = "day"

    def get_metavar(self, *_: Any, **__: Any) -> str:
        """What stands for it in a help text."""
        return tr("YYYY-MM-DD")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        """The day that a text names."""
        day = _read(datetime.date.fromisoformat, value) if _DAY.match(value) else None
        return day or self.fail(tr("{value} is no day; write it as 2022-04-05", value=repr(value[:60])), param, ctx)


class Moment(Day):
    """A day or a moment, written as 2022-04-05 or 2022-04-05T08:00; without an offset it is Vietnamese time."""

    name = "moment"

    def get_metavar(self, *_: Any, **__: Any) -> str:
        """What stands for it in a help text."""
        return tr("YYYY-MM-DD[THH:MM]")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.datetime:
        """The moment that a text names; a day is its first instant."""
        known = _DAY.match(value) or _MOMENT.match(value)
        moment = _read(lambda text: in_vietnam(datetime.datetime.fromisoformat(text)), value) if known else None
        wrong = tr("{value} is no day or moment; write it as 2022-04-05 or 2022-04-05T08:00", value=repr(value[:60]))
        return moment or self.fail(wrong, param, ctx)


def _read(reader: Callable[[str], Read], text: str) -> Read | None:
    """What a reader makes of a text; None if it refuses."""
    try:
        return reader(text)
    except (ValueError, OverflowError):
        return None


def common() -> list[click.Parameter]:
    """Options that every command has; they are read before the commands are made."""
    return [
        click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, help=tr("Language of what is printed.")
        ),
        click.Option(["--debug"], is_flag=True, expose_value=False, help=tr("Show where an unexpected fault arose.")),
        click.Option(
            ["-h", "--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_print_help,
            help=tr("Show this help and end."),
        ),
    ]


def _print_help(context: click.Context, _: click.Parameter, wanted: Any) -> None:
    if wanted and not context.resilient_parsing:
        console_of(context).block(context.get_help())
        context.exit()


def console_of(context: click.Context) -> Console:
    """The console that the command was started with."""
    console = context.find_object(Console)
    assert console is not None
    return console


def command(
    name: str,
    run: Run,
    *params: click.Parameter,
    help: str,  # noqa: A002  (as the library below names it)
    examples: Examples = (),
) -> click.Command:
    """A command that calls ``run(console, …)`` and ends with the exit code it gives."""

    def call(**given: Any) -> int:
        return run(console_of(click.get_current_context()), **given)

    made = Command(
        name,
        params=[*params, *common()],
        callback=call,
        help=help,
        options_metavar=tr("[OPTIONS]"),
        add_help_option=False,
    )
    made.examples = examples
    return made


def plan_argument() -> click.Argument:
    """The plan, a folder or its ``plan.toml``; the current folder if it is not named."""
    return click.Argument(["plan"], default=".", type=_PATH, metavar=tr("[PLAN]"))


def plans_argument() -> click.Argument:
    """Plans, or houses of plans; the current folder if none is named."""
    return click.Argument(["plans"], nargs=-1, type=_PATH, metavar=tr("[PLAN]..."))


def words_and_plan(words: Sequence[str]) -> tuple[tuple[str, ...], Path]:
    """Keys, and the plan that may stand behind them; the current folder if none does.

    The last word is the plan if it is a path and no key, or if a plan or a house of plans lies there.
    """
    if words:
        last = Path(words[-1])
        is_plan = last.is_file() or any((last / name).is_file() for name in PLAN_FILES) or names_house(last)
        if is_plan or not is_key_like(words[-1]):
            return tuple(words[:-1]), last
    return tuple(words), Path()


def is_key_like(word: str) -> bool:
    """Whether a word can be a key: lower-case ASCII letters and figures, joined by hyphens."""
    return word.isascii() and word == word.lower() and word.replace("-", "a").isalnum()


def out_option(text: str) -> click.Option:
    """The folder that files are written to."""
    return click.Option(["--out"], required=True, type=_PATH, metavar=tr("DIR"), help=text)


def ledger_option() -> click.Option:
    """The file of the ledger."""
    text = tr("The ledger. Default: .tuyentruyen/ledger.db in the folder of the plan, or of its house.")
    return click.Option(["--ledger"], type=_PATH, metavar=tr("FILE"), help=text)


def channel_option() -> click.Option:
    """Which channels alone are meant."""
    text = tr("Only this channel; may be repeated.")
    return click.Option(["--channel", "keys"], multiple=True, metavar=tr("KEY"), help=text)


def at_option() -> click.Option:
    """The moment that counts as now."""
    text = tr(
        "The moment that counts as now, on the Vietnamese clock. Default: now, or the end of the plan's last day once it is over."
    )
    return click.Option(["--at"], type=Moment(), help=text)


def json_option() -> click.Option:
    """Whether the result is printed as JSON."""
    return click.Option(["--json", "as_json"], is_flag=True, help=tr("Print the result as JSON."))


def moment_of(plan: Plan | House, at: datetime.datetime | None) -> datetime.datetime:
    """The moment asked for; else now, or the last second of the last day once the plan, or every plan of a house, is over."""
    if at is not None:
        return at
    now = in_vietnam(datetime.datetime.now(datetime.UTC))
    until = max((one.until for one in plan.plans), default=now.date()) if isinstance(plan, House) else plan.until
    last = in_vietnam(datetime.datetime.combine(until, datetime.time(23, 59, 59)))
    return min(now, last)


def must_know(keys: Sequence[str], known: Sequence[str], wording: str) -> None:
    """Refuses keys that the plan does not have.

    Args:
        keys: The keys that were named.
        known: The keys that there are.
        wording: What to say, with ``{key}`` and ``{known}``.
    """
    for key in keys:
        if key not in known:
            named = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")
            raise click.UsageError(wording.format(key=repr(key), known=named or tr("none")))


def keep_from_texts(plan: Plan, out: Path) -> None:
    """Refuses to write files among the texts that they are made from."""
    folders = () if plan.folder is None else (plan.folder / "content", plan.folder / "templates")
    if any(out.resolve().is_relative_to(folder.resolve()) for folder in folders):
        raise click.UsageError(tr("{out} holds the plan's texts; choose another --out", out=out))


def keep_apart(ledger: Path, out: Path) -> None:
    """Refuses a ledger that lies where the public files go."""
    if ledger.resolve().is_relative_to(out.resolve()):
        text = tr(
            "the ledger {ledger} would lie inside {out}, among what is published; choose another --out or --ledger",
            ledger=ledger,
            out=out,
        )
        raise click.UsageError(text)


def wanted_of(keys: Iterable[str], known: Iterable[str]) -> list[str]:
    """Of the channels that were asked for those that somebody has; none was asked for: all of them."""
    has = list(known)
    return [key for key in keys if key.partition("@")[0] in has] if keys else has


def must_have(channels: Collection[str], keys: Iterable[str]) -> None:
    """Refuses keys of channels that nobody has."""
    for key in keys:
        if key.partition("@")[0] not in channels:
            known = ", ".join(channels) or tr("none")
            raise click.UsageError(tr("The plan has no channel {key}; it has: {known}", key=repr(key), known=known))
