"""What a backend does with parcels: one receipt each, and no surprise when the stream ends early."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from tuyentruyen.model.flow import Edition, Parcel, Receipt, Repeat, Status
from tuyentruyen.plugins.toolkit import path_of
from tuyentruyen.testing.stage import Stage, handed


class CarriedContract(Stage):
    """Parcels and receipts."""

    def test_every_parcel_is_answered_once(self, edition: Edition[Any]) -> None:
        parcels = self.parcels(edition)
        pulled: list[str] = []
        receipts = list(self.backend.deliver(edition.channel, handed(parcels, pulled)))
        self._are_receipts(receipts)
        answered = [receipt.key for receipt in receipts]
        assert sorted(pulled) == sorted(parcel.key for parcel in parcels), (
            "deliver returned before it had pulled every parcel"
        )
        assert sorted(answered) == sorted(pulled), (
            f"parcels {sorted(pulled)} were answered by {sorted(answered)}; mend: one receipt for each parcel, with its key"
        )

    def test_a_parcel_that_goes_well_is_delivered(self, edition: Edition[Any]) -> None:
        receipts = list(self.backend.deliver(edition.channel, iter(self.parcels(edition))))
        self._are_receipts(receipts)
        failed = [receipt for receipt in receipts if receipt.status is not Status.DELIVERED]
        assert receipts, "the sample edition makes no parcel"
        assert not failed, f"{failed[0]}; mend: let the contract's settings point at something that accepts"

    def test_receipts_come_while_parcels_go(self, edition: Edition[Any]) -> None:
        target = self.backend.target(edition.channel)
        if target.repeat is Repeat.PLACE:
            return  # a place is finished at its end
        air: set[str] = set()
        most = 0

        def watched() -> Iterator[Parcel]:
            nonlocal most
            for parcel in self.parcels(edition):
                air.add(parcel.key)
                most = max(most, len(air))
                yield parcel

        for receipt in self.backend.deliver(edition.channel, watched()):
            air.discard(receipt.key)
        assert most <= target.window, (
            f"{most} parcels were in the air, and target.window is {target.window}; mend: answer before pulling more"
        )

    def test_parcels_are_pulled_from_one_thread(self, edition: Edition[Any]) -> None:
        threads: set[int] = set()

        def watched() -> Iterator[Parcel]:
            for parcel in self.parcels(edition):
                threads.add(threading.get_ident())
                yield parcel

        list(self.backend.deliver(edition.channel, watched()))
        assert threads == {threading.get_ident()}, (
            "parcels were pulled from another thread; mend: pull in deliver itself"
        )

    def test_no_parcels_are_no_fault(self, edition: Edition[Any]) -> None:
        assert list(self.backend.deliver(edition.channel, iter(()))) == []

    def test_it_survives_an_early_stop(self, edition: Edition[Any]) -> None:
        before = threading.active_count()
        pulled: list[str] = []
        stream = self.backend.deliver(edition.channel, handed(self.parcels(edition), pulled))
        for first in stream:
            self._are_receipts([first])
            break
        else:
            raise AssertionError("deliver gave no receipt at all")
        close = getattr(stream, "close", None)
        assert close is not None, "deliver must be a generator; mend: write it with yield, so that it can be closed"
        close()
        patience = time.monotonic() + 2  # a server of the test may need a moment to end the thread of a request
        while threading.active_count() > before and time.monotonic() < patience:
            time.sleep(0.01)
        assert threading.active_count() <= before, "threads go on after deliver was closed; mend: end them in a finally"
        again = list(self.backend.deliver(edition.channel, iter(self.parcels(edition))))
        assert {receipt.status for receipt in again} == {Status.DELIVERED}, (
            "after an early stop it does not deliver again"
        )

    def test_a_fault_in_the_stream_is_not_swallowed(self, edition: Edition[Any]) -> None:
        class StreamBrokenError(Exception):
            pass

        def broken() -> Iterator[Parcel]:
            yield from self.parcels(edition)[:1]
            raise StreamBrokenError

        try:
            list(self.backend.deliver(edition.channel, broken()))
        except StreamBrokenError:
            return
        raise AssertionError("an exception of the stream of parcels was swallowed; mend: catch faults of sending only")

    def test_what_has_to_go_goes(self, edition: Edition[Any]) -> None:
        target = self.backend.target(edition.channel)
        if target.repeat is Repeat.PUSH:
            return  # a push cannot be called back, so it is never asked to
        parcels = self.parcels(edition)
        stood = {r.key: r for r in self.backend.deliver(edition.channel, iter(parcels))}
        going = [Parcel(key=parcel.key, data=None, remote=stood[parcel.key].remote) for parcel in parcels]
        receipts = list(self.backend.deliver(edition.channel, iter(going)))
        self._are_receipts(receipts)
        left = [receipt for receipt in receipts if receipt.status is not Status.WITHDRAWN]
        assert not left, f"{left[0]}; mend: a parcel whose data is None is removed, then Receipt.delivered(parcel)"
        if target.folder is not None:
            standing = [p.key for p in parcels if target.folder.joinpath(*path_of(p.key).split("/")).exists()]
            assert not standing, f"{standing[0]!r} still stands in its folder"

    def test_files_stand_where_their_keys_say(self, edition: Edition[Any]) -> None:
        folder = self.backend.target(edition.channel).folder
        parcels = self.parcels(edition)
        list(self.backend.deliver(edition.channel, iter(parcels)))
        for parcel in parcels if folder is not None else ():
            assert folder is not None
            file = folder.joinpath(*path_of(parcel.key).split("/"))
            assert file.is_file(), (
                f"{parcel.key!r} is no file in target.folder; mend: deliver_files(target.folder, parcels)"
            )
            assert file.read_bytes() == parcel.data, f"{parcel.key!r} holds other bytes than were rendered"

    def _are_receipts(self, receipts: list[Any]) -> None:
        for receipt in receipts:
            assert isinstance(receipt, Receipt), (
                f"deliver gave {receipt!r}, which is no receipt; mend: Receipt.delivered(parcel), .retry(parcel, note),"
                " .rejected(parcel, note) or .uncertain(parcel, note)"
            )
