"""Values of a plan as they stand in a text: never markup, never more than one line."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>&#~|]|!\Z)")
_START = re.compile(r"([-+=.)])|(\d{1,9})([.)](?= |\Z))")


class Link(str):
    """An absolute address that has passed the check of links."""

    __slots__ = ()


def one_line(value: str) -> str:
    """The value without line breaks, tabs and runs of spaces; no-break spaces stay."""
    return re.sub(r"[ \t\r\n\f\v\u0085\u2028\u2029]+", " ", value).strip(" ")


def markdown(value: str) -> str:
    """The value as Markdown that shows exactly its characters, wherever in a line it stands.

    An address is put in angle brackets, which works as a link of its own and as where another link leads.
    """
    if isinstance(value, Link):
        return f"<{value}>"
    text = _MARKUP.sub(r"\\\1", one_line(value))
    if start := _START.match(text):
        at = start.end() - 1
        return f"{text[:at]}\\{text[at:]}"
    return text
