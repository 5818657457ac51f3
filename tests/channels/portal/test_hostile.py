"""A site of bad input as a whole: it stands, nothing in any of its files runs or asks another host, and each fault has its finding."""

from __future__ import annotations

import datetime
import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from attrs import evolve

from tests.channels.portal.test_logo import ALIVE, with_logo
from tuyentruyen import Plugins
from tuyentruyen.channels import portal
from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.compose import messages
from tuyentruyen.errors import PlanError
from tuyentruyen.model.findings import Level
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.values import Html
from tuyentruyen.planfile import read_plan
from tuyentruyen.testing import sample_edition
from tuyentruyen.text import VIETNAM, is_safe_name

BASE = "https://mau.example/"
DAY = datetime.datetime(2022, 4, 1, 8, tzinfo=VIETNAM)
RUNS = "<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><iframe srcdoc='<script>alert(1)</script>'></iframe>"
THERE = "https://ke-gian.example/co.png"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"

BAD: dict[str, tuple[dict[str, object], str]] = {
    "a script": ({"body": Html(f"<p>Một</p>{RUNS}")}, "portal07"),
    "a script in Markdown": ({"body": RUNS}, "portal08"),
    "event handlers": ({"body": Html('<p onclick="alert(1)" style="position:fixed">Hai</p><a href="/x" onmouseover=alert(1)>x</a>')}, "portal07"),
    "javascript:": ({"body": Html('<a href="javascript:alert(1)">Ba</a><a href=" java\tscript:alert(1)">x</a>')}, "portal07"),
    "javascript: in Markdown": ({"body": "[a](javascript:alert(1)) <javascript:alert(2)>"}, "portal07"),
    "data:": ({"body": Html('<a href="data:text/html,<script>alert(1)</script>">x</a><img src="data:image/svg+xml,<svg onload=alert(1)>">')}, "portal07"),
    "data: in Markdown": ({"body": "[a](data:text/html;base64,PHNjcmlwdD4=) ![b](data:image/png;base64,AAAA)"}, "portal07"),
    "broken HTML": ({"body": Html("</main></body></html><div><p><b>chưa <table><tr><td></div></script><form><!-- <h1>")}, "portal07"),
    "bidi marks": ({"title": "Phí \u202e000.01 đồng"}, "portal02"),
    "a bidi mark in the text": ({"body": "Phí \u2067000.01\u2069 đồng"}, "portal02"),
    "a word of 300 letters": ({"body": "ă" * 300}, "portal14"),
    "a title of 300 letters": ({"title": "a" * 300}, "portal14"),
    "2 MB": ({"body": "Một câu vừa phải. " * 110_000}, "portal13"),
    "more than 2 MB": ({"body": "Một câu vừa phải. " * 112_000}, "portal04"),
    "a title of emoji": ({"title": "👩🏽‍🚒👨‍👩‍👧‍👦"}, "portal15"),
    "a title of marks": ({"title": "a" + "\u0321\u0322\u0323\u0324" * 20}, "portal16"),
    "two titles of one slug": ({"title": "NỘP HỒ SƠ trực tuyến: năm bước – không phải xếp hàng!"}, "portal12"),
    "a picture on another host": ({"body": f"![Cờ đỏ]({THERE})\n\n[![Trong liên kết]({THERE})](https://mau.example/)"}, "portal09"),
    "media on another host": ({"media": [Media(url=THERE, alt="Cờ đỏ")]}, "portal09"),
    "a drawing that runs": ({"media": [Media(path="so-do.svg", digest="cd" * 16)], "body": "![Sơ đồ](so-do.svg)"}, "portal11"),
    "a page as a file": ({"media": [Media(path="trang.html", digest="ef" * 16)]}, "portal11"),
    "a file that is missing": ({"media": [Media(path="mat.pdf", digest="0" * 32)]}, "portal10"),
    "a title that closes": ({"title": "</title></script><script>alert(1)</script>", "summary": "\"'><script>alert(1)</script>"}, ""),
    "a template": ({"title": "{{ 7*7 }}", "body": "{% include 'site.css' %} {{ site.__class__ }}"}, ""),
}  # fmt: skip
"""Fields of a message, and the code of its finding; what is text and nothing else has none."""


@pytest.fixture
def edition(tmp_path):
    made = sample_edition(PortalBackend(), folder=tmp_path, settings={"base": BASE, "limit": 5, "fragments": "all"})
    (tmp_path / "so-do.svg").write_bytes(SVG)
    (tmp_path / "trang.html").write_bytes(b"<script>alert(1)</script>")
    files = {**made.files, "cd" * 16: tmp_path / "so-do.svg", "ef" * 16: tmp_path / "trang.html"}
    return evolve(made, files=files, plan=evolve(made.plan, folder=(tmp_path / "plan").resolve()))


