"""The fields of a record class, and what each of them says of a value.

attrs makes a record of all values at once and stops at the first fault. When that happens every field is asked by itself
here: its converter, its validator, and last what the record says of its fields together.
"""

from __future__ import annotations

import difflib
import typing
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Any

import attrs

from tuyentruyen.errors import ContractError
from tuyentruyen.planfile.lines import Path
from tuyentruyen.planfile.scalars import said
from tuyentruyen.wording import tr

MAX_NAMED = 100
"""Unknown keys of one table that are named, at most."""

Faults = list[tuple[Path, str]]
"""Each a place inside a value, and what is wrong there."""


@cache
def fields(cls: Any) -> Mapping[str, attrs.Attribute[Any]]:
    """The fields of a record class by the name a plan writes.

    Raises:
        ContractError: A type that the class names is not there when the program runs.
    """
    origin = typing.get_origin(cls) or cls
    try:
        attrs.resolve_types(origin)
    except (NameError, TypeError, AttributeError, SyntaxError) as fault:
        raise ContractError(
            tr("the fields of the class {name} cannot be read: {why}", name=origin.__qualname__, why=fault)
        ) from None
    return {a.alias or a.name: a for a in attrs.fields(origin) if a.init}


def unknown_key(key: str, known: Collection[str]) -> str:
    """That there is no such key, and the nearest one there is."""
    near = _nearest(key[:100], tuple(known))
    if near:
        return tr("there is no key {key}; did you mean {near}?", key=said(key), near=near[0])
    if not known:
        return tr("there is no key {key}; the table has none", key=said(key))
    return tr("there is no key {key}; the keys are {known}", key=said(key), known=", ".join(known))


_FACTORY: Any = attrs.Factory
"""A class when the program runs, a function to type checkers."""


def unknown_keys(table: Mapping[str, Any], known: Collection[str]) -> Faults:
    """The keys of a table that nobody knows; of very many the first are named and the others counted."""
    strange = [str(key) for key in table if key not in known]
    faults: Faults = [((key,), unknown_key(key, known)) for key in strange[:MAX_NAMED]]
    if len(strange) > MAX_NAMED:
        faults.append(((), tr("there are {count} more keys that are not known", count=len(strange) - MAX_NAMED)))
    return faults


@lru_cache(maxsize=1000)
def _nearest(key: str, known: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(key, known, 1)


class _UnknownError(Exception):
    """A field was asked for whose value is not known, for it has a fault of its own."""


class _StandIn:
    """What stands for a record while its parts are judged one by one."""

    def __getattr__(self, name: str) -> Any:
        raise _UnknownError(name)


def field_faults(cls: Any, values: Mapping[str, Any], *, faulty: Collection[str]) -> Faults:
    """What the fields of a record say of their values.

    Args:
        cls: The record class.
        values: Values of the right kind by the name a plan writes.
        faulty: Names of fields that have a fault already: nobody may ask for their values.
    """
    faults: Faults = []
    stand_in = _StandIn()
    known = fields(cls)
    for name, attribute in known.items():
        if name in faulty:
            continue
        try:
            stand_in.__dict__[attribute.name] = (
                _converted(attribute, values[name]) if name in values else default(attribute)
            )
        except _UnknownError:
            continue
        except Exception as fault:  # noqa: BLE001 - a plugin's converter may raise anything
            faults.append(((name,), _words(fault)))
    for name, attribute in known.items():
        if name in values and attribute.validator is not None and attribute.name in stand_in.__dict__:
            try:
                attribute.validator(stand_in, attribute, stand_in.__dict__[attribute.name])
            except _UnknownError:
                continue
            except Exception as fault:  # noqa: BLE001 - so may its validator
                faults.append(((name,), _words(fault)))
                del stand_in.__dict__[attribute.name]
    together = getattr(typing.get_origin(cls) or cls, "__attrs_post_init__", None)
    if together is not None:
        try:
            together(stand_in)
        except _UnknownError:
            pass
        except Exception as fault:  # noqa: BLE001 - and so may this
            faults.append(((), _words(fault)))
    return faults


def _words(fault: Exception) -> str:
    """The sentence of a fault; attrs' own validators put it before other arguments."""
    return str(fault.args[0]) if fault.args and isinstance(fault.args[0], str) else str(fault) or type(fault).__name__


def _converted(attribute: attrs.Attribute[Any], value: Any) -> Any:
    converter: Any = attribute.converter
    return value if converter is None or isinstance(converter, attrs.Converter) else converter(value)


def default(attribute: attrs.Attribute[Any]) -> Any:
    """What a field holds when nothing is written."""
    given: Any = attribute.default
    if isinstance(given, _FACTORY):
        if given.takes_self:
            raise _UnknownError(attribute.name)
        given = given.factory()
    elif given is attrs.NOTHING:
        raise _UnknownError(attribute.name)
    return _converted(attribute, given)
