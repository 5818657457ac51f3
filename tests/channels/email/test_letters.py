"""What mails say, as their readers see it: one message, digests, pictures, contacts, ways to leave; and what is told beforehand."""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.channels.email.conftest import NOW, SECRET, Office, message
from tuyentruyen.audience import Signer, Subscriber, unsubscribe
from tuyentruyen.channels.email import EmailBackend
from tuyentruyen.channels.email.layout import shade
from tuyentruyen.channels.email.pictures import picture_width
from tuyentruyen.model.findings import Level
from tuyentruyen.model.message import Media

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + bytes(40)


def read(path: Path) -> EmailMessage:
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def only(office: Office) -> EmailMessage:
    (path,) = office.mails()
    return read(path)


def bodies(mail: EmailMessage) -> tuple[str, str]:
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    found = html or next(part for part in mail.walk() if part.get_content_type() == "text/html")
    return text.get_content(), found.get_content()


def picture(office: Office, name: str, data: bytes = PNG, **more) -> Media:
    (office.folder / name).write_bytes(data)
    return Media(path=name, digest=hashlib.blake2b(data, digest_size=16).hexdigest(), length=len(data), **more)


# -- one message -------------------------------------------------------------------------------------------------------


def test_a_mail_has_one_body_in_two_forms(office: Office) -> None:
    office.settings["greeting"] = "Kính gửi {name},"
    office.table("mau@dan.example;Nguyễn Thị Mẫu")
    office.publish(
        message(
            title="Giờ làm việc mới",
            body="Mở thêm **sáng thứ Bảy**, xem [cổng](https://cong.example/gio).",
            link="https://cong.example/tin/gio/",
        )
    )
    text, html = bodies(only(office))
    for said in (
        "Kính gửi Nguyễn Thị Mẫu,",
        "sáng thứ Bảy",
        "https://cong.example/gio",
        "https://cong.example/tin/gio/",
        "024 0000 0000",
        "Ủy ban nhân dân phường Mẫu",
    ):
        assert said in text
        assert said in html
    assert "GIỜ LÀM VIỆC MỚI" in text
    assert "<strong>sáng thứ Bảy</strong>" in html
    assert 'href="tel:02400000000"' in html
    assert "<script" not in html


def test_nothing_hostile_runs(office: Office) -> None:
    office.publish(
        message(
            title='</style><script>alert(1)</script> & "x"',
            body="<script>x()</script> ![a](https://theo-doi.example/x.gif) [y](javascript:z)",
        ),
        to=[Subscriber(address="mau@dan.example", name="<img src=x onerror=y>")],
    )
    _, html = bodies(only(office))
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "onerror" not in html or "&lt;img" in html
    assert "</style><script>" not in html


def test_a_wide_table_can_be_moved_and_makes_no_letter_wider_than_its_window(office: Office) -> None:
    row = "| Sao y | trong ngày | 2.000 đồng một trang | Bộ phận Một cửa | Mang bản chính |"
    office.publish(message(body=f"| A | B | C | D | E |\n|---|---|---|---|---|\n{row}\n\nHết."), to=["mau@dan.example"])
    _, html = bodies(only(office))
    assert re.search(r'<div class="wide" style="[^"]*overflow-x:\s*auto[^"]*"><table', html)
    for outer in ("page", "sheet"):
        assert re.search(rf'class="{outer}"[^>]*table-layout:\s*fixed', html)
    assert "anywhere" not in html.partition("<table>")[2].partition("</table>")[0]


def test_who_speaks_is_who_is_answered(office: Office) -> None:
    office.publish(message(unit="tram"), to=["mau@dan.example"])
    mail = only(office)
    assert str(mail["From"]) == "Ủy ban nhân dân phường Mẫu <ban-tin@mau.example>"
    assert str(mail["Reply-To"]) == "Trạm Y tế phường Mẫu <tram@mau.example>"
    text, _ = bodies(mail)
    assert "Phản ánh, kiến nghị: Gửi tại trạm" in text


def test_each_member_of_a_group_writes_in_its_own_name(office: Office) -> None:
    office.settings |= {"sender": "tin-{unit}@mau.example", "reply_to": "hoi-{unit}@mau.example"}
    office.publish(message(unit="tram"), to=["mau@dan.example"])
    mail = only(office)
    assert str(mail["From"]).endswith("<tin-ubnd@mau.example>")
    assert str(mail["Reply-To"]) == "hoi-ubnd@mau.example"


