"""Whatever timing a plan may hold, it is told back, and what is told agrees with the schedule."""

from __future__ import annotations

import datetime
import re
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen import explain, occurrences
from tuyentruyen.explain import explanation_markdown, explanation_text
from tuyentruyen.model.plan import Activity, Assignment, Form, Plan
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import (
    UNITS,
    WEEKDAYS,
    Before,
    By,
    Deferred,
    During,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
    Quota,
    Several,
)
from tuyentruyen.wording import speaking

days = st.dates(date(2021, 6, 1), date(2023, 6, 30))
spans = st.tuples(days, days).map(sorted)
ends = st.tuples(st.none() | days, st.none() | days).filter(lambda pair: None in pair or pair[0] <= pair[1])
times = st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0))
recurring = st.one_of(
    st.builds(
        lambda on, at, pair, interval: Every(every="week", interval=interval, on=tuple(on), at=at, since=pair[0], until=pair[1]),
        st.sets(st.sampled_from(WEEKDAYS), max_size=3), times, ends, st.integers(1, 5),
    ),
    st.builds(
        lambda every, numbers, pair: Every(every=every, days=tuple(numbers), since=pair[0], until=pair[1]),
        st.sampled_from(("month", "quarter", "year")), st.sets(st.integers(1, 31) | st.integers(-31, -1), max_size=3), ends,
    ),
    st.builds(lambda every, before: Every(every=every, before=before), st.sampled_from(("month", "quarter", "year")), st.integers(1, 31)),
)  # fmt: skip
once = st.one_of(
    st.builds(lambda day, at: OnDay(day=day, at=at), days, times),
    spans.map(lambda pair: During(since=pair[0], until=pair[1])),
    days.map(lambda day: Before(before=day)),
    days.map(lambda day: By(by=day)),
)
others = st.one_of(
    st.just(Ongoing()), st.just(OnEvent(event="khi có", within=3)), st.just(Deferred(deferred="theo thực trạng"))
)
whens = (
    recurring
    | once
    | others
    | st.lists(once | recurring | others, min_size=2, max_size=4, unique=True).map(
        lambda all_: Several(all=tuple(all_))
    )
)
quotas = st.builds(
    lambda count, per, at, part, pair: Quota(count=count, per=per, at=at, part=part, since=pair[0], until=pair[1]),
    st.integers(1, 9), st.sampled_from(UNITS), st.sampled_from(("least", "exactly", "most")),
    st.sampled_from(("whole", "share", "none")), ends,
)  # fmt: skip


def plan(each="", **timing):
    activity = Activity(key="viec", title="Việc", form="dien-tu", themes=("*",), each=each, **timing)
    return Plan(
        key="ke-hoach",
        issuer="so",
        title="Kế hoạch",
        since=date(2022, 1, 10),
        until=date(2022, 12, 20),
        units={
            "so": Unit(key="so", name="Sở"),
            "xa-a": Unit(key="xa-a", name="Xã A", since=date(2022, 3, 1)),
            "xa-b": Unit(key="xa-b", name="Xã B", until=date(2022, 8, 31)),
            "xa-c": Unit(key="xa-c", name="Xã C"),
        },
        groups={"xa": UnitGroup(key="xa", title="Các xã", units=("xa-a", "xa-b", "xa-c"))},
        forms={"dien-tu": Form(key="dien-tu", title="Cổng")},
        assignments={"IV.1": Assignment(key="IV.1", lead=("so",), forms=("dien-tu",))},
        activities={"viec": activity},
    )


def notes(made):
    return [one.text for one in explain(made).paragraphs if one.place == "activities.viec"]


@given(timing=whens | quotas, each=st.sampled_from(("", "xa")), lang=st.sampled_from(("vi", "en")))
def test_every_timing_is_told_in_both_languages(timing, each, lang):
    made = plan(each=each, **({"quota": timing} if isinstance(timing, Quota) else {"when": timing}))
    with speaking(lang):
        told = explain(made)
        assert all(one.text.strip() for one in told.paragraphs)
        assert "+ Việc: " in explanation_text(told)
        assert "- Việc: " in explanation_markdown(told)
        assert len(notes(made)) >= 3


@given(quota=quotas)
def test_what_a_quota_comes_to_is_what_the_schedule_counts(quota):
    with speaking("en"):
        found = re.search(r"= ([\d,]+) tin, bài", notes(plan(quota=quota))[2])
    told = int(found[1].replace(",", "")) if found else 0
    assert told == sum(one.count for one in occurrences(plan(quota=quota)))


@given(quota=quotas.filter(lambda quota: quota.at != "most"))
def test_what_all_members_owe_is_what_the_schedule_counts(quota):
    made = plan(quota=quota, each="xa")
    with speaking("en"):
        found = re.search(r"for itself, (?:at least|at most|exactly) ([\d,]+) tin, bài in all", notes(made)[2])
    told = int(found[1].replace(",", "")) if found else 0
    assert told == sum(one.count for one in occurrences(made))


@given(timing=recurring)
def test_how_often_something_recurs_is_what_the_schedule_counts(timing):
    with speaking("en"):
        note = notes(plan(when=timing))[2]
    found = re.match(r"([\d,]+) times|(Once)|(Falls on no day)", note)
    assert found, note
    told = int(found[1].replace(",", "")) if found[1] else 1 if found[2] else 0
    assert told == sum(1 for _ in occurrences(plan(when=timing)))


def test_a_hundred_years_of_days_for_hundreds_of_units_are_told_in_seconds():
    units = {f"xa-{n}": Unit(key=f"xa-{n}", name=f"Xã {n}", until=date(2050, 1, 1)) for n in range(700)}
    made = plan(when=Every(every="day"), each="xa")

    made = evolve(
        made,
        since=date(2000, 1, 1),
        until=date(2099, 12, 31),
        units={"so": made.units["so"], **units},
        groups={"xa": UnitGroup(key="xa", title="Các xã", units=tuple(units))},
    )
    began = datetime.datetime.now()
    with speaking("en"):
        assert "each of 700 units for itself, 12,784,800 times in all" in " ".join(notes(made))
    assert (datetime.datetime.now() - began).total_seconds() < 20


@pytest.mark.parametrize("year", [1, 9999])
def test_the_ends_of_the_calendar_are_no_fault(year):

    made = evolve(plan(quota=Quota(count=1)), since=date(year, 1, 1), until=date(year, 12, 31))
    assert notes(made)[2] == "At least 1 × 12 periods = 12 tin, bài."
