"""The command ``due``: as text, as JSON, as a calendar."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import vobject

AT = ("--at", "2022-05-22T08:00")


@pytest.fixture
def asking(plan: Path) -> Path:
    """A plan that has something to do for one unit, and something to ask of another."""
    with (plan / "plan.toml").open("a", encoding="utf-8") as file:
        file.write("""
[units.mat-tran]
name = "Ủy ban Mặt trận Tổ quốc phường"
kind = "front"

[assignments.II]
requested = ["mat-tran"]
forms = ["dien-tu"]

[activities.phoi-hop]
title = "Vận động người dân"
form = "dien-tu"
themes = ["ho-tich"]
units = ["mat-tran"]
when = { day = 2022-05-25 }

[activities.hop]
title = "Họp tổ"
form = "dien-tu"
themes = ["ho-tich"]
when = { day = 2022-06-10, at = 09:00:00 }
""")
    return plan


def test_it_says_what_is_still_to_come_and_asks_who_is_asked(run, asking):
    assert run("due", asking, *AT, "--lang", "vi") == (
        0,
        """\
Tuyên truyền thủ tục hành chính năm 2022
từ 08:00 ngày 22/5/2022 đến hết ngày 20/6/2022

Cần thực hiện:
  Thứ Ba, 31/5/2022
    UBND phường: Tin, bài trên Cổng thông tin điện tử: còn thiếu 01/01 tin, bài tháng 5; còn 9 ngày
  Thứ Sáu, 10/6/2022
    09:00  UBND phường: Họp tổ: chưa thực hiện; còn 19 ngày
  Thứ Năm, 30/6/2022
    UBND phường: Tin, bài trên Cổng thông tin điện tử: còn thiếu 01/01 tin, bài tháng 6; còn 39 ngày

Đề nghị:
  Thứ Tư, 25/5/2022
    Đề nghị Ủy ban Mặt trận Tổ quốc phường: Vận động người dân: chưa có
""",
        "",
    )


def test_a_week_is_the_coming_seven_days(run, asking):
    out = json.loads(run("due", asking, *AT, "--week", "--json")[1])
    assert out["until"] == "2022-05-28"
    assert [item["key"] for item in out["items"]] == [
        "phoi-hop/mat-tran/2022-05-25T00:00",
        "tin-bai/ubnd-phuong/2022-05-01T00:00",
    ]


def test_a_last_day_and_a_unit_may_be_named(run, asking):
    out = json.loads(run("due", asking, *AT, "--until", "2022-06-10", "--unit", "ubnd-phuong", "--json")[1])
    assert [item["activity"] for item in out["items"]] == ["tin-bai", "hop", "tin-bai"]


def test_what_was_published_is_counted(run, asking, tmp_path):
    run("publish", asking, "--out", tmp_path / "x", "--at", "2022-01-20")
    out = json.loads(run("due", asking, "--at", "2022-01-21", "--json")[1])
    assert [item["key"] for item in out["items"]] == ["tin-bai/ubnd-phuong/2022-02-01T00:00"]


def test_a_calendar_is_written_whole_and_read_by_another_library(run, asking, tmp_path):
    file = tmp_path / "lịch" / "phường.ics"
    code, out, err = run("due", asking, *AT, "--ics", file)
    assert (code, out, err) == (0, f"The calendar stands in {file}; entries: 4\n", "")
    assert len(vobject.readOne(file.read_bytes().decode()).vevent_list) == 4


def test_a_calendar_may_be_printed_byte_for_byte(start, asking):
    done = start("due", asking, *AT, "--ics", "-", TUYENTRUYEN_LANG="vi")
    assert done.returncode == 0
    assert done.stdout.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"\n" not in done.stdout.replace(b"\r\n", b"")
    names = [event.summary.value for event in vobject.readOne(done.stdout.decode()).vevent_list]
    assert "Đề nghị Ủy ban Mặt trận Tổ quốc phường: Vận động người dân" in names


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--week", "--until", "2022-06-01"), "Say --week or --until, not both."),
        (("--json", "--ics", "x.ics"), "Say --json or --ics, not both."),
        (("--until", "2022-05-21"), "--until (2022-05-21) is before the day that counts as today (2022-05-22)"),
        (("--unit", "la"), "The plan has no unit or group 'la'; it has: ubnd-phuong, mat-tran"),
    ],
)
def test_wrong_usage_is_said(run, asking, arguments, said):
    code, out, err = run("due", asking, *AT, *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_without_the_extra_the_pip_line_is_printed(run, asking, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "icalendar", None)
    code, _, err = run("due", asking, *AT, "--ics", tmp_path / "x.ics")
    assert code == 3
    assert "pip install 'tuyentruyen[event]'" in err
    assert not (tmp_path / "x.ics").exists()


def test_nothing_is_made_beside_the_plan(run, asking):
    run("due", asking, *AT)
    assert not (asking / ".tuyentruyen").exists()
