"""Drawings in SVG, which browsers open as documents: whether one holds nothing but a drawing, and how large it is.

It is read with expat, which opens no file and no address; a document type, in which entities are declared, is refused at its first
word. What a drawing may hold is a closed list, for what runs or loads is none.
"""

from __future__ import annotations

import re
from xml.parsers import expat  # declarations of entities end the reading at once

from attrs import define, field

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ALIVE = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/1999/XSL/Transform")
"""Namespaces that browsers know beside that of drawings; of others they show nothing."""
_DRAWN = frozenset({
    "svg", "g", "defs", "symbol", "use", "switch", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "textPath", "image", "linearGradient", "radialGradient", "stop", "pattern", "clipPath", "mask", "marker", "filter", "style", "title",
    "desc", "metadata", "view",
})  # fmt: skip
_EFFECT = re.compile(r"fe[A-Z][A-Za-z]{2,20}")
_ADDRESSES = {"href", f"{_XLINK} href", "src"}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_STYLED = re.compile(
    r"url\(\s*[\"']?\s*(?!#|[\"'\s])|@import|image-set|\\|expression\s*\(|(?<![\w-])(?:src|image)\s*\(", re.IGNORECASE
)
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d{1,9})?)\s*(?:px|pt|mm|cm|in|pc)?\s*\Z")
_MOST = 5


@define
class Drawing:
    """What an SVG holds.

    Attributes:
        faults: What makes it more than a drawing, each in a few words, at most five; empty: it can be shown.
        width: As it is drawn, below a million; 0 if it does not say.
        height: As it is drawn, below a million; 0 if it does not say.
        is_svg: Whether it is one at all.
    """

    faults: list[str] = field(factory=list)
    width: float = 0
    height: float = 0
    is_svg: bool = True


def drawing(data: bytes) -> Drawing:
    """An SVG, looked through; nothing of it is run, loaded or expanded."""
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 - of expat
    except _EndedError:
        pass
    except (expat.ExpatError, LookupError, ValueError):
        reader.found.is_svg = False
    return reader.found


class _EndedError(Exception):
    """Enough is known."""


@define(slots=False)
class _Reader:
    """What expat calls."""

    found: Drawing = field(factory=Drawing)
    parser: expat.XMLParserType = field(factory=lambda: expat.ParserCreate(namespace_separator=" "))
    _open: list[str] = field(factory=list)
    _style: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _fault(self, what: str) -> None:
        if what not in self.found.faults:
            self.found.faults.append(what)
        if len(self.found.faults) == _MOST:
            raise _EndedError

    def _doctype(self, *_: object) -> None:
        self.found.faults.append("<!DOCTYPE>")
        raise _EndedError

    def _instruction(self, target: str, _: str) -> None:
        if target == "xml-stylesheet":
            self._fault(f"<?{target}?>")

    def _start(self, name: str, given: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if not self._open:
            if (space, tag) != (_SVG, "svg"):
                self.found.is_svg = False
                raise _EndedError
            self.found.width, self.found.height = _size(given)
        if space in _ALIVE or (space == _SVG and tag not in _DRAWN and not _EFFECT.fullmatch(tag)):
            self._fault(f"<{tag[:40]}>")
        for key, value in given.items():
            if what := _wrong(key, value, tag):
                self._fault(what)
        self._open.append(name)

    def _end(self, name: str) -> None:
        self._open.pop()
        if name == f"{_SVG} style":
            if _STYLED.search("".join(self._style)):
                self._fault("<style>")
            self._style.clear()

    def _text(self, text: str) -> None:
        if self._open[-1] == f"{_SVG} style":
            self._style.append(text)


def _wrong(key: str, value: str, tag: str) -> str:
    """What is wrong with an attribute; empty if nothing is."""
    space, _, name = key.rpartition(" ")
    if name.lower().startswith("on") and not space:
        return name[:40]
    if key in _ADDRESSES and not value.strip().startswith("#"):
        is_picture = tag in ("image", "feImage") and _PICTURE.match(value.strip())
        return "" if is_picture else f"{name}={value[:40]!r}"
    if key == "http://www.w3.org/XML/1998/namespace base":
        return "xml:base"
    return f"{name}={value[:40]!r}" if not space and _STYLED.search(value) else ""


def _size(given: dict[str, str]) -> tuple[float, float]:
    """By its width and height, else by what it shows of its plane."""
    sides = [_LENGTH.match(given.get(name, "")) for name in ("width", "height")]
    if sides[0] and sides[1]:
        return float(sides[0][1]), float(sides[1][1])
    parts = given.get("viewBox", "").replace(",", " ").split()
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return 0, 0
    is_drawn = len(numbers) == 4 and all(1e-6 < side < 1e6 for side in numbers[2:])  # what is no number is neither
    return (numbers[2], numbers[3]) if is_drawn else (0, 0)
