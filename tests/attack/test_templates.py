"""Templates that loop, grow, climb or reach for the machine: a finding with its place, soon, in little memory."""

from __future__ import annotations

import itertools
import resource
import time
from pathlib import Path

import pytest

from tests.attack.conftest import Published
from tuyentruyen.compose import messages
from tuyentruyen.planfile import read_plan

PLAN = """\
format = 1
[plan]
key = "mau-2022"
issuer = "ubnd"
title = "Kế hoạch mẫu"
since = 2022-01-01
until = 2022-12-31
[units.ubnd]
name = "Ủy ban nhân dân thành phố"
""" + "".join(
    f'[units.xa-{n}]\nname = "Ủy ban nhân dân xã {n}"\nlevel = "commune"\n' for n in range(700)
) + '[groups.xa]\ntitle = "Các xã"\nunits = [' + ", ".join(f'"xa-{n}"' for n in range(700)) + "]\n"  # fmt: skip
HEAD = '+++\ntitle = "T"\npublished = 2022-04-01\neach = "xa"\n'
LOOPS = "".join(f"{{% for a{n} in units %}}" for n in range(6))
TENS = "".join(f"{{% for a{n} in [1, 2, 3, 4, 5, 6, 7, 8, 9, 0] %}}" for n in range(6))
BIG = "U" * 1000
DOUBLING = "{% set a = [1, 1] %}{% set b = [1, 1] %}" + "{% set a = [a, a] %}{% set b = [b, b] %}" * 40


def nested(opening: str, inner: str, closing: str, times: int) -> str:
    return opening * times + inner + closing * times


