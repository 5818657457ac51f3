"""Digests: one mail for a week or a month, with what each reader asked for, and room for its files."""

from __future__ import annotations

import datetime

import pytest
from attrs import evolve

from tests.channels.email.conftest import NOW, SECRET, Office, message
from tests.channels.email.test_letters import PNG, bodies, only, picture, read
from tuyentruyen.audience import Signer, unsubscribe
from tuyentruyen.channels.email import EmailBackend
from tuyentruyen.channels.email.digest import issues
from tuyentruyen.channels.email.mailing import Desk


def test_a_week_is_one_mail_when_it_is_over_and_each_reader_gets_what_they_asked_for(office: Office) -> None:
    office.settings["digest"] = "week"
    office.channel["catch_up"] = 14
    office.table("an@dan.example;An;;", "binh@dan.example;Bình;y-te;", "chi@dan.example;Chi;;")
    said = [
        message("mot", themes=["cntt"], published=NOW - datetime.timedelta(days=2)),
        message("hai", themes=["y-te"], published=NOW - datetime.timedelta(days=1), urgent=True),
    ]
    assert office.publish(*said).delivered == 0
    office.now = NOW + datetime.timedelta(days=5)
    signer = Signer(SECRET)
    unsubscribe(
        signer.token(signer.veil("chi@dan.example"), "y-te"),
        secret=SECRET,
        path=office.folder / "ban-doc.thoi-nhan.txt",
        at=NOW,
    )
    assert office.publish(*said).delivered == 3
    mails = {str(read(path)["To"]): read(path) for path in office.mails()}
    text, html = bodies(mails["An <an@dan.example>"])
    assert str(mails["An <an@dan.example>"]["Subject"]) == "02 tin từ 18/4/2022 đến 24/4/2022"
    assert text.index("TIN HAI") < text.index("TIN MOT")
    assert html.count('class="item"') == 2 or html.count('id="tin-') == 2
    assert str(mails["Bình <binh@dan.example>"]["Subject"]) == "01 tin từ 18/4/2022 đến 24/4/2022"
    assert "TIN MOT" in bodies(mails["Chi <chi@dan.example>"])[0]
    assert "TIN HAI" not in bodies(mails["Chi <chi@dan.example>"])[0]
    assert office.publish(*said).unchanged == 3


def test_a_digest_has_for_each_what_plugins_name_them_for(office: Office) -> None:
    office.settings["digest"] = "week"
    edition = office.edition(message("mot"), message("hai"))
    edition = evolve(
        edition, now=NOW + datetime.timedelta(days=7), audience=lambda m: ["an@dan.example", f"{m.key}@dan.example"]
    )
    desk = Desk(edition)
    (mailing,) = desk.mailings()
    got = {one.mailbox.local: sorted(m.key for m in one.messages) for one in desk.selection(mailing)}
    assert got == {"an": ["hai", "mot"], "mot": ["mot"], "hai": ["hai"]}


@pytest.mark.parametrize(
    ("units", "answers"),
    [
        (["tram", "tram"], "Trạm Y tế phường Mẫu <tram@mau.example>"),
        (["tram", "ubnd"], "Ủy ban nhân dân phường Mẫu <hop-thu@mau.example>"),
    ],
)
def test_answers_to_a_digest_go_to_who_can_be_asked_about_all_of_it(office: Office, units, answers: str) -> None:
    office.settings["digest"] = "week"
    office.channel["catch_up"] = 14
    office.now = NOW + datetime.timedelta(days=7)
    office.publish(*[message(f"t{n}", unit=unit) for n, unit in enumerate(units)], to=["mau@dan.example"])
    mail = only(office)
    assert str(mail["Reply-To"]) == answers
    assert f"<mailto:{answers.partition('<')[2][:-1]}?" in str(mail["List-Unsubscribe"])


def test_advertising_has_a_digest_of_its_own_and_holds_up_no_other(office: Office) -> None:
    office.settings["digest"] = "week"
    office.channel["catch_up"] = 14
    office.now = NOW + datetime.timedelta(days=7)
    office.table("an@dan.example;An;;01/01/2022", "binh@dan.example;Bình;;")
    said = [message("tin"), message("hang", advertising=True)]
    assert office.publish(*said).delivered == 3
    subjects = {(str(mail["To"]), str(mail["Subject"])[:7]): bodies(mail)[0] for mail in map(read, office.mails())}
    assert set(subjects) == {
        ("An <an@dan.example>", "01 tin "), ("Bình <binh@dan.example>", "01 tin "), ("An <an@dan.example>", "[QC] 01"),
    }  # fmt: skip
    assert "TIN HANG" not in subjects["An <an@dan.example>", "01 tin "]
    assert "TIN TIN" not in subjects["An <an@dan.example>", "[QC] 01"]


@pytest.mark.parametrize(
    ("period", "names"),
    [("week", ["2021-w52", "2022-w01", "2022-w09"]), ("month", ["2022-01", "2022-02"])],
)
def test_periods_are_those_of_the_calendar(period: str, names: list[str]) -> None:
    days = ("2022-01-02T23:59:59", "2022-01-03T00:00:00", "2022-02-28T12:00:00", "2022-03-07T00:00:00")
    said = [message(f"t{n}", published=datetime.datetime.fromisoformat(f"{day}+07:00")) for n, day in enumerate(days)]
    now = datetime.datetime.fromisoformat("2022-03-07T00:00:00+07:00")
    assert [issue.name for issue in issues(said, period, now=now)] == names
    before = now - datetime.timedelta(microseconds=1)
    assert [issue.name for issue in issues(said, period, now=before)] == names[:2]


def test_of_a_digest_goes_what_there_is_room_for(office: Office) -> None:
    office.settings |= {"digest": "week", "attachment_size": 3000}
    office.channel["catch_up"] = 14
    office.now = NOW + datetime.timedelta(days=7)
    one, two = (picture(office, f"{n}.png", PNG + bytes([n]) * 2000, alt="x") for n in (1, 2))
    said = [message("a", media=[one]), message("b", media=[two]), message("c", media=[one])]
    edition = office.edition(*said, to=["mau@dan.example"])
    told = [(one.code, one.message) for one in EmailBackend().check(edition)]
    assert told == [("email17", "b"), ("email20", "")]
    assert "2022-w16" in next(iter(EmailBackend().check(edition))).text
