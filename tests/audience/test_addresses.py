"""What an e-mail address is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.audience import mailbox


@pytest.mark.parametrize(
    ("text", "address", "key"),
    [
        ("an.nguyen@mau.example", "an.nguyen@mau.example", "an.nguyen@mau.example"),
        ("  An.Nguyen@MAU.Example ", "An.Nguyen@mau.example", "an.nguyen@mau.example"),
        ("a@người-việt.vn", "a@xn--ngi-vit-t8b1418dfga.vn", "a@xn--ngi-vit-t8b1418dfga.vn"),
        ("a@NGƯỜI-VIỆT.vn", "a@xn--ngi-vit-t8b1418dfga.vn", "a@xn--ngi-vit-t8b1418dfga.vn"),
        ("a@ngươ\u0300i-viê\u0323t.vn", "a@xn--ngi-vit-t8b1418dfga.vn", "a@xn--ngi-vit-t8b1418dfga.vn"),
        ('"an.nguyen"@mau.example', "an.nguyen@mau.example", "an.nguyen@mau.example"),
        ('"an nguyen"@mau.example', '"an nguyen"@mau.example', '"an nguyen"@mau.example'),
        ('"an\\"x"@mau.example', '"an\\"x"@mau.example', '"an\\"x"@mau.example'),
        ("nguyễn@mau.example", "nguyễn@mau.example", "nguyễn@mau.example"),
        ("Nguyễn@mau.example", "Nguyễn@mau.example", "nguyễn@mau.example"),
        ("a+b=c@mau.example.", "a+b=c@mau.example", "a+b=c@mau.example"),
    ],
)
def test_addresses_are_taken_apart(text: str, address: str, key: str) -> None:
    box = mailbox(text)
    assert (box.address, box.key) == (address, key)
    assert box.needs_utf8 is not address.isascii()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no @"),
        ("an", "no @"),
        ("@mau.example", "before the @"),
        ("an@", "no dot"),
        ("an@mau", "no dot"),
        ("an@mau.1", "cannot be a domain"),
        ("an@[127.0.0.1]", "cannot be a domain"),
        ("an@-mau.example", "cannot be a domain"),
        ("an@mau..example", "cannot be a domain"),
        ("an@" + "x" * 64 + ".example", "cannot be a domain"),
        ("an@đ" + "x" * 64 + ".example", "cannot be a domain"),
        ("an@faß.example", "in two ways"),
        ("an@" + "x." * 130 + "example", "bytes"),
        ("x" * 60 + "@" + "x." * 95 + "example", "254 bytes"),
        ("x" * 65 + "@mau.example", "64 bytes"),
        ("đ" * 33 + "@mau.example", "64 bytes"),
        ("an nguyen@mau.example", "name of a mailbox"),
        (".an@mau.example", "name of a mailbox"),
        ("an.@mau.example", "name of a mailbox"),
        ("a..n@mau.example", "name of a mailbox"),
        ("an,binh@mau.example", "name of a mailbox"),
        ("an@mau.example, binh@mau.example", "name of a mailbox"),
        ("An <an@mau.example>", "name of a mailbox"),
        ("mailto:an@mau.example", "name of a mailbox"),
        ("an\r\nBcc: x@mau.example", "characters"),
        ("an\0@mau.example", "characters"),
        ("an\u202e@mau.example", "characters"),
        ("an\ufffd@mau.example", "characters"),
        ("an\ud800@mau.example", "characters"),
    ],
)
def test_what_is_no_address_is_refused_with_a_reason_that_does_not_repeat_it(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as fault:
        mailbox(text)
    assert not text or text not in str(fault.value)


@given(st.text(max_size=80) | st.from_regex(r"\A[\w.+\"\\ -]{0,20}@[\w.-]{0,30}\Z"))
def test_whatever_is_taken_can_be_sent_to(text: str) -> None:
    try:
        box = mailbox(text)
    except ValueError:
        return
    assert box.domain.isascii()
    assert not set(box.address) & set("\r\n\0\t")
    assert len(box.address.encode()) <= 254
    assert mailbox(box.address) == box
    assert mailbox(box.key).key == box.key
