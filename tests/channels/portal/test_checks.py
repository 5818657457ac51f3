"""What is told of a site before it is published: each fault once, by a code of its own, and of sound messages nothing."""

from __future__ import annotations

import datetime
import time

import pytest
from attrs import evolve

from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.channels.portal.alive import what_runs
from tuyentruyen.channels.portal.checks import endless_word
from tuyentruyen.channels.portal.pictures import origin_of, with_own_pictures
from tuyentruyen.channels.portal.removed import removed, shown_as_text
from tuyentruyen.model.findings import Level
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.values import Html
from tuyentruyen.testing import sample_edition
from tuyentruyen.text import VIETNAM

DAY = datetime.datetime(2022, 4, 1, 8, tzinfo=VIETNAM)
BASE = "https://mau.example/"
LINK = "https://mau.example/tin/doc/"


def edition(tmp_path, *messages, **settings):
    return sample_edition(PortalBackend(), folder=tmp_path, settings={"base": BASE, **settings}, messages=messages)


def message(key: str = "doc", **fields):
    given = {
        "title": "Lịch tiếp công dân",
        "body": "Sáng thứ Năm.",
        "published": DAY,
        "unit": "so-tttt",
        "link": LINK,
        **fields,
    }
    return Message(key=key, **given)  # fmt: skip


def told(made):
    return [(one.code, one.level, one.message) for one in PortalBackend().check(made)]


def codes(tmp_path, **fields):
    """Of one message; that it is named, and what to do, is looked at too."""
    found = list(PortalBackend().check(edition(tmp_path, message(source="content/doc.md", **fields))))
    assert {(one.message, one.channel, one.file, bool(one.mend)) for one in found} <= {
        ("doc", "kenh-mau", "content/doc.md", True)
    }
    return [(one.code, one.level) for one in found]


def test_of_a_sound_site_nothing_is_told(tmp_path):
    assert told(sample_edition(PortalBackend(), folder=tmp_path, settings={"base": BASE})) == []


@pytest.mark.parametrize(
    ("settings", "code", "place"),
    [
        ({"base": ""}, "portal01", "base"),
        ({"feeds": ["tin"]}, "portal03", "feeds"),
        ({"feeds": ["khac/feed.xml"]}, "portal03", "feeds"),
        ({"feeds": ["kenh-khac/feed.xml"]}, "portal03", "feeds"),
        ({"logo": "mat.png"}, "portal05", "logo"),
    ],
)
def test_a_wrong_setting_is_a_warning_that_names_its_place(tmp_path, settings, code, place):
    found = list(PortalBackend().check(edition(tmp_path, message(), **settings)))
    assert [(one.code, one.level, one.place) for one in found] == [
        (code, Level.WARNING, f"channels.kenh-mau.settings.{place}")
    ]
    assert all(one.mend for one in found)


# -- what is left out of a text ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("<p>Một</p><script>alert(1)</script>", ["<script>"]),
        ("<SCRIPT src=//ke-gian.example/x.js>", ["<script>"]),
        ('<p onclick="alert(1)">Hai</p>', ["onclick"]),
        ("<img/onerror=alert(1)/src=x>", ["onerror"]),
        ('<a href="javascript:alert(1)">Ba</a>', ["javascript:"]),
        ('<a href=" java\tscript:alert(1)">Ba</a>', ["javascript:"]),
        ('<a href="&#106;avascript&colon;alert(1)">Ba</a>', ["javascript:"]),
        ('<a href="data:text/html,x">Bốn</a><img src="data:image/png;base64,AAAA">', ["data:"]),
        ('<iframe src="https://ke-gian.example/"></iframe><form action="/x"><input></form>', ["<iframe>", "<form>", "<input>"]),
        ("<svg onload=alert(1)><style>x</style>", ["<svg>", "onload", "<style>"]),
        ('<script a></script><iframe b></iframe><p onclick="x" onfocus="x"><object><embed><form>', ["<script>", "<iframe>", "onclick", "onfocus", "<object>"]),
    ],
)  # fmt: skip
def test_what_html_loses_is_named(tmp_path, body, named):
    assert removed(Html(body)) == named
    assert codes(tmp_path, body=Html(body)) == [("portal07", Level.WARNING)]


