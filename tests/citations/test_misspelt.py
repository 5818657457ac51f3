"""What looks like a number and is none, with the number that was meant."""

from __future__ import annotations

import time

import pytest

from tuyentruyen.citations import citations, misspelt


def found(text):
    return [(one.text, one.meant) for one in misspelt(text, found=citations(text))]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("63/2010/ND-CP", "63/2010/NĐ-CP"),
        ("63/2010/nđ-cp", "63/2010/NĐ-CP"),
        ("63/2010/NĐCP", "63/2010/NĐ-CP"),
        ("63/2010/NDCP", "63/2010/NĐ-CP"),
        ("63/2010/NĐ/CP", "63/2010/NĐ-CP"),
        ("63/2010 NĐ-CP", "63/2010/NĐ-CP"),
        ("63-2010/NĐ-CP", "63/2010/NĐ-CP"),
        ("63.2010/NĐ-CP", "63/2010/NĐ-CP"),
        ("63/2010/NĐ.CP", "63/2010/NĐ-CP"),
        ("468/QD-TTG", "468/QĐ-TTg"),
        ("99/kh-ubnd", "99/KH-UBND"),
        ("99/KHUBND", "99/KH-UBND"),
        ("12/NQ-HDND", "12/NQ-HĐND"),
        ("57/nq-tw", "57-NQ/TW"),
        ("57/NQ-TW", "57-NQ/TW"),
        ("06/QĐ.UBND", "06/QĐ-UBND"),
        ("63/20010/NĐ-CP", ""),
        ("63/2110/NĐ-CP", ""),
        ("63/10/NĐ-CP", ""),
    ],
)
def test_a_number_with_a_fault_is_told_with_what_was_meant(written, meant):
    assert found(f"theo Nghị định số {written} ngày") == [(written, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định số 63/2010/NĐ-CP",
        "Nghị định số 63 / 2010 / NĐ – CP",
        "Nghị quyết số 57-NQ/TW, Quyết định số 468/QĐ-TTg, 12/QÐ-UBND",
        "https://vanban.example/63/2010/nd-cp hay tep=63/2010/nd-cp",
        "1/2 TT BC, 24/7, 10-CT UBND, 5.000 TB",
        "Nghị định 63/2010",
    ],
)
def test_a_sound_number_and_what_is_no_number_are_silent(text):
    assert found(text) == []


@pytest.mark.timed
@pytest.mark.parametrize("piece", ["63/2010/ND-CP ", "63/2010/", "1 / 2010 / ", "63 2010 NĐ ", "1-1-1-"])
def test_a_megabyte_takes_about_a_second(piece):
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    misspelt(text, found=())
    assert time.process_time() - began < 2
