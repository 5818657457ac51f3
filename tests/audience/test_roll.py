"""Tables of people, as Excel and people write them."""

from __future__ import annotations

import datetime
import time
import tracemalloc
from pathlib import Path

import pytest

from tuyentruyen.audience import Roll
from tuyentruyen.errors import AudienceError
from tuyentruyen.text import VIETNAM

TABLE = """Họ và tên;Thư điện tử;Chủ đề;Đơn vị;Ngày đồng ý;Nguồn đồng ý;Ghi chú
Nguyễn Thị Mẫu;mau@vi-du.example;cntt; ;31/12/2025;biểu mẫu trên cổng;x
"Trần Văn Ví;Dụ";vi.du@vi-du.example;"vai-tro;cntt";Quận Mẫu;2026-01-02T08:30;phiếu giấy;
"""
DAY = datetime.datetime(2025, 12, 31, tzinfo=VIETNAM)


def roll(folder: Path, text: str | bytes, **options) -> Roll:
    path = folder / "danh-sach.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Roll(path, **options)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"])
def test_a_table_is_read_however_excel_wrote_it(tmp_path: Path, encoding: str, separator: str, newline: str) -> None:
    text = TABLE.replace('"Trần Văn Ví;Dụ"', "Trần Văn Ví Dụ").replace('"vai-tro;cntt"', "vai-tro|cntt")
    text = text.replace(";", separator).replace("\n", newline)
    if encoding == "cp1258":
        text = decomposed(text)
    one, two = roll(tmp_path, text.encode(encoding))
    assert (one.name, one.address, one.topics, one.units) == ("Nguyễn Thị Mẫu", "mau@vi-du.example", ("cntt",), ())
    assert (one.consent, one.consent_source) == (DAY, "biểu mẫu trên cổng")
    assert (two.name, two.topics, two.units) == ("Trần Văn Ví Dụ", ("vai-tro", "cntt"), ("quan-mau",))
    assert two.consent == datetime.datetime(2026, 1, 2, 8, 30, tzinfo=VIETNAM)


def decomposed(text: str) -> str:
    """As Windows-1258 can hold it: letters, each followed by its tone."""
    import unicodedata

    out = []
    for char in text:
        try:
            char.encode("cp1258")
            out.append(char)
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", char)
            tones = [p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323"]
            out.append(unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones)) + "".join(tones))
    return "".join(out)


def test_quotes_a_sep_line_and_spare_columns_are_no_matter(tmp_path: Path) -> None:
    one, two = roll(tmp_path, "sep=;\n" + TABLE)
    assert two.name == "Trần Văn Ví;Dụ"
    assert one.name == "Nguyễn Thị Mẫu"


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ("Mẫu;mau;;", "row 2, column B (Email)", "no @"),
        ("Mẫu;;;", "row 2, column B (Email)", "there is no address"),
        ("Mẫu;a@b.example;;;;;thừa", "", ""),
        ("Văn; Mẫu;a@b.example;;;thừa", "row 2, column B (Email)", "no @"),
        ("=cmd|' /C calc'!A0;a@b.example;;", "row 2, column A (Tên)", "a formula"),
        ('"Nguyễn\r\nMẫu";a@b.example;;', "", ""),
        ("Nguyễn\0Mẫu;a@b.example;;", "row 2, column A (Tên)", "characters that cannot be read"),
        ("Nguyễn\u202eMẫu;a@b.example;;", "row 2, column A (Tên)", "characters that cannot be read"),
        ("Mẫu " * 75 + ";a@b.example;;", "row 2, column A (Tên)", "more than 200"),
        ("Mẫu;a@b.example;la-gi;", "row 2, column C (Chủ đề)", "does not know la-gi"),
        ("Mẫu;a@b.example;;hôm qua", "row 2, column D (Ngày đồng ý)", "it is no date"),
        ("Mẫu;a@b.example;;31/02/2026", "row 2, column D (Ngày đồng ý)", "it is no date"),
        ("Mẫu;a@b.example;;2026-02-31", "row 2, column D (Ngày đồng ý)", "it is no date"),
    ],
)
def test_a_fault_is_named_by_row_and_column_and_the_rest_is_used(tmp_path: Path, row, place: str, said: str) -> None:
    table = roll(
        tmp_path, f"Tên;Email;Chủ đề;Ngày đồng ý\n{row}\nNguyễn Thị Mẫu;mau@vi-du.example;cntt;\n", topics={"cntt"}
    )
    read = list(table)
    assert read[-1].name == "Nguyễn Thị Mẫu"
    assert [f.place for f in table.findings] == ([place] if place else [])
    assert all(said in f.text and f.mend and f.file == "danh-sach.csv" for f in table.findings)
    assert table.faulty == 2 - len(read)


