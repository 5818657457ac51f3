"""A ledger that is locked, damaged, another program's, from a newer version, without its key, or in the wrong place."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.attack.conftest import Published


def _db(published: Published) -> Path:
    return published.plan / ".tuyentruyen" / "ledger.db"


def _damage(published: Published) -> None:
    data = bytearray(_db(published).read_bytes())
    for start in range(4096, len(data), 4096):
        data[start : start + 200] = b"\xff" * 200
    _db(published).write_bytes(bytes(data))


def _cut(published: Published) -> None:
    _db(published).write_bytes(_db(published).read_bytes()[:5_000])


def _words(published: Published) -> None:
    _db(published).write_text("đây không phải là sổ\n" * 500, encoding="utf-8")


def _foreign(published: Published) -> None:
    _db(published).unlink()
    with sqlite3.connect(_db(published)) as other:
        other.execute("CREATE TABLE bookmarks(url TEXT)")
        other.execute("INSERT INTO bookmarks VALUES('https://hanoi.example/')")
    other.close()


def _newer(published: Published) -> None:
    with sqlite3.connect(_db(published)) as db:
        db.execute("PRAGMA user_version=999")
    db.close()


def _keyless(published: Published) -> None:
    (_db(published).parent / "ledger.db.key").unlink()


def _rekeyed(published: Published) -> None:
    (_db(published).parent / "ledger.db.key").write_bytes(os.urandom(32))


def _folder(published: Published) -> None:
    _db(published).unlink()
    _db(published).mkdir()


FAULTY = {
    "damaged": (_damage, "damaged"),
    "cut off": (_cut, "ledger.db"),
    "a text": (_words, "damaged"),
    "another program's": (_foreign, "another program"),
    "newer": (_newer, "newer version"),
    "without its key": (_keyless, "missing"),
    "with another's key": (_rekeyed, "not the key"),
    "a folder": (_folder, "ledger.db"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_ledger_is_refused_with_3_and_nothing_is_sent_or_changed(published: Published, name: str) -> None:
    spoil, named = FAULTY[name]
    spoil(published)
    published.message.write_text(published.message.read_text("utf-8") + "\nThêm một câu.\n", encoding="utf-8")
    before = published.everything()
    done = published.publish()
    assert done.code == 3
    assert "ledger.db" in done.err
    assert named in done.err
    changed = {path for path, data in published.everything().items() if before.get(path) != data}
    assert not {path for path in changed if not path.endswith(("-wal", "-shm", "-journal"))}
    for command in (("report",), ("deliveries", "list")):
        assert published.run(*command, published.plan).code == 3
    assert (
        published.run("deliveries", "resolve", "tin", "feed.xml", published.plan, "--arrived", "--by", "Hoa").code == 3
    )


def _hold(path: str, holding: object, release: object) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    holding.set()  # type: ignore[attr-defined]
    release.wait(60)  # type: ignore[attr-defined]
    db.close()


@pytest.mark.slow
def test_a_ledger_that_another_program_holds_is_waited_for_and_then_named(published: Published) -> None:
    context = multiprocessing.get_context("spawn")
    holding, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(_db(published)), holding, release))
    other.start()
    try:
        assert holding.wait(30)
        published.message.write_text(published.message.read_text("utf-8") + "\nThêm một câu.\n", encoding="utf-8")
        feed = published.feed
        done = published.publish()
        assert done.code == 3
        assert "locked" in done.said
        assert published.feed == feed
    finally:
        release.set()
        other.join(30)
    assert published.publish().code == 0
    assert "Thêm một câu." in published.feed


def test_a_channel_that_another_process_publishes_is_named_and_left(published: Published) -> None:
    folder = next(_db(published).parent.glob("*.locks"))
    locks = [sqlite3.connect(path, isolation_level=None) for path in folder.iterdir()]
    for lock in locks:
        lock.execute("BEGIN EXCLUSIVE")
    published.message.write_text(published.message.read_text("utf-8") + "\nThêm một câu.\n", encoding="utf-8")
    done = published.publish()
    for lock in locks:
        lock.close()
    assert done.code == 3
    assert "tin: broken off: channel tin is being published by another process" in done.out
    assert "Thêm một câu." not in published.feed


def test_a_ledger_among_what_is_published_is_wrong_usage(published: Published) -> None:
    before = published.everything()
    for out, ledger in ((published.out, published.out / "so.db"), (published.out, published.out / "tin" / "so.db")):
        done = published.run("publish", published.plan, "--out", out, "--ledger", ledger)
        assert done.code == 2
        assert "so.db" in done.err
    for out in (published.plan, published.plan.parent, published.plan / ".tuyentruyen"):
        assert published.run("publish", published.plan, "--out", out).code == 2
    (published.plan.parent / "lien-ket").symlink_to(published.out)
    assert (
        published.run(
            "publish", published.plan, "--out", published.out, "--ledger", published.plan.parent / "lien-ket" / "so.db"
        ).code
        == 2
    )
    assert published.everything() == before


def test_a_ledger_that_was_asked_for_and_is_missing_is_not_made_by_reading(
    published: Published, tmp_path: Path
) -> None:
    for command in (("report",), ("deliveries", "list")):
        done = published.run(*command, published.plan, "--ledger", tmp_path / "so.db")
        assert done.code == 3
        assert "so.db" in done.err
    assert not (tmp_path / "so.db").exists()


def test_reading_before_anything_was_published_makes_nothing(published: Published) -> None:
    shutil.rmtree(published.plan / ".tuyentruyen")
    before = published.everything()
    assert published.run("report", published.plan).code == 0
    assert published.run("deliveries", "list", published.plan).code == 0
    assert published.everything() == before


def test_the_ledger_is_kept_out_of_version_control(published: Published) -> None:
    assert (published.plan / ".tuyentruyen" / ".gitignore").read_text() == "*\n"


def test_a_folder_of_another_channel_is_not_written_over(published: Published) -> None:
    mark = published.out / "tin" / ".tuyentruyen"
    kept = json.loads(mark.read_text())
    mark.write_text(json.dumps({**kept, "plan": "ke-hoach-khac"}))
    published.message.write_text(published.message.read_text("utf-8") + "\nThêm một câu.\n", encoding="utf-8")
    done = published.publish()
    assert done.code == 3
    assert "ke-hoach-khac" in done.said
    assert "Thêm một câu." not in published.feed


def test_previews_are_not_written_over_what_is_published(published: Published) -> None:
    before = published.everything()
    done = published.run("preview", published.plan, "--out", published.out)
    assert done.code == 2
    assert published.everything() == before
