"""What is due is carried once, recorded, and never more than that."""

from __future__ import annotations

import datetime
import threading
from pathlib import Path

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import NOW, A, B, C, Stage, broken, keys, message
from tuyentruyen.errors import MissingExtraError
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Receipt, Repeat, Status
from tuyentruyen.model.message import Withdrawal
from tuyentruyen.plugins import hookimpl


def out(stage: Stage) -> dict[str, str]:
    top = stage.folder / "out" / "outlet"
    return {
        p.relative_to(top).as_posix(): p.read_text()
        for p in sorted(top.rglob("*"))
        if p.is_file() and p.name != ".tuyentruyen"
    }


@pytest.mark.parametrize("repeat", list(Repeat))
def test_a_second_run_does_nothing(stage: Stage, repeat: Repeat) -> None:
    outlet = Outlet(repeat=repeat)
    first = stage.run(outlet, [A, B])
    second = stage.run(outlet, [A, B])
    assert (first.delivered, first.unchanged) == (2, 0)
    assert (second.delivered, second.unchanged, second.complete) == (0, 2, True)
    assert keys(outlet) == ["a", "b"]


def test_a_second_run_writes_nothing_into_the_ledger(stage: Stage) -> None:
    stage.run(Outlet(), [A])
    before = list(stage.ledger._db.iterdump())
    stage.run(Outlet(), [A])
    assert list(stage.ledger._db.iterdump()) == before


def test_a_changed_file_is_replaced_and_a_gone_one_removed(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [A, B])
    summary = stage.run(outlet, [message("a", body="Mới")])
    assert (summary.delivered, summary.withdrawn, summary.unchanged) == (1, 1, 0)
    assert out(stage) == {"a": "Mới"}


def test_a_file_that_is_missing_is_due(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [A, B])
    (stage.folder / "out/outlet/a").unlink()
    assert stage.run(outlet, [A, B]).delivered == 1
    assert out(stage) == {"a": "Nội dung a", "b": "Nội dung b"}


def test_an_emptied_folder_gets_everything_again(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [A, B])
    for path in (stage.folder / "out/outlet").iterdir():
        path.unlink()
    assert stage.run(outlet, [A, B]).delivered == 2


def test_a_folder_of_another_plan_is_refused(stage: Stage) -> None:
    mark = stage.folder / "out/outlet/.tuyentruyen"
    mark.parent.mkdir(parents=True)
    mark.write_text('{"id": "0123456789abcdef", "plan": "khac-2022", "channel": "outlet"}')
    summary = stage.run_all([Outlet(repeat=Repeat.PLACE)], [A]).channels[0]
    assert "belongs to channel outlet of plan khac-2022" in summary.failed


def test_a_new_version_of_a_backend_renders_places_again_but_sends_no_push_again(stage: Stage) -> None:
    place, push = Outlet("place", Repeat.PLACE), Outlet("push", Repeat.PUSH)
    stage.run_all([place, push], [A])
    place.version = push.version = "2"
    summary = stage.run_all([place, push], [A])
    assert [c.delivered for c in summary.channels] == [1, 0]


def test_a_push_whose_text_changed_is_a_finding_and_not_sent_again(stage: Stage) -> None:
    outlet = Outlet()
    stage.run(outlet, [A])
    summary = stage.run(outlet, [message("a", body="Đã sửa")])
    assert keys(outlet) == ["a"]
    assert [(f.code, f.message) for f in summary.left_out] == [("TT402", "a")]


def test_a_raised_revision_sends_a_correction_once(stage: Stage) -> None:
    outlet = Outlet()
    stage.run(outlet, [A])
    corrected = message("a", body="Đã sửa", revision=2)
    assert stage.run(outlet, [corrected]).delivered == 1
    assert stage.run(outlet, [corrected]).delivered == 0
    assert keys(outlet) == ["a", "a"]


