"""Runs every benchmark and prints one table: ``python -m benchmarks [MODULE…]``; ends 1 if a row is below its floor."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

from benchmarks.rows import Row, report

MODULES = ("feeds", "dates", "plans", "deliveries", "mails", "portal", "posters", "transport", "imports")


def rows(names: tuple[str, ...]) -> Iterator[Row]:
    """The rows of the modules of these names; each module has a function ``rows`` that proves its outputs equal first."""
    for name in names:
        for row in import_module(f"benchmarks.{name}").rows():
            verdict = "holds" if row.holds else "below the floor"
            print(f"{name}: {row.work}: {row.ratio:.2f} × ({verdict})", file=sys.stderr, flush=True)
            yield row


if __name__ == "__main__":
    sys.exit(report(rows(tuple(sys.argv[1:]) or MODULES)))