def bad(kind: str) -> Message:
    given = {"title": "Tin có lỗi", "body": "Nội dung.", "published": DAY, "unit": "so-tttt", "themes": ("cntt",)}
    return Message(key="doc", **{**given, "link": f"{BASE}tin/doc/", **BAD[kind][0]})


class Alive(HTMLParser):
    """What in a piece of HTML runs, or asks for something; what stands in it; and its JSON-LD."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.tags: list[str] = []
        self.data: list[str] = []
        self._in_data = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag == "script":
            self._in_data = given.get("type") == "application/ld+json"
            if not self._in_data and not re.fullmatch(r"(?:\.\./)*(?:[a-z-]+/)?[a-z]+\.js", given.get("src", "")):
                self.faults.append("script")
        elif tag in (
            "iframe",
            "frame",
            "object",
            "embed",
            "svg",
            "math",
            "base",
            "style",
            "template",
            "audio",
            "video",
        ):
            self.faults.append(tag)
        for name, value in given.items():
            if name.startswith("on") or name in ("style", "srcdoc", "srcset", "background"):
                self.faults.append(name)
            scheme = urlsplit(value.strip()).scheme
            if name in ("href", "src", "action", "formaction") and scheme not in ("", "https", "http", "mailto", "tel"):
                self.faults.append(value)
            loads = name in ("src", "action") or (tag == "link" and given.get("rel") in ("stylesheet", "icon"))
            if loads and (scheme or value.startswith("//")) and not value.startswith(BASE):
                self.faults.append(f"asks for {value}")

    def handle_endtag(self, tag: str) -> None:
        self._in_data = self._in_data and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)


def strings(value):
    """Every text in something read from JSON."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def looked_at(files: dict[str, bytes]) -> list[str]:
    """What is wrong with any file of a site."""
    faults = []
    for key, data in files.items():
        faults += [f"{key}: its name" for part in key.split("/") if not is_safe_name(part)]
        if key.endswith(".html"):
            page = Alive(data.decode())
            faults += [f"{key}: {fault}" for fault in page.faults]
            faults += [
                f"{key}: JSON-LD leads to {text}"
                for one in page.data
                for text in strings(json.loads(one))
                if _leads_badly(text)
            ]
            if not key.startswith("manh/"):
                faults += [
                    f"{key}: <{tag}>"
                    for tag in ("html", "head", "body", "main", "h1", "title")
                    if page.tags.count(tag) != 1
                ]
        elif key.endswith(".json"):
            assert b"<" not in data or not key.startswith("du-lieu/"), key
            told = json.loads(data)
            if isinstance(told, dict) and "html" in told:
                faults += [f"{key}: {fault}" for fault in Alive(told["html"]).faults]
        elif key.endswith((".xml", ".svg")):
            ElementTree.fromstring(data)
    return faults  # fmt: skip


def _leads_badly(text: str) -> bool:
    return bool(re.match(r"\s*(?:javascript|data|vbscript):", text))


def without_errors(edition):
    """As `publish` does: a message with an error is left out. Returns the files, and the findings."""
    found = list(PortalBackend().check(edition))
    kept = edition.without({one.message for one in found if one.level is Level.ERROR})
    return {one.key: one.produce() for one in PortalBackend().render(kept)}, found


@pytest.mark.parametrize("kind", BAD)
def test_of_a_bad_message_nothing_runs_the_rest_stands_and_it_has_its_finding(edition, kind):
    sound, none = without_errors(edition)
    assert none == []
    files, found = without_errors(evolve(edition, messages=(*edition.messages, bad(kind))))
    assert looked_at(files) == []
    assert {one.message for one in found} <= {"doc"}
    assert [one.code for one in found if one.code == BAD[kind][1]] == ([BAD[kind][1]] if BAD[kind][1] else [])
    is_out = any(one.level is Level.ERROR for one in found)
    assert ("tin/doc/index.html" in files) is not is_out
    assert set(sound) <= set(files)
    others = [f"tin/{one.key}/index.html" for one in edition.messages]
    assert [key for key in others if files[key] != sound[key]] == []


