"""A template made ready, and filled with values: the only door to Jinja together with `language`.

The sandbox of Jinja stands behind the door, and a stricter one before it: no node, no name and no part of a value that is not
allowed by name gets as far as being compiled, and every value is data wherever it is shown.
"""

from __future__ import annotations

import datetime
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from attrs import define, field, frozen
from jinja2 import StrictUndefined, Template, pass_context
from jinja2 import TemplateError as JinjaError
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from tuyentruyen.compose import filters
from tuyentruyen.compose.budget import STEPS_OF_TEMPLATE, TEXT, Budget
from tuyentruyen.compose.escape import markdown, one_line
from tuyentruyen.compose.faults import Slot, TemplateError
from tuyentruyen.compose.language import FILTERS, Counting, included, nearest, parsed, weight
from tuyentruyen.compose.values import Empty, Record, Table
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr

_LOOP = ("index", "index0", "revindex", "first", "last", "length")
_MARKS = ("{{", "{%", "{#")


@frozen
class Text:
    """One text of a template.

    Attributes:
        name: Such as ``body`` or ``only.loa.title``.
        text: As it is written.
        file: The file it stands in, as it is told.
        line: The line of the file in which it begins.
    """

    name: str
    text: str
    file: str
    line: int

    def where(self, line: int) -> str:
        """File and line of a line of the text."""
        return f"{self.file}:{self.line + line - 1}"


