"""What channels read of a plan: which procedures a unit settles."""

from __future__ import annotations

import datetime

from tuyentruyen.model.plan import Plan
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.plugins.reading import procedures_by_unit, procedures_in_force

DAY = datetime.date(2022, 6, 1)


def plan(*procedures: Procedure, **units: dict[str, object]) -> Plan:
    return Plan(
        key="mau-2022", issuer="ubnd", title="Kế hoạch mẫu", since=datetime.date(2022, 1, 1), until=datetime.date(2022, 12, 31),
        units={
            key: Unit(key=key, name=f"Phường {key.upper()}", level="commune", **units.get(key, {})) for key in ("ubnd", "a", "b", "c")
        },
        groups={
            "gan": UnitGroup(key="gan", title="Phường gần", units=("a",)),
            "ca": UnitGroup(key="ca", title="Cả hai", units=("b",), groups=("gan",)),
        },
        procedures={one.key: one for one in procedures},
    )  # fmt: skip


def keys(found: dict[str, list[Procedure]]) -> dict[str, list[str]]:
    return {unit: [one.key for one in procedures] for unit, procedures in found.items()}


def test_a_procedure_is_settled_by_the_units_it_names():
    found = procedures_by_unit(plan(Procedure(key="sao-y", title="Sao y", units=("c",))), DAY)
    assert keys(found) == {"c": ["sao-y"]}


def test_a_group_stands_for_its_members_and_those_of_the_groups_in_it():
    found = procedures_by_unit(plan(Procedure(key="sao-y", title="Sao y", units=("ca",))), DAY)
    assert keys(found) == {"a": ["sao-y"], "b": ["sao-y"]}


def test_a_procedure_that_names_nobody_is_settled_by_all_of_its_level_that_exist():
    gone = {"b": {"until": datetime.date(2022, 5, 31)}}
    found = procedures_by_unit(plan(Procedure(key="sao-y", title="Sao y", level="commune"), **gone), DAY)
    assert keys(found) == {"ubnd": ["sao-y"], "a": ["sao-y"], "c": ["sao-y"]}


def test_a_procedure_of_another_level_is_settled_by_none_of_them():
    assert procedures_by_unit(plan(Procedure(key="dat", title="Đất", level="city")), DAY) == {}


def test_a_procedure_is_in_force_on_its_first_and_on_its_last_day():
    one = Procedure(key="sao-y", title="Sao y", since=DAY, until=DAY)
    days = [DAY - datetime.timedelta(1), DAY, DAY + datetime.timedelta(1)]
    assert [[found.key for found in procedures_in_force(plan(one), day)] for day in days] == [[], ["sao-y"], []]
