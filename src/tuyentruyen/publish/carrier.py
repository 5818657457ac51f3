"""One edition under way: claimed, handed out, answered, settled.

A window is journalled as in the air in the same commit that settles what came back before it, so at every moment the ledger
knows what may have left the house.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from typing import Any

from attrs import Factory, define, evolve

from tuyentruyen.errors import ContractError, DeliveryError, LedgerError, MissingExtraError, TuyentruyenError
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
_log = logging.getLogger(__name__)


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
    _due: Iterator[Due] = Factory(lambda self: self.judge.due(), takes_self=True)
    _air: dict[str, Due] = Factory(dict)
    _handed: set[str] = Factory(set)
    _last: str = ""
    _done: list[Settled] = Factory(list)
    _fault: BaseException | None = None

    def run(self) -> None:
        """Carries everything that is due.

        A backend that breaks off is called again with the rest, a few times.

        Raises:
            ContractError: The backend does not keep to the contract.
            MissingExtraError: A library is missing.
            LedgerError: The ledger fails.
            Exception: Whatever the backend raises, if it does so again and again.
        """
        self._reconcile()
        in_a_row = breaks = 0
        while True:
            before = self._carried
            try:
                self._deliver()
            except (LedgerError, ContractError, MissingExtraError):
                raise
            except Exception as fault:
                breaks += 1
                in_a_row = 1 if self._carried > before else in_a_row + 1
                if self._fault is not None or in_a_row == _BREAKS_IN_A_ROW or breaks == _BREAKS:
                    raise
                _log.debug("deliver broke off and is called again", exc_info=True)
                self.summary.left_out.append(self._broke(fault))
            else:
                break
        self.summary.waiting += sum(1 for _ in self._due)
        if not self.edition.whole:
            return
        if self.target.repeat is not Repeat.PLACE:
            self.book.end_tries()
        elif self.summary.complete:
            self.book.left(self.judge.shown)

    @property
    def _carried(self) -> int:
        return self.summary.delivered + self.summary.withdrawn

    def _broke(self, fault: Exception) -> Finding:
        said = str(fault) if isinstance(fault, TuyentruyenError) else f"{type(fault).__name__}: {fault}"
        text, mend = tr("the backend broke off: {fault}", fault=said), tr("the rest was carried in another try")
        return Finding(code="TT401", level=Level.WARNING, text=text, mend=mend, channel=self.edition.channel.key)

    def _deliver(self) -> None:
        """Calls the backend once, and settles all that it was given, however it ends."""
        certain = False
        try:
            answers: Any = self.backend.deliver(self.edition.channel, self._parcels())
            if not isinstance(answers, Iterable):
                raise self._breach(f"yield one Receipt per parcel, not return {type(answers).__name__}")
            for receipt in answers:
                self._take(receipt)
            if self._fault is not None:
                raise self._fault
        except DeliveryError as fault:
            certain = fault.certain
            raise
        finally:
            self._settle_rest(certain=certain)

    def _breach(self, rule: str) -> ContractError:
        return ContractError(f"{self.backend.name}.deliver must {rule}")

    def _take(self, receipt: Any) -> None:
        if not isinstance(receipt, Receipt):
            raise self._breach(f"yield one Receipt per parcel, such as Receipt.delivered(parcel), not {receipt!r}")
        if receipt.key not in self._handed:
            raise self._breach(
                f"answer each parcel it pulled once; {receipt.key!r} was not pulled, or is answered already"
            )
        self._handed.discard(receipt.key)
        self._settle(self._air.pop(receipt.key), receipt)
        if len(self._done) > self.target.window:
            self._commit(())

    def _settle(self, due: Due, receipt: Receipt) -> None:
        is_place = self.target.repeat is Repeat.PLACE
        if receipt.status is Status.UNCERTAIN and is_place:
            receipt = evolve(receipt, status=Status.RETRY)
        not_before = None
        if receipt.status is Status.RETRY and not is_place:
            wait = receipt.retry_after
            if wait is None:
                wait = min(_FIRST_WAIT * 2 ** min(due.tries, 10), _LONGEST_WAIT)
            not_before = self.clock() + wait
        self._done.append(Settled(claim=due.claim, receipt=receipt, not_before=not_before))
        name = receipt.status.value
        setattr(self.summary, name, getattr(self.summary, name) + 1)

    def _settle_rest(self, *, certain: bool) -> None:
        """Settles what was claimed and not answered: what was not handed out is given back, the rest is uncertain.

        A fault that is certain speaks of the parcel in hand, the last one handed out, and of no other.
        """
        is_place = self.target.repeat is Repeat.PLACE
        back = []
        for key, due in self._air.items():
            if key in self._handed:
                status = Status.RETRY if is_place or (certain and key == self._last) else Status.UNCERTAIN
                self._settle(due, Receipt(key=key, status=status, note=tr("the backend gave no receipt")))
            else:
                self._done.append(Settled(claim=due.claim, receipt=None))
                back.append(due)
        self._air.clear()
        self._handed.clear()
        self._due = chain(back, self._due)
        self._commit(())

    def _commit(self, claims: Sequence[Due]) -> None:
        """One durable commit; then tells whoever wants to know."""
        self.book.write(settled=self._done, claims=[due.claim for due in claims])
        receipts = [item.receipt for item in self._done if item.receipt is not None]
        self._done = []
        if not receipts:
            return
        if self.on_receipt is not None:
            for receipt in receipts:
                self.on_receipt(self.edition.channel.key, receipt)
        for plugin, answer in self.plugins.call("tuyentruyen_delivered", receipts=receipts):
            if isinstance(answer, Exception):
                _log.warning("tuyentruyen_delivered of %s raised %s: %s", plugin, type(answer).__name__, answer)

    def _parcels(self) -> Iterator[Parcel]:
        """Parcels for the backend, window by window. A fault of ours is kept, for a backend may swallow it."""
        try:
            while window := list(islice(self._due, self.target.window)):
                yield from self._window(window)
        except GeneratorExit:
            raise
        except BaseException as fault:
            self._fault = fault
            raise

    def _window(self, window: Sequence[Due]) -> Iterator[Parcel]:
        if self._air and self.target.repeat is not Repeat.PLACE:
            raise self._breach(f"answer the window of {self.target.window} before it pulls the next")
        out: list[tuple[Due, bytes | None]] = []
        for due, made in zip(window, (self.pool.map if self.pool else map)(Due.made, window), strict=True):
            if isinstance(made, Receipt):
                self._settle(due, made)
            else:
                out.append((due, made))
        self._commit([due for due, _ in out])
        self._air.update((due.claim.key, due) for due, _ in out)
        for due, data in out:
            self._handed.add(due.claim.key)
            self._last = due.claim.key
            yield Parcel(
                key=due.claim.key,
                data=data,
                media_type=due.rendering.media_type,
                messages=due.claim.messages,
                recipient=due.rendering.recipient,
                remote=due.remote,
            )

    def _reconcile(self) -> None:
        """Lets a backend that can ask the other side settle what is uncertain."""
        if not isinstance(self.backend, Reconciles):
            return
        asked = {claim.key: claim for claim in self.book.uncertain()}
        if not asked:
            return
        answers: Iterable[Any] = self.backend.arrived(self.edition.channel, list(asked))
        for receipt in answers:
            if not isinstance(receipt, Receipt) or receipt.key not in asked:
                raise ContractError(
                    f"{self.backend.name}.arrived must yield one Receipt for each key it was asked about and knows"
                )
            self._settle(Due(asked.pop(receipt.key)), receipt)
        self._commit(())
