"""What other programs read of a site: files of JSON that follow the schema, pieces of HTML, JSON-LD, Open Graph."""

from __future__ import annotations

import datetime
import json
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from attrs import evolve

from tuyentruyen.channels.portal import PortalBackend, PortalSettings
from tuyentruyen.channels.portal.reading import Reading
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Channel, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.values import Html
from tuyentruyen.testing.hostile import HOSTILE as HOSTILE_TEXTS
from tuyentruyen.testing.hostile import hostile_message
from tuyentruyen.text import VIETNAM

BASE = "https://kstthc.hanoi.example/"
CITY = Unit(
    key="ubnd-tp", name="Ủy ban nhân dân thành phố Mẫu", short="UBND TP", link="https://mau.example/", hotline="024 0000 0000 (mẫu)"
)  # fmt: skip
OFFICE = Unit(
    key="so-tttt", name="Sở Thông tin và Truyền thông", parent="ubnd-tp", email="so@mau.example", address="1 Phố Mẫu",
    feedback="https://pakn.mau.example/",
)  # fmt: skip
DISTRICT = Unit(key="quan-mau", name="Quận Mẫu", level="district", parent="ubnd-tp")
BIRTH = Procedure(
    key="khai-sinh", code="1.001193", title="Đăng ký khai sinh", field="Hộ tịch", level="district", units=("cac-quan",), fee="8.000 đồng",
    exemptions=("Trẻ em thuộc hộ nghèo",), papers=("Giấy chứng sinh",), result="Giấy khai sinh", link="https://dvc.mau.example/1",
    working_days=1, basis=("85/2019/TT-BTC",),
)  # fmt: skip
EVERYWHERE = Procedure(key="chung-thuc", title="Chứng thực bản sao")
CHANNEL = Channel(key="cong", title="Cổng mẫu", form="dien-tu", backend="portal", owner="so-tttt")
PLAN = Plan(
    key="mau-2022", issuer="ubnd-tp", title="Kế hoạch mẫu", since=datetime.date(2022, 3, 28), until=datetime.date(2022, 12, 31),
    units={unit.key: unit for unit in (CITY, OFFICE, DISTRICT)},
    groups={"cac-quan": UnitGroup(key="cac-quan", title="Các quận", units=("quan-mau",))},
    themes={"cntt": Theme(key="cntt", title="Ứng dụng CNTT", parent="vai-tro"), "vai-tro": Theme(key="vai-tro", title="Vai trò")},
    procedures={one.key: one for one in (BIRTH, EVERYWHERE)},
    channels={"cong": CHANNEL},
)  # fmt: skip
PICTURE = Media(path="content/mot-cua.png", alt="Quầy Một cửa", length=4, digest="ab" * 16)
HOSTILE = '</script><script>alert(1)</script><!-- "&amp; \u2028 <b>'


def message(key="mot-cua", **changes):
    fields = {
        "title": "Bộ phận Một cửa làm việc sáng thứ Bảy",
        "body": "Người dân **có thể** nộp hồ sơ.\n\nXem [lịch](https://hanoi.example/lich?a=1&b=2), [trang](../khac/).",
        "published": datetime.datetime(2022, 4, 5, 8, tzinfo=VIETNAM),
        "link": f"{BASE}tin/{key}/",
        "themes": ("cntt",),
        "unit": "so-tttt",
        **changes,
    }
    return Message(key=key, **fields)


def edition(*messages, plan=PLAN, base=BASE, held=(), fragments="all", **settings):
    return Edition(
        plan=plan,
        channel=BoundChannel(
            key="cong", channel=CHANNEL, owner=plan.units["so-tttt"], settings=PortalSettings(base=base, fragments=fragments, **settings), out=Path("out")
        ),
        messages=messages,
        now=datetime.datetime(2022, 6, 1, 9, tzinfo=VIETNAM),
        files={PICTURE.digest: Path("mot-cua.png")},
        held=held,
    )  # fmt: skip


