"""Documents and dead terms: what the pages of the rules do not show."""

from __future__ import annotations

import time
from datetime import date

import pytest
from attrs import evolve

from tuyentruyen.check import findings
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.message import Message, Wording
from tuyentruyen.model.plan import Activity, Assignment, Form, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.terms import Term
from tuyentruyen.model.units import Unit
from tuyentruyen.model.values import Html
from tuyentruyen.model.when import Ongoing

MINE = tuple(f"TT{code}" for code in range(530, 550))


def by_key(*records):
    return {record.key: record for record in records}


PLAN = Plan(
    key="mau",
    number="99/KH-UBND",
    issuer="ubnd",
    title="Tuyên truyền về dịch vụ công",
    issued=date(2026, 8, 3),
    since=date(2026, 8, 3),
    until=date(2026, 12, 31),
    units=by_key(Unit(key="ubnd", name="Ủy ban nhân dân phường Mẫu")),
    themes=by_key(Theme(key="a", title="Nộp hồ sơ trực tuyến")),
    forms=by_key(Form(key="co-so", title="Thông tin cơ sở")),
    assignments=by_key(Assignment(key="IV.1", lead=("ubnd",), forms=("co-so",))),
    activities=by_key(Activity(key="loa", title="Phát thanh", form="co-so", themes=("a",), when=Ongoing())),
)


def message(body="", **fields):
    return Message(
        key="tin",
        **{"title": "Tin", "body": body, "published": date(2026, 8, 10), "source": "content/tin.md", **fields},
    )


def with_(**fields):
    return evolve(PLAN, **fields)


def documents(*records, **fields):
    return with_(documents=by_key(*records), **fields)


def said(plan=PLAN, *messages):
    return [
        (one.code, one.place or one.message, one.text) for one in findings(plan, messages=messages) if one.code in MINE
    ]


def codes(plan=PLAN, *messages):
    return [code for code, _, _ in said(plan, *messages)]


def duty(text, *records, **fields):
    assigned = by_key(Assignment(key="IV.1", lead=("ubnd",), forms=("co-so",), duties=(text,)))
    return documents(*records, assignments=assigned, **fields)


OLD = LegalDocument(key="42/2022/NĐ-CP", issuer="Chính phủ")
DECREE = LegalDocument(key="15/2024/QĐ-UBND", date=date(2024, 5, 6))


def test_a_plan_that_cites_nothing_has_no_such_findings():
    assert said(PLAN, message("Bạn nộp hồ sơ ở nhà.")) == []


# -- bases -------------------------------------------------------------------------------------------------------------


def test_a_base_that_the_library_knows_to_be_repealed_is_told_with_what_ended_it():
    assert said(documents(OLD)) == [
        ("TT530", "documents.42/2022/NĐ-CP", "42/2022/NĐ-CP was repealed by 224/2026/NĐ-CP on 01/7/2026")
    ]


def test_what_procedures_and_the_parent_rest_on_are_bases_too():
    procedure = Procedure(key="khai-sinh", title="Đăng ký khai sinh", basis=("42/2022/NĐ-CP",))
    plan = with_(procedures=by_key(procedure), parent="42/2022/NĐ-CP")
    assert [(code, place) for code, place, _ in said(plan)] == [
        ("TT530", "plan.parent"),
        ("TT530", "procedures.khai-sinh.basis[0]"),
    ]


def test_a_plan_of_its_time_is_not_judged_by_what_came_later():
    assert codes(documents(OLD, issued=date(2026, 6, 30), since=date(2026, 6, 30))) == []


