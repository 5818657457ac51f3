#!/usr/bin/env python3
"""newsboat and xmllint judge the published feeds: what newsboat keeps of each entry has to be what the message says.

Without arguments everything is published first; or: ``feeds_newsboat.py FOLDER`` for a folder with its ``expected.json``.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

import json  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))


def read(path: Path) -> list[dict[str, object]]:
    """What newsboat has of a feed, in its order: a cache of its own for each, for it keeps one entry of one id only."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "urls").write_text(f"file://{path}\n", encoding="utf-8")
        (home / "config").write_text("", encoding="utf-8")
        subprocess.run(
            ["newsboat", "-u", home / "urls", "-c", home / "cache.db", "-C", home / "config", "-x", "reload"],
            check=True, capture_output=True, timeout=60, env={**os.environ, "HOME": name, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        database = sqlite3.connect(home / "cache.db")
        query = "SELECT guid, title, url, pubDate, author, enclosure_url, enclosure_type FROM rss_item ORDER BY pubDate DESC, id"
        names = ("id", "title", "link", "published", "author", "enclosure", "type")
        rows = [dict(zip(names, row, strict=True)) for row in database.execute(query)]
        database.close()
        return rows


def wanted(entry: dict) -> dict[str, object]:
    """What newsboat should have; it keeps enclosures that can be played."""
    played = [e for e in entry["enclosures"] if e["rel"] == "enclosure" and e["type"].startswith(("audio/", "video/"))]
    first = played[0] if played else {"url": "", "type": ""}
    return {
        "id": entry["id"], "title": entry["title"], "link": entry["link"], "published": entry["published"], "author": entry["author"],
        "enclosure": first["url"], "type": first["type"],
    }  # fmt: skip


def main() -> int:
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1]).resolve()
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    else:
        from expected import build

        folder = ROOT / "build" / "judges" / "feeds-newsboat"
        expected = build(folder)
    paths = [path for path, feed in expected.items() if feed["format"] != "json"]
    subprocess.run(["xmllint", "--noout", "--nonet", *(folder / path for path in paths)], check=True)
    differ = entries = read_back = 0
    for path in paths:
        feed = expected[path]
        if not feed["entries"]:
            continue
        want = sorted((wanted(entry) for entry in feed["entries"]), key=lambda e: (-e["published"], e["id"]))
        have = sorted(read(folder / path), key=lambda e: (-e["published"], e["id"]))
        read_back, entries = read_back + 1, entries + len(want)
        if want != have:
            differ += 1
            for one, other in zip(want, have, strict=False):
                if one != other:
                    print(path, "\n  wanted", one, "\n  found ", other)
                    break
            else:
                print(path, f"{len(want)} entries wanted, {len(have)} found")
    print(
        f"newsboat: {entries} entries in {read_back} feeds read back, {differ} feeds differ; {len(paths)} well-formed (xmllint)"
    )
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
