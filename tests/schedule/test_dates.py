"""Days on which something is due."""

from __future__ import annotations

import calendar
import datetime
import time
from datetime import date

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.model.when import (
    WEEKDAYS,
    Before,
    ByRule,
    During,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
)
from tuyentruyen.schedule import dates, rule_fault

SINCE, UNTIL = date(2022, 3, 28), date(2022, 12, 31)

days_of_years = st.dates(date(1990, 1, 1), date(2060, 12, 31))
spans = st.tuples(days_of_years, st.integers(0, 1500)).map(lambda p: (p[0], p[0] + datetime.timedelta(days=p[1])))


def due(when, since=SINCE, until=UNTIL):
    return list(dates(when, since=since, until=until))


def by_dateutil(frequency, since, until, **parts):
    start, end = (datetime.datetime.combine(day, datetime.time()) for day in (since, until))
    return [moment.date() for moment in rrule(frequency, dtstart=start, until=end, **parts)]


def test_one_day_is_due_on_that_day():
    assert due(OnDay(day=date(2022, 10, 10))) == [date(2022, 10, 10)]


def test_a_period_is_due_on_its_last_day():
    assert due(During(since=date(2022, 7, 1), until=date(2022, 9, 30))) == [date(2022, 9, 30)]


def test_before_a_day_does_not_count_that_day():
    assert due(Before(before=date(2022, 12, 15))) == [date(2022, 12, 14)]


@pytest.mark.parametrize("when", [Ongoing(), OnEvent(event="khi có văn bản mới")])
def test_what_is_ongoing_or_waits_for_an_event_is_due_on_no_day(when):
    assert due(when) == []


def test_days_outside_the_span_are_left_out():
    assert due(OnDay(day=date(2023, 1, 1))) == []
    assert due(OnDay(day=date(2022, 12, 31))) == [date(2022, 12, 31)]
    assert due(OnDay(day=date(2022, 3, 28))) == [date(2022, 3, 28)]
    assert due(OnDay(day=date(2022, 3, 27))) == []


def test_every_week_on_tuesday_and_friday():
    assert due(Every(every="week", on=("fri", "tue")), until=date(2022, 4, 8)) == [
        date(2022, 3, 29), date(2022, 4, 1), date(2022, 4, 5), date(2022, 4, 8),
    ]  # fmt: skip


def test_every_second_week_counts_from_the_monday_of_the_first_week():
    # 28 March 2022 is a Monday; begun on a Thursday, the Tuesday of that week has passed and the next week is left out.
    assert due(Every(every="week", interval=2, on=("tue",), since=date(2022, 3, 31)), until=date(2022, 4, 30)) == [
        date(2022, 4, 12), date(2022, 4, 26),
    ]  # fmt: skip


def test_every_week_without_days_keeps_the_weekday_of_the_first_day():
    assert due(Every(every="week", since=date(2022, 4, 6)), until=date(2022, 4, 20)) == [
        date(2022, 4, 6), date(2022, 4, 13), date(2022, 4, 20),
    ]  # fmt: skip


def test_every_third_day():
    assert due(Every(every="day", interval=3), until=date(2022, 4, 5)) == [
        date(2022, 3, 28), date(2022, 3, 31), date(2022, 4, 3),
    ]  # fmt: skip


def test_a_day_begun_before_the_span_keeps_its_rhythm():
    assert due(Every(every="day", interval=3, since=date(2022, 3, 27)), until=date(2022, 4, 2)) == [
        date(2022, 3, 30), date(2022, 4, 2),
    ]  # fmt: skip


def test_every_month_without_days_is_due_on_the_last_day():
    assert due(Every(every="month"), until=date(2022, 6, 30)) == [
        date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 31), date(2022, 6, 30),
    ]  # fmt: skip


def test_the_31st_falls_on_the_last_day_of_a_shorter_month():
    assert due(Every(every="month", days=(31,)), since=date(2023, 1, 1), until=date(2023, 4, 30)) == [
        date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 31), date(2023, 4, 30),
    ]  # fmt: skip


