"""Symbolic links that lead out of the plan folder, in every place where a file is named."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.attack.conftest import Published

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making symbolic links needs a right on Windows")

SECRET = "ĐIỀU BÍ MẬT"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the plan with things that must not be read."""
    folder = tmp_path / "ngoài"
    folder.mkdir()
    (folder / "khac.toml").write_text(f'[themes.khac]\ntitle = "{SECRET}"\n', encoding="utf-8")
    (folder / "tin.md").write_text(
        f'+++\ntitle = "{SECRET}"\npublished = 2022-03-01\nthemes = ["ho-tich"]\n+++\n{SECRET}\n', encoding="utf-8"
    )
    (folder / "anh.png").write_bytes(SECRET.encode())
    return folder


def _is_nowhere(published: Published) -> bool:
    return not any(SECRET.encode() in path.read_bytes() for path in published.out.rglob("*") if path.is_file())


def test_an_include_that_leads_out_is_refused(published: Published, outside: Path) -> None:
    (published.plan / "khac.toml").symlink_to(outside / "khac.toml")
    published.file.write_text(
        published.file.read_text("utf-8").replace("format = 1", 'format = 1\ninclude = ["khac.toml"]'), encoding="utf-8"
    )
    before = published.everything()
    done = published.publish()
    assert done.code == 1
    assert "khac.toml" in done.err
    assert published.everything() == before


def test_an_included_folder_that_leads_out_is_refused(published: Published, outside: Path) -> None:
    (published.plan / "them").symlink_to(outside)
    published.file.write_text(
        published.file.read_text("utf-8").replace("format = 1", 'format = 1\ninclude = ["them/khac.toml"]'),
        encoding="utf-8",
    )
    assert published.publish().code == 1


def test_a_message_that_leads_out_is_left_out(published: Published, outside: Path) -> None:
    (published.plan / "content" / "tin-la.md").symlink_to(outside / "tin.md")
    done = published.publish()
    assert done.code in (0, 3)
    assert SECRET not in done.said
    assert _is_nowhere(published)


def test_a_content_folder_that_leads_out_is_not_read(published: Published, outside: Path) -> None:
    for path in (published.plan / "content").iterdir():
        path.unlink()
    (published.plan / "content").rmdir()
    (published.plan / "content").symlink_to(outside)
    done = published.publish()
    assert done.code in (0, 1, 3)
    assert _is_nowhere(published)


@pytest.mark.parametrize(
    "path", ["anh.png", "sau/anh.png", "../../../ngoài/anh.png", "/etc/hostname", "con", "a\\u0000b", "..", "~/x"]
)
def test_media_that_lead_out_leave_their_message_out(published: Published, outside: Path, path: str) -> None:
    (published.plan / "content" / "anh.png").symlink_to(outside / "anh.png")
    (published.plan / "content" / "sau").symlink_to(outside)
    text = published.message.read_text("utf-8").replace(
        "themes =", f'media = [{{ path = "{path}", alt = "Ảnh" }}]\nthemes =', 1
    )
    published.message.write_text(text, encoding="utf-8")
    done = published.publish()
    assert done.code == 3
    assert "khai-sinh" in done.out
    assert _is_nowhere(published)
    assert "Cấp bản sao trích lục hộ tịch" in published.feed


def test_links_in_a_circle_are_no_endless_road(published: Published) -> None:
    (published.plan / "content" / "vong.md").symlink_to("vong.md")
    (published.plan / "content" / "vong-lai").symlink_to(".")
    done = published.publish()
    assert done.code in (0, 3)


def test_a_plan_file_that_is_a_link_in_a_circle_is_refused(published: Published) -> None:
    published.file.unlink()
    published.file.symlink_to("plan.toml")
    done = published.publish()
    assert done.code == 1
    assert "plan.toml" in done.err


def test_a_plan_file_that_leads_out_is_refused(published: Published, outside: Path) -> None:
    data = published.file.read_bytes()
    (outside / "plan.toml").write_bytes(data)
    published.file.unlink()
    published.file.symlink_to(outside / "plan.toml")
    assert published.publish().code == 1


def test_an_approval_does_not_write_through_a_link(published: Published, outside: Path) -> None:
    (published.plan / "content" / "tin-la.md").symlink_to(outside / "tin.md")
    before = (outside / "tin.md").read_bytes()
    assert published.run("approve", "tin-la", published.plan, "--by", "Hoa").code in (1, 2)
    assert (outside / "tin.md").read_bytes() == before


def test_a_draft_is_not_written_through_a_link(published: Published, outside: Path) -> None:
    (published.plan / "content" / "tin-moi.md").symlink_to(outside / "moi.md")
    done = published.run("new", "message", "tin-moi", published.plan, "--title", "Tin")
    assert done.code in (2, 3)
    assert not (outside / "moi.md").exists()


def test_a_file_name_that_is_no_text_is_named_and_stops_nothing(published: Published) -> None:
    try:
        with Path(os.fsdecode(os.fsencode(published.plan / "content") + b"/t\xff\x1bin.md")).open("w") as file:
            file.write("+++\n+++\nx\n")
    except OSError:
        pytest.skip("this file system wants names in UTF-8")
    done = published.publish()
    assert done.code == 3
    assert "Cấp bản sao trích lục hộ tịch" in published.feed
