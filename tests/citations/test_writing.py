"""Documents are cited in full first and short later, and what is written is read back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.citations import Citer, citations, full, short
from tuyentruyen.model.documents import LegalDocument

DECREE = LegalDocument(
    key="63/2010/NĐ-CP", date=date(2010, 6, 8), issuer="Chính phủ", title="Về kiểm soát thủ tục hành chính"
)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (DECREE, "Nghị định số 63/2010/NĐ-CP ngày 08 tháng 6 năm 2010 của Chính phủ về kiểm soát thủ tục hành chính"),
        (
            LegalDocument(key="99/KH-UBND@2022", date=date(2022, 3, 28), issuer="UBND thành phố Hà Nội",
                          title="Thông tin, tuyên truyền về kiểm soát thủ tục hành chính năm 2022"),
            "Kế hoạch số 99/KH-UBND ngày 28 tháng 3 năm 2022 của UBND thành phố Hà Nội về thông tin, tuyên truyền về kiểm soát thủ tục hành chính năm 2022",
        ),
        (
            LegalDocument(key="107/2021/NĐ-CP", title="Sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP."),
            "Nghị định số 107/2021/NĐ-CP của Chính phủ sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP",
        ),
        (
            LegalDocument(key="91/2025/QH15", type="Luật", title="Bảo vệ dữ liệu cá nhân", date=date(2025, 6, 26)),
            "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15 ngày 26 tháng 6 năm 2025 của Quốc hội",
        ),
        (
            LegalDocument(key="91/2025/QH15", title="Luật Bảo vệ dữ liệu cá nhân"),
            "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15 của Quốc hội",
        ),
        (LegalDocument(key="57-NQ/TW", issuer="Bộ Chính trị"), "Nghị quyết số 57-NQ/TW của Bộ Chính trị"),
        (LegalDocument(key="91/2025/QH15"), "Văn bản số 91/2025/QH15 của Quốc hội"),
        (LegalDocument(key="12/KH-UBND", title="Hà Nội xanh"), "Kế hoạch số 12/KH-UBND về Hà Nội xanh"),
        (LegalDocument(key="12/KH-UBND", title="CNTT năm 2026"), "Kế hoạch số 12/KH-UBND về CNTT năm 2026"),
        (LegalDocument(key="12/CV-SNV", title="V/v báo cáo"), "Công văn số 12/CV-SNV v/v báo cáo"),
        (LegalDocument(key="2455/BTTTT-TTCS"), "Công văn số 2455/BTTTT-TTCS"),
    ],
)  # fmt: skip
def test_the_first_citation_says_all_that_is_known(document, said):
    assert full(document) == said


def test_the_short_citation_is_type_and_number():
    assert short(DECREE) == "Nghị định số 63/2010/NĐ-CP"
    assert (
        short(LegalDocument(key="91/2025/QH15", type="Luật", title="Bảo vệ dữ liệu cá nhân")) == "Luật số 91/2025/QH15"
    )


def test_a_citer_is_full_once_for_each_document():
    cite = Citer({"63/2010/NĐ-CP": DECREE})
    assert cite("63/2010/NĐ-CP").endswith("về kiểm soát thủ tục hành chính")
    assert cite("48/2013/NĐ-CP") == "Nghị định số 48/2013/NĐ-CP của Chính phủ"
    assert cite("63/2010/NĐ-CP") == "Nghị định số 63/2010/NĐ-CP"
    assert Citer({"63/2010/NĐ-CP": DECREE})("63/2010/NĐ-CP") == full(DECREE)


def test_a_citer_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="is no document number"):
        Citer({})("Nghị định 63")


numbers = st.one_of(
    st.builds("{}/{}/{}".format, st.integers(1, 99999), st.integers(1945, 2099), st.sampled_from(["NĐ-CP", "TT-BTTTT", "QĐ-UBND"])),
    st.builds("{}/{}".format, st.integers(1, 99999), st.sampled_from(["KH-UBND", "QĐ-TTg", "BTTTT-TTCS", "VBHN-VPQH", "KH-TT&TT"])),
    st.builds("{}-{}".format, st.integers(1, 99999), st.sampled_from(["NQ/TW", "KH/ĐĐQH15", "CTr/TU"])),
    st.builds("{}/{}/{}".format, st.integers(1, 999), st.integers(1945, 2099), st.sampled_from(["QH15", "UBTVQH13"])),
    st.builds("{}.{}/2026/NQ-CP".format, st.integers(1, 99), st.integers(1, 99)),
)  # fmt: skip


@given(
    numbers,
    st.dates(date(1945, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["", "Chính phủ", "UBND thành phố Hà Nội", "Bộ Lao động - Thương binh và Xã hội"]),
    st.sampled_from(
        ["", "Về kiểm soát thủ tục", "Quy định việc công khai", "Thông tin cơ sở", "Sửa đổi, bổ sung quy chế"]
    ),
)
def test_a_document_written_in_full_is_read_back_with_its_number_and_date(number, day, issuer, title):
    parts = number.split("/")
    if len(parts) == 3:
        day = date(int(parts[1]), day.month, min(day.day, 28))
    [one] = citations(f"Căn cứ {full(LegalDocument(key=number, date=day, issuer=issuer, title=title))};")
    assert (str(one.number), one.date) == (number, day)
