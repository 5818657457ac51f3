"""Sets posters; the only door to typst and to the typeface.

Designs are programs, texts are data: what a plan says reaches a design as JSON and is never read as markup. A design reads no file
but those beside it, and no package of the net.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import define, field, frozen

from tuyentruyen.channels.poster.printing import sheets
from tuyentruyen.errors import PlanError, RenderError
from tuyentruyen.planfile.folder import OutsideError, fenced
from tuyentruyen.planfile.source import read_bytes
from tuyentruyen.plugins.toolkit import fingerprint, require
from tuyentruyen.text import printable
from tuyentruyen.wording import tr

OURS = Path(__file__).with_name("designs")
TYPEFACE = "Be Vietnam Pro"
_FROM_ELSEWHERE = re.compile(
    r"(?<![a-zA-Z])(?:"
    r'(?:import|include)(?![a-zA-Z])(?!\s*"[^"\\@]*"(?!\s*[+./]))'  # anything but the name of a file, written out
    r"|eval(?![a-zA-Z])|std(?![a-zA-Z])(?!\.[a-z]))"  # what is imported there is seen nowhere; std as a whole holds eval
)
"""What may ask for a package: typst has no other way to keep it from the net, and nothing but these two words leads there."""
_TOLD = "poster.json"
_TOO_MUCH = "too much text"
_TOO_SMALL = "code too small"
_NO_ROOM = ("picture left out", "picture much smaller")
_LONGEST = 1 << 20
_NONE: Mapping[str, bytes] = MappingProxyType({})
_ALONE = b'#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#image(sys.inputs.at("file"))\n'


@frozen(kw_only=True)
class Flaw:
    """Why a poster cannot be set as it is.

    Attributes:
        kind: fit (the text does not at any size that can be read), sign (the typeface lacks one), code (it is smaller than can be read
            from where people stand), picture (there is no room for it, or not for much of it), sheets (the design makes several), design (it
            is at fault itself).
        design: Its name.
        detail: The sign, or what is at fault.
    """

    kind: str
    design: str
    detail: str = ""

    def told(self) -> str:
        """In words."""
        match self.kind:
            case "fit":
                return tr("the text does not fit at any size that can be read; shorten it")
            case "sign":
                return tr("the typeface has no sign for {sign}", sign=self.detail)
            case "code":
                return tr("the code is too small to be read from where people stand")
            case "picture" if self.detail == _NO_ROOM[0]:
                return tr("the text leaves no room for the picture, which is left out")
            case "picture":
                return tr("the text leaves little room for the picture, which is made much smaller")
            case "sheets":
                return tr("the design {design} makes more than one sheet of it", design=self.design)
            case _:
                return tr("the design {design} is at fault: {fault}", design=self.design, fault=self.detail)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The typeface and no other: what it lacks is found, not drawn in another hand."""
    typst: Any = require("typst", extra="poster")
    files = Path(require("fontpkg_be_vietnam_pro", extra="poster").__file__ or "").with_name("files")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(files)])


