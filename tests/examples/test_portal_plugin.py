"""The example of a portal's plugin does what it says: every hook is used for something real."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import NOW, Stage
from tuyentruyen.check import findings
from tuyentruyen.compose import messages
from tuyentruyen.editions import editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import Summary, publish

SOURCE = Path(__file__).parents[2] / "examples" / "plugins" / "portal.py"
ARTICLES = [
    {
        "id": 1042,
        "headline": "Một cửa mở thêm sáng thứ Bảy",
        "html": "<p>Từ <b>8 giờ</b>.</p>",
        "published": "2022-04-19T08:00:00+07:00",
        "themes": ["cntt"],
        "url": "https://cong.hanoi.example/tin/1042",
    },
    {
        "id": 1043,
        "headline": "[Nội bộ] Lịch trực",
        "html": "<p>Dành cho công chức.</p>",
        "published": "2022-04-19T08:00:00+07:00",
        "themes": ["cntt"],
        "url": "https://cong.hanoi.example/tin/1043",
    },
]


def portal(folder: Path):
    spec = importlib.util.spec_from_file_location("portal", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Portal(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles.json").write_text(json.dumps(ARTICLES, ensure_ascii=False), encoding="utf-8")
    rows = "address,theme\nlan@hop-thu.example,cntt\nđức@hòm-thư.example,cntt\nan@hop-thu.example,khac\n"
    (tmp_path / "subscribers.csv").write_text(rows, encoding="utf-8-sig")
    return tmp_path


def run(folder: Path, stage: Stage) -> Summary:
    plugins = Plugins([("outlet", Outlet(recipients=True)), ("portal", portal(folder))])
    assert plugins.broken == ()
    plan = stage.plan("outlet")
    said = messages(plan, plugins=plugins)
    return publish(
        editions(plan, said, plugins, now=NOW, out=folder / "out"), plugins=plugins, ledger=stage.ledger, by="cổng"
    )


def test_articles_go_to_who_subscribed_once_and_internal_ones_to_nobody(folder: Path) -> None:
    with open_ledger(folder / "ledger.db") as ledger:
        stage = Stage(folder, ledger)
        first, second = run(folder, stage), run(folder, stage)
    assert (first.delivered, second.delivered) == (2, 0)
    assert [(f.message, f.text) for f in first.channels[0].held] == [
        ("tin-1043", "plugin portal objects: an internal article")
    ]
    log = (folder / "deliveries.log").read_text(encoding="utf-8").splitlines()
    assert [line.partition("|")[0] for line in log] == ["delivered\ttin-1042"] * 2
    assert "hop-thu" not in "".join(log)


def test_a_portal_that_cannot_be_asked_makes_the_run_incomplete(folder: Path) -> None:
    (folder / "articles.json").unlink()
    with open_ledger(folder / "ledger.db") as ledger:
        assert not run(folder, Stage(folder, ledger)).complete


def test_its_rule_is_asked_with_the_others(folder: Path) -> None:
    with open_ledger(folder / "ledger.db") as ledger:
        plan = Stage(folder, ledger).plan("outlet")
    plugins = Plugins([("outlet", Outlet()), ("portal", portal(folder))])
    assert [f.place for f in findings(plan, plugins=plugins) if f.code == "portal01"] == ["channels.outlet"]
