"""A feed out of messages, without a plan."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterable, Mapping

from tuyentruyen.channels.rss.checks import faults, wrong_address
from tuyentruyen.channels.rss.entries import SERIALISERS, permanent_id
from tuyentruyen.channels.rss.settings import FORMATS
from tuyentruyen.channels.rss.shell import Head, feed_bytes
from tuyentruyen.channels.rss.sources import Source, changed, entry_of
from tuyentruyen.channels.rss.stock import newest_first
from tuyentruyen.errors import RenderError
from tuyentruyen.model.findings import Level
from tuyentruyen.model.message import Message
from tuyentruyen.text import VIETNAM, controls, nfc
from tuyentruyen.wording import tr

_NEVER = datetime.datetime(1970, 1, 1, tzinfo=VIETNAM)


class LeftOutWarning(UserWarning):
    """A message was left out of a feed; the text names the message, why, and what to do."""


def feed(
    messages: Iterable[Message],
    *,
    title: str,
    link: str,
    self_link: str,
    format: str = "rss",  # noqa: A002 - the word of the field
    description: str = "",
    language: str = "vi",
    limit: int | None = None,
    hub: str = "",
    author: str = "",
    themes: Mapping[str, str] | None = None,
    identity: str = "",
    strict: bool = False,
) -> bytes:
    """A feed of messages, newest first.

    A message that a feed cannot carry is left out with a `LeftOutWarning` and costs no other; drafts, and what is withdrawn,
    embargoed or expired, are for the caller to leave out, for only a caller knows what time it is.

    Args:
        messages: Each needs only a key, a title, a body and the moment it was published.
        title: What the feed is called.
        link: Absolute address of the page it belongs to.
        self_link: Absolute address of the feed itself.
        format: ``rss``, ``atom`` or ``json``.
        description: What it is about; empty: the title.
        language: Tag of BCP 47.
        limit: How many entries it has at most; None: all.
        hub: Address of a WebSub hub; empty: none.
        author: Who answers for the feed, in words; empty: the title, for Atom asks for somebody.
        themes: Titles of themes by key, for readers to sort by; a theme without one is shown by its key.
        identity: Name that the permanent ids are made from, together with the keys; give one if the address of the page
            may change, or if two feeds hold the same messages under different pages. Empty: ``link``.
        strict: Raise at the first message that the feed cannot carry.

    Raises:
        ValueError: The title is empty, an address is not absolute, or there is no such format.
        RenderError: Only if strict: a message cannot be carried; the text names it.
    """
    if format not in FORMATS:
        raise ValueError(f"format is {format!r}, not one of {', '.join(FORMATS)}")
    title, description = nfc(title).strip(), nfc(description).strip()
    if not title or controls(title + description + language + author):
        raise ValueError("title is empty, or title, description, language or author hold control characters")
    for name, address in (("link", link), ("self_link", self_link), ("hub", hub or link)):
        if not address or wrong_address(address):
            raise ValueError(f"{name} {address[:60]!r} must begin with https:// or http://")
    kept = newest_first(_fit(messages, strict=strict))[:limit]
    source = Source(identity=identity or link, themes=themes or {}, language=language)
    head = Head(
        id=permanent_id(source.identity, "feed"),
        title=title,
        link=link,
        description=description or title,
        language=language,
        updated=max(map(changed, kept), default=_NEVER),
        self_link=self_link,
        hub=hub,
        author=nfc(author).strip() or title,
    )
    serialise = SERIALISERS[format]
    return feed_bytes(head, (serialise(entry_of(message, source)) for message in kept), format=format)


def _fit(messages: Iterable[Message], *, strict: bool) -> list[Message]:
    kept = []
    for message in messages:
        wrong = [fault for fault in faults(message) if fault[1] is Level.ERROR and fault[0] != "rss08"]
        if not wrong:
            kept.append(message)
            continue
        _, _, text, mend = wrong[0]
        said = tr("{key} is left out: {text}; {mend}", key=message.key, text=text, mend=mend)
        if strict:
            raise RenderError(said)
        warnings.warn(said, LeftOutWarning, stacklevel=3)
    return kept
