"""Holes in a plan are named with clause and units, and a plan that only looks thin has none."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.check.reading import PLAN, found, message, places, plan
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Home, Theme
from tuyentruyen.model.when import Ongoing

CODES = ("TT505", "TT506", "TT507", "TT508", "TT509", "TT510")


def activity(key, **fields):
    return Activity(key=key, **{"title": key, "form": "web", "themes": ("dvc",), "when": Ongoing(), **fields})


@pytest.mark.parametrize("code", CODES)
def test_a_sound_plan_has_no_holes(code):
    assert found(code) == []


@pytest.mark.parametrize("code", CODES)
def test_a_plan_without_activities_is_left_alone(code):
    bare = plan(themes=[Theme(key="phi", title="Phí")], forms=[Form(key="pano", title="Pano")])
    assert found(code, plan=evolve(bare, activities={})) == []


def test_a_theme_that_nothing_tells_of_is_named_with_its_clause_and_lead():
    thin = plan(themes=[Theme(key="phi", title="Phí, lệ phí", clause="II.1, gạch 3")])
    [one] = found("TT505", plan=thin)
    assert one.place == "themes.phi"
    assert one.text == (
        "nothing tells of “Phí, lệ phí” (II.1, gạch 3; in charge: Phòng Văn hóa - Xã hội): no activity and no message has this theme"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"themes": [Theme(key="phi", title="Phí", parent="dvc")]},
        {"themes": [Theme(key="rong", title="Rộng"), evolve(PLAN.themes["dvc"], parent="rong")]},
        {"themes": [Theme(key="phi", title="Phí")], "activities": [activity("tat-ca", themes=("*",))]},
    ],
)
def test_a_theme_is_told_of_through_its_parts_its_whole_or_all(more):
    assert places("TT505", plan(**more)) == []


def test_a_message_tells_of_a_theme_too():
    thin = plan(themes=[Theme(key="phi", title="Phí")])
    assert found("TT505", message(themes=("phi",)), plan=thin) == []


def test_themes_in_a_ring_make_nothing_hang():
    ring = plan(themes=[Theme(key="a", title="A", parent="b"), Theme(key="b", title="B", parent="a")])
    assert places("TT505", ring) == ["themes.a", "themes.b"]


def test_a_form_without_activity_is_found_but_one_of_the_house_is_not(tmp_path):
    thin = plan(forms=[Form(key="pano", title="Pano", clause="II.2, gạch 3")])
    [one] = found("TT506", plan=thin)
    assert (one.place, "“Pano” (II.2, gạch 3):" in one.text) == ("forms.pano", True)
    home = Home(key="nha", folder=tmp_path, shared=frozenset({"forms.pano"}))
    assert found("TT506", plan=evolve(thin, house=home)) == []


def test_a_body_with_a_duty_and_no_activity_is_named_of_a_group_the_idle_ones():
    thin = plan(
        assignments=[Assignment(key="IV.3", executing=("cac-to",), forms=("web",))],
        activities=[activity("phat", form="loa", units=("to-1",))],
    )
    [one] = found("TT507", plan=thin)
    assert (one.place, one.text) == (
        "assignments.IV.3.executing[0]",
        "IV.3 gives Tổ dân phố số 2 a duty, and no activity is theirs",
    )


@pytest.mark.parametrize(
    "assignment",
    [
        Assignment(key="IV.3", executing=("ubnd",), duties=("Bố trí kinh phí.",)),
        Assignment(key="IV.3", inspecting=("ubnd",), forms=("web",)),
        Assignment(key="IV.3", lead=("ubnd",), forms=("pano",)),
        Assignment(key="IV.3", executing=("la",), forms=("web",)),
    ],
)
def test_money_inspection_and_idle_forms_want_no_activity_of_a_body(assignment):
    assert found("TT507", plan=plan(assignments=[assignment], forms=[Form(key="pano", title="Pano")])) == []


def test_a_channel_that_nothing_reaches_is_found():
    far = Channel(key="xa", title="Báo", form="pano", backend="rss", owner="phong")
    thin = plan(channels=[far], forms=[Form(key="pano", title="Pano")])
    assert places("TT508", thin) == ["channels.xa"]
    assert found("TT508", message(channels=("xa",)), plan=thin) == []
    assert found("TT508", message(activity=""), plan=thin) == []
    assert places("TT508", evolve(thin, activities={**thin.activities, "a": activity("a", channels=("xa",))})) == []


def test_a_channel_of_a_form_that_is_a_stranger_is_told_of_once():
    assert places("TT508", plan(channels=[Channel(key="xa", form="la", backend="rss", owner="phong")])) == []


@pytest.mark.parametrize(
    ("clause", "count"),
    [
        ("II.1, gạch 1", 0), ("II.2, gạch 2, câu 3", 0), ("II.2", 0), ("IV", 0), ("IV.1, gạch 4", 0),
        ("VI.1", 1), ("IV.9", 1), ("II.1, gạch 7", 1), ("II.1, gạch 11", 1),
    ],
)  # fmt: skip
def test_a_clause_is_one_of_the_plan_s_a_part_of_one_or_the_whole_of_several(clause, count):
    assert len(found("TT509", plan=plan(activities=[activity("a", clause=clause)]))) == count


def test_a_mistyped_clause_is_mended_by_the_nearest():
    [one] = found("TT509", plan=plan(activities=[activity("a", clause="VI.1")]))
    assert one.mend.startswith("did you mean 'IV.1'?")


def test_a_theme_that_no_assignment_covers_is_found_where_others_are():
    named = plan(
        assignments=[
            Assignment(key="IV.1", lead=("phong",), forms=("web", "loa"), themes=("nop",)),
            Assignment(key="IV.2", requested=("hoi",), themes=("nop",)),
        ],
        themes=[Theme(key="phi", title="Phí")],
    )
    assert places("TT510", named) == ["themes.phi"]
