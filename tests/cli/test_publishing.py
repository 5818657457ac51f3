from __future__ import annotations

import datetime
import importlib
import shlex
import sys
from pathlib import Path

import feedparser
import pytest
from attrs import frozen

from tests.cli.conftest import MESSAGE
from tuyentruyen.cli import publishing
from tuyentruyen.cli.arguments import moment_of
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.outcome import Told, _tell_orphans, several
from tuyentruyen.errors import MissingExtraError
from tuyentruyen.model.flow import Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.planfile import read_plan
from tuyentruyen.plugins.hookspecs import hookimpl
from tuyentruyen.plugins.toolkit import deliver_files
from tuyentruyen.text import VIETNAM

AT = ("--at", "2022-03-31T23:00")


def _add(plan: Path, key: str, *lines: str, title: str = "", published: str = "2022-02-10T08:00:00+07:00") -> None:
    text = MESSAGE.replace("2022-01-10T08:00:00+07:00", published).replace(
        "activity =", "\n".join([*lines, "activity ="])
    )
    text = text.replace("Cấp bản sao trích lục hộ tịch", title or key)
    (plan / "content" / f"{key}.md").write_text(text, encoding="utf-8")


def _titles(out: Path) -> list[str]:
    return [entry.title for entry in feedparser.parse((out / "tin" / "feed.xml").read_bytes()).entries]


def test_what_is_due_goes_out_once_and_a_second_run_says_there_is_nothing_to_do(run, plan, tmp_path) -> None:
    out = tmp_path / "public"
    code, said, err = run("publish", plan, "--out", out, *AT)
    assert code == 0
    assert said.splitlines()[0] == "tin: delivered 4"
    assert err == "Published as of 2022-03-31 23:00:00+07:00\n"
    assert _titles(out) == ["Cấp bản sao trích lục hộ tịch"]
    code, said, _ = run("publish", plan, "--out", out, *AT)
    assert code == 0
    assert said.splitlines()[0] == "tin: unchanged 4"
    assert said.splitlines()[-1] == "Nothing was sent or changed."  # for February lacks its message


def test_only_when_nothing_is_wrong_everything_is_said_to_stand_as_it_should(run, plan, tmp_path) -> None:
    at = ("--at", "2022-01-15")
    _add(plan, "nhap", 'status = "draft"')
    _add(plan, "mai", published="2022-12-01T08:00:00+07:00")
    run("publish", plan, "--out", tmp_path / "x", *at)
    said = run("publish", plan, "--out", tmp_path / "x", *at)[1]
    assert said.splitlines()[-1] == "Nothing to do: everything stands as it should."
    text = (plan / "plan.toml").read_text("utf-8").replace("[plan]", '[plan]\napproval = "required"')
    (plan / "plan.toml").write_text(text, "utf-8")
    run("publish", plan, "--out", tmp_path / "x", *at)
    said = run("publish", plan, "--out", tmp_path / "x", *at)[1]
    assert "  ban-sao: not approved yet" in said
    assert "Nothing to do" not in said
    assert "Nothing was sent or changed.\n" in said


def test_due_windows_without_a_message_are_counted_by_activity_with_the_first_few(run, plan, tmp_path) -> None:
    said = run("publish", plan, "--out", tmp_path / "x", "--at", "2022-12-31")[1]
    assert "Due without a message: 11\n" in said
    assert (
        "  tin-bai (Tin, bài trên Cổng thông tin điện tử): 11: 01/02/2022 to 28/02/2022 UBND phường; "
        "01/3/2022 to 31/3/2022 UBND phường; 01/4/2022 to 30/4/2022 UBND phường …\n"
    ) in said


def test_held_messages_are_named_with_the_reason(run, plan, tmp_path) -> None:
    (plan / "plan.toml").write_text(
        (plan / "plan.toml").read_text("utf-8").replace("[plan]", '[plan]\napproval = "required"'), "utf-8"
    )
    _add(plan, "nhap", 'status = "draft"')
    _add(plan, "cam", "embargo = 2022-05-01T08:00:00+07:00")
    _add(plan, "mai", published="2022-04-01T08:00:00+07:00")
    _add(plan, "cu", "expires = 2022-03-01")
    for key in ("cam", "mai", "cu"):
        assert run("approve", key, plan, "--by", "Nguyễn Thị Hoa")[0] == 0
    code, said, _ = run("publish", plan, "--out", tmp_path / "x", *AT)
    assert code == 0
    assert "Held back: 4\n" in said
    assert f"  ban-sao: not approved yet (approve it: tuyentruyen approve ban-sao {plan} --by NAME)\n" in said
    assert '  nhap: a draft (set status = "ready" when it is)\n' in said
    assert "  cam: embargoed until 01/05/2022 08:00\n" in said
    assert "  mai: to be published on 01/04/2022 08:00\n" in said
    assert "Expired or withdrawn: 1\n" in said


