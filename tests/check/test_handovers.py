"""What a unit says of its end and of those who succeed it."""

from __future__ import annotations

import time
from datetime import date

import pytest
from attrs import evolve

from tuyentruyen.check import findings
from tuyentruyen.check.rings import ringed
from tuyentruyen.model.findings import Level
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Successor, Unit

LAST = date(2025, 6, 30)
PLAN = Plan(
    key="ke-hoach",
    issuer="b",
    title="Kế hoạch",
    since=date(2026, 1, 1),
    until=date(2026, 12, 31),
    units={key: Unit(key=key, name=f"Đơn vị {key}") for key in ("b", "c", "d")},
)


def with_(*heirs, **fields):
    """The plan with a unit `a` that ended with June 2025 and names these successors."""
    heirs = tuple(one if isinstance(one, Successor) else Successor(unit=one) for one in heirs)
    a = Unit(key="a", name="Đơn vị a", **{"until": LAST, "successors": heirs, **fields})
    return evolve(PLAN, units={"a": a, **PLAN.units})


def and_(plan, **dates):
    """The plan with the days of its unit `b` changed."""
    return evolve(plan, units={**plan.units, "b": evolve(plan.units["b"], **dates)})


def part(key, note="", *functions):
    return Successor(unit=key, part=True, note=note, functions=functions)


FAULTS = [
    ("TT550", with_("la"), "units.a.successors[0].unit", "there is no unit 'la'"),
    ("TT551", with_("a"), "units.a.successors", "successors runs in a ring: a → a"),
    (
        "TT554",
        and_(with_("b"), since=date(2025, 7, 2)),
        "units.a.successors[0]",
        "Đơn vị b is to take over on 01/7/2025, but begins only on 02/7/2025",
    ),
    (
        "TT554",
        and_(with_("b"), until=LAST),
        "units.a.successors[0]",
        "Đơn vị b is to take over on 01/7/2025, but ended on 30/6/2025",
    ),
    (
        "TT554",
        with_(Successor(unit="b", since=date(2025, 7, 2))),
        "units.a.successors",
        "ended on 30/6/2025, but nobody takes over before 02/7/2025",
    ),
    (
        "TT555",
        with_(Successor(unit="b", since=LAST)),
        "units.a.successors[0].since",
        "takes over on 30/6/2025, while Đơn vị a exists until 30/6/2025; until then nothing passes on",
    ),
    (
        "TT556",
        with_(since=date(2025, 7, 1)),
        "units.a.until",
        "begins on 01/7/2025 and ends on 30/6/2025, before it began",
    ),
    (
        "TT557",
        with_("b", until=None),
        "units.a",
        "names who succeeds it, but not when it ends, so nothing ever passes on",
    ),
    (
        "TT558",
        with_(part("b", "tổ 1"), part("c")),
        "units.a.successors[1]",
        "Đơn vị c takes a part, and nothing says which",
    ),
    ("TT559", with_("b", "c"), "units.a.successors", "Đơn vị b, Đơn vị c are each said to take the whole"),
    (
        "TT559",
        with_("b", part("c", "tổ 1")),
        "units.a.successors",
        "Đơn vị b takes the whole, and yet Đơn vị c a part",
    ),
    (
        "TT559",
        with_(part("b", "tổ 1")),
        "units.a.successors",
        "Đơn vị b takes a part, and nobody is named for the rest",
    ),
    (
        "TT559",
        with_("b", Successor(unit="c", functions=("In",)), Successor(unit="d", functions=("in",))),
        "units.a.successors",
        "Đơn vị c, Đơn vị d are each said to take the whole",
    ),
]
NEAR_MISSES = [
    with_("b"),
    with_(),
    with_(until=None),
    with_(since=LAST),
    and_(with_("b"), since=date(2025, 7, 1)),
    and_(with_("b"), until=date(2025, 7, 1)),
    with_(Successor(unit="b", since=date(2025, 7, 1))),
    with_("b", Successor(unit="c", functions=("in",), since=date(2025, 9, 1))),
    with_(part("b", "tổ 1"), part("c", "tổ 2")),
    with_(Successor(unit="b", functions=("in",)), Successor(unit="c", functions=("báo chí",))),
    with_("d", part("b", "", "in"), part("c", "", "in")),
    with_("b", until=date.max),
]


def told(plan):
    return [(one.code, one.place, one.text) for one in findings(plan) if one.code.startswith("TT55")]


@pytest.mark.parametrize(("code", "plan", "place", "text"), FAULTS)
def test_a_planted_fault_fires_its_own_rule_alone(code, plan, place, text):
    assert told(plan) == [(code, place, text)]


@pytest.mark.parametrize("plan", NEAR_MISSES)
def test_what_is_only_near_a_fault_is_silent(plan):
    assert told(plan) == []


def test_what_cannot_be_is_an_error_and_what_may_be_meant_a_warning():
    levels = {one.code: one.level for _, plan, _, _ in FAULTS for one in findings(plan) if one.code.startswith("TT55")}
    assert {code for code, level in levels.items() if level is Level.ERROR} == {"TT550", "TT551", "TT556"}


def test_a_misspelt_successor_is_mended_by_the_nearest_key():
    units = {"phuong-ba-dinh": Unit(key="phuong-ba-dinh", name="Phường Ba Đình"), **with_("phuong-ba-dih").units}
    [one] = [one for one in findings(evolve(PLAN, units=units)) if one.code == "TT550"]
    assert one.mend == "did you mean 'phuong-ba-dinh'?"


def test_a_ring_of_three_is_told_once_and_not_as_successors_that_ended():
    ring = {
        key: Unit(key=key, name=key, until=LAST, successors=(Successor(unit=after),))
        for key, after in (("x", "y"), ("y", "z"), ("z", "x"))
    }
    assert told(evolve(PLAN, units={**PLAN.units, **ring})) == [
        ("TT551", "units.x.successors", "successors runs in a ring: x → y → z → x")
    ]


def test_who_leads_into_or_out_of_a_ring_is_in_none():
    graph = {"vao": ("x",), "x": ("y",), "y": ("x", "ra"), "ra": ("la",), "rieng": (), "minh": ("minh",)}
    assert ringed(graph) == {"x", "y", "minh"}


@pytest.mark.timed
def test_ten_thousand_units_in_a_ring_are_told_without_hanging():
    ring = {
        f"u{n}": Unit(key=f"u{n}", name="Đơn vị", until=LAST, successors=(Successor(unit=f"u{(n + 1) % 10_000}"),))
        for n in range(10_000)
    }
    begun = time.perf_counter()
    assert [code for code, _, _ in told(evolve(PLAN, units={**PLAN.units, **ring}))] == ["TT551"]
    assert time.perf_counter() - begun < 10
