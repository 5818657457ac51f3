"""Activities are counted once, and can be told apart."""

from __future__ import annotations

from tests.check.reading import found, places, plan
from tuyentruyen.model.plan import Activity
from tuyentruyen.model.when import Ongoing


def activity(key, **fields):
    return Activity(key=key, **{"title": key, "form": "web", "themes": ("dvc",), "when": Ongoing(), **fields})


def chain(*keys):
    return plan(
        activities=[activity(key, integrated_into=onto) for key, onto in zip(keys, (*keys[1:], "tin"), strict=True)]
    )


def test_who_rides_on_a_rider_is_told_whom_to_ride_on():
    [one] = found("TT522", plan=chain("a", "b"))
    assert (one.place, one.mend) == (
        "activities.a.integrated_into",
        "write integrated_into = 'tin', the one that is counted",
    )


def test_a_long_chain_is_told_for_each_but_the_last():
    assert places("TT522", chain("a", "b", "c", "d")) == [f"activities.{key}.integrated_into" for key in "abc"]


def test_two_riders_on_one_and_a_ring_are_no_chain():
    two = [
        activity("a", integrated_into="tin"),
        activity("b", integrated_into="tin"),
        activity("c", integrated_into="la"),
    ]
    ring = [activity("d", integrated_into="e"), activity("e", integrated_into="d"), activity("f", integrated_into="d")]
    assert places("TT522", plan(activities=two + ring)) == []


def test_two_activities_of_one_title_differ_in_form_or_doers():
    same = activity("a", title="TIN,  bài", units=("phong",))
    assert places("TT523", plan(activities=[same])) == ["activities.a.title"]
    assert places("TT523", plan(activities=[activity("a", title="Tin, bài", form="loa")])) == []
    assert places("TT523", plan(activities=[activity("a", title="Tin, bài", units=("to-1",))])) == []
    assert places("TT523", plan(activities=[activity("a", title="Tin, bài khác")])) == []
