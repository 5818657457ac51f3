"""Plans in YAML: the same tables, and of YAML only what has one meaning."""

from __future__ import annotations

import datetime
import io
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tuyentruyen.check import findings
from tuyentruyen.errors import MissingExtraError, PlanError
from tuyentruyen.planfile import read_plan, unstructure
from tuyentruyen.planfile.edit import toml
from tuyentruyen.planfile.lines import RefusedError
from tuyentruyen.planfile.yaml import MAX_LENGTH, parsed_yaml

PLAN = """\
# Kế hoạch
format: 1
plan:
  key: kstthc-2022
  issuer: ubnd-tp
  title: Kiểm soát thủ tục hành chính
  since: 2022-03-28
  until: "2022-12-31"
  purposes:
  - Nâng cao nhận thức
  - |
    Hai dòng,
    một mục đích.
forms:
  co-so: {title: Cơ sở, kinds: [grassroots], electronic: true}
activities:
  loa:
    title: Phát thanh
    form: co-so
    themes: ["*"]
    when:
      every: week
      on: [tue, fri]
      at: 17:00:00
"""


@pytest.fixture
def problems(tmp_path):
    def of(text: str, name: str = "plan.yaml") -> list[str]:
        (tmp_path / name).write_bytes(text.encode())
        with pytest.raises(PlanError) as caught:
            read_plan(tmp_path / name)
        return list(caught.value.problems)

    return of


@pytest.mark.parametrize("name", ["plan.yaml", "plan.yml"])
def test_a_plan_in_yaml_is_the_plan_of_its_folder(tmp_path, name):
    (tmp_path / name).write_text(PLAN, "utf-8")
    plan = read_plan(tmp_path)
    assert plan.purposes == ("Nâng cao nhận thức", "Hai dòng,\nmột mục đích.\n")
    assert (plan.since, plan.until) == (datetime.date(2022, 3, 28), datetime.date(2022, 12, 31))
    assert plan.activities["loa"].when.at == datetime.time(17)
    assert plan.forms["co-so"].electronic is True
    assert plan.places["activities.loa.when.on[1]"] == f"{name}:23"
    assert plan.places["plan.purposes[1]"] == f"{name}:11"


def test_a_toml_plan_includes_yaml_files_and_a_yaml_plan_toml_files(tmp_path):
    (tmp_path / "units.yml").write_text("units:\n  so: {name: Sở}\n", "utf-8")
    (tmp_path / "groups.toml").write_text('[groups.cac-so]\ntitle = "Các sở"\nunits = ["so"]\n', "utf-8")
    (tmp_path / "plan.yaml").write_text(
        PLAN.replace("format: 1", "format: 1\ninclude: [units.yml, groups.toml]"), "utf-8"
    )
    plan = read_plan(tmp_path)
    assert (plan.units["so"].name, plan.groups["cac-so"].units) == ("Sở", ("so",))
    assert plan.places["units.so.name"] == "units.yml:2"


