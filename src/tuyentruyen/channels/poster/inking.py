"""Colours of a PDF: whether all of it is in cyan, magenta, yellow and black, and bringing there what is not.

All that paints is walked through: the page, forms, patterns, glyphs that are drawings, annotations, shadings, pictures, and the groups
that are mixed before they are laid down. What says only how much of something is seen may be grey: no ink comes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from attrs import define, field

from tuyentruyen.channels.poster.pixels import Inks
from tuyentruyen.errors import RenderError
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

_SCREEN = {"rg": 3, "RG": 3, "g": 1, "G": 1}
_ENDS = rb"(?![^\s()<>\[\]{}/%])"
_SIGNS = rb"(?:rg|RG|g|G|cs|CS|sh|BI)" + _ENDS
_ENDS_STRANGE = re.compile(_SIGNS)
"""A word that ends as an operator other than those of inks does: found five times as fast as one that is all of it."""
_MAY_BE_STRANGE = re.compile(rb"(?<![^\s()<>\[\]{}/%])" + _SIGNS)
"""Signs of an operator other than those of inks; also where the same letters stand in a text."""
_DEVICES = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3, "/DeviceCMYK": 4}
_STEPS = 8
"""Parts into which a passage between two colours is cut, each straight in inks."""
_Parts = tuple[float, ...]


class Painted(NamedTuple):
    """Something that paints: a page or stream of operators (content), a picture (image), a shading or a group.

    Attributes:
        kind: content, image, shading or group.
        thing: The object.
        resources: Those that operators of it name.
        is_mask: Whether it says only how much of something else is seen.
    """

    kind: str
    thing: Any
    resources: Any
    is_mask: bool


def strange_colours(pdf: Any, *, mixing: bool = False) -> set[str]:
    """Operators, spaces, pictures, shadings and groups of a document that are no inks; empty: all of it is in CMYK.

    Args:
        pdf: The document.
        mixing: Whether its groups are first to be mixed in inks: typst has all of them mixed as on a screen, whatever they hold.
    """
    found: set[str] = set()
    for kind, thing, resources, is_mask in painted(pdf):
        if mixing and kind == "group" and not is_mask:
            thing["/CS"] = _name("/DeviceCMYK")
        if kind == "content":
            found |= _strange_operators(thing, resources, is_mask)
        elif not _is_fine(space := thing.get("/CS" if kind == "group" else "/ColorSpace"), is_mask):
            found.add(f"{kind} {_named(space)}")
    return found


def bring_into_inks(pdf: Any, inks: Inks) -> None:
    """Turns every colour of a document into inks, in place.

    Raises:
        RenderError: It holds what cannot be turned, such as a mesh of colours.
    """
    parts = list(painted(pdf))
    for kind, thing, resources, is_mask in parts:
        turned = _grey if is_mask else inks.colour
        if kind == "content":
            _turn_content(pdf, thing, resources, turned, is_mask)
        elif kind == "image":
            _turn_image(thing, inks, is_mask)
        elif kind == "shading":
            _turn_shading(thing, turned, is_mask)
        else:
            thing["/CS"] = _name("/DeviceGray" if is_mask else "/DeviceCMYK")
    for part in parts:
        if "/ColorSpace" in part.resources:  # no operator names one of them any more
            del part.resources["/ColorSpace"]


# -- the walk ----------------------------------------------------------------------------------------------------------


def painted(pdf: Any) -> Iterator[Painted]:
    """All that paints in a document, each once for itself and once as a mask."""
    seen: set[tuple[tuple[int, int], bool]] = set()
    for page in pdf.pages:
        yield Painted("content", page, page.obj.get("/Resources", {}), is_mask=False)
        yield from _group(page.obj, {}, is_mask=False)
        yield from _inside(page.obj.get("/Resources", {}), seen, is_mask=False)
        for note in page.obj.get("/Annots", []):
            for look in note.get("/AP", {}).values():
                for form in [look] if _is_stream(look) else look.values():
                    yield from _form(form, {}, seen, is_mask=False)


def _inside(resources: Any, seen: set[tuple[tuple[int, int], bool]], *, is_mask: bool) -> Iterator[Painted]:
    for thing in resources.get("/XObject", {}).values():
        yield from (_form if str(thing.get("/Subtype")) == "/Form" else _image)(thing, resources, seen, is_mask=is_mask)
    for thing in resources.get("/Pattern", {}).values():
        if _is_stream(thing):
            yield from _form(thing, resources, seen, is_mask=is_mask)
        else:
            yield Painted("shading", thing.get("/Shading"), resources, is_mask)
    for thing in resources.get("/Shading", {}).values():
        yield Painted("shading", thing, resources, is_mask)
    for state in resources.get("/ExtGState", {}).values():
        mask = state.get("/SMask", None)
        if isinstance(mask, _pikepdf().Dictionary):
            yield from _form(mask.get("/G"), resources, seen, is_mask=True)
    for font in resources.get("/Font", {}).values():
        if str(font.get("/Subtype")) == "/Type3":
            for glyph in font.get("/CharProcs", {}).values():
                yield from _form(glyph, font.get("/Resources", resources), seen, is_mask=is_mask)


def _form(form: Any, around: Any, seen: set[tuple[tuple[int, int], bool]], *, is_mask: bool) -> Iterator[Painted]:
    if (form.objgen, is_mask) in seen:
        return
    seen.add((form.objgen, is_mask))
    resources = form.get("/Resources", around)
    yield Painted("content", form, resources, is_mask)
    yield from _group(form, resources, is_mask=is_mask)
    yield from _inside(resources, seen, is_mask=is_mask)


def _image(image: Any, around: Any, seen: set[tuple[tuple[int, int], bool]], *, is_mask: bool) -> Iterator[Painted]:
    if (image.objgen, is_mask) in seen or image.get("/ImageMask", False):
        return
    seen.add((image.objgen, is_mask))
    yield Painted("image", image, around, is_mask)
    for key in ("/SMask", "/Mask"):
        if _is_stream(mask := image.get(key, None)):
            yield from _image(mask, around, seen, is_mask=True)


def _group(thing: Any, resources: Any, *, is_mask: bool) -> Iterator[Painted]:
    if "/CS" in (group := thing.get("/Group", {})):
        yield Painted("group", group, resources, is_mask)


def _is_stream(thing: Any) -> bool:
    return isinstance(thing, _pikepdf().Stream)


def _pikepdf() -> Any:
    return require("pikepdf", extra="poster")


def _name(text: str) -> Any:
    return _pikepdf().Name(text)


# -- what is found -----------------------------------------------------------------------------------------------------


def _strange_operators(thing: Any, resources: Any, is_mask: bool) -> set[str]:
    if not any(_ENDS_STRANGE.search(part) and _MAY_BE_STRANGE.search(part) for part in _bytes_of(thing)):
        return set()
    found = set()
    for operands, operator in _pikepdf().parse_content_stream(thing):
        name = str(operator)
        if name in _SCREEN and not (is_mask and name in "gG"):
            found.add(name)
        elif name in ("cs", "CS"):
            space = resources.get("/ColorSpace", {}).get(str(operands[0]), operands[0])
            if str(space) != "/Pattern" and not _is_fine(space, is_mask):
                found.add(_named(space))
        elif name == "INLINE IMAGE":
            found.add("BI")
    return found


def _bytes_of(thing: Any) -> Iterable[bytes]:
    held = getattr(thing, "obj", thing)
    held = held.get("/Contents", []) if not _is_stream(held) else held
    return [held.read_bytes()] if _is_stream(held) else [part.read_bytes() for part in held]


def _is_fine(space: Any, is_mask: bool) -> bool:
    return str(space) == "/DeviceCMYK" or (is_mask and str(space) == "/DeviceGray")


def _named(space: Any) -> str:
    if space is None:
        return "?"
    text = str(space)
    return text[1:] if text.startswith("/") else str(space[0])[1:]


# -- what is turned ----------------------------------------------------------------------------------------------------


def _grey(parts: Sequence[float]) -> _Parts:
    """How light a colour is: what a mask is made of."""
    return (
        (round(sum(share * part for share, part in zip((0.3, 0.59, 0.11), parts, strict=True)), 4),)
        if len(parts) == 3
        else tuple(parts)
    )


def _count(space: Any) -> int:
    """How many parts a colour of this space has."""
    text = str(space)
    if text in _DEVICES:
        return _DEVICES[text]
    if not text.startswith("/") and space is not None:
        family = str(space[0])
        if family == "/ICCBased":
            return int(space[1].N)
        if family in _DEVICES:
            return _DEVICES[family]
    raise RenderError(tr("colours of the kind {kind} cannot be brought into inks", kind=_named(space)))


def _turn_content(
    pdf: Any, thing: Any, resources: Any, turned: Callable[[Sequence[float]], _Parts], is_mask: bool
) -> None:
    pikepdf = _pikepdf()
    operators = _Operators(resources.get("/ColorSpace", {}), turned, ("g", "G") if is_mask else ("k", "K"))
    for operands, operator in pikepdf.parse_content_stream(thing):
        operators.take(operands, operator)
    data = pikepdf.unparse_content_stream(operators.made)
    if _is_stream(thing):
        thing.write(data)
    else:
        thing.obj["/Contents"] = pdf.make_stream(data)


@define
class _Operators:
    """A stream of operators, turned one after the other; it keeps in mind how many parts a colour has where it stands."""

    spaces: Any
    turned: Callable[[Sequence[float]], _Parts]
    names: tuple[str, str]
    made: list[tuple[Any, Any]] = field(factory=list)
    _now: tuple[int, int] = (4, 4)
    _before: list[tuple[int, int]] = field(factory=list)

    def take(self, operands: Any, operator: Any) -> None:
        name = str(operator)
        is_line = name.isupper()
        if name == "INLINE IMAGE":
            raise RenderError(tr("colours of the kind {kind} cannot be brought into inks", kind="BI"))
        if name in _SCREEN:
            self._count(is_line, 4)
            self._paint([float(part) for part in operands], is_line)
        elif name in ("cs", "CS"):
            self._space(operands, operator, is_line)
        elif name in ("sc", "SC", "scn", "SCN") and self._now[is_line] < 4:
            self._paint([float(part) for part in operands], is_line)
        else:
            if name == "q":
                self._before.append(self._now)
            elif name == "Q" and self._before:
                self._now = self._before.pop()
            self.made.append((operands, operator))

    def _space(self, operands: Any, operator: Any, is_line: bool) -> None:
        named = str(operands[0])
        if named == "/Pattern":
            self._count(is_line, 4)
            self.made.append((operands, operator))
            return
        count = _count(self.spaces.get(named, operands[0]))
        self._count(is_line, count)
        if count < 4:
            self._paint([0.0] * count, is_line)
        else:
            self.made.append(([_name("/DeviceCMYK")], operator))

    def _count(self, is_line: bool, count: int) -> None:
        self._now = (self._now[0], count) if is_line else (count, self._now[1])

    def _paint(self, parts: Sequence[float], is_line: bool) -> None:
        self.made.append((list(self.turned(parts)), _pikepdf().Operator(self.names[is_line])))


def _turn_image(image: Any, inks: Inks, is_mask: bool) -> None:
    count = _count(image.get("/ColorSpace")) if not is_mask else 1
    if is_mask:
        if _count(image.get("/ColorSpace")) != 1:
            raise RenderError(tr("colours of the kind {kind} cannot be brought into inks", kind="SMask"))
        image["/ColorSpace"] = _name("/DeviceGray")
    elif count < 4:
        if "/Mask" in image and not _is_stream(image.Mask):
            raise RenderError(tr("colours of the kind {kind} cannot be brought into inks", kind="Mask"))
        made = inks.picture(_pikepdf().PdfImage(image).as_pil_image()).tobytes()
        image.write(made)
        image["/ColorSpace"], image["/BitsPerComponent"] = _name("/DeviceCMYK"), 8
        if "/Decode" in image:
            del image["/Decode"]


def _turn_shading(shading: Any, turned: Callable[[Sequence[float]], _Parts], is_mask: bool) -> None:
    kind, count = int(shading.get("/ShadingType", 0)), _count(shading.get("/ColorSpace"))
    if count == 4 and not is_mask:
        return
    if kind not in (2, 3) or "/Background" in shading:
        raise RenderError(tr("colours of the kind {kind} cannot be brought into inks", kind=f"ShadingType {kind}"))
    shading["/Function"] = _turned_function(shading.get("/Function"), turned)
    shading["/ColorSpace"] = _name("/DeviceGray" if is_mask else "/DeviceCMYK")


def _turned_function(function: Any, turned: Callable[[Sequence[float]], _Parts]) -> Any:
    """A passage from colour to colour, each end of its parts in inks."""
    pikepdf = _pikepdf()
    kind = -1 if isinstance(function, pikepdf.Array) else int(function.get("/FunctionType", -1))
    if kind == 3:
        made = pikepdf.Dictionary({key: value for key, value in function.items() if key != "/Range"})
        made["/Functions"] = pikepdf.Array([_turned_function(part, turned) for part in function.Functions])
        return made
    if kind != 2:
        raise RenderError(tr("colours of the kind {kind} cannot be brought into inks", kind=f"FunctionType {kind}"))
    (low, high), power = (float(end) for end in function.Domain), float(function.N)
    first, last = ([float(part) for part in function.get(key, [default])] for key, default in (("/C0", 0), ("/C1", 1)))
    marks = [low + (high - low) * step / _STEPS for step in range(_STEPS + 1)]
    colours = [
        turned([one + mark**power * (other - one) for one, other in zip(first, last, strict=True)]) for mark in marks
    ]
    return pikepdf.Dictionary(
        FunctionType=3, Domain=pikepdf.Array([low, high]), Bounds=pikepdf.Array(marks[1:-1]), Encode=pikepdf.Array([0, 1] * _STEPS),
        Functions=pikepdf.Array([
            pikepdf.Dictionary(FunctionType=2, Domain=pikepdf.Array([0, 1]), N=1, C0=pikepdf.Array(list(one)), C1=pikepdf.Array(list(other)))
            for one, other in pairwise(colours)
        ]),
    )  # fmt: skip
