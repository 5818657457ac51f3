"""Feeds of an edition, read back by feedparser and json."""

import datetime
import json
import re

import feedparser
import pytest
from attrs import evolve

from tests.channels.rss.city import (
    BASE,
    CHANNEL,
    CITY,
    DISTRICT,
    OFFICE,
    PICTURE,
    PLAN,
    edition,
    message,
    prints,
    rendered,
)  # fmt: skip
from tuyentruyen.channels.rss import RssBackend
from tuyentruyen.model.message import Media
from tuyentruyen.model.values import Html
from tuyentruyen.text import VIETNAM

PARSED = {"rss": "feed.xml", "atom": "atom.xml"}


def parsed(made, form="rss", path=None):
    feed = feedparser.parse(rendered(made)[path or PARSED[form]])
    assert not feed.bozo, feed.bozo_exception
    return feed


def titles(feed):
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_what_a_message_says_is_read_back(form):
    said = message(
        title="Nộp hồ sơ & nhận kết quả", summary="Từ thứ Hai, ai cũng < 5 phút.", themes=("cntt",), unit="so-tttt",
        updated=datetime.datetime(2022, 4, 7, 9, 30),
    )  # fmt: skip
    feed = parsed(edition(said), form)
    (entry,) = feed.entries
    assert entry.title == "Nộp hồ sơ & nhận kết quả"
    assert entry.link == "https://kstthc.hanoi.example/tin/mot-cua/"
    assert entry.summary == "Từ thứ Hai, ai cũng &lt; 5 phút."
    assert entry.content[0].value == (
        "<p>Người dân <strong>có thể</strong> nộp hồ sơ.</p>\n"
        '<p>Xem <a href="https://hanoi.example/lich?a=1&amp;b=2">lịch</a>.</p>'
    )
    assert entry.published_parsed[:6] == (2022, 4, 5, 1, 0, 0)
    assert entry.author == "Sở Thông tin và Truyền thông"
    assert [tag.label or tag.term for tag in entry.tags] == ["Ứng dụng CNTT & dịch vụ công trực tuyến"]


def test_atom_tells_when_a_message_was_changed():
    changed = message(updated=datetime.datetime(2022, 4, 7, 9, 30))
    feed = parsed(edition(changed), "atom")
    assert feed.entries[0].updated == "2022-04-07T09:30:00+07:00"
    assert feed.feed.updated == "2022-04-07T09:30:00+07:00"


def test_rss_dates_are_in_english_with_a_numeric_offset():
    data = rendered(edition(message()))["feed.xml"].decode()
    assert "<pubDate>Tue, 05 Apr 2022 08:00:00 +0700</pubDate>" in data
    assert "<lastBuildDate>Tue, 05 Apr 2022 08:00:00 +0700</lastBuildDate>" in data


def test_the_feed_says_what_it_is_and_where_it_lies():
    made = edition(message(), hub="https://hub.example/", description="Tin hằng ngày")
    for form, path in PARSED.items():
        feed = parsed(made, form).feed
        assert (feed.title, feed.subtitle, feed.language) == ("Tin kiểm soát TTHC", "Tin hằng ngày", "vi")
        links = {(link.rel, link.get("type"), link.href) for link in feed.links}
        assert ("self", {"rss": "application/rss+xml", "atom": "application/atom+xml"}[form], BASE + path) in links
        assert any(link.rel == "hub" and link.href == "https://hub.example/" for link in feed.links)
        assert ("alternate", "application/feed+json", BASE + "feed.json") in links
        assert feed.link == "https://hanoi.example/"


