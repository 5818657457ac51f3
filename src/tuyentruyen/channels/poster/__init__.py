"""Backend ``poster``: posters for paper and for screens, one of each message for each unit.

It is a plugin like any stranger's: an entry point in the group ``tuyentruyen`` names this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from tuyentruyen.channels.poster.posters import Posters
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.plugins.hookspecs import hookimpl
from tuyentruyen.plugins.toolkit import deliver_files, fingerprint


class PosterBackend:
    """Writes posters into the channel's folder."""

    name: str = "poster"
    version: str = "1"
    settings: type[PosterSettings] = PosterSettings
    limits: Limits = Limits(title=300, pages=1)

    def target(self, channel: BoundChannel[PosterSettings]) -> Target:
        """The channel's folder; both cores set posters."""
        return Target(id="dir", repeat=Repeat.PLACE, window=50, workers=2, folder=channel.folder)

    def check(self, edition: Edition[PosterSettings]) -> Iterable[Finding]:
        """What no poster can show."""
        return ()

    def render(self, edition: Edition[PosterSettings]) -> Iterator[Rendering]:
        """Of each poster a document and a picture for screens, and a document for print."""
        posters = Posters(edition)
        settings = edition.channel.settings
        ground = fingerprint(self.version, posters.press.digest, repr(settings))
        for poster in posters:
            said = repr(posters.said(poster.message, poster.unit))
            makers = []
            if "screen" in settings.outputs:
                makers += [(".pdf", "application/pdf", posters.document), (".png", "image/png", posters.picture)]
            if "print" in settings.outputs and not poster.format.pixels:
                makers.append(("-in.pdf", "application/pdf", posters.print))
            for ending, media_type, make in makers:
                yield Rendering(
                    key=f"{poster.name}{ending}", produce=partial(make, poster), media_type=media_type,
                    messages=(poster.message.key,), fingerprint=fingerprint(ground, said, poster.design, poster.format, ending),
                )  # fmt: skip

    def deliver(self, channel: BoundChannel[PosterSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """Puts each file in its place, whole."""
        return deliver_files(channel.folder, parcels)


@hookimpl
def tuyentruyen_backends() -> Iterable[PosterBackend]:
    """The backend ``poster``."""
    return [PosterBackend()]


__all__ = ["PosterBackend", "PosterSettings", "tuyentruyen_backends"]
