"""A key means a message, a template, or a template's message for one unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import PLAN
from tuyentruyen.compose import messages
from tuyentruyen.planfile import read_plan

UNITS = """
[units.to-1]
name = "Tổ dân phố số 1"
[units.to-2]
name = "Tổ dân phố số 2"
[groups.cac-to]
title = "Các tổ dân phố"
units = ["to-1", "to-2"]
"""
TEMPLATE = """\
+++
title = "Thư của {{ unit.name }}"
published = 2022-01-10
activity = "tin-bai"
each = "cac-to"
+++

Chào bà con {{ unit.name }}.
"""


@pytest.fixture
def folder(plan: Path) -> Path:
    (plan / "plan.toml").write_text(PLAN + UNITS, encoding="utf-8")
    (plan / "templates").mkdir()
    (plan / "templates" / "thu.md").write_text(TEMPLATE, encoding="utf-8")
    return plan


def made(folder: Path):
    return {message.key: message for message in messages(read_plan(folder)) if message.key.startswith("thu")}


def test_a_template_is_approved_once_for_all_its_units(run, folder: Path) -> None:
    code, out, err = run("approve", "thu", folder, "--by", "Hoa")
    assert (code, out) == (0, "thu: approved by Hoa: Thư của {{ unit.name }}\n")
    assert "for all 2 units" in err
    assert [message.is_approved() for message in made(folder).values()] == [True, True]
    assert "approved already" in run("approve", "thu-to-1", folder, "--by", "Hoa")[1]


def test_the_key_of_one_units_message_approves_the_template(run, folder: Path) -> None:
    assert run("approve", "thu-to-2", folder, "--by", "Hoa")[0] == 0
    assert [message.is_approved() for message in made(folder).values()] == [True, True]


def test_all_messages_of_a_template_are_withdrawn_at_once(run, folder: Path) -> None:
    assert run("withdraw", "thu", folder, "--reason", "Sai")[0] == 0
    assert [message.withdrawn.reason for message in made(folder).values()] == ["Sai", "Sai"]


def test_one_units_message_is_withdrawn_alone_and_then_another(run, folder: Path) -> None:
    assert run("withdraw", "thu-to-1", folder, "--reason", "Sai số")[0] == 0
    found = made(folder)
    assert (found["thu-to-1"].withdrawn.reason, found["thu-to-2"].withdrawn) == ("Sai số", None)
    assert run("withdraw", "thu-to-2", folder, "--reason", "Sai tên", "--by", "Hoa")[0] == 0
    assert [(m.withdrawn.reason, m.withdrawn.by) for m in made(folder).values()] == [("Sai số", ""), ("Sai tên", "Hoa")]
    assert "withdrawn already" in run("withdraw", "thu-to-1", folder, "--reason", "Sai")[1]


def test_an_approval_outlives_the_withdrawal_of_one(run, folder: Path) -> None:
    run("approve", "thu", folder, "--by", "Hoa")
    run("withdraw", "thu-to-1", folder, "--reason", "Sai")
    assert made(folder)["thu-to-2"].is_approved()


def test_a_key_of_no_unit_is_refused_with_what_there_is(run, folder: Path) -> None:
    code, _, err = run("approve", "thu-to-9", folder, "--by", "Hoa")
    assert code == 2
    assert "ban-sao, thu" in err


def test_a_template_that_cannot_be_read_says_why(run, folder: Path) -> None:
    (folder / "templates" / "thu.md").write_text(TEMPLATE.replace("each", "eeach"), encoding="utf-8")
    code, _, err = run("approve", "thu", folder, "--by", "Hoa")
    assert code == 1
    assert "each is missing" in err


def test_files_are_not_written_among_templates(run, folder: Path) -> None:
    code, _, err = run("publish", folder, "--out", folder / "templates")
    assert code == 2
    assert "holds the plan's texts" in err


def test_one_units_message_can_stand_again_and_the_others_stay_taken_back(run, folder: Path) -> None:
    for key in ("thu-to-1", "thu-to-2"):
        run("withdraw", key, folder, "--reason", "Sai")
    assert run("withdraw", "thu-to-1", folder, "--undo")[:2] == (0, "thu-to-1: withdrawn no more.\n")
    assert [message.withdrawn is None for message in made(folder).values()] == [True, False]
    before = (folder / "templates" / "thu.md").read_bytes()
    assert b"withdrawals" in before
    run("withdraw", "thu-to-2", folder, "--undo")
    assert b"withdrawals" not in (folder / "templates" / "thu.md").read_bytes()


def test_a_template_taken_back_for_all_cannot_stand_again_for_one(run, folder: Path) -> None:
    run("withdraw", "thu", folder, "--reason", "Sai")
    code, _, err = run("withdraw", "thu-to-1", folder, "--undo")
    assert code == 2
    assert "its template thu is withdrawn for all units; take that back instead" in err
    assert run("withdraw", "thu", folder, "--undo")[0] == 0
    assert [message.withdrawn for message in made(folder).values()] == [None, None]


def test_all_that_waits_takes_in_templates(run, folder: Path) -> None:
    assert run("approve", "--all", folder, "--by", "Hoa")[0] == 0
    assert [message.is_approved() for message in made(folder).values()] == [True, True]


def test_the_approval_of_a_template_can_be_taken_back(run, folder: Path) -> None:
    run("approve", "thu", folder, "--by", "Hoa")
    assert run("approve", "thu", folder, "--undo")[1] == "thu: approved no more.\n"
    assert [message.is_approved() for message in made(folder).values()] == [False, False]


def test_what_is_held_of_one_template_is_told_once_with_the_templates_key(run, folder: Path) -> None:
    text = (folder / "plan.toml").read_text("utf-8").replace('title = "Tuyên', 'approval = "required"\ntitle = "Tuyên')
    (folder / "plan.toml").write_text(text, "utf-8")
    out = run("publish", folder, "--out", folder.parent / "out", "--at", "2022-02-01")[1]
    lines = [line for line in out.splitlines() if "approve" in line]
    assert [line.partition(" (")[0] for line in lines] == [
        "  ban-sao: not approved yet",
        "  thu-to-1 and 1 more of its template: not approved yet",
    ]
    assert " approve thu " in lines[1]
    assert "Held back: 3" in out


def test_a_new_template_is_a_draft_that_can_be_checked_at_once(run, folder: Path) -> None:
    text = (folder / "plan.toml").read_text("utf-8")
    for unit in ("to-1", "to-2"):
        text = text.replace(f"[units.{unit}]", f'[units.{unit}]\nhotline = "024 0000 0101 (mẫu)"')
    (folder / "plan.toml").write_text(text, "utf-8")
    code, out, _ = run("new", "message", "loi-nhan", folder, "--title", "Lời nhắn", "--each", "cac-to")
    assert (code, "templates/loi-nhan.md" in out.replace("\\", "/")) == (0, True)
    found = {m.key: m for m in messages(read_plan(folder)) if m.key.startswith("loi-nhan")}
    assert sorted(found) == ["loi-nhan-to-1", "loi-nhan-to-2"]
    assert [m.status for m in found.values()] == ["draft", "draft"]
    assert "Tổ dân phố số 1, hoặc gọi 024 0000 0101 (mẫu)" in found["loi-nhan-to-1"].body


@pytest.mark.parametrize("wrong", [("--each", "cac-tổ"), ("--each", "cac-to", "--unit", "to-1")])
def test_a_template_for_nobody_or_for_one_makes_nothing(run, folder: Path, wrong: tuple[str, ...]) -> None:
    assert run("new", "message", "loi-nhan", folder, "--title", "Lời nhắn", *wrong)[0] == 2
    assert not (folder / "templates" / "loi-nhan.md").exists()
