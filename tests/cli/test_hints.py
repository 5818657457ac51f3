from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from tuyentruyen.cli.console import Console
from tuyentruyen.cli.hints import Asked, tell_sites, typed


@pytest.mark.parametrize(
    ("plan", "ledger", "line"),
    [
        (Path(), None, "tuyentruyen check"),
        (Path("./ke-hoach"), None, "tuyentruyen check ke-hoach"),
        (Path("Kế hoạch 2022"), None, "tuyentruyen check 'Kế hoạch 2022'"),
        (Path("a;b"), Path("sổ cái.db"), "tuyentruyen check 'a;b' --ledger 'sổ cái.db'"),
    ],
)
def test_a_command_names_plan_and_ledger_as_they_were_named(plan, ledger, line) -> None:
    assert typed("check", plan=plan, ledger=ledger) == line


def test_a_publishing_is_tried_again_for_the_channels_that_were_asked_for() -> None:
    asked = Asked(plan=Path("k"), out=Path("nơi đăng"), ledger=None, channels=("tin", "thu@a"))
    assert asked.again() == "tuyentruyen publish k --out 'nơi đăng' --channel tin --channel thu@a --again"


@pytest.mark.parametrize(
    ("sites", "folder"), [(["cong"], "công khai/cong"), (["cong", "cong-2"], "công khai"), ([], "")]
)
def test_a_site_is_looked_at_from_a_server_and_feeds_are_not(tmp_path, monkeypatch, sites, folder) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/python3" if name == "python3" else None)
    for key in ("tin", *sites):
        (Path("công khai") / key).mkdir(parents=True)
        (Path("công khai") / key / ("feed.xml" if key == "tin" else "index.html")).touch()
    said = io.StringIO()
    tell_sites(Console(io.StringIO(), said), Path("công khai"), ["tin", *sites])
    assert said.getvalue() == (
        f"Look at the site: python3 -m http.server -b 127.0.0.1 -d '{folder}'\n" if folder else ""
    )


def test_a_site_that_is_written_or_looked_at_beforehand_is_told_and_one_that_stands_is_not(run, plan, tmp_path) -> None:
    text = (plan / "plan.toml").read_text("utf-8").replace('backend = "rss"', 'backend = "portal"')
    (plan / "plan.toml").write_text(text, encoding="utf-8")

    def told(command: str, out: str) -> list[str]:
        _, _, err = run(command, plan, "--out", tmp_path / out, "--at", "2022-01-15")
        return [line.rpartition(" ")[2] for line in err.splitlines() if "http.server" in line]

    assert told("preview", "truoc") == [str(tmp_path / "truoc" / "tin")]
    assert told("publish", "ra") == [str(tmp_path / "ra" / "tin")]
    assert told("publish", "ra") == []
