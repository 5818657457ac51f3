"""Who stands in for a unit on a day."""

from __future__ import annotations

import datetime
import time
from datetime import date

import pytest
from attrs import evolve

from tuyentruyen import Follower, PlanError, Successor, followers
from tuyentruyen.model.plan import Form, Plan
from tuyentruyen.model.units import Unit

LAST = date(2025, 6, 30)
FIRST = date(2025, 7, 1)
TODAY = date(2026, 1, 1)


def unit(key, *heirs, **fields):
    """A unit that ended with June 2025 if it has heirs, else one that exists for ever."""
    heirs = tuple(one if isinstance(one, Successor) else Successor(unit=one) for one in heirs)
    fields = {"until": LAST, **fields} if heirs else fields
    return Unit(key=key, name=f"Đơn vị {key}", successors=heirs, **fields)


def plan(*units):
    return Plan(
        key="ke-hoach",
        issuer="ubnd",
        title="Kế hoạch",
        since=date(2025, 1, 1),
        until=date(2026, 12, 31),
        units={one.key: one for one in units},
        forms={
            "bao-chi": Form(key="bao-chi", title="Tin, bài báo chí", kinds=("press",)),
            "co-so": Form(key="co-so", title="Thông tin cơ sở", kinds=("grassroots",)),
        },
    )


def keys(found):
    return [one.unit for one in found]


def test_a_unit_that_exists_stands_in_for_itself():
    assert followers(plan(unit("a", "b"), unit("b")), "a", on=LAST) == (Follower(unit="a"),)


def test_a_unit_that_ended_is_followed_from_the_next_day_on():
    both = plan(unit("a", "b"), unit("b"))
    assert followers(both, "a", on=FIRST) == (Follower(unit="b"),)


def test_a_unit_that_names_nobody_is_followed_by_nobody():
    assert followers(plan(unit("a", until=LAST)), "a", on=FIRST) == ()


def test_a_chain_is_walked_to_the_unit_that_exists():
    three = plan(unit("a", "b"), unit("b", "c", until=date(2025, 12, 31)), unit("c"))
    assert followers(three, "a", on=date(2025, 12, 31)) == (Follower(unit="b"),)
    assert followers(three, "a", on=TODAY) == (Follower(unit="c", through=("b",)),)


def test_many_follow_one_and_one_follows_many():
    many = plan(
        unit("a", Successor(unit="x", part=True), Successor(unit="y", part=True)),
        unit("b", Successor(unit="y", part=True), Successor(unit="z", part=True)),
        *map(unit, "xyz"),
    )
    assert keys(followers(many, "a", on=TODAY)) == ["x", "y"]
    assert keys(followers(many, "b", on=TODAY)) == ["y", "z"]


def test_a_part_on_the_way_stays_a_part():
    chain = plan(unit("a", Successor(unit="b", part=True, note="tổ 1 đến tổ 9")), unit("b", "c"), unit("c"))
    assert followers(chain, "a", on=TODAY) == (Follower(unit="c", part=True, through=("b",), notes=("tổ 1 đến tổ 9",)),)


def test_parts_that_come_together_again_are_the_whole():
    divided = plan(
        unit("a", Successor(unit="b", part=True, note="bắc"), Successor(unit="c", part=True, note="nam")),
        unit("b", "d"),
        unit("c", "d"),
        unit("d"),
    )
    assert [one.part for one in followers(divided, "a", on=TODAY)] == [False]


@pytest.mark.parametrize("second", [Successor(unit="d", part=True, note="một nửa"), "e"])
def test_parts_of_which_one_goes_elsewhere_stay_parts(second):
    divided = plan(
        unit("a", Successor(unit="b", part=True, note="bắc"), Successor(unit="c", part=True, note="nam")),
        unit("b", "d"),
        unit("c", second),
        unit("d"),
        unit("e"),
    )
    assert {one.part for one in followers(divided, "a", on=TODAY)} == {True}


def test_two_ways_to_one_unit_make_one_follower():
    diamond = plan(unit("a", "b", "c"), unit("b", "d"), unit("c", "d"), unit("d"))
    assert followers(diamond, "a", on=TODAY) == (Follower(unit="d", through=("b",)),)


def test_the_documents_on_the_way_are_told_in_order():
    chain = plan(
        unit("a", Successor(unit="b", basis="1/NQ-HĐND")),
        unit("b", Successor(unit="c", basis="2/NQ-HĐND")),
        unit("c"),
    )
    assert followers(chain, "a", on=TODAY)[0].bases == ("1/NQ-HĐND", "2/NQ-HĐND")


# By function


MEDIA = plan(
    unit("tttt", "khcn", Successor(unit="vhtt", functions=("báo chí", "grassroots"))),
    unit("khcn"),
    unit("vhtt"),
)


@pytest.mark.parametrize("function", ["báo chí", "Báo chí", "bao-chi", "co-so", "BÁO  CHÍ"])
def test_who_names_a_function_goes_before_who_takes_the_rest(function):
    assert keys(followers(MEDIA, "tttt", on=TODAY, function=function)) == ["vhtt"]


@pytest.mark.parametrize("function", ["bưu chính", "dien-tu"])
def test_a_function_that_nobody_names_is_taken_by_who_takes_the_rest(function):
    assert keys(followers(MEDIA, "tttt", on=TODAY, function=function)) == ["khcn"]


