"""Folders and files that the user may not read or write."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.attack.conftest import AT, Outcome, Published, calm

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
NOBODY = 65534


@pytest.fixture
def bound(_sound: Path, published: Published) -> Iterator[Published]:
    """The published plan where every user may come to it, and the folder of its own that pytest makes keeps others out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(_sound, folder / "x")
        shutil.copytree(_sound / "plan", folder / "warm")
        (folder / "x").chmod(0o755)
        if os.getuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
        yield Published(folder / "x" / "plan", folder / "x" / "out", published.run)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o700)


@pytest.fixture
def as_nobody(bound: Published) -> Callable[..., Outcome]:
    """Runs the command as a user who owns the plan and whom rights bind."""
    folder = bound.plan.parent.parent

    def call(*arguments: object) -> Outcome:
        script = Path(__file__).with_name("without_rights.py")
        line = [sys.executable, str(script), str(folder / "warm"), str(folder / "warm-out"), *map(str, arguments)]
        done = subprocess.run(line, capture_output=True, timeout=60, check=False)
        return calm(Outcome(done.returncode, done.stdout.decode(), done.stderr.decode()))

    return call


def _publish(bound: Published) -> tuple[object, ...]:
    return "publish", bound.plan, "--out", bound.out, "--at", AT


def test_with_its_rights_the_user_can_publish(bound: Published, as_nobody) -> None:
    done = as_nobody(*_publish(bound))
    assert done.code == 0, done


def test_a_plan_folder_that_may_not_be_read_is_refused(bound: Published, as_nobody) -> None:
    bound.plan.chmod(0)
    done = as_nobody(*_publish(bound))
    bound.plan.chmod(0o700)
    assert done.code == 1
    assert str(bound.plan) in done.err


def test_a_plan_file_that_may_not_be_read_is_refused(bound: Published, as_nobody) -> None:
    bound.file.chmod(0)
    done = as_nobody(*_publish(bound))
    assert done.code == 1
    assert "plan.toml" in done.err
    assert "no right" in done.err


def test_a_message_that_may_not_be_read_is_left_out(bound: Published, as_nobody) -> None:
    bound.message.chmod(0)
    done = as_nobody(*_publish(bound))
    assert done.code == 3
    assert "khai-sinh" in done.out


def test_a_content_folder_that_may_not_be_read_loses_no_message(bound: Published, as_nobody) -> None:
    content = bound.plan / "content"
    content.chmod(0)
    feed = bound.feed
    done = as_nobody(*_publish(bound))
    content.chmod(0o700)
    assert done.code in (1, 3)
    assert "content" in done.said
    assert bound.feed == feed


def test_an_out_folder_that_may_not_be_written_is_named(bound: Published, as_nobody) -> None:
    (bound.out / "tin").chmod(0o500)
    bound.message.write_text(bound.message.read_text("utf-8") + "\nThêm một câu.\n", encoding="utf-8")
    feed = bound.feed
    done = as_nobody(*_publish(bound))
    assert done.code == 3
    assert bound.feed == feed
    (bound.out / "tin").chmod(0o700)
    done = as_nobody(*_publish(bound))
    assert done.code == 0
    assert "Thêm một câu." in bound.feed


def test_an_out_folder_that_cannot_be_made_is_named(bound: Published, as_nobody) -> None:
    shutil.rmtree(bound.out)
    bound.out.mkdir(0o500)
    if os.getuid() == 0:
        os.chown(bound.out, NOBODY, NOBODY)
    done = as_nobody(*_publish(bound))
    assert done.code == 3
    assert "tin" in done.said


@pytest.mark.parametrize("name", ["ledger.db", "."])
def test_a_ledger_that_may_not_be_used_is_named(bound: Published, as_nobody, name: str) -> None:
    bound.message.write_text(bound.message.read_text("utf-8") + "\nThêm một câu.\n", encoding="utf-8")
    place = bound.plan / ".tuyentruyen" / name
    place.chmod(0)
    feed = bound.feed
    for command in (_publish(bound), ("report", bound.plan), ("deliveries", "list", bound.plan)):
        done = as_nobody(*command)
        assert done.code == 3
        assert "ledger" in done.err or ".tuyentruyen" in done.err
    place.chmod(0o700)
    assert bound.feed == feed


def test_a_ledger_that_cannot_be_made_is_named(bound: Published, as_nobody) -> None:
    shutil.rmtree(bound.plan / ".tuyentruyen")
    bound.plan.chmod(0o500)
    done = as_nobody(*_publish(bound))
    assert done.code == 3
    assert ".tuyentruyen" in done.err


def test_a_message_that_may_not_be_written_is_not_approved(bound: Published, as_nobody) -> None:
    (bound.plan / "content").chmod(0o500)
    before = bound.message.read_bytes()
    for command in (
        ("approve", "khai-sinh", bound.plan, "--by", "Hoa"),
        ("withdraw", "khai-sinh", bound.plan, "--reason", "sai"),
    ):
        done = as_nobody(*command)
        assert done.code in (1, 3)
        assert "khai-sinh.md" in done.err
        assert ".tmp" not in done.err
    done = as_nobody("new", "message", "tin-moi", bound.plan, "--title", "Tin")
    assert done.code == 3
    assert "tin-moi.md" in done.err
    assert bound.message.read_bytes() == before


def test_a_preview_that_cannot_be_written_is_named(bound: Published, as_nobody) -> None:
    (bound.plan.parent / "xem").mkdir(0o500)
    if os.getuid() == 0:
        os.chown(bound.plan.parent / "xem", NOBODY, NOBODY)
    done = as_nobody("preview", bound.plan, "--out", bound.plan.parent / "xem", "--at", AT)
    assert done.code == 3
    assert "xem" in done.err