ATTACKS = {
    "loops without end": (LOOPS + "x" + "{% endfor %}" * 6, "TT224"),
    "loops without output": (TENS + "{% endfor %}" * 6, "TT224"),
    "thirty loops": (nested("{% for a in units %}", "", "{% endfor %}", 30), "TT221"),
    "a loop that calls itself": ("{% for a in units recursive %}{{ loop(units) }}{% endfor %}", "TT221"),
    "a loop that could call itself": ("{% for a in units recursive %}x{% endfor %}", "TT221"),
    "a sum that nobody shows": (f"{{% set a = '{BIG * 60}' %}}{{{{ (a ~ a)|length }}}}", "TT224"),
    "many short words": (
        "{% for a in units %}{% for b in [1, 2, 3] %}" + "x" * 99 + "{% endfor %}{% endfor %}",
        "TT224",
    ),
    "a great range": ("{% for a in range(10**9) %}{% endfor %}", "TT221"),
    "a text times ten thousand millions": ('{{ "a" * 10**10 }}', "TT221"),
    "a great width": ('{{ "a"|center(10**9) }}', "TT222"),
    "a great width of a format": ('{{ "%1000000000d"|format(1) }}', "TT222"),
    "a great width of an old format": ('{{ "%1000000000d" % 1 }}', "TT221"),
    "a tower of powers": ("{{ 9**9**9**9 }}", "TT221"),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "TT221"),
    "a text that doubles": ("{% set a = 'xxxxxxxx' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}", "TT224"),
    "a text that is replaced by more": (
        f"{{% set a = 'U'|replace('U', '{BIG}') %}}" + f"{{% set a = a|replace('U', '{BIG}') %}}" * 5 + "{{ a }}",
        "TT224",
    ),
    "a list that is joined by much": (f"{{{{ [{', '.join(['1'] * 900)}]|join('{BIG}') }}}}", "TT224"),
    "two thousand millions of letters": (f"{{% for a in units %}}{BIG * 100}{{% endfor %}}", "TT224"),
    "lists that hold each other, compared": (f"{DOUBLING}{{% if a == b %}}x{{% endif %}}", "TT227"),
    "lists that hold each other, sought": (f"{DOUBLING}{{% if a in [b] %}}x{{% endif %}}", "TT227"),
    "lists that hold each other, told apart": (f"{DOUBLING}{{% if a != b or a < b %}}x{{% endif %}}", "TT227"),
    "lists that hold each other as the name of a part": (f"{DOUBLING}{{{{ unit[a] }}}}", "TT227"),
    "lists that hold each other as a key": (f"{DOUBLING}{{{{ units[a] }}}}", "TT227"),
    "long texts that are compared again and again": (
        f"{{% for a in units %}}{{% for b in units %}}{{% if '{BIG}' in '{BIG}' %}}{{% endif %}}{{% endfor %}}{{% endfor %}}",
        "TT224",
    ),
    "a loop of two names": ("{% for a, b in units %}{% endfor %}", "TT221"),
    "two names at once": ("{% set a, b = [1, 2] %}", "TT221"),
    "an include that climbs": ('{% include "../../etc/passwd" %}', "TT225"),
    "an include from the root": ('{% include "/etc/passwd" %}', "TT225"),
    "an include that is worked out": ("{% include unit.name %}", "TT225"),
    "the class": ("{{ unit.__class__ }}", "TT222"),
    "the class as an item": ('{{ unit["__class__"] }}', "TT222"),
    "the class of a text": ("{{ ''.__class__.__mro__ }}", "TT222"),
    "the class of a list": ("{{ [].__class__ }}", "TT222"),
    "the class of a number": ("{{ (1).__class__ }}", "TT222"),
    "the class of a loop": ("{% for a in [1] %}{{ loop.__class__ }}{% endfor %}", "TT222"),
    "the class of a date": ("{{ message.published.__class__ }}", "TT222"),
    "the class by a filter": ('{{ unit|attr("__class__") }}', "TT222"),
    "the class by map": ("{{ units|map(attribute='__class__')|join }}", "TT222"),
    "a format that reaches inside": ('{{ "{0.__class__}".format(unit) }}', "TT221"),
    "globals of a method": ("{{ unit.__init__.__globals__ }}", "TT222"),
    "what the record is made of": ("{{ unit._source }}", "TT222"),
    "the method of a record": ("{{ unit.part('name') }}", "TT221"),
    "lipsum": ("{{ lipsum.__globals__ }}", "TT222"),
    "cycler": ("{{ cycler.__init__ }}", "TT222"),
    "joiner": ("{% set j = joiner() %}", "TT221"),
    "namespace": ("{% set ns = namespace(a=1) %}{% set ns.a = 2 %}", "TT221"),
    "self": ("{{ self._TemplateReference__context }}", "TT222"),
    "super": ("{{ super.x }}", "TT222"),
    "the context": ("{{ context }}{{ environment }}{{ caller }}", "TT222"),
    "builtins": ("{{ __builtins__ }}", "TT222"),
    "a block": ("{% block a %}{% endblock %}", "TT221"),
    "another template": ('{% extends "x.md" %}', "TT221"),
    "an import": ('{% import "x.md" as y %}', "TT221"),
    "translations": ("{% trans %}a{% endtrans %}", "TT221"),
    "autoescape": ("{% autoescape true %}a{% endautoescape %}", "TT221"),
    "broken syntax": ("{% for %}", "TT221"),
    "a tag without end": ("{{ unit.name", "TT221"),
    "a hundred thousand brackets": ("{{ " + nested("(", "1", ")", 90_000) + " }}", "TT221"),
    "nine hundred lists": ("{{ " + nested("[", "", "]", 900) + " }}", "TT221"),
    "a hundred thousand nots": ("{{ " + "not " * 45_000 + "1 }}", "TT221"),
    "parts of parts": ("{{ unit" + ".parent" * 25_000 + " }}", "TT221"),
    "filters of filters": ("{{ 'a'" + "|upper" * 25_000 + " }}", "TT221"),
    "ors of ors": ("{{ 'a'" + " or 'a'" * 25_000 + " }}", "TT221"),
    "a long sum of texts": ("{{ 'a'" + " ~ 'a'" * 25_000 + " }}", "TT224"),
    "ifs in ifs": (nested("{% if 1 %}", "", "{% endif %}", 1_000), "TT221"),
    "many elifs": ("{% if 0 %}" + "{% elif 0 %}" * 12_000 + "{% endif %}", "TT224"),
    "many values": ("{{ unit.name }}" * 12_000, "TT224"),
    "openings": ("{%" * 90_000, "TT221"),
    "openings and spaces": ("{%-" + " " * 190_000, "TT221"),
    "openings of raw": ("{% raw %}" * 20_000, "TT221"),
    "quotes": ("{{ '" + "\\'" * 90_000, "TT221"),
    "a number of many figures": ("{{ " + "9" * 10_000 + " }}", "TT221"),
    "a number past all": ("{{ 1e999999 }}", "TT221"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def found_in(folder: Path, body: str, head: str = ""):
    (folder / "templates" / "thu.md").write_text(f"{HEAD}{head}+++\n{body}\n", encoding="utf-8")
    (folder / "templates" / "lanh.md").write_text(f"{HEAD}+++\nx\n", encoding="utf-8")
    plan = read_plan(folder)
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    made = messages(plan)
    took = time.perf_counter() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert [message.key for message in made] == [f"lanh-xa-{n}" for n in range(700)], "the sound one has its messages"
    return made, took, grown


@pytest.mark.timed
@pytest.mark.parametrize(("body", "code"), ATTACKS.values(), ids=ATTACKS)
def test_a_hostile_template_is_a_finding_with_its_place(folder, body, code):
    made, took, grown = found_in(folder, body)
    assert [(found.code, found.message, found.file) for found in made.findings] == [(code, "thu", "templates/thu.md:6")]
    assert len(made.left_out) == 700
    assert took < 4
    assert grown < 200


@pytest.mark.timed
def test_what_stays_just_below_the_bound_for_one_unit_is_stopped_by_the_bound_for_all(folder):
    body = TENS[: TENS.index("{% for a5")].replace("0]", "0, 1]") + "x" + "{% endfor %}" * 5
    made, took, _ = found_in(folder, body)
    assert [found.text for found in made.findings] == ["it takes more than 4,000,000 steps for all units"]
    assert took < 4


@pytest.mark.timed
def test_texts_that_are_short_of_the_bound_together_are_not(folder):
    made, took, grown = found_in(folder, "{{ unit.name }}" + "x" * 60_000)
    assert [found.text for found in made.findings] == ["its texts grow past 20,000,000 characters together"]
    assert took < 4
    assert grown < 200


@pytest.mark.timed
def test_a_template_of_ten_megabytes_is_not_read(folder):
    made, took, _ = found_in(folder, "x" * 10_000_000)
    assert [(found.code, found.message, found.file) for found in made.findings] == [
        ("TT220", "thu", "templates/thu.md")
    ]
    assert not made.whole
    assert took < 2


def test_a_nul_is_told_with_its_line(folder):
    made, _, _ = found_in(folder, "a\n\0")
    assert [(found.code, found.file) for found in made.findings] == [("TT220", "templates/thu.md:7")]


def test_a_ring_of_includes_is_named(folder):
    (folder / "templates" / "_a.md").write_text("{% include '_b.md' %}", encoding="utf-8")
    (folder / "templates" / "_b.md").write_text("\n{% include '_a.md' %}", encoding="utf-8")
    made, _, _ = found_in(folder, "{% include '_a.md' %}", 'include = ["_a.md", "_b.md"]\n')
    assert [(found.code, found.text, found.file) for found in made.findings] == [
        ("TT225", "texts include each other in a ring: _a.md → _b.md → _a.md", "templates/_b.md:2")
    ]


@pytest.mark.timed
def test_includes_that_double_at_every_step_are_counted_before_they_are_made(folder):
    names = [f"_{n}.md" for n in range(20)]
    for name, inner in itertools.pairwise(names):
        (folder / "templates" / name).write_text(f"{{% include '{inner}' %}}" * 40, encoding="utf-8")
    (folder / "templates" / names[-1]).write_text("x", encoding="utf-8")
    listed = ", ".join(f'"{name}"' for name in names)
    made, took, _ = found_in(folder, "{% include '_0.md' %}", f"include = [{listed}]\n")
    assert [found.code for found in made.findings] == ["TT224"]
    assert took < 4


@pytest.mark.timed
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../plan.toml", "must begin with _"),
        ("_../../plan.md", "may not climb"),
        ("_/../../plan.md", "may not climb"),
        ("/etc/_passwd.md", "must begin with _"),
        ("_link.md", "leads out of the plan folder"),
        ("_near.md", "does not lie in templates/"),
        ("_none.md", "there is no file"),
        ("_pipe.md", "a pipe or a device"),
        ("_folder.md", "it is a folder"),
        ("_a\\\\b.md", "may not climb"),
        ("_" + "a" * 400 + ".md", "no name that every system can keep"),
    ],
)
def test_an_include_leads_nowhere_else(folder, tmp_path_factory, name, said):
    import os

    secret = tmp_path_factory.mktemp("ngoai") / "bi-mat.md"
    secret.write_text("bí mật", encoding="utf-8")
    templates = folder / "templates"
    (templates / "_link.md").symlink_to(secret)
    (templates / "_near.md").symlink_to(folder / "plan.toml")
    (templates / "_folder.md").mkdir()
    os.mkfifo(templates / "_pipe.md")
    made, took, _ = found_in(folder, "x", f'include = ["{name}"]\n')
    assert [(found.code, found.file) for found in made.findings] == [("TT220", "templates/thu.md:5")]
    assert said in made.findings[0].text
    assert took < 2


