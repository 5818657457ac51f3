"""Rules of times and quotas, each on its fault and next to it."""

from __future__ import annotations

import datetime
from datetime import date

import pytest

from tuyentruyen.check import RULES
from tuyentruyen.check.case import Case
from tuyentruyen.model.findings import Messages
from tuyentruyen.model.plan import Activity, Channel, Form, Plan
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import ByRule, Deferred, During, Every, OnDay, OnEvent, Ongoing, Quota, Several
from tuyentruyen.timing import parse_time_frame

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)


def activity(key, timing, **fields):
    said = parse_time_frame(timing, year=2026) if isinstance(timing, str) else timing
    kind = "quota" if isinstance(said, Quota) else "when"
    return Activity(key=key, title=key, form="co-so", themes=("*",), **{kind: said}, **fields)


def plan(*activities, since=SINCE, until=UNTIL, channels=(), **fields):
    units = tuple(Unit(key=key, name=key) for key in ("to-1", "to-2", "to-3"))
    return Plan(
        key="mau", issuer="to-1", title="Mẫu năm 2026", since=since, until=until,
        units={unit.key: unit for unit in units},
        groups={"cac-to": UnitGroup(key="cac-to", title="Các tổ", units=("to-1", "to-2", "to-3"))},
        forms={"co-so": Form(key="co-so", title="Cơ sở")},
        activities={each.key: each for each in activities},
        channels={each.key: each for each in channels},
        **fields,
    )  # fmt: skip


def channel(key, since):
    return Channel(key=key, form="co-so", backend="rss", owner="to-1", since=since)


def faults(code, made):
    return [(fault.place, fault.text) for fault in RULES[code].faults(Case(made, None, Messages(items=())))]


@pytest.mark.parametrize(
    ("timing", "fields", "text"),
    [
        ("mỗi đơn vị 04 tin/tháng", {}, "the quota is each unit's for itself, but the activity is one duty of all that do it"),
        ("mỗi đơn vị 04 tin/tháng", {"units": ("to-1", "to-2")}, "the quota is each unit's for itself, but the activity is one duty of all that do it"),
        ("tổng cộng 04 tin/tháng", {"each": "cac-to"}, "the quota is that of all units together, but each = 'cac-to' gives every member its own"),
    ],
)  # fmt: skip
def test_whose_a_quota_is_is_said_once_and_the_same(timing, fields, text):
    assert faults("TT560", plan(activity("a", timing, **fields))) == [("activities.a.quota", text)]


@pytest.mark.parametrize(
    ("timing", "fields"),
    [("mỗi đơn vị 04 tin/tháng", {"each": "cac-to"}), ("tổng cộng 04 tin/tháng", {"units": ("to-1",)}), ("tổng cộng 04 tin/tháng", {}), ("04 tin/tháng", {"each": "cac-to"})],
)  # fmt: skip
def test_a_quota_that_agrees_with_its_activity_is_sound(timing, fields):
    assert faults("TT560", plan(activity("a", timing, **fields))) == []


def test_a_rough_period_is_told_with_its_days_even_among_several():
    made = plan(activity("a", "cuối năm"), activity("b", "quý I, khoảng tháng 9"), activity("c", "quý IV"))
    assert faults("TT561", made) == [
        ("activities.a.when", "a period is named only roughly; it is read as 01/10/2026 to 31/12/2026"),
        ("activities.b.when", "a period is named only roughly; it is read as 01/9/2026 to 30/9/2026"),
    ]


def test_a_part_in_another_year_falls_away_and_is_told():
    assert faults("TT562", plan(activity("a", "quý IV/2025, quý II/2026"))) == [
        ("activities.a.when", "“quý IV/2025” lies outside the plan, 01/01/2026 to 31/12/2026, and falls away")
    ]


