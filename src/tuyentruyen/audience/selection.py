"""Who gets one message, and who is left out and why."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from attrs import Factory, define, frozen

from tuyentruyen.audience.addresses import Mailbox, mailbox
from tuyentruyen.audience.links import Signer
from tuyentruyen.audience.refusals import Refusals
from tuyentruyen.model.message import Message
from tuyentruyen.model.subscriber import Subscriber

FAULTY, TWICE, OTHER_THEME, OTHER_UNIT, NO_CONSENT = "faulty", "twice", "other-theme", "other-unit", "no-consent"


@frozen
class Selected:
    """One who gets a message.

    Attributes:
        subscriber: Who.
        mailbox: The address, taken apart.
        veil: Its keyed hash.
    """

    subscriber: Subscriber
    mailbox: Mailbox
    veil: str


@define
class Selection:
    """Those of an audience who get one message, found while they are gone through; few are held at once, however many there are.

    Attributes:
        audience: Everyone, in order; bare addresses, or subscribers.
        message: What they would get.
        themes: Keys of its themes.
        signer: Makes the hashes.
        refusals: Who wants to hear no more.
        public: Key of the unit that speaks for everyone; what it says is for all units.
        left_out: After they were gone through: how many were left out, by reason: ``faulty``, ``twice``, ``other-theme``,
            ``other-unit``, ``no-consent``, or why they are among the refusals.
        chosen: After they were gone through: how many get it.
    """

    audience: Iterable[Subscriber | str]
    message: Message
    themes: tuple[str, ...]
    signer: Signer
    refusals: Refusals
    public: Collection[str] = ()
    left_out: Counter[str] = Factory(Counter)
    chosen: int = 0

    def __iter__(self) -> Iterator[Selected]:
        self.left_out, self.chosen = Counter(), 0
        seen = _Seen()
        for one in self.audience:
            try:
                subscriber = Subscriber(address=one) if isinstance(one, str) else one
                box = mailbox(subscriber.address)
            except ValueError:
                self.left_out[FAULTY] += 1
                continue
            veil = self.signer.veil_of(box.key)
            if why := self._why_not(subscriber, veil):
                self.left_out[why] += 1
            elif seen.add(veil):
                self.chosen += 1
                yield Selected(subscriber, box, veil)
            else:
                self.left_out[TWICE] += 1

    def _why_not(self, subscriber: Subscriber, veil: str) -> str:
        if subscriber.topics and not set(subscriber.topics).intersection(self.themes):
            return OTHER_THEME
        unit = self.message.unit
        if subscriber.units and unit and unit not in self.public and unit not in subscriber.units:
            return OTHER_UNIT
        if self.message.advertising and subscriber.consent is None:
            return NO_CONSENT
        return self.refusals.why(veil, self.themes)


class _Seen:
    """Which hashes were seen: 64 bits of each in an open table, a fifth of what a set would take."""

    def __init__(self) -> None:
        self._slots = array("Q", [0]) * 1024
        self._count = 0

    def add(self, veil: str) -> bool:
        """Takes a hash; whether it is new."""
        value = int(veil[:16], 16) or 1
        if 3 * self._count >= 2 * len(self._slots):
            old, self._slots = self._slots, array("Q", [0]) * (4 * len(self._slots))
            for other in old:
                if other:
                    self._slots[self._place(other)] = other
        place = self._place(value)
        if self._slots[place] == value:
            return False
        self._slots[place] = value
        self._count += 1
        return True

    def _place(self, value: int) -> int:
        slots, mask = self._slots, len(self._slots) - 1
        place = value & mask
        while slots[place] and slots[place] != value:
            place = (place + 1) & mask
        return place
