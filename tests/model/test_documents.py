"""Numbers of documents, as Vietnamese authorities write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.model.documents import DocumentKind, DocumentNumber, LegalDocument


@pytest.mark.parametrize(
    ("text", "serial", "year", "symbol", "separator"),
    [
        ("63/2010/NĐ-CP", "63", 2010, "NĐ-CP", "/"),
        ("99/KH-UBND", "99", None, "KH-UBND", "/"),
        ("30c/NQ-CP", "30c", None, "NQ-CP", "/"),
        ("2455/BTTTT-TTCS", "2455", None, "BTTTT-TTCS", "/"),
        ("57-NQ/TW", "57", None, "NQ/TW", "-"),
        ("3260-KH/ĐĐQH15", "3260", None, "KH/ĐĐQH15", "-"),
        ("78/VBHN-VPQH", "78", None, "VBHN-VPQH", "/"),
        ("66.22/2026/NQ-CP", "66.22", 2026, "NQ-CP", "/"),
        ("12/KH-TT&TT", "12", None, "KH-TT&TT", "/"),
        ("91/2025/QH15", "91", 2025, "QH15", "/"),
        ("02/2016/UBTVQH13", "02", 2016, "UBTVQH13", "/"),
        ("468/QĐ-TTg", "468", None, "QĐ-TTg", "/"),
        ("08-CTr/TU", "08", None, "CTr/TU", "-"),
        ("12/2014/TTLT-BTTTT-BNV", "12", 2014, "TTLT-BTTTT-BNV", "/"),
        ("5/2008/TTLT/BTC-BTP", "5", 2008, "TTLT/BTC-BTP", "/"),
    ],
)
def test_every_family_of_numbers_is_read_and_written_back(text, serial, year, symbol, separator):
    made = DocumentNumber.parse(text)
    assert made == DocumentNumber(serial=serial, year=year, symbol=symbol, separator=separator)
    assert str(made) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "99",
        "KH-UBND",
        "99/",
        "48/2013",
        "02/03/2026",
        "99/kh-ubnd",
        "99/KH-UBND và 1",
        "\u0663/KH-UBND",
        "99/KH-UBND\n.",
        "99/KH-UBND" + " " * 300,
        "63/2110/NĐ-CP",
        "63/0210/NĐ-CP",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is no document number, such as '63/2010/NĐ-CP' or '99/KH-UBND'"):
        DocumentNumber.parse(text)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("63/2010/ND-CP", "63/2010/NĐ-CP"),
        ("12/QD-UBND", "12/QĐ-UBND"),
        ("178-QD/TW", "178-QĐ/TW"),
        ("12/NQ-HDND", "12/NQ-HĐND"),
    ],
)
def test_a_plain_d_is_refused_with_the_number_that_was_meant(text, near):
    with pytest.raises(ValueError, match=f"'{text}' is no document number; is '{near}' meant"):
        DocumentNumber.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "63/2010/N\u00d0-CP",
        "63/2010/N\u0189-CP",
        "  63/2010/NĐ-CP\u00a0",
        "63 / 2010 / NĐ - CP",
        "63/2010/NĐ\u2013CP",
        "63/2010/NĐ\u2011CP",
        "63/2010/NĐ \u2212\u00a0CP",
    ],
)
def test_look_alikes_and_odd_spaces_make_no_other_number(text):
    assert str(DocumentNumber.parse(text)) == "63/2010/NĐ-CP"


@pytest.mark.parametrize(
    ("text", "kind", "types", "issuer"),
    [
        ("63/2010/NĐ-CP", DocumentKind.NORMATIVE, ("Nghị định",), "Chính phủ"),
        ("91/2025/QH15", DocumentKind.NORMATIVE, ("Luật", "Nghị quyết", "Bộ luật", "Hiến pháp"), "Quốc hội"),
        ("02/2016/UBTVQH13", DocumentKind.NORMATIVE, ("Pháp lệnh", "Nghị quyết"), "Ủy ban Thường vụ Quốc hội"),
        ("66.22/2026/NQ-CP", DocumentKind.NORMATIVE, ("Nghị quyết",), "Chính phủ"),
        ("99/KH-UBND", DocumentKind.ADMINISTRATIVE, ("Kế hoạch",), ""),
        ("30c/NQ-CP", DocumentKind.ADMINISTRATIVE, ("Nghị quyết",), "Chính phủ"),
        ("468/QĐ-TTg", DocumentKind.ADMINISTRATIVE, ("Quyết định",), "Thủ tướng Chính phủ"),
        ("15/CT-TTg", DocumentKind.ADMINISTRATIVE, ("Chỉ thị",), "Thủ tướng Chính phủ"),
        ("3/TT-BTTTT", DocumentKind.ADMINISTRATIVE, ("Thông tư",), ""),
        ("12/CV-SNV", DocumentKind.ADMINISTRATIVE, ("Công văn",), ""),
        ("2455/BTTTT-TTCS", DocumentKind.LETTER, ("Công văn",), ""),
        ("57-NQ/TW", DocumentKind.PARTY, ("Nghị quyết",), ""),
        ("178-QĐ/TW", DocumentKind.PARTY, ("Quy định", "Quyết định"), ""),
        ("3260-KH/ĐĐQH15", DocumentKind.PARTY, ("Kế hoạch",), ""),
        ("78/VBHN-VPQH", DocumentKind.CONSOLIDATED, ("Văn bản hợp nhất",), ""),
    ],
)
def test_a_number_says_what_kind_of_document_it_is_and_whose(text, kind, types, issuer):
    number = DocumentNumber.parse(text)
    assert (number.kind, number.types, number.issuer) == (kind, types, issuer)
    assert number.type == (types[0] if len(types) == 1 else "")


@given(st.from_regex(r"[1-9][0-9]{0,4}(\.[0-9]{1,3})?[a-cđ]?(/(19|20)[0-9]{2})?[/-](NĐ|QĐ|KH|CTr|TTLT)-(CP|TTg|UBND|BCĐ389|TT&TT)(/TW)?", fullmatch=True))  # fmt: skip
def test_a_number_is_read_as_it_is_written(text):
    assert str(DocumentNumber.parse(text)) == text


def test_a_decomposed_number_is_the_same_number():
    assert str(DocumentNumber.parse("63/2010/NĐ-CP")) == "63/2010/NĐ-CP"


def test_a_document_knows_what_it_amends():
    made = LegalDocument(
        key="48/2013/NĐ-CP", date=datetime.date(2013, 5, 14), issuer="Chính phủ", amends=["63/2010/NĐ-CP"]
    )
    assert made.amends == ("63/2010/NĐ-CP",)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"key": "Nghị định 63"}, "key: 'Nghị định 63' is no document number"),
        ({"key": " 63/2010/NĐ-CP"}, "key: there is a space before or after ' 63/2010/NĐ-CP'"),
        ({"key": ""}, "key is empty"),
        ({"key": "63/2010/NĐ-CP", "replaces": ["x"]}, "replaces: 'x' is no document number"),
        ({"key": "63/2010/ND-CP"}, "key: '63/2010/ND-CP' is no document number; is '63/2010/NĐ-CP' meant?"),
        ({"key": "63/2010/N\u00d0-CP"}, "key: write '63/2010/N\u00d0-CP' as '63/2010/NĐ-CP'"),
        ({"key": "63/2010/NĐ–CP"}, "key: write '63/2010/NĐ–CP' as '63/2010/NĐ-CP'"),
        ({"key": "99/KH-UBND@"}, "key: behind @ stands a year or the key of a unit, as in '99/KH-UBND@2023'"),
        ({"key": "99/KH-UBND@Hà Nam"}, "key: behind @ stands a year or the key of a unit"),
        ({"key": "99/KH-UBND", "amends": ["1/KH-UBND@@"]}, "amends: behind @ stands a year or the key of a unit"),
    ],
)
def test_a_document_without_a_sound_number_is_refused(fields, why):
    with pytest.raises(ValueError) as caught:
        LegalDocument(**fields)
    assert str(caught.value).startswith(why)


def test_two_documents_of_one_number_have_two_keys_and_one_number():
    first, second = LegalDocument(key="99/KH-UBND"), LegalDocument(key="99/KH-UBND@2023", repeals=["99/KH-UBND"])
    assert first.number == second.number == DocumentNumber.parse("99/KH-UBND")


def test_a_document_is_in_force_from_the_day_it_says_else_from_that_of_its_issue():
    day, later = datetime.date(2010, 6, 8), datetime.date(2010, 10, 14)
    assert LegalDocument(key="63/2010/NĐ-CP", date=day).since == day
    assert LegalDocument(key="63/2010/NĐ-CP", date=day, effective=later).since == later
    assert LegalDocument(key="63/2010/NĐ-CP").since is None
