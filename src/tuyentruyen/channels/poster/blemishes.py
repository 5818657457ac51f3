"""What is wrong with the pictures of posters: files that are no pictures, or too coarse, and inks that nobody can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tuyentruyen.channels.poster.artwork import Art, Unfit
from tuyentruyen.channels.poster.formats import Format
from tuyentruyen.channels.poster.pixels import Inks
from tuyentruyen.channels.poster.posters import Poster, Posters
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.message import Message
from tuyentruyen.text import printable
from tuyentruyen.wording import tr

_PLACE = 0.26
"""Of the longer side of a sheet: how much of it a picture takes at most; the other side it fills."""


def blemishes(posters: Posters, drawn: Iterable[Poster]) -> Iterator[Finding]:
    """What is wrong with the logo and the profile, then with the picture of each message; all of it a warning.

    Args:
        posters: Of the edition.
        drawn: Those of them that are made.

    Raises:
        MissingExtraError: The extra ``poster`` is not installed, and there is a picture to be opened.
    """
    yield from _of_settings(posters)
    shown: dict[str, list[Poster]] = {}
    for poster in drawn:
        shown.setdefault(poster.message.key, []).append(poster)
    for some in shown.values():
        yield from _of_message(posters, some[0].message, some)


def density(art: Art, format_: Format) -> float:
    """How many pixels of a picture fall on a mm where it is shown, at least."""
    wide = format_.width > format_.height
    place = (_PLACE * format_.long, format_.height) if wide else (format_.width, _PLACE * format_.long)
    return min(art.width / place[0], art.height / place[1])


def is_there(path: Path, kind: Callable[[Path], bool] = Path.is_file) -> bool:
    """Whether there is a file, or something of another kind; what has a name too long for the disk is not there."""
    try:
        return kind(path)
    except OSError:
        return False


def _of_settings(posters: Posters) -> Iterator[Finding]:
    edition = posters.edition
    folder = edition.plan.folder or Path()
    for name, code in (("logo", "poster15"), ("profile", "poster18")):
        found = getattr(posters.artwork, name)
        if isinstance(found, Unfit) and is_there(folder / getattr(edition.channel.settings, name)):
            yield Finding(
                code="poster16" if found.is_alive else code, level=Level.WARNING, text=printable(found.text), mend=found.mend,
                place=f"channels.{edition.channel.channel.key}.settings.{name}", channel=edition.channel.key,
            )  # fmt: skip


def _of_message(posters: Posters, message: Message, drawn: list[Poster]) -> Iterator[Finding]:
    picture = posters.artwork.picture(message)
    if isinstance(picture, Unfit):
        yield _about(posters, message, "poster17", f"{message.key}: {printable(picture.text)}", picture.mend)
    elif picture is not None:
        coarse = {
            one.format.key: round(density(picture, one.format) * 25.4)
            for one in drawn
            if picture in posters.shown(one) and density(picture, one.format) < one.format.grain
        }
        if coarse:
            found = ", ".join(f"{key} {dpi} dpi" for key, dpi in coarse.items())
            text = tr("the picture of {message} is too coarse: {found}", message=message.key, found=found)
            yield _about(posters, message, "poster19", text, tr("take the picture as the camera wrote it, not as it was sent around"))  # fmt: skip
    unprinted = {one.format.key for one in drawn if posters.wants_print(one) and not posters.prints(one)}
    if unprinted and not isinstance(posters.artwork.profile, Inks):
        text = tr(
            "{message}, {formats}: nothing is printed, for its pictures are in colours of screens and there is no profile of the printing house",
            message=message.key, formats=", ".join(sorted(unprinted)),
        )  # fmt: skip
        yield _about(posters, message, "poster20", text, tr("name the printing house's profile, or take out logo and picture"))  # fmt: skip


def _about(posters: Posters, message: Message, code: str, text: str, mend: str) -> Finding:
    return Finding(
        code=code, level=Level.WARNING, text=text, mend=mend, file=message.source, message=message.key,
        channel=posters.edition.channel.key,
    )  # fmt: skip
