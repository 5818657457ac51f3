"""Where things stand in a TOML or JSON text: the line of every key, found without parsing a value.

`tomllib` and `json` tell no positions, recurse without bound, and `tomllib` is quadratic in the parts of a dotted key. So
this scanner goes first: linear, without recursion, and it stops at what no plan needs. Up to the first fault of syntax
it sees the same keys as the parsers do.
"""

from __future__ import annotations

import json
import re

from attrs import define, field, frozen

from tuyentruyen.errors import TuyentruyenError
from tuyentruyen.wording import tr

MAX_DEPTH = 32
"""Tables and lists inside one another, at most; a plan needs five."""
MAX_PARTS = 16
"""Parts of one dotted key or table name, at most."""
MAX_KEY_LENGTH = 200
"""Characters of one key, at most."""
MAX_FIGURES = 400
"""Figures of one number, at most; Python itself refuses more than 4,300, but names no line."""
MAX_KEYS = 250_000
"""Keys and items of lists in one file, at most."""

_NUMERIC = frozenset("+-0123456789")

Path = tuple[str | int, ...]
"""A place inside a file: keys, and numbers for items of a list."""

_TOML = re.compile(
    r"(?P<skip>[ \t\r]+|\#[^\n]*)|(?P<line>\n)"
    r'|(?P<text>"""(?:\\.|[^\\])*?"""(?:"{1,2}(?!"))?|\'\'\'.*?\'\'\'(?:\'{1,2}(?!\'))?'
    r'|"(?!"")(?:\\.|[^"\\\n])*"|\'(?!\'\')[^\'\n]*\')'
    r'|(?P<broken>["\'])|(?P<mark>[][{}=,.])|(?P<word>[^][{}=,.\s"\'\#]+|.)',
    re.DOTALL,
)
_JSON = re.compile(
    r'(?P<skip>[ \t\r]+)|(?P<line>\n)|(?P<text>"(?:\\.|[^"\\\n])*")|(?P<broken>")|(?P<mark>[][{}:,])|(?P<word>[^][{}:,\s"]+)',
    re.DOTALL,
)


class RefusedError(TuyentruyenError):
    """The text goes past a bound, or holds what its parser takes and no plan may; the parser must not see it."""

    def __init__(self, what: str, line: int) -> None:
        self.what, self.line = what, line
        super().__init__(what)


@frozen
class Statement:
    """One line of a TOML text that names a table or gives a key its value.

    Attributes:
        path: The key in full.
        table: The table it stands in.
        start: Offset of its first character.
        end: Offset after its last character, before the end of the line.
        is_table: Whether it is the name of a table.
    """

    path: Path
    table: Path
    start: int
    end: int
    is_table: bool


@define
class Scan:
    """What a scan found.

    Attributes:
        lines: Line of every key and item, counted from 1.
        doubled: Keys that stand twice: the key, its first line, its second.
        statements: Those of a TOML text, in order.
    """

    lines: dict[Path, int] = field(factory=dict)
    doubled: list[tuple[Path, int, int]] = field(factory=list)
    statements: list[Statement] = field(factory=list)
    _known: dict[Path, int] = field(factory=dict)
    _count: int = 0

    def doubled_first(self) -> list[tuple[Path, int, int]]:
        """The doubled keys, without those inside a table that is doubled itself."""
        whole = {path for path, _, _ in self.doubled}
        return [fault for fault in self.doubled if not any(fault[0][:end] in whole for end in range(1, len(fault[0])))]

    def note(self, path: Path, line: int, *, named: bool = True) -> None:
        """Remember where a key stands; one that was named before is doubled."""
        self._count += 1
        if self._count > MAX_KEYS:
            raise RefusedError(tr("the file holds more than {most} keys and items", most=MAX_KEYS), line)
        if named:
            if path in self._known:
                self.doubled.append((path, self._known[path], line))
            self._known.setdefault(path, line)
        self.lines.setdefault(path, line)
        for end in range(len(path) - 1, 0, -1):
            if path[:end] in self.lines:
                break
            self.lines[path[:end]] = line


def bounded(number: str, line: int) -> None:
    """Refuse a number of very many figures."""
    if len(number) > MAX_FIGURES:
        raise RefusedError(
            tr("a number has {length} figures, more than {most}", length=len(number), most=MAX_FIGURES), line
        )


def _key(word: str, line: int) -> str:
    if word[0] == '"':
        try:
            word = str(json.loads(word))
        except ValueError:
            word = word[1:-1]
    elif word[0] == "'":
        word = word[1:-1]
    if len(word) > MAX_KEY_LENGTH:
        raise RefusedError(
            tr("a key has {length} characters, more than {most}", length=len(word), most=MAX_KEY_LENGTH), line
        )
    return word


@define
class _Open:
    """A list or table that is not closed yet."""

    is_table: bool
    path: Path
    parts: list[str] = field(factory=list)
    index: int = 0
    in_value: bool = False

    def at(self) -> Path:
        return (*self.path, *self.parts) if self.is_table else (*self.path, self.index)


