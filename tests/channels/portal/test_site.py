"""The site as a whole: its order, its links, what changes with one message, what hostile texts cannot do."""

from __future__ import annotations

import datetime
import hashlib
import os
import posixpath
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from attrs import evolve

from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.channels.portal.reading import first_words
from tuyentruyen.errors import RenderError
from tuyentruyen.markup import excerpt
from tuyentruyen.markup import html as markup_html
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.values import Html
from tuyentruyen.testing import sample_edition, sample_messages
from tuyentruyen.text import VIETNAM, is_safe_name

BASE = "https://mau.example/"
SETTINGS = {"base": BASE, "limit": 5}
DAY = datetime.datetime(2022, 4, 1, 8, tzinfo=VIETNAM)
PROCEDURES = (
    Procedure(key="khai-sinh", title="Đăng ký khai sinh", code="1.001193", field="Hộ tịch", fee="Không"),
    Procedure(
        key="xay-dung", title="Cấp giấy phép xây dựng", level="district", fee="75.000 đồng", exemptions=["Hộ nghèo"]
    ),
)


@pytest.fixture
def edition(tmp_path):
    """The sample messages, ten more of a month before, two procedures."""
    more = [
        Message(
            key=f"cu-{n}", title=f"Tin cũ số {n}", body=f"Nội dung **{n}**.", published=DAY - datetime.timedelta(days=n),
            themes=("cntt",), unit="quan-mau",
        )
        for n in range(1, 11)
    ]  # fmt: skip
    first, *rest = sample_messages()
    first = evolve(first, media=tuple(evolve(media, url="") for media in first.media))
    made = sample_edition(PortalBackend(), folder=tmp_path, settings=SETTINGS, messages=[first, *rest, *more])
    plan = evolve(made.plan, procedures={one.key: one for one in PROCEDURES})
    return evolve(made, plan=plan)


def drawn(edition):
    """The bytes of every file, in order."""
    return {rendering.key: rendering.produce() for rendering in PortalBackend().render(edition)}


class Page(HTMLParser):
    """What a page holds: tags, attributes, where it leads, what it loads, its ids and its words."""

    def __init__(self, data):
        super().__init__()
        self.tags, self.attributes, self.links, self.ids, self.text = [], [], [], set(), []
        self._inside = ""
        self.feed(data.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag if dict(attrs).get("type") != "application/ld+json" else "ld")
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag != "meta":
            self.links += [value for name, value in attrs if name in ("href", "src") and value]
        self.ids |= {value for name, value in attrs if name == "id"}
        self._inside = tag

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside not in ("script", "style"):
            self.text.append(data)


def pages(files):
    """Each page of a site, read."""
    return {key: Page(data) for key, data in files.items() if key.endswith(".html") and not key.startswith("manh/")}


def place(key, link):
    """The file a link on a page leads to, in the folder of the site; None if it leaves the site."""
    if link.startswith(BASE):
        link = "/" + link.removeprefix(BASE)
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    found = posixpath.normpath(posixpath.join("/" + posixpath.dirname(key), path)).lstrip("/") if path else key
    return posixpath.join(found, "index.html") if path.endswith("/") or found in ("", ".") else found


def test_every_link_leads_to_a_file_of_the_site(edition):
    files = drawn(edition)
    read = pages(files)
    assert len(read) > 30
    for key, page in read.items():
        for link in page.links:
            target = place(key, link)
            if target is not None:
                assert target in files, f"{key} leads to {link}"
                fragment = urlsplit(link).fragment
                assert not fragment or fragment in read[target].ids, f"{key} leads to {link}"


@pytest.mark.parametrize(
    ("base", "home"), [("https://mau.example/cong/", "/cong/"), ("https://mau.example", "/"), ("", "/")]
)
def test_the_page_for_what_is_missing_leads_on_from_any_depth(edition, base, home):
    channel = edition.channel
    moved = evolve(edition, channel=evolve(channel, settings=evolve(channel.settings, base=base)))
    links = [link for link in Page(drawn(moved)["404.html"]).links if not urlsplit(link).scheme and link[:1] != "#"]
    assert len(links) > 10
    assert {link for link in links if not link.startswith(home)} == set()
    assert f"{home}a-z/" in links


