"""What changes the bytes of a poster, of a board or of the order changes its fingerprint: each field and each file, one at a time."""

from __future__ import annotations

import datetime
import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import evolve
from PIL import Image

from tests.channels.poster.profiles import cmyk_profile
from tuyentruyen.channels.poster import PosterBackend, PosterSettings
from tuyentruyen.model.flow import BoundChannel, Edition, Rendering
from tuyentruyen.model.message import Media, Message, Withdrawal, Wording
from tuyentruyen.model.plan import Channel, Form, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Successor, Unit, UnitGroup
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 5, 4, 9, tzinfo=VIETNAM)
LATER = NOW + datetime.timedelta(days=40)
DAY = datetime.date(2022, 3, 1)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="{}"/></svg>'
OWN = '#import "frame.typ": *\n#show: sheet\n#heading(level: 1, text(size: cap(3), said.title))\n#emblem({} * u)\n#cover(20 * u)\n#code(20 * u)\n'


def picture(mode: str, colour: tuple[int, ...], kind: str) -> bytes:
    made = io.BytesIO()
    Image.new(mode, (2000, 1200), colour).save(made, kind)
    return made.getvalue()


FILES = {
    "logo.svg": SVG.format("#c8141e").encode(), "nha-in.icc": cmyk_profile(), "mau/announcement.typ": OWN.format(4).encode(),
    "muc.jpg": picture("CMYK", (10, 200, 30, 40), "JPEG"), "anh.png": picture("RGB", (10, 200, 30), "PNG"),
}  # fmt: skip
OTHERS = {
    "logo.svg": SVG.format("#14c81e").encode(), "nha-in.icc": cmyk_profile("Another", dark=0.5), "mau/announcement.typ": OWN.format(5).encode(),
    "muc.jpg": picture("CMYK", (200, 10, 30, 40), "JPEG"), "anh.png": picture("RGB", (200, 10, 30), "PNG"),
}  # fmt: skip
SETTINGS = {
    "formats": ("a4", "screen-tall"), "outputs": ("screen",), "design": "steps", "each": "", "brand": "#7a1f1f", "accent": "#1f5f1f",
    "brand_ink": (90, 60, 0, 20), "accent_ink": (0, 90, 90, 30), "logo": "anh.png", "designs": "", "bleed": 5, "profile": "",
    "condition": "PSOcoated_v3", "boards": False, "copies": {"a4": 20}, "ready": 5,
}  # fmt: skip
MESSAGE = {
    "title": "Một cửa mở thêm sáng Chủ nhật", "body": "1. Lấy số\n2. Nộp hồ sơ", "published": LATER, "summary": "Từ 9 giờ 00.", "themes": ("khac",),
    "activity": "khac", "unit": "to-2", "channels": ("ap-phich",), "link": "https://mau.example/khac/", "language": "en", "media": (), "updated": LATER,
    "expires": LATER, "embargo": NOW, "urgent": True, "advertising": True, "hotline": "024 1111 1111", "abbreviations": {"A": "b"}, "status": "draft",
    "approval": None, "revision": 2, "withdrawn": Withdrawal(at=NOW, reason="Sai", by="A"), "only": {"loa": Wording(body="Khác")}, "source": "content/x.md", "lines": {"title": 3},
}  # fmt: skip
MEDIA = {"alt": "Một cái cây", "media_type": "image/jpeg", "length": 9, "rel": "related"}
UNIT = {
    "name": "Tổ dân phố số 9", "short": "T9", "kind": "party", "level": "commune", "parent": "to-2", "since": DAY, "until": datetime.date(2022, 12, 1),
    "successors": (Successor(unit="to-2"),), "hotline": "024 2222 2222", "email": "a@mau.example", "address": "Số 9, phố Mẫu",
    "link": "https://to.mau.example/", "feedback": "Gửi tại https://pakn.mau.example/",
}  # fmt: skip
PROCEDURE = {
    "code": "1.001193", "title": "Đăng ký khai tử", "field": "Hộ tịch", "level": "city", "units": ("to-1", "to-2"), "online": "toàn trình", "time_limit": "01 ngày",
    "working_days": 1, "fee": "8.000 đồng", "exemptions": ("người nghèo",), "papers": ("Giấy chứng sinh",), "forms": ("Tờ khai",), "basis": ("60/2014/QH13",),
    "result": "Giấy khai sinh", "link": "https://mau.example/tt/", "since": DAY, "until": datetime.date(2022, 12, 1),
}  # fmt: skip
PLAN = {
    "number": "9/KH-UBND",
    "title": "Kế hoạch khác",
    "place": "Hà Nội",
    "issued": DAY,
    "link": "https://khac.example/{key}/",
    "language": "en",
}
CHANNEL = {
    "title": "Kênh khác",
    "audience": "Mọi người",
    "themes": ("khac",),
    "units": ("to-2",),
    "since": DAY,
    "catch_up": 9,
}
THEME = {
    "title": "Chủ đề khác",
    "clause": "II.1",
    "summary": "Tóm tắt",
    "parent": "khac",
    "fields": ("Đất đai",),
    "fields_open": True,
}


