from __future__ import annotations

import sys
from pathlib import Path

MORE = """
[activities.niem-yet]
title = "Niêm yết công khai"
form = "dien-tu"
themes = ["*"]
when = { ongoing = true }

[activities.loa]
title = "Phát thanh"
form = "dien-tu"
themes = ["*"]
when = { every = "week", on = ["tue"], at = 17:00:00, since = 2022-02-01, until = 2022-02-08 }

[activities.hoi-nghi]
title = "Hội nghị"
form = "dien-tu"
themes = ["*"]
when = { day = 2022-02-02 }
"""


def test_duties_are_listed_in_order_of_time_with_days_unit_and_title(run, plan: Path) -> None:
    with (plan / "plan.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    code, out, err = run("schedule", plan, "--from", "2022-02-01", "--until", "2022-02-28")
    assert code == 0
    assert out.splitlines() == [
        "01/01/2022 to 31/12/2022, no set day  UBND phường  niem-yet  Niêm yết công khai",
        "01/02/2022 to 28/02/2022  UBND phường  tin-bai  Tin, bài trên Cổng thông tin điện tử (1 tin, bài)",
        "01/02/2022 17:00  UBND phường  loa  Phát thanh",
        "02/02/2022  UBND phường  hoi-nghi  Hội nghị",
        "08/02/2022 17:00  UBND phường  loa  Phát thanh",
    ]
    assert err == "Due: 5\n"


def test_duties_of_one_activity_or_unit_can_be_asked_for(run, plan: Path) -> None:
    with (plan / "plan.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    out = run("schedule", plan, "--activity", "loa", "--activity", "hoi-nghi", "--unit", "ubnd-phuong")[1]
    assert [line.split("  ")[2] for line in out.splitlines()] == ["loa", "hoi-nghi", "loa"]


def test_unknown_units_and_activities_and_an_end_before_the_start_are_wrong_usage(run, plan: Path) -> None:
    assert "it has: ubnd-phuong" in run("schedule", plan, "--unit", "ai")[2]
    assert "it has: tin-bai" in run("schedule", plan, "--activity", "gì")[2]
    code, _, err = run("schedule", plan, "--from", "2022-03-01", "--until", "2022-02-01")
    assert code == 2
    assert "is before --from" in err


def test_vietnamese_is_said_to_vietnamese(run, plan: Path) -> None:
    out = run("schedule", plan, "--until", "2022-01-31", "--lang", "vi")[1]
    assert out.startswith("từ 01/01/2022 đến 31/01/2022  UBND phường")


CALENDAR = """
[plan.calendar]
off = [{ since = 2022-02-28, until = 2022-03-02, name = "Nghỉ bão" }]
work = [2022-03-05]
"""


def test_a_last_day_that_is_off_is_shown_with_the_next_working_day(run, plan: Path) -> None:
    file = plan / "plan.toml"
    text = file.read_text("utf-8").replace("\n[units", CALENDAR + "\n[units", 1)
    file.write_text(text + MORE.replace("2022-02-02", "2022-04-30"), "utf-8")
    out = run("schedule", plan, "--from", "2022-02-01", "--until", "2022-04-30")[1]
    days = {line.partition("  ")[0] for line in out.splitlines()}
    assert days == {
        "01/01/2022 to 31/12/2022, no set day",
        "01/02/2022 to 28/02/2022 (Nghỉ bão; next working day 03/3/2022)",
        "01/3/2022 to 31/3/2022",
        "01/4/2022 to 30/4/2022 (Saturday; next working day 02/5/2022)",
        "30/4/2022 (Saturday; next working day 02/5/2022)",
        "01/02/2022 17:00",
        "08/02/2022 17:00",
    }


def test_days_off_are_said_to_be_unknown_where_the_library_is_missing(run, plan: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    file = plan / "plan.toml"
    text = file.read_text("utf-8").replace("\n[units", '\n[plan.calendar]\ncountry = "vn"\n[units', 1)
    file.write_text(text, "utf-8")
    code, out, err = run("schedule", plan, "--until", "2022-01-31")
    assert (code, out.splitlines()) == (
        0, ["01/01/2022 to 31/01/2022  UBND phường  tin-bai  Tin, bài trên Cổng thông tin điện tử (1 tin, bài)"]
    )  # fmt: skip
    assert "pip install 'tuyentruyen[holidays]'" in err
