"""A file system is flushed at once where that is as sure as file by file, and what it refuses is told file by file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tuyentruyen.plugins import volume as module
from tuyentruyen.plugins.volume import Volume

DELIVER = """
import sys
from pathlib import Path
from tuyentruyen.model.flow import Parcel
from tuyentruyen.plugins.toolkit import deliver_files
top = Path(sys.argv[1])
parcels = [Parcel(key=f"tin/{n}/index.html", data=b"x") for n in range(int(sys.argv[2]))]
print(*(receipt.status.value for receipt in deliver_files(top, parcels)))
if "again" in sys.argv:
    gone = [Parcel(key=parcel.key, data=None) for parcel in parcels]
    print(*(receipt.status.value for receipt in deliver_files(top, gone)))
if "ctypes" in sys.modules:
    print("ctypes")
"""
LOCAL = {"ef53", "58465342", "9123683e", "1021994"}
"""Numbers of file systems, as ``stat -f`` has them."""


def traced(top: Path, files: int, *inject: str, again: str = "") -> tuple[list[str], dict[str, int]]:
    """Outcomes of files that are delivered by a process of its own, and how often it flushed, by call."""
    trace = top / "trace"
    options = [part for rule in inject for part in ("-e", f"inject={rule}")]
    command = ["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=syncfs,fsync", *options]
    run = subprocess.run(
        [*command, sys.executable, "-c", DELIVER, str(top / "ra"), str(files), again],
        check=True,
        capture_output=True,
        text=True,
    )
    calls = trace.read_text()
    return run.stdout.split(), {name: calls.count(f"{name}(") for name in ("syncfs", "fsync")}


@pytest.mark.skipif(sys.platform != "linux", reason="syncfs(2) is Linux's")
@pytest.mark.needs("strace", "strace")
class TestOnLinux:
    @pytest.fixture(autouse=True)
    def _on_a_disk_of_its_own(self, tmp_path: Path) -> None:
        told = subprocess.run(["stat", "-f", "-c", "%t", str(tmp_path)], check=True, capture_output=True, text=True)
        if told.stdout.strip() not in LOCAL or tuple(map(int, os.uname().release.split(".")[:2])) < (5, 17):
            pytest.skip("here nothing is flushed at once")

    def test_many_files_are_flushed_at_once_and_few_one_by_one(self, tmp_path: Path) -> None:
        many, few = tmp_path / "many", tmp_path / "few"
        many.mkdir()
        few.mkdir()
        assert traced(many, 20) == (["delivered"] * 20 + ["ctypes"], {"syncfs": 2, "fsync": 0})
        assert traced(few, 7) == (["delivered"] * 7, {"syncfs": 0, "fsync": 14})

    def test_where_files_only_go_their_folders_alone_are_flushed(self, tmp_path: Path) -> None:
        outcomes, calls = traced(tmp_path, 20, again="again")
        assert outcomes == ["delivered"] * 20 + ["withdrawn"] * 20 + ["ctypes"]
        assert calls == {"syncfs": 3, "fsync": 0}

    def test_what_could_not_be_written_is_found_file_by_file(self, tmp_path: Path) -> None:
        outcomes, calls = traced(tmp_path, 20, "syncfs:error=EIO", "fsync:error=EIO:when=3")
        assert outcomes == ["delivered"] * 2 + ["retry"] + ["delivered"] * 17 + ["ctypes"]
        assert calls == {"syncfs": 2, "fsync": 39}
        assert sorted(int(path.parent.name) for path in (tmp_path / "ra").rglob("index.html")) == [
            n for n in range(20) if n != 2
        ]

    @pytest.mark.parametrize(("files", "flushes"), [(7, 7), (20, 0)], ids=["few", "many"])
    def test_where_a_folder_cannot_be_kept_no_file_is_called_delivered(
        self, tmp_path: Path, files: int, flushes: int
    ) -> None:
        rules = ("syncfs:error=EIO:when=2", f"fsync:error=EIO:when={flushes + 2}")
        outcomes, calls = traced(tmp_path, files, *rules)
        assert [outcome for outcome in outcomes if outcome != "ctypes"] == ["retry"] * files
        assert calls["fsync"] == flushes + 2, "the second of the folders, and no more"


def test_what_lies_in_another_file_system_is_not_called_flushed(tmp_path: Path) -> None:
    with Volume(str(tmp_path)) as volume:
        assert not volume.flush([str(tmp_path), "/proc"])


def test_where_there_is_no_folder_nothing_is_flushed(tmp_path: Path) -> None:
    with Volume(str(tmp_path / "khong-co")) as volume:
        assert not volume.flush([])


def test_what_is_gone_meanwhile_is_not_called_flushed(tmp_path: Path) -> None:
    with Volume(str(tmp_path)) as volume:
        assert not volume.flush([str(tmp_path / "khong-co")])


@pytest.mark.parametrize("kind", [0x794C7630, 0x6969, 0x65735546, 0], ids=["overlay", "nfs", "fuse", "unknown"])
def test_of_what_lies_on_other_file_systems_nothing_is_flushed_at_once(tmp_path: Path, monkeypatch, kind: int) -> None:
    monkeypatch.setattr(module, "_kind", lambda *_: kind)
    with Volume(str(tmp_path)) as volume:
        assert not volume.flush([str(tmp_path)])


@pytest.mark.parametrize("release", ["5.16.20-generic", "5.8.0", "4.4.0", "khong-ro"])
def test_a_linux_that_does_not_tell_of_every_fault_is_not_asked(monkeypatch, release: str) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "uname", lambda: SimpleNamespace(release=release), raising=False)
    assert module._library.__wrapped__() is None


def test_a_python_without_ctypes_flushes_file_by_file(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "ctypes", None)
    assert module._library.__wrapped__() is None
