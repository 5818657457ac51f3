"""The door to calendar files: equal entries, equal bytes; days stay days."""

from __future__ import annotations

import datetime

import vobject

from tuyentruyen.formats.icalendar import Event, calendar
from tuyentruyen.text import VIETNAM

STAMP = datetime.datetime(2022, 5, 22, 8, 30, 15, 999, tzinfo=VIETNAM)


def made(*events):
    return calendar(events, name="Lịch", stamp=STAMP)


def read(data):
    return vobject.readOne(data.decode()).vevent_list


def test_a_day_stays_a_day_and_a_moment_is_written_in_utc():
    day, moment = read(
        made(
            Event(uid="a", start=datetime.date(2022, 5, 31), summary="A"),
            Event(uid="b", start=datetime.datetime(2022, 5, 31, 6, tzinfo=VIETNAM), summary="B"),
        )
    )
    assert day.dtstart.value == datetime.date(2022, 5, 31)
    assert moment.dtstart.value == datetime.datetime(2022, 5, 30, 23, tzinfo=datetime.UTC)


def test_the_stamp_is_the_one_that_was_given_to_the_second():
    assert b"DTSTAMP:20220522T013015Z\r\n" in made(Event(uid="a", start=datetime.date(2022, 5, 31), summary="A"))


def test_a_long_vietnamese_text_is_folded_between_letters():
    text = "Ủy ban nhân dân quận, huyện, thị xã; các đơn vị sự nghiệp trực thuộc " * 5
    data = made(Event(uid="a", start=datetime.date(2022, 5, 31), summary=text, description=text))
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert read(data)[0].summary.value == text


def test_decomposed_letters_are_composed():
    [event] = read(made(Event(uid="a", start=datetime.date(2022, 5, 31), summary="Tuye\u0302\u0301n")))
    assert event.summary.value == "Tuy\u1ebfn"


def test_an_empty_calendar_is_one_too():
    lines = made().split(b"\r\n")
    assert (lines[0], lines[-2], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"")
    assert b"BEGIN:VEVENT" not in lines


def test_what_is_empty_is_left_out():
    data = made(Event(uid="a", start=datetime.date(2022, 5, 31), summary="A"))
    assert b"DESCRIPTION" not in data
    assert b"CATEGORIES" not in data
