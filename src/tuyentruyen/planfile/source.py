"""One file: bytes, then text, then plain tables. Every guard stands before the parser that needs it.

Whatever lies in a plan folder, the answer is a table or a `PlanError` that names the file and, where there is one, the
line.
"""

from __future__ import annotations

import json
import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from attrs import field, frozen

from tuyentruyen.errors import MissingExtraError, PlanError
from tuyentruyen.planfile.lines import Path as Place
from tuyentruyen.planfile.lines import RefusedError, Scan, scan_json, scan_toml
from tuyentruyen.planfile.yaml import parsed_yaml
from tuyentruyen.text import controls, nfc, printable
from tuyentruyen.wording import reason, tr

MAX_BYTES = 5 * 1024 * 1024
"""Size of one file, at most."""
MAX_LISTED = 20
"""Lines that one fault of characters names, at most."""

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_BOM = b"\xef\xbb\xbf"
_VIETNAMESE = frozenset("ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ")


def problem(what: str, *, place: str = "", where: str = "") -> str:
    """One fault as it is told: what is wrong, the place in the plan, the file and line; no control character."""
    if place and where:
        said = tr("{what} @ {place} in {where}", what=what, place=place, where=where)
    elif place or where:
        said = tr("{what} @ {place}", what=what, place=place or where)
    else:
        said = what
    return printable(said).replace("\n", "\\n")


def dotted(path: Iterable[str | int]) -> str:
    """A place as it is told: ``plan.recipients[2].name``; items are counted from 0."""
    said = ""
    for part in path:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else part
    return said


@frozen(kw_only=True)
class Source:
    """One file that was read.

    Attributes:
        name: As it is told: relative to the plan folder, with ``/``.
        table: What it holds.
        lines: Line of every key.
    """

    name: str
    table: dict[str, Any] = field(repr=False)
    lines: Mapping[Place, int] = field(repr=False)

    def where(self, path: Place) -> str:
        """File and line of a place, or of the nearest place around it that is written down."""
        for end in range(len(path), 0, -1):
            if line := self.lines.get(path[:end]):
                return f"{self.name}:{line}"
        return self.name


@contextmanager
def opened(path: Path, *, name: str, most: int) -> Iterator[BinaryIO]:
    """A regular file of bounded size, open for reading; what fails while it is read is a fault of the plan too.

    Raises:
        PlanError: It is missing, closed to us, no regular file, too large, or the disk failed.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as stream:
            found = os.fstat(stream.fileno())
            if stat.S_ISDIR(found.st_mode):
                raise PlanError(problem(tr("it is a folder, not a file"), where=name))
            if not stat.S_ISREG(found.st_mode):
                raise PlanError(problem(tr("it is a pipe or a device, not a file"), where=name))
            if found.st_size > most:
                what = tr("it holds {size} bytes, more than {most}", size=found.st_size, most=most)
                raise PlanError(problem(what, where=name))
            yield stream
    except FileNotFoundError:
        raise PlanError(problem(tr("there is no such file"), where=name)) from None
    except IsADirectoryError:
        raise PlanError(problem(tr("it is a folder, not a file"), where=name)) from None
    except PermissionError:
        raise PlanError(problem(tr("there is no right to read it"), where=name)) from None
    except OSError as fault:
        raise PlanError(problem(tr("it cannot be read: {why}", why=reason(fault)), where=name)) from None


def read_bytes(path: Path, *, name: str, most: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file of bounded size.

    Raises:
        PlanError: As `opened`; or the file grew past the bound while it was read.
    """
    with opened(path, name=name, most=most) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise PlanError(problem(tr("it holds {size} bytes, more than {most}", size=len(data), most=most), where=name))
    return data


def _guess(data: bytes) -> str:
    """The old encoding that bytes look like which are not UTF-8."""
    start = data[:4096]
    if start.count(0) * 3 > len(start):
        return "UTF-16"
    try:
        text = nfc(data.decode("cp1258")).lower()
    except UnicodeDecodeError:
        return "TCVN3, VNI"
    strange = sum(1 for c in text if not c.isascii() and c not in _VIETNAMESE)
    return "Windows-1258 (cp1258)" if strange * 4 <= sum(1 for c in text if not c.isascii()) else "TCVN3 (ABC), VNI"


