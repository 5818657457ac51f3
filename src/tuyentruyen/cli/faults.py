"""What a fault is called, and the exit code it has."""

from __future__ import annotations

from collections.abc import Sequence

from tuyentruyen.cli.console import Console
from tuyentruyen.errors import PlanError, TuyentruyenError, said, traced
from tuyentruyen.wording import reason, tr

DONE, REFUSED, WRONG_USAGE, INCOMPLETE, STOPPED = 0, 1, 2, 3, 130


def tell(fault: Exception, console: Console) -> int:
    """Prints what went wrong, a line each and no traceback, and hands back the exit code."""
    if console.debug:
        for line in traced(fault).split("\n"):
            console.problem(line.lstrip(), by=len(line) - len(line.lstrip()))
    match fault:
        case PlanError():
            tell_problems(fault.problems, console)
            return REFUSED
        case TuyentruyenError():
            for line in (str(fault) or type(fault).__name__).split("\n"):
                console.problem(line)
        case OSError():
            where = fault.filename if fault.filename is not None else tr("the system")
            console.problem(tr("{place}: {reason}", place=where, reason=reason(fault)))
        case MemoryError():
            console.problem(tr("The memory does not suffice."))
        case _:
            console.problem(tr("Unexpected fault: {what} (--debug shows where)", what=said(fault)[:500]))
    return INCOMPLETE


def tell_problems(problems: Sequence[str], console: Console, *, plan: str = "") -> None:
    """Prints why a plan is refused; of several, which."""
    count = len(problems)
    if plan:
        console.problem(tr("The plan {plan} is refused; faults found: {count}", plan=plan, count=count))
    else:
        console.problem(tr("The plan is refused; faults found: {count}", count=count))
    for problem in problems:
        console.problem(problem, by=2)