def test_pictures_travel_along_and_are_shown(office: Office) -> None:
    media = [
        picture(office, "anh.png", alt="Một ô cửa sáng đèn"),
        picture(office, "ke-hoach.pdf", b"%PDF", media_type="application/pdf"),
    ]
    office.publish(message(media=media), to=["mau@dan.example"])
    mail = only(office)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    text, html = bodies(mail)
    (shown,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert f"cid:{shown['Content-ID'].strip('<>')}" in html
    assert 'alt="Một ô cửa sáng đèn"' in html
    assert 'width="536"' in html
    assert "[Hình: Một ô cửa sáng đèn]" in text
    assert [part.get_filename() for part in mail.iter_attachments()] == ["ke-hoach.pdf"]


def test_a_picture_of_the_body_is_shown_where_it_stands_and_not_again(office: Office) -> None:
    media = [picture(office, "anh.png", alt="Ô cửa")]
    office.publish(message(body="Trước.\n\n![Ô cửa](anh.png)\n\nSau.", media=media), to=["mau@dan.example"])
    text, html = bodies(only(office))
    assert html.count("cid:") == 1
    assert html.rindex("Trước") < html.index("cid:") < html.rindex("Sau")
    assert "cid" not in text


def test_pictures_may_be_fetched_instead(office: Office) -> None:
    office.settings |= {"pictures": "link", "base": "https://mau.example/tep/"}
    media = [picture(office, "ô cửa.png", alt="Ô cửa"), picture(office, "hai.png", PNG + b"2", alt="Hai")]
    office.publish(message(body="Trước.\n\n![Ô cửa](<ô cửa.png>)\n\nSau.", media=media), to=["mau@dan.example"])
    mail = only(office)
    _, html = bodies(mail)
    assert html.count("https://mau.example/tep/%C3%B4%20c%E1%BB%ADa.png") == 1
    assert html.count("https://mau.example/tep/hai.png") == 1
    assert "cid:" not in html
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_logo_travels_along(office: Office) -> None:
    picture(office, "logo.png")
    office.settings["logo"] = "logo.png"
    office.publish(message(), to=["mau@dan.example"])
    _, html = bodies(only(office))
    assert html.count("cid:") == 1


def test_a_city_may_lay_its_mails_out_anew_or_one_block_of_them(office: Office) -> None:
    (office.folder / "bo-cuc").mkdir()
    own = "{% extends 'base/letter.html' %}{% block foot %}<p>Chân thư {{ letter.sender }}</p>{% endblock %}"
    (office.folder / "bo-cuc" / "letter.html").write_text(own, "utf-8")
    office.settings["layouts"] = "bo-cuc"
    office.publish(message(), to=["mau@dan.example"])
    text, html = bodies(only(office))
    assert "Chân thư Ủy ban nhân dân phường Mẫu" in html
    assert "Thôi nhận thư" not in html
    assert "Thôi nhận thư" in text


@pytest.mark.parametrize(
    "wrong", ["{{ letter.khong_co }}", "{% for %}", "{{ 1 / 0 }}", "{{ ''.__class__.__mro__ }}", "{% include 'x' %}"]
)
def test_a_layout_that_cannot_be_used_is_named(office: Office, wrong: str) -> None:
    (office.folder / "bo-cuc").mkdir()
    (office.folder / "bo-cuc" / "letter.html").write_text(f"<p>\n{wrong}", "utf-8")
    office.settings["layouts"] = "bo-cuc"
    notes = []
    summary = office.publish(
        message(), to=["mau@dan.example"], on_receipt=lambda _, receipt: notes.append(receipt.note)
    )
    assert summary.rejected == 1
    assert "the layout" in notes[0]


def test_a_message_in_another_language_speaks_it(office: Office) -> None:
    office.publish(message(language="en", title="New hours", body="Open on Saturdays."), to=["mau@dan.example"])
    mail = only(office)
    text, html = bodies(mail)
    assert "Unsubscribe" in text
    assert 'lang="en"' in html
    assert mail["Content-Language"] == "en"


# -- told beforehand ---------------------------------------------------------------------------------------------------


def found(office: Office, *said, **more) -> dict[str, str]:
    return {one.code: one.text for one in EmailBackend().check(office.edition(*said, **more))}


def test_it_is_told_how_many_get_it_and_who_is_left_out_and_why(office: Office) -> None:
    office.table(
        "an@dan.example;An", "an@DAN.example;An", "khong-phai;x", "binh@dan.example;Bình;y-te", "chi@dan.example;Chi"
    )
    signer = Signer(SECRET)
    unsubscribe(
        signer.token(signer.veil("chi@dan.example")),
        secret=SECRET,
        path=office.folder / "ban-doc.thoi-nhan.txt",
        at=NOW,
    )
    summary = office.publish(message(themes=["cntt"]))
    (told,) = summary.told
    assert told.text == (
        "tin goes to 1; left out: 4 (no address that can be used: 1; asked for other themes: 1; named twice: 1; want no more: 1)"
    )
    assert [finding.place for finding in summary.left_out] == ["row 4, column A (Email)"]


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"sender": ""}, "email01"),
        ({"target": "smtp"}, "email02"),
        ({"target": "smtp", "secret": None, "smtp": {"host": "127.0.0.1"}}, "email03"),
        ({"secret": {"env": "TT_KHONG_CO"}}, "email03"),
        ({"target": "smtp", "smtp": {"host": "127.0.0.1"}, "unsubscribe": ""}, "email04"),
        ({"same_for_all": True, "greeting": "Chào {name}"}, "email05"),
        ({"digest": "month"}, "email06"),
        ({"pictures": "link"}, "email07"),
        ({"logo": "khong-co.png"}, "email08"),
        ({"subscribers": "khong-co.csv"}, "email09"),
    ],
)
def test_faults_of_the_channel_are_told_each_by_its_code(office: Office, settings, code: str) -> None:
    if code == "email01":
        office.settings["envelope"] = ""
    office.settings |= settings
    if settings.get("sender") == "":
        plan = office.plan()
        assert plan.units["ubnd"].email  # the owner's address would do
        return
    codes = {one.code for one in _checked(office) if one.level is not Level.INFO} - {"email20"}
    assert codes == {code}


