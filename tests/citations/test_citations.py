"""Documents named in running text, with what the text says of each and nothing else."""

from __future__ import annotations

import time
import unicodedata
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.growth import growth
from tuyentruyen.citations import citations, cited, misspelt
from tuyentruyen.model.documents import DocumentNumber

# What the plan 99/KH-UBND of Hà Nội says of documents, sentence by sentence.
HEADING = "\tSố: 99/KH-UBND\n\tHà Nội, ngày 28 tháng 3 năm 2022 \n"
BASIS = (
    "Thực hiện Kế hoạch số 322/KH-UBND ngày 29/12/2021 của UBND Thành phố về công tác kiểm soát thủ tục hành chính năm 2022 trên "
    "địa bàn thành phố Hà Nội, UBND thành phố Hà Nội ban hành Kế hoạch thông tin, tuyên truyền về kiểm soát thủ tục hành chính "
    "năm 2022 trên địa bàn thành phố Hà Nội như sau:\n"
)
DUTY = (
    "- Thường xuyên tổ chức tuyên truyền, phổ biến các văn bản chỉ đạo của Trung ương và Thành phố về công tác kiểm soát thủ tục "
    "hành chính trên Cổng thông tin điện tử của cơ quan, đơn vị; niêm yết công khai thủ tục hành chính tại đơn vị theo quy định tại "
    "Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ về kiểm soát thủ tục hành chính (sửa đổi, bổ sung tại Nghị định số "
    "48/2013/NĐ-CP ngày 14/5/2013 và Nghị định 92/2017/NĐ-CP ngày 07/8/2017 của Chính phủ); Nghị định số 61/2018/NĐ-CP ngày "
    "23/4/2018 của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính; Nghị định số "
    "107/2021/NĐ-CP ngày 06/12/2021 của Chính phủ về việc sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 "
    "của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông trong giải quyết thủ tục hành chính.\n"
)
SEED = HEADING + BASIS + DUTY


def told(text):
    return [(str(one.number), one.date) for one in citations(text)]


def relations(text):
    return {
        (str(one.number), relation, other)
        for one in citations(text)
        for relation in ("amends", "replaces", "repeals")
        for other in getattr(one, relation)
    }


def test_a_plan_of_2022_names_seven_documents_each_with_its_own_date_and_what_it_amends():
    assert [(one.key, one.date, one.issuer, one.amends, one.replaces, one.repeals) for one in cited(SEED)] == [
        ("99/KH-UBND", date(2022, 3, 28), "", (), (), ()),
        ("322/KH-UBND", date(2021, 12, 29), "UBND Thành phố", (), (), ()),
        ("63/2010/NĐ-CP", date(2010, 6, 8), "Chính phủ", (), (), ()),
        ("48/2013/NĐ-CP", date(2013, 5, 14), "", ("63/2010/NĐ-CP",), (), ()),
        ("92/2017/NĐ-CP", date(2017, 8, 7), "Chính phủ", ("63/2010/NĐ-CP",), (), ()),
        ("61/2018/NĐ-CP", date(2018, 4, 23), "Chính phủ", (), (), ()),
        ("107/2021/NĐ-CP", date(2021, 12, 6), "Chính phủ", ("61/2018/NĐ-CP",), (), ()),
    ]


def test_each_place_in_which_a_document_is_named_is_found_in_order():
    assert told(SEED) == [
        ("99/KH-UBND", date(2022, 3, 28)),
        ("322/KH-UBND", date(2021, 12, 29)),
        ("63/2010/NĐ-CP", date(2010, 6, 8)),
        ("48/2013/NĐ-CP", date(2013, 5, 14)),
        ("92/2017/NĐ-CP", date(2017, 8, 7)),
        ("61/2018/NĐ-CP", date(2018, 4, 23)),
        ("107/2021/NĐ-CP", date(2021, 12, 6)),
        ("61/2018/NĐ-CP", date(2018, 4, 23)),
    ]


def test_a_decomposed_text_says_the_same():
    assert cited(unicodedata.normalize("NFD", SEED)) == cited(SEED)


