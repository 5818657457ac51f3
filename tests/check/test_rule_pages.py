"""Each page of a rule shows a plan in which that rule alone speaks, and one that comes near and is silent."""

from __future__ import annotations

import copy
import datetime
import json
import re
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen

from tuyentruyen.channels import rss
from tuyentruyen.check import HOUSE_RULES, RULES, findings, house_findings
from tuyentruyen.compose import messages
from tuyentruyen.model.findings import Finding
from tuyentruyen.planfile import read_house, read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.wording import speaking

HOUSE = "../tuyentruyen.toml"
KNOWN = {**RULES, **HOUSE_RULES}
REFERENCE = Path(__file__).parent.parent.parent / "docs" / "reference"
FOLDER = REFERENCE / "rules"
PAGES = {page.stem: page for page in sorted(FOLDER.glob("TT[0-9]*.md"))}
FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
CAPTION = re.compile(r":caption: (?P<file>\S+)\n(?:\n|(?=\S))")
ABOUT_THE_INSTALLATION = {"TT135"}
"""Rules whose findings have no place in a plan, because they are about what is installed."""
WITHOUT_HOLIDAYS = {"TT570", "TT572"}
"""Rules that speak where the library of public holidays is not installed."""
CODES = [pytest.param(code, marks=pytest.mark.holidays) if code == "TT571" else code for code in PAGES]
"""Every page; those that need the library of public holidays are marked so."""


@frozen
class Section:
    """What one half of a page lays over the base plan: tables, and files by path."""

    tables: dict[str, Any]
    files: dict[str, str]


def section(text: str) -> Section:
    """The blocks of a part of a page."""
    tables: dict[str, Any] = {}
    files: dict[str, str] = {}
    for found in FENCE.finditer(text):
        caption = CAPTION.match(found["body"])
        if caption:
            files[caption["file"]] = found["body"][caption.end() :]
        elif found["info"].strip() == "toml":
            tables = tomllib.loads(found["body"])
    return Section(tables, files)


def parts(page: Path) -> dict[str, str]:
    """A page by its headings: the top under its first line, the rest under the words after ``##``."""
    top, *rest = re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)
    return {"": top, **{part.partition("\n")[0].strip(): part.partition("\n")[2] for part in rest}}


BASE = tomllib.loads(section(parts(FOLDER / "index.md")["The base plan"]).files["plan.toml"])


def laid_over(base: dict[str, Any], tables: dict[str, Any]) -> dict[str, Any]:
    """The base plan with a page's tables laid over it, as the index of the rules tells it."""
    made = copy.deepcopy(base)
    for place in tables.get("without", ()):
        table, _, rest = place.partition(".")
        if rest in made[table]:
            del made[table][rest]
        else:
            record, _, field = rest.rpartition(".")
            del made[table][record][field]
    for name, value in tables.items():
        if name == "plan":
            made["plan"].update(value)
        elif isinstance(value, dict):
            for key, record in value.items():
                made.setdefault(name, {}).setdefault(key, {}).update(record)
        elif name not in ("without", "at"):
            made[name] = value
    return made


def written(value: object) -> str:
    """A date or time as JSON plans write it."""
    assert isinstance(value, datetime.date | datetime.time)
    return value.isoformat()


def module(path: Path) -> ModuleType:
    """A script of a page as a module."""
    spec = spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def found(chosen: Section, folder: Path, *, language: str = "en") -> tuple[Finding, ...]:
    """All that the check finds in the plan of a section, in a language."""
    home = folder / language / "ke-hoach"
    home.mkdir(parents=True)
    plugins: list[Any] = [("rss", rss)]
    for file, text in chosen.files.items():
        path = home / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        if file.startswith("plugins/"):
            plugins.append((path.stem, module(path)))
    if "plan.toml" not in chosen.files:
        plan_file = json.dumps(laid_over(BASE, chosen.tables), default=written, ensure_ascii=False, indent=1)
        (home / "plan.json").write_text(plan_file, "utf-8")
    with speaking(language):
        plan = read_plan(home)
        installed = Plugins(plugins)
        now = chosen.tables.get("at") or datetime.datetime.combine(
            plan.since, datetime.time(8), datetime.timezone(datetime.timedelta(hours=7))
        )
        if HOUSE in chosen.files:
            house = read_house(home.parent)
            several = {one.key: messages(one, plugins=installed) for one in house.plans}
            return house_findings(house, plugins=installed, messages=several, now=now)
        said = module(home / "portal.py").messages() if "portal.py" in chosen.files else None
        return findings(plan, plugins=installed, messages=said or messages(plan, plugins=installed), now=now)


@pytest.fixture(autouse=True)
def _installation(request, monkeypatch):
    """What a rule about the installation needs to be missing is missing."""
    if getattr(request.node, "callspec", None) and request.node.callspec.params.get("code") in WITHOUT_HOLIDAYS:
        monkeypatch.setitem(sys.modules, "holidays", None)


def told(several: tuple[Finding, ...]) -> list[str]:
    return [str(one) for one in several]


def test_the_base_plan_has_no_findings(tmp_path):
    assert told(found(Section({}, {}), tmp_path)) == []


@pytest.mark.parametrize("code", CODES)
def test_the_wrong_plan_of_a_page_has_the_page_s_finding_and_no_other(code, tmp_path):
    several = found(section(parts(PAGES[code])["Wrong"]), tmp_path)
    assert {one.code for one in several} == {code}, told(several)


@pytest.mark.parametrize("code", CODES)
def test_the_right_plan_of_a_page_has_no_findings(code, tmp_path):
    assert told(found(section(parts(PAGES[code])["Right"]), tmp_path)) == []


@pytest.mark.parametrize("code", CODES)
def test_a_finding_says_in_both_languages_what_is_wrong_and_what_to_do_and_where(code, tmp_path):
    wrong = section(parts(PAGES[code])["Wrong"])
    english, vietnamese = (found(wrong, tmp_path, language=language) for language in ("en", "vi"))
    assert len(english) == len(vietnamese) >= 1
    for one, other in zip(english, vietnamese, strict=True):
        assert (one.code, one.level, one.place, one.message) == (other.code, other.level, other.place, other.message)
        assert one.text
        assert one.mend
        assert one.text != other.text
        assert one.mend != other.mend
        if code not in ABOUT_THE_INSTALLATION:
            assert one.place or one.message
        if code not in ABOUT_THE_INSTALLATION and "portal.py" not in wrong.files:
            assert one.file if one.message else re.search(r"\.(?:json|toml):\d+$", one.file), one


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_headed_by_what_the_rule_says_of_itself_and_names_its_level(code):
    top = parts(PAGES[code])[""]
    assert top.startswith(f"# {code}. ")
    level = re.search(r"^Level: (error|warning|info)\.$", top, re.MULTILINE)
    assert level
    if code in KNOWN:
        assert top.partition("\n")[0] == f"# {code}. {KNOWN[code].title.rstrip('.').replace('``', '`')}"
        assert level[1] == KNOWN[code].level.value


def test_every_rule_has_a_page():
    assert [code for code in KNOWN if code not in PAGES] == []


def test_every_page_is_of_a_code_that_the_list_of_findings_links_to_it():
    listed = (REFERENCE / "findings.md").read_text("utf-8")
    assert [code for code in PAGES if f"| [`{code}`](rules/{code}.md) |" not in listed] == []