def _refused(name: str, encoding: str, line: int) -> PlanError:
    what = tr("the file is not in UTF-8 but looks like {encoding}; save it again as UTF-8", encoding=encoding)
    return PlanError(problem(what, where=f"{name}:{line}"))


def decoded(data: bytes, *, name: str) -> str:
    """The text of bytes in UTF-8, with or without a byte order mark: NFC, lines ended by a line feed alone.

    Raises:
        PlanError: Another encoding, guessed by name; or characters that no reader sees, each with its line.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            raise _refused(name, encoding, 1)
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        if fault.reason == "unexpected end of data":
            raise PlanError(
                problem(tr("the file is cut off in the middle of a character"), where=f"{name}:{line}")
            ) from None
        encoding = _guess(data)
        raise _refused(name, encoding, 1 if encoding == "UTF-16" else line) from None
    if text.count("\x00") * 3 > len(text):
        raise _refused(name, "UTF-16", 1)
    text = str(nfc(text.replace("\r\n", "\n")))
    if controls(text):
        problems: list[str] = []
        for number, row in enumerate(text.split("\n"), start=1):
            if names := controls(row):
                what = tr("there are control characters: {names}", names=", ".join(names))
                problems.append(problem(what, where=f"{name}:{number}"))
            if len(problems) == MAX_LISTED:
                break
        raise PlanError(problems)
    return text


def syntax(path: Path) -> str:
    """In which of the three a file is written, as its ending tells: toml, json, yaml."""
    return {".json": "json", ".yaml": "yaml", ".yml": "yaml"}.get(path.suffix.lower(), "toml")


def parsed(text: str, *, name: str, written: str = "toml", first_line: int = 1) -> Source:
    """The table that a TOML, JSON or YAML text holds.

    Args:
        text: The text.
        name: The file as it is told.
        written: In which it is written: toml, json, yaml.
        first_line: Number of its first line.

    Raises:
        PlanError: The text is broken, holds a key twice, goes past a bound, or is YAML and the extra is not installed.
    """
    table: Any = None
    try:
        if written == "yaml":
            table, scan = parsed_yaml(text)
        else:
            scan = scan_json(text) if written == "json" else scan_toml(text, first_line=first_line)
    except RefusedError as much:
        raise PlanError(problem(much.what, where=f"{name}:{much.line}")) from None
    except MissingExtraError as missing:
        raise PlanError(problem(str(missing), where=name)) from missing
    if scan.doubled:
        raise PlanError([_doubled(name, *fault) for fault in scan.doubled_first()[:MAX_LISTED]])
    if written == "json":
        table = _json(text, name)
    elif written == "toml":
        table = _toml(text, name, scan, first_line)
    elif not isinstance(table, dict):
        raise PlanError(problem(tr("a plan in YAML is one table, beginning with a key and a colon"), where=f"{name}:1"))
    return Source(name=name, table=table, lines=scan.lines)


def _doubled(name: str, path: Place, first: int, second: int) -> str:
    what = tr("the same key stands in line {first} already", first=first)
    return problem(what, place=dotted(path), where=f"{name}:{second}")


def _toml(text: str, name: str, scan: Scan, first_line: int) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        why, _, at = str(fault).rpartition(" (at ")
        line = text.count("\n") + 1
        if at.startswith("line "):
            line = int(at[5:].partition(",")[0])
        elif at != "end of document)":
            why = str(fault)
        raise PlanError(
            problem(tr("this is no TOML: {why}", why=why), where=f"{name}:{line + first_line - 1}")
        ) from None
    except (ValueError, RecursionError, OverflowError) as fault:
        line = max(scan.lines.values(), default=first_line) if isinstance(fault, RecursionError) else 0
        where = f"{name}:{line}" if line else name
        raise PlanError(problem(tr("this is no TOML: {why}", why=fault), where=where)) from None


def _json(text: str, name: str) -> dict[str, Any]:
    try:
        table = json.loads(text)
    except json.JSONDecodeError as fault:
        raise PlanError(problem(tr("this is no JSON: {why}", why=fault.msg), where=f"{name}:{fault.lineno}")) from None
    except (ValueError, RecursionError) as fault:
        raise PlanError(problem(tr("this is no JSON: {why}", why=fault), where=name)) from None
    if not isinstance(table, dict):
        raise PlanError(problem(tr("a plan in JSON is one object, beginning with a brace"), where=f"{name}:1"))
    return table
