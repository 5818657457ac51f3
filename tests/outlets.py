"""Backends for tests: a push that appends flushed lines to a file, a post that keeps objects, and a place of files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import define, field, frozen

from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.plugins import hookimpl
from tuyentruyen.plugins.toolkit import deliver_files, fingerprint


@frozen(kw_only=True)
class OutletSettings:
    """Settings of a test outlet.

    Attributes:
        file: Where lines are appended.
        window: How many may be in the air.
        copies: Renderings per message.
    """

    file: str = ""
    window: int = 1
    copies: int = 1


@define(eq=False)
class Outlet:
    """A backend whose every step a test may replace."""

    name: str = "outlet"
    repeat: Repeat = Repeat.PUSH
    version: str = "1"
    settings: type = OutletSettings
    limits: Limits = Limits()
    workers: int = 0
    findings: Callable[[Edition[Any]], Iterable[Finding]] = lambda _: ()
    body: Callable[[Any], bytes] = lambda message: message.body.encode()
    carry: Callable[[BoundChannel[Any], Iterable[Parcel]], Any] | None = None
    sent: list[tuple[str, bytes | None]] = field(factory=list)
    recipients: bool = False
    prints: bool = True

    def target(self, channel: BoundChannel[Any]) -> Target:
        folder = channel.folder if self.repeat is Repeat.PLACE else None
        return Target(
            id="live", repeat=self.repeat, window=channel.settings.window, workers=self.workers, folder=folder
        )

    def check(self, edition: Edition[Any]) -> Iterable[Finding]:
        return self.findings(edition)

    def render(self, edition: Edition[Any]) -> Iterator[Rendering]:
        for message in edition.messages:
            people = edition.audience(message) if self.recipients else (None,)
            for recipient in people:
                for copy in range(edition.channel.settings.copies):
                    yield Rendering(
                        key=f"{message.key}-{copy}" if copy else message.key,
                        produce=lambda message=message: self.body(message),
                        messages=(message.key,),
                        fingerprint=fingerprint(message.title, message.body) if self.prints else "",
                        recipient=recipient,
                    )

    def deliver(self, channel: BoundChannel[Any], parcels: Iterable[Parcel]) -> Any:
        if self.carry is not None:
            return self.carry(channel, parcels)
        if self.repeat is Repeat.PLACE:
            return deliver_files(channel.folder, self._noted(parcels))
        return self._lines(channel, parcels)

    def _noted(self, parcels: Iterable[Parcel]) -> Iterator[Parcel]:
        for parcel in parcels:
            self.sent.append((parcel.key, parcel.data))
            yield parcel

    def _lines(self, channel: BoundChannel[Any], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        for parcel in parcels:
            self.sent.append((parcel.key, parcel.data))
            if channel.settings.file:
                append(Path(channel.settings.file), parcel.key)
            yield Receipt.delivered(parcel, remote=f"id-{parcel.key}" if parcel.data is not None else "")

    @hookimpl
    def tuyentruyen_backends(self) -> Sequence[Outlet]:
        return [self]


def append(path: Path, line: str) -> None:
    """One line, on the disk before this returns: the effect that must not happen twice."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


@hookimpl
def tuyentruyen_backends() -> Sequence[Outlet]:
    """As an installed plugin, the push."""
    return [Outlet()]
