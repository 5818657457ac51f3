"""Making sure that the disk has what was written: a whole file system at once, where that is safe and known to be so."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from types import TracebackType
from typing import Any, Self

_LOCAL = frozenset({0xEF53, 0x58465342, 0x9123683E, 0x01021994})
"""File systems whose ``syncfs`` is as sure as ``fsync``: ext2 to ext4, XFS, Btrfs, tmpfs. Of one that a server or a program keeps, it may
not ask them; of an overlay it asks those below, and does not hear that they could not write."""
_SURE = (5, 17)
"""The first Linux whose ``syncfs`` tells of all that it could not write: of pages since 5.8, of what a file system keeps of itself since
5.17."""


class Volume:
    """The file system of a folder, to be flushed as a whole.

    ``syncfs(2)`` flushes a hundred files in the time of a few by ``fsync``, and tells, since Linux 5.17, of everything that could
    not be written since the volume was opened, though not of which file it was. Elsewhere nothing is flushed here.

    Args:
        folder: A folder of it. Where it is not there, nothing is flushed either; empty: of none.
    """

    def __init__(self, folder: str) -> None:
        self._handle = -1
        self._device = -1
        if not folder or (libc := _library()) is None:
            return
        try:
            self._handle = os.open(folder, os.O_RDONLY)
            self._device = os.fstat(self._handle).st_dev
            if _kind(libc, self._handle) not in _LOCAL:
                self.close()
        except OSError:
            self.close()

    def flush(self, paths: list[str]) -> bool:
        """Flushes all that was written since the volume was opened.

        Args:
            paths: Of the files and folders that matter. All must lie in this file system, or nothing is flushed: a folder below may be
                another one.

        Returns:
            Whether the disk has them. If not, each is to be flushed by itself, which tells which one the disk refuses.
        """
        if self._handle < 0:
            return False
        try:
            is_one = all(os.stat(path).st_dev == self._device for path in paths)  # noqa: PTH116 - a path per file
        except OSError:  # something is not there any more: flushing each by itself tells which
            return False
        libc = _library()
        return is_one and libc is not None and libc.syncfs(self._handle) == 0

    def close(self) -> None:
        """Lets go of it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@cache
def _library() -> Any:
    """The C library, where it has ``syncfs`` and the system's tells of faults; else None."""
    if sys.platform != "linux":
        return None
    version = re.match(r"(\d+)\.(\d+)", os.uname().release)
    if version is None or (int(version[1]), int(version[2])) < _SURE:
        return None
    try:
        import ctypes  # noqa: PLC0415 - loaded by the first site, not by every import

        libc = ctypes.CDLL(None)
    except (ImportError, OSError):  # a Python that was built without it
        return None
    return libc if hasattr(libc, "syncfs") and hasattr(libc, "fstatfs") else None


def _kind(libc: Any, handle: int) -> int:
    """The magic number of a file system; 0 if it cannot be told."""
    import ctypes  # noqa: PLC0415

    answer = (ctypes.c_long * 32)()  # struct statfs, 120 bytes on 64 bits; its first field is the number
    return int(answer[0]) & 0xFFFFFFFF if libc.fstatfs(handle, ctypes.byref(answer)) == 0 else 0
