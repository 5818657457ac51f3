"""A plan folder is read whole, stays inside its fence, and knows where everything stands."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import shutil
import socket
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile import read_plan, unstructure
from tuyentruyen.planfile.source import MAX_BYTES

FAULTS = Path(__file__).parent.parent / "faults"


@contextlib.contextmanager
def without_rights(path: Path) -> Iterator[None]:
    """While nobody may read a path: the superuser, who always may, becomes somebody else."""
    problems(path / "khong-co")  # nothing may have to be imported later on
    path.chmod(0)
    if is_root := os.geteuid() == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
        path.chmod(0o755)


def problems(path) -> list[str]:
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    return list(caught.value.problems)


def test_a_plan_is_read_from_its_folder_or_its_file_by_path_or_by_name(folder):
    plans = [read_plan(folder.path), read_plan(str(folder.path)), read_plan(folder.path / "plan.toml")]
    assert [plan.title for plan in plans] == ["Kiểm soát thủ tục hành chính"] * 3
    assert [plan.folder for plan in plans] == [folder.path.resolve()] * 3
    assert plans[0].since == datetime.date(2022, 3, 28)


def test_a_plan_file_may_have_another_name(folder):
    other = folder.path / "ban-nhap.toml"
    shutil.copy(folder.path / "plan.toml", other)
    assert read_plan(other).places["plan.key"] == "ban-nhap.toml:4"


def test_records_keep_the_order_of_the_file(folder):
    folder.plan(
        '[units.so-vhtt]\nname = "Sở Văn hóa"\n[units.ban]\nname = "Ban"\n[units.so-tttt]\nname = "Sở Thông tin"\n'
    )
    assert list(read_plan(folder.path).units) == ["so-vhtt", "ban", "so-tttt"]


def test_every_record_and_field_has_its_file_and_line(folder):
    folder.plan('[themes.cntt]\ntitle = "CNTT"\n', include='["don-vi.toml"]')
    folder.file("don-vi.toml", '\n[units.ubnd-tp]\nname = "UBND"\n')
    places = read_plan(folder.path).places
    assert places["themes.cntt"] == "plan.toml:10"
    assert places["themes.cntt.title"] == "plan.toml:11"
    assert places["units.ubnd-tp"] == "don-vi.toml:2"
    assert places["units.ubnd-tp.name"] == "don-vi.toml:3"


def test_toml_and_json_give_the_same_plan():
    toml, json_ = read_plan(FAULTS / "good/small.toml"), read_plan(FAULTS / "good/small.json")
    assert toml == json_
    assert toml.activities["loa"].when.at == datetime.time(17, 0)


def test_byte_order_mark_windows_lines_and_decomposed_text_change_nothing():
    sound = read_plan(FAULTS / "good/small.toml")
    for name in ("byte-order-mark", "windows-lines", "decomposed"):
        assert read_plan(FAULTS / f"good/{name}.toml") == sound
    assert list(sound.documents) == ["63/2010/NĐ-CP"]


def test_a_plan_made_tables_and_written_as_json_is_the_same_plan(tmp_path):
    plan = read_plan(FAULTS / "good/every-way.toml")
    (tmp_path / "plan.json").write_text(json.dumps(unstructure(plan)), encoding="utf-8")
    again = read_plan(tmp_path)
    assert again.channels["bang"].settings["since"] == "2022-04-01"  # only the backend knows that this is a date
    assert unstructure(again) == unstructure(plan)
    assert (again.activities, again.units, again.documents) == (plan.activities, plan.units, plan.documents)


def test_included_files_may_lie_in_subfolders_and_be_json(folder):
    folder.plan(include='["don-vi/so.json", "don-vi/quan.toml"]')
    folder.file(
        "don-vi/so.json", '{"units": {"so-tttt": {"name": "Sở Thông tin và Truyền thông", "until": "2025-02-28"}}}'
    )
    folder.file("don-vi/quan.toml", '[units.ba-dinh]\nname = "Quận Ba Đình"\n')
    plan = read_plan(folder.path)
    assert plan.units["so-tttt"].until == datetime.date(2025, 2, 28)
    assert plan.places["units.so-tttt"] == "don-vi/so.json:1"
    assert plan.places["units.ba-dinh"] == "don-vi/quan.toml:1"


def test_an_included_file_with_a_decomposed_name_is_found(folder):
    folder.file(unicodedata.normalize("NFD", "Đơn vị.toml"), '[units.ba-dinh]\nname = "Quận Ba Đình"\n')
    folder.plan(include='["Đơn vị.toml"]')
    assert list(read_plan(folder.path).units) == ["ba-dinh"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("../units.toml", "may not climb out of its folder; name a file below it"),
        ("a/../../units.toml", "may not climb out of its folder; name a file below it"),
        ("..\\\\units.toml", "may not climb out of its folder; name a file below it"),
        ("/etc/units.toml", "is an absolute path; name a file of the plan folder"),
        ("C:/units.toml", "is an absolute path; name a file of the plan folder"),
        ("~/units.toml", "is an absolute path; name a file of the plan folder"),
        ("con/units.toml", "is no name that every system can keep"),
        ("a//units.toml", "is no name that every system can keep"),
        ("./units.toml", "is no name that every system can keep"),
    ],
)
def test_an_include_stays_in_the_plan_folder(folder, name, told):
    folder.plan(include=f'["{name}"]')
    (problem,) = problems(folder.path)
    assert told in problem
    assert problem.endswith("@ include[0] in plan.toml:2")


def test_an_include_may_not_lead_out_through_a_link(folder, tmp_path):
    (tmp_path / "units.toml").write_text('[units.a]\nname = "A"\n')
    (folder.path / "units.toml").symlink_to(tmp_path / "units.toml")
    (folder.path / "ngoai").symlink_to(tmp_path)
    folder.plan(include='["units.toml", "ngoai/units.toml"]')
    assert problems(folder.path) == [
        "'units.toml' leads out of the plan folder through a symbolic link @ include[0] in plan.toml:2",
        "'ngoai/units.toml' leads out of the plan folder through a symbolic link @ include[1] in plan.toml:2",
    ]


def test_a_link_inside_the_plan_folder_is_followed(folder):
    folder.file("don-vi/so.toml", '[units.a]\nname = "A"\n')
    (folder.path / "units.toml").symlink_to("don-vi/so.toml")
    folder.plan(include='["units.toml"]')
    assert list(read_plan(folder.path).units) == ["a"]


def test_the_plan_folder_itself_may_be_a_link(folder, tmp_path):
    (tmp_path / "loi-tat").symlink_to(folder.path)
    assert read_plan(tmp_path / "loi-tat").key == "kstthc-2022"


def test_the_plan_file_may_not_lead_out_through_a_link(folder, tmp_path):
    shutil.move(folder.path / "plan.toml", tmp_path / "plan.toml")
    (folder.path / "plan.toml").symlink_to(tmp_path / "plan.toml")
    (problem,) = problems(folder.path)
    assert problem.startswith("'plan.toml' leads out of the plan folder through a symbolic link")


def test_links_in_a_ring_are_told(folder):
    (folder.path / "a.toml").symlink_to("b.toml")
    (folder.path / "b.toml").symlink_to("a.toml")
    folder.plan(include='["a.toml"]')
    (problem,) = problems(folder.path)
    assert problem.startswith("'a.toml' cannot be followed")


def test_a_missing_folder_and_an_empty_one_are_told(tmp_path):
    assert problems(tmp_path / "khong-co") == [f"there is no such folder or plan file @ {tmp_path}/khong-co"]
    assert problems(tmp_path) == [f"there is no plan.toml in the folder, nor plan.json or plan.yaml @ {tmp_path}"]


def test_a_folder_a_pipe_a_socket_and_a_device_are_no_plan_files(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/plan.toml").mkdir()
    assert problems(tmp_path / "a") == ["it is a folder, not a file @ plan.toml"]
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b/plan.toml")
    assert problems(tmp_path / "b") == ["it is a pipe or a device, not a file @ plan.toml"]
    assert problems("/dev/zero") == ["it is a pipe or a device, not a file @ zero"]
    (tmp_path / "c").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(tmp_path / "c")  # the path of a socket is short
        listener.bind("plan.toml")
        (problem,) = problems(tmp_path / "c")
    assert problem.startswith("it cannot be read: ")


@pytest.mark.parametrize("closed", ["folder", "file", "include"])
def test_what_there_is_no_right_to_read_is_told(folder, closed):
    folder.plan(include='["units.toml"]')
    folder.file("units.toml", '[units.a]\nname = "A"\n')
    path = {"folder": folder.path, "file": folder.path / "plan.toml", "include": folder.path / "units.toml"}[closed]
    for above in (folder.path, *folder.path.parents):
        if above.stat().st_uid == os.getuid() and above != Path(above.anchor):
            above.chmod(0o755)
    with without_rights(path):
        (problem,) = problems(folder.path)
    expected = (
        "it cannot be read: no right to do this @ " + str(folder.path)
        if closed == "folder"
        else "there is no right to read it @ " + path.name
    )
    assert problem == expected


def test_a_file_of_twenty_megabytes_is_not_read(folder):
    folder.file("plan.toml", b"#" * 20_000_000)
    assert problems(folder.path) == [f"it holds 20000000 bytes, more than {MAX_BYTES} @ plan.toml"]


def test_included_files_together_are_bounded(folder):
    names = [f"u{i}.toml" for i in range(5)]
    for name in names:
        folder.file(name, b"#" * (MAX_BYTES - 1))
    folder.plan(include=json.dumps(names))
    third, fourth = problems(folder.path)
    assert third.startswith(f"it holds {MAX_BYTES - 1} bytes, more than ")
    assert third.endswith(" @ u3.toml")
    assert fourth.endswith(" @ u4.toml")


def test_control_characters_never_reach_the_words_of_a_fault(folder):
    folder.plan('[units."\\u001b[2J\\u202e"]\nname = "A"\n"\\u0007" = 1\nlink = "\\u0000"\n')
    for problem in problems(folder.path):
        assert problem.isprintable(), problem


def test_a_plan_of_ten_thousand_dotted_keys_is_answered(folder):
    folder.plan(
        '[channels.tin]\nform = "bao"\nbackend = "rss"\nowner = "ubnd-tp"\n'
        + "".join(f"settings.a.b.c.k{i} = {i}\n" for i in range(10_000))
    )
    assert len(read_plan(folder.path).channels["tin"].settings["a"]["b"]["c"]) == 10_000


def test_very_many_unknown_keys_are_counted(folder):
    folder.plan("".join(f"k{i} = 1\n" for i in range(150)))
    told = problems(folder.path)
    assert len(told) == 101
    assert "there are 50 more keys that are not known @ plan in plan.toml:3" in told


def test_a_plan_cannot_be_changed_from_outside(folder):
    plan = read_plan(folder.path)
    with pytest.raises(TypeError):
        plan.units["a"] = None  # type: ignore[index]
