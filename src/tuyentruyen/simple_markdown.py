"""Markdown that is no more than headings, paragraphs, short lists, emphasis and links, which most messages are: quickly.

It gives what markdown-it-py and the sanitiser after it give, in a fraction of their time, or nothing: whatever could mean something else is
left to them. It writes paragraphs, headings, lists, emphasis and links to ``http`` and ``https``, and no text in which markup could be read:
there is nothing that a sanitiser would take away.
"""

from __future__ import annotations

import re

_RARE = ("`", "\\", "<", ">", "_", "|", "~", "]:", "![", "\n\n\n")
_ENTITY = re.compile(r"&[#A-Za-z]")
_TEXT = r"(?!\d+[.)](?:\s|$))(?:\w|[\"“‘(]\w|\[\w|\*\*?\w)(?:.*\S)?"
_LINE = re.compile(_TEXT)
_HEADING = re.compile(r"(#{1,6}) (\w(?:[^\n#]*[^\s#])?)")
_BULLET = re.compile(rf"- {_TEXT}")
_NUMBER = re.compile(rf"[1-9]\d?\. {_TEXT}")
_CLOSED = r"(?:(?<=\w){0}(?![^\s.,;:?)])|(?<=[.,;:?!)]){0}(?!\S))"
_STRONG = re.compile(r"\*\*(?<!\S\*\*)(\w(?:[^*\[\]\n]*[\w.,;:?!)])?)" + _CLOSED.format(r"\*\*"))
_EMPHASIS = re.compile(r"\*(?<!\S\*)(\w(?:[^*\[\]\n]*[\w.,;:?!)])?)" + _CLOSED.format(r"\*"))
_HOST = r"(?:[a-z0-9]+[.-])*[a-z][a-z0-9]*"  # one whose last part is a number is an address, or none at all
_LINK = re.compile(rf"\[([^*\[\]\n]+)\]\((https?://{_HOST}(?:/[A-Za-z0-9./=-]*)?)\)")


def simple_markdown(text: str) -> str:
    """The HTML of a text, safe to show; empty if there is more to it than is read here, or nothing at all."""
    if any(sign in text for sign in _RARE) or not text.replace("\n", "").isprintable():
        return ""
    if "&" in text and _ENTITY.search(text):
        return ""
    made, listed = [], False
    for block in text.strip("\n").split("\n\n"):
        lines = block.split("\n")
        if heading := _HEADING.fullmatch(block):
            tag, parts = f"h{len(heading[1])}", [heading[2]]
        elif all(map(_LINE.fullmatch, lines)):
            tag, parts = "p", [block]
        elif all(map(_BULLET.fullmatch, lines)):
            tag, parts = "ul", [line[2:] for line in lines]
        elif all(map(_NUMBER.fullmatch, lines)) and block.startswith("1. "):
            tag, parts = "ol", [line.partition(" ")[2] for line in lines]
        else:
            return ""
        is_list = tag in ("ul", "ol")
        if is_list and listed:  # perhaps one list, with room between its items
            return ""
        listed = is_list
        inlines = [_inline(part) for part in parts]
        if not all(inlines):
            return ""
        body = "".join(f"<li>{inline}</li>\n" for inline in inlines)
        made.append(f"<{tag}>\n{body}</{tag}>\n" if is_list else f"<{tag}>{inlines[0]}</{tag}>\n")
    return "".join(made)


def _inline(text: str) -> str:
    """A run of text; empty if there is more to it."""
    text = text.replace("&", "&amp;")
    if "*" in text:
        text = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", text))
    if "[" in text:
        text = _LINK.sub(r'<a href="\2">\1</a>', text)
    return "" if "*" in text or "[" in text or "]" in text else text
