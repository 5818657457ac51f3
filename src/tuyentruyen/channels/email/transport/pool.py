"""Several connections to one mail server, driven by one thread: batches of mails in, a result for each recipient out."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Self

from attrs import define, field

from tuyentruyen.channels.email.transport.batch import Batch, Results
from tuyentruyen.channels.email.transport.connection import Connection
from tuyentruyen.channels.email.transport.envelope import Envelope, Outcome, Result
from tuyentruyen.channels.email.transport.gateway import Gateway
from tuyentruyen.channels.email.transport.patience import Patience
from tuyentruyen.channels.email.transport.settings import SmtpSettings
from tuyentruyen.channels.email.transport.transaction import Transaction
from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import tr

MOST_TRIES = 3
"""Connections that may break under a mail before its turn is over, and breaks in a row without any mail carried."""

_BURST = 0.1
"""Seconds by which a rate may be made up for after a pause."""
_LONGEST_WAIT = 3_600.0
_NEVER = float("inf")


@define(eq=False)
class Pool:
    """The way out to one mail server. A context manager; not for several threads.

    Connections are opened when there is work for them: the first alone, so that a wrong password is tried once, the others when it
    stands. They are kept between batches, asked whether the server is still there after a quiet time, and closed with QUIT.

    Attributes:
        settings: Which server, and how.
        patience: How long it may take for each step.
        clock: Seconds on a clock that never goes back.
    """

    settings: SmtpSettings
    patience: Patience = field(factory=Patience, kw_only=True)
    clock: Callable[[], float] = field(default=time.monotonic, kw_only=True)
    _gateway: Gateway = field(init=False)
    _selector: selectors.BaseSelector = field(factory=selectors.DefaultSelector, init=False)
    _watched: dict[Connection, tuple[socket.socket | None, int]] = field(factory=dict, init=False)
    _failures: int = field(default=0, init=False)
    _not_before: float = field(default=0.0, init=False)
    _next_start: float = field(default=0.0, init=False)
    _ends: float = field(default=_NEVER, init=False)

    def __attrs_post_init__(self) -> None:
        self._gateway = Gateway(self.settings, self.patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, batch: Sequence[Envelope]) -> Iterator[tuple[int, Results]]:
        """Carries mails; may be called again with the next batch.

        Args:
            batch: The mails; none is remembered once its results are out.

        Yields:
            The place of a mail in the batch and its results, one for each recipient in the envelope's order; in the order in
            which mails are done, each once. Whoever stops listening drops the lines, and of what was under way knows nothing.

        Raises:
            DeliveryError: No mail can be handed to this server now, or the deadline is over. It is always certain: no mail whose
                results did not come out before has gone to anybody. And always retryable: a fault of the server or of
                the settings, however lasting, is no mail's fault, and once it is mended all of them may go.
        """
        if self._ends == _NEVER and self.settings.deadline:
            self._ends = self.clock() + self.settings.deadline * 60
        work = Batch(batch)
        if self._watched:
            self._wait(0)  # who has gone meanwhile
        try:
            while work.answers:
                yield from self._turn(work)
        finally:
            if work.answers:
                for connection in [c for c in self._watched if c.session is None or not c.session.is_idle]:
                    self._drop(connection, tr("the run was stopped"))

    def close(self) -> None:
        """Says farewell to the server and closes all connections; whatever goes wrong there changes no result."""
        ends = self.clock() + self.patience.quit
        for connection in list(self._watched):
            session = connection.session
            if session is None or not connection.is_idle:
                self._drop(connection, tr("the run was stopped"))
                continue
            session.leave()
            connection.flush(self.clock())
            self._watch(connection)
        while any(c.fault is None for c in self._watched) and self.clock() < ends:
            self._wait(ends - self.clock())
        for connection in list(self._watched):
            self._drop(connection, tr("the run was stopped"))
        self._selector.close()

    # -- one turn: give, take, wait ------------------------------------------------------------------------------------

    def _turn(self, work: Batch) -> Iterator[tuple[int, Results]]:
        now = self.clock()
        if now >= self._ends:
            yield from self._ended(work)
        else:
            self._give(work, now)
        yield from self._taken(work, now)
        if work.answers:
            self._wait(self._pause(work, now))

    def _give(self, work: Batch, now: float) -> None:
        """Hands mails to connections that have none, then one more to each to lie ready, and opens others while mails wait."""
        if not work.waiting and len(self._watched) > 1:
            self._even_out(work)
        if not work.waiting:
            return
        free = [connection for connection in self._watched if connection.is_free]
        # The one used last comes first, so that a slow pace keeps few connections. Under a pace no mail has to lie ready.
        for connection in reversed([c for c in free if c.is_idle]):
            self._hand_over(connection, work, now)
        for connection in () if self.settings.rate else free:
            while work.waiting and connection.is_free:
                self._hand_over(connection, work, now)
        if now >= self._not_before:
            for _ in range(self._lacking(work, now)):
                try:
                    self._open(now)
                except DeliveryError as fault:
                    self._failed(fault, work, now)
                    break

    def _hand_over(self, connection: Connection, work: Batch, now: float) -> None:
        """Gives a connection the next mail, if one waits and its time has come."""
        if not work.waiting or now < self._next_start:
            return
        transaction = work.waiting.popleft()
        if self.settings.rate:
            cost = len(transaction.places) / self.settings.rate
            self._next_start = max(self._next_start, now - _BURST) + cost
        connection.give(transaction, now)
        self._watch(connection)

    def _even_out(self, work: Batch) -> None:
        """Where a connection has nothing to do, no mail lies ready behind another one, which may be slow."""
        if self._is_any_idle():
            for connection in self._watched:
                if connection.session is not None and (held := connection.session.withdraw()) is not None:
                    work.waiting.append(held)

    def _taken(self, work: Batch, now: float) -> Iterator[tuple[int, Results]]:
        """What has been settled, and what broken connections leave."""
        for connection in list(self._watched):
            session = connection.session
            if session is not None and session.has_settled:
                self._failures = 0
                for transaction in session.settled():
                    if (done := work.take(transaction)) is not None:
                        yield done
            if connection.fault is not None:
                yield from self._broken(connection, work, now)

    def _pause(self, work: Batch, now: float) -> float:
        """Seconds until something has to be done even if nothing comes."""
        moment = self._ends
        for connection in self._watched:
            if connection.fault is not None:
                return 0.0
            moment = min(moment, connection.due)
        if now >= self._ends:
            if self._is_quiet():
                return 0.0
            moment = min([c.due for c in self._watched], default=now)
        elif work.waiting:
            if now < self._next_start or self._is_any_idle():
                moment = min(moment, self._next_start)
            elif self._lacking(work, now) > 0:
                moment = min(moment, self._not_before)
        return max(0.0, moment - now)

    def _wait(self, seconds: float) -> None:
        """Lets every connection do what it can, after waiting so long at most for one that can do anything.

        Only who has said nothing until now is overdue: whoever takes the results may have been away for longer than that.
        """
        if not self._watched:
            time.sleep(min(seconds, _LONGEST_WAIT))
            return
        events = self._selector.select(min(seconds, _LONGEST_WAIT))
        now = self.clock()
        for key, ready in events:
            connection: Connection = key.data
            connection.work(ready, now)
            self._watch(connection)
        for connection in self._watched:
            if now >= connection.due:
                connection.overdue(now)
                self._watch(connection)

    def _ended(self, work: Batch) -> Iterator[tuple[int, Results]]:
        """The deadline is over: what the server has whole is waited for, what it has not is dropped."""
        text = tr("the time for this run is over")
        for connection in list(self._watched):
            session = connection.session
            if session is None or (session.step != "dot" and not session.is_idle):
                for transaction in self._drop(connection, text):
                    if (done := work.take(transaction)) is not None:
                        yield done
            elif (held := session.withdraw()) is not None:
                work.waiting.append(held)
        if self._is_quiet():
            raise DeliveryError(text, certain=True)

    # -- connections come and go ---------------------------------------------------------------------------------------

    def _is_any_idle(self) -> bool:
        return any(connection.is_idle for connection in self._watched)

    def _is_quiet(self) -> bool:
        """Whether nothing is under way, and no result is left to be told."""
        return all(c.session is None or (c.session.is_idle and not c.session.has_settled) for c in self._watched)

    def _lacking(self, work: Batch, now: float) -> int:
        """How many connections more there should be: one to see whether it stands at all, then one for each mail that waits.

        Where one is idle, mails wait only for their time.
        """
        most = self.settings.connections - len(self._watched)
        if not most or not work.waiting or now < self._next_start or self._is_any_idle():
            return 0
        coming = sum(not connection.is_open for connection in self._watched)
        if coming == len(self._watched):
            return 1 - coming
        return min(most, len(work.waiting) - coming)

    def _open(self, now: float) -> None:
        connection = self._gateway.connection(now)
        self._watched[connection] = connection.socket, 0
        self._watch(connection)

    def _watch(self, connection: Connection) -> None:
        """Keeps the selector informed of which socket to wait on, and for what."""
        watched, wants = self._watched[connection]
        wanted = connection.wants if connection.fault is None else 0
        if connection.socket is watched and wanted == wants:
            return
        if wants and (connection.socket is not watched or not wanted):
            assert watched is not None
            self._selector.unregister(watched)
            wants = 0
        if wanted and connection.socket is not None:
            change = self._selector.modify if wants else self._selector.register
            change(connection.socket, wanted, connection)
        self._watched[connection] = connection.socket, wanted

    def _drop(self, connection: Connection, why: str) -> list[Transaction]:
        """Gives a connection up; what it has settled and what it leaves unfinished, the one to blame last."""
        connection.give_up(DeliveryError(why, certain=True))
        self._watch(connection)
        del self._watched[connection]
        session = connection.session
        return [*session.settled(), *reversed(session.lost(str(connection.fault)))] if session is not None else []

    def _broken(self, connection: Connection, work: Batch, now: float) -> Iterator[tuple[int, Results]]:
        """A connection is over: settles what it leaves, and lets its fault out if none can be expected to do better."""
        fault, session = connection.fault, connection.session
        assert fault is not None
        if session is None or not session.is_open:
            self._gateway.forget()
        for transaction in self._drop(connection, ""):
            if transaction.tries >= MOST_TRIES:
                transaction.answer_all(Result(outcome=Outcome.RETRY, note=str(fault)))
            if (done := work.take(transaction)) is not None:
                yield done
        if session is None or not session.carried:
            self._failed(fault, work, now)

    def _failed(self, fault: DeliveryError, work: Batch, now: float) -> None:
        """A connection carried nothing: the next waits, and the fault of the last try is let out where no other stands."""
        if now >= self._not_before:
            pause = self.patience.pause * 2 ** min(self._failures, 16)
            self._not_before = now + min(pause, self.patience.longest_pause)
            self._failures += 1
        if any(other.is_open for other in self._watched) or not work.answers:
            return
        if not fault.retryable or self._failures >= MOST_TRIES:
            self._failures = 0
            raise DeliveryError(str(fault), certain=True) from fault
