"""What is printed: nothing that users wrote drives a terminal, forges a line or is taken for markup, on any console."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.attack.conftest import AT, Published

HOSTILE = "[bold red]Tin[/] :bomb: {0} %s [link=x]\\tđảo \\nlỗi giả 😀 中"


@pytest.fixture
def hostile(published: Published) -> Published:
    """The plan with a message whose title is hostile, and a file whose name is."""
    text = published.message.read_text("utf-8").replace("Khai sinh liên thông", HOSTILE)
    published.message.write_text(text, encoding="utf-8")
    (published.plan / "content" / "[red]la{0}%s\x1b[2J.md").write_text("+++\n")
    return published


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_hostile_titles_and_names_are_shown_as_they_are(hostile: Published, lang: str) -> None:
    done = hostile.run("check", hostile.plan, "--at", AT, "--lang", lang)
    assert done.code == 1
    assert "[red]la{0}%s\\x1b[2J" in done.out
    done = hostile.run("approve", "khai-sinh", hostile.plan, "--by", "Hoa", "--lang", lang)
    assert done.code == 0
    assert "[bold red]Tin[/] :bomb: {0} %s [link=x] đảo  lỗi giả 😀 中" in done.out
    assert len(done.out.splitlines()) == 1
    for command in (("report",), ("deliveries", "list", "--all"), ("schedule",)):
        hostile.run(*command, hostile.plan, "--lang", lang)
    assert hostile.run("publish", hostile.plan, "--out", hostile.out, "--at", AT, "--lang", lang).code == 3


@pytest.mark.parametrize("command", ["check", "schedule", "report", "approve", "publish"])
def test_a_hostile_folder_name_is_shown_as_it_is(published: Published, command: str) -> None:
    more = {"approve": ("x", "--by", "Hoa"), "publish": ("--out", published.out)}.get(command, ())
    folder = published.plan.parent / "\x1b[2J\u202e[red]"
    line = [command, *more[:1], folder, *more[1:]] if command == "approve" else [command, folder, *more]
    done = published.run(*line)
    assert done.code == 1
    assert "\\x1b[2J\\u202e[red]" in done.err


@pytest.mark.parametrize("encoding", ["cp1258", "ascii", "cp437", "utf-16", "shift_jis"])
def test_hostile_text_stops_no_console(hostile: Published, start, encoding: str) -> None:
    hostile.run("approve", "khai-sinh", hostile.plan, "--by", "Hoa")
    for command in (("check",), ("publish", "--out", hostile.out), ("report",)):
        done = start(command[0], hostile.plan, *command[1:], "--at", AT, "--lang", "vi", PYTHONIOENCODING=encoding)
        said = done.stdout.decode(encoding) + (done.stderr.decode(encoding) if done.stderr else "")
        assert done.returncode == {"check": 1, "publish": 3, "report": 0}[command[0]]
        assert "Traceback" not in said
        assert "\x1b" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals of this kind")
@pytest.mark.parametrize("encoding", ["utf-8", "cp1258"])
def test_on_a_terminal_only_our_own_colours_are_sent(hostile: Published, encoding: str) -> None:
    said = _on_a_terminal("approve", "khai-sinh", hostile.plan, "--by", "Hoa", encoding=encoding)
    assert b"[bold red]Tin[/] :bomb:" in said
    assert b"[link=x]" in said
    said = _on_a_terminal("publish", hostile.plan, "--out", hostile.out, "--at", AT, encoding=encoding)
    assert b"\x1b[" in said
    assert b"[red]la{0}%s\\x1b[2J" in said
    assert b"\x1b[2J" not in said
    said = _on_a_terminal("deliveries", "list", "--all", hostile.plan, encoding=encoding)
    assert b"feed.xml" in said
    assert b"Traceback" not in said


def _on_a_terminal(*arguments: object, encoding: str) -> bytes:
    import pty

    outside, inside = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": encoding, "COLUMNS": "200"}
    line = [sys.executable, "-m", "tuyentruyen", *map(str, arguments)]
    with subprocess.Popen(line, stdin=inside, stdout=inside, stderr=inside, env=env, close_fds=True) as process:
        os.close(inside)
        said = b""
        while True:
            try:
                data = os.read(outside, 65536)
            except OSError:
                break
            if not data:
                break
            said += data
    os.close(outside)
    assert process.returncode in (0, 3)
    return said


def test_arguments_that_are_hostile_are_wrong_usage(published: Published) -> None:
    for argument in ("--\x1b[2J", "\x1b[2J", "[red]", "--lang=\x1b", "\udcff"):
        assert published.run(argument).code == 2