@pytest.mark.parametrize(
    "body",
    [
        '<p style="color:red" class="x">Chữ <b>đậm</b>, lúc 8:00</p><a href="https://mau.example/?a=1&b=2">x</a>',
        '<a href="mailto:a@mau.example">x</a> <a href="tel:+8424">y</a> <a href="/tin/?t=8:00">z</a>',
        "<p>Điều kiện on = bật; on the way</p>",
    ],
)  # fmt: skip
def test_html_that_loses_nothing_alive_is_not_told_of(tmp_path, body):
    assert codes(tmp_path, body=Html(body)) == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("[a](javascript:alert(1))", ["javascript:"]),
        ("[a](< JavaScript:alert(1)>) và [b](data:text/html,x)", ["javascript:", "data:"]),
        ("[a](&#106;avascript:x)", ["javascript:"]),
        ("[a][b]\n\n[b]: vbscript:x", ["vbscript:"]),
        ("![a](data:image/png;base64,AAAA)", ["data:"]),
    ],
)
def test_a_link_of_markdown_that_leads_nowhere_is_named(tmp_path, body, named):
    assert removed(body) == named
    assert ("portal07", Level.WARNING) in codes(tmp_path, body=body)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("Một <script>alert(1)</script>", ["<script>"]),
        ("Dòng một<br>dòng <B>hai</B>", ["<br>", "<b>"]),
        ("<p onclick=x>Ba</p>", ["<p>"]),
    ],
)
def test_html_in_markdown_is_text_and_told_of(tmp_path, body, named):
    assert shown_as_text(body) == named
    assert codes(tmp_path, body=body) == [("portal08", Level.WARNING)]


@pytest.mark.parametrize(
    "body",
    [
        "[một](https://mau.example/) [hai](#cuoi) [ba](tel:1022) [bốn](mailto:a@mau.example)",
        "Thẻ `<br>` và\n\n```\n<script>x</script>\n[a](javascript:x)\n```\n",
        "Khi a < b và c > d; <https://mau.example/>; xem mục [1]: thứ nhất",
    ],
)
def test_markdown_that_shows_all_it_holds_is_not_told_of(tmp_path, body):
    assert codes(tmp_path, body=body) == []


# -- pictures and files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "![Cờ](https://ke-gian.example/co.png)",
        "![Cờ][1]\n\n[1]: http://mau.example/co.png",
        Html('<p><img alt="Cờ" src="https://ke-gian.example/co.png"></p>'),
        Html('<IMG alt="Cờ" SRC = //ke-gian.example/co.png>'),
        Html('<img src="https://mau.example.ke-gian.example/co.png">'),
        Html('<img src="https://mau.example@ke-gian.example/co.png">'),
    ],
)
def test_a_picture_on_another_host_is_told_of(tmp_path, body):
    assert codes(tmp_path, body=body) == [("portal09", Level.WARNING)]


def test_a_relative_picture_lies_where_the_text_is_linked(tmp_path):
    body = Html('<img src="co.png" alt="Cờ">')
    assert codes(tmp_path, body=body) == []
    assert codes(tmp_path, body=body, link="https://khac.example/bai/") == [("portal09", Level.WARNING)]


def test_a_picture_of_media_on_another_host_is_told_of_and_no_other_file(tmp_path):
    there = "https://ke-gian.example/"
    assert codes(tmp_path, media=[Media(url=f"{there}co.png")]) == [("portal09", Level.WARNING)]
    assert codes(tmp_path, media=[Media(url=f"{there}giay.pdf"), Media(url=f"{BASE}co.png")]) == []


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("so-do.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", ["portal11"]),
        ("so-do.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>", []),
        ("so-do.svg", b"xin chao", ["portal11"]),
        ("trang.html", b"<p>", ["portal11"]),
        ("du-lieu.xml", b"<a/>", ["portal11"]),
        ("anh.png", b"\x89PNG", []),
        ("giay.pdf", b"%PDF-", []),
        ("mat.pdf", None, ["portal10"]),
    ],
)
def test_files_that_run_or_are_missing_are_told_of(tmp_path, name, data, code):
    media = Media(path=name, digest="ab" * 16, alt="Sơ đồ")
    made = edition(tmp_path, message(media=[media]))
    if data is not None:
        (tmp_path / name).write_bytes(data)
    made = evolve(made, files={media.digest: tmp_path / name})
    assert [(one, level) for one, level, _ in told(made)] == [
        (one, Level.ERROR if data is None else Level.WARNING) for one in code
    ]


@pytest.mark.parametrize(
    "suffix",
    [
        "html", "HTM", "xhtml", "xht", "shtml", "mht", "mhtml", "xml", "xsl", "xslt", "svgz", "js", "mjs", "swf", "hta", "php",
    ],
)  # fmt: skip
def test_what_a_server_would_send_as_something_alive_is_told_of_whatever_it_says_it_is(tmp_path, suffix):
    (tmp_path / "tep").write_bytes(b"xin chao")
    assert what_runs(Media(path=f"tep.{suffix}", media_type="image/png"), tmp_path / "tep") == ["image/png"]


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/xhtml+xml", "Text/JavaScript", "application/rss+xml"]
)
def test_what_says_that_it_is_alive_is_told_of_whatever_it_is_called(tmp_path, kind):
    (tmp_path / "tep").write_bytes(b"xin chao")
    assert what_runs(Media(path="tep.bin", media_type=kind), tmp_path / "tep") == [kind.partition(";")[0].lower()]


@pytest.mark.parametrize("name", ["tep.pdf", "tep.txt", "tep.csv", "tep.docx", "tep.zip", "tep.mp4", "tep.png", "tep"])
def test_what_no_browser_runs_is_not_told_of(tmp_path, name):
    (tmp_path / "tep").write_bytes(b"xin chao")
    assert what_runs(Media(path=name), tmp_path / "tep") == []


