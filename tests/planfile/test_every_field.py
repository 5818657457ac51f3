"""Every field of every table, in all three syntaxes, holds what it should not: a refusal with place and line, or a plan that works.

The fields are found by asking the classes, so that a new field is attacked on the day it is added.
"""

from __future__ import annotations

import datetime
import json
import re
import time
import types
import typing
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import attrs
import pytest

from tuyentruyen.check import findings
from tuyentruyen.errors import PlanError
from tuyentruyen.model.calendar import Calendar, DaysOff
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.terms import Term
from tuyentruyen.model.units import Successor, Unit, UnitGroup
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
)
from tuyentruyen.planfile import read_plan, unstructure
from tuyentruyen.planfile.edit import toml
from tuyentruyen.planfile.fields import fields
from tuyentruyen.planfile.layout import HEADER, RECORDS
from tuyentruyen.schedule import occurrences

SYNTAXES = ("toml", "json", "yaml")
DAY = datetime.date(2022, 5, 4)
LONGEST = 3.0
"""Seconds of the processor that one file may take to be read, checked and scheduled, whatever runs beside it."""

NEEDED: dict[type, dict[str, Any]] = {
    Plan: {"key": "k", "issuer": "so", "title": "T", "since": datetime.date(2022, 1, 1), "until": datetime.date(2022, 12, 31)},
    LegalDocument: {},
    Unit: {"name": "Sở"},
    UnitGroup: {"title": "Các sở"},
    Theme: {"title": "Nội dung"},
    Form: {"title": "Hình thức"},
    Assignment: {},
    Activity: {"title": "Bài", "form": "bao", "themes": ["*"], "units": ["so"], "when": {"day": DAY}},
    Channel: {"form": "bao", "backend": "rss", "owner": "so"},
    Procedure: {"title": "Khai sinh"},
    Term: {"term": "cũ", "since": DAY},
    Recipient: {"name": "Lưu: VT"},
    Calendar: {},
    DaysOff: {"since": DAY},
    Successor: {"unit": "so"},
    OnDay: {"day": DAY},
    During: {"since": DAY, "until": DAY},
    Before: {"before": DAY},
    By: {"by": DAY},
    Every: {"every": "year"},
    ByRule: {"rule": "FREQ=MONTHLY"},
    Ongoing: {"ongoing": True},
    OnEvent: {"event": "khi có"},
    Deferred: {"deferred": "theo tiến độ"},
    Several: {"all": [{"every": "month"}, {"every": "week"}]},
    Quota: {"count": 4},
}  # fmt: skip
"""What each record needs at least."""
KEYS = {"documents": "63/2010/NĐ-CP", "units": "so", "forms": "bao", "assignments": "IV.3"}
WAYS = (OnDay, During, Before, By, Every, ByRule, Ongoing, OnEvent, Deferred, Several)


class Raw:
    """A value as it is written, word for word, in each syntax; None: the syntax has no such thing."""

    def __init__(self, *, toml: str | None = None, json: str | None = None, yaml: str | None = None) -> None:
        self.written = {"toml": toml, "json": json, "yaml": yaml}