def test_without_a_function_each_follower_says_its_own():
    assert followers(MEDIA, "tttt", on=TODAY) == (
        Follower(unit="khcn"),
        Follower(unit="vhtt", functions=("báo chí", "grassroots")),
    )


def test_a_function_that_was_handed_to_nobody_has_no_follower():
    some = plan(unit("a", Successor(unit="b", functions=("báo chí",))), unit("b"))
    assert keys(followers(some, "a", on=TODAY, function="bao-chi")) == ["b"]
    assert followers(some, "a", on=TODAY, function="co-so") == ()


def test_functions_narrow_down_along_a_chain():
    chain = plan(
        unit("a", Successor(unit="b", functions=("báo chí", "in"))),
        unit("b", Successor(unit="c", functions=("In",)), Successor(unit="d", functions=("xuất bản",))),
        unit("c"),
        unit("d"),
    )
    assert followers(chain, "a", on=TODAY) == (Follower(unit="c", functions=("In",), through=("b",)),)


def test_one_unit_by_two_functions_has_both():
    twice = plan(
        unit("a", Successor(unit="b", functions=("in",)), Successor(unit="c", functions=("phát hành",))),
        unit("b", "c"),
        unit("c"),
    )
    assert followers(twice, "a", on=TODAY)[0].functions == ("in", "phát hành")


# Days


def test_a_hand_over_of_a_later_day_is_not_walked_before():
    later = plan(unit("a", Successor(unit="b", since=date(2025, 9, 1))), unit("b"))
    assert followers(later, "a", on=date(2025, 8, 31)) == ()
    assert keys(followers(later, "a", on=date(2025, 9, 1))) == ["b"]


def test_a_hand_over_dated_before_the_end_waits_for_the_end():
    early = plan(unit("a", Successor(unit="b", since=date(2025, 3, 1))), unit("b"))
    assert keys(followers(early, "a", on=LAST)) == ["a"]
    assert keys(followers(early, "a", on=FIRST)) == ["b"]


def test_a_follower_that_has_not_begun_is_none():
    assert followers(plan(unit("a", "b"), unit("b", since=TODAY)), "a", on=date(2025, 12, 31)) == ()


def test_a_unit_that_has_not_begun_is_followed_by_nobody():
    assert followers(plan(unit("a", since=TODAY)), "a", on=LAST) == ()


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_are_days_like_others(day):
    ends = plan(unit("a", "b", until=date.max), unit("b", "a", until=date.min))
    assert keys(followers(ends, "a", on=day)) == ["a"]


# What cannot be


def test_a_unit_that_the_plan_does_not_have_is_refused():
    with pytest.raises(PlanError, match="no unit of the plan is named 'la'"):
        followers(plan(unit("a")), "la", on=TODAY)


def test_a_successor_that_the_plan_does_not_have_follows_nobody():
    assert followers(plan(unit("a", "la")), "a", on=TODAY) == ()


def test_a_unit_that_succeeds_itself_is_followed_by_nobody():
    assert followers(plan(unit("a", "a")), "a", on=TODAY) == ()


def test_a_ring_is_walked_once():
    ring = plan(unit("a", "b"), unit("b", "c"), unit("c", "a"))
    assert [followers(ring, key, on=TODAY) for key in "abc"] == [(), (), ()]


def test_who_leads_out_of_a_ring_is_found():
    ring = plan(unit("a", "b"), unit("b", "a", "c"), unit("c"))
    assert [keys(followers(ring, key, on=TODAY)) for key in "ab"] == [["c"], ["c"]]


def test_seven_hundred_units_in_a_chain_are_walked():
    chain = [unit(f"u{n}", f"u{n + 1}", until=LAST + datetime.timedelta(days=n // 10)) for n in range(700)]
    long = plan(*chain, unit("u700"))
    [last] = followers(long, "u0", on=TODAY)
    assert (last.unit, last.part) == ("u700", False)
    assert last.through == tuple(f"u{n}" for n in range(1, 11))


@pytest.mark.timed
def test_a_chain_of_twenty_thousand_units_neither_overflows_nor_hangs():
    chain = plan(*(unit(f"u{n}", f"u{n + 1}") for n in range(20_000)), unit("u20000"))
    begun = time.perf_counter()
    assert keys(followers(chain, "u0", on=TODAY)) == ["u20000"]
    assert time.perf_counter() - begun < 5


@pytest.mark.timed
def test_doors_that_double_at_every_step_are_walked_once_each():
    rows = [unit(f"u{n}{side}", f"u{n + 1}a", f"u{n + 1}b") for n in range(60) for side in "ab"]
    doors = plan(*rows, unit("u60a"), unit("u60b"))
    begun = time.perf_counter()
    assert keys(followers(doors, "u0a", on=TODAY)) == ["u60a", "u60b"]
    assert time.perf_counter() - begun < 5


def test_of_very_many_followers_the_first_are_told():
    wide = plan(
        unit("a", *(Successor(unit=f"x{n}", part=True) for n in range(300))), *(unit(f"x{n}") for n in range(300))
    )
    assert keys(followers(wide, "a", on=TODAY)) == [f"x{n}" for n in range(200)]


def test_nothing_is_kept_from_one_plan_to_the_next():
    first = plan(unit("a", "b"), unit("b"))
    second = evolve(first, units={**first.units, "a": unit("a", "c"), "c": unit("c")})
    assert keys(followers(first, "a", on=TODAY)) == ["b"]
    assert keys(followers(second, "a", on=TODAY)) == ["c"]
