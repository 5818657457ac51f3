"""The owner's logo: shown where it is a harmless picture of the plan folder; else a finding, and a site without it."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import sys
import zlib
from xml.etree import ElementTree

import pytest
from attrs import evolve

from tests.channels.portal.test_site import Page, drawn
from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.channels.portal.logo import Logo, Unfit, logo_of
from tuyentruyen.formats.pictures import Size, size_of
from tuyentruyen.formats.vectors import drawing
from tuyentruyen.model.findings import Level
from tuyentruyen.model.message import Media
from tuyentruyen.testing import sample_edition

BASE = "https://mau.example/"


def png(width: int = 300, height: int = 150) -> bytes:
    """A whole PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x0b\x53\x94" * min(width, 9)) * min(height, 9))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def svg(inside: str = '<path d="M0 0h9v9z"/>', attributes: str = 'viewBox="0 0 20 10"', before: str = "") -> bytes:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{before}<svg {names} {attributes}>{inside}</svg>".encode()


@pytest.fixture
def edition(tmp_path):
    made = sample_edition(PortalBackend(), folder=tmp_path, settings={"base": BASE})
    (tmp_path / "plan" / "content").mkdir()
    plan = evolve(made.plan, folder=(tmp_path / "plan").resolve())
    return evolve(made, plan=plan, messages=tuple(evolve(message, media=()) for message in made.messages))


def with_logo(edition, name: str, data: bytes | None, **settings):
    """The edition with this logo; without data there is no such file."""
    if data is not None:
        path = edition.plan.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    told = evolve(edition.channel.settings, logo=name, **settings)
    return evolve(edition, channel=evolve(edition.channel, settings=told))


def findings(edition):
    return [(one.code, one.level, one.place) for one in PortalBackend().check(edition)]


PLACE = "channels.kenh-mau.settings.logo"


# -- shown ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("logo.png", png(300, 150), (112, 56)),
        ("hình/Logo Thành phố.PNG", png(10, 10), (56, 56)),
        ("rộng.png", png(2400, 100), (240, 10)),
        ("cao.png", png(1, 5000), (1, 56)),
        ("logo.svg", svg(), (112, 56)),
        ("logo.svg", svg(attributes='width="40mm" height="80mm" viewBox="0 0 9 9"'), (28, 56)),
        ("logo.svg", svg(attributes=""), (112, 56)),
        ("logo.svg", svg(attributes='viewBox="0 0 rộng 9"'), (112, 56)),
        ("logo.svg", svg(attributes='viewBox="0 0 nan inf"'), (112, 56)),
        ("logo.svg", svg(attributes='width="100%" height="5" viewBox="0,0,9,9"'), (56, 56)),
        ("logo.jpg", b"\xff\xd8\xff\xe0\0\4ab\xff\xc0\0\x0b\x08\0\x20\0\x40\1\1\x11\0\xff\xd9", (112, 56)),
        ("logo.webp", b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0", (112, 56)),
    ],
)  # fmt: skip
def test_a_logo_stands_in_the_head_of_every_page_with_its_size(edition, name, data, size):
    made = with_logo(edition, name, data)
    assert findings(made) == []
    files = drawn(made)
    (path,) = [key for key in files if key.startswith("media/")]
    assert files[path] == data
    assert path.startswith(f"media/{hashlib.blake2b(data, digest_size=16).hexdigest()}-")
    pages = [key for key in files if key.endswith(".html") and not key.startswith("manh/")]
    assert len(pages) > 10
    for key in pages:
        up = "/" if key == "404.html" else "../" * key.count("/")
        head = files[key].decode().partition("<main")[0]
        assert f'<img src="{up}{path}" alt="" width="{size[0]}" height="{size[1]}">' in head, key


def test_the_logo_is_there_before_the_first_page_and_another_one_changes_every_page(edition):
    first = list(PortalBackend().render(with_logo(edition, "logo.png", png(10, 10))))
    order = [rendering.key for rendering in first]
    logo = next(key for key in order if key.startswith("media/"))
    assert order.index(logo) < min(n for n, key in enumerate(order) if key.endswith(".html"))
    second = {r.key: r.fingerprint for r in PortalBackend().render(with_logo(edition, "logo.png", png(11, 10)))}
    same = [r.key for r in first if second.get(r.key) == r.fingerprint]
    assert not [key for key in same if key.endswith("index.html")]
    assert logo not in second


def test_a_message_that_carries_the_logo_too_shares_its_file(edition):
    made = with_logo(edition, "logo.png", png())
    digest = hashlib.blake2b(png(), digest_size=16).hexdigest()
    first, *rest = made.messages
    first = evolve(first, media=(Media(path="logo.png", digest=digest, alt="Biểu trưng"),))
    made = evolve(made, messages=(first, *rest), files={digest: made.plan.folder / "logo.png"})
    keys = [rendering.key for rendering in PortalBackend().render(made)]
    assert len(keys) == len(set(keys))
    assert [r.messages for r in PortalBackend().render(made) if r.key.startswith("media/")] == [(first.key,)]


