"""What most backends need: optional libraries, files that are whole or not there, delivery one by one."""

# Where files are delivered paths are text: a site has tens of thousands of files, and objects for paths cost more than writing them.
# ruff: noqa: PTH103, PTH105, PTH106, PTH108, PTH112

from __future__ import annotations

import hashlib
import importlib
import mimetypes
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

from tuyentruyen.errors import DeliveryError, MissingExtraError, said
from tuyentruyen.model.flow import BoundChannel, Parcel, Receipt, Status
from tuyentruyen.model.message import Media
from tuyentruyen.plugins.volume import Volume
from tuyentruyen.wording import reason

_BATCH = 100
_HEAVY = 4 << 20
"""Bytes that are enough for a batch, however few files they are."""
_MANY = 8
"""Files that are worth flushing the whole file system, with what other programs have written."""
_WRITING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


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
    """BLAKE2b-128 of the parts, hexadecimal. Parts are texts, `Html`, numbers, bytes, None, and tuples of those."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def _types() -> mimetypes.MimeTypes:
    return mimetypes.MimeTypes()  # its own table, not the machine's: equal input, equal bytes


def media_type(media: Media) -> str:
    """The media type of a file, told by its name where it is not said."""
    name = media.path or media.url.partition("?")[0]
    return media.media_type or _types().guess_type(name, strict=False)[0] or "application/octet-stream"


def seen_from(page: str, address: str) -> str | None:
    """The absolute form of an address as a page has it; None where there is no page, or it leads to nothing of the web."""
    if not page:
        return None
    try:
        found = urljoin(page, address)
    except ValueError:
        return None
    return found if found.startswith(("https://", "http://")) else None


def replace_file(path: Path, data: bytes) -> None:
    """Puts a file in its place whole: at every moment a reader finds the old one or the new one.

    Missing folders are made. After a crash the half-written neighbour is written over by the next try.

    Raises:
        OSError: The disk would not take it; the old file stands.
    """
    place = path.absolute().as_posix()
    handle = _written(place, data)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    _flush_folders({_placed(place)})


def path_of(key: str) -> str:
    """Where the file of a parcel lies in its channel's folder, by the parcel's key.

    That is the rendering's key; what goes to many recipients has a file for each: of ``moi/hop.eml`` they are
    ``moi/hop/<keyed hash of the address>.eml``.
    """
    path, _, veil = key.partition("|")
    if not veil:
        return path
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    return f"{folder}{slash}{stem or name}/{veil}{dot}{suffix if dot else ''}"


def deliver_files(folder: Path, parcels: Iterable[Parcel], *, in_order: bool = False) -> Iterator[Receipt]:
    """A ``deliver`` for backends whose parcels are files, each at `path_of` its key in the folder.

    Parcels without data are removed, with folders that become empty. Receipts come once the disk has what they tell of.
    What the disk refuses is to be tried again.

    Args:
        folder: The channel's.
        parcels: As they come.
        in_order: Whether files lead to those before them, as the pages of a site do: after one that the disk refuses none is placed
            or removed, and no more are pulled.
    """
    stream = iter(parcels)
    with suppress(OSError):  # of what cannot be made it is told below, file by file
        folder.mkdir(parents=True, exist_ok=True)
    while batch := _batch(stream):
        with Volume(str(folder) if len(batch) >= _MANY else "") as volume:
            receipts = list(_delivered(str(folder), batch, volume, in_order=in_order))
        yield from receipts
        if in_order and any(receipt.status is Status.RETRY for receipt in receipts):
            return


def _batch(stream: Iterator[Parcel]) -> list[Parcel]:
    """The next that are placed together: a hundred, or fewer if they are heavy."""
    batch: list[Parcel] = []
    weight = 0
    for parcel in islice(stream, _BATCH):
        batch.append(parcel)
        weight += len(parcel.data or b"")
        if weight > _HEAVY:
            break
    return batch


def _delivered(top: str, batch: Iterable[Parcel], volume: Volume, *, in_order: bool) -> Iterator[Receipt]:
    """Writes all, flushes all, renames all: a disk takes a hundred files at once in a fraction of the time of one by one."""
    touched: dict[str, None] = {}
    places = {parcel.key: (parcel, f"{top}/{path_of(parcel.key)}") for parcel in batch}
    refused = _refused(places, volume, in_order=in_order)
    held: OSError | None = None
    for key, (parcel, path) in places.items():
        if held is not None:
            refused.setdefault(key, held)
        if key not in refused:
            with _noting(refused, key):
                touched[_placed(path) if parcel.data is not None else _remove(path, top)] = None
        if key in refused:
            held = refused[key] if in_order else None
            with suppress(OSError):  # a disk that is full has better use for it
                os.unlink(_part(path))
    folders = [folder for folder in touched if os.path.isdir(folder)]  # others went with what was in them
    try:
        if folders and not volume.flush(folders):
            _flush_folders(folders)
    except OSError as fault:  # what has its place may lose it again, and nobody knows which
        refused = dict.fromkeys(places, fault) | refused
    for key, (parcel, _) in places.items():
        yield Receipt.retry(parcel, reason(refused[key])) if key in refused else Receipt.delivered(parcel)


def _refused(places: Mapping[str, tuple[Parcel, str]], volume: Volume, *, in_order: bool) -> dict[str, OSError]:
    """Writes what is to be placed beside its place, and flushes it. Returns what of it the disk refuses, and why."""
    refused: dict[str, OSError] = {}
    written: dict[str, int] = {}
    try:
        for key, (parcel, path) in places.items():
            if parcel.data is not None and not (in_order and refused):
                with _noting(refused, key):
                    written[key] = _written(path, parcel.data)
        if written and not volume.flush([_part(places[key][1]) for key in written]):
            for key, handle in written.items():
                with _noting(refused, key):
                    os.fsync(handle)
    finally:
        for handle in written.values():
            os.close(handle)
    return refused


@contextmanager
def _noting(refused: dict[str, OSError], key: str) -> Iterator[None]:
    """Takes down under a key what the disk refuses."""
    try:
        yield
    except OSError as fault:
        refused[key] = fault


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
                    yield Receipt.uncertain(parcel, said(fault))
                elif fault.retryable:
                    yield Receipt.retry(parcel, said(fault))
                else:
                    yield Receipt.rejected(parcel, said(fault))

    return deliver


def _part(path: str) -> str:
    """Its neighbour while it is written; a name so long that none fits beside it is shortened to its digest."""
    folder, _, base = path.rpartition("/")
    name = f".{base}.part"
    if len(name.encode()) > 255:
        name = f".{hashlib.blake2b(base.encode(), digest_size=16).hexdigest()}.part"
    return f"{folder}/{name}"


def _written(path: str, data: bytes) -> int:
    """A file beside the place, written and not flushed: its handle, open."""
    part = _part(path)
    try:
        handle = os.open(part, _WRITING, 0o666)
    except FileNotFoundError:
        os.makedirs(path.rpartition("/")[0], exist_ok=True)
        handle = os.open(part, _WRITING, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    except BaseException:
        os.close(handle)
        raise
    return handle


def _placed(path: str) -> str:
    """Renames what was written beside the place. Returns the folder, which is not flushed yet."""
    os.replace(_part(path), path)
    return path.rpartition("/")[0]


def _remove(path: str, top: str) -> str:
    for gone in (_part(path), path):
        with suppress(FileNotFoundError):
            os.unlink(gone)
    folder = path.rpartition("/")[0]
    with suppress(OSError):  # the first that is not empty, which the system tells without listing it
        while folder != top:
            os.rmdir(folder)
            folder = folder.rpartition("/")[0]
    return folder


def _flush_folders(folders: Iterable[str]) -> None:
    """Makes renames and removals last, where the system can flush a folder."""
    if os.name == "nt":
        return
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
