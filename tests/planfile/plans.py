"""Hypothesis makes plans: every table and every field, in values that a plan file can hold."""

from __future__ import annotations

import datetime
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from tuyentruyen.model.calendar import Calendar, DaysOff
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import FORM_KINDS, ROLES, Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.procedures import PROCEDURE_LEVELS, Procedure
from tuyentruyen.model.terms import Term
from tuyentruyen.model.units import KINDS, LEVELS, Successor, Unit, UnitGroup
from tuyentruyen.model.when import (
    COUNTS,
    UNITS,
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
from tuyentruyen.text import controls, nfc

keys = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,2}", fullmatch=True).map("k".__add__)
lists_of_keys = st.lists(keys, unique=True, max_size=3).map(tuple)
days = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
times = st.times().map(lambda t: t.replace(microsecond=0))
links = st.sampled_from(["", "https://a.example/ủ", "http://b.example"])
numbers = st.sampled_from(
    ["63/2010/NĐ-CP", "99/KH-UBND", "30c/NQ-CP", "57-NQ/TW", "66.22/2026/NQ-CP", "3260-KH/ĐĐQH15"]
)
lists_of_numbers = st.lists(numbers, max_size=2, unique=True).map(tuple)
late = st.none() | st.just(datetime.date(2100, 6, 30))
"""A last day after every first day that is made."""
clauses = st.sampled_from(["IV.3", "II.2, gạch 1", "Mục Ủ"])


def texts(most: int, *, least: int = 0) -> st.SearchStrategy[str]:
    """Texts of so many characters: any letters, and those that some syntax reads in its own way."""
    letters = st.one_of(
        st.characters(codec="utf-8"), st.sampled_from("ăâđêôơưĂÂĐỦỷẫ\u0309\u0300\t\n\u00a0'\"\\#[]{}=.:-&*!|>%@`~?,<")
    )
    words = st.sampled_from(
        ["no", "yes", "null", "~", "true", "0123", "18:30", "1e3", ".inf", "<<", "2022-03-28", "- a", "a: b", "1.10"]
    )
    return (
        st.one_of(st.text(letters, min_size=least, max_size=min(most, 12)), words)
        .filter(lambda t: not controls(t))
        .map(nfc)
        .filter(lambda t: least <= len(t) <= most)
    )


lists_of_texts = st.lists(texts(9, least=1).filter(str.strip), unique=True, max_size=2).map(tuple)


