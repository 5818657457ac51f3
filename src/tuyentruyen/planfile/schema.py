"""JSON Schema of plan files, made of the same classes that the loader fills, so that editors and CI judge as it does.

What needs two records, or the order of two dates, a schema cannot see; the loader and the checks do.
"""

from __future__ import annotations

import datetime
import inspect
import re
import types
import typing
from collections.abc import Mapping
from typing import Any

import attrs

from tuyentruyen.model.documents import is_document_key
from tuyentruyen.model.house import Front
from tuyentruyen.model.plan import Activity, Assignment, Channel, Plan, is_clause
from tuyentruyen.model.values import Html, Secret, is_key
from tuyentruyen.model.when import During, Quota, Several, Single, When
from tuyentruyen.planfile.fields import fields
from tuyentruyen.planfile.kinds import choices, is_choice, is_list, is_table
from tuyentruyen.planfile.layout import FORMAT, HEADER, MAX_PLANS, RECORDS, SHARED
from tuyentruyen.planfile.scalars import DATE, MOMENT, TIME
from tuyentruyen.planfile.shape import TIMINGS, plain
from tuyentruyen.timing import MAX_LENGTH

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Table = dict[str, Any]

_ANYTHING = "anything"
_ENTRY = re.compile(r"^ {4}(?! )([^:\n]+):[ ]*(.*(?:\n {5,}.*)*)", re.MULTILINE)
_SIMPLE: Mapping[Any, Table] = types.MappingProxyType(
    {
        str: {"type": "string"},
        Html: {"type": "string"},
        int: {"type": "integer"},
        float: {"type": "number"},
        bool: {"type": "boolean"},
        datetime.date: {"type": "string", "format": "date", "pattern": f"^{DATE}$"},
        datetime.time: {"type": "string", "pattern": f"^{TIME}$"},
        datetime.datetime: {"type": "string", "pattern": f"^{MOMENT}$"},
    }
)
_TOGETHER: Mapping[type, Table] = types.MappingProxyType(
    {Activity: {"oneOf": [{"required": ["when"]}, {"required": ["quota"]}]}}
)
"""What a record says of its fields together."""


def descriptions(cls: type) -> dict[str, str]:
    """What the docstring of a class says of each attribute, on one line."""
    told: dict[str, str] = {}
    _, _, section = inspect.cleandoc(cls.__doc__ or "").partition("Attributes:\n")
    for names, words in _ENTRY.findall(section.partition("\n\n")[0]):
        for name in names.split(","):
            told[name.strip()] = " ".join(words.replace("``", "`").split())
    return told


def bounds(validator: Any) -> Table:
    """What a validator asks, in the words of JSON Schema: its ``bounds``, or what attrs' own validators hold."""
    if hasattr(validator, "bounds"):
        return dict(validator.bounds)
    name, asked = type(validator).__name__, Table()
    if name == "_AndValidator":
        for part in validator._validators:  # noqa: SLF001 - attrs tells it nowhere else
            asked = merged(asked, bounds(part))
    elif name == "_OptionalValidator":
        asked = bounds(validator.validator)
    elif name == "_MinLengthValidator":
        asked = {"minLength": validator.min_length, "minItems": validator.min_length}
    elif name == "_MaxLengthValidator":
        asked = {"maxLength": validator.max_length, "maxItems": validator.max_length}
    elif name == "_NumberValidator":
        word = {">=": "minimum", ">": "exclusiveMinimum", "<=": "maximum", "<": "exclusiveMaximum"}[
            validator.compare_op
        ]
        asked = {word: validator.bound}
    elif name == "_InValidator" and all(isinstance(option, (str, int)) for option in validator.options):
        asked = {"enum": list(validator.options)}
    return asked


def merged(one: Table, other: Mapping[str, Any]) -> Table:
    """Both tables as one; tables inside them likewise. Of two bounds the narrower one stays."""
    made = dict(one)
    for key, value in other.items():
        if key in made and isinstance(value, Mapping) and isinstance(made[key], Mapping):
            made[key] = merged(made[key], value)
        elif key in made and key.startswith("max"):
            made[key] = min(made[key], value)
        elif key in made and key.startswith("min"):
            made[key] = max(made[key], value)
        else:
            made[key] = value
    return made


