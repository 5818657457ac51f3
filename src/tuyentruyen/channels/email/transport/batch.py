"""What one call has to carry: which mails wait, and which results each still lacks."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from attrs import define, field

from tuyentruyen.channels.email.transport.envelope import Envelope, Result
from tuyentruyen.channels.email.transport.transaction import Transaction

MOST_RECIPIENTS = 100
"""Recipients of one transaction; every server has to take so many (RFC 5321 4.5.3.1.8)."""

Results = tuple[Result, ...]


@define(eq=False)
class Batch:
    """The mails of one call.

    Attributes:
        envelopes: All of them.
        waiting: What no connection has at the moment.
        answers: The results so far of those mails that still lack some, by index and place.
    """

    envelopes: Sequence[Envelope]
    waiting: deque[Transaction] = field(factory=deque, init=False)
    answers: dict[int, list[Result | None]] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        for index, envelope in enumerate(self.envelopes):
            count = len(envelope.recipients)
            self.answers[index] = [None] * count
            for first in range(0, count, MOST_RECIPIENTS):
                places = tuple(range(first, min(first + MOST_RECIPIENTS, count)))
                self.waiting.append(Transaction(index, envelope, places))

    def take(self, transaction: Transaction) -> tuple[int, Results] | None:
        """Notes what came of a transaction, and puts those back in line who have no result yet.

        Gives index and results of its mail once all its recipients have one.
        """
        answers = self.answers[transaction.index]
        for place, result in transaction.results.items():
            answers[place] = result
        if rest := transaction.rest:
            again = Transaction(transaction.index, transaction.envelope, rest, tries=transaction.tries)
            self.waiting.append(again)
        results = tuple([result for result in answers if result is not None])
        if len(results) < len(answers):
            return None
        del self.answers[transaction.index]
        return transaction.index, results
