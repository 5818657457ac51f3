"""From a letter to HTML, with its style written into its elements, and to text."""

from __future__ import annotations

import re
from pathlib import Path
from string import Template
from types import SimpleNamespace
from typing import Any

from tuyentruyen.channels.email.letter import Letter
from tuyentruyen.formats.layouts import Layouts, safe
from tuyentruyen.plugins.toolkit import require
from tuyentruyen.wording import speaking, tr

OURS = Path(__file__).parent
FILES = ("letter.html", "letter.txt", "letter.css")
_BLANK = re.compile(r"\n{3,}")


def laid_out(letter: Letter, layouts: Layouts, *, brand: str) -> tuple[str, str]:
    """A letter as HTML and as text.

    Raises:
        MissingExtraError: css-inline is not installed.
        RenderError: A layout of the city's cannot be used.
    """
    with speaking(letter.language.partition("-")[0]):
        words = SimpleNamespace(more=tr("Read it on the portal"), urgent=tr("Urgent"), picture=tr("Picture"))
    colours = {"brand": brand, "link": brand, "brand_dark": shade(brand, 0.8), "link_dark": shade(brand, 1.6)}
    css = Template(layouts.text("letter.css")).safe_substitute(colours)
    page = layouts.render("letter.html", letter=letter, words=words, css=safe(css))
    text = layouts.render("letter.txt", letter=letter, words=words)
    return _inliner().inline(page), _BLANK.sub("\n\n", text).strip() + "\n"


def _inliner() -> Any:
    """Writes rules into elements, for many mail programs know no others; those of @media stay. It fetches nothing."""
    css_inline = require("css_inline", extra="email")
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)


def shade(colour: str, factor: float) -> str:
    """A colour made lighter, factor over 1, by mixing in white, or darker, under 1, by mixing in black.

    Args:
        colour: Such as ``#0b5394``.
        factor: 0 (black) to 2 (white).
    """
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    if factor <= 1:
        return "#" + "".join(f"{round(part * factor):02x}" for part in parts)
    return "#" + "".join(f"{round(part + (255 - part) * (factor - 1)):02x}" for part in parts)
