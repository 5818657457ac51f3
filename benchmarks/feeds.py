"""Feeds against plain feedgen: rendering, publishing, publishing again, memory. ``python -m benchmarks feeds``.

5,000 feeds (one for each theme) of 50 entries each, out of 20,000 messages of a portal's HTML, each of which stands in 12 or 13
feeds. Every timed run gets new message objects, so that nothing remembered from an earlier run flatters it. Both sides go
the whole way from messages to bytes; the peer, too, sanitises each message once and not once for each feed.
"""

from __future__ import annotations

import datetime
import gc
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import evolve

from benchmarks.plain_feedgen import plain_feed
from benchmarks.rows import Row, run, seconds
from tuyentruyen.channels import rss
from tuyentruyen.channels.rss.feeds import feeds, head_of, renderings
from tuyentruyen.channels.rss.sources import Source, entry_of
from tuyentruyen.channels.rss.stock import Stock
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Channel, Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.model.values import Html
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM

FEEDS, ENTRIES, MESSAGES = 5_000, 50, 20_000
NOW = datetime.datetime(2022, 12, 1, 8, tzinfo=VIETNAM)
FIRST = datetime.datetime(2022, 4, 1, 8, tzinfo=VIETNAM)
WORDS = """người dân nộp hồ sơ trực tuyến tại bộ phận một cửa nhận kết quả qua bưu chính thủ tục hành chính được công khai đúng hạn
    cán bộ hướng dẫn tận tình từng bước khai sinh đất đai xây dựng đăng ký kinh doanh tư pháp an sinh xã hội phản ánh kiến nghị
""".split()  # noqa: SIM905
SETTINGS = rss.RssSettings(
    base="https://kstthc.hanoi.example/nguon-tin/", formats=("rss",), split=("theme",), limit=ENTRIES, stylesheet=True
)


def messages(count: int = MESSAGES, *, feeds_: int = FEEDS) -> list[Message]:
    """New message objects, the same ones each time: 130 words of HTML, a summary, a link, every tenth with a picture."""
    luck = random.Random(99)
    paragraphs = [" ".join(luck.choices(WORDS, k=60)).capitalize() + " &amp; hơn thế." for _ in range(400)]
    made = []
    for place in range(count):
        one, two = luck.sample(paragraphs, 2)
        link = f'<a href="https://dichvucong.hanoi.example/tthc/{place}">dịch vụ công số {place}</a>'
        slots = range(place, feeds_ * ENTRIES, count)
        media = (Media(url=f"https://kstthc.hanoi.example/anh/{place}.jpg", length=place, alt="Ảnh minh họa"),)
        made.append(
            Message(
                key=f"tin-{place}",
                title=f"Tin số {place}: {one[:60]}",
                summary=f"{two[:160]}…",
                body=Html(f"<h2>Những điều cần biết</h2><p>{one}</p><p>{two} Xem {link}.</p>"),
                published=FIRST + datetime.timedelta(minutes=17 * place),
                themes=tuple(f"chu-de-{slot // ENTRIES}" for slot in slots),
                link=f"https://kstthc.hanoi.example/tin/tin-{place}/",
                media=media if place % 10 == 0 else (),
            )
        )
    return made


def edition(
    items: list[Message], out: Path, *, settings: rss.RssSettings = SETTINGS, feeds_: int = FEEDS
) -> Edition[Any]:
    """The messages as an edition of one channel."""
    unit = Unit(key="ubnd-tp", name="UBND thành phố Hà Nội", link="https://hanoi.example/")
    channel = Channel(key="tin", form="dien-tu", backend="rss", owner="ubnd-tp")
    plan = Plan(
        key="kstthc-2022",
        issuer="ubnd-tp",
        title="Thông tin, tuyên truyền về kiểm soát thủ tục hành chính",
        since=datetime.date(2022, 3, 28),
        until=datetime.date(2022, 12, 31),
        units={unit.key: unit},
        channels={channel.key: channel},
        themes={f"chu-de-{n}": Theme(key=f"chu-de-{n}", title=f"Chủ đề số {n}") for n in range(feeds_)},
    )
    bound = BoundChannel(key="tin", channel=channel, owner=unit, settings=settings, out=out)
    return Edition(plan=plan, channel=bound, messages=items, now=NOW)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()


def ours(made: Edition[Any]) -> tuple[float, dict[str, bytes]]:
    """How long the backend takes to render the feeds, and the digest of each."""
    digests, start = {}, time.perf_counter()
    spent = 0.0
    for rendering in renderings(made, version="1"):
        data = rendering.produce()
        spent += time.perf_counter() - start
        digests[rendering.key] = _digest(data)
        start = time.perf_counter()
    digests.pop("feed.css")
    return spent, digests