@pytest.mark.parametrize(
    ("above", "row"),
    [
        ("Danh sách người nhận tin;;\n;;\n", 4),
        ("\n\n", 4),
        ('"Tháng 9\nnăm 2022"\n', 3),
        ("sep=;\r\n", 2),
        ('"sep=;"\n', 3),
        ("\ufeffsep=;\n\n", 3),
    ],
)
def test_heads_are_found_below_a_title_and_in_cells_of_two_lines(tmp_path: Path, above: str, row: int) -> None:
    table = roll(tmp_path, f'{above}"Họ và\ntên";Email;"Chủ\r\nđề"\nAn;a@b.example;cntt\n=x;c@d.example;\n')
    one, two = table
    assert (one.name, one.topics, two.name) == ("An", ("cntt",), "")
    assert [f.place for f in table.findings] == [f"row {row + 1}, column A (Họ và tên)"]


@pytest.mark.parametrize("row", ['"Mẫu;a@b.example;;', 'Mẫu;a@b.example;"cntt;', 'Mẫu;a@b.example;cntt;"gọi sau'])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_row_that_holds_others_is_told_whichever_column_holds_them(tmp_path: Path, row: str, newline: str) -> None:
    lines = ["Tên;Email;Chủ đề;Ghi chú", "An;an@b.example;;", row, "Bình;binh@b.example;;", "Chi;chi@b.example;;", ""]
    table = roll(tmp_path, newline.join(lines), topics={"cntt"})
    assert [one.address for one in table] == ["an@b.example"]
    assert [(f.place, f.text) for f in table.findings] == [("row 3", "the row holds others")]
    assert table.faulty == 1


def test_a_note_of_several_lines_is_no_fault(tmp_path: Path) -> None:
    table = roll(
        tmp_path, 'Email;Ghi chú\na@b.example;"Gọi sau 17 giờ;\nhoặc nhắn tin"\nc@d.example;"hỏi e@f.example\nnhé"\n'
    )
    assert len(list(table)) == 2
    assert table.findings == []


def test_no_finding_repeats_an_address(tmp_path: Path) -> None:
    table = roll(tmp_path, "Email,Tên\nrieng-tu(at)vi-du.example,=x\nrieng tu@vi-du.example,x\nrieng-tu@vi-du,=y\n")
    assert list(table) == []
    assert len(table.findings) == 3
    assert "rieng" not in repr(table.findings)
    table = roll(
        tmp_path,
        "Email;Chủ đề;Đơn vị\na@b.example;rieng-tu@vi-du.example;rieng-tu@vi-du.example\n",
        topics=(),
        units=(),
    )
    assert len(list(table)) == 1
    assert len(table.findings) == 2
    assert "rieng" not in repr(table.findings)


def test_an_open_quotation_mark_costs_what_it_swallows_and_says_so(tmp_path: Path) -> None:
    table = roll(tmp_path, 'Email;Tên\na@b.example;"Mẫu\n' + "c@d.example;x\n" * 100_000)
    read = list(table)
    assert {r.address for r in read} == {"c@d.example"}
    assert 80_000 < len(read) < 100_000
    assert [f.place for f in table.findings][:1] == ["row 2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("Tên;Điện thoại\nMẫu;02", "no column is called Email"),
        ("Email;Thư điện tử\na;b", "several columns hold the same: Email, Thư điện tử"),
        ("an@mau.example\nbinh@mau.example\n", "no column is called Email"),
    ],
)
def test_a_table_that_says_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(AudienceError, match=said) as fault:
        roll(tmp_path, text)
    assert "danh-sach.csv" in str(fault.value)
    assert "an@mau" not in str(fault.value)


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudienceError, match="cannot be read: no such file"):
        Roll(tmp_path / "x.csv")
    with pytest.raises(AudienceError, match="cannot be read: it is a folder"):
        Roll(tmp_path)


def test_only_so_many_faults_are_told(tmp_path: Path) -> None:
    table = roll(tmp_path, "Email\n" + "x\n" * 250)
    assert (list(table), len(table.findings), table.untold, table.faulty) == ([], 100, 150, 250)
    assert list(table) == []
    assert table.faulty == 250


@pytest.mark.timed
def test_a_million_rows_are_read_one_by_one(tmp_path: Path) -> None:
    table = roll(tmp_path, "Email;Tên\n" + "".join(f"a{n}@vi-du.example;Mẫu\n" for n in range(100_000)))
    began = time.perf_counter()
    assert sum(1 for _ in table) == 100_000
    assert time.perf_counter() - began < 60
    tracemalloc.start()
    try:
        assert sum(1 for _, _ in zip(table, range(20_000), strict=False)) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_binary_rubbish_is_no_crash(tmp_path: Path) -> None:
    import random

    rubbish = random.Random(7)
    for _ in range(200):
        data = b"Email;T\xean\n" + rubbish.randbytes(rubbish.randrange(400))
        try:
            read = list(roll(tmp_path, data))
        except AudienceError:
            continue
        assert all("@" in one.address for one in read)
