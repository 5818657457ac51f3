"""The texts of a message are read once, and only where a rule has to look closer."""

from __future__ import annotations

import re
import time

import pytest

from tests.check.reading import found, message
from tuyentruyen import markup
from tuyentruyen.check import RULES
from tuyentruyen.check.contents import Content
from tuyentruyen.model.message import Wording
from tuyentruyen.model.values import Html


def test_its_parts_are_what_readers_see():
    content = Content(
        message(
            "**Mở** cổng.\n\n- một\n", title="Ba bước", summary="Tóm tắt", only={"loa": Wording(body="Thưa bà con")}
        )
    )
    assert [(part.name, part.channel, part.text) for part in content.parts] == [
        ("title", "", "Ba bước"),
        ("summary", "", "Tóm tắt"),
        ("body", "", "Mở cổng.\n\n- một"),
        ("body", "loa", "Thưa bà con"),
    ]


def test_what_no_pattern_finds_roughly_is_never_parsed(monkeypatch):
    def refuse(_body):
        raise AssertionError("parsed")

    monkeypatch.setattr(markup, "plain", refuse)
    assert list(Content(message("Mở cổng.")).found(re.compile("MẬT"))) == []


def test_a_text_is_parsed_once_for_all_rules(monkeypatch):
    parsed = []
    plain = markup.plain
    monkeypatch.setattr(markup, "plain", lambda body: parsed.append(body) or plain(body))
    content = Content(message("**MẬT**"))
    for _ in range(3):
        assert len(list(content.found(re.compile("MẬT")))) == 1
    assert parsed == ["**MẬT**"]


def test_a_word_with_markup_or_entities_in_it_is_found_roughly():
    assert "MẬT" in Content(message("M**Ậ**T")).rough
    assert "MẬT" in Content(message(Html("<b>M</b>&#7852;T"))).rough


def test_what_was_found_is_shown_with_the_words_around_it_in_one_line():
    text = "đầu\n" + "một hai ba bốn năm sáu bảy tám chín mười " * 3 + "MẬT rồi thôi\ncuối"
    content = Content(message(text))
    [(part, found)] = content.found(re.compile("MẬT"))
    assert part.around(found) == "…năm sáu bảy tám chín mười MẬT rồi thôi cuối"


def test_words_are_compared_without_case_and_spaces():
    assert Content(message("Mở  **cổng**,\nchọn")).words == "mở cổng, chọn"


def test_the_same_text_under_two_keys_is_told_by_the_first_s_key():
    body = "Mở cổng dịch vụ công, đăng nhập, chọn thủ tục."
    several = found(
        "TT585", message(body), message(body.replace(" ", "  "), key="tin-2"), message(body + " Xong.", key="tin-3")
    )
    assert [(one.message, "'tin-1'" in one.text) for one in several] == [("tin-2", True)]


def test_short_texts_may_be_said_twice():
    assert found("TT585", message("Nghỉ lễ."), message("Nghỉ lễ.", key="tin-2")) == []


@pytest.mark.timed
@pytest.mark.parametrize(
    "seed",
    [
        "x",
        "à" + "x" * 9999,
        "1.2.",
        "......",
        "(  ",
        "a@",
        "A-B&",
        "TTHC (",
        "MẬT!",
        "Dự thảo(",
        "ngày … ",
        "hoà hòa ",
        "001 095 ",
        ".\u00a0",
    ],
)
def test_a_hostile_text_is_read_in_seconds(seed):
    text = message((seed * 200_000)[:200_000], activity="phat")
    start = time.monotonic()
    for code in RULES:
        if "TT580" <= code <= "TT599":
            found(code, text)
    assert time.monotonic() - start < 20
