"""The words the software says, in Vietnamese or English, chosen by the user's language.

Source texts are English and stand where they are said; Vietnamese stands in ``locale/vi``. What users wrote is never
translated and enters a text only as a value.
"""

from __future__ import annotations

import errno
import gettext
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("vi", "en")
_chosen: ContextVar[str] = ContextVar("tuyentruyen_language", default="")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("tuyentruyen", Path(__file__).parent / "locale", languages=[language], fallback=True)


def language() -> str:
    """The language in use: the one chosen with `speaking`, else Vietnamese if the environment is, else English.

    The environment is told by ``TUYENTRUYEN_LANG`` and gettext's own variables, and where none is set, as on Windows, by the
    locale of the system.
    """
    if chosen := _chosen.get():
        return chosen
    for name in ("TUYENTRUYEN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return _nearest(value)
    import locale  # noqa: PLC0415  (hardly ever needed)

    return _nearest(locale.getlocale()[0] or "")


def _nearest(name: str) -> str:
    return "vi" if name.lower().startswith("vi") else "en"


@contextmanager
def speaking(wanted: str) -> Iterator[None]:
    """Within this context texts are in that language, ``vi`` or ``en``."""
    token = _chosen.set(wanted if wanted in LANGUAGES else "en")
    try:
        yield
    finally:
        _chosen.reset(token)


def tr(text: str, /, **values: Any) -> str:
    """The text in the language in use, with ``{name}`` filled from the values."""
    said = _catalogue(language()).gettext(text)
    return said.format(**values) if values else said


def reason(fault: OSError) -> str:
    """Why the system refused, in the language in use where it is one of the common reasons, else in the system's words."""
    said = _REASONS.get(errno.errorcode.get(fault.errno or 0, ""))
    return said() if said else fault.strerror or str(fault)


_REASONS: Mapping[str, Callable[[], str]] = {
    "ENOSPC": lambda: tr("the disk is full"),
    "EDQUOT": lambda: tr("the disk is full"),
    "EIO": lambda: tr("the disk reports an error"),
    "EROFS": lambda: tr("the disk can only be read"),
    "EACCES": lambda: tr("no right to do this"),
    "EPERM": lambda: tr("no right to do this"),
    "ENOENT": lambda: tr("no such file or folder"),
    "EEXIST": lambda: tr("it exists already"),
    "ENOTDIR": lambda: tr("it is no folder"),
    "EISDIR": lambda: tr("it is a folder"),
    "ELOOP": lambda: tr("its links lead in a circle"),
    "ENAMETOOLONG": lambda: tr("the name is too long"),
    "EMFILE": lambda: tr("too many files are open"),
}
