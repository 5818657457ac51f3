from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tuyentruyen.cli.application
from tuyentruyen.cli import main

COMMANDS = (
    "check", "channels", "schema", "explain", "schedule", "preview", "publish", "report", "due", "deliveries list", "deliveries resolve",
    "approve", "withdraw", "new plan", "new message",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("lang", "usage", "examples"), [("en", "Usage: ", "Examples:"), ("vi", "Cách dùng: ", "Ví dụ:")]
)
def test_every_command_has_help_with_examples_in_both_languages(run, command, lang, usage, examples) -> None:
    code, out, err = run(*command.split(), "--lang", lang, "--help")
    assert code == 0
    assert out.startswith(f"{usage}tuyentruyen {command} ")
    assert f"\n{examples}\n  tuyentruyen {command}" in out
    assert err == ""


def test_vietnamese_help_holds_no_english_sentence(run) -> None:
    for command in ("", *COMMANDS):
        out = run(*command.split(), "--lang=vi", "--help")[1].lower()
        for word in (" the ", " is ", "options:", "commands:", "usage:", "show this"):
            assert word not in out, command


def test_the_language_may_stand_before_or_after_the_command(run) -> None:
    assert run("--lang", "vi", "publish")[2] == run("publish", "--lang", "vi")[2]


def test_the_environment_chooses_the_language(run, monkeypatch) -> None:
    monkeypatch.setenv("TUYENTRUYEN_LANG", "vi")
    assert "Không có lệnh 'dang'." in run("dang")[2]
    assert "No such command 'dang'." in run("dang", "--lang", "en")[2]
    assert os.environ["TUYENTRUYEN_LANG"] == "vi"


def test_the_version_is_printed(run) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("tuyentruyen ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("check", "--nosuch"),
        ("publish",),
        ("publish", "--out"),
        ("check", "--lang", "fr"),
        ("check", "a", "b"),
        ("schedule", "--from", "02/03/2026"),
        ("schedule", "--from", "2022-02-30"),
        ("publish", "--out", "x", "--at", "hôm nay"),
        ("publish", "--out", "x", "--at", "9999-12-31T23:00-12:00"),
        ("approve", "tin"),
        ("withdraw", "tin"),
        ("deliveries", "resolve", "tin"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_wrong(run, arguments) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert 1 <= len(err.splitlines()) <= 3


@pytest.mark.parametrize("arguments", [(), ("deliveries",), ("new",)])
def test_a_command_that_wants_another_prints_its_help_and_ends_with_2(run, arguments) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: tuyentruyen")


def test_an_unexpected_fault_is_one_line_and_debug_shows_where(run, monkeypatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("chia cho 0\x1b[2J")

    monkeypatch.setattr(tuyentruyen.cli.application, "application", broken)
    code, out, err = run("check")
    assert (code, out) == (3, "")
    assert err == "Unexpected fault: ZeroDivisionError: chia cho 0\\x1b[2J (--debug shows where)\n"
    code, _, err = run("check", "--debug")
    assert code == 3
    assert "in broken" in err


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(28, "No space left on device", "/đĩa/sổ.db"), "/đĩa/sổ.db: the disk is full\n"),
        (OSError(5, "Input/output error"), "the system: the disk reports an error\n"),
        (PermissionError(13, "Permission denied", "x"), "x: no right to do this\n"),
        (OSError(99, "Cannot assign requested address", "x"), "x: Cannot assign requested address\n"),
        (MemoryError(), "The memory does not suffice.\n"),
        (
            RecursionError("maximum recursion depth exceeded"),
            "Unexpected fault: RecursionError: maximum recursion depth exceeded (--debug shows where)\n",
        ),
    ],
)
def test_faults_of_disk_and_machine_end_with_3_and_a_reason(run, monkeypatch, fault, said) -> None:
    def broken() -> None:
        raise fault

    monkeypatch.setattr(tuyentruyen.cli.application, "application", broken)
    assert run("check") == (3, "", said)