def test_a_site_of_all_that_is_bad_stands(edition):
    every = [evolve(bad(kind), key=f"doc-{number}") for number, kind in enumerate(BAD)]
    unit = evolve(
        edition.plan.units["so-tttt"],
        name=f"Sở {RUNS}"[:200],
        hotline="<b>",
        feedback="javascript:alert(1)",
        address=RUNS,
    )
    plan = evolve(edition.plan, units={**edition.plan.units, "so-tttt": unit}, title=f"Kế hoạch {RUNS}"[:200])
    made = with_logo(evolve(edition, plan=plan, messages=(*edition.messages, *every)), "logo.svg", ALIVE["a script"])
    made = evolve(made, channel=evolve(made.channel, owner=unit))
    files, found = without_errors(made)
    assert looked_at(files) == []
    assert {one.code for one in found} == {
        f"portal{number:02d}" for number in (2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)
    }
    assert len(files) > 60


@pytest.mark.parametrize(
    "planted",
    [
        "<script>alert(1)</script>", '<p onclick="x">', '<a href="javascript:x">', '<a href="DATA:text/html,x">', '<img src="//ke-gian.example/x">',
        '<img src="https://ke-gian.example/x">', "<iframe>", '<p style="x">', "<main>", "</title><title>",
    ],
)  # fmt: skip
def test_what_looks_at_a_site_sees_what_is_planted(edition, planted):
    files, _ = without_errors(edition)
    assert looked_at(files) == []
    page = files["index.html"].replace(b"</main>", planted.encode() + b"</main>")
    assert looked_at(files | {"index.html": page}) != []


# -- pictures on other hosts ---------------------------------------------------------------------------------------------


def _shown(edition, message):
    files, _ = without_errors(evolve(edition, messages=(message,)))
    page = files["tin/doc/index.html"].decode().partition("<main")[2].partition("</main")[0]
    return page, files["manh/tin/doc.html"].decode(), json.loads(files["du-lieu/tin/doc.json"])["html"]


def test_a_picture_on_another_host_is_a_link_with_its_words_wherever_the_text_stands(edition):
    for text in _shown(edition, bad("a picture on another host")):
        assert f'<a href="{THERE}">Hình: Cờ đỏ</a>' in text
        assert '<a href="https://mau.example/">Hình: Trong liên kết</a>' in text
        assert "<img" not in text


def test_a_picture_without_words_names_its_host(edition):
    for text in _shown(edition, evolve(bad("a template"), body=Html(f'<p>Một <img src="{THERE}?a=1&amp;b=2"></p>'))):
        assert f'<a href="{THERE}?a=1&amp;b=2">Hình ở ke-gian.example</a>' in text


def test_a_picture_of_media_on_another_host_is_listed_as_a_file(edition):
    page, piece, _ = _shown(edition, bad("media on another host"))
    for text in (page, piece):
        assert re.search(rf'<li><a[^>]*href="{re.escape(THERE)}"[^>]*>Hình: Cờ đỏ</a></li>', text)
        assert "<img" not in text


def test_a_picture_of_the_sites_own_host_is_shown(edition):
    for text in _shown(edition, evolve(bad("a template"), body="![Cờ](https://mau.example/anh/co.png)")):
        assert '<img src="https://mau.example/anh/co.png" alt="Cờ">' in text


def test_a_picture_of_the_plan_folder_is_shown_from_there_also_where_it_lies_elsewhere_too(edition):
    (picture,) = edition.messages[0].media
    picture = evolve(picture, url=THERE)
    body = f"![Trong bài]({THERE})"
    files, found = without_errors(evolve(edition, messages=(evolve(edition.messages[0], media=(picture,), body=body),)))
    assert found == []
    (path,) = [key for key in files if key.startswith("media/")]
    page = files["tin/nop-ho-so-truc-tuyen/index.html"].decode()
    assert f'<img src="../../{path}" alt="Trong bài">' in page
    assert "ke-gian" not in page
    assert f'src="{BASE}{path}"' in files["manh/tin/nop-ho-so-truc-tuyen.html"].decode()


def test_without_an_address_of_its_own_a_site_shows_no_picture_of_any_host(edition):
    channel = evolve(edition.channel, settings=evolve(edition.channel.settings, base=""))
    made = evolve(
        edition, channel=channel, messages=(evolve(bad("a template"), body="![Cờ](https://mau.example/co.png)"),)
    )
    files, found = without_errors(made)
    assert [one.code for one in found] == ["portal01", "portal09"]
    assert '<a href="https://mau.example/co.png">Hình: Cờ</a>' in files["tin/doc/index.html"].decode()


