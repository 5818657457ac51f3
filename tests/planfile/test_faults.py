"""Every file of `tests/faults` holds one fault, and it is told in these words, at this place, in this line."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile import read_plan, schema

FAULTS = Path(__file__).parent.parent / "faults"
EXPECTED = dict(line.split("\t") for line in (FAULTS / "expected.tsv").read_text(encoding="utf-8").splitlines())
if sys.version_info >= (3, 13):  # its parser of JSON knows this fault by name
    EXPECTED["meaning/trailing-comma.json"] = (
        "this is no JSON: Illegal trailing comma before end of object @ trailing-comma.json:64"
    )
FAULTY = [name for name in EXPECTED if not name.startswith("good/")]


def _files(kind: str) -> list[Path]:
    return sorted((FAULTS / kind).iterdir())


def _tables(path: Path) -> Any:
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    if path.suffix in (".yaml", ".yml"):
        tables = YAML(typ="safe", pure=True).load(text)
    else:
        tables = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    return json.loads(json.dumps(tables, default=lambda value: value.isoformat()))


def test_there_are_sixty_faulty_files_and_each_has_its_words():
    there = {f"{kind}/{path.name}" for kind in ("structure", "meaning", "good") for path in _files(kind)}
    assert there == set(EXPECTED)
    assert len(FAULTY) >= 60
    assert {Path(name).suffix for name in FAULTY if name.startswith("structure/")} == {
        ".toml",
        ".json",
        ".yaml",
        ".yml",
    }


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_refused_with_the_one_fault_it_has(name):
    with pytest.raises(PlanError) as caught:
        read_plan(FAULTS / name)
    assert [problem.replace(f"{FAULTS}/", "") for problem in caught.value.problems] == [EXPECTED[name]]


@pytest.mark.parametrize("path", _files("good"), ids=lambda path: path.name)
def test_a_good_file_is_read(path):
    assert read_plan(path).key == "kstthc-2022"


@pytest.mark.parametrize("path", _files("structure"), ids=lambda path: path.name)
def test_the_schema_refuses_a_fault_of_structure(path):
    assert not jsonschema.Draft202012Validator(schema()).is_valid(_tables(path))


@pytest.mark.parametrize("path", _files("good"), ids=lambda path: path.name)
def test_the_schema_takes_a_good_file(path):
    assert [fault.message for fault in jsonschema.Draft202012Validator(schema()).iter_errors(_tables(path))] == []


def test_faults_of_several_files_are_told_at_once_in_order_of_files_and_lines(tmp_path):
    (tmp_path / "plan.toml").write_text(
        'format = 1\ninclude = ["units.toml", "broken.toml"]\n[plan]\nkey = "ke-hoach"\nissuer = "ubnd"\ntitle = ""\n'
        'since = 2022-01-01\nuntil = 2022-12-31\n[forms.co-so]\ntitle = 5\nkinds = ["loa", "press"]\n',
        encoding="utf-8",
    )
    (tmp_path / "units.toml").write_text('[units.a]\nnam = "A"\n[units.b]\nname = "B"\nlink = "b"\n', encoding="utf-8")
    (tmp_path / "broken.toml").write_text("x = \n", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(tmp_path)
    assert caught.value.problems == (
        "this is no TOML: Invalid value @ broken.toml:1",
        "title is empty @ plan.title in plan.toml:6",
        "must be text in quotation marks, not a whole number (5) @ forms.co-so.title in plan.toml:10",
        (
            "kinds names 'loa', not one of press, portal, feed, social, app, grassroots, board, bulletin, print, "
            "propagandist, sms, email, hotline, visual, event, posting @ forms.co-so.kinds in plan.toml:11"
        ),
        "name is missing @ units.a in units.toml:1",
        "there is no key 'nam'; did you mean name? @ units.a.nam in units.toml:2",
        "link 'b' must begin with https:// or http://: it is no absolute address @ units.b.link in units.toml:5",
    )
    assert str(caught.value) == "\n".join(caught.value.problems)
