"""Texts of the content folder become messages, each by itself."""

from __future__ import annotations

import datetime
import os
import unicodedata

import pytest
from attrs import evolve

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile import message_files, read_message, read_plan
from tuyentruyen.text import VIETNAM

HEAD = 'title = "Nộp hồ sơ đất đai"\npublished = 2022-04-01T08:00:00'


def problems(folder, path) -> list[str]:
    with pytest.raises(PlanError) as caught:
        read_message(read_plan(folder.path), path)
    return list(caught.value.problems)


def test_a_text_becomes_a_message_named_after_its_file(folder):
    path = folder.text("dat-dai.md", HEAD, "\nMang theo **sổ đỏ**.\n\n- bản chính\n")
    made = read_message(read_plan(folder.path), path)
    assert (made.key, made.title, made.source) == ("dat-dai", "Nộp hồ sơ đất đai", "content/dat-dai.md")
    assert made.body == "Mang theo **sổ đỏ**.\n\n- bản chính"
    assert made.published == datetime.datetime(2022, 4, 1, 8, tzinfo=VIETNAM)


def test_every_field_of_a_message_can_be_written(folder):
    folder.file("content/anh.png", b"png")
    path = folder.text(
        "tin.md",
        """key = "tin-01"
title = "Tin"
published = 2022-04-01
summary = "Tóm tắt"
themes = ["cntt", "vai-tro"]
activity = "loa"
unit = "so-tttt"
channels = ["tin"]
link = "https://hanoi.example/tin"
language = "vi"
media = [{ path = "anh.png", alt = "Ảnh" }, { url = "https://hanoi.example/a.mp3", media_type = "audio/mpeg" }]
updated = 2022-04-02T08:00:00+07:00
expires = 2022-04-30
embargo = 2022-04-01T09:00:00
urgent = true
advertising = false
hotline = "0281022"
status = "draft"
revision = 2
approval = { by = "Nguyễn Văn A", at = 2022-04-01T07:00:00+07:00, digest = "0123456789abcdef" }
withdrawn = { at = 2022-05-01, reason = "Sai số điện thoại" }
[abbreviations]
TTHC = "thủ tục hành chính"
[only.loa]
body = "Xin chào"
""",
    )
    made = read_message(read_plan(folder.path), path)
    assert made.key == "tin-01"
    assert made.themes == ("cntt", "vai-tro")
    assert made.expires == datetime.datetime(2022, 5, 1, tzinfo=VIETNAM)
    assert made.withdrawn is not None
    assert made.withdrawn.at == datetime.datetime(2022, 5, 1, tzinfo=VIETNAM)
    assert made.approval is not None
    assert made.approval.by == "Nguyễn Văn A"
    assert dict(made.abbreviations) == {"TTHC": "thủ tục hành chính"}
    assert made.only["loa"].body == "Xin chào"
    assert [(m.path, m.media_type, m.length) for m in made.media] == [
        ("content/anh.png", "image/png", 3),
        ("", "audio/mpeg", None),
    ]


def test_media_get_their_digest_length_and_type(folder):
    folder.file("content/anh/ảnh chụp.JPG", b"abc")
    path = folder.text("anh/tin.md", HEAD + '\nmedia = [{ path = "ảnh chụp.JPG" }]')
    (medium,) = read_message(read_plan(folder.path), path).media
    assert medium.path == "content/anh/ảnh chụp.JPG"
    assert medium.digest == "cf4ab791c62b8d2b2109c90275287816"  # b2sum -l 128
    assert (medium.length, medium.media_type) == (3, "image/jpeg")


def test_an_unknown_kind_of_medium_is_bytes(folder):
    folder.file("content/ban.xyz", b"")
    path = folder.text("tin.md", HEAD + '\nmedia = [{ path = "ban.xyz" }]')
    assert read_message(read_plan(folder.path), path).media[0].media_type == "application/octet-stream"


