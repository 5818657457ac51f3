"""Layouts: files of HTML, text and style that come with a channel, each of which a city may replace by one of its own.

What is put into HTML is escaped unless it is `Markup`, and templates reach nothing but what they are given.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from tuyentruyen.errors import RenderError
from tuyentruyen.wording import reason, tr

_PLACES = count()
"""Numbers of what layouts keep: unlike in all of them, for compiled templates are shared."""
_COMPILED: dict[tuple[str, str], Any] = {}
"""Templates compiled in this process, by where they lie and what they say: compiling takes far longer than drawing a small site."""
_MOST_COMPILED = 500
"""How many are kept, of processes that live long while layouts change."""


class Layouts:
    """The layouts of one channel.

    What stands between ``{% kept KEYS %}`` and ``{% endkept %}``, such as the menu of a site, is drawn once for equal keys and put
    into every page: it may depend on the keys, and on what all pages are given alike.

    Args:
        folders: Where they lie: the city's own folders first, the channel's last. A folder need not exist.
        fenced: Of the path of a city's file, the path that is read; raises `ValueError` where it may not be. None: any may.
    """

    def __init__(self, folders: Sequence[Path], *, fenced: Callable[[Path], Path] | None = None) -> None:
        self._folders = tuple(folders)
        self._fenced = fenced
        self._read: dict[str, bytes] = {}

    def render(self, name: str, **values: Any) -> str:
        """A template, filled; a block of it may be replaced by a file that extends ``base/<name>``.

        Args:
            name: Of the file, such as ``letter.html``; what ends in ``.html`` escapes what is put into it.
            values: What the template may use.

        Raises:
            RenderError: It cannot be read, is no template, or names what it is not given; file and line are named.
        """
        from jinja2 import TemplateError, TemplateSyntaxError  # noqa: PLC0415 - loaded by the first layout

        try:
            return str(self._environment.get_template(name).render(**values))
        except TemplateSyntaxError as fault:
            where = f"{fault.filename or fault.name or name}:{fault.lineno}"
            raise RenderError(
                tr("the layout {where} cannot be used: {fault}", where=where, fault=fault.message)
            ) from fault
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as fault:
            raise RenderError(tr("the layout {where} cannot be used: {fault}", where=name, fault=fault)) from fault

    def text(self, name: str) -> str:
        """A file as it stands.

        Raises:
            RenderError: There is none, or it cannot be read.
        """
        return self._file(name).decode("utf-8", "replace")

    def digest(self, *names: str) -> str:
        """What changes when one of these files does, or any in the city's own folders, which may stand on each other; hexadecimal."""
        files = [self._file(name) for name in names]
        for folder in self._folders[:-1]:
            theirs = sorted(path for path in folder.rglob("*") if path.is_file())
            files += [
                part for path in theirs for part in (path.relative_to(folder).as_posix().encode(), self._bytes(path))
            ]
            files += [self._bytes(self._folders[-1] / name) for name in names]  # what a file of the city extends
        return hashlib.blake2b(b"\0".join(files), digest_size=16).hexdigest()

    def _file(self, name: str) -> bytes:
        if name not in self._read:
            for folder in self._folders:
                with suppress(FileNotFoundError):
                    self._read[name] = self._bytes(folder / name)
                    break
            else:
                raise RenderError(tr("there is no layout {name}", name=name))
        return self._read[name]

    def _bytes(self, path: Path) -> bytes:
        try:
            return self._path(path).read_bytes()
        except FileNotFoundError:
            raise
        except OSError as fault:
            raise RenderError(tr("{path} cannot be read: {fault}", path=path, fault=reason(fault))) from fault

    def _path(self, path: Path) -> Path:
        """The path that is read; a city's file lies where it may."""
        if self._fenced is None or path.is_relative_to(self._folders[-1]):
            return path
        try:
            return self._fenced(path)
        except ValueError as fault:
            raise RenderError(tr("the layout {where} cannot be used: {fault}", where=path.name, fault=fault)) from fault

    @cached_property
    def _environment(self) -> Any:
        from jinja2 import BytecodeCache, ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined, nodes  # noqa: PLC0415
        from jinja2.ext import Extension  # noqa: PLC0415
        from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

        class Environment(ImmutableSandboxedEnvironment):
            def getattr(self, obj: Any, attribute: str) -> Any:
                """What data hold, without asking first whether it is a method: half the time of a page."""
                kind = type(obj)
                if kind is dict and attribute in obj:
                    return obj[attribute]
                if attribute in getattr(kind, "_fields", ()):  # a named tuple
                    return getattr(obj, attribute)
                return super().getattr(obj, attribute)

        class Compiled(BytecodeCache):
            def load_bytecode(self, bucket: Any) -> None:
                bucket.code = _COMPILED.get((bucket.key, bucket.checksum))

            def dump_bytecode(self, bucket: Any) -> None:
                if len(_COMPILED) >= _MOST_COMPILED:
                    _COMPILED.clear()
                _COMPILED[bucket.key, bucket.checksum] = bucket.code

        class Kept(Extension):
            tags = {"kept"}  # noqa: RUF012 - as the base class has it

            def __init__(self, environment: Any) -> None:
                super().__init__(environment)
                self.drawn: dict[Any, str] = {}

            def parse(self, parser: Any) -> Any:
                line = next(parser.stream).lineno
                keys = parser.parse_tuple()
                body = parser.parse_statements(("name:endkept",), drop_needle=True)
                key, drawn = parser.free_identifier(), self.attr("drawn")
                draw = self.call_method("draw", [key])
                return [
                    nodes.Assign(key, nodes.Tuple([nodes.Const(next(_PLACES)), keys], "load"), lineno=line),
                    nodes.If(
                        nodes.Compare(key, [nodes.Operand("in", drawn)]),
                        [nodes.Output([nodes.Getitem(drawn, key, "load")])],
                        [],
                        [nodes.CallBlock(draw, [], [], body)],
                        lineno=line,
                    ),
                ]

            def draw(self, key: Any, caller: Callable[[], str]) -> str:
                self.drawn[key] = caller()
                return self.drawn[key]

        path_of = self._path

        class Loader(FileSystemLoader):
            def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
                source, name, is_current = super().get_source(environment, template)
                path_of(Path(name))
                return source, name, is_current

        own = FileSystemLoader(self._folders[-1])
        return Environment(
            bytecode_cache=Compiled(),
            auto_reload=False,  # what changes while a site is drawn would leave half of it old
            loader=ChoiceLoader([Loader(self._folders), PrefixLoader({"base": own})]),
            autoescape=lambda name: name is None or not name.endswith((".txt", ".css")),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[Kept],
        )


def safe(html: str) -> Any:
    """HTML that is safe already, such as `markup.html` gives, so that a layout does not escape it again."""
    from markupsafe import Markup  # noqa: PLC0415

    return Markup(html)  # noqa: S704 - what comes here has passed the sanitiser
