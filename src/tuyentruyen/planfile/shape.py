"""Plain tables ⇄ records: the only door to cattrs.

Values are taken as written: no number becomes a text, no text a number or a date. All faults of all fields are told,
each with its place, where a validator alone would stop at the first.
"""

from __future__ import annotations

import datetime
import difflib
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, TypeVar

import attrs
import cattrs

from tuyentruyen.errors import ContractError, PlanError
from tuyentruyen.model.values import Html, Secret
from tuyentruyen.model.when import Before, ByRule, During, Every, OnDay, OnEvent, Ongoing, Quota, When
from tuyentruyen.planfile.lines import Path
from tuyentruyen.planfile.source import dotted, problem
from tuyentruyen.text import controls, nfc
from tuyentruyen.wording import tr

T = TypeVar("T")

TIMINGS: Mapping[str, type] = types.MappingProxyType(
    {"day": OnDay, "before": Before, "every": Every, "rule": ByRule, "ongoing": Ongoing, "event": OnEvent}
)
"""Which key tells which way of saying when; a table with none of them but ``since`` and ``until`` is `During`."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?\Z")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?\Z")
_DAY_FIRST = re.compile(r"\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})\s*\Z")


class _FaultsError(Exception):
    """Faults of a value: each a place inside it, and what is wrong there."""

    def __init__(self, faults: Iterable[tuple[Path, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)


def _said(value: Any) -> str:
    """A value as a fault quotes it: short, of one line."""
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _kind(value: Any) -> str:
    """What a value is, in words."""
    for kinds, word in (
        (bool, tr("true or false")),
        (str, tr("text")),
        (int, tr("a whole number")),
        (float, tr("a number")),
        (datetime.datetime, tr("a date and time")),
        (datetime.date, tr("a date")),
        (datetime.time, tr("a time of day")),
        (Mapping, tr("a table")),
        ((list, tuple), tr("a list")),
    ):
        if isinstance(value, kinds):  # type: ignore[arg-type]
            return word
    return tr("nothing") if value is None else type(value).__name__


def _wrong(wanted: str, value: Any) -> ValueError:
    shown = "" if isinstance(value, (Mapping, list, tuple)) or value is None else f" ({_said(value)})"
    return ValueError(tr("must be {wanted}, not {kind}{shown}", wanted=wanted, kind=_kind(value), shown=shown))


def _text(value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(tr("text in quotation marks"), value)
    if found := controls(value):
        raise ValueError(tr("holds control characters: {names}", names=", ".join(found[:5])))
    return nfc(value)


def _whole(value: Any, _: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(tr("a whole number"), value)
    return value


def _number(value: Any, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(tr("a number"), value)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(tr("must be a finite number, not {value}", value=_said(value)))
    return number


def _truth(value: Any, _: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong(tr("true or false"), value)
    return value


def _date_mend(value: str) -> ValueError:
    """What to write instead of a date as text; of a date that can be read in two ways, both."""
    if found := _DAY_FIRST.match(value):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        readings = [f"{year:04d}-{m:02d}-{d:02d}" for d, m in ((first, second), (second, first)) if 1 <= m <= 12 and 1 <= d <= 31]
        if len(set(readings)) == 2:
            return ValueError(
                tr(
                    "{value} can be read in two ways; write {one} without quotation marks if the day comes first, {two} if the month does",
                    value=_said(value),
                    one=readings[0],
                    two=readings[1],
                )
            )
        if readings:
            return ValueError(tr("{value} is text; write the date as {one} without quotation marks", value=_said(value), one=readings[0]))
    return ValueError(tr("must be a date such as 2026-03-02, without quotation marks, not text ({value})", value=_said(value)))


class _Reader:
    """Structures tables into records; made once for files that have dates of their own (TOML) and once for those that write them as text."""

    def __init__(self, *, dates_as_text: bool) -> None:
        self.dates_as_text = dates_as_text
        self.converter = converter = cattrs.Converter(detailed_validation=False)
        for cls, hook in ((str, _text), (int, _whole), (float, _number), (bool, _truth), (Html, _html)):
            converter.register_structure_hook(cls, hook)
        converter.register_structure_hook(datetime.datetime, self.moment)
        converter.register_structure_hook(datetime.date, self.day)
        converter.register_structure_hook(datetime.time, self.time)
        converter.register_structure_hook_factory(attrs.has, self.record_hook)
        converter.register_structure_hook_factory(_is_list, self.list_hook)
        converter.register_structure_hook_factory(_is_table, self.table_hook)
        converter.register_structure_hook_func(_is_enum, _enum)
        converter.register_structure_hook_func(_is_literal, _literal)
        converter.register_structure_hook(Secret, self.secret)
        converter.register_structure_hook(Quota, self.quota)
        converter.register_structure_hook_func(lambda t: t is Any or t is object, self.anything)
        converter.register_structure_hook_func(lambda t: t == When, self.timing)
        converter.register_structure_hook_func(lambda t: t == (When | None), self.timing)

    def read(self, value: Any, cls: Any) -> Any:
        """The value as this class, or `_FaultsError`."""
        try:
            return self.converter.structure(value, cls)
        except _FaultsError:
            raise
        except Exception as fault:  # what a converter or validator of a plugin raises is a fault of the value
            raise _FaultsError(_faults_of(fault)) from None

    def day(self, value: Any, _: Any) -> datetime.date:
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        if isinstance(value, str):
            if self.dates_as_text and _DATE.match(value):
                return datetime.date.fromisoformat(value)
            raise _date_mend(value)
        raise _wrong(tr("a date such as 2026-03-02"), value)

    def moment(self, value: Any, _: Any) -> datetime.datetime | datetime.date:
        """A date and time; a bare date is handed on, the record's converter knows what it means there."""
        if isinstance(value, datetime.date):
            return value
        if isinstance(value, str):
            if self.dates_as_text and _MOMENT.match(value):
                return datetime.datetime.fromisoformat(value.upper())
            if self.dates_as_text and _DATE.match(value):
                return datetime.date.fromisoformat(value)
            raise _date_mend(value)
        raise _wrong(tr("a date and time such as 2026-03-02T08:00:00+07:00"), value)

    def time(self, value: Any, _: Any) -> datetime.time:
        if isinstance(value, datetime.time):
            return value
        if self.dates_as_text and isinstance(value, str) and _TIME.match(value):
            return datetime.time.fromisoformat(value)
        raise _wrong(tr("a time of day such as 17:00:00"), value)

    def anything(self, value: Any, _: Any) -> Any:
        """A value that only a backend understands: still without control characters, and a number is a number."""
        if isinstance(value, str):
            return _text(value, None)
        if isinstance(value, float):
            return _number(value, None)
        if isinstance(value, Mapping):
            return dict(zip(value, self.items(((str(k),), v, Any) for k, v in value.items()), strict=True))
        if isinstance(value, (list, tuple)):
            return self.items(((i,), v, Any) for i, v in enumerate(value))
        if value is None:
            raise ValueError(tr("must not be null; leave the key out instead"))
        return value

    def timing(self, value: Any, _: Any) -> Any:
        if isinstance(value, str) and not (self.dates_as_text and _DATE.match(value)):
            if _DAY_FIRST.match(value):
                raise _date_mend(value)
            raise ValueError(
                tr("phrases such as {value} are not read yet; write a table such as {example}", value=_said(value), example='{ every = "month" }')
            )
        if not isinstance(value, Mapping):
            return OnDay(day=self.day(value, None))
        said = [key for key in TIMINGS if key in value]
        if len(said) > 1:
            raise ValueError(tr("says {one} and {two}; only one of them can be", one=said[0], two=said[1]))
        if not said and not ("since" in value and "until" in value):
            raise ValueError(tr("says none of {choices}", choices="day, since + until, before, every, rule, ongoing, event"))
        return self.read(value, TIMINGS[said[0]] if said else During)

    def quota(self, value: Any, _: Any) -> Any:
        if isinstance(value, str):
            example = '{ count = 4, of = "tin, bài", per = "month" }'
            raise ValueError(tr("phrases such as {value} are not read yet; write a table such as {example}", value=_said(value), example=example))
        return self.record(value, Quota)

    def secret(self, value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise ValueError(tr("a secret may not stand in a plan; keep it in the environment and write {example}", example='{ env = "TT_PASSWORD" }'))
        return self.record(value, Secret)

    def record_hook(self, cls: Any) -> Callable[[Any, Any], Any]:
        return self.record

    def record(self, value: Any, cls: Any) -> Any:
        """A record of a table. The fast way is to make it; only when that fails is every field asked for its own fault."""
        if attrs.has(type(value)) and isinstance(value, typing.get_origin(cls) or cls):
            return value
        if not isinstance(value, Mapping):
            raise _wrong(tr("a table"), value)
        faults: list[tuple[Path, str]] = []
        values: dict[str, Any] = {}
        fields = _fields(cls)
        for key in value:
            if key not in fields:
                faults.append(((key,), unknown_key(key, fields)))
        for name, attribute in fields.items():
            if name in value:
                try:
                    values[name] = self.read(value[name], attribute.type)
                except _FaultsError as fault:
                    faults += [((name, *path), what) for path, what in fault.faults]
            elif attribute.default is attrs.NOTHING:
                faults.append(((), tr("{name} is missing", name=name)))
        if not faults:
            try:
                return cls(**values)
            except Exception as fault:  # told below, field by field
                whole = str(fault)
        else:
            whole = ""
        faults += _field_faults(cls, fields, values)
        raise _FaultsError(faults or [((), whole)])

    def list_hook(self, cls: Any) -> Callable[[Any, Any], Any]:
        origin, arguments = typing.get_origin(cls) or cls, typing.get_args(cls)
        fixed = arguments if origin is tuple and arguments and arguments[-1] is not Ellipsis else ()
        item = arguments[0] if arguments else Any
        made = origin if origin in (tuple, list, set, frozenset) else tuple

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, (list, tuple, set, frozenset)):
                raise _wrong(tr("a list in square brackets"), value)
            if fixed and len(value) != len(fixed):
                raise ValueError(tr("must have {count} items, not {length}", count=len(fixed), length=len(value)))
            return made(self.items((((i,), v, fixed[i] if fixed else item) for i, v in enumerate(value))))

        return hook

    def table_hook(self, cls: Any) -> Callable[[Any, Any], Any]:
        key_type, item = typing.get_args(cls) or (Any, Any)

        def hook(value: Any, _: Any) -> Any:
            if not isinstance(value, Mapping):
                raise _wrong(tr("a table"), value)
            keys = self.items([((k,), k, key_type) for k in value])
            return dict(zip(keys, self.items(((k,), v, item) for k, v in value.items()), strict=True))

        return hook

    def items(self, items: Iterable[tuple[Path, Any, Any]]) -> list[Any]:
        """Each value as its class; the faults of all together."""
        made: list[Any] = []
        faults: list[tuple[Path, str]] = []
        for place, value, cls in items:
            try:
                made.append(self.read(value, cls))
            except _FaultsError as fault:
                faults += [((*place, *path), what) for path, what in fault.faults]
        if faults:
            raise _FaultsError(faults)
        return made