def test_two_plan_files_of_any_two_endings_are_one_too_many(tmp_path):
    for name in ("plan.yaml", "plan.yml"):
        (tmp_path / name).write_text(PLAN, "utf-8")
    with pytest.raises(PlanError, match=r"there are both plan\.yaml and plan\.yml; keep one"):
        read_plan(tmp_path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("18:30", "18:30"), ("17:00:00", "17:00:00"), ("no", "no"), ("Yes", "Yes"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("2022-03-28", "2022-03-28"), ("1_000", "1_000"), ("0b11", "0b11"), ("1.2.3", "1.2.3"), ("NULL", None), ("~", None),
        ("", None), ("null", None), ("true", True), ("False", False), ("TRUE", True), ("tRue", "tRue"), ("12", 12), ("-7", -7),
        ("+3", 3), ("0", 0), ("0o17", 15), ("0x1F", 31), ("1.5", 1.5), ("1e3", 1000.0), (".5", 0.5), ("1.", 1.0), ("-.5e-1", -0.05),
        ('"12"', "12"), ("'no'", "no"), ('"~"', "~"), ("0.5", 0.5), ("-0", 0), ("63/2010/NĐ-CP", "63/2010/NĐ-CP"),
        ("1e3x", "1e3x"), ("<<", "<<"), ("=", "="), ("'0123'", "0123"), ("0e1", 0.0),
    ],
)  # fmt: skip
def test_a_plain_scalar_means_what_the_core_of_yaml_1_2_says_and_nothing_older(written, meant):
    table, _ = parsed_yaml(f"a: {written}\n")
    assert table == {"a": meant}
    assert type(table["a"]) is type(meant)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 0123\n", 2, "0123 is a number to some and a text to others"),
        ("a: 1\nb: -007\n", 2, "-007 is a number to some and a text to others"),
        ("a: 00.5\n", 1, "00.5 is a number to some"),
        ("a: .nan\n", 1, ".nan is no number"),
        ("a: [1,\n  -.INF]\n", 2, "-.INF is no number"),
        ("a: 1e999\n", 1, "1e999 is no number"),
        ("a: " + "9" * 500 + "\n", 1, "a number has 500 figures, more than 400"),
        ("a: 0x" + "f" * 500 + "\n", 1, "a number has 502 figures, more than 400"),
        ("a: 1\nb: &moc x\n", 2, "anchors and aliases (& and *) are not read"),
        ("a:\n  b: &vong\n    c: *vong\n", 2, "anchors and aliases"),
        ("&goc a: 1\n", 1, "anchors and aliases"),
        ("a: *ai\n", 1, "anchors and aliases"),
        ("a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "tags (!) are not read"),
        ("a: !!str 12\n", 1, "tags (!)"),
        ("a: ! 12\n", 1, "tags (!)"),
        ("a: !<tag:x> {b: 1}\n", 1, "tags (!)"),
        ("a: 1\n<<: {b: 1}\n", 2, "merge keys (<<) are not read"),
        ("a: 1\n---\nb: 1\n", 2, "the file holds a second document"),
        ("a: 1\n...\n---\nb: 1\n", 3, "the file holds a second document"),
        ("%YAML 1.1\n---\na: no\n", 2, "only YAML 1.2 without directives is read"),
        ("%TAG ! tag:x:\n---\na: 1\n", 2, "only YAML 1.2 without directives"),
        ("a: 1\n2022: x\n", 2, "the key 2022 is not text; put it in quotation marks"),
        ("true: x\n", 1, "the key true is not text"),
        ("~: x\n", 1, "the key ~ is not text"),
        (": x\n", 1, "the key null is not text"),
        ("1.5: x\n", 1, "the key 1.5 is not text"),
        ("? [a, b]\n: x\n", 1, "a key must be text, not a list or a table"),
        ("{[a]: x}\n", 1, "a key must be text"),
        ("a:\n\tb: 1\n", 2, "this is no YAML: a tab stands where spaces must; write spaces"),
        ("a: 1\n b: 2\n", 2, "this is no YAML: "),
        ("a: [1, 2\n", 2, "this is no YAML: "),
        ('a: "b\n', 2, "this is no YAML: "),
        ('a: "\\UFFFFFFFF"\n', 1, "this is no YAML: "),
        (
            "a: 1\nb: @b\n",
            2,
            "this is no YAML: a text begins with a character that YAML keeps; put it in quotation marks",
        ),
        ("a: 1\nb: %b\n", 2, "this is no YAML: a text begins with a character that YAML keeps"),
        (
            "a: 1\nb: Tin: bài\n",
            2,
            "this is no YAML: a colon stands where none may; put a text that holds one in quotation",
        ),
        ("a: 1\rb: 2\r", 1, "there are control characters: U+000D"),
        ("a" * 201 + ": 1\n", 1, "a key has 201 characters, more than 200"),
        ("a: " + "[" * 40 + "]" * 40 + "\n", 1, "tables and lists are nested more than 32 deep"),
        ("- " * 40 + "a\n", 1, "tables and lists are nested more than 32 deep"),
        ("a: 1\n#" + "x" * MAX_LENGTH, 1, "more than 1048576 in YAML"),
    ],
)
def test_what_has_two_meanings_or_grows_or_is_broken_is_refused_with_its_line(text, line, what):
    with pytest.raises(RefusedError) as caught:
        parsed_yaml(text)
    assert caught.value.what.startswith(what) or what in caught.value.what
    assert caught.value.line == line


def test_thirty_two_levels_are_taken():
    table, _ = parsed_yaml("a: " + "[" * 31 + "]" * 31)
    assert str(table["a"]) == "[" * 31 + "]" * 31


def test_more_keys_than_a_plan_needs_are_refused():
    with pytest.raises(RefusedError, match="more than 250000 keys and items"):
        parsed_yaml("a: [" + "1," * 250_001 + "]")


