#!/usr/bin/env python3
"""feedsmith judges the published feeds: what it reads of each entry has to be what the message says, in the same order.

Without arguments everything is published first; or: ``feeds_feedsmith.py FOLDER`` for a folder with its ``expected.json``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

import json  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
WORK = ROOT / "build" / "judges" / "feedsmith"
PACKAGE = "feedsmith@3.0.1"


def wanted(entry: dict, form: str, files: list[dict]) -> dict:
    """What feedsmith should find; addresses of files of the plan folder are taken from what it found, and counted."""
    enclosures = [{**e, "rel": None} if form == "json" else e for e in entry["enclosures"]]
    if form == "rss":
        enclosures = [e for e in enclosures if e["rel"] == "enclosure"][:1]
    own = [file for file in files if "/media/" in file["url"]]
    if len(own) != (min(entry["files"], 1) if form == "rss" else entry["files"]):
        own = []
    return {
        **{name: entry[name] for name in ("id", "title", "link", "published", "author")},
        "updated": None if form == "rss" else entry["updated"],
        "enclosures": own + enclosures,
    }


def main() -> int:
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1]).resolve()
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    else:
        from expected import build

        folder = ROOT / "build" / "judges" / "feeds-feedsmith"
        expected = build(folder)
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
    install = ["npm", "install", "--no-audit", "--no-fund", "--silent", PACKAGE]
    subprocess.run(install, cwd=WORK, check=True)
    (WORK / "feedsmith.mjs").write_bytes((Path(__file__).parent / "feedsmith.mjs").read_bytes())
    done = subprocess.run(
        ["node", "feedsmith.mjs", folder],
        cwd=WORK,
        input="\n".join(expected),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stderr)
        return 1
    differ = entries = 0
    for found in map(json.loads, done.stdout.splitlines()):
        feed = expected.pop(found["path"])
        form = feed["format"]
        have = found["entries"]
        entries += len(have)
        want = [
            wanted(entry, form, read["enclosures"])
            for entry, read in zip(
                feed["entries"], [*have, *([{"enclosures": []}] * len(feed["entries"]))], strict=False
            )
        ]
        if (form, want) != (found["format"], have) or not found["self"].endswith(
            found["path"].partition("/")[2].split("/", 1)[1]
        ):
            differ += 1
            pair = next(((w, h) for w, h in zip(want, have, strict=False) if w != h), (len(want), len(have)))
            print(found["path"], found["format"], found["self"], "\n  wanted", pair[0], "\n  found ", pair[1])
    differ += len(expected)
    print(f"feedsmith: {entries} entries read back, {differ} feeds differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
