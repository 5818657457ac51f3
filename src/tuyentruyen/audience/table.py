"""A table of people as they come out of Excel: its letters, its separators, the names of its columns."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import frozen

from tuyentruyen.errors import AudienceError
from tuyentruyen.text import fold
from tuyentruyen.wording import reason, tr

_CHUNK = 1 << 20
_HEADS = 1 << 16
_ABOVE = 20
_SEPARATORS = ";,\t"
COLUMNS: Mapping[str, frozenset[str]] = {
    "address": frozenset(
        (
            "email",
            "e-mail",
            "mail",
            "address",
            "email address",
            "thu dien tu",
            "dia chi thu dien tu",
            "dia chi email",
            "hom thu",
        )
    ),
    "name": frozenset(("name", "full name", "ho ten", "ho va ten", "ten", "ten nguoi nhan", "quy danh")),
    "topics": frozenset(("topic", "topics", "themes", "chu de", "noi dung", "linh vuc", "dang ky")),
    "units": frozenset(("unit", "units", "don vi", "co quan", "quan huyen", "phuong xa")),
    "consent": frozenset(("consent", "consent date", "ngay dong y", "dong y", "ngay dang ky", "thoi diem dong y")),
    "consent_source": frozenset(("consent source", "source", "nguon", "nguon dong y", "cach dong y", "noi dang ky")),
}
"""Names of columns, without marks and in small letters, by what stands in them."""
_NAMES = {spelling: name for name, spellings in COLUMNS.items() for spelling in spellings}


@frozen
class Row:
    """One row of a table.

    Attributes:
        number: As Excel counts: the first is row 1, mostly that of the heads.
        cells: The texts of its cells by what stands in them.
        spare: Whether it has more cells than there are heads.
        swallowed: Whether other rows stand in one of its cells: a quotation mark before them is never closed.
    """

    number: int
    cells: Mapping[str, str]
    spare: bool = False
    swallowed: bool = False


@frozen
class Table:
    """A table of people, found readable; its rows are read one by one.

    Attributes:
        path: The file.
        encoding: Its letters, a codec of Python's.
        separator: What stands between cells.
        columns: What stands in each column, by place; empty for columns that say nothing to us.
        heads: The names of the columns as the table gives them.
        head: The number of the row that the heads are in.
        marked: Whether a line that names the separator stands before the first row.
    """

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    head: int
    marked: bool

    def rows(self) -> Iterator[Row | int]:
        """Its rows in order, but for empty ones; of a row that cannot be read, its number.

        Raises:
            OSError: The file cannot be read any more.
        """
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            if self.marked:
                file.readline()
            reader = csv.reader(file, delimiter=self.separator)
            for _ in range(self.head):
                next(reader)
            number = self.head
            while True:
                number += 1
                line = reader.line_num
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield number
                    continue
                if any(cells):
                    named = {name: cell for name, cell in zip(self.columns, cells, strict=False) if name}
                    spare, swallowed = any(cells[len(self.columns) :]), reader.line_num > line + 1
                    yield Row(number, named, spare, swallowed and any(map(self._holds_rows, cells)))

    def _holds_rows(self, cell: str) -> bool:
        return "@" in cell and self.separator in cell and ("\n" in cell or "\r" in cell)

    def column(self, name: str) -> str:
        """A column as people find it: its letter and its head; empty where no column, or none of these, is meant."""
        if not name or name not in self.columns:
            return ""
        place = self.columns.index(name)
        return f"{chr(65 + place)} ({self.heads[place]})" if place < 26 else self.heads[place]


def open_table(path: Path) -> Table:
    """Finds out how a table is written: UTF-8, UTF-16 or Windows-1258; semicolons, commas or tabs; which column holds what.

    Its heads are in the first row that names a column of addresses, among the first twenty: a title may stand above them.

    Raises:
        AudienceError: It cannot be read, is empty, or no column, or more than one, holds addresses.
    """
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            beginning = file.readline(_HEADS)
            marked = beginning.lower().startswith("sep=") and len(beginning.rstrip("\r\n")) == 5
            separators = beginning[4] if marked else _SEPARATORS
            beginning = ("" if marked else beginning) + file.read(_HEADS)
    except OSError as fault:
        raise AudienceError(tr("{path} cannot be read: {fault}", path=path, fault=reason(fault))) from fault
    found = [(*_head(beginning, separator), separator) for separator in separators]
    number, heads, separator = max(found, key=lambda one: ("address" in _meanings(one[1]), len(one[1])))
    if not any(heads):
        raise AudienceError(
            tr("{path} is empty; its first row must name its columns, such as Email; Họ và tên", path=path)
        )
    return Table(path, encoding, separator, _columns(path, heads), heads, number, marked)


def _head(beginning: str, separator: str) -> tuple[int, tuple[str, ...]]:
    """The first row that names a column of addresses and its number; else the first that says anything."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    with suppress(csv.Error):
        for number, cells in enumerate(csv.reader(io.StringIO(beginning, newline=""), delimiter=separator), 1):
            rows.append((number, tuple(" ".join(cell.split()) for cell in cells)))
            if number == _ABOVE or "address" in _meanings(rows[-1][1]):
                break
    named = [row for row in rows if "address" in _meanings(row[1])]
    return next(iter([*named, *(row for row in rows if any(row[1]))]), (0, ()))


def _meanings(heads: Sequence[str]) -> tuple[str, ...]:
    return tuple(_NAMES.get(" ".join(fold(head).replace("_", " ").split()), "") for head in heads)


def _columns(path: Path, heads: Sequence[str]) -> tuple[str, ...]:
    columns = _meanings(heads)
    for name in COLUMNS:
        if columns.count(name) > 1:
            both = ", ".join(head for head, column in zip(heads, columns, strict=True) if column == name)
            raise AudienceError(
                tr("{path}: several columns hold the same: {both}; keep one of them", path=path, both=both)
            )
    if "address" not in columns:
        shown = ", ".join(head[:30] for head in heads if head and "@" not in head)[:200]
        raise AudienceError(
            tr(
                "{path}: no column is called Email or Thư điện tử; its columns are: {heads}",
                path=path,
                heads=shown or "?",
            )
        )
    return columns


def _encoding(path: Path) -> str:
    """Told by the mark at its beginning, else by whether it can be UTF-8; what cannot is Windows-1258, as Excel writes it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        if chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if chunk.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        for encoding, high in (("utf-16-le", chunk[1:200:2]), ("utf-16-be", chunk[0:200:2])):
            if 5 * high.count(0) > 2 * len(high):
                return encoding
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1258"
    return "utf-8"
