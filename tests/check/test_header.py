"""The head of a plan and its distribution list."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from tests.check.reading import PLAN, found, message
from tuyentruyen.model.plan import Recipient


def places(code, **fields):
    return [one.place for one in found(code, plan=evolve(PLAN, **fields))]


@pytest.mark.parametrize("tag", ["vi", "en", "vi-VN", "zh-Hans", "zh-Hant-TW", "hmn", "es-419"])
def test_a_tag_names_a_language(tag):
    assert found("TT515", message(language=tag), plan=evolve(PLAN, language=tag)) == []


@pytest.mark.parametrize("tag", ["vn", "VI", "tieng-viet", "v1", "vi_VN", "en-", "qq"])
def test_a_country_or_a_word_names_none(tag):
    several = found("TT515", message(language=tag), plan=evolve(PLAN, language=tag))
    assert [(one.place, one.message) for one in several] == [("plan.language", ""), ("", "tin-1")]


def test_an_issued_plan_has_a_number():
    assert places("TT516", number="") == ["plan.issued"]
    assert places("TT516", number="", issued=None) == []


def test_a_plan_begins_when_it_is_issued_or_later():
    assert places("TT517", issued=date(2026, 1, 2)) == ["plan.since"]
    assert places("TT517", issued=date(2025, 12, 30)) == []


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Tuyên truyền năm 2025", 1),
        ("Tuyên truyền năm 2026", 0),
        ("Tuyên truyền Luật ngày 15 tháng 9 năm 2025", 0),
        ("Tuyên truyền giai đoạn từ năm 2021 - 2025", 0),
        ("Tổng kết năm 2025, tuyên truyền năm 2026", 0),
        ("Tuyên truyền kỷ niệm năm 1945", 0),
        ("Tuyên truyền giai đoạn 2021 - 2025, định hướng đến năm 2030", 0),
        ("Tuyên truyền Quy hoạch thời kỳ 2021-2030, tầm nhìn đến năm 2050", 0),
        ("Tuyên truyền cải cách hành chính năm 2025, định hướng đến năm 2030", 1),
        ("Tuyên truyền", 0),
    ],
)
def test_the_year_of_the_title_is_one_of_the_plan(title, count):
    assert len(places("TT521", title=title)) == count


def test_a_plan_over_new_year_may_bear_either_year():
    span = {"since": date(2025, 12, 15), "until": date(2026, 12, 14)}
    assert places("TT521", title="Tuyên truyền năm 2026", **span) == []
    assert places("TT521", title="Tuyên truyền năm 2025", **span) == []


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ([Recipient(name="Sở Nội vụ")], 1),
        ([Recipient(name="Sở Nội vụ"), Recipient(name="Lưu: VT")], 0),
        ([Recipient(name="VT, KSTTHC", purpose="archive")], 0),
        ([], 0),
    ],
)
def test_the_archive_has_a_line(lines, count):
    assert len(places("TT518", recipients=lines)) == count


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        ([Recipient(name="Văn phòng"), Recipient(name="VĂN  PHÒNG")], "plan.recipients[1]"),
        ([Recipient(name="Văn phòng", unit="phong"), Recipient(name="VP", unit="phong")], "plan.recipients[1]"),
        ([Recipient(name="Văn phòng", unit="phong"), Recipient(name="Lưu: VT", unit="phong", purpose="archive")], ""),
        (
            [
                Recipient(name="VP", unit="phong", purpose="report"),
                Recipient(name="VP (làm)", unit="phong", purpose="execute"),
            ],
            "",
        ),
    ],
)
def test_nobody_gets_two_copies(lines, place):
    assert places("TT519", recipients=lines) == ([place] if place else [])