def _checked(office: Office):
    return list(EmailBackend().check(office.edition(message(), to=["mau@dan.example"])))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "a\u202eb"}, "email11"),
        ({"title": "  "}, "email12"),
        ({"title": "a" * 201}, "email13"),
        ({"body": " "}, "email14"),
        ({"body": "a" * 100_001}, "email15"),
        ({"media": [Media(path="khong-co.png", digest="0" * 32)]}, "email16"),
    ],
)
def test_faults_of_a_message_leave_it_alone_out(office: Office, fields, code: str) -> None:
    summary = office.publish(message("xau", **fields), message("tot"), to=["mau@dan.example"])
    assert summary.delivered == 1
    assert [one.code for one in summary.left_out if one.message == "xau"] == [code]


def test_what_is_too_big_is_told_before(office: Office) -> None:
    office.settings["attachment_size"] = 1000
    media = [picture(office, "to.png", PNG + bytes(2000), alt="x")]
    assert "email17" in found(office, message(media=media), to=["mau@dan.example"])
    assert "email18" in found(office, message(media=[picture(office, "nho.png")]), to=["mau@dan.example"])


@pytest.mark.parametrize(
    ("data", "width"),
    [
        (PNG, 640),
        (b"GIF89a" + (300).to_bytes(2, "little") + bytes(20), 300),
        (
            b"\xff\xd8\xff\xe0\0\x10JFIF"
            + bytes(10)
            + b"\xff\xc0\0\x11\x08"
            + (480).to_bytes(2, "big")
            + (800).to_bytes(2, "big")
            + bytes(20),
            800,
        ),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", 0),
        (b"\xff\xd8" + b"\xff" * 1000, 0),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x06\0\0\x07\0\0", 0),  # mail programs do not show it
        (b"<svg/>", 0),
        (b"", 0),
    ],
)
def test_the_width_of_a_picture_is_told_by_its_first_bytes(data: bytes, width: int) -> None:
    assert picture_width(data) == width


def test_colours_are_made_lighter_and_darker() -> None:
    assert (shade("#0b5394", 1), shade("#0b5394", 0), shade("#0b5394", 2), shade("#808080", 0.5)) == (
        "#0b5394",
        "#000000",
        "#ffffff",
        "#404040",
    )
