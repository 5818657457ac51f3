"""Who gets one message, and who is left out and why."""

from __future__ import annotations

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


@define(kw_only=True)
class Selection:
    """Those of an audience who get a message, or some of several; found while they are gone through, few are held at once.

    Attributes:
        audience: Everyone, in order; bare addresses, or subscribers.
        messages: What they would get; one, or those of a digest.
        themes: Tells the keys of the themes of a message.
        signer: Makes the hashes.
        refusals: Who wants to hear no more.
        public: Keys of the units that speak for everyone: what they say is for the people of all units.
        allowed: Whether anything may be sent to a mailbox; None: to all.
        left_out: After they were gone through: how many get nothing, by reason: ``faulty``, ``twice``, ``not-allowed``,
            ``other-theme``, ``other-unit``, ``no-consent``, or why they are among the refusals.
        chosen: After they were gone through: how many get something.
    """

    audience: Iterable[Subscriber | str]
    messages: Sequence[Message]
    themes: Callable[[Message], tuple[str, ...]] = _no_themes
    signer: Signer
    refusals: Refusals
    public: Collection[str] = ()
    allowed: Callable[[Mailbox], bool] | None = None
    left_out: Counter[str] = Factory(Counter)
    chosen: int = 0

    def __iter__(self) -> Iterator[Selected]:
        self.left_out, self.chosen = Counter(), 0
        seen = _Seen()
        offers = [(message, self.themes(message)) for message in self.messages]
        for one in self.audience:
            try:
                subscriber = Subscriber(address=one) if isinstance(one, str) else one
                box = mailbox(subscriber.address)
            except ValueError:
                self.left_out[FAULTY] += 1
                continue
            veil = self.signer.veil_of(box.key)
            why = NOT_ALLOWED if self.allowed is not None and not self.allowed(box) else ""
            wanted: list[Message] = []
            for message, themes in offers if not why else ():
                if not (reason := self._why_not(subscriber, veil, message, themes)):
                    wanted.append(message)
                why = why or reason
            if not wanted:
                self.left_out[why] += 1
            elif not seen.add(veil):
                self.left_out[TWICE] += 1
            else:
                self.chosen += 1
                yield Selected(subscriber, box, veil, tuple(wanted))

    def _why_not(self, subscriber: Subscriber, veil: str, message: Message, themes: tuple[str, ...]) -> str:
        if subscriber.topics and not set(subscriber.topics).intersection(themes):
            return OTHER_THEME
        unit = message.unit
        if subscriber.units and unit and unit not in self.public and unit not in subscriber.units:
            return OTHER_UNIT
        if message.advertising and subscriber.consent is None:
            return NO_CONSENT
        return self.refusals.why(veil, themes)


class _Seen:
    """Which hashes were seen: 64 bits of each in an open table, a fifth of what a set would take."""

    def __init__(self) -> None:
        self._slots = array("Q", [0]) * 1024
        self._count = 0

    def add(self, veil: str) -> bool:
        """Takes a hash; whether it is new."""
        value = int(veil[:16], 16) or 1
        if 3 * self._count >= 2 * len(self._slots):
            old, self._slots = self._slots, array("Q", [0]) * (2 * len(self._slots))
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
