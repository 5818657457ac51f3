"""The rows of one channel at one target, in SQLite."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from tuyentruyen.errors import ContractError, LedgerError
from tuyentruyen.ledger.database import Database
from tuyentruyen.ledger.protocol import Claim, Row, Settled
from tuyentruyen.model.flow import Repeat, Status
from tuyentruyen.wording import tr

P = ParamSpec("P")
T = TypeVar("T")
ROW = "key, stands, messages, remote, outcome, tried, tries, not_before, note"
_FEW = 50
_STATUSES = {status.value: status for status in Status}
_JSON = json.JSONDecoder()
_PAGE = 500


def _worded(method: Callable[Concatenate[SqliteBook, P], T]) -> Callable[Concatenate[SqliteBook, P], T]:
    """Turns what SQLite and the disk raise in a method into a `LedgerError`."""

    @wraps(method)
    def call(self: SqliteBook, /, *arguments: P.args, **named: P.kwargs) -> T:
        with self.database.faults():
            return method(self, *arguments, **named)

    return call


class SqliteBook:
    """The rows of one channel at one target; made by `SqliteLedger.book`, which holds the lock.

    What it remembers of the file changes only after a commit, so that one that failed can be tried again.
    """

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
        self.veil = database.veil
        self._db = database.connection
        self._name = (plan, channel, target, repeat.value)
        self._repeat = repeat
        self._by = by
        self._at = to_text(at)
        self._began = to_text(began)
        self._run = 0
        self._lines: dict[str, int] = {}
        self._air: dict[int, dict[str, list[Any]]] = {}
        self._known: set[str] = set()
        self._paced: dict[str, int] = {}
        query = "SELECT id, repeat FROM place WHERE plan=? AND channel=? AND target=?"
        self._place: int
        self._place, was = self._db.execute(query, self._name[:3]).fetchone() or (0, repeat.value)
        if was != repeat.value:
            raise ContractError(
                tr(
                    "channel {channel} was a {was} and would be a {now}; what it sent cannot be told apart, so give it another key",
                    channel=channel,
                    was=was,
                    now=repeat.value,
                )
            )
        self._db.execute("DELETE FROM temp.seen")

    @_worded
    def recover(self) -> None:
        """Settles what a crash left in the air: a place is done again, anything else is uncertain."""
        lines = self._db.execute("SELECT id, claims FROM air WHERE place=?", (self._place,)).fetchall()
        if not lines:
            return
        outcome = Status.RETRY if self._repeat is Repeat.PLACE else Status.UNCERTAIN
        note = tr("the process ended while this was under way")
        with self.database.transaction():
            for line, claims in lines:
                self._db.executemany(
                    f"""INSERT INTO delivery(place, key, outcome, tried, tried_messages, tries, at, note)
                    VALUES({self._place}, ?, ?, ?, ?, 1, ?, ?)
                    ON CONFLICT DO UPDATE SET outcome=excluded.outcome, tried=excluded.tried, tried_messages=excluded.tried_messages,
                        tries=tries+1, not_before=NULL, at=excluded.at, note=excluded.note""",
                    [
                        (key, outcome.value, tried, json.dumps(messages), self._at, note)
                        for key, tried, messages in json.loads(claims)
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
    def see(self, keys: Sequence[str]) -> set[str] | None:
        """Notes that these keys are rendered now.

        Returns:
            Those that were noted before this call; None if there is none and these are all different.
        """
        wanted = json.dumps(keys)
        query = "INSERT OR IGNORE INTO temp.seen SELECT value FROM json_each(?)"
        known = "SELECT key FROM temp.seen WHERE key IN (SELECT value FROM json_each(?))"
        before = {key for (key,) in self._db.execute(known, (wanted,))}
        added = self._db.execute(query, (wanted,)).rowcount
        return None if added == len(keys) else before

    @_worded
    def gone(self, after: str = "") -> Sequence[Row]:
        """Rows of what stands, or may stand after a crash, and was not seen: the next 500 in order of key."""
        may_stand = "OR outcome='retry'" if self._repeat is Repeat.PLACE else ""
        query = f"""SELECT {ROW} FROM delivery WHERE place=? AND key>? AND (stands<>'' {may_stand})
            AND key NOT IN (SELECT key FROM temp.seen) ORDER BY key LIMIT {_PAGE}"""
        return [to_row(row) for row in self._db.execute(query, (self._place, after))]

    @_worded
    def end_tries(self, messages: Collection[str]) -> None:
        """Ends the tries of what was not seen and carries only these messages, which expired or were withdrawn."""
        stands = "" if self._repeat is Repeat.PUSH else "AND stands=''"
        query = f"""SELECT key, tried_messages FROM delivery WHERE place=? AND outcome='retry' {stands}
            AND key NOT IN (SELECT key FROM temp.seen)"""
        ended = [
            (tr("no longer to be sent: its message expired or was withdrawn"), self._place, key)
            for key, tried in self._db.execute(query, (self._place,))
            if tried and all(message in messages for message in json.loads(tried))
        ]
        if ended:
            with self.database.transaction():
                self._db.executemany(
                    "UPDATE delivery SET outcome='rejected', not_before=NULL, note=? WHERE place=? AND key=?", ended
                )

    @_worded
    def uncertain(self) -> Sequence[Claim]:
        """The claims that are uncertain, in order of key."""
        query = "SELECT key, tried, tried_messages FROM delivery WHERE place=? AND outcome='uncertain' ORDER BY key"
        return [
            Claim(key=key, fingerprint=tried, messages=to_messages(messages))
            for key, tried, messages in self._db.execute(query, (self._place,))
        ]

    @_worded
    def write(self, *, settled: Sequence[Settled], claims: Sequence[Claim]) -> None:
        """In one durable commit: settles what came back, then journals what goes out."""
        if not settled and not claims:
            return
        closing = self._closing(settled)
        keep = self._repeat is not Repeat.PLACE
        opening = {c.key: [c.key, c.fingerprint, dict(c.messages) if keep else {}] for c in claims}
        line = 0
        uncounted = [item.claim.key for item in settled if not _may_have_arrived(item)]
        with self.database.transaction():
            place, run = self._begun()
            self._settle(settled, place, run)
            self._uncount([self._paced[key] for key in uncounted if key in self._paced])
            for old, rest in closing.items():
                if rest:
                    self._db.execute("UPDATE air SET claims=? WHERE id=?", (json.dumps(list(rest.values())), old))
                else:
                    self._db.execute("DELETE FROM air WHERE id=?", (old,))
            if opening:
                journalled = (place, json.dumps(list(opening.values())), run)
                line = self._db.execute("INSERT INTO air(place, claims, run) VALUES(?,?,?)", journalled).lastrowid or 0
            counted = self._count(claims)
        self._place, self._run = place, run
        self._paced.update(counted)
        for item in settled:
            self._lines.pop(item.claim.key, None)
            self._paced.pop(item.claim.key, None)
            if item.receipt is not None and item.receipt.status is Status.DELIVERED:
                self._known.update(item.claim.messages)
        for old, rest in closing.items():
            self._air[old] = rest
            if not rest:
                del self._air[old]
        if opening:
            self._air[line] = opening
            self._lines.update(dict.fromkeys(opening, line))

    def _closing(self, settled: Sequence[Settled]) -> dict[int, dict[str, list[Any]]]:
        """What lines of the journal hold when these are settled; those that do not change are left out."""
        closing: dict[int, dict[str, list[Any]]] = {}
        for item in settled:
            if (line := self._lines.get(item.claim.key)) is not None:
                if line not in closing:
                    closing[line] = dict(self._air[line])
                closing[line].pop(item.claim.key, None)
        return closing

    def _count(self, claims: Sequence[Claim]) -> Mapping[str, int]:
        """Counts claims in their paces; hands back the id of each one's row. A crash leaves it standing: it may have arrived."""
        counted = {}
        for claim in claims:
            if claim.until is not None:
                row = (claim.pace, claim.veil, to_text(claim.until))
                made = self._db.execute("INSERT INTO paced(pace, veil, until) VALUES(?,?,?)", row)
                counted[claim.key] = made.lastrowid or 0
        return counted

    def _uncount(self, rows: Sequence[int]) -> None:
        if rows:
            self._db.execute("DELETE FROM paced WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(rows),))

    @_worded
    def paced(self, pace: str, veils: Collection[str], now: datetime.datetime) -> Mapping[str, int]:
        """How many claims of this pace count now, by keyed hash of the address; of every plan and channel."""
        query = """SELECT veil, count(*) FROM paced WHERE pace=? AND until>? AND veil IN (SELECT value FROM json_each(?))
            GROUP BY veil"""
        return dict(self._db.execute(query, (pace, to_text(now), json.dumps(list(veils)))).fetchall())

    def _begun(self) -> tuple[int, int]:
        """Ids of the place and the run; the first write makes them, so a run that does nothing leaves no trace."""
        place, run = self._place, self._run
        if not place:
            made = self._db.execute("INSERT INTO place(plan, channel, target, repeat) VALUES(?,?,?,?)", self._name)
            place = made.lastrowid or 0
        if not run:
            named = (self._by, self._at, self._began)
            run = self._db.execute("INSERT INTO run(by, at, began) VALUES(?,?,?)", named).lastrowid or 0
            self._db.execute("DELETE FROM paced WHERE until<?", (self._began,))
        return place, run

    def _settle(self, settled: Sequence[Settled], place: int, run: int) -> None:
        is_place = self._repeat is Repeat.PLACE
        delivered, gone, others = [], [], []
        carried: dict[str, str] = {}
        for item in settled:
            claim, receipt = item.claim, item.receipt
            if receipt is None:
                continue
            keep = not is_place or len(claim.messages) <= _FEW
            messages = _from_messages(tuple(claim.messages.items())) if keep else ""
            if receipt.status is Status.DELIVERED:
                print_ = claim.fingerprint
                delivered.append((claim.key, print_, messages, receipt.remote, print_, messages, self._at, run))
                carried.update((m, receipt.url) for m in claim.messages if m not in self._known)
            elif receipt.status is Status.WITHDRAWN:
                gone.append((self._at, run, place, claim.key))
            else:
                later = to_text(item.not_before) if item.not_before else None
                outcome, note = receipt.status.value, receipt.note
                others.append((claim.key, outcome, claim.fingerprint, messages, later, note, self._at, run))
        if delivered:
            self._db.executemany(
                f"""INSERT INTO delivery(place, key, stands, messages, remote, outcome, tried, tried_messages, at, run)
                VALUES({place}, ?, ?, ?, ?, 'delivered', ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET stands=excluded.stands, messages=excluded.messages, remote=excluded.remote,
                    outcome='delivered', tried=excluded.tried, tried_messages=excluded.tried_messages, tries=0, not_before=NULL,
                    note='', at=excluded.at, run=excluded.run""",
                delivered,
            )
        if gone:
            if not is_place:  # what of a place's messages no longer stands is told by `left`
                withdraw(self._db, place, [key for *_, key in gone], self._at)
            self._db.executemany(
                """UPDATE delivery SET stands='', messages='', outcome='withdrawn', tries=0, not_before=NULL, note='', at=?, run=?
                WHERE place=? AND key=?""",
                gone,
            )
        if others:
            self._db.executemany(
                f"""INSERT INTO delivery(place, key, outcome, tried, tried_messages, not_before, note, at, run, tries)
                VALUES({place}, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                ON CONFLICT DO UPDATE SET outcome=excluded.outcome, tried=excluded.tried, tried_messages=excluded.tried_messages,
                    not_before=excluded.not_before, note=excluded.note, at=excluded.at, run=excluded.run, tries=tries+1""",
                others,
            )
        if carried:
            carry(self._db, place, carried.items(), self._at)

    @_worded
    def left(self, messages: Collection[str]) -> None:
        """Notes that of all messages that stood here only these still do."""
        query = "SELECT message FROM carried WHERE place=? AND withdrawn IS NULL"
        gone = [m for (m,) in self._db.execute(query, (self._place,)) if m not in messages]
        if gone:
            with self.database.transaction():
                self._db.executemany(
                    "UPDATE carried SET withdrawn=? WHERE place=? AND message=?",
                    [(self._at, self._place, m) for m in gone],
                )


def _may_have_arrived(item: Settled) -> bool:
    return item.receipt is not None and item.receipt.status in (Status.DELIVERED, Status.UNCERTAIN)


def carry(db: sqlite3.Connection, place: int, messages: Iterable[tuple[str, str]], at: str) -> None:
    """Notes that these messages, each with its address or none, stand at a place."""
    db.executemany(
        """INSERT INTO carried(place, message, first, last, url) VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET last=excluded.last,
        withdrawn=NULL, url=CASE excluded.url WHEN '' THEN url ELSE excluded.url END""",
        [(place, message, at, at, url) for message, url in messages],
    )


def withdraw(db: sqlite3.Connection, place: int, keys: Sequence[str], at: str) -> None:
    """Notes that the messages of these posts no longer stand, but for those that another post still carries."""
    db.execute(
        """WITH going(key) AS (SELECT value FROM json_each(:keys)),
        said(key, message) AS (SELECT d.key, j.key FROM delivery AS d, json_each(d.messages) AS j
            WHERE d.place=:place AND d.stands<>'' AND d.messages<>'')
        UPDATE carried SET withdrawn=:at WHERE place=:place AND withdrawn IS NULL
            AND message IN (SELECT message FROM said WHERE key IN going)
            AND message NOT IN (SELECT message FROM said WHERE key NOT IN going)""",
        {"keys": json.dumps(keys), "place": place, "at": at},
    )


def to_text(moment: datetime.datetime) -> str:
    """A moment as the file keeps it: in UTC, so that text order is time order."""
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def to_moment(text: str) -> datetime.datetime:
    """A moment as the file keeps it, read back; with its offset."""
    return datetime.datetime.fromisoformat(text)


@lru_cache(maxsize=256)  # 100,000 mails carry the same ones
def _from_messages(messages: tuple[tuple[str, int], ...]) -> str:
    return json.dumps(dict(messages))


def to_messages(text: str) -> Mapping[str, int]:
    """Keys of messages with their revisions, as the file keeps them; of a list of very many it keeps none."""
    if not text:
        return {}
    found: Mapping[str, int]
    found, end = _JSON.raw_decode(text)  # json.loads would look for white space and byte order marks first
    if end != len(text):
        raise ValueError(text)
    return found


def to_row(row: Sequence[Any]) -> Row:
    """A row of the columns in `ROW`.

    Raises:
        LedgerError: It holds what no ledger writes.
    """
    key, stands, messages, remote, outcome, tried, tries, not_before, note = row
    try:
        return Row(
            key=key, stands=stands, messages=to_messages(messages), remote=remote, outcome=_STATUSES[outcome] if outcome else None,
            tried=tried, tries=tries, not_before=to_moment(not_before) if not_before else None, note=note,
        )  # fmt: skip
    except (ValueError, TypeError, LookupError) as fault:
        raise LedgerError(tr("the ledger holds a row that cannot be read: {key}", key=repr(key))) from fault
