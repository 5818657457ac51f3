"""What a ledger keeps and answers, whatever it is kept in.

A row is (plan, channel, target, key of a rendering). It tells what *stands* out there, and apart from it the last outcome. No
row means: due. What is in the air is a line of a journal, committed before the effect.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from attrs import field, frozen

from tuyentruyen.model.flow import Receipt, Repeat, Status, Target


@frozen(kw_only=True)
class Row:
    """What the ledger knows of one rendering at one target.

    Attributes:
        key: The rendering's key; with a recipient, followed by ``|`` and the keyed hash of the address.
        stands: Fingerprint of what stands there, or was sent there; empty if nothing is known to.
        messages: Keys of the messages in what stands, each with its revision; of a place's file that carries more than 50, none.
        remote: Remote id of what stands there.
        outcome: The last outcome; None if it was settled as not sent.
        tried: Fingerprint of the last try.
        tries: Tries since the last delivery.
        not_before: For RETRY: not before this moment; None: at once.
        note: Why, for people.
    """

    key: str
    stands: str
    messages: Mapping[str, int]
    remote: str
    outcome: Status | None
    tried: str
    tries: int
    not_before: datetime.datetime | None
    note: str


@frozen(kw_only=True)
class Claim:
    """A rendering about to be carried.

    Attributes:
        key: As in `Row`.
        fingerprint: Of what is about to be carried; empty: what stands is about to go.
        messages: Keys of the messages it carries, each with its revision.
        pace: Name of the `Pace` it counts in; empty: none.
        until: Up to when it counts there.
    """

    key: str
    fingerprint: str
    messages: Mapping[str, int] = field(factory=dict)
    pace: str = ""
    until: datetime.datetime | None = None

    @property
    def veil(self) -> str:
        """The keyed hash of the address it goes to; empty if it goes to none."""
        return self.key.partition("|")[2]


@frozen(kw_only=True)
class Settled:
    """A claim and what became of it.

    Attributes:
        claim: The claim.
        receipt: Its receipt; None: given back, as if never claimed.
        not_before: For RETRY: not before this moment.
    """

    claim: Claim
    receipt: Receipt | None
    not_before: datetime.datetime | None = None


@frozen(kw_only=True)
class Carried:
    """That a message stood somewhere.

    Attributes:
        channel: Key of the bound channel.
        target: Id of the target.
        repeat: Whether it is a place, a post or a push; what was pushed cannot be called back.
        message: Key of the message.
        first: When it first stood there.
        last: When it was last carried there.
        withdrawn: When it left; None while it stands. What was pushed never leaves.
        url: Where the public finds it; empty if not known.
    """

    channel: str
    target: str
    message: str
    repeat: Repeat = Repeat.PLACE
    first: datetime.datetime
    last: datetime.datetime
    withdrawn: datetime.datetime | None
    url: str


@frozen(kw_only=True)
class Evidence:
    """That something was done which no channel carried, such as a meeting.

    Attributes:
        occurrence: `Occurrence.key`.
        unit: Key of the unit that did it.
        at: When.
        count: How many.
        by: Who says so.
        note: What was done.
    """

    occurrence: str
    unit: str
    at: datetime.datetime
    count: int
    by: str
    note: str


@frozen(kw_only=True)
class Entry:
    """One row, for people.

    Attributes:
        channel: Key of the bound channel.
        target: Id of the target.
        row: The row.
        at: When it was last settled.
    """

    channel: str
    target: str
    row: Row
    at: datetime.datetime | None


class Book(Protocol):
    """The rows of one channel at one target, held under the channel's lock."""

    def rows(self, keys: Sequence[str]) -> Mapping[str, Row]:
        """The rows of those of these keys that have one."""
        ...

    def see(self, keys: Sequence[str]) -> set[str] | None:
        """Notes that these keys are rendered now; hands back those noted before, or None if all are new and different."""
        ...

    def gone(self, after: str = "") -> Sequence[Row]:
        """Rows of what stands, or may stand, and was not seen: a page of them, in order of key."""
        ...

    def write(self, *, settled: Sequence[Settled], claims: Sequence[Claim]) -> None:
        """In one durable commit: settles what came back, then journals what goes out."""
        ...

    def left(self, messages: Collection[str]) -> None:
        """Notes that of all messages that stood here only these still do."""
        ...

    def end_tries(self, messages: Collection[str]) -> None:
        """Ends the tries of what was not seen and carries only these messages."""
        ...

    def uncertain(self) -> Sequence[Claim]:
        """The claims that are uncertain."""
        ...

    def paced(self, pace: str, veils: Collection[str], now: datetime.datetime) -> Mapping[str, int]:
        """How many claims of this pace count now, by keyed hash of the address; of every plan and channel."""
        ...

    def veil(self, address: str) -> str:
        """A keyed hash of an address, the only form in which one is kept."""
        ...


class Ledger(Protocol):
    """What left the house, for all plans and channels."""

    def book(
        self, plan: str, channel: str, target: Target, *, by: str, at: datetime.datetime, began: datetime.datetime
    ) -> AbstractContextManager[Book]:
        """The book of one channel, under its lock; what a crash left in the air is settled first.

        Raises:
            LedgerBusyError: Another process holds the channel.
        """
        ...

    def carried(self, plan: str) -> Iterator[Carried]:
        """Which message was ever where."""
        ...

    def evidence(self, plan: str) -> Iterator[Evidence]:
        """What was done off-line."""
        ...