def test_a_post_is_amended_and_removed_by_its_remote_id(stage: Stage) -> None:
    seen = []

    def carry(_channel, parcels):
        for parcel in parcels:
            seen.append((parcel.key, parcel.data is None, parcel.remote))
            yield Receipt.delivered(
                parcel, remote="" if parcel.data is None else "bai-7", url="https://mxh.example/bai-7"
            )

    outlet = Outlet(repeat=Repeat.POST, carry=carry)
    stage.run(outlet, [A])
    stage.run(outlet, [message("a", body="Mới")])
    stage.run(outlet, [])
    assert seen == [("a", False, ""), ("a", False, "bai-7"), ("a", True, "bai-7")]
    (carried,) = stage.ledger.carried("mau-2022")
    assert (carried.url, carried.withdrawn) == ("https://mxh.example/bai-7", NOW)


def test_again_does_places_over_and_never_a_push(stage: Stage) -> None:
    place, push = Outlet("place", Repeat.PLACE), Outlet("push", Repeat.PUSH)
    stage.run_all([place, push], [A])
    summary = stage.run_all([place, push], [A], again=True)
    assert [c.delivered for c in summary.channels] == [1, 0]


def test_what_is_too_old_for_a_channel_is_left_out_and_told_once(stage: Stage) -> None:
    old = message("a", published=NOW - datetime.timedelta(days=8))
    edge = message("b", published=NOW - datetime.timedelta(days=7))
    stage.settings = {"copies": 3}
    summary = stage.run(Outlet(), [old, edge])
    assert summary.delivered == 3
    assert [(f.code, f.message) for f in summary.left_out] == [("TT403", "a")]
    assert stage.run(Outlet("place", Repeat.PLACE), [old]).delivered == 3


def test_waits_between_tries_double_up_to_six_hours(stage: Stage) -> None:
    def carry(_channel, parcels):
        for parcel in parcels:
            yield Receipt.retry(parcel, "451 hãy thử lại")

    outlet = Outlet(carry=carry)
    waits = []
    for _ in range(11):
        assert stage.run(outlet, [A]).retry == 1
        (entry,) = stage.ledger.entries("mau-2022")
        assert entry.row.not_before is not None
        wait = entry.row.not_before - stage.time
        waits.append(wait // datetime.timedelta(minutes=1))
        stage.time = entry.row.not_before - datetime.timedelta(seconds=1)
        assert stage.run(outlet, [A]).waiting == 1
        stage.later(seconds=1)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]


def test_a_wait_that_the_other_side_asks_for_wins(stage: Stage) -> None:
    def carry(_channel, parcels):
        for parcel in parcels:
            yield Receipt.retry(parcel, "429", after=datetime.timedelta(hours=9))

    stage.run(Outlet(carry=carry), [A])
    (entry,) = stage.ledger.entries("mau-2022")
    assert entry.row.not_before == stage.time + datetime.timedelta(hours=9)


def test_what_was_rejected_waits_for_another_text(stage: Stage) -> None:
    def carry(_channel, parcels):
        for parcel in parcels:
            yield Receipt.rejected(parcel, "550 không có hộp thư này")

    stage.run(Outlet(carry=carry), [A])
    outlet = Outlet()
    summary = stage.run(outlet, [A])
    assert (summary.rejected, summary.complete, keys(outlet)) == (1, False, [])
    assert stage.run(outlet, [message("a", body="Khác")]).delivered == 1


def test_a_rendering_that_cannot_be_made_costs_no_other(stage: Stage) -> None:
    def body(made):
        if made.key == "b":
            raise ValueError("thiếu ảnh")
        return made.body.encode()

    for outlet in (Outlet("one", body=body), Outlet("two", Repeat.PLACE, body=body, workers=2)):
        summary = stage.run(outlet, [A, B, C])
        assert (summary.delivered, summary.rejected) == (2, 1)
        assert keys(outlet) == ["a", "c"]


def test_produce_runs_in_threads_where_a_target_asks_for_them(stage: Stage) -> None:
    names = set()

    def body(made):
        names.add(threading.current_thread().name)
        return made.body.encode()

    stage.settings = {"window": 10}
    stage.run(Outlet(body=body, workers=2), [A, B, C])
    assert threading.main_thread().name not in names


