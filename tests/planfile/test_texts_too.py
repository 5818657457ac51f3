"""A plan that is refused tells the faults of its texts as well: an author mends all in one round."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile import read_plan

PLAN = """format = 1
[plan]
key = "mau-2022"
issuer = "ubnd"
title = "Kế hoạch mẫu"
since = 2022-01-01
until = 2022-12-31
"""


@pytest.mark.parametrize("wrong", ["[themes.cntt]\n", "[themes.cntt\n"], ids=["form", "no TOML"])
def test_faults_of_the_plan_and_of_its_texts_are_told_at_once(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "plan.toml").write_text(PLAN + wrong, encoding="utf-8")
    (tmp_path / "content" / "tin-a.md").write_text(
        "+++\ntitle = 7\npublished = 2022-04-01\n+++\nNội dung.\n", encoding="utf-8"
    )
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path)
    assert len(caught.value.problems) == 2
    assert "plan.toml:8" in caught.value.problems[0]
    assert "content/tin-a.md:2" in caught.value.problems[1]


def test_a_text_at_fault_does_not_refuse_the_plan(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "content" / "tin-a.md").write_text("+++\ntitle = 7\n+++\n", encoding="utf-8")
    assert read_plan(tmp_path).key == "mau-2022"
