"""Every command and every example of README and documentation runs, and prints what stands there."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from xml.etree import ElementTree

import pytest
from attrs import frozen
from jinja2 import meta

from tuyentruyen.channels.portal.site import OURS
from tuyentruyen.formats.layouts import Layouts

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if "generated" not in page.parts and "_build" not in page.parts)
_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
_CAPTION = re.compile(r":caption: (.+)\n\n?")


@frozen
class Block:
    """One fenced block: its language, the file it is, if it is one, and its text."""

    language: str
    file: str
    text: str


def blocks(page):
    for found in _FENCE.finditer(page.read_text("utf-8")):
        info, body = found["info"].strip(), found["body"]
        caption = _CAPTION.match(body)
        if info.startswith("{code-block}"):
            yield Block(info.split()[1], caption[1] if caption else "", body[caption.end() :] if caption else body)
        else:
            yield Block(info, "", body)


def commands(text):
    """Commands of a console block, each with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        while line.endswith("\\"):
            more, _, printed = printed.partition("\n")
            line = line[:-1] + more.lstrip("> ")
        yield line, printed


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A new folder to work in, with the programs of this environment first on the path."""
    monkeypatch.chdir(tmp_path)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, start in (("tuyentruyen", "-m tuyentruyen"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {start} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def run(line):
    done = subprocess.run(
        ["bash", "-c", line], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout


def write(file, text):
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def show(page, *, starting=False):
    """Works through a page as its reader does, from top to bottom, and says how many blocks it held."""
    found = list(blocks(page))
    if not starting:
        assert run("tuyentruyen new plan so-tay --from 2022-01-01")[0] == 0
    last = max((place for place, block in enumerate(found) if block.language == "console"), default=-1)
    python: dict[str, object] = {}
    for block in found:
        if block.file:
            write(block.file, block.text)
        elif block.language == "python":
            exec(compile(block.text, f"{page.name}", "exec"), python)
        elif block.language == "console":
            for line, printed in commands(block.text):
                if line.startswith("pip install"):
                    continue
                if line.startswith("python try_it.py"):
                    for later in found[:last]:
                        if later.file:
                            write(later.file, later.text)
                code, got = run(line)
                assert code == 0, f"{page.name}: $ {line}\n{got}"
                if printed.strip():
                    same = doctest.OutputChecker().check_output(
                        printed, got, doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
                    )
                    assert same, f"{page.name}: $ {line}\nprints\n{got}\nand not\n{printed}"
    return len(found)


@pytest.mark.parametrize("page", [DOCS / "tutorial" / "first-plan.md"], ids=lambda page: page.stem)
def test_the_first_tutorial_runs_as_it_stands(desk, page):
    assert show(page, starting=True) > 0


def test_a_channel_is_written_before_lunch(desk):
    assert show(DOCS / "tutorial" / "first-plan.md", starting=True) > 0
    assert show(DOCS / "tutorial" / "first-channel.md", starting=True) > 0


def test_a_push_channel_is_written_and_a_crash_is_settled(desk):
    assert show(DOCS / "tutorial" / "push-channel.md", starting=True) > 0


@pytest.mark.parametrize(
    "page",
    [
        page
        for page in PAGES
        if page.parent.name != "tutorial" and re.search("```(console|python)", page.read_text("utf-8"))
    ],
    ids=lambda page: page.stem,
)
def test_every_example_of_the_documentation_runs(desk, page):
    assert show(page) > 0


def test_every_python_example_of_the_readme_runs(desk):
    os.symlink(ROOT / "examples", desk / "examples")
    found = [block for block in blocks(ROOT / "README.md") if block.language == "python"]
    assert found
    for block in found:
        exec(compile(block.text, "README.md", "exec"), {})


def test_the_readme_makes_feeds_in_twelve_lines_each(desk):
    messages, articles, *_ = (block for block in blocks(ROOT / "README.md") if block.language == "python")
    for block in (messages, articles):
        assert len(block.text.splitlines()) <= 12
        exec(compile(block.text, "README.md", "exec"), {})
    assert b"<item>" in (desk / "tin.xml").read_bytes()
    atom = (desk / "atom.xml").read_text("utf-8")
    assert "https://cong.example/lich" in atom
    assert "onclick" not in atom


def test_the_command_of_the_readme_publishes_the_example(desk):
    line = next(
        line
        for block in blocks(ROOT / "README.md")
        if block.language == "console"
        for line, _ in commands(block.text)
        if "publish" in line
    )
    assert line == 'pip install ".[cli,email,poster]" && tuyentruyen publish examples/ha-noi-2022 --out build/ha-noi'
    os.symlink(ROOT / "examples", desk / "examples")
    code, got = run(line.partition("&& ")[2] + " --ledger so-cai.db")
    assert code == 0, got
    assert (desk / "build" / "ha-noi" / "tin" / "feed.xml").is_file()
    assert list((desk / "build" / "ha-noi" / "thu").rglob("*.eml"))
    assert (desk / "build" / "ha-noi" / "cong" / "index.html").is_file()
    for told in re.findall(r"`(build/ha-noi/(?:ap-phich|niem-yet)\S*)`", (ROOT / "README.md").read_text("utf-8")):
        assert (desk / told).exists(), told
    look = got.splitlines()[-1].removeprefix("Look at the site: ")
    assert f"$ {look}\n" in (ROOT / "README.md").read_text("utf-8")


def test_every_link_between_pages_leads_somewhere():
    lost = []
    for page in [*PAGES, ROOT / "README.md", ROOT / "CHANGELOG.md"]:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not re.match(r"https?:|mailto:|javascript:", target) and not (page.parent / target).exists():
                lost.append(f"{page.name}: {target}")
    assert lost == []


def test_every_page_is_reached_from_the_first():
    index = (DOCS / "index.md").read_text("utf-8")
    decisions = (DOCS / "explanation" / "decisions" / "index.md").read_text("utf-8")
    rules = (DOCS / "reference" / "rules" / "index.md").read_text("utf-8")
    assert "\n[0-9]*" in decisions
    assert "\nTT[0-9]*" in rules
    lost = [
        str(page.relative_to(DOCS))
        for page in PAGES
        if str(page.relative_to(DOCS).with_suffix("")) not in index
        and page != DOCS / "index.md"
        and not (page.parent.name == "decisions" and page.name[0].isdigit())
        and not (page.parent.name == "rules" and re.match("TT[0-9]", page.name))
    ]
    assert lost == []


def test_every_code_of_a_finding_is_explained():
    source = "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "src").rglob("*.py")))
    codes = set(re.findall(r"[\"'](TT\d{3}|(?:rss|email|portal|poster)\d{2})[\"']", source))
    page = (DOCS / "reference" / "findings.md").read_text("utf-8")
    assert sorted(codes - set(re.findall(r"`(TT\d{3}|(?:rss|email|portal|poster)\d{2})`", page))) == []
    assert sorted(set(re.findall(r"`(TT\d{3}|(?:rss|email|portal|poster)\d{2})`", page)) - codes) == []


def test_every_layout_of_a_site_is_told_with_its_blocks_and_what_it_is_given():
    told = {}
    for line in (DOCS / "reference" / "portal.md").read_text("utf-8").splitlines():
        if cells := re.fullmatch(r"\| `(\w+\.html)` \| (.+) \| (.*) ?\| (.*) ?\|", line):
            told[cells[1]] = (set(cells[3].replace("`", "").split()), set(cells[4].replace("`", "").split()))
    found, jinja = {}, Layouts([OURS])._environment
    for file in sorted(OURS.glob("*.html")):
        text = file.read_text("utf-8")
        given = meta.find_undeclared_variables(jinja.parse(text))
        found[file.name] = (set(re.findall(r"{% block (\w+) %}", text)), given - {"page", "site", "words", "parts"})
    for name, (blocks_there, _) in found.items():
        if name != "base.html" and len(blocks_there) > 1 and told[name][0] and "main" not in told[name][0]:
            blocks_there.discard("main")  # said below the table of all of them
    assert told == found


def program(name):
    """A program of the documentation, which is no module of the library."""
    spec = spec_from_file_location(name, DOCS / f"{name}.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_the_reference_are_made_from_the_code(tmp_path):
    program("tables").write(tmp_path)
    included = {
        file
        for page in PAGES
        for file in re.findall(r"\{include\} (?:\.\./)*(?:reference/)?generated/(\S+)", page.read_text("utf-8"))
    }
    assert included == {file.name for file in tmp_path.iterdir()}
    rows = [line.split(" | ") for line in (tmp_path / "backends.md").read_text("utf-8").splitlines()]
    assert [row[1] for row in rows if row[0] == "| `rss`"] == ["300"]


def test_the_picture_in_the_readme_shows_what_is_printed():
    drawing = program("picture")
    root = ElementTree.fromstring(drawing.PICTURE.read_bytes())
    shown = "".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    words = re.sub(r"\s", "", shown)
    for line in drawing.printed():
        assert re.sub(r"\s", "", line[: drawing.WIDTH - 1]) in words