@pytest.mark.parametrize(
    ("ended", "other", "text"),
    [
        (date(2026, 1, 31), {}, "15/2024/QĐ-UBND is in force no more since 01/02/2026"),
        (None, {"replaces": ("15/2024/QĐ-UBND",)}, "15/2024/QĐ-UBND was replaced by 1/2025/QĐ-UBND"),
        (None, {"repeals": ("15/2024/QĐ-UBND",)}, "15/2024/QĐ-UBND was repealed by 1/2025/QĐ-UBND"),
        (
            None,
            {"replaces": ("15/2024/QĐ-UBND",), "date": date(2025, 2, 3)},
            "15/2024/QĐ-UBND was replaced by 1/2025/QĐ-UBND on 03/02/2025",
        ),
    ],
)
def test_the_words_say_how_it_ended(ended, other, text):
    plan = documents(evolve(DECREE, ended=ended), LegalDocument(key="1/2025/QĐ-UBND", **other))
    procedure = Procedure(key="a", title="A", basis=("15/2024/QĐ-UBND",))
    assert ("TT530", "procedures.a.basis[0]", text) in said(evolve(plan, procedures=by_key(procedure)))


def test_what_the_plan_says_of_a_document_goes_before_what_the_library_says():
    silent = LegalDocument(key="224/2026/NĐ-CP", effective=date(2027, 1, 1))
    assert codes(documents(OLD, silent)) == ["TT531"]


def test_hearsay_asks_only_to_look_again():
    [one] = [f for f in findings(documents(LegalDocument(key="61/2018/NĐ-CP"))) if f.code in MINE]
    assert (one.code, one.level.value) == ("TT538", "info")
    assert one.text == (
        "61/2018/NĐ-CP may be in force no more: it is said, and not verified, that 118/2025/NĐ-CP took its place"
    )


def test_a_document_that_acts_on_itself_is_told():
    text = "15/2024/QĐ-UBND cannot do this to itself"
    assert said(documents(evolve(DECREE, amends=("15/2024/QĐ-UBND",)))) == [
        ("TT545", "documents.15/2024/QĐ-UBND.amends[0]", text)
    ]


def test_documents_that_replace_each_other_are_told_once_for_the_ring():
    one = LegalDocument(key="1/2024/QĐ-UBND", date=date(2024, 1, 5), repeals=("15/2024/QĐ-UBND",))
    other = evolve(DECREE, repeals=("1/2024/QĐ-UBND",))
    assert [code for code in codes(documents(one, other)) if code == "TT545"] == ["TT545"]


# -- citations ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "prefix"),
    [
        ({"title": "Theo Nghị định số 42/2022/NĐ-CP"}, ""),
        ({"summary": "Theo Nghị định số 42/2022/NĐ-CP"}, ""),
        ({"body": "Theo **Nghị định số 42/2022/NĐ-CP**."}, ""),
        ({"body": "Theo Nghị định số\n42/2022/NĐ-CP."}, ""),
        ({"body": Html("<p>Theo <b>Nghị định</b> số 42/2022/N&#272;-CP</p>")}, ""),
        ({"only": {"loa": Wording(body="Theo Nghị định số 42/2022/NĐ-CP.")}}, "in the wording for loa: "),
        ({"only": {"loa": Wording(title="Nghị định số 42/2022/NĐ-CP")}}, "in the wording for loa: "),
    ],
)
def test_every_text_of_a_message_is_read(fields, prefix):
    assert said(PLAN, message(**fields)) == [
        ("TT537", "tin", f"{prefix}42/2022/NĐ-CP was repealed by 224/2026/NĐ-CP on 01/7/2026")
    ]


def test_a_document_cited_ten_times_in_a_message_is_told_once():
    assert codes(PLAN, message("Nghị định số 42/2022/NĐ-CP. " * 10)) == ["TT537"]


def test_a_message_that_names_the_successor_too_knows():
    text = "Nghị định số 224/2026/NĐ-CP đã bãi bỏ Nghị định số 42/2022/NĐ-CP. Nghị định số 42/2022/NĐ-CP không còn."
    assert codes(PLAN, message(text)) == []


def test_a_message_that_only_tells_old_from_new_knows_too():
    text = "Trước theo Nghị định số 42/2022/NĐ-CP, nay theo Nghị định số 224/2026/NĐ-CP."
    assert codes(PLAN, message(text)) == []


def test_the_short_form_needs_no_amendments_and_the_full_one_does():
    assert codes(PLAN, message("theo Nghị định số 63/2010/NĐ-CP")) == []
    assert codes(PLAN, message("theo Nghị định số 63/2010/NĐ-CP ngày 08/6/2010")) == ["TT544"]


