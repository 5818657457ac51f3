"""The command that lists what a plan has to change because units ended."""

from __future__ import annotations

import json

import pytest

UNITS = """
[units.cu]
name = "Ủy ban nhân dân phường Cũ"
short = "UBND phường Cũ"
level = "commune"
until = 2025-06-30
successors = [{ unit = "ubnd-phuong", basis = "1656/NQ-UBTVQH15" }]

[units.chia]
name = "Ủy ban nhân dân phường Chia"
level = "commune"
until = 2025-06-30
successors = [
  { unit = "ubnd-phuong", part = true, note = "tổ dân phố số 1 đến số 9" },
  { unit = "giua", part = true, note = "các tổ còn lại" },
]

[units.giua]
name = "Ủy ban nhân dân phường Giữa"
level = "commune"
until = 2025-12-31
successors = [{ unit = "moi" }]

[units.moi]
name = "Ủy ban nhân dân phường Mới"
level = "commune"

[units.mat]
name = "Ủy ban nhân dân quận Mất"
level = "district"
until = 2025-06-30

[units.so]
name = "Sở Thông tin"
until = 2025-06-30
successors = [{ unit = "moi" }, { unit = "ubnd-phuong", functions = ["dien-tu"] }]

[groups.noi-nhan]
title = "Nơi nhận"
units = ["cu", "chia", "mat", "so"]
"""
TIN = """\
+++
title = "Tin"
published = 2026-02-01T08:00:00+07:00
themes = ["ho-tich"]
unit = "cu"
+++

Tin.
"""


@pytest.fixture
def old(plan):
    file = plan / "plan.toml"
    file.write_text(file.read_text("utf-8") + UNITS, encoding="utf-8")
    (plan / "content" / "tin.md").write_text(TIN, encoding="utf-8")
    return plan


def test_moves_splits_and_questions_stand_under_their_own_heading(old, run):
    line = (old / "plan.toml").read_text("utf-8").split("\n").index("[groups.noi-nhan]") + 3
    code, out, err = run("retarget", old, "--on", "2026-01-01", "--lang", "en")
    assert code == 0
    assert (
        out
        == f"""\
Moves, each to the one unit that follows wholly: 2
  plan.toml:{line}: groups.noi-nhan.units[0]: UBND phường Cũ [cu]: it ended on 30/6/2025; one unit follows it wholly
      → UBND phường [ubnd-phuong]
      By: 1656/NQ-UBTVQH15
  content/tin.md: message tin: UBND phường Cũ [cu]: it ended on 30/6/2025; one unit follows it wholly
      → UBND phường [ubnd-phuong]
      By: 1656/NQ-UBTVQH15
Splits, for a person to divide: 2
  plan.toml:{line}: groups.noi-nhan.units[1]: Ủy ban nhân dân phường Chia [chia]: it ended on 30/6/2025; several follow it, each for its share
      → UBND phường [ubnd-phuong], for a part, tổ dân phố số 1 đến số 9
      → Ủy ban nhân dân phường Mới [moi], for a part, các tổ còn lại, by way of Ủy ban nhân dân phường Giữa
  plan.toml:{line}: groups.noi-nhan.units[3]: Sở Thông tin [so]: it ended on 30/6/2025; several follow it, each for its share
      → Ủy ban nhân dân phường Mới [moi], for the rest
      → UBND phường [ubnd-phuong], for Trang, Cổng thông tin điện tử
Questions, for a person to decide: 1
  plan.toml:{line}: groups.noi-nhan.units[2]: Ủy ban nhân dân quận Mất [mat]: it ended on 30/6/2025; nobody is named to follow it
"""
    )
    assert err == "On 01/01/2026: moves 2, splits 2, questions 1; the plan's files stay as they are.\n"


def test_a_plan_whose_units_all_exist_says_so(plan, run):
    code, out, _ = run("retarget", plan, "--on", "2022-06-01", "--lang", "vi")
    assert (code, out) == (0, "Mọi đơn vị mà kế hoạch nêu tên đều còn hoạt động vào ngày 01/6/2022.\n")


def test_json_says_the_same(old, run):
    code, out, _ = run("retarget", old, "--on", "2026-01-01", "--json", "--lang", "en")
    told = json.loads(out)
    assert code == 0
    assert (told["on"], told["settled"]) == ("2026-01-01", False)
    assert [one["unit"] for one in told["moves"]] == ["cu", "cu"]
    assert told["moves"][1] == {
        "place": "unit",
        "file": "content/tin.md",
        "message": "tin",
        "unit": "cu",
        "name": "Ủy ban nhân dân phường Cũ",
        "why": "it ended on 30/6/2025; one unit follows it wholly",
        "bases": ["1656/NQ-UBTVQH15"],
        "followers": [
            {
                "unit": "ubnd-phuong",
                "name": "Ủy ban nhân dân phường Ô Chợ Dừa",
                "part": False,
                "functions": [],
                "through": [],
                "notes": [],
            }
        ],
    }
    assert [one["through"] for one in told["splits"][0]["followers"]] == [[], ["giua"]]
    assert [one["unit"] for one in told["questions"]] == ["mat"]
    assert told["questions"][0]["followers"] == []


def test_nothing_is_written(old, run):
    before = {path: path.read_bytes() for path in old.rglob("*") if path.is_file()}
    run("retarget", old, "--on", "2026-01-01")
    assert {path: path.read_bytes() for path in old.rglob("*") if path.is_file()} == before


def test_the_day_has_to_be_said(plan, run):
    code, _, err = run("retarget", plan, "--lang", "en")
    assert code == 2
    assert "--on" in err


@pytest.mark.parametrize("day", ["2025-02-30", "01/7/2025", "2025", "9999-13-01", ""])
def test_what_is_no_day_is_wrong_usage(plan, run, day):
    code, _, err = run("retarget", plan, "--on", day, "--lang", "en")
    assert code == 2
    assert "is no day; write it as 2022-04-05" in err


def test_a_plan_that_cannot_be_read_is_refused(tmp_path, run):
    (tmp_path / "plan.toml").write_text("format = 1\n", encoding="utf-8")
    assert run("retarget", tmp_path, "--on", "2026-01-01")[0] == 1
