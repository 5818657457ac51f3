"""Receipts and values refuse what they cannot be, and keep no address."""

from __future__ import annotations

import datetime

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import NOW, A, People, Stage, each
from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import Receipt, Rendering, Repeat, Status, Target


def test_what_was_to_be_carried_cannot_be_called_withdrawn(stage: Stage) -> None:
    summary = stage.run(Outlet(carry=each(lambda p: Receipt(key=p.key, status=Status.WITHDRAWN))), [A])
    assert "withdrawn" in summary.failed
    assert (summary.uncertain, summary.complete) == (1, False)


def test_a_removal_that_is_called_delivered_is_a_removal(stage: Stage) -> None:
    stage.run(Outlet(repeat=Repeat.POST), [A])
    summary = stage.run(
        Outlet(repeat=Repeat.POST, carry=each(lambda p: Receipt(key=p.key, status=Status.DELIVERED))), []
    )
    assert (summary.withdrawn, summary.delivered) == (1, 0)
    assert [c.withdrawn for c in stage.ledger.carried("mau-2022")] == [NOW]


@pytest.mark.parametrize(
    "make",
    [
        lambda p: Receipt(key=p.key, status="delivered"),
        lambda p: Receipt(key=p.key, status=Status.DELIVERED, remote=None),
        lambda p: Receipt(key=p.key, status=Status.DELIVERED, url=7),
        lambda p: Receipt(key=p.key, status=Status.DELIVERED, remote="\ud800"),
        lambda p: Receipt(key=p.key, status=Status.DELIVERED, remote="x" * 501),
        lambda p: Receipt.retry(p, "", after=120),
        lambda p: Receipt.rejected(p, None),
    ],
)
def test_a_receipt_that_cannot_be_one_fails_its_channel_alone(stage: Stage, make) -> None:
    bad, good = stage.run_all([Outlet("bad", carry=each(make)), Outlet("good")], [A]).channels
    assert [f.code for f in bad.left_out] == ["TT401"]
    assert (bad.uncertain, bad.complete, good.delivered) == (1, False, 1)


@pytest.mark.parametrize(
    ("after", "waits"),
    [(datetime.timedelta.max, datetime.timedelta(days=30)), (datetime.timedelta.min, datetime.timedelta())],
)
def test_an_absurd_wait_is_cut_to_what_makes_sense(stage: Stage, after, waits) -> None:
    stage.run(Outlet(carry=each(lambda p: Receipt.retry(p, "429", after=after))), [A])
    (entry,) = stage.ledger.entries("mau-2022")
    assert entry.row.not_before == stage.time + waits


def test_a_note_is_kept_printable_and_short_and_without_the_address(stage: Stage) -> None:
    note = "550 <lan@hop-thu.example> \x1b[31m\ud800 " + "x" * 900
    outlet = Outlet(carry=each(lambda p: Receipt.rejected(p, note)), recipients=True)
    stage.run_all([outlet], [A], plugins=[("people", People("lan@hop-thu.example"))])
    (entry,) = stage.ledger.entries("mau-2022")
    assert entry.row.note.startswith("550 <…> \\x1b[31m\\ud800 xxx")
    assert len(entry.row.note) <= 600


def test_a_break_does_not_tell_addresses(stage: Stage) -> None:
    def carry(_channel, parcels):
        raise ConnectionResetError(f"lost {next(iter(parcels)).recipient}")
        yield

    summary = stage.run_all(
        [Outlet(carry=carry, recipients=True)], [A], plugins=[("people", People("lan@hop-thu.example"))]
    ).channels[0]
    assert "hop-thu" not in f"{summary}"
    assert "hop-thu" not in "\n".join(stage.ledger._db.iterdump())


@pytest.mark.parametrize(
    "make",
    [
        lambda: Target(id=None, repeat=Repeat.PUSH),
        lambda: Target(id="x", repeat="push"),
        lambda: Rendering(key="a", produce=bytes, fingerprint=7),
        lambda: Rendering(key="a", produce=bytes, recipient=b"lan@hop-thu.example"),
        lambda: Finding(code="x", level="error", text="x"),
    ],
)
def test_values_refuse_what_they_cannot_be(make) -> None:
    with pytest.raises((TypeError, ValueError)):
        make()
