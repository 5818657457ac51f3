"""What the plans named on a command line mean: one that stands alone, or some or all of a house, read and checked together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click
from attrs import define, field, frozen

from tuyentruyen.check import findings, house_findings, plan_findings
from tuyentruyen.cli.checking import print_findings
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import tell_problems
from tuyentruyen.cli.hints import typed
from tuyentruyen.compose import messages
from tuyentruyen.errors import PlanError
from tuyentruyen.model.findings import Finding, Messages
from tuyentruyen.model.house import House, without
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import MARKER, house_of, names_house, read_house, read_plan
from tuyentruyen.planfile.layout import PLAN_FILES
from tuyentruyen.plugins import Plugins
from tuyentruyen.wording import tr


@define
class Named:
    """Plans that are published together.

    Attributes:
        path: The first path that named them.
        house: The folder of their house; None for a plan that stands alone.
        folders: The folders of the plans that were named, and the paths that named them; empty: all of the house.
    """

    path: Path
    house: Path | None = None
    folders: dict[Path, Path] = field(factory=dict)


def named(paths: Iterable[Path]) -> list[Named]:
    """What several paths mean together: plans of one house are published together, be they named or the house.

    Raises:
        click.UsageError: A file in a house is not its folder's plan file.
    """
    found: dict[Path, Named] = {}
    for path in paths:
        if names_house(path):
            house = (path.parent if path.name == MARKER else path).resolve()
            found.setdefault(house, Named(path, house)).folders.clear()
            found[house].path = path
            continue
        folder = (path.parent if path.is_file() else path).resolve()
        home = house_of(folder)
        if home is not None and path.is_file() and path.name not in PLAN_FILES:
            raise click.UsageError(
                tr("{path} is not the plan file of its folder, and a house publishes that", path=path)
            )
        if home is None:
            found.setdefault(path.resolve(), Named(path))
        elif home not in found:
            found[home] = Named(path, home, {folder: path})
        elif found[home].folders:
            found[home].folders[folder] = path
    return list(found.values())


@frozen(kw_only=True)
class Gathered:
    """Plans read, with their messages, and what was wrong with them.

    Attributes:
        path: The path that named them.
        house: Their house without the plans that cannot be used; None for a plan that stands alone.
        plans: The plans that were named and can be used.
        paths: By key of the plan, how it can be named on a command line.
        messages: By key, the sound messages of every plan of the house.
        left_out: Why messages were left out before any channel.
        is_refused: Whether a plan that was named cannot be used.
    """

    path: Path
    house: House | None = None
    plans: Sequence[Plan] = ()
    paths: Mapping[str, Path] = field(factory=dict)
    messages: Mapping[str, Messages] = field(factory=dict)
    left_out: Sequence[Finding] = ()
    is_refused: bool = False

    @property
    def all_plans(self) -> Sequence[Plan]:
        """The plans whose messages are published: of a house all."""
        return self.house.plans if self.house else self.plans

    def own_channels(self) -> Mapping[str, Plan]:
        """The plan of each channel that belongs to a plan that was named, and not to the house."""
        return {key: plan for plan in self.plans for key in plan.channels if not plan.is_shared(f"channels.{key}")}


def gathered(console: Console, name: Named, plugins: Plugins) -> Gathered:
    """The plans that were named, read and checked; what refuses them is printed.

    An error in one plan of a house refuses that plan only: the others go, and what stands in shared feeds and sites stays.
    """
    if name.house is None:
        return _alone(console, name.path, plugins)
    try:
        house = read_house(name.house, without_refused=True)
    except PlanError as fault:
        tell_problems(fault.problems, console)
        return Gathered(path=name.path, is_refused=True)
    if not house.plans and not house.refused:
        command = typed("new", "plan", str(name.path / "2026"), plan=Path())
        console.problem(tr("The house has no plan yet; begin one: {command}", command=command))
    for folder, problems in house.refused.items():
        tell_problems(problems, console, plan=folder)
    _tell_strangers(console, name, house)
    composed = {plan.key: messages(plan, plugins=plugins) for plan in house.plans}
    if refusing := [one for one in house_findings(house, plugins=plugins, messages=composed) if one.refuses]:
        print_findings(console, refusing)
        return Gathered(path=name.path, is_refused=True)
    refused: dict[str, list[str]] = {}
    left_out: list[Finding] = []
    for plan in house.plans:
        found = plan_findings(house, plan, plugins=plugins, messages=composed[plan.key])
        if refusing := [one for one in found if one.refuses]:
            console.heading(tr("The plan {plan} is refused", plan=house.name_of(plan)))
            print_findings(console, refusing)
            refused[house.name_of(plan)] = [str(one) for one in refusing]
            continue
        left_out += [one for one in found if one.leaves_out]
        composed[plan.key] = composed[plan.key].without(found)
    house = without(house, refused)
    plans = [plan for plan in house.plans if not name.folders or plan.folder in name.folders]
    return Gathered(
        path=name.path,
        house=house,
        plans=plans,
        paths={plan.key: _typed(name, house, plan) for plan in house.plans},
        messages={plan.key: composed[plan.key] for plan in house.plans},
        left_out=left_out,
        is_refused=len(plans) < len(name.folders) if name.folders else bool(house.refused),
    )


def _tell_strangers(console: Console, name: Named, house: House) -> None:
    """Says why a folder that was named is no plan of the house."""
    known = {plan.folder for plan in house.plans} | {(house.folder or Path()) / folder for folder in house.refused}
    for folder, path in name.folders.items():
        if folder not in known:
            try:
                read_plan(path)
            except PlanError as fault:
                tell_problems(fault.problems, console)


def _typed(name: Named, house: House, plan: Plan) -> Path:
    """How a plan of a house can be named on a command line: as it was, or from the house as that was named."""
    if name.folders:
        folder = plan.folder or Path()
        return name.folders.get(folder, folder)
    return (name.path.parent if name.path.name == MARKER else name.path) / house.name_of(plan)


def _alone(console: Console, path: Path, plugins: Plugins) -> Gathered:
    try:
        plan = read_plan(path)
    except PlanError as fault:
        tell_problems(fault.problems, console)
        return Gathered(path=path, is_refused=True)
    composed = messages(plan, plugins=plugins)
    found = findings(plan, plugins=plugins, messages=composed)
    if refusing := [one for one in found if one.refuses]:
        print_findings(console, refusing)
        return Gathered(path=path, is_refused=True)
    return Gathered(
        path=path,
        plans=[plan],
        paths={plan.key: path},
        messages={plan.key: composed.without(found)},
        left_out=[one for one in found if one.leaves_out],
    )