def test_a_missing_library_fails_the_channel_with_the_pip_line(stage: Stage) -> None:
    def body(_):
        raise MissingExtraError("typst", extra="poster")

    summary = stage.run_all([Outlet("one", body=body), Outlet("two")], [A, B])
    assert "pip install 'tuyentruyen[poster]'" in summary.channels[0].failed
    assert summary.channels[1].delivered == 2
    assert not list(stage.ledger.entries("mau-2022", outcomes=[Status.REJECTED]))


def test_a_message_that_check_finds_at_fault_leaves_only_itself_out(stage: Stage) -> None:
    outlet = Outlet(
        findings=lambda _: [
            Finding(code="out01", text="quá dài", message="b"),
            Finding(code="out02", level=Level.WARNING, text="hơi dài", message="c"),
        ]
    )
    summary = stage.run(outlet, [A, B, C])
    assert keys(outlet) == ["a", "c"]
    assert [(f.code, f.message) for f in summary.left_out] == [("out01", "b"), ("out02", "c")]
    assert not summary.complete


def test_a_channel_that_check_finds_at_fault_is_left_out_alone(stage: Stage) -> None:
    bad = Outlet("bad", findings=lambda _: [Finding(code="out09", text="không có khóa")])
    summary = stage.run_all([bad, Outlet("good")], [A])
    assert "out09 không có khóa" in summary.channels[0].failed
    assert summary.channels[1].delivered == 1


def test_a_source_that_failed_leaves_places_and_posts_as_they_stand_while_pushes_go_on(stage: Stage) -> None:
    place, post, push = Outlet("place", Repeat.PLACE), Outlet("post", Repeat.POST), Outlet("push")
    stage.run_all([place, post, push], [A, B])
    changed = broken(message("a", body="Mới"), C)
    kept = stage.run_all([place, post, push], changed).channels
    assert [(c.kept, c.delivered, c.withdrawn) for c in kept] == [(2, 1, 0), (2, 1, 0), (0, 1, 0)]
    assert (stage.folder / "out/place/b").read_text() == "Nội dung b"
    assert [c.complete for c in kept] == [False, False, False]


def test_receipts_are_told_once_the_ledger_has_them(stage: Stage) -> None:
    told = []

    class Listener:
        @hookimpl
        def tuyentruyen_delivered(self, receipts):
            rows = {e.row.key for e in stage.ledger.entries("mau-2022", outcomes=[Status.DELIVERED])}
            told.extend((r.key, r.key in rows) for r in receipts)
            raise RuntimeError("hỏng")

    seen = []
    summary = stage.run_all(
        [Outlet()],
        [A, B],
        plugins=[("listener", Listener())],
        on_receipt=lambda c, r: seen.append((c, r.key, r.status)),
    )
    assert told == [("a", True), ("b", True)]
    assert seen == [("outlet", "a", Status.DELIVERED), ("outlet", "b", Status.DELIVERED)]
    assert summary.complete


def test_addresses_reach_the_backend_and_never_the_ledger(stage: Stage) -> None:
    class People:
        @hookimpl
        def tuyentruyen_recipients(self, plan, channel, message):
            return ["lan@hop-thu.example", "đức@hòm-thư.example"]

    reached = []

    def carry(_channel, parcels):
        for parcel in parcels:
            reached.append(parcel.recipient)
            yield Receipt.delivered(parcel)

    outlet = Outlet(carry=carry, recipients=True)
    people = [("people", People())]
    assert stage.run_all([outlet], [A], plugins=people).delivered == 2
    assert stage.run_all([outlet], [A], plugins=people).delivered == 0
    assert reached == ["lan@hop-thu.example", "đức@hòm-thư.example"]
    assert "hop-thu" not in "\n".join(stage.ledger._db.iterdump())


def test_an_empty_fingerprint_is_made_from_the_bytes(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE, prints=False)
    stage.run(outlet, [A, B])
    assert stage.run(outlet, [A, B]).unchanged == 2
    assert stage.run(outlet, [A, message("b", body="Mới")]).delivered == 1