def test_if_no_part_lies_in_the_plan_another_rule_says_so():
    made = plan(activity("a", "quý III, quý IV/2025"))
    assert faults("TT562", made) == []
    assert [place for place, _ in faults("TT142", made)] == ["activities.a.when"]


QUARTERLY = activity("hop", "hằng quý")


@pytest.mark.parametrize(
    ("host", "timing", "text"),
    [
        (
            "hằng quý",
            "tối thiểu 02 buổi/quý",
            "asks for 2 buổi in quarter I/2026, but rides on 'hop', which comes 1 times in it",
        ),
        (
            "hằng quý",
            "01 buổi/tháng",
            "asks for 1 buổi in month 1/2026, but rides on 'hop', which comes 0 times in it",
        ),
        (
            "tối đa 03 buổi/tháng",
            "đúng 04 buổi/tháng",
            "asks for 4 buổi in month 1/2026, but rides on 'hop', which comes 3 times in it",
        ),
        ("15/6", "02 buổi/năm", "asks for 2 buổi in the year 2026, but rides on 'hop', which comes 1 times in it"),
        (
            "quý I và quý III",
            "01 buổi/quý",
            "asks for 1 buổi in quarter II/2026, but rides on 'hop', which comes 0 times in it",
        ),
    ],
)
def test_a_quota_that_rides_on_what_comes_too_seldom_cannot_be_met(host, timing, text):
    made = plan(activity("hop", host), activity("a", timing, integrated_into="hop"))
    assert faults("TT563", made) == [("activities.a.quota", text)]


@pytest.mark.parametrize(
    ("host", "timing", "fields"),
    [
        ("hằng tháng", "03 buổi/quý", {}),
        ("hằng quý", "tối đa 09 buổi/quý", {}),
        ("thường xuyên", "09 buổi/quý", {}),
        ("khi có yêu cầu", "09 buổi/quý", {}),
        ("tối thiểu 01 buổi/tháng", "09 buổi/quý", {}),
        ("cả năm", "01 buổi/quý", {}),
        ("hằng quý", "03 buổi/quý", {"each": "cac-to"}),
    ],
)
def test_a_quota_that_its_host_lets_be_met_is_sound(host, timing, fields):
    made = plan(activity("hop", host, **fields), activity("a", timing, integrated_into="hop"))
    assert faults("TT563", made) == []


def test_a_quota_whose_channels_all_begin_later_cannot_be_met():
    late, open_ = channel("tin", date(2026, 3, 1)), channel("loa", None)
    made = plan(activity("a", "02 tin/tháng"), channels=(late,))
    text = "asks for 2 tin in month 1/2026, but its first channel begins on 01/3/2026"
    assert faults("TT563", made) == [("activities.a.quota", text)]
    assert faults("TT563", plan(activity("a", "02 tin/tháng"), channels=(late, open_))) == []
    assert faults("TT563", plan(activity("a", "02 tin/tháng từ tháng 3"), channels=(late,))) == []
    assert faults("TT563", plan(activity("a", "02 tin/tháng (tính theo minh chứng)"), channels=(late,))) == []
    assert faults("TT563", plan(activity("a", "02 tin/quý"), channels=(late,))) == []


def test_two_timings_that_begin_together_and_end_apart_are_told():
    made = plan(activity("a", "quý I, 06 tháng đầu năm"), activity("b", "hằng quý, 06 tháng một lần"))
    text = "two of its timings begin on 01/01/2026; what is recorded for one counts for the other too"
    assert faults("TT564", made) == [("activities.a.when", text)]


def test_a_time_left_open_is_told():
    made = plan(activity("a", "hằng quý; theo tiến độ của Bộ Nội vụ"), activity("b", "khi có yêu cầu"))
    text = "“theo tiến độ của Bộ Nội vụ” names no day; it is never due and never late"
    assert faults("TT565", made) == [("activities.a.when", text)]


