"""What a reader meets first and finds again: urgent news, ways back, groups to jump to; colours that can be read whatever the brand."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from attrs import evolve

from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.channels.portal.colours import contrast, palette
from tuyentruyen.channels.portal.site import OURS
from tuyentruyen.model.message import Message
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.testing import sample_edition
from tuyentruyen.text import VIETNAM

DAY = datetime.datetime(2022, 4, 1, 8, tzinfo=VIETNAM)
PROCEDURES = (
    Procedure(key="khai-sinh", title="Đăng ký khai sinh", field="Hộ tịch", fee="Không"),
    Procedure(key="khai-tu", title="Đăng ký khai tử", field="Hộ tịch", fee="Không"),
    Procedure(key="dat", title="Đăng ký đất đai", field="Đất đai", fee="Không", units=["quan-mau"]),
    Procedure(key="la", title="Thủ tục không rõ lĩnh vực", fee="Không"),
    Procedure(key="trung-ten", title="Thủ tục cùng tên không dấu", field="Ho tich", fee="Không"),
)


class Reader(HTMLParser):
    """Of a page, in order: the headings with their level, links with their words and the landmark they stand in, and ids."""

    def __init__(self, data):
        super().__init__()
        self.headings, self.links, self.ids, self._open, self._words = [], [], [], [], None
        self.feed(data.decode())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        if tag in ("nav", "section", "main", "footer", "header"):
            self._open.append((tag, attrs.get("class", "")))
        elif tag == "a":
            self.links.append([attrs.get("href", ""), "", [" ".join(one).strip() for one in self._open]])
            self._words = self.links[-1]
        elif re.fullmatch("h[1-6]", tag):
            self.headings.append([int(tag[1]), ""])

    def handle_endtag(self, tag):
        if self._open and tag == self._open[-1][0]:
            self._open.pop()
        if tag == "a":
            self._words = None

    def handle_data(self, data):
        if self._words is not None:
            self._words[1] += data
        if self.headings:
            self.headings[-1][1] += data

    def within(self, place):
        """Links of a landmark: where they lead."""
        return [link for link, _, places in self.links if place in places]


@pytest.fixture
def drawn(tmp_path):
    def draw(messages=(), procedures=PROCEDURES, settings=None):
        made = sample_edition(
            PortalBackend(),
            folder=tmp_path,
            settings={"base": "https://mau.example/", **(settings or {})},
            messages=list(messages),
        )
        plan = evolve(made.plan, folder=tmp_path / "plan", procedures={one.key: one for one in procedures})
        return {one.key: one.produce() for one in PortalBackend().render(evolve(made, plan=plan))}

    return draw


def news(key, age, *, urgent=False):
    return Message(
        key=key, title=f"Tin {key}", body="Nội dung.", published=DAY - datetime.timedelta(hours=age), urgent=urgent, unit="so-tttt",
        themes=("cntt",),
    )  # fmt: skip


# Colours


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#777777", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#767676", "#ffffff", 4.54),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    "brand",
    [
        "#0b5394",
        "#000000",
        "#ffffff",
        "#ffd400",
        "#101820",
        "#777777",
        "#ff0000",
        "#00ff00",
        "#0000ff",
        "#F3F5F8",
        "#7a7a00",
    ],
)
def test_what_stands_in_or_on_the_brand_can_be_read(brand):
    colours = palette(brand)
    assert colours["brand"] == brand
    assert contrast(colours["on_brand"], brand) >= 4.5
    for ground in ("#ffffff", "#f3f5f8"):
        assert contrast(colours["link"], ground) >= 4.5
    for ground in ("#131a21", "#1c252e"):
        assert contrast(colours["link_dark"], ground) >= 6


def test_a_brand_that_can_be_read_is_the_colour_of_links():
    assert palette("#0b5394")["link"] == "#0b5394"


def test_no_colour_is_left_open_in_what_is_published(drawn):
    files = drawn(settings={"brand": "#ffd400"})
    assert b"#ffd400" in files["site.css"]
    assert b"$" not in files["site.css"] + files["icon.svg"]


def test_the_style_is_small_and_fetches_nothing(drawn):
    style = drawn()["site.css"]
    assert len(style) < 12_288
    assert not re.search(rb"url\(|@import|@font-face", style)


# The home page


def test_urgent_news_come_first_and_none_comes_twice(drawn):
    said = [news(f"t{n}", n, urgent=n in (2, 9, 11, 12)) for n in range(14)]
    home = Reader(drawn(said)["index.html"])
    titles = [link for link, _, _ in home.links if link.startswith("tin/") and link != "tin/"]
    assert titles == [f"tin/t{n}/" for n in (2, 9, 11, 0, 1, 3, 4, 5, 6)]
    assert home.within("section alerts") == ["tin/t2/", "tin/t9/", "tin/t11/"]


def test_without_urgent_news_there_is_no_alarm(drawn):
    assert b"alerts" not in drawn([news("t", 1)])["index.html"]


def test_the_home_page_leads_to_procedures_by_their_field(drawn):
    files = drawn()
    fields = [link for link, _, _ in Reader(files["index.html"]).links if link.startswith("thu-tuc/#")]
    ids = Reader(files["thu-tuc/index.html"]).ids
    assert len(fields) == 4
    assert all(field.partition("#")[2] in ids for field in fields)


# Ways


def test_deep_pages_lead_back_to_what_they_belong_to(drawn):
    files = drawn([news("mot", 1)])
    ways = {
        "tin/mot": "tin/", "luu-tru/2022-04": "tin/", "noi-dung/cntt": "noi-dung/", "don-vi/so-tttt": "don-vi/", "thu-tuc/dat": "thu-tuc/",
        "niem-yet/quan-mau": "thu-tuc/",
    }  # fmt: skip
    for key, way in ways.items():
        assert Reader(files[f"{key}/index.html"]).within("nav crumbs") == ["../../", f"../../{way}"], key
    for key in ("", "tin/", "lien-he/", "kenh/", "a-z/", "tim-kiem/"):
        assert Reader(files[f"{key}index.html"]).within("nav crumbs") == [], key


def test_a_page_of_groups_leads_to_each_of_them(drawn):
    files = drawn([news(f"t{n}", n) for n in range(3)])
    page = Reader(files["thu-tuc/index.html"])
    jumps = [link[1:] for link in page.within("nav screen")]
    assert len(jumps) == len(set(jumps)) == 4
    assert set(jumps) < set(page.ids)
    for key, data in files.items():
        if key.endswith("index.html"):
            ids = Reader(data).ids
            assert len(ids) == len(set(ids)), key


def test_headings_skip_no_level(drawn):
    files = drawn([news("mot", 1, urgent=True), news("hai", 2)])
    for key, data in files.items():
        if key.endswith("index.html"):
            levels = [level for level, _ in Reader(data).headings]
            assert levels[0] == 1, key
            assert all(after - before < 2 for before, after in pairwise(levels)), (key, levels)


def test_what_opens_and_closes_the_menu_is_on_the_page(drawn):
    page = Reader(drawn()["index.html"])
    assert {"#menu", "#noi-dung"} <= {link for link, _, _ in page.links}
    assert {"menu", "noi-dung"} <= set(page.ids)


@pytest.mark.parametrize(
    "layout", sorted(one.name for one in OURS.glob("*.html") if not one.name.startswith(("piece_", "parts", "base")))
)
def test_a_city_adds_to_any_block_and_changes_nothing_else(drawn, tmp_path, layout):
    said = [news(f"t{n}", 400 * n, urgent=n == 1) for n in range(6)]
    blocks = {
        block for name in (layout, "base.html") for block in re.findall(r"{% block (\w+) %}", (OURS / name).read_text("utf-8"))
    }  # fmt: skip
    before = drawn(said)
    (tmp_path / "plan" / "bo-cuc").mkdir()
    own = "".join(f"{{% block {one} %}}{{{{ super() }}}}<!--{one}-->{{% endblock %}}" for one in sorted(blocks))
    (tmp_path / "plan" / "bo-cuc" / layout).write_text(f'{{% extends "base/{layout}" %}}{own}', encoding="utf-8")
    after = drawn(said, settings={"layouts": "bo-cuc"})
    changed = {key: data.decode() for key, data in after.items() if data != before[key] and key.endswith(".html")}
    assert {one for data in changed.values() for one in re.findall(r"<!--(\w+)-->", data)} == blocks
    for key, data in changed.items():
        assert max(data.count(f"<!--{one}-->") for one in blocks) == 1, key
        assert re.sub(r"<!--\w+-->", "", data) == before[key].decode(), key


def test_a_board_prints_its_unit_and_hotline_on_every_sheet():
    board, style = ((OURS / name).read_text("utf-8") for name in ("board.html", "site.css"))
    assert board.index('class="top"') < board.index('class="sole"') < board.index('class="posted"')
    printed = style.partition("@media print")[2]
    for part, group in (("top", "header"), ("sole", "footer")):
        assert re.search(rf"\.{part} {{ display: table-{group}-group; break-inside: avoid", printed)
