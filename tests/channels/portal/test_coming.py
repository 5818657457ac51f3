"""What is coming, and what was taken back."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from attrs import evolve

from tuyentruyen.channels import portal
from tuyentruyen.channels.portal.coming import DAYS, coming
from tuyentruyen.editions import editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.message import Message, Withdrawal
from tuyentruyen.model.plan import Activity, Channel, Form, Plan, Theme
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import OnDay
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 4, 20, 9, tzinfo=VIETNAM)
PLUGINS = Plugins([("portal", portal)])


def plan(**days: datetime.date) -> Plan:
    return Plan(
        key="mau-2022", issuer="ubnd", title="Kế hoạch mẫu", since=datetime.date(2022, 1, 1), until=datetime.date(2022, 12, 31),
        units={key: Unit(key=key, name=f"Phường {key.upper()}", level="commune") for key in ("ubnd", "a", "b")},
        groups={"phuong": UnitGroup(key="phuong", title="Các phường", units=("a", "b"))},
        forms={"dien-tu": Form(key="dien-tu", title="Điện tử")},
        themes={"cntt": Theme(key="cntt", title="Công nghệ thông tin")},
        activities={
            key: Activity(key=key, title=f"Việc {key}", form="dien-tu", themes=("cntt",), each="phuong" if key != "rieng" else "", units=("a",) if key == "rieng" else (), when=OnDay(day=day))
            for key, day in days.items()
        },
        channels={"cong": Channel(key="cong", form="dien-tu", backend="portal", owner="ubnd", settings={"base": "https://mau.example/"})},
    )  # fmt: skip


def edition(of: Plan, *messages: Message, now: datetime.datetime = NOW):
    (one,) = editions(of, messages, PLUGINS, now=now, out=Path("out"))
    return one


def message(key: str = "tin", **more) -> Message:
    fields = {"title": f"Tin {key}", "body": "Nội dung.", "published": NOW - datetime.timedelta(hours=1), **more}
    return Message(key=key, **fields)


def test_what_is_due_in_the_next_weeks_stands_under_its_day_with_whose_it_is():
    today = NOW.date()
    days = {"rieng": today, "chung": today, "cuoi": today + datetime.timedelta(days=DAYS), "qua": today + datetime.timedelta(days=DAYS + 1),
            "cu": today - datetime.timedelta(days=1)}  # fmt: skip
    shown = coming(edition(plan(**days)))
    assert [(day["iso"], [(one["title"], one["by"]) for one in day["entries"]]) for day in shown] == [
        ("2022-04-20", [("Việc rieng", "Phường A"), ("Việc chung", "2 units")]),
        ("2022-05-25", [("Việc cuoi", "2 units")]),
    ]


def test_after_the_plan_nothing_is_coming():
    late = datetime.datetime(2023, 1, 1, tzinfo=VIETNAM)
    assert coming(edition(plan(a=datetime.date(2022, 12, 31)), now=late)) == []


@pytest.fixture
def published(tmp_path):
    """Publishes messages on the sample's site into one ledger, and hands back its folder."""
    with open_ledger(tmp_path / "so-cai.db") as ledger:

        def go(*messages: Message) -> Path:
            (one,) = editions(plan(), messages, PLUGINS, now=NOW, out=tmp_path / "out")
            (summary,) = publish([one], plugins=PLUGINS, ledger=ledger, by="Nguyễn Thị Mẫu").channels
            assert not (summary.failed or summary.rejected or summary.retry)
            return tmp_path / "out" / "cong"

        yield go


def test_a_withdrawn_message_leaves_a_page_that_says_so_and_stands_nowhere_else(published):
    site = published(message(), message("khac"))
    assert "Tin tin" in (site / "tin" / "tin" / "index.html").read_text("utf-8")
    taken = Withdrawal(at=NOW - datetime.timedelta(minutes=1), reason="Nhầm số điện thoại")
    published(evolve(message(), withdrawn=taken), message("khac"))
    page = (site / "tin" / "tin" / "index.html").read_text("utf-8")
    assert 'content="noindex"' in page
    assert "Tin này đã được rút lại" in page
    assert "Tin tin" not in page
    for file in site.rglob("*"):
        if file.is_file() and file.parent.name != "tin" and file.name != "gone.json":
            text = file.read_text("utf-8")
            assert "Tin tin" not in text, file
            assert "tin/tin/" not in text, file
    assert json.loads((site / "gone.json").read_text("utf-8")) == ["tin/tin/", "du-lieu/tin/tin.json"]


def test_a_message_in_error_keeps_its_page(published):
    site = published(message(), message("khac"))
    before = (site / "tin" / "tin" / "index.html").read_bytes()
    published(message(body="Nội \x00 dung"), message("khac"))
    assert (site / "tin" / "tin" / "index.html").read_bytes() == before
