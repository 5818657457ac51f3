"""What the ledger holds, as reports look at it: which message was said when and where, and what was done off-line."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from tuyentruyen.ledger import Carried, Evidence
from tuyentruyen.model.house import ledger_keys
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan


class Record(Protocol):
    """What a report needs of a ledger."""

    def carried(self, plan: str) -> Iterable[Carried]:
        """Which message was ever where."""
        ...

    def evidence(self, plan: str) -> Iterable[Evidence]:
        """What was done off-line."""
        ...


@frozen
class Said:
    """A message that was carried.

    Attributes:
        message: The message.
        first: When it was first carried anywhere.
        gone: If it stands nowhere any more, until when it did; None while it stands.
        channels: When each bound channel first carried it, by key.
    """

    message: Message
    first: datetime.datetime
    gone: datetime.datetime | None
    channels: Mapping[str, datetime.datetime]

    def stood_at(self, moment: datetime.datetime) -> bool:
        """Whether it had not left by this moment: withdrawn, expired, or gone from every place."""
        withdrawn = self.message.withdrawn
        ends = (self.gone, self.message.expires, withdrawn.at if withdrawn else None)
        return all(end is None or end > moment for end in ends)


def carried_of(plan: Plan, ledger: Record) -> Iterator[Carried]:
    """What was carried of a plan: through its own channels, and through those that it shares with others of its house."""
    for key in ledger_keys(plan):
        yield from ledger.carried(key)


def said_by_activity(
    messages: Iterable[Message], carried: Iterable[Carried], now: datetime.datetime
) -> Mapping[str, Sequence[Said]]:
    """Messages that were carried by now, by activity, the earliest first."""
    channels: dict[str, dict[str, datetime.datetime]] = defaultdict(dict)
    gone: dict[str, datetime.datetime | None] = {}
    for row in carried:
        if row.first > now:
            continue
        left = row.withdrawn if row.withdrawn is not None and row.withdrawn <= now else None
        if row.message not in gone:
            gone[row.message] = left
        else:
            before = gone[row.message]
            gone[row.message] = max(before, left) if before is not None and left is not None else None
        firsts = channels[row.message]
        firsts[row.channel] = min(row.first, firsts.get(row.channel, row.first))
    found: dict[str, list[Said]] = defaultdict(list)
    for message in messages:
        if message.activity and message.key in gone:
            firsts = channels[message.key]
            found[message.activity].append(Said(message, min(firsts.values()), gone[message.key], firsts))
    for said in found.values():
        said.sort(key=lambda one: one.first)
    return found


def evidence_by_occurrence(evidence: Iterable[Evidence], now: datetime.datetime) -> Mapping[str, Sequence[Evidence]]:
    """What was done off-line by now, by key of the occurrence."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in evidence:
        if row.at <= now:
            found[row.occurrence].append(row)
    return found
