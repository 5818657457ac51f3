"""Windows of deadlines, of several timings at once, and of quotas whose periods are cut."""

from __future__ import annotations

import datetime
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.model.when import Before, By, Deferred, During, Every, OnDay, OnEvent, Ongoing, Quota, Several
from tuyentruyen.schedule import dates, windows

SINCE, UNTIL = date(2022, 3, 28), date(2022, 12, 31)


def made(timing, since=SINCE, until=UNTIL):
    """First day, last day and due day of each window, and how many are due."""
    found = []
    for window in windows(timing, since=since, until=until):
        last = window.end - datetime.timedelta(seconds=1)
        found.append((window.start.date(), last.date(), window.due and window.due.date(), window.quantity))
    return found


def bare(timing, **span):
    return [(first, due) for first, _, due, _ in made(timing, **span)]


def test_by_a_day_counts_that_day_and_before_it_does_not():
    assert made(By(by=date(2022, 12, 15))) == [(SINCE, date(2022, 12, 15), date(2022, 12, 15), 1)]
    assert made(Before(before=date(2022, 12, 15))) == [(SINCE, date(2022, 12, 14), date(2022, 12, 14), 1)]


def test_an_outlook_owes_nothing():
    assert made(By(by=date(2022, 6, 30), since=date(2022, 6, 1), outlook=date(2022, 9, 30))) == [
        (date(2022, 6, 1), date(2022, 6, 30), date(2022, 6, 30), 1)
    ]


def test_before_a_day_of_each_month_runs_from_the_first_of_the_month():
    assert bare(Every(every="month", before=20), until=date(2022, 6, 30)) == [
        (date(2022, 4, 1), date(2022, 4, 19)),
        (date(2022, 5, 1), date(2022, 5, 19)),
        (date(2022, 6, 1), date(2022, 6, 19)),
    ]


def test_by_a_day_of_each_quarter_runs_up_to_that_day_where_on_it_is_that_day_alone():
    span = {"since": date(2022, 1, 1), "until": date(2022, 6, 30)}
    assert made(Every(every="quarter", by=20), **span) == [
        (date(2022, 1, 1), date(2022, 3, 20), date(2022, 3, 20), 1),
        (date(2022, 4, 1), date(2022, 6, 20), date(2022, 6, 20), 1),
    ]
    assert bare(Every(every="quarter", days=(20,)), **span) == [
        (date(2022, 3, 20), date(2022, 3, 20)),
        (date(2022, 6, 20), date(2022, 6, 20)),
    ]


def test_by_the_last_day_of_each_month_ends_with_the_month():
    assert bare(Every(every="month", by=-1), since=date(2022, 1, 31), until=date(2022, 2, 28)) == [
        (date(2022, 1, 31), date(2022, 1, 31)),
        (date(2022, 2, 1), date(2022, 2, 28)),
    ]


def test_a_last_day_is_due_at_the_time_that_is_said():
    (window,) = windows(By(by=date(2022, 12, 15), at=datetime.time(17)), since=SINCE, until=UNTIL)
    assert window.start.date() == SINCE
    assert window.due.replace(tzinfo=None) == datetime.datetime(2022, 12, 15, 17)
    (cut,) = windows(By(by=date(2023, 1, 15), at=datetime.time(17)), since=SINCE, until=UNTIL)
    assert cut.due.replace(tzinfo=None) == datetime.datetime(2022, 12, 31, 23, 59, 59)


def test_before_the_first_of_a_month_is_the_last_day_of_the_month_before():
    assert bare(Every(every="month", before=1), until=date(2022, 5, 31)) == [
        (SINCE, date(2022, 3, 31)),
        (date(2022, 4, 1), date(2022, 4, 30)),
        (date(2022, 5, 1), date(2022, 5, 31)),
    ]


def test_before_the_31st_of_a_month_of_30_days_is_its_last_day():
    assert bare(Every(every="month", before=31), since=date(2022, 4, 1), until=date(2022, 5, 31)) == [
        (date(2022, 4, 1), date(2022, 4, 30)),
        (date(2022, 5, 1), date(2022, 5, 30)),
    ]


def test_before_a_day_of_the_quarter_s_last_month_runs_from_the_quarter_s_first_day():
    assert bare(Every(every="quarter", before=20), since=date(2022, 1, 1)) == [
        (date(2022, 1, 1), date(2022, 3, 19)),
        (date(2022, 4, 1), date(2022, 6, 19)),
        (date(2022, 7, 1), date(2022, 9, 19)),
        (date(2022, 10, 1), date(2022, 12, 19)),
    ]


