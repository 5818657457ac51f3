"""One key of a text's front matter, or the plans of a house, written anew; every other byte stays as it is."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tuyentruyen.errors import PlanError
from tuyentruyen.planfile.fields import unknown_key
from tuyentruyen.planfile.frontmatter import KEYS, head, message
from tuyentruyen.planfile.lines import Statement, scan_toml
from tuyentruyen.planfile.shape import plain
from tuyentruyen.planfile.source import decoded, dotted, parsed, problem, read_bytes
from tuyentruyen.planfile.templates import HEAD, template
from tuyentruyen.wording import tr


def toml(value: Any) -> str:
    """A plain value as TOML writes it, on one line.

    Raises:
        TypeError: TOML has no such value.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(
                f"{toml(str(key))} = {toml(item)}" if not _is_bare(key) else f"{key} = {toml(item)}"
                for key, item in value.items()
            )
            + " }"
        )
    raise TypeError(tr("TOML has no value such as {value!r}", value=value))


def _is_bare(key: Any) -> bool:
    return isinstance(key, str) and key.isascii() and key.replace("-", "a").replace("_", "a").isalnum()


def _edited(head: str, key: str, written: str | None, end_of_line: str) -> str:
    """The front matter with this key written so, or taken out."""
    mine = [s for s in scan_toml(head).statements if s.path[0] == key]
    whole = next((s for s in mine if s.path == (key,) and not s.table and not s.is_table), None)
    if whole is not None and written is not None:
        return head[: whole.start] + f"{key} = {written}" + head[whole.end :]
    for statement in reversed(mine):
        head = _without(head, statement)
    if written is None:
        return head
    at = 0
    for statement in scan_toml(head).statements:
        if statement.is_table:
            break
        at = head.find("\n", statement.end) + 1
    return head[:at] + f"{key} = {written}{end_of_line}" + head[at:]


def _without(head: str, statement: Statement) -> str:
    """The front matter without a statement; its line goes too, unless a comment stands there."""
    start = head.rfind("\n", 0, statement.start) + 1
    end = head.find("\n", statement.end) + 1 or len(head)
    rest = head[start : statement.start] + head[statement.end : end]
    return head[:start] + (rest if rest.strip() else "") + head[end:]


def set_front_matter(path: str | Path, key: str, value: Any, *, of_template: bool = False) -> None:
    """Write one key of a text's front matter; the file is replaced in one step and is otherwise as it was, byte for byte.

    Args:
        path: The text.
        key: A key of the front matter, such as ``approval``.
        value: A plain value or a record; None takes the key out.
        of_template: Whether the text is a template, whose front matter has keys of its own.

    Raises:
        PlanError: The text or the value cannot be used, and nothing is changed.
        OSError: The disk or the rights forbid it, and nothing is changed.
    """
    file = Path(path).resolve()
    name = file.name
    known = (*KEYS, *HEAD) if of_template else KEYS
    if key not in known:
        raise PlanError(problem(unknown_key(key, known), place=key, where=name))
    data = read_bytes(file, name=name)
    sound = _sound_template if of_template else _sound
    sound(decoded(data, name=name), name, file.stem)
    raw = data.decode()
    start, end = head(raw, name=name)
    plainly = plain(value, dates_as_text=False)
    end_of_line = "\r\n" if raw[:start].endswith("\r\n") else "\n"
    try:
        written = None if value is None else toml(plainly)
        edited = _edited(raw[start:end], key, written, end_of_line)
        wanted = tomllib.loads(raw[start:end])
        wanted.pop(key, None)
        if written is not None:
            wanted[key] = tomllib.loads(f"value = {written}")["value"]
        proved = tomllib.loads(edited) == wanted
    except (TypeError, tomllib.TOMLDecodeError) as fault:
        raise PlanError(problem(tr("the key cannot be written: {why}", why=fault), place=key, where=name)) from None
    if not proved:
        raise PlanError(
            problem(tr("the key cannot be written without changing others; write it by hand"), place=key, where=name)
        )
    new = (raw[:start] + edited + raw[end:]).encode()
    sound(decoded(new, name=name), name, file.stem)
    _replace(file, new, before=data)


def add_plan(house: str | Path, name: str) -> None:
    """Write a plan's folder at the end of the plans that a house lists; the file is replaced in one step.

    Args:
        house: The ``tuyentruyen.toml``.
        name: The folder, seen from the house.

    Raises:
        PlanError: The file cannot be read or written so, and nothing is changed.
        OSError: The disk or the rights forbid it, and nothing is changed.
    """
    file = Path(house).resolve()
    data = read_bytes(file, name=file.name)
    text = decoded(data, name=file.name)
    source = parsed(text, name=file.name)
    plans = source.table.get("plans", [])
    if not isinstance(plans, list) or name in plans:
        return
    raw = data.decode()
    wanted = {**source.table, "plans": [*plans, name]}
    for edited in _with_plan(raw, plans, name):
        with contextlib.suppress(PlanError):  # a way that would break the file is none
            if parsed(decoded(edited.encode(), name=file.name), name=file.name).table == wanted:
                break
    else:
        what = tr("the key cannot be written without changing others; write it by hand")
        raise PlanError(problem(what, place="plans", where=source.where(("plans",))))
    _replace(file, edited.encode(), before=data)


def _with_plan(raw: str, plans: Sequence[Any], name: str) -> Iterator[str]:
    """Ways of writing one more plan into a house's list, the gentlest first: behind the last one, or the list anew."""
    for statement in scan_toml(raw).statements:
        if statement.path == ("plans",) and not statement.table and plans:
            for quote in "\"'":
                last = f"{quote}{plans[-1]}{quote}"
                at = raw.rfind(last, statement.start, statement.end) + len(last)
                if at >= len(last):
                    yield f"{raw[:at]}, {toml(name)}{raw[at:]}"
    yield _edited(raw, "plans", toml([*plans, name]), "\r\n" if "\r\n" in raw else "\n")


def _sound(text: str, name: str, stem: str) -> None:
    """Refuse a text that is no message."""
    _, source, faults = message(text, name, stem)
    if faults:
        raise PlanError([problem(what, place=dotted(place), where=source.where(place)) for place, what in faults])


def _sound_template(text: str, name: str, stem: str) -> None:
    """Refuse a text that is no template."""
    _, _, source, faults = template(text, name, stem)
    if faults:
        raise PlanError([problem(what, place=dotted(place), where=source.where(place)) for place, what in faults])


def _unchanged(file: Path, before: bytes) -> None:
    if read_bytes(file, name=file.name) != before:
        raise PlanError(problem(tr("somebody else changed the text at this moment; try again"), where=file.name))


def _replace(file: Path, data: bytes, *, before: bytes) -> None:
    """Put other bytes in a file's place, so that every reader sees the old ones or the new ones."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(6)}.tmp")
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        with os.fdopen(
            os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb"
        ) as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(mode)
        _unchanged(file, before)
        beside.replace(file)
    except BaseException as fault:
        with contextlib.suppress(OSError):
            beside.unlink()
        if isinstance(fault, OSError):
            fault.filename = str(file)  # what the user knows, not the neighbour
        raise
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
