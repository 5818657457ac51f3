"""The ledger in one SQLite file.

Everything that must not be lost is committed with ``synchronous=FULL`` before it is acted upon. Beside the file lie its key
(`key file`: the addresses' hashes need it) and the locks of its channels.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tuyentruyen.errors import LedgerError
from tuyentruyen.ledger.folder import folder_id
from tuyentruyen.ledger.lock import channel_lock
from tuyentruyen.ledger.protocol import Carried, Claim, Entry, Evidence, Row, Settled
from tuyentruyen.model.flow import Repeat, Status, Target
from tuyentruyen.wording import tr

_APPLICATION = 0x54547275
_MIGRATIONS = (
    """
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE run(id INTEGER PRIMARY KEY, by TEXT NOT NULL, at TEXT NOT NULL, began TEXT NOT NULL);
    CREATE TABLE place(id INTEGER PRIMARY KEY, plan TEXT NOT NULL, channel TEXT NOT NULL, target TEXT NOT NULL, repeat TEXT NOT NULL,
        UNIQUE(plan, channel, target));
    CREATE TABLE delivery(place INTEGER NOT NULL REFERENCES place, key TEXT NOT NULL,
        stands TEXT NOT NULL DEFAULT '', revision INTEGER NOT NULL DEFAULT 0, remote TEXT NOT NULL DEFAULT '',
        outcome TEXT, tried TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0, not_before TEXT,
        note TEXT NOT NULL DEFAULT '', messages TEXT NOT NULL DEFAULT '', tried_revision INTEGER NOT NULL DEFAULT 0,
        at TEXT, run INTEGER, PRIMARY KEY(place, key)) WITHOUT ROWID;
    CREATE INDEX delivery_open ON delivery(place, outcome) WHERE outcome IN ('retry', 'uncertain', 'rejected');
    CREATE TABLE air(id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place, claims TEXT NOT NULL, run INTEGER);
    CREATE TABLE carried(place INTEGER NOT NULL REFERENCES place, message TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
        withdrawn TEXT, url TEXT NOT NULL DEFAULT '', PRIMARY KEY(place, message)) WITHOUT ROWID;
    CREATE TABLE evidence(id INTEGER PRIMARY KEY, plan TEXT NOT NULL, occurrence TEXT NOT NULL, unit TEXT NOT NULL, at TEXT NOT NULL,
        count INTEGER NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL);
    CREATE TABLE resolution(id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place, key TEXT NOT NULL, arrived INTEGER NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL);
    """,
)
_ROW = "key, stands, revision, remote, outcome, tried, tries, not_before, note"


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
        self._key = b""
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=10)
        except sqlite3.Error as fault:
            raise LedgerError(tr("the ledger {path} cannot be opened: {fault}", path=path, fault=fault)) from fault
        try:
            with self._faults():
                self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        db = self._db
        db.execute("PRAGMA synchronous=FULL")
        version, application = db.execute("PRAGMA user_version").fetchone()[0], db.execute("PRAGMA application_id").fetchone()[0]
        empty = not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if application != _APPLICATION and not empty:
            raise LedgerError(tr("{path} is the file of another program, not a ledger; name another with --ledger", path=self.path))
        if version > len(_MIGRATIONS):
            raise LedgerError(
                tr("the ledger {path} was written by a newer version (format {version}); install that one", path=self.path, version=version)
            )
        if version < len(_MIGRATIONS):
            self._migrate()
        self._key = self._check_key()
        self._write_ahead()
        db.execute("PRAGMA wal_autocheckpoint=10000")
        db.execute("CREATE TEMP TABLE seen(key TEXT PRIMARY KEY) WITHOUT ROWID")

    def _write_ahead(self) -> None:
        """Switches to a write-ahead log; two processes that make the ledger at once do not wait for each other here, so try again."""
        for patience in range(100):
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as fault:
                if "locked" not in str(fault) or patience == 99:
                    raise
                time.sleep(0.05)
            else:
                return

    def _migrate(self) -> None:
        """Makes the tables, or brings older ones up to date, in one transaction."""
        db = self._db
        with self._transaction():
            version = db.execute("PRAGMA user_version").fetchone()[0]
            for script in _MIGRATIONS[version:]:
                for statement in script.split(";\n"):
                    db.execute(statement)
            if version == 0:
                key = self._make_key()
                db.execute("INSERT INTO meta VALUES('key', ?)", (_proof(key),))
            db.execute(f"PRAGMA application_id={_APPLICATION}")
            db.execute(f"PRAGMA user_version={len(_MIGRATIONS)}")

    @property
    def key_file(self) -> Path:
        """The file with the key of the addresses' hashes; keep it secret and with the ledger."""
        return self.path.with_name(f"{self.path.name}.key")

    def _make_key(self) -> bytes:
        """Makes the key, or takes one that a broken-off creation left. Called inside the transaction that makes the tables."""
        try:
            if len(kept := self.key_file.read_bytes()) == 32:
                return kept
        except FileNotFoundError:
            pass
        key = secrets.token_bytes(32)
        part = self.key_file.with_name(f"{self.key_file.name}.part")
        handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.key_file)
        return key

    def _check_key(self) -> bytes:
        (proof,) = self._db.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
        try:
            key = self.key_file.read_bytes()
        except FileNotFoundError:
            raise LedgerError(tr("{key}, the key of the ledger, is missing; bring it back from a backup", key=self.key_file)) from None
        if not hmac.compare_digest(_proof(key), proof):
            raise LedgerError(tr("{key} is not the key of the ledger {path}; bring the right one back", key=self.key_file, path=self.path))
        return key

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as fault:
            raise LedgerError(self._worded(fault)) from fault
        except OSError as fault:
            raise LedgerError(tr("the ledger {path} cannot be used: {fault}", path=self.path, fault=fault.strerror or fault)) from fault

    def _worded(self, fault: sqlite3.DatabaseError) -> str:
        said = str(fault)
        if "locked" in said:
            return tr("the ledger {path} is locked by another program; close it, then run again", path=self.path)
        if "malformed" in said or "not a database" in said:
            return tr("the ledger {path} is damaged ({fault}); bring it back from a backup", path=self.path, fault=said)
        return tr("the ledger {path} cannot be used: {fault}", path=self.path, fault=said)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; the ledger is of no use afterwards."""
        self._db.close()

    def veil(self, address: str) -> str:
        """A keyed hash of an address, hexadecimal; the only form in which one is kept."""
        return hmac.new(self._key, address.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:32]

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
            LedgerError: The ledger or the target's folder fails.
        """
        with channel_lock(self.path, plan, channel), self._faults():
            name = target.id
            if target.folder is not None:
                name = f"{target.id}:{folder_id(target.folder, plan=plan, channel=channel)}"
            book = SqliteBook(self, plan, channel, name, target.repeat, by=by, at=at, began=began)
            book.recover()
            yield book

    def carried(self, plan: str) -> Iterator[Carried]:
        """Which message was ever where, of one plan; ordered by channel, target and message."""
        query = """SELECT channel, target, message, first, last, withdrawn, url FROM carried JOIN place ON place.id = carried.place
            WHERE plan = ? ORDER BY channel, target, message"""
        with self._faults():
            for channel, target, message, first, last, withdrawn, url in self._db.execute(query, (plan,)):
                yield Carried(
                    channel=channel, target=target, message=message, first=_moment(first), last=_moment(last),
                    withdrawn=_moment(withdrawn) if withdrawn else None, url=url,
                )  # fmt: skip

    def evidence(self, plan: str) -> Iterator[Evidence]:
        """What was done off-line, of one plan, in the order it was recorded."""
        query = "SELECT occurrence, unit, at, count, by, note FROM evidence WHERE plan = ? ORDER BY id"
        with self._faults():
            for occurrence, unit, at, count, by, note in self._db.execute(query, (plan,)):
                yield Evidence(occurrence=occurrence, unit=unit, at=_moment(at), count=count, by=by, note=note)

    def entries(self, plan: str, *, outcomes: Iterable[Status] = ()) -> Iterator[Entry]:
        """The rows of one plan, for people; those with one of these outcomes, or all.

        Lines in the air are left out: they are settled when the channel is next published.
        """
        wanted = [status.value for status in outcomes]
        query = f"""SELECT channel, target, at, {_ROW} FROM delivery JOIN place ON place.id = delivery.place
            WHERE plan = ? {"AND outcome IN (SELECT value FROM json_each(?))" if wanted else ""} ORDER BY channel, target, key"""
        with self._faults():
            for channel, target, at, *row in self._db.execute(query, (plan, json.dumps(wanted)) if wanted else (plan,)):
                yield Entry(channel=channel, target=target, at=_moment(at) if at else None, row=_row(row))

    def resolve(self, plan: str, channel: str, key: str, *, arrived: bool, by: str, at: datetime.datetime) -> None:
        """A person settles what is uncertain.

        Args:
            plan: Key of the plan.
            channel: Key of the bound channel.
            key: Key of the row.
            arrived: Whether it did arrive; if not, it is due again.
            by: The person's name, kept.
            at: When it was settled.

        Raises:
            LedgerError: There is nothing uncertain of this key.
            LedgerBusyError: The channel is being published.
        """
        with channel_lock(self.path, plan, channel), self._faults():
            found = self._db.execute(
                """SELECT place, tried, tried_revision, messages FROM delivery JOIN place ON place.id = delivery.place
                WHERE plan = ? AND channel = ? AND key = ? AND outcome = 'uncertain'""",
                (plan, channel, key),
            ).fetchall()
            if not found:
                raise LedgerError(tr("nothing uncertain is kept of {key} in channel {channel}", key=key, channel=channel))
            with self._transaction():
                for place, tried, revision, messages in found:
                    self._db.execute("INSERT INTO resolution(place, key, arrived, by, at) VALUES(?,?,?,?,?)", (place, key, arrived, by, _text(at)))
                    if arrived:
                        self._db.execute(
                            "UPDATE delivery SET outcome='delivered', stands=?, revision=?, tries=0, note='' WHERE place=? AND key=?",
                            (tried, revision, place, key),
                        )
                        _carry(self._db, place, [(m, "") for m in json.loads(messages or "[]")], at)
                    else:
                        self._db.execute("UPDATE delivery SET outcome=NULL, note='' WHERE place=? AND key=?", (place, key))


