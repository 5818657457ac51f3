"""Pictures of bodies: those of the site are shown; of one that lies on another host stands a link, for pages ask no other host for anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from urllib.parse import urlsplit

from tuyentruyen.model.values import Html
from tuyentruyen.wording import tr

_TAG = re.compile(r'<(/?)(a|img)((?: [a-z]+="[^"]*")*)>')
_SRC = re.compile(r' src="([^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
_SOURCE = re.compile(
    r"<img[^>]{0,300}?\ssrc\s{0,9}=[\s\"']{0,9}(?:(?:https?:)?[\\/]{2}([^/\\\"'\s>]{1,300}))?", re.IGNORECASE
)
_READ = 200_000

IsOwn = Callable[[str], bool]
"""Whether an address leads to no other host than the site's."""


def with_own_pictures(html: str, is_own: IsOwn, copies: Mapping[str, str]) -> str:
    """Sanitised HTML, in the language in use, whose pictures are the site's own.

    A picture on another host becomes a link to it, within a link its words alone; one that lies nowhere, which no page may have, its words.

    Args:
        html: As `markup.html` gives it.
        is_own: Tells which addresses may be loaded.
        copies: Where a picture lies in the site too, by its address elsewhere.
    """
    if "<img" not in html:
        return html
    in_link = False

    def shown(found: re.Match[str]) -> str:
        nonlocal in_link
        if found[2] == "a":
            in_link = not found[1]
            return found[0]
        alt, src = _ALT.search(found[3]), _SRC.search(found[3])
        words = unescape(alt[1]).strip() if alt else ""
        if src is None:
            return escape(words)
        address = unescape(src[1])
        if address in copies:
            return found[0].replace(src[0], f' src="{escape(copies[address])}"')
        if is_own(address):
            return found[0]
        said = escape(words_of(words, address))
        return said if in_link else f'<a href="{src[1]}">{said}</a>'

    return _TAG.sub(shown, html)


def words_of(alt: str, address: str) -> str:
    """What a link to a picture says."""
    return tr("Picture: {words}", words=alt) if alt else tr("Picture at {host}", host=host_of(address))


def pictures_elsewhere(html: str, is_own: IsOwn) -> Iterator[str]:
    """Addresses of the pictures of sanitised HTML that lie on other hosts, in order."""
    for found in _TAG.finditer(html):
        src = _SRC.search(found[3]) if found[2] == "img" else None
        if src is not None and not is_own(address := unescape(src[1])):
            yield address


def may_be_elsewhere(body: str, link: str, origin: tuple[str, str]) -> bool:
    """Whether a body may hold pictures of another host, as a quick look tells: most hold none, and none has to be parsed for that.

    Args:
        body: Markdown, or `Html`.
        link: What its relative addresses are relative to.
        origin: Of the site.
    """
    if type(body) is not Html:
        return "![" in body and (":" in body or origin_of(link) != origin)
    sources = _SOURCE.findall(body[:_READ])
    if not sources:
        return False
    return origin_of(link) not in (("", ""), origin) or any(host.lower() != origin[1] for host in filter(None, sources))


def host_of(address: str) -> str:
    """The host of an address; empty if it names none."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def origin_of(address: str) -> tuple[str, str]:
    """Scheme and host of an absolute address, as browsers compare them; both empty if it is relative or none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.netloc.lower()
