"""What a poster says: texts as they are set."""

from __future__ import annotations

import datetime
import unicodedata
from itertools import pairwise

import pytest

from tuyentruyen.channels.poster.breaks import ties
from tuyentruyen.channels.poster.saying import LONGEST, hotline_of, saying, seen, together
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.model.values import Html
from tuyentruyen.text import VIETNAM

S = "\u00a0"
UNIT = Unit(
    key="a", name="Ủy ban nhân dân phường An Bình", hotline="024 0000 1022 (mẫu)", address="Số 1, phố Mẫu", feedback="https://pakn.mau.example/"
)  # fmt: skip


def plan() -> Plan:
    return Plan(
        key="mau-2022", issuer="a", title="Kế hoạch mẫu", since=datetime.date(2022, 1, 1), until=datetime.date(2022, 12, 31),
        units={"a": UNIT}, themes={"cntt": Theme(key="cntt", title="Công nghệ thông tin")},
    )  # fmt: skip


def message(body: str = "Một đoạn.", **fields: object) -> Message:
    published = datetime.datetime(2022, 4, 4, 8, tzinfo=VIETNAM)
    return Message(**{"key": "m", "title": "Nộp hồ sơ", "body": body, "published": published, **fields})


# -- spaces ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "solid"),
    [
        ("đến 17 giờ 00 thì nghỉ trưa ngay", "17 giờ 00"), ("ngày 5 tháng 4 thì mở cửa lại", "ngày 5"), ("sau 20 ngày thì có kết quả", "20 ngày"),
        ("trẻ em dưới 6 tuổi không phải nộp", "dưới 6 tuổi"), ("nộp 8.000 đồng tại quầy số 3 nhé", "8.000 đồng"), ("ở phường 12 có một quầy mới", "phường 12"),
        ("theo Điều 5 của luật này", "Điều 5"), ("gọi 024 0000 1022 để được hướng dẫn", "024 0000 1022"), ("ở mức độ 4 từ hôm nay trở đi", "mức độ 4"),
        ("trong quý IV năm 2022 này thôi", "quý IV"), ("nhiệm kỳ 2026 - 2031 của cả nước", "2026 - 2031"),
        ("sáng mùng 2 Tết ta đi chơi", "mùng 2"),
    ],
)  # fmt: skip
def test_a_figure_is_not_torn_from_its_word(text, solid):
    # a solid space stands before or after each figure
    found = together(text)
    start = found.replace(S, " ").index(solid)
    part = found[start : start + len(solid)]
    assert all(
        not ((part[at - 1].isdigit() or part[at + 1].isdigit()) and part[at] == " ") for at in range(1, len(part) - 1)
    ), part


def test_a_date_may_break_between_its_parts():
    assert together("trước 17 giờ 00 ngày 5 tháng 4 năm 2022 tại quầy nhé") == (
        f"trước 17{S}giờ{S}00 ngày{S}5 tháng{S}4 năm{S}2022 tại quầy{S}nhé"
    )


def test_the_last_short_word_does_not_stand_alone():
    assert together("nộp hồ sơ ở nhà") == f"nộp hồ sơ ở{S}nhà"


def test_spaces_that_an_author_made_solid_stay():
    assert together(f"Ba{S}Đình và Hoàn\u202fKiếm nhé bạn") == f"Ba{S}Đình và Hoàn{S}Kiếm nhé{S}bạn"


def test_white_space_is_one_space():
    assert seen(" a \t\n b\u2028c \u2003 d\x0be ") == "a b c d e"


@pytest.mark.parametrize(
    "sign", ["\0", "\x07", "\x1b", "\u202e", "\u2066", "\u200b", "\u200f", "\ufeff", "\ufffe", "\u00ad", "\ud800"]
)
def test_what_nobody_sees_is_taken_out(sign):
    assert seen(f"Nộp {sign}hồ{sign} sơ") == "Nộp hồ sơ"


def test_text_is_composed():
    assert together(unicodedata.normalize("NFD", "Ủy ban ở đường Ẩn")) == f"Ủy ban ở đường{S}Ẩn"


def test_a_text_of_a_million_characters_is_cut_where_no_sheet_holds_more():
    assert len(together("từ " * 400_000)) <= LONGEST


# -- headlines ---------------------------------------------------------------------------------------------------------


def test_a_line_rather_ends_after_a_comma_than_elsewhere_and_least_of_all_in_a_compound():
    found = ties(["Nộp", "hồ", "sơ,", "lấy", "giấy", "hẹn", "và", "về", "nhà"])
    assert found[2] < 0 == found[0] < found[6] < found[1] == found[4]


def test_a_compound_is_known_whatever_its_case_and_marks():
    assert ties(["(Thủ", "Tục)"]) == ties(["hồ", "sơ"]) == [0.15]
    assert ties(["Uỷ", "ban"]) == ties(["Ủy", "ban"]) == ties(["hoá", "đơn"]) == ties(["sức", "khoẻ"]) == [0.15]
    assert ties(["Mồng", "Mười"]) == ties(["mùng", "một"]) == [0.15]


