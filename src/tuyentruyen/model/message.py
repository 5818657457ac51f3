"""What is said, once (*tin, bài, thông điệp*)."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from attrs import Attribute, define, evolve, field, frozen

from tuyentruyen.model.plan import _no_mapping
from tuyentruyen.model.values import (
    Html,
    end_moment,
    has_length,
    is_aware,
    is_between,
    is_key,
    is_keys,
    is_link,
    is_one_of,
    moment,
    sealed,
    texts,
)
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr


def _text(value: Any) -> Any:
    return Html(nfc(value)) if isinstance(value, Html) else nfc(value)


def _is_text(_: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(tr("{name} must be text, not {kind}", name=attribute.name, kind=type(value).__name__))


@frozen(kw_only=True)
class Media:
    """A picture, sound or document that goes with a message.

    Attributes:
        path: Where it lies in the plan folder, relative, with ``/``; empty when it has an address only.
        url: Its absolute address, if it is published somewhere already.
        alt: What it shows, for those who do not see it.
        media_type: Such as ``image/jpeg``; empty: told by the name.
        length: Size in bytes; None if unknown.
        digest: BLAKE2b-128 of its bytes, hexadecimal; filled when the content folder is read.
        rel: What it is to the message, a relation of RFC 4287: ``enclosure`` or ``related``.
    """

    path: str = field(default="", converter=nfc, validator=has_length(0, 300))
    url: str = field(default="", converter=nfc, validator=is_link)
    alt: str = field(default="", converter=nfc, validator=has_length(0, 1000))
    media_type: str = field(default="", validator=has_length(0, 100))
    length: int | None = None
    digest: str = field(default="", validator=has_length(0, 128))
    rel: str = field(default="enclosure", validator=is_one_of("enclosure", "related"))


def media_of(media: Iterable[Media]) -> tuple[Media, ...]:
    """Any iterable of media as a tuple."""
    return tuple(media)


@frozen(kw_only=True)
class Approval:
    """Who released a message, when, and which text.

    Attributes:
        by: The person's name.
        at: When, with an offset.
        digest: `Message.text_digest` of what was released; a changed text is unapproved again.
    """

    by: str = field(converter=nfc, validator=has_length(1, 200))
    at: datetime.datetime = field(converter=moment, validator=is_aware)
    digest: str = field(validator=has_length(8, 128))


@frozen(kw_only=True)
class Withdrawal:
    """That a message was taken back, since when, and why.

    Attributes:
        at: From this moment it stands nowhere.
        reason: Why, for the record; 1 to 500 characters.
        by: The person's name; empty if not said.
    """

    at: datetime.datetime = field(converter=moment, validator=is_aware)
    reason: str = field(converter=nfc, validator=has_length(1, 500))
    by: str = field(default="", converter=nfc, validator=has_length(0, 200))


@frozen(kw_only=True)
class Wording:
    """Other wording of a message for one channel; what is empty stays as it is."""

    title: str = field(default="", converter=nfc, validator=has_length(0, 300))
    summary: str = field(default="", converter=nfc, validator=has_length(0, 2000))
    body: str = field(default="", converter=_text, validator=_is_text)


_NOTHING_RARE = ((), None, None, ())


@define(kw_only=True, frozen=True, slots=True)
class Message:
    """What is said, once, to be carried by every channel it is routed to (*tin, bài*).

    Only ``key``, ``title``, ``body`` and ``published`` are needed. Bodies may hold anything: what a channel cannot carry
    is found by its backend's check, so that one poisoned message costs no other.

    Attributes:
        key: Identity for ever, also in the ledger.
        title: 1 to 300 characters, plain text.
        body: Markdown, or `Html`.
        published: Not before this moment; a bare date is its first instant, a time without offset is Vietnamese.
        summary: In a sentence or two, plain text; empty: taken from the body where one is needed.
        themes: Keys of its themes, the main one first; empty: its activity's.
        activity: Key of the activity it fulfils; empty if none.
        unit: Key of the unit that says it; empty: the plan's issuer, for everyone.
        channels: Keys of the channels it goes to; empty: by its activity, else all that match.
        link: Its absolute address; empty: made from the plan's pattern.
        language: Tag of BCP 47.
        media: What goes with it.
        updated: When its author last changed it in substance; None if never.
        expires: From this moment it goes out no more and stands nowhere; a bare date is its last day.
        embargo: Not before this moment either; None if none.
        urgent: Whether it goes before others.
        advertising: Whether it is advertising in the sense of Decree 91/2020/NĐ-CP.
        hotline: Telephone for this matter; empty: the unit's.
        abbreviations: What its abbreviations stand for.
        status: ready, or draft: a draft is seen in a preview only.
        approval: Who released it; None if nobody.
        revision: Raised by its author to send a correction again; 1 or more.
        withdrawn: That it was taken back; None if not.
        only: Other wording by key of channel.
        source: Where it was read from, such as ``content/cntt.md``; empty if nowhere.
        lines: In which line of it each key of its front matter stands: ``media[0].path`` → 7; counted from 1.
    """

    key: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=[_is_text])
    body: str = field(converter=_text, validator=_is_text)
    published: datetime.datetime = field(converter=moment, validator=is_aware)
    summary: str = field(default="", converter=nfc, validator=_is_text)
    themes: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    activity: str = field(default="", validator=has_length(0, 100))
    unit: str = field(default="", validator=has_length(0, 100))
    channels: tuple[str, ...] = field(default=(), converter=texts)
    link: str = field(default="", converter=nfc)
    language: str = field(default="vi", validator=has_length(2, 35))
    media: tuple[Media, ...] = field(default=(), converter=media_of)
    updated: datetime.datetime | None = field(default=None, converter=moment, validator=is_aware)
    expires: datetime.datetime | None = field(default=None, converter=end_moment, validator=is_aware)
    embargo: datetime.datetime | None = field(default=None, converter=moment, validator=is_aware)
    urgent: bool = False
    advertising: bool = False
    hotline: str = field(default="", converter=nfc, validator=has_length(0, 100))
    abbreviations: Mapping[str, str] = field(factory=_no_mapping, converter=sealed, hash=False)
    status: str = field(default="ready", validator=is_one_of("ready", "draft"))
    approval: Approval | None = None
    revision: int = field(default=1, validator=is_between(1, 1_000_000))
    withdrawn: Withdrawal | None = None
    only: Mapping[str, Wording] = field(factory=_no_mapping, converter=sealed, hash=False)
    source: str = field(default="", eq=False)
    lines: Mapping[str, int] = field(factory=_no_mapping, converter=sealed, eq=False, repr=False)

    @cached_property
    def digest(self) -> bytes:
        """BLAKE2b-128 of all that a rendering of the message can depend on; 16 bytes.

        Status, approval, embargo, withdrawal and channels are not a part of it: they say whether it is rendered, not how.
        """
        # joined rather than written out by repr(), which takes longer than the hash; lengths part what may hold a NUL
        times = tuple(time and time.isoformat() for time in (self.updated, self.expires))
        rare = (self.media, *times, tuple(self.abbreviations.items()))
        flags = f"{type(self.body) is Html}{bool(self.urgent)}{bool(self.advertising)}{self.revision}"
        lengths = f"{len(self.link)},{len(self.title)},{len(self.summary)},{len(self.themes)}"
        whole = "\0".join(
            (
                flags, lengths, "" if rare == _NOTHING_RARE else repr(rare), self.published.isoformat(), self.key, self.activity,
                self.unit, self.language, self.hotline, *self.themes, self.link, self.title, self.summary, self.body,
            )
        )  # fmt: skip
        return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).digest()

    @cached_property
    def text_digest(self) -> str:
        """BLAKE2b-128 of what a person approves: all its texts, in every wording, its link and its media; hexadecimal."""
        parts = [
            self.title, self.summary, self.body, self.hotline, self.link,
            [[key, w.title, w.summary, w.body] for key, w in sorted(self.only.items())],
            [[m.path, m.url, m.alt, m.digest] for m in self.media], sorted(self.abbreviations.items()),
        ]  # fmt: skip
        return hashlib.blake2b(json.dumps(parts, ensure_ascii=True).encode(), digest_size=16).hexdigest()

    def approved(self, *, by: str, at: datetime.datetime) -> Message:
        """A copy that a person has released as it stands; for messages that no file holds, such as a portal's articles.

        Args:
            by: The person's name.
            at: When, with an offset.
        """
        return evolve(self, approval=Approval(by=by, at=at, digest=self.text_digest))

    def is_approved(self) -> bool:
        """Whether somebody released exactly this text."""
        return self.approval is not None and self.approval.digest == self.text_digest

    def where(self, key: str) -> str:
        """File and line of a key of its front matter; the file alone where the key does not stand there."""
        line = self.lines.get(key)
        return f"{self.source}:{line}" if line else self.source

    @property
    def released(self) -> datetime.datetime:
        """The first moment at which it may go out: when it is published, or when its embargo ends if that is later."""
        return self.published if self.embargo is None else max(self.published, self.embargo)

    def is_withdrawn(self, now: datetime.datetime) -> bool:
        """Whether it has been taken back by this moment."""
        return self.withdrawn is not None and self.withdrawn.at <= now