def rendered(made, part=""):
    """Bytes of what is text, by key, in order."""
    found = PortalBackend().render(made)
    return {r.key: r.produce() for r in found if r.key.startswith(part) and not r.key.startswith("media/")}


def prints(made, part=""):
    return {r.key: r.fingerprint for r in PortalBackend().render(made) if r.key.startswith(part)}


def data(made):
    """The files of JSON that follow the schema, read."""
    files = {key: json.loads(value) for key, value in rendered(made, "du-lieu/").items()}
    return files.pop("du-lieu/schema.json"), files


FULL = (
    message(
        updated=datetime.datetime(2022, 4, 6, 8, tzinfo=VIETNAM), summary="Thêm một buổi.", media=(PICTURE,), hotline="0281022", urgent=True
    ),
    message("thang-nam", published=datetime.datetime(2022, 5, 1, 0, 30, tzinfo=VIETNAM), unit="quan-mau", themes=(), link=""),
    message("2022-04", title=HOSTILE.replace("\u2028", ""), summary=HOSTILE.replace("\u2028", ""), body=Html(f"<p>{HOSTILE}</p>")),
)  # fmt: skip


class Reader(HTMLParser):
    """A page's scripts, properties and addresses, read with Python's parser."""

    def __init__(self, page):
        super().__init__()
        self.scripts, self.properties, self.alternates, self.addresses, self.tags = [], [], {}, [], set()
        self._in_script = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.addresses += [given[name] for name in ("href", "src") if name in given]
        self.tags |= {name for name in given if name == "style" or name.startswith("on")}
        if tag == "script" and given.get("type") == "application/ld+json":
            self._in_script = True
            self.scripts.append("")
        if tag == "meta" and "property" in given:
            self.properties.append((given["property"], given["content"]))
        if tag == "link" and given.get("rel") == "alternate":
            self.alternates[given["type"]] = given["href"]

    def handle_endtag(self, tag):
        self._in_script = self._in_script and tag != "script"

    def handle_data(self, data):
        if self._in_script:
            self.scripts[-1] += data


def linked(made, page):
    """The one thing that a page says of itself."""
    (script,) = Reader(rendered(made)[page]).scripts
    return json.loads(script)


# -- files of JSON -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", [BASE, "https://kstthc.hanoi.example/thu-muc", ""])
@pytest.mark.parametrize("messages", [FULL, ()], ids=["full", "empty"])
def test_every_file_follows_the_published_schema(base, messages):
    schema, files = data(edition(*messages, base=base))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    faults = {key: [fault.message for fault in checker.iter_errors(file)] for key, file in files.items()}
    assert faults == {key: [] for key in files}
    assert len(files) == 4 + (5 if messages else 0)


def test_the_schema_refuses_what_lacks_a_property():
    schema, files = data(edition(*FULL))
    checker = jsonschema.Draft202012Validator(schema)
    for name, lost in (("tin", "items"), ("tin/mot-cua", "title"), ("don-vi", "version"), ("luu-tru/2022-04", "month")):
        file = files[f"du-lieu/{name}.json"]
        assert not checker.is_valid({key: value for key, value in file.items() if key != lost}), (name, lost)


def test_the_schema_has_the_address_under_which_it_is_published():
    schema, files = data(edition(*FULL))
    assert schema["$id"] == "https://kstthc.hanoi.example/du-lieu/schema.json"
    assert {file["$schema"] for file in files.values()} == {"https://kstthc.hanoi.example/du-lieu/schema.json"}
    assert "$id" not in data(edition(*FULL, base=""))[0]