def test_a_template_that_is_a_link_out_of_the_folder_is_refused(folder, tmp_path_factory):
    secret = tmp_path_factory.mktemp("ngoai") / "bi-mat.md"
    secret.write_text(f"{HEAD}+++\nbí mật\n", encoding="utf-8")
    (folder / "templates" / "la.md").symlink_to(secret)
    made = messages(read_plan(folder))
    assert [(found.code, found.message) for found in made.findings] == [("TT220", "la")]
    assert made.items == ()


def test_a_broken_template_costs_a_feed_its_own_entry_alone(published: Published):
    templates = published.plan / "templates"
    templates.mkdir()
    head = '+++\ntitle = "Thư"\npublished = 2022-03-01\neach = "ubnd-phuong"\nactivity = "tin-bai"\n+++\n'
    (templates / "thu.md").write_text(f"{head}Chào {{{{ unit.name }}}}\n", encoding="utf-8")
    assert published.publish().code == 0
    assert "Chào Ủy ban nhân dân phường" in published.feed
    (templates / "thu.md").write_text(f"{head}Chào {{{{ unit.nam }}}}\n", encoding="utf-8")
    outcome = published.publish()
    assert outcome.code == 3
    assert "templates/thu.md:7" in outcome.said
    assert published.feed.count("<item>") == 2
