"""Which posters a channel has: message × unit × format × output, and what each is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from attrs import define, field, frozen

from tuyentruyen.channels.poster.artwork import Art, Artwork, blank
from tuyentruyen.channels.poster.colours import palette
from tuyentruyen.channels.poster.formats import FORMATS, Format
from tuyentruyen.channels.poster.given import file_of, given
from tuyentruyen.channels.poster.pixels import Inks
from tuyentruyen.channels.poster.printing import finished
from tuyentruyen.channels.poster.saying import Saying, has_little_body, saying
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.typesetting import Flaw, Press
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import unit_of
from tuyentruyen.schedule import members
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import speaking

_KEPT = 500
"""How many sayings are kept: thousands of posters are set in the memory of hundreds."""
_PREVIEW = 1600
"""Pixels of the longer side of a picture of what is printed."""
SMALL = 400
"""Those of the small one that goes with the order."""


@frozen(kw_only=True)
class Poster:
    """One poster of one message in one format in the name of one unit.

    Attributes:
        message: What it shows.
        unit: In whose name.
        format: Sheet or screen.
        design: Its name.
    """

    message: Message
    unit: Unit
    format: Format
    design: str

    @property
    def name(self) -> str:
        """Where its files lie, without their ending."""
        return f"{self.message.key}/{self.unit.key}/{self.format.key}"


@define(slots=False)
class Posters:
    """The posters of an edition.

    Attributes:
        edition: What the channel publishes.
    """

    edition: Edition[PosterSettings]
    press: Press = field(init=False)
    artwork: Artwork = field(init=False)
    _said: dict[tuple[str, str], Saying] = field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        settings, folder = self.edition.channel.settings, self.edition.plan.folder
        self.artwork = Artwork(self.edition)
        own = folder / settings.designs if settings.designs and folder else None
        self.press = Press(own=own, fence=folder, files=self.artwork)

    def __iter__(self) -> Iterator[Poster]:
        settings = self.edition.channel.settings
        for message in self.edition.messages:
            design = self.design_of(message)
            for unit in self.units_of(message):
                for key in settings.formats:
                    format_ = FORMATS[key]
                    yield Poster(
                        message=message, unit=unit, format=format_, design="slogan" if format_.strip else design
                    )

    def design_of(self, message: Message) -> str:
        """Which design shows a message."""
        wanted = self.edition.channel.settings.design
        if wanted != "auto":
            return wanted
        if self.said(message, unit_of(self.edition, message)).steps:
            return "steps"
        return "slogan" if has_little_body(message) else "announcement"

    def units_of(self, message: Message) -> list[Unit]:
        """In whose name a message is shown: its own unit's; of what is for everyone, each member's of the group that the channel names."""
        each = self.edition.channel.settings.each
        if message.unit or not each:
            owner = self.edition.channel.owner
            return [owner if not message.unit and "@" in self.edition.channel.key else unit_of(self.edition, message)]
        found = members(self.edition.plan, each, in_vietnam(self.edition.now).date())
        return list(found) or [unit_of(self.edition, message)]

    def said(self, message: Message, unit: Unit) -> Saying:
        """What a poster says; read once for posters that follow each other."""
        key = (message.key, unit.key)
        found = self._said.get(key)
        if found is None:
            with speaking(message.language.partition("-")[0]):
                found = saying(self.edition.plan, message, unit)
            if len(self._said) >= _KEPT:
                self._said.clear()
            self._said[key] = found
        return found

    def files(self, poster: Poster) -> Iterator[tuple[str, str, Callable[[Poster], bytes], str]]:
        """Each file of a poster: ending of its name, media type, what makes it, and which settings matter to it."""
        outputs = self.edition.channel.settings.outputs
        looks = self._looks
        if any(art.is_inks for art in self.shown(poster)):  # a screen shows inks as the profile has them
            looks = f"{looks} {self.artwork.press_stamp}"
        if "screen" in outputs:
            yield ".pdf", "application/pdf", self.document, looks
            yield ".png", "image/png", self.picture, looks
        if self.prints(poster):
            yield "-in.pdf", "application/pdf", self.print, f"{looks} {self.for_print}"
        if not poster.format.pixels:
            yield "-nho.png", "image/png", self.small, looks

    def shown(self, poster: Poster) -> list[Art]:
        """The pictures it shows: the logo, and the message's own unless the sheet is filled by one sentence."""
        is_full = poster.format.strip or (poster.design == "slogan" and poster.format.width < poster.format.height)
        found = (self.artwork.logo, None if is_full else self.artwork.picture(poster.message))
        return [art for art in found if isinstance(art, Art)]

    def wants_print(self, poster: Poster) -> bool:
        """Whether a document for print was asked for: not of screens."""
        return "print" in self.edition.channel.settings.outputs and not poster.format.pixels

    def prints(self, poster: Poster) -> bool:
        """Whether there is a document for print: it was asked for, and each picture is in inks or can be brought there."""
        if not self.wants_print(poster):
            return False
        return isinstance(self.artwork.profile, Inks) or all(art.is_inks for art in self.shown(poster))

    @cached_property
    def _looks(self) -> str:
        return repr(sorted(palette(self.edition.channel.settings).items()))

    @cached_property
    def for_print(self) -> str:
        """What `pressed` makes of a PDF changes with this."""
        settings = self.edition.channel.settings
        return repr((settings.bleed, settings.condition, self.artwork.press_stamp))

    def told(self, poster: Poster, output: str, *, least: float = 0.0, room: float = 0.0) -> dict[str, Any]:
        """What a design reads, for screen, print or a trial.

        Args:
            poster: Which.
            output: screen, print or trial.
            least: How wide a code has to be, in mm, for a trial to go well.
            room: How much of the room that a design keeps for a picture it has to give it, of 1, for a trial to go well.
        """
        said = self.said(poster.message, poster.unit)
        with speaking(said.language.partition("-")[0]):
            told = said.told()
        logo, picture = (
            next((art for art in self.shown(poster) if bool(art.alt) is has_words), None) for has_words in (False, True)
        )
        return given(
            told, poster.format, output, settings=self.edition.channel.settings, language=said.language, logo=logo, picture=picture,
            link="" if poster.format.strip else said.link, least=least, room=room,
        )  # fmt: skip

    def trial(self, poster: Poster, *, least: float = 0.0, room: float = 0.0) -> Flaw | None:
        """What is wrong with a poster, found by setting it with blank pictures; ``least`` and ``room`` as of `told`."""
        drawings = {file_of(art, "trial"): blank(art.width, art.height) for art in self.shown(poster)}
        return self.press.flaw(poster.design, self.told(poster, "trial", least=least, room=room), drawings=drawings)

    def document(self, poster: Poster) -> bytes:
        """A tagged PDF for screens."""
        return self._set(poster, "screen", media_type="application/pdf", tagged=True)

    def picture(self, poster: Poster) -> bytes:
        """A PNG: of a screen, one pixel for each of its own."""
        pixels = max(poster.format.pixels * poster.format.long / poster.format.width, 0) or _PREVIEW
        return self._set(poster, "screen", media_type="image/png", ppi=pixels / poster.format.long * 25.4)

    def small(self, poster: Poster) -> bytes:
        """A small PNG of what is printed, by which people tell posters apart."""
        return self._set(poster, "screen", media_type="image/png", ppi=SMALL / poster.format.long * 25.4)

    def print(self, poster: Poster) -> bytes:
        """A PDF for the printing house."""
        return self.pressed(self._set(poster, "print", media_type="application/pdf"), poster.format)

    def pressed(self, data: bytes, format_: Format) -> bytes:
        """A PDF as the printing house of the channel wants it."""
        settings, inks = self.edition.channel.settings, self.artwork.profile
        profile = inks.profile if isinstance(inks, Inks) else b""
        return finished(data, format_, bleed=settings.bleed, condition=settings.condition, profile=profile)

    def _set(self, poster: Poster, output: str, *, media_type: str, ppi: float = 144, tagged: bool = False) -> bytes:
        files = [file_of(art, output) for art in self.shown(poster)]
        told = self.told(poster, output)
        return self.press.set(poster.design, told, media_type=media_type, ppi=ppi, tagged=tagged, files=files)