def test_a_message_has_all_that_is_said_of_it():
    file = data(edition(*FULL))[1]["du-lieu/tin/mot-cua.json"]
    assert file == {
        "$schema": "https://kstthc.hanoi.example/du-lieu/schema.json",
        "version": 1,
        "kind": "message",
        "key": "mot-cua",
        "title": "Bộ phận Một cửa làm việc sáng thứ Bảy",
        "summary": "Thêm một buổi.",
        "published": "2022-04-05T08:00:00+07:00",
        "updated": "2022-04-06T08:00:00+07:00",
        "urgent": True,
        "language": "vi",
        "unit": {"key": "so-tttt", "name": "Sở Thông tin và Truyền thông"},
        "themes": [{"key": "cntt", "title": "Ứng dụng CNTT"}, {"key": "vai-tro", "title": "Vai trò"}],
        "link": "https://kstthc.hanoi.example/tin/mot-cua/",
        "page": "https://kstthc.hanoi.example/tin/mot-cua/",
        "data": "https://kstthc.hanoi.example/du-lieu/tin/mot-cua.json",
        "html": "<p>Người dân <strong>có thể</strong> nộp hồ sơ.</p>\n"
        '<p>Xem <a href="https://hanoi.example/lich?a=1&amp;b=2">lịch</a>,'
        ' <a href="https://kstthc.hanoi.example/tin/khac/">trang</a>.</p>',
        "text": "Người dân có thể nộp hồ sơ.\n\n"
        "Xem lịch (https://hanoi.example/lich?a=1&b=2), trang (https://kstthc.hanoi.example/tin/khac/).",
        "hotline": "0281022",
        "media": [
            {
                "address": f"https://kstthc.hanoi.example/media/{'ab' * 16}-mot-cua.png",
                "type": "image/png",
                "title": "Quầy Một cửa",
                "length": 4,
            }
        ],
    }


def test_a_picture_in_the_body_has_an_absolute_address():
    shown = message(body="![Quầy](mot-cua.png)", media=(PICTURE,))
    files = rendered(edition(shown))
    wanted = f'src="https://kstthc.hanoi.example/media/{"ab" * 16}-mot-cua.png"'
    assert wanted in json.loads(files["du-lieu/tin/mot-cua.json"])["html"]
    assert wanted in files["manh/tin/mot-cua.html"].decode()


def test_what_is_not_known_is_left_out():
    file = data(edition(message(unit="quan-mau", link="")))[1]["du-lieu/tin/mot-cua.json"]
    assert not {"updated", "link", "hotline"} & set(file)
    assert file["media"] == []


def test_the_newest_are_listed_first_and_the_months_lead_to_all():
    _, files = data(edition(*FULL, limit=5))
    assert [item["key"] for item in files["du-lieu/tin.json"]["items"]] == ["thang-nam", "2022-04", "mot-cua"]
    assert files["du-lieu/tin.json"]["months"] == [
        {"month": "2022-05", "count": 1, "data": f"{BASE}du-lieu/luu-tru/2022-05.json"},
        {"month": "2022-04", "count": 2, "data": f"{BASE}du-lieu/luu-tru/2022-04.json"},
    ]
    assert files["du-lieu/luu-tru/2022-05.json"]["older"] == f"{BASE}du-lieu/luu-tru/2022-04.json"
    assert "older" not in files["du-lieu/luu-tru/2022-04.json"]
    assert files["du-lieu/tin/2022-04.json"]["kind"] == "message"


def test_a_newer_message_changes_no_older_month():
    newer = message("moi", published=datetime.datetime(2022, 5, 30, tzinfo=VIETNAM))
    before, after = prints(edition(*FULL), "du-lieu/"), prints(edition(*FULL, newer), "du-lieu/")
    assert {key for key in after if before.get(key) != after[key]} == {
        "du-lieu/tin/moi.json", "du-lieu/luu-tru/2022-05.json", "du-lieu/tin.json",
    }  # fmt: skip


