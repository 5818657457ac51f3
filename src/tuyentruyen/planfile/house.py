"""A house read: its marker, what it shares and its plans, or every fault of every file of all of them at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from tuyentruyen.errors import PlanError
from tuyentruyen.model.house import LONGEST, House
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile.files import plan_file, planned
from tuyentruyen.planfile.folder import OutsideError, fenced
from tuyentruyen.planfile.frontmatter import text_problems
from tuyentruyen.planfile.layout import PLAN_FILES
from tuyentruyen.planfile.marker import MARKER, Ground, is_house, read_ground
from tuyentruyen.planfile.source import problem
from tuyentruyen.wording import reason, tr


def names_house(path: str | Path) -> bool:
    """Whether a path means a house of plans: its folder, or its ``tuyentruyen.toml``."""
    try:
        return Path(path).name == MARKER or is_house(Path(path))
    except (OSError, ValueError):
        return False


def read_house(path: str | Path, *, without_refused: bool = False) -> House:
    """The house of a folder that holds a ``tuyentruyen.toml``, with all its plans.

    Args:
        path: The folder, or its ``tuyentruyen.toml``.
        without_refused: Whether a plan that cannot be used is left out and told in ``refused``, where it would refuse all.

    Raises:
        PlanError: The house, or, unless they may be left out, one of its plans cannot be used. ``problems`` holds every fault
            of form of every file and text, each as ``what @ place in file:line``, with file names from the house on.
    """
    folder = _folder(Path(path))
    ground = read_ground(folder, seen_from=folder)
    plans: dict[str, Plan] = {}
    refused: dict[str, tuple[str, ...]] = {}
    texts: dict[str, list[str]] = {}
    for where in ground.plans.values():
        name = where.relative_to(folder).as_posix()
        made, problems = _plan(where, ground)
        texts[name] = [_below(name, one) for one in text_problems(where)]
        if made is None:
            refused[name] = (*problems, *texts[name])
        else:
            plans[name] = made
    together = [*ground.problems, *_together(ground, plans)]
    if ground.front is None or together or (refused and not without_refused):
        every = (one for name, some in texts.items() for one in refused.get(name, some))
        raise PlanError([*together, *every])
    records: Mapping[str, Any] = ground.records
    return House(
        **attrs.asdict(ground.front, recurse=False),
        **records,
        plans=plans.values(),
        refused=refused,
        folder=folder,
        places=ground.places,
    )


def _folder(path: Path) -> Path:
    """The folder of a house, resolved.

    Raises:
        PlanError: There is no house.
    """
    folder = path.parent if path.name == MARKER else path
    try:
        if not is_house(folder):
            what = tr("there is no {marker} in the folder, so it is no house of plans", marker=MARKER)
            raise PlanError(problem(what, where=str(folder)))
        real = folder.resolve(strict=True)
    except PlanError:
        raise
    except (OSError, RuntimeError, ValueError) as fault:
        why = reason(fault) if isinstance(fault, OSError) else str(fault)
        raise PlanError(problem(tr("it cannot be read: {why}", why=why), where=str(folder))) from None
    if any((real / name).exists() for name in PLAN_FILES):
        what = tr("a folder cannot be both a plan and a house; put the plan into a folder of its own")
        raise PlanError(problem(what, where=MARKER))
    return real


def _plan(folder: Path, ground: Ground) -> tuple[Plan | None, list[str]]:
    """One plan of a house, and what is wrong with it."""
    shown = folder.relative_to(ground.folder).as_posix()
    try:
        file = plan_file(folder)
        return planned(folder, fenced(folder, file, file.name), ground, seen_from=ground.folder)
    except OutsideError as fault:
        return None, [problem(str(fault), where=shown)]
    except PlanError as fault:
        return None, [one.replace(f"{ground.folder}{os.sep}", "") for one in fault.problems]


def _below(name: str, told: str) -> str:
    """A problem of a text with its file seen from the house on."""
    what, at, where = told.rpartition(" @ ")
    before, in_, file = where.rpartition(" in ")
    return f"{what}{at}{before}{in_}{name}/{file}"


def _together(ground: Ground, plans: Mapping[str, Plan]) -> Iterable[str]:
    """What is wrong with the plans of a house together."""
    keys: dict[str, str] = {}
    for name, plan in plans.items():
        if plan.key in keys:
            what = tr(
                "the plan {other!r} has the key {key} already; each needs its own", other=keys[plan.key], key=plan.key
            )
            yield problem(what, place="plan.key", where=plan.places.get("plan.key", name))
        keys.setdefault(plan.key, name)
    if plans and max(p.until for p in plans.values()) - min(p.since for p in plans.values()) > LONGEST:
        yield problem(tr("its plans are more than a hundred years apart"), place="plans", where=ground.marker)
