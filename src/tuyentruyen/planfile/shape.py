"""Plain tables ⇄ records: the only door to cattrs.

All faults of all fields are told, each with its place, where cattrs and attrs would tell the first of each record.
"""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

import attrs
import cattrs

from tuyentruyen.errors import ContractError, PlanError
from tuyentruyen.model.values import Html, Secret
from tuyentruyen.model.when import (
    Before,
    By,
    ByRule,
    Deferred,
    During,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
    Quota,
    Several,
    Single,
    When,
)
from tuyentruyen.planfile.fields import Faults, default, field_faults, fields, unknown_keys
from tuyentruyen.planfile.kinds import choices, is_choice, is_list, is_table, is_union
from tuyentruyen.planfile.lines import Path
from tuyentruyen.planfile.scalars import Dates, html, is_moment, number, said, text, truth, whole, wrong
from tuyentruyen.planfile.source import dotted, problem
from tuyentruyen.timing import parse_time_frame
from tuyentruyen.wording import tr

T = TypeVar("T")

TIMINGS: Mapping[str, type] = types.MappingProxyType(
    {
        "all": Several,
        "day": OnDay,
        "by": By,
        "every": Every,
        "before": Before,
        "rule": ByRule,
        "ongoing": Ongoing,
        "event": OnEvent,
        "deferred": Deferred,
    }
)
"""Which key tells which way of saying when; a table with none of them but ``since`` and ``until`` is `During`."""
_TIMING_KEYS = {cls: key for key, cls in TIMINGS.items()}


class _FaultsError(Exception):
    """Faults of a value."""

    def __init__(self, faults: Iterable[tuple[Path, str]]) -> None:
        self.faults: Faults = list(faults)
        super().__init__(self.faults)


