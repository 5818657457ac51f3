"""What a template may name: records of the plan as parts with names, nothing else of them.

A template sees no Python object. It sees records, tables of records, lists of texts, texts, numbers and dates, and of a
record only the parts that are listed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Self

from tuyentruyen.compose.escape import Link
from tuyentruyen.compose.faults import Slot
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit

UNIT = (
    "key",
    "name",
    "short",
    "level",
    "hotline",
    "email",
    "address",
    "link",
    "feedback",
    "since",
    "until",
    "parent",
    "procedures",
)
PLAN = ("key", "number", "title", "place", "issued", "since", "until", "parent", "funding", "issuer")
THEME = ("key", "title", "clause", "summary", "fields")
DOCUMENT = ("number", "type", "date", "title")
PROCEDURE = (
    "key", "code", "title", "field", "level", "online", "time_limit", "fee", "exemptions", "papers", "forms",
    "basis", "result", "link",
)  # fmt: skip
MESSAGE = ("key", "published", "updated", "expires", "embargo", "themes")
ROOTS = ("unit", "units", "plan", "procedures", "themes", "documents", "message")
"""The names that a template has."""


class Empty(str):
    """The text of a part that the plan leaves empty: false where it is asked for, a finding where it is shown."""

    __slots__ = ("slot",)
    slot: Slot

    def __new__(cls, slot: Slot) -> Self:
        """An empty text that knows where it belongs."""
        made = super().__new__(cls)
        made.slot = slot
        return made


class Record:
    """A record of the plan as its parts."""

    __slots__ = ("_parts", "_source", "names", "place", "title")

    def __init__(
        self, source: Any, names: tuple[str, ...], *, place: str, title: str, parts: Mapping[str, Callable[[], Any]]
    ) -> None:
        self._source, self._parts = source, parts
        self.names, self.place, self.title = names, place, title

    def part(self, name: str) -> Any:
        """The part of one of the names."""
        value = self._parts[name]() if name in self._parts else getattr(self._source, name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return Empty(Slot(self.place, name, self.title))
        return Link(value) if name == "link" else value


class Table:
    """Records by key; a template goes through the records themselves."""

    __slots__ = ("_made", "_make", "_source", "name")

    def __init__(self, name: str, source: Mapping[str, Any], make: Callable[[Any], Record]) -> None:
        self.name, self._source, self._make = name, source, make
        self._made: dict[str, Record] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys there are."""
        return tuple(self._source)

    def __contains__(self, key: object) -> bool:
        return key in self._source

    def __len__(self) -> int:
        return len(self._source)

    def __iter__(self) -> Iterator[Record]:
        return map(self.record, self._source)

    def record(self, key: str) -> Record:
        """The record of one of the keys."""
        if key not in self._made:
            self._made[key] = self._make(self._source[key])
        return self._made[key]


class Values:
    """The values that the texts of one template are filled with."""

    def __init__(self, plan: Plan, message: Message) -> None:
        day = message.published.date()
        self._plan, self._message = plan, message
        self._in_force = {key: one for key, one in plan.procedures.items() if one.is_in_force(day)}
        self._settled = {
            key: frozenset(unit.key for unit in everyone(plan, procedure.units))
            for key, procedure in self._in_force.items()
            if procedure.units
        }
        self._shared: dict[str, Any] = {
            "units": Table("units", plan.units, self._unit),
            "plan": self._plan_record(),
            "procedures": Table("procedures", self._in_force, self._procedure),
            "themes": Table("themes", plan.themes, self._theme),
            "documents": Table("documents", plan.documents, self._document),
        }

    def of(self, unit: Unit, key: str) -> dict[str, Any]:
        """The names that a template has in the text for one unit, whose message has this key."""
        message = Record(self._message, MESSAGE, place="message", title=key, parts={"key": lambda: key})
        return {**self._shared, "unit": self._unit(unit), "message": message}

    def _unit(self, unit: Unit) -> Record:
        parts: dict[str, Callable[[], Any]] = {
            "parent": partial(self._unit_of, unit.parent),
            "procedures": partial(self._settled_by, unit),
        }
        return Record(unit, UNIT, place=f"units.{unit.key}", title=unit.name, parts=parts)

    def _unit_of(self, key: str) -> Record | None:
        return self._unit(self._plan.units[key]) if key in self._plan.units else None

    def _settled_by(self, unit: Unit) -> Table:
        """The procedures in force that a unit settles: those that name it, and those of its level that name nobody."""
        mine = {
            key: procedure
            for key, procedure in self._in_force.items()
            if (unit.key in self._settled[key] if key in self._settled else procedure.level == unit.level)
        }
        return Table("procedures", mine, self._procedure)

    def _plan_record(self) -> Record:
        plan = self._plan
        return Record(plan, PLAN, place="plan", title=plan.title, parts={"issuer": partial(self._unit_of, plan.issuer)})

    def _procedure(self, procedure: Procedure) -> Record:
        place = f"procedures.{procedure.key}"
        parts = {"fee": lambda: procedure.fee_line}
        return Record(procedure, PROCEDURE, place=place, title=procedure.title, parts=parts)

    def _theme(self, theme: Theme) -> Record:
        return Record(theme, THEME, place=f"themes.{theme.key}", title=theme.title, parts={})

    def _document(self, document: LegalDocument) -> Record:
        number = document.key
        return Record(document, DOCUMENT, place=f'documents."{number}"', title=number, parts={"number": lambda: number})
