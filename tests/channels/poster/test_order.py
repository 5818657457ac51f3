"""The order of the printing house: what, how many, where, by when; a table that does nothing but tell."""

from __future__ import annotations

import csv
import datetime
import io
import sys

import pytest
from attrs import evolve

from tuyentruyen.channels.poster import PosterBackend
from tuyentruyen.model.calendar import Calendar, DaysOff
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Activity
from tuyentruyen.model.units import UnitGroup
from tuyentruyen.model.when import Every, OnDay, Ongoing
from tuyentruyen.testing import sample_edition
from tuyentruyen.text import VIETNAM

HEAD = ["Đơn vị", "Nơi treo", "Tiêu đề", "Tệp", "Khổ", "Số lượng", "Hạn giao", "Treo từ ngày"]
BACKEND = PosterBackend()


def message(**fields):
    said = {
        "key": "gio-lam-viec", "title": "Mở cửa từ 7 giờ 30", "body": "Từ thứ Hai.", "unit": "so-tttt", "activity": "loa",
        "published": datetime.datetime(2022, 4, 4, 8, tzinfo=VIETNAM), "link": "https://mau.example/tin/gio/",
    }  # fmt: skip
    return Message(**{**said, **fields})


@pytest.fixture
def made(tmp_path):
    """An edition of these messages and settings; its plan has an activity ``loa`` and a group ``tat-ca``."""

    def make(*messages, when=None, duty_of_each="", units=("so-tttt",), calendar=None, **settings):
        edition = sample_edition(
            BACKEND, folder=tmp_path, settings={"formats": ["a3"], **settings}, messages=messages or [message()]
        )
        loa = Activity(
            key="loa", title="Treo áp phích", form="dien-tu", themes=["cntt"], each=duty_of_each,
            units=() if duty_of_each else units, when=when or OnDay(day=datetime.date(2022, 4, 20)),
        )  # fmt: skip
        all_units = {**edition.plan.units, "quan-mau": evolve(edition.plan.units["quan-mau"], address="Số 1 phố Mẫu")}
        group = UnitGroup(key="tat-ca", title="Tất cả", units=("so-tttt", "quan-mau"))
        plan = evolve(
            edition.plan,
            units=all_units,
            groups={"tat-ca": group},
            activities={"loa": loa},
            calendar=calendar or Calendar(),
        )
        return evolve(edition, plan=plan)

    return make


