"""One key of a front matter is written; every other byte stays."""

from __future__ import annotations

import datetime
import errno
import os
import stat

import pytest

from tuyentruyen.errors import PlanError
from tuyentruyen.model.message import Approval, Withdrawal
from tuyentruyen.planfile import read_message, read_plan, set_front_matter
from tuyentruyen.planfile.edit import toml
from tuyentruyen.text import VIETNAM

AT = datetime.datetime(2022, 4, 1, 8, tzinfo=VIETNAM)
BEFORE = """+++
# đầu tin
title   =  "Nộp hồ sơ" # giữ nguyên
published = 2022-04-01
approval = { by = "A", at = 2022-03-01T00:00:00+07:00, digest = "00000000" } # tạm

[only.loa]   # lời đọc
body = \"\"\"
+++ không phải hàng rào
\"\"\"
+++

Nội dung.
+++
"""
HEAD = 'title = "Nộp hồ sơ"\npublished = 2022-04-01'


def test_a_key_that_stands_is_replaced_in_its_place(folder):
    path = folder.file("content/tin.md", BEFORE)
    set_front_matter(path, "approval", Approval(by='Nguyễn "B"', at=AT, digest="0123456789abcdef"))
    assert path.read_text(encoding="utf-8") == BEFORE.replace(
        '{ by = "A", at = 2022-03-01T00:00:00+07:00, digest = "00000000" }',
        '{ by = "Nguyễn \\"B\\"", at = 2022-04-01T08:00:00+07:00, digest = "0123456789abcdef" }',
    )
    assert read_message(read_plan(folder.path), path).approval == Approval(
        by='Nguyễn "B"', at=AT, digest="0123456789abcdef"
    )


def test_a_new_key_goes_after_the_last_one_and_before_the_first_table(folder):
    path = folder.file("content/tin.md", BEFORE)
    set_front_matter(path, "withdrawn", {"at": AT, "reason": "Sai số"})
    line = '"00000000" } # tạm\n'
    assert path.read_text(encoding="utf-8") == BEFORE.replace(
        line, line + 'withdrawn = { at = 2022-04-01T08:00:00+07:00, reason = "Sai số" }\n'
    )
    assert read_message(read_plan(folder.path), path).withdrawn == Withdrawal(at=AT, reason="Sai số")


def test_a_key_can_be_taken_out(folder):
    path = folder.file("content/tin.md", BEFORE)
    set_front_matter(path, "approval", None)
    assert path.read_text(encoding="utf-8") == BEFORE.replace(
        'approval = { by = "A", at = 2022-03-01T00:00:00+07:00, digest = "00000000" }', ""
    )
    set_front_matter(path, "approval", None)
    assert read_message(read_plan(folder.path), path).approval is None


@pytest.mark.parametrize(
    "written",
    [
        '[approval]\nby = "A" # ai\nat = 2022-03-01T00:00:00+07:00\ndigest = "00000000"\n',
        'approval.by = "A"\napproval.at = 2022-03-01T00:00:00+07:00\napproval.digest = "00000000"\n',
    ],
)
def test_a_key_written_as_a_table_or_in_parts_is_replaced_whole(folder, written):
    path = folder.text("tin.md", (written + HEAD) if written.startswith("approval") else f"{HEAD}\n{written}")
    set_front_matter(path, "approval", {"by": "B", "at": AT, "digest": "11111111"})
    text = path.read_text(encoding="utf-8")
    assert text.count("approval") == 1
    assert "00000000" not in text
    assert ("# ai" in text) == ("# ai" in written)
    made = read_message(read_plan(folder.path), path)
    assert made.approval == Approval(by="B", at=AT, digest="11111111")
    assert made.title == "Nộp hồ sơ"


def test_windows_lines_mark_and_decomposed_letters_stay_as_they_are(folder):
    data = b"\xef\xbb\xbf" + f"+++\r\n{HEAD}\r\n+++\r\nNội\r\ndung\r\n".replace("\n", "\n").encode()
    data = data.replace(b"\r\r\n", b"\r\n").replace(b'"\npub', b'"\r\npub')
    path = folder.file("content/tin.md", data)
    set_front_matter(path, "status", "draft")
    assert path.read_bytes() == data.replace(b"2022-04-01\r\n", b'2022-04-01\r\nstatus = "draft"\r\n')


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("aproval", {}, "there is no key 'aproval'; did you mean approval? @ aproval in tin.md"),
        ("body", "x", "there is no key 'body'; the keys are "),
        ("status", "released", "status is 'released', not one of ready, draft @ status in tin.md:4"),
        ("withdrawn", {"reason": ""}, "at is missing @ withdrawn in tin.md:4"),
        ("summary", "a\x00b", "holds control characters: U+0000 @ summary in tin.md:4"),
        ("summary", object(), "the key cannot be written: TOML has no value such as "),
        ("title", None, "title is missing @ tin.md"),
    ],
)
def test_what_would_break_the_text_is_refused_and_nothing_is_changed(folder, key, value, told):
    path = folder.text("tin.md", HEAD)
    before = path.read_bytes()
    with pytest.raises(PlanError) as caught:
        set_front_matter(path, key, value)
    assert caught.value.problems[0].startswith(told)
    assert path.read_bytes() == before
    assert [p.name for p in folder.content.iterdir()] == ["tin.md"]


def test_a_text_that_is_broken_already_is_not_touched(folder):
    path = folder.text("tin.md", 'title = "x"')
    with pytest.raises(PlanError, match="published is missing"):
        set_front_matter(path, "status", "draft")


def test_a_link_stays_a_link_and_rights_stay_as_they_are(folder):
    path = folder.text("tin.md", HEAD)
    path.chmod(0o640)
    (folder.content / "khac.md").symlink_to("tin.md")
    set_front_matter(folder.content / "khac.md", "urgent", True)
    assert (folder.content / "khac.md").is_symlink()
    assert "urgent = true" in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_full_disk_leaves_the_text_as_it_was(folder, monkeypatch, call):
    path = folder.text("tin.md", HEAD)
    before = path.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(
            os,
            "fdopen",
            lambda number, mode, _open=os.fdopen: _open(number, mode) if mode == "rb" else (os.close(number), full()),
        )
    with pytest.raises(OSError, match="No space left"):
        set_front_matter(path, "status", "draft")
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [p.name for p in folder.content.iterdir()] == ["tin.md"]


def test_what_somebody_else_writes_meanwhile_is_not_lost(folder, monkeypatch):
    path = folder.text("tin.md", HEAD)
    real = os.fsync

    def slow(number):
        path.write_text(f"+++\n{HEAD}\n+++\nĐã sửa.\n", encoding="utf-8")
        real(number)

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(PlanError, match="somebody else changed the text at this moment; try again"):
        set_front_matter(path, "status", "draft")
    assert "Đã sửa." in path.read_text(encoding="utf-8")


def test_values_are_written_as_toml_has_them():
    assert toml({"a b": [1, 2.5, True], "c": '"\\\n\t\x7f', "d": datetime.date(2022, 1, 2), "e": datetime.time(8)}) == (
        '{ "a b" = [1, 2.5, true], c = "\\"\\\\\\n\\t\\u007F", d = 2022-01-02, e = 08:00:00 }'
    )