LONG = "x" * 100_000
BAD: dict[str, Any] = {
    "true": True, "nought": 0, "minus": -1, "huge": 10**30, "minus-huge": -(10**30), "half": 1.5,
    "empty": "", "blank": " ", "letter": "x", "line-feed": "a\nb", "long": LONG, "bidi": "a\u202eb", "mark": "\ufeff", "accent": "\u0309",
    "nul": Raw(toml='"a\\u0000b"', json='"a\\u0000b"', yaml='"a\\0b"'),
    "surrogate": Raw(json='"\\ud800"', yaml='"\\ud800"'),
    "list": [], "list-of-nothing": [""], "list-of-lists": [[]], "list-of-numbers": [1], "list-of-tables": [{}], "doubled-item": ["so", "so"],
    "many-items": ["so"] * 3_000, "minus-item": [-1], "huge-item": [10**30], "star": ["*"], "stars": ["*", "so"],
    "table": {}, "table-of-nothing": {"": ""}, "strange-table": {"strange": 1}, "table-of-tables": {"a": {"b": {"c": []}}},
    "last-day": datetime.date.max, "first-day": datetime.date.min, "moment": datetime.datetime(2022, 5, 4, 8), "clock": datetime.time(8),
    "text-of-a-day": "2022-05-04", "no-day": "2022-02-31", "no-month": "2022-13-01", "no-year": "0000-01-01", "year-10000": "10000-01-01",
    "day-first": "31/02/2022", "two-readings": "02/03/2022", "clock-text": "25:61:00", "half-past-six": "18:30",
    "bare-no-day": Raw(toml="2022-02-31", yaml="2022-02-31"), "bare-no-month": Raw(toml="2022-13-01", yaml="2022-13-01"),
    "bare-year-nought": Raw(toml="0000-01-01", yaml="0000-01-01"), "bare-nought-first": Raw(toml="0123", json="0123", yaml="0123"),
    "bare-word": Raw(toml="no", json="no", yaml="no"), "null": Raw(json="null", yaml="~"), "no-value": Raw(toml="", json="", yaml=""),
    "nan": Raw(toml="nan", json="NaN", yaml=".nan"), "infinite": Raw(toml="-inf", json="-Infinity", yaml="-.inf"),
    "overflow": Raw(toml="1e999", json="1e999", yaml="1e999"), "many-figures": Raw(toml="9" * 5_000, json="9" * 5_000, yaml="9" * 5_000),
    "deep": Raw(toml="[" * 50 + "]" * 50, json="[" * 50 + "]" * 50, yaml="[" * 50 + "]" * 50),
    "open": Raw(toml='["a', json='["a', yaml='["a'), "alias": Raw(yaml="*a"), "anchor": Raw(yaml="&a [*a]"), "tag": Raw(yaml="!!set {a}"),
    "phrase": "tối thiểu 04 tin, bài/tháng", "phrase-of-time": "hằng quý", "phrase-of-nonsense": "trước ngày 31/02", "markup": "{{ 7*7 }}<b>",
    "path": "../../etc/passwd", "rule-of-seconds": "FREQ=SECONDLY", "rule-of-no-day": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "long-key": "k-" * 60 + "k", "device": "con", "itself": "so", "star-alone": "*", "brace": "{key", "zero-width": "a\u200bb",
}  # fmt: skip


def literal(value: Any, syntax: str) -> str | None:
    """A value on one line; None if the syntax cannot say it."""
    if isinstance(value, Raw):
        return value.written[syntax]
    if isinstance(value, dict):
        pairs = [(json.dumps(key, ensure_ascii=False), literal(item, syntax)) for key, item in value.items()]
        between = " = " if syntax == "toml" else ": "
        return None if any(w is None for _, w in pairs) else "{" + ", ".join(f"{k}{between}{w}" for k, w in pairs) + "}"
    if isinstance(value, list):
        items = [literal(item, syntax) for item in value]
        return None if None in items else "[" + ", ".join(items) + "]"  # type: ignore[arg-type]
    if syntax == "toml":
        return toml(value)
    return json.dumps(
        value.isoformat() if isinstance(value, datetime.date | datetime.time) else value, ensure_ascii=False
    )


def document(tables: dict[str, Any], syntax: str) -> str | None:
    """A plan file, a line for each field of each record."""
    lines: list[str] = []
    for name, table in tables.items():
        if not isinstance(table, dict):
            lines.append(f"{name} = {table}" if syntax == "toml" else f"{json.dumps(name)}: {table}")
            continue
        records = {"": table} if name == "plan" else table
        if syntax == "yaml":
            lines.append(f"{name}:")
        for key, record in records.items():
            written = {json.dumps(k): literal(v, syntax) for k, v in record.items()}
            if None in written.values():
                return None
            if syntax == "toml":
                lines += [f"[{name}.{json.dumps(key, ensure_ascii=False)}]" if key else f"[{name}]"]
                lines += [f"{k} = {v}" for k, v in written.items()]
            else:
                lines += [f"  {json.dumps(key, ensure_ascii=False)}:" + (" {}" if not written else "")] if key else []
                lines += [f"    {k}: {v}" for k, v in written.items()]
    return "\n".join(lines) + "\n"


