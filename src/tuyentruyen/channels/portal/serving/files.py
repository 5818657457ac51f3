"""Opens what an address names in a folder, and nothing outside of it."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Self

from attrs import define

from tuyentruyen.text import is_safe_name

_LONGEST = 2000
_DEEPEST = 32
_ABSENT = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EMLINK, errno.ENAMETOOLONG, errno.EACCES, errno.EPERM, errno.ENXIO, errno.EINVAL}
)  # fmt: skip
"""What a system says of a name that leads to nothing a reader may have. Anything else, such as too many open files, is a fault."""
_DESCRIPTORS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


@define(eq=False)
class Opened:
    """What was found under a name; closes its file at the end of a ``with``.

    Attributes:
        descriptor: Of the open file; None where there is no file.
        folder: Whether it is a folder; with neither, nothing stands there that a reader may have.
        size: In bytes, of the file as it was opened.
        modified: When it was written last, in nanoseconds since 1970.
        identity: Device and number of the file: another file in the same place has another.
    """

    descriptor: int | None = None
    folder: bool = False
    size: int = 0
    modified: int = 0
    identity: tuple[int, int] = (0, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if (descriptor := self.taken()) is not None:
            os.close(descriptor)

    def taken(self) -> int | None:
        """The open file, which is closed from now on by who took it."""
        descriptor, self.descriptor = self.descriptor, None
        return descriptor

    def read(self) -> bytes:
        """All bytes, once.

        Raises:
            OSError: The disk failed, or the file was cut where it lay.
        """
        assert self.descriptor is not None
        pieces, left = [], self.size
        while left and (piece := os.read(self.descriptor, left)):
            pieces.append(piece)
            left -= len(piece)
        if left:
            raise OSError(f"the file ended {left} bytes too early")
        return b"".join(pieces)


def segments(path: str) -> tuple[str, ...] | None:
    """The names a path is made of; None where it can name nothing that is published.

    Args:
        path: Decoded once, without the slash at its beginning and its end; empty: the folder itself. Up to 2,000 characters and 32 names.
    """
    if not path:
        return ()
    if len(path) > _LONGEST or not path.isprintable():
        return None
    names = tuple(path.split("/"))
    return names if len(names) <= _DEEPEST and all(map(is_safe_name, names)) else None


def opened(folder: Path, names: tuple[str, ...]) -> Opened:
    """What stands there, opened once: a file that is replaced afterwards is read to its end as it was.

    No symbolic link inside the folder is followed, to wherever it leads; the folder itself may be one.

    Raises:
        FileNotFoundError: The folder itself is not there.
        OSError: The system cannot open anything now.
    """
    return _step_by_step(folder, names) if _DESCRIPTORS else _by_full_name(folder, names)


def _step_by_step(folder: Path, names: tuple[str, ...]) -> Opened:
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for name in names:
            try:
                there = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here)
            except OSError as fault:
                if fault.errno in _ABSENT:
                    os.close(here)
                    return Opened()
                raise
            os.close(here)
            here = there
    except BaseException:
        os.close(here)
        raise
    return _kept(here)


def _by_full_name(folder: Path, names: tuple[str, ...]) -> Opened:
    """Where the system has no steps: the real name must be the name that was asked for, letter by letter."""
    root = os.path.realpath(folder)
    if not os.path.isdir(root):  # noqa: PTH112 - a plain name, as the system gives it
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), root)
    asked = os.path.join(root, *names)  # noqa: PTH118 - as above
    if os.path.realpath(asked) != asked:
        return Opened()
    try:
        found = os.stat(asked)  # noqa: PTH116 - as above
        if stat.S_ISDIR(found.st_mode):
            return Opened(folder=True)
        return (
            _kept(os.open(asked, os.O_RDONLY | getattr(os, "O_BINARY", 0))) if stat.S_ISREG(found.st_mode) else Opened()
        )
    except OSError as fault:
        if fault.errno in _ABSENT:
            return Opened()
        raise


def _kept(descriptor: int) -> Opened:
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode):
        return Opened(descriptor, size=found.st_size, modified=found.st_mtime_ns, identity=(found.st_dev, found.st_ino))
    os.close(descriptor)
    return Opened(folder=stat.S_ISDIR(found.st_mode))