def _html(value: Any, cls: Any) -> Html:
    return Html(_text(value, cls))


def _is_enum(cls: Any) -> bool:
    return isinstance(cls, type) and issubclass(cls, Enum)


def _enum(value: Any, cls: Any) -> Any:
    for member in cls:
        if type(member.value) is type(value) and member.value == value:
            return member
    raise ValueError(tr("is {value}, not one of {choices}", value=_said(value), choices=", ".join(str(m.value) for m in cls)))


def _is_literal(cls: Any) -> bool:
    return typing.get_origin(cls) is typing.Literal


def _literal(value: Any, cls: Any) -> Any:
    for choice in typing.get_args(cls):
        if type(choice) is type(value) and choice == value:
            return choice
    raise ValueError(tr("is {value}, not one of {choices}", value=_said(value), choices=", ".join(map(str, typing.get_args(cls)))))


def _is_list(cls: Any) -> bool:
    origin = typing.get_origin(cls) or cls
    return origin in (tuple, list, set, frozenset) or (
        isinstance(origin, type) and origin is not str and origin is not bytes and origin.__module__ == "collections.abc" and issubclass(origin, Iterable) and not issubclass(origin, Mapping)
    )


def _is_table(cls: Any) -> bool:
    origin = typing.get_origin(cls) or cls
    return origin is dict or (isinstance(origin, type) and origin.__module__ == "collections.abc" and issubclass(origin, Mapping))


