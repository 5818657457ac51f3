from __future__ import annotations

import io

import pytest

from tuyentruyen.cli.streams import carries_vietnamese, near, prepare

SENTENCE = "Ủy ban nhân dân phường Ô Chợ Dừa – “Một cửa” → 01 tin"


def _written(encoding: str, text: str) -> bytes:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    prepare(stream)
    stream.write(text)
    stream.flush()
    return raw.getvalue()


def test_a_console_of_code_page_1258_writes_letter_and_tone() -> None:
    written = _written("cp1258", "Ủy ban nhân dân phường Ô Chợ Dừa").decode("cp1258")
    assert written == "U\u0309y ban nhân dân ph\u01b0\u01a1\u0300ng Ô Ch\u01a1\u0323 D\u01b0\u0300a"


def test_a_console_of_ascii_drops_the_marks_and_keeps_the_words() -> None:
    assert _written("ascii", SENTENCE) == b'Uy ban nhan dan phuong O Cho Dua - "Mot cua" -> 01 tin'


def test_a_console_of_utf_16_and_utf_8_writes_all() -> None:
    assert _written("utf-16", SENTENCE).decode("utf-16") == SENTENCE
    assert _written("utf-8", SENTENCE).decode("utf-8") == SENTENCE


@pytest.mark.parametrize("encoding", ["cp1258", "ascii", "latin-1", "cp1252", "utf-8", "shift_jis"])
def test_no_character_is_an_error_on_any_console(encoding: str) -> None:
    everything = "\ud800 中 😀 đĐ ẵẴ \u0309 … \u202e"
    assert _written(encoding, everything)


def test_what_has_no_likeness_is_escaped() -> None:
    assert near("中", "ascii") == "\\u4e2d"


def test_utf_streams_carry_vietnamese_and_others_do_not() -> None:
    assert carries_vietnamese(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert carries_vietnamese(io.StringIO())
    assert not carries_vietnamese(io.TextIOWrapper(io.BytesIO(), encoding="cp1258"))


def test_a_missing_or_foreign_stream_is_left_alone() -> None:
    foreign = io.StringIO()
    prepare(None, foreign)
    foreign.write("Ủy ban")
    assert (foreign.getvalue(), foreign.errors) == ("Ủy ban", None)