def test_a_key_that_stands_twice_is_told_with_both_lines(problems):
    again = PLAN + "forms:\n  khac: {title: Khác}\n"
    assert problems(again) == ["the same key stands in line 14 already @ forms in plan.yaml:25"]
    twice = PLAN.replace("form: co-so", "form: co-so\n    form: khac")
    assert problems(twice) == ["the same key stands in line 19 already @ activities.loa.form in plan.yaml:20"]


def test_faults_of_fields_are_told_as_in_other_files(problems):
    text = PLAN.replace("title: Phát thanh", "title: 0x12\n    clause: 2.1").replace("true}", "no}")
    assert problems(text) == [
        "must be true or false, not text ('no') @ forms.co-so.electronic in plan.yaml:15",
        "must be text in quotation marks, not a whole number (18) @ activities.loa.title in plan.yaml:18",
        "must be text in quotation marks, not a number (2.1) @ activities.loa.clause in plan.yaml:19",
    ]


def test_nothing_is_no_plan(problems):
    for text in ("", "# chỉ lời ghi\n", "---\n", "~", "- a\n", "chữ"):
        assert problems(text) == ["a plan in YAML is one table, beginning with a key and a colon @ plan.yaml:1"]


def test_a_value_that_is_missing_is_told_at_its_key(problems):
    assert problems(PLAN.replace("title: Phát thanh", "title:")) == [
        "must not be null; leave the key out instead @ activities.loa.title in plan.yaml:18"
    ]


def test_without_the_extra_the_file_is_refused_with_the_line_that_mends_it(problems, monkeypatch):
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    assert problems(PLAN) == ["ruamel.yaml is not installed; mend it with: pip install 'tuyentruyen[yaml]' @ plan.yaml"]
    with pytest.raises(MissingExtraError):
        parsed_yaml("a: 1")


@pytest.mark.timed
@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, "- " * 100_000, "? " * 100_000, "{a: " * 50_000, "a: &a [" + "*a," * 100_000, "a" + ":" * 100_000,
        'a: "' + "x\n\n" * 100_000, "a: |\n" + " x\n" * 100_000, "#\n" * 300_000, "a: " + "x " * 300_000, "!" * 100_000,
        "a: '" + "''" * 200_000, "%" * 100_000, "a: " + "'" * 99_999, "\n" * 500_000, 'a: "' + "\\u00e9" * 80_000 + '"',
    ],
    ids=range(16),
)  # fmt: skip
def test_nothing_hangs(text):
    begun = time.perf_counter()
    try:
        parsed_yaml(text)
    except RefusedError as refused:
        assert refused.line >= 1
    assert time.perf_counter() - begun < 8


def in_order(tables: dict[str, Any]) -> str:
    """Tables as block YAML that keeps the order of their keys, as a person writes them."""
    stream, writer = io.StringIO(), YAML(pure=True)
    writer.representer.ignore_aliases = lambda *_: True
    writer.dump(tables, stream)
    return stream.getvalue()


def in_toml(tables: dict[str, Any]) -> str:
    return "".join(f"{key} = {toml(value)}\n" for key, value in tables.items())


@pytest.mark.parametrize("name", ["ha-noi-2022", "ha-noi-2026-mau"])
def test_in_yaml_an_example_is_the_same_plan_with_the_same_findings_at_its_own_lines(name, tmp_path):
    example = read_plan(Path(__file__).parents[2] / "examples" / name)
    written: dict[str, str] = {}
    for file, writing in (("plan.toml", in_toml), ("plan.yaml", in_order)):
        tables = unstructure(example, dates_as_text=writing is in_order)
        for activity in tables["activities"].values():
            activity["form"] = "khong-co"
        for theme in tables["themes"].values():
            theme["parent"] = "cung-khong"
        written[file] = writing(tables)
    told = {}
    for file, text in written.items():
        (tmp_path / file).write_text(text, encoding="utf-8")
        found = findings(read_plan(tmp_path / file))
        told[file] = [(one.code, one.place, one.text, one.mend) for one in found]
        for one in found:
            if one.code in ("TT101", "TT102"):
                line = text.split("\n")[int(one.file.removeprefix(f"{file}:")) - 1]
                assert one.place.rpartition(".")[2] in line
                assert "khong" in line
    assert {"TT101", "TT102"} <= {code for code, *_ in told["plan.yaml"]}
    assert told["plan.yaml"] == told["plan.toml"]
