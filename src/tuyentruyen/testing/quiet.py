"""Watching what code does to the world: files opened for writing, connections, programs started."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EFFECTS = frozenset({
    "socket.connect", "socket.sendto", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.remove", "os.rename",
    "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.putenv", "sqlite3.connect",
    "smtplib.send", "urllib.Request", "shutil.copyfile", "shutil.move", "shutil.rmtree",
})  # fmt: skip
_seen: ContextVar[list[str] | None] = ContextVar("tuyentruyen_testing_effects", default=None)
_hooked = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:  # pragma: no cover - no tracer runs inside an audit hook
    seen = _seen.get(None)
    if seen is None:
        return
    if event == "open":
        path, mode, flags = arguments
        writes = (isinstance(flags, int) and flags & _WRITES) or (isinstance(mode, str) and set(mode) & set("wax+"))
        if writes and "__pycache__" not in str(path):
            seen.append(f"opened {path!r} for writing")
    elif event in _EFFECTS and "__pycache__" not in str(arguments):
        seen.append(f"{event} {arguments!r:.120}")


@contextmanager
def effects() -> Iterator[list[str]]:
    """What the code within did to files, network and other programs, one line each; compiled Python files do not count."""
    global _hooked  # noqa: PLW0603 - the interpreter keeps its audit hooks for ever, so one is enough
    if not _hooked:
        sys.addaudithook(_watch)
        _hooked = True
    seen: list[str] = []
    token = _seen.set(seen)
    try:
        yield seen
    finally:
        _seen.reset(token)
