"""``tuyentruyen.toml``: the file that marks a house of plans, where it lies, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from tuyentruyen.errors import PlanError
from tuyentruyen.model.house import Front
from tuyentruyen.model.plan import Home
from tuyentruyen.planfile.fields import fields
from tuyentruyen.planfile.folder import OutsideError, fenced, inside
from tuyentruyen.planfile.layout import MAX_PLANS, PLAN_FILES, SHARED
from tuyentruyen.planfile.lines import Path as Place
from tuyentruyen.planfile.reading import Reading
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import Source, problem
from tuyentruyen.wording import reason, tr

MARKER = "tuyentruyen.toml"
"""The file that makes a folder a house of plans."""
MAX_DEPTH = 2
"""Levels that a plan lies below its house, at most: ``2022``, or ``thu-tuc/2022``."""
_HEADS = ("format", "include", "house", "plans")


def is_house(folder: Path) -> bool:
    """Whether a folder is marked as a house of plans."""
    return (folder / MARKER).is_symlink() or (folder / MARKER).exists()


@frozen(kw_only=True)
class Ground:
    """What a house says and shares, read once for all its plans.

    Attributes:
        folder: The house's folder.
        front: Its own table; None if it is broken.
        records: What it shares, by table and key.
        plans: The folders of its plans as they are written, and where they lie.
        places: File and line of what the house says of itself and of all that it shares, by place.
        problems: What is wrong with its files.
        marker: Its own file as it is told.
    """

    folder: Path
    front: Front | None = None
    records: Mapping[str, Mapping[str, Any]] = field(factory=dict)
    plans: Mapping[str, Path] = field(factory=dict)
    places: Mapping[str, str] = field(factory=dict)
    problems: Sequence[str] = ()
    marker: str = MARKER

    @property
    def home(self) -> Home | None:
        """The house as its plans know it; None if it is broken."""
        if self.front is None:
            return None
        shared = frozenset(f"{table}.{key}" for table, known in self.records.items() for key in known)
        return Home(key=self.front.key, folder=self.folder, shared=shared)

    @property
    def link(self) -> str:
        """The pattern of addresses for plans that have none of their own."""
        return self.front.link if self.front else ""

    def with_own(self, records: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        """The records of a plan after those that it shares."""
        return {table: {**self.records.get(table, {}), **own} for table, own in records.items()}


def house_of(folder: Path) -> Path | None:
    """The folder of the house that a plan folder, resolved, lies in; None if it lies in none. The nearest marker decides."""
    return next((house for house in folder.parents[:MAX_DEPTH] if is_house(house)), None)


def ground_above(folder: Path) -> Ground | None:
    """The ground of the house that a plan folder lies in; None if it lies in none.

    The nearest marker decides, and it must list the plan: what lies near a house by chance must not be published by it.

    Args:
        folder: The plan folder, resolved.
    """
    own = tr("a folder cannot be both a plan and a house; put the plan into a folder of its own")
    if is_house(folder):
        return Ground(folder=folder, problems=[problem(own, where=MARKER)])
    house = house_of(folder)
    if house is None:
        return None
    ground = read_ground(house, seen_from=folder)
    if ground.problems or folder in ground.plans.values():
        return ground
    what = tr(
        "the house does not list this plan; write {name!r} into its plans, or move the plan out of the house",
        name=folder.relative_to(house).as_posix(),
    )
    return Ground(folder=house, problems=[problem(what, place="plans", where=ground.marker)])


def read_ground(folder: Path, *, seen_from: Path) -> Ground:
    """What a house says and shares, with what is wrong with it.

    Args:
        folder: The house's folder, resolved.
        seen_from: The folder that file names are told relative to.
    """
    reading = Reading(folder, seen_from, _HEADS, SHARED)
    marker = reading.name(folder / MARKER)
    try:
        file = fenced(folder, folder / MARKER, MARKER)
        main = reading.read(file)
    except OutsideError as fault:
        return Ground(folder=folder, problems=[problem(str(fault), where=marker)], marker=marker)
    except PlanError as fault:
        return Ground(folder=folder, problems=fault.problems, marker=marker)
    if main is None:
        return Ground(folder=folder, problems=reading.problems, marker=marker)
    head = reading.head(main, "house", tuple(fields(Front)))
    records = reading.records()
    plans = dict(_plans(reading, main))
    front = None
    if head is not None:
        front, faults = structured(head, Front, file=main.name)
        reading.faults += [(main, ("house", *path), what) for path, what in faults]
    places = {
        place: where
        for place, where in reading.places().items()
        if place.partition(".")[0] in (*SHARED, "house") or place.startswith("plans")
    }
    return Ground(
        folder=folder, front=front, records=records, plans=plans, places=places, problems=reading.told(), marker=marker
    )


def _plans(reading: Reading, main: Source) -> Iterable[tuple[str, Path]]:
    """The folders of the plans that a house lists; what is wrong with the list is kept."""

    def wrong(place: Place, what: str) -> None:
        reading.faults.append((main, place, what))

    names = main.table.get("plans")
    if names is None:
        wrong(
            ("plans",),
            tr("plans is missing; list the folders of the house's plans, such as {example}", example='["2026"]'),
        )
        return
    if not isinstance(names, list):
        wrong(("plans",), tr("must be a list of folders, such as {example}", example='["2022", "2026"]'))
        return
    if len(names) > MAX_PLANS:
        wrong(("plans",), tr("names {count} folders, more than {most}", count=len(names), most=MAX_PLANS))
        return
    seen: dict[Path, str] = {}
    for index, name in enumerate(names):
        try:
            path = _plan_folder(reading.folder, name)
        except OutsideError as fault:
            wrong(("plans", index), str(fault))
            continue
        if path in seen:
            wrong(
                ("plans", index), tr("{name!r} is the folder of {other!r}, listed already", name=name, other=seen[path])
            )
            continue
        seen[path] = name
        yield name, path


def _plan_folder(house: Path, name: object) -> Path:
    """The folder of a plan.

    Raises:
        OutsideError: The name is none, leads out or too deep, or what lies there is no plan of this house.
    """
    if not isinstance(name, str) or not name:
        raise OutsideError(tr("must be the name of a folder"))
    folder = inside(house, house, name)
    parts = folder.relative_to(house).parts
    if not parts:
        raise OutsideError(tr("{name!r} is the house itself; a plan lies in a folder of its own", name=name))
    if len(parts) > MAX_DEPTH:
        raise OutsideError(
            tr(
                "{name!r} lies {depth} levels below the house, more than {most}",
                name=name,
                depth=len(parts),
                most=MAX_DEPTH,
            )
        )
    try:
        if not folder.is_dir():
            raise OutsideError(tr("there is no folder {name!r} in the house", name=name))
        if not any((folder / file).is_symlink() or (folder / file).exists() for file in PLAN_FILES):
            raise OutsideError(tr("the folder {name!r} holds no plan file such as plan.toml", name=name))
        inner = next((one for one in (folder, *folder.parents[: len(parts) - 1]) if is_house(one)), None)
    except OSError as fault:
        raise OutsideError(tr("{name!r} cannot be read: {why}", name=name, why=reason(fault))) from None
    if inner is not None:
        where = inner.relative_to(house).as_posix()
        raise OutsideError(
            tr(
                "{name!r} belongs to another house, {inner}; a house holds no house",
                name=name,
                inner=f"{where}/{MARKER}",
            )
        )
    return folder
