"""What is due under a plan: windows, who, in which order."""

from __future__ import annotations

import datetime
import subprocess
import sys
import tracemalloc
from datetime import date
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuyentruyen.errors import PlanError
from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.plan import Activity, Assignment, Form, Plan
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import WEEKDAYS, Before, ByRule, During, Every, OnDay, OnEvent, Ongoing, Quota
from tuyentruyen.schedule import occurrences
from tuyentruyen.text import VIETNAM

SINCE, UNTIL = date(2022, 3, 28), date(2022, 12, 31)
UNITS = (
    Unit(key="so-tttt", name="Sở Thông tin và Truyền thông"),
    Unit(key="vp-ubnd", name="Văn phòng UBND"),
    Unit(key="quan-ba-dinh", name="Quận Ba Đình"),
    Unit(key="quan-cu", name="Quận cũ", until=date(2022, 6, 30)),
    Unit(key="phuong-moi", name="Phường mới", since=date(2022, 7, 1)),
)


def by_key(*records):
    return {record.key: record for record in records}


def activity(key="loa", **fields):
    chosen = {"title": "Phát thanh cơ sở", "form": "co-so", "themes": ("*",), **fields}
    if "quota" not in chosen:
        chosen.setdefault("when", Ongoing())
    return Activity(key=key, **chosen)


def plan(*activities, **fields):
    return Plan(
        **{
            "key": "kstthc-2022",
            "issuer": "vp-ubnd",
            "title": "Kiểm soát thủ tục hành chính",
            "since": SINCE,
            "until": UNTIL,
            "units": by_key(*UNITS),
            "groups": by_key(
                UnitGroup(key="dia-phuong", title="Địa phương", units=("phuong-moi", "quan-ba-dinh", "quan-cu")),
                UnitGroup(key="hai-so", title="Hai đơn vị", units=("vp-ubnd", "so-tttt")),
            ),
            "forms": by_key(Form(key="co-so", title="Thông tin cơ sở")),
            "assignments": by_key(Assignment(key="IV.3", lead=("so-tttt",), forms=("co-so",))),
            "activities": by_key(*activities),
            **fields,
        }
    )


def lines(found):
    """Occurrences as a reader would note them."""
    said = []
    for o in found:
        due = f"{o.due:%d/%m %H:%M:%S}" if o.due else "never"
        said.append(f"{o.activity} {o.unit or '-'} {o.start:%d/%m %H:%M} – {o.end:%d/%m %H:%M} due {due} × {o.count}")
    return said


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (OnDay(day=date(2022, 10, 10)), ["loa so-tttt 10/10 00:00 – 11/10 00:00 due 10/10 23:59:59 × 1"]),
        (
            OnDay(day=date(2022, 10, 10), at=datetime.time(8, 30)),
            ["loa so-tttt 10/10 08:30 – 11/10 00:00 due 10/10 08:30:00 × 1"],
        ),
        (
            During(since=date(2022, 7, 1), until=date(2022, 9, 30)),
            ["loa so-tttt 01/07 00:00 – 01/10 00:00 due 30/09 23:59:59 × 1"],
        ),
        (
            During(since=date(2022, 1, 1), until=date(2023, 12, 31)),
            ["loa so-tttt 28/03 00:00 – 01/01 00:00 due 31/12 23:59:59 × 1"],
        ),
        (During(since=date(2023, 1, 1), until=date(2023, 12, 31)), []),
        (Before(before=date(2022, 12, 15)), ["loa so-tttt 28/03 00:00 – 15/12 00:00 due 14/12 23:59:59 × 1"]),
        (
            Before(before=date(2022, 12, 15), since=date(2022, 12, 1)),
            ["loa so-tttt 01/12 00:00 – 15/12 00:00 due 14/12 23:59:59 × 1"],
        ),
        (Before(before=SINCE), []),
        (Before(before=date.min), []),
        (Ongoing(), ["loa so-tttt 28/03 00:00 – 01/01 00:00 due never × 1"]),
        (OnEvent(event="khi có văn bản mới"), ["loa so-tttt 28/03 00:00 – 01/01 00:00 due never × 1"]),
        (
            Ongoing(since=date(2022, 5, 1), until=date(2022, 5, 31)),
            ["loa so-tttt 01/05 00:00 – 01/06 00:00 due never × 1"],
        ),
        (
            Every(every="week", on=("tue", "fri"), at=datetime.time(17), until=date(2022, 4, 5)),
            [
                "loa so-tttt 29/03 17:00 – 30/03 00:00 due 29/03 17:00:00 × 1",
                "loa so-tttt 01/04 17:00 – 02/04 00:00 due 01/04 17:00:00 × 1",
                "loa so-tttt 05/04 17:00 – 06/04 00:00 due 05/04 17:00:00 × 1",
            ],
        ),
        (
            ByRule(rule="FREQ=MONTHLY;BYDAY=1MO;COUNT=2"),
            [
                "loa so-tttt 04/04 00:00 – 05/04 00:00 due 04/04 23:59:59 × 1",
                "loa so-tttt 02/05 00:00 – 03/05 00:00 due 02/05 23:59:59 × 1",
            ],
        ),
    ],
)
def test_windows_of_each_timing(timing, expected):
    assert lines(occurrences(plan(activity(when=timing)))) == expected