def test_json_feed_holds_the_same():
    said = message(media=(Media(url="https://hanoi.example/a.mp3", media_type="audio/mpeg", length=9, alt="Bản đọc"),))
    feed = json.loads(rendered(edition(said, hub="https://hub.example/"))["feed.json"])
    (item,) = feed.pop("items")
    assert feed == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Tin kiểm soát TTHC",
        "home_page_url": "https://hanoi.example/",
        "feed_url": BASE + "feed.json",
        "description": "Tin kiểm soát TTHC",
        "language": "vi",
        "authors": [{"name": "Ủy ban nhân dân thành phố Hà Nội", "url": "https://hanoi.example/"}],
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
    }
    assert item["url"] == "https://kstthc.hanoi.example/tin/mot-cua/"
    assert item["date_published"] == "2022-04-05T08:00:00+07:00"
    assert item["summary"] == "Người dân có thể nộp hồ sơ. Xem lịch."
    assert item["attachments"] == [
        {"url": "https://hanoi.example/a.mp3", "mime_type": "audio/mpeg", "title": "Bản đọc", "size_in_bytes": 9}
    ]


def test_an_enclosure_keeps_relation_type_and_length(picture):
    said = message(media=(PICTURE, Media(url="https://hanoi.example/b.pdf", rel="related", length=7)))
    made = edition(said, files={PICTURE.digest: picture})
    address = f"{BASE}media/{'ab' * 16}-mot-cua.png"
    atom = [link for link in parsed(made, "atom").entries[0].links if link.rel != "alternate"]
    assert [(link.rel, link.type, link.length, link.href) for link in atom] == [
        ("enclosure", "image/png", "4", address),
        ("related", "application/pdf", "7", "https://hanoi.example/b.pdf"),
    ]
    assert atom[0].title == 'Bộ phận "Một cửa"'
    rss = parsed(made).entries[0].enclosures
    assert [(enclosure.type, enclosure.length, enclosure.href) for enclosure in rss] == [("image/png", "4", address)]
    assert rendered(made)[f"media/{'ab' * 16}-mot-cua.png"] == b"\x89PNG"


def test_a_picture_in_the_text_is_found_where_it_is_published(picture):
    said = message(body="Ảnh: ![Một cửa](mot-cua.png)", media=(PICTURE,))
    html = parsed(edition(said, files={PICTURE.digest: picture})).entries[0].content[0].value
    assert f'src="{BASE}media/{"ab" * 16}-mot-cua.png"' in html


def test_relative_links_of_an_article_are_seen_from_its_page():
    said = message(body=Html('<a href="/lich">a</a><a href="phu-luc.pdf">b</a><a href="//cdn.example/x">c</a>'))
    html = rendered(edition(said))["feed.json"].decode()
    for address in (
        "https://kstthc.hanoi.example/lich",
        "https://kstthc.hanoi.example/tin/mot-cua/phu-luc.pdf",
        "https://cdn.example/x",
    ):
        assert address in html


def test_addresses_are_uris_in_a_feed():
    said = message(
        link="https://hà-nội.example/thủ-tục?k=đ&a=%20#ý", media=(Media(url="https://hanoi.example/ảnh.jpg"),)
    )
    (entry,) = parsed(edition(said), "atom").entries
    assert entry.link == "https://xn--h-ni-0na4517b.example/th%E1%BB%A7-t%E1%BB%A5c?k=%C4%91&a=%20#%C3%BD"
    assert entry.enclosures[0].href == "https://hanoi.example/%E1%BA%A3nh.jpg"


def test_an_address_that_cannot_be_joined_or_written_otherwise_stays_out_of_the_way():
    said = message(body=Html('<a href="//[x">a</a>'), link="https://hội..example/ý")
    (entry,) = parsed(edition(said), "atom").entries
    assert entry.link == "https://hội..example/%C3%BD"
    assert entry.content[0].value == "<a>a</a>"


def test_a_relative_link_to_something_that_is_no_web_page_is_dropped():
    (entry,) = parsed(edition(message(body=Html('Xem <a href="/lich">a</a>'), link=""))).entries
    assert entry.content[0].value == "Xem <a>a</a>"


def test_an_id_stays_when_everything_else_changes():
    before = parsed(edition(message())).entries[0].id
    moved = message(
        title="Tên khác", body="Khác", link="https://khac.example/", unit="so-tttt", published=datetime.date(2022, 5, 1)
    )
    plan = evolve(PLAN, number="100/KH-UBND", title="Khác", link="https://khac.example/{key}")
    assert parsed(edition(moved, plan=plan, base="https://khac.example/f/")).entries[0].id == before
    assert parsed(edition(message("khac"))).entries[0].id != before
    assert parsed(edition(message(), plan=evolve(PLAN, key="khac"))).entries[0].id != before


