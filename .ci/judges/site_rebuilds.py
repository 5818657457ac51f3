#!/usr/bin/env python3
"""Chromium and a crawler read a site while it is published 50 times over: no half page, no link to nothing, no list of what is gone."""

from __future__ import annotations

import datetime
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

from attrs import evolve  # noqa: E402
from sites import NOW, ROOT, answering, installed, serving, with_portal  # noqa: E402

from tuyentruyen import Message, Plugins, editions, open_ledger, publish, read_plan  # noqa: E402
from tuyentruyen.channels.portal import PortalBackend, PortalSettings  # noqa: E402
from tuyentruyen.channels.portal.serving import wsgi_application  # noqa: E402
from tuyentruyen.compose import messages  # noqa: E402
from tuyentruyen.model.flow import BoundChannel, Edition, Parcel, Receipt, Rendering  # noqa: E402
from tuyentruyen.model.message import Withdrawal  # noqa: E402
from tuyentruyen.plugins import hookimpl  # noqa: E402
from tuyentruyen.plugins.toolkit import deliver_files, path_of  # noqa: E402

PACKAGES = ("puppeteer-core@24.43.1", "axe-core@4.14.1")
WORK = ROOT / "build" / "judges" / "rebuilds"
TOOLS = ROOT / "build" / "judges" / "browser_tools"
REBUILDS, PLANTED = 50, 5
BREATH, LONG_BREATH = 0.004, 0.02
"""Seconds between two files of every other edition, so that readers come in between; and where the publisher has a fault."""
FAULTS = {  # what the readers have to say where the publisher has this fault
    "names first": ("names what is not there", "names what is gone"),
    "halves": ("is not whole",),
}


class Slow(PortalBackend):
    """The backend, with a breath after each file of every other edition; or with a fault."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.edition = 0

    def render(self, edition: Edition[PortalSettings]) -> Iterable[Rendering]:
        """As the backend does."""
        self.edition += 1
        return super().render(edition)

    def deliver(self, channel: BoundChannel[PortalSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """As the backend does; with a fault the other way round, or not whole."""
        if self.edition == 1 or (self.edition % 2 and not self.fault):
            yield from super().deliver(channel, parcels)
            return
        for parcel in reversed(list(parcels)) if self.fault == "names first" else parcels:
            if self.fault == "halves" and parcel.data is not None:
                path = channel.folder / path_of(parcel.key)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(parcel.data[: len(parcel.data) // 2])
                time.sleep(LONG_BREATH)
                path.write_bytes(parcel.data)
            yield from deliver_files(channel.folder, [parcel])
            time.sleep(LONG_BREATH if self.fault else BREATH)

    @hookimpl
    def tuyentruyen_backends(self) -> Iterable[PortalBackend]:
        """This one."""
        return [self]


def said(chance: random.Random, standing: dict[str, Message], number: int, now: datetime.datetime) -> None:
    """Changes what is said: some news, some mended, one taken back, one never heard of again."""
    for count in range(chance.randint(1, 3)):
        key = f"moi-{number}-{count}"
        body = f"Nội dung {key}, dẫn tới việc **một cửa**. " * chance.randint(1, 40)
        standing[key] = Message(
            key=key, title=f"Thủ tục mới, lần {number}.{count}", body=body, published=now, unit=chance.choice(("vp-ubnd", "so-tttt")),
            themes=("cntt",), channels=("cong",), urgent=chance.random() < 0.1,
        )  # fmt: skip
    held = [key for key, one in standing.items() if one.withdrawn is None]
    mended, mended_too, back, dropped = chance.sample(held, 4)
    for key in (mended, mended_too):
        standing[key] = evolve(standing[key], title=f"Sửa lần {number}: {key}", body=f"Đã sửa, lần {number}.")
    standing[back] = evolve(standing[back], withdrawn=Withdrawal(at=now, reason="Không còn đúng."))
    if number % 2:
        del standing[dropped]


def publish_again(folder: Path, origin: str, rebuilds: int, fault: str) -> None:
    """Publishes the site of the example, and as often as said another edition of it."""
    plan = with_portal(evolve(read_plan(ROOT / "examples" / "ha-noi-2022"), approval="none"), origin, "lai")
    plan = evolve(plan, until=datetime.date(2023, 12, 31))
    plugins = Plugins([("portal", Slow(fault))])
    standing = {one.key: evolve(one, channels=("cong",)) for one in messages(plan, plugins=Plugins.installed())}
    chance = random.Random(5)
    with open_ledger(folder / "lai.db") as ledger:
        for number in range(rebuilds + 1):
            now = NOW + datetime.timedelta(minutes=number)
            if number:
                said(chance, standing, number, now)
            made = editions(plan, standing.values(), plugins, now=now, out=folder / "out/lai", channels=("cong",))
            told = publish(list(made), plugins=plugins, ledger=ledger, by="judges").channels[0]
            if told.failed or told.retry or not told.delivered:
                raise SystemExit(f"edition {number} was not published: {told}")
            print(number, told.delivered, told.withdrawn, flush=True)


def read(fault: str, rebuilds: int) -> dict[str, Any]:
    """What readers met while a publisher, which may have a fault, was at work."""
    shutil.rmtree(WORK, ignore_errors=True)
    logging.disable(logging.CRITICAL if fault else logging.NOTSET)
    site = WORK / "out/lai/cong"
    site.mkdir(parents=True)
    with serving(WORK / "out") as origin, answering(wsgi_application(site)) as mounted:
        command = [sys.executable, __file__, "publish", str(WORK), origin, str(rebuilds), fault]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as publisher:
            assert publisher.stdout is not None
            publisher.stdout.readline()  # the first edition stands
            reader = subprocess.Popen(
                ["node", "site_rebuilds.mjs", f"{origin}/lai/cong/", f"{mounted}/"],
                cwd=TOOLS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            done = publisher.stdout.read().splitlines()
        try:
            out = reader.communicate("", timeout=300)[0]
        finally:
            reader.kill()
    if publisher.returncode or reader.returncode or len(done) != rebuilds:
        raise SystemExit(
            f"{len(done)} editions; publisher ended {publisher.returncode}, readers {reader.returncode}: {out[-900:]}"
        )
    return {**json.loads(out), "written": sum(int(line.split()[1]) for line in done), "removed": sum(int(line.split()[2]) for line in done)}  # fmt: skip


def main() -> int:
    installed(TOOLS, PACKAGES, ("browser.mjs", "site_rebuilds.mjs"))
    faults = []
    for fault, signs in FAULTS.items():
        met = read(fault, PLANTED)
        missed = [sign for sign in signs if not any(sign in one for one in met["faults"])]
        print(f"rebuilds: publisher with the fault {fault!r}: {len(met['faults'])} faults met")
        faults += [f"planted, but not seen: {sign}" for sign in missed]
    met = read("", REBUILDS)
    faults += met["faults"]
    for one in faults[:30]:
        print(one)
    told = {name: value for name, value in met.items() if name != "faults"}
    print(f"rebuilds: {REBUILDS} editions, {told}, {len(faults)} faults")
    few = met["pages"] < 40 or met["fetched"] < 1_000 or met["gone"] < REBUILDS // 2 or met["searches"] < 3
    return 1 if faults or few else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["publish"]:
        publish_again(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5])
    else:
        sys.exit(main())
