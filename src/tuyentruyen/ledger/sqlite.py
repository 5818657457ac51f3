"""The ledger in one SQLite file."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from tuyentruyen.errors import LedgerBusyError, LedgerError
from tuyentruyen.ledger.book import ROW, SqliteBook, carry, to_messages, to_moment, to_row, to_text, withdraw
from tuyentruyen.ledger.database import Database
from tuyentruyen.ledger.folder import folder_id
from tuyentruyen.ledger.lock import channel_lock
from tuyentruyen.ledger.protocol import Carried, Entry, Evidence
from tuyentruyen.model.flow import Repeat, Status, Target
from tuyentruyen.wording import tr


def open_ledger(path: str | Path) -> SqliteLedger:
    """Opens the ledger at this path, or makes it.

    Raises:
        LedgerError: It cannot be opened or made, is damaged, belongs to another program or a newer version, or its key is
            missing or another's. Nothing has been changed then.
    """
    return SqliteLedger(Path(path))


class SqliteLedger:
    """The ledger in one SQLite file; one connection, to be used by one thread.

    Args:
        path: The file. Its folder must exist.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path)
        self._db = self._database.connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; the ledger is of no use afterwards."""
        self._db.close()

    @contextmanager
    def book(
        self, plan: str, channel: str, target: Target, *, by: str, at: datetime.datetime, began: datetime.datetime
    ) -> Iterator[SqliteBook]:
        """The book of one channel, under its lock; what a crash left in the air is settled first.

        Args:
            plan: Key of the plan.
            channel: Key of the bound channel.
            target: Where it goes.
            by: Who publishes, for the record.
            at: The edition's moment; what the run does is recorded under it.
            began: When the run really began, for the record.

        Raises:
            LedgerBusyError: Another process holds the channel.
            LedgerError: The ledger fails.
            DeliveryError: The target's folder cannot be written, or is another channel's.
        """
        with channel_lock(self.path, plan, channel):
            name = target.id
            if target.folder is not None:
                name = f"{target.id}:{folder_id(target.folder, plan=plan, channel=channel)}"
            with self._database.faults():
                book = SqliteBook(self._database, plan, channel, name, target.repeat, by=by, at=at, began=began)
            book.recover()
            yield book

    def recover(self, plan: str, *, at: datetime.datetime) -> tuple[str, ...]:
        """Settles what a crash left in the air, as the next publish would, so that it can be listed now.

        Args:
            plan: Key of the plan.
            at: When it is settled.

        Returns:
            Channels that are being published right now; what they have in the air is no crash.
        """
        query = """SELECT DISTINCT channel, target, repeat FROM place JOIN air ON air.place = place.id WHERE plan = ?
            ORDER BY channel, target"""
        with self._database.faults():
            places = self._db.execute(query, (plan,)).fetchall()
        busy: dict[str, None] = {}
        for channel, target, repeat in places:
            try:
                with channel_lock(self.path, plan, channel):
                    SqliteBook(self._database, plan, channel, target, Repeat(repeat), by="", at=at, began=at).recover()
            except LedgerBusyError:
                busy[channel] = None
        return tuple(busy)

    def standing(self, plan: str) -> Iterator[tuple[str, str, int]]:
        """Channels of one plan with what stands of them: key of the bound channel, place or post, and how many things."""
        query = """SELECT channel, repeat, count(*) FROM delivery JOIN place ON place.id = delivery.place
            WHERE plan = ? AND stands <> '' AND repeat <> 'push' GROUP BY channel, repeat ORDER BY channel"""
        with self._database.faults():
            yield from self._db.execute(query, (plan,))

    def carried(self, plan: str) -> Iterator[Carried]:
        """Which message was ever where, of one plan; ordered by channel, target and message."""
        query = """SELECT channel, target, repeat, message, first, last, withdrawn, url FROM carried JOIN place ON place.id = carried.place
            WHERE plan = ? ORDER BY channel, target, message"""
        with self._database.faults():
            for channel, target, repeat, message, first, last, withdrawn, url in self._db.execute(query, (plan,)):
                yield Carried(
                    channel=channel, target=target, repeat=Repeat(repeat), message=message, first=to_moment(first), last=to_moment(last),
                    withdrawn=to_moment(withdrawn) if withdrawn else None, url=url,
                )  # fmt: skip

    def evidence(self, plan: str) -> Iterator[Evidence]:
        """What was done off-line, of one plan, in the order it was recorded."""
        query = "SELECT occurrence, unit, at, count, by, note FROM evidence WHERE plan = ? ORDER BY id"
        with self._database.faults():
            for occurrence, unit, at, count, by, note in self._db.execute(query, (plan,)):
                yield Evidence(occurrence=occurrence, unit=unit, at=to_moment(at), count=count, by=by, note=note)

    def entries(self, plan: str, *, outcomes: Iterable[Status] = ()) -> Iterator[Entry]:
        """The rows of one plan, for people; those with one of these outcomes, or all.

        Lines in the air are left out: they are settled when the channel is next published.
        """
        wanted = [status.value for status in outcomes]
        query = f"""SELECT channel, target, at, {ROW} FROM delivery JOIN place ON place.id = delivery.place
            WHERE plan = ? {"AND outcome IN (SELECT value FROM json_each(?))" if wanted else ""} ORDER BY channel, target, key"""
        with self._database.faults():
            for channel, target, at, *row in self._db.execute(query, (plan, json.dumps(wanted)) if wanted else (plan,)):
                yield Entry(channel=channel, target=target, at=to_moment(at) if at else None, row=to_row(row))

    def resolve(
        self,
        plan: str,
        channel: str,
        key: str,
        *,
        arrived: bool,
        by: str,
        at: datetime.datetime,
        remote: str = "",
        url: str = "",
    ) -> None:
        """A person settles what is uncertain.

        Args:
            plan: Key of the plan.
            channel: Key of the bound channel.
            key: Key of the row.
            arrived: Whether it did arrive, or, of a removal, whether it is gone; if not, it is due again.
            by: The person's name, kept.
            at: When it was settled.
            remote: Of a post that arrived, the id it has there, by which it is amended and removed.
            url: Of a post that arrived, where the public finds it.

        Raises:
            LedgerError: There is nothing uncertain of this key.
            LedgerBusyError: The channel is being published.
        """
        with channel_lock(self.path, plan, channel), self._database.faults(), self._database.transaction():
            found = self._db.execute(
                """SELECT place, tried, tried_messages FROM delivery JOIN place ON place.id = delivery.place
                WHERE plan = ? AND channel = ? AND key = ? AND outcome = 'uncertain'""",
                (plan, channel, key),
            ).fetchall()
            if not found:
                raise LedgerError(
                    tr("nothing uncertain is kept of {key} in channel {channel}", key=key, channel=channel)
                )
            for place, tried, messages in found:
                note = (place, key, arrived, by, to_text(at))
                self._db.execute("INSERT INTO resolution(place, key, arrived, by, at) VALUES(?,?,?,?,?)", note)
                if not arrived:
                    changes = "outcome=NULL"
                elif tried:
                    changes = "outcome='delivered', stands=tried, messages=tried_messages, remote=:remote"
                    carry(self._db, place, [(m, url) for m in to_messages(messages)], to_text(at))
                else:
                    changes = "outcome='withdrawn', stands='', messages='', remote=''"
                    withdraw(self._db, place, [key], to_text(at))
                self._db.execute(
                    f"UPDATE delivery SET {changes}, tries=0, not_before=NULL, note='' WHERE place=:place AND key=:key",
                    {"place": place, "key": key, "remote": remote},
                )
