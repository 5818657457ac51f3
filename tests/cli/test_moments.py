"""What may go out when, through ``--at``: just before each bound, on it, and after."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BEFORE, ON, AFTER = "2022-04-20T11:59:59", "2022-04-20T12:00:00", "2022-04-20T12:00:01"

CASES = {
    "published": ("published = 2022-04-20T12:00:00", (False, True, True)),
    "embargo": ("published = 2022-04-01\nembargo = 2022-04-20T12:00:00+07:00", (False, True, True)),
    "expires": ("published = 2022-04-01\nexpires = 2022-04-20T12:00:00", (True, False, False)),
    "withdrawn": (
        'published = 2022-04-01\nwithdrawn = { at = 2022-04-20T12:00:00, reason = "Sai giờ" }',
        (True, False, False),
    ),
    "draft": ('published = 2022-04-01\nstatus = "draft"', (False, False, False)),
    "the last day counts": ("published = 2022-04-01\nexpires = 2022-04-20", (True, True, True)),
}


def titles(out: Path) -> list[str]:
    return re.findall(r"<item><title>(.*?)</title>", (out / "tin" / "feed.xml").read_text(encoding="utf-8"))


@pytest.fixture
def bare(plan: Path) -> Path:
    for text in (plan / "content").iterdir():
        text.unlink()
    return plan


@pytest.mark.parametrize("case", CASES)
def test_each_bound_holds_just_before_on_and_after(run, bare: Path, tmp_path: Path, case: str) -> None:
    head, expected = CASES[case]
    text = f'+++\ntitle = "Đổi giờ"\nthemes = ["ho-tich"]\n{head}\n+++\n\nNội dung.\n'
    (bare / "content" / "doi-gio.md").write_text(text, encoding="utf-8")
    for at, stands in zip((BEFORE, ON, AFTER), expected, strict=True):
        code, said, err = run("publish", bare, "--out", tmp_path / "ra", "--at", at)
        assert code == 0, said + err
        assert titles(tmp_path / "ra") == (["Đổi giờ"] if stands else [])


def test_approval_holds_until_it_is_given_and_again_after_a_change(run, bare: Path, tmp_path: Path) -> None:
    plan_file = bare / "plan.toml"
    plan_file.write_text(
        plan_file.read_text(encoding="utf-8").replace(
            'link = "https://phuong.example/tin', 'approval = "required"\nlink = "https://phuong.example/tin', 1
        ),
        encoding="utf-8",
    )
    text = bare / "content" / "doi-gio.md"
    text.write_text(
        '+++\ntitle = "Đổi giờ"\nthemes = ["ho-tich"]\npublished = 2022-04-01\n+++\n\nNội dung.\n', encoding="utf-8"
    )

    def shown() -> list[str]:
        code, said, err = run("publish", bare, "--out", tmp_path / "ra", "--at", ON)
        assert code == 0, said + err
        return titles(tmp_path / "ra")

    assert shown() == []
    assert run("approve", "doi-gio", bare, "--by", "Nguyễn Thị Mẫu")[0] == 0
    assert shown() == ["Đổi giờ"]
    text.write_text(text.read_text(encoding="utf-8") + "Thêm một câu.\n", encoding="utf-8")
    assert shown() == []