def test_a_fee_never_stands_without_who_pays_less():
    made = edition()
    birth, everywhere = data(made)[1]["du-lieu/thu-tuc.json"]["items"]
    assert (birth["fee"], birth["exemptions"]) == ("8.000 đồng", ["Trẻ em thuộc hộ nghèo"])
    assert (birth["units"], everywhere["units"]) == (["quan-mau"], [])
    told = linked(made, "thu-tuc/khai-sinh/index.html")["offers"]["description"]
    assert told == "8.000 đồng (miễn, giảm: Trẻ em thuộc hộ nghèo)"


def test_units_and_themes_come_in_the_order_of_the_plan():
    _, files = data(edition())
    assert [one["key"] for one in files["du-lieu/don-vi.json"]["items"]] == ["ubnd-tp", "so-tttt", "quan-mau"]
    assert files["du-lieu/don-vi.json"]["items"][1] == {
        "key": "so-tttt", "name": "Sở Thông tin và Truyền thông", "type": "administration", "level": "city", "parent": "ubnd-tp",
        "email": "so@mau.example", "address": "1 Phố Mẫu", "feedback": "https://pakn.mau.example/",
        "page": "https://kstthc.hanoi.example/don-vi/so-tttt/",
    }  # fmt: skip
    assert [one["key"] for one in files["du-lieu/noi-dung.json"]["items"]] == ["cntt", "vai-tro"]


def test_all_texts_are_in_normal_form():
    apart = unicodedata.normalize("NFD", "Hồ sơ đã đủ")
    entities = "".join(f"&#{ord(c)};" for c in apart)
    made = edition(message(title=apart, body=Html(f"<p>{entities}</p>")))
    files = rendered(made, "du-lieu/") | rendered(made, "manh/")
    assert [key for key, value in files.items() if not unicodedata.is_normalized("NFC", value.decode())] == []
    assert json.loads(files["du-lieu/tin/mot-cua.json"])["html"] == "<p>Hồ sơ đã đủ</p>"


def test_data_hold_no_sign_that_begins_a_tag():
    assert [key for key, value in rendered(edition(*FULL), "du-lieu/").items() if b"<" in value] == []


@pytest.mark.parametrize("html", [False, True], ids=["markdown", "html"])
@pytest.mark.parametrize("kind", HOSTILE_TEXTS)
def test_hostile_texts_follow_the_schema_or_are_refused(kind, html):
    made = edition(evolve(hostile_message(kind, html=html), link=""))
    made = made.without(found.message for found in PortalBackend().check(made) if found.level is Level.ERROR)
    schema, files = data(made)
    checker = jsonschema.Draft202012Validator(schema)
    assert [fault.message for file in files.values() for fault in checker.iter_errors(file)] == []
    if made.messages:
        told = linked(made, "tin/tin-doc/index.html")
        assert {"@id", "url", "headline", "datePublished", "author", "publisher"} <= set(told)
        assert unicodedata.is_normalized("NFC", json.dumps(told, ensure_ascii=False))


# -- order and fingerprints -----------------------------------------------------------------------------------------------


def test_files_come_before_what_leads_to_them():
    order = list(rendered(edition(*FULL)))
    for first, then in (
        ("du-lieu/schema.json", "du-lieu/tin/mot-cua.json"),
        ("du-lieu/tin/mot-cua.json", "tin/mot-cua/index.html"),
        ("manh/tin/mot-cua.html", "tin/mot-cua/index.html"),
        ("tin/mot-cua/index.html", "du-lieu/tin.json"),
        ("tin/mot-cua/index.html", "manh/tin-moi.html"),
        ("du-lieu/luu-tru/2022-04.json", "luu-tru/2022-04/index.html"),
        ("don-vi/so-tttt/index.html", "du-lieu/don-vi.json"),
        ("thu-tuc/khai-sinh/index.html", "du-lieu/thu-tuc.json"),
        ("noi-dung/cntt/index.html", "du-lieu/noi-dung.json"),
        ("du-lieu/luu-tru/2022-04.json", "du-lieu/tin.json"),
        ("du-lieu/tin.json", "tin/index.html"),
        ("du-lieu/don-vi.json", "don-vi/index.html"),
    ):
        assert order.index(first) < order.index(then), (first, then)


