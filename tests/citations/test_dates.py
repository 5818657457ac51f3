"""The wrong date is never tied to a number: in doubt there is none."""

from __future__ import annotations

from datetime import date

import pytest

from tuyentruyen.citations import citations


def tied(text):
    return [(str(one.number), one.date, one.disputed) for one in citations(text)]


@pytest.mark.parametrize(
    ("text", "number", "day"),
    [
        ("Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP ngày 08 tháng 6 năm 2010", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP ngày 8-6-2010 về", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP ngày 08.6.2010.", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP (08/6/2010)", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP (ngày 08/6/2010 của Chính phủ)", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP, ngày 08/6/2010 của Chính phủ", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP ban hành ngày 08/6/2010", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị quyết 57-NQ/TW, ngày 22/12/2024, của Bộ Chính trị", "57-NQ/TW", date(2024, 12, 22)),
        ("Nghị định số 63/2010/NĐ-CP được ban hành ngày 08/6/2010", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP, do Chính phủ ban hành ngày 08/6/2010 về", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Kế hoạch số 99/KH-UBND được UBND Thành phố ký ban hành ngày 28/3/2022", "99/KH-UBND", date(2022, 3, 28)),
        ("Nghị định số 63/2010/NĐ-CP\nngày\u00a008/6/2010", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Nghị định số 63/2010/NĐ-CP của Chính phủ ngày 08/6/2010 về kiểm soát", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Kế hoạch số 99/KH-UBND của UBND Thành phố ngày 28/3/2022 về thông tin", "99/KH-UBND", date(2022, 3, 28)),
        ("Ngày 28/3/2022, UBND Thành phố ban hành Kế hoạch số 99/KH-UBND", "99/KH-UBND", date(2022, 3, 28)),
        ("NGHỊ ĐỊNH SỐ 63/2010/NĐ-CP NGÀY 08/6/2010 CỦA CHÍNH PHỦ", "63/2010/NĐ-CP", date(2010, 6, 8)),
        ("Quyết định số 9/QĐ-UBND ngày 05/4/2022 ban hành Quy chế", "9/QĐ-UBND", date(2022, 4, 5)),
        ("Ngày 27/3/2021, Thủ tướng Chính phủ ký Quyết định số 468/QĐ-TTg", "468/QĐ-TTg", date(2021, 3, 27)),
        (
            "Ngày 05/4/2022, Sở Thông tin và Truyền thông ban hành Kế hoạch số 9/KH-STTTT",
            "9/KH-STTTT",
            date(2022, 4, 5),
        ),
        ("ngày 28 tháng 3 năm 2022 UBND Thành phố đã ký ban hành Kế hoạch 99/KH-UBND", "99/KH-UBND", date(2022, 3, 28)),
        ("Số: 99/KH-UBND          Hà Nội, ngày 28 tháng 3 năm 2022", "99/KH-UBND", date(2022, 3, 28)),
        ("Số: 99/KH-UBND\n\tĐà Nẵng, ngày 28 tháng 3 năm 2022", "99/KH-UBND", date(2022, 3, 28)),
        ("Nghị định 63/2010/NĐ-CP ngày 08/6/2010, 48/2013/NĐ-CP", "63/2010/NĐ-CP", date(2010, 6, 8)),
    ],
)
def test_a_date_in_its_place_is_the_document_s(text, number, day):
    assert tied(text)[0] == (number, day, None)


@pytest.mark.parametrize(
    "text",
    [
        "Hội nghị phổ biến Nghị định số 107/2021/NĐ-CP ngày 15/12/2021 tại Hà Nội",
        "Triển khai Nghị định số 107/2021/NĐ-CP ngày 15/12/2021 tổ chức hội nghị",
        "Nghị định số 107/2021/NĐ-CP ngày 15/12/2021 UBND Thành phố họp",
        "phổ biến Kế hoạch số 99/KH-UBND từ ngày 15/4/2022",
        "Nghị định số 63/2010/NĐ-CP có hiệu lực từ ngày 14/10/2010",
        "Nghị định số 63/2010/NĐ-CP. Ngày 14/10/2010 họp",
        "Nghị định số 63/2010/NĐ-CP; ngày 14/10/2010 họp",
        "Thực hiện Kế hoạch số 99/KH-UBND, ngày 15/4/2022 Sở họp",
        "Thực hiện Kế hoạch số 99/KH-UBND của UBND Thành phố ngày 15/4/2022 Sở họp",
        "HỘI NGHỊ PHỔ BIẾN NGHỊ ĐỊNH SỐ 107/2021/NĐ-CP NGÀY 15/12/2021 TẠI HÀ NỘI",
        "phổ biến nghị định 107/2021/NĐ-CP ngày 15/12/2021 sở họp",
        "Phổ biến Nghị định số 107/2021/NĐ-CP\nNgày 15/12/2021, đơn vị họp",
        "Phổ biến Nghị định số 107/2021/NĐ-CP Ngày 15/12/2021: họp",
        "Phổ biến Nghị định số 107/2021/NĐ-CP\n\nngày 15/12/2021: họp",
        "Thực hiện Kế hoạch số 99/KH-UBND, ngày 15/4/2022 chúng tôi họp",
        "Thực hiện Kế hoạch số 99/KH-UBND của UBND Thành phố ngày 15/4/2022 chúng tôi họp",
        "Thực hiện Nghị định số 107/2021/NĐ-CP của Chính phủ ngày 15/4/2022 Sở họp",
        "Thực hiện Nghị định số 107/2021/NĐ-CP, ngày 15/12/2021 Sở họp",
        "Nghị định số 107/2021/NĐ-CP ngày 15/12/2021 đến ngày 20/12/2021",
        "Nghị định số 107/2021/NĐ-CP ngày 15/12/2021 - 20/12/2021",
        "Ngày 05/4/2022, Sở ban hành hướng dẫn thực hiện Kế hoạch số 99/KH-UBND",
        "Ngày 05/4/2022, Sở họp về Kế hoạch số 99/KH-UBND",
        "Ngày 05/4/2022, sau khi UBND Thành phố ban hành Kế hoạch số 99/KH-UBND",
        "Ngày 05/4/2022, Sở Y tế trình UBND Thành phố ban hành Kế hoạch số 99/KH-UBND",
        "Ngày 05/4/2022, Sở Y tế họp, UBND Thành phố ban hành Kế hoạch số 99/KH-UBND",
        "Ngày 05/4/2022 triển khai việc UBND Thành phố ban hành Kế hoạch số 99/KH-UBND",
        "Báo cáo số 12/BC-UBND ngày 15/12/2025 đến 14/01/2026",
        "Nghị định số 63/2010/NĐ-CP ngày 08/6/2010, ngày 14 tháng 5 năm 2013",
        "(Nghị định số 63/2010/NĐ-CP) ngày 08/6/2010",
        "63/2010/NĐ-CP | 08/6/2010 | Chính phủ",
        "Nghị định số 63/2010/NĐ-CP ngày 08/6/10",
        "Công văn số 12/SNV-CCHC ngày 15 hằng tháng",
        "Ngày 05/4/2022, ký kết. Kế hoạch số 99/KH-UBND",
        "Nghị định số 63/2010/NĐ-CP ngày 31/02/2010",
        "Nghị định số 63/2010/NĐ-CP ngày 08/6",
        "Nghị định số 63/2010/NĐ-CP 08/6/2010",
        "Nghị định số 63/2010/NĐ-CP (xem trang 8/6/2010)",
        "Số: 99/KH-UBND và họp, ngày 28 tháng 3 năm 2022",
        "trước ngày 15/12/2021 theo Nghị định số 107/2021/NĐ-CP",
        "ngày 06/12/2021 có Nghị định số 107/2021/NĐ-CP",
        "Kế hoạch số 99/KH-UBND được Sở họp bàn. Ban hành ngày 05/4/2022",
        "Kế hoạch số 99/KH-UBND được triển khai ngày 05/4/2022",
        "Thực hiện Kế hoạch số 99/KH-UBND, ngày 05/4/2022, các phường họp",
        "Kế hoạch số 99/KH-UBND ngày 28/3/2022 và ngày 30/3/2022",
    ],
)
def test_a_date_that_may_be_another_s_is_nobody_s(text):
    assert [(day, disputed) for _, day, disputed in tied(text)] == [(None, None)]


def test_dates_that_follow_several_numbers_are_tied_to_none():
    text = "các Kế hoạch số 99/KH-UBND và 100/KH-UBND ngày 28/3/2022 và 29/3/2022"
    assert tied(text) == [("99/KH-UBND", None, None), ("100/KH-UBND", None, None)]


def test_a_date_of_another_year_than_the_number_says_is_disputed_and_no_date():
    text = "Nghị định số 63/2010/NĐ-CP ngày 08/6/2011 của Chính phủ"
    assert tied(text) == [("63/2010/NĐ-CP", None, date(2011, 6, 8))]


def test_a_date_inside_a_title_belongs_to_the_document_named_there():
    text = "Nghị định số 107/2021/NĐ-CP của Chính phủ sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP ngày 23/4/2018"
    assert tied(text) == [("107/2021/NĐ-CP", None, None), ("61/2018/NĐ-CP", date(2018, 4, 23), None)]
