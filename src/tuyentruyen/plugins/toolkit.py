"""What most backends need: optional libraries, files that are whole or not there, delivery one by one."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from tuyentruyen.errors import DeliveryError, MissingExtraError
from tuyentruyen.model.flow import BoundChannel, Parcel, Receipt
from tuyentruyen.wording import reason

_BATCH = 100


def require(module: str, *, extra: str) -> ModuleType:
    """A library that comes with an extra, imported on first need.

    Args:
        module: Its name, such as ``typst``.
        extra: The extra of ``tuyentruyen`` that brings it.

    Raises:
        MissingExtraError: It is not installed; the message is the pip line that mends it.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as fault:
        raise MissingExtraError(fault.name or module, extra=extra) from fault


def fingerprint(*parts: Any) -> str:
    """BLAKE2b-128 of the parts, hexadecimal. Parts are texts, numbers, bytes, None, and tuples of those."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def replace_file(path: Path, data: bytes) -> None:
    """Puts a file in its place whole: at every moment a reader finds the old one or the new one.

    Missing folders are made. After a crash the half-written neighbour is written over by the next try.

    Raises:
        OSError: The disk would not take it; the old file stands.
    """
    _flush_folders({_put(path, data)})


def deliver_files(folder: Path, parcels: Iterable[Parcel]) -> Iterator[Receipt]:
    """A ``deliver`` for backends whose parcels are files: each parcel's key is a path relative to the folder.

    Parcels without data are removed, with folders that become empty. Receipts come once the disk has what they tell of.
    What the disk refuses is to be tried again.
    """
    stream = iter(parcels)
    while batch := list(islice(stream, _BATCH)):
        touched: set[Path] = set()
        receipts = []
        for parcel in batch:
            path = folder.joinpath(*parcel.key.split("/"))
            try:
                touched.add(_put(path, parcel.data) if parcel.data is not None else _remove(path, folder))
            except OSError as fault:
                receipts.append(Receipt.retry(parcel, reason(fault)))
            else:
                receipts.append(Receipt.delivered(parcel))
        _flush_folders(touched)
        yield from receipts


def deliver_each(send: Callable[[BoundChannel[Any], Parcel], Receipt]) -> Callable[..., Iterator[Receipt]]:
    """A ``deliver`` made of a function that carries one parcel and returns its receipt.

    A `DeliveryError` that it raises becomes a receipt: surely not sent and worth another try, refused, or uncertain.
    """

    def deliver(channel: BoundChannel[Any], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        for parcel in parcels:
            try:
                yield send(channel, parcel)
            except DeliveryError as fault:
                if not fault.certain:
                    yield Receipt.uncertain(parcel, str(fault))
                elif fault.retryable:
                    yield Receipt.retry(parcel, str(fault))
                else:
                    yield Receipt.rejected(parcel, str(fault))

    return deliver


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def _put(path: Path, data: bytes) -> Path:
    """Writes beside the place, flushes, renames; the folder is not flushed yet. Returns the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _part(path)
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return path.parent


def _remove(path: Path, top: Path) -> Path:
    _part(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    folder = path.parent
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
    return folder


def _flush_folders(folders: Iterable[Path]) -> None:
    """Makes renames and removals last, where the system can flush a folder."""
    if os.name == "nt":
        return
    for folder in folders:
        if not folder.is_dir():
            continue
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
