"""What was due, done, late, missing: against a real ledger."""

from __future__ import annotations

import datetime
import json
from datetime import date

import pytest
from attrs import evolve

from tests.report.books import activity, at, message, plan
from tuyentruyen.model.message import Withdrawal
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Before, By, ByRule, Deferred, During, Every, OnDay, OnEvent, Ongoing, Quota, Several
from tuyentruyen.report import State, as_json, as_text, report
from tuyentruyen.wording import speaking


def states(made):
    return [line.state.value for line in made.lines]


ON_DAY = activity(when=OnDay(day=date(2022, 10, 10)))
AT_NINE = activity(when=OnDay(day=date(2022, 10, 10), at=datetime.time(9)))
PERIOD = activity(when=During(since=date(2022, 7, 1), until=date(2022, 9, 30)))
BEFORE = activity(when=Before(before=date(2022, 12, 15)))


@pytest.mark.parametrize(
    ("timing", "now", "expected"),
    [
        (ON_DAY, at(9, 10, 23, 59, 59), []),
        (ON_DAY, at(10, 10, 0), ["open"]),
        (ON_DAY, at(10, 10, 23, 59, 59), ["open"]),
        (ON_DAY, at(11, 10, 0), ["missing"]),
        (AT_NINE, at(10, 10, 8, 59, 59), []),
        (AT_NINE, at(10, 10, 9), ["open"]),
        (AT_NINE, at(10, 10, 9, 0, 1), ["missing"]),
        (PERIOD, at(30, 6, 23, 59, 59), []),
        (PERIOD, at(30, 9, 23, 59, 59), ["open"]),
        (PERIOD, at(1, 10, 0), ["missing"]),
        (BEFORE, at(14, 12, 23, 59, 59), ["open"]),
        (BEFORE, at(15, 12, 0), ["missing"]),
    ],
)
def test_what_is_not_done_is_open_until_it_is_due_and_missing_after(book, timing, now, expected):
    assert states(report(plan(timing), [], book.ledger, now=now)) == expected


@pytest.mark.parametrize(
    ("timing", "carried", "expected"),
    [
        (ON_DAY, at(1, 4), State.DONE),
        (ON_DAY, at(10, 10, 23, 59, 59), State.DONE),
        (ON_DAY, at(11, 10, 0), State.LATE),
        (AT_NINE, at(10, 10, 9), State.DONE),
        (AT_NINE, at(10, 10, 9, 0, 1), State.LATE),
        (PERIOD, at(1, 4), State.DONE),
        (PERIOD, at(30, 9, 23), State.DONE),
        (PERIOD, at(1, 10, 0), State.LATE),
        (BEFORE, at(14, 12, 23), State.DONE),
        (BEFORE, at(15, 12, 0), State.LATE),
    ],
)
def test_what_was_carried_in_time_is_done_and_later_it_is_late(book, timing, carried, expected):
    book.carry("m", carried)
    [line] = report(plan(timing), [message("m")], book.ledger, now=at(31, 12)).lines
    assert (line.state, line.at, line.count) == (expected, carried, 1)


def test_what_happens_later_is_not_seen_yet(book):
    book.carry("m", at(5, 10))
    book.note("loa/so-tttt/2022-10-10T00:00", at(12, 10))
    made = plan(ON_DAY)
    assert states(report(made, [], book.ledger, now=at(11, 10))) == ["missing"]
    assert states(report(made, [message("m")], book.ledger, now=at(11, 10))) == ["done"]
    assert states(report(made, [], book.ledger, now=at(13, 10))) == ["late"]


def test_what_happens_at_the_moment_is_seen(book):
    book.note("loa/so-tttt/2022-10-10T00:00", at(10, 10, 9))
    book.carry("m", at(10, 10, 8))
    assert states(report(plan(ON_DAY), [], book.ledger, now=at(10, 10, 9))) == ["done"]
    assert states(report(plan(ON_DAY), [message("m")], book.ledger, now=at(10, 10, 8))) == ["done"]


def test_what_is_carried_later_is_not_seen_yet(book):
    book.carry("m", at(12, 10))
    assert states(report(plan(ON_DAY), [message("m")], book.ledger, now=at(11, 10))) == ["missing"]


def test_what_is_withdrawn_later_still_stands(book):
    weekly = activity(when=Every(every="week", on=("tue",), until=date(2022, 4, 12)))
    book.carry("m", at(28, 3))
    book.withdraw("m", at(11, 4))
    assert states(report(plan(weekly), [message("m")], book.ledger, now=at(10, 4))) == ["done", "done"]
    assert states(report(plan(weekly), [message("m")], book.ledger, now=at(30, 4))) == ["done", "done", "missing"]


