"""A table of people as they come out of Excel: its letters, its separators, the names of its columns."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from tuyentruyen.errors import AudienceError
from tuyentruyen.text import fold
from tuyentruyen.wording import reason, tr

_CHUNK = 1 << 20
_HEADS = 1 << 16
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


@frozen
class Row:
    """One row of a table.

    Attributes:
        number: As Excel counts: the heads are row 1.
        cells: The texts of its cells by what stands in them.
        spare: Whether it has more cells than there are heads.
    """

    number: int
    cells: Mapping[str, str]
    spare: bool = False


@frozen
class Table:
    """A table of people, found readable; its rows are read one by one.

    Attributes:
        path: The file.
        encoding: Its letters, a codec of Python's.
        separator: What stands between cells.
        columns: What stands in each column, by place; empty for columns that say nothing to us.
        heads: The names of the columns as the table gives them.
        first: Lines before the first row.
    """

    path: Path
    encoding: str
    separator: str
    columns: tuple[str, ...]
    heads: tuple[str, ...]
    first: int

    def rows(self) -> Iterator[Row | int]:
        """Its rows in order, but for empty ones; of a row that cannot be read, its number.

        Raises:
            OSError: The file cannot be read any more.
        """
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            for _ in range(self.first):
                file.readline()
            reader = csv.reader(file, delimiter=self.separator)
            next(reader)
            number = 1
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    yield number
                    continue
                if any(cells):
                    named = {name: cell for name, cell in zip(self.columns, cells, strict=False) if name}
                    yield Row(number, named, any(cells[len(self.columns) :]))

    def column(self, name: str) -> str:
        """A column as people find it: its letter and its head."""
        if name not in self.columns:
            return ""
        place = self.columns.index(name)
        return f"{chr(65 + place)} ({self.heads[place]})" if place < 26 else self.heads[place]


def open_table(path: Path) -> Table:
    """Finds out how a table is written: UTF-8, UTF-16 or Windows-1258; semicolons, commas or tabs; which column holds what.

    Raises:
        AudienceError: It cannot be read, is empty, or no column, or more than one, holds addresses.
    """
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            line, first = file.readline(_HEADS), 0
            separator = ""
            if line.lower().startswith("sep=") and len(line.rstrip("\r\n")) == 5:
                separator, line, first = line[4], file.readline(_HEADS), 1
    except OSError as fault:
        raise AudienceError(tr("{path} cannot be read: {fault}", path=path, fault=reason(fault))) from fault
    separator = separator or max(_SEPARATORS, key=line.count)
    heads = [head.strip() for head in next(csv.reader([line], delimiter=separator), [])]
    if not any(heads):
        raise AudienceError(
            tr("{path} is empty; its first row must name its columns, such as Email; Họ và tên", path=path)
        )
    return Table(path, encoding, separator, _columns(path, heads), tuple(heads), first)


def _columns(path: Path, heads: Sequence[str]) -> tuple[str, ...]:
    names = {spelling: name for name, spellings in COLUMNS.items() for spelling in spellings}
    columns = tuple(names.get(" ".join(fold(head).replace("_", " ").split()), "") for head in heads)
    for name in COLUMNS:
        if columns.count(name) > 1:
            both = ", ".join(head for head, column in zip(heads, columns, strict=True) if column == name)
            raise AudienceError(
                tr("{path}: several columns hold the same: {both}; keep one of them", path=path, both=both)
            )
    if "address" not in columns:
        shown = ", ".join(head[:30] for head in heads if "@" not in head)[:200]
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
        if chunk[1:200:2].count(0) > 40:
            return "utf-16-le"
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1258"
    return "utf-8"
