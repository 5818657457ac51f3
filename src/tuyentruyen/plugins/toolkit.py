"""What most backends need: optional libraries, files that are whole or not there, delivery one by one."""

from __future__ import annotations

import hashlib
import importlib
import mimetypes
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO
from urllib.parse import urljoin

from tuyentruyen.errors import DeliveryError, MissingExtraError, said
from tuyentruyen.model.flow import BoundChannel, Parcel, Receipt, Status
from tuyentruyen.model.message import Media
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
    with _written(path, data) as file:
        os.fsync(file.fileno())
    _flush_folders({_placed(path)})


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
    while batch := list(islice(stream, _BATCH)):
        receipts = list(_delivered(folder, batch, in_order=in_order))
        yield from receipts
        if in_order and any(receipt.status is Status.RETRY for receipt in receipts):
            return


def _delivered(folder: Path, batch: Iterable[Parcel], *, in_order: bool) -> Iterator[Receipt]:
    """Writes all, flushes all, renames all: a disk takes a hundred files at once in half the time of one by one."""
    refused: dict[str, OSError] = {}
    written: dict[str, BinaryIO] = {}
    touched: set[Path] = set()
    places = {parcel.key: (parcel, folder.joinpath(*path_of(parcel.key).split("/"))) for parcel in batch}
    with ExitStack() as files:
        for key, (parcel, path) in places.items():
            if parcel.data is not None and not (in_order and refused):
                with _noting(refused, key):
                    written[key] = files.enter_context(_written(path, parcel.data))
        for key, file in written.items():
            with _noting(refused, key), file:
                os.fsync(file.fileno())
    held: OSError | None = None
    for key, (parcel, path) in places.items():
        if held is not None:
            refused.setdefault(key, held)
        if key not in refused:
            with _noting(refused, key):
                touched.add(_placed(path) if parcel.data is not None else _remove(path, folder))
        if key in refused:
            held = refused[key] if in_order else None
            with suppress(OSError):  # a disk that is full has better use for it
                _part(path).unlink(missing_ok=True)
    _flush_folders(touched)
    for key, (parcel, _) in places.items():
        yield Receipt.retry(parcel, reason(refused[key])) if key in refused else Receipt.delivered(parcel)


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


def _part(path: Path) -> Path:
    """Its neighbour while it is written; a name so long that none fits beside it is shortened to its digest."""
    name = f".{path.name}.part"
    if len(name.encode()) > 255:
        name = f".{hashlib.blake2b(path.name.encode(), digest_size=16).hexdigest()}.part"
    return path.with_name(name)


def _written(path: Path, data: bytes) -> BinaryIO:
    """A file beside the place, written and not flushed, open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _part(path).open("wb", buffering=0)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]
    except BaseException:
        file.close()
        raise
    return file


def _placed(path: Path) -> Path:
    """Renames what was written beside the place. Returns the folder, which is not flushed yet."""
    _part(path).replace(path)
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
