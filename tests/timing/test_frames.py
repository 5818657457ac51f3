"""What officers write, and what it means; with 2026 as the plan's year."""

from __future__ import annotations

import unicodedata
from datetime import date, time

import pytest

from tuyentruyen import parse_time_frame
from tuyentruyen.model.when import Before, By, ByRule, Deferred, During, Every, OnDay, OnEvent, Ongoing, Several


def during(first, last, **more):
    return During(since=date(*first), until=date(*last), **more)


def quarters(*numbers, year=2026):
    ends = {1: (3, 31), 2: (6, 30), 3: (9, 30), 4: (12, 31)}
    return Several(all=tuple(during((year, n * 3 - 2, 1), (year, *ends[n])) for n in numbers))


MONTHLY, QUARTERLY, YEARLY = Every(every="month"), Every(every="quarter"), Every(every="year")
HALF_YEARLY = Every(every="month", interval=6)

ONGOING = [
    ("Thường xuyên", Ongoing()),
    ("thường xuyên, liên tục", Ongoing()),
    ("Thường xuyên trong năm", Ongoing(since=date(2026, 1, 1), until=date(2026, 12, 31))),
    ("Thường xuyên trong năm 2027", Ongoing(since=date(2027, 1, 1), until=date(2027, 12, 31))),
    ("Thường xuyên, năm 2026", Ongoing(since=date(2026, 1, 1), until=date(2026, 12, 31))),
    ("Thường xuyên từ tháng 4", Ongoing(since=date(2026, 4, 1))),
    ("Thường xuyên đến hết quý III", Ongoing(until=date(2026, 9, 30))),
    ("Thường xuyên giai đoạn 2026-2030", Ongoing(since=date(2026, 1, 1), until=date(2030, 12, 31))),
]
RECURRENCES = [
    ("Hằng tháng", MONTHLY),
    ("Hàng tháng", MONTHLY),
    ("hàng tháng, hàng quý", Several(all=(MONTHLY, QUARTERLY))),
    ("hàng quý, hàng năm", Several(all=(QUARTERLY, YEARLY))),
    ("hàng tháng, quý, năm", Several(all=(MONTHLY, QUARTERLY, YEARLY))),
    ("hàng quý, 06 tháng", Several(all=(QUARTERLY, HALF_YEARLY))),
    ("hàng năm", YEARLY),
    ("hằng ngày", Every(every="day")),
    ("Định kỳ 6 tháng và hằng năm", Several(all=(HALF_YEARLY, YEARLY))),
    ("06 tháng một lần", HALF_YEARLY),
    ("6 tháng/lần", HALF_YEARLY),
    ("sáu tháng một lần", HALF_YEARLY),
    ("Định kì 06 tháng, hàng năm", Several(all=(HALF_YEARLY, YEARLY))),
    ("06 tháng, hằng năm", Several(all=(HALF_YEARLY, YEARLY))),
    ("09 tháng một lần", Every(every="month", interval=9)),
    ("02 tuần một lần", Every(every="week", interval=2)),
    ("mỗi 02 tuần", Every(every="week", interval=2)),
    ("mỗi quý một lần", QUARTERLY),
    ("01 lần/tháng", MONTHLY),
    ("một lần mỗi năm", YEARLY),
    ("Thứ Hai hàng tuần", Every(every="week", on=("mon",))),
    ("thứ Ba, thứ Sáu hằng tuần lúc 17 giờ 00", Every(every="week", on=("tue", "fri"), at=time(17))),
    ("Thứ 3, 6 hằng tuần, lúc 8h30", Every(every="week", on=("tue", "fri"), at=time(8, 30))),
    ("Chủ nhật hằng tuần", Every(every="week", on=("sun",))),
    ("hằng tuần vào thứ Năm", Every(every="week", on=("thu",))),
    ("thứ Tư, 03 tuần một lần", Every(every="week", on=("wed",), interval=3)),
    ("thứ Ba đầu tiên hằng tháng lúc 14 giờ", ByRule(rule="FREQ=MONTHLY;BYDAY=1TU", at=time(14))),
    ("thứ Sáu cuối cùng của tháng", ByRule(rule="FREQ=MONTHLY;BYDAY=-1FR")),
    ("theo quy tắc FREQ=YEARLY;BYWEEKNO=20 lúc 14 giờ 00", ByRule(rule="FREQ=YEARLY;BYWEEKNO=20", at=time(14))),
    ("ngày 20 hằng tháng", Every(every="month", days=(20,))),
    ("ngày 10, 25 hằng tháng", Every(every="month", days=(10, 25))),
    ("ngày cuối cùng của tháng, hằng tháng", Every(every="month", days=(-1,))),
    ("chậm nhất ngày 25 hằng tháng", Every(every="month", by=25)),
    ("Chậm nhất ngày 20 của tháng cuối quý", Every(every="quarter", by=20)),
    ("muộn nhất là ngày 15/6 và 15/12 hàng năm", Every(every="year", by=15, months=(6, 12))),
    ("hằng tháng (chậm nhất ngày 05)", Every(every="month", by=5)),
    ("hằng tháng, chậm nhất ngày cuối tháng", Every(every="month", by=-1)),
    ("đến hết ngày 15 tháng 12 hằng năm", Every(every="year", by=15, months=(12,))),
    ("trước 17 giờ ngày 25 hằng tháng", Every(every="month", by=25, at=time(17))),
    ("hằng quý, trước 8h30 ngày 20 của tháng cuối quý", Every(every="quarter", by=20, at=time(8, 30))),
    ("trong 10 ngày đầu tháng hằng tháng", Every(every="month", by=10)),
    ("05 ngày đầu mỗi tháng", Every(every="month", by=5)),
    ("ngày 29 tháng 02 hằng năm", Every(every="year", days=(29,), months=(2,))),
    ("nửa tháng một lần", Every(every="month", days=(15, -1))),
    ("Định kỳ nửa tháng/lần", Every(every="month", days=(15, -1))),
    ("mỗi nửa tháng", Every(every="month", days=(15, -1))),
    ("nửa năm một lần", HALF_YEARLY),
    ("6 tháng 1 lần", HALF_YEARLY),
    ("01 lần/6 tháng", HALF_YEARLY),
    ("1 lần / 2 tuần", Every(every="week", interval=2)),
    ("ngày 10 của tháng đầu quý", Every(every="year", days=(10,), months=(1, 4, 7, 10))),
    ("trước ngày 05 tháng đầu mỗi quý", Every(every="year", before=5, months=(1, 4, 7, 10))),
    ("chậm nhất ngày 15 của tháng giữa quý", Every(every="year", by=15, months=(2, 5, 8, 11))),
    ("Hằng tháng (từ tháng 4)", Every(every="month", since=date(2026, 4, 1))),
    ("HÀNG QUÝ ( từ quý II đến hết năm )", Every(every="quarter", since=date(2026, 4, 1), until=date(2026, 12, 31))),
    ("hằng tuần từ nay đến hết quý III", Every(every="week", until=date(2026, 9, 30))),
    ("trước ngày 05 hằng tháng", Every(every="month", before=5)),
    ("Trước ngày 20 của tháng cuối quý", Every(every="quarter", before=20)),
    ("trước ngày 15 tháng cuối quý", Every(every="quarter", before=15)),
    ("ngày 15 của tháng cuối quý", Every(every="quarter", days=(15,))),
    ("trước ngày 20 tháng 12 hàng năm", Every(every="year", months=(12,), before=20)),
    ("Trước 15/12 hằng năm", Every(every="year", months=(12,), before=15)),
    ("trước ngày 10 của tháng cuối năm", Every(every="year", before=10)),
    ("10/10 hằng năm", Every(every="year", months=(10,), days=(10,))),
    ("15/6 và 15/12 hằng năm", Every(every="year", months=(6, 12), days=(15,))),
    ("tháng 6, tháng 12 hằng năm", Every(every="year", months=(6, 12))),
    ("Quý IV hằng năm", Every(every="year", months=(12,))),
    ("định kỳ ngày 25 hằng tháng", Every(every="month", days=(25,))),
    ("Hàng tháng (trước ngày 25)", Every(every="month", before=25)),
    ("hằng quý, trước ngày 20 của tháng cuối quý", Every(every="quarter", before=20)),
    ("hằng năm, trước 15/12", Every(every="year", months=(12,), before=15)),
    ("17h00 thứ Ba hằng tuần", Every(every="week", on=("tue",), at=time(17))),
    ("hằng tháng, từ ngày 01/4/2026", Every(every="month", since=date(2026, 4, 1))),
    ("hằng quý giai đoạn 2026-2030", Every(every="quarter", since=date(2026, 1, 1), until=date(2030, 12, 31))),
    ("hằng tuần trong quý II", Every(every="week", since=date(2026, 4, 1), until=date(2026, 6, 30))),
]
PERIODS = [
    ("06 tháng đầu năm", during((2026, 1, 1), (2026, 6, 30))),
    ("06 tháng cuối năm 2025", during((2025, 7, 1), (2025, 12, 31))),
    ("9 tháng đầu năm", during((2026, 1, 1), (2026, 9, 30))),
    ("nửa cuối năm", during((2026, 7, 1), (2026, 12, 31))),
    ("2025", during((2025, 1, 1), (2025, 12, 31))),
    ("2025 - 2026", during((2025, 1, 1), (2026, 12, 31))),
    ("giai đoạn 2025-2030", during((2025, 1, 1), (2030, 12, 31))),
    ("Cả năm", during((2026, 1, 1), (2026, 12, 31))),
    ("Trong năm", during((2026, 1, 1), (2026, 12, 31))),
    ("Năm 2026", during((2026, 1, 1), (2026, 12, 31))),
    ("6/2025", during((2025, 6, 1), (2025, 6, 30))),
    ("06/2025", during((2025, 6, 1), (2025, 6, 30))),
    ("02/2028", during((2028, 2, 1), (2028, 2, 29))),
    ("Tháng 10/2025", during((2025, 10, 1), (2025, 10, 31))),
    ("tháng 7 năm 2026", during((2026, 7, 1), (2026, 7, 31))),
    ("tháng 7-2026", during((2026, 7, 1), (2026, 7, 31))),
    ("tháng mười hai", during((2026, 12, 1), (2026, 12, 31))),
    ("07.2026", during((2026, 7, 1), (2026, 7, 31))),
    ("quý II-2026", during((2026, 4, 1), (2026, 6, 30))),
    ("Tháng 11-12/2026", during((2026, 11, 1), (2026, 12, 31))),
    ("Tháng 3-11/2022", during((2022, 3, 1), (2022, 11, 30))),
    ("3-11/2022", during((2022, 3, 1), (2022, 11, 30))),
    ("3-11/12", during((2026, 12, 3), (2026, 12, 11))),
    ("từ tháng 11/2025 đến hết tháng 02/2026", during((2025, 11, 1), (2026, 2, 28))),
    ("Quý II/2025", during((2025, 4, 1), (2025, 6, 30))),
    ("quý 2 năm 2025", during((2025, 4, 1), (2025, 6, 30))),
    ("QUÍ ii", during((2026, 4, 1), (2026, 6, 30))),
    ("Quý Ⅳ/2026", during((2026, 10, 1), (2026, 12, 31))),
    ("Trong Quý I/2026", during((2026, 1, 1), (2026, 3, 31))),
    ("hoàn thành trong quý III", during((2026, 7, 1), (2026, 9, 30))),
    ("Quý III/2026 - Quý IV/2026", during((2026, 7, 1), (2026, 12, 31))),
    ("Quý III-IV/2026", during((2026, 7, 1), (2026, 12, 31))),
    ("quý 3-4/2026", during((2026, 7, 1), (2026, 12, 31))),
    ("từ ngày 15/6 đến ngày 20/7", during((2026, 6, 15), (2026, 7, 20))),
    ("15-20/6/2026", during((2026, 6, 15), (2026, 6, 20))),
    ("Đầu năm 2026", during((2026, 1, 1), (2026, 3, 31), fuzzy=True)),
    ("giữa năm", during((2026, 4, 1), (2026, 9, 30), fuzzy=True)),
    ("cuối năm", during((2026, 10, 1), (2026, 12, 31), fuzzy=True)),
    ("đầu quý II", during((2026, 4, 1), (2026, 4, 30), fuzzy=True)),
    ("cuối tháng 02/2026", during((2026, 2, 21), (2026, 2, 28), fuzzy=True)),
    ("khoảng tháng 9", during((2026, 9, 1), (2026, 9, 30), fuzzy=True)),
]
DAYS_AND_DEADLINES = [
    ("6/12", OnDay(day=date(2026, 12, 6))),
    ("ngày 06 tháng 7 năm 2012", OnDay(day=date(2012, 7, 6))),
    ("15.12.2026", OnDay(day=date(2026, 12, 15))),
    ("08 giờ 30 ngày 10/10", OnDay(day=date(2026, 10, 10), at=time(8, 30))),
    ("ngày 10/10/2026, lúc 17:00", OnDay(day=date(2026, 10, 10), at=time(17))),
    ("Ngày Chuyển đổi số quốc gia (10/10)", OnDay(day=date(2026, 10, 10), occasion="Ngày Chuyển đổi số quốc gia")),
    ("dịp Quốc khánh (02/9/2027)", OnDay(day=date(2027, 9, 2), occasion="Quốc khánh")),
    ("trước ngày 15/12/2026", Before(before=date(2026, 12, 15))),
    ("Trước ngày 15/12", Before(before=date(2026, 12, 15))),
    ("trước ngày 15 tháng 6", Before(before=date(2026, 6, 15))),
    ("Xong trước 30/6/2026", Before(before=date(2026, 6, 30))),
    ("trước tháng 6/2026", Before(before=date(2026, 6, 1))),
    ("từ ngày 01/11 đến trước ngày 15/12", Before(before=date(2026, 12, 15), since=date(2026, 11, 1))),
    ("trước ngày 30/6 và 31/12", Several(all=(Before(before=date(2026, 6, 30)), Before(before=date(2026, 12, 31))))),
    ("chậm nhất ngày 30/6, 31/12", Several(all=(By(by=date(2026, 6, 30)), By(by=date(2026, 12, 31))))),
    ("hết quý III", By(by=date(2026, 9, 30))),
    ("đến hết ngày 30/6", By(by=date(2026, 6, 30))),
    ("đến hết năm", By(by=date(2026, 12, 31))),
    ("Từ nay đến hết năm", By(by=date(2026, 12, 31))),
    ("kể từ nay đến hết năm 2027", By(by=date(2027, 12, 31))),
    ("từ nay đến cuối năm", By(by=date(2026, 12, 31))),
    ("từ nay – 31/12", By(by=date(2026, 12, 31))),
    ("trước 17 giờ ngày 15/12", By(by=date(2026, 12, 15), at=time(17))),
    ("Trước 17h00 ngày 15/12/2026", By(by=date(2026, 12, 15), at=time(17))),
    ("trước 17 giờ 00, ngày 15 tháng 12", By(by=date(2026, 12, 15), at=time(17))),
    ("xong trước 8 giờ 30 phút ngày 15/12", By(by=date(2026, 12, 15), at=time(8, 30))),
    ("chậm nhất là 17:00 ngày 15/12", By(by=date(2026, 12, 15), at=time(17))),
    ("trước 17g00, 15/12", By(by=date(2026, 12, 15), at=time(17))),
    ("trước 24 giờ ngày 15/12", By(by=date(2026, 12, 15))),
    ("10 ngày đầu tháng 6", during((2026, 6, 1), (2026, 6, 10))),
    ("trong 15 ngày cuối tháng 02/2028", during((2028, 2, 15), (2028, 2, 29))),
    ("chậm nhất ngày 30/6/2026", By(by=date(2026, 6, 30))),
    ("Chậm nhất là ngày 15 tháng 11 năm 2026", By(by=date(2026, 11, 15))),
    ("đến tháng 9/2026", By(by=date(2026, 9, 30))),
    ("đến hết quý III", By(by=date(2026, 9, 30))),
    ("đến năm 2025, định hướng đến năm 2030", By(by=date(2025, 12, 31), outlook=date(2030, 12, 31))),
    ("đến năm 2030, tầm nhìn đến năm 2045", By(by=date(2030, 12, 31), outlook=date(2045, 12, 31))),
]
OPENINGS = [
    ("chậm nhất là 05 ngày làm việc kể từ ngày …", OnEvent(event="ngày …", within=5, count="working-day")),
    ("chậm nhất là 24 giờ kể từ thời điểm …", OnEvent(event="thời điểm …", within=24, count="hour")),
    ("chậm nhất là sau 03 ngày kể từ ngày công bố", OnEvent(event="ngày công bố", within=3)),
    ("trong thời hạn 45 ngày kể từ ngày ...", OnEvent(event="ngày ...", within=45)),
    ("trong vòng 02 tuần kể từ khi có kết quả", OnEvent(event="khi có kết quả", within=14)),
    ("khi có yêu cầu", OnEvent(event="khi có yêu cầu")),
    ("ngay khi có sự thay đổi", OnEvent(event="ngay khi có sự thay đổi")),
    ("khi cần thiết", OnEvent(event="khi cần thiết")),
    ("Khi có phát sinh", OnEvent(event="Khi có phát sinh")),
    ("Theo yêu cầu của UBND Thành phố", OnEvent(event="Theo yêu cầu của UBND Thành phố")),
    ("Đột xuất", OnEvent(event="Đột xuất")),
    ("khi có yêu cầu (từ ngày 01/4)", OnEvent(event="khi có yêu cầu", since=date(2026, 4, 1))),
    ("khi có văn bản mới (nếu có)", OnEvent(event="khi có văn bản mới (nếu có)")),
    ("05 ngày làm việc kể từ ngày nhận hồ sơ", OnEvent(event="ngày nhận hồ sơ", within=5, count="working-day")),
    ("Theo tiến độ", Deferred(deferred="Theo tiến độ")),
    ("Theo thực trạng", Deferred(deferred="Theo thực trạng")),
    ("Theo tiến độ của Bộ Nội vụ", Deferred(deferred="Theo tiến độ của Bộ Nội vụ")),
    ("theo kế hoạch của Thành phố", Deferred(deferred="theo kế hoạch của Thành phố")),
]
SETS = [
    ("Quý I, II, III, IV", quarters(1, 2, 3, 4)),
    ("Quý I và Quý III/2027", quarters(1, 3, year=2027)),
    ("Tháng 9, 10/2026", Several(all=(during((2026, 9, 1), (2026, 9, 30)), during((2026, 10, 1), (2026, 10, 31))))),
    ("ngày 15, 20/6", Several(all=(OnDay(day=date(2026, 6, 15)), OnDay(day=date(2026, 6, 20))))),
    ("quý II; ngày 20 hằng tháng", Several(all=(during((2026, 4, 1), (2026, 6, 30)), Every(every="month", days=(20,))))),
    ("Quý IV/2025, quý I/2026", Several(all=(during((2025, 10, 1), (2025, 12, 31)), during((2026, 1, 1), (2026, 3, 31))))),
    ("Định kỳ hằng quý hoặc khi có yêu cầu", Several(all=(QUARTERLY, OnEvent(event="khi có yêu cầu")))),
    ("hằng tháng; đột xuất khi có chỉ đạo", Several(all=(MONTHLY, OnEvent(event="đột xuất khi có chỉ đạo")))),
]  # fmt: skip
ALL = [*ONGOING, *RECURRENCES, *PERIODS, *DAYS_AND_DEADLINES, *OPENINGS, *SETS]


