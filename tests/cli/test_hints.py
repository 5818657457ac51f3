from __future__ import annotations

from pathlib import Path

import pytest

from tuyentruyen.cli.hints import Asked, typed


@pytest.mark.parametrize(
    ("plan", "ledger", "line"),
    [
        (Path(), None, "tuyentruyen check"),
        (Path("./ke-hoach"), None, "tuyentruyen check ke-hoach"),
        (Path("Kế hoạch 2022"), None, "tuyentruyen check 'Kế hoạch 2022'"),
        (Path("a;b"), Path("sổ cái.db"), "tuyentruyen check 'a;b' --ledger 'sổ cái.db'"),
    ],
)
def test_a_command_names_plan_and_ledger_as_they_were_named(plan, ledger, line) -> None:
    assert typed("check", plan=plan, ledger=ledger) == line


def test_a_publishing_is_tried_again_for_the_channels_that_were_asked_for() -> None:
    asked = Asked(plan=Path("k"), out=Path("nơi đăng"), ledger=None, channels=("tin", "thu@a"))
    assert asked.again() == "tuyentruyen publish k --out 'nơi đăng' --channel tin --channel thu@a --again"
