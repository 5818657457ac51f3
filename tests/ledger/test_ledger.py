"""The ledger opens what is its own, refuses what is not, and changes nothing it refuses."""

from __future__ import annotations

import datetime
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tuyentruyen.errors import DeliveryError, LedgerBusyError, LedgerError, TuyentruyenError
from tuyentruyen.ledger import Claim, Settled, SqliteLedger, database, open_ledger
from tuyentruyen.ledger.folder import folder_id
from tuyentruyen.ledger.lock import channel_lock
from tuyentruyen.model.flow import Receipt, Repeat, Status, Target

AT = datetime.datetime(2022, 4, 20, 1, 0, tzinfo=datetime.UTC)
PUSH = Target(id="live", repeat=Repeat.PUSH, window=3)
PLACE = Target(id="live", repeat=Repeat.PLACE, window=3)


def claim(key: str, **fields: object) -> Claim:
    return Claim(key=key, fingerprint=f"in-{key}", messages={f"tin-{key}": 1}, **fields)


def delivered(key: str, status: Status = Status.DELIVERED) -> Settled:
    return Settled(claim=claim(key), receipt=Receipt(key=key, status=status))


def book(ledger: SqliteLedger, target: Target = PUSH):
    return ledger.book("ke-hoach", "tin", target, by="Lê Thị Mẫu", at=AT, began=AT)


def test_what_was_claimed_and_never_settled_is_uncertain_for_a_push(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger) as pages:
            pages.write(settled=[], claims=[claim("a"), claim("b")])
        with book(ledger) as pages:
            rows = pages.rows(["a", "b", "c"])
    assert {key: row.outcome for key, row in rows.items()} == {"a": Status.UNCERTAIN, "b": Status.UNCERTAIN}
    assert rows["a"].tried == "in-a"


def test_what_was_claimed_and_never_settled_is_done_again_at_a_place(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger, PLACE) as pages:
            pages.write(settled=[], claims=[claim("a")])
        with book(ledger, PLACE) as pages:
            assert pages.rows(["a"])["a"].outcome is Status.RETRY
            assert [row.key for row in pages.gone()] == ["a"]


def test_a_window_that_is_settled_leaves_nothing_in_the_air(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger) as pages:
            pages.write(settled=[], claims=[claim("a"), claim("b")])
            pages.write(settled=[delivered("a"), Settled(claim=claim("b"), receipt=None)], claims=[])
        with book(ledger) as pages:
            rows = pages.rows(["a", "b"])
    assert {key: row.outcome for key, row in rows.items()} == {"a": Status.DELIVERED}


@pytest.mark.timed
def test_settling_a_large_window_costs_no_more_for_each_than_a_small_one(tmp_path: Path) -> None:
    def each(count: int) -> float:
        keys = [f"{count}-{number}" for number in range(count)]
        pages.write(settled=[], claims=[claim(key) for key in keys])
        settled = [delivered(key) for key in keys]
        before = time.process_time()
        pages.write(settled=settled, claims=[])
        return (time.process_time() - before) / count

    with open_ledger(tmp_path / "l.db") as ledger, book(ledger) as pages:
        small = min(each(500), each(501), each(502))
        assert each(10_000) < 4 * small


