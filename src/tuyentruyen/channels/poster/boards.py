"""The boards: of each unit that the channel speaks for, the procedures it settles, to be posted (*niêm yết*)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property, partial
from typing import Any

from attrs import define, frozen

from tuyentruyen.channels.poster.artwork import Art, blank
from tuyentruyen.channels.poster.colours import palette
from tuyentruyen.channels.poster.formats import FORMATS, Format
from tuyentruyen.channels.poster.given import given
from tuyentruyen.channels.poster.pixels import Inks
from tuyentruyen.channels.poster.posters import SMALL, Posters
from tuyentruyen.channels.poster.saying import contacts_of, hotline_of, together
from tuyentruyen.channels.poster.trials import outcomes
from tuyentruyen.channels.poster.typesetting import Flaw
from tuyentruyen.model.flow import Edition, Rendering
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import procedures_by_unit
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.schedule import members
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import speaking, tr

SHEETS = ("a4", "a3")
"""Formats that a board is made for."""
FOLDER = "niem-yet"
"""Where they lie in the channel's folder; posters of a message lie in one that is called as its key."""
_DESIGN = "board"


@frozen(kw_only=True)
class Board:
    """The board of one unit in one format; as many sheets as it takes.

    Attributes:
        unit: Whose it is.
        format: a4 or a3.
        procedures: Those it settles, by field and in the order of the plan; at least one.
    """

    unit: Unit
    format: Format
    procedures: tuple[Procedure, ...]

    @property
    def name(self) -> str:
        """Where its files lie, without their ending."""
        return f"{FOLDER}/{self.unit.key}/{self.format.key}"


