"""Killed on entering every write-like call, and with every such call failing: nothing lost, nothing doubled."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.crash.stage import House, calls

pytestmark = [pytest.mark.slow, pytest.mark.needs("strace", "strace")]


def undisturbed(house: House) -> dict[str, bytes]:
    house.reset()
    done = house.publish()
    assert done.returncode == 0, done.stderr
    assert sorted(house.pushed().elements()) == ["dich-vu-cong", "gop-y", "mot-cua"]
    files = house.files()
    assert "tin/feed.xml" in files
    return files


def disturbed(top: Path, name: str, number: int, inject: str, expected: dict[str, bytes]) -> str:
    """What a run disturbed at one call, and one run after it, leave wrong."""
    house = House.built(top / f"{name}-{number}")
    house.reset()
    first = house.publish(
        "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:{inject}:when={number}"
    )
    where = f"{name} {number}"
    if "Traceback" in first.stderr:
        return f"{where}: traceback {first.stderr[-400:]}"
    if "signal" in inject and first.returncode not in (-9, 137):
        return f"{where}: was not killed ({first.returncode}): {first.stdout} {first.stderr[-400:]}"
    if "error" in inject and first.returncode not in (0, 3):
        return f"{where}: exit code {first.returncode}: {first.stderr[-400:]}"
    if "error" in inject and first.returncode == 3 and not (first.stderr + first.stdout).strip():
        return f"{where}: fails and says nothing"
    second = house.publish()
    if second.returncode not in (0, 3) or "Traceback" in second.stderr:
        return f"{where}: the run after it: {second.returncode} {second.stderr[-400:]}"
    fault = house.is_sound(expected)
    return f"{where}: {fault}; the run after it said: {second.stdout} {second.stderr}" if fault else ""


def all_disturbed(top: Path, inject: str) -> list[str]:
    house = House.built(top / "undisturbed")
    expected = undisturbed(house)
    points = calls(house)
    assert len(points) > 60
    with ThreadPoolExecutor(2) as pool:
        faults = pool.map(lambda point: disturbed(top, *point, inject, expected), points)
    return [fault for fault in faults if fault]


def test_killed_at_any_write_like_call_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    assert "\n".join(all_disturbed(tmp_path, "signal=SIGKILL")) == ""


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_with_a_full_or_failing_disk_nothing_is_lost_or_doubled(tmp_path: Path, error: str) -> None:
    assert "\n".join(all_disturbed(tmp_path, f"error={error}")) == ""


def test_two_runs_at_once_fifty_times(tmp_path: Path) -> None:
    house = House.built(tmp_path / "hai")
    expected = undisturbed(house)
    for number in range(50):
        house.reset()
        both = [
            subprocess.Popen(
                house.command(),
                env=house.environment(),
                cwd=house.top,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        for process in both:
            _, errors = process.communicate(timeout=120)
            assert process.returncode in (0, 3), errors
            assert "Traceback" not in errors
        assert house.is_sound(expected) == "", number
        assert house.uncertain() == set(), number


def test_the_house_notices_what_it_is_there_for(tmp_path: Path) -> None:
    house = House.built(tmp_path / "nha")
    expected = undisturbed(house)
    assert house.is_sound(expected) == ""
    with house.pushed_file.open("a") as file:
        file.write("gop-y\n")
    assert house.is_sound(expected) == "pushed twice: ['gop-y']"
    house.pushed_file.write_text("mot-cua\n")
    assert house.is_sound(expected) == "neither pushed nor uncertain: ['dich-vu-cong', 'gop-y']"
    (house.out / "tin" / "la.part").write_text("thừa")
    assert "files differ" in house.is_sound(expected)
    assert sys.executable in house.command()