def test_before_a_day_of_two_months_of_the_year_the_second_runs_from_after_the_first_s_month():
    assert bare(Every(every="year", months=(6, 12), before=20), since=date(2022, 1, 1)) == [
        (date(2022, 1, 1), date(2022, 6, 19)),
        (date(2022, 7, 1), date(2022, 12, 19)),
    ]


def test_before_the_first_of_january_is_the_year_before():
    assert bare(Every(every="year", months=(1,), before=1), since=date(2022, 1, 1)) == [
        (date(2022, 1, 1), date(2022, 12, 31))
    ]


def test_a_time_of_day_is_that_of_the_last_day():
    (window,) = windows(Every(every="year", before=20, at=datetime.time(17)), since=date(2022, 1, 1), until=UNTIL)
    assert window.due.isoformat() == "2022-12-19T17:00:00+07:00"
    assert window.start.isoformat() == "2022-01-01T00:00:00+07:00"


def test_several_timings_come_in_order_and_what_is_the_same_comes_once():
    both = Several(all=(Every(every="month"), Every(every="quarter")))
    assert [due for _, due in bare(both, until=date(2022, 7, 1))] == [
        date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 31), date(2022, 6, 30),
    ]  # fmt: skip
    assert list(dates(both, since=SINCE, until=date(2022, 7, 1))) == [
        date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 31), date(2022, 6, 30),
    ]  # fmt: skip


def test_windows_that_begin_together_and_end_apart_are_two():
    quarter, half = During(since=date(2022, 4, 1), until=date(2022, 6, 30)), During(since=date(2022, 4, 1), until=UNTIL)
    assert bare(Several(all=(half, quarter))) == [(date(2022, 4, 1), UNTIL), (date(2022, 4, 1), date(2022, 6, 30))]


@pytest.mark.parametrize(
    "timing", [Ongoing(), OnEvent(event="khi có", within=5, count="working-day"), Deferred(deferred="Theo thực trạng")]
)
def test_what_has_no_day_is_one_window_and_never_due(timing):
    assert made(timing) == [(SINCE, UNTIL, None, 1)]
    assert list(dates(timing, since=SINCE, until=UNTIL)) == []


CUT = date(2022, 3, 28), date(2022, 5, 10)


def test_a_period_that_is_cut_owes_all_unless_the_quota_says_otherwise():
    first, middle, last = (
        (date(2022, 3, 28), date(2022, 3, 31)),
        (date(2022, 4, 1), date(2022, 4, 30)),
        (date(2022, 5, 1), date(2022, 5, 10)),
    )
    assert made(Quota(count=4), *CUT) == [(*p, p[1], 4) for p in (first, middle, last)]


def test_a_share_is_in_proportion_to_the_days_rounded_up():
    # 4 of 31 days of March: 4 × 4/31 = 0.5, so 1; 10 of 31 days of May: 1.3, so 2
    assert [window[3] for window in made(Quota(count=4, part="share"), *CUT)] == [1, 4, 2]
    assert [window[3] for window in made(Quota(count=31, part="share"), *CUT)] == [4, 31, 10]
    assert [window[3] for window in made(Quota(count=4, part="share", at="most"), *CUT)] == [1, 4, 2]


def test_where_a_cut_period_owes_nothing_it_has_no_window():
    assert made(Quota(count=4, part="none"), *CUT) == [(date(2022, 4, 1), date(2022, 4, 30), date(2022, 4, 30), 4)]
    assert made(Quota(count=4, per="year", part="none")) == []
    assert made(Quota(count=4, per="year", part="none"), date(2022, 1, 1), UNTIL) == [
        (date(2022, 1, 1), UNTIL, UNTIL, 4)
    ]


def test_a_period_is_cut_by_the_quota_s_own_ends_too():
    quota = Quota(count=10, part="share", since=date(2022, 6, 16), until=date(2022, 7, 31))
    assert [window[3] for window in made(quota)] == [5, 10]


@given(
    st.builds(
        Every,
        every=st.sampled_from(["month", "quarter", "year"]),
        interval=st.integers(1, 5),
        before=st.integers(1, 31),
    ),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.integers(0, 1500),
)
def test_deadlines_that_recur_lie_in_the_plan_in_order_without_overlap(timing, since, length):
    until = since + datetime.timedelta(days=length)
    found = made(timing, since, until)
    for first, last, due, quantity in found:
        assert since <= first <= last == due <= until
        assert quantity == 1
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_on_a_day_and_again_and_again_may_meet():
    meet = Several(all=(Every(every="month", days=(10,)), OnDay(day=date(2022, 10, 10))))
    assert [first for first, *_ in made(meet)].count(date(2022, 10, 10)) == 1