def as_json(tables: dict[str, Any]) -> str | None:
    """A plan file in JSON, a line for each field of each record."""
    parts: list[str] = []
    for name, table in tables.items():
        if not isinstance(table, dict):
            parts.append(f"{json.dumps(name)}: {table}")
            continue
        records = {"": table} if name == "plan" else table
        inner: list[str] = []
        for key, record in records.items():
            written = [(json.dumps(k), literal(v, "json")) for k, v in record.items()]
            if any(w is None for _, w in written):
                return None
            body = "{\n" + ",\n".join(f"{k}: {w}" for k, w in written) + "\n}"
            inner.append(f"{json.dumps(key, ensure_ascii=False)}: {body}" if key else body)
        parts.append(f"{json.dumps(name)}: " + (inner[0] if name == "plan" else "{" + ",\n".join(inner) + "}"))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def base() -> dict[str, Any]:
    """A plan with one record of each table."""
    tables: dict[str, Any] = {"format": 1, "plan": dict(NEEDED[Plan])}
    for name, cls in RECORDS.items():
        tables[name] = {KEYS.get(name, "ghi"): dict(NEEDED[cls])}
    return tables


def put(table: str, *path: str | int, cls: type) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Where a record of a class stands: makes it there, and hands back its table."""

    def made(tables: dict[str, Any]) -> dict[str, Any]:
        holder: Any = tables[table]
        if table != "plan":
            holder = holder[KEYS.get(table, "ghi")]
        if not path:
            return holder  # type: ignore[no-any-return]
        record = dict(NEEDED[cls])
        inner: Any = record
        for step in reversed(path[1:]):
            inner = (
                [inner, {"every": "day", "interval": 3}]
                if step == 0 and "all" in path
                else [inner]
                if step == 0
                else {step: inner}
            )
        holder[path[0]] = inner
        if path[0] == "quota":
            del holder["when"]
        return record

    return made


PLACES: dict[str, tuple[type, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "plan": (Plan, put("plan", cls=Plan)),
    **{name: (cls, put(name, cls=cls)) for name, cls in RECORDS.items()},
    "plan.recipients": (Recipient, put("plan", "recipients", 0, cls=Recipient)),
    "plan.calendar": (Calendar, put("plan", "calendar", cls=Calendar)),
    "plan.calendar.off": (DaysOff, put("plan", "calendar", "off", 0, cls=DaysOff)),
    "units.successors": (Successor, put("units", "successors", 0, cls=Successor)),
    "activities.quota": (Quota, put("activities", "quota", cls=Quota)),
    **{f"activities.when.{cls.__name__}": (cls, put("activities", "when", cls=cls)) for cls in WAYS},
    **{f"activities.when.all.{cls.__name__}": (cls, put("activities", "when", "all", 0, cls=cls)) for cls in WAYS if cls is not Several},
}  # fmt: skip


def names(cls: type) -> list[str]:
    """The fields that a plan file writes of a class."""
    return (
        list(HEADER) if cls is Plan else [name for name in fields(cls) if name != "key" or cls not in RECORDS.values()]
    )


def attacks(syntax: str, place: str, name: str) -> Iterator[tuple[str, Any]]:
    """What a field is attacked with: in TOML with everything; in the others, which lead to the same tables, with what each of
    them writes in its own way and with a fourth of the rest, another one for each field.
    """
    turn = FIELDS.index((place, name))
    for number, (label, value) in enumerate(BAD.items()):
        if syntax == "toml" or isinstance(value, Raw) or (number + turn) % 4 == 0:
            yield label, value


FIELDS = [(place, name) for place, (cls, _) in PLACES.items() for name in (*names(cls), "khong-co")]


def classes(hint: Any) -> Iterator[type]:
    """The record classes that a type names, and those inside them."""
    for part in typing.get_args(hint):
        yield from classes(part)
    if isinstance(hint, type) and attrs.has(hint):
        yield hint
        for field in fields(hint).values():
            yield from classes(field.type)


def test_every_record_that_a_plan_file_can_hold_is_attacked():
    reachable = {Plan} | {cls for name in HEADER for cls in classes(fields(Plan)[name].type)}
    reachable |= {inner for cls in RECORDS.values() for inner in classes(cls)}
    assert {cls for cls, _ in PLACES.values()} == reachable


def written(tables: dict[str, Any], syntax: str) -> str | None:
    return as_json(tables) if syntax == "json" else document(tables, syntax)


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("place", PLACES)
def test_before_the_attack_the_plan_is_sound(place, syntax, tmp_path):
    tables = base()
    PLACES[place][1](tables)
    file = tmp_path / f"plan.{syntax}"
    file.write_text(str(written(tables, syntax)), "utf-8")
    assert read_plan(tmp_path).key == "k"


def outcome(file: Path, text: str) -> tuple[str, ...]:
    """The refusal of a file; empty if it is a plan, and that plan can be checked, scheduled and written again."""
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        plan = read_plan(file)
    except PlanError as refused:
        return refused.problems
    broken = [one for one in findings(plan) if one.code in ("TT197", "TT198", "TT199")]
    assert broken == []
    try:
        for one in islice(occurrences(plan), 500):
            assert one.start < one.end
    except PlanError as rule:
        assert "rule" in str(rule) or "FREQ" in str(rule)
    again = file.with_name("again.json")
    again.write_text(json.dumps(unstructure(plan), ensure_ascii=False), "utf-8")
    assert read_plan(again) == plan
    return ()


@pytest.mark.slow
@pytest.mark.parametrize(("place", "name"), FIELDS, ids=str)
def test_a_field_that_holds_what_it_should_not_is_refused_with_place_and_line_or_the_plan_works(place, name, tmp_path):
    for syntax in SYNTAXES:
        file = tmp_path / f"plan.{syntax}"
        told = re.compile(rf" @ .*plan\.{syntax}:[1-9][0-9]*\Z", re.DOTALL)
        for label, value in attacks(syntax, place, name):
            tables = base()
            PLACES[place][1](tables)[name] = value
            text = written(tables, syntax)
            if text is None:
                continue
            begun = time.process_time()
            problems = outcome(file, text)
            took = time.process_time() - begun
            assert [one for one in problems if not told.search(one)] == [], (label, syntax)
            assert took < LONGEST, (label, syntax)
            assert problems or name != "khong-co", (label, syntax)


@pytest.mark.timed
@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("name", ["format", "include", "plan", *RECORDS])
def test_a_table_that_is_something_else_is_refused_with_its_line(name, syntax, tmp_path):
    file = tmp_path / f"plan.{syntax}"
    told = re.compile(rf" @ .*plan\.{syntax}:[1-9][0-9]*\Z", re.DOTALL)
    for label, value in BAD.items():
        shown = literal(value, syntax)
        if shown is None:
            continue
        tables = {name: types.SimpleNamespace(), **{key: table for key, table in base().items() if key != name}}
        tables[name] = shown
        begun = time.process_time()
        problems = outcome(file, str(written(tables, syntax)))
        assert [one for one in problems if not told.search(one)] == [], label
        assert time.process_time() - begun < LONGEST, label


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize(("place", "name"), [(place, name) for place, name in FIELDS if name != "khong-co"], ids=str)
def test_a_field_that_stands_twice_is_refused_with_both_lines(place, name, syntax, tmp_path):
    tables = base()
    record = PLACES[place][1](tables)
    record[name] = "MỐC"
    text = str(written(tables, syntax))
    mark = f'"{name}" = "MỐC"' if syntax == "toml" else f'"{name}": "MỐC"'
    assert mark in text
    between = "\n" if syntax != "json" and f"\n{mark}" in text.replace("    ", "") else ", "
    if syntax == "json":
        between = ",\n"
    indent = "    " if syntax == "yaml" and between == "\n" else ""
    file = tmp_path / f"plan.{syntax}"
    file.write_text(text.replace(mark, mark + between + indent + mark, 1), "utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(file)
    assert re.search(
        rf"the same key stands in line [0-9]+ already @ .*{name} in plan\.{syntax}:[0-9]+\Z", caught.value.problems[0]
    )
