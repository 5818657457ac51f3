"""Files read together: a main file, what it includes, their named tables, and every fault of all of them at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile.fields import unknown_keys
from tuyentruyen.planfile.folder import OutsideError, inside
from tuyentruyen.planfile.layout import ENDINGS, FORMAT
from tuyentruyen.planfile.lines import Path as Place
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import MAX_BYTES, Source, decoded, dotted, parsed, problem, read_bytes, syntax
from tuyentruyen.wording import tr

MAX_INCLUDES = 100
"""Files that one plan or house includes, at most."""
MAX_FAULTS = 1000
"""Faults of form after which no further record is looked at."""
MAX_TOTAL = 4 * MAX_BYTES
"""Bytes of a main file and what it includes, at most."""


@define
class Reading:
    """What has been read of one folder so far, and what was wrong with it.

    Attributes:
        folder: The folder that everything lies in, resolved.
        seen_from: The folder that file names are told relative to.
        heads: The top-level keys that only the main file may have.
        tables: The named tables, and what each of them holds.
        taken: Where records stand that may not be written again, by place: ``units.so-tttt``.
    """

    folder: Path
    seen_from: Path
    heads: Sequence[str]
    tables: Mapping[str, type]
    taken: Mapping[str, str] = field(factory=dict)
    problems: list[str] = field(factory=list)
    faults: list[tuple[Source, Place, str]] = field(factory=list)
    sources: list[Source] = field(factory=list)
    total: int = 0
    _records: dict[str, dict[str, tuple[Source, Any]]] = field(factory=dict)

    def name(self, path: Path) -> str:
        """A file as it is told."""
        return Path(os.path.relpath(path, self.seen_from)).as_posix()

    def source(self, path: Path) -> Source | None:
        """The file as a table; None if it is broken."""
        name = self.name(path)
        try:
            data = read_bytes(path, name=name, most=min(MAX_BYTES, MAX_TOTAL - self.total))
            self.total += len(data)
            source = parsed(decoded(data, name=name), name=name, written=syntax(path))
        except PlanError as fault:
            self.problems += fault.problems
            return None
        self.sources.append(source)
        return source

    def read(self, file: Path) -> Source | None:
        """The main file, once its own tables and those of all that it includes are taken; None if it is broken.

        Raises:
            PlanError: It is in a newer format.
        """
        main = self.source(file)
        if main is None:
            return None
        if what := _format_fault(main):
            self.faults.append((main, ("format",), what))
        self._merge(main, is_main=True)
        for source in self._included(main, main.table.get("include", []), file):
            self._merge(source, is_main=False)
        return main

    def _included(self, main: Source, names: Any, already: Path) -> Iterator[Source]:
        """The files that the main file includes."""
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
            if not isinstance(name, str) or not name.lower().endswith(ENDINGS):
                self.faults.append((main, place, tr("must be the name of a .toml, .json or .yaml file")))
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

    def _merge(self, source: Source, *, is_main: bool) -> None:
        """Take the named tables of a file; a key that another file has already is a fault."""
        for name, table in source.table.items():
            if name in self.tables:
                self._merge_records(source, name, table)
            elif name in self.heads and not is_main:
                self.faults.append((source, (name,), tr("belongs into the plan file, not into a file it includes")))
        self.faults += [(source, path, what) for path, what in unknown_keys(source.table, (*self.heads, *self.tables))]

    def _merge_records(self, source: Source, name: str, table: Any) -> None:
        if not isinstance(table, dict):
            self.faults.append((source, (name,), tr("must be a table of named tables")))
            return
        known = self._records.setdefault(name, {})
        for key, value in table.items():
            where = known[key][0].where((name, key)) if key in known else self.taken.get(f"{name}.{key}")
            if where is None:
                known[key] = (source, value)
            else:
                self.faults.append((source, (name, key), tr("the same key stands in {where} already", where=where)))

    def records(self, *, year: int | None = None) -> dict[str, dict[str, Any]]:
        """Every record that is sound, by table and key; the faults of the others are kept.

        Args:
            year: The year that phrases of time mean which name none.
        """
        made: dict[str, dict[str, Any]] = {name: {} for name in self.tables}
        for name, records in made.items():
            for key, (source, value) in self._records.get(name, {}).items():
                if len(self.faults) >= MAX_FAULTS:
                    what = tr("there are more than {most} faults; mend these first", most=MAX_FAULTS)
                    self.faults.append((source, (name, key), what))
                    return made
                record = self._record(name, key, source, value, year)
                if record is not None:
                    records[key] = record
        return made

    def _record(self, name: str, key: str, source: Source, value: Any, year: int | None) -> Any:
        """One record; None, and its faults are kept, if it is broken."""
        if not isinstance(value, dict):
            self.faults.append((source, (name, key), tr("must be a table")))
            return None
        if "key" in value:
            self.faults.append((source, (name, key, "key"), tr("key is not written: it is the name of the table")))
        made, faults = structured({**value, "key": key}, self.tables[name], file=source.name, year=year)
        for path, what in faults:
            self.faults.append((source, (name, key) if path == ("key",) else (name, key, *path), what))
        return made

    def head(self, main: Source, name: str, known: Sequence[str]) -> dict[str, Any] | None:
        """The known keys of the main file's table of this name, such as ``[plan]``; None if there is no such table."""
        table = main.table.get(name)
        if not isinstance(table, dict):
            what = tr("the table [{name}] is missing", name=name) if table is None else tr("must be a table")
            self.faults.append((main, (name,), what))
            return None
        self.faults += [(main, (name, *path), what) for path, what in unknown_keys(table, known)]
        return {key: value for key, value in table.items() if key in known}

    def told(self) -> list[str]:
        """Every fault as it is told, in order of files and lines."""
        order = {id(source): number for number, source in enumerate(self.sources)}
        faults = [
            (order[id(s)], _line(s, path), problem(what, place=dotted(path), where=s.where(path)))
            for s, path, what in self.faults
        ]
        return self.problems + [said for _, _, said in sorted(faults, key=lambda fault: fault[:2])]

    def places(self) -> dict[str, str]:
        """File and line of everything that is written down, by place."""
        return {dotted(place): source.where(place) for source in self.sources for place in source.lines}


def _line(source: Source, path: Place) -> int:
    return int(source.where(path).rpartition(":")[2]) if ":" in source.where(path) else 0


def _format_fault(main: Source) -> str:
    """What is wrong with the format that a main file says it is in; empty if nothing.

    Raises:
        PlanError: The format is a newer one: nothing else is told of such a file, it would be this version's mistake.
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
