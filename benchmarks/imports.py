"""``import tuyentruyen`` against ``import attrs, cattrs, pluggy``, each in interpreters of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.rows import Row, run

TIMES = 25
HEAVY = ("feedgen", "lxml", "jinja2", "click", "rich", "nh3", "markdown_it")
"""Libraries that nobody has to wait for who only imports."""

_OURS = "import tuyentruyen"
_THEIRS = "import attrs, cattrs, pluggy"
_PROGRAM = """
import json, sys, time
start = time.perf_counter()
{line}
print(json.dumps([time.perf_counter() - start, sorted(sys.modules)]))
"""


def imported(line: str) -> tuple[float, frozenset[str]]:
    """How long a line of imports took in a fresh interpreter, in seconds, and which modules it left loaded."""
    program = _PROGRAM.format(line=line)
    took, modules = json.loads(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout)
    return took, frozenset(modules)


def rows() -> Iterator[Row]:
    """One row. Both lines are run in turn, and the medians are compared; what must not be loaded is looked for first."""
    _, modules = imported(_OURS)
    if loaded := sorted(modules.intersection(HEAVY)):
        raise AssertionError(f"import tuyentruyen loads {', '.join(loaded)}")
    imported(_THEIRS)
    pairs = [(imported(_OURS)[0], imported(_THEIRS)[0]) for _ in range(TIMES)]
    ours, theirs = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    yield Row(
        work="`import tuyentruyen`",
        value=ours,
        peer=theirs,
        against="`import attrs, cattrs, pluggy`",
        floor=2,
        unit="ms",
        higher_is_better=False,
        note=f"median of {TIMES} interpreters",
    )


if __name__ == "__main__":
    run(rows)
