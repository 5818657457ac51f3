"""An agenda as text, as JSON, and as a calendar that another program reads."""

from __future__ import annotations

import datetime
import json
import re
import sys
from datetime import date

import pytest
import vobject
from attrs import evolve

from tests.report.books import activity, at, message, plan
from tuyentruyen import MissingExtraError, due
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import During, Every, OnDay, Quota, Several
from tuyentruyen.report import agenda_calendar, agenda_json, agenda_text
from tuyentruyen.wording import speaking


def agenda_of(book):
    book.carry("m", at(3, 5))
    made = plan(
        activity("tin", title="Tin, bài trên báo chí", quota=Quota(count=4, per="month")),
        activity("loa", title="Truyền thanh cơ sở", each="quan", when=Every(every="week", on=("tue", "fri"), at=datetime.time(17))),
        activity("toa-dam", title="Tọa đàm", when=OnDay(day=date(2022, 5, 10))),
        activity("lg", title="Lồng ghép", when=OnDay(day=date(2022, 5, 28)), integrated_into="toa-dam"),
        activity("bao", title="Phóng sự; chuyên đề", form="bao-chi", quota=Quota(count=2, of="phóng sự", per="month")),
        activity("chi-dao", title="Định hướng báo chí", form="bao-chi", when=OnDay(day=date(2022, 5, 12))),
    )  # fmt: skip
    return due(made, [message("m", "tin"), message("m2", "bao")], book.ledger, now=at(22, 5), until=date(2022, 5, 28))


@pytest.fixture
def agenda(book):
    return agenda_of(book)


def test_the_text_says_what_is_behind_what_is_to_be_done_and_what_is_asked_for(book):
    with speaking("vi"):
        assert (
            agenda_text(agenda_of(book))
            == """\
99/KH-UBND – Kiểm soát thủ tục hành chính
từ 08:00 ngày 22/5/2022 đến hết ngày 28/5/2022

Chậm tiến độ, còn bù được:
  Thứ Ba, 10/5/2022
    Sở Thông tin và Truyền thông: Tọa đàm: chậm tiến độ 12 ngày
  Thứ Sáu, 20/5/2022
    17:00  Quận Ba Đình và Quận Tây Hồ: Truyền thanh cơ sở: chậm tiến độ 2 ngày

Cần thực hiện:
  Thứ Ba, 24/5/2022
    17:00  Quận Ba Đình và Quận Tây Hồ: Truyền thanh cơ sở: chưa thực hiện; còn 2 ngày; sau đó còn 01 lần: 27/5/2022
  Thứ Bảy, 28/5/2022
    Sở Thông tin và Truyền thông: Lồng ghép: chưa thực hiện; còn 6 ngày (thứ Bảy; ngày làm việc tiếp theo: 30/5/2022) (lồng ghép vào hoạt động khác)
  Thứ Ba, 31/5/2022
    Sở Thông tin và Truyền thông: Tin, bài trên báo chí: còn thiếu 03/04 tin, bài tháng 5; còn 9 ngày

Đề nghị:
  Thứ Năm, 12/5/2022
    Đề nghị Ban Tuyên giáo Thành ủy: Định hướng báo chí: chưa có
  Thứ Ba, 31/5/2022
    Đề nghị Ban Tuyên giáo Thành ủy: Phóng sự; chuyên đề: 02 phóng sự tháng 5; chưa có
"""
        )


def test_the_text_is_english_too(agenda):
    text = agenda_text(agenda)
    assert (
        "    Sở Thông tin và Truyền thông: Tin, bài trên báo chí: 3/4 tin, bài of month 5 still to come; 9 days left\n"
        in text
    )
    assert "    Asked of Ban Tuyên giáo Thành ủy: Định hướng báo chí: not yet\n" in text


