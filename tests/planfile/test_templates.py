"""A template is a text whose front matter says for whom it is; every fault of its form is told with its line."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile import read_plan, read_template, set_front_matter, template_files

PLAN = """\
format = 1
[plan]
key = "mau-2022"
issuer = "ubnd"
title = "Kế hoạch mẫu"
since = 2022-01-01
until = 2022-12-31
[units.ubnd]
name = "Ủy ban nhân dân"
"""
HEAD = 'title = "Thư"\npublished = 2022-04-01\neach = "ubnd"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def write(folder: Path, head: str = HEAD, body: str = "Chào", name: str = "thu.md") -> Path:
    path = folder / "templates" / name
    path.write_text(f"+++\n{head}\n+++\n\n\n{body}\n", encoding="utf-8")
    return path


def read(folder: Path, name: str = "thu.md"):
    return read_template(read_plan(folder), f"templates/{name}")


def test_a_template_is_a_message_and_for_whom_it_is(folder):
    write(folder, HEAD + '\nhotline = "1022"\ninclude = ["_a.md"]')
    (folder / "templates" / "_a.md").write_text("phần", encoding="utf-8")
    found = read(folder)
    assert (found.key, found.each, dict(found.include)) == ("thu", ("ubnd",), {"_a.md": "phần"})
    assert (found.message.title, found.message.hotline, found.message.body) == ("Thư", "1022", "Chào")
    assert (found.message.source, found.lines["title"], found.lines["body"]) == ("templates/thu.md", 2, 10)


def test_several_groups_and_units_may_be_named(folder):
    write(folder, HEAD.replace('"ubnd"', '["ubnd", "quan-a"]'))
    assert read(folder).each == ("ubnd", "quan-a")


def test_parts_and_hidden_files_are_no_templates(folder):
    for name in ("a.md", "_b.md", ".c.md", "d.txt"):
        write(folder, name=name)
    assert [path.name for path in template_files(folder)] == ["a.md"]


def test_media_lie_beside_the_template(folder):
    (folder / "templates" / "anh.png").write_bytes(b"\x89PNG")
    write(folder, HEAD + '\nmedia = [{ path = "anh.png", alt = "Ảnh" }]')
    (media,) = read(folder).message.media
    assert (media.path, media.length, media.media_type) == ("templates/anh.png", 4, "image/png")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace('\neach = "ubnd"', ""), "each is missing @ templates/thu.md"),
        (HEAD.replace('"ubnd"', "[]"), "each is empty; name the group or the units that the text is for @ each in templates/thu.md:4"),
        (HEAD.replace('"ubnd"', '"Quận"'), "each 'Quận' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh' @ each in templates/thu.md:4"),
        (HEAD.replace('"ubnd"', '["a", "a"]'), "each names 'a' twice @ each in templates/thu.md:4"),
        (HEAD.replace('"ubnd"', "3"), "must be text in quotation marks, not a whole number (3) @ each in templates/thu.md:4"),
        (HEAD + '\nunit = "ubnd"', "unit is not written in a template: each says for whom it is @ unit in templates/thu.md:5"),
        (HEAD + "\ntitel = 1", "there is no key 'titel'; did you mean title? @ titel in templates/thu.md:5"),
        (HEAD + '\ninclude = "_a.md"', "must be a list in square brackets, not text ('_a.md') @ include in templates/thu.md:5"),
        (HEAD + '\ninclude = ["_a.md"]', "there is no file '_a.md' in templates/ @ include[0] in templates/thu.md:5"),
        (HEAD + '\ninclude = ["a.md"]', "'a.md' must begin with _ and end with .md, such as _lien-he.md @ include[0] in templates/thu.md:5"),
        (HEAD + f"\ninclude = [{', '.join(chr(34) + f'_{n}.md' + chr(34) for n in range(21))}]", "names 21 files, more than 20 @ include in templates/thu.md:5"),
        (HEAD + "\nwithdrawals = { ubnd = { at = 2022-04-02T08:00:00+07:00 } }", "reason is missing @ withdrawals.ubnd in templates/thu.md:5"),
        (HEAD + '\nurgent = "có"', "must be true or false, not text ('có') @ urgent in templates/thu.md:5"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(folder, head, said):
    write(folder, head)
    with pytest.raises(PlanError) as caught:
        read(folder)
    assert caught.value.problems == (said,)


def test_a_template_without_a_text_is_refused(folder):
    write(folder, body="")
    with pytest.raises(PlanError, match="no body"):
        read(folder)


def test_faults_of_templates_are_told_with_those_of_the_plan(folder):
    write(folder, HEAD + "\ntitel = 1")
    (folder / "plan.toml").write_text(PLAN + "x = 1\n", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        read_plan(folder)
    assert [problem.rpartition(" ")[2] for problem in caught.value.problems] == ["plan.toml:10", "templates/thu.md:5"]


def test_one_key_of_a_template_is_written_and_the_rest_stays(folder):
    path = write(folder, f"# lời nhắn\n{HEAD}")
    said = {"ubnd": {"at": datetime.datetime(2022, 4, 2, tzinfo=datetime.UTC), "reason": "Sai"}}
    set_front_matter(path, "withdrawals", said, of_template=True)
    assert path.read_text("utf-8") == (
        f"+++\n# lời nhắn\n{HEAD}\n"
        'withdrawals = { ubnd = { at = 2022-04-02T00:00:00+00:00, reason = "Sai" } }\n+++\n\n\nChào\n'
    )
    assert read(folder).withdrawals["ubnd"].reason == "Sai"


@pytest.mark.parametrize(
    ("key", "value"), [("each", []), ("unit", "ubnd"), ("nobody", 1), ("withdrawals", {"ubnd": {}})]
)
def test_what_would_break_a_template_is_not_written(folder, key, value):
    path = write(folder)
    before = path.read_bytes()
    with pytest.raises(PlanError):
        set_front_matter(path, key, value, of_template=True)
    assert path.read_bytes() == before


def test_keys_of_templates_are_not_written_into_messages(folder):
    path = write(folder)
    with pytest.raises(PlanError):
        set_front_matter(path, "each", "ubnd")
