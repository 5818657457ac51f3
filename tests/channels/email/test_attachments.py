"""A mail takes along what another channel has published of its message, and waits for it."""

from __future__ import annotations

import datetime
import email
import email.policy

import pytest
from attrs import evolve

from tests.channels.email.conftest import NOW, message
from tuyentruyen.channels import email as mail
from tuyentruyen.channels import rss
from tuyentruyen.channels.email import EmailBackend
from tuyentruyen.channels.email.settings import EmailSettings
from tuyentruyen.editions import editions
from tuyentruyen.model.plan import Channel
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish

POSTER = b"%PDF-1.7 \x00\xff" * 5000
POSTERS = Channel(key="ap-phich", title="Áp phích", form="dien-tu", backend="rss", owner="ubnd")
FEEDS = evolve(POSTERS, key="tin", settings={"base": "https://mau.example/tin/", "link": "https://mau.example/"})


@pytest.fixture
def desk(office):
    """Mail that takes posters along; the channel of posters stands before it."""
    office.before["ap-phich"] = POSTERS
    office.settings["attach"] = ["ap-phich/{unit}/{key}.pdf"]
    return office


def hung(office, name="ubnd/tin.pdf", data=POSTER):
    file = office.folder / "out" / "ap-phich" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def attachments(office):
    (file,) = office.mails()
    parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    return [
        (part.get_filename(), part.get_content_type(), part.get_payload(decode=True))
        for part in parsed.iter_attachments()
    ]


def told(office, *messages):
    return [(found.code, found.level.value, found.message) for found in EmailBackend().check(office.edition(*messages))
            if found.code in ("email17", "email22", "email23")]  # fmt: skip


def test_what_is_published_goes_along_under_its_name(desk):
    hung(desk)
    assert desk.publish(message(), to=["an@mau.example"]).delivered == 1
    assert attachments(desk) == [("tin.pdf", "application/pdf", POSTER)]


def test_it_is_that_of_the_unit_that_speaks(desk):
    hung(desk)
    hung(desk, "tram/tin.pdf", b"tram")
    desk.publish(message(unit="tram"), to=["an@mau.example"])
    assert attachments(desk) == [("tin.pdf", "application/pdf", b"tram")]


def test_a_mail_waits_until_it_is_there_and_then_goes_once(desk):
    first = desk.publish(message(), to=["an@mau.example"])
    assert (first.delivered, first.rejected, first.retry, desk.mails()) == (0, 0, 1, [])
    hung(desk)
    assert desk.publish(message(), to=["an@mau.example"]).delivered == 1
    assert desk.publish(message(), to=["an@mau.example"]).unchanged == 1


def test_the_wait_is_told_and_once_others_are_published_holds_the_message_back(desk):
    assert told(desk, message()) == [("email23", "info", "tin")]
    hung(desk, "ubnd/khac.pdf")
    assert told(desk, message()) == [("email23", "error", "tin")]
    hung(desk)
    assert told(desk, message()) == []


def test_what_stands_stays_while_its_attachment_is_away(desk):
    file = hung(desk)
    desk.publish(message(), to=["an@mau.example"])
    before = desk.mails()[0].read_bytes()
    file.unlink()
    desk.publish(message(body="Nội dung mới."), to=["an@mau.example"])
    assert [mail.read_bytes() for mail in desk.mails()] == [before]


def test_a_mail_in_a_folder_follows_a_poster_that_changed(desk):
    hung(desk)
    desk.publish(message(), to=["an@mau.example"])
    hung(desk, data=b"moi")
    assert desk.publish(message(), to=["an@mau.example"]).delivered == 1
    assert attachments(desk) == [("tin.pdf", "application/pdf", b"moi")]


def test_of_a_digest_each_message_brings_its_own_and_one_for_all_comes_once(desk):
    desk.settings |= {"digest": "week", "attach": ["ap-phich/{unit}/{key}.pdf", "ap-phich/lich.ics"]}
    desk.now = NOW + datetime.timedelta(days=7)
    for name in ("ubnd/a.pdf", "ubnd/b.pdf", "lich.ics"):
        hung(desk, name, name.encode())
    desk.publish(message("a"), message("b"), to=["an@mau.example"])
    assert [name for name, _, _ in attachments(desk)] == ["a.pdf", "lich.ics", "b.pdf"]


def test_they_count_in_what_a_mail_may_weigh(desk):
    desk.settings["attachment_size"] = len(POSTER) - 1
    hung(desk)
    assert told(desk, message()) == [("email17", "error", "tin")]
    desk.settings["attachment_size"] += 1
    assert told(desk, message()) == []


@pytest.mark.parametrize(
    ("pattern", "before", "found"),
    [
        ("khong-co/{key}.pdf", True, "error"),
        ("thu/{key}.eml", True, "error"),
        ("ap-phich/{key}.pdf", False, "warning"),
        ("ap-phich@{owner}/{key}.pdf", True, None),
    ],
)
def test_a_channel_that_is_none_or_comes_after_is_told(office, pattern, before, found):
    (office.before if before else office.after)["ap-phich"] = POSTERS
    office.settings["attach"] = [pattern]
    assert told(office) == ([("email22", found, "")] if found else [])


@pytest.mark.parametrize(
    "pattern",
    ["", "/etc/passwd", "../x.pdf", "ap-phich/../../x", "ap-phich", "ap-phich/{message}.pdf", "ap-phich/con", "a/b\x00c", "a//b",
     "ap-phich\\x.pdf", "ap-phich/{key", "{key}"],
)  # fmt: skip
def test_what_is_no_file_of_a_channel_is_refused(pattern):
    with pytest.raises(ValueError, match="attach"):
        EmailSettings(attach=[pattern])


def test_what_a_feed_of_the_same_run_wrote_goes_along(office):
    office.before["tin"] = FEEDS
    office.settings["attach"] = ["tin/feed.xml"]
    plugins = Plugins([("email", mail), ("rss", rss)])
    found = editions(office.plan(), (message(),), plugins, now=NOW, out=office.folder / "out")
    office.table("an@mau.example;Lê Mẫu;;01/01/2022")
    both = [evolve(edition, audience=lambda _: ["an@mau.example"]) for edition in found]
    publish(both, plugins=plugins, ledger=office.ledger, by="Nguyễn Thị Mẫu", clock=lambda: office.time)
    feed = (office.folder / "out" / "tin" / "feed.xml").read_bytes()
    assert [data for _, _, data in attachments(office)] == [feed]


@pytest.mark.parametrize("unit", ["../..", "../../bi-mat", "khong-co"])
def test_a_unit_that_the_plan_does_not_know_leads_to_no_other_file(desk, unit):
    for name in ("out/ap-phich/x", "bi-mat/tin.pdf", "tin.pdf"):
        (desk.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (desk.folder / name).write_bytes(b"bi mat")
    hung(desk)
    desk.publish(message(unit=unit), to=["an@mau.example"])
    assert attachments(desk) == [("tin.pdf", "application/pdf", POSTER)], "that of the owner, who speaks in its place"
