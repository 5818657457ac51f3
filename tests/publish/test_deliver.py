"""What a backend does with the parcels it pulls, and what becomes of those it does not answer."""

from __future__ import annotations

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import A, B, C, Stage, keys, message
from tuyentruyen.errors import DeliveryError
from tuyentruyen.model.flow import Receipt, Repeat, Status


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda _c, _p: None, "not return NoneType"),
        (lambda _c, parcels: (True for _ in parcels), "not True"),
        (lambda _c, parcels: (None for _ in parcels), "not None"),
        (lambda _c, parcels: (Receipt(key="la", status=Status.DELIVERED) for _ in parcels), "'la' was not pulled"),
        (lambda _c, parcels: (r for p in parcels for r in [Receipt.delivered(p)] * 2), "answered already"),
    ],
)
def test_an_answer_outside_the_contract_is_no_success(stage: Stage, answer, said: str) -> None:
    summary = stage.run(Outlet(carry=answer), [A, B])
    assert said in summary.failed
    assert summary.delivered <= 1
    assert "outlet.deliver must" in summary.failed


def test_a_push_that_pulls_beyond_its_window_is_stopped(stage: Stage) -> None:
    def carry(_channel, parcels):
        for parcel in list(parcels):
            yield Receipt.delivered(parcel)

    stage.settings = {"window": 2}
    summary = stage.run(Outlet(carry=carry), [A, B, C])
    assert "answer the window of 2 before it pulls the next" in summary.failed
    assert (summary.delivered, summary.uncertain) == (0, 2)


def test_one_key_rendered_twice_is_refused(stage: Stage) -> None:
    assert "the key a twice" in stage.run(Outlet(), [A, A]).failed


def test_a_backend_that_stops_leaves_the_rest_due(stage: Stage) -> None:
    def carry(_channel, parcels):
        for number, parcel in enumerate(parcels, 1):
            yield Receipt.delivered(parcel)
            if number == 2:
                return

    stage.settings = {"window": 2}
    first = stage.run(Outlet(carry=carry), [A, B, C])
    assert (first.delivered, first.waiting, first.complete) == (2, 1, False)
    assert stage.run(Outlet(), [A, B, C]).delivered == 1


def test_what_was_claimed_and_not_pulled_stays_due(stage: Stage) -> None:
    def carry(_channel, parcels):
        yield Receipt.delivered(next(iter(parcels)))

    stage.settings = {"window": 3}
    first = stage.run(Outlet(carry=carry), [A, B, C])
    assert (first.delivered, first.uncertain, first.waiting) == (1, 0, 2)
    outlet = Outlet()
    assert stage.run(outlet, [A, B, C]).delivered == 2
    assert keys(outlet) == ["b", "c"]


def test_what_was_pulled_and_not_answered_is_uncertain_for_a_push_and_due_for_a_place(stage: Stage) -> None:
    def carry(_channel, parcels):
        next(iter(parcels))
        return iter(())

    push = stage.run(Outlet("push", carry=carry), [A])
    place = stage.run(Outlet("place", Repeat.PLACE, carry=carry), [A])
    assert (push.uncertain, push.retry) == (1, 0)
    assert (place.uncertain, place.retry) == (0, 1)
    again = Outlet("push")
    assert (stage.run(again, [A]).uncertain, keys(again)) == (1, [])
    assert stage.run(Outlet("place", Repeat.PLACE), [A]).delivered == 1


def breaking(calls):
    def carry(channel, parcels):
        calls.append(channel.key)
        for parcel in parcels:
            if parcel.key == "b" and len(calls) == 1:
                raise ConnectionResetError("đứt")
            yield Receipt.delivered(parcel)

    return carry


def test_a_place_that_breaks_off_is_called_again_with_the_rest(stage: Stage) -> None:
    calls = []
    stage.settings = {"window": 3}
    summary = stage.run(Outlet(repeat=Repeat.PLACE, carry=breaking(calls)), [A, B, C])
    assert (summary.delivered, summary.retry, len(calls)) == (2, 1, 2)
    assert [f.code for f in summary.left_out] == ["TT401"]


def test_a_push_that_breaks_off_uncertain_is_not_called_again_in_this_run(stage: Stage) -> None:
    calls = []
    stage.settings = {"window": 3}
    summary = stage.run(Outlet(carry=breaking(calls)), [A, B, C])
    assert (summary.delivered, summary.uncertain, len(calls)) == (1, 1, 1)
    assert "ConnectionResetError: đứt" in summary.failed
    outlet = Outlet()
    assert (stage.run(outlet, [A, B, C]).uncertain, keys(outlet)) == (1, ["c"])


def test_a_break_after_the_last_receipt_undoes_nothing(stage: Stage) -> None:
    def carry(_channel, parcels):
        for parcel in parcels:
            yield Receipt.delivered(parcel)
        raise ConnectionResetError("lỗi ở QUIT")

    summary = stage.run(Outlet(carry=carry), [A, B])
    assert (summary.delivered, summary.failed, summary.complete) == (2, "", True)
    assert [f.code for f in summary.left_out] == ["TT401"]


def test_a_backend_is_not_called_when_nothing_is_due(stage: Stage) -> None:
    stage.run(Outlet(), [A])
    calls = []
    summary = stage.run(Outlet(carry=breaking(calls)), [A])
    assert (calls, summary.unchanged) == ([], 1)


def test_a_fault_that_surely_sent_nothing_leaves_it_to_be_tried_again(stage: Stage) -> None:
    calls = []

    def carry(_channel, parcels):
        calls.append(1)
        for parcel in parcels:
            if len(calls) == 1:
                raise DeliveryError("421 bận", certain=True)
            yield Receipt.delivered(parcel)

    summary = stage.run(Outlet(carry=carry), [A, B])
    assert (summary.delivered, summary.retry, summary.uncertain) == (1, 1, 0)


def test_a_backend_that_breaks_off_every_time_is_given_up(stage: Stage) -> None:
    calls = []

    def carry(_channel, parcels):
        calls.append(1)
        next(iter(parcels))
        raise ConnectionResetError("đứt")
        yield

    texts = [message(f"m{n}") for n in range(9)]
    bad, good = stage.run_all([Outlet("bad", Repeat.PLACE, carry=carry), Outlet("good")], texts).channels
    assert "ConnectionResetError: đứt" in bad.failed
    assert (bad.retry, len(calls)) == (3, 3)
    assert good.delivered == 9


def test_a_backend_that_breaks_off_ever_so_often_is_given_up(stage: Stage) -> None:
    calls = []

    def carry(_channel, parcels):
        calls.append(1)
        for number, parcel in enumerate(parcels):
            if number:
                raise ConnectionResetError("đứt")
            yield Receipt.delivered(parcel)

    summary = stage.run(Outlet(repeat=Repeat.PLACE, carry=carry), [message(f"m{n:02d}") for n in range(40)])
    assert "ConnectionResetError: đứt" in summary.failed
    assert (len(calls), summary.delivered, summary.retry) == (10, 10, 10)
