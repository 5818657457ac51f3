"""Whatever of an edition changes, one field at a time: a file whose bytes change has another fingerprint, and no link leads nowhere."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, fields, frozen
from jinja2 import Environment

from tests.channels.portal.test_site import place
from tuyentruyen.channels import portal
from tuyentruyen.channels.portal import PortalBackend, PortalSettings
from tuyentruyen.editions import editions
from tuyentruyen.model.message import Media, Message, Withdrawal, Wording
from tuyentruyen.model.plan import Activity, Channel, Form, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Successor, Unit, UnitGroup
from tuyentruyen.model.when import OnDay
from tuyentruyen.plugins import Plugins
from tuyentruyen.text import VIETNAM

BASE = "https://mau.example/"
PLUGINS = Plugins([("portal", portal)])
FILES = {
    "anh.png": b"\x89PNG anh", "khac.png": b"\x89PNG khac", "to.pdf": b"%PDF-1.7", "bo-cuc/icon.svg": b"<svg/>",
    "logo.png": bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000b4944415478da63f80f040009fb03fd68fa1ccc0000"
        "000049454e44ae426082"
    ),
}  # fmt: skip
DAY = datetime.date
_LINK = re.compile(r'<(?!meta)[^<>]*? (?:href|src)="([^"]+)"')
LONG_AGO, FAR = DAY(2000, 1, 1), DAY(2030, 1, 1)
BEFORE, AFTER = DAY(2021, 1, 1), DAY(2025, 1, 1)
"""Days of another century of units, and two on this side of which the edition does not lie."""


def at(*moment: int) -> datetime.datetime:
    return datetime.datetime(*moment, tzinfo=VIETNAM)


def digest(name: str) -> str:
    return hashlib.blake2b(FILES[name], digest_size=16).hexdigest()


@frozen(kw_only=True)
class Given:
    """What an edition is made from."""

    plan: Plan
    messages: tuple[Message, ...]
    now: datetime.datetime = at(2022, 4, 20, 9)
    lost: str = ""
    """A file that is not there."""


# -- what stands before, every field of it filled -------------------------------------------------------------------------


def unit(key: str, **more: Any) -> Unit:
    host = f"{key}.mau.example"
    given = {
        "name": f"Đơn vị {key}", "short": key.upper(), "hotline": "024 111 1111 (mẫu)", "email": f"hop@{host}", "address": f"Phố {key}",
        "link": f"https://{host}/", "feedback": f"https://{host}/pakn", "since": LONG_AGO, "until": FAR,
    }  # fmt: skip
    return Unit(key=key, **{**given, **more})


def by_key(*records: Any) -> dict[str, Any]:
    return {one.key: one for one in records}


def given(base: str = BASE) -> Given:
    """A plan and messages that use, between them, every field that a site shows."""
    birth = Procedure(
        key="khai-sinh", code="1.001193", title="Khai sinh", field="Hộ tịch", level="district", units=("cac-quan",), online="toàn trình",
        time_limit="Ngay", working_days=1, fee="8.000 đồng", exemptions=("Hộ nghèo",), papers=("Giấy",), forms=("Tờ khai",),
        basis=("85/2019/TT-BTC",), result="Giấy khai sinh", link="https://dvc.example/1", since=LONG_AGO, until=FAR,
    )  # fmt: skip
    plan = Plan(
        key="mau-2022", number="99/KH-UBND", issuer="ubnd", title="Kế hoạch mẫu", since=DAY(2022, 1, 1), until=DAY(2022, 12, 31),
        link="https://noi.example/tin/{key}/",
        units=by_key(
            Unit(key="bo", name="Bộ mẫu", level="central"), unit("ubnd", parent="bo", since=None, until=None), unit("so", parent="ubnd"),
            unit("quan", parent="ubnd", level="district"), Unit(key="phuong", name="Phường", parent="quan", level="commune", address="Phố"),
        ),
        groups=by_key(
            UnitGroup(key="cac-so", title="Các sở", units=("so",)), UnitGroup(key="cac-quan", title="Các quận", units=("quan",))
        ),
        themes=by_key(
            Theme(key="cha", title="Chủ đề rộng", summary="Tóm tắt"), Theme(key="nho", title="Chủ đề hẹp", parent="cha", clause="II.1"),
            Theme(key="rieng", title="Chủ đề riêng"),
        ),
        procedures=by_key(birth, Procedure(key="chung-thuc", title="Chứng thực")),
        forms=by_key(
            Form(key="dien-tu", title="Điện tử", kinds=("portal",)),
            Form(key="hoi-nghi", title="Hội nghị", kinds=("event",), modes=("in-person",)),
        ),
        activities=by_key(
            Activity(
                key="toa-dam", title="Tọa đàm", form="hoi-nghi", themes=("nho",), units=("quan",),
                when=OnDay(day=DAY(2022, 5, 5), at=datetime.time(9)),
            ),
            Activity(key="viec", title="Việc", form="dien-tu", themes=("rieng",), each="cac-quan", when=OnDay(day=DAY(2022, 5, 6))),
        ),
        channels=by_key(
            Channel(
                key="cong", title="Cổng", form="dien-tu", backend="portal", owner="ubnd", audience="Người dân",
                settings={"base": base, "limit": 5, "fragments": "all", "feeds": ["tin/feed.xml"]},
            ),
            Channel(key="tin", form="dien-tu", backend="rss", owner="so", settings={"base": "https://tin.example/"}),
        ),
    )  # fmt: skip
    full = Message(
        key="day-du", title="Tin đầy đủ", body="Nội dung **dài** ![Hình](anh.png).", published=at(2022, 4, 5, 8), summary="Tóm tắt",
        themes=("nho",), activity="toa-dam", unit="quan", channels=("cong",), link="https://noi.example/day-du/",
        media=(
            Media(path="anh.png", alt="Ảnh", digest=digest("anh.png"), length=3), Media(path="to.pdf", alt="Tờ", digest=digest("to.pdf")),
            Media(url="https://ngoai.example/x.png", alt="Ngoài"),
        ),
        updated=at(2022, 4, 6, 8), expires=at(2023, 1, 1), embargo=at(2022, 4, 5, 7), urgent=True, hotline="024 999 9999 (mẫu)",
        abbreviations={"UB": "Ủy ban"},
    )  # fmt: skip
    bare = {"body": "Nội dung ngắn.", "channels": ("cong",)}
    more = [Message(key=f"them-{n}", title=f"Tin thêm {n}", published=at(2022, 2, n, 8), **bare) for n in range(1, 5)]
    return Given(
        plan=plan,
        messages=(
            full,
            Message(key="gon", title="Tin gọn", published=at(2022, 4, 7, 8), unit="ubnd", themes=("cha",), **bare),
            Message(key="cu", title="Tin cũ", published=at(2022, 3, 7, 8), activity="toa-dam", **bare),
            Message(key="thu-hoi", title="Tin sai", published=at(2022, 3, 8, 8), withdrawn=Withdrawal(reason="Sai", at=at(2022, 4, 1)), **bare),
            *more,
        ),
    )  # fmt: skip


# -- what changes, one field at a time ------------------------------------------------------------------------------------

OTHER: dict[type, dict[str, Any]] = {
    Message: {
        "title": "Tên khác", "body": "Thân khác hẳn.", "published": at(2022, 3, 5, 8), "summary": "Lời khác", "themes": ("rieng",),
        "activity": "viec", "unit": "so", "channels": ("tin",), "link": "https://noi.example/khac/", "language": "en", "media": (),
        "updated": at(2022, 4, 9), "expires": at(2022, 4, 19), "embargo": at(2022, 4, 21), "urgent": False, "advertising": True,
        "hotline": "024 888 8888 (mẫu)", "abbreviations": {}, "status": "draft", "approval": None, "revision": 2,
        "withdrawn": Withdrawal(reason="Sai", at=at(2022, 4, 1)), "only": {"cong": Wording(title="Tên riêng")}, "source": "tin.md",
        "lines": {"title": 3},
    },
    Media: {
        "path": "khac.png", "url": "https://khac.example/anh.png", "alt": "Ảnh khác", "media_type": "image/jpeg", "length": 99,
        "digest": digest("khac.png"), "rel": "related",
    },
    Unit: {
        "name": "Tên khác", "short": "TK", "kind": "party", "level": "village", "parent": "phuong", "since": AFTER, "until": BEFORE,
        "successors": (Successor(unit="phuong"),), "hotline": "024 777 7777 (mẫu)", "email": "hop@khac.example", "address": "Phố Khác",
        "link": "https://khac.example/", "feedback": "https://khac.example/pakn",
    },
    UnitGroup: {"title": "Nhóm khác", "units": ("phuong",), "groups": ("cac-so",)},
    Theme: {"title": "Tên khác", "clause": "III", "summary": "Lời khác", "parent": "rieng", "fields": ("Đất đai",), "fields_open": True},
    Procedure: {
        "code": "1.001194", "title": "Tên khác", "field": "Đất đai", "level": "city", "units": ("so",), "online": "một phần",
        "time_limit": "2 ngày", "working_days": 2, "fee": "9.000 đồng", "exemptions": ("Trẻ em",), "papers": ("Khác",),
        "forms": ("Tờ khác",), "basis": ("1/2020/TT-BTC",), "result": "Kết quả khác", "link": "https://khac.example/2", "since": AFTER,
        "until": BEFORE,
    },
    Form: {
        "title": "Tên khác", "clause": "V", "summary": "Lời khác", "kinds": ("feed",), "needs": ("hotline",), "modes": ("online",),
        "electronic": True,
    },
    Activity: {
        "title": "Tên khác", "clause": "V", "form": "dien-tu", "themes": ("rieng",), "when": OnDay(day=DAY(2022, 5, 9)), "quota": None,
        "units": ("so",), "each": "khong-co", "channels": ("tin",), "integrated_into": "viec", "requested": True,
    },
    Channel: {
        "title": "Tên khác", "form": "hoi-nghi", "owner": "quan", "audience": "Người khác", "themes": ("nho",), "units": ("quan",),
        "since": DAY(2022, 2, 1), "catch_up": 9,
    },
    PortalSettings: {
        "base": "https://khac.example/", "title": "Tên khác", "description": "Lời khác", "brand": "#7a1f1f", "logo": "logo.png",
        "feeds": [], "limit": 6, "fragments": "lists", "layouts": "bo-cuc",
    },
    Plan: {
        "number": "1/KH-UBND", "issuer": "so", "title": "Tên khác", "place": "Nơi khác", "issued": DAY(2022, 1, 1), "since": DAY(2022, 5, 6),
        "until": DAY(2022, 5, 5), "parent": "1/KH-UBND", "funding": "Kinh phí khác", "purposes": ("Khác",), "requirements": ("Khác",),
        "link": "https://noi.example/khac/{key}/", "language": "en",
    },
}  # fmt: skip
RECORDS = {
    "units": Unit, "groups": UnitGroup, "themes": Theme, "procedures": Procedure, "forms": Form, "activities": Activity, "channels": Channel,
}  # fmt: skip
IDENTITY = {"key"}
"""What names a record; a record of another key is another one."""
ELSEWHERE: dict[type, set[str]] = {
    Channel: {"backend", "settings"},
    Plan: {
        "recipients",
        "approval",
        "calendar",
        "documents",
        "assignments",
        "terms",
        "folder",
        "places",
        "house",
        *RECORDS,
    },
}
"""What is changed record by record, or what says whether something is published and not how."""
NOT_TOGETHER = {
    ("chung-thuc", "exemptions"), ("chung-thuc", "fee"), ("toa-dam", "each"), ("viec", "units"), ("ubnd", "since"), ("ubnd", "until"),
}  # fmt: skip
"""What the model refuses of these records, or what leaves the channel without an owner."""


@pytest.mark.parametrize("kind", OTHER, ids=lambda kind: kind.__name__)
def test_every_field_has_another_value_to_try(kind):
    assert {one.name for one in fields(kind)} == OTHER[kind].keys() | ELSEWHERE.get(kind, set()) | (
        IDENTITY if kind not in (Media, PortalSettings) else set()
    )


@frozen(kw_only=True)
class Change:
    """What of a record is another, and what an edition is made from then.

    Attributes:
        kind: Class of the record; None if it is no record that changes.
        field: Its field.
    """

    kind: type | None = None
    field: str = ""
    given: Given


def changes(start: Given) -> Iterator[tuple[str, Change]]:
    """Each change, and what it is called."""
    yield from of_messages(start)
    yield from of_records(start)
    plan = start.plan
    for key, kind, settings in (
        ("cong", PortalSettings, OTHER[PortalSettings]),
        ("tin", None, {"base": "https://khac.example/"}),
    ):
        for name, value in settings.items():
            channel = evolve(plan.channels[key], settings={**plan.channels[key].settings, name: value})
            other = evolve(plan, channels={**plan.channels, key: channel})
            yield f"{key}.settings.{name}", Change(kind=kind, field=name, given=evolve(start, plan=other))
    for name, value in OTHER[Plan].items():
        yield f"plan.{name}", Change(kind=Plan, field=name, given=evolve(start, plan=evolve(plan, **{name: value})))
    for days in (16, 30, 250, 3000):
        yield f"{days} days later", Change(given=evolve(start, now=start.now + datetime.timedelta(days=days)))
    for name in ("anh.png", "to.pdf"):
        yield f"without {name}", Change(given=evolve(start, lost=digest(name)))


def of_messages(start: Given) -> Iterator[tuple[str, Change]]:
    """Messages and their media."""
    for number, one in enumerate(start.messages[:3]):
        for name, value in OTHER[Message].items():
            messages = _with(start.messages, number, evolve(one, **{name: value}))
            yield f"{one.key}.{name}", Change(kind=Message, field=name, given=evolve(start, messages=messages))
    full = start.messages[0]
    for number, media in enumerate(full.media):
        for name, value in OTHER[Media].items():
            other = evolve(full, media=_with(full.media, number, evolve(media, **{name: value})))
            messages = _with(start.messages, 0, other)
            yield f"media {number}.{name}", Change(kind=Media, field=name, given=evolve(start, messages=messages))


def of_records(start: Given) -> Iterator[tuple[str, Change]]:
    """What the plan has by key."""
    plan = start.plan
    for table, kind in RECORDS.items():
        records = getattr(plan, table)
        for key, record in records.items():
            for name, value in OTHER[kind].items():
                if (key, name) not in NOT_TOGETHER:
                    other = evolve(plan, **{table: {**records, key: evolve(record, **{name: value})}})
                    yield f"{key}.{name}", Change(kind=kind, field=name, given=evolve(start, plan=other))
            if key not in ("ubnd", "dien-tu", "cong"):
                other = evolve(plan, **{table: {name: one for name, one in records.items() if name != key}})
                yield f"without {key}", Change(given=evolve(start, plan=other))


def _with(records: tuple[Any, ...], number: int, record: Any) -> tuple[Any, ...]:
    return (*records[:number], record, *records[number + 1 :])


CHANGES = {
    f"{name}, {base or 'no address'}": (base, change) for base in (BASE, "") for name, change in changes(given(base))
}

SHOWS_NOWHERE: dict[type, set[str]] = {
    Message: {"abbreviations", "advertising", "approval", "lines", "revision", "source"},
    Media: {"rel"},
    Unit: {"successors"},
    UnitGroup: {"title"},
    Theme: {"fields", "fields_open"},
    Form: {"clause", "electronic", "needs", "summary"},
    Activity: {"channels", "clause", "quota", "requested"},
    Channel: {"catch_up", "since", "themes", "units"},
    Plan: {"funding", "issued", "parent", "place", "purposes", "requirements"},
}
"""Fields that no file of a site tells."""


# -- and what has to hold -------------------------------------------------------------------------------------------------

Files = dict[str, tuple[str, bytes]]


@frozen(kw_only=True)
class Seen:
    """What a change does to a site.

    Attributes:
        files: Files of other bytes, new ones, and ones that go; but for the note of the search, which has a stamp of every message.
        stale: Of them those whose fingerprint is as it was.
        dead: Links that lead nowhere.
    """

    files: set[str]
    stale: list[str]
    dead: list[str]


class Sites:
    """Makes sites in a folder. Of each file it gives the fingerprint and the bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = {base: self.made(given(base)) for base in (BASE, "")}
        self._seen: dict[str, Seen] = {}

    def made(self, start: Given) -> Files:
        plan = evolve(start.plan, folder=self.folder)
        (edition,) = editions(plan, start.messages, PLUGINS, now=start.now, out=self.folder / "out", channels=("cong",))
        assert not edition.fault
        files = {name: path for name, path in edition.files.items() if name != start.lost}
        return {
            one.key: (one.fingerprint, one.produce()) for one in PortalBackend().render(evolve(edition, files=files))
        }

    def seen(self, change: str) -> Seen:
        """What a change does, looked at once."""
        if change not in self._seen:
            base, told = CHANGES[change]
            before, after = self.before[base], self.made(told.given)
            differing = {name for name in before.keys() & after.keys() if before[name][1] != after[name][1]}
            self._seen[change] = Seen(
                files=(differing | (before.keys() ^ after.keys())) - {"tim-kiem/note.json"},
                stale=sorted(name for name in differing if before[name][0] == after[name][0]),
                dead=dead(after, told.given.plan.channels["cong"].settings["base"]),
            )
        return self._seen[change]