def _said(page: bytes):
    """What a page says to programs: its things, and its properties of Open Graph."""
    text = page.decode()
    start = text.partition('<script type="application/ld+json">')[2]
    things = json.loads(start.partition("</script>")[0]) if start else {}
    found = [line for line in text.splitlines() if line.startswith('<meta property="og:image')]
    return things, found


def test_the_logo_is_told_to_programs_of_the_owner_and_of_nobody_else(edition):
    files = drawn(with_logo(edition, "logo.png", png()))
    address = BASE + next(key for key in files if key.startswith("media/"))
    home, shown = _said(files["index.html"])
    assert [thing.get("logo") for thing in home["@graph"]] == [address, None]
    assert shown == [
        f'<meta property="og:image" content="{address}">',
        '<meta property="og:image:alt" content="Sở Thông tin và Truyền thông">',
    ]
    assert _said(files["don-vi/so-tttt/index.html"])[0]["logo"] == address
    assert "logo" not in _said(files["don-vi/quan-mau/index.html"])[0]
    assert _said(files["tin/gop-y-thu-tuc/index.html"])[1] == shown


def test_networks_are_shown_no_logo_of_a_kind_they_do_not_know_or_cannot_fetch(edition):
    assert _said(drawn(with_logo(edition, "logo.svg", svg()))["index.html"])[1] == []
    files = drawn(with_logo(edition, "logo.png", png(), base=""))
    home, shown = _said(files["index.html"])
    assert shown == []
    assert not [thing for thing in home["@graph"] if "logo" in thing]


# -- not shown -----------------------------------------------------------------------------------------------------------

