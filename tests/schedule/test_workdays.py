"""Days off, swapped working days, and the next day on which an office is open."""

from __future__ import annotations

import datetime
import sys

import pytest
from attrs import evolve

from tuyentruyen.errors import MissingExtraError
from tuyentruyen.model.calendar import Calendar, DaysOff
from tuyentruyen.model.plan import Activity, Form, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.model.when import Every, OnDay, Ongoing, Quota
from tuyentruyen.schedule import occurrences
from tuyentruyen.schedule.workdays import (
    add_workdays,
    day_off_name,
    is_workday,
    knows_holidays,
    next_workday,
    workdays_before,
    years_not_announced,
)
from tuyentruyen.text import VIETNAM

OURS = Calendar(
    off=(
        DaysOff(since=datetime.date(2026, 2, 14), until=datetime.date(2026, 2, 22), name="Tết Nguyên đán Bính Ngọ"),
        DaysOff(since=datetime.date(2026, 8, 31), name="Nghỉ hoán đổi"),
        DaysOff(since=datetime.date(2026, 5, 1)),
    ),
    work=(datetime.date(2026, 8, 22),),
)
VIET_NAM = Calendar(country="vn")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_without_a_word_offices_work_from_monday_to_friday():
    names = [day_off_name(day(f"2026-03-0{number}"), calendar=Calendar()) for number in range(2, 9)]
    assert names == ["", "", "", "", "", "Saturday", "Sunday"]


@pytest.mark.parametrize(
    ("when", "name"),
    [
        ("2026-02-13", ""),
        ("2026-02-14", "Tết Nguyên đán Bính Ngọ"),
        ("2026-02-22", "Tết Nguyên đán Bính Ngọ"),
        ("2026-02-23", ""),
        ("2026-08-22", ""),
        ("2026-08-31", "Nghỉ hoán đổi"),
        ("2026-05-01", "day off"),
    ],
)
def test_days_that_the_plan_names_are_off_or_worked_as_it_says(when, name):
    assert day_off_name(day(when), calendar=OURS) == name
    assert is_workday(day(when), calendar=OURS) is (not name)


def test_a_day_that_is_both_off_and_worked_is_worked():
    both = Calendar(off=(DaysOff(since=day("2026-03-02")),), work=(day("2026-03-02"),))
    assert is_workday(day("2026-03-02"), calendar=both)


@pytest.mark.parametrize(
    ("raw", "open_day"),
    [
        ("2026-02-13", "2026-02-13"),
        ("2026-02-14", "2026-02-23"),
        ("2026-05-01", "2026-05-04"),
        ("2026-08-22", "2026-08-22"),
    ],
)
def test_the_next_working_day_is_the_day_itself_or_the_first_open_one_after_it(raw, open_day):
    assert next_workday(day(raw), calendar=OURS) == day(open_day)


def test_at_the_end_of_the_calendar_there_is_no_next_day_and_nothing_hangs():
    last = Calendar(off=(DaysOff(since=day("9999-12-30"), until=day("9999-12-31")),))
    assert next_workday(day("9999-12-30"), calendar=last) == day("9999-12-31")
    with pytest.raises(ValueError, match="past the year 9999"):
        add_workdays(day("9999-12-30"), 1, calendar=last)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-02-12", 1, "2026-02-13"),
        ("2026-02-12", 2, "2026-02-23"),
        ("2026-02-14", 1, "2026-02-23"),
        ("2026-02-14", 0, "2026-02-23"),
        ("2026-08-21", 1, "2026-08-22"),
        ("2026-08-21", 5, "2026-08-27"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start, count, end):
    assert add_workdays(day(start), count, calendar=OURS) == day(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-02-13", 1, "2026-02-12"),
        ("2026-02-23", 1, "2026-02-13"),
        ("2026-02-23", 2, "2026-02-12"),
        ("2026-02-18", 1, "2026-02-13"),
        ("2026-02-18", 0, "2026-02-13"),
        ("2026-02-13", 0, "2026-02-13"),
        ("2026-08-24", 1, "2026-08-22"),
        ("2026-09-01", 5, "2026-08-24"),
    ],
)
def test_working_days_are_counted_back_from_the_day_before(start, count, end):
    assert workdays_before(day(start), count, calendar=OURS) == day(end)


def test_working_days_before_the_calendar_are_refused():
    with pytest.raises(ValueError, match="before the year 1"):
        workdays_before(day("0001-01-03"), 3, calendar=Calendar())


@pytest.mark.parametrize("count", [-1, 3661, 10**30])
def test_an_absurd_number_of_working_days_is_refused(count):
    with pytest.raises(ValueError, match="not from 0 to 3660"):
        add_workdays(day("2026-01-05"), count, calendar=OURS)
    with pytest.raises(ValueError, match="not from 0 to 3660"):
        workdays_before(day("2026-01-05"), count, calendar=OURS)


