"""What strangers' plugins, unlucky moments and second thoughts of authors must not lead to."""

from __future__ import annotations

import datetime
import sqlite3
import threading

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import NOW, Stage, broken, message
from tuyentruyen.errors import DeliveryError, LedgerError
from tuyentruyen.ledger import database
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Receipt, Rendering, Repeat, Status, Target
from tuyentruyen.model.message import Withdrawal
from tuyentruyen.plugins import hookimpl
from tuyentruyen.wording import language, speaking

A, B, C = message("a"), message("b"), message("c")


def each(answer):
    """A ``deliver`` that answers each parcel so."""
    return lambda _channel, parcels: (answer(parcel) for parcel in parcels)


def keys(outlet: Outlet) -> list[str]:
    return [key for key, _ in outlet.sent]


def rows(stage: Stage) -> dict[str, Status | None]:
    return {entry.row.key: entry.row.outcome for entry in stage.ledger.entries("mau-2022")}


class People:
    """A plugin that knows addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    @hookimpl
    def tuyentruyen_recipients(self, plan, channel, message):
        return self.addresses


# ---- receipts


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


# ---- pushes


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


# ---- uncertain, complete


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


# ---- the journal


def test_a_parcel_is_in_the_journal_before_it_is_handed_out(stage: Stage) -> None:
    seen = []

    def carry(_channel, parcels):
        for parcel in parcels:
            with sqlite3.connect(stage.ledger.path) as other:
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

    def unlucky(self):
        raise sqlite3.OperationalError("disk I/O error")

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


# ---- plugins that raise what they should not


class PanicError(BaseException):
    """As extensions in Rust raise it."""


class MuteError(Exception):
    def __str__(self) -> str:
        raise ValueError("không nói được")


@pytest.mark.parametrize("fault", [PanicError("panic"), GeneratorExit(), MuteError(), StopIteration()])
def test_whatever_a_backend_raises_costs_its_own_channel(stage: Stage, fault: BaseException) -> None:
    def body(_):
        raise fault

    def carry(_channel, _parcels):
        raise fault

    def findings(_):
        raise fault

    bad = [Outlet("one", body=body), Outlet("two", carry=carry), Outlet("three", findings=findings)]
    summary = stage.run_all([*bad, Outlet("good")], [A]).channels
    assert [bool(c.failed) or c.rejected for c in summary] == [1, True, True, 0]
    assert summary[3].delivered == 1
    assert type(fault).__name__ in summary[1].failed


def test_a_full_disk_while_making_is_tried_again(stage: Stage) -> None:
    def body(_):
        raise OSError(28, "No space left on device")

    assert stage.run(Outlet(body=body), [A]).retry == 1
    assert rows(stage) == {"a": Status.RETRY}


def test_bytes_are_bytes(stage: Stage) -> None:
    stage.run(Outlet(body=lambda m: m.body), [A])
    (entry,) = stage.ledger.entries("mau-2022")
    assert (entry.row.outcome, entry.row.note) == (Status.REJECTED, "produce returned str, not bytes")


def test_what_fails_is_made_once_a_run(stage: Stage) -> None:
    made = []

    def body(text):
        made.append(text.key)
        raise ValueError("hỏng")

    stage.run(Outlet(body=body, prints=False), [A])
    assert made == ["a"]


def test_threads_speak_the_language_of_the_run(stage: Stage) -> None:
    spoken = []

    def body(text):
        spoken.append(language())
        return b""

    with speaking("vi"):
        stage.run(Outlet(body=body, workers=2), [A])
    assert spoken == ["vi"]


# ---- places and posts


def test_a_poisoned_message_does_not_freeze_the_record(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE, findings=lambda _: [Finding(code="x1", text="hỏng", message="c")])
    stage.run(outlet, [A, B, C])
    stage.run(outlet, [A, C])
    assert {c.message: c.withdrawn for c in stage.ledger.carried("mau-2022")} == {"a": None, "b": NOW}


def test_a_removal_that_took_two_tries_is_recorded(stage: Stage) -> None:
    stage.run(Outlet(repeat=Repeat.POST), [A])
    stage.run(Outlet(repeat=Repeat.POST, carry=each(lambda p: Receipt.retry(p, "503"))), [])
    stage.later(hours=1)
    assert stage.run(Outlet(repeat=Repeat.POST), []).withdrawn == 1
    assert [c.withdrawn for c in stage.ledger.carried("mau-2022")] == [NOW]


def test_a_removal_that_was_refused_is_not_tried_every_run(stage: Stage) -> None:
    stage.run(Outlet(repeat=Repeat.POST), [A])
    refuse = Outlet(repeat=Repeat.POST, carry=each(lambda p: Receipt.rejected(p, "403")))
    stage.run(refuse, [])
    outlet = Outlet(repeat=Repeat.POST)
    assert (stage.run(outlet, []).rejected, keys(outlet)) == (1, [])
    assert stage.run(outlet, [], again=True).withdrawn == 1


def test_an_uncertain_removal_that_is_settled_as_gone_is_gone(stage: Stage) -> None:
    def lose(_channel, parcels):
        next(iter(parcels))
        return iter(())

    stage.run(Outlet(repeat=Repeat.POST), [A])
    stage.run(Outlet(repeat=Repeat.POST, carry=lose), [])
    stage.ledger.resolve("mau-2022", "outlet", "a", arrived=True, by="Lê Thị Mẫu", at=NOW)
    assert rows(stage) == {"a": Status.WITHDRAWN}
    assert [c.withdrawn for c in stage.ledger.carried("mau-2022")] == [NOW]
    assert stage.run(Outlet(repeat=Repeat.POST), []).complete


def test_an_uncertain_post_that_is_settled_keeps_its_remote_id(stage: Stage) -> None:
    def lose(_channel, parcels):
        next(iter(parcels))
        return iter(())

    remotes = []

    def note(parcel):
        remotes.append(parcel.remote)
        return Receipt.delivered(parcel, remote=parcel.remote)

    stage.run(Outlet(repeat=Repeat.POST, carry=lose), [A])
    stage.ledger.resolve(
        "mau-2022", "outlet", "a", arrived=True, by="Lê Thị Mẫu", at=NOW, remote="bai-9", url="https://mxh.example/9"
    )
    stage.run(Outlet(repeat=Repeat.POST, carry=each(note)), [message("a", body="Mới")])
    assert remotes == ["bai-9"]
    assert [c.url for c in stage.ledger.carried("mau-2022")] == ["https://mxh.example/9"]


def test_a_message_stands_as_long_as_one_of_its_posts_does(stage: Stage) -> None:
    stage.settings = {"copies": 2}
    stage.run(Outlet(repeat=Repeat.POST), [A])
    stage.settings = {"copies": 1}
    assert stage.run(Outlet(repeat=Repeat.POST), [A]).withdrawn == 1
    assert [c.withdrawn for c in stage.ledger.carried("mau-2022")] == [None]


def test_a_message_that_comes_back_stands_again(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE)
    for texts in ([A], [], [A]):
        stage.run(outlet, texts)
    assert [c.withdrawn for c in stage.ledger.carried("mau-2022")] == [None]


def test_a_push_that_becomes_a_post_is_refused_before_it_removes_anything(stage: Stage) -> None:
    stage.run(Outlet(), [A])
    outlet = Outlet(repeat=Repeat.POST)
    summary = stage.run(outlet, [])
    assert "channel outlet was a push and would be a post" in summary.failed
    assert keys(outlet) == []


def test_many_things_that_have_to_go_go_page_by_page(stage: Stage) -> None:
    stage.settings = {"copies": 1201, "window": 100}
    stage.run(Outlet(repeat=Repeat.POST), [A])
    assert stage.run(Outlet(repeat=Repeat.POST), []).withdrawn == 1201


def test_a_rendering_that_failed_at_a_place_is_made_again_at_the_next_run(stage: Stage) -> None:
    def body(_):
        raise ValueError("khuôn mẫu hỏng")

    stage.run(Outlet(repeat=Repeat.PLACE, body=body), [A])
    assert stage.run(Outlet(repeat=Repeat.PLACE), [A]).delivered == 1


def test_what_was_given_back_goes_out_in_its_turn_and_is_made_once(stage: Stage) -> None:
    made, calls = [], []

    def body(text):
        made.append(text.key)
        return b"x"

    def carry(_channel, parcels):
        calls.append(1)
        for parcel in parcels:
            if len(calls) == 1:
                raise ConnectionResetError("đứt")
            made.append(f"sent {parcel.key}")
            yield Receipt.delivered(parcel)

    stage.settings = {"window": 3}
    stage.run(Outlet(repeat=Repeat.PLACE, body=body, carry=carry), [A, B, C, message("d")])
    assert [name for name in made if not name.startswith("sent")] == ["a", "b", "c", "d"]
    assert [name for name in made if name.startswith("sent")] == ["sent b", "sent c", "sent d"]


def test_a_name_as_long_as_a_file_system_allows_is_written(stage: Stage) -> None:
    from tuyentruyen.model.flow import Parcel
    from tuyentruyen.plugins.toolkit import deliver_files

    name = "a" * 251 + ".txt"
    (receipt,) = deliver_files(stage.folder / "ra", [Parcel(key=name, data=b"x")])
    assert receipt.status is Status.DELIVERED
    assert [p.name for p in (stage.folder / "ra").iterdir()] == [name]


def test_a_clock_without_offset_is_refused_at_the_door(stage: Stage) -> None:
    stage.time = datetime.datetime(2026, 1, 1)
    with pytest.raises(ValueError, match="offset"):
        stage.run(Outlet(), [A])


def test_held_messages_are_told_with_their_channel(stage: Stage) -> None:
    summary = stage.run(Outlet(), [message("a", status="draft")])
    assert [(f.code, f.channel) for f in summary.held] == [("TT303", "outlet")]


def test_notes_of_a_check_are_no_left_out_messages(stage: Stage) -> None:
    outlet = Outlet(findings=lambda _: [Finding(code="x1", level=Level.INFO, text="biết vậy", message="a")])
    summary = stage.run(outlet, [A])
    assert (summary.left_out, summary.delivered) == ([], 1)


def test_a_post_whose_message_is_broken_now_is_left_as_it_stands(stage: Stage) -> None:
    from tuyentruyen.model.findings import Messages

    outlet = Outlet(repeat=Repeat.POST)
    stage.run(outlet, [A, B])
    unreadable = Messages(items=[B], findings=[Finding(code="TT201", text="không đọc được", message="a")])
    summary = stage.run(outlet, unreadable)
    assert (summary.kept, summary.withdrawn, keys(outlet)) == (1, 0, ["a", "b"])
    outlet.findings = lambda _: [Finding(code="x1", text="quá dài", message="a")]
    assert (stage.run(outlet, [A, B]).kept, keys(outlet)) == (1, ["a", "b"])
    outlet.findings = lambda _: []
    assert stage.run(outlet, [B]).withdrawn == 1