def test_a_citation_says_where_it_stands():
    text = "theo Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ về kiểm soát"
    [one] = citations(text)
    assert text[one.start : one.end] == "Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ"


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("Nghị định số 63/2010/NĐ-CP", "63/2010/NĐ-CP", "Nghị định"),
        ("nghị định 63/2010/NĐ-CP", "63/2010/NĐ-CP", "Nghị định"),
        ("(Nghị định số: 63/2010/NĐ-CP)", "63/2010/NĐ-CP", "Nghị định"),
        ("Kế hoạch 99/KH-UBND", "99/KH-UBND", "Kế hoạch"),
        ("Nghị quyết 30c/NQ-CP", "30c/NQ-CP", "Nghị quyết"),
        ("Công văn số 2455/BTTTT-TTCS", "2455/BTTTT-TTCS", "Công văn"),
        ("văn bản số 2455/BTTTT-TTCS", "2455/BTTTT-TTCS", "Công văn"),
        ("Nghị quyết số 57-NQ/TW", "57-NQ/TW", "Nghị quyết"),
        ("Kế hoạch số 3260-KH/ĐĐQH15", "3260-KH/ĐĐQH15", "Kế hoạch"),
        ("Văn bản hợp nhất số 78/VBHN-VPQH", "78/VBHN-VPQH", "Văn bản hợp nhất"),
        ("Nghị quyết số 66.22/2026/NQ-CP", "66.22/2026/NQ-CP", "Nghị quyết"),
        ("Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15", "91/2025/QH15", "Luật"),
        ("Nghị quyết số 202/2025/QH15", "202/2025/QH15", "Nghị quyết"),
        ("Pháp lệnh số 02/2016/UBTVQH13", "02/2016/UBTVQH13", "Pháp lệnh"),
        ("Quyết định số 468/QĐ-TTg", "468/QĐ-TTg", "Quyết định"),
        ("Chương trình số 08-CTr/TU", "08-CTr/TU", "Chương trình"),
        ("Thông tư liên tịch số 12/2014/TTLT-BTTTT-BNV", "12/2014/TTLT-BTTTT-BNV", "Thông tư liên tịch"),
        ("12/KH-TT&TT", "12/KH-TT&TT", "Kế hoạch"),
        ("Quyết định số 12/QÐ-UBND", "12/QĐ-UBND", "Quyết định"),
        ("Nghị định 63 / 2010 / NĐ – CP", "63/2010/NĐ-CP", "Nghị định"),
        ("Báo cáo số 12/BC - UBND", "12/BC-UBND", "Báo cáo"),
        ("91/2025/QH15", "91/2025/QH15", ""),
        ("Nghị định 63/2010/NĐ-\nCP", "63/2010/NĐ-CP", "Nghị định"),
        ("Thông tư liên tịch số 19/2013/TTLT- BTP- BNV", "19/2013/TTLT-BTP-BNV", "Thông tư liên tịch"),
        ("Chỉ thị số 05 - CT/TW", "05-CT/TW", "Chỉ thị"),
        ("Nghị quyết số 10- NQ/TW", "10-NQ/TW", "Nghị quyết"),
        ("Quy định số 08-QĐi/TW", "08-QĐi/TW", "Quy định"),
        ("Đề án 06/CP", "06/CP", "Đề án"),
    ],
)
def test_every_family_of_numbers_is_found_with_its_type(text, number, kind):
    assert [(str(one.number), one.type) for one in citations(f"Căn cứ {text}; theo đó,")] == [(number, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "đạt 1/2, trực 24/7, quý 1/2026, ngày 28/3/2022, năm 2021/2022",
        "số 12/A phố Huế, ngõ 5/B-7, lô 3/CN-2",
        "https://vanban.example/63/2010/NĐ-CP và tep=63/2010/NĐ-CP",
        "63/2010/ND-CP, 63/2010/nđ-cp, 63/NĐ",
        "tiêu chuẩn TCVN 5/2010, mã 1.001193, điện thoại 024/1022",
        "trận 3 - A/B, phòng 57-B/C",
        "99/KH-UBNDab",
        "Quyết định số 06/QĐ.UBND",
        "57/NQ-TW, Kết luận 14/KL-TU",
        "Mẫu số 01/TTr, biểu số 02/BC, Phụ lục 03/KH, phiếu 05/QĐ-UBND",
        "họp mục 10 - CT/BCT",
    ],
)
def test_what_is_no_document_is_not_found(text):
    assert citations(text) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "các Nghị định số 63/2010/NĐ-CP, số 48/2013/NĐ-CP và số 92/2017/NĐ-CP ngày 07/8/2017",
            [("63/2010/NĐ-CP", None), ("48/2013/NĐ-CP", None), ("92/2017/NĐ-CP", date(2017, 8, 7))],
        ),
        (
            "các Nghị định: số 63/2010/NĐ-CP ngày 08/6/2010; 48/2013/NĐ-CP ngày 14/5/2013",
            [("63/2010/NĐ-CP", date(2010, 6, 8)), ("48/2013/NĐ-CP", date(2013, 5, 14))],
        ),
    ],
)
def test_several_numbers_may_stand_after_one_type_word(text, found):
    assert told(text) == found
    assert {one.type for one in citations(text)} == {"Nghị định"}


