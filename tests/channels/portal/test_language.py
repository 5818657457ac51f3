"""A message in another language than the plan's is told to be so wherever its words stand, and nothing else is."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from attrs import evolve

from tests.channels.portal.test_data import BASE, PICTURE, PLAN, edition, message, prints, rendered
from tuyentruyen.model.message import Media

WORDS = {"title": "Opening hours", "summary": "We open at seven.", "body": "Bring **your papers**."}
FILE = Media(url=f"{BASE}form.pdf", alt="Form to fill in")
ELSEWHERE = Media(url="https://ngoai.example/x.png", alt="Counter")
VOID = {"meta", "link", "img", "input", "br", "hr"}
WHERE = {
    "index.html", "tin/index.html", "tin/gio/index.html", "luu-tru/2022-04/index.html", "a-z/index.html", "don-vi/so-tttt/index.html",
    "noi-dung/cntt/index.html", "noi-dung/vai-tro/index.html", "manh/tin/gio.html", "manh/tin-moi.html", "manh/don-vi/so-tttt.html",
}  # fmt: skip
"""Pages and pieces that show the message."""


class Spoken(HTMLParser):
    """The texts of a page below its head, and the words of its pictures, each with the language that a screen reader takes it for."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, str]] = [("", "")]
        self.feed(
            page.decode().partition("</head>")[2].removesuffix("</html>\n").removesuffix("</html>") or page.decode()
        )
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang", self._open[-1][1])
        if given.get("alt"):
            self.texts.append((language, given["alt"]))
        if tag not in VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1][1], " ".join(data.split())))


def spoken(files, name):
    """The texts of a page by language: of the page itself where it is a page, whose language is the plan's."""
    found: dict[str, set[str]] = {}
    for language, text in Spoken(files[name]).texts:
        found.setdefault(language or "vi", set()).add(text)
    return found


def made(**changes):
    media = (PICTURE, FILE, ELSEWHERE)
    fields = {**WORDS, "language": "en", "media": media, "urgent": True, **changes}
    return edition(message("gio", **fields), message())


ENGLISH = {"Opening hours", "We open at seven.", "Bring", "your papers", ".", "Form to fill in"}


def test_its_words_are_told_to_be_in_its_language_on_every_page_and_nothing_else_is():
    files = rendered(made(media=(evolve(PICTURE, alt="Our counter"), FILE, ELSEWHERE)))
    seen = set()
    for name in files:
        if name.endswith(".html"):
            found = spoken(files, name)
            assert found.keys() <= {"vi", "en"}, name
            assert found.get("en", set()) <= {*ENGLISH, "Our counter"}, name
            assert found.get("vi", set()) & {*ENGLISH, "Our counter"} <= {"."}, name
            seen |= {name} if found.get("en") else set()
    assert seen == WHERE
    for page in ("tin/gio/index.html", "manh/tin/gio.html"):
        assert spoken(files, page)["en"] == {*ENGLISH, "Our counter"}
        assert {"Thông tin khẩn", "Hình: Counter", "Sở Thông tin và Truyền thông"} <= spoken(files, page)["vi"]


@pytest.mark.parametrize("name", sorted(WHERE))
def test_a_message_in_the_language_of_the_plan_is_told_nothing_of(name):
    for same in ("vi", "VI"):
        assert rendered(made(language=same))[name].count(b"lang=") == 1


@pytest.mark.parametrize("tag", ["e1", "tiếng Anh", 'en" onclick="x', "en-", "en--GB", "-en", "abcdefghi"])
def test_what_is_no_tag_is_told_nowhere(tag):
    files = rendered(made(language=tag))
    assert {page.count(b"lang=") for name, page in files.items() if name in WHERE} == {1}


@pytest.mark.parametrize("tag", ["en", "en-GB", "zh-Hans-CN", "yue", "tày".replace("à", "a")])
def test_a_tag_stands_as_it_is(tag):
    files = rendered(made(language=tag))
    assert all(f'lang="{tag}"' in files[name].decode() for name in WHERE)


def test_the_search_says_it_of_what_it_finds():
    files = rendered(made())
    rows = [row for name, data in files.items() if name.startswith("tim-kiem/d-") for row in json.loads(data)]
    assert [row for row in rows if len(row) != 3] == [["Opening hours", "tin/gio/", "05/4/2022", "en"]]
    assert b"if (language) link.lang = language;" in files["tim-kiem/search.js"]


def test_of_a_plan_in_english_a_vietnamese_message_is_told_to_be_so():
    files = rendered(evolve(edition(message()), plan=evolve(PLAN, language="en")))
    page = files["tin/mot-cua/index.html"].decode()
    assert '<html lang="en">' in page
    assert '<h1 lang="vi">' in page


def test_another_language_has_other_fingerprints_wherever_it_shows():
    before, after = prints(made()), prints(made(language="fr"))
    same = {name for name in before if before[name] == after[name]}
    assert not same & {*WHERE, "tim-kiem/d-32.json"}
