"""How files of a site get their places: what the disk refuses holds back all that comes after it, and what went is told right."""

from __future__ import annotations

import json

import pytest

from tuyentruyen.channels.portal.placing import placed
from tuyentruyen.model.flow import Parcel, Status

NEW = Parcel(key="tin/moi/index.html", data=b"trang", messages=("moi",))
LIST = Parcel(key="index.html", data=b"danh sach", messages=("moi",))
TURNED = Parcel(key="tin/cu/index.html", data=b"da rut lai")
GOING = Parcel(key="luu-tru/2022-03/index.html", data=None)
DATA = Parcel(key="du-lieu/tin/cu.json", data=None)
GONE = Parcel(key="gone.json", data=json.dumps(["tin/cu/", "du-lieu/tin/cu.json"]).encode())
ALL = (NEW, LIST, TURNED, GONE, GOING, DATA)


@pytest.fixture
def folder(tmp_path):
    """A site of one message, which is to be taken back."""
    site = tmp_path / "cong"
    for key in ("index.html", "tin/cu/index.html", "du-lieu/tin/cu.json", "luu-tru/2022-03/index.html"):
        (site / key).parent.mkdir(parents=True, exist_ok=True)
        (site / key).write_bytes(b"cu")
    return site


def answers(folder, parcels):
    return [(receipt.key, receipt.status) for receipt in placed(folder, iter(parcels))]


def standing(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_goes_and_what_says_so_comes_last_lists_first(folder):
    assert answers(folder, ALL) == [
        ("tin/moi/index.html", Status.DELIVERED),
        ("index.html", Status.DELIVERED),
        ("luu-tru/2022-03/index.html", Status.WITHDRAWN),
        ("tin/cu/index.html", Status.DELIVERED),
        ("gone.json", Status.DELIVERED),
        ("du-lieu/tin/cu.json", Status.WITHDRAWN),
    ]
    assert standing(folder) == {
        "tin/moi/index.html": b"trang", "index.html": b"danh sach", "tin/cu/index.html": b"da rut lai", "gone.json": GONE.data,
    }  # fmt: skip


@pytest.mark.parametrize("refused", ["tin/moi", "index.html"])
def test_after_a_file_that_the_disk_refuses_nothing_is_turned_or_removed_and_each_is_answered(folder, refused):
    before = {name: data for name, data in standing(folder).items() if name != refused}
    (folder / refused).unlink(missing_ok=True)
    if refused == "index.html":
        (folder / refused / "trong").mkdir(parents=True)  # a folder stands where the list belongs
    else:
        (folder / refused).write_bytes(b"")  # a file stands where a folder belongs
    told = dict(answers(folder, ALL))
    assert told.keys() == {parcel.key for parcel in ALL}
    assert [key for key, status in told.items() if status is not Status.RETRY] == (
        [] if refused == "tin/moi" else ["tin/moi/index.html"]
    )
    after = standing(folder)
    assert {name: after.get(name) for name in before} == before
    assert "gone.json" not in after


def test_what_came_back_is_no_more_listed_as_gone_before_a_list_leads_to_it(folder):
    (folder / "gone.json").write_bytes(GONE.data)
    seen = []

    def parcels():
        yield Parcel(key="tin/cu/index.html", data=b"lai", messages=("cu",))
        seen.append((folder / "gone.json").exists())
        yield LIST

    assert [status for _, status in answers(folder, parcels())] == [Status.DELIVERED, Status.DELIVERED]
    assert seen == [False]


@pytest.mark.parametrize("data", [b"", b"[", b"5", b"[[]]", b"{}", b"[" * 100_000])
def test_a_list_of_what_is_gone_that_cannot_be_read_stops_nothing(folder, data):
    (folder / "gone.json").write_bytes(data)
    assert {status for _, status in answers(folder, (NEW, LIST, GONE))} == {Status.DELIVERED}
    assert standing(folder)["gone.json"] == GONE.data


def test_a_page_that_says_already_that_its_message_was_taken_back_is_replaced_in_its_turn(folder):
    (folder / "du-lieu/tin/cu.json").unlink()
    assert [key for key, _ in answers(folder, (TURNED, LIST))] == ["tin/cu/index.html", "index.html"]
