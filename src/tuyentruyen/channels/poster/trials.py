"""Which posters can be set, found out by setting them; what was found stands in a note, so that it is not paid for twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from attrs import define, field

from tuyentruyen.channels.poster.posters import Poster, Posters
from tuyentruyen.channels.poster.typesetting import Flaw, tools
from tuyentruyen.plugins.toolkit import fingerprint

NOTE = "note.json"
"""Where the note lies in the channel's folder."""
_FORM = "2"
_MOST = 200_000
_CORES = 2
_PICTURE = 0.6
"""How much of the room that a design keeps for a picture it should get, of 1: what is less is told."""
_SMALL = ("code", "picture")
"""Flaws that spoil a part and keep no poster back."""
_known: dict[str, Flaw | None] = {}
"""What was found in this process: a channel is checked before it renders, and should not set each poster for trial twice."""


class Tried(NamedTuple):
    """What came of setting one poster for trial: its stamp, and what is wrong with it; None: nothing."""

    poster: Poster
    stamp: str
    flaw: Flaw | None

    @property
    def is_made(self) -> bool:
        """Whether there is a poster all the same: a small code or picture keeps none back."""
        return self.flaw is None or self.flaw.kind in _SMALL


@define(slots=False)
class Trials:
    """Sets posters for trial.

    What comes of it depends on designs, texts and format alone, of which each poster has a stamp. The note in the channel's own folder
    holds the stamps of posters that can be set, and those of the others with what is wrong. A note that is missing, damaged or made with
    another typst or typeface is none; findings and bytes are the same either way.

    Attributes:
        posters: Those of the edition.
        version: Of the backend; another one tries everything again.
        folder: The channel's.
    """

    posters: Posters
    version: str
    folder: Path
    _ground: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._ground = fingerprint(_FORM, self.version, self.posters.press.digest)

    def all(self, posters: Iterable[Poster]) -> list[Tried]:
        """What came of each poster, in order. What is not known yet is tried, on two cores.

        Raises:
            MissingExtraError: The extra ``poster`` is not installed, and something is not known yet.
        """
        stamped = [(poster, self._stamp(poster)) for poster in posters]
        found = outcomes({stamp: partial(self._tried, poster) for poster, stamp in stamped}, folder=self.folder)
        return [Tried(poster, stamp, found[stamp]) for poster, stamp in stamped]

    def _stamp(self, poster: Poster) -> str:
        """What changes when another poster would be tried."""
        said = self.posters.said(poster.message, poster.unit)
        return fingerprint(
            self._ground, poster.design, repr(poster.format), repr(said), repr(self.posters.shown(poster))
        )

    def _tried(self, poster: Poster) -> Flaw | None:
        """Sets a poster; where only its picture or its code is too small, sees what else is wrong with it."""
        flaw = self.posters.trial(poster, least=poster.format.code_side, room=_PICTURE)
        if flaw is not None and flaw.kind == "picture":
            flaw = self.posters.trial(poster, least=poster.format.code_side) or flaw
        if flaw is not None and flaw.kind == "code":
            flaw = self.posters.trial(poster) or flaw
        return flaw


def outcomes(trials: Mapping[str, Callable[[], Flaw | None]], *, folder: Path) -> dict[str, Flaw | None]:
    """What came of each trial, by its stamp. What neither this process nor the note knows is tried, on two cores.

    Args:
        trials: By stamp what tries it.
        folder: The channel's, where the note lies.
    """
    known = _known.copy()  # which another thread may clear meanwhile
    found = {stamp: known[stamp] for stamp in trials if stamp in known}
    if len(found) < len(trials):
        noted = _noted(folder)
        found |= {stamp: noted[stamp] for stamp in trials if stamp in noted}
        new = {stamp: trial for stamp, trial in trials.items() if stamp not in found}
        with ThreadPoolExecutor(_CORES) as pool:
            found |= zip(new, pool.map(_begun, new.values()), strict=True)
        if len(_known) + len(found) > _MOST:
            _known.clear()
        _known.update(found)
    return found


def _begun(trial: Callable[[], Flaw | None]) -> Flaw | None:
    return trial()


def _noted(folder: Path) -> dict[str, Flaw | None]:
    """What the last run noted."""
    try:
        note = json.loads((folder / NOTE).read_bytes())
        if note["by"] != tools():
            return {}
        sound, flaws = note["sound"], note["flaws"]
        stamps = [sound[place : place + 32] for place in range(0, len(sound), 32)]
        found: dict[str, Flaw | None] = dict.fromkeys(stamps)
        for stamp, (kind, design, detail) in flaws.items():
            if kind not in ("fit", "sign", "code", "picture", "sheets", "design") or {type(design), type(detail)} != {
                str
            }:
                return {}
            found[stamp] = Flaw(kind=kind, design=design, detail=detail)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    return found


def note(found: Mapping[str, Flaw | None]) -> bytes:
    """The note of what came of trials, by their stamps."""
    told = {
        "by": tools(),
        "sound": "".join(sorted(stamp for stamp, flaw in found.items() if flaw is None)),
        "flaws": {stamp: [flaw.kind, flaw.design, flaw.detail] for stamp, flaw in sorted(found.items(), key=lambda pair: pair[0]) if flaw is not None},
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
