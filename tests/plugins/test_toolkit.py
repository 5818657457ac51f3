"""The tools of backends keep what they promise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tuyentruyen.errors import DeliveryError, MissingExtraError
from tuyentruyen.model.flow import Parcel, Receipt, Status
from tuyentruyen.model.values import Html
from tuyentruyen.plugins.toolkit import deliver_each, deliver_files, fingerprint, replace_file, require


def test_a_missing_library_names_the_pip_line() -> None:
    with pytest.raises(MissingExtraError, match=r"pip install 'tuyentruyen\[poster\]'") as caught:
        require("khong_co_thu_vien", extra="poster")
    assert caught.value.extra == "poster"
    assert require("json", extra="poster").__name__ == "json"


def test_a_file_is_replaced_whole_and_leaves_no_neighbour(tmp_path: Path) -> None:
    path = tmp_path / "a" / "tin.xml"
    replace_file(path, b"cu")
    replace_file(path, "mới".encode())
    assert path.read_text() == "mới"
    assert [p.name for p in path.parent.iterdir()] == ["tin.xml"]


def test_files_are_put_and_removed_with_the_folders_they_empty(tmp_path: Path) -> None:
    put = [Parcel(key="chu-de/cntt/feed.xml", data=b"1"), Parcel(key="feed.xml", data=b"2")]
    assert [r.status for r in deliver_files(tmp_path, put)] == [Status.DELIVERED] * 2
    gone = [Parcel(key="chu-de/cntt/feed.xml", data=None), Parcel(key="khong-co.xml", data=None)]
    assert [r.status for r in deliver_files(tmp_path, gone)] == [Status.WITHDRAWN] * 2
    assert [p.name for p in tmp_path.iterdir()] == ["feed.xml"]


def test_what_the_disk_refuses_is_to_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "tin").write_text("một tệp, không phải thư mục")
    receipts = list(deliver_files(tmp_path, [Parcel(key="tin/a.xml", data=b"1"), Parcel(key="b.xml", data=b"2")]))
    assert [r.status for r in receipts] == [Status.RETRY, Status.DELIVERED]


@pytest.mark.skipif(sys.platform == "win32", reason="making symbolic links needs a right on Windows")
def test_a_link_in_the_place_of_a_folder_stays_with_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho" / "a.xml").touch()
    (tmp_path / "ra").mkdir()
    (tmp_path / "ra" / "tin").symlink_to(tmp_path / "kho", target_is_directory=True)
    (receipt,) = deliver_files(tmp_path / "ra", [Parcel(key="tin/a.xml", data=None)])
    assert receipt.status is Status.WITHDRAWN
    assert [list((tmp_path / "ra" / "tin").iterdir()), (tmp_path / "ra" / "tin").is_symlink()] == [[], True]


def test_no_folder_is_listed_for_each_file_that_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tin").mkdir()
    for n in range(50):
        (tmp_path / "tin" / f"{n}.xml").touch()
    listed = []
    for real in (os.listdir, os.scandir):
        monkeypatch.setattr(os, real.__name__, lambda folder, real=real: listed.append(folder) or real(folder))
    list(deliver_files(tmp_path, [Parcel(key=f"tin/{n}.xml", data=None) for n in range(50)]))
    assert listed == [], "thousands of files of one folder would take the square of their number"
    assert not (tmp_path / "tin").exists()


@pytest.mark.parametrize("in_order", [False, True])
def test_what_the_disk_refuses_or_waits_for_it_leaves_no_neighbour(tmp_path: Path, in_order: bool) -> None:
    (tmp_path / "a.xml").mkdir()
    parcels = [Parcel(key="a.xml", data=b"1"), Parcel(key="b.xml", data=b"2")]
    receipts = list(deliver_files(tmp_path, parcels, in_order=in_order))
    assert [r.status for r in receipts] == [Status.RETRY, Status.RETRY if in_order else Status.DELIVERED]
    assert sorted(p.name for p in tmp_path.iterdir()) == (["a.xml"] if in_order else ["a.xml", "b.xml"])


def test_no_file_stays_open(tmp_path: Path) -> None:
    def next_handle() -> int:
        handle = os.open(os.devnull, os.O_RDONLY)
        os.close(handle)
        return handle

    (tmp_path / "3.xml").mkdir()
    before = next_handle()
    for count in (2, 20):
        list(deliver_files(tmp_path, [Parcel(key=f"{n}.xml", data=b"1") for n in range(count)]))
    replace_file(tmp_path / "tin.xml", b"1")
    assert next_handle() == before


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (DeliveryError("421", certain=True), Status.RETRY),
        (DeliveryError("550", certain=True, retryable=False), Status.REJECTED),
        (DeliveryError("đứt sau dấu chấm"), Status.UNCERTAIN),
    ],
)
def test_faults_of_one_parcel_become_its_receipt(fault: DeliveryError, status: Status) -> None:
    def send(_channel, parcel):
        if parcel.key == "a":
            raise fault
        return Receipt.delivered(parcel)

    receipts = list(deliver_each(send)(None, [Parcel(key="a", data=b""), Parcel(key="b", data=b"")]))
    assert [r.status for r in receipts] == [status, Status.DELIVERED]


def test_fingerprints_tell_parts_apart() -> None:
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint("<p>a</p>") != fingerprint(Html("<p>a</p>"))
    assert len(fingerprint("ủy ban", 1)) == 32
    assert fingerprint("\ud800")


def test_in_order_nothing_is_placed_or_removed_after_what_the_disk_refuses(tmp_path: Path) -> None:
    (tmp_path / "danh-sach.html").write_text("cũ")
    (tmp_path / "di.html").write_text("đi")
    (tmp_path / "trang").write_text("không phải thư mục")
    pulled = []

    def parcels():
        for key, data in (("dau.html", b"1"), ("trang/moi.html", b"2"), ("danh-sach.html", b"3"), ("di.html", None)):
            pulled.append(key)
            yield Parcel(key=key, data=data)
        for number in range(200):
            pulled.append(str(number))
            yield Parcel(key=f"{number}.html", data=b"4")

    receipts = list(deliver_files(tmp_path, parcels(), in_order=True))
    assert [receipt.status for receipt in receipts] == [Status.DELIVERED] + [Status.RETRY] * 99
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "dau.html": "1", "danh-sach.html": "cũ", "di.html": "đi", "trang": "không phải thư mục",
    }  # fmt: skip
    assert len(pulled) == 100