def test_ids_are_uuids_of_version_5():
    import uuid

    identifier = uuid.UUID(parsed(edition(message())).entries[0].id)
    assert (identifier.version, identifier.variant) == (5, uuid.RFC_4122)
    assert identifier == uuid.uuid5(uuid.UUID("5d2b5f0e-63c0-5a5e-8a2c-2f8b1c7f4d11"), "kstthc-2022/mot-cua")


def test_the_newest_comes_first_and_the_limit_holds():
    said = [message(f"tin-{day}", title=f"Tin {day}", published=datetime.date(2022, 4, day)) for day in (3, 1, 5, 2, 4)]
    assert titles(parsed(edition(*said, limit=3))) == ["Tin 5", "Tin 4", "Tin 3"]
    assert titles(parsed(edition(*said, limit=5))) == ["Tin 5", "Tin 4", "Tin 3", "Tin 2", "Tin 1"]


def test_messages_of_one_moment_stand_in_order_of_key_whatever_the_source():
    one, two = message("a-tin", title="A"), message("b-tin", title="B")
    assert rendered(edition(one, two)) == rendered(edition(two, one))
    assert prints(edition(one, two)) == prints(edition(two, one))
    assert titles(parsed(edition(two, one))) == ["A", "B"]


def test_each_theme_and_unit_has_a_feed_even_while_nothing_is_said():
    keys = set(rendered(edition(split=["plan", "theme", "unit"], formats=["rss", "json"])))
    assert keys == {
        "feed.xml", "feed.json", "feed.css",
        "themes/vai-tro.xml", "themes/vai-tro.json", "themes/cntt.xml", "themes/cntt.json", "themes/dat-dai.xml",
        "themes/dat-dai.json", "units/ubnd-tp.xml", "units/ubnd-tp.json", "units/so-tttt.xml", "units/so-tttt.json",
        "units/quan-ba-dinh.xml", "units/quan-ba-dinh.json",
    }  # fmt: skip


@pytest.mark.parametrize(("issued", "day"), [(datetime.date(2022, 3, 28), "2022-03-28"), (None, "2022-03-01")])
def test_an_empty_feed_is_as_old_as_the_plan(issued, day):
    plan = evolve(PLAN, issued=issued, since=datetime.date(2022, 3, 1))
    assert parsed(edition(plan=plan), "atom").feed.updated == f"{day}T00:00:00+07:00"


def test_a_message_stands_in_the_feeds_of_its_themes_and_of_wider_ones():
    made = edition(
        message("dat", title="Đất", themes=("dat-dai",)),
        message("mang", title="Mạng", activity="tin-bai"),
        message("chung", title="Chung", themes=()),
        split=["plan", "theme"],
    )
    assert titles(parsed(made, path="themes/dat-dai.xml")) == ["Đất"]
    assert titles(parsed(made, path="themes/vai-tro.xml")) == ["Đất"]
    assert titles(parsed(made, path="themes/cntt.xml")) == ["Mạng"]
    assert titles(parsed(made)) == ["Chung", "Đất", "Mạng"]


def test_a_ring_of_themes_is_no_end():
    ring = {
        "a": evolve(PLAN.themes["cntt"], key="a", parent="b"),
        "b": evolve(PLAN.themes["cntt"], key="b", parent="a"),
    }
    made = edition(message(themes=("a",)), plan=evolve(PLAN, themes=ring), split=["theme"])
    assert len(parsed(made, path="themes/b.xml").entries) == 1


def test_a_message_of_no_unit_is_the_issuers():
    made = edition(message("a", title="A"), message("b", title="B", unit="so-tttt"), split=["unit"])
    assert titles(parsed(made, path="units/ubnd-tp.xml")) == ["A"]
    assert titles(parsed(made, path="units/so-tttt.xml")) == ["B"]
    assert parsed(made, path="units/so-tttt.xml").feed.title == "Tin kiểm soát TTHC: Sở Thông tin và Truyền thông"


