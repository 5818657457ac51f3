"""The plan folder as a fence: what a plan names lies inside it, also through symbolic links."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from tuyentruyen.errors import TuyentruyenError
from tuyentruyen.text import is_safe_name
from tuyentruyen.wording import reason, tr


class OutsideError(TuyentruyenError, ValueError):
    """A name leads out of the plan folder or is no name of a file; the text says which."""


def inside(folder: Path, start: Path, name: str) -> Path:
    """The file of this name, without links, that lies in a plan folder.

    Args:
        folder: The plan folder, resolved.
        start: The folder that the name is relative to.
        name: A relative path with ``/``.

    Raises:
        OutsideError: The name is absolute, climbs, is no name on some system, or leads out through a link.
    """
    shown = name if len(name) <= 60 else name[:57] + "..."
    if name.startswith(("/", "\\", "~")) or name[1:2] == ":":
        raise OutsideError(tr("{name!r} is an absolute path; name a file of the plan folder", name=shown))
    parts = name.split("/")
    if ".." in parts or "\\" in name:
        raise OutsideError(tr("{name!r} may not climb out of its folder; name a file below it", name=shown))
    if not all(is_safe_name(part) for part in parts) or len(name) > 300:
        raise OutsideError(tr("{name!r} is no name that every system can keep", name=shown))
    return fenced(folder, _existing(start, parts), shown)


def _existing(start: Path, parts: list[str]) -> Path:
    """The path; written in NFD where a Mac left the name so."""
    path = start.joinpath(*parts)
    if not os.path.lexists(path):
        decomposed = start.joinpath(*(unicodedata.normalize("NFD", part) for part in parts))
        if os.path.lexists(decomposed):
            return decomposed
    return path


def fenced(folder: Path, path: Path, shown: str) -> Path:
    """The path without links, if it lies in the folder; a file that is missing is handed on as it is.

    Raises:
        OutsideError: It leads out, or in a ring of links.
    """
    try:
        real = path.resolve(strict=True)
    except FileNotFoundError:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError) as fault:
        why = reason(fault) if isinstance(fault, OSError) else str(fault)
        raise OutsideError(tr("{name!r} cannot be followed: {why}", name=shown, why=why)) from None
    if not real.is_relative_to(folder):
        raise OutsideError(tr("{name!r} leads out of the plan folder through a symbolic link", name=shown))
    return real
