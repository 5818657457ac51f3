"""What a feed cannot carry is told, and costs itself only."""

import feedparser
import pytest
from attrs import evolve

from tests.channels.rss.city import CITY, PICTURE, PLAN, edition, found, message, rendered
from tuyentruyen.channels.rss import RssBackend
from tuyentruyen.model.message import Media
from tuyentruyen.model.values import Html


def test_a_clean_message_has_no_findings(picture):
    said = message(media=(PICTURE, Media(url="https://hanoi.example/a.jpg")), body="a\tb\nc\u00a0d ![x](mot-cua.png)")
    assert found(edition(said, files={PICTURE.digest: picture})) == []


@pytest.mark.parametrize("field", ["title", "summary", "body"])
@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff", "\u202e"])
def test_characters_that_no_feed_can_hold_keep_their_message_out(field, char):
    poisoned = message("hong", **{field: f"Tin {char} hỏng"})
    made = edition(message(), poisoned)
    assert found(made) == [("rss03", "error", "hong")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " \n"}, "rss04"),
        ({"title": "x" * 301}, "rss05"),
        ({"body": "x" * 100_001}, "rss06"),
        ({"link": "/tin/1"}, "rss07"),
        ({"link": "javascript:alert(1)"}, "rss07"),
        ({"link": "ftp://hanoi.example/"}, "rss07"),
        ({"link": "https://hanoi.example/a b"}, "rss07"),
        ({"link": "https://hanoi.example/\x00"}, "rss07"),
        ({"media": (PICTURE,)}, "rss08"),
    ],
)
def test_what_readers_cannot_use_keeps_its_message_out(changes, code):
    assert found(edition(message(), message("hong", **changes))) == [(code, "error", "hong")]


def test_a_title_and_a_body_at_their_limit_pass():
    assert found(edition(message(title="x" * 300, body="x" * 100_000))) == []


@pytest.mark.parametrize(
    "body",
    [
        "[xem](javascript:alert(1))",
        Html('<a href="javascript:alert(1)">xem</a>'),
        Html("<a href='file:///etc/passwd'>xem</a>"),
    ],
)
def test_a_link_that_will_be_dropped_is_told_and_keeps_nothing_out(body):
    assert found(edition(message(body=body))) == [("rss10", "warning", "mot-cua")]


def test_a_relative_link_is_told_only_where_nothing_makes_it_absolute():
    assert found(edition(message(body=Html('<img src="/a.png">')))) == []
    assert found(edition(message(body=Html('<img src="/a.png">'), link=""))) == [("rss10", "warning", "mot-cua")]


def test_a_feed_that_does_not_know_where_it_lies_is_told(picture):
    made = edition(message(media=(PICTURE,)), base="", files={PICTURE.digest: picture})
    assert found(made) == [("rss02", "warning", ""), ("rss09", "warning", "mot-cua")]


def test_a_feed_that_belongs_to_no_page_cannot_be_made():
    made = edition(message(), base="", owner=evolve(CITY, link=""))
    (finding,) = RssBackend().check(made)
    assert (finding.code, finding.level.value, finding.channel) == ("rss01", "error", "tin")
    assert finding.place == "channels.tin.settings"
    assert found(evolve(made, plan=evolve(PLAN, link="https://kstthc.hanoi.example/{key}"))) == [
        ("rss02", "warning", "")
    ]


def test_every_finding_says_what_to_do_and_where():
    poisoned = evolve(message("hong", title=" "), source="content/hong.md")
    (finding,) = RssBackend().check(edition(poisoned))
    assert (finding.file, finding.message, finding.channel) == ("content/hong.md", "hong", "tin")
    assert finding.mend


def test_no_finding_echoes_a_control_character():
    made = edition(message("hong", link="javascript:\x1b[31m", body=Html('<a href="x:\x1b[2J">a</a>')))
    for finding in RssBackend().check(made):
        assert "\x1b" not in str(finding)


def test_a_poisoned_message_costs_no_other_entry():
    made = edition(message("mot"), message("hong", title="x\x00"), message("hai"))
    bad = {finding.message for finding in RssBackend().check(made) if finding.level.value == "error"}
    feed = feedparser.parse(rendered(made.without(bad))["feed.xml"])
    assert (feed.bozo, len(feed.entries)) == (False, 2)