class SqliteBook:
    """The rows of one channel at one target; made by `SqliteLedger.book`, which holds the lock."""

    def __init__(
        self,
        ledger: SqliteLedger,
        plan: str,
        channel: str,
        target: str,
        repeat: Repeat,
        *,
        by: str,
        at: datetime.datetime,
        began: datetime.datetime,
    ) -> None:
        self._ledger = ledger
        self._db = ledger._db
        self._name = (plan, channel, target, repeat.value)
        self._repeat = repeat
        self._by = by
        self._at = at
        self._began = began
        self._run: int | None = None
        self._lines: dict[str, int] = {}
        self._open: dict[int, int] = {}
        self._known: set[str] = set()
        found = self._db.execute("SELECT id FROM place WHERE plan=? AND channel=? AND target=?", self._name[:3]).fetchone()
        self._place: int = found[0] if found else 0
        self._db.execute("DELETE FROM temp.seen")
        self.veil: Callable[[str], str] = ledger.veil

    def recover(self) -> None:
        """Settles what a crash left in the air: a place is done again, anything else is uncertain."""
        if not self._place:
            return
        lines = self._db.execute("SELECT id, claims FROM air WHERE place=?", (self._place,)).fetchall()
        if not lines:
            return
        outcome = Status.RETRY if self._repeat is Repeat.PLACE else Status.UNCERTAIN
        note = tr("the process ended while this was under way")
        with self._ledger._transaction():
            for line, claims in lines:
                self._db.executemany(
                    f"""INSERT INTO delivery(place, key, outcome, tried, tried_revision, messages, tries, at, note)
                    VALUES({self._place}, ?, ?, ?, ?, ?, 1, ?, ?)
                    ON CONFLICT DO UPDATE SET outcome=excluded.outcome, tried=excluded.tried, tried_revision=excluded.tried_revision,
                        messages=excluded.messages, tries=tries+1, not_before=NULL, at=excluded.at, note=excluded.note""",
                    [
                        (key, outcome.value, tried, revision, json.dumps(messages), _text(self._at), note)
                        for key, tried, revision, messages in json.loads(claims)
                    ],
                )
                self._db.execute("DELETE FROM air WHERE id=?", (line,))

    def rows(self, keys: Sequence[str]) -> Mapping[str, Row]:
        """The rows of those of these keys that have one."""
        if not self._place:
            return {}
        query = f"SELECT {_ROW} FROM delivery WHERE place=? AND key IN (SELECT value FROM json_each(?))"
        return {row[0]: _row(row) for row in self._db.execute(query, (self._place, json.dumps(keys)))}

    def see(self, keys: Sequence[str]) -> bool:
        """Notes that these keys are rendered now; False if one of them was noted before."""
        added = self._db.execute("INSERT OR IGNORE INTO temp.seen SELECT value FROM json_each(?)", (json.dumps(keys),)).rowcount
        return added == len(keys)

    def gone(self) -> Iterator[Row]:
        """Rows of what stands, or may stand after a crash, and was not seen."""
        may_stand = "OR outcome='retry'" if self._repeat is Repeat.PLACE else ""
        query = f"""SELECT {_ROW} FROM delivery WHERE place=? AND (stands<>'' {may_stand})
            AND key NOT IN (SELECT key FROM temp.seen) ORDER BY key"""
        return map(_row, self._db.execute(query, (self._place,)).fetchall())

    def uncertain(self) -> Sequence[Claim]:
        """The claims that are uncertain, in order of key."""
        query = "SELECT key, tried, tried_revision, messages FROM delivery WHERE place=? AND outcome='uncertain' ORDER BY key"
        return [
            Claim(key=key, fingerprint=tried, revision=revision, messages=tuple(json.loads(messages or "[]")))
            for key, tried, revision, messages in self._db.execute(query, (self._place,))
        ]

    def write(self, *, settled: Sequence[Settled], claims: Sequence[Claim]) -> None:
        """In one durable commit: settles what came back, then journals what goes out."""
        if not settled and not claims:
            return
        with self._ledger._faults(), self._ledger._transaction():
            self._begin()
            self._settle(settled, _text(self._at))
            for item in settled:
                self._close(item.claim.key)
            if claims:
                keep = self._repeat is not Repeat.PLACE
                line = self._db.execute(
                    "INSERT INTO air(place, claims, run) VALUES(?,?,?)",
                    (self._place, json.dumps([[c.key, c.fingerprint, c.revision, c.messages if keep else ()] for c in claims]), self._run),
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
            self._run = self._db.execute("INSERT INTO run(by, at, began) VALUES(?,?,?)", (self._by, _text(self._at), _text(self._began))).lastrowid

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
                delivered.append((claim.key, claim.fingerprint, claim.revision, receipt.remote, claim.fingerprint, messages, at, self._run))
                carried.update((m, receipt.url) for m in claim.messages if m not in self._known)
            elif receipt.status is Status.WITHDRAWN:
                gone.append((at, self._run, self._place, claim.key))
            else:
                not_before = _text(item.not_before) if item.not_before else None
                others.append(
                    (claim.key, receipt.status.value, claim.fingerprint, claim.revision, not_before, receipt.note[:500], messages, at, self._run)
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
            _carry(self._db, self._place, carried.items(), self._at)

    def _withdraw_messages(self, keys: Sequence[str], at: str) -> None:
        """Notes that the messages of these posts no longer stand, unless another post still carries them."""
        self._db.execute(
            """UPDATE carried SET withdrawn=? WHERE place=? AND withdrawn IS NULL AND message IN
            (SELECT j.value FROM delivery, json_each(delivery.messages) AS j WHERE place=? AND key IN (SELECT value FROM json_each(?)))""",
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

    def left(self, messages: Iterable[str]) -> None:
        """Notes that of all messages that stood here only these still do."""
        query = "SELECT message FROM carried WHERE place=? AND withdrawn IS NULL"
        still = messages if isinstance(messages, (set, frozenset)) else set(messages)
        gone = [m for (m,) in self._db.execute(query, (self._place,)) if m not in still]
        if gone:
            with self._ledger._faults(), self._ledger._transaction():
                self._db.executemany(
                    "UPDATE carried SET withdrawn=? WHERE place=? AND message=?", [(_text(self._at), self._place, m) for m in gone]
                )


def _carry(db: sqlite3.Connection, place: int, messages: Iterable[tuple[str, str]], at: datetime.datetime) -> None:
    moment = _text(at)
    db.executemany(
        """INSERT INTO carried(place, message, first, last, url) VALUES(?,?,?,?,?) ON CONFLICT DO UPDATE SET last=excluded.last,
        withdrawn=NULL, url=CASE excluded.url WHEN '' THEN url ELSE excluded.url END""",
        [(place, message, moment, moment, url) for message, url in messages],
    )


def _proof(key: bytes) -> str:
    return hashlib.blake2b(b"tuyentruyen ledger", key=key, digest_size=16).hexdigest()


def _text(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.timezone.utc).isoformat(timespec="microseconds")


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _row(row: Sequence[Any]) -> Row:
    key, stands, revision, remote, outcome, tried, tries, not_before, note = row
    return Row(
        key=key, stands=stands, revision=revision, remote=remote, outcome=Status(outcome) if outcome else None, tried=tried,
        tries=tries, not_before=_moment(not_before) if not_before else None, note=note,
    )  # fmt: skip
