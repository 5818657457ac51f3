"""The messages of an edition, and what feeds need of each of them: had once, whatever number of feeds it stands in."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import TypeVar

from tuyentruyen.channels.rss.entries import SERIALISERS
from tuyentruyen.channels.rss.sources import Context, Source, changed, entry_of, stamp
from tuyentruyen.model.message import Message

T = TypeVar("T")

_CACHE_BYTES = 64 * 2**20


def newest_first(messages: Iterable[Message]) -> list[Message]:
    """The messages by the moment they were published, the newest first; those of one moment by key."""
    ordered = sorted(messages, key=lambda message: message.key)
    ordered.sort(key=lambda message: message.published, reverse=True)
    return ordered


def picker(places: Sequence[int]) -> Callable[[Sequence[T]], tuple[T, ...]]:
    """What picks out of a column what stands at these places."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda column: tuple(column[place] for place in places)


class Stock:
    """The messages of an edition, newest first, and what the feeds need of each of them.

    Args:
        messages: In any order.
        source: Where entries take what their messages do not say.
        shared: Whether a message may stand in more than one feed of a format: then its bytes are kept, up to 64 MiB of them.

    Attributes:
        messages: The messages, newest first.
        keys: Their keys.
        stamps: What changes when its entry would.
    """

    def __init__(self, messages: Iterable[Message], source: Source, *, shared: bool) -> None:
        self.messages = newest_first(messages)
        self.keys = [message.key for message in self.messages]
        self._later = {place for place, message in enumerate(self.messages) if message.updated}
        self._source = source
        self._contexts: dict[tuple[tuple[str, ...], str], tuple[Context, bytes]] = {}
        self.stamps = [stamp(message, source) + self._context(message)[1] for message in self.messages]
        self._shared = shared
        self._made: dict[str, list[bytes | None]] = {}
        self._size = 0

    def changed(self, places: Sequence[int]) -> datetime.datetime | None:
        """The newest change of the messages at these places, in order; None if there are none."""
        if not places:
            return None
        newest = self.messages[places[0]].published
        if self._later:
            newest = max([newest, *(changed(self.messages[place]) for place in places if place in self._later)])
        return newest

    def entries(self, places: Sequence[int], form: str) -> Iterable[bytes]:
        """The bytes of the entries at these places; a list if they are kept, else one by one."""
        if not self._shared:
            return (self._entry(place, form) for place in places)
        kept = self._made.setdefault(form, [None] * len(self.messages))
        return [kept[place] or self._keep(place, form) for place in places]

    def _entry(self, place: int, form: str) -> bytes:
        message = self.messages[place]
        return SERIALISERS[form](entry_of(message, self._source, self._context(message)[0]))

    def _context(self, message: Message) -> tuple[Context, bytes]:
        """What the entry takes from the plan, and a digest of it; many messages share one."""
        names = (self._source.themes_of(message), self._source.unit_of(message))
        known = self._contexts.get(names)
        if known is None:
            context = self._source.context(message)
            digest = hashlib.blake2b(repr(context).encode(), digest_size=16).digest()
            known = self._contexts[names] = (context, digest)
        return known

    def _keep(self, place: int, form: str) -> bytes:
        entry = self._entry(place, form)
        self._size += len(entry)
        if self._size > _CACHE_BYTES:
            for made in self._made.values():
                made[:] = [None] * len(made)
            self._size = len(entry)
        self._made[form][place] = entry
        return entry