def test_only_the_channels_asked_for_are_published(run, plan, tmp_path) -> None:
    code, _, err = run("publish", plan, "--out", tmp_path / "x", "--channel", "khac")
    assert code == 2
    assert "The plan has no channel 'khac'; it has: tin" in err
    assert run("publish", plan, "--out", tmp_path / "x", "--channel", "tin", *AT)[0] == 0


def test_again_carries_what_stands_unchanged(run, plan, tmp_path) -> None:
    run("publish", plan, "--out", tmp_path / "x", *AT)
    assert run("publish", plan, "--out", tmp_path / "x", "--again", *AT)[1].startswith("tin: delivered 4\n")


def test_an_error_in_the_plan_refuses_the_run_and_makes_nothing(run, plan, tmp_path) -> None:
    text = (plan / "plan.toml").read_text("utf-8").replace('issuer = "ubnd-phuong"', 'issuer = "ai"')
    (plan / "plan.toml").write_text(text, encoding="utf-8")
    code, said, _ = run("publish", plan, "--out", tmp_path / "x", *AT)
    assert code == 1
    assert "TT108" in said
    assert not (tmp_path / "x").exists()
    assert not (plan / ".tuyentruyen").exists()


def test_a_message_in_error_is_left_out_by_name_and_the_others_go(run, plan, tmp_path) -> None:
    _add(plan, "la", 'unit = "khong-co"', title="Tin lạ")
    code, said, _ = run("publish", plan, "--out", tmp_path / "x", *AT)
    assert code == 3
    assert "Left out before any channel: 1\n" in said
    assert "message la: TT163 " in said
    assert _titles(tmp_path / "x") == ["Cấp bản sao trích lục hộ tịch"]


def test_of_two_messages_of_one_key_the_first_goes(run, plan, tmp_path) -> None:
    _add(plan, "zz", 'key = "ban-sao"', title="Trùng khóa")
    code, said, _ = run("publish", plan, "--out", tmp_path / "x", *AT)
    assert code == 3
    assert "content/zz.md" in said
    assert _titles(tmp_path / "x") == ["Cấp bản sao trích lục hộ tịch"]


def test_a_channel_that_fails_says_why_and_leaves_the_others(run, plan, tmp_path) -> None:
    out = tmp_path / "x"
    out.mkdir()
    (out / "tin").write_text("không phải thư mục")
    code, said, _ = run("publish", plan, "--out", out, *AT)
    assert code == 3
    assert said.startswith("tin: broken off: ")


def test_a_file_that_the_disk_refuses_is_told_with_the_reason(run, plan, tmp_path) -> None:
    (tmp_path / "x" / "tin" / "feed.xml" / "day").mkdir(parents=True)
    code, said, _ = run("publish", plan, "--out", tmp_path / "x", *AT)
    assert code == 3
    assert "tin: delivered 3, to be tried again 1\n" in said
    assert "  feed.xml: to be tried again: it is a folder\n" in said
    code, said, _ = run("deliveries", "list", plan)
    assert code == 3
    assert "feed.xml  to be tried again" in said


def test_the_channels_of_a_group_are_told_in_one_line() -> None:
    assert several(["tin"]) == "tin"
    assert several(["f@a", "f@b", "f@c"]) == "f@a, f@b, f@c"
    assert several(["f@a", "f@b", "f@c", "f@d", "f@e"]) == "f@a, f@b, f@c and 2 more, each"


def test_no_address_of_a_recipient_is_told() -> None:
    told = Told(lambda _: None)
    told("thu", Receipt.rejected(Parcel(key="2022-04-05|9f86d081", data=b"x"), "hộp thư đầy"))
    assert told.troubles["thu"] == ["2022-04-05: rejected: hộp thư đầy"]


