"""Backend ``poster``: posters for paper and for screens, one of each message for each unit.

It is a plugin like any stranger's: an entry point in the group ``tuyentruyen`` names this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from tuyentruyen.channels.poster.boards import Boards
from tuyentruyen.channels.poster.checks import LIMITS, findings
from tuyentruyen.channels.poster.order import ORDER, Order
from tuyentruyen.channels.poster.posters import Posters
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.trials import NOTE, Trials, note
from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.plugins.hookspecs import hookimpl
from tuyentruyen.plugins.toolkit import deliver_files, fingerprint


class PosterBackend:
    """Writes posters into the channel's folder."""

    name: str = "poster"
    version: str = "1"
    settings: type[PosterSettings] = PosterSettings
    limits: Limits = LIMITS

    def target(self, channel: BoundChannel[PosterSettings]) -> Target:
        """The channel's folder; both cores set posters."""
        return Target(id="dir", repeat=Repeat.PLACE, window=50, workers=2, folder=channel.folder)

    def check(self, edition: Edition[PosterSettings]) -> Iterable[Finding]:
        """What no poster can show, and what some cannot."""
        return findings(edition, self.version)

    def render(self, edition: Edition[PosterSettings]) -> Iterator[Rendering]:
        """Of each poster a document and a picture for screens, a document for print and a small picture; the order; boards; what was tried."""
        posters = Posters(edition)
        tried = Trials(posters, self.version, edition.channel.folder).all(posters)
        made = [one for one in tried if one.is_made]
        outputs = edition.channel.settings.outputs
        for poster, stamp, _ in made:
            for ending, media_type, make, matters in posters.files(poster):
                yield Rendering(
                    key=f"{poster.name}{ending}", produce=partial(make, poster), media_type=media_type,
                    messages=(poster.message.key,), fingerprint=fingerprint(stamp, ending, matters),
                )  # fmt: skip
        boards = Boards(posters, self.version)
        if "print" in outputs:
            printed = [one.poster for one in made if posters.prints(one.poster)]
            table = partial(Order(edition).table, printed, boards.printed())
            yield Rendering(key=ORDER, produce=table, media_type="text/csv")
        yield from boards.renderings()
        found = {one.stamp: one.flaw for one in tried} | boards.outcomes
        yield Rendering.of(NOTE, note(found), media_type="application/json")

    def deliver(self, channel: BoundChannel[PosterSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """Puts each file in its place, whole."""
        return deliver_files(channel.folder, parcels)


@hookimpl
def tuyentruyen_backends() -> Iterable[PosterBackend]:
    """The backend ``poster``."""
    return [PosterBackend()]


__all__ = ["PosterBackend", "PosterSettings", "tuyentruyen_backends"]