def test_two_days_that_fall_together_count_once():
    assert due(Every(every="month", days=(30, 31, -1)), since=date(2023, 2, 1), until=date(2023, 3, 31)) == [
        date(2023, 2, 28), date(2023, 3, 30), date(2023, 3, 31),
    ]  # fmt: skip


def test_every_quarter_means_its_last_month():
    assert due(Every(every="quarter", days=(15,))) == [date(2022, 6, 15), date(2022, 9, 15), date(2022, 12, 15)]


def test_every_second_quarter_counts_from_the_first_day_s_quarter():
    assert due(Every(every="quarter", interval=2), until=date(2023, 12, 31)) == [
        date(2022, 3, 31), date(2022, 9, 30), date(2023, 3, 31), date(2023, 9, 30),
    ]  # fmt: skip


def test_every_year_in_named_months():
    assert due(Every(every="year", months=(6, 12), days=(20,)), until=date(2023, 12, 31)) == [
        date(2022, 6, 20), date(2022, 12, 20), date(2023, 6, 20), date(2023, 12, 20),
    ]  # fmt: skip


def test_29_february_is_kept_in_common_years():
    assert due(Every(every="year", months=(2,), days=(29,)), since=date(2023, 1, 1), until=date(2024, 12, 31)) == [
        date(2023, 2, 28), date(2024, 2, 29),
    ]  # fmt: skip


def test_the_calendar_s_last_day_is_reached():
    assert due(Every(every="month"), since=date(9999, 11, 1), until=date.max) == [date(9999, 11, 30), date.max]
    assert due(Every(every="year"), since=date(9998, 1, 1), until=date.max)[-1] == date.max


@given(span=spans, interval=st.integers(1, 60), on=st.sets(st.sampled_from(WEEKDAYS), min_size=1))
def test_weeks_are_those_of_dateutil(span, interval, on):
    since, until = span
    expected = by_dateutil(WEEKLY, since, until, interval=interval, byweekday=[WEEKDAYS.index(d) for d in on])
    assert due(Every(every="week", interval=interval, on=tuple(on)), since, until) == expected


@given(span=spans, interval=st.integers(1, 120))
def test_days_are_those_of_dateutil(span, interval):
    since, until = span
    assert due(Every(every="day", interval=interval), since, until) == by_dateutil(
        DAILY, since, until, interval=interval
    )


@given(span=spans, interval=st.integers(1, 30), days=st.sets(st.integers(1, 28) | st.integers(-28, -1), min_size=1))
def test_months_are_those_of_dateutil(span, interval, days):
    since, until = span
    expected = by_dateutil(MONTHLY, since, until, interval=interval, bymonthday=list(days))
    assert due(Every(every="month", interval=interval, days=tuple(days)), since, until) == expected


@given(span=spans, day=st.integers(28, 31))
def test_late_days_of_months_are_the_last_that_exist(span, day):
    since, until = span
    expected = by_dateutil(MONTHLY, since, until, bymonthday=list(range(28, day + 1)), bysetpos=-1)
    assert due(Every(every="month", days=(day,)), since, until) == expected


@given(span=spans, months=st.sets(st.integers(1, 12), min_size=1), interval=st.integers(1, 4))
def test_years_are_those_of_dateutil(span, months, interval):
    since, until = span
    expected = by_dateutil(YEARLY, since, until, interval=interval, bymonth=list(months), bymonthday=[15, -1])
    assert due(Every(every="year", interval=interval, months=tuple(months), days=(15, -1)), since, until) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=1MO", [date(2022, 4, 4), date(2022, 5, 2), date(2022, 6, 6)]),
        ("RRULE:FREQ=WEEKLY;COUNT=2", [date(2022, 3, 28), date(2022, 4, 4)]),
        ("FREQ=WEEKLY;UNTIL=20220410", [date(2022, 3, 28), date(2022, 4, 4)]),
        ("freq=monthly;bymonthday=-1;interval=2", [date(2022, 3, 31), date(2022, 5, 31)]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", [date(2022, 3, 31), date(2022, 4, 29), date(2022, 5, 31)]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", [date(2022, 3, 31), date(2022, 5, 31)]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", [date(2022, 5, 16)]),
    ],
)
def test_a_rule_means_what_rfc_5545_says(rule, expected):
    assert due(ByRule(rule=rule), until=date(2022, 6, 10)) == expected


