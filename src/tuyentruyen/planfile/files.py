"""A plan folder read: the plan file, what it includes, one `Plan`, or every fault of every file at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve

from tuyentruyen.errors import PlanError
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile.folder import OutsideError, fenced
from tuyentruyen.planfile.frontmatter import text_problems
from tuyentruyen.planfile.layout import HEADER, PLAN_FILES, RECORDS
from tuyentruyen.planfile.marker import Ground, ground_above, is_house, read_ground
from tuyentruyen.planfile.reading import Reading
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import problem
from tuyentruyen.timing import plan_year
from tuyentruyen.wording import reason, tr

_ANY_YEAR = 2024
"""Of a plan that is refused anyway: its phrases shall not be found at fault too."""


def plan_file(path: Path) -> Path:
    """The plan file that a path means.

    Raises:
        PlanError: There is none, or there are two.
    """
    try:
        if not path.is_dir():
            if not path.exists():
                raise PlanError(problem(tr("there is no such folder or plan file"), where=str(path)))
            return path
        found = [path / name for name in PLAN_FILES if (path / name).is_symlink() or (path / name).exists()]
        is_marked = is_house(path)
    except PlanError:
        raise
    except (OSError, ValueError) as fault:
        why = reason(fault) if isinstance(fault, OSError) else str(fault)
        raise PlanError(problem(tr("it cannot be read: {why}", why=why), where=str(path))) from None
    if not found and is_marked:
        ground = read_ground(path.resolve(), seen_from=path.resolve())
        known = ", ".join(str(path / name) for name in ground.plans) or tr("none")
        what = tr("this is a house of several plans; name one of them: {known}", known=known)
        raise PlanError(problem(what, where=str(path)))
    if not found:
        raise PlanError(problem(tr("there is no plan.toml in the folder, nor plan.json or plan.yaml"), where=str(path)))
    if len(found) > 1:
        what = tr("there are both {one} and {two}; keep one", one=found[0].name, two=found[1].name)
        raise PlanError(problem(what, where=str(path)))
    return found[0]


def read_plan(path: str | Path) -> Plan:
    """The plan of a folder, or of its plan file.

    A folder that lies in a house of plans, one or two levels below its ``tuyentruyen.toml``, gets the house's records too.

    Args:
        path: A plan folder with ``plan.toml``, ``plan.json`` or ``plan.yaml``, or such a file itself, under any name.

    Raises:
        PlanError: The folder or the plan cannot be used. ``problems`` holds every fault of form of every file, those of the
            texts and of the house too, each as ``what @ place in file:line``. A text at fault alone does not refuse the plan.
    """
    file = plan_file(Path(path))
    try:
        folder = file.parent.resolve(strict=True)
        file = fenced(folder, folder / file.name, file.name)
        ground = ground_above(folder)
    except OutsideError as fault:
        raise PlanError(problem(str(fault), where=str(path))) from None
    except (OSError, RuntimeError) as fault:
        why = reason(fault) if isinstance(fault, OSError) else str(fault)
        raise PlanError(problem(tr("it cannot be read: {why}", why=why), where=str(path))) from None
    plan, problems = planned(folder, file, ground, seen_from=folder)
    problems = [*(ground.problems if ground else ()), *problems]
    if plan is None or problems:
        raise PlanError([*problems, *text_problems(folder)])
    return plan


def planned(folder: Path, file: Path, ground: Ground | None, *, seen_from: Path) -> tuple[Plan | None, list[str]]:
    """The plan of a file in its folder, with what its house shares, and every fault of its files; None if there are any.

    Args:
        folder: The plan folder, resolved.
        file: The plan file.
        ground: What the house shares; None if the plan is in none.
        seen_from: The folder that file names are told relative to.

    Raises:
        PlanError: The plan is in a newer format; nothing else is told of it.
    """
    taken = ground.places if ground else {}
    reading = Reading(folder, seen_from, ("format", "include", "plan"), RECORDS, taken=taken)
    main = reading.read(file)
    if main is None:
        return None, reading.problems
    head = reading.head(main, "plan", HEADER)
    records = reading.records(year=_year(head or {}))
    home = None
    if ground is not None and ground.home is not None:
        records, home = ground.with_own(records), ground.home
        if head is not None and ground.link:
            head.setdefault("link", ground.link)
    plan = None
    if head is not None:
        plan, faults = structured({**head, **records}, Plan, file=main.name)
        reading.faults += [(main, ("plan", *path), what) for path, what in faults]
    if plan is None or reading.problems or reading.faults:
        return None, reading.told()
    return evolve(plan, folder=folder, places={**taken, **reading.places()}, house=home), []


def _year(head: Mapping[str, Any]) -> int:
    """The year that the phrases of a plan mean which name none; any, if the plan has no first and last day to tell it."""
    days: list[date] = []
    for name in ("since", "until"):
        value = head.get(name)
        try:
            day = date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            continue
        if isinstance(day, date):
            days.append(day)
    title = head.get("title")
    if not days:
        return _ANY_YEAR
    return plan_year(title if isinstance(title, str) else "", since=days[0], until=days[-1])
