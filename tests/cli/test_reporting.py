from __future__ import annotations

import datetime
import json
import shlex
from pathlib import Path

import pytest

from tuyentruyen.cli.books import ledger_to_write
from tuyentruyen.ledger import Claim, Settled
from tuyentruyen.ledger.lock import channel_lock
from tuyentruyen.model.flow import Parcel, Receipt, Repeat, Target
from tuyentruyen.text import VIETNAM

AT = ("--at", "2022-03-31T23:00")
NOON = datetime.datetime(2022, 3, 31, 12, tzinfo=VIETNAM)


@pytest.fixture
def uncertain(plan: Path) -> Path:
    """A plan of which one mail may have arrived, and one surely did not."""
    with ledger_to_write(plan / ".tuyentruyen" / "ledger.db") as ledger:
        target = Target(id="live", repeat=Repeat.PUSH)
        with ledger.book("phuong-o-cho-dua", "thu", target, by="Hoa", at=NOON, began=NOON) as book:
            book.write(
                settled=[
                    Settled(
                        claim=Claim(key="2022-03-31|9f86", fingerprint="1", messages={"ban-sao": 1}),
                        receipt=Receipt.uncertain(Parcel(key="2022-03-31|9f86", data=b""), "mất kết nối\x1b[2J"),
                    ),
                    Settled(
                        claim=Claim(key="2022-03-31|1b4f", fingerprint="1", messages={"ban-sao": 1}),
                        receipt=Receipt.rejected(Parcel(key="2022-03-31|1b4f", data=b""), "không có người này"),
                    ),
                ],
                claims=[],
            )
    return plan


def test_a_report_tells_what_was_due_and_done_as_text_and_json(run, plan, tmp_path) -> None:
    run("publish", plan, "--out", tmp_path / "x", "--at", "2022-01-20")
    code, out, _ = run("report", plan, *AT)
    assert code == 0
    assert "Tin, bài trên Cổng thông tin điện tử" in out
    code, out, _ = run("report", plan, "--json", *AT)
    assert code == 0
    assert json.loads(out)["totals"]["done"] == 1
    assert json.loads(out)["at"] == "2022-03-31T23:00:00+07:00"


def test_a_report_before_anything_was_published_tells_what_is_missing(run, plan) -> None:
    code, out, _ = run("report", plan, "--json", *AT)
    assert code == 0
    assert json.loads(out)["totals"]["done"] == 0
    assert not (plan / ".tuyentruyen").exists()


def test_what_is_open_is_listed_with_the_reason_and_ends_with_3(run, uncertain) -> None:
    code, out, err = run("deliveries", "list", uncertain)
    assert code == 3
    head, *rows = out.splitlines()
    assert head.split() == ["channel", "key", "outcome", "when", "why"]
    assert [row.split("  ")[-1] for row in rows] == ["không có người này", "mất kết nối\\x1b[2J"]
    assert "deliveries resolve" in err
    code, out, _ = run("deliveries", "list", uncertain, "--json")
    assert code == 3
    assert [row["outcome"] for row in json.loads(out)] == ["rejected", "uncertain"]


def test_what_was_delivered_is_listed_on_demand(run, plan, tmp_path) -> None:
    run("publish", plan, "--out", tmp_path / "x", *AT)
    assert run("deliveries", "list", plan) == (0, "Nothing is open.\n", "")
    code, out, _ = run("deliveries", "list", plan, "--all")
    assert code == 0
    assert "tin      feed.xml   delivered" in out


def test_nothing_recorded_is_said(run, plan) -> None:
    assert run("deliveries", "list", plan, "--all") == (0, "Nothing is recorded.\n", "")


def test_a_person_settles_what_is_uncertain_by_name(run, uncertain) -> None:
    settle = ("deliveries", "resolve", "thu", "2022-03-31|9f86", uncertain)
    code, out, _ = run(*settle, "--arrived", "--by", "Nguyễn Thị Hoa")
    assert (code, out) == (0, "2022-03-31|9f86: settled by Nguyễn Thị Hoa: it arrived.\n")
    code, _, err = run(*settle, "--arrived", "--by", "Hoa")
    assert code == 3
    assert "nothing uncertain" in err


