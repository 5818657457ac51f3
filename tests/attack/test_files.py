"""Files that are not what they seem: other encodings, cut off, too large, no files at all."""

from __future__ import annotations

import os
import unicodedata

import pytest

from tests.attack.conftest import Published

TEXT = "Tuyên truyền thủ tục hành chính"


def _recoded(encoding: str):
    def spoil(published: Published) -> None:
        published.file.write_bytes(
            unicodedata.normalize("NFC", published.file.read_text("utf-8")).encode(encoding, "replace")
        )

    return spoil


def _cp1258(published: Published) -> None:
    text = published.file.read_text("utf-8")
    parts = []
    for char in text:
        try:
            parts.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            parts.append(unicodedata.normalize("NFD", char).encode("cp1258", "ignore"))
    published.file.write_bytes(b"".join(parts))


def _cut(published: Published) -> None:
    data = published.file.read_bytes()
    published.file.write_bytes(data[: data.index("Ủ".encode()) + 1])


def _put(data: bytes):
    def spoil(published: Published) -> None:
        published.file.write_bytes(data)

    return spoil


def _folder(published: Published) -> None:
    published.file.unlink()
    published.file.mkdir()


def _pipe(published: Published) -> None:
    published.file.unlink()
    os.mkfifo(published.file)


def _nul(published: Published) -> None:
    published.file.write_bytes(published.file.read_bytes() + b"\x00\x00\n")


def _large(published: Published) -> None:
    with published.file.open("ab") as file:
        file.write(b"# " + b"x" * 20_000_000)


def _two(published: Published) -> None:
    (published.plan / "plan.json").write_text("{}")


SPOILT = {
    "UTF-16": (_recoded("utf-16"), "UTF-16"),
    "UTF-16 without mark": (_recoded("utf-16-le"), "UTF-16"),
    "UTF-32": (_recoded("utf-32"), "UTF-32"),
    "cp1258": (_cp1258, "cp1258"),
    "cut off": (_cut, "cut off"),
    "empty": (_put(b""), "format is missing"),
    "an image": (_put(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "plan.toml"),
    "a word": (_put(b"tuyen truyen"), "no TOML"),
    "NUL": (_nul, "U+0000"),
    "20 MB": (_large, "bytes"),
    "a folder": (_folder, "folder"),
    "a pipe": (_pipe, "pipe"),
    "two plans": (_two, "plan.json"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_plan_file_that_is_not_what_it_seems_is_refused_and_nothing_is_changed(
    published: Published, name: str
) -> None:
    spoil, named = SPOILT[name]
    spoil(published)
    before = published.everything()
    done = published.publish()
    assert done.code == 1
    assert "plan" in done.err
    assert named in done.err
    assert done.out == ""
    assert published.everything() == before


def test_the_mark_that_windows_writes_before_utf_8_is_no_fault(published: Published) -> None:
    for path in (published.file, published.message):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = published.everything()
    assert published.check().code == 0
    assert published.publish().code == 0
    assert published.everything() == before


def test_a_plan_in_decomposed_letters_says_the_same(published: Published) -> None:
    for path in (published.file, published.message):
        path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), encoding="utf-8")
    feed = published.feed
    done = published.publish()
    assert done.code == 0
    assert published.feed == feed
    assert unicodedata.is_normalized("NFC", feed)


MESSAGES = {
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "UTF-16"),
    "cut off": (lambda data: data[: data.index("ộ".encode()) + 1], "cut off"),
    "no front matter": (lambda data: data.split(b"+++")[2], "+++"),
    "half a front matter": (lambda data: data.rsplit(b"+++", 1)[0], "+++"),
    "empty": (lambda _: b"", "+++"),
    "an image": (lambda _: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "khai-sinh"),
    "20 MB": (lambda data: data + "Ủy ban ".encode() * 2_500_000, "bytes"),
    "broken TOML": (lambda data: data.replace(b"title =", b"title"), "content/khai-sinh.md:2"),
    "a doubled key": (lambda data: data.replace(b"title =", b'title = "x"\ntitle ='), "content/khai-sinh.md:3"),
    "an unknown key": (lambda data: data.replace(b"title =", b"titel ="), "title"),
    "a date as text": (lambda data: data.replace(b"2022-02-10T08:00:00+07:00", b'"02/03/2026"'), "2026-0"),
    "a link that is a script": (
        lambda data: data.replace(b"title =", b'channels = ["../../x"]\ntitle =', 1),
        "khai-sinh",
    ),
    "nested brackets": (
        lambda data: data.replace(b"themes =", b"x = " + b"[" * 5_000 + b"]" * 5_000 + b"\nthemes ="),
        "nested",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_spoilt_message_is_left_out_by_name_and_costs_no_other(published: Published, name: str) -> None:
    spoil, named = MESSAGES[name]
    published.message.write_bytes(spoil(published.message.read_bytes()))
    done = published.publish()
    assert done.code == 3
    assert "khai-sinh" in done.out
    assert named in done.out
    assert "Cấp bản sao trích lục hộ tịch" in published.feed


def test_a_device_a_pipe_and_a_folder_among_the_messages_stop_nothing(published: Published) -> None:
    os.mkfifo(published.plan / "content" / "ong-nuoc.md")
    (published.plan / "content" / "thu-muc.md").mkdir()
    done = published.publish()
    assert done.code in (0, 3)
    assert "Khai sinh liên thông" in published.feed
    if done.code == 3:
        assert "ong-nuoc" in done.out


def test_twenty_megabytes_in_one_word_of_the_command_line_of_files_are_no_fault(published: Published) -> None:
    (published.plan / "content" / ("a" * 200 + ".md")).write_text("x")
    done = published.publish()
    assert done.code == 3
    assert "a" * 50 in done.out