@pytest.mark.parametrize(("phrase", "meant"), ALL, ids=[phrase for phrase, _ in ALL])
def test_a_phrase_means_what_its_writer_means(phrase, meant):
    assert parse_time_frame(phrase, year=2026) == meant


@pytest.mark.parametrize(
    "phrase",
    [phrase for phrase, meant in ALL if not isinstance(meant, OnEvent | Deferred) and "theo quy" not in phrase],
)
def test_spelling_case_forms_and_spaces_make_no_difference(phrase):
    meant = parse_time_frame(phrase, year=2026)
    if isinstance(meant, Several) and any(isinstance(one, OnEvent) for one in meant.all):
        return
    if getattr(meant, "occasion", ""):
        return
    for other in (
        unicodedata.normalize("NFD", phrase),
        phrase.upper(),
        f"  {phrase.replace(' ', chr(0xA0))}. ",
        phrase.replace(" ", "  "),
        phrase.replace("-", "–"),
        phrase.replace("-", " — "),
        phrase.replace("hằng", "hàng").replace("quý", "quí"),
    ):
        assert parse_time_frame(other, year=2026) == meant, other


def test_the_plan_s_own_words_are_kept_as_written():
    assert parse_time_frame("Theo  yêu\u00a0cầu của UBND\tThành phố;").event == "Theo yêu cầu của UBND Thành phố"


