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
    assert "for all 02 units" in err
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