@define
class _Run:
    """What is filled just now."""

    budget: Budget = field(factory=Budget)
    is_markdown: bool = False
    slots: dict[tuple[str, str], Slot] = field(factory=dict)

    def note(self, empty: Empty) -> str:
        """Remember a slot that stayed empty."""
        self.slots.setdefault((empty.slot.record, empty.slot.name), empty.slot)
        return ""

    def shown(self, value: Any) -> str:
        """A value as it stands in the text."""
        if isinstance(value, Empty):
            return self.note(value)
        if isinstance(value, Undefined):
            value._fail_with_undefined_error()  # noqa: SLF001 - its own way of saying what is missing
        if isinstance(value, datetime.date):
            value = short_date(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise TemplateError("TT227", filters.no_text(value), filters.how_to_show(value))
        self.budget.hold(len(value))
        return markdown(value) if self.is_markdown else one_line(value)


class _Environment(ImmutableSandboxedEnvironment):
    """An environment without globals, whose values have the parts that `values` names, and no others."""

    shelf: Mapping[str, Template]

    def __init__(self, run: _Run) -> None:
        super().__init__(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, optimized=False,
            cache_size=0, finalize=pass_context(lambda _, value: run.shown(value)),
        )  # fmt: skip
        self.run = run
        self.globals.clear()
        self.tests = {"defined": self.tests["defined"]}
        own: dict[str, Callable[..., Any]] = {name: getattr(filters, name) for name in FILTERS}
        own |= {"_counted": filters.counted, "_joined": filters.joined, "_compared": filters.compared}
        self.filters = {name: partial(made, run) for name, made in own.items()}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The part of a value, of those it has by name."""
        if isinstance(obj, Empty):
            return obj
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, Record):
            if attribute in obj.names:
                return obj.part(attribute)
            what = tr("{value} has no part {name!r}", value=filters.kind(obj), name=attribute[:60])
            raise TemplateError("TT222", what, nearest(attribute, obj.names))
        if isinstance(obj, Table):
            return self.getitem(obj, attribute)
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()  # noqa: SLF001 - as above
        what = tr("{value} has no part {name!r}", value=filters.kind(obj), name=attribute[:60])
        raise TemplateError("TT222", what, tr("records alone have parts, such as {one}", one="unit.name"))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A record of a table by its key, a text of a list by its number, a part of a record by its name."""
        if isinstance(obj, Table) and isinstance(argument, str):
            if argument in obj:
                return obj.record(argument)
            what = tr("there is no {key!r} in {table}", key=argument[:60], table=obj.name)
            raise TemplateError("TT222", what, nearest(argument, obj.keys[:5000]))
        if isinstance(obj, (tuple, list)) and isinstance(argument, int):
            if -len(obj) <= argument < len(obj):
                return obj[argument]
            raise TemplateError("TT227", tr("the list has no item {number}", number=argument))
        if not isinstance(argument, (str, int)):
            raise TemplateError("TT227", tr("{value} names no part of another", value=filters.kind(argument)))
        return self.getattr(obj, str(argument)[:100])

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:  # noqa: A002, ARG002 - named by Jinja
        """A text that is included; only those that were made ready are there."""
        return self.shelf[name]


class Engine:
    """The texts of one template, ready to be filled.

    Args:
        texts: The texts by name.
        parts: The texts that may be included, by name.
        budget: What all messages of the template use together.

    Raises:
        TemplateError: A text is broken, or uses what is not allowed.
    """

    def __init__(self, texts: Iterable[Text], parts: Mapping[str, Text], budget: Budget) -> None:
        self._run = _Run(budget)
        self._environment = _Environment(self._run)
        self._texts: dict[str, tuple[Text, Template | None, int]] = {}
        self._files: dict[str, tuple[Text, Template]] = {}
        weights = self._shelve(parts)
        for text in texts:
            made, steps = self._ready(text, parts, weights) if _has_marks(text.text) else (None, 1)
            self._texts[text.name] = (text, made, steps)

    def filled(
        self, values: Mapping[str, Any], *, markdown: Callable[[str], bool]
    ) -> tuple[dict[str, str], tuple[Slot, ...]]:
        """The texts by name, filled, and the slots that stayed empty.

        Args:
            values: What the names of the template stand for.
            markdown: Whether the text of a name is Markdown; the others are plain, of one line.

        Raises:
            TemplateError: A text cannot be filled.
        """
        self._run.budget.begin()
        self._run.slots.clear()
        made: dict[str, str] = {}
        for name, (text, template, steps) in self._texts.items():
            self._run.is_markdown = markdown(name)
            self._run.budget.charge(steps)
            made[name] = text.text if template is None else self._filled(template, values, text)
            self._run.budget.written(len(made[name]))
        return made, tuple(self._run.slots.values())

    def _filled(self, template: Template, values: Mapping[str, Any], text: Text) -> str:
        written: list[str] = []
        length = 0
        try:
            for piece in template.root_render_func(template.new_context(dict(values))):
                length += len(piece)
                if length > TEXT:
                    self._run.budget.hold(length)
                written.append(piece)
        except TemplateError as fault:
            fault.file = fault.file or self._place(fault, text)
            raise
        except JinjaError as fault:
            raise TemplateError("TT222", str(fault.message or fault), file=self._place(fault, text)) from None
        except Exception as fault:  # noqa: BLE001 - whatever a value does, it costs this text only
            what = tr("a value cannot be used so: {why}", why=str(fault) or type(fault).__name__)
            raise TemplateError("TT227", what, file=self._place(fault, text)) from None
        made = "".join(written)
        return made if self._run.is_markdown else one_line(made)

    def _place(self, fault: BaseException, text: Text) -> str:
        """File and line of the innermost text in which something went wrong."""
        found = text.where(1)
        for frame, line in traceback.walk_tb(fault.__traceback__):
            if (known := self._files.get(frame.f_code.co_filename)) is not None:
                found = known[0].where(known[1].get_corresponding_lineno(line))
        return found

    def _shelve(self, parts: Mapping[str, Text]) -> dict[str, int]:
        """Make ready what may be included, the innermost first; returns what each of them takes, in steps."""
        weights: dict[str, int] = {}
        shelf: dict[str, Template] = {}
        trees = {name: self._parsed(text, parts) for name, text in parts.items()}
        around: list[str] = []

        def shelve(name: str) -> None:
            if name in weights:
                return
            around.append(name)
            for inner, line in included(trees[name]):
                if inner in around:
                    ring = " → ".join((*around[around.index(inner) :], inner))
                    raise TemplateError(
                        "TT225", tr("texts include each other in a ring: {ring}", ring=ring),
                        tr("take one of the includes out"), parts[name].where(line),
                    )  # fmt: skip
                shelve(inner)
            around.pop()
            shelf[name], weights[name] = self._compiled(trees[name], parts[name], weights)

        for name in parts:
            shelve(name)
        self._environment.shelf = shelf
        return weights

    def _ready(self, text: Text, parts: Mapping[str, Text], weights: Mapping[str, int]) -> tuple[Template, int]:
        return self._compiled(self._parsed(text, parts), text, weights)

    def _parsed(self, text: Text, parts: Mapping[str, Text]) -> Any:
        try:
            return parsed(self._environment, text.text, name=text.file, files=tuple(parts))
        except TemplateError as fault:
            fault.file = text.where(int(fault.file or 1))
            raise

    def _compiled(self, tree: Any, text: Text, weights: Mapping[str, int]) -> tuple[Template, int]:
        steps = weight(tree, weights)
        if steps > STEPS_OF_TEMPLATE:
            raise TemplateError(
                "TT224", tr("its includes hold each other too often"), tr("include less"), text.where(1)
            )
        name = f"{text.file}#{text.name}"
        try:
            code = self._environment.compile(Counting(weights).visit(tree), name, name)
        except JinjaError as fault:
            what = tr("this is no template: {why}", why=fault.message)
            raise TemplateError("TT221", what, file=text.where(getattr(fault, "lineno", 1))) from None
        except (SyntaxError, RecursionError, MemoryError):
            what = tr("brackets or blocks stand in each other too deeply")
            raise TemplateError("TT221", what, tr("write it more simply"), text.where(1)) from None
        made = self._environment.template_class.from_code(self._environment, code, {})
        self._files[name] = (text, made)
        return made, steps


def _has_marks(text: str) -> bool:
    return any(mark in text for mark in _MARKS)