def order(edition):
    """The rows of the order as a spreadsheet reads them; the first is the head."""
    (data,) = (one.produce() for one in BACKEND.render(edition) if one.key == "don-in.csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def test_every_sheet_is_ordered_with_its_place_file_size_and_count(made):
    rows = order(
        made(message(unit="quan-mau"), formats=["a3", "banner", "screen-wide"], copies={"a3": 20}, outputs=["print"])
    )
    place = ["Quận Mẫu", "Số 1 phố Mẫu", "Mở cửa từ 7 giờ 30"]
    assert rows == [
        HEAD,
        [*place, "gio-lam-viec/quan-mau/a3-in.pdf", "A3, 297 × 420 mm", "20", "ngay", ""],
        [*place, "gio-lam-viec/quan-mau/banner-in.pdf", "băng rôn, 4000 × 800 mm", "1", "ngay", ""],
    ]


def test_files_of_the_order_are_those_that_are_made(made):
    edition = made(message(unit=""), each="tat-ca", formats=["a4", "banner", "screen-tall"])
    keys = {one.key for one in BACKEND.render(edition)}
    assert {row[3] for row in order(edition)[1:]} == {key for key in keys if key.endswith("-in.pdf")}


@pytest.mark.parametrize("settings", [{"outputs": ["screen"]}, {"formats": ["screen-wide"], "outputs": ["screen"]}])
def test_where_nothing_is_printed_there_is_no_order(made, settings):
    assert "don-in.csv" not in {one.key for one in BACKEND.render(made(**settings))}


def test_without_messages_nothing_is_ordered(made):
    assert order(made().without(["gio-lam-viec"])) == [HEAD]


# -- days --------------------------------------------------------------------------------------------------------------

WEEKLY = Every(every="week", on=("tue",))
OFF = Calendar(off=(DaysOff(since=datetime.date(2022, 4, 11), name="Giỗ Tổ"),))


@pytest.mark.parametrize(
    ("when", "calendar", "ready", "needed", "hangs"),
    [
        (OnDay(day=datetime.date(2022, 4, 20)), None, 2, "2022-04-18", "2022-04-20"),
        (OnDay(day=datetime.date(2022, 4, 12)), None, 2, "2022-04-08", "2022-04-12"),
        (OnDay(day=datetime.date(2022, 4, 12)), OFF, 2, "2022-04-07", "2022-04-12"),
        (OnDay(day=datetime.date(2022, 4, 12)), OFF, 0, "2022-04-12", "2022-04-12"),
        (OnDay(day=datetime.date(2022, 4, 4)), None, 1, "2022-04-01", "2022-04-04"),
        (OnDay(day=datetime.date(2022, 4, 3)), None, 1, "ngay", ""),
        (WEEKLY, None, 2, "2022-04-01", "2022-04-05"),
        (Ongoing(), None, 2, "ngay", ""),
    ],
    ids=["wednesday", "over-a-weekend", "over-a-holiday", "the-same-day", "published-that-day", "before", "weekly", "ongoing"],
)  # fmt: skip
def test_sheets_are_needed_so_many_working_days_before_they_hang(made, when, calendar, ready, needed, hangs):
    (_, row) = order(made(when=when, calendar=calendar, ready=ready))
    assert row[6:] == [needed, hangs]


def test_a_moment_late_in_the_evening_is_of_the_day_in_viet_nam(made):
    late = datetime.datetime(2022, 4, 19, 17, 30, tzinfo=datetime.UTC)  # 0:30 of 20 April at +07:00
    assert order(made(message(published=late)))[1][7] == "2022-04-20"
    assert order(made(message(published=late + datetime.timedelta(days=1))))[1][7] == ""


def test_each_unit_hangs_it_on_its_own_day_and_others_have_none(made):
    edition = made(message(unit=""), each="tat-ca")
    assert {row[0]: row[7] for row in order(edition)[1:]} == {
        "Sở Thông tin và Truyền thông": "2022-04-20",
        "Quận Mẫu": "",
    }


def test_of_an_activity_of_each_unit_every_one_has_the_day(made):
    edition = made(message(unit=""), each="tat-ca", duty_of_each="tat-ca")
    assert [row[7] for row in order(edition)[1:]] == ["2022-04-20", "2022-04-20"]


def test_what_several_do_together_each_of_them_hangs(made):
    edition = made(message(unit=""), each="tat-ca", units=("so-tttt", "quan-mau"))
    assert [row[7] for row in order(edition)[1:]] == ["2022-04-20", "2022-04-20"]


def test_what_is_needed_at_once_stands_first_and_then_by_day(made):
    days = ("2022-04-05", "2022-04-28", "2022-04-12")
    messages = [
        message(key=f"tin-{day}", published=datetime.datetime.fromisoformat(f"{day}T08:00+07:00")) for day in days
    ]
    rows = order(made(message(key="ngoai", activity=""), *messages, when=WEEKLY))[1:]
    assert [row[3].split("/")[0] for row in rows] == ["ngoai", "tin-2022-04-05", "tin-2022-04-12", "tin-2022-04-28"]
    assert [row[6] for row in rows] == ["ngay", "2022-04-01", "2022-04-08", "2022-04-29"]


# -- harm --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "＝", " =", "\t=", "\n@"])
def test_no_cell_is_a_formula(made, first):
    address = f'{first}HYPERLINK("https://mau.example";"Bấm")'
    edition = made(message(title="- Giờ làm việc"))
    unit = evolve(edition.plan.units["so-tttt"], address=address)
    edition = evolve(edition, plan=evolve(edition.plan, units={**edition.plan.units, "so-tttt": unit}))
    assert order(edition)[1][1:3] == ["'" + address.strip(), "'- Giờ làm việc"]


def test_a_cell_holds_quotes_separators_and_no_second_line(made):
    edition = made(message(title='Giờ "vàng"; một cửa'))
    unit = evolve(edition.plan.units["so-tttt"], name="Sở\nThông  tin")
    edition = evolve(edition, plan=evolve(edition.plan, units={**edition.plan.units, "so-tttt": unit}))
    assert order(edition)[1][:3] == ["Sở Thông tin", "", 'Giờ "vàng"; một cửa']


def test_its_words_are_in_the_language_of_the_plan(made):
    edition = made()
    assert order(evolve(edition, plan=evolve(edition.plan, language="en")))[0][:4] == [
        "Unit",
        "Where it hangs",
        "Title",
        "File",
    ]
    assert order(edition)[0] == HEAD


@pytest.mark.parametrize("country", ["", "vn"])
def test_without_the_library_of_holidays_weekends_alone_are_off(made, monkeypatch, country):
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert order(made(calendar=Calendar(country=country)))[1][6] == "2022-04-18"