def peers(made: Edition[Any]) -> tuple[float, dict[str, bytes]]:
    """How long plain feedgen takes for the same feeds, and the digest of each."""
    source = Source.of(made)
    stock = Stock(made.messages, source, shared=True)
    digests: dict[str, bytes] = {}
    spent, entries = seconds(lambda: [entry_of(message, source) for message in stock.messages])
    for feed in feeds(made, source, stock):
        head = head_of(made, source, feed, "rss", stock.changed(feed.places))
        start = time.perf_counter()
        data = plain_feed(head, [entries[place] for place in feed.places], format="rss")
        spent += time.perf_counter() - start
        digests[feed.path("rss")] = _digest(data)
    return spent, digests


def _published(items: list[Message], folder: Path) -> tuple[float, Any]:
    """Seconds of one run through `publish`, ledger opened and closed within."""
    made = edition(items, folder / "out")
    gc.collect()

    def work() -> Any:
        with open_ledger(folder / "ledger.sqlite") as ledger:
            return publish([made], plugins=Plugins([("rss", rss)]), ledger=ledger, by="bench")

    return seconds(work)


def rows() -> Iterator[Row]:
    """Rendering and publishing, each proved to give the peer's bytes; then memory."""
    gc.collect()
    peer, expected = peers(edition(messages(), Path("nowhere")))
    made = edition(messages(), Path("nowhere"))
    gc.collect()
    spent, found = ours(made)
    assert len(found) == FEEDS
    assert found == expected, "our feeds are not feedgen's"
    del made
    against = "plain feedgen"
    size = f"{FEEDS:,} feeds × {ENTRIES} entries out of {MESSAGES:,} messages"
    yield Row(work=f"{size}: render", value=spent, peer=peer, against=against, floor=8)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold, summary = _published(messages(), folder)
        assert (summary.delivered, summary.complete) == (FEEDS + 1, True), summary
        stand = {path: _digest((folder / "out" / "tin" / path).read_bytes()) for path in expected}
        assert stand == expected, "the published feeds are not feedgen's"
        yield Row(work=f"{size}: publish, ledger on", value=cold, peer=peer, against=against, floor=3)

        again = []
        for _ in range(5):
            spent, summary = _published(messages(), folder)
            assert (summary.delivered, summary.unchanged) == (0, FEEDS + 1), summary
            again.append(spent)
        unchanged = min(again)
        yield Row(
            work="again, nothing changed, through publish",
            value=unchanged,
            peer=peer,
            against=against,
            floor=40,
            note="best of 5",
        )

        one = []
        for turn in range(3):
            items = messages()
            items[7] = evolve(items[7], title=f"Tin số 7, sửa lần {turn}")
            spent, summary = _published(items, folder)
            assert 12 <= summary.delivered <= 13, summary
            one.append(spent)
        yield Row(
            work="one message changed, through publish",
            value=min(one),
            peer=unchanged + 0.05 * cold,
            against="nothing changed + 5 % of the cold run",
            floor=1,
            higher_is_better=False,
            note="best of 3",
        )

    ours_, theirs = _memory("ours"), _memory("feedgen")
    assert ours_["digest"] == theirs["digest"], "the feed of 10,000 entries is not feedgen's"
    yield Row(
        work="a feed of 10,000 entries, memory above the baseline",
        value=ours_["megabytes"],
        peer=theirs["megabytes"],
        against=against,
        floor=1 / 3,
        unit="MB",
        higher_is_better=False,
        note=f"the feed itself has {ours_['size'] / 1e6:.0f} MB",
    )


def _memory(who: str) -> dict[str, Any]:
    """Peak memory of one feed of 10,000 entries in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.feeds", "--memory", who]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _resident(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def measure(who: str) -> None:
    """Prints what one feed of 10,000 entries costs in memory; a small feed is made first, so that libraries are loaded."""
    settings = evolve(SETTINGS, split=("plan",), limit=10_000)

    def make(made: Edition[Any]) -> bytes:
        if who == "ours":
            return next(iter(renderings(made, version="1"))).produce()
        source = Source.of(made)
        stock = Stock(made.messages, source, shared=False)
        feed = next(feeds(made, source, stock))
        head = head_of(made, source, feed, "rss", stock.changed(feed.places))
        return plain_feed(head, (entry_of(message, source) for message in stock.messages), format="rss")

    make(edition(messages(100, feeds_=1), Path("nowhere"), settings=settings, feeds_=1))
    made = edition(messages(10_000, feeds_=1), Path("nowhere"), settings=settings, feeds_=1)
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")
    before = _resident("VmRSS")
    data = make(made)
    above = (_resident("VmHWM") - before) / 1000
    print(json.dumps({"megabytes": above, "size": len(data), "digest": _digest(data).hex()}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        measure(sys.argv[2])
    else:
        run(rows)