def spans(cls: type, **more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records with an optional first and last day in order."""
    pair = st.tuples(st.none() | days, st.none() | days).filter(lambda p: None in p or p[0] <= p[1])
    return st.builds(lambda p, rest: cls(since=p[0], until=p[1], **rest), pair, st.fixed_dictionaries(more))


def chosen(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words)


months = st.lists(st.integers(1, 12), max_size=3).map(tuple)
monthdays = st.lists(st.sampled_from([1, -1, 15, 31, -31]), max_size=2).map(tuple)
single = st.one_of(
    st.builds(OnDay, day=days, at=st.none() | times, occasion=texts(200)),
    st.builds(lambda p, fuzzy: During(since=min(p), until=max(p), fuzzy=fuzzy), st.tuples(days, days), st.booleans()),
    st.builds(Before, before=days, since=st.none() | days),
    st.builds(lambda p, at, first, outlook: By(by=p[1], at=at, since=p[0] if first else None, outlook=p[2] if outlook else None), st.tuples(days, days, days).map(sorted), st.none() | times, st.booleans(), st.booleans()),
    spans(Every, every=st.just("week"), interval=st.integers(1, 120), on=st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple), at=st.none() | times),
    spans(Every, every=st.just("year"), days=monthdays.map(lambda found: tuple(day for day in found if abs(day) < 30)), months=months),
    spans(Every, every=chosen("month", "quarter", "year"), days=monthdays),
    spans(Every, every=chosen("month", "quarter", "year"), before=st.integers(0, 31)),
    spans(Every, every=chosen("month", "quarter", "year"), by=st.integers(-31, 31), at=st.none() | times),
    spans(Every, every=st.just("day"), at=st.none() | times),
    spans(ByRule, rule=chosen("FREQ=MONTHLY;BYDAY=1MO", "FREQ=DAILY;COUNT=3"), at=st.none() | times),
    spans(Ongoing),
    spans(OnEvent, event=texts(300, least=1), within=st.integers(0, 3660), count=chosen(*COUNTS)),
    spans(Deferred, deferred=texts(300, least=1)),
)  # fmt: skip
ways = single | st.lists(single, min_size=2, max_size=4, unique=True).map(lambda parts: Several(all=tuple(parts)))
quotas = spans(
    Quota,
    count=st.integers(1, 100_000),
    of=texts(100, least=1),
    per=chosen(*UNITS),
    at=chosen("least", "exactly", "most"),
    counts=chosen("any", "messages", "deliveries", "evidence"),
    part=chosen("whole", "share", "none"),
)
timings = st.one_of(st.fixed_dictionaries({"when": ways}), st.fixed_dictionaries({"quota": quotas}))
owners = st.one_of(st.fixed_dictionaries({"units": lists_of_keys}), st.fixed_dictionaries({"each": keys}))
anything = st.recursive(
    st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False) | texts(9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts(9, least=1), inner, max_size=2),
    max_leaves=4,
)
stretches = st.builds(lambda day, length, name: DaysOff(since=day, until=None if length is None else day + datetime.timedelta(days=length), name=name), days, st.none() | st.integers(0, 60), texts(200))  # fmt: skip
calendars = st.builds(
    Calendar,
    country=chosen("", "vn"),
    off=st.lists(stretches, max_size=2).map(tuple),
    work=st.lists(days, unique=True, max_size=2).map(tuple),
    shift=st.booleans(),
)
successors = st.builds(
    Successor,
    unit=keys,
    since=st.none() | days,
    part=st.booleans(),
    functions=lists_of_texts,
    note=texts(500),
    basis=st.just("") | numbers,
)


def tables(
    table: str, cls: type, names: st.SearchStrategy[str] = keys, /, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """A table of up to two records of a class."""
    records = st.dictionaries(names, st.fixed_dictionaries(fields), max_size=2)
    return records.map(lambda made: (table, {key: cls(key=key, **values) for key, values in made.items()}))


def procedure(key: str, values: dict[str, Any], *, is_free: bool) -> Procedure:
    """A procedure; a fee is never without its exemptions."""
    paid = {"fee": "8.000 đồng", "exemptions": ("Trẻ em",)}
    return Procedure(key=key, **values, **({} if is_free else paid))


def unit(key: str, values: dict[str, Any], following: list[Successor]) -> Unit:
    """A unit; one that has successors ends, and nobody follows it twice."""
    others = {one.unit: one for one in following if one.unit != key and not one.functions and one.since is None}
    made: dict[str, Any] = {"successors": tuple(others.values()), "until": datetime.date(2100, 6, 30)} if others else {}
    return Unit(key=key, **{**values, **made})


records = st.tuples(
    st.dictionaries(
        keys,
        st.tuples(
            st.fixed_dictionaries({
                "name": texts(200, least=1), "short": texts(60), "kind": st.sampled_from(KINDS), "level": st.sampled_from(LEVELS), "parent": st.just("") | keys,
                "hotline": texts(100), "email": texts(254), "address": texts(300), "feedback": texts(500), "since": st.none() | days, "until": late, "link": links,
            }),
            st.lists(successors, max_size=2),
        ),
        max_size=2,
    ).map(lambda made: ("units", {key: unit(key, values, following) for key, (values, following) in made.items()})),
    tables("groups", UnitGroup, title=texts(200, least=1), units=lists_of_keys, groups=lists_of_keys),
    tables("themes", Theme, title=texts(300, least=1), clause=texts(60), summary=texts(5000), parent=st.just("") | keys, fields=st.lists(texts(9), max_size=2).map(tuple), fields_open=st.booleans()),
    tables("forms", Form, title=texts(300, least=1), clause=texts(60), summary=texts(5000), kinds=st.lists(st.sampled_from(FORM_KINDS)).map(tuple), needs=st.lists(chosen("hotline", "feedback")).map(tuple), modes=st.lists(chosen("online", "hybrid")).map(tuple), electronic=st.booleans()),
    tables("assignments", Assignment, clauses, **dict.fromkeys(ROLES, lists_of_keys), duties=st.lists(texts(9), max_size=2).map(tuple), forms=lists_of_keys, themes=lists_of_keys | st.just(("*",))),
    tables("documents", LegalDocument, numbers, date=st.none() | days, type=texts(60), issuer=texts(200), title=texts(500), effective=st.none() | days, ended=late, verified=st.booleans(), **dict.fromkeys(("amends", "replaces", "repeals"), lists_of_numbers), note=texts(2000)),
    tables("channels", Channel, title=texts(200), form=keys, backend=keys, owner=keys, audience=texts(300), themes=lists_of_keys, units=lists_of_keys, catch_up=st.integers(0, 3660), since=st.none() | days, settings=st.dictionaries(texts(9, least=1), anything, max_size=3)),
    tables("terms", Term, term=texts(200, least=1), forms=lists_of_texts, instead=texts(300), since=days, until=late, off=st.booleans(), verified=st.booleans(), basis=st.just("") | numbers, note=texts(1000)),
    st.dictionaries(
        keys,
        st.tuples(
            st.fixed_dictionaries({
                "code": chosen("", "1.001193", "2.000815.000.00.00.H55"), "title": texts(300, least=1), "field": texts(200), "level": chosen(*PROCEDURE_LEVELS),
                "units": lists_of_keys, "online": texts(200), "time_limit": texts(300), "working_days": st.integers(0, 3660), "papers": lists_of_texts,
                "forms": lists_of_texts, "basis": st.lists(numbers, max_size=2, unique=True).map(tuple), "result": texts(300), "link": links, "since": st.none() | days, "until": late,
            }),
            st.booleans(),
        ),
        max_size=2,
    ).map(lambda made: ("procedures", {key: procedure(key, values, is_free=is_free) for key, (values, is_free) in made.items()})),
    st.dictionaries(
        keys,
        st.tuples(timings, owners, texts(300, least=1), st.none() | st.booleans(), lists_of_keys, st.just("") | keys, texts(60)),
        max_size=2,
    ).map(
        lambda made: ("activities", {key: Activity(key=key, title=title, form="bao", themes=("*",), clause=clause, requested=asked, channels=channels, integrated_into=host, **when, **who) for key, (when, who, title, asked, channels, host, clause) in made.items()})
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
    place=texts(100),
    issued=st.none() | days,
    parent=st.just("") | numbers,
    funding=texts(2000),
    purposes=st.lists(texts(9), max_size=2).map(tuple),
    requirements=st.lists(texts(9), max_size=2).map(tuple),
    recipients=st.lists(
        st.builds(Recipient, name=texts(200, least=1), unit=st.just("") | keys, purpose=chosen("", "know", "archive")),
        max_size=2,
    ).map(tuple),
    link=chosen("", "https://a.example/{key}/"),
    approval=chosen("none", "required"),
    language=chosen("vi", "en", "tay-Latn"),
    calendar=calendars,
)
