"""One small house: a plan with feeds and a push, its messages, and ways to publish it, disturbed or not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from attrs import define

from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Status

ROOT = Path(__file__).parents[2]
WINDOW = 2
CALLS = (
    "write", "writev", "pwrite64", "pwritev", "fsync", "fdatasync", "syncfs", "rename", "renameat", "renameat2", "link", "linkat",
    "unlink", "unlinkat", "ftruncate", "truncate", "mkdir", "mkdirat", "rmdir", "openat", "creat",
)  # fmt: skip

PLAN = """
format = 1
[plan]
key = "mau-2022"
issuer = "ubnd"
title = "Thông tin, tuyên truyền mẫu"
since = 2022-01-01
until = 2022-12-31
link = "https://mau.example/tin/{key}/"
[units.ubnd]
name = "Ủy ban nhân dân"
[themes.cntt]
title = "Công nghệ thông tin"
[forms.dien-tu]
title = "Thông tin điện tử"
kinds = ["feed"]
[channels.tin]
form = "dien-tu"
backend = "rss"
owner = "ubnd"
[channels.tin.settings]
base = "https://mau.example/tin/"
link = "https://mau.example/"
[channels.bang]
form = "dien-tu"
backend = "outlet"
owner = "ubnd"
catch_up = 3660
[channels.bang.settings]
file = "FILE"
window = 2
"""
KEYS = ("mot-cua", "dich-vu-cong", "gop-y")
AT = "2022-06-01T08:00:00+07:00"


@define
class House:
    """A folder with a plan, a place for feeds, a file that pushes are appended to, and a ledger."""

    top: Path

    @classmethod
    def built(cls, top: Path) -> House:
        house = cls(top)
        content = house.plan / "content"
        content.mkdir(parents=True)
        (house.plan / "plan.toml").write_text(PLAN.replace("FILE", house.pushed_file.as_posix()), encoding="utf-8")
        for day, key in enumerate(KEYS, 1):
            text = f'+++\ntitle = "Tin {key}: Một cửa"\npublished = 2022-05-{day:02d}\nthemes = ["cntt"]\n+++\nNội dung **{key}**.\n'
            (content / f"{key}.md").write_text(text, encoding="utf-8")
        info = top / "site" / "outlet-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: outlet\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text("[tuyentruyen]\noutlet = tests.outlets\n")
        return house

    @property
    def plan(self) -> Path:
        return self.top / "plan"

    @property
    def out(self) -> Path:
        return self.top / "out"

    @property
    def pushed_file(self) -> Path:
        return self.top / "pushed.txt"

    @property
    def ledger(self) -> Path:
        return self.top / "ledger" / "ledger.db"

    def reset(self) -> None:
        """As before the first run."""
        for folder in (self.out, self.ledger.parent):
            shutil.rmtree(folder, ignore_errors=True)
        self.pushed_file.unlink(missing_ok=True)
        self.ledger.parent.mkdir()

    def command(self) -> list[str]:
        publish = ["publish", str(self.plan), "--out", str(self.out), "--ledger", str(self.ledger), "--at", AT]
        return [sys.executable, "-m", "tuyentruyen", *publish]

    def environment(self) -> dict[str, str]:
        library = [os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
        path = os.pathsep.join([str(self.top / "site"), *library, str(ROOT)])  # installed, it needs no path
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
        return {
            **kept,
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONHASHSEED": "0",
            "TUYENTRUYEN_LANG": "en",
        }

    def publish(self, *before: str) -> subprocess.CompletedProcess[str]:
        """One run, under the program given, such as strace with its options."""
        return subprocess.run(
            [*before, *self.command()],
            env=self.environment(),
            cwd=self.top,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def files(self) -> dict[str, bytes]:
        """What stands in the place, but for the marks by which its folders are recognised."""
        found = {p.relative_to(self.out).as_posix(): p.read_bytes() for p in sorted(self.out.rglob("*")) if p.is_file()}
        return {name: data for name, data in found.items() if not name.endswith("/.tuyentruyen")}

    def pushed(self) -> Counter[str]:
        return Counter(self.pushed_file.read_text().split()) if self.pushed_file.exists() else Counter()

    def uncertain(self) -> set[str]:
        with open_ledger(self.ledger) as ledger:
            return {entry.row.key for entry in ledger.entries("mau-2022", outcomes=[Status.UNCERTAIN])}

    def is_sound(self, undisturbed: dict[str, bytes]) -> str:
        """What is wrong after a run that followed a disturbed one; empty if nothing is."""
        if self.files() != undisturbed:
            return f"files differ: {sorted(set(self.files()) ^ set(undisturbed)) or 'in content'}"
        pushed, uncertain = self.pushed(), self.uncertain()
        if doubled := [key for key, times in pushed.items() if times > 1]:
            return f"pushed twice: {doubled}"
        if lost := set(KEYS) - set(pushed) - uncertain:
            return f"neither pushed nor uncertain: {sorted(lost)}"
        if len(uncertain) > WINDOW:
            return f"more uncertain than the window: {sorted(uncertain)}"
        return ""


def calls(house: House) -> list[tuple[str, int]]:
    """Every write-like call of an undisturbed run: its name, and which call of that name it is, counted from 1.

    ``openat`` counts all openings, as strace does, but only those that may make a file are listed.
    """
    trace = house.top / "trace.txt"
    known = ",".join(f"?{name}" for name in CALLS)
    house.reset()
    done = house.publish("strace", "-f", "-o", str(trace), "-e", f"trace={known}", "-e", "signal=none")
    assert done.returncode == 0, done.stderr
    found = []
    counted: Counter[str] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        if match := re.match(r"\d+ +(\w+)\((.*)", line):
            name, arguments = match.groups()
            counted[name] += 1
            if name != "openat" or "O_CREAT" in arguments:
                found.append((name, counted[name]))
    return found