def test_a_file_that_would_run_is_in_no_file_of_the_site(edition):
    for kind in ("a drawing that runs", "a page as a file"):
        files, _ = without_errors(evolve(edition, messages=(*edition.messages, bad(kind))))
        assert not [
            key
            for key, data in files.items()
            if b"alert(1)" in data or (key.endswith((".svg", ".html")) and key.startswith("media/"))
        ]


def test_two_files_whose_names_meet_have_an_address_each(edition, tmp_path):
    twins = [
        Media(path=name, digest=digest * 16, alt=name) for name, digest in (("Ảnh 1.png", "a1"), ("anh-1.PNG", "a2"))
    ]
    files = {**edition.files}
    for media in twins:
        (tmp_path / media.digest).write_bytes(media.digest.encode())
        files[media.digest] = tmp_path / media.digest
    made, found = without_errors(
        evolve(edition, files=files, messages=(evolve(edition.messages[0], media=tuple(twins)),))
    )
    assert found == []
    assert sorted(key for key in made if key.startswith("media/")) == [
        f"media/{'a1' * 16}-anh-1.png",
        f"media/{'a2' * 16}-anh-1.png",
    ]


# -- names that no folder can have on Windows ----------------------------------------------------------------------------

DEVICES = ["con", "aux", "nul", "com1"]
_PLAN = """format = 1
[plan]
key = "mau-2022"
issuer = "{unit}"
title = "Kế hoạch mẫu"
since = 2022-01-01
until = 2022-12-31
[units.{unit}]
name = "Ủy ban"
[forms.dien-tu]
title = "Điện tử"
[themes.{theme}]
title = "Chủ đề"
[procedures.{procedure}]
title = "Thủ tục"
"""


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("record", ["unit", "theme", "procedure"])
def test_a_record_may_not_have_the_name_of_a_device(tmp_path, record, device):
    keys = {"unit": "ubnd", "theme": "chu-de", "procedure": "thu-tuc"}
    (tmp_path / "plan.toml").write_text(_PLAN.format(**keys), encoding="utf-8")
    assert read_plan(tmp_path).key == "mau-2022"
    (tmp_path / "plan.toml").write_text(_PLAN.format(**keys | {record: device}), encoding="utf-8")
    with pytest.raises(PlanError, match=f"(?:{device}.*Windows)"):
        read_plan(tmp_path)


@pytest.mark.parametrize("device", DEVICES)
def test_a_message_of_the_name_of_a_device_is_left_out_and_named(tmp_path, device):
    (tmp_path / "plan.toml").write_text(
        _PLAN.format(unit="ubnd", theme="chu-de", procedure="thu-tuc"), encoding="utf-8"
    )
    (tmp_path / "content").mkdir()
    text = '+++\n{key}title = "Tin"\npublished = 2022-03-01\nthemes = ["chu-de"]\n+++\nNội dung.\n'
    (tmp_path / "content" / "tin.md").write_text(text.format(key=f'key = "{device}"\n'), encoding="utf-8")
    (tmp_path / "content" / "tin-hai.md").write_text(text.format(key=""), encoding="utf-8")
    found = messages(read_plan(tmp_path), plugins=Plugins([("portal", portal)]))
    assert [message.key for message in found] == ["tin-hai"]
    (finding,) = found.findings
    assert (finding.code, finding.level, finding.file) == ("TT201", Level.ERROR, "content/tin.md:2")
    assert "Windows" in str(finding)


# -- what stands in the settings of other channels -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [
        {"link": "javascript:alert(1)"}, {"base": "javascript:alert(1)//"}, {"base": "data:text/html,x"}, {"base": "//ke-gian.example"},
        {"base": 5}, {"base": {"env": "BI_MAT"}}, {"base": ["https://mau.example/"]}, {"base": "https://{unit}.mau.example/"},
    ],
)  # fmt: skip
def test_an_address_of_another_channel_that_is_none_is_linked_nowhere(edition, settings):
    channels = dict(edition.plan.channels)
    channels["kenh-khac"] = evolve(channels["kenh-khac"], backend="khac", settings=settings)
    channel = evolve(edition.channel, settings=evolve(edition.channel.settings, feeds=("kenh-khac/feed.xml",)))
    made = evolve(edition, channel=channel, plan=evolve(edition.plan, channels=channels))
    files, found = without_errors(made)
    assert looked_at(files) == []
    assert [one.code for one in found] == ["portal03"]
    page = files["kenh/index.html"].decode()
    assert "Kênh khác" in page
    assert "feed.xml" not in page