def test_a_unit_that_is_no_more_is_named_without_a_link_and_its_news_stand(edition):
    ended = evolve(edition.plan.units["quan-mau"], until=datetime.date(2022, 4, 19))
    plan = evolve(edition.plan, units={**edition.plan.units, "quan-mau": ended})
    before = {r.key: r for r in PortalBackend().render(edition)}
    after = {r.key: r for r in PortalBackend().render(evolve(edition, plan=plan))}
    assert "don-vi/quan-mau/index.html" in before
    assert "don-vi/quan-mau/index.html" not in after
    page = Page(after["tin/mot-cua-doi-gio/index.html"].produce())
    assert "Quận Mẫu" in "".join(page.text)
    assert not [link for link in page.links if "quan-mau" in link]
    assert before["tin/mot-cua-doi-gio/index.html"].fingerprint != after["tin/mot-cua-doi-gio/index.html"].fingerprint


@pytest.mark.parametrize("base", [BASE, "https://mau.example/cong/", ""])
def test_what_pages_share_is_drawn_on_each_as_if_it_were_the_only_one(edition, base):
    gone = Finding(code="TT301", level=Level.INFO, text="đã rút", message="da-go")
    settings = evolve(edition.channel.settings, base=base, fragments="all")
    made = evolve(edition, channel=evolve(edition.channel, settings=settings), held=[gone])
    other = evolve(made.messages[0], key="duong-day-khac", hotline="024 555 5555 (mẫu)")
    made = evolve(made, messages=(*made.messages, other))
    whole = {key: data for key, data in drawn(made).items() if key.endswith(".html")}
    assert {"404.html", "index.html", "tin/da-go/index.html", "tim-kiem/index.html", "kenh/index.html"} <= whole.keys()
    for key, data in whole.items():
        (alone,) = (r for r in PortalBackend().render(made) if r.key == key)
        assert alone.produce() == data, key


def test_every_page_can_be_reached_from_the_home_page(edition):
    read = pages(drawn(edition))
    seen, todo = set(), ["index.html"]
    while todo:
        key = todo.pop()
        if key in seen or key not in read:
            continue
        seen.add(key)
        todo += [found for link in read[key].links if (found := place(key, link))]
    assert set(read) - seen == {"404.html"}


def test_nothing_is_rendered_before_what_it_needs(edition):
    order = list(drawn(edition))
    last = {name: max(n for n, key in enumerate(order) if key.startswith(name)) for name in ("media/", "site.css")}
    message = [n for n, key in enumerate(order) if key.startswith("tin/") and key != "tin/index.html"]
    lists = ["luu-tru/", "noi-dung/", "don-vi/", "a-z/", "index.html", "tin/index.html"]
    first_list = min(n for n, key in enumerate(order) if key.startswith(tuple(lists)))
    assert max(last.values()) < min(message)
    assert max(message) < first_list
    assert order.index("index.html") > max(n for n, key in enumerate(order) if key.startswith(("don-vi/", "luu-tru/")))
    assert order.index("sitemap.xml") > max(n for n, key in enumerate(order) if key.endswith("index.html"))


def test_one_message_changes_its_page_and_the_lists_that_show_it(edition):
    changed = [evolve(m, title="Tên mới của tin") if m.key == "cu-10" else m for m in edition.messages]
    before = {r.key: r for r in PortalBackend().render(edition)}
    after = {r.key: r for r in PortalBackend().render(evolve(edition, messages=tuple(changed)))}
    assert list(before) == list(after)
    prints = {key for key in before if before[key].fingerprint != after[key].fingerprint}
    bodies = {key for key in before if before[key].produce() != after[key].produce()}
    assert bodies <= prints
    assert {key for key in prints if key.endswith("index.html")} == {
        "tin/cu-10/index.html", "luu-tru/2022-03/index.html", "a-z/index.html",
    }  # fmt: skip
    assert {key for key in bodies if key.endswith("index.html")} == {
        "tin/cu-10/index.html", "luu-tru/2022-03/index.html", "a-z/index.html",
    }  # fmt: skip
    assert not [key for key in bodies if key.startswith("du-lieu/tin/") and key != "du-lieu/tin/cu-10.json"]