class _Reader:
    """Makes records of tables: of files with dates of their own, or of those that write them as text.

    Attributes:
        dates: Reads their dates.
        year: The year that a phrase means which names none; None: such a phrase is refused.
    """

    def __init__(self, dates: Dates, year: int | None) -> None:
        self.dates, self.year = dates, year
        self.converter = converter = cattrs.Converter(detailed_validation=False)
        simple: tuple[tuple[Any, Callable[[Any, Any], Any]], ...] = (
            (str, text), (Html, html), (int, whole), (float, number), (bool, truth), (Enum, _choice), (Secret, self.secret), (Quota, self.quota),
            (datetime.datetime, dates.moment), (datetime.date, dates.day), (datetime.time, dates.time),
        )  # fmt: skip
        converter.register_structure_hook_factory(attrs.has, lambda _: self.record)
        converter.register_structure_hook_factory(is_list, self.list_hook)
        converter.register_structure_hook_factory(is_table, self.table_hook)
        converter.register_structure_hook_func(is_choice, _choice)
        converter.register_structure_hook_func(lambda cls: cls is Any or cls is object, self.anything)
        converter.register_structure_hook_func(is_union, self.either)
        converter.register_structure_hook_func(lambda cls: cls in (When, When | None, Single), self.timing)
        for cls, hook in simple:
            converter.register_structure_hook(cls, hook)

    def read(self, value: Any, cls: Any) -> Any:
        """The value as this class, or `_FaultsError`."""
        try:
            return self.converter.structure(value, cls)
        except (_FaultsError, ContractError):
            raise
        except Exception as fault:  # noqa: BLE001 - what a plugin's converter or type raises is a fault of the value
            raise _FaultsError([((), str(fault) or type(fault).__name__)]) from None

    def record(self, value: Any, cls: Any) -> Any:
        """A record of a table: made at once; only when that fails every field is asked for its own fault."""
        if isinstance(value, typing.get_origin(cls) or cls):
            return value
        if not isinstance(value, Mapping):
            raise wrong(tr("a table"), value)
        known = fields(cls)
        faults = unknown_keys(value, known)
        values: dict[str, Any] = {}
        for name, attribute in known.items():
            if name in value and value[name] is None:
                faults.append(((name,), tr("must not be null; leave the key out instead")))
            elif name in value:
                try:
                    values[name] = self.read(value[name], attribute.type)
                except _FaultsError as fault:
                    faults += [((name, *path), what) for path, what in fault.faults]
            elif attribute.default is attrs.NOTHING:
                faults.append(((), tr("{name} is missing", name=name)))
        whole_fault = ""
        if not faults:
            try:
                return cls(**values)
            except Exception as fault:  # noqa: BLE001 - told below, field by field
                whole_fault = str(fault)
        faults += field_faults(cls, values, faulty=[name for name in value if name not in values])
        raise _FaultsError(faults or [((), whole_fault)])

    def items(self, items: Iterable[tuple[Path, Any, Any]]) -> list[Any]:
        """Each value as its class, or the faults of all together."""
        made: list[Any] = []
        faults: Faults = []
        for place, value, cls in items:
            try:
                made.append(self.read(value, cls))
            except _FaultsError as fault:
                faults += [((*place, *path), what) for path, what in fault.faults]
        if faults:
            raise _FaultsError(faults)
        return made

    def list_hook(self, cls: Any) -> Callable[[Any, Any], Any]:
        origin, arguments = typing.get_origin(cls) or cls, typing.get_args(cls)
        fixed = arguments if origin is tuple and arguments and arguments[-1] is not Ellipsis else ()
        item = arguments[0] if arguments else Any
        made = origin if origin in (list, set, frozenset) else tuple

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, (list, tuple, set, frozenset)):
                raise wrong(tr("a list in square brackets"), value)
            if fixed and len(value) != len(fixed):
                raise ValueError(tr("must have {count} items, not {length}", count=len(fixed), length=len(value)))
            return made(self.items(((i,), v, fixed[i] if fixed else item) for i, v in enumerate(value)))

        return hook

    def table_hook(self, cls: Any) -> Callable[[Any, Any], Any]:
        key, item = typing.get_args(cls) or (Any, Any)

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, Mapping):
                raise wrong(tr("a table"), value)
            names = self.items(((str(k),), k, key) for k in value)
            return dict(zip(names, self.items(((str(k),), v, item) for k, v in value.items()), strict=True))

        return hook

    def anything(self, value: Any, _: Any) -> Any:
        """A value that only a backend understands: still without control characters, and a number is a number."""
        if isinstance(value, str):
            return text(value)
        if isinstance(value, float):
            return number(value)
        if isinstance(value, Mapping):
            return self.table_hook(dict)(value, None)
        if isinstance(value, (list, tuple)):
            return self.list_hook(list)(value, None)
        if value is None:
            raise ValueError(tr("must not be null; leave the key out instead"))
        return value

    def either(self, value: Any, cls: Any) -> Any:
        """A value as the first of several classes that takes it; of the faults those that lie deepest in it."""
        faults: list[Faults] = []
        for part in typing.get_args(cls):
            try:
                return self.read(value, part)
            except _FaultsError as fault:
                faults.append(fault.faults)
        deepest = max(faults, key=lambda each: len(each[0][0]))
        raise _FaultsError(deepest)

    def timing(self, value: Any, cls: Any) -> Any:
        """When something is due: a phrase; or a table, whose key tells the way of saying it; or a date, that day."""
        if isinstance(value, str) and not is_moment(value):
            return self.phrase(value, cls)
        if not isinstance(value, Mapping):
            return OnDay(day=self.dates.day(value))
        told = [key for key in TIMINGS if key in value and not (key in ("before", "by") and "every" in value)]
        if len(told) > 1:
            raise ValueError(tr("says both {one} and {two}; only one of them can be", one=told[0], two=told[1]))
        if told == ["all"] and isinstance(value["all"], list) and len(value["all"]) > 24:  # before each is read
            raise _FaultsError([(("all",), tr("all names {count} timings, not from 2 to 24", count=len(value["all"])))])
        if not told and not ("since" in value and "until" in value):
            raise ValueError(
                tr(
                    "says none of {choices}",
                    choices="day, since + until, before, by, every, rule, ongoing, event, deferred, all",
                )
            )
        return self.record(value, TIMINGS[told[0]] if told else During)

    def quota(self, value: Any, _: Any) -> Any:
        """How much in each period: a phrase or a table."""
        return self.phrase(value, Quota) if isinstance(value, str) else self.record(value, Quota)

    def phrase(self, value: str, cls: Any) -> Any:
        """What a phrase says, where it says what belongs here."""
        made = parse_time_frame(text(value), year=self.year)
        if isinstance(made, Quota) is not (cls is Quota):
            if cls is Quota:
                raise ValueError(tr("{phrase} says when, not how much; write it under when", phrase=said(value)))
            raise ValueError(tr("{phrase} says how much in each period; write it under quota", phrase=said(value)))
        if cls is Single and isinstance(made, Several):
            raise ValueError(tr("{phrase} names several timings; write each of them for itself", phrase=said(value)))
        return made

    def secret(self, value: Any, _: Any) -> Any:
        """Where a secret is found; what was written in its place is not repeated."""
        if not isinstance(value, (Mapping, Secret)):
            raise TypeError(
                tr(
                    "a secret may not stand in a plan; keep it in the environment and write {example}",
                    example='{ env = "TT_PASSWORD" }',
                )
            )
        return self.record(value, Secret)


