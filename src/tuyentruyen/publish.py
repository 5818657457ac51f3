"""Editions × plugins × ledger → what became of it.

For each channel: check, render, ask the ledger what is due, make it, journal a window as in the air, hand it out, settle what
came back in the same commit as the next window's claim. So at every moment the ledger knows what may have left the house.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any

from attrs import define, evolve, field, frozen

from tuyentruyen.errors import ContractError, DeliveryError, LedgerBusyError, LedgerError, MissingExtraError, TuyentruyenError
from tuyentruyen.ledger import Book, Claim, Ledger, Row, Settled
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Parcel, Receipt, Rendering, Repeat, Status, Target
from tuyentruyen.model.plan import Channel
from tuyentruyen.plugins import Backend, Plugins, Reconciles
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import tr

_LOOK_UP = 500
_BREAKS = 3
_MOST_BREAKS = 10
_FIRST_WAIT = datetime.timedelta(minutes=1)
_LONGEST_WAIT = datetime.timedelta(hours=6)
_NOTHING = Rendering(key="gone", produce=bytes)
_log = logging.getLogger(__name__)


def _clock() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@define(kw_only=True)
class ChannelSummary:
    """What became of one channel's edition, counted.

    Attributes:
        channel: Key of the bound channel.
        delivered: Parcels that arrived.
        unchanged: Renderings that stand as they are.
        withdrawn: Things that were removed.
        waiting: Renderings whose next try is not due yet, or that the backend did not pull before it stopped.
        retry: Parcels that surely did not arrive and will be tried again.
        rejected: Renderings and parcels that were refused, now or before.
        uncertain: Parcels of which nobody knows, now or before; a person settles them.
        kept: Things left as they stand because a source of messages failed.
        left_out: Findings about messages that this channel left out, and about texts that changed after they were sent.
        held: Why messages routed here are not to go out yet, or no more.
        failed: Why the channel broke off; empty if it did not.
        busy: Whether another process was publishing it.
    """

    channel: str
    delivered: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    waiting: int = 0
    retry: int = 0
    rejected: int = 0
    uncertain: int = 0
    kept: int = 0
    left_out: list[Finding] = field(factory=list)
    held: tuple[Finding, ...] = ()
    failed: str = ""
    busy: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do or to settle."""
        faults = self.waiting or self.retry or self.rejected or self.uncertain or self.kept or self.failed or self.busy
        return not faults and not any(finding.level is Level.ERROR for finding in self.left_out)


@frozen(kw_only=True)
class Summary:
    """What became of all editions.

    Attributes:
        channels: One for each edition, in order.
    """

    channels: tuple[ChannelSummary, ...]

    @property
    def delivered(self) -> int:
        """Parcels that arrived."""
        return sum(c.delivered for c in self.channels)

    @property
    def withdrawn(self) -> int:
        """Things that were removed."""
        return sum(c.withdrawn for c in self.channels)

    @property
    def unchanged(self) -> int:
        """Renderings that stand as they are."""
        return sum(c.unchanged for c in self.channels)

    @property
    def uncertain(self) -> int:
        """Parcels of which nobody knows."""
        return sum(c.uncertain for c in self.channels)

    @property
    def complete(self) -> bool:
        """Whether nothing is left to do or to settle."""
        return all(c.complete for c in self.channels)


def publish(
    editions: Iterable[Edition[Any]],
    *,
    plugins: Plugins,
    ledger: Ledger,
    by: str,
    again: bool = False,
    on_receipt: Callable[[str, Receipt], None] | None = None,
    clock: Callable[[], datetime.datetime] = _clock,
) -> Summary:
    """Delivers what is due of each edition, and records it.

    What fails costs itself only: a message with an error leaves its edition, a rendering that cannot be made is rejected, a
    channel that breaks is named, and the others go.

    Args:
        editions: What the channels publish, as from `editions`.
        plugins: Where backends and hooks come from.
        ledger: What left the house so far.
        by: Who publishes, for the record.
        again: Whether places and posts are done again though unchanged, and what was rejected is tried again. Never pushes:
            raise a message's revision for that.
        on_receipt: Called with the channel's key and each receipt once the ledger has it.
        clock: The real time, for the waits between tries.

    Raises:
        LedgerError: The ledger fails; nothing more is begun.
    """
    summaries = []
    for edition in editions:
        summary = ChannelSummary(channel=edition.channel.key, held=edition.held, failed=edition.fault)
        summaries.append(summary)
        if edition.fault:
            continue
        try:
            backend = plugins.backend(edition.channel.channel.backend)
            target = backend.target(edition.channel)
            edition = _sound(edition, backend, summary)
            with ExitStack() as stack:
                book = stack.enter_context(
                    ledger.book(
                        edition.plan.key, edition.channel.key, target, by=by, at=edition.now, began=clock()
                    )
                )
                pool = stack.enter_context(ThreadPoolExecutor(target.workers)) if target.workers else None
                _Carrier(edition, backend, target, book, summary, plugins, pool, again, on_receipt, clock).run()
        except LedgerBusyError as fault:
            summary.busy, summary.failed = True, str(fault)
        except LedgerError:
            raise
        except TuyentruyenError as fault:
            summary.failed = str(fault)
        except Exception as fault:  # noqa: BLE001 - one broken channel must not stop the others
            _log.debug("channel %s broke off", edition.channel.key, exc_info=True)
            summary.failed = f"{type(fault).__name__}: {fault}"
    return Summary(channels=tuple(summaries))


