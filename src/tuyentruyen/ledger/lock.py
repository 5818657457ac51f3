"""One publisher per channel: a lock of the operating system that dies with its process."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tuyentruyen.errors import LedgerBusyError, LedgerError
from tuyentruyen.wording import tr


@contextmanager
def channel_lock(ledger: Path, plan: str, channel: str) -> Iterator[None]:
    """Holds the lock of one channel of one plan beside the ledger, or refuses at once.

    The lock is an exclusive transaction in an empty side database: SQLite locks alike on every system, and the kernel lets
    go when the process ends, however it ends.

    Raises:
        LedgerBusyError: Another process holds it.
        LedgerError: The lock's file cannot be made.
    """
    name = hashlib.blake2b(f"{plan}\0{channel}".encode(), digest_size=8).hexdigest()
    folder = ledger.with_name(f"{ledger.name}.locks")
    try:
        folder.mkdir(exist_ok=True)
        lock = sqlite3.connect(folder / f"{name}.lock", isolation_level=None, timeout=0)
    except (OSError, sqlite3.Error) as fault:
        raise LedgerError(
            tr(
                "the lock of channel {channel} cannot be made beside {ledger}: {fault}",
                channel=channel,
                ledger=ledger,
                fault=fault,
            )
        ) from fault
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as fault:
            if "locked" not in str(fault):
                raise LedgerError(
                    tr("the lock of channel {channel} cannot be taken: {fault}", channel=channel, fault=fault)
                ) from fault
            raise LedgerBusyError(
                tr(
                    "channel {channel} is being published by another process; wait for it, then run again",
                    channel=channel,
                )
            ) from None
        yield
    finally:
        lock.close()