def test_the_newest_message_changes_the_home_page_too(edition):
    changed = [evolve(m, title="Tên mới của tin") if m.key == "gop-y-thu-tuc" else m for m in edition.messages]
    before = drawn(edition)
    after = drawn(evolve(edition, messages=tuple(changed)))
    assert {key for key in before if key.endswith("index.html") and before[key] != after[key]} == {
        "index.html", "tin/index.html", "tin/gop-y-thu-tuc/index.html", "luu-tru/2022-04/index.html", "a-z/index.html",
        "noi-dung/vai-tro/index.html", "don-vi/ubnd-tp/index.html",
    }  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"fee": "80.000 đồng"},
        {"exemptions": ["Hộ nghèo", "Người có công"]},
        {"title": "Tên khác"},
        {"units": ["quan-mau"]},
    ],
)
def test_a_procedure_that_changes_has_other_fingerprints_wherever_it_shows(edition, fields):
    plan = edition.plan
    other = {**plan.procedures, "xay-dung": evolve(plan.procedures["xay-dung"], **fields)}
    before = {r.key: r for r in PortalBackend().render(edition)}
    after = {r.key: r for r in PortalBackend().render(evolve(edition, plan=evolve(plan, procedures=other)))}
    differing = [key for key in before if before[key].produce() != after[key].produce()]
    assert "thu-tuc/xay-dung/index.html" in differing
    assert all(before[key].fingerprint != after[key].fingerprint for key in differing)


@pytest.mark.parametrize("variable", ["TUYENTRUYEN_LANG", "LANG"])
def test_a_site_speaks_the_language_of_its_plan_whatever_the_process_speaks(edition, monkeypatch, variable):
    monkeypatch.setenv(variable, "vi_VN.UTF-8")
    first = [(r.key, r.fingerprint, r.produce()) for r in PortalBackend().render(edition)]
    monkeypatch.setenv(variable, "en")
    assert [(r.key, r.fingerprint, r.produce()) for r in PortalBackend().render(edition)] == first


_WHOLE = """
import hashlib, sys, tempfile
from pathlib import Path
from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.channels.portal.reading import first_words
from tuyentruyen.markup import excerpt, html as markup_html
from tuyentruyen.testing import sample_edition
with tempfile.TemporaryDirectory() as name:
    whole = hashlib.sha256()
    for r in PortalBackend().render(sample_edition(PortalBackend(), folder=Path(name), settings={"base": "https://mau.example/"})):
        whole.update(r.key.encode() + r.fingerprint.encode() + r.produce())
print(whole.hexdigest())
"""


def test_equal_input_gives_equal_bytes_whatever_the_hash_seed():
    def made(seed):
        done = subprocess.run(
            [sys.executable, "-c", _WHOLE], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )  # fmt: skip
        return done.stdout

    assert len({made("0"), made("1"), made("4294967295")}) == 1


