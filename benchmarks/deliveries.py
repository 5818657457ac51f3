"""What the ledger costs: 100,000 deliveries that do nothing, through `publish`, against a bare loop."""

from __future__ import annotations

import datetime
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import define, frozen

from benchmarks.rows import Row, run, seconds
from tuyentruyen.editions import editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Form, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.publish import publish

COUNT = 100_000
WINDOW = 50
NOW = datetime.datetime(2022, 4, 20, 1, 0, tzinfo=datetime.UTC)


@frozen
class NoSettings:
    """A channel that wants none."""


@define(eq=False)
class Nowhere:
    """Carries many small things to nobody."""

    count: int = COUNT
    carried: int = 0
    name: str = "nowhere"
    version: str = "1"
    settings: type = NoSettings
    limits: Limits = Limits()

    def target(self, channel: BoundChannel[Any]) -> Target:
        return Target(id="live", repeat=Repeat.PUSH, window=WINDOW)

    def check(self, edition: Edition[Any]) -> Sequence[Any]:
        return ()

    def render(self, edition: Edition[Any]) -> Iterator[Rendering]:
        key = edition.messages[0].key
        for number in range(self.count):
            data = b"%d" % number
            yield Rendering(
                key=f"k{number}", produce=lambda data=data: data, messages=(key,), fingerprint=f"{number:032x}"
            )

    def deliver(self, channel: BoundChannel[Any], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        for parcel in parcels:
            self.carried += len(parcel.data or b"") > 0
            yield Receipt.delivered(parcel)

    @hookimpl
    def tuyentruyen_backends(self) -> list[Nowhere]:
        return [self]


def edition(backend: Nowhere, plugins: Plugins) -> Iterator[Edition[Any]]:
    plan = Plan(
        key="do",
        issuer="ubnd",
        title="Đo",
        since=datetime.date(2022, 1, 1),
        until=datetime.date(2022, 12, 31),
        units={"ubnd": Unit(key="ubnd", name="Ủy ban nhân dân")},
        forms={"dien-tu": Form(key="dien-tu", title="Điện tử")},
        channels={"kenh": Channel(key="kenh", form="dien-tu", backend=backend.name, owner="ubnd")},
    )
    message = Message(key="tin", title="Tin", body="Nội dung", published=NOW)
    return editions(plan, [message], plugins, now=NOW, out=Path())


def bare(backend: Nowhere) -> int:
    """The loop of somebody who keeps no ledger."""
    (one,) = edition(backend, Plugins([backend]))
    parcels = (
        Parcel(key=r.key, data=r.produce(), media_type=r.media_type, messages=r.messages) for r in backend.render(one)
    )
    return sum(1 for _ in backend.deliver(one.channel, parcels))


def recorded(backend: Nowhere, ledger_path: Path) -> int:
    plugins = Plugins([backend])
    with open_ledger(ledger_path) as ledger:
        return publish(edition(backend, plugins), plugins=plugins, ledger=ledger, by="bench").delivered


def peak(count: int) -> int:
    """Peak memory, in kB, of a process of its own that publishes so many."""
    code = f"import benchmarks.deliveries as d; d.print_peak({count})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


def print_peak(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        backend = Nowhere(count)
        assert recorded(backend, Path(folder) / "ledger.db") == count
        assert backend.carried == count
    print(peak_of_this_process())


def peak_of_this_process() -> int:
    """Peak memory in kB; from Linux's own account, for ``ru_maxrss`` of a child begins with what its parent had."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def rows() -> Iterator[Row]:
    """The rows of this module."""
    with tempfile.TemporaryDirectory() as folder:
        plain, kept = Nowhere(), Nowhere()
        peer, count = seconds(lambda: bare(plain))
        value, delivered = seconds(lambda: recorded(kept, Path(folder) / "ledger.db"))
    assert count == delivered == plain.carried == kept.carried == COUNT
    yield Row(
        work=f"{COUNT:,} no-op deliveries through publish, ledger on, window {WINDOW}", value=value, peer=peer,
        against="bare render-and-deliver loop", floor=20, higher_is_better=False,
    )  # fmt: skip
    large, small = peak(COUNT), peak(COUNT // 10)
    yield Row(
        work=f"peak memory of {COUNT:,} of them", value=large / 1024, peer=small / 1024, against=f"{COUNT // 10:,} of them",
        floor=1.1, unit="MB", higher_is_better=False,
    )  # fmt: skip


if __name__ == "__main__":
    run(rows)
