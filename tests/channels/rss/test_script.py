"""A feed out of messages, without a plan."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest

from tuyentruyen import Html, Message, RenderError, feed
from tuyentruyen.channels.rss import LeftOutWarning

SCRIPTS = Path(__file__).parents[3] / "examples" / "scripts"
ASK = {"title": "Tin phường", "link": "https://phuong.example/", "self_link": "https://phuong.example/feed.xml"}
TWO = [
    Message(key="mot", title="Tin một", body="Chào **bạn**.", published=datetime.date(2022, 4, 5)),
    Message(key="hai", title="Tin hai", body=Html("<p>Chào</p>"), published=datetime.datetime(2022, 4, 6, 8)),
]


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_feed_needs_key_title_body_and_date_only(form):
    found = feedparser.parse(feed(TWO, **ASK, format=form))
    assert not found.bozo
    assert [entry.title for entry in found.entries] == ["Tin hai", "Tin một"]
    assert found.entries[1].content[0].value == "<p>Chào <strong>bạn</strong>.</p>"
    assert (found.feed.title, found.feed.link) == ("Tin phường", "https://phuong.example/")
    assert {link.href for link in found.feed.links if link.rel == "self"} == {"https://phuong.example/feed.xml"}
    assert found.feed.language == "vi"


def test_a_json_feed_too():
    found = json.loads(feed(TWO, **ASK, format="json", hub="https://hub.example/", language="en"))
    assert [item["title"] for item in found["items"]] == ["Tin hai", "Tin một"]
    assert [item["language"] for item in found["items"]] == ["vi", "vi"]
    assert found["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_the_limit_keeps_the_newest():
    assert [entry.title for entry in feedparser.parse(feed(TWO, **ASK, limit=1)).entries] == ["Tin hai"]
    assert feedparser.parse(feed(TWO, **ASK, limit=0)).entries == []


def test_themes_are_shown_by_their_titles():
    said = [Message(key="mot", title="Tin", body="", published=datetime.date(2022, 4, 5), themes=("cntt", "dat-dai"))]
    found = feedparser.parse(feed(said, **ASK, themes={"cntt": "Công nghệ thông tin"}))
    assert [tag.term for tag in found.entries[0].tags] == ["Công nghệ thông tin", "dat-dai"]


def test_ids_come_from_the_identity_where_one_is_given():
    def ids(**more):
        return {entry.id for entry in feedparser.parse(feed(TWO, **{**ASK, **more})).entries}

    assert ids() != ids(link="https://khac.example/")
    assert ids(identity="phuong") == ids(
        identity="phuong", link="https://khac.example/", self_link="https://khac.example/f"
    )
    assert ids() == ids(self_link="https://phuong.example/khac.xml")


def test_a_poisoned_message_is_told_and_costs_no_other():
    poisoned = Message(key="hong", title="x\x00", body="", published=datetime.date(2022, 4, 7))
    with pytest.warns(LeftOutWarning, match=r"hong is left out: the title of hong holds U\+0000") as told:
        made = feed([*TWO, poisoned], **ASK)
    assert told[0].filename == __file__
    assert len(feedparser.parse(made).entries) == 2


def test_a_strict_feed_refuses_instead():
    poisoned = Message(key="hong", title="Tin", body="", published=datetime.date(2022, 4, 7), link="javascript:x")
    with pytest.raises(RenderError, match="the link of hong leads nowhere"):
        feed([*TWO, poisoned], **ASK, strict=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "x\x00"},
        {"link": ""},
        {"link": "phuong.example"},
        {"self_link": "feed.xml"},
        {"self_link": ""},
        {"hub": "javascript:x"},
        {"format": "rdf"},
        {"author": "\x1b"},
    ],
)
def test_what_no_feed_can_be_made_with_is_refused(wrong):
    with pytest.raises(ValueError, match="title|link|hub|format|author"):
        feed(TWO, **{**ASK, **wrong})


def test_no_messages_make_an_empty_feed_that_is_always_the_same():
    assert feed([], **ASK) == feed([], **ASK)
    assert feedparser.parse(feed([], **ASK, format="atom")).feed.updated == "1970-01-01T00:00:00+07:00"


@pytest.mark.parametrize(
    ("name", "expected"), [("messages", ["Giờ làm việc", "Sao y ở phường"]), ("articles", ["Lịch tiếp dân"])]
)
def test_the_examples_run_and_are_short(name, expected):
    path = SCRIPTS / f"feed_of_{name}.py"
    made = subprocess.run([sys.executable, "-W", "error", str(path)], capture_output=True, check=True).stdout
    assert [entry.title for entry in feedparser.parse(made).entries] == expected
    code = [
        line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith('"""')
    ]
    assert len(code) <= 12