def test_fingerprints_are_told_without_making_a_body(monkeypatch):
    wanted = prints(edition(*FULL), "du-lieu/")
    for name in ("text_of", "summary_of", "card", "pictures_and_files"):
        monkeypatch.setattr(Reading, name, lambda *_: pytest.fail("bytes were made"))
    made = {r.key: r.fingerprint for r in _of_programs(edition(*FULL))}
    assert {key: value for key, value in made.items() if key.startswith("du-lieu/")} == wanted


def _of_programs(made):
    return [r for r in PortalBackend().render(made) if r.key.startswith(("du-lieu/", "manh/"))]


UNIT = evolve(OFFICE, name="Sở khác")
CHANGES = {
    "a name": {"plan": evolve(PLAN, units={**PLAN.units, "so-tttt": UNIT})},
    "a hotline": {"plan": evolve(PLAN, units={**PLAN.units, "so-tttt": evolve(OFFICE, hotline="1022")})},
    "the name above": {"plan": evolve(PLAN, units={**PLAN.units, "ubnd-tp": evolve(CITY, name="UBND khác")})},
    "a theme": {"plan": evolve(PLAN, themes={**PLAN.themes, "cntt": Theme(key="cntt", title="CNTT")})},
    "a theme's words": {"plan": evolve(PLAN, themes={**PLAN.themes, "vai-tro": Theme(key="vai-tro", title="Vai trò", summary="Đủ")})},
    "a procedure": {"plan": evolve(PLAN, procedures={"khai-sinh": evolve(BIRTH, result="Giấy")})},
    "a group": {"plan": evolve(PLAN, groups={"cac-quan": UnitGroup(key="cac-quan", title="Các quận", units=("so-tttt",))})},
    "the language": {"plan": evolve(PLAN, language="en")},
    "the issuer": {"plan": evolve(PLAN, issuer="so-tttt")},
    "the title": {"title": "Tên khác"},
    "the address": {"base": "https://khac.example/"},
    "the limit": {"limit": 5},
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_the_bytes_changes_the_fingerprint(change):
    more = [message(f"them-{number}", unit=("quan-mau", "")[number % 2]) for number in range(8)]
    one, other = edition(*FULL, *more), edition(*FULL, *more, **CHANGES[change])
    before, after = rendered(one), rendered(other)
    signs = prints(one), prints(other)
    changed = {key for key in before.keys() & after.keys() if before[key] != after[key]}
    assert changed
    assert {key for key in changed if signs[0][key] == signs[1][key]} == set()


# -- pieces of HTML -------------------------------------------------------------------------------------------------------


def test_pieces_are_bare_and_lead_by_absolute_addresses():
    pieces = rendered(edition(*FULL), "manh/")
    assert sorted(pieces) == [
        "manh/don-vi/quan-mau.html", "manh/don-vi/so-tttt.html", "manh/don-vi/ubnd-tp.html", "manh/tin-moi.html",
        "manh/tin/2022-04.html", "manh/tin/mot-cua.html", "manh/tin/thang-nam.html",
    ]  # fmt: skip
    for key, piece in pieces.items():
        read = Reader(piece)
        assert not {"html", "head", "body", "style", "script", "link", "onclick"} & read.tags, key
        assert [
            address for address in read.addresses if not address.startswith(("https://", "mailto:", "tel:"))
        ] == [], key
    assert b"Th\xc3\xaam m\xe1\xbb\x99t bu\xe1\xbb\x95i." in pieces["manh/tin/mot-cua.html"]
    assert b"mailto:so@mau.example" in pieces["manh/don-vi/so-tttt.html"]
    assert "/tin/thang-nam/" not in pieces["manh/don-vi/so-tttt.html"].decode()


def test_messages_have_pieces_of_their_own_where_the_channel_asks_for_it():
    held = [Finding(code="TT301", level=Level.INFO, text="withdrawn", message="da-go")]
    assert PortalSettings().fragments == "lists"
    assert sorted(rendered(edition(*FULL, held=held, fragments="lists"), "manh/")) == [
        "manh/don-vi/quan-mau.html", "manh/don-vi/so-tttt.html", "manh/don-vi/ubnd-tp.html", "manh/tin-moi.html",
    ]  # fmt: skip


def test_without_an_address_of_the_site_there_are_no_pieces():
    assert rendered(edition(*FULL, base=""), "manh/") == {}


def test_the_piece_of_what_was_taken_back_says_so_and_its_data_are_gone():
    held = [Finding(code="TT301", level=Level.INFO, text="withdrawn", message="da-go")]
    files = rendered(edition(*FULL, held=held))
    assert files["manh/tin/da-go.html"].decode() == '<p class="tt-gone" lang="vi">Tin này đã được rút lại</p>'
    assert "du-lieu/tin/da-go.json" not in files


# -- JSON-LD and Open Graph -----------------------------------------------------------------------------------------------

REQUIRED = {
    "GovernmentOrganization": {"@id", "name", "url"},
    "NewsArticle": {
        "@id", "url", "mainEntityOfPage", "headline", "description", "inLanguage", "datePublished", "dateModified", "author", "publisher",
    },
    "GovernmentService": {"@id", "url", "name", "serviceType", "provider"},
    "WebSite": {"name", "url", "inLanguage", "publisher"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        ("index.html", ["GovernmentOrganization", "WebSite"]),
        ("tin/mot-cua/index.html", ["NewsArticle"]),
        ("tin/2022-04/index.html", ["NewsArticle"]),
        ("don-vi/so-tttt/index.html", ["GovernmentOrganization"]),
        ("thu-tuc/khai-sinh/index.html", ["GovernmentService"]),
        ("thu-tuc/chung-thuc/index.html", ["GovernmentService"]),
    ],
)
def test_each_thing_has_the_properties_of_its_type(page, kinds):
    told = linked(edition(*FULL), page)
    assert told["@context"] == "https://schema.org"
    things = told.get("@graph", [told])
    assert [thing["@type"] for thing in things] == kinds
    for thing in things:
        assert REQUIRED[thing["@type"]] <= set(thing)
        assert all(thing.values())


def test_a_unit_tells_how_it_is_reached():
    assert linked(edition(), "don-vi/so-tttt/index.html") == {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "@id": "https://kstthc.hanoi.example/don-vi/so-tttt/#don-vi",
        "name": "Sở Thông tin và Truyền thông",
        "url": "https://kstthc.hanoi.example/don-vi/so-tttt/",
        "email": "so@mau.example",
        "address": "1 Phố Mẫu",
        "contactPoint": {
            "@type": "ContactPoint",
            "contactType": "Phản ánh, kiến nghị",
            "url": "https://pakn.mau.example/",
        },
        "parentOrganization": {
            "@type": "GovernmentOrganization",
            "@id": "https://kstthc.hanoi.example/don-vi/ubnd-tp/#don-vi",
            "name": "Ủy ban nhân dân thành phố Mẫu",
            "url": "https://kstthc.hanoi.example/don-vi/ubnd-tp/",
        },
    }


def test_a_service_is_given_by_the_units_that_settle_it_else_by_the_issuer():
    made = edition()
    assert [one["name"] for one in linked(made, "thu-tuc/khai-sinh/index.html")["provider"]] == ["Quận Mẫu"]
    assert [one["name"] for one in linked(made, "thu-tuc/chung-thuc/index.html")["provider"]] == [CITY.name]


def test_a_title_cannot_end_the_script_element():
    page = rendered(edition(*FULL))["tin/2022-04/index.html"]
    (script,) = Reader(page).scripts
    assert json.loads(script)["headline"] == '</script><script>alert(1)</script><!-- "&amp; <b>'
    assert b"<script>" not in page


def test_a_headline_is_cut_where_search_engines_cut_it():
    for length, wanted in ((110, "a" * 110), (111, f"{'a' * 109}…")):
        told = linked(edition(message(title="a" * length)), "tin/mot-cua/index.html")
        assert told["headline"] == wanted
        assert told.get("name", told["headline"]) == "a" * length


def test_without_an_address_of_the_site_things_have_none():
    for page in ("index.html", "tin/mot-cua/index.html", "thu-tuc/khai-sinh/index.html"):
        script = json.dumps(linked(edition(*FULL, base=""), page))
        assert "@id" not in script
        assert '"image"' not in script


def test_what_is_taken_back_and_what_is_missing_say_nothing_of_themselves():
    held = [Finding(code="TT301", level=Level.INFO, text="withdrawn", message="da-go")]
    files = rendered(edition(*FULL, held=held))
    assert [Reader(files[key]).scripts for key in ("tin/da-go/index.html", "404.html")] == [[], []]


def test_a_message_says_itself_in_open_graph():
    read = Reader(rendered(edition(*FULL))["tin/mot-cua/index.html"])
    assert [pair for pair in read.properties if pair[0] != "og:site_name"] == [
        ("og:description", "Thêm một buổi."),
        ("og:url", "https://kstthc.hanoi.example/tin/mot-cua/"),
        ("og:title", "Bộ phận Một cửa làm việc sáng thứ Bảy"),
        ("og:type", "article"),
        ("og:locale", "vi_VN"),
        ("article:published_time", "2022-04-05T08:00:00+07:00"),
        ("article:modified_time", "2022-04-06T08:00:00+07:00"),
        ("article:section", "Ứng dụng CNTT"),
        ("og:image", f"https://kstthc.hanoi.example/media/{'ab' * 16}-mot-cua.png"),
        ("og:image:alt", "Quầy Một cửa"),
    ]


def test_a_message_without_a_summary_is_described_by_its_first_words():
    read = Reader(rendered(edition(*FULL))["tin/thang-nam/index.html"])
    assert ("og:description", "Người dân có thể nộp hồ sơ. Xem lịch, trang.") in read.properties


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("index.html", "du-lieu/tin.json"),
        ("tin/index.html", "../du-lieu/tin.json"),
        ("tin/mot-cua/index.html", "../../du-lieu/tin/mot-cua.json"),
        ("luu-tru/2022-04/index.html", "../../du-lieu/luu-tru/2022-04.json"),
        ("thu-tuc/index.html", "../du-lieu/thu-tuc.json"),
        ("don-vi/index.html", "../du-lieu/don-vi.json"),
        ("noi-dung/index.html", "../du-lieu/noi-dung.json"),
        ("lien-he/index.html", None),
    ],
)
def test_a_page_leads_to_its_data(page, wanted):
    assert Reader(rendered(edition(*FULL))[page]).alternates.get("application/json") == wanted


# -- bodies on pages ------------------------------------------------------------------------------------------------------


def test_a_picture_in_the_body_is_seen_from_the_page_and_shown_once():
    page = rendered(edition(message(body="![Quầy](mot-cua.png)", media=(PICTURE,))))["tin/mot-cua/index.html"]
    shown = [address for address in Reader(page).addresses if "mot-cua.png" in address]
    assert shown == [f"../../media/{'ab' * 16}-mot-cua.png"]


def test_a_picture_that_lies_nowhere_leaves_its_words():
    page = rendered(edition(message(body='![a "<b>" c](khac.png)', link="")))["tin/mot-cua/index.html"]
    assert "<p>a &quot;&lt;b&gt;&quot; c</p>" in page.decode()
