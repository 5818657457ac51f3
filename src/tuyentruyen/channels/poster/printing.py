"""What a printing house wants of a PDF: boxes, a named printing condition, no colour but inks; the only door to pikepdf."""

from __future__ import annotations

import io
from typing import Any

from tuyentruyen.channels.poster.formats import Format
from tuyentruyen.errors import RenderError
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

SLUG = 8.0
"""Room for crop marks around the bleed, in mm."""
_POINT = 72 / 25.4
_SCREEN_COLOURS = frozenset({"rg", "RG", "g", "G"})
_ALLOWED_SPACES = frozenset({"/DeviceCMYK", "/Pattern"})


def finished(data: bytes, format_: Format, *, bleed: float, condition: str, profile: bytes) -> bytes:
    """The PDF with its boxes and its output intent.

    Args:
        data: One sheet, drawn with room for bleed and marks around.
        format_: Of the trimmed sheet.
        bleed: In mm.
        condition: Name of the printing condition in the registry of the ICC, such as ``FOGRA39``.
        profile: ICC profile of the printing house; empty: none.

    Raises:
        RenderError: Something on the sheet is not in inks.
        MissingExtraError: The extra ``poster`` is not installed.
    """
    pikepdf: Any = require("pikepdf", extra="poster")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        if strange := strange_colours(pdf):
            raise RenderError(tr("the sheet holds colours that are no inks: {found}", found=", ".join(sorted(strange))))
        outside = SLUG + bleed
        page.TrimBox = _box(pikepdf, outside, format_)
        page.BleedBox = _box(pikepdf, SLUG, format_, more=bleed)
        intent = pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX, OutputConditionIdentifier=condition,
            RegistryName="http://www.color.org", Info=condition,
        )  # fmt: skip
        if profile:
            stream = pdf.make_stream(profile)
            stream.N = 4
            intent.DestOutputProfile = stream
        pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
        pdf.trailer.Info.Trapped = pikepdf.Name("/False")
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, compress_streams=True)
        return made.getvalue()


def sheets(data: bytes) -> int:
    """How many sheets a PDF has.

    Raises:
        MissingExtraError: The extra ``poster`` is not installed.
    """
    pikepdf: Any = require("pikepdf", extra="poster")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def strange_colours(pdf: Any) -> set[str]:
    """Operators, spaces and pictures of a document that are no inks; empty: all is CMYK."""
    pikepdf: Any = require("pikepdf", extra="poster")
    found: set[str] = set()
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            kind = str(thing.get("/Subtype", ""))
            if kind == "/Image" and not thing.get("/ImageMask", False):
                space = thing.get("/ColorSpace")
                if str(space) != "/DeviceCMYK" and not _is_mask(pdf, thing):
                    found.add(f"image {_space(space)}")
    for page in pdf.pages:
        found |= _of_stream(pikepdf, page, page.get("/Resources", {}), set())
    return found


def _of_stream(pikepdf: Any, holder: Any, resources: Any, seen: set[tuple[int, int]]) -> set[str]:
    found: set[str] = set()
    for operands, operator in pikepdf.parse_content_stream(holder):
        name = str(operator)
        if name in _SCREEN_COLOURS:
            found.add(name)
        elif name in ("cs", "CS"):
            space = resources.get("/ColorSpace", {}).get(str(operands[0]), operands[0])
            if str(space) not in _ALLOWED_SPACES:
                found.add(_space(space))
        elif name == "sh":
            space = resources.get("/Shading", {}).get(str(operands[0]), {}).get("/ColorSpace")
            if str(space) != "/DeviceCMYK":
                found.add(f"shading {_space(space)}")
    for form in resources.get("/XObject", {}).values():
        if str(form.get("/Subtype", "")) == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            found |= _of_stream(pikepdf, form, form.get("/Resources", {}), seen)
            group = form.get("/Group", {})
            if str(group.get("/CS", "/DeviceCMYK")) != "/DeviceCMYK":
                found.add(f"group {_space(group.get('/CS'))}")
    return found


def _is_mask(pdf: Any, image: Any) -> bool:
    """Whether a picture says only how much of another is seen."""
    return any(
        getattr(thing, "get", None) is not None and thing.get("/SMask", None) is not None and thing.SMask.objgen == image.objgen
        for thing in pdf.objects
        if str(getattr(thing, "get", lambda *_: "")("/Subtype", "")) == "/Image"
    )


def _space(space: Any) -> str:
    try:
        return " ".join(str(part) for part in space if str(part).startswith("/")) if not str(space).startswith("/") else str(space)
    except TypeError:
        return str(space)


def _box(pikepdf: Any, outside: float, format_: Format, *, more: float = 0) -> Any:
    """A box so many mm inside the sheet; ``more`` is how much wider than trimmed it is, to each side."""
    left = outside * _POINT
    return pikepdf.Array([
        round(part, 4)
        for part in (left, left, left + (format_.width + 2 * more) * _POINT, left + (format_.height + 2 * more) * _POINT)
    ])  # fmt: skip
