"""Conditions and ranges of a request: RFC 9110, sections 13 and 14."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

_TAG = re.compile(r'(?:W/)?"[!#-~\x80-\xff]*"')
_RANGE = re.compile(r"bytes=[ \t]*(\d*)-(\d*)[ \t]*")


def precondition_failed(headers: Mapping[str, str], etag: str, modified: int) -> bool:
    """Whether the client wants an answer only while the file is the one it knows, and it is not any more.

    Args:
        headers: Of the request, names in lower case.
        etag: Of the file, strong.
        modified: Of the file, in seconds since 1970.
    """
    if (wanted := headers.get("if-match")) is not None:
        return wanted.strip() != "*" and etag not in _TAG.findall(wanted)
    since = _seconds(headers.get("if-unmodified-since"))
    return since is not None and modified > since


def not_modified(headers: Mapping[str, str], etag: str, modified: int) -> bool:
    """Whether the client has what stands there. A tag wins over a date; arguments as in `precondition_failed`."""
    if (known := headers.get("if-none-match")) is not None:
        return known.strip() == "*" or etag in {tag.removeprefix("W/") for tag in _TAG.findall(known)}
    since = _seconds(headers.get("if-modified-since"))
    return since is not None and modified <= since


def wanted_range(
    headers: Mapping[str, str], size: int, etag: str, modified: int, now: float
) -> tuple[int, int] | tuple[()] | None:
    """First and last byte that are asked for.

    Args:
        headers: Of the request, names in lower case.
        size: Of the file, in bytes.
        etag: Of the file, strong.
        modified: Of the file, in seconds since 1970.
        now: In seconds since 1970.

    Returns:
        Empty: no byte of the file is asked for. None: the whole file is to be sent, because nothing else is asked for, because
        several ranges are, which a server may answer with the whole, or because the file is not the one that was begun.
    """
    if (asked := headers.get("range")) is None or not _still(headers.get("if-range"), etag, modified, now):
        return None
    if not (found := _RANGE.fullmatch(asked.strip())) or found.groups() == ("", ""):
        return None
    first, last = (_number(part) for part in found.groups())
    if first is None:
        assert last is not None
        return (max(0, size - last), size - 1) if last and size else ()
    if last is not None and last < first:
        return None
    return (first, size - 1 if last is None else min(last, size - 1)) if first < size else ()


def _still(known: str | None, etag: str, modified: int, now: float) -> bool:
    """A date says so only exactly, and only of a file that is older than a second: two can be written in one."""
    if known is None:
        return True
    if '"' in known:
        return known.strip() == etag
    return _seconds(known) == modified and now - modified >= 2


def _number(digits: str) -> int | None:
    return min(int(digits[:18]), 10**17) if len(digits) < 18 and digits else 10**17 if digits else None


def _seconds(date: str | None) -> int | None:
    if date is None:
        return None
    try:
        found = parsedate_to_datetime(date)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