def test_a_document_in_the_name_of_another_is_not_cited_for_itself():
    text = "Nghị định số 107/2021/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 61/2018/NĐ-CP"
    assert codes(PLAN, message(text)) == []


def test_the_titles_of_listed_documents_are_compared_by_date_and_not_asked_for_more():
    title = (
        "Sửa đổi, bổ sung một số điều của Nghị định số 42/2022/NĐ-CP và Quyết định số 15/2024/QĐ-UBND ngày 07/5/2024"
    )
    plan = documents(DECREE, LegalDocument(key="3/2026/QĐ-UBND", date=date(2026, 2, 2), title=title))
    assert said(plan) == [
        (
            "TT532",
            "documents.3/2026/QĐ-UBND.title",
            "15/2024/QĐ-UBND is dated 07/5/2024 here and 06/5/2024 in the list of documents",
        )
    ]


def test_an_older_document_that_is_not_listed_is_to_be_listed_and_what_the_library_knows_need_not_be():
    newer = LegalDocument(key="15/2026/QĐ-UBND", replaces=("15/2024/QĐ-UBND",), repeals=("42/2022/NĐ-CP",))
    [one] = [f for f in findings(documents(newer)) if f.code == "TT111"]
    assert one.place == "documents.15/2026/QĐ-UBND.replaces[0]"
    assert one.mend == 'mend the number, or add [documents."15/2024/QĐ-UBND"] with date and issuer'


def test_who_is_to_list_a_document_is_told_what_is_known_of_it_already():
    plan = duty("Theo Nghị định số 224/2026/NĐ-CP và Nghị định số 118/2025/NĐ-CP.", DECREE)
    assert [f.mend.partition("already: ")[2] for f in findings(plan) if f.code == "TT535"] == [
        'effective = 2026-07-01; repeals = ["42/2022/NĐ-CP"]',
        'effective = 2025-07-01; replaces = ["61/2018/NĐ-CP"]; verified = false',
    ]


def test_a_number_without_a_year_in_another_year_is_another_document():
    listed = LegalDocument(key="98/KH-UBND", date=date(2023, 3, 1))
    assert codes(duty("Theo Kế hoạch số 98/KH-UBND ngày 02/3/2024.", listed)) == ["TT535"]
    assert codes(duty("Theo Kế hoạch số 98/KH-UBND ngày 02/3/2023.", listed)) == ["TT532"]


def test_a_number_that_two_listed_documents_have_is_told_apart_by_its_year():
    listed = (
        LegalDocument(key="98/KH-UBND", date=date(2023, 3, 1)),
        LegalDocument(key="98/KH-UBND@2024", date=date(2024, 3, 1)),
    )
    assert codes(duty("Theo Kế hoạch số 98/KH-UBND ngày 01/3/2024.", *listed)) == []
    assert codes(duty("Theo Kế hoạch số 98/KH-UBND ngày 02/3/2024.", *listed)) == ["TT532"]


def test_a_plan_that_cites_in_its_words_what_was_issued_after_it_is_told():
    plan = duty("Theo Chỉ thị số 05/CT-UBND ngày 02/5/2026 của UBND Thành phố.", issued=date(2026, 5, 1))
    [one] = [f for f in findings(plan) if f.code == "TT146"]
    assert (one.place, one.text) == (
        "assignments.IV.1.duties[0]",
        "05/CT-UBND is dated 02/5/2026, after the plan that cites it, of 01/5/2026",
    )


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Theo Chỉ thị số 05/CT-UBND ngày 01/5/2026 của UBND Thành phố.", ()),
        ("Theo Chỉ thị số 05/CT-UBND, ngày 02/5/2026 các phường họp.", ()),
        ("Theo Chỉ thị số 05/CT-UBND ngày 02/5/2026.", (LegalDocument(key="05/CT-UBND", date=date(2026, 4, 2)),)),
    ],
)
def test_a_date_that_is_not_after_the_plan_or_that_the_list_says_otherwise_is_not_told_so(text, listed):
    assert "TT146" not in {one.code for one in findings(duty(text, *listed, issued=date(2026, 5, 1)))}


