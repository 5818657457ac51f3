"""How far quotas are met: what counts, whose it is, and where a period is no whole one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.report.books import activity, at, message, plan
from tuyentruyen.model.when import Quota
from tuyentruyen.report import State, as_json, as_text, report
from tuyentruyen.wording import speaking


def told(made, messages, book, now, lang="vi"):
    with speaking(lang):
        text = as_text(report(made, messages, book.ledger, now=now))
    lines = [*text.splitlines(), ""]
    begin = lines.index("Chỉ tiêu:" if lang == "vi" else "Quotas:")
    end = lines.index("", begin)
    return lines[begin + 1 : end]


def test_each_period_says_how_much_of_how_much(book):
    made = plan(activity("tin", title="Tin, bài", quota=Quota(count=4, per="month", until=date(2022, 5, 31))))
    for number, moment in enumerate((at(29, 3), at(4, 4), at(5, 4), at(6, 4), at(7, 4), at(3, 5))):
        book.carry(f"m{number}", moment)
    assert told(made, [message(f"m{n}", "tin") for n in range(6)], book, at(20, 5)) == [
        "  Tin, bài (tính tin, bài đã đăng và kết quả được ghi nhận)",
        "    Sở Thông tin và Truyền thông:",
        "      tháng 3 (kỳ không trọn, từ 28/3/2022): 01/04 tin, bài; chậm tiến độ",
        "      tháng 4: 04/04 tin, bài; hoàn thành",
        "      tháng 5: 01/04 tin, bài; đang thực hiện",
    ]


def test_a_period_cut_at_its_end_says_so(book):
    made = plan(
        activity("tin", title="Tin", quota=Quota(count=1, per="month", since=date(2022, 4, 1), until=date(2022, 4, 15)))
    )
    assert (
        told(made, [], book, at(20, 4))[2]
        == "      tháng 4 (kỳ không trọn, đến hết 15/4/2022): 00/01 tin, bài; chậm tiến độ"
    )


def test_a_period_cut_at_both_ends_says_so(book):
    made = plan(
        activity(
            "tin", title="Tin", quota=Quota(count=1, per="quarter", since=date(2022, 4, 5), until=date(2022, 6, 15))
        )
    )
    assert told(made, [], book, at(20, 4))[2] == (
        "      quý II (kỳ không trọn, từ 05/4/2022 đến 15/6/2022): 00/01 tin, bài; đang thực hiện"
    )


def test_a_whole_period_is_called_by_its_name_alone(book):
    made = plan(activity("tin", quota=Quota(count=1, per="quarter", since=date(2022, 4, 1), until=date(2022, 6, 30))))
    assert told(made, [], book, at(20, 4))[2] == "      quý II: 00/01 tin, bài; đang thực hiện"


@pytest.mark.parametrize(
    ("per", "name"),
    [
        ("day", "28/3/2022"),
        ("week", "tuần 28/3/2022 - 03/4/2022"),
        ("month", "tháng 3 (kỳ không trọn, từ 28/3/2022)"),
        ("quarter", "quý I (kỳ không trọn, từ 28/3/2022)"),
        ("year", "năm 2022 (kỳ không trọn, từ 28/3/2022)"),
    ],
)
def test_periods_are_named_officially(book, per, name):
    assert told(plan(activity("tin", quota=Quota(count=2, per=per))), [], book, at(28, 3))[2] == (
        f"      {name}: 00/02 tin, bài; đang thực hiện"
    )


def test_another_year_s_period_names_its_year(book):
    made = plan(activity("tin", quota=Quota(count=1, per="month", since=date(2022, 12, 1))))
    now = at(3, 1).replace(year=2023)
    assert told(made, [], book, now)[2] == "      tháng 12/2022: 00/01 tin, bài; chậm tiến độ"


def test_at_most_is_never_short(book):
    made = plan(activity("tin", quota=Quota(count=2, per="month", at="most", until=date(2022, 4, 30))))
    book.carry("m", at(3, 4))
    lines = told(made, [message("m", "tin")], book, at(5, 5))
    assert lines[2:] == [
        "      tháng 3 (kỳ không trọn, từ 28/3/2022): 00, tối đa 02 tin, bài",
        "      tháng 4: 01, tối đa 02 tin, bài",
    ]


def test_more_than_allowed_is_said(book):
    made = plan(activity("tin", quota=Quota(count=1, per="month", at="most", until=date(2022, 3, 31))))
    for key in ("a", "b"):
        book.carry(key, at(29, 3))
    assert told(made, [message("a", "tin"), message("b", "tin")], book, at(5, 5))[-1] == (
        "      tháng 3 (kỳ không trọn, từ 28/3/2022): 02, tối đa 01 tin, bài; vượt chỉ tiêu"
    )


@pytest.mark.parametrize(
    ("counts", "expected"),
    [("any", 1 + 2), ("messages", 1), ("deliveries", 3), ("evidence", 2)],
)
def test_what_counts_is_what_the_quota_says(book, counts, expected):
    quota = Quota(count=4, per="month", counts=counts, since=date(2022, 4, 1), until=date(2022, 4, 30))
    for channel in ("tin", "bao-chi", "feed@quan-ba-dinh"):
        book.carry("m", at(3, 4), channel=channel)
    book.note("tin/so-tttt/2022-04-01T00:00", at(4, 4), count=2)
    made = plan(activity("tin", units=("so-tttt",), quota=quota))
    [line] = report(made, [message("m", "tin")], book.ledger, now=at(20, 4)).lines
    assert line.count == (expected if counts != "deliveries" else 2)


def test_a_member_s_channel_counts_for_that_member_alone(book):
    quota = Quota(count=2, per="month", counts="deliveries", since=date(2022, 4, 1), until=date(2022, 4, 30))
    book.carry("m", at(3, 4), channel="tin")
    book.carry("m", at(3, 4), channel="feed@quan-ba-dinh")
    made = plan(activity("tin", each="quan", quota=quota))
    lines = report(made, [message("m", "tin")], book.ledger, now=at(20, 4)).lines
    assert [(line.occurrence.unit, line.count, line.state) for line in lines] == [
        ("quan-ba-dinh", 2, State.DONE),
        ("quan-tay-ho", 1, State.OPEN),
    ]


def test_a_channel_that_carried_a_message_twice_counts_once(book):
    quota = Quota(count=3, per="month", counts="deliveries", since=date(2022, 4, 1), until=date(2022, 4, 30))
    book.carry("m", at(3, 4), channel="tin")
    book.carry("m", at(5, 4), channel="tin")
    [line] = report(plan(activity("tin", quota=quota)), [message("m", "tin")], book.ledger, now=at(20, 4)).lines
    assert line.count == 1


def test_what_was_delivered_before_the_period_does_not_count_in_it(book):
    quota = Quota(count=1, per="month", counts="deliveries", until=date(2022, 4, 30))
    book.carry("m", at(29, 3), channel="tin")
    book.carry("m", at(2, 4), channel="bao-chi")
    made = report(plan(activity("tin", quota=quota)), [message("m", "tin")], book.ledger, now=at(20, 4))
    assert [line.count for line in made.lines] == [1, 1]


def test_what_counts_is_said_in_words(book):
    words = {
        "any": "tính tin, bài đã đăng và kết quả được ghi nhận",
        "messages": "mỗi tin, bài tính một lần",
        "deliveries": "mỗi tin, bài tính một lần trên mỗi kênh đã đăng",
        "evidence": "chỉ tính kết quả được ghi nhận",
    }
    for counts, said in words.items():
        made = plan(activity("tin", title="Tin", quota=Quota(count=1, counts=counts)))
        assert told(made, [], book, at(20, 4))[0] == f"  Tin ({said})"


def test_units_that_share_a_quota_fill_it_together(book):
    quota = Quota(count=2, per="month", whose="together", since=date(2022, 4, 1), until=date(2022, 4, 30))
    made = plan(activity("tin", title="Tin", units=("so-tttt", "ubnd-tp"), quota=quota))
    book.carry("a", at(3, 4))
    book.carry("b", at(4, 4))
    messages = [message("a", "tin", unit="so-tttt"), message("b", "tin", unit="ubnd-tp")]
    assert told(made, messages, book, at(20, 4))[1:] == [
        "    Nhiều đơn vị làm chung:",
        "      tháng 4: 02/02 tin, bài; hoàn thành",
    ]


def test_of_many_units_each_says_its_latest_period_and_how_often_it_was_met(book):
    quota = Quota(count=1, per="month", since=date(2022, 4, 1), until=date(2022, 6, 30))
    made = plan(activity("tin", title="Tin", each="quan", quota=quota))
    book.carry("a", at(3, 4))
    assert told(made, [message("a", "tin", unit="quan-ba-dinh")], book, at(20, 6))[1:] == [
        "    Quận Ba Đình: tháng 6: 00/01 tin, bài; đang thực hiện; đạt 01/03 kỳ",
        "    Quận Tây Hồ: tháng 6: 00/01 tin, bài; đang thực hiện; đạt 00/03 kỳ",
    ]


def test_only_the_last_periods_are_named(book):
    made = plan(activity("tin", quota=Quota(count=1, per="week")))
    lines = told(made, [], book, at(31, 12))
    assert lines[2] == "      28 kỳ trước đó không nêu ở đây"
    assert lines[3].startswith("      tuần 10/10/2022 - 16/10/2022: ")
    assert len(lines) == 3 + 12


def test_a_quota_that_is_asked_for_is_neither_late_nor_too_much(book):
    quota = Quota(count=1, per="month", at="exactly", until=date(2022, 4, 30))
    made = plan(activity("tin", title="Tin", form="bao-chi", quota=quota))
    for key in ("a", "b"):
        book.carry(key, at(29, 3))
    messages = [message("a", "tin"), message("b", "tin")]
    assert told(made, messages, book, at(20, 5))[1:] == [
        "    Đề nghị Ban Tuyên giáo Thành ủy:",
        "      tháng 3 (kỳ không trọn, từ 28/3/2022): 02/01 tin, bài; hoàn thành",
        "      tháng 4: 00/01 tin, bài",
    ]


def test_the_json_tells_each_period(book):
    made = plan(activity("tin", quota=Quota(count=4, per="month", counts="messages", until=date(2022, 4, 30))))
    book.carry("m", at(29, 3))
    record = json.loads(json.dumps(as_json(report(made, [message("m", "tin")], book.ledger, now=at(20, 4)))))
    assert record["quotas"][0] == {
        "key": "tin/so-tttt/2022-03-28T00:00",
        "activity": "tin",
        "unit": "so-tttt",
        "period": "month 3/2022",
        "first": "2022-03-01",
        "last": "2022-03-31",
        "part": True,
        "since": "2022-03-28",
        "until": None,
        "at": "least",
        "of": "tin, bài",
        "counts": "messages",
        "wanted": 4,
        "count": 1,
        "requested": False,
        "state": "missing",
    }
    assert (record["quotas"][1]["part"], record["quotas"][1]["period"]) == (False, "month 4/2022")