def test_the_last_word_before_a_comma_does_not_begin_a_line():
    assert ties(["đến", "quầy", "sớm,", "về", "sớm"]) == [0.07, 0.12, -0.06, 0.07]


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("UBND phường Hàng Bài họp", "Hàng Bài"), ("Nghe bà Nguyễn Thị Hoa kể", "Nguyễn Thị"), ("Chào mừng Ngày Giải phóng Thủ đô", "Ngày Giải"),
        ("Gặp ông Hoa ở quầy", "ông Hoa"), ("Đến xã Vân Hà, huyện Đông Anh", "Vân Hà,"),
    ],
)  # fmt: skip
def test_a_name_is_not_torn_and_stays_with_what_it_is_the_name_of(text, torn):
    words = text.split()
    found = dict(zip(pairwise(words), ties(words), strict=True))
    assert found[tuple(torn.split())] > 0.1


def test_the_capital_that_begins_a_headline_or_stands_in_an_abbreviation_makes_no_name():
    assert ties(["Mời", "Hoa"]) == ties(["Vui.", "Mời", "Hoa"])[1:] == ties(["hẹn", "UBND", "Hoa"])[1:] == [0.0]


def test_there_is_a_tie_between_each_two_words():
    assert len(ties(["một", "hai", "ba", "bốn"])) == 3
    assert ties(["một"]) == []


# -- telephone ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "note"),
    [
        ("024 0000 0001 (mẫu)", f"024{S}0000{S}0001", "(mẫu)"),
        ("1022", "1022", ""),
        ("+84 24 3333 1022", f"+84{S}24{S}3333{S}1022", ""),
        ("1022 hoặc 024 3333 1022", f"1022 hoặc 024{S}3333{S}1022", ""),
        ("Tổng đài 1022", "Tổng đài 1022", ""),
        ("", "", ""),
    ],
)
def test_a_number_stays_on_one_line_and_what_is_said_of_it_stands_apart(text, number, note):
    assert hotline_of(text) == (number, note)


# -- messages ----------------------------------------------------------------------------------------------------------


def test_a_poster_says_what_the_message_says_in_the_name_of_the_unit():
    found = saying(plan(), message(summary="Làm ở nhà.", themes=("cntt",), link="https://mau.example/tin/m/"), UNIT)
    assert found.title == "Nộp hồ sơ"
    assert found.summary == "Làm ở nhà."
    assert found.kicker == f"Công nghệ thông{S}tin"
    assert found.owner == f"Ủy ban nhân dân phường An{S}Bình"
    assert (found.hotline, found.hotline_note) == (f"024{S}0000{S}1022", "(mẫu)")
    assert [text for _, text in found.contacts] == [f"Số{S}1, phố{S}Mẫu", "https://pakn.mau.example/"]
    assert found.link == "https://mau.example/tin/m/"


def test_the_hotline_of_a_message_goes_before_that_of_the_unit():
    assert saying(plan(), message(hotline="1900 0000"), UNIT).hotline == f"1900{S}0000"


def test_what_is_urgent_says_so():
    assert saying(plan(), message(urgent=True, themes=("cntt",)), UNIT).kicker == "Urgent"


def test_without_a_summary_the_first_paragraph_is_said():
    found = saying(plan(), message("# Mục\n\nĐoạn **đầu** [ở đây](https://mau.example/).\n\nĐoạn sau."), UNIT)
    assert found.summary == f"Đoạn đầu ở{S}đây."


@pytest.mark.parametrize(
    "body",
    [
        "1. **Mở Cổng.** Rồi chọn.\n2. Chụp giấy tờ.\n",
        Html("<ol><li><strong>Mở Cổng.</strong> Rồi chọn.</li><li>Chụp giấy tờ.</li></ol>"),
    ],
)
def test_the_first_numbered_list_is_steps_with_their_bold_beginnings(body):
    assert saying(plan(), message(body), UNIT).steps == (("Mở Cổng.", "Rồi chọn."), ("", "Chụp giấy tờ."))


def test_a_sign_that_follows_bold_words_stays_with_them():
    body = "1. **Chọn thủ tục**, điền tờ khai.\n2. **Nộp hồ sơ**; giữ mã.\n3. **Xem mã** (12 số) rồi ghi.\n"
    assert [lead for lead, _ in saying(plan(), message(body), UNIT).steps] == ["Chọn thủ tục,", "Nộp hồ sơ;", "Xem mã"]


def test_bold_words_amid_a_step_are_not_its_beginning():
    assert saying(plan(), message("1. Mở **Cổng** rồi chọn.\n2. **Chụp** thôi\n"), UNIT).steps == (
        ("", f"Mở Cổng rồi{S}chọn."), ("Chụp", "thôi"),
    )  # fmt: skip


def test_steps_of_paragraphs_are_read_as_well():
    assert saying(plan(), message("1. **Mở.**\n\n   Rồi chọn.\n\n2. Chụp.\n"), UNIT).steps[0] == ("Mở.", "Rồi chọn.")


def test_no_more_than_nine_steps_are_shown():
    assert len(saying(plan(), message("".join(f"{n}. Việc\n" for n in range(1, 15))), UNIT).steps) == 9


def test_a_design_reads_the_words_of_the_headline_and_how_they_hang_together():
    told = saying(plan(), message(title="Nộp hồ sơ, về nhà"), UNIT).told()
    assert told["title_words"] == ["Nộp", "hồ", "sơ,", f"về{S}nhà"]
    assert told["title_ties"] == [0.0, 0.15, -0.06]


def test_what_no_sheet_holds_is_not_even_looked_at():
    assert seen("\u200b" * (4 * LONGEST) + "x") == ""
    assert seen("a" * 9 * LONGEST) == "a" * LONGEST
