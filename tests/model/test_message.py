"""What is said, once: from when until when, and which text a person approved."""

from __future__ import annotations

import datetime

import pytest
from attrs import evolve

from tuyentruyen.model.message import Approval, Media, Message, Withdrawal, Wording
from tuyentruyen.model.values import Html
from tuyentruyen.text import VIETNAM

NOON = datetime.datetime(2022, 4, 1, 12, tzinfo=VIETNAM)
SECOND = datetime.timedelta(seconds=1)
TIN = Message(key="tin", title="Tin", body="Nội dung", published=NOON)


def test_four_fields_make_a_message():
    assert (TIN.language, TIN.status, TIN.revision, TIN.themes) == ("vi", "ready", 1, ())


def test_a_message_is_released_when_it_is_published_and_no_embargo_holds_it():
    assert TIN.released == NOON
    assert evolve(TIN, embargo=NOON - SECOND).released == NOON
    assert evolve(TIN, embargo=NOON + SECOND).released == NOON + SECOND


def test_a_message_that_expires_on_a_day_stands_through_that_day():
    assert evolve(TIN, expires=datetime.date(2022, 4, 30)).expires == datetime.datetime(2022, 5, 1, tzinfo=VIETNAM)


def test_a_message_is_withdrawn_from_the_moment_on():
    made = evolve(TIN, withdrawn=Withdrawal(at=NOON, reason="Sai"))
    assert [made.is_withdrawn(moment) for moment in (NOON - SECOND, NOON, NOON + SECOND)] == [False, True, True]


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Tin khác"}, {"summary": "x"}, {"body": "Khác"}, {"hotline": "1022"}, {"link": "https://a.example/"},
        {"only": {"loa": Wording(body="Xin chào")}}, {"media": [Media(path="a.png", alt="Ảnh")]},
    ],
)  # fmt: skip
def test_a_changed_text_is_unapproved_again(change):
    approved = evolve(TIN, approval=Approval(by="A", at=NOON, digest=TIN.text_digest))
    assert approved.is_approved()
    assert not evolve(approved, **change).is_approved()


@pytest.mark.parametrize(
    "change", [{"published": NOON + SECOND}, {"themes": ["cntt"]}, {"status": "draft"}, {"source": "a.md"}]
)
def test_what_is_no_text_leaves_the_approval(change):
    approved = evolve(TIN, approval=Approval(by="A", at=NOON, digest=TIN.text_digest))
    assert evolve(approved, **change).is_approved()


@pytest.mark.parametrize(
    "change",
    [{"title": "x"}, {"body": Html("Nội dung")}, {"published": NOON + SECOND}, {"themes": ["a"]}, {"link": "https://a.example/"}, {"revision": 2},
     {"urgent": True}, {"abbreviations": {"TTHC": "thủ tục"}}, {"media": [Media(url="https://a.example/a.png")]}, {"updated": NOON}],
)  # fmt: skip
def test_whatever_a_rendering_can_show_changes_the_digest(change):
    assert evolve(TIN, **change).digest != TIN.digest


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"title": 5}, "title must be text, not int"),
        ({"body": None}, "body must be text, not NoneType"),
        (
            {"published": "28/3/2022"},
            "published must be a date and time with an offset, such as 2022-04-01T08:00:00+07:00",
        ),
        ({"status": "released"}, "status is 'released', not one of ready, draft"),
        ({"revision": 0}, "revision is 0, not from 1 to 1000000"),
        ({"key": "../x"}, "key '../x' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
    ],
)
def test_a_message_out_of_its_bounds_is_refused_in_a_sentence(fields, fault):
    with pytest.raises((ValueError, TypeError)) as caught:
        evolve(TIN, **fields)
    assert str(caught.value) == fault


def test_a_time_without_an_offset_is_vietnamese():
    assert evolve(TIN, published=datetime.datetime(2022, 4, 1, 12)).published == NOON
