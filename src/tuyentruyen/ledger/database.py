"""The SQLite file of a ledger: opened, made, brought up to date, its key, its transactions, its faults in words.

Everything that must not be lost is committed with ``synchronous=FULL``. Beside the file lie its key, which the hashes of
addresses need, and the locks of its channels.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tuyentruyen.errors import ContractError, LedgerError, said
from tuyentruyen.wording import reason, tr

_APPLICATION = 0x54547275
_KEY_BYTES = 32
_MIGRATIONS = (
    """
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE run(id INTEGER PRIMARY KEY, by TEXT NOT NULL, at TEXT NOT NULL, began TEXT NOT NULL);
    CREATE TABLE place(id INTEGER PRIMARY KEY AUTOINCREMENT, plan TEXT NOT NULL, channel TEXT NOT NULL, target TEXT NOT NULL, repeat TEXT NOT NULL,
        UNIQUE(plan, channel, target));
    CREATE TABLE delivery(place INTEGER NOT NULL REFERENCES place, key TEXT NOT NULL,
        stands TEXT NOT NULL DEFAULT '', messages TEXT NOT NULL DEFAULT '', remote TEXT NOT NULL DEFAULT '',
        outcome TEXT, tried TEXT NOT NULL DEFAULT '', tried_messages TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
        not_before TEXT, note TEXT NOT NULL DEFAULT '', at TEXT, run INTEGER, PRIMARY KEY(place, key)) WITHOUT ROWID;
    CREATE INDEX delivery_open ON delivery(place, outcome) WHERE outcome IN ('retry', 'uncertain', 'rejected');
    CREATE TABLE air(id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place, claims TEXT NOT NULL, run INTEGER);
    CREATE TABLE carried(place INTEGER NOT NULL REFERENCES place, message TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
        withdrawn TEXT, url TEXT NOT NULL DEFAULT '', PRIMARY KEY(place, message)) WITHOUT ROWID;
    CREATE TABLE evidence(id INTEGER PRIMARY KEY, plan TEXT NOT NULL, occurrence TEXT NOT NULL, unit TEXT NOT NULL, at TEXT NOT NULL,
        count INTEGER NOT NULL, by TEXT NOT NULL, note TEXT NOT NULL);
    CREATE TABLE resolution(id INTEGER PRIMARY KEY, place INTEGER NOT NULL REFERENCES place, key TEXT NOT NULL, arrived INTEGER NOT NULL,
        by TEXT NOT NULL, at TEXT NOT NULL);
    """,
    """
    CREATE TABLE paced(id INTEGER PRIMARY KEY, pace TEXT NOT NULL, veil TEXT NOT NULL, until TEXT NOT NULL);
    CREATE INDEX paced_veil ON paced(pace, veil);
    CREATE INDEX paced_until ON paced(until);
    """,
)


class Database:
    """A ledger's file; one connection, to be used by one thread.

    Args:
        path: The file; made if there is none. Its folder must exist.

    Raises:
        LedgerError: It cannot be opened or made, is damaged, belongs to another program or a newer version, or its key is
            missing or another's. Nothing has been changed then.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._veil: hmac.HMAC
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        except sqlite3.Error as fault:
            raise LedgerError(tr("the ledger {path} cannot be opened: {fault}", path=path, fault=fault)) from fault
        try:
            with self.faults():
                self._open()
        except BaseException:
            self.connection.close()
            raise

    def _open(self) -> None:
        db = self.connection
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA foreign_keys=ON")
        db.execute("BEGIN")  # one view of the file, while another process may be making it
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (application,) = db.execute("PRAGMA application_id").fetchone()
        empty = not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        db.execute("COMMIT")
        if application != _APPLICATION and not empty:
            raise LedgerError(
                tr("{path} is the file of another program, not a ledger; name another with --ledger", path=self.path)
            )
        if version > len(_MIGRATIONS):
            raise LedgerError(
                tr(
                    "the ledger {path} was written by a newer version (format {version}); install that one",
                    path=self.path,
                    version=version,
                )
            )
        if version < len(_MIGRATIONS):
            self._migrate()
        self._veil = hmac.new(self._check_key(), digestmod="sha256")
        self._write_ahead()
        db.execute("PRAGMA wal_autocheckpoint=10000")
        db.execute("CREATE TEMP TABLE seen(key TEXT PRIMARY KEY) WITHOUT ROWID")

    def _write_ahead(self) -> None:
        """Switches to a write-ahead log; two processes that make the ledger at once do not wait for each other here, so try again."""
        for patience in range(100):
            try:
                self.connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as fault:
                if "locked" not in str(fault) or patience == 99:
                    raise
                time.sleep(0.05)
            else:
                return

    def _migrate(self) -> None:
        """Makes the tables, or brings older ones up to date, in one transaction."""
        db = self.connection
        with self.transaction():
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
            if len(kept := self.key_file.read_bytes()) == _KEY_BYTES:
                return kept
        except FileNotFoundError:
            pass
        key = secrets.token_bytes(_KEY_BYTES)
        part = self.key_file.with_name(f"{self.key_file.name}.part")
        handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.key_file)
        return key

    def _check_key(self) -> bytes:
        kept = self.connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
        if kept is None:
            raise sqlite3.DatabaseError("malformed: it knows no key")
        try:
            key = self.key_file.read_bytes()
        except FileNotFoundError:
            raise LedgerError(
                tr("{key}, the key of the ledger, is missing; bring it back from a backup", key=self.key_file)
            ) from None
        if len(key) != _KEY_BYTES or not hmac.compare_digest(_proof(key), kept[0]):
            raise LedgerError(
                tr(
                    "{key} is not the key of the ledger {path}; bring the right one back",
                    key=self.key_file,
                    path=self.path,
                )
            )
        return key

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turns what SQLite and the disk raise into a `LedgerError` that says what to do.

        Values that no ledger can hold are not the ledger's fault: they are a `ContractError` of whoever handed them over.
        """
        try:
            yield
        except (sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, UnicodeError) as fault:
            raise ContractError(tr("a value cannot be kept in the ledger: {fault}", fault=said(fault))) from fault
        except sqlite3.DatabaseError as fault:
            raise LedgerError(self._worded(fault)) from fault
        except OSError as fault:
            raise LedgerError(
                tr("the ledger {path} cannot be used: {fault}", path=self.path, fault=reason(fault))
            ) from fault

    def _worded(self, fault: sqlite3.DatabaseError) -> str:
        text = str(fault)
        if "locked" in text:
            return tr("the ledger {path} is locked by another program; close it, then run again", path=self.path)
        if "malformed" in text or "not a database" in text:
            return tr("the ledger {path} is damaged ({fault}); bring it back from a backup", path=self.path, fault=text)
        return tr("the ledger {path} cannot be used: {fault}", path=self.path, fault=text)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on the disk when it ends."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def veil(self, address: str) -> str:
        """A keyed hash of an address, hexadecimal; the only form in which one is kept."""
        veil = self._veil.copy()
        veil.update(address.encode("utf-8", "surrogatepass"))
        return veil.hexdigest()[:32]


def _proof(key: bytes) -> str:
    return hashlib.blake2b(b"tuyentruyen ledger", key=key, digest_size=16).hexdigest()
