"""Those who asked to be told, read from a table as people keep it in Excel: good rows are usable, faults are named."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from tuyentruyen.audience.addresses import mailbox
from tuyentruyen.audience.table import Row, Table, open_table
from tuyentruyen.errors import AudienceError
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.subscriber import Subscriber
from tuyentruyen.text import VIETNAM, controls, nfc, slug
from tuyentruyen.wording import reason, tr

_SHOWN = 100
_NAME = 200
_LIST = re.compile(r"[;,|\n]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?")
_OURS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\D+(\d{1,2})[:hg](\d{2})?(?::(\d{2}))?)?", re.IGNORECASE)


class Roll:
    """Those in one table, read anew each time it is gone through; it may have a million rows.

    Args:
        path: A CSV file: UTF-8, UTF-16 or Windows-1258; semicolons, commas or tabs; columns in any order, named in Vietnamese or
            English in one of the first twenty rows (``Email``, ``Họ và tên``, ``Chủ đề``, ``Đơn vị``, ``Ngày đồng ý``, ``Nguồn đồng ý``).
        topics: Keys that may stand under ``Chủ đề``; None: any.
        units: Keys that may stand under ``Đơn vị``; None: any.

    Attributes:
        faulty: Rows that could not be used, of those gone through.
        findings: What is wrong with rows gone through, each with row and column, never with the address itself; the first 100.
        untold: How many more there are.

    Raises:
        AudienceError: The table cannot be read at all.
    """

    def __init__(
        self, path: str | Path, *, topics: Collection[str] | None = None, units: Collection[str] | None = None
    ) -> None:
        self._table: Table = open_table(Path(path))
        self._known = {"topics": topics, "units": units}
        self.faulty = 0
        self.findings: list[Finding] = []
        self.untold = 0

    def __iter__(self) -> Iterator[Subscriber]:
        """Those of good rows, in order.

        Raises:
            AudienceError: The file cannot be read any more.
        """
        self.faulty, self.findings, self.untold = 0, [], 0
        try:
            for row in self._table.rows():
                if (subscriber := self._read(row)) is not None:
                    yield subscriber
                else:
                    self.faulty += 1
        except OSError as fault:
            raise AudienceError(
                tr("{path} cannot be read: {fault}", path=self._table.path, fault=reason(fault))
            ) from fault

    def _read(self, row: Row | int) -> Subscriber | None:
        if isinstance(row, int) or row.swallowed:
            number, text = (
                (row, tr("the row cannot be read"))
                if isinstance(row, int)
                else (row.number, tr("the row holds others"))
            )
            self._tell(number, "", text, tr("look for a quotation mark that is never closed"))
            return None
        address = row.cells.get("address", "").strip()
        try:
            if not address:
                raise ValueError(tr("there is no address"))
            mailbox(address)
        except ValueError as fault:
            if row.spare:
                mend = tr(
                    "the row has more cells than there are columns: put texts with a separator in quotation marks"
                )
            else:
                mend = tr("mend the address, or take the row out")
            self._tell(row.number, "address", str(fault), mend)
            return None
        return Subscriber(
            address=address,
            name=self._name(row),
            topics=self._keys(row, "topics"),
            units=self._keys(row, "units"),
            consent=self._consent(row),
            consent_source=" ".join(row.cells.get("consent_source", "").split())[:_NAME],
        )

    def _name(self, row: Row) -> str:
        """The name in one line; empty where it is none, for a letter without a name is better than one with a wrong name."""
        name = " ".join(nfc(row.cells.get("name", "")).split())
        fault = ""
        if not name:
            return ""
        if controls(name) or "\ufffd" in name:
            fault = tr("the name holds characters that cannot be read")
        elif len(name) > _NAME:
            fault = tr("the name has more than {most} characters", most=_NAME)
        elif name[0] in "=+-@":
            fault = tr("the name is a formula of a spreadsheet")
        if fault:
            self._tell(row.number, "name", fault, tr("mend the name; the row is used without it"))
        return "" if fault else name

    def _keys(self, row: Row, column: str) -> tuple[str, ...]:
        """The keys in a cell, written as keys or as names are; of what is unknown nothing is made but a finding."""
        cell = row.cells.get(column, "")
        if not cell.strip():
            return ()
        known = self._known[column]
        keys = dict.fromkeys("" if "@" in part else slug(part) for part in _LIST.split(cell) if part.strip())
        wrong = [key for key in keys if not key or (known is not None and key not in known)]
        if wrong:
            text = tr("the plan does not know {names}", names=", ".join(key[:40] or "?" for key in wrong[:3]))
            self._tell(row.number, column, text, tr("write keys of the plan, parted by semicolons"))
        return tuple(key for key in keys if key and len(key) <= 100)

    def _consent(self, row: Row) -> datetime.datetime | None:
        cell = row.cells.get("consent", "").strip()
        if not cell:
            return None
        try:
            return _moment(cell)
        except ValueError:
            mend = tr("write it as 31/12/2026 or 2026-12-31; until then the row counts as without consent")
            self._tell(row.number, "consent", tr("it is no date"), mend)
            return None

    def _tell(self, row: int, column: str, text: str, mend: str) -> None:
        if len(self.findings) == _SHOWN:
            self.untold += 1
            return
        place = tr("row {row}", row=row)
        if head := self._table.column(column):
            place = tr("row {row}, column {column}", row=row, column=head)
        file = self._table.path.name
        self.findings.append(Finding(code="TT701", level=Level.WARNING, text=text, mend=mend, place=place, file=file))


def _moment(cell: str) -> datetime.datetime:
    """A date, with a time or without, as Vietnam or as ISO 8601 writes it; without offset it is Vietnamese."""
    if found := _ISO.fullmatch(cell):
        return datetime.datetime.fromisoformat(cell.replace(" ", "T", 1)) if found[7] else _at(found, (1, 2, 3))
    if found := _OURS.fullmatch(cell):
        return _at(found, (3, 2, 1))
    raise ValueError


def _at(found: re.Match[str], order: tuple[int, int, int]) -> datetime.datetime:
    year, month, day = (int(found[place]) for place in order)
    return datetime.datetime(
        year, month, day, int(found[4] or 0), int(found[5] or 0), int(found[6] or 0), tzinfo=VIETNAM
    )
