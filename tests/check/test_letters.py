"""Old encodings and look-alike letters are seen, and foreign names are left alone."""

from __future__ import annotations

import pytest

from tests.check.reading import found, message

DEBRIS = [
    ("Th«ng b¸o: nh©n d©n nép hå s¬.", "TCVN3"),
    ("Nhaân daân phöôøng noäp hoà sô qua maïng.", "VNI"),
    ("Má»i bạn", "UTF-8"),
    ("Äá»‹a phÆ°Æ¡ng", "UTF-8"),
    ("N\ufffdp hồ sơ", "lost"),
]
SOUND = [
    "Ông Müller, bà Muñoz và cô Søren đi cùng.", "«Mẫu» 2 m² 5 °C ½ giờ §1 © 2026", "hoà thuỷ khoẻ quý loá xoè", "São Paulo, Curaçao", "Quân, Luân, Xuân thuê tuần khuây khỏa",
    "Gặp «cá» và «má».",
    "Đăng ký tại phường; ưu tiên người cao tuổi, khuyết tật.", "Windows® của Microsoft®, Word®",
]  # fmt: skip


@pytest.mark.parametrize(("body", "word"), DEBRIS)
def test_debris_of_an_old_encoding_is_called_by_its_name(body, word):
    [one] = found("TT597", message(body))
    assert word in one.text


@pytest.mark.parametrize("body", SOUND)
def test_signs_and_foreign_names_are_no_debris(body):
    assert found("TT597", message(body)) == []


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("Phường Ðống Đa", "U+00D0"),
        ("quận Ɖống Đa", "U+0189"),
        ("hồ sơ c\u0430 nhân", "U+0430"),
        ("ＡＢＣ", "U+FF21"),
        ("hồ\u200b sơ", "U+200B"),
        ("hồ\u202e sơ", "U+202E"),
    ],
)
def test_letters_that_deceive_are_named_by_their_numbers(body, names):
    [one] = found("TT598", message(body))
    assert names in one.text


@pytest.mark.parametrize("body", ["Đống Đa", "Москва và Αθήνα", "Δ = 5", "👨\u200d👩\u200d👧 cả nhà", "hồ sơ\u00a0mẫu"])
def test_whole_words_of_another_script_and_pictures_deceive_nobody(body):
    assert found("TT598", message(body)) == []


def test_other_languages_may_need_characters_of_no_width():
    assert found("TT598", message("ភាសា\u200bខ្មែរ", language="km")) == []
