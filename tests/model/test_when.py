"""Ways of saying when keep their bounds."""

from __future__ import annotations

from datetime import date

import pytest

from tuyentruyen.model.when import ByRule, During, Every, OnEvent, Ongoing, Quota

APRIL, MAY = date(2022, 4, 1), date(2022, 5, 1)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: During(since=MAY, until=APRIL), "until (2022-04-01) is before since (2022-05-01)"),
        (lambda: Every(every="week", since=MAY, until=APRIL), "until (2022-04-01) is before since (2022-05-01)"),
        (lambda: Every(every="fortnight"), "every is 'fortnight', not one of day, week, month, quarter, year"),
        (lambda: Every(every="week", interval=0), "interval is 0, not from 1 to 120"),
        (lambda: Every(every="week", interval=121), "interval is 121, not from 1 to 120"),
        (lambda: Every(every="week", on=["thu-3"]), "on names 'thu-3', not one of mon, tue, wed, thu, fri, sat, sun"),
        (lambda: Every(every="month", on=["tue"]), "on names days of the week, which every = 'month' does not have"),
        (lambda: Every(every="week", days=[1]), "days names days of the month, which every = 'week' does not have"),
        (
            lambda: Every(every="year", months=[3, 4], days=[31]),
            "there is no day 31/04: the month has 30 days; did you mean 30/04?",
        ),
        (
            lambda: Every(every="year", months=[2], before=30),
            "there is no day 30/02: the month has 29 days; did you mean 29/02?",
        ),
        (
            lambda: Every(every="year", months=[6], by=31),
            "there is no day 31/06: the month has 30 days; did you mean 30/06?",
        ),
        (lambda: Every(every="year", months=[2], by=-30), "month 02 has no day 30 from its end: it has 29 days"),
        (
            lambda: Every(every="month", by=20, before=20),
            "by names a day of the month: it goes with every = 'month', 'quarter' or 'year', and without days and before",
        ),
        (lambda: Every(every="month", months=[1]), "months goes with every = 'year', not with 'month'"),
        (
            lambda: Every(every="month", days=[0]),
            "days names 0, not from 1 to 31, or from -31 to -1 counted from the month's end",
        ),
        (
            lambda: Every(every="month", days=[32]),
            "days names 32, not from 1 to 31, or from -31 to -1 counted from the month's end",
        ),
        (lambda: Every(every="year", months=[13]), "months must be whole numbers from 1 to 12"),
        (lambda: Every(every="year", months=[True]), "months must be whole numbers from 1 to 12"),
        (lambda: ByRule(rule=""), "rule is empty"),
        (lambda: Ongoing(ongoing=False), "ongoing is always true; for something that is not, leave it out"),
        (lambda: OnEvent(event=""), "event is empty"),
        (lambda: Quota(count=0), "count is 0, not from 1 to 100000"),
        (lambda: Quota(count=1, per="tháng"), "per is 'tháng', not one of day, week, month, quarter, year"),
        (lambda: Quota(count=1, at="about"), "at is 'about', not one of least, exactly, most"),
    ],
)
def test_a_time_out_of_its_bounds_is_refused_in_a_sentence(make, why):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value) == why


def test_a_period_may_be_one_day():
    assert During(since=APRIL, until=APRIL).until == APRIL


def test_bounds_themselves_are_allowed():
    assert Every(every="month", interval=120, days=[-31, 31]).days == (-31, 31)
    assert Every(every="year", months=[1, 12]).months == (1, 12)
    assert Quota(count=100_000).per == "month"
