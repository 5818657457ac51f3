"""Whatever plan there is: written as a file and read again it is the same plan, and the schema takes it."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import FORM_KINDS, Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.units import KINDS, LEVELS, Unit, UnitGroup
from tuyentruyen.model.when import (
    COUNTS,
    WEEKDAYS,
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
from tuyentruyen.planfile import read_plan, schema, unstructure
from tuyentruyen.planfile.edit import toml
from tuyentruyen.text import controls, nfc

SCHEMA = jsonschema.Draft202012Validator(schema())

keys = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True).map("k".__add__)
lists_of_keys = st.lists(keys, unique=True, max_size=3).map(tuple)
days = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
times = st.times().map(lambda t: t.replace(microsecond=0))


def texts(most: int, *, least: int = 0) -> st.SearchStrategy[str]:
    letters = st.one_of(
        st.characters(codec="utf-8"), st.sampled_from("ăâđêôơưĂÂĐỦỷẫ\u0309\u0300\t\n\u00a0'\"\\#[]{}=.")
    )
    return (
        st.text(letters, min_size=least, max_size=min(most, 12))
        .filter(lambda t: not controls(t))
        .map(nfc)
        .filter(lambda t: least <= len(t) <= most)
    )


def spans(cls: type, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records with an optional first and last day in order."""
    pair = st.tuples(st.none() | days, st.none() | days).filter(lambda p: None in p or p[0] <= p[1])
    return st.builds(lambda p, rest: cls(since=p[0], until=p[1], **rest), pair, st.fixed_dictionaries(more))


single_ways = st.one_of(
    st.builds(OnDay, day=days, at=st.none() | times),
    st.tuples(days, days).map(sorted).map(lambda p: During(since=p[0], until=p[1])),
    st.builds(Before, before=days, since=st.none() | days),
    spans(Every, every=st.just("week"), interval=st.integers(1, 120), on=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple), at=st.none() | times),
    spans(Every, every=st.just("year"), days=st.lists(st.sampled_from([1, -1, 15])).map(tuple), months=st.lists(st.integers(1, 12)).map(tuple)),
    spans(ByRule, rule=st.just("FREQ=MONTHLY;BYDAY=1MO")),
    spans(Ongoing),
    spans(OnEvent, event=texts(300, least=1), within=st.integers(0, 3660), count=st.sampled_from(COUNTS)),
    spans(Deferred, deferred=texts(300, least=1)),
    st.tuples(days, days, days).filter(lambda p: len(set(p)) == 3).map(sorted).map(lambda p: By(since=p[0], by=p[1], outlook=p[2])),
    spans(Every, every=st.sampled_from(["month", "quarter"]), before=st.integers(0, 31)),
)  # fmt: skip
ways = single_ways | st.lists(single_ways, min_size=2, max_size=4, unique=True).map(
    lambda parts: Several(all=tuple(parts))
)
quotas = spans(
    Quota,
    count=st.integers(1, 9),
    of=texts(100, least=1),
    per=st.sampled_from(["week", "month"]),
    at=st.sampled_from(["least", "most"]),
    whose=st.sampled_from(["", "unit", "together"]),
    counts=st.sampled_from(["any", "messages", "deliveries", "evidence"]),
    part=st.sampled_from(["whole", "share", "none"]),
)
timings = st.one_of(st.fixed_dictionaries({"when": ways}), st.fixed_dictionaries({"quota": quotas}))
owners = st.one_of(st.fixed_dictionaries({"units": lists_of_keys}), st.fixed_dictionaries({"each": keys}))
anything = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False) | texts(9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts(9, least=1), inner, max_size=2),
    max_leaves=4,
)
numbers = st.sampled_from(
    ["63/2010/NĐ-CP", "99/KH-UBND", "30c/NQ-CP", "57-NQ/TW", "66.22/2026/NQ-CP", "3260-KH/ĐĐQH15"]
)
clauses = st.sampled_from(["IV.3", "II.2, gạch 1", "Mục Ủ"])


def tables(
    table: str, cls: type, names: st.SearchStrategy[str] = keys, /, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    records = st.dictionaries(names, st.fixed_dictionaries(fields), max_size=2)
    return records.map(lambda made: (table, {key: cls(key=key, **values) for key, values in made.items()}))


records = st.tuples(
    tables("units", Unit, name=texts(200, least=1), kind=st.sampled_from(KINDS), level=st.sampled_from(LEVELS), hotline=texts(100), until=st.none() | days, link=st.sampled_from(["", "https://a.example/ủ"])),
    tables("groups", UnitGroup, title=texts(200, least=1), units=lists_of_keys, groups=lists_of_keys),
    tables("themes", Theme, title=texts(300, least=1), fields=st.lists(texts(9), max_size=2).map(tuple), fields_open=st.booleans()),
    tables("forms", Form, title=texts(300, least=1), kinds=st.lists(st.sampled_from(FORM_KINDS)).map(tuple), electronic=st.booleans()),
    tables("assignments", Assignment, clauses, lead=lists_of_keys, duties=st.lists(texts(9), max_size=2).map(tuple), themes=lists_of_keys | st.just(("*",))),
    tables("documents", LegalDocument, numbers, date=st.none() | days, title=texts(500), amends=st.lists(numbers, max_size=2).map(tuple)),
    tables("channels", Channel, form=keys, backend=keys, owner=keys, catch_up=st.integers(0, 3660), since=st.none() | days, settings=st.dictionaries(texts(9, least=1), anything, max_size=3)),
    st.dictionaries(keys, st.tuples(timings, owners, texts(300, least=1), st.none() | st.booleans()), max_size=2).map(
        lambda made: ("activities", {key: Activity(key=key, title=title, form="bao", themes=("*",), requested=asked, **when, **who) for key, (when, who, title, asked) in made.items()})
    ),
)  # fmt: skip
plans = st.builds(
    lambda span, made, **header: Plan(
        since=span[0], until=span[1], **header, **{name: MappingProxyType(table) for name, table in made}
    ),
    st.tuples(days, days).map(sorted).filter(lambda p: (p[1] - p[0]).days <= 36600),
    records,
    key=keys,
    issuer=keys,
    title=texts(500, least=1),
    number=st.just("") | numbers,
    issued=st.none() | days,
    funding=texts(2000),
    purposes=st.lists(texts(9), max_size=2).map(tuple),
    recipients=st.lists(
        st.builds(Recipient, name=texts(200, least=1), purpose=st.sampled_from(["", "know"])), max_size=2
    ).map(tuple),
    link=st.sampled_from(["", "https://a.example/{key}/"]),
    approval=st.sampled_from(["none", "required"]),
)


def read(name: str, text: str) -> Plan:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode())
        return read_plan(path)


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
