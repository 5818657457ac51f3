"""Fields of a mail: exact in every reader, one line of the standards at a time; expected bytes are typed out."""

from __future__ import annotations

import base64
import datetime
import re

import pytest

from tuyentruyen.channels.email.headers import (
    clean,
    date_field,
    encoded_words,
    mailbox_field,
    parameter,
    phrase,
    structured,
    unstructured,
)

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


def decoded(words):
    """Each word by itself, as RFC 2047 wants it to be readable."""
    return [base64.b64decode(re.fullmatch(r"=\?utf-8\?B\?(.+)\?=", word)[1]).decode() for word in words]


def test_a_short_vietnamese_subject_is_one_encoded_word():
    assert unstructured("Subject", "Một cửa") == b"Subject: =?utf-8?B?TeG7mXQgY+G7rWE=?=\r\n"


def test_an_ascii_subject_is_left_as_it_is():
    assert unstructured("Subject", "Hello  there") == b"Subject: Hello  there\r\n"


def test_an_empty_subject_leaves_no_blank_at_the_end():
    assert unstructured("Subject", "") == b"Subject:\r\n"


def test_what_looks_like_an_encoded_word_is_encoded():
    assert unstructured("Subject", "=?utf-8?B?eA==?=") == b"Subject: =?utf-8?B?PT91dGYtOD9CP2VBPT0/PQ==?=\r\n"


def test_a_blank_at_the_edge_of_a_subject_is_not_lost():
    assert unstructured("Subject", " a") == b"Subject: =?utf-8?B?IGE=?=\r\n"


@pytest.mark.parametrize("value", ["Nguyễn Thị Mẫu " * 700, "ế" * 3000, "x" * 10_000, "\U0001f600" * 900, FAMILY * 90])
def test_long_texts_are_cut_into_words_of_75_that_can_be_read_one_by_one(value):
    lines = unstructured("Subject", value).decode("ascii").removesuffix("\r\n").split("\r\n ")
    words = [lines[0].removeprefix("Subject: "), *lines[1:]]
    assert max(map(len, words)) <= 75
    assert max(map(len, lines)) <= 76
    assert "".join(decoded(words)) == value


def test_a_letter_is_not_parted_from_its_marks():
    value = "Nguyê\u0303n Thi\u0323 Ma\u0302\u0303u " * 20
    for word in decoded(encoded_words(value, room=67)):
        assert word[0] not in "\u0302\u0303\u0323"


def test_a_family_of_joined_signs_stays_together():
    assert {word.replace(FAMILY, "") for word in decoded(encoded_words(FAMILY * 20, room=67))} == {""}


def test_a_heap_of_marks_is_cut_between_characters_and_fits_the_first_line():
    words = list(encoded_words("o" + "\u0301" * 300, room=67))
    assert "".join(decoded(words)) == "o" + "\u0301" * 300
    assert len(words[0]) <= 67


def test_a_line_break_becomes_a_blank():
    assert clean("Một\r\nBcc: kẻ@xấu\tx\u2028y", "Subject") == "Một Bcc: kẻ@xấu x y"


def test_blanks_that_do_not_break_are_kept():
    assert clean("17\u00a0giờ\u300000\n", "Subject") == "17\u00a0giờ\u300000"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\ud800", "\u202e", "\u200f", "\ufffe"])
def test_what_no_header_may_hold_is_refused_and_not_repeated(sign):
    with pytest.raises(ValueError, match="Subject holds") as raised:
        clean(f"bí mật{sign}", "Subject")
    assert "bí mật" not in str(raised.value)


@pytest.mark.parametrize(
    ("display", "written"),
    [
        ("", ""),
        ("Nguyen Van A", "Nguyen Van A"),
        ("A  B", '"A  B"'),
        ("Mau, Nguyen", '"Mau, Nguyen"'),
        ('Le "Be" Mau', '"Le \\"Be\\" Mau"'),
        ("A\\B", '"A\\\\B"'),
        ("UBND TP.", '"UBND TP."'),
        ("Lê Mẫu", "=?utf-8?B?TMOqIE3huqt1?="),
        ("=?utf-8?Q?x?=", "=?utf-8?B?PT91dGYtOD9RP3g/PQ==?="),
        ("a\r\nBcc: b", '"a Bcc: b"'),
    ],
)
def test_a_display_name_is_quoted_or_encoded_as_it_has_to_be(display, written):
    assert phrase(display) == written


def test_an_address_has_its_domain_in_ascii():
    assert mailbox_field("From", "A", "tin@Hà-Nội.example") == b"From: A <tin@xn--h-ni-0na4517b.example>\r\n"


def test_a_mailbox_beyond_ascii_stands_as_it_is():
    assert mailbox_field("To", "", "mẫu@mau.example") == "To: mẫu@mau.example\r\n".encode()


def test_a_long_name_and_a_long_address_stand_on_lines_of_their_own():
    written = mailbox_field("To", "Nguyễn Thị Mẫu " * 20, "x" * 64 + "@mau.example")
    assert max(map(len, written.split(b"\r\n"))) <= 79
    assert written.endswith(b"\r\n <" + b"x" * 64 + b"@mau.example>\r\n")


def test_a_quoted_mailbox_may_hold_brackets():
    assert mailbox_field("To", "", '"a>b"@mau.example') == b'To: "a>b"@mau.example\r\n'


@pytest.mark.parametrize(
    "address", ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: c@d", "a@b>", "<a@b", "a,b@c", 'a"b@c', "a@b\0", "a" * 900 + "@b", '"a\n"@b']
)  # fmt: skip
def test_what_is_no_address_is_refused_and_not_repeated(address):
    with pytest.raises(ValueError, match="^To holds characters that cannot stand in a header$"):
        mailbox_field("To", "", address)


@pytest.mark.parametrize("item", ["<a>\r\nBcc: b", "tiếng", "a\0", "x" * 901])
def test_an_item_that_would_be_another_field_is_refused(item):
    with pytest.raises(ValueError, match="^List-Id holds"):
        structured("List-Id", item)


@pytest.mark.parametrize("name", ["", "A: b\r\nC", "A B", "Tên", "A:"])
def test_a_name_that_is_no_name_of_a_field_is_refused(name):
    with pytest.raises(ValueError, match="cannot stand in a header"):
        structured(name, "x")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("ke hoach.pdf", ['filename="ke hoach.pdf"']),
        ("kế.pdf", ["filename*=utf-8''k%E1%BA%BF.pdf"]),
        ('a"b\\c', ["filename*=utf-8''a%22b%5Cc"]),
        ("=?utf-8?Q?x?=", ["filename*=utf-8''%3D%3Futf-8%3FQ%3Fx%3F%3D"]),
        (
            "ếếếếếế.pdf",
            ["filename*0*=utf-8''%E1%BA%BF%E1%BA%BF%E1%BA%BF%E1%BA%BF%E1%BA%BF", "filename*1*=%E1%BA%BF.pdf"],
        ),
    ],
)
def test_a_file_name_is_quoted_or_percent_encoded_and_cut_between_letters(value, written):
    assert list(parameter("filename", value)) == written


def test_a_moment_is_written_as_mail_has_it():
    moment = datetime.datetime(2022, 4, 5, 8, 0, 7, tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30)))
    assert date_field(moment) == "Tue, 05 Apr 2022 08:00:07 +0530"