def test_many_units_with_one_duty_stand_in_one_line(book):
    units = [Unit(key=f"xa-{n}", name=f"Xã {n}") for n in range(5)]
    made = plan(activity("viec", title="Việc", each="xa", when=OnDay(day=date(2022, 5, 25))))
    made = evolve(
        made,
        units={**made.units, **{unit.key: unit for unit in units}},
        groups={"xa": UnitGroup(key="xa", title="Các xã", units=tuple(unit.key for unit in units))},
    )
    with speaking("vi"):
        text = agenda_text(due(made, [], book.ledger, now=at(22, 5)))
    assert "    Xã 0, Xã 1, Xã 2 và 02 đơn vị khác: Việc: chưa thực hiện; còn 3 ngày\n" in text


def test_where_nothing_is_left_that_is_said(book):
    text = agenda_text(due(plan(activity(when=OnDay(day=date(2022, 10, 10)))), [], book.ledger, now=at(22, 5)))
    assert text.endswith("\n\nNothing is left to be done by then.\n")


def test_no_control_character_reaches_a_terminal(agenda):
    assert "\x1b" not in agenda_text(evolve(agenda, title="Kiểm soát\x1b[2J"))


def test_a_period_that_an_end_of_the_plan_cuts_is_told_as_a_part(book):
    made = plan(activity("tin", quota=Quota(count=2, per="quarter")), activity("bai", quota=Quota(count=2, per="year")))
    first = due(made, [], book.ledger, now=at(30, 3), until=date(2022, 3, 30))
    cut = evolve(made, until=date(2022, 12, 20))
    last = due(cut, [], book.ledger, now=at(18, 12), until=date(2022, 12, 18))
    with speaking("vi"):
        assert "còn thiếu 02/02 tin, bài quý I (kỳ không trọn, từ 28/3/2022); còn 1 ngày" in agenda_text(first)
        told = agenda_text(last)
        assert "còn thiếu 02/02 tin, bài quý IV (kỳ không trọn, đến hết 20/12/2022); còn 2 ngày" in told
        assert "02/02 tin, bài năm 2022 (kỳ không trọn, từ 28/3/2022 đến 20/12/2022); còn 2 ngày" in told
        read = vobject.readOne(agenda_calendar(last).decode())
        assert "kỳ không trọn, đến hết 20/12/2022" in read.vevent_list[1].description.value
    record = agenda_json(first)["items"][0]
    assert (record["part"], record["since"], record["until"]) == (True, "2022-03-28", None)


def test_the_json_has_stable_keys(agenda):
    record = json.loads(json.dumps(agenda_json(agenda)))
    assert list(record) == ["plan", "number", "title", "at", "until", "items"]
    [mine] = [item for item in record["items"] if item["activity"] == "tin"]
    assert mine == {
        "key": "tin/so-tttt/2022-05-01T00:00",
        "activity": "tin",
        "title": "Tin, bài trên báo chí",
        "unit": "so-tttt",
        "who": "Sở Thông tin và Truyền thông",
        "start": "2022-05-01T00:00:00+07:00",
        "due": "2022-05-31T23:59:59+07:00",
        "days": 9,
        "day_off": None,
        "working_day": None,
        "wanted": 4,
        "count": 1,
        "of": "tin, bài",
        "period": "month 5/2022",
        "part": False,
        "since": None,
        "until": None,
        "state": "open",
        "begun": True,
        "requested": False,
        "counted_with": None,
        "said": "Sở Thông tin và Truyền thông: Tin, bài trên báo chí: 3/4 tin, bài of month 5/2022 still to come; 9 days left",
    }


def entries(data):
    """The entries as another library reads them, by identity."""
    return {entry.uid.value: entry for entry in vobject.readOne(data.decode()).vevent_list}


