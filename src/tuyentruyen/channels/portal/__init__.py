"""Backend ``portal``: a static site of news, themes, units and procedures.

It is a plugin like any stranger's: an entry point in the group ``tuyentruyen`` names this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuyentruyen.channels.portal.checks import LIMITS, findings
from tuyentruyen.channels.portal.placing import placed
from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.channels.portal.site import Site
from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.plugins.hookspecs import hookimpl


class PortalBackend:
    """Writes a site into the channel's folder."""

    name: str = "portal"
    version: str = "1"
    settings: type[PortalSettings] = PortalSettings
    limits: Limits = LIMITS

    def target(self, channel: BoundChannel[PortalSettings]) -> Target:
        """The channel's folder."""
        return Target(id="dir", repeat=Repeat.PLACE, window=500, folder=channel.folder)

    def check(self, edition: Edition[PortalSettings]) -> Iterable[Finding]:
        """What the site cannot show."""
        return findings(edition)

    def render(self, edition: Edition[PortalSettings]) -> Iterable[Rendering]:
        """Style, media, pages, lists, in the order in which they may appear."""
        return Site(edition, self.version).renderings()

    def deliver(self, channel: BoundChannel[PortalSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """Puts each file in its place, whole, and none whose forerunners could not be placed."""
        return placed(channel.folder, parcels)


@hookimpl
def tuyentruyen_backends() -> Iterable[PortalBackend]:
    """The backend ``portal``."""
    return [PortalBackend()]


__all__ = ["PortalBackend", "PortalSettings", "tuyentruyen_backends"]
