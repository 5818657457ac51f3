"""Both plans of Hà Nội in one house: one feed carries them, and each keeps its other channels."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path

import feedparser
import pytest

from tuyentruyen.channels import email, portal, poster, rss
from tuyentruyen.check import house_findings, plan_findings
from tuyentruyen.compose import messages
from tuyentruyen.editions import shared_editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.house import House
from tuyentruyen.planfile import read_house
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM

EXAMPLES = Path(__file__).parents[2] / "examples"
PLUGINS = Plugins([("email", email), ("portal", portal), ("poster", poster), ("rss", rss)])
NOW = datetime(2026, 12, 31, 12, 0, tzinfo=VIETNAM)
MARKER = """format = 1
include = ["channels.toml"]
plans = ["ha-noi-2022", "ha-noi-2026-mau"]

[house]
key = "kstthc-ha-noi"
title = "Kiểm soát thủ tục hành chính Hà Nội"
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The feed `tin` of 2022 belongs to the house; of the plan of 2026 the other channels have keys of their own."""
    folder = tmp_path_factory.mktemp("nha")
    for name in ("ha-noi-2022", "ha-noi-2026-mau"):
        shutil.copytree(EXAMPLES / name, folder / name, ignore=shutil.ignore_patterns(".tuyentruyen"))
        file = folder / name / "channels.toml"
        before, tin, after = re.split(r"(^\[channels\.tin\]\n.*?)(?=^#|^\[channels\.(?!tin))", file.read_text("utf-8"), maxsplit=1, flags=re.MULTILINE | re.DOTALL)  # fmt: skip
        file.write_text(before + after, "utf-8")
        if name == "ha-noi-2022":
            (folder / "channels.toml").write_text(tin, "utf-8")
    for path in (folder / "ha-noi-2026-mau").rglob("*"):
        if path.suffix in (".toml", ".md"):
            text = path.read_text("utf-8").replace("[channels.feed", "[channels.feed-2026").replace("[channels.bao-chi", "[channels.bao-chi-2026")  # fmt: skip
            text = re.sub(r"^channels = \[.*\]$", lambda found: found[0].replace('"feed"', '"feed-2026"').replace('"bao-chi"', '"bao-chi-2026"'), text, flags=re.MULTILINE)  # fmt: skip
            path.write_text(text, "utf-8")
    (folder / "tuyentruyen.toml").write_text(MARKER, "utf-8")
    return read_house(folder)


def test_neither_the_house_nor_one_of_its_plans_is_refused(house):
    said = {plan.key: messages(plan, plugins=PLUGINS) for plan in house.plans}
    found = [*house_findings(house, plugins=PLUGINS, messages=said)]
    for plan in house.plans:
        found += plan_findings(house, plan, plugins=PLUGINS, messages=said[plan.key])
    assert [str(one) for one in found if one.level.value == "error"] == []


def test_the_shared_feed_carries_messages_of_both_years_with_ids_of_the_house(house, tmp_path):
    said = {plan.key: messages(plan, plugins=PLUGINS) for plan in house.plans}
    with open_ledger(tmp_path / "ledger.db") as ledger:
        for again in (False, True):
            stream = shared_editions(house, said, PLUGINS, now=NOW, out=tmp_path)
            summary = publish(stream, plugins=PLUGINS, ledger=ledger, by="thu")
            assert bool(summary.delivered) is not again
    (channel,) = summary.channels
    assert (channel.channel, channel.whole, channel.failed) == ("tin", True, "")
    feed = feedparser.parse(str(tmp_path / "tin/feed.xml"))
    years = Counter(entry.published_parsed.tm_year for entry in feed.entries)
    assert set(years) == {2022, 2026}
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
