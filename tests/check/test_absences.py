"""Duties that fall to units which do not exist on their day, and who follows."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from tuyentruyen.check import findings
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Successor, Unit, UnitGroup
from tuyentruyen.model.when import Before, ByRule, Every, OnDay, Ongoing, Quota

LAST = date(2025, 6, 30)


def by_key(*records):
    return {record.key: record for record in records}


def unit(key, *heirs, **fields):
    fields = {"until": LAST, **fields} if heirs else fields
    heirs = tuple(one if isinstance(one, Successor) else Successor(unit=one) for one in heirs)
    return Unit(key=key, name=f"UBND {key}", successors=heirs, **fields)


def activity(**fields):
    timed = {} if "quota" in fields else {"when": Ongoing()}
    return Activity(key="loa", title="Loa", **{"form": "co-so", "themes": ("*",), **timed, **fields})


PLAN = Plan(
    key="ke-hoach",
    issuer="ubnd",
    title="Kế hoạch",
    since=date(2025, 1, 1),
    until=date(2025, 12, 31),
    themes=by_key(Theme(key="vai-tro", title="Vai trò")),
    forms=by_key(Form(key="co-so", title="Thông tin cơ sở")),
    units=by_key(
        unit("ubnd"),
        unit("quan", "phuong"),
        unit("phuong", since=date(2025, 7, 1)),
        unit("huyen", until=LAST),
        unit("xa-cu", until=date(2024, 12, 31)),
    ),
    groups=by_key(
        UnitGroup(key="g", title="Nhóm", units=("quan", "ubnd")),
        UnitGroup(key="du", title="Nhóm đủ", units=("quan", "phuong")),
        UnitGroup(key="mat", title="Nhóm mất", units=("huyen", "ubnd", "xa-cu")),
    ),
)


def with_(**tables):
    return evolve(PLAN, **{name: {**getattr(PLAN, name), **by_key(*value)} for name, value in tables.items()})


def found(plan, code, messages=None):
    return [one for one in findings(plan, messages=messages) if one.code == code]


def told(plan, code="TT552", messages=None):
    return [(one.place, one.text) for one in found(plan, code, messages)]


def owned(owner, **fields):
    return Channel(key="tin", form="co-so", backend="rss", owner=owner, **fields)


def test_a_duty_due_after_the_end_names_who_follows():
    [one] = found(with_(activities=(activity(units=("quan",), when=OnDay(day=date(2025, 7, 15))),)), "TT552")
    assert one.place == "activities.loa.units[0]"
    assert one.text == "is due on 15/7/2025 from UBND quan, which ended on 30/6/2025; it is followed by UBND phuong"
    assert one.mend == "name 'phuong' beside it; tuyentruyen retarget lists all such places"


def test_a_duty_that_nobody_follows_says_so():
    [one] = found(with_(activities=(activity(units=("huyen",), when=Before(before=date(2025, 12, 15))),)), "TT552")
    assert one.text == "is due on 14/12/2025 from UBND huyen, which ended on 30/6/2025; nobody is named to follow it"
    assert one.mend == "name a unit that exists then, or say in its successors who follows it"


def test_a_duty_due_on_the_last_day_is_in_order():
    assert told(with_(activities=(activity(units=("quan",), when=OnDay(day=LAST)),))) == []


@pytest.mark.parametrize(
    ("timing", "day"),
    [
        ({"when": Every(every="month")}, "31/7/2025"),
        ({"when": Every(every="quarter")}, "30/9/2025"),
        ({"when": ByRule(rule="FREQ=WEEKLY;BYDAY=MO")}, "07/7/2025"),
        ({"quota": Quota(count=2, per="month")}, "31/7/2025"),
    ],
)
def test_of_many_days_the_first_one_is_told(timing, day):
    [(_, text)] = told(with_(activities=(activity(units=("quan",), **timing),)))
    assert text.startswith(f"is due on {day} from UBND quan, which ended on 30/6/2025")


def test_what_has_no_day_due_stands_until_its_end():
    [(_, text)] = told(with_(activities=(activity(units=("quan",), when=Ongoing(until=date(2025, 9, 2))),)))
    assert text.startswith("stands until 02/9/2025 for UBND quan, which ended on 30/6/2025")


def test_what_ends_with_the_unit_is_in_order():
    assert told(with_(activities=(activity(units=("quan",), when=Ongoing(until=LAST)),))) == []


def test_a_role_stands_until_the_end_of_the_plan():
    assignment = Assignment(key="IV.1", lead=("ubnd", "quan"))
    assert told(with_(assignments=(assignment,))) == [
        (
            "assignments.IV.1.lead[1]",
            "stands until 31/12/2025 for UBND quan, which ended on 30/6/2025; it is followed by UBND phuong",
        )
    ]


def test_a_procedure_is_settled_by_a_unit_that_exists():
    procedure = Procedure(
        key="khai-sinh", code="1.001193", title="Đăng ký khai sinh", level="commune", units=("ubnd", "quan")
    )
    [(place, text)] = told(with_(procedures=(procedure,)))
    assert place == "procedures.khai-sinh.units[1]"
    assert text.endswith("which ended on 30/6/2025; it is followed by UBND phuong")
    assert told(with_(procedures=(evolve(procedure, until=LAST),))) == []


def test_a_channel_needs_an_owner_until_the_end():
    assert [place for place, _ in told(with_(channels=(owned("quan"),)))] == ["channels.tin.owner"]
    assert told(with_(channels=(owned("phuong", since=date(2025, 7, 1)),))) == []


def test_a_channel_that_begins_after_the_plan_is_not_looked_at():
    assert told(with_(channels=(owned("quan", since=date(2026, 7, 1)),))) == []


def test_an_owner_who_never_exists_is_another_rule_s():
    never = with_(channels=(owned("xa-cu"),))
    assert told(never) == []
    assert len(found(never, "TT131")) == 1


def test_a_follower_beside_the_unit_stands_in():
    assert told(with_(activities=(activity(units=("quan", "phuong")),))) == []
    assert told(with_(activities=(activity(units=("phuong", "quan"), when=Every(every="month")),))) == []
    assert told(with_(assignments=(Assignment(key="IV.1", lead=("quan", "du")),))) == []


def test_a_stranger_beside_the_unit_does_not_stand_in():
    assert len(told(with_(activities=(activity(units=("quan", "ubnd")),)))) == 1


def test_a_unit_that_begins_later_is_missed_before():
    [(place, text)] = told(with_(activities=(activity(units=("phuong",), when=Every(every="month")),)))
    assert place == "activities.loa.units[0]"
    assert text == "is due on 31/01/2025 from UBND phuong, which begins only on 01/7/2025"
    [(_, text)] = told(with_(assignments=(Assignment(key="IV.1", lead=("phuong",)),)))
    assert text == "stands from 01/01/2025 on for UBND phuong, which begins only on 01/7/2025"


def test_somebody_else_does_it_until_a_unit_begins():
    assert told(with_(activities=(activity(units=("phuong", "ubnd"), when=Every(every="month")),))) == []


def test_who_takes_what_is_said():
    split = with_(
        units=(
            unit("quan", Successor(unit="a", part=True), Successor(unit="b", functions=("báo chí",))),
            unit("a"),
            unit("b"),
        ),
        activities=(activity(units=("quan",)),),
    )
    [one] = found(split, "TT552")
    assert one.text.endswith("it is followed by UBND a (for a part), UBND b (for báo chí)")
    assert one.mend == "name 'a', 'b' beside it; tuyentruyen retarget lists all such places"


def test_of_many_followers_five_are_named():
    many = with_(
        units=(
            unit("quan", *(Successor(unit=f"p{n}", part=True, note="n") for n in range(7))),
            *(unit(f"p{n}") for n in range(7)),
        ),
        activities=(activity(units=("quan",)),),
    )
    [one] = found(many, "TT552")
    assert one.text.endswith("UBND p4 (for a part), …")
    assert one.mend.startswith("name 'p0', 'p1', 'p2', 'p3', 'p4' beside it")


def test_a_wrong_rule_is_left_to_its_own_rule():
    wrong = with_(activities=(activity(units=("quan",), when=ByRule(rule="FREQ=HOURLY")),))
    assert told(wrong) == []
    assert len(found(wrong, "TT141")) == 1


@pytest.mark.parametrize(
    ("day", "unit_", "text"),
    [
        (date(2025, 7, 1), "quan", "is published on 01/7/2025 in the name of UBND quan, which ended on 30/6/2025; it is followed by UBND phuong"),
        (LAST, "phuong", "is published on 30/6/2025 in the name of UBND phuong, which begins only on 01/7/2025"),
    ],
)  # fmt: skip
def test_a_message_speaks_for_a_unit_that_exists(day, unit_, text):
    message = Message(key="tin", title="Tin", body="Tin.", published=day, unit=unit_, source="content/tin.md")
    [one] = found(PLAN, "TT552", [message])
    assert (one.message, one.file, one.text) == ("tin", "content/tin.md", text)
    assert "beside" not in one.mend


def test_a_unit_that_ended_before_the_plan_is_replaced():
    plan = evolve(with_(assignments=(Assignment(key="IV.1", lead=("quan",)),)), since=date(2025, 7, 1))
    [one] = found(plan, "TT552")
    assert one.mend == "name 'phuong' instead; tuyentruyen retarget lists all such places"


def test_a_message_of_the_last_day_is_in_order():
    message = Message(key="tin", title="Tin", body="Tin.", published=LAST, unit="quan")
    assert told(PLAN, messages=[message]) == []


# Groups


@pytest.mark.parametrize(
    "tables",
    [
        {"activities": (activity(each="g"),)},
        {"activities": (activity(units=("g",)),)},
        {"assignments": (Assignment(key="IV.1", directing=("g",)),)},
        {"channels": (owned("g"),)},
    ],
)
def test_a_group_with_a_duty_wants_those_who_follow_as_members(tables):
    assert told(with_(**tables), "TT553") == [
        (
            "groups.g",
            (
                "members that do not exist on 01/7/2025 any more: 1 (UBND quan); those who follow are no members: "
                "UBND phuong"
            ),
        )
    ]


def test_a_group_without_a_duty_may_shrink():
    assert told(PLAN, "TT553") == []


def test_a_group_that_holds_both_loses_nothing():
    assert told(with_(activities=(activity(each="du"),)), "TT553") == []


def test_a_group_of_groups_is_looked_at_as_a_whole():
    whole = UnitGroup(key="ca-hai", title="Cả hai", groups=("g", "du"))
    assert told(with_(groups=(whole,), activities=(activity(each="ca-hai"),)), "TT553") == []


def test_a_member_that_ends_within_the_plan_and_names_nobody_is_told_and_one_long_gone_is_not():
    assert told(with_(activities=(activity(each="mat"),)), "TT553") == [
        (
            "groups.mat",
            "members that do not exist on 01/7/2025 any more: 1 (UBND huyen); nobody is named to follow",
        )
    ]


def test_who_takes_single_functions_need_not_be_a_member():
    split = with_(
        units=(unit("quan", "ubnd", Successor(unit="so", functions=("đất đai",))), unit("so")),
        activities=(activity(each="g"),),
    )
    assert told(split, "TT553") == []


def test_each_group_is_told_once():
    twice = with_(activities=(activity(each="g"), evolve(activity(each="g"), key="bang")))
    assert len(told(twice, "TT553")) == 1