def test_a_quota_makes_a_window_for_each_period_and_part_periods_keep_the_count():
    quota = Quota(count=4, of="tin, bài", per="month", until=date(2022, 6, 10))
    assert lines(occurrences(plan(activity(quota=quota)))) == [
        "loa so-tttt 28/03 00:00 – 01/04 00:00 due 31/03 23:59:59 × 4",
        "loa so-tttt 01/04 00:00 – 01/05 00:00 due 30/04 23:59:59 × 4",
        "loa so-tttt 01/05 00:00 – 01/06 00:00 due 31/05 23:59:59 × 4",
        "loa so-tttt 01/06 00:00 – 11/06 00:00 due 10/06 23:59:59 × 4",
    ]


@pytest.mark.parametrize(
    ("per", "starts"),
    [
        ("day", ["30/03", "31/03", "01/04"]),
        ("week", ["30/03", "04/04", "11/04"]),
        ("month", ["30/03", "01/04", "01/05"]),
        ("quarter", ["30/03", "01/04", "01/07"]),
        ("year", ["30/03", "01/01", "01/01"]),
    ],
)
def test_quota_periods_are_those_of_the_calendar(per, starts):
    made = plan(activity(quota=Quota(count=1, per=per, since=date(2022, 3, 30))), until=date(2030, 12, 31))
    assert [f"{o.start:%d/%m}" for o in islice(occurrences(made), 3)] == starts


def test_a_quota_of_at_most_so_many_is_never_due():
    assert {o.due for o in occurrences(plan(activity(quota=Quota(count=2, at="most"))))} == {None}


def test_the_calendar_s_last_day_ends_without_a_fault():
    made = plan(
        activity("a", quota=Quota(count=1, per="week")),
        activity("b"),
        activity("c", when=Every(every="day")),
        since=date(9999, 12, 27),
        until=date.max,
    )
    assert len(list(occurrences(made))) == 1 + 1 + 5
    assert max(o.end for o in occurrences(made)).year == 9999


def test_each_member_that_exists_on_the_day_has_its_own_duty():
    when = Every(every="month", days=(15,), since=date(2022, 6, 1), until=date(2022, 7, 31))
    assert [(f"{o.start:%d/%m}", o.unit) for o in occurrences(plan(activity(each="dia-phuong", when=when)))] == [
        ("15/06", "quan-ba-dinh"),
        ("15/06", "quan-cu"),
        ("15/07", "quan-ba-dinh"),
        ("15/07", "phuong-moi"),
    ]


def test_a_period_is_the_duty_of_those_that_exist_when_it_is_due():
    when = During(since=date(2022, 6, 1), until=date(2022, 7, 31))
    found = occurrences(plan(activity(each="dia-phuong", when=when)))
    assert [o.unit for o in found] == ["quan-ba-dinh", "phuong-moi"]


def test_what_is_never_due_is_the_duty_of_all_that_exist_in_its_window():
    assert [o.unit for o in occurrences(plan(activity(each="dia-phuong")))] == ["quan-ba-dinh", "quan-cu", "phuong-moi"]
    early = Ongoing(until=date(2022, 6, 30))
    assert [o.unit for o in occurrences(plan(activity(each="dia-phuong", when=early)))] == ["quan-ba-dinh", "quan-cu"]