def dead(files: Files, base: str) -> list[str]:
    """Links of pages and pieces to files of the site that are not there."""
    found = []
    for name, (_, data) in files.items():
        if name.endswith(".html") and name != "404.html":
            for link in map(unescape, _LINK.findall(data.decode())):
                target = place(name, f"{BASE}{link.removeprefix(base)}" if base and link.startswith(base) else link)
                if target is not None and target not in files:
                    found.append(f"{name} leads to {link}")
    return found


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    folder = tmp_path_factory.mktemp("ke-hoach")
    for name, data in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", _once(Environment.compile))
        yield Sites(folder)


def _once(compiled: Callable[..., Any]) -> Callable[..., Any]:
    """Layouts compiled once for all sites: that is nine tenths of what a small one takes."""
    known: dict[Any, Any] = {}

    def remembered(self: Environment, source: Any, *told: Any, **more: Any) -> Any:
        key = (source, told, tuple(sorted(more.items())))
        if key not in known:
            known[key] = compiled(self, source, *told, **more)
        return known[key]

    return remembered


def test_the_site_before_holds_every_kind_of_file(sites):
    assert {name.partition("/")[0] for name in sites.before[BASE]} == {
        "404.html", "a-z", "don-vi", "du-lieu", "gone.json", "icon.svg", "index.html", "kenh", "lien-he", "luu-tru", "manh", "media",
        "niem-yet", "noi-dung", "robots.txt", "sap-toi", "site.css", "sitemap.xml", "thu-tuc", "tim-kiem", "tin",
    }  # fmt: skip
    assert all(print_ for print_, _ in sites.before[BASE].values())


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_whose_bytes_change_has_another_fingerprint(sites, change):
    assert sites.seen(change).stale == []


@pytest.mark.parametrize("change", CHANGES)
def test_no_link_leads_nowhere_whatever_has_changed(sites, change):
    assert sites.seen(change).dead == []


@pytest.mark.parametrize("kind", OTHER, ids=lambda kind: kind.__name__)
def test_every_field_that_a_site_shows_is_tried_where_it_shows(sites, kind):
    shown = {one.field for name, (_, one) in CHANGES.items() if one.kind is kind and sites.seen(name).files}
    assert OTHER[kind].keys() - shown == SHOWS_NOWHERE.get(kind, set())