def test_a_file_that_the_edition_does_not_have_leaves_the_message_standing(tmp_path):
    assert codes(tmp_path, media=[Media(path="mat.pdf", digest="0" * 32)]) == [("portal10", Level.WARNING)]


# -- words and titles ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["title", "summary", "body"])
@pytest.mark.parametrize(("count", "code"), [(74, []), (75, ["portal14"]), (280, ["portal14"])])
def test_a_word_longer_than_a_line_is_told_of(tmp_path, field, count, code):
    assert [one for one, _ in codes(tmp_path, **{field: f"Một chữ {'ế' * count} và hết"})] == code


@pytest.mark.parametrize(
    "text",
    [
        "Xem https://mau.example/" + "duong-rat-dai/" * 20,
        "[Xem](https://mau.example/" + "a" * 200 + ")",
        "Họ tên: " + "." * 300 + "\n\n" + "-" * 200,
        "chữ " * 200,
        "คำ" * 100,
        Html('<p><a href="https://mau.example/' + "a" * 200 + '">x</a></p>'),
    ],
)
def test_addresses_and_rows_of_dots_are_no_words(text):
    assert endless_word(text) == ""


def test_the_word_that_is_too_long_is_named_by_its_beginning():
    assert endless_word("Một " + "dài" * 100) == ("dài" * 10)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("👩🏽‍🚒👨‍👩‍👧‍👦", ["portal15"]),
        ("★ — !!!", ["portal15"]),
        ("👩🏽‍🚒 Lính cứu hoả", []),
        ("通知", []),
        ("Z\u0321\u0322\u0323\u0324\u0325a\u0336\u0337\u0338lgo", ["portal16"]),
        ("Ngu\u031bo\u031b\u0300i da\u0302n", []),
    ],
)
def test_a_title_that_nobody_finds_or_that_runs_over_others_is_told_of(tmp_path, title, code):
    assert [one for one, _ in codes(tmp_path, title=title)] == code


def test_two_messages_of_one_unit_may_not_be_told_apart_by_their_titles(tmp_path):
    first, second = message("mot", title="Hòa giải ở cơ sở"), message("hai", title="hoà giải – ở cơ sở!")
    assert told(edition(tmp_path, first, second)) == [("portal12", Level.WARNING, "hai")]
    assert told(edition(tmp_path, first, evolve(second, unit="quan-mau"))) == []
    assert told(edition(tmp_path, first, evolve(second, title="Hoa giai o co so 2"))) == []


def test_a_text_that_readers_wait_for_is_told_of(tmp_path):
    sentence = "Một câu vừa phải. "
    assert codes(tmp_path, body=sentence * (200_000 // len(sentence))) == []
    assert codes(tmp_path, body=sentence * (200_000 // len(sentence) + 1)) == [("portal13", Level.WARNING)]


def test_a_text_that_no_browser_bears_is_left_out(tmp_path):
    assert codes(tmp_path, body="a " * 1_000_000) == [("portal13", Level.WARNING)]
    assert codes(tmp_path, body="a " * 1_000_000 + "b")[0] == ("portal04", Level.ERROR)
    assert codes(tmp_path, title="ă " * 150 + "b") == [("portal04", Level.ERROR)]


@pytest.mark.timed
@pytest.mark.parametrize(
    "unit", ["<", "<!--", "<a href=", "href=", "onon", "](  ", "`", "[a]:", "&", "<script>", "<![", "<a:", "<p on", "<img src=", "<img "]
)  # fmt: skip
def test_no_text_keeps_the_check_waiting(tmp_path, unit):
    body = unit * (2_000_000 // len(unit))
    made = edition(tmp_path, message(body=body), message("hai", body=Html(body)))
    start = time.perf_counter()
    list(PortalBackend().check(made))
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    "address", ["https://[mau.example/co.png", "https:///ke-gian.example/co.png", "https:ke-gian.example/co.png"]
)
def test_an_address_that_is_broken_is_not_the_sites_own(tmp_path, address):
    assert codes(tmp_path, body=Html(f'<img src="{address}" alt="">')) in ([], [("portal09", Level.WARNING)])
    assert origin_of(address) != origin_of(BASE)
    assert 'src="http' not in with_own_pictures(
        f'<img src="{address}" alt="">', lambda one: origin_of(one) == origin_of(BASE), {}
    )


def test_a_drawing_that_cannot_be_opened_is_missing_and_nothing_else(tmp_path):
    (tmp_path / "so-do.svg").mkdir()
    media = Media(path="so-do.svg", digest="ab" * 16)
    assert what_runs(media, tmp_path / "so-do.svg") == []
    made = evolve(edition(tmp_path, message(media=[media])), files={media.digest: tmp_path / "so-do.svg"})
    assert told(made) == [("portal10", Level.ERROR, "doc")]
