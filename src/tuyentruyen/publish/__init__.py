"""Editions × plugins × ledger → what became of it."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from attrs import evolve

from tuyentruyen.errors import PASSES, ContractError, LedgerBusyError, LedgerError, said, traced
from tuyentruyen.ledger import Ledger
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Receipt
from tuyentruyen.plugins import Backend, Plugins
from tuyentruyen.publish.carrier import Carrier
from tuyentruyen.publish.due import Judge
from tuyentruyen.publish.preview import Preview, preview
from tuyentruyen.publish.summary import ChannelSummary, Summary

__all__ = ["ChannelSummary", "Preview", "Summary", "preview", "publish"]

_log = logging.getLogger(__name__)


def _clock() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


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
        editions: What the channels publish, as from `editions.editions`.
        plugins: Where backends and hooks come from.
        ledger: What left the house so far.
        by: Who publishes, for the record.
        again: Whether places and posts are done again though unchanged, and waits are cut short. Never sends a push twice:
            raise a message's revision for that.
        on_receipt: Called with the channel's key and each receipt, once the ledger has it. What it raises is logged.
        clock: The real time, for the waits between tries.

    Raises:
        LedgerError: The ledger fails; nothing more is begun.
        ValueError: The clock tells moments without an offset.
    """
    if clock().utcoffset() is None:
        raise ValueError("clock must tell moments with an offset from UTC")
    summaries = []
    for edition in editions:
        summary = ChannelSummary(
            channel=edition.channel.key, held=edition.held, failed=edition.fault, whole=edition.whole
        )
        summaries.append(summary)
        if edition.fault:
            continue
        try:
            backend = plugins.backend(edition.channel.channel.backend)
            sound = _sound(edition, backend, summary)
            target = backend.target(sound.channel)
            with ExitStack() as stack:
                book = stack.enter_context(
                    ledger.book(sound.plan.key, sound.channel.key, target, by=by, at=sound.now, began=clock())
                )
                judge = Judge(
                    edition=sound, backend=backend, target=target, book=book, summary=summary, again=again, clock=clock
                )
                pool = stack.enter_context(ThreadPoolExecutor(target.workers)) if target.workers else None
                Carrier(
                    edition=sound,
                    backend=backend,
                    target=target,
                    book=book,
                    judge=judge,
                    summary=summary,
                    plugins=plugins,
                    pool=pool,
                    on_receipt=on_receipt,
                    clock=clock,
                ).run()
        except LedgerBusyError as fault:
            summary.busy, summary.failed = True, str(fault)
        except (*PASSES, LedgerError):
            raise
        except BaseException as fault:  # noqa: BLE001 - one broken channel must not stop the others
            _log.debug("channel %s broke off\n%s", edition.channel.key, traced(fault))
            summary.failed = said(fault)
    return Summary(channels=tuple(summaries))


def _sound(edition: Edition[Any], backend: Backend[Any], summary: ChannelSummary) -> Edition[Any]:
    """The edition without the messages that the backend's check names as errors.

    Raises:
        ContractError: The check finds the channel itself at fault, or breaks the contract.
    """
    errors: set[str] = set()
    for finding in backend.check(edition):
        if not isinstance(finding, Finding):
            raise ContractError(f"{backend.name}.check must yield Finding values, not {type(finding).__name__}")
        if finding.level is Level.ERROR and not finding.message:
            raise ContractError(str(finding))
        if finding.level is Level.ERROR:
            errors.add(finding.message)
        kept = summary.told if finding.level is Level.INFO else summary.left_out
        kept.append(evolve(finding, channel=edition.channel.key))
    return edition.without(errors)
