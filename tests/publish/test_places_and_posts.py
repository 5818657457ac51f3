"""What stands somewhere is replaced and removed, and the record of it is right."""

from __future__ import annotations

import datetime
import itertools
import sys

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import NOW, A, B, C, Stage, each, keys, message, rows
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Receipt, Repeat, Status


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


def test_of_heavy_files_no_more_are_made_ahead_than_a_window_may_weigh(stage: Stage) -> None:
    made, ahead = [], []

    def body(text):
        made.append(text.key)
        return bytes(3 << 20)

    def carry(_channel, parcels):
        for done, parcel in enumerate(parcels):
            ahead.append(len(made) - done)
            yield Receipt.delivered(parcel)

    stage.settings = {"window": 100}
    texts = [message(f"tin-{number:02}") for number in range(20)]
    summary = stage.run(Outlet(repeat=Repeat.PLACE, body=body, carry=carry), texts)
    assert (summary.delivered, max(ahead)) == (20, 2)
    assert made == [text.key for text in texts]


def test_a_push_hands_out_whole_windows_however_heavy(stage: Stage) -> None:
    pulled = []

    def carry(_channel, parcels):
        parcels = iter(parcels)
        while some := list(itertools.islice(parcels, 4)):
            pulled.append(len(some))
            yield from map(Receipt.delivered, some)

    stage.settings = {"window": 4}
    texts = [message(f"tin-{number}") for number in range(8)]
    stage.run(Outlet(body=lambda _: bytes(3 << 20), carry=carry), texts)
    assert pulled == [4, 4]


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


def test_a_file_of_a_message_that_is_broken_now_is_left_as_it_stands(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [A, B])
    outlet.findings = lambda _: [Finding(code="x1", text="quá dài", message="a")]
    assert (stage.run(outlet, [A, B]).kept, keys(outlet)) == (1, ["a", "b"])
    assert {one.message: one.withdrawn for one in stage.ledger.carried("mau-2022")} == {"a": None, "b": None}
    outlet.findings = lambda _: []
    assert stage.run(outlet, [B]).withdrawn == 1
    assert {one.message: one.withdrawn for one in stage.ledger.carried("mau-2022")} == {"a": NOW, "b": None}


def test_a_message_stands_until_its_removal_has_happened(stage: Stage) -> None:
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [A, B])
    stage.run(Outlet(repeat=Repeat.PLACE, carry=each(lambda p: Receipt.retry(p, "đĩa đầy"))), [A])
    assert [c.withdrawn for c in stage.ledger.carried("mau-2022")] == [None, None]
    stage.run(outlet, [A])
    assert {c.message: c.withdrawn for c in stage.ledger.carried("mau-2022")} == {"a": None, "b": NOW}


def test_what_stands_rightly_is_left_though_a_change_to_it_was_refused(stage: Stage) -> None:
    stage.run(Outlet(repeat=Repeat.POST), [A])
    stage.run(Outlet(repeat=Repeat.POST, carry=each(lambda p: Receipt.rejected(p, "403"))), [message("a", body="Mới")])
    outlet = Outlet(repeat=Repeat.POST)
    assert (stage.run(outlet, [A]).unchanged, keys(outlet)) == (1, [])


@pytest.mark.parametrize("repeat", [Repeat.PLACE, Repeat.POST])
def test_what_a_change_was_begun_of_is_carried_again_though_it_is_what_stood(stage: Stage, repeat) -> None:
    stage.run(Outlet(repeat=repeat), [A])
    stage.run(Outlet(repeat=repeat, carry=each(lambda p: Receipt.retry(p, "503"))), [message("a", body="Mới")])
    stage.later(hours=1)
    outlet = Outlet(repeat=repeat)
    assert (stage.run(outlet, [A]).delivered, keys(outlet)) == (1, ["a"]), "nobody knows how far the change came"


def test_at_a_place_what_is_new_goes_before_what_is_replaced_and_what_goes_is_last(stage: Stage) -> None:
    stage.run(Outlet(repeat=Repeat.PLACE), [A, C])
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [message("a", body="Mới"), B])
    assert keys(outlet) == ["b", "a", "c"]


def test_what_is_there_is_told_by_the_folder_and_not_by_the_ledger(stage: Stage) -> None:
    stage.run(Outlet(repeat=Repeat.PLACE), [A, C])
    (stage.folder / "out" / "outlet" / "c").unlink()
    outlet = Outlet(repeat=Repeat.PLACE)
    stage.run(outlet, [message("a", body="Mới"), B, C])
    assert keys(outlet) == ["b", "c", "a"]
    with open_ledger(stage.folder / "khac.db") as stage.ledger:
        outlet = Outlet(repeat=Repeat.PLACE)
        stage.run(outlet, [A, message("d")])
    assert keys(outlet) == ["d", "a"]


def test_a_post_is_carried_in_the_order_of_rendering(stage: Stage) -> None:
    stage.run(Outlet(repeat=Repeat.POST), [A])
    outlet = Outlet(repeat=Repeat.POST)
    stage.run(outlet, [message("a", body="Mới"), B])
    assert keys(outlet) == ["a", "b"]


def test_past_64_mib_of_bytes_that_were_made_to_be_compared_the_rest_goes_in_the_order_of_rendering(
    stage: Stage, monkeypatch
) -> None:
    monkeypatch.setattr(sys.modules["tuyentruyen.publish.due"], "_HELD", 0)
    stage.run(Outlet(repeat=Repeat.PLACE, prints=False), [A, C])
    outlet = Outlet(repeat=Repeat.PLACE, prints=False)
    stage.run(outlet, [message("a", body="Mới"), B])
    assert keys(outlet) == ["a", "b", "c"]


def test_bytes_that_wait_are_counted_together(stage: Stage, monkeypatch) -> None:
    monkeypatch.setattr(sys.modules["tuyentruyen.publish.due"], "_HELD", 9)
    stage.run(Outlet(repeat=Repeat.PLACE, prints=False), [A, B])
    outlet = Outlet(repeat=Repeat.PLACE, prints=False)
    stage.run(outlet, [message("a", body="Năm b"), message("b", body="Năm b"), C])
    assert keys(outlet) == ["b", "c", "a"], "six bytes wait, another six do not"