def test_the_type_word_is_handed_on_only_where_it_fits():
    text = "các Luật số 91/2025/QH15, số 24/2018/QH14, 78/VBHN-VPQH"
    assert [one.type for one in citations(text)] == ["Luật", "Luật", "Văn bản hợp nhất"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Quyết định số 12/KH-UBND", "Quyết định"),
        ("Thông báo kết luận số 12/TB-VPCP", "Thông báo"),
        ("đã báo cáo 12/KH-UBND", "Kế hoạch"),
        ("theo quy định số 63/2010/NĐ-CP", "Nghị định"),
        ("hướng dẫn 63/2010/NĐ-CP", "Nghị định"),
    ],
)
def test_a_word_that_is_no_type_here_says_nothing_against_the_number(text, kind):
    assert [one.type for one in citations(text)] == [kind]


@pytest.mark.parametrize(
    ("issuer", "rest"),
    [
        ("Chính phủ", " về kiểm soát thủ tục hành chính"),
        ("Thủ tướng Chính phủ", " phê duyệt Đề án"),
        ("Bộ Lao động - Thương binh và Xã hội", " hướng dẫn thi hành"),
        ("Bộ Thông tin và Truyền thông", " và Thông tư số 2"),
        ("Bộ Văn hóa, Thể thao và Du lịch", "; theo đó"),
        ("UBND thành phố Hà Nội", ", các sở"),
        ("Ủy ban nhân dân phường Mẫu", ""),
    ],
)
def test_the_issuer_is_read_with_its_whole_name_and_no_more(issuer, rest):
    [one] = citations(f"Quyết định số 15/QĐ-BCA ngày 05/01/2026 của {issuer}{rest}")
    assert (one.issuer, one.date) == (issuer, date(2026, 1, 5))


def test_a_type_word_of_another_paragraph_is_not_the_number_s():
    assert [one.type for one in citations("ban hành Nghị quyết\n\n91/2025/QH15")] == [""]
    assert [one.type for one in citations("ban hành Nghị quyết\n91/2025/QH15")] == ["Nghị quyết"]


def test_one_number_of_two_years_is_two_documents():
    text = "Kế hoạch số 99/KH-UBND ngày 28/3/2022; Kế hoạch số 99/KH-UBND ngày 10/4/2023; 99/KH-UBND ngày 28/3/2022"
    assert [(one.key, one.date) for one in cited(text)] == [
        ("99/KH-UBND", date(2022, 3, 28)),
        ("99/KH-UBND@2023", date(2023, 4, 10)),
    ]


