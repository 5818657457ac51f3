"""What of a plan moves, splits or has to be decided on a day."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuyentruyen import Message, Successor, findings, followers, retarget
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.plan import ROLES, Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Ongoing

LAST = date(2025, 6, 30)
ON = date(2026, 1, 1)


def unit(key, *heirs, **fields):
    heirs = tuple(one if isinstance(one, Successor) else Successor(unit=one) for one in heirs)
    fields = {"until": LAST, **fields} if heirs else fields
    return Unit(key=key, name=f"Đơn vị {key}", successors=heirs, **fields)


def part(key, note=""):
    return Successor(unit=key, part=True, note=note)


def by_key(*records):
    return {record.key: record for record in records}


def activity(key="loa", **fields):
    return Activity(key=key, title="Loa", **{"form": "co-so", "themes": ("*",), "when": Ongoing(), **fields})


PLAN = Plan(
    key="ke-hoach",
    issuer="cu",
    title="Kế hoạch",
    since=date(2025, 1, 1),
    until=date(2026, 12, 31),
    themes=by_key(Theme(key="vai-tro", title="Vai trò")),
    forms=by_key(Form(key="co-so", title="Thông tin cơ sở"), Form(key="bao-chi", title="Báo chí")),
    units=by_key(
        unit("moi"),
        unit("cu", Successor(unit="moi", basis="1/NQ-HĐND")),
        unit("x"),
        unit("y"),
        unit("chia", part("x", "tổ 1"), part("y", "tổ 2")),
        unit("mat", until=LAST),
        unit("so", Successor(unit="x", functions=("báo chí",)), Successor(unit="y", functions=("cơ sở", "co-so"))),
    ),
)


def with_(**tables):
    """The plan with records added to its tables."""
    return evolve(
        PLAN,
        **{
            name: {**getattr(PLAN, name), **by_key(*value)} if name != "recipients" else value
            for name, value in tables.items()
        },
    )


def places(several):
    return [(one.place, one.unit, [follower.unit for follower in one.followers]) for one in several]


def test_a_plan_whose_units_all_exist_stays_as_it_is():
    sound = with_(activities=(activity(units=("moi",)),))
    found = retarget(sound, on=ON)
    assert (found.moves, found.splits, found.questions) == ((), (), ())
    assert found.plan is sound
    assert found.is_settled


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ({"activities": (activity(units=("cu",)),)}, "activities.loa.units[0]"),
        ({"assignments": (Assignment(key="IV.1", lead=("moi", "cu")),)}, "assignments.IV.1.lead[1]"),
        ({"assignments": (Assignment(key="IV.1", requested=("cu",)),)}, "assignments.IV.1.requested[0]"),
        ({"channels": (Channel(key="tin", form="co-so", backend="rss", owner="cu"),)}, "channels.tin.owner"),
        ({"channels": (Channel(key="tin", form="co-so", backend="rss", owner="moi", units=("cu",)),)}, "channels.tin.units[0]"),
        ({"groups": (UnitGroup(key="g", title="Nhóm", units=("x", "cu")),)}, "groups.g.units[1]"),
        ({"procedures": (Procedure(key="khai-sinh", code="1.001193", title="Khai sinh", units=("cu",)),)}, "procedures.khai-sinh.units[0]"),
        ({"recipients": (Recipient(name="Lưu"), Recipient(name="Đơn vị cũ", unit="cu"))}, "plan.recipients[1].unit"),
        ({"units": (evolve(unit("phong"), parent="cu"),)}, "units.phong.parent"),
    ],
)  # fmt: skip
def test_every_place_that_names_a_unit_moves_to_the_one_that_follows_wholly(tables, place):
    found = retarget(with_(**tables), on=ON)
    assert places(found.moves) == [(place, "cu", ["moi"])]
    assert found.is_settled
    assert found.moves[0].bases == ("1/NQ-HĐND",)
    assert found.moves[0].why == "it ended on 30/6/2025; one unit follows it wholly"
    assert retarget(found.plan, on=ON).moves == ()


def test_every_role_moves():
    every = Assignment(key="IV.1", **dict.fromkeys(ROLES, ("cu",)))
    moved = retarget(with_(assignments=(every,)), on=ON).plan.assignments["IV.1"]
    assert {role: getattr(moved, role) for role in ROLES} == dict.fromkeys(ROLES, ("moi",))


def test_who_issued_the_plan_stays():
    assert retarget(PLAN, on=ON).plan.issuer == "cu"


def test_the_plan_that_is_given_stays_as_it_is():
    old = with_(activities=(activity(units=("cu",)),))
    new = retarget(old, on=ON).plan
    assert old.activities["loa"].units == ("cu",)
    assert new.activities["loa"].units == ("moi",)
    assert evolve(new, activities=old.activities) == old


def test_a_unit_that_stands_beside_its_successor_goes():
    both = with_(activities=(activity(units=("moi", "cu", "x")),))
    assert retarget(both, on=ON).plan.activities["loa"].units == ("moi", "x")


def test_on_the_last_day_of_a_unit_nothing_moves():
    named = with_(activities=(activity(units=("cu",)),))
    assert retarget(named, on=LAST).moves == ()
    assert len(retarget(named, on=date(2025, 7, 1)).moves) == 1


def test_parts_are_a_split_and_nothing_is_changed():
    split = with_(groups=(UnitGroup(key="g", title="Nhóm", units=("chia",)),))
    found = retarget(split, on=ON)
    assert places(found.splits) == [("groups.g.units[0]", "chia", ["x", "y"])]
    assert [follower.notes for follower in found.splits[0].followers] == [("tổ 1",), ("tổ 2",)]
    assert found.plan == split
    assert not found.is_settled


@pytest.mark.parametrize(
    ("heirs", "why"),
    [
        ((), "nobody is named to follow it"),
        (("la",), "the plan has no unit 'la' that is named to follow"),
        (("a",), "who follows leads back to Đơn vị a"),
        (("x", "y"), "several follow it, and not each is said to take a share"),
        ((part("x"), "y"), "several follow it, and not each is said to take a share"),
        ((part("x"),), "only a part of it passed on, and nobody is named for the rest"),
        (("mat",), "nobody is named to follow Đơn vị mat"),
        (("x", "mat"), "nobody is named to follow Đơn vị mat"),
        (("sau",), "Đơn vị sau begins only on 01/01/2027"),
        ((Successor(unit="x", since=date(2026, 1, 2)),), "who follows Đơn vị a does so only later"),
    ],
)  # fmt: skip
def test_what_is_in_doubt_is_a_question_and_nothing_is_changed(heirs, why):
    doubtful = with_(
        units=(unit("a", *heirs, until=LAST), unit("sau", since=date(2027, 1, 1))),
        recipients=(Recipient(name="A", unit="a"),),
    )
    found = retarget(doubtful, on=ON)
    assert (found.moves, found.splits) == ((), ())
    assert [one.why for one in found.questions] == [f"it ended on 30/6/2025; {why}"]
    assert found.plan is doubtful


def test_a_unit_that_has_not_begun_is_a_question():
    early = with_(units=(unit("sau", since=date(2026, 1, 2)),), recipients=(Recipient(name="A", unit="sau"),))
    assert [one.why for one in retarget(early, on=ON).questions] == ["it begins only on 02/01/2026"]


# By function


def test_a_duty_goes_where_its_form_goes():
    media = with_(activities=(activity("tin", form="bao-chi", units=("so",)), activity(units=("so",))))
    assert places(retarget(media, on=ON).moves) == [
        ("activities.tin.units[0]", "so", ["x"]),
        ("activities.loa.units[0]", "so", ["y"]),
    ]


def test_an_assignment_of_two_forms_that_part_is_split_form_by_form():
    media = with_(assignments=(Assignment(key="IV.3", lead=("so",), forms=("bao-chi", "co-so")),))
    [split] = retarget(media, on=ON).splits
    assert [(one.unit, one.functions) for one in split.followers] == [("x", ("bao-chi",)), ("y", ("co-so",))]


def test_an_assignment_of_two_forms_that_stay_together_moves():
    media = with_(
        units=(unit("hai", "y", Successor(unit="x", functions=("báo chí", "co-so"))),),
        assignments=(Assignment(key="IV.3", lead=("hai",), forms=("bao-chi", "co-so")),),
    )
    assert places(retarget(media, on=ON).moves) == [("assignments.IV.3.lead[0]", "hai", ["x"])]


def test_a_place_of_no_form_is_split_by_function():
    [split] = retarget(with_(recipients=(Recipient(name="Sở", unit="so"),)), on=ON).splits
    assert [(one.unit, one.functions) for one in split.followers] == [("x", ("báo chí",)), ("y", ("cơ sở", "co-so"))]


def test_who_takes_the_rest_takes_a_share_too():
    media = with_(
        units=(unit("a", "y", Successor(unit="x", functions=("báo chí",))),),
        recipients=(Recipient(name="A", unit="a"),),
    )
    [split] = retarget(media, on=ON).splits
    assert [(one.unit, one.functions) for one in split.followers] == [("y", ()), ("x", ("báo chí",))]


def test_who_takes_a_part_of_the_rest_leaves_a_question():
    media = with_(
        units=(unit("a", part("y"), Successor(unit="x", functions=("báo chí",))),),
        recipients=(Recipient(name="A", unit="a"),),
    )
    [question] = retarget(media, on=ON).questions
    assert question.why.endswith("only a part of it passed on, and nobody is named for the rest")


def test_a_form_that_was_handed_to_nobody_is_a_question():
    media = with_(
        units=(unit("a", Successor(unit="x", functions=("báo chí",))),), activities=(activity(units=("a",)),),
    )  # fmt: skip
    [question] = retarget(media, on=ON).questions
    assert question.why == "it ended on 30/6/2025; nobody is named to follow Đơn vị a in this function"


def test_one_function_alone_is_no_whole():
    some = with_(
        units=(unit("a", Successor(unit="x", functions=("báo chí",))),), recipients=(Recipient(name="A", unit="a"),)
    )
    [question] = retarget(some, on=ON).questions
    assert question.why == "it ended on 30/6/2025; nobody is named for anything but báo chí"


def test_two_that_take_one_function_whole_are_a_question():
    both = with_(
        units=(unit("a", Successor(unit="x", functions=("báo chí",)), Successor(unit="y", functions=("Báo chí",))),),
        activities=(activity(form="bao-chi", units=("a",)),),
    )
    assert len(retarget(both, on=ON).questions) == 1


def test_a_procedure_goes_where_its_field_goes():
    fields = with_(
        units=(unit("a", "y", Successor(unit="x", functions=("đất đai",))),),
        procedures=(Procedure(key="so-do", code="1.001193", title="Cấp sổ", field="Đất đai", units=("a",)),),
    )
    assert places(retarget(fields, on=ON).moves) == [("procedures.so-do.units[0]", "a", ["x"])]


def test_parts_that_came_together_again_move():
    divided = with_(
        units=(
            unit("a", part("b", "bắc"), part("c", "nam"), until=date(2025, 6, 30)),
            unit("b", "moi", until=date(2025, 12, 31)),
            unit("c", "moi", until=date(2025, 12, 31)),
        ),
        activities=(activity(units=("a",)),),
    )
    assert len(retarget(divided, on=date(2025, 12, 31)).splits) == 1
    assert places(retarget(divided, on=ON).moves) == [("activities.loa.units[0]", "a", ["moi"])]


# Messages


def test_a_message_goes_where_the_form_of_its_activity_goes():
    media = with_(activities=(activity(form="bao-chi"),))
    post = Message(key="tin", title="Tin", body="Chữ.", published=ON, unit="so", activity="loa")
    assert places(retarget(media, on=ON, messages=[post]).moves) == [("unit", "so", ["x"])]


def message(key, day, **fields):
    return Message(key=key, title="Tin", body="Tin.", published=day, **fields)


def test_messages_of_that_day_or_later_are_looked_at_and_earlier_ones_are_history():
    several = (
        message("truoc", date(2025, 12, 31), unit="cu"),
        message("dung", ON, unit="cu"),
        message("sau", date(2026, 5, 1), unit="chia"),
        message("khong", ON),
        message("la", ON, unit="la"),
    )
    found = retarget(PLAN, on=ON, messages=several)
    assert [(one.message, one.place, one.unit) for one in found.moves] == [("dung", "unit", "cu")]
    assert [(one.message, one.place, one.unit) for one in found.splits] == [("sau", "unit", "chia")]
    assert found.plan is PLAN


# What cannot be


def test_keys_that_the_plan_does_not_have_are_left_to_the_check():
    odd = with_(activities=(activity(units=("la",)),), groups=(UnitGroup(key="g", title="G", units=("la",)),))
    assert retarget(odd, on=ON).is_settled


def test_rings_of_parents_and_groups_do_not_hang():
    rings = with_(
        units=(evolve(unit("p"), parent="q"), evolve(unit("q"), parent="p"), evolve(unit("r"), parent="r")),
        groups=(UnitGroup(key="g", title="G", groups=("h",)), UnitGroup(key="h", title="H", groups=("g",))),
        activities=(activity(units=("g",)),),
    )
    assert retarget(rings, on=ON).is_settled


def test_seven_hundred_units_in_a_chain_all_move_to_the_last():
    chain = [unit(f"u{n}", f"u{n + 1}") for n in range(700)]
    named = with_(
        units=(*chain, unit("u700")),
        groups=(UnitGroup(key="g", title="G", units=tuple(f"u{n}" for n in range(700))),),
    )
    found = retarget(named, on=ON)
    assert len(found.moves) == 700
    assert found.plan.groups["g"].units == ("u700",)


# Properties

KEYS = [f"u{n}" for n in range(7)]
DAYS = st.dates(date(2025, 6, 1), date(2025, 12, 31))
SUCCESSORS = st.builds(
    Successor,
    unit=st.sampled_from([*KEYS, "la"]),
    since=st.none() | DAYS,
    part=st.booleans(),
    functions=st.sampled_from([(), (), ("báo chí",), ("co-so",), ("báo chí", "co-so")]),
)
UNITS = st.tuples(
    *(
        st.builds(
            Unit,
            key=st.just(key),
            name=st.just("Đơn vị"),
            parent=st.sampled_from(["", *KEYS]),
            since=st.none() | DAYS,
            until=st.none() | DAYS,
            successors=st.lists(SUCCESSORS, max_size=3, unique_by=lambda one: one.unit),
        )
        for key in KEYS
    )
)
SOME = st.lists(st.sampled_from([*KEYS, "g"]), max_size=4, unique=True).map(tuple)


@st.composite
def plans(draw):
    return evolve(
        PLAN,
        units=by_key(*draw(UNITS)),
        groups=by_key(UnitGroup(key="g", title="G", units=tuple(k for k in draw(SOME) if k != "g"))),
        recipients=tuple(Recipient(name="N", unit=draw(st.sampled_from(["", *KEYS]))) for _ in range(2)),
        assignments=by_key(Assignment(key="IV.1", lead=draw(SOME), requested=draw(SOME), forms=("bao-chi", "co-so"))),
        activities=by_key(
            activity("a", units=draw(SOME)), activity("b", form="bao-chi", units=draw(SOME)), activity("c", each="g")
        ),
        channels=by_key(
            Channel(
                key="tin", form="bao-chi", backend="rss", owner=draw(st.sampled_from([*KEYS, "g"])), units=draw(SOME)
            )
        ),
    )


often = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def duties(plan, day):
    """Who is named for what on a day, each with the record that names it."""
    named = {
        **{f"activities.{key}": (*one.units, one.each) for key, one in plan.activities.items()},
        **{f"{key}.{role}": getattr(one, role) for key, one in plan.assignments.items() for role in ROLES},
        **{f"channels.{key}": (one.owner,) for key, one in plan.channels.items()},
    }
    return {(place, unit.key) for place, keys in named.items() for unit in everyone(plan, keys) if unit.exists_on(day)}


@often
@given(plans(), DAYS)
def test_retargeted_once_more_a_plan_stays_as_it_is(plan, day):
    once = retarget(plan, on=day)
    again = retarget(once.plan, on=day)
    assert again.moves == ()
    assert again.plan == once.plan
    assert {one.unit for one in again.questions} == {one.unit for one in once.questions}


@often
@given(plans(), DAYS)
def test_no_follower_is_missing_on_the_day(plan, day):
    found = retarget(plan, on=day)
    for one in (*found.moves, *found.splits, *found.questions):
        assert not plan.units[one.unit].exists_on(day)
        assert all(plan.units[follower.unit].exists_on(day) for follower in one.followers)
    assert all(len(one.followers) == 1 for one in found.moves)
    assert all(len(one.followers) > 1 for one in found.splits)


@often
@given(plans(), DAYS)
def test_moves_never_lose_a_duty(plan, day):
    found = retarget(plan, on=day)
    assert duties(plan, day) <= duties(found.plan, day)


@often
@given(plans(), DAYS)
def test_every_move_is_made_and_everything_else_stays(plan, day):
    found = retarget(plan, on=day)
    gone = {one.unit for one in (*found.splits, *found.questions)}
    for one in found.moves:
        if one.place.startswith("activities."):
            key = one.place.split(".")[1]
            assert one.followers[0].unit in found.plan.activities[key].units
    for key, one in plan.activities.items():
        assert set(one.units) & gone <= {*found.plan.activities[key].units, *(m.unit for m in found.moves)}
    assert found.plan.issuer == plan.issuer
    assert {key: one.successors for key, one in found.plan.units.items()} == {
        key: one.successors for key, one in plan.units.items()
    }


@often
@given(plans())
def test_no_rule_breaks_on_such_a_plan(plan):
    assert [str(one) for one in findings(plan) if one.code == "TT197"] == []


@often
@given(plans(), DAYS)
def test_a_follower_by_function_is_one_of_those_without(plan, day):
    for key in plan.units:
        whole = {one.unit for one in followers(plan, key, on=day)}
        for function in ("bao-chi", "co-so", "xuất bản"):
            assert {one.unit for one in followers(plan, key, on=day, function=function)} <= whole
