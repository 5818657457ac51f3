from __future__ import annotations

import json
from pathlib import Path

import pytest

from tuyentruyen.cli import checking
from tuyentruyen.cli.checking import print_findings
from tuyentruyen.cli.console import Console
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.plugins import Plugins


def test_a_plan_without_faults_is_said_to_have_none(run, plan: Path) -> None:
    assert run("check", plan) == (0, "Nothing is wrong; messages read: 1\n", "")


def test_the_plan_file_itself_may_be_named_and_the_current_folder_is_the_default(run, plan, monkeypatch) -> None:
    assert run("check", plan / "plan.toml")[0] == 0
    monkeypatch.chdir(plan)
    assert run("check")[0] == 0


def test_warnings_alone_are_no_refusal(run, plan: Path) -> None:
    text = (plan / "plan.toml").read_text("utf-8")
    (plan / "plan.toml").write_text(text.replace("base = ", "# base = "), encoding="utf-8")
    code, out, _ = run("check", plan)
    assert code == 0
    assert out.startswith("Warnings: 1\n  ")
    assert "\n      Mend: " in out


def test_errors_come_first_with_code_place_file_and_mend(run, plan: Path) -> None:
    text = (plan / "plan.toml").read_text("utf-8").replace('form = "dien-tu"\nbackend', 'form = "dien-tuu"\nbackend')
    (plan / "plan.toml").write_text(text.replace("base = ", "# base = "), encoding="utf-8")
    code, out, _ = run("check", plan)
    assert code == 1
    assert out.index("Errors: 1") < out.index("Warnings: 1")
    assert "plan.toml:37, channels.tin.form: TT102 " in out
    assert "did you mean 'dien-tu'?" in out


def test_json_tells_the_same_and_leaves_out_what_is_empty(run, plan: Path) -> None:
    text = (plan / "plan.toml").read_text("utf-8").replace('form = "dien-tu"\nbackend', 'form = "dien-tuu"\nbackend')
    (plan / "plan.toml").write_text(text, encoding="utf-8")
    code, out, _ = run("check", plan, "--json")
    told = json.loads(out)
    assert code == 1
    assert told["refused"] is True
    assert told["problems"] == []
    assert told["findings"][0]["code"] == "TT102"
    assert told["findings"][0]["file"] == "plan.toml:37"
    assert "message" not in told["findings"][0]


def test_a_plan_that_cannot_be_read_is_refused_in_text_and_json(run, plan: Path) -> None:
    (plan / "plan.toml").write_text("format = 1\n[plan]\nkey = 3\n", encoding="utf-8")
    code, out, err = run("check", plan)
    assert (code, out) == (1, "")
    assert "plan.key in plan.toml:3" in err
    code, out, _ = run("check", plan, "--json")
    assert code == 1
    assert json.loads(out)["refused"] is True
    assert any("plan.toml:3" in problem for problem in json.loads(out)["problems"])


def test_a_broken_message_is_an_error_of_the_check(run, plan: Path) -> None:
    (plan / "content" / "hong.md").write_text("+++\n", encoding="utf-8")
    code, out, _ = run("check", plan)
    assert code == 1
    assert "TT201" in out
    first, mend = out.splitlines()[1:3]
    assert first.startswith("  content/hong.md:1, message hong: TT201 the message cannot be read: ")
    assert first.count("content/hong.md") == 1
    assert mend == "      Mend: mend it in content/hong.md; until then the message goes nowhere"


def test_the_same_finding_in_many_places_is_told_once(capsys) -> None:
    console = Console(*_streams())
    found = [Finding(code="TT101", text="x", mend="y", place=f"a.b{n}") for n in range(10)]
    print_findings(console, [*found, Finding(code="TT999", level=Level.INFO, text="z")])
    assert console.out.getvalue().splitlines() == [
        "Errors: 10",
        "  a.b0: TT101 x",
        "  a.b1: TT101 x",
        "  a.b2: TT101 x",
        "      the same in 7 more places",
        "      Mend: y",
        "Remarks: 1",
        "  TT999 z",
    ]


def _streams():
    import io

    return io.StringIO(), io.StringIO()


def test_the_backends_are_listed_with_what_they_carry(run) -> None:
    code, out, _ = run("channels")
    assert code == 0
    head, *rows = out.splitlines()
    assert head.split() == ["backend", "version", "title", "body", "bytes", "seconds", "pages", "address"]
    assert [row.split()[0] for row in rows] == ["email", "portal", "poster", "rss"]
    assert json.loads(run("channels", "--json")[1])["backends"]["rss"]["limits"]["title"] == 300


class Broken:
    """A plugin that has no hook."""


def test_a_broken_plugin_is_named_with_the_reason_and_ends_with_3(run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Some:
        @staticmethod
        def installed() -> Plugins:
            return Plugins([("hỏng\x1b[2J", Broken())])

    monkeypatch.setattr(checking, "Plugins", Some)
    code, out, err = run("channels")
    assert code == 3
    assert "No backend is installed." in out
    assert "Left out: hỏng\\x1b[2J: it implements no hook" in err
    code, out, _ = run("channels", "--json")
    assert code == 3
    assert json.loads(out)["left_out"][0]["plugin"] == "hỏng\x1b[2J"


def test_the_schema_holds_the_settings_of_each_backend(run) -> None:
    code, out, _ = run("schema")
    assert code == 0
    assert "base" in out
    assert json.loads(out)["type"] == "object"
