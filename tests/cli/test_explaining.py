"""The command ``explain``."""

from __future__ import annotations

import json


def test_a_plan_is_told_back_in_either_language(run, plan):
    code, out, err = run("explain", plan, "--lang", "vi")
    assert (code, err) == (0, "")
    assert out.startswith("KẾ HOẠCH\nTuyên truyền thủ tục hành chính năm 2022\n")
    assert "    + Tin, bài trên Cổng thông tin điện tử: tối thiểu 01 tin, bài/tháng.\n" in out
    assert "      Tối thiểu 01 × 12 kỳ = 12 tin, bài.\n" in out
    out = run("explain", plan)[1]
    assert out.startswith("PLAN (kế hoạch)\n")
    assert "      At least 1 × 12 periods = 12 tin, bài.\n" in out


def test_markdown_and_json_are_printed_on_demand(run, plan):
    assert run("explain", plan, "--markdown")[1].startswith(
        "# PLAN (kế hoạch)\n\n**Tuyên truyền thủ tục hành chính năm 2022**\n"
    )
    record = json.loads(run("explain", plan, "--json", "--on", "2024-02-01")[1])
    assert (record["plan"], record["on"]) == ("phuong-o-cho-dua", "2024-02-01")


def test_only_one_form_may_be_asked_for(run, plan):
    code, _, err = run("explain", plan, "--markdown", "--json")
    assert code == 2
    assert "Say --markdown or --json, not both." in err


def test_a_plan_that_is_refused_is_not_told(run, plan):
    (plan / "plan.toml").write_text("format = 1\n", encoding="utf-8")
    assert run("explain", plan)[0] == 1
