"""What a printing house wants of a PDF: boxes, a named printing condition, no colour but inks.

This module and `inking` are the two doors to pikepdf.
"""

from __future__ import annotations

import io
import re
import zlib
from functools import lru_cache
from typing import Any

from tuyentruyen.channels.poster.formats import Format
from tuyentruyen.channels.poster.inking import bring_into_inks, strange_colours
from tuyentruyen.channels.poster.pixels import Inks
from tuyentruyen.errors import RenderError
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import tr

SLUG = 8.0
"""Room for crop marks around the bleed, in mm."""
_POINT = 72 / 25.4
_ONE_SHEET = re.compile(rb"%PDF-1\.\d\n%[^\n]*\n\n1 0 obj\n<</Type/Pages/Count 1/Kids\[\d+ 0 R\]>>\n")
"""How typst begins a document of one sheet: it need not be read whole."""


def finished(data: bytes, format_: Format, *, bleed: float, condition: str, profile: bytes) -> bytes:
    """The PDF with its boxes and its output intent.

    Args:
        data: One sheet or several, drawn with room for bleed and marks around.
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
        if strange := strange_colours(pdf, mixing=True):
            raise RenderError(tr("the sheet holds colours that are no inks: {found}", found=", ".join(sorted(strange))))
        outside = SLUG + bleed
        for page in pdf.pages:
            page.TrimBox = _box(pikepdf, outside, format_)
            page.BleedBox = _box(pikepdf, SLUG, format_, more=bleed)
        intent = pikepdf.Dictionary(
            Type=pikepdf.Name.OutputIntent, S=pikepdf.Name.GTS_PDFX, OutputConditionIdentifier=condition,
            RegistryName="http://www.color.org", Info=condition,
        )  # fmt: skip
        if profile:
            stream = pdf.make_stream(b"", N=4)
            stream.write(_packed(profile), filter=pikepdf.Name.FlateDecode)
            intent.DestOutputProfile = stream
        pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
        pdf.trailer.Info.Trapped = pikepdf.Name("/False")
        return _saved(pdf)


def sheets(data: bytes) -> int:
    """How many sheets a PDF has.

    Raises:
        MissingExtraError: The extra ``poster`` is not installed.
    """
    if _ONE_SHEET.match(data):
        return 1
    pikepdf: Any = require("pikepdf", extra="poster")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def in_inks(data: bytes, inks: Inks) -> bytes:
    """A PDF, every colour of it brought into inks.

    Raises:
        RenderError: It holds what cannot be brought there.
        MissingExtraError: The extra ``poster`` is not installed.
    """
    pikepdf: Any = require("pikepdf", extra="poster")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        bring_into_inks(pdf, inks)
        return _saved(pdf)


@lru_cache(maxsize=4)
def _packed(profile: bytes) -> bytes:
    """A profile as it stands in every document: packed once, for it has some megabytes."""
    return zlib.compress(profile)


def _saved(pdf: Any) -> bytes:
    """Its bytes; equal ones of equal documents."""
    made = io.BytesIO()
    # its version stays as typst wrote it, also in the metadata: reading them to see that takes half as long as writing all the rest
    pdf.save(made, deterministic_id=True, compress_streams=True, fix_metadata_version=False)
    return made.getvalue()


def _box(pikepdf: Any, outside: float, format_: Format, *, more: float = 0) -> Any:
    """A box so many mm inside the sheet; ``more`` is how much wider than trimmed it is, to each side."""
    left = outside * _POINT
    return pikepdf.Array([
        round(part, 4)
        for part in (left, left, left + (format_.width + 2 * more) * _POINT, left + (format_.height + 2 * more) * _POINT)
    ])  # fmt: skip