def test_a_unit_s_last_day_may_be_the_window_s_first():
    late = Ongoing(since=date(2022, 6, 30))
    found = occurrences(plan(activity(each="dia-phuong", when=late)))
    assert [o.unit for o in found] == ["quan-ba-dinh", "quan-cu", "phuong-moi"]


@pytest.mark.parametrize(
    ("fields", "unit"),
    [
        ({}, "so-tttt"),
        ({"units": ("vp-ubnd",)}, "vp-ubnd"),
        ({"units": ("vp-ubnd", "so-tttt")}, ""),
        ({"units": ("hai-so",)}, ""),
        ({"form": "khong-ai"}, ""),
    ],
)
def test_what_several_do_together_is_one_duty_without_a_unit(fields, unit):
    assert [o.unit for o in occurrences(plan(activity(**fields)))] == [unit]


def test_of_units_that_do_it_together_the_only_one_left_has_it_alone():
    when = Every(every="month", days=(15,), since=date(2022, 6, 1), until=date(2022, 7, 31))
    found = occurrences(plan(activity(units=("quan-cu", "so-tttt"), when=when)))
    assert [o.unit for o in found] == ["", "so-tttt"]


def test_order_is_by_start_then_activity_then_unit():
    made = plan(
        activity("b", when=OnDay(day=date(2022, 5, 2)), each="hai-so"),
        activity("a", when=During(since=date(2022, 5, 2), until=date(2022, 5, 9))),
        activity("c", when=OnDay(day=date(2022, 5, 2)), units=("vp-ubnd",)),
        activity("d", when=OnDay(day=date(2022, 5, 1), at=datetime.time(23))),
    )
    assert [(o.activity, o.unit) for o in occurrences(made)] == [
        ("d", "so-tttt"), ("b", "so-tttt"), ("b", "vp-ubnd"), ("a", "so-tttt"), ("c", "vp-ubnd"),
    ]  # fmt: skip


def test_a_span_chooses_windows_that_touch_it_and_cuts_none():
    made = plan(activity("a"), activity("b", when=Every(every="day")))
    found = list(occurrences(made, since=date(2022, 5, 2), until=date(2022, 5, 3)))
    assert [o.key for o in found] == [
        "a/so-tttt/2022-03-28T00:00", "b/so-tttt/2022-05-02T00:00", "b/so-tttt/2022-05-03T00:00",
    ]  # fmt: skip


def test_a_later_span_does_not_move_the_rhythm():
    made = plan(activity(when=Every(every="day", interval=7)))
    assert [o.start.date() for o in occurrences(made, since=date(2022, 4, 5), until=date(2022, 4, 20))] == [
        date(2022, 4, 11), date(2022, 4, 18),
    ]  # fmt: skip


def test_activities_and_units_can_be_chosen():
    made = plan(
        activity("a", units=("vp-ubnd", "so-tttt")), activity("b", each="dia-phuong"), activity("c", units=("vp-ubnd",))
    )
    assert [(o.activity, o.unit) for o in occurrences(made, units=["so-tttt"])] == [("a", "")]
    assert [(o.activity, o.unit) for o in occurrences(made, units=["dia-phuong"], activities=["b", "c"])] == [
        ("b", "quan-ba-dinh"), ("b", "quan-cu"), ("b", "phuong-moi"),
    ]  # fmt: skip


def test_what_the_plan_does_not_have_cannot_be_chosen():
    with pytest.raises(PlanError, match="no activity of the plan is named 'la'"):
        occurrences(plan(activity()), activities=["la"])
    with pytest.raises(PlanError, match="no unit or group of the plan is named 'la'"):
        occurrences(plan(activity()), units=["la"])


def test_a_rule_that_is_none_is_told_with_its_place():
    with pytest.raises(PlanError, match=r"FREQ=SECONDLY .* @ activities\.loa\.when"):
        occurrences(plan(activity(when=ByRule(rule="FREQ=SECONDLY"))))


