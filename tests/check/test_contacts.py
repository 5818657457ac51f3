"""Telephone numbers can be dialled, mail addresses reached, pages are encrypted."""

from __future__ import annotations

import pytest

from tests.check.reading import found, message, plan
from tuyentruyen.check.contacts import is_telephone
from tuyentruyen.model.units import Unit


@pytest.mark.parametrize(
    "text",
    [
        "1022", "024 3825 3536", "(024) 3825.3536", "+84 24 3825 3536", "1900 1009 (miễn phí)", "024 0000 0000 (mẫu)", "0243825-3536",
        "1022; 024 3825 3536", "024 3825 3536, 024 3825 3537", "024 3825 3536 máy lẻ 12", "Tổng đài: 1022", "1022 hoặc 0912 345 678", "113/114",
    ],
)  # fmt: skip
def test_what_can_be_dialled_is_a_telephone_number(text):
    assert is_telephone(text)


@pytest.mark.parametrize(
    "text",
    ["theo số của phường", "24", "vanthu@mau.vn", "0123456789012345", "1022 1022 1022 1022", "024-38O5", "(mẫu)"],
)
def test_what_cannot_be_dialled_is_none(text):
    assert not is_telephone(text)


@pytest.mark.parametrize(
    ("email", "count"),
    [
        ("vanthu@mau.gov.vn", 0),
        ("a.b-c+d@xn--mau.vn", 0),
        ("vanthu.mau.vn", 1),
        ("vanthu@mau", 1),
        ("a b@mau.vn", 1),
        ("a@b@mau.vn", 1),
    ],
)
def test_a_mail_address_has_a_name_and_a_domain(email, count):
    assert len(found("TT527", plan=plan(units=[Unit(key="a", name="A", email=email)]))) == count


def test_hotlines_of_units_and_messages_are_looked_at():
    wrong = plan(units=[Unit(key="a", name="A", hotline="gọi phường")])
    assert [(one.place, one.message) for one in found("TT527", message(hotline="số phường"), plan=wrong)] == [
        ("units.a.hotline", ""),
        ("", "tin-1"),
    ]


def test_pages_that_are_not_encrypted_are_remarked():
    open_ = plan(units=[Unit(key="a", name="A", link="HTTP://a.vn/")], link="http://a.vn/{key}")
    assert [(one.place, one.message) for one in found("TT528", message(link="http://a.vn/1"), plan=open_)] == [
        ("plan.link", ""),
        ("units.a.link", ""),
        ("", "tin-1"),
    ]
    assert found("TT528", message(link="https://a.vn/1"), plan=plan(link="https://a.vn/{key}")) == []