def test_a_run_is_recorded_with_who_and_when(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger, book(ledger) as pages:
        pages.write(settled=[], claims=[claim("a")])
        runs = ledger._db.execute("SELECT by, at FROM run").fetchall()
    assert runs == [("Lê Thị Mẫu", "2022-04-20T01:00:00.000000+00:00")]


def test_a_message_is_known_to_stand_from_its_first_delivery_to_its_leaving(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger, PLACE) as pages:
            pages.write(settled=[delivered("a"), delivered("b")], claims=[])
            pages.left({"tin-a"})
        found = {c.message: (c.first, c.withdrawn) for c in ledger.carried("ke-hoach")}
        assert not list(ledger.carried("khac"))
    assert found == {"tin-a": (AT, None), "tin-b": (AT, AT)}


def test_evidence_is_kept_by_plan(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger._db.execute(
            "INSERT INTO evidence(plan, occurrence, unit, at, count, by, note) VALUES('ke-hoach', 'hop/-/2022-04-20T00:00', "
            "'so-tttt', '2022-04-20T01:00:00+00:00', 2, 'Lê Thị Mẫu', 'Hội nghị')"
        )
        (found,) = ledger.evidence("ke-hoach")
        assert not list(ledger.evidence("khac"))
    assert (found.occurrence, found.unit, found.at, found.count, found.by) == (
        "hop/-/2022-04-20T00:00",
        "so-tttt",
        AT,
        2,
        "Lê Thị Mẫu",
    )


def test_what_is_not_uncertain_cannot_be_resolved(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger) as pages:
            pages.write(settled=[delivered("a")], claims=[])
        with pytest.raises(LedgerError, match="nothing uncertain is kept of a in channel tin"):
            ledger.resolve("ke-hoach", "tin", "a", arrived=True, by="Lê Thị Mẫu", at=AT)


def test_two_processes_cannot_hold_one_channel(tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    code = (
        "import sys; from pathlib import Path; from tuyentruyen.ledger.lock import channel_lock\n"
        f"with channel_lock(Path({str(ledger)!r}), 'ke-hoach', 'tin'): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(LedgerBusyError, match="channel tin is being published"),
            channel_lock(ledger, "ke-hoach", "tin"),
        ):
            pass
        with channel_lock(ledger, "ke-hoach", "khac"):
            pass
        other.kill()
        other.wait()
        with channel_lock(ledger, "ke-hoach", "tin"):
            pass


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"khong phai so sach" * 500, "is damaged"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "is damaged|cannot be used"),
    ],
)
def test_a_damaged_ledger_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=said) as caught:
        open_ledger(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_a_page_that_was_overwritten_is_a_damage_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with open_ledger(path) as ledger, book(ledger) as pages:
        pages.write(settled=[delivered(f"k{n}") for n in range(2000)], claims=[])
    data = bytearray(path.read_bytes())
    data[8192:] = b"\x5a" * (len(data) - 8192)
    path.write_bytes(bytes(data))
    with pytest.raises(LedgerError, match="damaged"), open_ledger(path) as ledger, book(ledger) as pages:
        pages.rows([f"k{n}" for n in range(2000)])


def test_a_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "khac.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE khac(a)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="another program"):
        open_ledger(path)
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["khac.db"]


def test_a_ledger_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    open_ledger(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version=99")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"newer version \(format 99\)"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "l.db").touch()
    open_ledger(tmp_path / "l.db").close()
    with open_ledger(tmp_path / "l.db") as ledger:
        assert not list(ledger.carried("ke-hoach"))


def test_a_missing_or_other_key_is_refused(tmp_path: Path) -> None:
    path, key = tmp_path / "l.db", tmp_path / "l.db.key"
    open_ledger(path).close()
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(LedgerError, match="is missing"):
        open_ledger(path)
    assert not key.exists()
    key.write_bytes(bytes(32))
    with pytest.raises(LedgerError, match="is not the key of the ledger"):
        open_ledger(path)
    key.write_bytes(kept)
    open_ledger(path).close()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights otherwise")
def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    open_ledger(tmp_path / "l.db").close()
    assert (tmp_path / "l.db.key").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be opened"):
        open_ledger(tmp_path / "khong-co" / "l.db")


def test_a_locked_ledger_is_named_as_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "l.db"
    open_ledger(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with open_ledger(path) as ledger:
        ledger._db.execute("PRAGMA busy_timeout=50")
        with pytest.raises(LedgerError, match="locked by another program"), book(ledger) as pages:
            pages.write(settled=[delivered("a")], claims=[])
    other.close()


def test_an_address_is_kept_only_as_a_keyed_hash(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger, book(ledger) as pages:
        veiled = pages.veil("lan@hop-thu.example")
        assert veiled == pages.veil("lan@hop-thu.example")
    with open_ledger(tmp_path / "khac.db") as other, book(other) as pages:
        assert pages.veil("lan@hop-thu.example") != veiled
    assert len(veiled) == 32


def test_ten_processes_may_make_the_ledger_at_once(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    code = f"from tuyentruyen.ledger import open_ledger; open_ledger({str(path)!r}).close()"
    started = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(10)]
    for process in started:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, b"")


def test_an_older_ledger_is_brought_up_to_date_in_one_step_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "l.db"
    with open_ledger(path) as ledger, book(ledger) as pages:
        pages.write(settled=[delivered("a")], claims=[])
    first = database._MIGRATIONS
    monkeypatch.setattr(database, "_MIGRATIONS", (*first, "CREATE TABLE moi(a);\nCREATE TABLE moi(a);"))
    with pytest.raises(LedgerError, match="already exists"):
        open_ledger(path)
    monkeypatch.setattr(database, "_MIGRATIONS", first)
    open_ledger(path).close()
    monkeypatch.setattr(database, "_MIGRATIONS", (*first, "CREATE TABLE moi(a);"))
    with open_ledger(path) as ledger, book(ledger) as pages:
        assert pages.rows(["a"])["a"].outcome is Status.DELIVERED
        assert ledger._db.execute("SELECT count(*) FROM moi").fetchone() == (0,)
    monkeypatch.setattr(database, "_MIGRATIONS", first)
    with pytest.raises(LedgerError, match="newer version"):
        open_ledger(path)


def test_channels_of_two_plans_do_not_share_a_lock(tmp_path: Path) -> None:
    ledger = tmp_path / "l.db"
    with (
        channel_lock(ledger, "mot", "tin"),
        channel_lock(ledger, "hai", "tin"),
        pytest.raises(LedgerBusyError),
        channel_lock(ledger, "mot", "tin"),
    ):
        pass


def test_nothing_is_resolved_while_the_channel_is_published(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    with open_ledger(path) as ledger, channel_lock(path, "ke-hoach", "tin"), pytest.raises(LedgerBusyError):
        ledger.resolve("ke-hoach", "tin", "a", arrived=True, by="Lê Thị Mẫu", at=AT)


def test_who_settled_what_is_kept(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger) as pages:
            pages.write(settled=[], claims=[claim("a"), claim("b")])
        with book(ledger):
            pass
        ledger.resolve("ke-hoach", "tin", "a", arrived=True, by="Lê Thị Mẫu", at=AT)
        ledger.resolve("ke-hoach", "tin", "b", arrived=False, by="Trần Văn Mẫu", at=AT)
        kept = ledger._db.execute("SELECT key, arrived, by FROM resolution ORDER BY key").fetchall()
        assert [c.message for c in ledger.carried("ke-hoach")] == ["tin-a"]
    assert kept == [("a", 1, "Lê Thị Mẫu"), ("b", 0, "Trần Văn Mẫu")]


def test_a_name_that_cannot_be_kept_is_no_crash(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger, pytest.raises(TuyentruyenError, match="cannot be kept"):
        ledger.resolve("ke-hoach", "tin", "a\ud800", arrived=True, by="x", at=AT)


@pytest.mark.parametrize("junk", [b"", b"x", bytes(100)])
def test_a_key_of_another_size_is_no_key(tmp_path: Path, junk: bytes) -> None:
    open_ledger(tmp_path / "l.db").close()
    (tmp_path / "l.db.key").write_bytes(junk)
    with pytest.raises(LedgerError, match="is not the key"):
        open_ledger(tmp_path / "l.db")


def test_a_ledger_that_knows_no_key_is_damaged(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger._db.execute("DELETE FROM meta")
    with pytest.raises(LedgerError, match="damaged"):
        open_ledger(tmp_path / "l.db")


def test_a_key_that_a_broken_off_creation_left_is_taken(tmp_path: Path) -> None:
    (tmp_path / "l.db.key").write_bytes(b"k" * 32)
    open_ledger(tmp_path / "l.db").close()
    assert (tmp_path / "l.db.key").read_bytes() == b"k" * 32


def test_a_lock_file_that_is_none_is_named(tmp_path: Path) -> None:
    with channel_lock(tmp_path / "l.db", "ke-hoach", "tin"):
        pass
    (lock,) = (tmp_path / "l.db.locks").iterdir()
    lock.write_bytes(b"khong phai khoa" * 100)
    with (
        pytest.raises(LedgerError, match="the lock of channel tin cannot be taken"),
        channel_lock(tmp_path / "l.db", "ke-hoach", "tin"),
    ):
        pass


@pytest.mark.parametrize("change", ["outcome='bay-mat'", "messages='{'", "messages='{} {}'", "messages='tin'"])
def test_a_row_that_no_ledger_writes_is_named(tmp_path: Path, change: str) -> None:
    with open_ledger(tmp_path / "l.db") as ledger, book(ledger) as pages:
        pages.write(settled=[delivered("a")], claims=[])
        ledger._db.execute(f"UPDATE delivery SET {change}")
        with pytest.raises(LedgerError, match="cannot be read: 'a'"):
            pages.rows(["a"])


@pytest.mark.parametrize("mark", ["", "[" * 100_000, "[]", '{"id": 1}', "\udcff"])
def test_a_mark_that_cannot_be_read_is_made_anew(tmp_path: Path, mark: str) -> None:
    (tmp_path / ".tuyentruyen").write_bytes(mark.encode("utf-8", "surrogateescape"))
    made = folder_id(tmp_path, plan="ke-hoach", channel="tin")
    assert folder_id(tmp_path, plan="ke-hoach", channel="tin") == made
    assert len(made) == 16


def test_a_folder_of_another_channel_is_refused(tmp_path: Path) -> None:
    folder_id(tmp_path, plan="ke-hoach", channel="tin")
    with pytest.raises(DeliveryError, match="belongs to channel tin of plan ke-hoach"):
        folder_id(tmp_path, plan="ke-hoach", channel="khac")


def test_what_a_crash_left_can_be_listed_before_the_next_publish(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger) as pages:
            pages.write(settled=[], claims=[claim("a")])
        assert list(ledger.entries("ke-hoach", outcomes=[Status.UNCERTAIN])) == []
        with channel_lock(tmp_path / "l.db", "ke-hoach", "tin"):
            assert ledger.recover("ke-hoach", at=AT) == ("tin",)
        assert list(ledger.entries("ke-hoach", outcomes=[Status.UNCERTAIN])) == []
        assert ledger.recover("khac", at=AT) == ()
        assert ledger.recover("ke-hoach", at=AT) == ()
        (entry,) = ledger.entries("ke-hoach", outcomes=[Status.UNCERTAIN])
    assert entry.row.key == "a"


def test_what_stands_is_counted_by_channel(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as ledger:
        with book(ledger, PLACE) as pages:
            pages.write(settled=[delivered("a"), delivered("b"), delivered("c", Status.REJECTED)], claims=[])
        with ledger.book("ke-hoach", "gui", PUSH, by="x", at=AT, began=AT) as pages:
            pages.write(settled=[delivered("a")], claims=[])
        assert list(ledger.standing("ke-hoach")) == [("tin", "place", 2)]
        assert [(c.channel, c.repeat) for c in ledger.carried("ke-hoach")] == [
            ("gui", Repeat.PUSH),
            ("tin", Repeat.PLACE),
            ("tin", Repeat.PLACE),
        ]