def test_a_medium_with_a_decomposed_name_is_found(folder):
    folder.file(unicodedata.normalize("NFD", "content/ảnh.png"), b"x")
    path = folder.text("tin.md", HEAD + '\nmedia = [{ path = "ảnh.png" }]')
    assert read_message(read_plan(folder.path), path).media[0].length == 1


def test_media_may_not_leave_the_plan_folder(folder, tmp_path):
    (tmp_path / "mat.png").write_bytes(b"x")
    (folder.content / "lien-ket.png").symlink_to(tmp_path / "mat.png")
    os.mkfifo(folder.content / "ong.png")
    path = folder.text(
        "tin.md",
        HEAD
        + '\nmedia = [\n{ path = "../../mat.png" },\n{ path = "/etc/passwd" },\n{ path = "lien-ket.png" },\n{ path = "ong.png" },\n'
        + '{ path = "thieu.png" },\n{ alt = "không có gì" },\n]',
    )
    assert problems(folder, path) == [
        "'../../mat.png' may not climb out of its folder; name a file below it @ media[0].path in content/tin.md:5",
        "'/etc/passwd' is an absolute path; name a file of the plan folder @ media[1].path in content/tin.md:6",
        "'lien-ket.png' leads out of the plan folder through a symbolic link @ media[2].path in content/tin.md:7",
        "it is a pipe or a device, not a file @ content/ong.png @ media[3].path in content/tin.md:8",
        "there is no such file @ content/thieu.png @ media[4].path in content/tin.md:9",
        "needs a path or a url @ media[5] in content/tin.md:10",
    ]


def test_a_text_may_not_lead_out_through_a_link(folder, tmp_path):
    (tmp_path / "ngoai.md").write_text(f"+++\n{HEAD}\n+++\nx\n", encoding="utf-8")
    (folder.content / "tin.md").symlink_to(tmp_path / "ngoai.md")
    assert problems(folder, folder.content / "tin.md") == [
        "'content/tin.md' leads out of the plan folder through a symbolic link @ content/tin.md"
    ]
    assert problems(folder, tmp_path / "ngoai.md")[0].startswith(f"'{tmp_path}/ngoai.md' leads out of the plan folder")


def test_all_faults_of_a_text_are_told_with_their_lines(folder):
    path = folder.text(
        "tin.md",
        'titel = "Tin"\npublished = "02/03/2026"\nthemes = ["CNTT"]\nhotline = 281022\n[only.loa]\nbody = 5\n',
        "\n \n",
    )
    assert problems(folder, path) == [
        "there is no key 'titel'; did you mean title? @ titel in content/tin.md:2",
        "the text has no body @ content/tin.md",
        "title is missing @ content/tin.md",
        "'02/03/2026' can be read in two ways: write 2026-03-02 if the day comes first, 2026-02-03 if the month does @ published in content/tin.md:3",
        "must be text in quotation marks, not a whole number (281022) @ hotline in content/tin.md:5",
        "must be text in quotation marks, not a whole number (5) @ only.loa.body in content/tin.md:7",
        "themes 'CNTT' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh' @ themes in content/tin.md:4",
    ]  # fmt: skip


def test_body_and_source_are_not_written_in_the_front_matter(folder):
    path = folder.text("tin.md", HEAD + '\nbody = "khác"\nsource = "khác"')
    assert [problem.partition(";")[0].partition("'; ")[0] for problem in problems(folder, path)] == [
        "there is no key 'body'",
        "there is no key 'source'",
    ]


