"""Titles, summaries, sentences and tones: what reads badly is a remark, what is only near it is none."""

from __future__ import annotations

import pytest

from tests.check.reading import found, message
from tuyentruyen import markup
from tuyentruyen.model.findings import Level
from tuyentruyen.model.values import Html


@pytest.mark.parametrize(
    ("body", "old", "new"),
    [
        ("Giấy tờ số hóa và chuẩn hoá dữ liệu.", "hóa", "hoá"),
        ("Sức khỏe và khoẻ mạnh.", "khỏe", "khoẻ"),
        ("Ủy ban nhân dân uỷ quyền.", "Ủy", "uỷ"),
        ("Thủy lợi, đường thuỷ.", "", "thuỷ"),
    ],
)
def test_two_ways_of_placing_tones_are_told_with_a_word_of_each(body, old, new):
    several = found("TT587", message(body))
    if old:
        assert [one.level for one in several] == [Level.INFO]
        assert repr(old) in several[0].text
        assert repr(new) in several[0].text
    else:
        assert several == []


@pytest.mark.parametrize(
    "body",
    [
        "Chuẩn hoá, khoẻ, thuỷ, uỷ quyền.",
        "Chuẩn hóa, khỏe, thủy, ủy quyền, quý, quỳ.",
        "Bà Thuý ở Hoà Bình nộp hồ sơ số hóa.",
        "Hoàn thành, khoản, thoáng, toàn, hóa.",
        "HÒA BÌNH hoà thuận",
    ],
)
def test_one_way_and_names_are_left_alone(body):
    assert found("TT587", message(body)) == []


@pytest.mark.parametrize("title", ["BA BƯỚC NỘP HỒ SƠ", "Ba bước nộp hồ sơ.", "Ba bước " * 16])
def test_a_clumsy_title_is_remarked(title):
    assert len(found("TT594", message(title=title))) == 1


@pytest.mark.parametrize("title", ["UBND", "Nộp hồ sơ ở đâu?", "Nộp ở TP.", "Chờ đợi...", "x" * 120, "VNEID, QR"])
def test_a_plain_title_is_not(title):
    assert found("TT594", message(title=title)) == []


def test_a_summary_has_to_say_something_of_its_own():
    assert len(found("TT595", message(title="Ba bước", summary="Ba bước."))) == 1
    assert len(found("TT595", message("Ngắn.", summary="Dài " * 40))) == 1
    assert found("TT595", message(title="Ba bước", summary="Ba bước nộp hồ sơ")) == []
    assert found("TT595", message("Ngắn.", summary="Ngắn gọn hơn nữa")) == []


def test_a_text_does_not_begin_with_its_title():
    assert len(found("TT593", message("# Nộp hồ sơ từ nhà\n\nMở cổng.", title="Nộp hồ sơ từ nhà"))) == 1
    assert found("TT593", message("Nộp hồ sơ từ nhà thì nhanh.", title="Nộp hồ sơ từ nhà")) == []


def sentence(words):
    return " ".join(["tiếng"] * words) + "."


def test_a_listener_gets_no_sentence_of_more_than_60_words():
    [one] = found("TT596", message(sentence(61), activity="phat"))
    assert "61" in one.text
    assert found("TT596", message(sentence(60), activity="phat")) == []
    assert found("TT596", message(sentence(40) + " " + sentence(40), activity="phat")) == []
    assert found("TT596", message("- " + sentence(40)[:-1] + "\n- " + sentence(40), activity="phat")) == []


def test_who_reads_may_have_a_long_sentence():
    assert found("TT596", message(sentence(61), activity="tin")) == []


@pytest.mark.parametrize(
    "body",
    [
        sentence(61).replace(" ", "\n"),
        sentence(61).replace(" tiếng", " **tiếng**"),
        " ".join(["[tiếng](https://mau.example)"] * 31) + ".",
        Html(f"<p>{sentence(61)}</p>"),
        Html("<p>" + " ".join(['<a href="https://mau.example">tiếng</a>'] * 31) + "</p>"),
    ],
)
def test_a_long_sentence_is_found_however_it_is_written(body):
    assert len(found("TT596", message(body, activity="phat"))) == 1


def test_a_text_of_short_sentences_is_never_parsed(monkeypatch):
    def refuse(_body):
        raise AssertionError("parsed")

    monkeypatch.setattr(markup, "plain", refuse)
    body = f"{sentence(40)} {sentence(40)}\n\n- {sentence(40)[:-1]}\n- {sentence(40)[:-1]}\n\n{sentence(40)}"
    assert found("TT596", message(body, activity="phat")) == []
