"""The hooks a plugin may implement. All are called with keywords; an implementation names those it wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pluggy

from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Occurrence, Receipt
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.subscriber import Subscriber

PROJECT = "tuyentruyen"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def tuyentruyen_backends() -> Iterable[Any]:  # type: ignore[empty-body]
    """Backends that the plugin brings. Called once, when plugins are loaded."""


@hookspec
def tuyentruyen_checks() -> Iterable[Any]:  # type: ignore[empty-body]
    """Rules, each a function from a `Plan` to `Finding` values. Called once for each check of a plan."""


@hookspec
def tuyentruyen_messages(plan: Plan, occurrences: Iterable[Occurrence]) -> Iterable[Message]:  # type: ignore[empty-body]
    """Messages from elsewhere, such as a portal's articles. Called once for each composing, after the content folder."""


@hookspec
def tuyentruyen_may_publish(message: Message) -> str | None:
    """A reason why a message may not go out, or None. Called for each message that could. Raising counts as a veto."""


@hookspec
def tuyentruyen_recipients(plan: Plan, channel: BoundChannel[Any], message: Message) -> Iterable[Subscriber | str]:  # type: ignore[empty-body]
    """Whom a message goes to through a channel, by address or as a `Subscriber`. Called when a backend asks for the audience; may be lazy."""


@hookspec
def tuyentruyen_delivered(receipts: Sequence[Receipt]) -> None:
    """What became of parcels, in batches, after the ledger has it. What it raises is logged and changes nothing."""


__all__ = ["PROJECT", "Finding", "hookimpl", "hookspec"]
