"""What is not understood, or cannot be, is refused in one sentence that quotes it and says what comes nearest."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuyentruyen import PlanError, parse_time_frame, time_phrase
from tuyentruyen.wording import speaking

UNREAD = [
    ("hang thang", "“hang thang” is not understood at “hang thang”; did you mean “hằng tháng”?"),
    ("truoc ngay 15/12", "“truoc ngay 15/12” is not understood at “truoc ngay 15/12”; did you mean “trước ngày 15/12”?"),
    ("quy II/2026", "“quy II/2026” is not understood at “quy II/2026”; did you mean “quý II/2026”?"),
    ("Hằng tháng nhé", "“Hằng tháng nhé” is not understood at “nhé”; did you mean “Hằng tháng”?"),
    ("hằng thágn", "“hằng thágn” is not understood at “thágn”; did you mean “hằng tháng”?"),
    ("06 tháng", "“06 tháng” ends before it says all; did you mean “06 tháng một lần”?"),
    ("trước", "“trước” ends before it says all; write it as “hằng tháng”, “quý II/2026”, “trước ngày 15/12/2026”, “tối thiểu 04 tin, bài/tháng”"),
    ("sớm nhất có thể", "“sớm nhất có thể” is not understood at “sớm nhất có thể”; write it as “hằng tháng”, “quý II/2026”, “trước ngày 15/12/2026”, “tối thiểu 04 tin, bài/tháng”"),
    ("quý I hoặc quý II", "“quý I hoặc quý II” is not understood at “quý II”; did you mean “quý I”?"),
    ("02 bài tuần", "“02 bài tuần” ends before it says all; did you mean “02 bài/tuần”?"),
    ("04 tin, bài 1 tháng", "“04 tin, bài 1 tháng” ends before it says all; did you mean “04 tin, bài/tháng”?"),
    ("trước 25 hằng tháng", "“trước 25 hằng tháng” is not understood at “hằng tháng”; did you mean “trước ngày 25 hằng tháng”?"),
    ("(Quý II)", "“(Quý II)” is not understood at “(Quý II)”; did you mean “Quý II”?"),
    ("Quý II (2026)", "“Quý II (2026)” is not understood at “(2026)”; did you mean “Quý II/2026”?"),
    ("Q2/2026", "“Q2/2026” is not understood at “Q2/2026”; did you mean “quý 2/2026”?"),
    ("tháng 6 & 7", "“tháng 6 & 7” is not understood at “& 7”; did you mean “tháng 6, 7”?"),
    ("trong 10 ngày đầu tháng", "“trong 10 ngày đầu tháng” ends before it says all; did you mean “trong 10 ngày đầu tháng hằng tháng”?"),
    ("định kỳ", "“định kỳ” ends before it says all; did you mean “định kỳ hằng tháng”?"),
    ("sau 15 ngày", "“sau 15 ngày” is not understood at “sau 15 ngày”; did you mean “chậm nhất là 15 ngày kể từ ngày ký”?"),
    ("hằng ngày, lúc 5 giờ 30 và 17 giờ", "“hằng ngày, lúc 5 giờ 30 và 17 giờ” ends before it says all; did you mean “hằng ngày”?"),
    ("trước ngày 14 của tháng cuối kỳ", "“trước ngày 14 của tháng cuối kỳ” is not understood at “cuối kỳ”; write it as “hằng tháng”, “quý II/2026”, “trước ngày 15/12/2026”, “tối thiểu 04 tin, bài/tháng”"),
    ("Hàng tháng/quý/năm", "“Hàng tháng/quý/năm” is not understood at “/quý/năm”; did you mean “Hàng tháng, quý, năm”?"),
    ("Kể từ ngày ký ban hành đến hết 31/12", "“Kể từ ngày ký ban hành đến hết 31/12” is not understood at “Kể từ ngày ký ban hành đến hết 31/12”; did you mean “từ nay đến hết 31/12”?"),
    ("Từ tháng 4 trở đi", "“Từ tháng 4 trở đi” is not understood at “trở đi”; did you mean “thường xuyên từ tháng 4”?"),
    ("ngày làm việc cuối cùng của tháng", "“ngày làm việc cuối cùng của tháng” is not understood at “làm việc cuối cùng của tháng”; did you mean “ngày cuối tháng hằng tháng”?"),
    ("Ngày làm việc cuối cùng của tháng cuối quý", "“Ngày làm việc cuối cùng của tháng cuối quý” is not understood at “làm việc cuối cùng của tháng cuối quý”; did you mean “ngày cuối tháng của tháng cuối quý”?"),
    ("chậm nhất ngày làm việc cuối cùng hằng năm", "“chậm nhất ngày làm việc cuối cùng hằng năm” is not understood at “làm việc cuối cùng hằng năm”; did you mean “chậm nhất ngày 31 tháng 12 hằng năm”?"),
    ("6 tháng, năm", "“6 tháng, năm” ends before it says all; did you mean “6 tháng, hằng năm”?"),
    ("trước thứ Sáu hằng tuần", "“trước thứ Sáu hằng tuần” is not understood at “thứ Sáu hằng tuần”; write it as “hằng tháng”, “quý II/2026”, “trước ngày 15/12/2026”, “tối thiểu 04 tin, bài/tháng”"),
    ("hằng tháng, tối thiểu 02 bài/tháng; hằng quý", None),
]  # fmt: skip
IMPOSSIBLE = [
    ("31/02", "“31/02” cannot be read: there is no day 31/02/2026: the month has 28 days; did you mean 28/02/2026?"),
    ("ngày 29 tháng 02 năm 2027", "“ngày 29 tháng 02 năm 2027” cannot be read: there is no day 29/02/2027: the month has 28 days; did you mean 28/02/2027?"),
    ("trước ngày 32/5", "“trước ngày 32/5” cannot be read: there is no day 32: days are 1 to 31"),
    ("tháng 13", "“tháng 13” cannot be read: there is no month 13: months are 1 to 12"),
    ("13/2026", "“13/2026” cannot be read: there is no month 13: months are 1 to 12"),
    ("0/2026", "“0/2026” cannot be read: there is no month 0: months are 1 to 12"),
    ("12/25/2026", "“12/25/2026” cannot be read: there is no month 25: the day comes first; did you mean 25/12?"),
    ("15/6/26", "“15/6/26” cannot be read: the year 26 is not written in full; did you mean 2026?"),
    ("quý V", "“quý V” cannot be read: there is no quarter V: quarters are I to IV"),
    ("quý 0/2026", "“quý 0/2026” cannot be read: there is no quarter 0: quarters are I to IV"),
    ("năm 9999", "“năm 9999” cannot be read: 9999 is no year from 1900 to 2200"),
    ("năm 0", "“năm 0” cannot be read: 0 is no year from 1900 to 2200"),
    ("6/99999", None),
    ("0 tháng một lần", "“0 tháng một lần” cannot be read: 0 is no count from 1 to 120"),
    ("-3 tháng một lần", "“-3 tháng một lần” cannot be read: -3 is no count from 1 to 120"),
    ("121 tháng một lần", "“121 tháng một lần” cannot be read: 121 is no count from 1 to 120"),
    ("tối thiểu 0 tin/tháng", "“tối thiểu 0 tin/tháng” cannot be read: 0 is no count from 1 to 100000"),
    ("tối thiểu -4 tin/tháng", "“tối thiểu -4 tin/tháng” cannot be read: -4 is no count from 1 to 100000"),
    ("chậm nhất là 0 ngày kể từ ngày nhận", "“chậm nhất là 0 ngày kể từ ngày nhận” cannot be read: 0 is no count from 1 to 3660"),
    ("ít nhất 04 tin, bài", "“ít nhất 04 tin, bài” cannot be read: it says how many, but not in which period; did you mean “ít nhất 04 tin, bài/tháng”?"),
    ("năm tiếp theo", "“năm tiếp theo” cannot be read: it only goes on from the line before; write which years, such as 2026 - 2030"),
    ("ngày 31 tháng 4 hằng năm", "“ngày 31 tháng 4 hằng năm” cannot be: there is no day 31/04: the month has 30 days; did you mean 30/04?"),
    ("30/02 hằng năm", "“30/02 hằng năm” cannot be: there is no day 30/02: the month has 29 days; did you mean 29/02?"),
    ("trước ngày 31 tháng 6 hằng năm", "“trước ngày 31 tháng 6 hằng năm” cannot be: there is no day 31/06: the month has 30 days; did you mean 30/06?"),
    ("chậm nhất ngày 31 tháng 9 hằng năm", "“chậm nhất ngày 31 tháng 9 hằng năm” cannot be: there is no day 31/09: the month has 30 days; did you mean 30/09?"),
    ("ngày 31 của các tháng 3, 11 hằng năm", "“ngày 31 của các tháng 3, 11 hằng năm” cannot be: there is no day 31/11: the month has 30 days; did you mean 30/11?"),
    ("ngày thứ 30 từ cuối tháng của tháng 02 hằng năm", "“ngày thứ 30 từ cuối tháng của tháng 02 hằng năm” cannot be: month 02 has no day 30 from its end: it has 29 days"),
    ("31 ngày đầu tháng 6", "“31 ngày đầu tháng 6” cannot be read: there is no day 31/06/2026: the month has 30 days; did you mean 30/06/2026?"),
    ("quý II, 4/2026", "“quý II, 4/2026” cannot be read: it can be read in two ways: write “quý IV/2026” or “tháng 4/2026”"),
    ("quý 2/2026, 3/2026", "“quý 2/2026, 3/2026” cannot be read: it can be read in two ways: write “quý III/2026” or “tháng 3/2026”"),
    ("quý I và 3/2026", "“quý I và 3/2026” cannot be read: it can be read in two ways: write “quý III/2026” or “tháng 3/2026”"),
    ("quý 2, 3/4", "“quý 2, 3/4” cannot be read: it can be read in two ways: write “quý III, IV” or “ngày 03/4”"),
    ("tháng 6, 7/8", "“tháng 6, 7/8” cannot be read: it can be read in two ways: write “tháng 7, 8” or “ngày 07/8”"),
    ("tháng 4, 2026", "“tháng 4, 2026” cannot be read: it can be read in two ways: write “tháng 4/2026” or “tháng 4; năm 2026”"),
    ("quý II, 2026", "“quý II, 2026” cannot be read: it can be read in two ways: write “quý II/2026” or “quý II; năm 2026”"),
    ("hằng năm, quý IV", "“hằng năm, quý IV” cannot be read: it can be read in two ways: say of each part how often it is, or part them by a semicolon"),
    ("chậm nhất ngày 15, ngày 30 hằng tháng", "“chậm nhất ngày 15, ngày 30 hằng tháng” cannot be read: it names several last days; say each for itself, with a semicolon between them"),
    ("trước 25 giờ ngày 15/12", "“trước 25 giờ ngày 15/12” cannot be read: there is no time 25:00: hours are 0 to 23, minutes 0 to 59"),
    ("trước 17 giờ tháng 12", None),
    ("15/6 và 20/12 hằng năm", "“15/6 và 20/12 hằng năm” cannot be read: write “hằng năm” after each of the days"),
    ("tháng 6 và quý IV hằng năm", "“tháng 6 và quý IV hằng năm” cannot be read: it can be read in two ways: say of each part how often it is, or part them by a semicolon"),
    ("trước 30/6 và trước 31/12 hằng năm", None),
    ("trước ngày 30/6, quý III", None),
    ("từ 2 đến 4 tin/tháng", None),
    ("02-04 tin/tháng", None),
    ("từ tháng 6 đến năm 2027", None),
    ("giai đoạn 6/2025-2026", None),
    ("sau 05 ngày làm việc kể từ ngày nhận", None),
    ("24/7", "“24/7” cannot be read: 24/7 can be read in two ways: write “ngày 24/7” or “thường xuyên”"),
    ("từ tháng 11 đến tháng 02", "“từ tháng 11 đến tháng 02” cannot be read: it ends (28/02/2026) before it begins (01/11/2026); write the year of both"),
    ("tháng 12/2025, tháng 01", "“tháng 12/2025, tháng 01” cannot be read: it does not say which year; write the year"),
    ("quý I, quý I", "“quý I, quý I” cannot be: all names one timing twice"),
    ("thứ Hai, thứ Hai hằng tuần", "“thứ Hai, thứ Hai hằng tuần” cannot be read: it names one day of the week twice"),
    ("lúc 25 giờ 00 ngày 10/10", "“lúc 25 giờ 00 ngày 10/10” cannot be read: there is no time 25:00: hours are 0 to 23, minutes 0 to 59"),
    ("đến năm 2030, định hướng đến năm 2025", None),
    ("", "“” cannot be read: it is empty"),
    (" \u00a0 ", None),
    ("hằng\x00tháng", None),
    ("hằng \u202etháng", None),
    ("a" * 1001, None),
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "sentence"), [*UNREAD, *IMPOSSIBLE])
def test_it_is_refused_with_what_is_wrong_and_what_comes_nearest(phrase, sentence):
    with pytest.raises(PlanError) as caught:
        parse_time_frame(phrase, year=2026)
    assert len(caught.value.problems) == 1
    assert sentence in (None, str(caught.value))
    with speaking("vi"), pytest.raises(PlanError) as other:
        parse_time_frame(phrase, year=2026)
    assert str(other.value) != str(caught.value)


def test_without_the_plan_s_year_a_phrase_has_to_say_its_own():
    with pytest.raises(PlanError, match="“quý II” cannot be read: it does not say which year; write the year"):
        parse_time_frame("quý II")


def test_a_year_of_the_plan_that_cannot_be_is_refused_where_it_is_needed():
    assert parse_time_frame("hằng tháng", year=9999)
    with pytest.raises(PlanError, match="9999 is no year from 1900 to 2200"):
        parse_time_frame("quý II", year=9999)


@pytest.mark.parametrize("text", [5, None, [], {}, b"quy"])
def test_what_is_no_text_is_refused(text):
    with pytest.raises(PlanError, match="a time frame is a text"):
        parse_time_frame(text, year=2026)


def test_the_refusal_is_a_value_error_too():
    with pytest.raises(ValueError, match="“blah”"):
        parse_time_frame("blah")


@pytest.mark.timed
@pytest.mark.parametrize(
    "text",
    [
        "từ " * 330, "1/1," * 249 + "1/1", "tháng " * 160, "quý I," * 160, "(" * 999, "1-" * 499, "hằng tháng, " * 80, "đến năm 2025, " * 70,
        "khi " + "(" * 900, "mỗi " * 240, "tối thiểu 4 " + "/" * 900, "01 " * 330, "hằng tuần vào thứ Hai, " * 40, "Ngày " * 190 + "(",
        "thứ Hai, " * 110, "trước ngày 1 của tháng " * 40, "hang " * 199, "x" * 1000, "năm " * 249, "06 tháng, " * 99,
    ],
    ids=range(20),
)  # fmt: skip
def test_no_text_takes_long(text):
    begun = time.perf_counter()
    with pytest.raises(PlanError):
        parse_time_frame(text, year=2026)
    assert time.perf_counter() - begun < 2


WORDS = "hằng tháng quý năm ngày tuần trước đến hết từ 06 2026 15 / - , ( ) và II tối thiểu tin bài mỗi một lần thứ Hai khi có 9999 0 đầu chậm nhất giờ 00 nay nửa cuối".split()  # noqa: SIM905


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_read_and_said_alike_or_refused_in_a_sentence(text):
    try:
        meant = parse_time_frame(text, year=2026)
    except PlanError as fault:
        assert len(fault.problems) == 1
        assert str(fault).isprintable()
        return
    assert parse_time_frame(time_phrase(meant, year=2026), year=2026) == meant