@cache
def _fields(cls: Any) -> dict[str, attrs.Attribute[Any]]:
    """The fields of a record by the name a plan writes.

    Raises:
        ContractError: A type of the class is not importable where the class stands.
    """
    origin = typing.get_origin(cls) or cls
    try:
        attrs.resolve_types(origin)
    except (NameError, TypeError, AttributeError) as fault:
        raise ContractError(tr("the settings class {name} cannot be read: {why}", name=origin.__qualname__, why=fault)) from None
    return {a.alias: a for a in attrs.fields(origin) if a.init}


def unknown_key(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key[:100], known, 1)
    if near:
        return tr("there is no key {key}; did you mean {near}?", key=_said(key), near=near[0])
    return tr("there is no key {key}; the keys are {known}", key=_said(key), known=", ".join(known))


def _faults_of(fault: Exception) -> list[tuple[Path, str]]:
    if isinstance(fault, _FaultsError):
        return list(fault.faults)
    if isinstance(fault, (ContractError, RecursionError)):
        raise fault
    return [((), str(fault) or type(fault).__name__)]


class _MissingError(Exception):
    """A field was asked for that has a fault of its own."""


class _StandIn:
    """What stands for a record while its parts are judged one by one; it does not know the faulty fields."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise _MissingError(name)


def _field_faults(cls: Any, fields: Mapping[str, attrs.Attribute[Any]], values: Mapping[str, Any]) -> list[tuple[Path, str]]:
    """What each field's converter and validator say, and then what the record says of its fields together."""
    faults: list[tuple[Path, str]] = []
    sound: dict[str, Any] = {}
    origin = typing.get_origin(cls) or cls
    stand_in = _StandIn({})
    for name, attribute in fields.items():
        try:
            sound[attribute.name] = _converted(attribute, values[name]) if name in values else _default(attribute)
        except _MissingError:
            continue
        except Exception as fault:
            faults.append(((name,), str(fault)))
    stand_in.__dict__.update(sound)
    for name, attribute in fields.items():
        if attribute.name in sound and attribute.validator is not None and name in values:
            try:
                attribute.validator(stand_in, attribute, sound[attribute.name])
            except _MissingError:
                continue
            except Exception as fault:
                faults.append(((name,), str(fault)))
                stand_in.__dict__.pop(attribute.name, None)
    after = getattr(origin, "__attrs_post_init__", None)
    if after is not None:
        try:
            after(stand_in)
        except _MissingError:
            pass
        except Exception as fault:
            faults.append(((), str(fault)))
    return faults


