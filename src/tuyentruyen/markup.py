"""Bodies of messages: Markdown or a portal's HTML, sanitised; as one tree, as HTML, as plain text.

Markdown is CommonMark with tables and strike-through, in which HTML is only text. Whatever the body is, it passes the
sanitiser: scripts, forms, styles, frames and events are gone, links lead by ``http``, ``https``, ``mailto`` or ``tel``.
This is the only door to markdown-it-py and nh3, which are loaded by the first body.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from html import unescape
from html.parser import HTMLParser
from typing import Any

from attrs import frozen

from tuyentruyen.model.values import Html
from tuyentruyen.simple_markdown import simple_markdown
from tuyentruyen.simple_text import shown_link, simple_text

Resolve = Callable[[str], "str | None"]
"""What makes a relative address absolute; None drops it."""

MAX_DEPTH = 60
"""How many elements of a tree stand in each other at most; what is nested deeper loses its elements, not its text."""

_INLINE = {"a", "br", "code", "del", "em", "img", "strong", "sub", "sup", "text"}
_LINES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption"}
_FLOW = {"body", "blockquote", "figure"}
_MIXED = {"li", "td", "th", "dd", "figcaption"}
_OTHER = {"dl", "hr", "ol", "pre", "table", "tr", "ul"}
TAGS = frozenset(_INLINE | _LINES | _FLOW | _MIXED | _OTHER)
"""Tags of the tree, a closed set; ``body`` is its root, ``text`` its leaves."""

_SAME = {"b": "strong", "i": "em", "s": "del", "strike": "del", "kbd": "code", "samp": "code", "tt": "code"}
_BLOCKS = {"address", "article", "aside", "center", "details", "div", "footer", "header", "main", "section", "summary"}
_PARTS = {"thead", "tbody", "tfoot"}
_SPANS = {"abbr", "cite", "dfn", "ins", "mark", "q", "small", "span", "time", "u", "var"}
_KEPT = (TAGS - {"body", "text"}) | set(_SAME) | _BLOCKS | _PARTS | _SPANS
_VOID = {"br", "hr", "img"}
_EMPTIED = {
    "script", "style", "template", "title", "textarea", "select", "button", "iframe", "object", "svg", "math", "noscript",
    "head", "audio", "video", "canvas", "noembed", "noframes", "xmp", "plaintext",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "*": {"lang", "dir"},
}
_JOINED = (_INLINE | _SPANS | set(_SAME)) - {"br", "img"}
_REST = r"""(?:\s(?:[^<>"]|"[^"]*")*)?>"""
_TAG = re.compile(r"</?[a-z0-9]+" + _REST)
_JOINED_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_JOINED, key=len, reverse=True))}){_REST}")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ABSOLUTE = ("https:", "http:", "mailto:", "tel:")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANK = re.compile(r"\n{3,}")


@frozen(kw_only=True)
class Node:
    """One element of a body, or a run of its text.

    Attributes:
        tag: One of `TAGS`.
        children: What stands in it, in order; empty for text, pictures, breaks and rules.
        text: Of ``text``: the characters, white space folded unless it stands in ``pre``. Of ``img``: what it shows.
        address: Of ``a``: where it leads. Of ``img``: where it lies. Absolute; empty if it was not allowed.
        start: Of ``ol``: the first number.
        columns: Of ``td`` and ``th``: how many columns it spans.
        rows: Of ``td`` and ``th``: how many rows it spans.
    """

    tag: str
    children: tuple[Node, ...] = ()
    text: str = ""
    address: str = ""
    start: int = 1
    columns: int = 1
    rows: int = 1


def html(body: str, *, resolve: Resolve | None = None) -> str:
    """The body as a fragment of HTML that is safe to show anywhere.

    Args:
        body: Markdown, or `Html`.
        resolve: Makes a relative address absolute; where it answers None, and without it, relative addresses are dropped.
    """
    fragment = _sanitised(body)
    if _has_relative(fragment):
        fragment = str(_sanitiser(resolve or _drop).clean(fragment))
    return _clean(fragment).strip()


@lru_cache(maxsize=8, typed=True)
def _sanitised(body: str) -> str:
    """The body as a fragment, relative addresses and all; remembered, for a message is often wanted in several forms at once."""
    text = _clean(body)
    if isinstance(body, Html):
        return str(_sanitiser(None).clean(text))
    return simple_markdown(text) or str(_sanitiser(None).clean(_markdown().render(text)))


def tree(body: str, *, resolve: Resolve | None = None) -> Node:
    """The body as a tree: a root ``body`` whose children are blocks, never bare text.

    Args:
        body: Markdown, or `Html`.
        resolve: As in `html`.
    """
    return _tree(html(body, resolve=resolve))


def _tree(fragment: str) -> Node:
    builder = _Builder()
    builder.feed(fragment)
    builder.close()
    return builder.root()


def plain(body: str, *, resolve: Resolve | None = None) -> str:
    """The body as text to read: paragraphs parted by blank lines, items marked, addresses of links in brackets.

    Args:
        body: Markdown, or `Html`.
        resolve: As in `html`.
    """
    fragment = html(body, resolve=resolve)
    quick = simple_text(fragment)
    return _BLANK.sub("\n\n", "\n\n".join(_paragraphs(_tree(fragment)))).strip() if quick is None else quick


def excerpt(fragment: str, *, length: int = 300) -> str:
    """The first words of a fragment that `html` gave, as one line of plain text of at most so many characters.

    A longer text is cut between words and ends in ``…``. Cheap: no tree is built.
    """
    words, whole = _first_words(fragment, 2 * length)
    if len(words) <= length and not whole:
        words, whole = _first_words(fragment, 20 * length)
    if not words or (len(words) <= length and whole):
        return words
    head, _, _ = words[:length].rpartition(" ")
    return (head or words[: length - 1]).rstrip(" ,;:.-") + "…"


def _first_words(fragment: str, taken: int) -> tuple[str, bool]:
    """The words in the first so many characters of a fragment, and whether that is all of it."""
    start = fragment[:taken]
    whole = len(start) == len(fragment)
    if not whole and (cut := start.rfind("<")) > start.rfind(">"):
        start = start[:cut]
    return " ".join(unescape(_TAG.sub(" ", _JOINED_TAG.sub("", start))).split()), whole


def _clean(text: str) -> str:
    """The text without the characters that no document may hold."""
    if text.replace("\n", "").isprintable():
        return text
    return _FORBIDDEN.sub("", text)


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loaded by the first body

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


@lru_cache(maxsize=8)
def _sanitiser(resolve: Resolve | None) -> Any:
    import nh3  # noqa: PLC0415 - loaded by the first body

    def absolute(_: str, name: str, value: str) -> str | None:
        if name not in ("href", "src") or value.startswith(_ABSOLUTE):
            return value
        found = resolve(value) if resolve is not None else None
        return found if found is not None and found.startswith(_ABSOLUTE) else None

    return nh3.Cleaner(
        tags=set(_KEPT),
        clean_content_tags=set(_EMPTIED),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=None if resolve is None else absolute,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _drop(_: str) -> None:
    return None


def _has_relative(fragment: str) -> bool:
    """Whether a sanitised fragment may hold a relative address."""
    return any(
        not piece.startswith(_ABSOLUTE)
        for name in ('href="', 'src="')
        if name in fragment
        for piece in fragment.split(name)[1:]
    )


class _Builder(HTMLParser):
    """Builds the tree out of sanitised HTML, whose elements are closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._stack: list[tuple[str, dict[str, str], list[Node]]] = [("body", {}, [])]
        self._lost = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        tag = _SAME.get(tag, tag)
        if tag in _VOID:
            self._stack[-1][2].append(_node(tag, given, []))
        elif len(self._stack) > MAX_DEPTH:
            self._lost += 1
        else:
            self._stack.append((tag, given, []))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._lost:
            self._lost -= 1
        elif len(self._stack) > 1:
            self._close()

    def handle_data(self, data: str) -> None:
        if not any(tag == "pre" for tag, _, _ in self._stack):
            data = _SPACE.sub(" ", data)
        if data:
            self._stack[-1][2].append(Node(tag="text", text=data))

    def root(self) -> Node:
        while len(self._stack) > 1:
            self._close()
        return Node(tag="body", children=tuple(_flow(self._stack[0][2])))

    def _close(self) -> None:
        tag, given, children = self._stack.pop()
        siblings = self._stack[-1][2]
        if tag in TAGS:
            siblings.append(_node(tag, given, children))
        elif tag in _BLOCKS:
            siblings.extend(_flow(children))
        else:
            siblings.extend(children)


def _node(tag: str, given: dict[str, str], children: list[Node]) -> Node:
    if tag == "img":
        return Node(tag=tag, text=_SPACE.sub(" ", given.get("alt", "")).strip(), address=given.get("src", ""))
    if tag in _FLOW:
        kept: Iterable[Node] = _flow(children)
    elif tag in _MIXED:
        kept = _trimmed(children) if all(child.tag in _INLINE for child in children) else _flow(children)
    elif tag in _LINES or tag in _INLINE:
        kept = _line(children) if tag in _INLINE else _trimmed(_line(children))
    elif tag == "pre":
        kept = _line(children)
    else:
        kept = [child for child in children if child.tag not in _INLINE]
    return Node(
        tag=tag,
        children=tuple(kept),
        address=given.get("href", ""),
        start=_number(given.get("start", ""), least=0),
        columns=_number(given.get("colspan", ""), least=1),
        rows=_number(given.get("rowspan", ""), least=1),
    )


def _number(text: str, *, least: int) -> int:
    return max(least, min(int(text), 9999)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _flow(children: Iterable[Node]) -> list[Node]:
    """Blocks only: runs of text between them become paragraphs."""
    blocks: list[Node] = []
    run: list[Node] = []
    for child in children:
        if child.tag in _INLINE:
            run.append(child)
            continue
        blocks.extend(_paragraph(run))
        run = []
        blocks.append(child)
    blocks.extend(_paragraph(run))
    return blocks


def _paragraph(run: list[Node]) -> Iterator[Node]:
    kept = _trimmed(run)
    if kept:
        yield Node(tag="p", children=tuple(kept))


def _trimmed(run: Iterable[Node]) -> list[Node]:
    """A line without the white space and breaks at its ends."""
    kept = list(run)
    for end in (0, -1):
        while kept and (kept[end].tag == "br" or (kept[end].tag == "text" and not kept[end].text.strip(" "))):
            kept.pop(end)
        if kept and kept[end].tag == "text":
            text = kept[end].text
            kept[end] = Node(tag="text", text=text.rstrip(" ") if end else text.lstrip(" "))
    return kept


def _line(children: Iterable[Node]) -> list[Node]:
    """Text only: blocks that stand where a line is wanted become lines, parted by breaks."""
    line: list[Node] = []
    for child in children:
        if child.tag in _INLINE:
            line.append(child)
            continue
        inner = _line(child.children)
        if inner:
            line.extend([Node(tag="br"), *inner] if line else inner)
    return line


def _paragraphs(node: Node) -> Iterator[str]:
    """The blocks in a node as texts, each of one or more lines."""
    for child in node.children:
        if child.tag in _FLOW and child.tag != "blockquote":
            yield from _paragraphs(child)
        elif text := _block(child):
            yield text


def _block(node: Node) -> str:
    if node.tag == "hr":
        return "---"
    if node.tag == "blockquote":
        return _indented("\n\n".join(_paragraphs(node)), first="> ", rest="> ")
    if node.tag in ("ul", "ol"):
        return "\n".join(_items(node))
    if node.tag == "table":
        return "\n".join(filter(None, map(_block, node.children)))
    if node.tag == "tr":
        return " | ".join(_content(cell).replace("\n", " ") for cell in node.children)
    if node.tag == "dl":
        return "\n".join(
            _indented(_content(part), first="  ", rest="  ") if part.tag == "dd" else _content(part)
            for part in node.children
        )
    if node.tag == "pre":
        return _words(node).strip("\n")
    return _content(node)


def _items(node: Node) -> Iterator[str]:
    for number, item in enumerate(node.children, start=node.start):
        mark = f"{number}. " if node.tag == "ol" else "- "
        yield _indented(_content(item), first=mark, rest=" " * len(mark))


def _content(node: Node) -> str:
    """What a cell, an item or a line holds."""
    if all(child.tag in _INLINE for child in node.children):
        return "\n".join(line.strip(" ") for line in _words(node).split("\n")).strip("\n")
    return "\n".join(_paragraphs(node))


def _words(node: Node) -> str:
    if node.tag == "text":
        return node.text
    if node.tag == "br":
        return "\n"
    if node.tag == "img":
        return f"[{node.text}]" if node.text else ""
    words = "".join(map(_words, node.children))
    if node.tag == "a" and node.address:
        return shown_link(words, node.address)
    return words


def _indented(text: str, *, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join((f"{first}{line}" if place == 0 else f"{rest}{line}").rstrip() for place, line in enumerate(lines))
