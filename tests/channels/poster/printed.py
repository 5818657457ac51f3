"""What poppler, which has nothing to do with typst, finds on the sheets of a PDF."""

from __future__ import annotations

import subprocess
import unicodedata
import xml.etree.ElementTree as ET
from typing import NamedTuple

_MM = 25.4 / 72
_LINE = 1.265
"""Height of a line as poppler boxes it, in em: ascender 1.000 and descender 0.265 of Be Vietnam Pro."""
_CAPITAL = 0.74
"""Height of its capitals in em, read from the font's table OS/2."""


class Word(NamedTuple):
    """A word: its text, where it stands on the sheet in mm from the upper left, and how high its capitals are in mm."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    cap: float


class Sheet(NamedTuple):
    """A sheet: its size in mm, and its blocks, each as lines of words."""

    width: float
    height: float
    blocks: list[list[list[Word]]]

    @property
    def words(self) -> list[Word]:
        return [word for block in self.blocks for line in block for word in line]


def sheets(data: bytes) -> list[Sheet]:
    """All sheets of a document."""
    told = subprocess.run(["pdftotext", "-bbox-layout", "-", "-"], input=data, capture_output=True, check=True).stdout
    root = ET.fromstring(told.replace(b' xmlns="http://www.w3.org/1999/xhtml"', b""))
    return [
        Sheet(
            float(page.attrib["width"]) * _MM, float(page.attrib["height"]) * _MM,
            [[[_word(word) for word in line.iter("word")] for line in block.iter("line")] for block in page.iter("block")],
        )
        for page in root.iter("page")
    ]  # fmt: skip


def text(data: bytes) -> str:
    """All words in reading order, parted by one space each, as they are: not composed anew."""
    told = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=data, capture_output=True, check=True).stdout
    return " ".join(told.decode().split())


def is_composed(words: str) -> bool:
    return unicodedata.is_normalized("NFC", words)


def _word(element: ET.Element) -> Word:
    left, top, right, bottom = (float(element.attrib[name]) * _MM for name in ("xMin", "yMin", "xMax", "yMax"))
    return Word(element.text or "", left, top, right, bottom, (bottom - top) / _LINE * _CAPITAL)
