"""The rows of one channel at one target, in SQLite."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from tuyentruyen.ledger.database import Database
from tuyentruyen.ledger.protocol import Claim, Row, Settled
from tuyentruyen.model.flow import Repeat, Status
from tuyentruyen.wording import tr

P = ParamSpec("P")
T = TypeVar("T")
ROW = "key, stands, revision, remote, outcome, tried, tries, not_before, note"


def _worded(method: Callable[Concatenate[SqliteBook, P], T]) -> Callable[Concatenate[SqliteBook, P], T]:
    """Turns what SQLite and the disk raise in a method into a `LedgerError`."""

    @wraps(method)
    def call(self: SqliteBook, /, *arguments: P.args, **named: P.kwargs) -> T:
        with self.database.faults():
            return method(self, *arguments, **named)

    return call


class SqliteBook:
    """The rows of one channel at one target; made by `SqliteLedger.book`, which holds the lock."""

    def __init__(
        self,
        database: Database,
        plan: str,
        channel: str,
        target: str,
        repeat: Repeat,
        *,
        by: str,
        at: datetime.datetime,
        began: datetime.datetime,
    ) -> None:
        self.database = database
        self._db = database.connection
        self._name = (plan, channel, target, repeat.value)
        self._repeat = repeat
        self._by = by
        self._at = at
        self._began = began
        self._run: int | None = None
        self._lines: dict[str, int] = {}
        self._open: dict[int, int] = {}
        self._known: set[str] = set()
        found = self._db.execute(
            "SELECT id FROM place WHERE plan=? AND channel=? AND target=?", self._name[:3]
        ).fetchone()
        self._place: int = found[0] if found else 0
        self._db.execute("DELETE FROM temp.seen")
        self.veil = database.veil

    @_worded
    def recover(self) -> None:
        """Settles what a crash left in the air: a place is done again, anything else is uncertain."""
        if not self._place:
            return
        lines = self._db.execute("SELECT id, claims FROM air WHERE place=?", (self._place,)).fetchall()
        if not lines:
            return
        outcome = Status.RETRY if self._repeat is Repeat.PLACE else Status.UNCERTAIN
        note = tr("the process ended while this was under way")
        with self.database.transaction():
            for line, claims in lines:
                self._db.executemany(
                    f"""INSERT INTO delivery(place, key, outcome, tried, tried_revision, messages, tries, at, note)
                    VALUES({self._place}, ?, ?, ?, ?, ?, 1, ?, ?)
                    ON CONFLICT DO UPDATE SET outcome=excluded.outcome, tried=excluded.tried, tried_revision=excluded.tried_revision,
                        messages=excluded.messages, tries=tries+1, not_before=NULL, at=excluded.at, note=excluded.note""",
                    [
                        (key, outcome.value, tried, revision, json.dumps(messages), to_text(self._at), note)
                        for key, tried, revision, messages in json.loads(claims)
                    ],
                )
                self._db.execute("DELETE FROM air WHERE id=?", (line,))

    @_worded
    def rows(self, keys: Sequence[str]) -> Mapping[str, Row]:
        """The rows of those of these keys that have one."""
        if not self._place:
            return {}
        query = f"SELECT {ROW} FROM delivery WHERE place=? AND key IN (SELECT value FROM json_each(?))"
        return {row[0]: to_row(row) for row in self._db.execute(query, (self._place, json.dumps(keys)))}

    @_worded
    def see(self, keys: Sequence[str]) -> bool:
        """Notes that these keys are rendered now; False if one of them was noted before."""
        added = self._db.execute(
            "INSERT OR IGNORE INTO temp.seen SELECT value FROM json_each(?)", (json.dumps(keys),)
        ).rowcount
        return added == len(keys)

    @_worded
    def gone(self) -> Iterator[Row]:
        """Rows of what stands, or may stand after a crash, and was not seen."""
        may_stand = "OR outcome='retry'" if self._repeat is Repeat.PLACE else ""
        query = f"""SELECT {ROW} FROM delivery WHERE place=? AND (stands<>'' {may_stand})
            AND key NOT IN (SELECT key FROM temp.seen) ORDER BY key"""
        return map(to_row, self._db.execute(query, (self._place,)).fetchall())

    @_worded
    def end_tries(self) -> None:
        """Ends the tries of what was not seen: its message expired, was withdrawn, or goes elsewhere now."""
        query = """SELECT key FROM delivery WHERE place=? AND outcome='retry' AND stands=''
            AND key NOT IN (SELECT key FROM temp.seen)"""
        if keys := self._db.execute(query, (self._place,)).fetchall():
            note = tr("no longer to be sent: its message expired, was withdrawn or goes elsewhere")
            with self.database.transaction():
                self._db.executemany(
                    f"UPDATE delivery SET outcome='rejected', not_before=NULL, note=? WHERE place={self._place} AND key=?",
                    [(note, key) for (key,) in keys],
                )

    @_worded
    def uncertain(self) -> Sequence[Claim]:
        """The claims that are uncertain, in order of key."""
        query = "SELECT key, tried, tried_revision, messages FROM delivery WHERE place=? AND outcome='uncertain' ORDER BY key"
        return [
            Claim(key=key, fingerprint=tried, revision=revision, messages=tuple(json.loads(messages or "[]")))
            for key, tried, revision, messages in self._db.execute(query, (self._place,))
        ]

    @_worded
    def write(self, *, settled: Sequence[Settled], claims: Sequence[Claim]) -> None:
        """In one durable commit: settles what came back, then journals what goes out."""
        if not settled and not claims:
            return
        with self.database.transaction():
            self._begin()
            self._settle(settled, to_text(self._at))
            for item in settled:
                self._close(item.claim.key)
            if claims:
                keep = self._repeat is not Repeat.PLACE
                line = self._db.execute(
                    "INSERT INTO air(place, claims, run) VALUES(?,?,?)",
                    (
                        self._place,
                        json.dumps([[c.key, c.fingerprint, c.revision, c.messages if keep else ()] for c in claims]),
                        self._run,
                    ),
                ).lastrowid
                assert line is not None
                self._open[line] = len(claims)
                self._lines.update((claim.key, line) for claim in claims)
        for item in settled:
            if item.receipt is not None and item.receipt.status is Status.DELIVERED:
                self._known.update(item.claim.messages)

    def _begin(self) -> None:
        """The first write of a run makes the place and the record of the run; a run that does nothing leaves no trace."""
        if not self._place:
            self._db.execute("INSERT INTO place(plan, channel, target, repeat) VALUES(?,?,?,?)", self._name)
            (self._place,) = self._db.execute("SELECT last_insert_rowid()").fetchone()
        if self._run is None:
            self._run = self._db.execute(
                "INSERT INTO run(by, at, began) VALUES(?,?,?)", (self._by, to_text(self._at), to_text(self._began))
            ).lastrowid

    def _settle(self, settled: Sequence[Settled], at: str) -> None:
        keep = self._repeat is not Repeat.PLACE
        delivered, gone, others = [], [], []
        carried: dict[str, str] = {}
        for item in settled:
            claim, receipt = item.claim, item.receipt
            if receipt is None:
                continue
            messages = json.dumps(claim.messages) if keep else ""
            if receipt.status is Status.DELIVERED:
                delivered.append(
                    (
                        claim.key,
                        claim.fingerprint,
                        claim.revision,
                        receipt.remote,
                        claim.fingerprint,
                        messages,
                        at,
                        self._run,
                    )
                )
                carried.update((m, receipt.url) for m in claim.messages if m not in self._known)
            elif receipt.status is Status.WITHDRAWN:
                gone.append((at, self._run, self._place, claim.key))
            else:
                not_before = to_text(item.not_before) if item.not_before else None
                others.append(
                    (
                        claim.key,
                        receipt.status.value,
                        claim.fingerprint,
                        claim.revision,
                        not_before,
                        receipt.note[:500],
                        messages,
                        at,
                        self._run,
                    )
                )
        if delivered:
            self._db.executemany(
                f"""INSERT INTO delivery(place, key, stands, revision, remote, outcome, tried, messages, at, run)
                VALUES({self._place}, ?, ?, ?, ?, 'delivered', ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET stands=excluded.stands, revision=excluded.revision, remote=excluded.remote, outcome='delivered',
                    tried=excluded.tried, messages=excluded.messages, tries=0, not_before=NULL, note='', at=excluded.at, run=excluded.run""",
                delivered,
            )
        if gone:
            if keep:
                self._withdraw_messages([key for *_, key in gone], at)
            self._db.executemany(
                """UPDATE delivery SET stands='', outcome='withdrawn', tries=0, not_before=NULL, note='', at=?, run=?
                WHERE place=? AND key=?""",
                gone,
            )
        if others:
            self._db.executemany(
                f"""INSERT INTO delivery(place, key, outcome, tried, tried_revision, not_before, note, messages, at, run, tries)
                VALUES({self._place}, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                ON CONFLICT DO UPDATE SET outcome=excluded.outcome, tried=excluded.tried, tried_revision=excluded.tried_revision,
                    not_before=excluded.not_before, note=excluded.note, messages=excluded.messages, at=excluded.at, run=excluded.run,
                    tries=tries+1""",
                others,
            )
        if carried:
            carry(self._db, self._place, carried.items(), self._at)

    def _withdraw_messages(self, keys: Sequence[str], at: str) -> None:
        """Notes that the messages of these posts no longer stand, unless another post still carries them."""
        self._db.execute(
            """UPDATE carried SET withdrawn=? WHERE place=? AND withdrawn IS NULL AND message IN
            (SELECT j.value FROM delivery, json_each(delivery.messages) AS j WHERE delivery.place=?
            AND delivery.key IN (SELECT value FROM json_each(?)))""",
            (at, self._place, self._place, json.dumps(keys)),
        )

    def _close(self, key: str) -> None:
        line = self._lines.pop(key, None)
        if line is None:
            return
        self._open[line] -= 1
        if not self._open[line]:
            self._db.execute("DELETE FROM air WHERE id=?", (line,))
            del self._open[line]

    @_worded
    def left(self, messages: Iterable[str]) -> None:
        """Notes that of all messages that stood here only these still do."""
        query = "SELECT message FROM carried WHERE place=? AND withdrawn IS NULL"
        still = messages if isinstance(messages, (set, frozenset)) else set(messages)
        gone = [m for (m,) in self._db.execute(query, (self._place,)) if m not in still]
        if gone:
            with self.database.transaction():
                self._db.executemany(
                    "UPDATE carried SET withdrawn=? WHERE place=? AND message=?",
                    [(to_text(self._at), self._place, m) for m in gone],
                )


def carry(db: sqlite3.Connection, place: int, messages: Iterable[tuple[str, str]], at: datetime.datetime) -> None:
    """Notes that these messages, each with its address or none, stand at a place."""
    moment = to_text(at)
    db.executemany(
        """INSERT INTO carried(place, message, first, last, url) VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET last=excluded.last,
        withdrawn=NULL, url=CASE excluded.url WHEN '' THEN url ELSE excluded.url END""",
        [(place, message, moment, moment, url) for message, url in messages],
    )


def to_text(moment: datetime.datetime) -> str:
    """A moment as the file keeps it: in UTC, so that text order is time order."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def to_moment(text: str) -> datetime.datetime:
    """A moment as the file keeps it, read back; with its offset."""
    return datetime.datetime.fromisoformat(text)


def to_row(row: Sequence[Any]) -> Row:
    """A row of the columns in `ROW`."""
    key, stands, revision, remote, outcome, tried, tries, not_before, note = row
    return Row(
        key=key, stands=stands, revision=revision, remote=remote, outcome=Status(outcome) if outcome else None, tried=tried,
        tries=tries, not_before=to_moment(not_before) if not_before else None, note=note,
    )  # fmt: skip
