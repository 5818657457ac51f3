"""Bytes become text only when every reader would see the same."""

from __future__ import annotations

import unicodedata

import pytest

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile.source import decoded, dotted, parsed, problem


def told(data: bytes) -> list[str]:
    with pytest.raises(PlanError) as caught:
        decoded(data, name="tin.md")
    return list(caught.value.problems)


def test_text_is_handed_on_composed_and_with_plain_ends_of_lines():
    data = b"\xef\xbb\xbf" + unicodedata.normalize("NFD", "Ủy ban\r\nnhân dân\tvà\u00a0tôi\n").encode()
    assert decoded(data, name="tin.md") == "Ủy ban\nnhân dân\tvà\u00a0tôi\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_with_or_without_its_mark(encoding):
    data = "title = 'Thủ tục hành chính'\n".encode(encoding)
    assert told(data) == ["the file is not in UTF-8 but looks like UTF-16; save it again as UTF-8 @ tin.md:1"]


def test_an_old_windows_file_is_named_with_the_line_it_is_seen_in():
    assert told(b"a\nb\nTh\xf4ng b\xe1o\n") == [
        "the file is not in UTF-8 but looks like Windows-1258 (cp1258); save it again as UTF-8 @ tin.md:3"
    ]


def test_a_file_that_ends_inside_a_character_is_cut_off():
    assert told("một\nhai Ủ".encode()[:-1]) == ["the file is cut off in the middle of a character @ tin.md:2"]


def test_characters_that_nobody_sees_are_told_line_by_line():
    assert told("a\x00\x1b\nsạch\n\u202eb\n".encode()) == [
        "there are control characters: U+0000, U+001B @ tin.md:1",
        "there are control characters: U+202E @ tin.md:3",
    ]


def test_of_very_many_lines_with_such_characters_twenty_are_told():
    assert len(told(b"\x01\n" * 100_000)) == 20


def test_a_fault_of_syntax_has_the_line_of_the_file_and_not_of_the_front_matter():
    with pytest.raises(PlanError) as caught:
        parsed("title = 'a'\nx = \n", name="tin.md", first_line=2)
    assert caught.value.problems == ("this is no TOML: Invalid value @ tin.md:3",)


@pytest.mark.parametrize("text", ["x = " + "9" * 5000, "x = 1e999999999999", "x = 0001-00-00"])
def test_numbers_and_dates_that_no_computer_keeps_are_no_traceback(text):
    try:
        parsed(text, name="plan.toml")
    except PlanError as fault:
        assert fault.problems[0].startswith(("this is no TOML: ", "a number has 5000 figures"))


def test_places_are_told_as_they_are_written():
    assert dotted(("plan", "recipients", 2, "name")) == "plan.recipients[2].name"
    assert dotted(("assignments", "IV.3")) == "assignments.IV.3"
    assert dotted(()) == ""


def test_a_fault_is_one_line_without_control_characters():
    assert (
        problem("sai\n\x1b[2J", place="plan.title", where="plan.toml:3") == "sai\\n\\x1b[2J @ plan.title in plan.toml:3"
    )
    assert problem("sai") == "sai"
