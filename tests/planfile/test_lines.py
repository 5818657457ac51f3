"""The scanner finds every key's line, and stops before a parser would suffer."""

from __future__ import annotations

import contextlib
import time
import tomllib

import pytest

from tuyentruyen.planfile.lines import RefusedError, scan_json, scan_toml

PLAN = '''format = 1 # một [chú] = thích
[plan]
title = """Kế hoạch "x" [y]
z = 1
"""
note = \'\'\'a = "b
\'\'\'
recipients = [
  { name = "A" }, # }
  { name = "B", more.deep = 3.14 },
]
[activities.loa]
when = { every = "week", on = ["tue",
  "fri"], at = 17:00:00 }
[documents."63/2010/NĐ-CP"]
'literal key' = "\\"]"
a.b = -1_000
[[media]]
path = "x"
[[media]]
path = "y"
[media.more]
x = 1
'''


def test_every_key_and_item_of_a_toml_text_has_its_line():
    tomllib.loads(PLAN)
    assert scan_toml(PLAN).lines == {
        ("format",): 1,
        ("plan",): 2,
        ("plan", "title"): 3,
        ("plan", "note"): 6,
        ("plan", "recipients"): 8,
        ("plan", "recipients", 0): 9,
        ("plan", "recipients", 0, "name"): 9,
        ("plan", "recipients", 1): 10,
        ("plan", "recipients", 1, "name"): 10,
        ("plan", "recipients", 1, "more"): 10,
        ("plan", "recipients", 1, "more", "deep"): 10,
        ("activities",): 12,
        ("activities", "loa"): 12,
        ("activities", "loa", "when"): 13,
        ("activities", "loa", "when", "every"): 13,
        ("activities", "loa", "when", "on"): 13,
        ("activities", "loa", "when", "on", 0): 13,
        ("activities", "loa", "when", "on", 1): 14,
        ("activities", "loa", "when", "at"): 14,
        ("documents",): 15,
        ("documents", "63/2010/NĐ-CP"): 15,
        ("documents", "63/2010/NĐ-CP", "literal key"): 16,
        ("documents", "63/2010/NĐ-CP", "a"): 17,
        ("documents", "63/2010/NĐ-CP", "a", "b"): 17,
        ("media",): 18,
        ("media", 0): 18,
        ("media", 0, "path"): 19,
        ("media", 1): 20,
        ("media", 1, "path"): 21,
        ("media", 1, "more"): 22,
        ("media", 1, "more", "x"): 23,
    }


def test_every_key_and_item_of_a_json_text_has_its_line():
    text = '{"a": 1,\n "b\\u1ea1n": {"c": [\n true, {"d": "}"}],\n "e": null}}'
    assert scan_json(text).lines == {
        ("a",): 1,
        ("bạn",): 2,
        ("bạn", "c"): 2,
        ("bạn", "c", 0): 3,
        ("bạn", "c", 1): 3,
        ("bạn", "c", 1, "d"): 3,
        ("bạn", "e"): 4,
    }


def test_a_key_that_stands_twice_is_told_with_both_lines():
    assert scan_toml("[a]\nx = 1\n[b]\n[a]\nx = 2\n").doubled_first() == [(("a",), 1, 4)]
    assert scan_toml("[a]\nx = 1\ny = 2\nx = 3\n").doubled_first() == [(("a", "x"), 2, 4)]
    assert scan_json('{"a": {"x": 1,\n"x": 2}}').doubled_first() == [(("a", "x"), 1, 2)]


def test_lists_of_tables_and_tables_named_late_are_not_doubled():
    assert scan_toml("[[a]]\nx = 1\n[[a]]\nx = 2\n[b.c]\n[b]\n").doubled == []
    assert scan_json('[{"x": 1}, {"x": 1}]').doubled == []


def test_a_broken_text_is_scanned_up_to_its_fault():
    assert scan_toml('a = 1\nb = "\nc = 3\n').lines == {("a",): 1, ("b",): 2}
    assert scan_json('{"a": 1,\n"b').lines == {("a",): 1}
    assert scan_toml("]]]\n= 5\n[]\n[[\n}\n").doubled == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = " + "[" * 33, "tables and lists are nested more than 32 deep"),
        ("a = " + "{ a = " * 33, "tables and lists are nested more than 32 deep"),
        (".".join("a" * 17) + " = 1", "a key has more than 16 parts"),
        ("[" + ".".join("a" * 17) + "]", "a key has more than 16 parts"),
        ("a" * 201 + " = 1", "a key has 201 characters, more than 200"),
    ],
)
def test_a_toml_text_past_a_bound_is_refused(text, what):
    with pytest.raises(RefusedError) as caught:
        scan_toml(text)
    assert (caught.value.what, caught.value.line) == (what, 1)


@pytest.mark.parametrize("text", ["a = " + "[" * 32, ".".join("a" * 16) + " = 1", "a" * 200 + " = 1"])
def test_a_toml_text_at_the_bound_is_taken(text):
    assert scan_toml(text).lines


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused_with_their_line(word):
    with pytest.raises(RefusedError, match=f"{word} is no number that JSON has") as caught:
        scan_json('{"a":\n' + word + "}")
    assert caught.value.line == 2


@pytest.mark.timed
@pytest.mark.parametrize(
    "text",
    [
        "a" + ".a" * 100_000 + " = 1",
        "a = " + "[" * 200_000,
        'a = """' + '\\"""' * 100_000,
        "'''" * 100_000,
        '"' * 300_000,
        "\n".join(f"a.b.c.k{i} = 1" for i in range(10_000)),
        "\n".join("[[a]]" for _ in range(20_000)),
        "[" * 200_000,
        "= " * 100_000,
    ],
    ids=[
        "parts",
        "depth",
        "escapes",
        "apostrophes",
        "quotes",
        "ten thousand dotted keys",
        "tables",
        "headers",
        "signs",
    ],
)
def test_hostile_texts_take_no_time(text):
    began = time.process_time()
    with contextlib.suppress(RefusedError):
        scan_toml(text)
    assert time.process_time() - began < 10
