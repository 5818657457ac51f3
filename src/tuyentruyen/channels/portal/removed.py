"""What readers do not get of a body as its author wrote it: what might run or load something, and HTML in Markdown, which is only text.

The sanitiser of `markup` guards; here is only named, for the author, what it takes out. A quick look tells most bodies clean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from tuyentruyen.model.values import Html

MOST = 5
"""How many of one body are named."""
_READ = 200_000
"""Characters of a body that are looked through."""

_ALIVE = frozenset({
    "script", "style", "link", "meta", "base", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "input", "button",
    "select", "textarea", "svg", "math", "audio", "video", "canvas", "template", "noscript", "portal", "marquee", "isindex",
})  # fmt: skip
_ADDRESSES = frozenset({
    "href", "src", "srcset", "action", "formaction", "data", "poster", "background", "cite", "longdesc", "xlink:href", "ping", "content",
})  # fmt: skip
_ALLOWED = frozenset({"http", "https", "mailto", "tel"})
_TAGS = _ALIVE | frozenset({
    "a", "abbr", "b", "big", "blockquote", "body", "br", "center", "code", "dd", "del", "div", "dl", "dt", "em", "figure", "font", "h1", "h2", "h3",
    "h4", "h5", "h6", "head", "hr", "html", "i", "img", "ins", "li", "main", "mark", "ol", "p", "pre", "s", "section", "small", "span", "strike",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_NO_SPACE = re.compile(r"[\x00-\x20]+")
_SUSPECT = tuple(f"<{tag}" for tag in sorted(_ALIVE))
_EVENT = re.compile(r"on[a-z]{1,40}\s{0,9}=")
_QUOTED = re.compile(r"(?:href|src|action)\s{0,9}=[\s\"']{0,9}(?!https?:|mailto:|tel:)[^\"'>]{0,300}?[:&]")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
_LED = re.compile(r"\]\([\s<]{0,9}([a-zA-Z][a-zA-Z0-9+.-]*):")
_BARE = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}):[^<>\s]*>")
_DEFINED = re.compile(r"^ {0,3}\[[^\]\n]+\]:[\s<]{0,9}([a-zA-Z][a-zA-Z0-9+.-]*):", re.MULTILINE)


def removed(body: str) -> list[str]:
    """What of a body might run or load something, and is left out: elements, events, schemes of addresses; at most five."""
    is_html, body = type(body) is Html, body[:_READ]
    if is_html:
        return _first(_of_html(body)) if _is_suspect(body) else []
    if "](" in body or "]:" in body or "<" in body:
        return _first(_of_markdown(body))
    return []


def shown_as_text(body: str) -> list[str]:
    """HTML elements in Markdown, outside of code, which readers see as they were typed; at most five."""
    if type(body) is Html or "<" not in body:
        return []
    text = _CODE.sub("", body[:_READ])
    return _first(f"<{found[1].lower()}>" for found in _TAG.finditer(text) if found[1].lower() in _TAGS)


def _first(names: Iterator[str]) -> list[str]:
    kept: dict[str, None] = {}
    for name in names:
        kept[name] = None
        if len(kept) == MOST:
            break
    return list(kept)


def _is_suspect(body: str) -> bool:
    small = body.lower()
    return any(tag in small for tag in _SUSPECT) or any(pattern.search(small) for pattern in (_EVENT, _QUOTED))


def _of_markdown(body: str) -> Iterator[str]:
    text = unescape(body) if "&" in body else body
    patterns = [
        pattern
        for sign, pattern in (("](", _LED), ("<", _BARE), ("]:", _DEFINED))
        if sign in text and pattern.search(text)
    ]
    if patterns:
        text = _CODE.sub("", text)
    for pattern in patterns:
        for found in pattern.finditer(text):
            if (scheme := found[1].lower()) not in _ALLOWED:
                yield f"{scheme}:"


def _of_html(body: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(body)
    reader.close()
    yield from reader.found


class _Reader(HTMLParser):
    """Notes what is alive in a piece of HTML, however broken."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ALIVE:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on"):
                self.found.append(name[:30])
            elif name in _ADDRESSES and value:
                scheme = _SCHEME.match(_NO_SPACE.sub("", value[:200]))
                if scheme and scheme[1].lower() not in _ALLOWED:
                    self.found.append(f"{scheme[1].lower()[:30]}:")
