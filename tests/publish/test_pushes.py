"""What cannot be called back goes out once, and again only when its author says so."""

from __future__ import annotations

import datetime

from tests.outlets import Outlet
from tests.publish.conftest import NOW, A, B, C, People, Stage, broken, each, keys, message, rows
from tuyentruyen.model.flow import Receipt, Rendering, Status
from tuyentruyen.model.message import Withdrawal
from tuyentruyen.plugins import hookimpl


def test_taking_a_correction_back_sends_nothing(stage: Stage) -> None:
    stage.run(Outlet(), [A])
    stage.run(Outlet(carry=each(lambda p: Receipt.retry(p, "451"))), [message("a", body="Sửa", revision=2)])
    stage.later(hours=7)
    outlet = Outlet()
    summary = stage.run(outlet, [A])
    assert (keys(outlet), summary.unchanged) == ([], 1)


def test_a_correction_that_was_refused_waits_for_another_text(stage: Stage) -> None:
    stage.run(Outlet(), [A])
    corrected = message("a", body="Sửa", revision=2)
    stage.run(Outlet(carry=each(lambda p: Receipt.rejected(p, "550"))), [corrected])
    assert stage.run(Outlet(), [corrected]).rejected == 1
    assert stage.run(Outlet(), [corrected], again=True).delivered == 1


class Digest(Outlet):
    """Everything in one parcel."""

    def render(self, edition):
        yield Rendering(
            key="tuan-16",
            produce=lambda: b"x",
            messages=[m.key for m in edition.messages],
            fingerprint="-".join(f"{m.key}{m.revision}" for m in edition.messages),
        )


def test_a_digest_is_not_sent_again_because_a_message_joins_it(stage: Stage) -> None:
    outlet = Digest()
    stage.run(outlet, [A])
    assert stage.run(outlet, [A, B]).delivered == 0
    assert stage.run(outlet, [message("a", revision=2), B]).delivered == 1
    assert keys(outlet) == ["tuan-16", "tuan-16"]


def test_a_correction_in_a_digest_is_seen_though_another_message_left_it(stage: Stage) -> None:
    outlet = Digest()
    stage.run(outlet, [message("a", revision=1), message("b", revision=3)])
    assert stage.run(outlet, [message("a", revision=2)]).delivered == 1


def test_all_messages_of_what_changed_after_sending_are_told(stage: Stage) -> None:
    stage.run(Digest(), [A, B])
    found = stage.run(Digest(), [A, B, C]).left_out
    assert [(f.code, f.message) for f in found] == [("TT402", "a"), ("TT402", "b"), ("TT402", "c")]


def test_an_address_that_is_given_twice_gets_one_mail_and_stops_nobody(stage: Stage) -> None:
    reached = []

    def carry(_channel, parcels):
        for parcel in parcels:
            reached.append(parcel.recipient)
            yield Receipt.delivered(parcel)

    many = [f"nguoi{n}@hop-thu.example" for n in range(1200)]
    plugins = [("one", People(*many)), ("two", People(many[0], many[700], *many[-2:], "moi@hop-thu.example"))]
    stage.settings = {"window": 100}
    summary = stage.run_all([Outlet(carry=carry, recipients=True)], [A], plugins=plugins).channels[0]
    assert (summary.delivered, summary.failed) == (1201, "")
    assert sorted(reached) == sorted([*many, "moi@hop-thu.example"])


def test_one_text_in_place_of_addresses_is_refused(stage: Stage) -> None:
    class Wrong:
        @hookimpl
        def tuyentruyen_recipients(self, plan, channel, message):
            return "lan@hop-thu.example"

    summary = stage.run_all([Outlet(recipients=True)], [A], plugins=[("sai", Wrong())]).channels[0]
    assert "tuyentruyen_recipients of sai must give several addresses" in summary.failed


def test_what_is_no_address_and_no_subscriber_is_refused_with_the_plugins_name(stage: Stage) -> None:
    class Wrong:
        @hookimpl
        def tuyentruyen_recipients(self, plan, channel, message):
            return ["lan@hop-thu.example", ("hoa@hop-thu.example", "Hoa")]

    summary = stage.run_all([Outlet(recipients=True)], [A], plugins=[("sai", Wrong())]).channels[0]
    assert "tuyentruyen_recipients of sai must give addresses or subscribers, not tuple" in summary.failed
    assert "hoa@" not in summary.failed


def test_an_embargo_longer_than_the_channel_reaches_back_is_sent_when_it_ends(stage: Stage) -> None:
    old = message("a", published=NOW - datetime.timedelta(days=20), embargo=NOW)
    assert stage.run(Outlet(), [old]).delivered == 1


def test_the_first_day_of_a_channel_counts(stage: Stage) -> None:
    stage.catch_up = 3660
    first = message("a", published=datetime.date(2022, 1, 1))
    before = message("b", published=datetime.date(2021, 12, 31))
    summary = stage.run(Outlet(), [first, before])
    assert (summary.delivered, [f.message for f in summary.left_out]) == (1, ["b"])


def test_tries_go_on_after_a_veto_is_lifted(stage: Stage) -> None:
    class Press:
        says: str | None = "chờ thẩm định"

        @hookimpl
        def tuyentruyen_may_publish(self, message):
            return self.says

    stage.run(Outlet(carry=each(lambda p: Receipt.retry(p, "451"))), [A])
    stage.later(hours=1)
    press = Press()
    stage.run_all([Outlet()], [A], plugins=[("bao-chi", press)])
    assert rows(stage) == {"a": Status.RETRY}
    press.says = None
    assert stage.run_all([Outlet()], [A], plugins=[("bao-chi", press)]).delivered == 1


def test_tries_end_when_the_message_is_withdrawn_and_not_while_a_source_fails(stage: Stage) -> None:
    stage.run(Outlet(carry=each(lambda p: Receipt.retry(p, "451"))), [A])
    gone = message("a", withdrawn=Withdrawal(at=NOW, reason="Sai"))
    stage.run(Outlet(), broken(gone))
    assert rows(stage) == {"a": Status.RETRY}
    stage.run(Outlet(), [gone])
    assert rows(stage) == {"a": Status.REJECTED}


def test_again_cuts_waits_short(stage: Stage) -> None:
    stage.run(Outlet(carry=each(lambda p: Receipt.retry(p, "451"))), [A])
    assert stage.run(Outlet(), [A]).waiting == 1
    assert stage.run(Outlet(), [A], again=True).delivered == 1


def test_waits_begin_anew_after_a_delivery(stage: Stage) -> None:
    later = Outlet(carry=each(lambda p: Receipt.retry(p, "451")))
    for _ in range(4):
        stage.run(later, [A])
        stage.later(hours=7)
    assert stage.run(Outlet(), [A]).delivered == 1
    stage.run(later, [message("a", body="Sửa", revision=2)])
    (entry,) = stage.ledger.entries("mau-2022")
    assert entry.row.not_before == stage.time + datetime.timedelta(minutes=1)
