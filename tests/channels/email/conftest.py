"""A small plan with a channel of mail, readers in a table, and a ledger."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field

from tuyentruyen.channels import email
from tuyentruyen.editions import editions
from tuyentruyen.ledger import SqliteLedger, open_ledger
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Form, Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import ChannelSummary, publish
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 4, 20, 9, tzinfo=VIETNAM)
PLUGINS = Plugins([("email", email)])
SECRET = "một bí mật đủ dài để ký"


def message(key: str = "tin", **more: Any) -> Message:
    fields = {
        "title": f"Tin {key}",
        "body": f"Nội dung của *{key}*.",
        "published": NOW - datetime.timedelta(hours=1),
        **more,
    }
    return Message(key=key, **fields)


@define
class Office:
    """Publishes mail into one ledger."""

    folder: Path
    ledger: SqliteLedger
    time: datetime.datetime = datetime.datetime(2026, 1, 1, 9, 0, tzinfo=datetime.UTC)
    now: datetime.datetime = NOW
    settings: dict[str, Any] = field(factory=dict)
    channel: dict[str, Any] = field(factory=dict)
    before: dict[str, Channel] = field(factory=dict)
    after: dict[str, Channel] = field(factory=dict)

    def table(self, *lines: str, head: str = "Email;Họ và tên;Chủ đề;Ngày đồng ý") -> None:
        (self.folder / "ban-doc.csv").write_text("\n".join([head, *lines, ""]), "utf-8")
        self.settings["subscribers"] = "ban-doc.csv"

    def plan(self) -> Plan:
        settings = {
            "sender": "ban-tin@mau.example", "secret": {"env": "TT_THU_SECRET"},
            "unsubscribe": "https://mau.example/thoi?ma={token}", **self.settings,
        }  # fmt: skip
        settings = {name: value for name, value in settings.items() if value is not None}
        return Plan(
            key="mau-2022",
            issuer="ubnd",
            title="Kế hoạch mẫu",
            since=datetime.date(2022, 1, 1),
            until=datetime.date(2022, 12, 31),
            units={
                "ubnd": Unit(key="ubnd", name="Ủy ban nhân dân phường Mẫu", hotline="024 0000 0000", email="hop-thu@mau.example"),
                "tram": Unit(key="tram", name="Trạm Y tế phường Mẫu", email="tram@mau.example", feedback="Gửi tại trạm"),
            },
            forms={"dien-tu": Form(key="dien-tu", title="Điện tử")},
            themes={"cntt": Theme(key="cntt", title="Công nghệ thông tin"), "y-te": Theme(key="y-te", title="Y tế")},
            channels={
                **self.before,
                "thu": Channel(key="thu", title="Bản tin phường Mẫu", form="dien-tu", backend="email", owner="ubnd", settings=settings, **self.channel),
                **self.after,
            },
            folder=self.folder,
        )  # fmt: skip

    def edition(self, *messages: Message, to: Iterable[Any] = ()) -> Edition[Any]:
        found = editions(self.plan(), messages, PLUGINS, now=self.now, out=self.folder / "out")
        (one,) = (edition for edition in found if edition.channel.key == "thu")
        people = tuple(to)
        return evolve(one, audience=lambda _: people)

    def publish(self, *messages: Message, to: Iterable[Any] = (), **more: Any) -> ChannelSummary:
        one = self.edition(*messages, to=to)
        (summary,) = publish(
            [one], plugins=PLUGINS, ledger=self.ledger, by="Nguyễn Thị Mẫu", clock=lambda: self.time, **more
        ).channels
        return summary

    def mails(self) -> list[Path]:
        return sorted((self.folder / "out" / "thu").rglob("*.eml"))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    monkeypatch.setenv("TT_THU_SECRET", SECRET)
    with open_ledger(tmp_path / "so-cai.db") as ledger:
        yield Office(tmp_path, ledger)
