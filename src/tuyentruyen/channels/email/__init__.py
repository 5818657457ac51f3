"""Backend ``email``: mail to those who asked for it, as files or over a mail server.

It is a plugin like any stranger's: an entry point in the group ``tuyentruyen`` names this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuyentruyen.channels.email import rendering, sending
from tuyentruyen.channels.email.checks import LIMITS, findings
from tuyentruyen.channels.email.settings import EmailSettings
from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.plugins.hookspecs import hookimpl


class EmailBackend:
    """Writes mails into the channel's folder, or hands them to a mail server."""

    name: str = "email"
    version: str = "1"
    settings: type[EmailSettings] = EmailSettings
    limits: Limits = LIMITS

    def target(self, channel: BoundChannel[EmailSettings]) -> Target:
        """The channel's folder, or the mail server."""
        if channel.settings.target == "folder":
            return Target(id="dir", repeat=Repeat.PLACE, window=100, folder=channel.folder)
        return Target(id="smtp", repeat=Repeat.PUSH, window=sending.window(channel.settings))

    def check(self, edition: Edition[EmailSettings]) -> Iterable[Finding]:
        """What mail cannot carry, and who would get what."""
        return findings(edition)

    def render(self, edition: Edition[EmailSettings]) -> Iterable[Rendering]:
        """A mail for each message, or each digest, and each who gets it."""
        return rendering.renderings(edition, version=self.version)

    def deliver(self, channel: BoundChannel[EmailSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """Puts each mail in its place, or hands it to the server."""
        if channel.settings.target == "folder":
            return sending.filed(channel, parcels)
        return sending.delivered(channel, parcels)


@hookimpl
def tuyentruyen_backends() -> Iterable[EmailBackend]:
    """The backend ``email``."""
    return [EmailBackend()]


__all__ = ["EmailBackend", "EmailSettings", "tuyentruyen_backends"]