def test_a_phrase_without_a_year_means_the_plan_s():
    assert parse_time_frame("trước ngày 15/12", year=2031) == Before(before=date(2031, 12, 15))


def test_what_goes_on_is_never_every_day_and_has_no_due_day():
    meant = parse_time_frame("Thường xuyên")
    assert isinstance(meant, Ongoing)
    assert not hasattr(meant, "every")


@pytest.mark.parametrize("phrase", ["quý 2, 3, 4/2026", "Quý 2,3 và 4/2026", "quý 2, 3, và 4 năm 2026"])
def test_the_last_of_several_quarters_in_figures_is_a_quarter_and_no_month(phrase):
    assert parse_time_frame(phrase, year=2026) == quarters(2, 3, 4)


@pytest.mark.parametrize("phrase", ["quý 3 - 4 năm 2026", "quý III - 4 năm 2026", "Quý 3 – 4 năm 2026"])
def test_a_dash_between_two_quarters_is_no_minus(phrase):
    assert parse_time_frame(phrase, year=2026) == during((2026, 7, 1), (2026, 12, 31))


def test_a_comma_may_stand_before_the_event_that_days_count_from():
    assert parse_time_frame("Trong thời hạn 30 ngày, kể từ ngày ký") == OnEvent(event="ngày ký", within=30, count="day")


def test_vao_may_stand_before_days_of_the_month():
    assert parse_time_frame("Vào ngày 01 và ngày 15 hằng tháng") == Every(every="month", days=(1, 15))