def _choice(value: Any, cls: Any) -> Any:
    for written, meant in choices(cls).items():
        if type(written) is type(value) and written == value:
            return meant
    raise ValueError(
        tr("is {value}, not one of {choices}", value=said(value), choices=", ".join(map(str, choices(cls))))
    )


@lru_cache(maxsize=64)
def _reader(as_text: bool, year: int | None) -> _Reader:
    return _Reader(Dates(as_text), year)


def structured(value: Any, cls: Any, *, file: str, year: int | None = None) -> tuple[Any, Faults]:
    """The value as this class and no faults; or None and every fault, its place told from the value on.

    ``year`` is the one that phrases of time mean which name none.
    """
    as_text = not file.partition(":")[0].lower().endswith((".toml", ".md"))
    try:
        return _reader(as_text, year).read(value, cls), []
    except _FaultsError as fault:
        return None, fault.faults


def structure(table: Any, cls: type[T], *, place: str, file: str = "") -> T:
    """A table as a record of this class.

    Args:
        table: Plain values, as TOML and JSON have them.
        cls: An attrs class.
        place: Where the table stands in the plan, such as ``channels.tin.settings``.
        file: File and line, such as ``plan.toml:12``. Dates as text are taken unless it is TOML or a text's front matter.

    Raises:
        PlanError: Every fault of the table, each with its place.
        ContractError: The class itself cannot be read.
    """
    made, faults = structured(table, cls, file=file)
    if faults:
        start = (place,) if place else ()
        raise PlanError([problem(what, place=dotted((*start, *path)), where=file) for path, what in faults])
    return made  # type: ignore[no-any-return]


def plain(value: Any, *, dates_as_text: bool) -> Any:
    """A record as a table of plain values; what it would hold anyway is left out."""
    cls: Any = type(value)
    if attrs.has(cls):
        kept = _TIMING_KEYS.get(cls, "")
        return {
            name: plain(held, dates_as_text=dates_as_text)
            for name, attribute in fields(cls).items()
            if (held := getattr(value, attribute.name)) is not None
            and (name == kept or attribute.default is attrs.NOTHING or held != default(attribute))
        }
    if isinstance(value, Mapping):
        return {key: plain(item, dates_as_text=dates_as_text) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item, dates_as_text=dates_as_text) for item in value]
    if isinstance(value, Enum):
        return value.value
    if dates_as_text and isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return value
