"""A plan folder read: the plan file, what it includes, one `Plan`, or every fault of every file at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, evolve, field

from tuyentruyen.errors import PlanError
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile.fields import unknown_keys
from tuyentruyen.planfile.folder import OutsideError, fenced, inside
from tuyentruyen.planfile.frontmatter import text_problems
from tuyentruyen.planfile.layout import FORMAT, HEADER, RECORDS
from tuyentruyen.planfile.lines import Path as Place
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import MAX_BYTES, Source, decoded, dotted, parsed, problem, read_bytes
from tuyentruyen.wording import reason, tr

MAX_INCLUDES = 100
"""Files that one plan includes, at most."""
MAX_TOTAL = 4 * MAX_BYTES
"""Bytes of the plan file and what it includes, at most."""
NAMES = ("plan.toml", "plan.json")
"""What the plan file of a folder is called; one of them."""


@define
class _Reading:
    """What has been read of one folder so far, and what was wrong with it."""

    folder: Path
    problems: list[str] = field(factory=list)
    faults: list[tuple[Source, Place, str]] = field(factory=list)
    sources: list[Source] = field(factory=list)
    records: dict[str, dict[str, tuple[Source, Any]]] = field(factory=lambda: {name: {} for name in RECORDS})
    total: int = 0

    def source(self, path: Path) -> Source | None:
        """The file as a table; None if it is broken."""
        name = path.relative_to(self.folder).as_posix()
        try:
            data = read_bytes(path, name=name, most=min(MAX_BYTES, MAX_TOTAL - self.total))
            self.total += len(data)
            source = parsed(decoded(data, name=name), name=name, is_json=path.suffix.lower() == ".json")
        except PlanError as fault:
            self.problems += fault.problems
            return None
        self.sources.append(source)
        return source

    def include(self, main: Source, names: Any, already: Path) -> Iterator[Source]:
        """The files that the plan file includes."""
        if not isinstance(names, list):
            self.faults.append((main, ("include",), tr("must be a list of file names")))
            return
        if len(names) > MAX_INCLUDES:
            self.faults.append(
                (main, ("include",), tr("names {count} files, more than {most}", count=len(names), most=MAX_INCLUDES))
            )
            return
        seen = {already}
        for index, name in enumerate(names):
            place: Place = ("include", index)
            if not isinstance(name, str) or not name.lower().endswith((".toml", ".json")):
                self.faults.append((main, place, tr("must be the name of a .toml or .json file")))
                continue
            try:
                path = inside(self.folder, self.folder, name)
            except OutsideError as fault:
                self.faults.append((main, place, str(fault)))
                continue
            if path in seen:
                what = (
                    tr("{name!r} is the plan file itself", name=name)
                    if path == already
                    else tr("{name!r} is included twice", name=name)
                )
                self.faults.append((main, place, what))
                continue
            seen.add(path)
            if not path.exists():
                self.faults.append((main, place, tr("there is no file {name!r} in the plan folder", name=name)))
            elif source := self.source(path):
                yield source

    def merge(self, source: Source, *, is_main: bool) -> None:
        """Take the named tables of a file; a key that another file has already is a fault."""
        for name, table in source.table.items():
            if name in RECORDS:
                self.merge_records(source, name, table)
            elif name in ("format", "include", "plan") and not is_main:
                self.faults.append((source, (name,), tr("belongs into the plan file, not into a file it includes")))
        self.faults += [
            (source, path, what) for path, what in unknown_keys(source.table, ("format", "include", "plan", *RECORDS))
        ]

    def merge_records(self, source: Source, name: str, table: Any) -> None:
        if not isinstance(table, dict):
            self.faults.append((source, (name,), tr("must be a table of named tables")))
            return
        known = self.records[name]
        for key, value in table.items():
            if key in known:
                other = known[key][0]
                self.faults.append(
                    (source, (name, key), tr("the same key stands in {where} already", where=other.where((name, key))))
                )
            else:
                known[key] = (source, value)

    def record(self, name: str, key: str, source: Source, value: Any) -> Any:
        """One record; None, and its faults are kept, if it is broken."""
        if not isinstance(value, dict):
            self.faults.append((source, (name, key), tr("must be a table")))
            return None
        if "key" in value:
            self.faults.append((source, (name, key, "key"), tr("key is not written: it is the name of the table")))
        made, faults = structured({**value, "key": key}, RECORDS[name], file=source.name)
        for path, what in faults:
            self.faults.append((source, (name, key) if path == ("key",) else (name, key, *path), what))
        return made

    def plan(self, main: Source) -> Plan | None:
        """The plan of all that was read; None if anything is wrong with it."""
        table = main.table.get("plan")
        if not isinstance(table, dict):
            what = tr("the table [plan] is missing") if table is None else tr("must be a table")
            self.faults.append((main, ("plan",), what))
            table = {}
        header = {key: value for key, value in table.items() if key in HEADER}
        self.faults += [(main, ("plan", *path), what) for path, what in unknown_keys(table, HEADER)]
        records = {
            name: {
                key: made
                for key, (source, value) in known.items()
                if (made := self.record(name, key, source, value)) is not None
            }
            for name, known in self.records.items()
        }
        if not table:
            return None
        plan, faults = structured({**header, **records}, Plan, file=main.name)
        self.faults += [(main, ("plan", *path), what) for path, what in faults]
        return plan  # type: ignore[no-any-return]

    def told(self) -> list[str]:
        """Every fault as it is told, in order of files and lines."""
        order = {id(source): number for number, source in enumerate(self.sources)}
        faults = [
            (order[id(s)], _line(s, path), problem(what, place=dotted(path), where=s.where(path)))
            for s, path, what in self.faults
        ]
        return self.problems + [said for _, _, said in sorted(faults, key=lambda fault: fault[:2])]


def _line(source: Source, path: Place) -> int:
    return int(source.where(path).rpartition(":")[2]) if ":" in source.where(path) else 0


def _plan_file(path: Path) -> Path:
    """The plan file that a path means.

    Raises:
        PlanError: There is none, or there are two.
    """
    try:
        if not path.is_dir():
            if not path.exists():
                raise PlanError(problem(tr("there is no such folder or plan file"), where=str(path)))
            return path
        found = [path / name for name in NAMES if (path / name).is_symlink() or (path / name).exists()]
    except PlanError:
        raise
    except (OSError, ValueError) as fault:
        why = reason(fault) if isinstance(fault, OSError) else str(fault)
        raise PlanError(problem(tr("it cannot be read: {why}", why=why), where=str(path))) from None
    if not found:
        raise PlanError(problem(tr("there is no plan.toml and no plan.json in the folder"), where=str(path)))
    if len(found) > 1:
        raise PlanError(problem(tr("there are both plan.toml and plan.json; keep one"), where=str(path)))
    return found[0]


def read_plan(path: str | Path) -> Plan:
    """The plan of a folder, or of its plan file.

    Args:
        path: A plan folder with ``plan.toml`` or ``plan.json``, or such a file itself, under any name.

    Raises:
        PlanError: The folder or the plan cannot be used. ``problems`` holds every fault of form of every file, those of the
            texts too, each as ``what @ place in file:line``. A text at fault alone does not refuse the plan.
    """
    file = _plan_file(Path(path))
    try:
        folder = file.parent.resolve(strict=True)
        reading = _Reading(folder)
        file = fenced(folder, folder / file.name, file.name)
    except OutsideError as fault:
        raise PlanError(problem(str(fault), where=str(path))) from None
    except (OSError, RuntimeError) as fault:
        why = reason(fault) if isinstance(fault, OSError) else str(fault)
        raise PlanError(problem(tr("it cannot be read: {why}", why=why), where=str(path))) from None
    main = reading.source(file)
    if main is None:
        raise PlanError([*reading.problems, *text_problems(folder)])
    if what := _format_fault(main):
        reading.faults.append((main, ("format",), what))
    reading.merge(main, is_main=True)
    for source in reading.include(main, main.table.get("include", []), file):
        reading.merge(source, is_main=False)
    plan = reading.plan(main)
    if plan is None or reading.problems or reading.faults:
        raise PlanError([*reading.told(), *text_problems(folder)])
    places = {dotted(place): source.where(place) for source in reading.sources for place in source.lines}
    return evolve(plan, folder=folder, places=places)


def _format_fault(main: Source) -> str:
    """What is wrong with the format that a plan says it is in; empty if nothing.

    Raises:
        PlanError: The format is a newer one: nothing else is told of such a plan, it would be this version's mistake.
    """
    said = main.table.get("format")
    if said is None:
        return tr("format is missing; write format = {format} at the top", format=FORMAT)
    if isinstance(said, bool) or not isinstance(said, int) or said < 1:
        return tr("format must be the number {format}", format=FORMAT)
    if said > FORMAT:
        what = tr(
            "the plan is in format {said}, newer than format {format} of this version; use a newer tuyentruyen",
            said=said,
            format=FORMAT,
        )
        raise PlanError(problem(what, place="format", where=main.where(("format",))))
    return ""
