"""An abbreviation is explained before it is used, or everybody knows it."""

from __future__ import annotations

import pytest

from tests.check.reading import found, message, plan
from tuyentruyen.check.abbreviations import well_known
from tuyentruyen.model.units import Unit


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Mọi TTHC đều có mã.", "it does not say what is meant by TTHC"),
        ("Công tác KSTTHC và CNTT.", "it does not say what is meant by KSTTHC, CNTT"),
        (
            "Mọi TTHC đều có mã. Thủ tục hành chính (TTHC) nào cũng vậy.",
            "it uses TTHC before it says what is meant",
        ),
        ("Sở TT&TT và Đài PT-TH đưa tin.", "it does not say what is meant by TT&TT, PT-TH"),
        ("Gửi PAKN cho phường (PAKN: nhanh).", "it does not say what is meant by PAKN"),
    ],
)
def test_a_stranger_is_named_with_what_is_wrong(body, text):
    assert [one.text for one in found("TT588", message(body))] == [text]


@pytest.mark.parametrize(
    "body",
    [
        "Thủ tục hành chính (TTHC) nào cũng có mã. Mọi TTHC đều vậy.",
        "Thủ tục hành chính (sau đây viết tắt là TTHC) nào cũng có mã. Mọi TTHC đều vậy.",
        'Thủ tục hành chính (gọi tắt là "TTHC") có mã. TTHC nào cũng vậy.',
        "TTHC (thủ tục hành chính) nào cũng có mã.",
        "UBND phường, thẻ BHYT, mã QR, COVID-19, TP. Hà Nội, TP.HCM",
        "Nghị định số 61/2018/NĐ-CP, Kế hoạch 99/KH-UBND, công văn 2455/BTTTT-TTCS",
        "Phần XII, mục IV, khổ A4, G7",
        "KHÔNG CHO AI MẬT KHẨU. Việc này MIỄN PHÍ, hãy NHANH tay.",
        "VNeID và iOS, MobiFone",
        "# CÔNG TÁC KSTTHC NĂM 2026",
        "Trang https://a.vn/KSTTHC và thư KSTTHC@a.vn",
        "NAM, THU, CHUONG",
    ],
)
def test_what_is_explained_known_or_no_abbreviation_is_left_alone(body):
    assert found("TT588", message(body)) == []


def test_a_message_and_the_short_names_of_units_explain_too():
    assert found("TT588", message("Mọi TTHC.", abbreviations={"TTHC": "thủ tục hành chính"})) == []
    known = plan(units=[Unit(key="so", name="Sở Thông tin", short="Sở TT&TT")])
    assert found("TT588", message("Sở TT&TT đưa tin."), plan=known) == []


def test_a_title_may_use_what_the_text_explains():
    assert found("TT588", message("Thủ tục hành chính (TTHC) có mã.", title="Mã TTHC")) == []
    assert len(found("TT588", message("Có mã.", title="Mã TTHC"))) == 1


def test_a_text_in_another_language_is_not_read_for_them():
    assert found("TT588", message("The KSTTHC office.", language="en")) == []


def test_the_list_of_what_everybody_knows_is_sorted_and_has_no_doubles():
    assert "UBND" in well_known()
    assert "TTHC" not in well_known()