def test_the_ledger_knows_which_message_stood_where_and_when_it_left(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [A, B])
    stage.now = NOW + datetime.timedelta(days=2)
    stage.run(outlet, [message("a", withdrawn=Withdrawal(at=stage.now, reason="Sai giờ")), B])
    found = {c.message: (c.first, c.withdrawn) for c in stage.ledger.carried("mau-2022")}
    assert found == {"a": (NOW, stage.now), "b": (NOW, None)}


def test_a_backend_that_can_ask_settles_what_is_uncertain(stage: Stage) -> None:
    class Asking(Outlet):
        def arrived(self, channel, keys):
            return [Receipt(key=key, status=Status.DELIVERED) for key in keys if key == "a"]

    def lose(_channel, parcels):
        next(iter(parcels))
        next(iter(parcels), None)
        return iter(())

    stage.settings = {"window": 2}
    stage.run(Outlet(carry=lose), [A, B])
    summary = stage.run(Asking(), [A, B])
    assert (summary.delivered, summary.uncertain) == (1, 1)
    assert [c.message for c in stage.ledger.carried("mau-2022")] == ["a"]


def test_a_person_settles_what_is_uncertain(stage: Stage) -> None:
    def lose(_channel, parcels):
        next(iter(parcels))
        next(iter(parcels), None)
        return iter(())

    stage.settings = {"window": 2}
    stage.run(Outlet(carry=lose), [A, B])
    stage.ledger.resolve("mau-2022", "outlet", "a", arrived=True, by="Trần Văn Mẫu", at=stage.time)
    stage.ledger.resolve("mau-2022", "outlet", "b", arrived=False, by="Trần Văn Mẫu", at=stage.time)
    outlet = Outlet()
    summary = stage.run(outlet, [A, B])
    assert (keys(outlet), summary.unchanged, summary.complete) == (["b"], 1, True)


def test_a_channel_being_published_elsewhere_is_busy_and_the_others_go(stage: Stage, tmp_path: Path) -> None:
    from tuyentruyen.ledger.lock import channel_lock

    with channel_lock(tmp_path / "ledger.db", "mau-2022", "one"):
        summary = stage.run_all([Outlet("one"), Outlet("two")], [A])
    assert [c.busy for c in summary.channels] == [True, False]
    assert "channel one is being published by another process" in summary.channels[0].failed
    assert not summary.complete


def test_an_interrupt_settles_what_is_in_the_air(stage: Stage) -> None:
    def carry(_channel, parcels):
        for parcel in parcels:
            if parcel.key == "b":
                raise KeyboardInterrupt
            yield Receipt.delivered(parcel)

    stage.settings = {"window": 3}
    with pytest.raises(KeyboardInterrupt):
        stage.run(Outlet(carry=carry), [A, B, C])
    rows = {e.row.key: e.row.outcome for e in stage.ledger.entries("mau-2022")}
    assert rows == {"a": Status.DELIVERED, "b": Status.UNCERTAIN}


def test_check_must_yield_findings(stage: Stage) -> None:
    assert "must yield Finding values, not str" in stage.run(Outlet(findings=lambda _: ["lỗi"]), [A]).failed


def test_tries_end_when_the_message_expires(stage: Stage) -> None:
    def carry(_channel, parcels):
        for parcel in parcels:
            yield Receipt.retry(parcel, "451 hãy thử lại")

    lasting = message("a", expires=NOW + datetime.timedelta(hours=1))
    stage.run(Outlet(carry=carry), [lasting])
    stage.now = NOW + datetime.timedelta(hours=1)
    stage.later(hours=2)
    outlet = Outlet()
    summary = stage.run(outlet, [lasting])
    (entry,) = stage.ledger.entries("mau-2022")
    assert (keys(outlet), summary.complete) == ([], True)
    assert (entry.row.outcome, entry.row.not_before) == (Status.REJECTED, None)
    assert "no longer to be sent" in entry.row.note
