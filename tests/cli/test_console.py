from __future__ import annotations

import io
import json
import os

import pytest

from tuyentruyen.cli.console import Console, one_line


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _pair(encoding: str = "utf-8") -> tuple[Console, io.TextIOWrapper]:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    return Console(out, io.StringIO()), out


def test_control_characters_are_shown_and_never_sent() -> None:
    console, out = _pair()
    console.line("Tin\x1b[2J\x07\u202e mới")
    out.seek(0)
    assert out.read() == "Tin\\x1b[2J\\x07\\u202e mới\n"


def test_a_line_feed_in_a_title_forges_no_line() -> None:
    assert one_line("Tin mới\nlỗi giả\tmạo") == "Tin mới lỗi giả mạo"


def test_markup_of_the_terminal_library_in_a_title_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    console = Console(terminal, terminal)
    console.table(["[bold]a"], [["[red]tin[/red] :smile:"]])
    console.line("[link=https://x.example]tin[/link]", style="bold")
    assert "[red]tin[/red] :smile:" in terminal.getvalue()
    assert "[link=https://x.example]tin[/link]" in terminal.getvalue()


def test_a_piped_table_is_aligned_and_has_neither_colours_nor_boxes() -> None:
    console, out = _pair()
    console.table(["đơn vị", "số"], [["Sở TT&TT", 4], ["Hà Nội", 10]])
    out.seek(0)
    assert out.read() == "đơn vị    số\nSở TT&TT  4\nHà Nội    10\n"


def test_json_escapes_letters_where_the_stream_cannot_carry_them() -> None:
    console, out = _pair("cp1258")
    console.json({"title": "Ủy ban\x7f\u202e"})
    out.seek(0)
    text = out.read()
    assert "\\u1ee6y ban" in text
    assert json.loads(text) == {"title": "Ủy ban\x7f\u202e"}


def test_json_keeps_letters_where_the_stream_carries_them() -> None:
    console, out = _pair()
    console.json({"title": "Ủy ban\x7f\u202e\x9b"})
    out.seek(0)
    text = out.read()
    assert '"Ủy ban\\u007f\\u202e\\u009b"' in text
    assert json.loads(text) == {"title": "Ủy ban\x7f\u202e\x9b"}


def test_progress_is_shown_on_a_terminal_only() -> None:
    terminal = Terminal()
    with Console(io.StringIO(), terminal).progress("Đang đăng") as advance:
        advance("[bold]tin\x1b[2J")
    piped = io.StringIO()
    with Console(io.StringIO(), piped).progress("Đang đăng") as advance:
        advance("tin")
    assert terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()
    assert piped.getvalue() == ""


def test_a_reader_that_went_away_is_no_fault() -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w", encoding="utf-8") as out:
        os.close(reader)
        console = Console(out, None)
        for _ in range(20_000):
            console.line("tin")
        console.flush()
        console.problem("nowhere to say it")
        assert os.fstat(out.fileno()).st_rdev == os.stat(os.devnull).st_rdev