def test_without_the_extra_the_pip_line_is_printed(tmp_path: Path) -> None:
    code = "import sys; sys.modules['click'] = None; from tuyentruyen.cli import main; sys.exit(main(['check']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "pip install 'tuyentruyen[cli]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_the_extra_is_named_in_the_user_s_language(run, monkeypatch, missing) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    code, out, err = run("check", "--lang", "vi")
    assert (code, out) == (3, "")
    assert err == f"Cài đặt chưa đầy đủ: {missing} is not installed; mend it with: pip install 'tuyentruyen[cli]'\n"


def test_another_library_that_is_missing_is_named(run, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "tuyentruyen.cli.application", None)
    code, _, err = run("check")
    assert code == 3
    assert "tuyentruyen.cli.application" in err
    assert "pip install" not in err


def test_the_keyboard_stops_in_this_process_too(run, monkeypatch) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tuyentruyen.cli.application, "application", stopped)
    assert run("check", "--lang", "vi") == (130, "", "Đã dừng.\n")


def test_the_keyboard_stops_a_command_with_130_and_one_line(plan: Path, tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job of the background is born deaf to it
        "import tuyentruyen.cli.checking as checking\n"
        "checking.read_plan = lambda path: (print('ready', flush=True), time.sleep(60))\n"
        "from tuyentruyen.cli import main\n"
        "sys.exit(main(['check']))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")


@pytest.mark.parametrize("encoding", ["cp1258", "ascii", "latin-1", "utf-16", "utf-8"])
@pytest.mark.parametrize(
    "arguments", [("--lang", "vi", "--help"), ("nosuch", "--lang", "vi"), ("check", "--lang", "vi"), ("schema",)]
)
def test_no_encoding_of_the_console_is_a_fault(start, plan, encoding, arguments) -> None:
    done = start(*arguments, cwd=plan, PYTHONIOENCODING=encoding)
    said = done.stdout.decode(encoding) + (done.stderr.decode(encoding) if done.stderr else "")
    assert done.returncode == (2 if arguments[0] == "nosuch" else 0)
    assert "Traceback" not in said
    assert said


def test_the_plain_locale_of_a_server_is_no_fault(start, plan) -> None:
    done = start("check", "--lang", "vi", cwd=plan, LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert b"Khong co loi" in done.stdout


def test_json_can_be_read_whatever_the_encoding(start, plan) -> None:
    for encoding in ("cp1258", "ascii", "utf-8"):
        done = start("schema", cwd=plan, PYTHONIOENCODING=encoding)
        assert json.loads(done.stdout.decode(encoding))["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_reader_that_goes_away_is_no_fault(start, plan) -> None:
    line = f"{sys.executable} -m tuyentruyen schema | head -c 10; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False, cwd=plan)
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_result_that_the_disk_does_not_take_ends_with_3(plan) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tuyentruyen", "schema"], stdout=full, stderr=subprocess.PIPE, check=False, cwd=plan
        )
    assert done.returncode == 3
    assert done.stderr == b"the system: the disk is full\n"


def test_closed_streams_are_no_fault(plan) -> None:
    line = f"{sys.executable} -m tuyentruyen schema >&- 2>&-"
    assert subprocess.run(["bash", "-c", line], check=False, cwd=plan).returncode == 0


def test_colours_and_progress_are_for_terminals_only(start, plan, tmp_path) -> None:
    done = start("publish", "--out", tmp_path / "public", cwd=plan, FORCE_COLOR="1", TTY_COMPATIBLE="1")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr


def test_the_command_leaves_the_process_as_it_was(run) -> None:
    import gettext

    gettext.textdomain("messages")
    before = dict(os.environ)
    main(["--lang", "vi", "--help"])
    assert (dict(os.environ), gettext.textdomain()) == (before, "messages")