def test_what_has_left_every_channel_stood_until_it_left_the_last(book):
    weekly = activity(when=Every(every="week", on=("tue",), until=date(2022, 4, 12)))
    for channel, left in (("a", at(30, 3)), ("b", at(6, 4)), ("c", at(31, 3))):
        book.carry("m", at(28, 3), channel=channel)
        book.withdraw("m", left, channel=channel)
    assert states(report(plan(weekly), [message("m")], book.ledger, now=at(1, 5))) == ["done", "done", "missing"]


def test_what_was_ongoing_counts_only_what_was_said_in_its_time(book):
    made = plan(activity(when=Ongoing(since=date(2022, 5, 1), until=date(2022, 5, 31))))
    for key, moment in (("m", at(1, 4)), ("n", at(31, 5)), ("o", at(1, 6, 0)), ("p", at(2, 4))):
        book.carry(key, moment)
    book.withdraw("p", at(3, 4))
    [line] = report(made, [message(key) for key in "mnop"], book.ledger, now=at(31, 12)).lines
    assert line.count == 2


def test_a_message_that_no_channel_carried_speaks_for_nothing(book):
    assert states(report(plan(ON_DAY), [message("m")], book.ledger, now=at(11, 10))) == ["missing"]


def test_a_message_of_another_activity_speaks_for_nothing(book):
    book.carry("m", at(1, 4))
    assert states(report(plan(ON_DAY), [message("m", to="khac")], book.ledger, now=at(11, 10))) == ["missing"]


def test_said_once_the_loudspeaker_repeats_it(book):
    weekly = activity(when=Every(every="week", on=("tue",), at=datetime.time(17), until=date(2022, 4, 19)))
    book.carry("m", at(5, 4, 16, 59))
    assert states(report(plan(weekly), [message("m")], book.ledger, now=at(1, 5))) == [
        "late",
        "done",
        "done",
        "done",
    ]


def test_what_recurs_is_late_only_until_the_next_time(book):
    monthly = activity(when=Every(every="month", days=(20,), until=date(2022, 6, 30)))
    book.carry("m", at(25, 5))
    assert states(report(plan(monthly), [message("m")], book.ledger, now=at(1, 7))) == ["missing", "late", "done"]


def test_what_ends_at_the_moment_itself_speaks_no_more(book):
    weekly = activity(when=Every(every="week", on=("tue",), at=datetime.time(17), until=date(2022, 4, 5)))
    book.carry("m", at(28, 3))
    said = message("m", expires=at(5, 4, 17))
    assert states(report(plan(weekly), [said], book.ledger, now=at(1, 5))) == ["done", "missing"]


@pytest.mark.parametrize("how", ["expires", "withdrawn", "gone"])
def test_what_has_left_speaks_no_more(book, how):
    weekly = activity(when=ByRule(rule="FREQ=WEEKLY;BYDAY=TU;COUNT=3", at=datetime.time(17)))
    book.carry("m", at(28, 3))
    said = message("m")
    if how == "expires":
        said = evolve(said, expires=at(5, 4, 17, 0, 1))
    elif how == "withdrawn":
        said = evolve(said, withdrawn=Withdrawal(at=at(5, 4, 17, 0, 1), reason="Sai số liệu"))
    else:
        book.withdraw("m", at(5, 4, 17, 0, 1))
    assert states(report(plan(weekly), [said], book.ledger, now=at(1, 5))) == ["done", "done", "missing"]


def test_what_left_one_channel_and_stands_in_another_still_speaks(book):
    weekly = activity(when=Every(every="week", on=("tue",), until=date(2022, 4, 12)))
    book.carry("m", at(28, 3), channel="a")
    book.carry("m", at(29, 3), channel="b")
    book.withdraw("m", at(30, 3), channel="a")
    assert states(report(plan(weekly), [message("m")], book.ledger, now=at(1, 5))) == ["done"] * 3


def test_each_unit_answers_for_itself_and_a_message_without_unit_for_all(book):
    each = activity(each="quan", when=Every(every="month", until=date(2022, 4, 30)))
    book.carry("m", at(30, 3))
    book.carry("n", at(15, 4))
    said = [message("m", unit="quan-tay-ho"), message("n")]
    made = report(plan(each), said, book.ledger, now=at(1, 5))
    assert [(o.occurrence.start.month, o.occurrence.unit, o.state.value) for o in made.lines] == [
        (3, "quan-ba-dinh", "late"), (3, "quan-tay-ho", "done"), (4, "quan-ba-dinh", "done"), (4, "quan-tay-ho", "done"),
    ]  # fmt: skip