HOSTILE = {
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>",
    "events": '<p onclick="alert(1)" style="position:fixed">Bấm</p><a href="https://a.example" onmouseover=alert(1)>x</a>',
    "links": "[a](javascript:alert(1)) [b](data:text/html;base64,PHNjcmlwdD4=) [c](vbscript:x) ![d](javascript:alert(1))",
    "HTML links": '<a href=" java\tscript:alert(1)">x</a><a href="data:text/html,x">y</a><form action="javascript:x"><button>',
    "broken HTML": "</main></body></html><div><p><b>chưa đóng <table><tr><td></div><!-- <h1>",
    "frames": '<iframe src="https://ke-gian.example/"></iframe><object data="x"></object><base href="https://ke-gian.example/">',
    "a template": "{{ 7*7 }} {% include 'site.css' %} {{ site.__class__ }}",
    "an endless word": "ă" * 300 + " " + "a" * 300,
    "emoji": "👩🏽‍🚒 Z̷̢̛a̷l̸g̵o̶ ﷽ \u0301\u0302 e\u0301",
}
TITLES = (
    '"><script>alert(1)</script>', "' onload='alert(1)", "</title><script>alert(1)</script>", "👩🏽‍🚒👨‍👩‍👧‍👦", "a\u0301\u0302\u0323" * 20,
    "ă" * 300, "</script><script>alert(1)</script>", "{{ 7*7 }}",
)  # fmt: skip
_SAFE = ("https:", "http:", "mailto:", "tel:")


def _harmless(key, page):
    assert not {"iframe", "object", "embed", "svg", "base", "style"} & set(page.tags), key
    assert [tag for tag in page.tags if tag == "script"] == ["script"] * sum(
        link.endswith(".js") for link in page.links
    ), key
    assert (
        page.tags.count("html") == page.tags.count("body") == page.tags.count("main") == page.tags.count("h1") == 1
    ), key
    for name, value in page.attributes:
        assert not name.startswith("on"), (key, name)
        assert name != "style", key
        if name in ("href", "src", "action"):
            scheme = value.partition(":")[0] if ":" in value.partition("/")[0] else ""
            assert not scheme or f"{scheme}:" in _SAFE, (key, value)
            assert "ke-gian" not in value, key


def test_the_map_of_the_site_names_every_page_that_stands_once_and_when_messages_changed(edition):
    files = drawn(edition)
    text = files["sitemap.xml"].decode()
    pages = {key.removesuffix("index.html") for key in files if key.endswith("index.html")}
    assert sorted(re.findall(r"<loc>([^<]+)</loc>", text)) == sorted(f"{BASE}{path}" for path in pages)
    changed = dict(re.findall(r"<loc>([^<]+)</loc><lastmod>([^<]+)</lastmod>", text))
    assert changed.keys() == {f"{BASE}tin/{message.key}/" for message in edition.messages}
    assert changed[f"{BASE}tin/cu-1/"] == "2022-03-31T08:00:00+07:00"


def test_titles_stand_by_letter_in_the_order_of_the_alphabet_whatever_sign_they_begin_with(edition):
    titles = ("“Chuyển đổi số” ở phường", "Ăn ở", "Bộ phận một cửa", "An toàn", "12 bước", "Đăng ký", "…")
    messages = [evolve(edition.messages[0], key=f"tin-{n}", title=title) for n, title in enumerate(titles)]
    page = drawn(evolve(edition, messages=messages))["a-z/index.html"].decode()
    index = page[page.index("<main") : page.index("</main>")]
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", index) == ["#", "A", "Ă", "B", "C", "Đ"]
    assert re.findall(r'<li><a href="[^"]+">([^<]+)</a>', index)[-7:] == [
        "…", "12 bước", "An toàn", "Ăn ở", "Bộ phận một cửa", "“Chuyển đổi số” ở phường", "Đăng ký",
    ]  # fmt: skip