def test_one_number_of_two_issuers_is_two_documents():
    text = (
        "Quyết định số 12/QĐ-UBND ngày 05/01/2024 của UBND quận Ba Đình, Quyết định số 12/QĐ-UBND ngày 08/02/2024 của "
        "UBND quận Hoàn Kiếm; Quyết định số 12/QĐ-UBND ngày 09/3/2024 của UBND quận Cầu Giấy; Quyết định số 12/QĐ-UBND"
    )
    assert [(one.key, one.date, one.issuer) for one in cited(text)] == [
        ("12/QĐ-UBND", date(2024, 1, 5), "UBND quận Ba Đình"),
        ("12/QĐ-UBND@2024", date(2024, 2, 8), "UBND quận Hoàn Kiếm"),
        ("12/QĐ-UBND@2024-3", date(2024, 3, 9), "UBND quận Cầu Giấy"),
    ]


def test_one_issuer_in_two_writings_is_one():
    text = "Kế hoạch số 9/KH-UBND ngày 05/01/2024 của UBND Thành phố; Kế hoạch số 9/KH-UBND ngày 05/01/2024 của UBND TP"
    assert [one.key for one in cited(text)] == ["9/KH-UBND"]


def test_of_two_dates_of_one_document_neither_is_taken():
    text = "Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 và Nghị định số 63/2010/NĐ-CP ngày 06/8/2010"
    assert [(one.key, one.date) for one in cited(text)] == [("63/2010/NĐ-CP", None)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Nghị định số 2/2026/NĐ-CP thay thế Nghị định số 1/2020/NĐ-CP", ("2/2026/NĐ-CP", "replaces", "1/2020/NĐ-CP")),
        ("Nghị định số 2/2026/NĐ-CP bãi bỏ Nghị định số 1/2020/NĐ-CP", ("2/2026/NĐ-CP", "repeals", "1/2020/NĐ-CP")),
        (
            "Nghị định số 1/2020/NĐ-CP được thay thế bằng Nghị định số 2/2026/NĐ-CP",
            ("2/2026/NĐ-CP", "replaces", "1/2020/NĐ-CP"),
        ),
        (
            "Nghị định số 1/2020/NĐ-CP bị bãi bỏ bởi Nghị định số 2/2026/NĐ-CP",
            ("2/2026/NĐ-CP", "repeals", "1/2020/NĐ-CP"),
        ),
        (
            "Nghị định số 1/2020/NĐ-CP về thực hiện cơ chế một cửa (được sửa đổi, bổ sung bởi Nghị định số 2/2026/NĐ-CP)",
            ("2/2026/NĐ-CP", "amends", "1/2020/NĐ-CP"),
        ),
        (
            "Nghị định số 1/2020/NĐ-CP, đã được Nghị định số 2/2026/NĐ-CP sửa đổi, bổ sung",
            ("2/2026/NĐ-CP", "amends", "1/2020/NĐ-CP"),
        ),
        (
            "Quyết định số 5/2020/QĐ-UBND của UBND tỉnh bãi bỏ một số điều của Quyết định số 1/2019/QĐ-UBND",
            ("5/2020/QĐ-UBND", "amends", "1/2019/QĐ-UBND"),
        ),
        (
            "Nghị định số 2/2026/NĐ-CP, có hiệu lực từ ngày 01/7/2026, thay thế Nghị định số 1/2020/NĐ-CP",
            ("2/2026/NĐ-CP", "replaces", "1/2020/NĐ-CP"),
        ),
    ],
)
def test_what_one_document_does_to_another_is_read_from_the_words_between_them(text, said):
    assert relations(text) == {said}


