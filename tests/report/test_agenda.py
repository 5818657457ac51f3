"""What is not done and can still be done."""

from __future__ import annotations

import datetime
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from tests.report.books import activity, at, message, plan
from tuyentruyen import PlanError, due, report
from tuyentruyen.model.calendar import Calendar, DaysOff
from tuyentruyen.model.when import Before, By, Deferred, During, Every, OnDay, OnEvent, Ongoing, Quota, Several
from tuyentruyen.report import State

MONTHLY = Quota(count=4, per="month")


def items(made, book, now, messages=(), **asked):
    return [
        (item.occurrence.activity, item.occurrence.unit, item.due.date().isoformat(), item.state.value)
        for item in due(made, messages, book.ledger, now=now, **asked).items
    ]


def only(made, book, now, messages=(), **asked):
    [item] = due(made, messages, book.ledger, now=now, **asked).items
    return item


def test_a_quota_says_how_much_there_is_and_how_many_days_are_left(book):
    book.carry("m", at(3, 5))
    item = only(plan(activity("tin", quota=MONTHLY)), book, at(22, 5), [message("m", "tin")], until=date(2022, 5, 25))
    assert (item.count, item.wanted, item.of, item.per, item.days) == (1, 4, "tin, bài", "month", 9)
    assert (item.state, item.begun, item.requested) == (State.OPEN, True, False)
    assert item.who == "Sở Thông tin và Truyền thông"


def test_what_is_done_is_on_no_agenda(book):
    book.carry("m", at(3, 5))
    made = plan(activity("toa-dam", when=During(since=date(2022, 5, 1), until=date(2022, 5, 31))))
    assert items(made, book, at(22, 5), [message("m", "toa-dam")]) == []


def test_a_day_counts_up_to_the_last_one_looked_at(book):
    made = plan(activity("viec", when=OnDay(day=date(2022, 5, 25))))
    assert items(made, book, at(22, 5), until=date(2022, 5, 24)) == []
    assert items(made, book, at(22, 5), until=date(2022, 5, 25)) == [("viec", "so-tttt", "2022-05-25", "open")]


def test_thirty_days_are_looked_at_where_nothing_is_said(book):
    made = plan(activity("a", when=OnDay(day=date(2022, 6, 20))), activity("b", when=OnDay(day=date(2022, 6, 21))))
    assert items(made, book, at(22, 5)) == [("a", "so-tttt", "2022-06-20", "open")]
    assert due(made, [], book.ledger, now=at(22, 5)).until == date(2022, 6, 20)


def test_a_quota_is_looked_at_while_its_period_runs_though_it_ends_later(book):
    made = plan(activity("nam", quota=Quota(count=12, per="year")))
    assert items(made, book, at(22, 5), until=date(2022, 5, 22)) == [("nam", "so-tttt", "2022-12-31", "open")]


def test_a_period_that_is_over_cannot_be_made_up(book):
    made = plan(activity("tin", quota=MONTHLY))
    assert items(made, book, at(22, 5), until=date(2022, 5, 22)) == [("tin", "so-tttt", "2022-05-31", "open")]


def test_what_recurs_can_be_made_up_until_its_next_time(book):
    made = plan(activity("hop", when=Every(every="month", days=(20,))))
    assert items(made, book, at(22, 5), until=date(2022, 5, 31)) == [("hop", "so-tttt", "2022-05-20", "missing")]
    assert items(made, book, at(20, 6, 12), until=date(2022, 6, 20)) == [("hop", "so-tttt", "2022-06-20", "open")]


def test_what_was_to_be_done_once_can_be_made_up_for_ever(book):
    made = plan(activity("a", when=Before(before=date(2022, 4, 15))), activity("b", when=By(by=date(2022, 4, 15))))
    assert items(made, book, at(1, 12)) == [
        ("a", "so-tttt", "2022-04-14", "missing"),
        ("b", "so-tttt", "2022-04-15", "missing"),
    ]


def test_what_has_no_day_is_on_no_agenda(book):
    made = plan(
        activity("a", when=Ongoing()),
        activity("b", when=OnEvent(event="khi có văn bản mới")),
        activity("c", when=Deferred(deferred="theo thực trạng")),
        activity("d", quota=Quota(count=2, at="most")),
    )
    assert items(made, book, at(1, 12)) == []


def test_several_timings_are_looked_at_each_for_itself(book):
    when = Several(all=(OnDay(day=date(2022, 5, 25)), During(since=date(2022, 5, 1), until=date(2022, 5, 31))))
    assert items(plan(activity("a", when=when)), book, at(22, 5)) == [
        ("a", "so-tttt", "2022-05-25", "open"),
        ("a", "so-tttt", "2022-05-31", "open"),
    ]


def test_what_is_asked_for_has_no_days_left_and_is_never_behind(book):
    made = plan(activity("a", form="bao-chi", when=During(since=date(2022, 4, 1), until=date(2022, 4, 30))))
    for now in (at(22, 4), at(22, 6)):
        item = only(made, book, now)
        assert (item.state, item.requested, item.days) == (State.REQUESTED, True, None)


