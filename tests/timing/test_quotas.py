"""How much, of what, in which period, by whom."""

from __future__ import annotations

from datetime import date

import pytest

from tuyentruyen import parse_time_frame, time_phrase
from tuyentruyen.model.when import Quota

PHRASES = [
    ("tối thiểu 04 tin, bài/tháng", Quota(count=4)),
    ("Tối thiểu 4 tin, bài / tháng", Quota(count=4)),
    ("ít nhất 01 phóng sự mỗi quý", Quota(count=1, of="phóng sự", per="quarter")),
    ("ít nhất một phóng sự trong một quý", Quota(count=1, of="phóng sự", per="quarter")),
    ("không dưới 10 tin/năm", Quota(count=10, of="tin", per="year")),
    ("từ 02 bài/tháng trở lên", Quota(count=2, of="bài")),
    ("không quá 02 bài/tuần", Quota(count=2, of="bài", per="week", at="most")),
    ("tối đa hai bài/tuần", Quota(count=2, of="bài", per="week", at="most")),
    ("đúng 01 số/quý", Quota(count=1, of="số", per="quarter", at="exactly")),
    ("02 số/tháng", Quota(count=2, of="số")),
    ("Mỗi xã, phường tối thiểu 02 tin/tháng", Quota(count=2, of="tin", whose="unit")),
    (
        "500 tin trong năm 2026",
        Quota(count=500, of="tin", per="year", since=date(2026, 1, 1), until=date(2026, 12, 31)),
    ),
    (
        "04 tin, bài trong quý II",
        Quota(count=4, per="quarter", since=date(2026, 4, 1), until=date(2026, 6, 30)),
    ),
    ("02 lần/tháng", Quota(count=2, of="lần")),
    ("1.000 lượt phát/năm", Quota(count=1000, of="lượt phát", per="year")),
    ("mỗi đơn vị tối thiểu 04 tin, bài/tháng", Quota(count=4, whose="unit")),
    ("Mỗi cơ quan, đơn vị ít nhất 04 tin, bài/tháng", Quota(count=4, whose="unit")),
    ("04 tin, bài/tháng/đơn vị", Quota(count=4, whose="unit")),
    ("04 tin, bài/đơn vị/tháng", Quota(count=4, whose="unit")),
    ("toàn Thành phố 100 tin/năm", Quota(count=100, of="tin", per="year", whose="together")),
    ("tổng cộng tối thiểu 100 tin/năm", Quota(count=100, of="tin", per="year", whose="together")),
    ("mỗi tháng tối thiểu 04 tin, bài", Quota(count=4)),
    ("hằng quý có ít nhất 02 buổi tọa đàm", Quota(count=2, of="buổi tọa đàm", per="quarter")),
    (
        "tối thiểu 04 tin, bài/tháng từ ngày 01/4/2026",
        Quota(count=4, since=date(2026, 4, 1)),
    ),
    (
        "tối thiểu 04 tin, bài/tháng (tính theo minh chứng; kỳ không trọn tính theo số ngày)",
        Quota(count=4, counts="evidence", part="share"),
    ),
]


@pytest.mark.parametrize(("phrase", "meant"), PHRASES, ids=[phrase for phrase, _ in PHRASES])
def test_a_phrase_says_how_much(phrase, meant):
    assert parse_time_frame(phrase, year=2026) == meant


@pytest.mark.parametrize(
    ("quota", "phrase"),
    [
        (Quota(count=4), "tối thiểu 04 tin, bài/tháng"),
        (Quota(count=12, of="số", per="year", at="exactly"), "đúng 12 số/năm"),
        (Quota(count=2, of="bài", per="week", at="most", whose="unit"), "mỗi đơn vị tối đa 02 bài/tuần"),
        (Quota(count=1000, of="tin", per="year", whose="together"), "tổng cộng tối thiểu 1.000 tin/năm"),
        (
            Quota(count=4, counts="deliveries", part="none", since=date(2026, 4, 1), until=date(2026, 6, 30)),
            "tối thiểu 04 tin, bài/tháng trong quý II/2026 (tính theo lượt đăng trên từng kênh; không tính kỳ không trọn)",
        ),
    ],
)
def test_a_quota_is_said_as_documents_say_it(quota, phrase):
    assert time_phrase(quota) == phrase
    assert parse_time_frame(phrase) == quota


def test_a_bare_number_is_a_floor_as_in_a_table_without_at():
    assert parse_time_frame("02 số/tháng").at == Quota(count=2).at == "least"