def edition(folder: Path, files: Mapping[str, bytes] = FILES, photo: str = "muc.jpg") -> Edition[PosterSettings]:
    """An edition that shows all that posters show: logo, picture, profile, a design of the city, boards."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    units = {
        key: Unit(key=key, name=f"Tổ dân phố {key}", hotline="024 3933 6888", address=f"Nhà văn hóa {key}")
        for key in ("to-1", "to-2")
    }
    channel = Channel(key="ap-phich", title="Áp phích", form="co-so", backend="poster", owner="to-1")
    plan = Plan(
        key="mau-2022", title="Kế hoạch mẫu", issuer="to-1", since=datetime.date(2022, 1, 1), until=datetime.date(2022, 12, 31),
        units=units, groups={"to": UnitGroup(key="to", title="Các tổ", units=("to-1",))}, forms={"co-so": Form(key="co-so", title="Cơ sở")},
        themes={key: Theme(key=key, title=f"Chủ đề {key}") for key in ("cntt", "khac")}, channels={"ap-phich": channel},
        procedures={"khai-sinh": Procedure(key="khai-sinh", title="Đăng ký khai sinh", units=("to-1",), fee="5.000 đồng", exemptions=("trẻ em",))}, folder=folder,
    )  # fmt: skip
    digest = hashlib.blake2b(files[photo], digest_size=16).hexdigest()
    message = Message(
        key="mot-cua", title="Một cửa mở thêm sáng thứ Bảy", summary="Từ 8 giờ 00.", body="Thưa bà con, bộ phận Một cửa mở thêm buổi sáng thứ Bảy.",
        published=NOW, themes=("cntt",), activity="treo", media=(Media(path=photo, alt="Một ngôi nhà", digest=digest),), link="https://mau.example/tin/",
    )  # fmt: skip
    settings = PosterSettings(
        formats=("a4",), design="announcement", each="to", logo="logo.svg", designs="mau", profile="nha-in.icc", boards=True
    )  # fmt: skip
    bound = BoundChannel(
        key="ap-phich", channel=channel, owner=units["to-1"], settings=settings, out=folder.parent / "out"
    )
    return Edition(plan=plan, channel=bound, messages=(message,), now=NOW, files={digest: folder / photo})


def in_plan(group: str, key: str) -> Callable[[Edition[Any], Mapping[str, Any]], Edition[Any]]:
    """Changes a record of the plan, and the owner of the channel with it."""

    def change(one: Edition[Any], fields: Mapping[str, Any]) -> Edition[Any]:
        record = evolve(getattr(one.plan, group)[key], **fields)
        plan = evolve(one.plan, **{group: {**getattr(one.plan, group), key: record}})
        owner = record if group == "units" else one.channel.owner
        return evolve(one, plan=plan, channel=evolve(one.channel, owner=owner))

    return change


def in_message(one: Edition[Any], fields: Mapping[str, Any]) -> Edition[Any]:
    return evolve(one, messages=(evolve(one.messages[0], **fields),))


def in_media(one: Edition[Any], fields: Mapping[str, Any]) -> Edition[Any]:
    return in_message(one, {"media": (evolve(one.messages[0].media[0], **fields),)})


def in_settings(one: Edition[Any], fields: Mapping[str, Any]) -> Edition[Any]:
    return evolve(one, channel=evolve(one.channel, settings=evolve(one.channel.settings, **fields)))


def in_channel(one: Edition[Any], fields: Mapping[str, Any]) -> Edition[Any]:
    return evolve(one, channel=evolve(one.channel, channel=evolve(one.channel.channel, **fields)))


def in_plan_itself(one: Edition[Any], fields: Mapping[str, Any]) -> Edition[Any]:
    return evolve(one, plan=evolve(one.plan, **fields))


RECORDS = {
    "settings": (PosterSettings, SETTINGS, in_settings, ()), "message": (Message, MESSAGE, in_message, ("key",)),
    "media": (Media, MEDIA, in_media, ("path", "url", "digest")), "unit": (Unit, UNIT, in_plan("units", "to-1"), ("key",)),
    "procedure": (Procedure, PROCEDURE, in_plan("procedures", "khai-sinh"), ("key",)), "theme": (Theme, THEME, in_plan("themes", "cntt"), ("key",)),
    "channel": (Channel, CHANNEL, in_channel, ("key", "form", "backend", "owner", "settings")),
    "plan": (
        Plan, PLAN, in_plan_itself,
        tuple(one.name for one in attrs.fields(Plan) if one.name not in PLAN),  # records, each changed above, and what no poster knows of
    ),
}  # fmt: skip
CHANGES = {
    f"{record}.{name}": (change, {name: value})
    for record, (_, table, change, _) in RECORDS.items()
    for name, value in table.items()
} | {"moment": (lambda one, fields: evolve(one, **fields), {"now": LATER})}


@pytest.mark.parametrize("record", RECORDS)
def test_each_field_of_a_record_is_changed_in_turn(record):
    kind, table, _, without = RECORDS[record]
    assert {one.name for one in attrs.fields(kind)} == {*table, *without}


@cache
def made(rendering: Callable[[], bytes]) -> bytes:
    return rendering()


def stale(before: Iterable[Rendering], after: Iterable[Rendering]) -> list[str]:
    """Keys of what would not be published again though its bytes are others, for its fingerprint is the same."""
    known = {one.key: one for one in before}
    return [
        one.key for one in after
        if one.key in known and one.fingerprint and one.fingerprint == known[one.key].fingerprint
        and one.produce() != made(known[one.key].produce)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def stands(tmp_path_factory):
    """The edition before a change, and its renderings."""

    @cache
    def found(photo: str) -> tuple[Edition[Any], list[Rendering]]:
        one = edition(tmp_path_factory.mktemp("truoc") / "plan", photo=photo)
        return one, list(PosterBackend().render(one))

    return found


def test_there_is_something_to_compare(stands):
    one, renderings = stands("muc.jpg")
    assert [found.code for found in PosterBackend().check(one)] == []
    assert {name.rpartition("/")[2] for name in (one.key for one in renderings)} == {
        "a4.pdf", "a4.png", "a4-in.pdf", "a4-nho.png", "don-in.csv", "note.json",
    }  # fmt: skip
    assert len([found for found in renderings if found.fingerprint]) == 4 + 3 + 1


@pytest.mark.parametrize("change", CHANGES)
def test_a_field_that_changes_the_bytes_changes_the_fingerprint(stands, change):
    one, before = stands("muc.jpg")
    do, fields = CHANGES[change]
    assert stale(before, PosterBackend().render(do(one, fields))) == []


@pytest.mark.parametrize("photo", ["muc.jpg", "anh.png"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_changes_the_bytes_changes_the_fingerprint(stands, tmp_path, name, photo):
    before = stands(photo)[1]
    after = list(PosterBackend().render(edition(tmp_path / "plan", {**FILES, name: OTHERS[name]}, photo)))
    assert stale(before, after) == []
    is_used = name not in ("muc.jpg", "anh.png") or name == photo
    assert ({one.fingerprint for one in before} != {one.fingerprint for one in after}) is is_used


def test_a_file_whose_inks_are_seen_by_a_profile_changes_with_it_on_screens(stands, tmp_path):
    _, before = stands("muc.jpg")
    other = edition(tmp_path / "plan", {**FILES, "nha-in.icc": OTHERS["nha-in.icc"]})
    after = {one.key: one for one in PosterBackend().render(other)}
    changed = {one.key for one in before if one.fingerprint != after[one.key].fingerprint and one.key.startswith("mot")}
    assert changed == {one.key for one in before if one.key.startswith("mot-cua/")}