def _converted(attribute: attrs.Attribute[Any], value: Any) -> Any:
    if attribute.converter is None or isinstance(attribute.converter, attrs.Converter):
        return value
    return attribute.converter(value)


def _default(attribute: attrs.Attribute[Any]) -> Any:
    default: Any = attribute.default
    if default is attrs.NOTHING or (isinstance(default, attrs.Factory) and default.takes_self):  # type: ignore[arg-type]
        raise _MissingError(attribute.name)
    return _converted(attribute, default.factory() if isinstance(default, attrs.Factory) else default)  # type: ignore[arg-type]


_READERS = {as_text: _Reader(dates_as_text=as_text) for as_text in (False, True)}


def reader(file: str) -> _Reader:
    """The reader for a file of this name: TOML has dates of its own, others write them as text."""
    return _READERS[not file.partition(":")[0].lower().endswith((".toml", ".md"))]


def structured(value: Any, cls: Any, *, file: str) -> tuple[Any, tuple[tuple[Path, str], ...]]:
    """The value as this class, and no faults; or None, and every fault with its place inside the value."""
    try:
        return reader(file).read(value, cls), ()
    except _FaultsError as fault:
        return None, fault.faults


def structure(table: Any, cls: type[T], *, place: str, file: str = "") -> T:
    """A table as a record of this class.

    Args:
        table: Plain values, as TOML and JSON have them.
        cls: An attrs class.
        place: Where the table stands in the plan, such as ``channels.tin.settings``.
        file: File and line, such as ``plan.toml:12``. Dates as text are taken unless it is a TOML file or a message.

    Raises:
        PlanError: Every fault of the table, each with its place.
        ContractError: The class itself cannot be read.
    """
    made, faults = structured(table, cls, file=file)
    if faults:
        start: Sequence[str] = (place,) if place else ()
        raise PlanError([problem(what, place=dotted((*start, *path)), where=file) for path, what in faults])
    return made  # type: ignore[no-any-return]
