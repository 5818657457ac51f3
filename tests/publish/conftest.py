"""A plan of one channel, a stage to publish it on, and a clock that a test sets."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field

from tests.outlets import Outlet
from tuyentruyen.editions import editions
from tuyentruyen.ledger import SqliteLedger, open_ledger
from tuyentruyen.model.findings import Messages
from tuyentruyen.model.flow import Parcel, Receipt, Status
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Form, Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.publish import ChannelSummary, Summary, publish
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 4, 20, 8, 0, tzinfo=VIETNAM)


def message(key: str, **fields: Any) -> Message:
    values = {"title": f"Tin {key}", "body": f"Nội dung {key}", "published": NOW - datetime.timedelta(days=1), **fields}
    return Message(key=key, **values)


@define
class Stage:
    """Publishes what a test gives it, into one ledger, and keeps the clock."""

    folder: Path
    ledger: SqliteLedger
    time: datetime.datetime = datetime.datetime(2026, 1, 1, 9, 0, tzinfo=datetime.UTC)
    now: datetime.datetime = NOW
    settings: dict[str, Any] = field(factory=dict)
    catch_up: int = 7

    def plan(self, *names: str) -> Plan:
        return Plan(
            key="mau-2022",
            issuer="ubnd",
            title="Kế hoạch mẫu",
            since=datetime.date(2022, 1, 1),
            until=datetime.date(2022, 12, 31),
            units={"ubnd": Unit(key="ubnd", name="Ủy ban nhân dân")},
            forms={"dien-tu": Form(key="dien-tu", title="Điện tử")},
            themes={"cntt": Theme(key="cntt", title="Công nghệ thông tin")},
            channels={
                name: Channel(
                    key=name, form="dien-tu", backend=name, owner="ubnd", settings=self.settings, catch_up=self.catch_up
                )
                for name in names
            },
        )

    def run_all(
        self, outlets: Iterable[Outlet], messages: Iterable[Message], plugins: Iterable[Any] = (), **options: Any
    ) -> Summary:
        outlets = list(outlets)
        known = Plugins([*((outlet.name, outlet) for outlet in outlets), *plugins])
        assert not known.broken
        issue = editions(self.plan(*(o.name for o in outlets)), messages, known, now=self.now, out=self.folder / "out")
        return publish(
            issue, plugins=known, ledger=self.ledger, by="Nguyễn Thị Mẫu", clock=lambda: self.time, **options
        )

    def run(self, outlet: Outlet, messages: Iterable[Message], **options: Any) -> ChannelSummary:
        return self.run_all([outlet], messages, **options).channels[0]

    def later(self, **delta: float) -> None:
        self.time += datetime.timedelta(**delta)


A, B, C = message("a"), message("b"), message("c")


def each(answer: Callable[[Parcel], Receipt]) -> Callable[..., Iterator[Receipt]]:
    """A ``deliver`` that answers each parcel so."""
    return lambda _channel, parcels: (answer(parcel) for parcel in parcels)


def keys(outlet: Outlet) -> list[str]:
    """What was carried, in order."""
    return [key for key, _ in outlet.sent]


def rows(stage: Stage) -> dict[str, Status | None]:
    """The last outcome of everything the ledger knows."""
    return {entry.row.key: entry.row.outcome for entry in stage.ledger.entries("mau-2022")}


class People:
    """A plugin that knows addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    @hookimpl
    def tuyentruyen_recipients(self) -> tuple[str, ...]:
        return self.addresses


def broken(*messages: Message) -> Messages:
    """Messages of which one source failed."""
    return Messages(items=messages, whole=False)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        yield Stage(tmp_path, ledger)
