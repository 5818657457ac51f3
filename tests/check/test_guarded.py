"""Secrets, drafts, personal numbers and blanks are seen, and what only looks like them is not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import attrs
import pytest

from tests.check.reading import found, message, places, plan
from tuyentruyen.check.told import HEADER, TEXTS
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.findings import Level
from tuyentruyen.model.message import Withdrawal, Wording
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.terms import Term
from tuyentruyen.model.units import Successor, Unit, UnitGroup
from tuyentruyen.model.values import Html
from tuyentruyen.model.when import Ongoing

STAMPS = [
    "MẬT\n\nSố người nộp hồ sơ.", "Số liệu.\n\n**TỐI MẬT**", "[TUYỆT MẬT]", "Báo cáo (MẬT) của phường", "Độ mật: Tối mật", "ĐỘ MẬT: MẬT",
    "# TÀI LIỆU MẬT", "MẬT - không phổ biến", "TUYỆT\u00a0MẬT", "- *MẬT*",
]  # fmt: skip
NO_STAMPS = [
    "Bảo vệ bí mật nhà nước.", "BẢO VỆ BÍ MẬT NHÀ NƯỚC", "Mật độ dân cư cao.", "MẬT ĐỘ DÂN CƯ", "BẢO MẬT", "Đổi MẬT KHẨU mỗi quý",
    "Mật", "Tài liệu đóng dấu TUYỆT MẬT thì không được chụp.", "Các độ mật: tài liệu nào thuộc độ nào", "Mật ong",
]  # fmt: skip


@pytest.mark.parametrize("body", STAMPS)
def test_a_stamp_of_secrecy_keeps_the_text_out(body):
    [one] = found("TT581", message(body))
    assert (one.level, one.message, one.file) == (Level.ERROR, "tin-1", "content/tin-1.md")


@pytest.mark.parametrize("body", NO_STAMPS)
def test_the_word_for_secret_in_a_sentence_is_no_stamp(body):
    assert found("TT581", message(body)) == []


@pytest.mark.parametrize(
    "fields",
    [{"title": "MẬT: số liệu quý I"}, {"summary": "(TỐI MẬT)"}, {"only": {"trang": Wording(body="TUYỆT MẬT")}}],
)
def test_a_stamp_is_seen_in_every_text_of_a_message(fields):
    assert len(found("TT581", message(**fields))) == 1


@pytest.mark.parametrize(
    "body", ["<p><b>MẬT</b></p><p>Số liệu.</p>", "<p>M&#7852;T</p>", "<h1>T&#7888;I M&#7852;T</h1>"]
)
def test_a_stamp_is_seen_through_html_and_its_entities(body):
    assert len(found("TT581", message(Html(body)))) == 1


def test_a_text_that_was_taken_back_is_not_read():
    back = Withdrawal(at=datetime(2026, 3, 3, tzinfo=UTC), reason="nhầm")
    assert found("TT581", message("MẬT", withdrawn=back)) == []


DRAFTS = [
    "(Dự thảo)", "*(Dự thảo lần 2)*", "DỰ THẢO", "Bản nháp, chờ số liệu.", "[NHÁP]", "Dự thảo: hướng dẫn nộp hồ sơ", "# Bản dự thảo lần thứ ba",
]  # fmt: skip
NO_DRAFTS = [
    "Dự thảo Luật được lấy ý kiến người dân.", "DỰ THẢO LUẬT ĐẤT ĐAI", "Góp ý dự thảo tại cổng thông tin.", "Xóa bản nháp trong máy.",
    "Nghị định đang được dự thảo.",
]  # fmt: skip


@pytest.mark.parametrize("body", DRAFTS)
def test_a_ready_text_that_calls_itself_a_draft_is_found(body):
    assert len(found("TT582", message(body))) == 1
    assert found("TT582", message(body, status="draft")) == []


@pytest.mark.parametrize("body", NO_DRAFTS)
def test_what_a_text_says_of_a_draft_is_another_thing(body):
    assert found("TT582", message(body)) == []


PERSONS = [
    "Ông A, số 001095000123, đã nhận.", "CCCD 001 095 000 123", "số định danh cá nhân 079.195.000.123", "Căn cước số 191095000123",
    "CMND số 012345678", "012345678901.",
]  # fmt: skip
NO_PERSONS = [
    "Mã 2.000815.000.00.00.H55", "Tài khoản 001095000123 tại kho bạc", "Gọi 024 3825 3536", "Mã hồ sơ: 001095000123", "Số 0010950001234",
    "Giá 100.000.000.000 đồng", "Tổng 191095000123 lượt", "ngày 01/01/2026", "000000000000", "CMND và căn cước", "Tổng đài 1900 1009",
]  # fmt: skip


@pytest.mark.parametrize("body", PERSONS)
def test_the_number_of_a_person_is_found_and_not_said_again(body):
    [one] = found("TT583", message(body))
    digits = "".join(filter(str.isdigit, body))
    assert one.level is Level.ERROR
    assert digits[:3] in one.text
    assert digits not in one.text


@pytest.mark.parametrize("body", NO_PERSONS)
def test_another_number_is_no_person_s(body):
    assert found("TT583", message(body)) == []


@pytest.mark.parametrize(
    "body", ["Gửi về phuong.mau@gmail.com.", "Gọi 0912 345 678", "Gọi +84 912 345 678", "gọi 0912345678"]
)
def test_a_private_mailbox_or_mobile_telephone_is_found(body):
    assert len(found("TT584", message(body))) == 1


@pytest.mark.parametrize(
    "body", ["Gửi về vanthu@mau.gov.vn.", "Gọi 024 3825 3536", "Gọi 1022", "Tài khoản 19091234567890"]
)
def test_an_office_s_own_address_is_not(body):
    assert found("TT584", message(body)) == []


def test_a_mobile_telephone_that_is_a_hotline_is_the_plan_s_own():
    known = plan(units=[Unit(key="ubnd", name="UBND phường", hotline="0912.345.678 (trực 24/7)")])
    assert found("TT584", message("Gọi 0912 345 678"), plan=known) == []
    assert found("TT584", message("Gọi 0912 345 678", hotline="+84 912345678")) == []
    assert len(found("TT584", message("Gọi 0912 345 679"), plan=known)) == 1


BLANKS = [
    "Gặp ông .........", "[điền tên]", "gọi 024 xxx xxxx", "Lorem ipsum dolor", "ngày … tháng … năm 2026", "Tên: ______", "{{ ten }}", "TODO: sửa",
    "XXXXX", "09xx", "ông [họ tên]", "…", "Nộp tại:\n\n…\n",
]  # fmt: skip
NO_BLANKS = [
    "đất đai, xây dựng...",
    "Thật sao?!",
    "chờ…",
    "trang www.xxx.vn",
    "[Bấm vào đây](https://a.vn)",
    "Điều 12",
    "xx",
]


@pytest.mark.parametrize("body", BLANKS)
def test_a_blank_that_nobody_filled_in_is_found(body):
    assert len(found("TT599", message(body))) == 1
    assert found("TT599", message(body, status="draft")) == []


def test_of_an_endless_blank_the_beginning_is_told():
    (fault,) = found("TT599", message(f"Gặp ông {'x' * 20_000}"))
    assert f"Gặp ông {'x' * 60}…" in fault.text
    assert len(fault.text) < 150


@pytest.mark.parametrize("body", NO_BLANKS)
def test_what_ends_a_list_is_no_blank(body):
    assert found("TT599", message(body)) == []


def _plan_with(words):
    """A plan in which these words stand in a text of each kind of record."""
    return plan(
        funding=words,
        requirements=(words,),
        recipients=(Recipient(name=words),),
        units=[Unit(key="moi", name=words, successors=(Successor(unit="ubnd", note=words),))],
        groups=[UnitGroup(key="nhom", title=words, units=("moi",))],
        themes=[Theme(key="moi-1", title=words)],
        forms=[Form(key="bang", title=words)],
        assignments=[Assignment(key="IV.9", duties=("Nhiệm vụ.", words))],
        activities=[Activity(key="viec", title=words, form="web", themes=("dvc",), when=Ongoing())],
        channels=[Channel(key="kenh", title=words, form="web", backend="rss", owner="phong")],
        documents=[LegalDocument(key="1/2026/NĐ-CP", title=words)],
        procedures=[Procedure(key="thu-tuc", title="Thủ tục", papers=("Đơn", words))],
        terms=[Term(key="tu", term=words, since=date(2025, 7, 1))],
    )


PLACES = [
    "plan.funding", "plan.requirements[0]", "plan.recipients[0].name", "documents.1/2026/NĐ-CP.title", "units.moi.name",
    "groups.nhom.title", "themes.moi-1.title", "forms.bang.title", "assignments.IV.9.duties[1]", "activities.viec.title",
    "channels.kenh.title", "procedures.thu-tuc.papers[1]", "terms.tu.term", "units.moi.successors[0].note",
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("TT581", "Số liệu (TỐI MẬT)"),
        ("TT582", "(Dự thảo) Tin, bài"),
        ("TT583", "Ông A, căn cước 001095000123"),
        ("TT583", "Ông A, CMND 012345678"),
        ("TT584", "Gửi phuongmau@gmail.com"),
        ("TT584", "Gọi 0912 345 678"),
        ("TT599", "Tại [điền tên]"),
        ("TT598", "Phường Ðống Đa"),
        ("TT598", "Phường\u200bĐống Đa"),
    ],
)
def test_what_the_plan_itself_says_is_read_too(code, words):
    assert places(code, _plan_with(words)) == PLACES


@pytest.mark.parametrize("code", ["TT581", "TT582", "TT583", "TT584", "TT599"])
def test_a_plan_that_says_nothing_of_the_kind_is_let_be(code):
    assert places(code, _plan_with("Bảo vệ bí mật, góp ý dự thảo; tài khoản 001095000123...")) == []


def test_every_text_of_a_plan_s_records_is_read_or_is_no_text():
    no_texts = {
        "key", "type", "number", "parent", "kind", "level", "email", "link", "form", "backend", "owner", "each",
        "integrated_into", "code", "basis", "unit", "purpose", "issuer", "approval", "language", "amends", "replaces",
        "repeals", "units", "groups", "kinds", "needs", "modes", "themes", "channels", "forms", "lead", "coordinating",
        "executing", "directing", "advising", "inspecting", "requested",
    }  # fmt: skip
    records = {name: type(next(iter(getattr(_plan_with("x"), name).values()))) for name in TEXTS}
    for table, record in {**records, "plan": Plan}.items():
        fields = {one.name for one in attrs.fields(record) if one.type in ("str", "tuple[str, ...]")}
        assert fields - set(TEXTS.get(table, HEADER)) <= no_texts, table


@pytest.mark.parametrize(
    ("code", "words"),
    [("TT581", "(MẬT)"), ("TT582", "(Dự thảo)"), ("TT583", "Căn cước 001095000123"), ("TT599", "XXXX")],
)
def test_what_stands_in_the_plan_is_told_before_the_messages_that_show_it(code, words):
    known = plan(units=[Unit(key="ubnd", name=words)])
    assert [(one.place, one.message) for one in found(code, message(words), plan=known)] == [
        ("units.ubnd.name", ""),
        ("", "tin-1"),
    ]