def test_a_preview_shows_drafts_and_touches_neither_ledger_nor_plan(run, plan, tmp_path) -> None:
    _add(plan, "nhap", 'status = "draft"', title="Bản nháp")
    _add(plan, "mai", published="2022-12-01T08:00:00+07:00", title="Tin tháng sau")
    before = {path: path.read_bytes() for path in plan.rglob("*") if path.is_file()}
    code, said, err = run("preview", plan, "--out", tmp_path / "xem", *AT)
    assert (code, said) == (0, "tin: files: 4\n")
    assert err == "Preview as of 2022-03-31 23:00:00+07:00\n"
    assert sorted(_titles(tmp_path / "xem")) == ["Bản nháp", "Cấp bản sao trích lục hộ tịch", "Tin tháng sau"]
    assert {path: path.read_bytes() for path in plan.rglob("*") if path.is_file()} == before


def test_a_preview_of_one_message_shows_that_one(run, plan, tmp_path) -> None:
    _add(plan, "nhap", 'status = "draft"', title="Bản nháp")
    assert run("preview", plan, "--out", tmp_path / "xem", "--message", "nhap")[0] == 0
    assert _titles(tmp_path / "xem") == ["Bản nháp"]
    code, _, err = run("preview", plan, "--out", tmp_path / "xem", "--message", "khong-co")
    assert code == 2
    assert "there are: ban-sao, nhap" in err


def test_a_preview_names_what_cannot_be_shown(run, plan, tmp_path) -> None:
    (plan / "content" / "hong.md").write_text("+++\n", encoding="utf-8")
    text = (plan / "plan.toml").read_text("utf-8")
    (plan / "plan.toml").write_text(
        text + "\n[channels.hai]\nform = 'dien-tu'\nbackend = 'loa'\nowner = 'ubnd-phuong'\n", "utf-8"
    )
    code, said, _ = run("preview", plan, "--out", tmp_path / "xem")
    assert code == 3
    assert "TT201" in said
    assert "channel hai: TT404 no plugin brings a backend 'loa'" in said
    assert (tmp_path / "xem" / "tin" / "feed.xml").exists()


@pytest.mark.parametrize(
    ("at", "year", "expected"),
    [
        (None, 2022, datetime.datetime(2022, 12, 31, 23, 59, 59, tzinfo=VIETNAM)),
        (datetime.datetime(2030, 1, 1, tzinfo=VIETNAM), 2022, datetime.datetime(2030, 1, 1, tzinfo=VIETNAM)),
    ],
)
def test_a_plan_that_is_over_is_taken_at_the_end_of_its_last_day(plan, at, year, expected) -> None:
    assert moment_of(read_plan(plan), at) == expected


def test_a_plan_that_runs_is_taken_now(plan) -> None:
    text = (plan / "plan.toml").read_text("utf-8").replace("until = 2022-12-31", "until = 2100-12-31")
    (plan / "plan.toml").write_text(text, encoding="utf-8")
    before = datetime.datetime.now(datetime.UTC)
    assert before <= moment_of(read_plan(plan), None) <= datetime.datetime.now(datetime.UTC)


def test_who_publishes_is_kept(run, plan, tmp_path) -> None:
    import sqlite3

    run("publish", plan, "--out", tmp_path / "x", "--by", "Nguyễn Thị Hoa", *AT)
    db = sqlite3.connect(plan / ".tuyentruyen" / "ledger.db")
    assert db.execute("SELECT by FROM run").fetchall() == [("Nguyễn Thị Hoa",)]
    db.close()


def test_a_computer_without_user_names_is_no_fault(monkeypatch) -> None:
    import getpass

    from tuyentruyen.cli.publishing import _me

    def nobody() -> str:
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert _me() == "?"


@frozen
class NoSettings:
    """A channel that needs to be told nothing."""


class Failing:
    """A backend that fails in one of its steps."""

    name, version, settings, limits = "hong", "1", NoSettings, Limits()

    def __init__(self, fault: Exception) -> None:
        self.fault = fault

    def target(self, channel):
        return Target(id="dir", repeat=Repeat.PLACE, folder=channel.folder)

    def check(self, edition):
        return ()

    def render(self, edition):
        def produce() -> bytes:
            raise self.fault

        yield Rendering(key="tin.txt", produce=produce, messages=tuple(m.key for m in edition.messages))

    def deliver(self, channel, parcels):
        yield from deliver_files(channel.folder, parcels)

    @hookimpl
    def tuyentruyen_backends(self):
        return [self]