def test_of_what_several_do_together_anybody_s_message_speaks(book):
    together = activity(units=("so-tttt", "ubnd-tp"), when=OnDay(day=date(2022, 10, 10)))
    book.carry("m", at(1, 4))
    assert states(report(plan(together), [message("m", unit="ubnd-tp")], book.ledger, now=at(11, 10))) == ["done"]


def test_a_quota_counts_distinct_messages_first_carried_in_its_window(book):
    quota = activity(quota=Quota(count=2, per="month", until=date(2022, 6, 30)))
    for key, moment, channel in [
        ("a", at(28, 3, 0), "tin"), ("b", at(31, 3, 23, 59, 59), "tin"),
        ("c", at(1, 4, 0), "tin"), ("c", at(2, 4), "bao-chi"), ("a", at(3, 4), "bao-chi"),
        ("d", at(5, 6), "tin"),
    ]:  # fmt: skip
        book.carry(key, moment, channel=channel)
    said = [message(key) for key in "abcd"]
    made = report(plan(quota), said, book.ledger, now=at(10, 6))
    assert [(o.state.value, o.count) for o in made.lines] == [("done", 2), ("missing", 1), ("missing", 0), ("open", 1)]
    assert made.lines[0].at == at(31, 3, 23, 59, 59)


@pytest.mark.parametrize(
    ("kind", "count", "now", "expected"),
    [
        ("exactly", 1, at(1, 4), State.MISSING),
        ("exactly", 2, at(1, 4), State.DONE),
        ("exactly", 3, at(1, 4), State.EXCEEDED),
        ("most", 0, at(1, 4), State.ONGOING),
        ("most", 2, at(1, 4), State.ONGOING),
        ("most", 3, at(1, 4), State.EXCEEDED),
        ("least", 3, at(1, 4), State.DONE),
    ],
)
def test_a_quota_may_be_exact_or_a_limit(book, kind, count, now, expected):
    quota = activity(quota=Quota(count=2, per="month", at=kind, until=date(2022, 3, 31)))
    for number in range(count):
        book.carry(f"m-{number}", at(29, 3, 8 + number))
    made = report(plan(quota), [message(f"m-{n}") for n in range(count)], book.ledger, now=now)
    assert [line.state for line in made.lines] == [expected]


def test_evidence_counts_as_much_as_it_says(book):
    quota = activity(quota=Quota(count=3, per="month", until=date(2022, 3, 31)))
    book.note("loa/so-tttt/2022-03-28T00:00", at(30, 3), count=3)
    [line] = report(plan(quota), [], book.ledger, now=at(1, 4)).lines
    assert (line.state, line.count, line.at) == (State.DONE, 3, at(30, 3))


def test_what_is_requested_is_never_late(book):
    asked = activity(form="bao-chi", when=OnDay(day=date(2022, 10, 10)))
    assert states(report(plan(asked), [], book.ledger, now=at(31, 12))) == ["requested"]
    book.carry("m", at(20, 10))
    assert states(report(plan(asked), [message("m")], book.ledger, now=at(31, 12))) == ["done"]
    made = report(plan(asked), [], book.ledger, now=at(31, 12))
    assert (made.totals.due, made.totals.requested) == (0, 1)


@pytest.mark.parametrize("when", [Ongoing(), OnEvent(event="khi có quy định mới")])
def test_what_is_ongoing_is_maintained_and_tells_how_much_was_said(book, when):
    book.carry("m", at(1, 4))
    [line] = report(plan(activity(when=when)), [message("m")], book.ledger, now=at(31, 12)).lines
    assert (line.state, line.count) == (State.ONGOING, 1)


def test_what_rides_on_another_is_counted_once(book):
    host = activity("hoi-nghi", when=OnDay(day=date(2022, 10, 10)))
    rider = activity("long-ghep", when=OnDay(day=date(2022, 10, 10)), integrated_into="hoi-nghi")
    book.carry("m", at(1, 4))
    made = report(plan(host, rider), [message("m", to="hoi-nghi")], book.ledger, now=at(31, 12))
    assert [(s.activity, s.counted_with, s.totals.done) for s in made.shares] == [
        ("hoi-nghi", "", 1), ("long-ghep", "hoi-nghi", 1),
    ]  # fmt: skip
    assert (made.totals.done, made.totals.due) == (1, 1)


def test_a_host_is_not_fulfilled_by_what_rides_on_it(book):
    host = activity("hoi-nghi", when=OnDay(day=date(2022, 10, 10)))
    rider = activity("long-ghep", when=OnDay(day=date(2022, 10, 10)), integrated_into="hoi-nghi")
    book.carry("m", at(1, 4))
    made = report(plan(host, rider), [message("m", to="long-ghep")], book.ledger, now=at(31, 12))
    assert states(made) == ["missing", "done"]


