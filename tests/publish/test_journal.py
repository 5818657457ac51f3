"""What is in the air is in the journal, and nothing else is."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import NOW, A, B, C, Stage, keys, rows
from tuyentruyen.errors import DeliveryError, LedgerError
from tuyentruyen.ledger import database
from tuyentruyen.model.flow import Receipt, Repeat, Status, Target


def test_a_parcel_is_in_the_journal_before_it_is_handed_out(stage: Stage) -> None:
    seen = []

    def carry(_channel, parcels):
        for parcel in parcels:
            with closing(sqlite3.connect(stage.ledger.path)) as other:
                seen.append(other.execute("SELECT claims FROM air").fetchall())
            yield Receipt.delivered(parcel)

    stage.run(Outlet(carry=carry), [A])
    assert [len(claims) for claims in seen] == [1]
    assert '"a"' in seen[0][0][0]


def test_the_disk_is_made_to_keep_every_commit(stage: Stage) -> None:
    assert stage.ledger._db.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_settling_that_failed_once_is_done_again_and_leaves_nothing_in_the_air(stage: Stage, monkeypatch) -> None:
    real, calls = database.Database.transaction, []

    def unlucky(self):
        calls.append(1)
        if len(calls) == 2:
            raise sqlite3.OperationalError("disk I/O error")
        return real(self)

    monkeypatch.setattr(database.Database, "transaction", unlucky)
    with pytest.raises(LedgerError, match="disk I/O error"):
        stage.run(Outlet(), [A, B])
    monkeypatch.undo()
    assert stage.ledger._db.execute("SELECT count(*) FROM air").fetchone() == (0,)
    outlet = Outlet()
    summary = stage.run(outlet, [A, B])
    assert (keys(outlet), summary.uncertain) == (["b"], 0)


def test_a_first_commit_that_failed_leaves_no_row_to_the_next_channel(stage: Stage, monkeypatch) -> None:
    real, calls = database.Database.transaction, []

    def unlucky(self):
        calls.append(1)
        if len(calls) == 1:
            raise sqlite3.OperationalError("database or disk is full")
        return real(self)

    monkeypatch.setattr(database.Database, "transaction", unlucky)
    with pytest.raises(LedgerError, match="full"):
        stage.run(Outlet("one"), [A])
    monkeypatch.undo()
    assert stage.run(Outlet("two"), [A]).delivered == 1


def test_a_ledger_fault_that_a_backend_hides_still_ends_the_run(stage: Stage, monkeypatch) -> None:
    def carry(_channel, parcels):
        try:
            for parcel in parcels:
                yield Receipt.delivered(parcel)
        except Exception as fault:
            raise DeliveryError("đứt") from fault

    real, calls = database.Database.transaction, []

    def unlucky(self):
        calls.append(1)
        if len(calls) == 1:
            raise sqlite3.OperationalError("disk I/O error")
        return real(self)

    monkeypatch.setattr(database.Database, "transaction", unlucky)
    good = Outlet("two")
    with pytest.raises(LedgerError):
        stage.run_all([Outlet("one", carry=carry), good], [A])
    assert keys(good) == []


def test_a_backend_that_tidies_up_late_finds_nothing_more_to_carry(stage: Stage) -> None:
    late = []

    def carry(_channel, parcels):
        try:
            next(iter(parcels))
            yield "không phải biên nhận"
        finally:
            late.extend(parcels)

    summary = stage.run(Outlet(carry=carry), [A, B, C])
    assert (late, summary.uncertain) == ([], 1)
    assert stage.ledger._db.execute("SELECT count(*) FROM air").fetchone() == (0,)


def test_a_line_that_is_settled_in_part_keeps_only_what_is_open(stage: Stage) -> None:
    with stage.ledger.book(
        "mau-2022", "outlet", Target(id="live", repeat=Repeat.PUSH), by="x", at=NOW, began=NOW
    ) as book:
        from tuyentruyen.ledger import Claim, Settled

        a, b = Claim(key="a", fingerprint="1"), Claim(key="b", fingerprint="1")
        book.write(settled=[], claims=[a, b])
        book.write(settled=[Settled(claim=a, receipt=Receipt(key="a", status=Status.DELIVERED))], claims=[])
    stage.run(Outlet(), [])
    assert rows(stage) == {"a": Status.DELIVERED, "b": Status.UNCERTAIN}


def test_what_a_listener_raises_costs_nothing(stage: Stage, caplog) -> None:
    def listener(_channel, _receipt):
        raise RuntimeError("hỏng")

    stage.settings = {"window": 2}
    summary = stage.run(Outlet(), [A, B, C], on_receipt=listener)
    assert (summary.delivered, summary.complete) == (3, True)
    assert "on_receipt failed" in caplog.text


def test_parcels_are_pulled_from_one_thread(stage: Stage) -> None:
    def carry(_channel, parcels):
        got = []
        thread = threading.Thread(target=lambda: got.extend(_first(parcels)))
        thread.start()
        thread.join()
        for parcel in got:
            yield Receipt.delivered(parcel)

    def _first(parcels):
        try:
            return [next(iter(parcels))]
        except Exception:
            return []

    bad, good = stage.run_all([Outlet("bad", carry=carry), Outlet("good")], [A]).channels
    assert "pull parcels from the thread that called it" in bad.failed
    assert good.delivered == 1
