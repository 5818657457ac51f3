"""What plans say of addresses, pages and titles comes through exact, or is told before anything is sent."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests.channels.email.conftest import message
from tuyentruyen.channels.email import EmailBackend
from tuyentruyen.channels.email.settings import EmailSettings
from tuyentruyen.model.subscriber import Subscriber

READER = Subscriber(address="an@mau.example", name="Lê Mẫu")
BACKEND = EmailBackend()


def written(edition):
    """Head and body of the one mail."""
    (rendering,) = BACKEND.render(edition)
    head, _, body = rendering.produce().partition(b"\r\n\r\n")
    return head.decode().replace("\r\n ", " ").split("\r\n"), body.replace(b"=\r\n", b"").decode()


def field(lines, name):
    (found,) = (line.removeprefix(f"{name}: ") for line in lines if line.startswith(f"{name}: "))
    return found


def with_email(edition, address):
    """The edition, its owner reached by another address."""
    unit = evolve(edition.channel.owner, email=address)
    plan = evolve(edition.plan, units={**edition.plan.units, unit.key: unit})
    return evolve(edition, plan=plan, channel=evolve(edition.channel, owner=unit))


def codes(edition):
    return [finding.code for finding in BACKEND.check(edition) if finding.level.value != "info"]


@pytest.mark.parametrize(
    ("sender", "link"),
    [
        ("tin@hà-nội.example", "<mailto:tin@xn--h-ni-0na4517b.example?subject=unsubscribe>"),
        ("tín@mau.example", "<mailto:t%C3%ADn@mau.example?subject=unsubscribe>"),
        ("a+b%&c?d@mau.example", "<mailto:a%2Bb%25%26c%3Fd@mau.example?subject=unsubscribe>"),
        ('"a>b, c"@mau.example', "<mailto:%22a%3Eb%2C%20c%22@mau.example?subject=unsubscribe>"),
    ],
)
def test_readers_of_every_sender_can_leave_by_mail(office, sender, link):
    office.settings |= {"reply_to": sender, "unsubscribe": ""}
    head, _ = written(office.edition(message(), to=[READER]))
    assert field(head, "List-Unsubscribe") == link


def test_a_sender_of_a_vietnamese_domain_is_written_in_ascii(office):
    office.settings["sender"] = "tin@hà-nội.example"
    head, _ = written(office.edition(message(), to=[READER]))
    assert field(head, "From").endswith(" <tin@xn--h-ni-0na4517b.example>")
    assert field(head, "List-Id") == "<thu.xn--h-ni-0na4517b.example>"


def test_a_page_with_vietnamese_letters_is_an_address_of_the_web(office):
    office.settings["unsubscribe"] = "https://hà-nội.example/thôi?mã={token}"
    head, body = written(office.edition(message(), to=[READER]))
    page = "https://xn--h-ni-0na4517b.example/th%C3%B4i?m%C3%A3="
    assert field(head, "List-Unsubscribe").startswith(f"<{page}")
    assert f'href=3D"{page.replace("=", "=3D")}' in body


def test_a_page_too_long_for_a_header_is_refused():
    page = "https://mau.example/{token}/"
    assert EmailSettings(unsubscribe=page + "x" * (800 - len(page))).unsubscribe
    with pytest.raises(ValueError, match="unsubscribe is too long for a header; 800 characters are allowed"):
        EmailSettings(unsubscribe=page + "x" * (801 - len(page)))


@pytest.mark.parametrize(
    "address", ["Phòng tiếp dân", "a@mau.example; b@mau.example", "a@mau.example\r\nBcc: b@mau.example"]
)
def test_a_unit_that_cannot_be_answered_is_told_and_its_mails_go_out(office, address):
    edition = with_email(office.edition(message(), to=[READER]), address)
    assert codes(edition) == ["email10"]
    head, _ = written(edition)
    assert not [line for line in head if line.startswith(("Reply-To", "Bcc"))]
    assert field(head, "List-Unsubscribe").endswith("<mailto:ban-tin@mau.example?subject=unsubscribe>")


def test_a_unit_that_cannot_be_answered_does_no_harm_where_answers_go_elsewhere(office):
    office.settings["reply_to"] = "tra-loi@mau.example"
    assert codes(with_email(office.edition(message(), to=[READER]), "Phòng tiếp dân")) == []


def test_an_owner_without_a_usable_address_is_no_sender(office):
    office.settings["sender"] = ""
    assert codes(with_email(office.edition(message(), to=[READER]), "Phòng tiếp dân")) == ["email01", "email10"]


def test_a_title_keeps_its_blanks_that_do_not_break(office):
    head, body = written(office.edition(message(title="Từ 17\u00a0giờ\u00a000"), to=[READER]))
    assert field(head, "Subject") == "=?utf-8?B?VOG7qyAxN8KgZ2nhu53CoDAw?="
    assert "17=C2=A0GI=E1=BB=9C=C2=A000" in body  # the text part has titles in capitals


def test_a_message_cannot_ask_for_what_is_a_readers_own(office):
    stolen = "![x](https://la.example/?\ue000token\ue001)"
    head, body = written(office.edition(message(title="\ue000token\ue001\ue000x\ue001", body=stolen), to=[READER]))
    token = field(head, "List-Unsubscribe").partition("thoi?ma=")[2].partition(">")[0]
    assert len(token) > 20
    assert f"la.example/?{token}" not in body
    assert body.count(token) == 2