def test_what_rides_on_nothing_known_counts_for_itself(book):
    rider = activity("long-ghep", when=OnDay(day=date(2022, 10, 10)), integrated_into="la")
    assert report(plan(rider), [], book.ledger, now=at(31, 12)).totals.missing == 1


def test_a_moment_without_an_offset_is_refused(book):
    with pytest.raises(ValueError, match="offset"):
        report(plan(ON_DAY), [], book.ledger, now=datetime.datetime(2022, 10, 11))


def test_the_day_is_the_vietnamese_day(book):
    now = datetime.datetime(2022, 10, 9, 17, 0, tzinfo=datetime.UTC)  # 00:00 of 10 October in Viet Nam
    assert states(report(plan(ON_DAY), [], book.ledger, now=now)) == ["open"]


@pytest.fixture
def sample(book):
    made = plan(
        activity("loa", title="Truyền thanh cơ sở", each="quan", when=Every(every="month", until=date(2022, 6, 30))),
        activity("tin", title="Tin, bài trên báo chí", quota=Quota(count=1, per="month", until=date(2022, 5, 31))),
        activity("toa-dam", title="Tọa đàm", when=OnDay(day=date(2022, 5, 10))),
        activity("lg", title="Lồng ghép", when=OnDay(day=date(2022, 5, 10)), integrated_into="toa-dam"),
    )
    book.carry("m", at(29, 4))
    book.carry("t", at(11, 5))
    said = [message("m", unit="quan-tay-ho"), message("t", to="toa-dam")]
    return report(made, said, book.ledger, now=at(31, 5, 20))


def test_the_text_is_aligned(sample):
    assert (
        as_text(sample)
        == """\
99/KH-UBND – Kiểm soát thủ tục hành chính
as of 31/5/2022, 20:00

Activity               due  done  late  missing  open
-----------------------------------------------------
Truyền thanh cơ sở       5     2     1        2     1
Tin, bài trên báo chí    2     -     -        2     1
Tọa đàm                  1     -     1        -     -
Lồng ghép *              1     -     1        -     -
-----------------------------------------------------
Together                 8     2     2        4     2
* rides on another activity, and is counted once, with that one

Quotas:
  Tin, bài trên báo chí (messages and what is recorded by hand count)
    Sở Thông tin và Truyền thông:
      month 3 (part period, from 28/3/2022): 0/1 tin, bài; missing
      month 4: 0/1 tin, bài; missing
      month 5: 0/1 tin, bài; open

Missing:
  Truyền thanh cơ sở
    Quận Ba Đình: 2 (31/3/2022, 30/4/2022)
  Tin, bài trên báo chí
    Sở Thông tin và Truyền thông: 2 (31/3/2022, 30/4/2022)

Late:
  Truyền thanh cơ sở
    Quận Tây Hồ: 1 (31/3/2022)
  Tọa đàm
    Sở Thông tin và Truyền thông: 1 (10/5/2022)
  Lồng ghép
    Sở Thông tin và Truyền thông: 1 (10/5/2022)
"""
    )


def test_in_vietnamese_counts_are_written_as_official_tables_write_them(sample):
    with speaking("vi"):
        said = as_text(sample).splitlines()
    assert [line.split()[-5:] for line in said if line.startswith("Truyền thanh")] == [["05", "02", "01", "02", "01"]]
    assert "    Quận Ba Đình: 02 (31/3/2022, 30/4/2022)" in said


@pytest.mark.parametrize(("lang", "written"), [("en", "2,626"), ("vi", "2.626")])
def test_thousands_are_parted_as_the_language_parts_them(sample, lang, written):
    many = evolve(sample, totals=evolve(sample.totals, open=2626))
    with speaking(lang):
        assert as_text(many).count(written) == 1


def test_nothing_begun_is_said(book):
    assert as_text(report(plan(ON_DAY), [], book.ledger, now=at(28, 3))).endswith("\n\nNothing has begun yet.\n")


def test_the_text_can_be_vietnamese(sample):
    with speaking("vi"):
        assert "31/5/2022" in as_text(sample)


def test_no_control_character_reaches_a_terminal(book):
    made = report(plan(ON_DAY), [], book.ledger, now=at(11, 10))
    assert "\x1b" not in as_text(evolve(made, title="Kiểm soát\x1b[2J"))