def _sound(edition: Edition[Any], backend: Backend[Any], summary: ChannelSummary) -> Edition[Any]:
    """The edition without the messages that the backend's check names as errors.

    Raises:
        ContractError: The check finds the channel itself at fault, or breaks the contract.
    """
    findings = list(backend.check(edition))
    for finding in findings:
        if not isinstance(finding, Finding):
            raise ContractError(tr("{backend}.check must yield Finding values, not {thing}", backend=backend.name, thing=type(finding).__name__))
    summary.left_out.extend(evolve(f, channel=edition.channel.key) for f in findings if f.level is not Level.INFO)
    errors = [f for f in findings if f.level is Level.ERROR]
    if channel_wide := [f for f in errors if not f.message]:
        raise ContractError(str(channel_wide[0]))
    return edition.without(f.message for f in errors)


@frozen
class _Due:
    claim: Claim
    rendering: Rendering
    remote: str
    tries: int
    data: bytes | None


class _Carrier:
    """One edition under way: what is due, claimed, handed out, answered, settled."""

    def __init__(
        self,
        edition: Edition[Any],
        backend: Backend[Any],
        target: Target,
        book: Book,
        summary: ChannelSummary,
        plugins: Plugins,
        pool: ThreadPoolExecutor | None,
        again: bool,
        on_receipt: Callable[[str, Receipt], None] | None,
        clock: Callable[[], datetime.datetime],
    ) -> None:
        self.edition = edition
        self.backend = backend
        self.target = target
        self.book = book
        self.summary = summary
        self.plugins = plugins
        self.pool = pool
        self.again = again
        self.on_receipt = on_receipt
        self.clock = clock
        self.repeat = target.repeat
        self.salt = "" if self.repeat is Repeat.PUSH else fingerprint(backend.name, backend.version)
        self.messages = {message.key: message for message in edition.messages}
        self.shown: set[str] = set()
        self.due: Iterator[_Due] = chain(self._due(), self._gone())
        self.air: dict[str, _Due] = {}
        self.handed: set[str] = set()
        self.done: list[Settled] = []
        self.fault: BaseException | None = None
        self.told: set[tuple[str, str]] = set()

    def run(self) -> None:
        self._reconcile()
        breaks = total = 0
        while True:
            before = self.summary.delivered + self.summary.withdrawn
            try:
                self._deliver()
            except (LedgerError, ContractError, MissingExtraError):
                raise
            except Exception as fault:  # noqa: BLE001 - a backend may raise anything
                breaks = 1 if self.summary.delivered + self.summary.withdrawn > before else breaks + 1
                total += 1
                if self.fault is not None or breaks == _BREAKS or total == _MOST_BREAKS:
                    raise
                _log.debug("deliver broke off and is called again", exc_info=True)
                self.summary.left_out.append(self._broke(fault))
            else:
                break
        self.summary.waiting += sum(1 for _ in self.due)
        if self.repeat is Repeat.PLACE and self.edition.whole and self.summary.complete:
            self.book.left(self.shown)

    def _broke(self, fault: Exception) -> Finding:
        said = str(fault) if isinstance(fault, TuyentruyenError) else f"{type(fault).__name__}: {fault}"
        return Finding(
            code="TT401", level=Level.WARNING, text=tr("the backend broke off: {fault}", fault=said), channel=self.edition.channel.key,
            mend=tr("the rest was carried in another try"),
        )  # fmt: skip

    def _deliver(self) -> None:
        """Calls the backend once, and settles all that it was given, however it ends."""
        certain = False
        try:
            answers = self.backend.deliver(self.edition.channel, self._parcels())
            if not isinstance(answers, Iterable):
                raise ContractError(self._contract(f"yield one Receipt per parcel, not return {type(answers).__name__}"))
            for receipt in answers:
                self._take(receipt)
            if self.fault is not None:
                raise self.fault
        except DeliveryError as fault:
            certain = fault.certain
            raise
        finally:
            self._settle_rest(certain=certain)

    def _contract(self, rule: str) -> str:
        return f"{self.backend.name}.deliver must {rule}"

    def _take(self, receipt: Any) -> None:
        if not isinstance(receipt, Receipt):
            raise ContractError(self._contract(f"yield one Receipt per parcel, such as Receipt.delivered(parcel), not {receipt!r}"))
        if receipt.key not in self.handed:
            raise ContractError(self._contract(f"answer each parcel it pulled once; {receipt.key!r} was not pulled or is answered already"))
        self.handed.discard(receipt.key)
        self._settle(self.air.pop(receipt.key), receipt)
        if len(self.done) > self.target.window:
            self._commit(())

    def _settle(self, due: _Due, receipt: Receipt) -> None:
        not_before = None
        if receipt.status is Status.UNCERTAIN and self.repeat is Repeat.PLACE:
            receipt = evolve(receipt, status=Status.RETRY)
        if receipt.status is Status.RETRY and self.repeat is not Repeat.PLACE:
            wait = receipt.retry_after if receipt.retry_after is not None else min(_FIRST_WAIT * 2 ** min(due.tries, 20), _LONGEST_WAIT)
            not_before = self.clock() + wait
        self.done.append(Settled(claim=due.claim, receipt=receipt, not_before=not_before))
        name = receipt.status.value
        setattr(self.summary, name, getattr(self.summary, name) + 1)

    def _settle_rest(self, *, certain: bool) -> None:
        """Settles what was claimed and not answered: what was not handed out is given back, the rest is uncertain."""
        back = []
        for key, due in self.air.items():
            if key not in self.handed:
                self.done.append(Settled(claim=due.claim, receipt=None))
                back.append(due)
            else:
                status = Status.RETRY if certain or self.repeat is Repeat.PLACE else Status.UNCERTAIN
                self._settle(due, Receipt(key=key, status=status, note=tr("the backend gave no receipt")))
        self.air.clear()
        self.handed.clear()
        self.due = chain(back, self.due)
        self._commit(())

    def _commit(self, claims: Sequence[_Due]) -> None:
        """One durable commit; then tells whoever wants to know."""
        self.book.write(settled=self.done, claims=[due.claim for due in claims])
        receipts = [item.receipt for item in self.done if item.receipt is not None]
        self.done = []
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
            while window := list(islice(self.due, self.target.window)):
                if self.air and self.repeat is not Repeat.PLACE:
                    raise ContractError(self._contract(f"answer a window of {self.target.window} before it pulls the next"))
                made = list((self.pool.map if self.pool else map)(self._made, window))
                out = [(due, data) for due, data in zip(window, made, strict=True) if not isinstance(data, Receipt)]
                for due, data in zip(window, made, strict=True):
                    if isinstance(data, Receipt):
                        self._settle(due, data)
                self._commit([due for due, _ in out])
                self.air.update((due.claim.key, due) for due, _ in out)
                for due, data in out:
                    self.handed.add(due.claim.key)
                    yield Parcel(
                        key=due.claim.key, data=data, media_type=due.rendering.media_type, messages=due.claim.messages,
                        recipient=due.rendering.recipient, remote=due.remote,
                    )  # fmt: skip
        except GeneratorExit:
            raise
        except BaseException as fault:
            self.fault = fault
            raise

    def _made(self, due: _Due) -> bytes | None | Receipt:
        """The bytes; None for what has to go; a receipt if they cannot be made."""
        if due.data is not None or not due.claim.fingerprint:
            return due.data
        try:
            data = due.rendering.produce()
        except MissingExtraError:
            raise
        except (OSError, MemoryError) as fault:
            return Receipt(key=due.claim.key, status=Status.RETRY, note=f"{type(fault).__name__}: {fault}")
        except Exception as fault:  # noqa: BLE001 - costs this rendering only
            _log.debug("produce failed", exc_info=True)
            return Receipt(key=due.claim.key, status=Status.REJECTED, note=f"{type(fault).__name__}: {fault}")
        if not isinstance(data, bytes):
            return Receipt(key=due.claim.key, status=Status.REJECTED, note=tr("produce returned {kind}, not bytes", kind=type(data).__name__))
        return data

    def _due(self) -> Iterator[_Due]:
        """Renderings that have to be carried now, as the ledger tells."""
        renderings = iter(self.backend.render(self.edition))
        while chunk := list(islice(renderings, _LOOK_UP)):
            keys = [self._key(rendering) for rendering in chunk]
            if not self.book.see(keys):
                raise ContractError(tr("{backend}.render yields one key twice", backend=self.backend.name))
            rows = self.book.rows(keys)
            for key, rendering in zip(keys, chunk, strict=True):
                if self.repeat is Repeat.PLACE:
                    self.shown.update(rendering.messages)
                if (due := self._judged(key, rendering, rows.get(key))) is not None:
                    yield due

    def _key(self, rendering: Rendering) -> str:
        if not isinstance(rendering, Rendering):
            raise ContractError(tr("{backend}.render must yield Rendering values, not {thing}", backend=self.backend.name, thing=type(rendering).__name__))
        return rendering.key if rendering.recipient is None else f"{rendering.key}|{self.book.veil(rendering.recipient)}"

    def _judged(self, key: str, rendering: Rendering, row: Row | None) -> _Due | None:
        """The rendering as due; None if it is not."""
        summary = self.summary
        if row is None and self.repeat is not Repeat.PLACE and self._is_too_old(rendering):
            return None
        data = None
        print_ = rendering.fingerprint
        if not print_:
            made = self._made(_Due(Claim(key=key, fingerprint="?"), rendering, "", 0, None))
            if isinstance(made, Receipt):
                print_ = "?"
            else:
                data, print_ = made, fingerprint(made)
        print_ = self.salt + print_
        revision = sum(self.messages[m].revision for m in rendering.messages if m in self.messages)
        if row is not None and not self._is_wanted(row, print_, revision, rendering):
            return None
        if row is not None and row.stands and not self.edition.whole and self.repeat is not Repeat.PUSH:
            summary.kept += 1
            return None
        claim = Claim(key=key, fingerprint=print_, revision=revision, messages=rendering.messages)
        return _Due(claim, rendering, row.remote if row else "", row.tries if row else 0, data)

    def _is_wanted(self, row: Row, print_: str, revision: int, rendering: Rendering) -> bool:
        """Whether what the ledger knows of a rendering leaves something to do."""
        summary, outcome = self.summary, row.outcome
        if outcome is Status.UNCERTAIN:
            summary.uncertain += 1
            return False
        if outcome is Status.RETRY:
            if row.not_before is not None and row.not_before > self.clock() and not self.again:
                summary.waiting += 1
                return False
            return True
        if outcome is Status.REJECTED:
            if self.repeat is not Repeat.PLACE and row.tried == print_ and not self.again:
                summary.rejected += 1
                return False
            return True
        if not row.stands:
            return True
        if self.repeat is Repeat.PUSH:
            if revision > row.revision:
                return True
            if row.stands != print_:
                self._leave_out(rendering, "TT402", tr("the text changed after it was sent"), tr("raise its revision to send it again"))
            summary.unchanged += 1
            return False
        if self.again or row.stands != print_ or not self._is_there(row.key):
            return True
        summary.unchanged += 1
        return False

    def _is_there(self, key: str) -> bool:
        return self.target.folder is None or self.target.folder.joinpath(*key.split("/")).is_file()

    def _is_too_old(self, rendering: Rendering) -> bool:
        """Whether it would be begun though all it carries is older than the channel reaches back."""
        messages = [self.messages[m] for m in rendering.messages if m in self.messages]
        channel: Channel = self.edition.channel.channel
        since = channel.since or self.edition.plan.since
        first = datetime.datetime(since.year, since.month, since.day, tzinfo=VIETNAM)
        bound = max(first, self.edition.now - datetime.timedelta(days=channel.catch_up))
        if not messages or any(message.published >= bound for message in messages):
            return False
        self._leave_out(
            rendering, "TT403", tr("it is older than the channel reaches back (published before {bound:%d/%m/%Y %H:%M})", bound=bound),
            tr("raise the channel's catch_up to send it all the same"),
        )  # fmt: skip
        return True

    def _leave_out(self, rendering: Rendering, code: str, text: str, mend: str) -> None:
        for message in rendering.messages[:1]:
            if (code, message) not in self.told:
                self.told.add((code, message))
                self.summary.left_out.append(
                    Finding(code=code, level=Level.WARNING, text=text, mend=mend, message=message, channel=self.edition.channel.key)
                )

    def _gone(self) -> Iterator[_Due]:
        """What stands at a place or as a post and is rendered no more."""
        if self.repeat is Repeat.PUSH or not self.edition.whole:
            return
        for row in self.book.gone():
            if row.outcome is Status.UNCERTAIN:
                self.summary.uncertain += 1
                continue
            if row.outcome is Status.RETRY and row.not_before is not None and row.not_before > self.clock() and not self.again:
                self.summary.waiting += 1
                continue
            yield _Due(Claim(key=row.key, fingerprint=""), _NOTHING, row.remote, row.tries, None)

    def _reconcile(self) -> None:
        """Lets a backend that can ask the other side settle what is uncertain."""
        if not isinstance(self.backend, Reconciles):
            return
        asked = {claim.key: claim for claim in self.book.uncertain()}
        if not asked:
            return
        for receipt in self.backend.arrived(self.edition.channel, list(asked)):
            if not isinstance(receipt, Receipt) or receipt.key not in asked:
                raise ContractError(f"{self.backend.name}.arrived must yield one Receipt for each key it was asked about and knows")
            self._settle(_Due(asked.pop(receipt.key), _NOTHING, "", 0, None), receipt)
        self._commit(())