def test_a_channel_of_some_units_has_their_feeds_only():
    made = edition(channel=evolve(CHANNEL, units=("so-nganh",)), split=["unit"], formats=["rss"], stylesheet=False)
    assert set(rendered(made)) == {"units/so-tttt.xml"}


def test_a_members_channel_has_its_own_address_title_and_unit():
    group = evolve(CHANNEL, key="feed", owner="quan-huyen")
    made = edition(message(), channel=group, key="feed@quan-ba-dinh", owner=DISTRICT, split=["plan", "unit"])
    feed = parsed(made).feed
    assert feed.title == "Tin kiểm soát TTHC: UBND quận Ba Đình"
    assert {link.href for link in feed.links if link.rel == "self"} == {BASE + "feed@quan-ba-dinh/feed.xml"}
    assert [key for key in rendered(made) if key.startswith("units/") and key.count(".") == 1] == [
        "units/quan-ba-dinh.xml",
        "units/quan-ba-dinh.json",
    ]
    other = edition(channel=group, key="feed@quan-ba-dinh", owner=DISTRICT, base="https://{unit}.hanoi.example/tin/")
    assert {link.href for link in parsed(other).feed.links if link.rel == "self"} == {
        "https://quan-ba-dinh.hanoi.example/tin/feed.xml"
    }


def test_a_summary_feed_has_no_full_text_but_where_no_link_leads_to_it():
    made = edition(message("a"), message("b", link=""), body="summary")
    assert ["content" in entry for entry in parsed(made).entries] == [False, True]
    assert ["content" in entry for entry in parsed(made, "atom").entries] == [False, True]


def test_a_message_that_says_nothing_but_its_title_is_an_entry_too():
    made = edition(message(body="", link="", summary=""))
    assert [entry.content[0].value for entry in parsed(made, "atom").entries] == [
        "Bộ phận Một cửa làm việc sáng thứ Bảy"
    ]
    assert titles(parsed(made)) == ["Bộ phận Một cửa làm việc sáng thứ Bảy"]


def test_an_entry_in_another_language_says_so():
    made = edition(message(language="en"), message("hai"))
    assert b'<entry xml:lang="en">' in rendered(made)["atom.xml"]
    assert b"<dc:language>en</dc:language>" in rendered(made)["feed.xml"]
    assert [item.get("language") for item in json.loads(rendered(made)["feed.json"])["items"]] == [None, "en"]


def test_a_browser_finds_the_style_sheet():
    files = rendered(edition(split=["plan", "theme"]))
    assert b'<?xml-stylesheet type="text/css" href="feed.css"?>' in files["feed.xml"]
    assert b'<?xml-stylesheet type="text/css" href="../feed.css"?>' in files["themes/cntt.atom.xml"]
    assert b"xml-stylesheet" not in files["feed.json"]
    assert b"@namespace" in files["feed.css"]
    bare = rendered(edition(stylesheet=False))
    assert "feed.css" not in bare
    assert b"xml-stylesheet" not in bare["feed.xml"]
    assert "feed.css" not in rendered(edition(formats=["json"]))


def test_without_a_base_a_feed_does_not_guess_where_it_lies(picture):
    said = message(media=(PICTURE,))
    made = edition(said, base="", files={PICTURE.digest: picture})
    assert [link.rel for link in parsed(made, "atom").feed.links] == ["alternate"]
    assert not any(key.startswith("media/") for key in rendered(made))
    assert "feed_url" not in json.loads(rendered(made)["feed.json"])


def test_hostile_text_is_text():
    hostile = "</title><script>alert(1)</script> & ]]> \" ' ⟦t:title⟧"
    said = message(title=hostile, summary=hostile, body=hostile, themes=("cntt",))
    plan = evolve(PLAN, title=hostile, themes={"cntt": evolve(PLAN.themes["cntt"], title=hostile)})
    made = edition(said, plan=plan, title=hostile, description=hostile, split=["plan", "theme"])
    for form in ("rss", "atom"):
        assert re.search(r"<script", rendered(made)[PARSED[form]].decode()) is None
        feed = parsed(made, form)
        assert feed.entries[0].link == said.link
        assert "<script" not in feed.entries[0].content[0].value
    assert json.loads(rendered(made)["feed.json"])["title"] == hostile