def test_the_json_has_stable_keys_and_iso_moments(sample):
    record = json.loads(json.dumps(as_json(sample)))
    assert list(record) == ["plan", "number", "title", "at", "totals", "activities", "quotas", "occurrences"]
    assert record["at"] == "2022-05-31T20:00:00+07:00"
    assert record["totals"] == {
        "due": 8, "done": 2, "late": 2, "missing": 4, "open": 2, "requested": 0, "ongoing": 0, "exceeded": 0,
    }  # fmt: skip
    assert record["activities"][3]["counted_with"] == "toa-dam"
    assert record["activities"][0]["counted_with"] is None
    assert record["occurrences"][1] == {
        "key": "loa/quan-ba-dinh/2022-03-31T00:00",
        "activity": "loa",
        "unit": "quan-ba-dinh",
        "start": "2022-03-31T00:00:00+07:00",
        "end": "2022-04-01T00:00:00+07:00",
        "due": "2022-03-31T23:59:59+07:00",
        "wanted": 1,
        "count": 0,
        "state": "missing",
        "at": None,
    }


def test_many_units_are_cut_short_in_the_text(book):
    units = {f"xa-{n}": Unit(key=f"xa-{n}", name=f"Xã {n}") for n in range(45)}
    made = plan(activity(each="xa", when=OnDay(day=date(2022, 5, 10))))
    made = evolve(
        made,
        units={**made.units, **units},
        groups={"xa": UnitGroup(key="xa", title="Các xã", units=tuple(units))},
    )
    text = as_text(report(made, [], book.ledger, now=at(31, 12)))
    assert "    Xã 39: 1 (10/5/2022)\n    and 5 more units\n" in text
    assert "Xã 40" not in text


BY = activity(when=By(by=date(2022, 12, 15), since=date(2022, 4, 10), outlook=date(2030, 12, 31)))


@pytest.mark.parametrize(
    ("carried", "now", "expected"),
    [
        (None, at(15, 12, 23, 59, 59), State.OPEN),
        (None, at(16, 12, 0), State.MISSING),
        (at(1, 4), at(1, 5), State.DONE),
        (at(15, 12, 23, 59, 59), at(31, 12), State.DONE),
        (at(16, 12, 0), at(31, 12), State.LATE),
    ],
)
def test_the_day_by_which_something_is_due_counts(book, carried, now, expected):
    if carried:
        book.carry("m", carried)
    [line] = report(plan(BY), [message("m")], book.ledger, now=now).lines
    assert line.state is expected


def test_what_is_left_to_others_is_never_late(book):
    made = plan(activity(when=Deferred(deferred="theo tiến độ của Bộ Nội vụ")))
    assert states(report(made, [], book.ledger, now=at(31, 12))) == ["ongoing"]


def test_several_timings_stand_each_for_itself(book):
    when = Several(
        all=(
            Every(every="month", days=(10,), until=date(2022, 5, 31)),
            Every(every="quarter", days=(20,), until=date(2022, 6, 30)),
        )
    )
    book.carry("m", at(12, 4))
    made = report(plan(activity(when=when)), [message("m")], book.ledger, now=at(1, 7))
    assert [(line.occurrence.start.date().isoformat(), line.state) for line in made.lines] == [
        ("2022-04-10", State.LATE),
        ("2022-05-10", State.DONE),
        ("2022-06-20", State.DONE),
    ]


def test_a_period_among_several_timings_asks_for_no_message_that_still_stands(book):
    when = Several(all=(During(since=date(2022, 5, 1), until=date(2022, 5, 31)), OnDay(day=date(2022, 6, 20))))
    gone = message("m", withdrawn=Withdrawal(at=at(1, 4), reason="…"))
    book.carry("m", at(30, 3))
    made = report(plan(activity(when=when)), [gone], book.ledger, now=at(1, 7))
    assert [line.state for line in made.lines] == [State.DONE, State.MISSING]


def test_in_vietnamese_the_columns_are_worded_as_official_tables_word_them(sample):
    with speaking("vi"):
        heads = as_text(sample).splitlines()[3]
    assert " ".join(heads.split()) == "Hoạt động đến hạn hoàn thành hoàn thành quá hạn chậm tiến độ đang thực hiện"


def test_what_was_asked_for_and_has_not_come_is_listed_as_asked_for(book):
    made = plan(activity("chi-dao", title="Định hướng báo chí", form="bao-chi", when=OnDay(day=date(2022, 5, 12))))
    with speaking("vi"):
        text = as_text(report(made, [], book.ledger, now=at(1, 6)))
    assert text.endswith("\nĐang đề nghị:\n  Định hướng báo chí\n    Ban Tuyên giáo Thành ủy: 01 (12/5/2022)\n")
    assert "Chậm tiến độ:" not in text
