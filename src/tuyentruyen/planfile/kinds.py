"""What kind of value a field's type asks for, in the few words that tables know: a choice, a list, a table."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any


def is_choice(cls: Any) -> bool:
    """Whether the class is one of a closed list of values."""
    return typing.get_origin(cls) is typing.Literal or (isinstance(cls, type) and issubclass(cls, Enum))


def choices(cls: Any) -> dict[Any, Any]:
    """What a plan writes for each value of a closed list."""
    if isinstance(cls, type) and issubclass(cls, Enum):
        return {member.value: member for member in cls}
    return {value: value for value in typing.get_args(cls)}


def is_union(cls: Any) -> bool:
    """Whether the class is one of several, None not counted."""
    parts = [part for part in typing.get_args(cls) if part is not type(None)]
    return typing.get_origin(cls) in (typing.Union, types.UnionType) and len(parts) > 1


def is_table(cls: Any) -> bool:
    """Whether the class is a mapping."""
    origin = typing.get_origin(cls) or cls
    return origin is dict or (
        isinstance(origin, type) and origin.__module__ == "collections.abc" and issubclass(origin, Mapping)
    )


def is_list(cls: Any) -> bool:
    """Whether the class is a sequence or set of values, and no text."""
    origin = typing.get_origin(cls) or cls
    return origin in (tuple, list, set, frozenset) or (
        isinstance(origin, type)
        and origin.__module__ == "collections.abc"
        and issubclass(origin, Iterable)
        and not is_table(cls)
    )
