#!/usr/bin/env python3
"""Chromium shows each mail on a telephone and a desk, by day and by night: nothing may run out of the page, be illegible, missing or fetched."""

from __future__ import annotations

import base64
import datetime
import email
import email.policy
import hashlib
import json
import os
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

from attrs import evolve  # noqa: E402

from tuyentruyen import Message, Plan, Plugins, editions, open_ledger, publish, read_plan  # noqa: E402
from tuyentruyen.compose import messages  # noqa: E402
from tuyentruyen.model.message import Media  # noqa: E402
from tuyentruyen.text import VIETNAM  # noqa: E402

PACKAGES = ("puppeteer-core@24.43.1", "axe-core@4.14.1")
WORK = ROOT / "build" / "judges" / "chromium"
NOW = datetime.datetime(2022, 12, 31, 20, tzinfo=VIETNAM)
WIDE = "| " + " | ".join(f"Cột{n}" for n in range(14)) + " |\n" + "|---" * 14 + "|\n" + "| 1.000.000 " * 14 + "|\n"
BODIES = (
    ("x" * 200, "ế" * 300), ("Bảng rộng", WIDE), ("Ảnh lớn", "Xem ảnh."), ("😀 👩‍👩‍👧 🇻🇳", "❤️ chữ"),
    ("مرحبا بالعالم", "שלום עולם và **tiếng Việt**"), ("Tiêu đề dài " * 16, "một đoạn dài " * 200),
)  # fmt: skip


def picture() -> bytes:
    """A PNG of 2000 × 600, grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * 2000) * 600)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 2000, 600, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def hard(folder: Path) -> list[Message]:
    """Messages that do not fit."""
    data = picture()
    (folder / "lon.png").write_bytes(data)
    media = (
        Media(
            path="lon.png", alt="Một ô xám", digest=hashlib.blake2b(data, digest_size=16).hexdigest(), length=len(data)
        ),
    )
    return [
        Message(key=f"kho-{n}", title=title.strip(), body=body, published=NOW - datetime.timedelta(days=6), media=media if n == 2 else (),
                link=f"https://cong.example/{n}/", channels=("thu",), advertising=n == 3)
        for n, (title, body) in enumerate(BODIES)
    ]  # fmt: skip


def published(plan: Plan, said: list[Message], folder: Path) -> dict[str, str]:
    """HTML of each distinct mail, its pictures within it."""
    plugins = Plugins.installed()
    made = [one for one in editions(plan, said, plugins, now=NOW, out=folder) if one.channel.channel.key == "thu"]
    with open_ledger(folder.with_suffix(".db")) as ledger:
        publish(made, plugins=plugins, ledger=ledger, by="judges")
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        html = mail.get_body(("html",)).get_content()
        for part in mail.walk():
            if cid := part.get("Content-ID"):
                data = base64.b64encode(part.get_payload(decode=True)).decode()
                html = html.replace(f"cid:{cid.strip('<> ')}", f"data:{part.get_content_type()};base64,{data}")
        found.setdefault(str(mail["Subject"]), html)
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        example = read_plan(ROOT / "examples" / "ha-noi-2022")
        channel = example.channels["thu"]
        bare = evolve(example, folder=folder, approval="none")
        (folder / "nguoi-dang-ky.csv").write_bytes((ROOT / "examples/ha-noi-2022/nguoi-dang-ky.csv").read_bytes())
        hard_ones = hard(folder)
        digest = evolve(channel, settings={**channel.settings, "digest": "week"})
        each = published(evolve(bare, channels={"thu": channel}), hard_ones, folder / "b")
        digests = published(evolve(bare, channels={"thu": digest}), hard_ones, folder / "c")
        usual = published(example, messages(example, plugins=Plugins.installed()), folder / "a")
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES], cwd=WORK, check=True)
    for script in ("browser.mjs", "mails_chromium.mjs"):
        (WORK / script).write_bytes((Path(__file__).parent / script).read_bytes())
    if (len(each), len(digests)) != (len(BODIES), 2) or len(usual) < 10:  # advertising has a digest of its own
        print(f"chromium: not all mails were written: {len(usual)}, {list(each)}, {list(digests)}")
        return 1
    shown = [*usual.values(), *each.values(), *digests.values()]
    (WORK / "mails.json").write_text(json.dumps(shown), encoding="utf-8")
    done = subprocess.run(["node", "mails_chromium.mjs", "mails.json"], cwd=WORK, check=False, timeout=300)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
