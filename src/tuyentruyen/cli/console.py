"""What is printed: plain when piped, coloured and with progress on a terminal, and never driven by what users wrote."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from tuyentruyen.cli.streams import carries_vietnamese
from tuyentruyen.text import printable

Advance = Callable[[str], None]


def one_line(value: object) -> str:
    """Any value as one line that cannot drive a terminal."""
    return printable(" ".join(str(value).split("\n")).replace("\t", " ").strip())


def _width(value: str) -> int:
    return sum(not unicodedata.combining(char) for char in value)


class Console:
    """The two streams a command writes to.

    A reader that goes away (``| head``) is no fault: what is left to say is dropped and the command runs to its end.

    Args:
        out: Where results go.
        err: Where faults and progress go.
        debug: Whether an unexpected fault shows its traceback.
    """

    def __init__(self, out: TextIO | None, err: TextIO | None, *, debug: bool = False) -> None:
        self.out = out
        self.err = err
        self.debug = debug

    def line(self, text: object = "", *, style: str = "") -> None:
        """One line of the result; a style of rich is seen on a terminal only."""
        self._write(self.out, one_line(text), style)

    def indented(self, text: object, *, by: int = 2, style: str = "") -> None:
        """One line of the result, set in by so many spaces."""
        self._write(self.out, " " * by + one_line(text), style)

    def heading(self, text: object) -> None:
        """A line that opens a part of the result."""
        self.line(text, style="bold")

    def block(self, text: str) -> None:
        """Several lines of the result, each kept as it is set."""
        for line in text.split("\n"):
            self._write(self.out, printable(line), "")

    def bytes(self, data: bytes) -> None:
        """The result as a file's bytes, untouched by any encoding."""
        if self.out is None:
            return
        try:
            self.out.flush()
            self.out.buffer.write(data)
            self.out.buffer.flush()
        except BrokenPipeError:
            _let_go(self.out)

    def problem(self, text: object, *, by: int = 0) -> None:
        """One line about a fault, beside the result."""
        self._write(self.err, " " * by + one_line(text), "red")

    def note(self, text: object) -> None:
        """One line about the run, beside the result."""
        self._write(self.err, one_line(text), "dim")

    def json(self, value: Any) -> None:
        """The result as JSON; in a stream that cannot carry Vietnamese its letters are escaped."""
        text = json.dumps(value, ensure_ascii=not carries_vietnamese(self.out), indent=2, allow_nan=False)
        for line in text.split("\n"):
            self._write(self.out, line if line.isprintable() else _escaped(line), "")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Columns under headings; aligned with spaces when piped, wrapped to the window on a terminal."""
        cells = [[one_line(cell) for cell in row] for row in rows]
        if _is_terminal(self.out):
            from rich.table import Table  # noqa: PLC0415  (only a terminal pays for it)
            from rich.text import Text  # noqa: PLC0415

            drawn = Table(box=None, pad_edge=False, header_style="bold")
            for head in heads:
                drawn.add_column(Text(head))
            for row in cells:
                drawn.add_row(*(Text(cell) for cell in row))
            with suppress(BrokenPipeError):
                self._rich(self.out).print(drawn)
            return
        widths = [max(map(_width, column)) for column in zip(heads, *cells, strict=True)]
        for row in [list(heads), *cells]:
            padded = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self._write(self.out, "  ".join(padded).rstrip(), "")

    @contextmanager
    def progress(self, title: str) -> Iterator[Advance]:
        """Shows on a terminal how far long work has come; the value yielded counts one more, with what it was."""
        if not _is_terminal(self.err):
            yield lambda _: None
            return
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        spinner = SpinnerColumn("dots" if carries_vietnamese(self.err) else "line")
        columns = (spinner, TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        with Progress(*columns, console=self._rich(self.err), transient=True) as shown:
            task = shown.add_task(one_line(title))
            count = 0

            def advance(what: str) -> None:
                nonlocal count
                count += 1
                shown.update(task, description=f"{one_line(title)}  {count}  {one_line(what)[:60]}")

            yield advance

    def help(self, text: str) -> None:
        """A help text that was not asked for, beside the result."""
        for line in text.split("\n"):
            self._write(self.err, printable(line), "")

    def let_go(self) -> None:
        """Drops what cannot be written any more, so that the process can end in quiet."""
        for stream in (self.out, self.err):
            if stream is not None:
                _let_go(stream)

    def flush(self) -> None:
        """Hands over what is still held back; a reader that went away is no fault."""
        for stream in (self.out, self.err):
            if stream is not None:
                try:
                    stream.flush()
                except BrokenPipeError:
                    _let_go(stream)

    def _write(self, stream: TextIO | None, text: str, style: str) -> None:
        if stream is None:
            return
        try:
            if style and _is_terminal(stream):
                from rich.text import Text  # noqa: PLC0415

                self._rich(stream).print(Text(text, style=style), soft_wrap=True)
            else:
                stream.write(text + "\n")
        except BrokenPipeError:
            _let_go(stream)

    def _rich(self, stream: TextIO | None) -> Any:
        from rich.console import Console as Rich  # noqa: PLC0415

        return Rich(file=stream, markup=False, highlight=False, emoji=False)


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _escaped(line: str) -> str:
    return "".join(char if char.isprintable() or char == " " else json.dumps(char)[1:-1] for char in line)


def _let_go(stream: TextIO) -> None:
    """Points a stream whose reader went away at nothing, so that Python's own farewell does not fail either."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def of_process(*, debug: bool) -> Console:
    """The console of this process."""
    return Console(sys.stdout, sys.stderr, debug=debug)
