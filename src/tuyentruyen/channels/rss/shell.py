"""What stands around the entries of a feed. feedgen writes it; this is the only door to feedgen.

feedgen is asked once for each shape of a head, with marks in place of values, and every feed of that shape fills the marks.
That spares most of its time, and it keeps feedgen, which switches the locale of the whole process for each date it writes,
out of the way of other threads.
"""

from __future__ import annotations

import datetime
import json
import re
import threading
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any

from attrs import frozen

from tuyentruyen.channels.rss.entries import attribute_of, rfc822, text_of

MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
"""Media type of each format."""

_ATOM = "http://www.w3.org/2005/Atom"
_MARK = re.compile(r"⟦(\w+):([\w.]+)⟧")
_SOME_TIME = datetime.datetime(2001, 2, 3, 4, 5, 6, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
_LOCK = threading.Lock()


@frozen(kw_only=True)
class Head:
    """What a feed says of itself.

    Attributes:
        id: Permanent.
        title: Plain text, not empty.
        link: Address of the page the feed belongs to, not empty.
        description: Plain text, not empty.
        language: Tag of BCP 47.
        updated: When the newest change of its entries was made, with an offset.
        self_link: Where the feed lies; empty if unknown.
        hub: A WebSub hub; empty if none.
        alternates: Format and address of the same feed in other formats.
        author: Who answers for it; empty if unknown.
        author_link: Portal of that unit; empty if it has none.
        stylesheet: Address of a CSS style sheet, may be relative; empty if none.
    """

    id: str
    title: str
    link: str
    description: str
    language: str
    updated: datetime.datetime
    self_link: str = ""
    hub: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    author: str = ""
    author_link: str = ""
    stylesheet: str = ""


def feed_bytes(head: Head, entries: Iterable[bytes], *, format: str) -> bytes:  # noqa: A002 - the word of the field
    """A whole feed, of its head and the bytes of its entries in the same format.

    Entries that are no list are written one by one, so that they need not all be held beside the feed.
    """
    out = BytesIO()
    if format == "json":
        out.write(_json_head(head))
        for place, entry in enumerate(entries):
            out.write(b",\n" if place else b"\n")
            out.write(entry)
        out.write(b"\n]}\n")
        return out.getvalue()
    before, after = _filled(head, format)
    if isinstance(entries, list):
        return b"".join([before, *entries, after])
    out.write(before)
    out.writelines(entries)
    out.write(after)
    return out.getvalue()


def _filled(head: Head, form: str) -> tuple[bytes, bytes]:
    """The bytes before and after the entries."""
    with _LOCK:
        pieces, after = _template(
            form,
            alternates=tuple(other for other, _ in head.alternates),
            has_self=bool(head.self_link),
            has_hub=bool(head.hub),
            has_author=bool(head.author),
            has_author_link=bool(head.author_link),
        )
    values = {
        "id": head.id, "title": head.title, "link": head.link, "description": head.description, "language": head.language,
        "self": head.self_link, "hub": head.hub, "author": head.author, "author_link": head.author_link,
        "updated": rfc822(head.updated) if form == "rss" else head.updated.isoformat(),
        **{f"alternate.{other}": address for other, address in head.alternates},
    }  # fmt: skip
    literals, marks = pieces
    out = [literals[0]]
    for (kind, name), literal in zip(marks, literals[1:], strict=True):
        out.append(text_of(values[name]) if kind == "t" else attribute_of(values[name]))
        out.append(literal)
    before = "".join(out)
    if head.stylesheet:
        declaration, _, rest = before.partition("\n")
        style = f'<?xml-stylesheet type="text/css" href="{attribute_of(head.stylesheet)}"?>'
        before = f"{declaration}\n{style}\n{rest}"
    return before.encode(), after


@cache
def _template(
    form: str, *, alternates: tuple[str, ...], has_self: bool, has_hub: bool, has_author: bool, has_author_link: bool
) -> tuple[tuple[list[str], list[tuple[str, str]]], bytes]:
    """Literals and the marks between them, and what ends the feed."""
    generator = shell(
        Head(
            id="⟦t:id⟧",
            title="⟦t:title⟧",
            link="⟦t:link⟧" if form == "rss" else "⟦a:link⟧",
            description="⟦t:description⟧",
            language="⟦t:language⟧" if form == "rss" else "⟦a:language⟧",
            updated=_SOME_TIME,
            self_link="⟦a:self⟧" if has_self else "",
            hub="⟦a:hub⟧" if has_hub else "",
            alternates=tuple((other, f"⟦a:alternate.{other}⟧") for other in alternates),
            author="⟦t:author⟧" if has_author else "",
            author_link="⟦t:author_link⟧" if has_author_link else "",
        ),
        format=form,
    )
    whole = (generator.rss_str() if form == "rss" else generator.atom_str()).decode()
    some_time = rfc822(_SOME_TIME) if form == "rss" else _SOME_TIME.isoformat()
    whole = whole.replace(some_time, "⟦t:updated⟧")
    end = "</channel></rss>" if form == "rss" else "</feed>"
    before, found, after = whole.rpartition(end)
    parts = _MARK.split(before)
    marks = list(zip(parts[1::3], parts[2::3], strict=True))
    return (parts[0::3], marks), (found + after).encode()


def shell(head: Head, *, format: str) -> Any:  # noqa: A002 - the word of the field
    """A feedgen ``FeedGenerator`` that says all of the head and has no entries."""
    from feedgen.feed import FeedGenerator  # noqa: PLC0415 - loaded by the first feed

    generator = FeedGenerator()
    generator.load_extension("dc", atom=False)
    generator.register_extension("links", _links_extension(), None, atom=False)
    generator.id(head.id)
    generator.title(head.title)
    generator.description(head.description)
    generator.language(head.language)
    generator.generator("tuyentruyen")
    generator.updated(head.updated)
    if head.author:
        generator.author(name=head.author, **({"uri": head.author_link} if head.author_link else {}))
    others = [{"href": address, "rel": "alternate", "type": MEDIA_TYPES[form]} for form, address in head.alternates]
    if head.hub:
        others.insert(0, {"href": head.hub, "rel": "hub"})
    generator.links.others = others
    if head.self_link:
        generator.link(href=head.self_link, rel="self", type=MEDIA_TYPES[format])
    for link in others:
        generator.link(**link)
    generator.link(href=head.link, rel="alternate", type="text/html")
    return generator


@cache
def _links_extension() -> Any:
    """An extension of feedgen that writes links of a feed into RSS too; by itself it writes the one to the feed only."""
    from feedgen.ext.base import BaseExtension  # noqa: PLC0415 - loaded by the first feed
    from feedgen.util import xml_elem  # noqa: PLC0415

    class LinksExtension(BaseExtension):  # type: ignore[misc]
        def __init__(self) -> None:
            self.others: list[dict[str, str]] = []

        def extend_rss(self, feed: Any) -> Any:
            for link in self.others:
                xml_elem(f"{{{_ATOM}}}link", feed[0], **link)
            return feed

    return LinksExtension


def _json_head(head: Head) -> bytes:
    values: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.link,
        "description": head.description,
        "language": head.language,
    }
    if head.self_link:
        values["feed_url"] = head.self_link
    if head.author:
        values["authors"] = [{"name": head.author, **({"url": head.author_link} if head.author_link else {})}]
    if head.hub:
        values["hubs"] = [{"type": "WebSub", "url": head.hub}]
    return json.dumps(values, ensure_ascii=False)[:-1].encode() + b', "items": ['
