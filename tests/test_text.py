"""Vietnamese text keeps what its author wrote and is compared as its reader would."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.model.values import KEY
from tuyentruyen.text import (
    VIETNAM,
    controls,
    fold,
    in_vietnam,
    is_safe_name,
    nfc,
    official_count,
    official_date,
    one_line,
    printable,
    short_date,
    slug,
    sort_key,
)


@given(st.text())
def test_composing_twice_is_composing_once(text):
    assert nfc(nfc(text)) == nfc(text)


def test_decomposed_text_is_composed_and_nothing_else_is_changed():
    assert nfc(unicodedata.normalize("NFD", "Ủy ban nhân dân")) == "Ủy ban nhân dân"
    assert nfc("đông hành, dược bố trí\tvà\u00a0tôi") == "đông hành, dược bố trí\tvà\u00a0tôi"
    assert nfc(5) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa", "hoà"), ("Ủy", "Uỷ"), ("ĐẤT ĐAI", "đất đai"), ("Đất", "Ðất"), ("Đ", "Ɖ"), ("Thúy", "thuý")],
)
def test_two_ways_of_writing_fold_alike(one, other):
    assert fold(one) == fold(other)


def test_folding_leaves_plain_letters():
    assert fold("Thủ tục HÀNH CHÍNH, Đường ưỡn") == "thu tuc hanh chinh, duong uon"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Sở Thông tin và Truyền thông", "so-thong-tin-va-truyen-thong"),
        ("Sở TT&TT", "so-tt-tt"),
        ("63/2010/NĐ-CP", "63-2010-nd-cp"),
        ("  Đ  ", "d"),
        ("…", ""),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_title_makes_a_key(title, key):
    assert slug(title) == key


@given(st.text())
def test_what_is_made_of_any_title_is_a_key_or_nothing(text):
    assert slug(text) == "" or KEY.match(slug(text))


@pytest.mark.parametrize(
    ("text", "line"),
    [("", ""), (" \t", ""), ("Một  cửa,\n một nơi ", "Một cửa, một nơi"), ("15\u00a0ngày", "15 ngày")],
)
def test_a_text_is_brought_on_one_line(text, line):
    assert one_line(text) == line


def test_a_text_on_one_line_is_kept_once():
    title = "Một cửa liên thông"
    assert one_line(title) is title


def test_words_stand_in_the_order_of_a_vietnamese_dictionary():
    words = [
        "zalo",
        "đa",
        "da",
        "ơ",
        "ô",
        "o",
        "bà",
        "bá",
        "ba",
        "bả",
        "bã",
        "bạ",
        "ăn",
        "an",
        "ân",
        "ưu",
        "u",
        "1022",
        "Bà",
    ]
    assert sorted(words, key=sort_key) == [
        "1022", "an", "ăn", "ân", "ba", "bà", "Bà", "bả", "bã", "bá", "bạ", "da", "đa", "o", "ô", "ơ", "u", "ưu", "zalo",
    ]  # fmt: skip


def test_letters_go_before_tones():
    assert sorted(["bà xa", "ba xe", "bạ xa"], key=sort_key) == ["bà xa", "bạ xa", "ba xe"]


def test_small_letters_go_before_capitals_where_all_else_is_alike():
    assert sorted(["BÌNH AN", "Bình An", "bình an", "Bính An"], key=sort_key) == [
        "bình an", "Bình An", "BÌNH AN", "Bính An",
    ]  # fmt: skip


def test_names_are_compared_word_by_word_and_signs_in_the_order_of_cldr():
    words = ["ab", "a/b", "a-b", "a.b", "a – b", "a, b", "a&b", "a (b)", "a\u00a0b", "a b", "a1", "a_b"]
    assert sorted(words, key=sort_key) == [
        "a – b", "a (b)", "a b", "a\u00a0b", "a_b", "a-b", "a, b", "a.b", "a/b", "a&b", "a1", "ab",
    ]  # fmt: skip


def test_a_foreign_mark_breaks_a_tie_as_a_tone_does():
    assert sorted(["muz", "mük", "muk", "mụk", "çà", "cá", "d"], key=sort_key) == [
        "cá",
        "çà",
        "d",
        "muk",
        "mụk",
        "mük",
        "muz",
    ]


def test_the_two_placements_of_a_tone_stand_side_by_side():
    assert sorted(["hòa b", "hoà a", "hoá", "hòa", "hoà", "hoa"], key=sort_key) == [
        "hoa", "hoà", "hoá", "hòa", "hoà a", "hòa b",
    ]  # fmt: skip


@given(st.lists(st.text()))
def test_any_texts_can_be_sorted(texts):
    assert len(sorted(texts, key=sort_key)) == len(texts)


def test_a_tone_without_a_letter_can_be_sorted():
    assert sorted(["b", "\u0300", "a"], key=sort_key) == ["\u0300", "a", "b"]


def test_letters_that_look_like_d_with_a_bar_sort_as_it_does() -> None:
    assert sort_key("Ðồng Đăng") == sort_key("Đồng Ɖăng") == sort_key("Đồng Đăng")


def test_the_last_characters_of_unicode_sort_behind_all_others() -> None:
    assert sorted(["\U0010ffff", "Ꞗ", "y"], key=sort_key) == ["y", "Ꞗ", "\U0010ffff"]


@pytest.mark.parametrize(
    ("day", "official", "short"),
    [
        (datetime.date(2022, 3, 28), "ngày 28 tháng 3 năm 2022", "28/3/2022"),
        (datetime.date(2010, 6, 8), "ngày 08 tháng 6 năm 2010", "08/6/2010"),
        (datetime.date(2022, 2, 1), "ngày 01 tháng 02 năm 2022", "01/02/2022"),
        (datetime.date(2022, 1, 10), "ngày 10 tháng 01 năm 2022", "10/01/2022"),
        (datetime.date(2021, 12, 29), "ngày 29 tháng 12 năm 2021", "29/12/2021"),
    ],
)
def test_dates_are_written_as_documents_write_them(day, official, short):
    assert (official_date(day), short_date(day)) == (official, short)


@pytest.mark.parametrize(
    ("count", "written"),
    [(0, "00"), (1, "01"), (9, "09"), (10, "10"), (579, "579"), (1234, "1.234"), (1000000, "1.000.000")],
)
def test_counts_are_written_as_reports_write_them(count, written):
    assert official_count(count) == written


def test_a_moment_without_an_offset_is_vietnamese_and_another_is_converted():
    assert in_vietnam(datetime.datetime(2022, 4, 1, 8)).isoformat() == "2022-04-01T08:00:00+07:00"
    assert in_vietnam(datetime.datetime(2022, 4, 1, 20, tzinfo=datetime.UTC)).isoformat() == "2022-04-02T03:00:00+07:00"
    assert datetime.datetime(2022, 7, 1, tzinfo=VIETNAM).utcoffset() == datetime.timedelta(hours=7)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ủy ban\tnhân\u00a0dân\r\n", []),
        ("a\x00b\x00", ["U+0000"]),
        ("\x1b[2J", ["U+001B"]),
        ("\u202eabc\u202c", ["U+202C", "U+202E"]),
        ("\u200fabc\u061c", ["U+061C", "U+200F"]),
        ("\u2066\u2028\x85\x7f", ["U+007F", "U+0085", "U+2028", "U+2066"]),
        ("\ud800\ufffe", ["U+D800", "U+FFFE"]),
        ("👨\u200d👩 e\u0309", []),
    ],
)
def test_characters_that_nobody_sees_are_named(text, names):
    assert controls(text) == names


@given(st.text(st.characters()))
def test_what_is_printed_can_drive_no_terminal(text):
    shown = printable(text)
    assert all(char.isprintable() or char in "\n\u00a0" for char in shown)
    assert printable(shown) == shown


def test_vietnamese_is_printed_as_it_is():
    assert printable("Đường dây nóng:\u00a01022\n") == "Đường dây nóng:\u00a01022\n"
    assert printable("a\x1b[31m\t\u202e") == "a\\x1b[31m\\t\\u202e"


@pytest.mark.parametrize("name", ["tin.md", "Đơn vị.toml", "com10", "console", "a.con", "a b", "x" * 255])
def test_names_that_every_system_keeps(name):
    assert is_safe_name(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "a\\b", "con", "CON", "con.txt", "con .txt", "nul", "com1", "LPT9.md", "com¹", "conin$", ".an", "a.", " a", "a ",
     "a:b", "a*", "a?", 'a"', "a<b", "a|b", "a\x00", "a\nb", "a\u202eb", "x" * 256, "Ủ" * 86],
)  # fmt: skip
def test_names_that_some_system_does_not_keep(name):
    assert not is_safe_name(name)
