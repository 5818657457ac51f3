"""Findings about a message name the line of the key of its front matter that is meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tuyentruyen.check import findings
from tuyentruyen.compose import messages
from tuyentruyen.planfile import read_plan

SMALL = Path(__file__).parents[1] / "faults" / "good" / "small.toml"
TEXT = """+++
title = "Nộp hồ sơ"
published = 2022-06-01
{line}
+++

Nộp hồ sơ ở bộ phận Một cửa. Hỏi đáp, phản ánh: 024 3825 3536.
"""


def told(folder: Path, text: str, *, template: str = "") -> dict[str, list[str]]:
    """Where each finding about messages of a small plan with one text stands, by code."""
    shutil.copy(SMALL, folder / "plan.toml")
    place = folder / (template or "content/tin.md")
    place.parent.mkdir()
    place.write_text(text, encoding="utf-8")
    plan = read_plan(folder)
    found: dict[str, list[str]] = {}
    for one in findings(plan, messages=messages(plan)):
        if one.message:
            found.setdefault(one.code, []).append(one.file)
    return found


LONG = "người dân " * 40


@pytest.mark.parametrize(
    ("code", "line", "at"),
    [
        ("TT161", 'themes = [\n"khong-co"]', 5),
        ("TT162", '\nactivity = "khong-co"', 5),
        ("TT163", 'unit = "khong-co"', 4),
        ("TT164", 'channels = [\n\n"khong-co"]', 6),
        ("TT164", '[only.khong-co]\ntitle = "Tin"', 4),
        ("TT515", '\nlanguage = "xx"', 5),
        ("TT527", 'hotline = "gọi xã"', 4),
        ("TT528", 'link = "http://a.example/"', 4),
        ("TT540", 'summary = "Nộp ở cấp huyện."', 4),
        ("TT581", '\nsummary = "[MẬT]"', 5),
        ("TT582", 'summary = "[Dự thảo]"', 4),
        ("TT583", 'summary = "Số CCCD 001203004567"', 4),
        ("TT584", '[only.tin]\nbody = "hoa@gmail.com"', 5),
        (
            "TT586",
            '[[media]]\nurl = "https://a.example/a.png"\nalt = "A"\n[[media]]\nurl = "https://a.example/b.png"',
            7,
        ),
        ("TT590", "expires = 2022-05-01", 4),
        ("TT595", 'summary = "Nộp hồ sơ"', 4),
        ("TT596", f'activity = "loa"\nsummary = "{LONG}"', 5),
        ("TT598", 'summary = "Ðịa chỉ"', 4),
        ("TT599", 'summary = "Gặp [họ tên]"', 4),
    ],
)
def test_what_is_wrong_with_a_key_is_told_with_its_line(tmp_path, code, line, at):
    day = "2026-06-01" if code == "TT540" else "2022-06-01"
    assert told(tmp_path, TEXT.format(line=line).replace("2022-06-01", day))[code] == [f"content/tin.md:{at}"]


@pytest.mark.parametrize(
    ("code", "old", "new", "at"),
    [
        ("TT167", '"Nộp hồ sơ"', '" "', 2),
        ("TT594", '"Nộp hồ sơ"', '"Nộp hồ sơ."', 2),
        ("TT589", "2022-06-01", "2023-06-01", 3),
    ],
)
def test_so_is_what_is_wrong_with_title_and_day(tmp_path, code, old, new, at):
    assert told(tmp_path, TEXT.format(line="").replace(old, new))[code] == [f"content/tin.md:{at}"]


def test_of_the_body_the_file_alone_is_told(tmp_path):
    assert told(tmp_path, TEXT.format(line="").replace("Nộp hồ sơ ở", "Gặp [họ tên] ở"))["TT599"] == ["content/tin.md"]


def test_of_a_template_its_own_line_is_told(tmp_path):
    text = TEXT.format(line='each = ["ubnd-tp"]\nlink = "http://a.example/"')
    assert told(tmp_path, text, template="templates/tin.md")["TT528"] == ["templates/tin.md:5"]
