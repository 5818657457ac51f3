"""Who gets one message, and who is left out and why."""

from __future__ import annotations

import datetime
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from attrs import Factory, define, frozen

from tuyentruyen.audience.addresses import Mailbox, mailbox
from tuyentruyen.audience.links import Signer
from tuyentruyen.audience.refusals import Refusals
from tuyentruyen.model.message import Message
from tuyentruyen.model.subscriber import Subscriber

FAULTY, TWICE, NOT_ALLOWED = "faulty", "twice", "not-allowed"
OTHER_THEME, OTHER_UNIT, NO_CONSENT = "other-theme", "other-unit", "no-consent"


def _no_themes(message: Message) -> tuple[str, ...]:
    return message.themes


def _nobody(_: Message) -> tuple[Subscriber | str, ...]:
    return ()


@frozen
class Selected:
    """One who gets messages.

    Attributes:
        subscriber: Who.
        mailbox: The address, taken apart.
        veil: Its keyed hash.
        messages: What it gets of the messages at hand; at least one.
    """

    subscriber: Subscriber
    mailbox: Mailbox
    veil: str
    messages: tuple[Message, ...]


_Offers = tuple[tuple[Message, tuple[str, ...]], ...]
"""Messages, each with its themes."""


@frozen
class _Entry:
    """One entry of an audience: who, which of the messages at hand by a bit for each, and why the others not."""

    subscriber: Subscriber
    mailbox: Mailbox
    veil: str
    wanted: int
    why: str


@define(kw_only=True)
class Selection:
    """Those of an audience who get a message, or some of several; found while they are gone through, few are held at once.

    Who stands in an audience more than once gets one mail. What is left out is counted by entry; of several messages, by mailbox.

    Attributes:
        audience: Everyone who may get any of the messages, in order; bare addresses, or subscribers.
        named: Whom one message goes to besides; they come first. For several messages all are gone through twice.
        messages: What they would get; one, or those of a digest.
        themes: Tells the keys of the themes of a message.
        signer: Makes the hashes.
        refusals: Who wants to hear no more.
        public: Keys of the units that speak for everyone: what they say is for the people of all units.
        allowed: Whether anything may be sent to a mailbox; None: to all.
        now: The moment, with an offset: who is said to consent after it has not consented; None: any date will do.
        left_out: After they were gone through: how many get nothing, by reason: ``faulty``, ``twice``, ``not-allowed``,
            ``other-theme``, ``other-unit``, ``no-consent``, or why they are among the refusals.
        chosen: After they were gone through: how many get something.
    """

    audience: Iterable[Subscriber | str] = ()
    named: Callable[[Message], Iterable[Subscriber | str]] = _nobody
    messages: Sequence[Message]
    themes: Callable[[Message], tuple[str, ...]] = _no_themes
    signer: Signer
    refusals: Refusals
    public: Collection[str] = ()
    allowed: Callable[[Mailbox], bool] | None = None
    now: datetime.datetime | None = None
    left_out: Counter[str] = Factory(Counter)
    chosen: int = 0

    def __iter__(self) -> Iterator[Selected]:
        offers = tuple((message, self.themes(message)) for message in self.messages)
        several = len(offers) > 1
        wanted = _Masks()
        for entry in self._entries(offers) if several else ():
            if entry.wanted:
                wanted.include(entry.veil, entry.wanted)
        self.left_out, self.chosen = Counter(), 0
        served, missed = _Seen(), _Seen()
        for entry in self._entries(offers):
            mask = wanted.get(entry.veil) if several else entry.wanted
            if not mask:
                if not several or missed.add(entry.veil):
                    self.left_out[entry.why] += 1
            elif served.add(entry.veil):
                self.chosen += 1
                messages = tuple(message for place, (message, _) in enumerate(offers) if mask >> place & 1)
                yield Selected(entry.subscriber, entry.mailbox, entry.veil, messages)
            elif not several:
                self.left_out[TWICE] += 1

    def _entries(self, offers: _Offers) -> Iterator[_Entry]:
        """All entries that have an address; those that have none are counted."""
        streams = [(self.named(message), range(place, place + 1)) for place, (message, _) in enumerate(offers)]
        for stream, places in [*streams, (self.audience, range(len(offers)))]:
            for one in stream:
                try:
                    subscriber = Subscriber(address=one) if isinstance(one, str) else one
                    box = mailbox(subscriber.address)
                except ValueError:
                    self.left_out[FAULTY] += 1
                    continue
                veil = self.signer.veil_of(box.key)
                why = NOT_ALLOWED if self.allowed is not None and not self.allowed(box) else ""
                wanted = 0
                for place in places if not why else ():
                    if reason := self._why_not(subscriber, veil, *offers[place]):
                        why = why or reason
                    else:
                        wanted |= 1 << place
                yield _Entry(subscriber, box, veil, wanted, why)

    def _why_not(self, subscriber: Subscriber, veil: str, message: Message, themes: tuple[str, ...]) -> str:
        topics = subscriber.topics
        asked_for = tuple(theme for theme in themes if theme in topics) if topics else themes
        if topics and not asked_for:
            return OTHER_THEME
        unit = message.unit
        if subscriber.units and unit and unit not in self.public and unit not in subscriber.units:
            return OTHER_UNIT
        if message.advertising and not self._has_consented(subscriber):
            return NO_CONSENT
        return self.refusals.why(veil, asked_for)

    def _has_consented(self, subscriber: Subscriber) -> bool:
        return subscriber.consent is not None and (self.now is None or subscriber.consent <= self.now)


class _Seen:
    """Which hashes were seen: 64 bits of each in an open table, a fifth of what a set would take."""

    def __init__(self) -> None:
        self._slots = array("Q", [0]) * 1024
        self._count = 0

    def add(self, veil: str) -> bool:
        """Takes a hash; whether it is new."""
        value = int(veil[:16], 16) or 1
        if 3 * self._count >= 2 * len(self._slots):
            self._grow()
        place = self._place(value)
        if self._slots[place] == value:
            return False
        self._slots[place] = value
        self._count += 1
        return True

    def _grow(self) -> None:
        old, self._slots = self._slots, array("Q", [0]) * (2 * len(self._slots))
        for other in old:
            if other:
                self._slots[self._place(other)] = other

    def _place(self, value: int) -> int:
        slots, mask = self._slots, len(self._slots) - 1
        place = value & mask
        while slots[place] and slots[place] != value:
            place = (place + 1) & mask
        return place


class _Masks(_Seen):
    """Bits by hash: beside each slot, which of the combinations of bits it has; there are few."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers = array("I", [0]) * len(self._slots)
        self._masks = [0]
        self._known = {0: 0}

    def include(self, veil: str, bits: int) -> None:
        """Adds bits to those of a hash."""
        self.add(veil)
        place = self._place(int(veil[:16], 16) or 1)
        mask = self._masks[self._numbers[place]] | bits
        if mask not in self._known:
            self._known[mask] = len(self._masks)
            self._masks.append(mask)
        self._numbers[place] = self._known[mask]

    def get(self, veil: str) -> int:
        """The bits of a hash; 0 if it was never added."""
        return self._masks[self._numbers[self._place(int(veil[:16], 16) or 1)]]

    def _grow(self) -> None:
        slots, numbers = self._slots, self._numbers
        super()._grow()
        self._numbers = array("I", [0]) * len(self._slots)
        for value, number in zip(slots, numbers, strict=True):
            if value:
                self._numbers[self._place(value)] = number
