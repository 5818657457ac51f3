"""Whatever a stranger's code raises costs its own channel."""

from __future__ import annotations

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import A, Stage, rows
from tuyentruyen.model.flow import Status
from tuyentruyen.wording import language, speaking


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