def test_a_document_may_do_one_thing_to_one_and_another_to_others():
    text = "Nghị định số 224/2026/NĐ-CP thay thế Nghị định số 42/2022/NĐ-CP và bãi bỏ các Quyết định số 1/QĐ-TTg, số 2/QĐ-TTg."
    assert relations(text) == {
        ("224/2026/NĐ-CP", "replaces", "42/2022/NĐ-CP"),
        ("224/2026/NĐ-CP", "repeals", "1/QĐ-TTg"),
        ("224/2026/NĐ-CP", "repeals", "2/QĐ-TTg"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Nghị định số 63/2010/NĐ-CP, UBND bãi bỏ Quyết định số 12/QĐ-UBND",
        "Căn cứ Nghị định số 63/2010/NĐ-CP, bãi bỏ Quyết định số 12/QĐ-UBND",
        "Theo Nghị định số 63/2010/NĐ-CP. Sửa đổi, bổ sung Quyết định số 12/QĐ-UBND",
        "Theo Nghị định số 63/2010/NĐ-CP. Danh mục được sửa đổi, bổ sung bởi Quyết định số 12/QĐ-UBND",
        "Nghị định số 63/2010/NĐ-CP. Nghị định này thay thế Nghị định số 1/2005/NĐ-CP",
        "Nghị định số 63/2010/NĐ-CP; thay thế Quyết định số 12/QĐ-UBND",
        "Nghị định số 63/2010/NĐ-CP và Nghị định số 48/2013/NĐ-CP",
        "Nghị định số 63/2010/NĐ-CP, Luật Đất đai (cũ) được sửa đổi bởi Luật số 43/2024/QH15",
        "Nghị định số 63/2010/NĐ-CP sửa đổi danh mục theo Quyết định số 12/QĐ-UBND",
        "Nghị định số 63/2010/NĐ-CP thay thế Nghị định số 63/2010/NĐ-CP",
    ],
)
def test_in_doubt_no_relation_is_told(text):
    assert relations(text) == set()


def test_brackets_hold_all_that_amends_and_nothing_behind_them_does():
    text = (
        "Nghị định số 63/2010/NĐ-CP (sửa đổi, bổ sung bởi Nghị định số 48/2013/NĐ-CP, Nghị định số 92/2017/NĐ-CP), "
        "Nghị định số 61/2018/NĐ-CP"
    )
    assert relations(text) == {
        ("48/2013/NĐ-CP", "amends", "63/2010/NĐ-CP"),
        ("92/2017/NĐ-CP", "amends", "63/2010/NĐ-CP"),
    }


@pytest.mark.timed
@pytest.mark.parametrize(
    "piece",
    [
        "63/2010/NĐ-CP ",
        "1/1/1/",
        "63/2010/",
        "1 / 2010 / ",
        "A-A-A-A-",
        "số số : ",
        "12/KH - ",
        "ngày 08/6/2010 ",
        "99/KH-UBND ngày 1/1/2022, ",
        "Nghị định số 63/2010/NĐ-CP (sửa đổi tại ",
        "Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ sửa đổi, bổ sung tại ",
        "12/KH-UBND của A a a a a ",
        "Ngày 1/1/2022, A ban hành ",
        "12/KH-UBND (",
    ],
)
def test_four_times_the_hostile_text_takes_about_four_times_as_long(piece):
    assert growth(lambda size: citations(piece * (size // len(piece))), 100_000) < 8


PIECES = st.sampled_from(
    ["63/2010/NĐ-CP", "99/KH-UBND", "57-NQ/TW", "12", "/", "-", "NĐ", "KH", "TTLT", "ABCDEFGHIJKLMNO", "UBND", " ", "\n", "\x00", "số ", "Số: ",
     "Nghị định ", "Luật ", "các ", "ngày ", "08/6/2010", "31/02/2010", "28 tháng 3 năm 2022", " của ", "Chính phủ", "Bộ A\x1b", "(", ")", ", ",
     "; ", ". ", " và ", "sửa đổi, bổ sung ", "thay thế ", "bãi bỏ ", "tại ", "bởi ", "được ", "ban hành ", "\ud800", "\u0301", "Đ", "\u00d0", "é"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_a_text_holds_its_citations_are_sound_and_in_order(text):
    found = citations(text)
    assert all(DocumentNumber.parse(str(one.number)) == one.number for one in found)
    assert all(one.start < one.end for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert {one.number for one in cited(text)} == {one.number for one in found}
    misspelt(text, found=found)


@pytest.mark.timed
def test_very_many_documents_of_one_number_take_about_a_second():
    text = "".join(f"Quyết định số 1/QĐ-UBND ngày {n % 28 + 1:02}/5/2024 của UBND xã {n}; " for n in range(15_000))
    began = time.process_time()
    cited(text)
    assert time.process_time() - began < 5
