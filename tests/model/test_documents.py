"""Numbers of documents, as Vietnamese authorities write them."""

from __future__ import annotations

import datetime

import pytest

from tuyentruyen.model.documents import DocumentNumber, LegalDocument


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
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="is no document number, such as '63/2010/NĐ-CP' or '99/KH-UBND'"):
        DocumentNumber.parse(text)


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
    ],
)
def test_a_document_without_a_sound_number_is_refused(fields, why):
    with pytest.raises(ValueError) as caught:
        LegalDocument(**fields)
    assert str(caught.value).startswith(why)
