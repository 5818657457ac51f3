"""One edition under way: claimed, handed out, answered, settled.

A window is journalled as in the air in the same commit that settles what came back before it, so at every moment the ledger
knows what may have left the house.
"""

from __future__ import annotations

import datetime
import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from itertools import islice
from typing import Any

from attrs import Factory, define, evolve

from tuyentruyen.errors import PASSES, ContractError, DeliveryError, LedgerError, MissingExtraError, said, traced
from tuyentruyen.ledger import Book, Settled
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Parcel, Receipt, Repeat, Status, Target
from tuyentruyen.plugins import Backend, Plugins, Reconciles
from tuyentruyen.publish.due import Due, Judge
from tuyentruyen.publish.summary import ChannelSummary
from tuyentruyen.wording import tr

_BREAKS_IN_A_ROW = 3
_BREAKS = 10
_FIRST_WAIT = datetime.timedelta(minutes=1)
_LONGEST_WAIT = datetime.timedelta(hours=6)
_LONGEST_ASKED = datetime.timedelta(days=30)
_HEAVY = 4 << 20
"""Bytes that are enough for a window of a place, however few files they are."""
_ENDED = ("TT301", "TT302")
_log = logging.getLogger(__name__)


class Queue(Iterator[Due]):
    """What is due, in order; what was taken and not carried is put back before the rest.

    Args:
        source: Where it comes from, as it is needed.
    """

    def __init__(self, source: Iterator[Due]) -> None:
        self._source = source
        self._front: deque[Due] = deque()

    def __next__(self) -> Due:
        """The next one."""
        return self._front.popleft() if self._front else next(self._source)

    def put_back(self, some: Sequence[Due]) -> None:
        """These come next, in this order."""
        self._front.extendleft(reversed(some))


