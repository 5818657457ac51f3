"""What every benchmark hands back: rows of a table, each with its floor."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import TypeVar

from attrs import frozen

T = TypeVar("T")

LIBRARIES = (
    "tuyentruyen",
    "feedgen",
    "pelican",
    "typst",
    "segno",
    "pikepdf",
    "reportlab",
    "weasyprint",
    "python-dateutil",
    "lxml",
    "nh3",
    "markdown-it-py",
    "attrs",
    "cattrs",
    "pluggy",
)


@frozen(kw_only=True)
class Row:
    """One line of the table: how much better we are than a peer, and how much better we have to be.

    Attributes:
        work: What was done, in words, with its size.
        value: What it cost us, in ``unit``.
        peer: What it cost the peer, in ``unit``.
        against: Who the peer is, in words.
        floor: The bound of `ratio`: at least this if higher is better, at most this if lower is.
        unit: Of value and peer: ``s``, ``ms``, ``MB``.
        higher_is_better: True: the ratio is peer ÷ value ("20 times as fast"); False: value ÷ peer ("1.4 times as long").
        note: What a reader must know to judge the row, such as that a sample was scaled; empty if nothing.
    """

    work: str
    value: float
    peer: float
    against: str
    floor: float
    unit: str = "s"
    higher_is_better: bool = True
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the peer's cost ours is, or ours the peer's, as `higher_is_better` says."""
        above, below = (self.peer, self.value) if self.higher_is_better else (self.value, self.peer)
        return above / below if below else float("inf")

    @property
    def holds(self) -> bool:
        """Whether the ratio keeps to its floor."""
        return self.ratio >= self.floor if self.higher_is_better else self.ratio <= self.floor


def seconds(work: Callable[[], T]) -> tuple[float, T]:
    """How long the work took on the wall clock, and what it gave."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def machine() -> str:
    """Processor, system and versions, in lines of text."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    processor = f"{len(models)} × {models[0]}" if models else platform.processor() or platform.machine()
    versions = ", ".join(f"{name} {_version(name)}" for name in LIBRARIES)
    return f"{processor}; {platform.system()} {platform.release()}\nPython {platform.python_version()}; {versions}"


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, so that it can be kept in the documentation as it is printed."""
    lines = ["| work | value | peer | ratio | floor | |", "|---|---:|---:|---:|---:|---|"]
    for row in rows:
        sign = "≥" if row.higher_is_better else "≤"
        verdict = "holds" if row.holds else "BELOW THE FLOOR"
        lines.append(
            f"| {row.work} | {row.value:,.3f} {row.unit} | {row.peer:,.3f} {row.unit} ({row.against}) "
            f"| {row.ratio:,.2f} × | {sign} {row.floor:g} × | {verdict}{'; ' + row.note if row.note else ''} |"
        )
    return "\n".join(lines)


def report(rows: Iterable[Row]) -> int:
    """Print the table with the machine above it; 1 if a row is below its floor, else 0."""
    kept = list(rows)
    print(machine(), table(kept), sep="\n\n", flush=True)
    return 0 if kept and all(row.holds for row in kept) else 1


def run(work: Callable[[], Iterable[Row]]) -> None:
    """Run one module of benchmarks by itself and end the process with its verdict."""
    sys.exit(report(work()))
