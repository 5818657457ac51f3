"""Calendar periods and their names."""

from __future__ import annotations

from datetime import date

import pytest

from tuyentruyen.schedule import period_name, weekday_name, whole_period
from tuyentruyen.wording import speaking


@pytest.mark.parametrize(
    ("per", "first", "last", "name"),
    [
        ("day", date(2022, 5, 22), date(2022, 5, 22), "22/5/2022"),
        ("week", date(2022, 5, 16), date(2022, 5, 22), "tuần 16/5/2022 - 22/5/2022"),
        ("month", date(2022, 5, 1), date(2022, 5, 31), "tháng 5/2022"),
        ("quarter", date(2022, 4, 1), date(2022, 6, 30), "quý II/2022"),
        ("year", date(2022, 1, 1), date(2022, 12, 31), "năm 2022"),
    ],
)
def test_a_sunday_lies_in_these_periods(per, first, last, name):
    assert whole_period(date(2022, 5, 22), per) == (first, last)
    with speaking("vi"):
        assert period_name(date(2022, 5, 22), per) == name


def test_the_year_that_goes_without_saying_is_left_out():
    with speaking("vi"):
        assert period_name(date(2022, 5, 22), "month", year=2022) == "tháng 5"
        assert period_name(date(2022, 12, 22), "quarter", year=2022) == "quý IV"
        assert period_name(date(2022, 5, 22), "month", year=2023) == "tháng 5/2022"


@pytest.mark.parametrize("per", ["day", "week", "month", "quarter", "year"])
def test_the_ends_of_the_calendar_are_no_fault(per):
    assert whole_period(date.min, per)[0] == date.min
    assert whole_period(date.max, per)[1] == date.max


def test_days_of_the_week_have_their_official_names():
    with speaking("vi"):
        assert [weekday_name(date(2022, 5, day)) for day in range(16, 23)] == [
            "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
        ]  # fmt: skip
