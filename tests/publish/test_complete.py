"""A run that calls itself complete has left nothing to do and nothing to settle."""

from __future__ import annotations

from tests.outlets import Outlet
from tests.publish.conftest import NOW, A, B, Stage, message, rows
from tuyentruyen.errors import DeliveryError
from tuyentruyen.model.flow import Status
from tuyentruyen.plugins import hookimpl


def test_what_is_uncertain_is_counted_though_its_message_has_expired(stage: Stage) -> None:
    def lose(_channel, parcels):
        next(iter(parcels))
        return iter(())

    stage.run(Outlet(carry=lose), [A])
    summary = stage.run(Outlet(), [message("a", expires=NOW)])
    assert (summary.uncertain, summary.complete) == (1, False)


def test_a_broken_veto_is_not_complete(stage: Stage) -> None:
    class Breaks:
        @hookimpl
        def tuyentruyen_may_publish(self, message):
            return True

    summary = stage.run_all([Outlet()], [A], plugins=[("hong", Breaks())])
    assert not summary.complete
    assert "neither a reason nor None" in summary.channels[0].held[0].text


def test_an_error_without_a_text_is_still_a_failure(stage: Stage) -> None:
    def carry(_channel, parcels):
        raise DeliveryError("")
        yield

    summary = stage.run(Outlet(carry=carry), [A])
    assert (summary.failed, summary.complete) == ("DeliveryError", False)


def test_what_is_certain_and_final_is_rejected_with_its_reason(stage: Stage) -> None:
    def carry(_channel, parcels):
        next(iter(parcels))
        raise DeliveryError("550 tên miền không nhận thư", certain=True, retryable=False)
        yield

    stage.run(Outlet(carry=carry), [A])
    (entry,) = stage.ledger.entries("mau-2022")
    assert (entry.row.outcome, entry.row.note) == (Status.REJECTED, "550 tên miền không nhận thư")


def test_a_fault_is_certain_of_the_parcel_in_hand_alone(stage: Stage) -> None:
    def carry(_channel, parcels):
        stream = iter(parcels)
        next(stream)
        next(stream)
        raise DeliveryError("421", certain=True)
        yield

    stage.settings = {"window": 2}
    stage.run(Outlet(carry=carry), [A, B])
    assert rows(stage) == {"a": Status.UNCERTAIN, "b": Status.RETRY}
