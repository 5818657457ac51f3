"""Procedures that a board may show."""

from __future__ import annotations

from datetime import date

import pytest

from tests.check.reading import found, places, plan
from tuyentruyen.model.procedures import Procedure


def procedure(key="khai-sinh", **fields):
    sound = {"code": "1.001193", "title": key, "working_days": 1, "basis": ("60/2014/QH13",)}
    return Procedure(key=key, **{**sound, **fields})


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"until": date(2025, 12, 31)}, "until"),
        ({"since": date(2027, 1, 1)}, "since"),
        ({"until": date(2026, 1, 1)}, ""),
        ({"since": date(2026, 12, 31)}, ""),
        ({}, ""),
    ],
)
def test_a_procedure_is_in_force_on_a_day_of_the_plan(fields, place):
    assert places("TT524", plan(procedures=[procedure(**fields)])) == (
        [f"procedures.khai-sinh.{place}"] if place else []
    )


@pytest.mark.parametrize(
    ("fields", "mend"),
    [
        ({"basis": ()}, "write basis as the published procedure has it"),
        ({"working_days": 0}, "write time_limit as the published procedure has it"),
        ({"basis": (), "working_days": 0}, "write basis, time_limit as the published procedure has it"),
        ({"working_days": 0, "time_limit": "Ngay trong ngày"}, ""),
    ],
)
def test_a_procedure_says_what_it_rests_on_and_how_long_it_takes(fields, mend):
    assert [one.mend for one in found("TT525", plan=plan(procedures=[procedure(**fields)]))] == ([mend] if mend else [])


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ({}, {}, 1),
        ({}, {"code": "1.001194"}, 0),
        ({"code": ""}, {"code": ""}, 0),
        ({"until": date(2026, 6, 30)}, {"since": date(2026, 7, 1)}, 0),
        ({"until": date(2026, 7, 1)}, {"since": date(2026, 7, 1)}, 1),
        ({"since": date(2026, 7, 1)}, {"until": date(2026, 6, 30)}, 0),
    ],
)
def test_a_code_is_one_procedure_s_at_a_time(first, second, count):
    both = plan(procedures=[procedure("a", **first), procedure("b", **second)])
    assert places("TT526", both) == ["procedures.b.code"] * count