LOST = {
    "missing": ("logo.png", None),
    "a folder": ("content", None),
    "empty": ("logo.png", b""),
    "text": ("logo.png", b"xin chao"),
    "wrongly named": ("logo.jpg", png()),
    "of no kind that is shown": ("logo.gif", b"GIF89a\x10\0\x10\0\0\0\0;"),
    "without a kind": ("logo", png()),
    "cut off": ("logo.png", png()[:20]),
    "of no size": ("logo.png", png(0, 9)),
    "a bomb": ("logo.png", png(60_000, 60_000)),
    "too large": ("logo.png", png() + b"\0" * 1_000_000),
    "broken XML": ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><path></svg>"),
    "compressed": ("logo.svg", zlib.compress(svg())),
    "of another encoding": ("logo.svg", svg(before='<?xml version="1.0" encoding="x-la"?>')),
    "HTML": ("logo.svg", b"<html><body><script>alert(1)</script></body></html>"),
    "SVG of no namespace": ("logo.svg", b"<svg viewBox='0 0 9 9'/>"),
    "climbing": ("../ngoai.png", png()),
    "absolute": ("/etc/hostname", None),
    "a device": ("con.png", None),
    "a drive": ("C:logo.png", None),
    "with a control character": ("lo\u200bgo.png", None),
}  # fmt: skip
ALIVE = {
    "a script": svg("<script>alert(1)</script>"),
    "an event": svg('<rect onclick="alert(1)"/>'),
    "an event of the root": svg(attributes='onload="alert(1)"'),
    "an event in capitals": svg(attributes='ONLOAD="alert(1)"'),
    "HTML in it": svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'),
    "a script of HTML": svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
    "a link": svg('<a href="javascript:alert(1)"><path d="M0 0"/></a>'),
    "a movement": svg('<animate attributeName="href" to="javascript:alert(1)"/>'),
    "a value that is set": svg('<set attributeName="onclick" to="alert(1)"/>'),
    "a picture of others": svg('<image href="https://ke-gian.example/x.png"/>'),
    "an old picture of others": svg('<image xlink:href="//ke-gian.example/x.png"/>'),
    "a drawing in a drawing": svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
    "a part of others": svg('<use href="khac.svg#a"/>'),
    "a script far away": svg('<use href="javascript:alert(1)"/>'),
    "a style sheet": svg(before='<?xml-stylesheet href="https://ke-gian.example/x.css"?>'),
    "an import": svg("<style>@import 'https://ke-gian.example/x.css';</style>"),
    "an address in a style": svg("<style>rect{fill:url( 'https://ke-gian.example/x.svg#a')}</style>"),
    "a hidden address in a style": svg(r"<style>rect{fill:u\72l(https://ke-gian.example/)}</style>"),
    "an address in CDATA": svg("<style><![CDATA[a{background:url(//ke-gian.example)}]]></style>"),
    "an address in parts": svg("<style>a{background:ur<!-- -->l(//ke-gian.example)}</style>"),
    "an address in an attribute": svg('<rect fill="url(https://ke-gian.example/x.svg#a)"/>'),
    "an address in a style attribute": svg('<rect style="fill:URL(&#x68;ttps://ke-gian.example/)"/>'),
    "another base": svg(attributes='xml:base="https://ke-gian.example/"'),
    "a document type": svg(before="<!DOCTYPE svg>"),
    "entities that grow": svg("<text>&b;</text>", before='<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'),
    "a file of the machine": svg("<text>&a;</text>", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
}  # fmt: skip


def _stands_without(made, data: bytes | None) -> None:
    files = drawn(made)
    assert len([key for key in files if key.endswith("index.html")]) > 10
    for key, found in files.items():
        assert data is None or not data or found != data, key
        if key.endswith(".html") and not key.startswith("manh/"):
            assert "img" not in Page(found).tags, key


@pytest.mark.parametrize("kind", LOST)
def test_a_logo_that_cannot_be_shown_is_a_finding_and_the_site_stands_without(edition, kind):
    name, data = LOST[kind]
    made = with_logo(edition, name, data)
    assert findings(made) == [("portal05", Level.WARNING, PLACE)]
    _stands_without(made, data)


@pytest.mark.parametrize("kind", ALIVE)
def test_a_drawing_that_may_run_or_load_something_is_a_finding_and_is_not_shown(edition, kind):
    made = with_logo(edition, "logo.svg", ALIVE[kind])
    assert findings(made) == [("portal06", Level.WARNING, PLACE)]
    assert all(one.mend for one in PortalBackend().check(made))
    _stands_without(made, ALIVE[kind])
    assert not [key for key, found in drawn(made).items() if b"ke-gian" in found]


@pytest.mark.skipif(sys.platform == "win32", reason="making symbolic links needs a right on Windows")
def test_a_logo_that_leads_out_of_the_plan_folder_is_not_read(edition, tmp_path):
    (tmp_path / "ngoai.png").write_bytes(png())
    (edition.plan.folder / "logo.png").symlink_to(tmp_path / "ngoai.png")
    made = with_logo(edition, "logo.png", None)
    assert findings(made) == [("portal05", Level.WARNING, PLACE)]
    _stands_without(made, png())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes by name here")
def test_a_logo_that_is_a_pipe_is_not_waited_for(edition):
    os.mkfifo(edition.plan.folder / "logo.png")
    assert findings(with_logo(edition, "logo.png", None)) == [("portal05", Level.WARNING, PLACE)]


def test_a_plan_that_lies_in_no_folder_has_no_logo(edition):
    made = evolve(with_logo(edition, "logo.png", png()), plan=evolve(edition.plan, folder=None))
    assert isinstance(logo_of(made), Unfit)
    assert isinstance(logo_of(with_logo(edition, "logo.png", png())), Logo)


@pytest.mark.parametrize(
    "data",
    [
        svg('<style>.a{fill:url(#b)} .c{fill:url("#d")}</style><use xlink:href="#a"/><rect style="fill:url(#b)" fill="url( \'#b\' )"/>'),
        svg('<image href="data:image/png;base64,iVBORw0KGgo="/><filter><feGaussianBlur/><feMerge><feMergeNode/></feMerge></filter>'),
        svg('<metadata><?xpacket begin=""?><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:x r:about="https://a.example/"/></r:RDF></metadata>'),
        svg('<s:namedview xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" s:docname="C:\\anh\\logo.svg"/><title>Đống Đa</title>'),
        svg(before='<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Inkscape -->\n'),
        svg().decode().encode("utf-16"),
    ],
)  # fmt: skip
def test_what_drawing_programs_write_is_a_drawing(data):
    assert ElementTree.fromstring(data).tag.endswith("svg")
    assert (drawing(data).is_svg, drawing(data).faults) == (True, [])


def test_at_most_five_faults_of_a_drawing_are_named():
    many = svg("".join(f'<rect on{n}="x"/>' for n in range(50)))
    assert drawing(many).faults == ["on0", "on1", "on2", "on3", "on4"]


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (png(7, 8), ("image/png", 7, 8)),
        (b"GIF87a\x07\0\x08\0", ("image/gif", 7, 8)),
        (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x07\x40\x08\x80", ("image/webp", 7, 8)),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x06\xc0\x01\0\0\0\0\0\0", ("image/webp", 7, 8)),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x06\0\0\x07\0\0", ("image/webp", 7, 8)),
        (b"RIFF\0\0\0\0WEBPALPH\0\0\0\0\0\0\0\0\x06\0\0\x07\0\0", ("image/webp", 0, 0)),
        (b"RIFF\0\0\0\0WEBPVP8", ("image/webp", 0, 0)),
        (b"\xff\xd8\xff\xff\xe1\0\2\xff\xc2\0\x0b\x08\0\x08\0\x07\1\1\x11\0", ("image/jpeg", 7, 8)),
        (b"\xff\xd8\xff\xd9", ("image/jpeg", 0, 0)),
        (b"BM", ("", 0, 0)),
        (b"", ("", 0, 0)),
    ],
)  # fmt: skip
def test_the_size_of_a_picture_is_told_by_its_first_bytes(head, size):
    assert size_of(head) == Size(*size)
