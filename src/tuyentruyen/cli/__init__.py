"""The command ``tuyentruyen``: it parses, calls and prints; it decides nothing.

The libraries that it stands on come with the extra ``cli``; without them it says how to get them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tuyentruyen.cli.language import in_language, language_of
from tuyentruyen.cli.streams import prepare
from tuyentruyen.errors import MissingExtraError
from tuyentruyen.wording import tr

_EXTRA = ("click", "rich")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: What stands after the command's name; None: what this process was started with.

    Returns:
        0 done, warnings included; 1 the plan is refused; 2 wrong usage; 3 something was left out, not delivered or is
        uncertain, or ledger, disk, lock or installation is at fault; 130 stopped by the keyboard.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare(sys.stdout, sys.stderr)
    with in_language(language_of(given)):
        try:
            import click  # noqa: F401, PLC0415  (comes with an extra)
            import rich  # noqa: F401, PLC0415

            from tuyentruyen.cli.application import run  # noqa: PLC0415
        except ImportError as missing:
            fault = MissingExtraError(missing.name, extra="cli") if missing.name in _EXTRA else missing
            sys.stderr.write(tr("The installation is not complete: {fault}", fault=fault) + "\n")
            return 3
        return run(given)


__all__ = ["main"]
