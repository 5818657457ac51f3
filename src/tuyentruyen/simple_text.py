"""Plain text of a fragment that is no more than headings, paragraphs, flat lists, emphasis and links, which most bodies are: quickly.

It gives what reading the tree gives, in a tenth of the time, or nothing: whatever else a fragment holds is left to that.
"""

from __future__ import annotations

import re
from html import unescape

_RUN = r"(?:[^<>&]++|&(?:amp|lt|gt|nbsp|quot);|</?(?:strong|em)>)"
_LINE = rf"(?:{_RUN}|<a href=\"[^\"<>\s&]++\">{_RUN}*+</a>)*+"
_ROOM = r"[ \n]*+"
_BLOCKS = re.compile(
    rf"(?:{_ROOM}(?:<p>{_LINE}</p>|<h([1-6])>{_LINE}</h\1>|<([uo]l)>{_ROOM}(?:<li>{_LINE}</li>{_ROOM})*+</\2>))++"
)
_BLOCK = re.compile(r"<(p|h[1-6]|[uo]l)>(.*?)</\1>", re.DOTALL)
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_EMPHASIS = re.compile(r"</?(?:strong|em)>")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def simple_text(fragment: str) -> str | None:
    """The text of a fragment as `markup.html` gives it; None if there is more to it than is read here."""
    if not _BLOCKS.fullmatch(fragment):
        return None
    blocks = []
    for block in _BLOCK.finditer(fragment):
        tag, inner = block[1], block[2]
        if tag in ("ul", "ol"):
            items = [_line(item.rstrip(" \n").removesuffix("</li>")) for item in inner.split("<li>")[1:]]
            lines = enumerate(items, start=1)
            text = "\n".join((f"{number}. {item}" if tag == "ol" else f"- {item}").rstrip() for number, item in lines)
        else:
            text = _line(inner)
        if text:
            blocks.append(text)
    return "\n\n".join(blocks).strip()


def shown_link(words: str, address: str) -> str:
    """A link as text: its words, and where it leads unless they say so."""
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    said = words.strip()
    if not said:
        return address
    if said in (address, bare, bare.removeprefix("https://").removeprefix("http://").rstrip("/")):
        return words
    return f"{words} ({bare})"


def _line(inner: str) -> str:
    """What stands in a paragraph or an item; white space is folded in each run of text by itself."""
    inner = _SPACE.sub(" ", inner) if "\n" in inner or "  " in inner or not inner.isprintable() else inner
    if "<" not in inner:
        return _words(inner).strip(" ")
    parts = _LINK.split(_EMPHASIS.sub("", inner))
    for place in range(0, len(parts), 3):
        parts[place] = _words(parts[place])
        if place:
            parts[place - 1] = shown_link(_words(parts[place - 1]), parts[place - 2])
            parts[place - 2] = ""
    return "".join(parts).strip(" ")


def _words(text: str) -> str:
    return unescape(text) if "&" in text else text
