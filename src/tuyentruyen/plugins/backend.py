"""The contract that every backend keeps, built in or a stranger's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Target

S = TypeVar("S")


@runtime_checkable
class Backend(Protocol[S]):
    """Code that carries channels of one kind.

    Attributes:
        name: As plans write it: a key.
        version: Salts fingerprints: a new layout is rendered again.
        settings: The attrs class that a channel's table of settings is structured into; JSON Schema comes from it.
        limits: What it can carry.
    """

    name: str
    version: str
    settings: type[S]
    limits: Limits

    def target(self, channel: BoundChannel[S]) -> Target:
        """Where the channel goes. Pure."""
        ...

    def check(self, edition: Edition[S]) -> Iterable[Finding]:
        """What it cannot carry, before it has to. Pure. An error that names a message leaves that message out."""
        ...

    def render(self, edition: Edition[S]) -> Iterable[Rendering]:
        """What the channel carries, one by one. Pure, lazy and cheap: the work goes into ``produce``."""
        ...

    def deliver(self, channel: BoundChannel[S], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """Carries parcels, one receipt each.

        Pulls from one thread. A push or post is answered before more than the target's window is in the air. Returning
        early leaves what was not pulled due; what was pulled and not answered counts as uncertain. A `DeliveryError` with
        ``certain`` says that the parcel pulled last was surely not sent.
        """
        ...


@runtime_checkable
class Reconciles(Protocol[S]):
    """A backend that can ask the other side what arrived. Optional."""

    def arrived(self, channel: BoundChannel[S], keys: Sequence[str]) -> Iterable[Receipt]:
        """Receipts for those uncertain parcels of which the other side knows."""
        ...
