"""Backend ``rss``: feeds in RSS 2.0, Atom 1.0 and JSON Feed 1.1, for a plan, each theme, each unit.

It is a plugin like any stranger's: an entry point in the group ``tuyentruyen`` names this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tuyentruyen.channels.rss import feeds
from tuyentruyen.channels.rss.checks import LIMITS, findings
from tuyentruyen.channels.rss.script import LeftOutWarning, feed
from tuyentruyen.channels.rss.settings import RssSettings
from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.plugins.hookspecs import hookimpl
from tuyentruyen.plugins.toolkit import deliver_files


class RssBackend:
    """Writes feeds into the channel's folder."""

    name: str = "rss"
    version: str = "1"
    settings: type[RssSettings] = RssSettings
    limits: Limits = LIMITS

    def target(self, channel: BoundChannel[RssSettings]) -> Target:
        """The channel's folder."""
        return Target(id="dir", repeat=Repeat.PLACE, window=100, folder=channel.folder)

    def check(self, edition: Edition[RssSettings]) -> Iterable[Finding]:
        """What the feeds cannot carry."""
        return findings(edition)

    def render(self, edition: Edition[RssSettings]) -> Iterable[Rendering]:
        """Feeds, the style sheet, media."""
        return feeds.renderings(edition, version=self.version)

    def deliver(self, channel: BoundChannel[RssSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """Puts each file in its place, whole."""
        return deliver_files(channel.folder, parcels)


@hookimpl
def tuyentruyen_backends() -> Iterable[RssBackend]:
    """The backend ``rss``."""
    return [RssBackend()]


__all__ = ["LeftOutWarning", "RssBackend", "RssSettings", "feed", "tuyentruyen_backends"]