class _Writer:
    """Writes the schema of each class once, under ``$defs``."""

    def __init__(self) -> None:
        self.defs: Table = {
            _ANYTHING: {
                "type": ["string", "number", "boolean", "array", "object"],
                "items": {"$ref": f"#/$defs/{_ANYTHING}"},
                "additionalProperties": {"$ref": f"#/$defs/{_ANYTHING}"},
            }
        }
        self.names: dict[Any, str] = {}

    def type(self, cls: Any) -> Table:
        """The schema of values that the loader takes for this type."""
        origin, arguments = typing.get_origin(cls), typing.get_args(cls)
        if cls in _SIMPLE:
            return dict(_SIMPLE[cls])
        if cls in (When, When | None, Single):
            return self.timing(single=cls == Single)
        if cls == Quota | None:
            return {"anyOf": [_phrase("tối thiểu 04 tin, bài/tháng", "đúng 01 số/quý"), self.reference(Quota)]}
        if origin in (typing.Union, types.UnionType):
            parts = [self.type(part) for part in arguments if part is not type(None)]
            return parts[0] if len(parts) == 1 else {"anyOf": parts}
        if origin is typing.Annotated:
            return self.type(arguments[0])
        if is_choice(cls):
            return {"enum": list(choices(cls))}
        if attrs.has(origin or cls):
            return self.reference(cls)
        if is_list(cls):
            if origin is tuple and arguments and arguments[-1] is not Ellipsis:
                count = len(arguments)
                return {
                    "type": "array",
                    "prefixItems": [self.type(a) for a in arguments],
                    "minItems": count,
                    "maxItems": count,
                }
            return {"type": "array", "items": self.type(arguments[0] if arguments else Any)}
        if is_table(cls):
            return {"type": "object", "additionalProperties": self.type(arguments[1] if arguments else Any)}
        return {"$ref": f"#/$defs/{_ANYTHING}"}

    def reference(self, cls: Any) -> Table:
        """A pointer to the schema of a record."""
        if cls not in self.names:
            name = getattr(cls, "__name__", str(cls))
            while name in self.defs:
                name += "_"
            self.names[cls] = name
            self.defs[name] = {}
            self.defs[name] = self.record(cls)
        return {"$ref": f"#/$defs/{self.names[cls]}"}

    def record(self, cls: Any, *, only: typing.Collection[str] | None = None) -> Table:
        """The schema of a record's table; the key that names it is no part of it."""
        told = descriptions(typing.get_origin(cls) or cls)
        known = {
            name: attribute
            for name, attribute in fields(cls).items()
            if (name in only if only is not None else name != "key" or cls not in RECORDS.values())
        }
        table: Table = {
            "type": "object",
            "description": inspect.cleandoc((typing.get_origin(cls) or cls).__doc__ or "").partition("\n")[0],
            "properties": {
                name: self.field(attribute, told.get(attribute.name, "")) for name, attribute in known.items()
            },
            "required": [name for name, attribute in known.items() if attribute.default is attrs.NOTHING],
            "additionalProperties": False,
        }
        return merged(table, _TOGETHER.get(cls, {}))

    def field(self, attribute: attrs.Attribute[Any], told: str) -> Table:
        """The schema of one field, with what its validator asks and its docstring says."""
        made = self.type(attribute.type)
        asked = bounds(attribute.validator)
        if "items" in asked and "items" in made:
            made = merged(made, asked)
        else:
            words = _WORDS.get(str(made.get("type")), ())
            made = merged(
                made, {word: value for word, value in asked.items() if not words or word in words or word in _ANY_WORDS}
            )
        if told:
            made["description"] = told
        if isinstance(attribute.default, (str, int, float, bool)) and attribute.default != "":
            made["default"] = plain(attribute.default, dates_as_text=True)
        return made

    def timing(self, *, single: bool) -> Table:
        """The ways of saying when, told apart by their keys; several at once only where they are not parts of such."""
        ways = [cls for cls in (*TIMINGS.values(), During) if cls is not Several]
        told = {key: cls for key, cls in TIMINGS.items() if cls in ways}
        made = [self.reference(cls) for cls in ways]
        for key, cls in told.items():
            self.defs[self.names[cls]]["required"] = list(dict.fromkeys((key, *self.defs[self.names[cls]]["required"])))
        if not single:
            made.append(self.reference(Several))
        return {"anyOf": [_phrase("hằng tháng", "quý II", "trước ngày 15/12", "thường xuyên"), *made]}