def test_what_did_not_arrive_is_due_again(run, uncertain) -> None:
    code, out, _ = run("deliveries", "resolve", "thu", "2022-03-31|9f86", uncertain, "--not-arrived", "--by", "Hoa")
    assert (code, out) == (0, "2022-03-31|9f86: settled by Hoa: it did not arrive, and is due again.\n")
    assert "due again" in run("deliveries", "list", uncertain, "--all")[1]


def test_it_must_be_said_whether_it_arrived(run, uncertain) -> None:
    code, _, err = run("deliveries", "resolve", "thu", "2022-03-31|9f86", uncertain, "--by", "Hoa")
    assert code == 2
    assert "Say --arrived or --not-arrived." in err


def test_a_settlement_of_what_is_not_known_names_what_is(run, uncertain) -> None:
    for channel, key, first in (
        ("la", "2022-03-31|9f86", "The plan has no channel 'la'; it has: tin"),
        ("thu", "2022-03-31", "nothing uncertain is kept of 2022-03-31 in channel thu"),
    ):
        code, out, err = run("deliveries", "resolve", channel, key, uncertain, "--arrived", "--by", "Hoa")
        assert (code, out) == (3, "")
        assert err.splitlines() == [first, "Uncertain, by channel and key: 1", "  thu 2022-03-31|9f86"]


def test_the_command_that_settles_works_as_it_is_printed(run, uncertain) -> None:
    err = run("deliveries", "list", uncertain)[2]
    (typed,) = [line.partition(": tuyentruyen ")[2] for line in err.splitlines() if "resolve" in line]
    assert typed == f"deliveries resolve thu '2022-03-31|9f86' {uncertain} --arrived --by NAME"
    assert run(*shlex.split(typed))[0] == 0


@pytest.fixture
def in_the_air(plan: Path) -> Path:
    """A plan of which one mail was handed out when the process ended."""
    with ledger_to_write(plan / ".tuyentruyen" / "ledger.db") as ledger:
        target = Target(id="live", repeat=Repeat.PUSH)
        with ledger.book("phuong-o-cho-dua", "thu", target, by="Hoa", at=NOON, began=NOON) as book:
            book.write(settled=[], claims=[Claim(key="2022-03-31", fingerprint="1", messages={"ban-sao": 1})])
    return plan


def test_what_a_crash_left_is_listed_and_can_be_settled_at_once(run, in_the_air) -> None:
    code, out, _ = run("deliveries", "list", in_the_air)
    assert code == 3
    assert "thu      2022-03-31  uncertain" in out
    settle = ("deliveries", "resolve", "thu", "2022-03-31", in_the_air, "--arrived", "--by", "Hoa")
    assert run(*settle)[0] == 0


def test_what_is_under_way_is_said_to_be(run, in_the_air) -> None:
    ledger = in_the_air / ".tuyentruyen" / "ledger.db"
    with channel_lock(ledger, "phuong-o-cho-dua", "thu"):
        code, out, err = run("deliveries", "list", in_the_air)
    assert (code, out, err) == (0, "", "Being published right now, so not listed yet: thu\n")


def test_of_much_that_is_uncertain_the_first_ten_are_named(run, plan) -> None:
    with ledger_to_write(plan / ".tuyentruyen" / "ledger.db") as ledger:
        target = Target(id="live", repeat=Repeat.PUSH)
        with ledger.book("phuong-o-cho-dua", "thu", target, by="Hoa", at=NOON, began=NOON) as book:
            book.write(settled=[], claims=[Claim(key=f"thu-{n:02}", fingerprint="1") for n in range(12)])
    err = run("deliveries", "resolve", "thu", "la", plan, "--arrived", "--by", "Hoa")[2].splitlines()
    assert err[1] == "Uncertain, by channel and key: 12"
    assert err[2:] == [*(f"  thu thu-{n:02}" for n in range(10)), "  and 2 more"]


def test_where_nothing_is_uncertain_that_is_said(run, plan, tmp_path) -> None:
    run("publish", plan, "--out", tmp_path / "x", *AT)
    code, _, err = run("deliveries", "resolve", "tin", "feed.xml", plan, "--arrived", "--by", "Hoa")
    assert (code, err.splitlines()[1]) == (3, "Nothing is uncertain.")
