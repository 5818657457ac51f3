"""Members of groups, and roles that activities inherit."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from tuyentruyen.model.duties import assignments, doers, everyone, is_requested, members, roles
from tuyentruyen.model.plan import Activity, Assignment, Plan
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Ongoing

DAY = date(2022, 6, 1)


def by_key(*records):
    return {record.key: record for record in records}


def activity(**fields):
    return Activity(key="tin-bai", title="Tin, bài", when=Ongoing(), **{"form": "bao-chi", "themes": ("*",), **fields})


PLAN = Plan(
    key="kstthc-2022",
    issuer="ubnd-tp",
    title="Kiểm soát thủ tục hành chính",
    since=date(2022, 3, 28),
    until=date(2022, 12, 31),
    units=by_key(
        Unit(key="ubnd-tp", name="UBND Thành phố"),
        Unit(key="so-tttt", name="Sở Thông tin và Truyền thông"),
        Unit(key="so-vhtt", name="Sở Văn hóa và Thể thao"),
        Unit(key="vp-ubnd", name="Văn phòng UBND"),
        Unit(key="ban-tuyen-giao", name="Ban Tuyên giáo Thành ủy", kind="party"),
        Unit(key="quan-ba-dinh", name="Quận Ba Đình", until=date(2025, 6, 30)),
        Unit(key="phuong-ba-dinh", name="Phường Ba Đình", since=date(2025, 7, 1)),
    ),
    groups=by_key(
        UnitGroup(key="dia-phuong", title="Địa phương", units=("phuong-ba-dinh", "quan-ba-dinh")),
        UnitGroup(key="so", title="Các Sở", units=("so-vhtt", "so-tttt")),
        UnitGroup(key="tat-ca", title="Các Sở và địa phương", groups=("dia-phuong", "so"), units=("so-tttt",)),
        UnitGroup(key="vong-a", title="Vòng", groups=("vong-b",), units=("so-tttt",)),
        UnitGroup(key="vong-b", title="Vòng", groups=("vong-a",), units=("so-vhtt",)),
    ),
    assignments=by_key(
        Assignment(key="IV.1", lead=("vp-ubnd",), forms=("su-kien",), themes=("*",)),
        Assignment(key="IV.2", requested=("ban-tuyen-giao",), forms=("bao-chi", "phat-thanh")),
        Assignment(key="IV.3", lead=("so-tttt",), coordinating=("vp-ubnd",), forms=("bao-chi", "co-so")),
        Assignment(key="IV.4", executing=("so-vhtt",), forms=("truc-quan",), themes=("cntt",)),
        Assignment(key="IV.5", directing=("dia-phuong",), themes=("*",)),
    ),
)


def test_members_of_nested_groups_come_once_and_in_the_plan_s_order():
    assert [u.key for u in members(PLAN, "tat-ca", DAY)] == ["so-tttt", "so-vhtt", "quan-ba-dinh"]


def test_a_group_has_the_members_that_exist_on_the_day():
    assert [u.key for u in members(PLAN, "dia-phuong", date(2025, 6, 30))] == ["quan-ba-dinh"]
    assert [u.key for u in members(PLAN, "dia-phuong", date(2025, 7, 1))] == ["phuong-ba-dinh"]


def test_a_unit_is_its_own_only_member():
    assert [u.key for u in members(PLAN, "so-tttt", DAY)] == ["so-tttt"]


def test_a_ring_of_groups_ends():
    assert [u.key for u in members(PLAN, "vong-a", DAY)] == ["so-tttt", "so-vhtt"]


def test_a_key_that_names_nothing_has_no_members():
    assert members(PLAN, "so-la", DAY) == ()
    assert everyone(PLAN, ("so-la", "so-tttt")) == (PLAN.units["so-tttt"],)


def test_roles_come_from_all_assignments_of_the_form():
    assert roles(PLAN, activity()) == {
        "lead": ("so-tttt",),
        "coordinating": ("vp-ubnd",),
        "requested": ("ban-tuyen-giao",),
    }


def test_an_assignment_that_names_other_themes_does_not_concern_an_activity():
    assert roles(PLAN, activity(form="truc-quan", themes=("vai-tro",))) == {}
    assert roles(PLAN, activity(form="truc-quan", themes=("cntt", "vai-tro"))) == {"executing": ("so-vhtt",)}


@pytest.mark.parametrize("clause", ["IV.2", "IV.2, gạch 1"])
def test_an_activity_that_names_an_assignment_as_its_clause_has_that_one_alone(clause):
    assert [a.key for a in assignments(PLAN, activity(clause=clause))] == ["IV.2"]


def test_a_clause_that_is_parted_into_assignments_has_all_of_them():
    parts = by_key(Assignment(key="IV.5, gạch 1"), Assignment(key="IV.5, gạch 2"), Assignment(key="IV.50"))
    parted = evolve(PLAN, assignments=parts)
    assert [a.key for a in assignments(parted, activity(clause="IV.5"))] == ["IV.5, gạch 1", "IV.5, gạch 2"]


def test_another_clause_that_begins_alike_is_another_clause():
    assert [a.key for a in assignments(PLAN, activity(clause="IV.21"))] == ["IV.2", "IV.3"]


def test_an_activity_s_own_units_lead_it():
    assert roles(PLAN, activity(units=("so-vhtt",)))["lead"] == ("so-vhtt",)
    assert roles(PLAN, activity(units=("so-vhtt",)))["coordinating"] == ("vp-ubnd",)


def test_the_members_of_each_carry_out():
    assert roles(PLAN, activity(each="dia-phuong"))["executing"] == ("dia-phuong",)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("so-tttt",)),
        ({"units": ("so-vhtt", "vp-ubnd")}, ("so-vhtt", "vp-ubnd")),
        ({"each": "dia-phuong"}, ("dia-phuong",)),
        ({"form": "truc-quan"}, ("so-vhtt",)),
        ({"clause": "IV.5"}, ("dia-phuong",)),
        ({"form": "phat-thanh"}, ("ban-tuyen-giao",)),
        ({"form": "khong-ai"}, ()),
    ],
)
def test_who_does_it(fields, expected):
    assert doers(PLAN, activity(**fields)) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"form": "phat-thanh"}, True),
        ({"clause": "IV.2"}, True),
        ({"units": ("ban-tuyen-giao",)}, True),
        ({}, False),
        ({"units": ("so-tttt", "ban-tuyen-giao")}, False),
        ({"form": "khong-ai"}, False),
        ({"form": "phat-thanh", "requested": False}, False),
        ({"requested": True}, True),
    ],
)
def test_only_what_is_asked_and_not_ordered_is_requested(fields, expected):
    assert is_requested(PLAN, activity(**fields)) is expected
