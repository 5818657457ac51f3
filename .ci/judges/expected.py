"""Publishes the example and a plan of hard texts, and tells what readers have to find in each feed.

What is expected comes from the messages by the few lines below, not from the code that writes feeds.
"""

from __future__ import annotations

import datetime
import json
import shutil
import string
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import quote

from attrs import evolve

from tuyentruyen import Media, Message, Plan, Plugins, Theme, Unit, editions, open_ledger, publish, read_plan
from tuyentruyen.channels import rss
from tuyentruyen.compose import messages
from tuyentruyen.model.plan import Channel
from tuyentruyen.text import VIETNAM

ROOT = Path(__file__).resolve().parents[2]
NAMESPACE = uuid.UUID("5d2b5f0e-63c0-5a5e-8a2c-2f8b1c7f4d11")
FORMATS = {"feed.xml": "rss", "atom.xml": "atom", "feed.json": "json"}


def hard_plan() -> tuple[Plan, list[Message]]:
    """Texts and files that readers trip over."""
    unit = Unit(key="ubnd-tp", name="UBND thành phố <Hà Nội> & các quận", link="https://hanoi.example/?a=1&b=2")
    settings = {"base": "https://hanoi.example/kho/", "split": ["plan", "theme"], "hub": "https://hub.example/"}
    channel = Channel(key="kho", form="dien-tu", backend="rss", owner="ubnd-tp", settings=settings)
    plan = Plan(
        key="kho-2022",
        issuer="ubnd-tp",
        title="Chữ khó: & < > \" ' ]]>",
        since=datetime.date(2022, 1, 1),
        until=datetime.date(2022, 12, 31),
        units={"ubnd-tp": unit},
        themes={"cntt": Theme(key="cntt", title="CNTT & <chuyển đổi số>")},
        channels={"kho": channel},
    )
    day = datetime.datetime(2022, 4, 5, 23, 59, 59, tzinfo=VIETNAM)
    sound = Media(
        url="https://hanoi.example/loa.mp3?a=1&b=2", media_type="audio/mpeg", length=123456, alt="Bản đọc & lời"
    )
    paper = Media(url="https://hanoi.example/phu-luc.pdf", media_type="application/pdf", length=7, rel="related")
    said = [
        Message(key="loa", title="Bản đọc & bản in", body="Nghe **đọc**.", published=day, media=(sound, paper)),
        Message(key="dau", title="1 < 2 & 3 > 2 \"trích\" 'đơn'", body="a &amp; b < c", published=day.replace(day=6)),
        Message(
            key="cdata", title="]]> <![CDATA[ &lt;", body="]]> `<x>`", published=day.replace(day=7), themes=("cntt",)
        ),
        Message(key="chu", title="ẾẰỘ 𝕏 đ\u0323 😀", body="é", published=day.replace(day=8)),
        Message(key="sua", title="Đã sửa", body="x", published=day.replace(day=9), updated=day.replace(month=5)),
        Message(key="hong", title="Hỏng \x00", body="x", published=day.replace(day=10)),
        Message(key="dai", title="dài " * 74 + "hết", body="đoạn\n\n" * 2000, published=day.replace(day=11)),
    ]
    links = [f"https://hanoi.example/tin/?khoá={message.key}&trang=1#đầu" for message in said]
    return plan, [evolve(message, link=link) for message, link in zip(said, links, strict=True)]


def entry(plan: Plan, message: Message) -> dict[str, Any]:
    """What a reader has to find of one message."""
    return {
        "id": f"urn:uuid:{uuid.uuid5(NAMESPACE, f'{plan.key}/{message.key}')}",
        "title": " ".join(message.title.split()),
        "link": quote(message.link, safe=string.punctuation),  # in a feed, an address is a URI
        "published": int(message.published.timestamp()),
        "updated": int((message.updated or message.published).timestamp()),
        "author": plan.units[message.unit or plan.issuer].name,
        "enclosures": [
            {"url": media.url, "type": media.media_type, "length": media.length, "rel": media.rel}
            for media in message.media
            if media.url
        ],
        "files": sum(1 for media in message.media if not media.url),
    }


def feeds(made: Any) -> dict[str, list[Message]]:
    """Messages of the feeds of an edition by name, newest first: of all, of each theme (or a theme in it), of each unit."""
    plan, settings = made.plan, made.channel.settings
    poisoned = {"hong"}
    said = [message for message in made.messages if message.key not in poisoned]
    said.sort(key=lambda message: (-message.published.timestamp(), message.key))

    def within(message: Message, theme: str) -> bool:
        own = set(message.themes)
        return theme in own or any(plan.themes[key].parent == theme for key in own if key in plan.themes)

    found = {}
    if "plan" in settings.split:
        found["feed"] = said
    if "theme" in settings.split:
        found |= {f"themes/{key}": [message for message in said if within(message, key)] for key in plan.themes}
    if "unit" in settings.split:
        found |= {
            f"units/{key}": [message for message in said if (message.unit or plan.issuer) == key] for key in plan.units
        }
    return {name: kept[: settings.limit] for name, kept in found.items()}


def build(folder: Path) -> dict[str, dict[str, Any]]:
    """Publishes into the folder; by path of a feed: its format, its title and its entries. Also kept in ``expected.json``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    plugins = Plugins([rss])
    expected: dict[str, dict[str, Any]] = {}
    now = datetime.datetime(2022, 12, 31, 20, tzinfo=VIETNAM)
    example = read_plan(ROOT / "examples" / "ha-noi-2022")
    for plan, said in ((example, messages(example, plugins=plugins)), hard_plan()):
        made = list(editions(plan, said, plugins, now=now, out=folder / plan.key))
        with open_ledger(folder / f"{plan.key}.sqlite") as ledger:
            publish(made, plugins=plugins, ledger=ledger, by="judges")
        for edition in made:
            if edition.channel.channel.backend != "rss":
                continue
            for name, kept in feeds(edition).items():
                for form in edition.channel.settings.formats:
                    first = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}[form]
                    rest = {"rss": ".xml", "atom": ".atom.xml", "json": ".json"}[form]
                    path = f"{plan.key}/{edition.channel.key}/" + (first if name == "feed" else name + rest)
                    expected[path] = {"format": form, "entries": [entry(plan, message) for message in kept]}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in (".xml", ".json")}
    if there != set(expected):
        raise SystemExit(f"feeds that should not be there, or are not: {sorted(there ^ set(expected))[:10]}")
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1), encoding="utf-8")
    return expected