def test_a_file_name_that_is_no_key_is_told_with_one_that_is(folder):
    path = folder.text("Thông báo số 1.md", HEAD)
    assert problems(folder, path) == [
        "the file's name is no key; rename it, or write a key such as 'thong-bao-so-1' in its front matter @ key in content/Thông báo số 1.md"
    ]
    path = folder.text("Thông báo số 2.md", HEAD + '\nkey = "tb-2"')
    assert read_message(read_plan(folder.path), path).key == "tb-2"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "a text begins with a line +++, its front matter, and a second line +++ @ content/tin.md:1"),
        (b"Xin", "a text begins with a line +++, its front matter, and a second line +++ @ content/tin.md:1"),
        (
            b"---\ntitle: x\n---\nx",
            "a text begins with a line +++, its front matter, and a second line +++ @ content/tin.md:1",
        ),
        (b"+++", "the front matter has no second line +++; is the file cut off? @ content/tin.md:1"),
        (b"+++\ntitle = 'x'\n", "the front matter has no second line +++; is the file cut off? @ content/tin.md:1"),
        (b"+++\ntitle = \n+++\nx", "this is no TOML: Invalid value @ content/tin.md:2"),
        (b"+++\na = 1\na = 2\n+++\nx", "the same key stands in line 2 already @ a in content/tin.md:3"),
        (b"+++\n+++\n\nx\x00\n", "there are control characters: U+0000 @ content/tin.md:4"),
        (
            "+++\n+++\nĐủ\n".encode("utf-16"),
            "the file is not in UTF-8 but looks like UTF-16; save it again as UTF-8 @ content/tin.md:1",
        ),
        (b"#" * 6_000_000, "it holds 6000000 bytes, more than 5242880 @ content/tin.md"),
    ],
)
def test_a_broken_text_is_told_in_a_sentence(folder, data, told):
    assert problems(folder, folder.file("content/tin.md", data)) == [told]


def test_windows_lines_and_a_byte_order_mark_make_the_same_message(folder):
    plan = read_plan(folder.path)
    sound = read_message(plan, folder.text("tin.md", HEAD, "một\nhai\n"))
    for name, data in {"bom": b"\xef\xbb\xbf", "crlf": b""}.items():
        text = data + f"+++\n{HEAD}\n+++\nmột\nhai\n".replace("\n", "\r\n").encode()
        made = read_message(plan, folder.file(f"content/{name}.md", text))
        assert evolve(made, key="tin") == sound
        assert made.text_digest == sound.text_digest


def test_texts_lie_in_subfolders_in_order_and_hidden_ones_are_passed_over(folder):
    for name in ("b.md", "a/z.md", "a/b/c.MD", ".an.md", ".git/x.md", "ghi-chu.txt", "a.md"):
        folder.file(f"content/{name}", b"x")
    found = [path.relative_to(folder.content).as_posix() for path in message_files(folder.content)]
    assert found == ["a/b/c.MD", "a/z.md", "a.md", "b.md"]


def test_a_missing_content_folder_holds_nothing(tmp_path):
    assert message_files(tmp_path / "content") == ()


def test_what_cannot_be_walked_is_among_the_texts_and_says_why_when_read(folder, tmp_path):
    (folder.content / "ngoai").symlink_to(tmp_path)
    (folder.content / "trong").symlink_to(folder.content)
    (folder.content / "thu-muc.md").mkdir()
    (folder.content / "mat.md").symlink_to("khong-co.md")
    os.mkfifo(folder.content / "ong.md")
    files = message_files(folder.content)
    assert [path.name for path in files] == ["mat.md", "ngoai", "ong.md", "trong"]
    assert [problems(folder, path)[0].partition(" @ ")[0] for path in files] == [
        "there is no such file",
        "'content/ngoai' leads out of the plan folder through a symbolic link",
        "it is a pipe or a device, not a file",
        "it is a folder, not a file",
    ]


def test_a_plan_made_in_memory_has_no_texts(folder):
    plan = evolve(read_plan(folder.path), folder=None)
    with pytest.raises(PlanError, match="the plan was not read from a folder, so it has no texts @ content/tin.md"):
        read_message(plan, "content/tin.md")


def test_a_relative_path_starts_at_the_plan_folder(folder):
    folder.text("tin.md", HEAD)
    assert read_message(read_plan(folder.path), "content/tin.md").key == "tin"
