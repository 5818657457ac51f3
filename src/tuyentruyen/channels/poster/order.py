"""What a printing house is asked for: how many of which sheet, where they hang, and by when they are needed."""

from __future__ import annotations

import csv
import datetime
import io
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import Factory, define, evolve

from tuyentruyen.channels.poster.boards import Board
from tuyentruyen.channels.poster.formats import Format
from tuyentruyen.channels.poster.posters import Poster
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.plan import Plan
from tuyentruyen.schedule import occurrences
from tuyentruyen.schedule.workdays import knows_holidays, workdays_before
from tuyentruyen.text import in_vietnam, one_line
from tuyentruyen.wording import speaking, tr

ORDER = "don-in.csv"
"""Where the order lies in the channel's folder."""
_FORMULA = frozenset("=+-@＝＋－＠")


@define(slots=False)
class Order:
    """The order of an edition: a table that a spreadsheet opens with a double click.

    UTF-8 with a byte order mark, lines end in CR LF, every cell is quoted, and cells are parted by ``;``: where a comma stands before
    decimals, as in Viet Nam, spreadsheets expect no other. Days are
    written 2022-04-05, which no country takes for another day. What a spreadsheet would compute begins with an apostrophe.

    Attributes:
        edition: What the channel publishes.
    """

    edition: Edition[PosterSettings]
    _days: dict[str, dict[str, list[datetime.date]]] = Factory(dict)

    def table(self, posters: Iterable[Poster], boards: Iterable[Board] = ()) -> bytes:
        """The order of these posters and boards; what is needed first stands first, and before it what has no day."""
        with speaking(self.edition.plan.language.partition("-")[0]):
            rows = sorted((*self._rows(posters), *map(_row_of_board, boards)), key=lambda row: row[0])
            head = (
                tr("Unit"), tr("Where it hangs"), tr("Title"), tr("File"), tr("Format"), tr("Count"), tr("Needed by"), tr("Hangs from"),
            )  # fmt: skip
        made = io.StringIO(newline="")
        writer = csv.writer(made, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerows([head, *([_cell(text) for text in row] for _, row in rows)])
        return made.getvalue().encode("utf-8-sig", "replace")

    def hanging_day(self, poster: Poster) -> datetime.date | None:
        """The first day, on or after that of its publication, on which the plan has the unit do what the poster is about; None: no day.

        What several units do together is each one's.
        """
        activity = poster.message.activity
        if activity not in self._plan.activities:
            return None
        if activity not in self._days:
            found: dict[str, list[datetime.date]] = {}
            for one in occurrences(self._plan, activities=(activity,)):
                if one.due is not None:
                    found.setdefault(one.unit, []).append(in_vietnam(one.due).date())
            self._days[activity] = {unit: sorted(days) for unit, days in found.items()}
        first = in_vietnam(poster.message.published).date()
        for unit in (poster.unit.key, ""):
            days = self._days[activity].get(unit, [])
            if (place := bisect_left(days, first)) < len(days):
                return days[place]
        return None

    @cached_property
    def _plan(self) -> Plan:
        """The plan; where the library of public holidays is missing, weekends alone are off, as a finding of the check says."""
        plan = self.edition.plan
        return plan if knows_holidays(plan.calendar) else evolve(plan, calendar=evolve(plan.calendar, country=""))

    def _rows(self, posters: Iterable[Poster]) -> Iterator[tuple[datetime.date, tuple[str, ...]]]:
        settings = self.edition.channel.settings
        for poster in posters:
            hangs = self.hanging_day(poster)
            needed = (
                workdays_before(hangs, settings.ready, calendar=self._plan.calendar) if hangs else datetime.date.min
            )
            yield needed, (
                poster.unit.name, poster.unit.address, poster.message.title, f"{poster.name}-in.pdf",
                _sheet(poster.format), str(settings.copies.get(poster.format.key, 1)),
                needed.isoformat() if hangs else tr("as soon as possible"), hangs.isoformat() if hangs else "",
            )  # fmt: skip


def _row_of_board(board: Board) -> tuple[datetime.date, tuple[str, ...]]:
    """One of each board, as soon as possible: procedures are posted all the time."""
    return datetime.date.min, (
        board.unit.name, board.unit.address, tr("Posted procedures"), f"{board.name}-in.pdf", _sheet(board.format), "1",
        tr("as soon as possible"), "",
    )  # fmt: skip


def _sheet(format_: Format) -> str:
    name = format_.key.upper() if format_.key[1:].isdigit() else tr("banner")
    return f"{name}, {format_.width:g} × {format_.height:g} mm"


def _cell(text: str) -> str:
    """A text as a spreadsheet shows it and nothing more: in one line, and never a formula."""
    line = one_line(text)
    return f"'{line}" if line[:1] in _FORMULA else line