@lru_cache(maxsize=1)
def tools() -> str:
    """Which typst and which typeface set posters here, found without loading either: what one sets, another may not."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - it costs more to import than pluggy

    def found(name: str) -> str:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            return f"no {name}"

    return ", ".join(map(found, ("typst", "fontpkg-be-vietnam-pro")))


@lru_cache(maxsize=1)
def _ours() -> dict[str, bytes]:
    """Our designs by the names of their files."""
    return {path.name: path.read_bytes() for path in sorted(OURS.glob("*.typ"))}


@define(slots=False, eq=False)
class Press:
    """Sets posters with the designs of one channel. May be shared between threads: each has a compiler of its own.

    Attributes:
        own: Folder of the city's designs, which take the place of ours; None: there are none.
        fence: Folder that they lie in, through links too; None: their own.
        files: Pictures that designs may show, by the name they have beside the designs; each is asked for when it is shown first.
    """

    own: Path | None = None
    fence: Path | None = None
    files: Mapping[str, bytes] = field(factory=dict)
    _local: threading.local = field(factory=threading.local, init=False)
    _folder: str = field(default="", init=False)
    _there: set[str] = field(factory=set, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    @property
    def digest(self) -> str:
        """What changes when a design does."""
        return fingerprint(*sorted(self._contents.items()))

    def set(
        self, design: str, told: Mapping[str, Any], *, media_type: str, ppi: float = 144, tagged: bool = False, files: Iterable[str] = (),
        most: int | None = 1,
    ) -> bytes:  # fmt: skip
        """One poster.

        Args:
            design: Its name, such as ``steps``.
            told: What it says, in which format, in which colours.
            media_type: ``application/pdf`` or ``image/png``.
            ppi: Of a picture, pixels per inch.
            tagged: Of a PDF, whether it is made for people who listen to it (PDF/UA-1).
            files: Names of the pictures it shows.
            most: How many sheets it may have; None: any number, of which a PNG shows the first.

        Raises:
            RenderError: The text does not fit at any size that can be read, holds a sign the typeface lacks, a picture cannot be made, or
                the design is at fault.
        """
        made = self._made(
            design, told, media_type=media_type, ppi=ppi, tagged=tagged, root=self._root(files), most=most
        )
        if isinstance(made, Flaw):
            raise RenderError(made.told())
        return made

    def flaw(
        self, design: str, told: Mapping[str, Any], *, drawings: Mapping[str, bytes] | None = None, most: int | None = 1
    ) -> Flaw | None:
        """Why a poster cannot be set; None if it can. Costs as much as setting it, and writes no file.

        Args:
            design: Its name.
            told: What it says.
            drawings: SVGs that stand for the pictures it shows, by name.
            most: As of `set`.

        Raises:
            RenderError: A design of the city cannot be read, or would read what it may not.
        """
        made = self._made(
            design, told, media_type="application/pdf", ppi=144, tagged=True, root=str(OURS), drawings=drawings or {}, most=most,
        )  # fmt: skip
        return made if isinstance(made, Flaw) else None

    def alone(self, file: str) -> bytes:
        """A picture as a PDF that is as large as it is.

        Raises:
            RenderError: It cannot be read or drawn.
        """
        typst: Any = require("typst", extra="poster")
        try:
            made: bytes = self._compiler(self._root((file,))).compile(
                input={"main.typ": _ALONE}, sys_inputs={"file": file}, timestamp=0, format="pdf", pdf_tags=False
            )
        except typst.TypstError as fault:
            raise RenderError(str(getattr(fault, "message", fault))) from None
        return made

    def _made(
        self, design: str, told: Mapping[str, Any], *, media_type: str, ppi: float, tagged: bool, root: str,
        most: int | None, drawings: Mapping[str, bytes] = _NONE,
    ) -> bytes | Flaw:  # fmt: skip
        typst: Any = require("typst", extra="poster")
        # a file and no input: another input has typst build its standard library anew, which takes a fifth of the time
        sheet = {_TOLD: json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")}
        # our own stand beside the pictures: what is handed over is parsed for each poster, what is found there once
        sources = {"main.typ": self._contents[f"{design}.typ"], **self._theirs, **drawings, **sheet}
        try:
            made = self._compiler(root).compile(
                input=sources, timestamp=0,
                format="pdf" if media_type == "application/pdf" else "png", ppi=ppi, pdf_tags=tagged,
                pdf_standards=["ua-1"] if tagged else [],
            )  # fmt: skip
        except typst.TypstError as fault:
            return _flaw(design, fault)
        if isinstance(made, list) and most is None:
            made = made[0]
        if not isinstance(made, bytes) or (
            media_type == "application/pdf" and most is not None and sheets(made) > most
        ):
            return Flaw(kind="sheets", design=design)
        return made

    def _compiler(self, root: str) -> Any:
        """That of this thread which reads pictures in one folder and nothing outside it."""
        compilers = self._local.__dict__
        if root not in compilers:
            typst: Any = require("typst", extra="poster")
            compilers[root] = typst.Compiler(
                root=root, font_paths=_fonts(), ignore_system_fonts=True, package_path=root, package_cache_path=root
            )
        return compilers[root]

    def _root(self, files: Iterable[str]) -> str:
        """Where a design finds the pictures it shows, and our designs: files that are no text cannot be handed over from memory."""
        names = frozenset(files)
        if not names:
            return str(OURS)
        if not names <= self._there:
            with self._lock:
                if not self._folder:
                    self._folder = tempfile.mkdtemp(prefix="tuyentruyen-")
                    weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
                    for name, data in _ours().items():
                        Path(self._folder, name).write_bytes(data)
                for name in sorted(names - self._there):
                    Path(self._folder, name).write_bytes(self.files[name])
                    self._there.add(name)
        return self._folder

    @cached_property
    def _contents(self) -> dict[str, bytes]:
        return {**_ours(), **self._theirs}

    @cached_property
    def _theirs(self) -> dict[str, bytes]:
        if self.own is None:
            return {}
        try:
            fence = (self.fence or self.own).resolve()
            if not self.own.resolve().is_relative_to(fence):
                raise RenderError(tr("the designs {path} lie outside the plan folder", path=printable(self.own.name)))
            return {path.name: _design(path, fence) for path in sorted(self.own.glob("*.typ"))}
        except (PlanError, OutsideError, OSError) as fault:
            raise RenderError(tr("a design cannot be read: {fault}", fault=fault)) from None


def _design(path: Path, fence: Path) -> bytes:
    """A design of the city, which lies inside a folder.

    Raises:
        OutsideError: It lies elsewhere.
        PlanError: It cannot be read, or is longer than 1 MiB.
        RenderError: It may ask for a package of the net.
    """
    name = printable(path.name)
    data = read_bytes(fenced(fence, path, name), name=name, most=_LONGEST)
    if strange := _FROM_ELSEWHERE.search(data.decode("utf-8", "replace")):
        text = tr(
            "the design {path} may ask for a package of the net: it holds {found}; write out the name of a file that lies beside it",
            path=name, found=strange[0],
        )  # fmt: skip
        raise RenderError(text)
    return data


def _flaw(design: str, fault: Any) -> Flaw:
    said = str(getattr(fault, "message", fault))
    if _TOO_MUCH in said:
        return Flaw(kind="fit", design=design)
    if _TOO_SMALL in said:
        return Flaw(kind="code", design=design)
    for detail in _NO_ROOM:
        if detail in said:
            return Flaw(kind="picture", design=design, detail=detail)
    if lost := re.search(r"text .*?[\"“'`](.+?)[\"”'`] .*?font", said):
        return Flaw(kind="sign", design=design, detail=lost[1])
    hints: Sequence[str] = getattr(fault, "hints", ())
    return Flaw(kind="design", design=design, detail="; ".join((said, *hints)))