@define(slots=False)
class Boards:
    """The boards of an edition; none if its channel does not ask for them.

    They are made for those of a4 and a3 that the channel makes posters for; for a3 if it makes neither.

    Attributes:
        posters: Those of the edition: boards are set with the same press, colours and logo.
        version: Of the backend; another one tries and makes everything again.
    """

    posters: Posters
    version: str

    def __iter__(self) -> Iterator[Board]:
        edition = self.posters.edition
        if not edition.channel.settings.boards:
            return
        settled = procedures_by_unit(edition.plan, in_vietnam(edition.now).date())
        formats = [key for key in SHEETS if key in edition.channel.settings.formats] or [SHEETS[-1]]
        for unit in self._units():
            fields = {
                key: place for place, key in enumerate(dict.fromkeys(one.field for one in settled.get(unit.key, [])))
            }
            procedures = tuple(sorted(settled.get(unit.key, []), key=lambda one: fields[one.field]))
            for key in formats if procedures else ():
                yield Board(unit=unit, format=FORMATS[key], procedures=procedures)

    def renderings(self) -> Iterator[Rendering]:
        """Of each board that can be set a document for screens, one for print, and a small picture."""
        settings = self._edition.channel.settings
        ground = fingerprint(
            self.version,
            self.posters.press.digest,
            repr(palette(settings)),
            repr(self._logo),
            self._edition.plan.language,
        )
        for board in self:
            if self.flaw(board) is not None:
                continue
            files: list[tuple[str, str, Callable[[Board], bytes], str]] = []
            if "screen" in settings.outputs:
                files.append((".pdf", "application/pdf", self.document, ""))
            if self._prints:
                files.append(("-in.pdf", "application/pdf", self.print, self.posters.for_print))
            files.append(("-nho.png", "image/png", self.small, ""))
            for ending, media_type, make, matters in files:
                yield Rendering(
                    key=f"{board.name}{ending}", produce=partial(make, board), media_type=media_type,
                    fingerprint=fingerprint(ground, repr(board), ending, matters),
                )  # fmt: skip

    def printed(self) -> list[Board]:
        """The boards that there is a document for print of."""
        return [board for board in self if self._prints and self.flaw(board) is None]

    def flaw(self, board: Board) -> Flaw | None:
        """Why a board cannot be set; None if it can."""
        return self.outcomes[self._stamps[board.name]]

    @cached_property
    def outcomes(self) -> dict[str, Flaw | None]:
        """What came of setting each board for trial, by its stamp; noted, so that it is not paid for twice."""
        trials = {self._stamps[board.name]: partial(self._tried, board) for board in self}
        return outcomes(trials, folder=self._edition.channel.folder)

    @cached_property
    def _stamps(self) -> dict[str, str]:
        ground = fingerprint(self.version, self.posters.press.digest)
        return {board.name: fingerprint(ground, repr(self.told(board, "trial"))) for board in self}

    def _tried(self, board: Board) -> Flaw | None:
        told = self.told(board, "trial")
        drawings = {told["logo"]: blank(self._logo.width, self._logo.height)} if self._logo else {}
        return self.posters.press.flaw(_DESIGN, told, drawings=drawings, most=None)

    def told(self, board: Board, output: str) -> dict[str, Any]:
        """What the design reads."""
        language = self._edition.plan.language.partition("-")[0]
        hotline, note = hotline_of(board.unit.hotline)
        with speaking(language):
            said = {
                "title": together(tr("Posted procedures")), "summary": "", "owner": together(board.unit.name), "hotline": hotline,
                "hotline_note": note, "contacts": [list(pair) for pair in contacts_of(board.unit)], "hotline_label": tr("Hotline"),
            }  # fmt: skip
            procedures = [{"title": together(one.title), "rows": _rows(one)} for one in board.procedures]
        told = given(
            said, board.format, output, settings=self._edition.channel.settings, language=language, logo=self._logo
        )
        return {**told, "board": procedures}

    def document(self, board: Board) -> bytes:
        """A tagged PDF for screens."""
        return self._set(board, "screen", media_type="application/pdf", tagged=True)

    def small(self, board: Board) -> bytes:
        """A small PNG of its first sheet, by which people tell boards apart."""
        return self._set(board, "screen", media_type="image/png", ppi=SMALL / board.format.long * 25.4)

    def print(self, board: Board) -> bytes:
        """A PDF for the printing house."""
        return self.posters.pressed(self._set(board, "print", media_type="application/pdf"), board.format)

    def _set(self, board: Board, output: str, *, media_type: str, ppi: float = 144, tagged: bool = False) -> bytes:
        told = self.told(board, output)
        return self.posters.press.set(
            _DESIGN, told, media_type=media_type, ppi=ppi, tagged=tagged, files=filter(None, (told["logo"],)), most=None
        )

    def _units(self) -> list[Unit]:
        """The units that the channel speaks for: the members of the group it names, else its owner."""
        edition = self._edition
        each = edition.channel.settings.each
        found = members(edition.plan, each, in_vietnam(edition.now).date()) if each else ()
        return list(found) or [edition.channel.owner]

    @cached_property
    def _prints(self) -> bool:
        """Whether boards go to the printing house: that was asked for, and the logo is in inks or can be brought there."""
        artwork = self.posters.artwork
        is_inks = self._logo is None or self._logo.is_inks or isinstance(artwork.profile, Inks)
        return "print" in self._edition.channel.settings.outputs and is_inks

    @property
    def _edition(self) -> Edition[Any]:
        return self.posters.edition

    @cached_property
    def _logo(self) -> Art | None:
        logo = self.posters.artwork.logo
        return logo if isinstance(logo, Art) else None


def _rows(one: Procedure) -> list[tuple[str, list[str]]]:
    """What a board says of a procedure, each as a label and one text or several; a fee never without those who pay nothing or less."""
    levels = {"central": tr("central"), "city": tr("city"), "district": tr("district"), "commune": tr("commune")}
    rows = (
        (tr("Code"), (one.code,)),
        (tr("Field"), (one.field,)),
        (tr("Level"), (levels[one.level],)),
        (tr("Online"), (one.online,)),
        (tr("Time limit"), (one.time_limit,)),
        (tr("Fee"), (one.fee or tr("not said; ask before you pay"),)),
        (tr("Exempt or reduced"), one.exemptions),
        (tr("Papers to bring"), one.papers),
        (tr("Forms to fill in"), one.forms),
        (tr("Result"), (one.result,)),
        (tr("Legal basis"), ("; ".join(one.basis),)),
    )
    told = [(together(label), [together(text) for text in texts if text.strip()]) for label, texts in rows]
    return [(label, texts) for label, texts in told if texts]