def _with_backend(monkeypatch, plan: Path, fault: Exception) -> None:
    installed = [("hỏng", Failing(fault)), ("rss", importlib.import_module("tuyentruyen.channels.rss"))]
    monkeypatch.setattr(publishing.Plugins, "installed", classmethod(lambda cls: cls(installed)))
    text = (plan / "plan.toml").read_text("utf-8")
    (plan / "plan.toml").write_text(
        text + "\n[channels.hai]\nform = 'dien-tu'\nbackend = 'hong'\nowner = 'ubnd-phuong'\n", "utf-8"
    )


def test_a_backend_that_fails_costs_its_own_channel_only(run, plan, tmp_path, monkeypatch) -> None:
    _with_backend(monkeypatch, plan, ZeroDivisionError("chia cho 0\x1b[2J"))
    code, said, _ = run("publish", plan, "--out", tmp_path / "x", *AT)
    assert code == 3
    assert said.splitlines()[0] == "tin: delivered 4"
    assert "hai: rejected 1\n  tin.txt: rejected: ZeroDivisionError: chia cho 0\\x1b[2J\n" in said
    code, said, _ = run("preview", plan, "--out", tmp_path / "xem", *AT)
    assert code == 3
    assert said.splitlines()[:2] == ["tin: files: 4", "hai: files: 0"]
    assert "channel hai: TT404 ZeroDivisionError: chia cho 0" in said


def test_a_backend_whose_library_is_missing_prints_the_pip_line(run, plan, tmp_path, monkeypatch) -> None:
    _with_backend(monkeypatch, plan, MissingExtraError("typst", extra="poster"))
    for command in ("publish", "preview"):
        code, said, _ = run(command, plan, "--out", tmp_path / command, *AT)
        assert code == 3
        assert "pip install 'tuyentruyen[poster]'" in said


def test_a_disk_that_fails_ends_a_preview_with_the_reason(run, plan, tmp_path, monkeypatch) -> None:
    _with_backend(monkeypatch, plan, OSError(28, "No space left on device", "/đĩa"))
    code, _, err = run("preview", plan, "--out", tmp_path / "xem", *AT)
    assert code == 3
    assert "/đĩa: the disk is full\n" in err


def test_a_preview_of_what_goes_to_many_recipients_shows_it_once(run, plan, tmp_path, monkeypatch) -> None:
    made = []

    def render(_self, _edition):
        for number in range(1000):
            yield Rendering(key="thu.eml", produce=lambda: made.append(1) or b"x", recipient=f"{number}@example.vn")

    monkeypatch.setattr(Failing, "render", render)
    _with_backend(monkeypatch, plan, OSError())
    code, said, _ = run("preview", plan, "--out", tmp_path / "xem", *AT)
    assert (code, said.splitlines()[1], made) == (0, "hai: files: 1", [1])


def test_a_long_list_of_held_messages_is_cut(run, plan, tmp_path) -> None:
    for number in range(60):
        _add(plan, f"nhap-{number}", 'status = "draft"')
    said = run("publish", plan, "--out", tmp_path / "x", *AT)[1]
    assert "Held back: 60\n" in said
    assert "  and 10 more\n" in said
    assert said.count("a draft") == 50


class Refusing(Failing):
    """A backend whose one parcel has a given end."""

    def __init__(self, end) -> None:
        self.end = end

    def target(self, channel):
        return Target(id="bang", repeat=Repeat.PUSH)

    def render(self, edition):
        for message in edition.messages:
            yield Rendering(key=message.key, produce=lambda: b"x", fingerprint="1", messages=(message.key,))

    def deliver(self, channel, parcels):
        for parcel in parcels:
            yield self.end(parcel)


def _with_ending(monkeypatch, plan: Path, end) -> None:
    _with_backend(monkeypatch, plan, OSError())
    installed = [("hỏng", Refusing(end)), ("rss", importlib.import_module("tuyentruyen.channels.rss"))]
    monkeypatch.setattr(publishing.Plugins, "installed", classmethod(lambda cls: cls(installed)))
    text = (plan / "plan.toml").read_text("utf-8")
    (plan / "plan.toml").write_text(text.replace("backend = 'hong'", "backend = 'hong'\ncatch_up = 90"), "utf-8")