def test_an_occurrence_of_the_schedule_equals_one_made_by_hand_and_is_sealed():
    [made] = occurrences(plan(activity(when=OnDay(day=date(2022, 10, 10)))))
    by_hand = Occurrence(
        activity="loa",
        unit="so-tttt",
        start=datetime.datetime(2022, 10, 10, tzinfo=VIETNAM),
        end=datetime.datetime(2022, 10, 11, tzinfo=VIETNAM),
        due=datetime.datetime(2022, 10, 10, 23, 59, 59, tzinfo=VIETNAM),
        count=1,
    )
    assert made == by_hand
    assert hash(made) == hash(by_hand)
    assert repr(made) == repr(by_hand)
    with pytest.raises(AttributeError):
        made.count = 2


def test_many_activities_stay_flat_in_memory():
    when = [Every(every="week", on=(day,), at=datetime.time(17)) for day in WEEKDAYS]
    many = {f"a-{n}": activity(f"a-{n}", when=when[n % 7]) for n in range(10_000)}
    made = plan(activities=many)
    tracemalloc.start()
    try:
        stream = occurrences(made)
        next(stream)
        before, _ = tracemalloc.get_traced_memory()
        seen = sum(1 for _ in islice(stream, 100_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seen == 100_000
    assert peak - before < 4_000_000  # bytes; the occurrences themselves would be ten times that


def test_dateutil_is_loaded_only_by_a_rule():
    program = "import sys, tuyentruyen.schedule; print('dateutil' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


days = st.dates(date(2021, 6, 1), date(2023, 9, 30))
times = st.none() | st.sampled_from([datetime.time(7), datetime.time(17, 30)])
bounds = st.tuples(st.none() | days, st.none() | days).filter(lambda b: None in b or b[0] <= b[1])


def bounded(kind, **fields):
    return st.builds(lambda b, **f: kind(since=b[0], until=b[1], **f), bounds, **fields)


timings = st.one_of(
    st.builds(OnDay, day=days, at=times),
    st.tuples(days, days).map(lambda p: During(since=min(p), until=max(p))),
    st.builds(Before, before=days, since=st.none() | days),
    bounded(Every, every=st.sampled_from(["day", "month", "quarter", "year"]), interval=st.integers(1, 5), at=times),
    bounded(Every, every=st.just("week"), on=st.sets(st.sampled_from(WEEKDAYS)).map(tuple), at=times),
    bounded(ByRule, rule=st.sampled_from(["FREQ=MONTHLY;BYDAY=-1FR", "FREQ=WEEKLY;COUNT=3", "FREQ=DAILY;INTERVAL=9"])),
    bounded(Ongoing),
    bounded(OnEvent, event=st.just("khi có yêu cầu")),
    bounded(Quota, count=st.integers(1, 9), per=st.sampled_from(["day", "week", "month", "quarter", "year"])),
)
holders = st.sampled_from([{"each": "dia-phuong"}, {"each": "hai-so"}, {"units": ("quan-cu", "so-tttt")}, {}])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(timings, holders), min_size=1, max_size=12), bounds)
def test_occurrences_lie_in_the_plan_ordered_and_unique(drawn, span):
    made = plan(
        *(
            activity(f"a-{n}", **({"quota": timing} if isinstance(timing, Quota) else {"when": timing}), **holder)
            for n, (timing, holder) in enumerate(drawn)
        )
    )
    place = {key: n for n, key in enumerate(made.activities)}
    order = {"": 0, **{key: n for n, key in enumerate(made.units)}}
    everything = list(occurrences(made))
    for o in everything:
        assert SINCE <= o.start.date() <= UNTIL
        assert o.start < o.end <= datetime.datetime(2023, 1, 1, tzinfo=o.start.tzinfo)
        assert o.due is None or o.start <= o.due < o.end
        assert o.start.utcoffset() == datetime.timedelta(hours=7)
    keys = [(o.start, place[o.activity], order[o.unit]) for o in everything]
    assert all(one < other for one, other in pairwise(keys))
    assert len({o.key for o in everything}) == len(everything)
    first, last = span[0] or SINCE, span[1] or UNTIL
    chosen = [o for o in everything if o.start.date() <= last and o.end.date() > first]
    assert list(occurrences(made, since=span[0], until=span[1])) == chosen
