"""Whatever plan there is: written as a file and read again it is the same plan, and the schema takes it."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import jsonschema
from hypothesis import HealthCheck, Phase, given, settings
from ruamel.yaml import YAML

from tests.planfile.plans import plans
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import read_plan, schema, unstructure
from tuyentruyen.planfile.edit import toml
from tuyentruyen.planfile.fields import fields
from tuyentruyen.planfile.layout import HEADER, RECORDS
from tuyentruyen.planfile.yaml import parsed_yaml

SCHEMA = jsonschema.Draft202012Validator(schema())


def read(name: str, text: str) -> Plan:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode())
        return read_plan(path)


def as_yaml(tables: dict[str, Any]) -> str:
    """Tables as ruamel's own writer puts them, in blocks; in brackets its reader does not read all that it writes."""
    writer = YAML(typ="safe", pure=True)
    writer.allow_unicode = True
    writer.default_flow_style = False
    writer.representer.ignore_aliases = lambda *_: True
    stream = io.StringIO()
    writer.dump(tables, stream)
    return stream.getvalue()


few = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


@few
@given(plans)
def test_a_plan_written_as_json_is_read_as_the_same_plan_and_the_schema_takes_it(plan):
    written = unstructure(plan)
    assert read("plan.json", json.dumps(written, ensure_ascii=False)) == plan
    assert [fault.message for fault in SCHEMA.iter_errors(written)] == []


@few
@given(plans)
def test_a_plan_written_as_toml_is_read_as_the_same_plan(plan):
    written = unstructure(plan, dates_as_text=False)
    assert read("plan.toml", "".join(f"{key} = {toml(value)}\n" for key, value in written.items())) == plan


@few
@given(plans)
def test_a_plan_written_as_yaml_is_read_as_the_same_plan(plan):
    written = unstructure(plan)
    for text in (as_yaml(written), json.dumps(written, ensure_ascii=False, indent=1)):
        assert parsed_yaml(text)[0] == written
        assert read("plan.yaml", text) == plan


class Enough(Exception):
    """Every field was used: no further plan has to be made."""


def test_the_plans_that_are_tried_use_every_field_of_every_table():
    wanted = {("", name) for name in HEADER} | {(table, name) for table, cls in RECORDS.items() for name in fields(cls)}

    def note(table: str, record: Any, cls: type, names: Iterable[str]) -> None:
        for name in names:
            attribute = fields(cls)[name]
            if attribute.default is attrs.NOTHING or getattr(record, attribute.name) not in (attribute.default, (), ""):
                wanted.discard((table, name))

    @settings(few, max_examples=500, phases=[Phase.generate], database=None, derandomize=True)
    @given(plans)
    def tried(plan: Plan) -> None:
        note("", plan, Plan, HEADER)
        for table, cls in RECORDS.items():
            for record in getattr(plan, table).values():
                note(table, record, cls, fields(cls))
        if not wanted:
            raise Enough

    with contextlib.suppress(Enough):
        tried()
    assert sorted(wanted) == []