def test_a_number_of_another_issuer_with_another_date_is_another_document():
    listed = LegalDocument(key="98/QĐ-UBND", date=date(2026, 1, 5), issuer="Ủy ban nhân dân thành phố Hà Nội")
    other = "Theo Quyết định số 98/QĐ-UBND ngày 08/02/2026 của UBND xã Đông Anh."
    assert "TT532" not in codes(duty(other, listed, issued=date(2026, 5, 1)))
    same = "Theo Quyết định số 98/QĐ-UBND ngày 08/02/2026 của UBND Thành phố."
    assert codes(duty(same, listed, issued=date(2026, 5, 1))) == ["TT532"]


def test_the_plan_s_own_number_and_its_parent_s_need_not_be_listed():
    plan = duty("Theo Kế hoạch số 99/KH-UBND và Kế hoạch số 322/KH-UBND.", DECREE, parent="322/KH-UBND")
    assert codes(plan) == []


@pytest.mark.parametrize("named", ["Đề án 06/CP", "Nghị định số 64/CP", "Quyết định 80/TTg"])
def test_a_number_that_names_an_issuer_alone_says_nothing_against_the_word_before_it(named):
    assert codes(duty(f"Theo {named}.", LegalDocument(key="98/KH-UBND"))) == ["TT535"]


def test_a_form_to_fill_in_is_no_document():
    assert codes(duty("Gửi theo Mẫu số 01/TTr, biểu số 02/BC.", LegalDocument(key="98/KH-UBND"))) == []


def test_a_text_that_looks_like_a_number_and_is_none_is_told_with_what_was_meant():
    [one] = [f for f in findings(PLAN, messages=[message("Theo Nghị định 63/2010/ND-CP.")]) if f.code in MINE]
    assert (one.code, one.message, one.mend) == ("TT534", "tin", "write 63/2010/NĐ-CP")


# -- terms -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "hỏi cấp huyện",
        "Hỏi CẤP HUYỆN",
        "cơ quan cấp\nhuyện",
        "cơ quan cấp **huyện**",
        "đến Uỷ ban nhân dân quận Ba Đình",
        "đến Ủy ban nhân dân quận Ba Đình",
        "cấp huye\u0323\u0302n",
        "Bộ TT&TT",
    ],
)
def test_a_dead_term_is_found_in_every_writing(text):
    assert codes(PLAN, message(text)) == ["TT540"]


def test_the_form_that_stands_in_the_text_is_told():
    [(_, _, text)] = said(PLAN, message("đến UBND quận"))
    assert text == "'UBND quận' is out of use since 01/7/2025"


@pytest.mark.parametrize(
    "text",
    [
        "cấp huyền",
        "cấp huyệnn",
        "nâng cấp huy hiệu",
        "trước đây là cấp huyện",
        "cấp huyện (cũ)",
        "UBND quận Ba Đình (nay là UBND phường Ba Đình)",
        "Quyết định số 15/2024/QĐ-UBND về tiếp dân ở cấp huyện",
        "Trước ngày 01/7/2025, UBND quận làm việc này",
        "Hồ sơ nộp đến hết ngày 30 tháng 6 năm 2025 do UBND quận giữ",
        "Hồi trước, bà con hỏi cấp huyện",
        "Năm 2024, UBND quận đã cấp giấy này",
        "Thông tư số 5/2016/TT-BTTTT của Bộ Thông tin và Truyền thông hướng dẫn thi hành",
    ],
)
def test_what_only_looks_dead_or_tells_of_former_times_is_silent(text):
    assert codes(PLAN, message(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Trước ngày 15/12/2026, UBND quận báo cáo",
        "Trước ngày 15/12, UBND quận báo cáo",
        "Hồi trước khác. Nay bà con hỏi cấp huyện",
        "Năm 2026, UBND quận cấp giấy này",
        "Từ năm 2024 đến năm 2026, UBND quận cấp giấy này",
    ],
)
def test_a_term_is_dead_where_a_sentence_speaks_of_days_after_its_death(text):
    assert codes(PLAN, message(text)) == ["TT540"]


