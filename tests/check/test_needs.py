"""A message brings what its form needs: a hotline, a place for feedback, words for pictures."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.check.reading import PLAN, found, message, plan
from tuyentruyen.check.case import Case
from tuyentruyen.check.needs import forms_of
from tuyentruyen.model.findings import Messages
from tuyentruyen.model.message import Media
from tuyentruyen.model.plan import Activity, Channel, Form
from tuyentruyen.model.units import Unit
from tuyentruyen.model.values import Html
from tuyentruyen.model.when import Ongoing

NEEDY = plan(forms=[Form(key="loa", title="Loa truyền thanh", kinds=("grassroots",), needs=("hotline", "feedback"))])


def texts(*messages, plan=NEEDY):
    return [one.text for one in found("TT580", *messages, plan=plan)]


def test_a_grassroots_text_without_both_says_so_in_one_finding():
    [one] = texts(message(activity="phat"))
    assert one.startswith(
        "it gives citizens no hotline and it does not say where to send feedback (phản ánh, kiến nghị), "
    )
    assert one.endswith("which “Loa truyền thanh” must")


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"hotline": "024 0000 0001"}, "feedback"),
        ({"body": "Góp ý xin gửi tổ trưởng."}, "hotline"),
        ({"body": "Gọi 1022 để phản ánh."}, ""),
        ({"body": "Gọi 024 3825 3536 nếu có kiến nghị."}, ""),
        ({"body": "Thửa đất số 024/2026, 100.000.000 đồng; phản ánh tại phường."}, "hotline"),
    ],
)
def test_what_the_text_says_itself_is_not_missing(fields, missing):
    said = texts(message(activity="phat", **fields))
    assert len(said) == bool(missing)
    assert all({"feedback": "feedback", "hotline": "no hotline"}[missing] in one for one in said)


@pytest.mark.parametrize("key", ["ubnd", "to-1"])
def test_the_hotline_of_its_unit_or_of_the_issuer_will_do(key):
    unit = evolve(PLAN.units[key], hotline="024 0000 0001", feedback="tại phường")
    assert texts(message(activity="phat", unit="to-1"), plan=evolve(NEEDY, units={**NEEDY.units, key: unit})) == []


def test_another_form_needs_nothing():
    assert texts(message(activity="tin")) == []


def test_a_text_without_activity_goes_out_in_the_forms_of_the_channels_it_reaches():
    by_ear = evolve(
        NEEDY, channels={**NEEDY.channels, "loa": Channel(key="loa", form="loa", backend="rss", owner="to-1")}
    )
    case = Case(by_ear, None, Messages(items=()))
    assert [form.key for form in forms_of(case, message(activity=""))] == ["web", "loa"]
    assert [form.key for form in forms_of(case, message(activity="", channels=("trang",)))] == ["web"]
    assert [form.key for form in forms_of(case, message(activity="tin", channels=("loa@to-1",)))] == ["web", "loa"]


def test_an_urgent_text_names_a_number():
    assert len(found("TT591", message(urgent=True))) == 1
    assert found("TT591", message()) == []
    assert found("TT591", message("Gọi 1022 ngay.", urgent=True)) == []
    known = plan(units=[Unit(key="ubnd", name="UBND phường", hotline="1022")])
    assert found("TT591", message(urgent=True), plan=known) == []


def test_advertising_goes_by_mail_or_sms_alone():
    by_mail = plan(
        forms=[Form(key="thu", title="Thư", kinds=("email", "sms"))],
        activities=[Activity(key="moi", title="Mời", form="thu", themes=("*",), when=Ongoing())],
    )
    assert len(found("TT592", message(advertising=True), plan=by_mail)) == 1
    assert found("TT592", message(advertising=True, activity="moi"), plan=by_mail) == []
    assert len(found("TT592", message(advertising=True, activity="moi", channels=("trang",)), plan=by_mail)) == 1
    assert found("TT592", message(), plan=by_mail) == []


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("![](https://a.vn/a.png)", 1),
        ("![ ](a.png) và ![](b.png)", 2),
        (Html("<p><img src='a.png'></p>"), 1),
        ("![Màn hình](a.png)", 0),
        ("`![](a.png)`", 0),
        ("Chào! [đây](a.png)", 0),
        (Html("<p><img src='a.png' alt='Màn hình'></p>"), 0),
    ],
)
def test_a_picture_in_the_text_has_words(body, count):
    several = found("TT586", message(body))
    assert [one.text for one in several] == (
        [f"pictures in its text have no alternative text: {count}"] if count else []
    )


def test_a_picture_beside_the_text_has_words_and_a_document_needs_none():
    media = (
        Media(path="content/a.png"), Media(url="https://a.vn/B.JPG"), Media(path="content/c.png", alt="Màn hình"), Media(path="content/d.pdf"),
    )  # fmt: skip
    assert [one.text for one in found("TT586", message(media=media))] == [
        "the picture content/a.png has no alternative text",
        "the picture https://a.vn/B.JPG has no alternative text",
    ]