def test_another_library_reads_the_same_days_and_words(agenda):
    found = entries(agenda_calendar(agenda))
    assert len(found) == len(agenda.items)
    news = found["tin/so-tttt/2022-05-01T00:00@kstthc-2022"]
    assert news.summary.value == "Sở Thông tin và Truyền thông: Tin, bài trên báo chí"
    assert news.description.value == (
        "3/4 tin, bài of month 5/2022 still to come\n99/KH-UBND – Kiểm soát thủ tục hành chính"
    )
    assert news.dtstart.value == date(2022, 5, 31)
    assert news.sequence.value == "1"
    assert news.status.value == "CONFIRMED"


def test_a_time_of_day_is_the_right_moment_everywhere(agenda):
    found = entries(agenda_calendar(agenda))
    radio = found["loa/quan-ba-dinh/2022-05-24T17:00@kstthc-2022"].dtstart.value
    assert radio == datetime.datetime(2022, 5, 24, 10, tzinfo=datetime.UTC)


def test_what_is_asked_for_is_tentative_and_asked(agenda):
    with speaking("vi"):
        found = entries(agenda_calendar(agenda))
    asked = found["bao/ban-tuyen-giao/2022-05-01T00:00@kstthc-2022"]
    assert asked.summary.value == "Đề nghị Ban Tuyên giáo Thành ủy: Phóng sự; chuyên đề"
    assert (asked.status.value, asked.categories.value) == ("TENTATIVE", ["đề nghị"])


def test_lines_end_in_crlf_and_hold_at_most_75_octets(agenda):
    data = agenda_calendar(agenda)
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # folded between characters, never inside one
    unfolded = data.decode().replace("\r\n ", "")
    assert r"SUMMARY:Sở Thông tin và Truyền thông: Tin\, bài trên báo chí" in unfolded


def test_every_property_that_readers_want_is_there(agenda):
    text = agenda_calendar(agenda).decode()
    assert text.count("\r\nPRODID:-//tuyentruyen//tuyentruyen//VI\r\n") == 1
    count = text.count("BEGIN:VEVENT")
    for name in ("UID:", "DTSTAMP:20220522T010000Z", "SEQUENCE:", "DTSTART", "SUMMARY:", "TRANSP:TRANSPARENT"):
        assert len(re.findall(rf"^{name}", text, re.MULTILINE)) == count


def test_the_same_agenda_gives_the_same_bytes(agenda):
    assert agenda_calendar(agenda) == agenda_calendar(evolve(agenda))


def test_an_entry_is_the_same_one_on_another_day(book):
    made = plan(activity("tin", quota=Quota(count=4, per="month")))
    first, second = (
        set(entries(agenda_calendar(due(made, [], book.ledger, now=at(day, 5), until=date(2022, 5, 31)))))
        for day in (2, 22)
    )
    assert first == second == {"tin/so-tttt/2022-05-01T00:00@kstthc-2022"}


def test_timings_that_begin_together_have_entries_of_their_own(book):
    when = Several(
        all=(
            During(since=date(2022, 5, 1), until=date(2022, 5, 25)),
            During(since=date(2022, 5, 1), until=date(2022, 5, 31)),
        )
    )
    made = due(plan(activity("bao-cao", when=when)), [], book.ledger, now=at(22, 5))
    assert set(entries(agenda_calendar(made))) == {
        "bao-cao/so-tttt/2022-05-01T00:00/2022-05-25@kstthc-2022",
        "bao-cao/so-tttt/2022-05-01T00:00/2022-05-31@kstthc-2022",
    }


def test_hostile_text_stays_text(agenda):
    wicked = "a\r\nBEGIN:VEVENT\nX;Y,Z\\n\x00\x1b"
    items = tuple(evolve(item, title=wicked) for item in agenda.items)
    data = agenda_calendar(evolve(agenda, items=items, title=wicked))
    assert len(entries(data)) == len(agenda.items)
    assert data.count(b"BEGIN:VEVENT\r\n") == len(agenda.items)
    assert b"\x00" not in data
    assert b"\x1b" not in data


def test_without_the_extra_the_pip_line_is_named(agenda, monkeypatch):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'tuyentruyen[event]'")):
        agenda_calendar(agenda)
