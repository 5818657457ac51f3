"""A small plan of a city, and editions of it that the tests of the backend vary."""

import datetime
from pathlib import Path

from tuyentruyen.channels.rss import RssBackend, RssSettings
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Activity, Channel, Plan, Theme
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Ongoing
from tuyentruyen.text import VIETNAM

BASE = "https://kstthc.hanoi.example/nguon-tin/"
CITY = Unit(key="ubnd-tp", name="Ủy ban nhân dân thành phố Hà Nội", link="https://hanoi.example/")
OFFICE = Unit(key="so-tttt", name="Sở Thông tin và Truyền thông")
DISTRICT = Unit(key="quan-ba-dinh", name="UBND quận Ba Đình", level="district")
CHANNEL = Channel(key="tin", title="Tin kiểm soát TTHC", form="dien-tu", backend="rss", owner="ubnd-tp")
PLAN = Plan(
    key="kstthc-2022",
    issuer="ubnd-tp",
    title="Thông tin, tuyên truyền về kiểm soát thủ tục hành chính năm 2022",
    issued=datetime.date(2022, 3, 28),
    since=datetime.date(2022, 3, 28),
    until=datetime.date(2022, 12, 31),
    units={unit.key: unit for unit in (CITY, OFFICE, DISTRICT)},
    groups={"so-nganh": UnitGroup(key="so-nganh", title="Các sở, ban, ngành", units=("so-tttt",))},
    themes={
        "vai-tro": Theme(key="vai-tro", title="Vai trò của kiểm soát TTHC"),
        "cntt": Theme(key="cntt", title="Ứng dụng CNTT & dịch vụ công trực tuyến"),
        "dat-dai": Theme(key="dat-dai", title="Đất đai", parent="vai-tro"),
    },
    activities={
        "tin-bai": Activity(key="tin-bai", title="Tin, bài", form="dien-tu", themes=("cntt",), when=Ongoing()),
    },
    channels={"tin": CHANNEL},
)
PICTURE = Media(path="content/mot-cua.png", alt='Bộ phận "Một cửa"', media_type="image/png", length=4, digest="ab" * 16)


def message(key="mot-cua", **changes):
    fields = {
        "title": "Bộ phận Một cửa làm việc sáng thứ Bảy",
        "body": "Người dân **có thể** nộp hồ sơ.\n\nXem [lịch](https://hanoi.example/lich?a=1&b=2).",
        "published": datetime.datetime(2022, 4, 5, 8),
        "link": f"https://kstthc.hanoi.example/tin/{key}/",
        **changes,
    }
    return Message(key=key, **fields)


def edition(
    *messages, plan=PLAN, channel=CHANNEL, key="tin", owner=CITY, files=(), now=None, out=Path("out"), **settings
):
    settings.setdefault("base", BASE)
    return Edition(
        plan=plan,
        channel=BoundChannel(key=key, channel=channel, owner=owner, settings=RssSettings(**settings), out=out),
        messages=messages,
        now=now or datetime.datetime(2022, 6, 1, 9, tzinfo=VIETNAM),
        files=dict(files),
    )


def rendered(made):
    """Bytes by key."""
    return {rendering.key: rendering.produce() for rendering in RssBackend().render(made)}


def prints(made):
    """Fingerprints by key."""
    return {rendering.key: rendering.fingerprint for rendering in RssBackend().render(made)}


def found(made):
    """Code, level and message of each finding."""
    return [(finding.code, finding.level.value, finding.message) for finding in RssBackend().check(made)]