@pytest.mark.holidays
@pytest.mark.parametrize(
    ("raw", "name", "open_day"),
    [
        ("2026-01-01", "Tết Dương lịch", "2026-01-02"),
        ("2026-02-15", "Sunday", "2026-02-23"),
        ("2026-02-17", "Tết Nguyên Đán", "2026-02-23"),
        ("2026-04-27", "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)", "2026-04-28"),
        ("2026-04-30", "Ngày Chiến thắng", "2026-05-04"),
        ("2026-05-01", "Ngày Quốc tế Lao động", "2026-05-04"),
        ("2026-08-22", "", "2026-08-22"),
        ("2026-08-31", "Ngày nghỉ (thay cho ngày 22/08/2026)", "2026-09-03"),
        ("2026-09-02", "Quốc khánh", "2026-09-03"),
        ("2025-01-28", "Giao thừa Tết Nguyên Đán", "2025-02-03"),
    ],
)
def test_public_holidays_of_viet_nam_and_swapped_saturdays_are_known(raw, name, open_day):
    assert day_off_name(day(raw), calendar=VIET_NAM) == name
    assert next_workday(day(raw), calendar=VIET_NAM) == day(open_day)


@pytest.mark.holidays
def test_what_the_plan_says_goes_before_what_the_library_says():
    ours = evolve(OURS, country="vn", work=(day("2026-04-30"),), off=(DaysOff(since=day("2026-08-22"), name="Bão"),))
    assert day_off_name(day("2026-04-30"), calendar=ours) == ""
    assert day_off_name(day("2026-08-22"), calendar=ours) == "Bão"
    assert day_off_name(day("2026-02-17"), calendar=ours) == "Tết Nguyên Đán"


@pytest.mark.holidays
def test_a_year_that_was_not_announced_is_told_until_the_plan_names_its_days():
    since, until = day("2026-01-01"), day("2027-12-31")
    assert years_not_announced(VIET_NAM, since=since, until=until) == (2027,)
    assert years_not_announced(VIET_NAM, since=day("1900-01-01"), until=day("1901-01-01")) == (1900,)
    told = evolve(VIET_NAM, off=(DaysOff(since=day("2027-02-04"), until=day("2027-02-10")),))
    assert years_not_announced(told, since=since, until=until) == ()
    assert years_not_announced(Calendar(), since=since, until=until) == ()


def test_without_the_library_a_country_is_refused_with_the_line_that_mends_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)
    nowhere_asked = day("1999-03-06")
    with pytest.raises(MissingExtraError, match=r"pip install 'tuyentruyen\[holidays\]'"):
        is_workday(nowhere_asked, calendar=VIET_NAM)
    assert not knows_holidays(VIET_NAM)
    assert knows_holidays(OURS)


def plan(calendar: Calendar, **when: object) -> Plan:
    activity = Activity(key="bai", title="Bài", form="bao", themes=("*",), units=("so",), **when)
    return Plan(
        key="k", issuer="so", title="T", since=day("2026-01-01"), until=day("2026-12-31"), calendar=calendar,
        units={"so": Unit(key="so", name="Sở")}, forms={"bao": Form(key="bao", title="Báo")}, activities={"bai": activity},
    )  # fmt: skip


def dues(calendar: Calendar, **when: object) -> list[str]:
    return [
        f"{o.due:%Y-%m-%d %H:%M} {o.end:%Y-%m-%d}" if o.due else f"- {o.end:%Y-%m-%d}"
        for o in occurrences(plan(calendar, **when))
    ]


def test_due_days_stay_where_they_are_unless_the_calendar_says_shift():
    assert dues(OURS, when=OnDay(day=day("2026-02-14"))) == ["2026-02-14 23:59 2026-02-15"]
    assert dues(evolve(OURS, shift=True), when=OnDay(day=day("2026-02-14"))) == ["2026-02-23 23:59 2026-02-24"]


def test_a_moved_duty_keeps_its_time_of_day_and_what_is_never_due_is_not_moved():
    moving = evolve(OURS, shift=True)
    weekly = Every(every="month", days=(22,), at=datetime.time(17), since=day("2026-08-01"), until=day("2026-11-30"))
    assert dues(moving, when=weekly) == [
        "2026-08-22 17:00 2026-08-23",
        "2026-09-22 17:00 2026-09-23",
        "2026-10-22 17:00 2026-10-23",
        "2026-11-23 17:00 2026-11-24",
    ]
    assert dues(moving, when=Ongoing()) == ["- 2027-01-01"]


def test_a_quota_of_which_the_last_day_is_off_may_be_due_after_the_plan_s_end():
    closed = Calendar(shift=True, off=(DaysOff(since=day("2026-12-31"), until=day("2027-01-03")),))
    assert dues(closed, quota=Quota(count=1, per="year")) == ["2027-01-04 23:59 2027-01-05"]


def test_moved_duties_come_in_order_of_their_start():
    moving = evolve(OURS, shift=True)
    made = list(occurrences(plan(moving, when=Every(every="day", until=day("2026-02-28")))))
    assert [o.start for o in made] == sorted(o.start for o in made)
    assert made[44].start == datetime.datetime(2026, 2, 14, tzinfo=VIETNAM)
    assert made[44].due == datetime.datetime(2026, 2, 23, 23, 59, 59, tzinfo=VIETNAM)