_WORDS = {
    "string": ("minLength", "maxLength", "pattern"),
    "array": ("minItems", "maxItems", "uniqueItems", "items"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
}
_ANY_WORDS = ("enum", "const", "anyOf", "not")


def _names(validator: Any) -> Table:
    """Names of tables that a validator of keys takes."""
    return {"propertyNames": {"minLength": 1, **bounds(validator)}}


def _house(writer: _Writer) -> Table:
    """What ``tuyentruyen.toml`` says of the house and of its plans."""
    folders = r"^(?!\.{1,2}(?:/|$))[^/\\:]+(?:/(?!\.{1,2}$)[^/\\:]+)?$"
    return {
        "house": writer.record(Front, only=fields(Front)),
        "plans": {
            "type": "array",
            "items": {"type": "string", "pattern": folders},
            "uniqueItems": True,
            "maxItems": MAX_PLANS,
            "description": "Folders of its plans, in order; a plan that is over stays.",
        },
    }


def _phrase(*examples: str) -> Table:
    """A time frame in the officer's words, or a date: which of them are understood only the loader can say."""
    return {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH, "pattern": r"\S", "examples": list(examples)}


def schema(settings: Mapping[str, type] = types.MappingProxyType({}), *, house: bool = False) -> dict[str, Any]:
    """JSON Schema, draft 2020-12, of a plan file.

    Args:
        settings: The settings class of each backend by its name; the settings of other backends may be anything.
        house: Whether it is that of ``tuyentruyen.toml``, which marks a house of plans.
    """
    writer = _Writer()
    properties: Table = {
        "format": {"const": FORMAT, "description": "Format of the plan file."},
        "include": {
            "type": "array",
            "items": {
                "type": "string",
                "pattern": r"^(?![/~\\])(?!.*(?:^|/)\.\.(?:/|$))[^\\:]*\.(?:[tT][oO][mM][lL]|[jJ][sS][oO][nN]|[yY][aA]?[mM][lL])$",
            },
            "uniqueItems": True,
            "maxItems": 100,
            "description": "Files of the plan folder that hold further tables.",
        },
        **(_house(writer) if house else {"plan": writer.record(Plan, only=HEADER)}),
    }
    told = descriptions(Plan)
    for name, cls in (SHARED if house else RECORDS).items():
        key = is_document_key if name == "documents" else is_clause if cls is Assignment else is_key
        properties[name] = {
            "type": "object",
            **_names(key),
            "additionalProperties": writer.reference(cls),
            "description": told[name],
        }
    channel = writer.defs[writer.names[Channel]]
    channel["allOf"] = [
        {
            "if": {"properties": {"backend": {"const": name}}, "required": ["backend"]},
            "then": {
                "properties": {"settings": writer.reference(cls)},
                "required": ["settings"] if writer.defs[writer.names[cls]]["required"] else [],
            },
        }
        for name, cls in sorted(settings.items())
    ]
    if not settings:
        del channel["allOf"]
    writer.reference(Secret)
    whole = {
        "$schema": DIALECT,
        "title": "tuyentruyen house" if house else "tuyentruyen plan",
        "type": "object",
        "properties": properties,
        "required": ["format", "house", "plans"] if house else ["format", "plan"],
        "additionalProperties": False,
        "$defs": writer.defs,
    }
    made: dict[str, Any] = plain(whole, dates_as_text=True)
    return made