def test_the_units_asked_for_have_their_own_and_what_they_do_together(book):
    made = plan(
        activity("moi", each="quan", when=OnDay(day=date(2022, 5, 25))),
        activity("chung", units=("so-tttt", "quan-tay-ho"), when=OnDay(day=date(2022, 5, 26))),
        activity("khac", when=OnDay(day=date(2022, 5, 27))),
    )
    assert items(made, book, at(22, 5), units=("quan-tay-ho",)) == [
        ("moi", "quan-tay-ho", "2022-05-25", "open"),
        ("chung", "", "2022-05-26", "open"),
    ]
    assert due(made, [], book.ledger, now=at(22, 5), units=("quan-tay-ho",)).items[1].who == (
        "Sở Thông tin và Truyền thông and Quận Tây Hồ"
    )


def test_it_is_in_order_of_the_days_it_is_due(book):
    made = plan(
        activity("a", when=During(since=date(2022, 5, 1), until=date(2022, 6, 10))),
        activity("b", when=OnDay(day=date(2022, 5, 25))),
        activity("c", quota=MONTHLY),
    )
    assert [row[0] for row in items(made, book, at(22, 5))] == ["b", "c", "a", "c"]


def test_what_rides_on_another_names_its_host(book):
    made = plan(
        activity("chu", when=OnDay(day=date(2022, 5, 25))),
        activity("lg", when=OnDay(day=date(2022, 5, 25)), integrated_into="chu"),
    )
    assert [item.counted_with for item in due(made, [], book.ledger, now=at(22, 5)).items] == ["", "chu"]


def test_a_day_off_names_the_next_working_day(book):
    made = plan(
        activity("a", when=OnDay(day=date(2022, 5, 28))),
        activity("b", when=OnDay(day=date(2022, 5, 27))),
        activity("c", when=OnDay(day=date(2022, 5, 28), at=datetime.time(17))),
    )
    made = evolve(made, calendar=Calendar(off=(DaysOff(since=date(2022, 5, 30), name="nghỉ bù"),)))
    found = {i.occurrence.activity: (i.off, i.working) for i in due(made, [], book.ledger, now=at(22, 5)).items}
    assert found == {"a": ("Saturday", date(2022, 5, 31)), "b": ("", None), "c": ("", None)}


def test_the_moment_needs_an_offset_and_the_last_day_lies_not_before_it(book):
    made = plan(activity(quota=MONTHLY))
    with pytest.raises(ValueError, match="offset"):
        due(made, [], book.ledger, now=datetime.datetime(2022, 5, 22, 8))
    with pytest.raises(ValueError, match="before the day of now"):
        due(made, [], book.ledger, now=at(22, 5), until=date(2022, 5, 21))


def test_an_unknown_unit_is_named(book):
    with pytest.raises(PlanError, match="khong-co"):
        due(plan(activity(quota=MONTHLY)), [], book.ledger, now=at(22, 5), units=("khong-co",))


def test_the_end_of_the_calendar_is_no_fault(book):
    made = evolve(plan(activity("a", quota=MONTHLY)), since=date(9999, 12, 1), until=date(9999, 12, 31))
    now = datetime.datetime(9999, 12, 20, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
    assert due(made, [], book.ledger, now=now).until == date(9999, 12, 31)


class Nothing:
    """A ledger that holds nothing."""

    def carried(self, plan):
        return []

    def evidence(self, plan):
        return []


days = st.dates(date(2022, 3, 1), date(2022, 12, 31))
timings = st.one_of(
    st.builds(lambda on, at: Every(every="week", on=tuple(on), at=at), st.sets(st.sampled_from(("mon", "thu", "sun"))), st.none() | st.just(datetime.time(17))),
    st.builds(lambda number: Every(every="month", days=(number,)), st.integers(1, 31)),
    st.builds(lambda day: OnDay(day=day), days),
    st.builds(lambda pair: During(since=pair[0], until=pair[1]), st.tuples(days, days).map(sorted)),
    st.builds(lambda per, at: Quota(count=2, per=per, at=at), st.sampled_from(("week", "month", "quarter")), st.sampled_from(("least", "exactly"))),
)  # fmt: skip


@given(some=st.lists(timings, min_size=1, max_size=4), now=days, ahead=st.integers(0, 60))
def test_what_has_begun_stands_in_the_report_as_it_does_here(some, now, ahead):
    made = plan(
        *(
            activity(f"v{n}", each="quan", **({"quota": one} if isinstance(one, Quota) else {"when": one}))
            for n, one in enumerate(some)
        )
    )
    moment = at(now.day, now.month, 12)
    agenda = due(made, [], Nothing(), now=moment, until=now + datetime.timedelta(days=ahead))
    told = {line.occurrence.key: line.state for line in report(made, [], Nothing(), now=moment).lines}
    for item in agenda.items:
        assert item.begun == (item.occurrence.key in told)
        assert told.get(item.occurrence.key, State.OPEN) is item.state
    assert len({item.uid for item in agenda.items}) == len(agenda.items)
    assert [item.due for item in agenda.items] == sorted(item.due for item in agenda.items)
    still_open = {key for key, state in told.items() if state is State.OPEN and key.startswith("v")}
    soon = {item.occurrence.key for item in agenda.items}
    for line in report(made, [], Nothing(), now=moment).lines:
        quota = made.activities[line.occurrence.activity].quota
        if line.occurrence.key in still_open and (quota or line.occurrence.due.date() <= agenda.until):
            assert line.occurrence.key in soon