@pytest.mark.parametrize("as_html", [False, True], ids=["markdown", "html"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_body_runs_nothing(edition, kind, as_html):
    body = Html(HOSTILE[kind]) if as_html else HOSTILE[kind]
    poisoned = Message(
        key="doc", title="Tin độc", summary=HOSTILE[kind], body=body, published=DAY, unit="so-tttt", themes=("cntt",)
    )
    read = pages(drawn(evolve(edition, messages=(*edition.messages, poisoned))))
    for key, page in read.items():
        _harmless(key, page)
    assert len(read) == 35
    assert "Tin độc" in "".join(read["tin/doc/index.html"].text)
    assert "Tin độc" in "".join(read["a-z/index.html"].text)


@pytest.mark.parametrize("title", TITLES)
def test_a_hostile_title_is_text_on_every_page_and_nothing_else(edition, title):
    poisoned = Message(key="doc", title=title, body="Nội dung.", published=DAY, unit="so-tttt", themes=("cntt",))
    theme = evolve(edition.plan.themes["cntt"], title=title[:200])
    unit = evolve(edition.plan.units["so-tttt"], name=title[:200], address=title, hotline=title[:100], feedback=title)
    plan = evolve(
        edition.plan,
        themes={**edition.plan.themes, "cntt": theme},
        units={**edition.plan.units, "so-tttt": unit},
        title=title[:200],
    )
    files = drawn(
        evolve(edition, messages=(*edition.messages, poisoned), plan=plan, channel=evolve(edition.channel, owner=unit))
    )
    read = pages(files)
    for key, page in read.items():
        _harmless(key, page)
    assert poisoned.title in "".join(read["tin/doc/index.html"].text)
    assert poisoned.title in "".join(read["a-z/index.html"].text)


@pytest.mark.parametrize("title", ["", "  ", "\n\t"])
def test_a_message_without_a_title_is_called_by_its_key_wherever_it_is_linked(edition, title):
    bare = Message(
        key="khong-ten", title=title, body="Nội dung.", published=edition.now, unit="so-tttt", themes=("cntt",)
    )
    made = evolve(edition, messages=(*edition.messages, bare))
    assert [(one.code, one.message) for one in PortalBackend().check(made)] == [("portal15", "khong-ten")]
    files = drawn(made)
    showing = [key for key, data in files.items() if key.endswith(".html") and b'tin/khong-ten/"' in data]
    assert len(showing) == 9
    for key in showing:
        assert b"></a>" not in files[key], key
        assert b">khong-ten</" in files[key], key


@pytest.mark.parametrize("field", ["title", "summary", "body"])
@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x00", "\x1b"])
def test_what_turns_text_round_is_refused_and_named(edition, field, sign):
    poisoned = evolve(edition.messages[0], **{field: f"Phí {sign}000.01 đồng"})
    found = list(PortalBackend().check(evolve(edition, messages=(poisoned,))))
    assert [one.message for one in found] == [poisoned.key]
    assert f"U+{ord(sign):04X}" in found[0].text


def test_every_file_can_be_kept_on_every_system(edition):
    assert all(is_safe_name(part) for key in drawn(edition) for part in key.split("/"))


@pytest.mark.parametrize("key", ["con", "aux", "nul", "com1", "lpt9"])
def test_a_message_may_not_have_the_key_of_a_device_of_windows(key):
    with pytest.raises(ValueError, match="device"):
        Message(key=key, title="Tin có tên lạ", body="Nội dung.", published=DAY)


def test_two_messages_of_one_title_have_a_page_each(edition):
    twins = [Message(key=f"sinh-doi-{n}", title="Cùng một tên", body=f"Bản {n}.", published=DAY) for n in (1, 2)]
    files = drawn(evolve(edition, messages=(*edition.messages, *twins)))
    assert b"B\xe1\xba\xa3n 1." in files["tin/sinh-doi-1/index.html"]
    assert b"B\xe1\xba\xa3n 2." in files["tin/sinh-doi-2/index.html"]


@pytest.fixture
def with_layouts(edition, tmp_path):
    """The edition with layouts of the city's own, one of which stands on another; and their folder."""
    own = tmp_path / "plan" / "bo-cuc"
    own.mkdir()
    text = '{% extends "base/message.html" %}{% block files %}{% include "chan.html" %}{% endblock %}'
    (own / "message.html").write_text(text, encoding="utf-8")
    (own / "chan.html").write_text("Chân trang một", encoding="utf-8")
    channel = evolve(edition.channel, settings=evolve(edition.channel.settings, layouts="bo-cuc"))
    return evolve(edition, channel=channel, plan=evolve(edition.plan, folder=tmp_path / "plan")), own


def test_a_file_that_a_layout_of_the_city_includes_changes_the_pages_that_show_it(with_layouts):
    made, own = with_layouts
    before = {r.key: (r.fingerprint, r.produce()) for r in PortalBackend().render(made)}
    (own / "chan.html").write_text("Chân trang hai", encoding="utf-8")
    after = {r.key: (r.fingerprint, r.produce()) for r in PortalBackend().render(made)}
    page = "tin/cu-1/index.html"
    assert ("một" in before[page][1].decode(), "hai" in after[page][1].decode()) == (True, True)
    assert [name for name in before if before[name][1] != after[name][1] and before[name][0] == after[name][0]] == []


def test_a_style_that_leads_out_of_the_plan_folder_is_published_nowhere(with_layouts, tmp_path):
    made, own = with_layouts
    (tmp_path / "mat.txt").write_text("bí mật", encoding="utf-8")
    (own / "site.css").symlink_to(tmp_path / "mat.txt")
    with pytest.raises(RenderError, match=r"site\.css"):
        drawn(made)


def test_a_logo_that_is_missing_leaves_the_site_standing(edition):
    channel = evolve(edition.channel, settings=evolve(edition.channel.settings, logo="khong-co.png"))
    files = drawn(evolve(edition, channel=channel))
    home = Page(files["index.html"])
    assert all(place("index.html", link) is None or place("index.html", link) in files for link in home.links)


def test_a_picture_of_the_plan_folder_stands_once_and_is_shown(edition):
    files = drawn(edition)
    (picture,) = [key for key in files if key.startswith("media/")]
    digest = hashlib.blake2b(files[picture], digest_size=16).hexdigest()
    assert picture == f"media/{digest}-anh.png"
    carriers = [r.messages for r in PortalBackend().render(edition) if r.key == picture]
    assert carriers == [("nop-ho-so-truc-tuyen",)]


def test_no_picture_waits_for_a_reader_to_scroll_to_it_for_who_prints_the_page_never_does(edition):
    page = Page(drawn(edition)["tin/nop-ho-so-truc-tuyen/index.html"])
    assert page.tags.count("img") == 1
    assert not [value for name, value in page.attributes if name == "loading"]


def test_a_body_that_is_very_long_is_drawn_in_a_moment(edition):
    long = Message(key="dai", title="Tin dài", body="Một câu vừa phải. " * 110_000, published=DAY)
    files = drawn(evolve(edition, messages=(long,)))
    assert len(files["tin/dai/index.html"]) > 1_900_000
    assert len(files["tin/index.html"]) < 20_000


def test_a_file_that_is_not_there_is_not_linked(edition):
    lost = evolve(edition.messages[0], media=(Media(path="mat.pdf", alt="Mất", digest="0" * 32),))
    read = pages(drawn(evolve(edition, messages=(lost,))))
    assert not [link for page in read.values() for link in page.links if "mat" in link and link.endswith(".pdf")]


def test_the_folder_of_the_plan_is_not_in_any_byte(edition, tmp_path):
    assert not [key for key, data in drawn(edition).items() if str(Path(tmp_path)).encode() in data]


@pytest.mark.parametrize(
    "body",
    [
        "Một câu vừa phải, hai câu. " * 3 + "\n\n" + "Đoạn sau dài hơn nhiều.\n\n" * 100,
        "- một mục\n\n" * 300,
        "```\n" + "mã lệnh\n\n" * 300 + "```\n",
        "[một cửa] ở phường.\n\n" * 100 + "[một cửa]: https://mau.example/\n",
        "ngắn\n\n" + "[" + "x" * 3000 + "](https://mau.example/)",
        Html("<p>Một đoạn.</p>\n\n" * 200),
    ],
)  # fmt: skip
def test_the_first_words_of_a_long_body_are_those_of_the_whole(body):
    assert first_words(body) == excerpt(markup_html(body), length=200)
