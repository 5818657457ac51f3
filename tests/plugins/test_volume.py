"""A file system is flushed at once where that is as sure as file by file, and what it refuses is told file by file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tuyentruyen.plugins.volume import Volume

DELIVER = """
import sys
from pathlib import Path
from tuyentruyen.model.flow import Parcel
from tuyentruyen.plugins.toolkit import deliver_files
top = Path(sys.argv[1])
parcels = [Parcel(key=f"tin/{n}/index.html", data=b"x") for n in range(int(sys.argv[2]))]
print(*(receipt.status.value for receipt in deliver_files(top, parcels)))
"""


def traced(top: Path, files: int, *inject: str) -> tuple[list[str], dict[str, int]]:
    """Outcomes of files that are delivered by a process of its own, and how often it flushed, by call."""
    trace = top / "trace"
    options = [part for rule in inject for part in ("-e", f"inject={rule}")]
    command = ["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=syncfs,fsync", *options]
    run = subprocess.run(
        [*command, sys.executable, "-c", DELIVER, str(top / "ra"), str(files)],
        check=True,
        capture_output=True,
        text=True,
    )
    calls = trace.read_text()
    return run.stdout.split(), {name: calls.count(f"{name}(") for name in ("syncfs", "fsync")}


@pytest.mark.skipif(sys.platform != "linux", reason="syncfs(2) is Linux's")
@pytest.mark.needs("strace", "strace")
class TestOnLinux:
    def test_many_files_are_flushed_at_once_and_few_one_by_one(self, tmp_path: Path) -> None:
        many, few = tmp_path / "many", tmp_path / "few"
        many.mkdir()
        few.mkdir()
        assert traced(many, 20) == (["delivered"] * 20, {"syncfs": 2, "fsync": 0})
        assert traced(few, 7) == (["delivered"] * 7, {"syncfs": 0, "fsync": 14})

    def test_what_could_not_be_written_is_found_file_by_file(self, tmp_path: Path) -> None:
        outcomes, calls = traced(tmp_path, 20, "syncfs:error=EIO", "fsync:error=EIO:when=3")
        assert outcomes == ["delivered"] * 2 + ["retry"] + ["delivered"] * 17
        assert calls == {"syncfs": 2, "fsync": 39}
        assert sorted(int(path.parent.name) for path in (tmp_path / "ra").rglob("index.html")) == [
            n for n in range(20) if n != 2
        ]


def test_what_lies_in_another_file_system_is_not_called_flushed(tmp_path: Path) -> None:
    with Volume(str(tmp_path)) as volume:
        assert not volume.flush([str(tmp_path), "/proc"])


def test_where_there_is_no_folder_nothing_is_flushed(tmp_path: Path) -> None:
    with Volume(str(tmp_path / "khong-co")) as volume:
        assert not volume.flush([])