def test_time_does_not_change_the_bytes():
    later = datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC)
    assert rendered(edition(message())) == rendered(edition(message(), now=later))
    assert prints(edition(message())) == prints(edition(message(), now=later))


@pytest.mark.parametrize(
    "change",
    [
        {"plan": evolve(PLAN, key="khac")},
        {"plan": evolve(PLAN, themes={**PLAN.themes, "cntt": evolve(PLAN.themes["cntt"], title="Tên khác")})},
        {"plan": evolve(PLAN, units={**PLAN.units, "so-tttt": evolve(OFFICE, name="Sở khác")})},
        {"plan": evolve(PLAN, units={**PLAN.units, "so-tttt": evolve(OFFICE, link="https://so.example/")})},
        {"plan": evolve(PLAN, language="en")},
        {"owner": evolve(CITY, name="Khác")},
        {"owner": evolve(CITY, link="https://khac.example/")},
        {"channel": evolve(CHANNEL, title="Khác")},
        {"base": "https://khac.example/"},
        {"hub": "https://hub.example/"},
        {"link": "https://khac.example/"},
        {"title": "Khác"},
        {"description": "Khác"},
        {"language": "en"},
        {"body": "summary"},
        {"stylesheet": False},
    ],
)  # fmt: skip
def test_whatever_changes_the_bytes_changes_the_fingerprint(change):
    said = message(themes=("cntt",), unit="so-tttt")
    before, after = edition(said), edition(said, **change)
    for path in ("feed.xml", "atom.xml", "feed.json"):
        if rendered(before)[path] != rendered(after)[path]:
            assert prints(before)[path] != prints(after)[path]
    assert rendered(before)["atom.xml"] != rendered(after)["atom.xml"]


def test_a_file_that_comes_to_hand_changes_the_fingerprint(picture):
    said = message(media=(PICTURE,))
    missing, there = edition(said), edition(said, files={PICTURE.digest: picture})
    assert rendered(missing)["feed.xml"] != rendered(there)["feed.xml"]
    assert prints(missing)["feed.xml"] != prints(there)["feed.xml"]


def test_renderings_come_one_by_one():
    first = next(iter(RssBackend().render(edition(message()))))
    assert (first.key, first.messages, first.media_type) == ("feed.xml", ("mot-cua",), "application/rss+xml")


def test_what_stands_in_many_feeds_is_made_once(monkeypatch):
    from tuyentruyen.channels.rss import sources

    made = []
    real = sources.html
    monkeypatch.setattr(sources, "html", lambda *args, **more: made.append(1) or real(*args, **more))
    rendered(edition(message(themes=("dat-dai",)), split=["plan", "theme", "unit"], formats=["rss"]))
    assert len(made) == 1


def test_entries_are_made_again_when_keeping_them_would_cost_too_much_memory(monkeypatch):
    from tuyentruyen.channels.rss import stock

    said = [message(f"tin-{number}", themes=("dat-dai",)) for number in range(5)]
    before = rendered(edition(*said, split=["plan", "theme"]))
    monkeypatch.setattr(stock, "_CACHE_BYTES", 1500)
    assert rendered(edition(*said, split=["plan", "theme"])) == before


def test_the_target_is_the_folder_of_the_channel(tmp_path):
    target = RssBackend().target(edition(out=tmp_path).channel)
    assert (target.id, target.repeat.value, target.window, target.folder) == ("dir", "place", 100, tmp_path / "tin")


def test_dates_are_vietnamese_whatever_the_author_wrote():
    said = message(published=datetime.datetime(2022, 4, 5, 1, tzinfo=datetime.UTC))
    assert said.published.tzinfo is VIETNAM
    assert b"Tue, 05 Apr 2022 08:00:00 +0700" in rendered(edition(said))["feed.xml"]