@define
class _Scanner:
    """The state while scanning; one object serves one text."""

    separator: str
    scan: Scan
    line: int
    stack: list[_Open] = field(factory=list)

    def part(self, parts: list[str], word: str) -> None:
        parts.append(_key(word, self.line))
        if len(parts) > MAX_PARTS:
            raise RefusedError(tr("a key has more than {most} parts", most=MAX_PARTS), self.line)

    def open(self, word: str, path: Path) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise RefusedError(tr("tables and lists are nested more than {most} deep", most=MAX_DEPTH), self.line)
        self.stack.append(_Open(word == "{", path))

    def inside(self, kind: str, word: str) -> None:
        """One piece inside a list or an inline table."""
        top = self.stack[-1]
        if word in "]}" and kind == "mark":
            self.stack.pop()
        elif word == "," and kind == "mark":
            top.index += 1
            top.parts, top.in_value = [], False
        elif top.is_table and not top.in_value:
            if word == self.separator and kind == "mark":
                self.scan.note(top.at(), self.line)
                top.in_value = True
            elif kind in ("text", "word"):
                self.part(top.parts, word)
        else:
            if not top.is_table:
                self.scan.note(top.at(), self.line, named=False)
            if word in "[{" and kind == "mark":
                self.open(word, top.at())


def scan_json(text: str) -> Scan:
    """The lines of a JSON text.

    Raises:
        RefusedError: The text goes past a bound.
    """
    state = _Scanner(":", Scan(), 1)
    for found in _JSON.finditer(text):
        kind, word = found.lastgroup or "", found[0]
        if kind == "line":
            state.line += 1
        elif kind == "broken":
            break
        elif kind == "skip":
            continue
        elif word in ("NaN", "Infinity", "-Infinity"):
            raise RefusedError(tr("{word} is no number that JSON has", word=word), state.line)
        elif kind == "word" and word[0] in _NUMERIC:
            bounded(word, state.line)
            if state.stack:
                state.inside(kind, word)
        elif state.stack:
            state.inside(kind, word)
        elif word in "[{" and kind == "mark":
            state.open(word, ())
    return state.scan


@define
class _TomlScanner(_Scanner):
    """The state while scanning TOML: the statement under way and the table it stands in."""

    table: Path = ()
    counts: dict[Path, int] = field(factory=dict)
    parts: list[str] = field(factory=list)
    brackets: int = 0
    path: Path = ()
    in_value: bool = False
    start: int = -1
    start_line: int = 0
    end: int = 0

    def take(self, kind: str, word: str, start: int) -> None:
        """One piece that is neither blank nor an end of line."""
        if kind == "word" and word[0] in _NUMERIC and (self.stack or self.in_value):
            bounded(word, self.line)
        if self.start < 0:
            self.start, self.start_line = start, self.line
        if self.stack:
            self.inside(kind, word)
        elif self.in_value:
            if kind == "mark" and word in "[{":
                self.open(word, self.path)
        elif kind in ("text", "word"):
            self.part(self.parts, word)
        elif word == "[":
            self.brackets += 1
        elif word == "=":
            self.path, self.in_value = (*self.table, *self.parts), True
            self.scan.note(self.path, self.line)
        self.end = start + len(word)
        if kind == "text" and word[:3] in ('"""', "'''"):
            self.line += word.count("\n")

    def finish(self) -> None:
        """The end of a line, outside every list and text."""
        if self.stack or self.start < 0:
            return
        if self.brackets and self.parts and not self.in_value:
            self.name_table()
        if self.in_value or self.brackets:
            inside = () if self.brackets else self.table
            self.scan.statements.append(Statement(self.path, inside, self.start, self.end, self.brackets > 0))
        self.parts, self.brackets, self.in_value, self.start = [], 0, False, -1

    def name_table(self) -> None:
        """The table that follows; one of a list of tables has the next number."""
        path: Path = ()
        for name in self.parts[:-1]:
            path = (*path, name)
            if path in self.counts:
                path = (*path, self.counts[path])
        path = (*path, self.parts[-1])
        if self.brackets == 2:
            self.counts[path] = self.counts.get(path, -1) + 1
            path = (*path, self.counts[path])
        self.table = self.path = path
        self.scan.note(path, self.start_line)


def scan_toml(text: str, *, first_line: int = 1) -> Scan:
    """The lines of a TOML text, the first of which is ``first_line``.

    Raises:
        RefusedError: The text goes past a bound.
    """
    state = _TomlScanner("=", Scan(), first_line)
    for found in _TOML.finditer(text):
        kind = found.lastgroup or ""
        if kind == "line":
            state.finish()
            state.line += 1
        elif kind == "broken":
            return state.scan
        elif kind != "skip":
            state.take(kind, found[0], found.start())
    state.finish()
    return state.scan