@define(kw_only=True)
class Carrier:
    """Carries what a judge finds due, through a backend, into the book."""

    edition: Edition[Any]
    backend: Backend[Any]
    target: Target
    book: Book
    judge: Judge
    summary: ChannelSummary
    plugins: Plugins
    pool: ThreadPoolExecutor | None
    on_receipt: Callable[[str, Receipt], None] | None
    clock: Callable[[], datetime.datetime]
    _due: Queue = Factory(lambda self: Queue(self.judge.due()), takes_self=True)
    _air: dict[str, Due] = Factory(dict)
    _handed: set[str] = Factory(set)
    _last: str = ""
    _addresses: list[str] = Factory(list)
    _done: list[Settled] = Factory(list)
    _fault: BaseException | None = None
    _thread: int = Factory(threading.get_ident)

    def run(self) -> None:
        """Carries everything that is due.

        A backend that breaks off is called again with the rest, a few times, unless that could leave more uncertain than one
        window.

        Raises:
            ContractError: The backend does not keep to the contract.
            MissingExtraError: A library is missing.
            LedgerError: The ledger fails.
            DeliveryError: The backend broke off and is not called again.
        """
        try:
            self._reconcile()
            self._carry()
        finally:
            with suppress(LedgerError):
                self.summary.uncertain = len(self.book.uncertain())
        if not self.edition.whole:
            return
        if self.target.repeat is not Repeat.PLACE:
            self.book.end_tries({f.message for f in self.edition.held if f.code in _ENDED})
        elif not (self.summary.retry or self.summary.rejected or self.summary.waiting):
            self.book.left(self.judge.shown)

    def _carry(self) -> None:
        in_a_row = breaks = 0
        while self._is_anything_due():
            before = self.summary.delivered + self.summary.withdrawn, self.summary.uncertain
            try:
                self._deliver()
            except (*PASSES, LedgerError, ContractError, MissingExtraError):
                raise
            except BaseException as fault:
                if self._fault is not None:
                    raise self._fault from fault
                breaks += 1
                in_a_row = 1 if self.summary.delivered + self.summary.withdrawn > before[0] else in_a_row + 1
                left = self._is_anything_due()
                if left and (in_a_row == _BREAKS_IN_A_ROW or breaks == _BREAKS or self.summary.uncertain > before[1]):
                    raise DeliveryError(self._without_addresses(said(fault))) from fault
                _log.debug("deliver broke off\n%s", traced(fault))
                self._warn("TT401", tr("the backend broke off: {fault}", fault=self._without_addresses(said(fault))))
            else:
                self.summary.waiting += sum(1 for _ in self._due)
                return

    def _is_anything_due(self) -> bool:
        first = list(islice(self._due, 1))
        self._due.put_back(first)
        return bool(first)

    def _warn(self, code: str, text: str) -> None:
        finding = Finding(code=code, level=Level.WARNING, text=text, channel=self.edition.channel.key)
        self.summary.left_out.append(finding)

    def _deliver(self) -> None:
        """Calls the backend once, and settles all that it was given, however it ends."""
        parcels = self._parcels()
        answers: Any = None
        broke: DeliveryError | None = None
        try:
            answers = self.backend.deliver(self.edition.channel, parcels)
            if not isinstance(answers, Iterable):
                raise self._breach(f"yield one Receipt per parcel, not return {type(answers).__name__}")
            answers = iter(answers)
            for receipt in answers:
                self._take(receipt)
            if self._fault is not None:
                raise self._fault
        except DeliveryError as fault:
            broke = fault
            raise
        finally:
            self._close(parcels, answers)
            self._settle_rest(broke)

    def _close(self, parcels: Generator[Parcel, None, None], answers: Any) -> None:
        """Ends both streams before anything is settled: a backend that tidies up late must find nothing more to carry."""
        for stream in (parcels, answers):
            try:
                if isinstance(stream, Generator):
                    stream.close()
            except PASSES:
                raise
            except BaseException as fault:  # noqa: BLE001 - it has ended, whatever it says
                _log.debug("a stream did not end quietly\n%s", traced(fault))

    def _breach(self, rule: str) -> ContractError:
        return ContractError(f"{self.backend.name}.deliver must {rule}")

    def _take(self, receipt: Any) -> None:
        if not isinstance(receipt, Receipt):
            raise self._breach(f"yield one Receipt per parcel, such as Receipt.delivered(parcel), not {receipt!r}")
        if receipt.key not in self._handed:
            raise self._breach(
                f"answer each parcel it pulled once; {receipt.key!r} was not pulled, or is answered already"
            )
        due = self._air[receipt.key]
        if receipt.status is Status.WITHDRAWN and due.claim.fingerprint:
            raise self._breach(f"not call {receipt.key!r} withdrawn, which was to be carried")
        if receipt.status is Status.DELIVERED and not due.claim.fingerprint:
            receipt = evolve(receipt, status=Status.WITHDRAWN)
        self._settle(due, receipt)
        del self._air[receipt.key]
        self._handed.discard(receipt.key)
        if len(self._done) > self.target.window:
            self._commit(())

    def _settle(self, due: Due, receipt: Receipt) -> None:
        is_place = self.target.repeat is Repeat.PLACE
        if receipt.status is Status.UNCERTAIN and is_place:
            receipt = evolve(receipt, status=Status.RETRY)
        if receipt.note and (address := due.rendering.recipient):
            receipt = evolve(receipt, note=receipt.note.replace(address, "…"))
        not_before = None
        if receipt.status is Status.RETRY and not is_place:
            wait = receipt.retry_after
            if wait is None:
                wait = min(_FIRST_WAIT * 2 ** min(due.tries, 10), _LONGEST_WAIT)
            not_before = self.clock() + max(datetime.timedelta(), min(wait, _LONGEST_ASKED))
        self._done.append(Settled(claim=due.claim, receipt=receipt, not_before=not_before))
        name = receipt.status.value
        setattr(self.summary, name, getattr(self.summary, name) + 1)

    def _settle_rest(self, broke: DeliveryError | None) -> None:
        """Settles what was claimed and not answered: what was not handed out is given back, the rest is uncertain.

        A fault that is certain speaks of the parcel in hand, the last one handed out, and of no other.
        """
        is_place = self.target.repeat is Repeat.PLACE
        back = []
        for key, due in self._air.items():
            if key not in self._handed:
                self._done.append(Settled(claim=due.claim, receipt=None))
                back.append(due)
                continue
            status, note = Status.RETRY if is_place else Status.UNCERTAIN, tr("the backend gave no receipt")
            if broke is not None and key == self._last:
                note = said(broke)
                if broke.certain:
                    status = Status.RETRY if broke.retryable else Status.REJECTED
            self._settle(due, Receipt(key=key, status=status, note=note))
        self._addresses = [due.rendering.recipient for due in self._air.values() if due.rendering.recipient]
        self._air.clear()
        self._handed.clear()
        self._due.put_back(back)
        self._commit(())

    def _without_addresses(self, text: str) -> str:
        """A text without the addresses of what was under way when the backend broke off."""
        for address in self._addresses:
            text = text.replace(address, "…")
        return text

    def _commit(self, claims: Sequence[Due]) -> None:
        """One durable commit; from then on the claims are in the air. Then tells whoever wants to know."""
        self.book.write(settled=self._done, claims=[due.claim for due in claims])
        self._air.update((due.claim.key, due) for due in claims)
        receipts = tuple(item.receipt for item in self._done if item.receipt is not None)
        self._done = []
        if not receipts:
            return
        if self.on_receipt is not None:
            for receipt in receipts:
                try:
                    self.on_receipt(self.edition.channel.key, receipt)
                except Exception as fault:  # noqa: BLE001 - what is delivered is delivered, whatever a listener makes of it
                    _log.error("on_receipt failed; the delivery stands\n%s", traced(fault))
        for plugin, answer in self.plugins.call("tuyentruyen_delivered", receipts=receipts):
            if isinstance(answer, BaseException):
                _log.warning("tuyentruyen_delivered of %s raised %s", plugin, said(answer))

    def _parcels(self) -> Generator[Parcel, None, None]:
        """Parcels for the backend, window by window. A fault of ours is kept, for a backend may swallow it."""
        try:
            while window := self._next_window():
                yield from self._handed_out(window)
        except GeneratorExit:
            raise
        except BaseException as fault:
            self._fault = fault
            raise

    def _next_window(self) -> Sequence[tuple[Due, bytes | None]]:
        """The next that are due, made and claimed: a whole window, unless they are the last, or a place's and heavy enough.

        What cannot be made is settled and costs nobody else. So a backend may pull as many as its window before it answers, and of
        places as many as it likes.
        """
        if threading.get_ident() != self._thread:
            raise self._breach("pull parcels from the thread that called it")
        if self._air and self.target.repeat is not Repeat.PLACE:
            if not self._is_anything_due():
                return ()
            raise self._breach(f"answer the window of {self.target.window} before it pulls the next")
        out: list[tuple[Due, bytes | None]] = []
        while some := list(islice(self._due, self.target.window - len(out))):
            made, is_heavy = self._made(self._in_pace(some))
            self._commit([due for due, _ in made])
            out += made
            if is_heavy:
                break
        return out

    def _in_pace(self, window: Sequence[Due]) -> list[Due]:
        """What of a window its recipients may be sent now; the rest waits for a later run."""
        now = self.clock()
        veils: dict[str, set[str]] = {}
        for due in window:
            if due.rendering.pace is not None:
                veils.setdefault(due.rendering.pace.name, set()).add(due.claim.veil)
        sent = {name: Counter(self.book.paced(name, those, now)) for name, those in veils.items()}
        return [kept for due in window if (kept := self._paced(due, sent, now)) is not None]

    def _paced(self, due: Due, sent: Mapping[str, Counter[str]], now: datetime.datetime) -> Due | None:
        """One of a window, counted in its pace; None if its recipient has been sent as many as may be."""
        pace, veil = due.rendering.pace, due.claim.veil
        if pace is None:
            return due
        if sent[pace.name][veil] >= pace.most:
            self.summary.waiting += 1
            hours = pace.within / datetime.timedelta(hours=1)
            text = tr(
                "some recipients were sent {most} of this kind within {hours:g} hours already",
                most=pace.most,
                hours=hours,
            )
            mend = tr("run again later: it waits for them")
            self.judge.leave_out(due.rendering.key, due.claim.messages, "TT406", text, mend)
            return None
        sent[pace.name][veil] += 1
        return evolve(due, claim=evolve(due.claim, pace=pace.name, until=now + pace.within))

    def _made(self, window: Sequence[Due]) -> tuple[list[tuple[Due, bytes | None]], bool]:
        """What can be made of a window, and whether it is heavy enough: then what was not made yet is put back."""
        made: list[tuple[Due, bytes | None]] = []
        weight = 0
        for place, (due, data) in enumerate(zip(window, self._produced(window), strict=True), start=1):
            if isinstance(data, Receipt):
                self._settle(due, data)
                continue
            made.append((Due(due.claim, due.rendering, due.remote, due.tries, data), data))
            weight += len(data or b"")
            if weight > _HEAVY and self.pool is None and self.target.repeat is Repeat.PLACE:
                self._due.put_back(window[place:])
                return made, True
        return made, False

    def _produced(self, window: Sequence[Due]) -> Iterable[bytes | Receipt | None]:
        """What each is made into; in threads, each with its own copy of the context, so that they speak the same language."""
        if self.pool is None:
            return (due.produced() for due in window)
        contexts = [copy_context() for _ in window]
        return list(self.pool.map(lambda context, due: context.run(due.produced), contexts, window))

    def _handed_out(self, window: Sequence[tuple[Due, bytes | None]]) -> Iterator[Parcel]:
        for due, data in window:
            self._last = due.claim.key
            self._handed.add(self._last)
            yield Parcel(
                key=self._last,
                data=data,
                media_type=due.rendering.media_type,
                messages=tuple(due.claim.messages),
                recipient=due.rendering.recipient,
                remote=due.remote,
            )

    def _reconcile(self) -> None:
        """Lets a backend that can ask the other side settle what is uncertain. One that cannot, this time, stops nothing."""
        if not isinstance(self.backend, Reconciles):
            return
        asked = {claim.key: claim for claim in self.book.uncertain()}
        if not asked:
            return
        try:
            answers: list[Any] = list(self.backend.arrived(self.edition.channel, list(asked)))
        except PASSES:
            raise
        except BaseException as fault:  # noqa: BLE001 - a backend may raise anything
            self._warn("TT405", tr("it could not be asked what arrived: {fault}", fault=said(fault)))
            return
        for receipt in answers:
            if not isinstance(receipt, Receipt) or receipt.key not in asked:
                rule = "yield one Receipt for each key it was asked about and knows"
                raise ContractError(f"{self.backend.name}.arrived must {rule}")
            self._settle(Due(asked.pop(receipt.key)), receipt)
        self._commit(())
