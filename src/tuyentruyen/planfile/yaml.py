"""YAML as the same plain tables that TOML and JSON give; the only door to ruamel.yaml, which is imported when it is needed.

Only what YAML 1.2 calls its core: texts, numbers, true and false, lists, tables. So ``18:30`` and ``no`` are texts, and what others
read in two ways (``0123``) is refused. Anchors, tags, merge keys and second documents are refused: no plan needs them, and they are
how a small file becomes a large one. Events are taken one by one, so every bound holds before anything is built, and nothing recurses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from attrs import define, field

from tuyentruyen.errors import MissingExtraError
from tuyentruyen.planfile.lines import MAX_DEPTH, MAX_KEY_LENGTH, Path, RefusedError, Scan, bounded
from tuyentruyen.wording import tr

MAX_LENGTH = 1024 * 1024
"""Characters of one YAML file, at most: reading them takes about two seconds."""
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {word: truth for truth in (True, False) for word in (str(truth), str(truth).lower(), str(truth).upper())}
_WHOLE = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NO_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")


@define
class _Open:
    """A list or table that is not closed yet; of a table, the key that waits for its value."""

    held: Any
    path: Path
    key: str | None = None

    def at(self) -> Path:
        return (*self.path, len(self.held) if isinstance(self.held, list) else str(self.key))


@define
class _Builder:
    """What has been built so far."""

    scan: Scan = field(factory=Scan)
    stack: list[_Open] = field(factory=list)
    root: Any = None
    documents: int = 0

    def take(self, event: Any) -> None:
        kind, line = type(event).__name__, event.start_mark.line + 1
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise RefusedError(tr("the file holds a second document; keep one, without a line ---"), line)
            if event.tags or event.version not in (None, (1, 2)):
                raise RefusedError(tr("only YAML 1.2 without directives is read; take the line with % out"), line)
        elif kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
            raise RefusedError(
                tr("anchors and aliases (& and *) are not read; write the value out where it is meant"), line
            )
        elif getattr(event, "ctag", None) is not None:
            raise RefusedError(tr("tags (!) are not read; take the tag out"), line)
        elif kind == "ScalarEvent":
            self.scalar(event.value, line, is_plain=not event.style)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self.open({} if kind == "MappingStartEvent" else [], line)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()

    def waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].held, dict) and self.stack[-1].key is None

    def open(self, held: Any, line: int) -> None:
        if self.waits_for_key():
            raise RefusedError(tr("a key must be text, not a list or a table"), line)
        if len(self.stack) >= MAX_DEPTH:
            raise RefusedError(tr("tables and lists are nested more than {most} deep", most=MAX_DEPTH), line)
        path = self.put(held, line)
        self.stack.append(_Open(held, path))

    def scalar(self, text: str, line: int, *, is_plain: bool) -> None:
        value = _plain(text, line) if is_plain else text
        if self.waits_for_key():
            self.name(text, value, line, is_plain=is_plain)
        else:
            self.put(value, line)

    def name(self, text: str, value: Any, line: int, *, is_plain: bool) -> None:
        """The key of what follows."""
        if is_plain and text == "<<":
            raise RefusedError(tr("merge keys (<<) are not read; write the keys out where they are meant"), line)
        if not isinstance(value, str):
            raise RefusedError(
                tr("the key {key} is not text; put it in quotation marks", key=text[:60] or "null"), line
            )
        if len(value) > MAX_KEY_LENGTH:
            raise RefusedError(
                tr("a key has {length} characters, more than {most}", length=len(value), most=MAX_KEY_LENGTH), line
            )
        top = self.stack[-1]
        top.key = value
        self.scan.note(top.at(), line)

    def put(self, value: Any, line: int) -> Path:
        """Lay a value where it belongs, and hand back its place."""
        if not self.stack:
            self.root = value
            return ()
        top = self.stack[-1]
        path = top.at()
        if isinstance(top.held, list):
            self.scan.note(path, line, named=False)
            top.held.append(value)
        else:
            top.held[top.key] = value
            top.key = None
        return path


def _plain(text: str, line: int) -> Any:
    """What a text without quotation marks means in YAML's core."""
    if text in _NULL:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    if _NO_NUMBER.match(text):
        raise RefusedError(tr("{word} is no number that a plan has", word=text), line)
    if not (_NUMBER.match(text) or _BASED.match(text)):
        return text
    bounded(text, line)
    if _BASED.match(text):
        return int(text[2:], 8 if text[1] == "o" else 16)
    if re.match(r"[-+]?0[0-9]", text):
        what = tr(
            "{text} is a number to some and a text to others; put it in quotation marks, or write it without the nought",
            text=text,
        )
        raise RefusedError(what, line)
    if _WHOLE.match(text):
        return int(text)
    number = float(text)
    if not math.isfinite(number):
        raise RefusedError(tr("{word} is no number that a plan has", word=text), line)
    return number


def _events(text: str) -> Iterator[Any]:
    """What ruamel's own parser, without its constructors and resolvers, finds one after the other.

    Raises:
        MissingExtraError: The library is not installed.
    """
    try:
        from ruamel.yaml import YAML  # noqa: PLC0415 - only plans in YAML pay for it
    except ImportError:
        raise MissingExtraError("ruamel.yaml", extra="yaml") from None
    return iter(YAML(typ="safe", pure=True).parse(text))


def parsed_yaml(text: str) -> tuple[Any, Scan]:
    """The table that a YAML text holds, and the line of every key; None if it holds nothing.

    Raises:
        RefusedError: The text is broken, goes past a bound, or uses what no plan may.
        MissingExtraError: The library is not installed.
    """
    if len(text) > MAX_LENGTH:
        what = tr(
            "the file has {length} characters, more than {most} in YAML; part it, or write it in TOML",
            length=len(text), most=MAX_LENGTH,
        )  # fmt: skip
        raise RefusedError(what, 1)
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        raise RefusedError(tr("there are control characters: {names}", names="U+000D"), line)
    events, builder = _events(text), _Builder()
    try:
        for event in events:
            builder.take(event)
    except RefusedError:
        raise
    except Exception as fault:  # noqa: BLE001 - its parser raises its own errors, and ValueError or others on some texts
        raise _broken(fault) from None
    return builder.root, builder.scan


def _broken(fault: Exception) -> RefusedError:
    """What ruamel says of a broken text, on one line."""
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    line = mark.line + 1 if mark else 1
    why = getattr(fault, "problem", None) or getattr(fault, "context", None) or str(fault) or type(fault).__name__
    if "'\\t'" in why:
        return RefusedError(tr("this is no YAML: a tab stands where spaces must; write spaces"), line)
    if "mapping values are not allowed" in why:
        what = tr("this is no YAML: a colon stands where none may; put a text that holds one in quotation marks")
        return RefusedError(what, line)
    if "cannot start any token" in why:
        what = tr("this is no YAML: a text begins with a character that YAML keeps; put it in quotation marks")
        return RefusedError(what, line)
    return RefusedError(tr("this is no YAML: {why}", why=" ".join(str(why).split())[:200]), line)
