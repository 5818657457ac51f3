"""A preview writes what would be carried, and nothing else happens."""

from __future__ import annotations

from tests.outlets import Outlet
from tests.publish.conftest import Stage, message
from tuyentruyen.editions import editions
from tuyentruyen.model.findings import Finding
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import Preview, preview


def seen(stage: Stage, outlet: Outlet, *messages, on_file=None, plugins=None) -> Preview:
    known = Plugins([("outlet", outlet)])
    (edition,) = editions(stage.plan("outlet"), messages, known, now=stage.now, out=stage.folder / "xem", preview=True)
    return preview(edition, plugins=known if plugins is None else plugins, on_file=on_file)


def test_a_preview_writes_files_and_leaves_no_mark_and_no_row(stage: Stage) -> None:
    told = []
    found = seen(stage, Outlet(), message("a", status="draft"), message("b"), on_file=told.append)
    assert (found.channel, found.files, found.findings) == ("outlet", ("a", "b"), ())
    assert told == ["outlet/a", "outlet/b"]
    assert sorted(p.name for p in (stage.folder / "xem/outlet").iterdir()) == ["a", "b"]
    assert list(stage.ledger.entries("mau-2022")) == []


def test_what_cannot_be_shown_is_told_and_costs_only_itself(stage: Stage) -> None:
    outlet = Outlet(findings=lambda _: [Finding(code="x1", text="quá dài", message="a")])
    found = seen(stage, outlet, message("a"), message("b"))
    assert (found.files, [f.code for f in found.findings]) == (("b",), ["x1"])


def test_a_channel_that_breaks_is_told(stage: Stage) -> None:
    class PanicError(BaseException):
        pass

    def body(text):
        if text.key == "b":
            raise PanicError("hỏng")
        return b"x"

    found = seen(stage, Outlet(body=body), message("a"), message("b"))
    assert (found.files, [f.text for f in found.findings]) == (("a",), ["PanicError: hỏng"])


def test_a_channel_that_cannot_publish_at_all_is_told(stage: Stage) -> None:
    stage.settings = {"window": "hai"}
    found = seen(stage, Outlet(), message("a"))
    assert found.files == ()
    assert "window" in found.findings[0].text
