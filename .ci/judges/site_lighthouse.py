#!/usr/bin/env python3
"""Lighthouse looks at each kind of page of the example's site: nothing to say, and quick; a page with faults is seen first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

from sites import ROOT, installed, publish_sites, serving  # noqa: E402

PACKAGES = ("lighthouse@12.8.2", "chrome-launcher@1.2.1")
WORK = ROOT / "build" / "judges" / "lighthouse"
TOOLS = ROOT / "build" / "judges" / "lighthouse_tools"
FLOORS = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 95}
FAULT = '<p style="color:#eee;background:#fff">x</p><img src="mat.png"><script>throw new Error("x")</script></main>'


def plant(site: Path) -> str:
    """A page of the site with faults; its path."""
    page = (site / "index.html").read_text(encoding="utf-8")
    lines = [
        one for one in page.splitlines() if "Content-Security-Policy" not in one and 'name="description"' not in one
    ]
    (site / "loi.html").write_text("\n".join(lines).replace("</main>", FAULT), encoding="utf-8")
    return "loi.html"


def main() -> int:
    installed(TOOLS, PACKAGES, ("site_lighthouse.mjs",))
    with serving(WORK / "out") as origin:
        out = publish_sites(WORK, origin, ("day",))
        site = out / "day/cong"
        (out / "robots.txt").write_bytes((site / "robots.txt").read_bytes())  # where crawlers look for it
        message = next(path for path in sorted(site.glob("tin/*/index.html")) if b"<figure" in path.read_bytes())
        board = next(iter(sorted(site.glob("niem-yet/*/index.html"))))
        pages_of = [path.relative_to(site).as_posix().removesuffix("index.html") for path in (message, board)]
        paths = [plant(site), "", *pages_of, "tin/", "tim-kiem/?q=duong"]
        done = subprocess.run(
            ["node", "site_lighthouse.mjs", *(f"{origin}/day/cong/{path}" for path in paths)],
            cwd=TOOLS, stdout=subprocess.PIPE, text=True, check=True, timeout=900, env={**os.environ, "CHROME_PATH": "/usr/bin/chromium"},
        )  # fmt: skip
    planted, *pages = map(json.loads, done.stdout.splitlines())
    faults = [f"{name}: planted faults were not seen" for name in ("accessibility", "best-practices", "seo") if planted["scores"][name] >= FLOORS[name]]  # fmt: skip
    for page in pages:
        print(f"lighthouse: {page['url']} {page['scores']}")
        faults += page["faults"] + [f"{name} below {least}" for name, least in FLOORS.items() if page["scores"][name] < least]  # fmt: skip
    print(f"lighthouse: {len(pages)} pages, median of three, {len(faults)} faults")
    for fault in faults:
        print(fault)
    return 1 if faults or len(pages) != 5 else 0


if __name__ == "__main__":
    sys.exit(main())
