"""The peer: a feed as plain feedgen makes it, entry by entry, with the same content as ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension

from tuyentruyen.channels.rss.entries import Entry, html_of
from tuyentruyen.channels.rss.shell import Head, shell

XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class AtomLinksEntryExtension(BaseEntryExtension):
    """Repairs the links of Atom entries, which feedgen 1.0 writes without anything but an address.

    It also gives an entry its language, for which feedgen has no word.
    """

    def __init__(self) -> None:
        self.links: list[dict[str, str]] = []
        self.language = ""

    def extend_atom(self, entry: Any) -> Any:
        for element, link in zip(entry.findall("link"), self.links, strict=True):
            for name in ("rel", "type", "hreflang", "title", "length"):
                if link.get(name):
                    element.attrib[name] = link[name]
        if self.language:
            entry.attrib[XML_LANGUAGE] = self.language
        return entry


def fill(item: FeedEntry, entry: Entry, *, format: str) -> FeedEntry:
    """Tells a feedgen entry all that ours says."""
    item.title(entry.title)
    item.id(entry.id)
    if entry.link:
        item.link(href=entry.link, rel="alternate")
    if entry.summary:
        item.summary(html_of(entry.summary), type="html")
    if entry.content:
        item.content(entry.content, type="html")
    if entry.author and format == "rss":
        item.dc.dc_creator(entry.author)
    elif entry.author:
        item.author(name=entry.author, **({"uri": entry.author_link} if entry.author_link else {}))
    if entry.categories:
        item.category([{"term": key, "label": title} for key, title in entry.categories])
    enclosures = [e for e in entry.enclosures if format == "atom" or e.rel == "enclosure"]
    for enclosure in enclosures[:1] if format == "rss" else enclosures:
        link = {"href": enclosure.url, "rel": enclosure.rel, "type": enclosure.media_type}
        if enclosure.title:
            link["title"] = enclosure.title
        if enclosure.length or format == "rss":
            link["length"] = str(enclosure.length)
        item.link(**link)
    item.published(entry.published)
    item.updated(entry.updated)
    if format == "atom":
        item.atomlinks.links = item.link() or []
        item.atomlinks.language = entry.language
    elif entry.language:
        item.dc.dc_language(entry.language)
    return item


def plain_feed(head: Head, entries: Iterable[Entry], *, format: str) -> bytes:
    """The whole feed, with the style sheet's line put in by hand, for which feedgen has no word either."""
    generator = shell(head, format=format)
    if format == "atom":
        generator.register_extension("atomlinks", BaseExtension, AtomLinksEntryExtension, rss=False)
    for entry in entries:
        fill(generator.add_entry(order="append"), entry, format=format)
    made = bytes(generator.rss_str() if format == "rss" else generator.atom_str())
    if head.stylesheet:
        declaration, _, rest = made.partition(b"\n")
        made = declaration + f'\n<?xml-stylesheet type="text/css" href="{head.stylesheet}"?>\n'.encode() + rest
    return made