def test_what_was_rejected_before_is_no_dead_end(run, plan, tmp_path, monkeypatch) -> None:
    _with_ending(monkeypatch, plan, lambda parcel: Receipt.rejected(parcel, "sai mật khẩu"))
    out = tmp_path / "nơi đăng"
    run("publish", plan, "--out", out, *AT)
    code, said, err = run("publish", plan, "--out", out, *AT)
    assert code == 3
    assert "hai: rejected 1\n" in said
    assert err.splitlines()[1:] == [
        f"See and settle what is open: tuyentruyen deliveries list {plan}",
        f"Try again what was rejected, once it is mended: tuyentruyen publish {plan} --out '{out}' --again",
    ]
    _with = [("hỏng", Refusing(Receipt.delivered)), ("rss", importlib.import_module("tuyentruyen.channels.rss"))]
    monkeypatch.setattr(publishing.Plugins, "installed", classmethod(lambda cls: cls(_with)))
    (typed,) = [line.partition(": tuyentruyen ")[2] for line in err.splitlines() if "--again" in line]
    assert run(*shlex.split(typed), *AT)[0] == 0


def test_who_waits_is_told_how_to_wait_no_longer(run, plan, tmp_path, monkeypatch) -> None:
    _with_ending(monkeypatch, plan, lambda parcel: Receipt.retry(parcel, "bận"))
    monkeypatch.chdir(plan)
    run("publish", "--out", tmp_path / "x", *AT)
    _, said, err = run("publish", "--out", tmp_path / "x", *AT)
    assert "hai: waiting 1\n" in said
    assert err.splitlines()[1:] == [
        "See and settle what is open: tuyentruyen deliveries list",
        f"Wait no longer: tuyentruyen publish --out {tmp_path / 'x'} --again",
    ]


def test_what_stands_of_a_channel_that_left_the_plan_is_named(run, plan, tmp_path) -> None:
    run("publish", plan, "--out", tmp_path / "x", *AT)
    text = (plan / "plan.toml").read_text("utf-8")
    (plan / "plan.toml").write_text(text.replace("channels.tin", "channels.ban-tin"), "utf-8")
    told = (
        "tin: files that still stand: 4 "
        "(the plan has no such channel any more; remove them by hand or bring the channel back)\n"
    )
    assert told in run("publish", plan, "--out", tmp_path / "x", *AT)[1]
    assert told not in run("publish", plan, "--out", tmp_path / "x", "--channel", "ban-tin", *AT)[1]


def test_a_message_that_was_sent_cannot_be_called_back(run, plan, tmp_path, monkeypatch) -> None:
    _with_ending(monkeypatch, plan, Receipt.delivered)
    run("publish", plan, "--out", tmp_path / "x", *AT)
    assert run("withdraw", "ban-sao", plan, "--reason", "Sai giờ")[2].splitlines() == [
        "Publish again, so that it leaves every place.",
        "ban-sao: already sent through hai on 31/3/2022, which cannot be called back; write a new message to correct it",
    ]


def test_check_and_publish_name_the_same_line_for_a_wrong_setting(run, plan, tmp_path) -> None:
    text = (plan / "plan.toml").read_text("utf-8").replace("base =", "bas =")
    (plan / "plan.toml").write_text(text, "utf-8")
    line = next(n for n, said in enumerate(text.splitlines(), 1) if said.startswith("bas ="))
    assert f"plan.toml:{line}" in run("check", plan)[1]
    assert f"plan.toml:{line}" in run("publish", plan, "--out", tmp_path / "x", *AT)[1]


def test_posts_that_still_stand_are_told_apart_from_files(capfd) -> None:
    _tell_orphans(Console(sys.stdout, sys.stderr), [("cong", "post", 2)])
    told = "the plan has no such channel any more; remove them by hand or bring the channel back"
    assert capfd.readouterr().out == f"cong: posts that still stand: 2 ({told})\n"


@pytest.mark.parametrize("command", ["publish", "preview"])
@pytest.mark.parametrize("below", ["content", "content/nguon-tin"])
def test_nothing_is_written_among_the_texts(run, plan, command, below) -> None:
    before = sorted((plan / "content").rglob("*"))
    code, _, err = run(command, plan, "--out", plan / below, *AT)
    assert code == 2
    assert "holds the plan's texts; choose another --out" in err
    assert sorted((plan / "content").rglob("*")) == before
