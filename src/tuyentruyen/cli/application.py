"""The commands together, made once the language is known, and the one place where what they raise is caught."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from tuyentruyen.cli import (
    authoring,
    beginning,
    checking,
    explaining,
    owing,
    planning,
    publishing,
    reporting,
    retargeting,
)
from tuyentruyen.cli.arguments import Examples, common, console_of, write_examples
from tuyentruyen.cli.console import Console, of_process
from tuyentruyen.cli.faults import DONE, STOPPED, WRONG_USAGE, tell
from tuyentruyen.wording import tr


def _version() -> str:
    try:
        return version("tuyentruyen")
    except PackageNotFoundError:
        return "0"


def _print_version(context: click.Context, _: click.Parameter, wanted: Any) -> None:
    if wanted and not context.resilient_parsing:
        console_of(context).line(f"tuyentruyen {_version()}")
        context.exit(DONE)


class _Group(click.Group):
    """Commands in the order of the work, with examples at the end of the help."""

    examples: Examples = ()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (as the class above has it)
        """The names in the order in which they were added."""
        return list(self.commands)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples."""
        write_examples(self.examples, formatter)
        super().format_epilog(ctx, formatter)


def group(name: str, *commands: click.Command, help: str, params: Sequence[click.Parameter] = ()) -> _Group:  # noqa: A002
    """Commands under one name; called without one, it prints its help and counts as wrong usage."""

    def nothing_asked() -> int:
        context = click.get_current_context()
        if context.invoked_subcommand is None:
            console_of(context).help(context.get_help())
            context.exit(WRONG_USAGE)
        return DONE

    made = _Group(
        name,
        params=[*params, *common()],
        callback=nothing_asked,
        help=help,
        invoke_without_command=True,
        add_help_option=False,
        options_metavar=tr("[OPTIONS]"),
        subcommand_metavar=tr("COMMAND [ARGS]..."),
    )
    for one in commands:
        made.add_command(one)
    return made


def application() -> click.Group:
    """All commands, worded in the language in use."""
    show = click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_print_version,
        help=tr("Print the version and end."),
    )
    made = group(
        "tuyentruyen",
        *checking.commands(),
        *explaining.commands(),
        *planning.commands(),
        *retargeting.commands(),
        *publishing.commands(),
        *reporting.commands(),
        *owing.commands(),
        group("deliveries", *reporting.delivery_commands(), help=tr("See and settle what became of deliveries.")),
        *authoring.commands(),
        group("new", *beginning.commands(), help=tr("Begin a plan or a message.")),
        params=[show],
        help=tr("Run a plan for information and communication: check it, schedule it, publish it, report on it."),
    )
    made.examples = (
        ("tuyentruyen new plan ke-hoach", tr("Begin a plan in a new folder.")),
        ("tuyentruyen check ke-hoach", tr("Look for faults in it.")),
        ("tuyentruyen publish ke-hoach --out public", tr("Publish what is due to go out.")),
        ("tuyentruyen report ke-hoach", tr("See what was due, done, late and missing.")),
    )
    return made


def run(arguments: Sequence[str]) -> int:
    """Runs one command and hands back its exit code; whatever it raises is told in plain words."""
    console = of_process(debug="--debug" in arguments)
    try:
        code = _invoke(list(arguments), console)
        console.flush()
    except KeyboardInterrupt:
        console.problem(tr("Stopped."))
        code = STOPPED
    except Exception as fault:  # noqa: BLE001  (the last place that can put a fault into words)
        code = tell(fault, console)
    try:
        console.flush()
    except OSError:
        console.let_go()
    return code


def _invoke(arguments: list[str], console: Console) -> int:
    made = application()
    try:
        with made.make_context("tuyentruyen", arguments, obj=console) as context:
            return int(made.invoke(context) or DONE)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as wrong:
        context_ = getattr(wrong, "ctx", None)
        if context_ is not None:
            console.problem(context_.get_usage())
            console.problem(tr("Help: {command} --help", command=context_.command_path))
        console.problem(wrong.format_message())
        return WRONG_USAGE