def test_the_end_of_a_rule_is_a_moment_on_the_vietnamese_clock():
    # 17:30 UTC of 10 April is 00:30 of 11 April in Viet Nam.
    rule = "FREQ=DAILY;UNTIL=20220410T173000Z"
    assert due(ByRule(rule=rule))[-1] == date(2022, 4, 11)
    assert due(ByRule(rule=rule, at=datetime.time(0, 30)))[-1] == date(2022, 4, 11)
    assert due(ByRule(rule=rule, at=datetime.time(0, 31)))[-1] == date(2022, 4, 10)


def test_a_rule_counts_from_its_own_first_day_even_before_the_span():
    assert due(ByRule(rule="FREQ=DAILY;INTERVAL=10;COUNT=4", since=date(2022, 3, 10))) == [
        date(2022, 3, 30), date(2022, 4, 9),
    ]  # fmt: skip


@pytest.mark.timed
@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
    ],
)
def test_a_rule_that_names_no_day_ends_soon(rule):
    begun = time.perf_counter()
    assert due(ByRule(rule=rule)) == []
    assert time.perf_counter() - begun < 3  # seconds; without the bound the second takes far longer


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=SECONDLY", "FREQ=SECONDLY is not one of"),
        ("FREQ=HOURLY;INTERVAL=6", "FREQ=HOURLY is not one of"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL names '0', not from 1 to 9999"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL names '-1'"),
        ("FREQ=DAILY;COUNT=99999999999", "COUNT names"),
        ("FREQ=DAILY;BYHOUR=9", "say the time of day with at"),
        ("FREQ=DAILY;BYEASTER=0", "BYEASTER is no part"),
        ("INTERVAL=2", "does not say FREQ"),
        ("FREQ=DAILY;FREQ=WEEKLY", "FREQ stands twice"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20221231", "do not go together"),
        ("FREQ=DAILY;UNTIL=31/12/2022", "is no day, such as"),
        ("FREQ=DAILY;UNTIL=20220230", "is no day of the calendar"),
        ("FREQ=WEEKLY;BYDAY=1MO", "numbered day of the week"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY names '0MO'"),
        ("FREQ=MONTHLY;BYDAY=THU", "BYDAY names 'THU'"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY names '32'"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY names '0'"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses among"),
        ("FREQ=WEEKLY;WKST=MONDAY", "WKST=MONDAY"),
        ("hằng tháng", "is no part of a rule"),
        ("DTSTART:20220101\nRRULE:FREQ=DAILY", "is no part of a rule"),
        ("", "is no part of a rule"),
    ],
)
def test_what_is_no_rule_is_refused_with_a_reason(rule, said):
    assert said in rule_fault(rule)


def test_a_good_rule_has_no_fault():
    assert rule_fault("FREQ=DAILY;UNTIL=99991231T235959Z") == ""
    assert rule_fault("FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2;WKST=SU;") == ""


def test_a_bad_rule_is_refused_when_its_days_are_asked_for():
    with pytest.raises(ValueError, match="SECONDLY"):
        due(ByRule(rule="FREQ=SECONDLY"))


def test_every_month_is_there_whatever_day_is_named():
    for day in [*range(1, 32), *range(-31, 0)]:
        found = due(Every(every="month", days=(day,)), since=date(2023, 1, 1), until=date(2024, 12, 31))
        assert [(d.year, d.month) for d in found] == [(y, m) for y in (2023, 2024) for m in range(1, 13)]
        assert all(1 <= d.day <= calendar.monthrange(d.year, d.month)[1] for d in found)