@pytest.mark.parametrize(
    ("timing", "since", "until", "text"),
    [
        ("04 tin/tháng", date(2026, 1, 30), UNTIL, "month 1/2026 has only the days from 30/01/2026 to 31/01/2026 in the plan, and all 4 tin are owed in them"),
        ("04 tin/tháng", SINCE, date(2026, 12, 3), "month 12/2026 has only the days from 01/12/2026 to 03/12/2026 in the plan, and all 4 tin are owed in them"),
        ("04 tin/tháng đến hết ngày 02/6/2026", SINCE, UNTIL, "month 6/2026 has only the days from 01/6/2026 to 02/6/2026 in the plan, and all 4 tin are owed in them"),
    ],
)  # fmt: skip
def test_more_than_one_a_day_in_a_cut_period_is_told(timing, since, until, text):
    assert faults("TT566", plan(activity("a", timing), since=since, until=until)) == [("activities.a.quota", text)]


@pytest.mark.parametrize(
    ("timing", "since"),
    [
        ("04 tin/tháng", date(2026, 1, 28)),
        ("04 tin/tháng", SINCE),
        ("60 tin/tháng", date(2026, 1, 30)),
        ("tối đa 04 tin/tháng", date(2026, 1, 30)),
        ("04 tin/tháng (không tính kỳ không trọn)", date(2026, 1, 30)),
        ("04 tin/ngày", date(2026, 1, 30)),
    ],
)
def test_what_a_cut_period_has_days_for_is_sound(timing, since):
    assert faults("TT566", plan(activity("a", timing), since=since)) == []


def test_a_time_limit_longer_than_the_plan_is_told():
    made = plan(
        activity("a", "trong thời hạn 366 ngày kể từ ngày nhận"),
        activity("b", "trong thời hạn 365 ngày kể từ ngày nhận"),
        activity("c", "trong thời hạn 3660 giờ kể từ khi nhận"),
    )
    text = "“chậm nhất là 366 ngày kể từ ngày nhận” gives more days than the plan has, 365; whatever happens, nothing has to be done in the plan"
    assert faults("TT567", made) == [("activities.a.when", text)]


BROKEN = Several(all=(ByRule(rule="FREQ=SECONDLY"), Every(every="month")))


def test_a_wrong_rule_among_several_is_told_once_with_its_place_and_breaks_no_other_rule():
    made = plan(activity("a", BROKEN), activity("b", "01 tin/tháng", integrated_into="a"))
    assert [place for place, _ in faults("TT141", made)] == ["activities.a.when.all[0].rule"]
    assert [faults(code, made) for code in ("TT142", "TT144", "TT562", "TT563", "TT564")] == [[], [], [], [], []]


@pytest.mark.parametrize(
    "part",
    [During(since=SINCE, until=date(2027, 1, 1)), Ongoing(until=date(2027, 1, 1)), Deferred(deferred="tùy", until=date(2027, 1, 1)), OnEvent(event="khi có", since=date(2025, 12, 31))],
)  # fmt: skip
def test_what_of_several_reaches_beyond_the_plan_is_told(part):
    made = plan(activity("a", Several(all=(part, OnDay(day=date(2026, 5, 5))))))
    assert [place for place, _ in faults("TT144", made)] == ["activities.a.when"]
    assert (
        faults("TT144", made)[0][1] == "reaches beyond the plan, 01/01/2026 to 31/12/2026; what lies outside is cut off"
    )


def test_rules_of_many_activities_take_no_time_worth_telling():
    many = [activity(f"a-{number}", "02 tin/tháng", integrated_into="hop") for number in range(2000)]
    made = plan(activity("hop", "hằng tuần"), *many)
    begun = datetime.datetime.now(datetime.UTC)
    for code in ("TT560", "TT561", "TT562", "TT563", "TT564", "TT565", "TT566", "TT567"):
        assert faults(code, made) == []
    assert datetime.datetime.now(datetime.UTC) - begun < datetime.timedelta(seconds=5)