def test_behind_the_name_of_an_older_document_a_dead_term_is_dead_again():
    text = "Theo Quyết định số 15/2024/QĐ-UBND về tiếp dân ở cấp huyện. Bà con đến cấp huyện để hỏi."
    assert codes(PLAN, message(text)) == ["TT540"]


def test_the_name_of_a_listed_document_ends_where_its_title_does():
    listed = evolve(DECREE, title="Về tiếp dân ở cấp huyện")
    text = "Theo Quyết định số 15/2024/QĐ-UBND về tiếp dân ở cấp huyện, bà con đến cấp huyện để hỏi."
    assert codes(documents(listed), message(text)) == ["TT540"]


def test_the_name_of_a_document_that_is_younger_than_the_death_is_no_excuse():
    text = "Theo Quyết định số 15/2026/QĐ-UBND về tiếp dân ở cấp huyện."
    assert codes(PLAN, message(text)) == ["TT540"]


def test_a_message_is_judged_by_the_day_on_which_it_is_published():
    assert codes(PLAN, message("hỏi cấp huyện", published=date(2025, 6, 30))) == []
    assert codes(PLAN, message("hỏi cấp huyện", published=date(2025, 7, 1))) == ["TT540"]


def test_a_term_of_the_plan_is_added_to_those_of_the_library():
    term = Term(key="sms", term="tin nhắn SMS", since=date(2026, 1, 1))
    found = said(with_(terms=by_key(term)), message("gửi tin nhắn SMS"))
    assert found == [("TT540", "tin", "'tin nhắn SMS' is out of use since 01/01/2026")]


def test_a_doubtful_term_with_nothing_instead_is_to_be_looked_up():
    term = Term(key="sms", term="tin nhắn SMS", since=date(2026, 1, 1), verified=False)
    [one] = [f for f in findings(with_(terms=by_key(term)), messages=[message("gửi tin nhắn SMS")]) if f.code in MINE]
    assert (one.code, one.level.value) == ("TT542", "info")
    assert one.mend.startswith("look it up; if it is still right, write [terms.sms] into the plan")


def test_a_dead_term_with_nothing_instead_is_to_be_left_out():
    term = Term(key="sms", term="tin nhắn SMS", since=date(2026, 1, 1))
    [one] = [f for f in findings(with_(terms=by_key(term)), messages=[message("gửi tin nhắn SMS")]) if f.code in MINE]
    assert one.mend.startswith("leave it out; of former times")


def test_a_term_that_a_plan_switches_off_is_not_looked_for():
    term = Term(key="cap-huyen", term="cấp huyện", since=date(2025, 7, 1), off=True)
    assert codes(with_(terms=by_key(term)), message("hỏi cấp huyện")) == []


def test_the_plan_s_own_words_are_judged_by_its_day():
    assert said(with_(title="Tuyên truyền ở cấp huyện")) == [
        ("TT541", "plan.title", "'cấp huyện' is out of use since 01/7/2025")
    ]
    assert codes(with_(title="Tuyên truyền ở cấp huyện", issued=date(2025, 6, 1), since=date(2025, 6, 30))) == []


# -- time --------------------------------------------------------------------------------------------------------------


@pytest.mark.timed
@pytest.mark.parametrize(
    "piece",
    [
        "Nghị định số 42/2022/NĐ-CP ngày 24/6/2022 về cấp huyện ",
        "cấp huyện ",
        "63/2010/ND-CP ",
        "Quyết định số 15/2024/QĐ-UBND về tiếp dân ở cấp huyện, ",
        "trước đây là cấp huyện ",
    ],
)
def test_a_long_hostile_message_is_read_in_seconds(piece):
    text = piece * (200_000 // len(piece))
    one = message(title="Tin", summary=text)
    began = time.process_time()
    codes(PLAN, one)
    assert time.process_time() - began < 4
