"""Killed on entering any write-like call, or with that call failing: no reader meets half a site, and the next run completes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.channels.portal.killing import (
    ROOT,
    broken,
    files,
    published,
    staged,
)  # fmt: skip

SERVERS = 2
Asked = Callable[[Any], Any]


@contextmanager
def server(top: Path) -> Iterator[Asked]:
    """A process that works through cases, one at a time."""
    top.mkdir()
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.channels.portal.killing", str(top)],
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "TUYENTRUYEN_LANG": "en"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdin is not None
    assert process.stdout is not None
    stdin, stdout = process.stdin, process.stdout

    def asked(case: Any) -> Any:
        stdin.write(json.dumps(case) + "\n")
        stdin.flush()
        return json.loads(stdout.readline())

    try:
        yield asked
    finally:
        stdin.close()
        stdout.close()
        process.wait(timeout=60)


def faults(top: Path, inject: str, runs: tuple[int, ...]) -> list[str]:
    """What is wrong after each call of these runs was disturbed."""
    with server(top / "a") as one, server(top / "b") as two:
        points = [point for point in one("calls") if point[0] in runs]
        assert len(points) > 200 * len(runs)
        idle: SimpleQueue[Asked] = SimpleQueue()
        for each in (one, two):
            idle.put(each)

        def disturbed(point: tuple[int, str, int]) -> str:
            run, name, number = point
            asked = idle.get()
            try:
                return str(asked((run, f"{name}:{inject}:when={number}")))
            finally:
                idle.put(asked)

        with ThreadPoolExecutor(SERVERS) as pool:
            return [fault for fault in pool.map(disturbed, points) if fault]


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where the system has one: a process that is killed leaves the same there, and no flush waits for a disk."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with TemporaryDirectory(prefix="tuyentruyen-", dir=memory) as folder:
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.needs("strace", "strace")
@pytest.mark.parametrize("run", [1, 2])
def test_killed_at_any_write_like_call_the_site_holds_and_the_next_run_completes_it(quick: Path, run: int) -> None:
    assert "\n".join(faults(quick, "signal=SIGKILL", (run,))) == ""


@pytest.mark.slow
@pytest.mark.needs("strace", "strace")
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_with_a_full_or_failing_disk_the_site_holds_and_the_next_run_completes_it(quick: Path, error: str) -> None:
    assert "\n".join(faults(quick, f"error={error}", (2,))) == ""


# -- what the cases above stand on ------------------------------------------------------------------------------------


@pytest.fixture
def two_runs(tmp_path: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What stands after the first run, and after the second."""
    top = staged(tmp_path / "cong", 1)
    found = []
    for number in (1, 2):
        assert published(top, number).complete
        found.append(files(top / "out" / "cong"))
    return found[0], found[1]


def test_the_two_runs_hold_what_they_are_there_for(two_runs):
    before, after = two_runs
    assert set(before) - set(after) >= {
        "tin/het-han/index.html", "du-lieu/tin/het-han.json", "luu-tru/2022-03/index.html", "luu-tru/2022-04/index.html",
    }  # fmt: skip
    assert len([name for name in before.keys() - after.keys() if name.startswith("media/")]) == 1
    assert set(after) - set(before) >= {
        "tin/moi/index.html", "noi-dung/mot-cua/index.html", "thu-tuc/ket-hon/index.html", "luu-tru/2022-06/index.html",
    }  # fmt: skip
    assert broken(before, {}, before) == broken(after, before, after) == []


@pytest.mark.parametrize(
    ("lost", "fault"),
    [
        ("tin/moi/index.html", "index.html leads to tin/moi/index.html, which is not there"),
        ("tim-kiem/search.js", "tim-kiem/index.html leads to tim-kiem/search.js, which is not there"),
        ("du-lieu/tin/doi.json", "du-lieu/tin.json leads to du-lieu/tin/doi.json, which is not there"),
    ],
)
def test_a_file_that_is_missing_is_noticed(two_runs, lost, fault):
    before, after = two_runs
    assert fault in broken({name: data for name, data in after.items() if name != lost}, before, after)


@pytest.mark.parametrize(
    "name", ["index.html", "luu-tru/2022-03/index.html", "sitemap.xml", "du-lieu/tin.json", "tim-kiem/d-32.json"]
)
def test_a_list_that_names_what_was_taken_back_is_noticed(two_runs, name):
    before, after = two_runs
    assert f"{name} names tin/thu-hoi/index.html, which was taken back" in broken(
        after | {name: before[name]}, before, after
    )


ONE_RUN = """
import sys
from pathlib import Path
from tests.channels.portal.killing import published
sys.stdin.readline()
summary = published(Path(sys.argv[1]), int(sys.argv[2]))
print(summary.complete, summary.channels[0].busy)
"""


def test_of_two_processes_at_once_one_publishes_and_nothing_is_broken(two_runs, tmp_path: Path) -> None:
    """Whichever comes first has the lock, and the other says so or finds nothing to do."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "TUYENTRUYEN_LANG": "en",
    }
    seen = set()
    for turn in range(5):
        top = staged(tmp_path / f"hai-{turn}", 1)
        for number in (1, 2):
            both = [
                subprocess.Popen(
                    [sys.executable, "-c", ONE_RUN, str(top), str(number)], env=environment, stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                )
                for _ in range(2)
            ]  # fmt: skip
            for process in both:
                assert process.stdin is not None
                process.stdin.write("\n")
                process.stdin.flush()
            said = [process.communicate(timeout=60) for process in both]
            assert [process.returncode for process in both] == [0, 0], said
            answers = sorted(out.strip() for out, _ in said)
            assert answers[-1] == "True False"
            assert answers[0] in ("False True", "True False")
            seen.add(answers[0])
            assert files(top / "out" / "cong") == two_runs[number - 1]
    assert "False True" in seen
