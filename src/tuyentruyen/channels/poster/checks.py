"""What posters cannot show, or would show badly, told before anything is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from tuyentruyen.channels.poster.blemishes import blemishes, is_there
from tuyentruyen.channels.poster.boards import FOLDER, Boards
from tuyentruyen.channels.poster.codes import LONGEST, fits_code
from tuyentruyen.channels.poster.colours import contrast, palette
from tuyentruyen.channels.poster.formats import FORMATS
from tuyentruyen.channels.poster.posters import Posters
from tuyentruyen.channels.poster.settings import PosterSettings
from tuyentruyen.channels.poster.trials import Trials, Tried
from tuyentruyen.errors import MissingExtraError, RenderError
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Limits
from tuyentruyen.model.message import Message
from tuyentruyen.schedule import members
from tuyentruyen.text import controls, in_vietnam, printable
from tuyentruyen.wording import tr

LIMITS = Limits(title=160, pages=1)
"""What a sheet holds at a size that can be read."""
LEAST_CONTRAST = 4.5
"""Between text and ground, by WCAG 2.2, 1.4.3."""
_NAMED = 4
_KINDS = {
    "fit": "poster08",
    "sign": "poster09",
    "code": "poster10",
    "picture": "poster22",
    "sheets": "poster13",
    "design": "poster13",
}


def findings(edition: Edition[PosterSettings], version: str) -> Iterator[Finding]:
    """What is wrong with the channel, then with each message; an error leaves out what it names.

    A message is in error if there is none of its posters. While there is one, the rest is told as a warning.
    """
    yield from _of_settings(edition)
    yield from _of_colours(edition)
    yield from _of_files(edition)
    bad = set()
    for message in edition.messages:
        for found in _of_message(edition, message):
            if found.level is Level.ERROR:
                bad.add(message.key)
            yield found
    sound = edition.without(bad)
    try:
        posters = Posters(sound)
        tried = Trials(posters, version, edition.channel.folder).all(posters)
        yield from blemishes(posters, [one.poster for one in tried if one.is_made])
        yield from _of_boards(edition, Boards(posters, version))
    except MissingExtraError as fault:
        text = tr("what fits on a poster of channel {channel} cannot be tried", channel=edition.channel.key)
        yield _finding(edition, "poster14", text, str(fault), "")
        return
    except RenderError as fault:
        yield _finding(
            edition, "poster13", str(fault), tr("mend the design, or take out designs"), "designs", Level.ERROR
        )
        return
    for key, some in groupby(tried, key=lambda one: one.poster.message.key):
        yield from _of_trials(edition, key, list(some))


# -- the channel -------------------------------------------------------------------------------------------------------


def _finding(
    edition: Edition[PosterSettings], code: str, text: str, mend: str, place: str, level: Level = Level.WARNING
) -> Finding:
    where = ".".join(filter(None, (f"channels.{edition.channel.channel.key}.settings", place)))
    return Finding(code=code, level=level, text=text, mend=mend, place=where, channel=edition.channel.key)


def _of_settings(edition: Edition[PosterSettings]) -> Iterator[Finding]:
    """Settings that ask for nothing, or for what is not there."""
    settings, plan = edition.channel.settings, edition.plan
    if settings.each and not members(plan, settings.each, in_vietnam(edition.now).date()):
        text = tr("{key} is no group of units that exist", key=printable(settings.each))
        mend = tr("name a group of the plan; until then there is one poster for all")
        yield _finding(edition, "poster01", text, mend, "each")
    papers = [key for key in settings.formats if not FORMATS[key].pixels]
    if "print" in settings.outputs and not papers:
        text = tr("channel {channel} prints, and has screens alone", channel=edition.channel.key)
        yield _finding(edition, "poster04", text, tr("add a sheet such as a3 to formats, or take out print"), "outputs")
    for key in settings.copies:
        if key not in papers or "print" not in settings.outputs:
            text = tr("copies of {format} are ordered, and it is not printed", format=key)
            mend = tr("add {format} to formats and print to outputs, or take it out of copies", format=key)
            yield _finding(edition, "poster04", text, mend, f"copies.{key}")


def _of_colours(edition: Edition[PosterSettings]) -> Iterator[Finding]:
    """Colours of text that do not stand out from their ground, on screens or in print."""
    settings = edition.channel.settings
    tint = str(palette(settings)["tint"]["rgb"])
    for name, grounds in (("brand", ("#ffffff", tint)), ("accent", ("#ffffff",))):
        inks: Sequence[int] = getattr(settings, f"{name}_ink")
        for place, colour in ((name, getattr(settings, name)), (f"{name}_ink", _printed(inks) if inks else "")):
            found = min((contrast(colour, ground) for ground in grounds), default=21) if colour else 21
            if found < LEAST_CONTRAST:
                text = tr(
                    "{name} has a contrast of {found:.1f} where {least} is needed to be read",
                    name=place, found=found, least=LEAST_CONTRAST,
                )  # fmt: skip
                yield _finding(edition, "poster02", text, tr("choose a darker colour"), place)


def _printed(inks: Sequence[int]) -> str:
    """About how inks look on white paper."""
    *parts, black = inks
    return "#" + "".join(f"{round(255 * (1 - part / 100) * (1 - black / 100)):02x}" for part in parts)


def _of_files(edition: Edition[PosterSettings]) -> Iterator[Finding]:
    """Files and folders of the plan that are not there."""
    settings, folder = edition.channel.settings, edition.plan.folder or Path()
    for name, kind in (("logo", Path.is_file), ("profile", Path.is_file), ("designs", Path.is_dir)):
        path = getattr(settings, name)
        if path and not is_there(folder / path, kind):
            text = tr("{path} is missing", path=printable(path))
            yield _finding(edition, "poster03", text, tr("put it there, or take out {name}", name=name), name)


# -- messages ----------------------------------------------------------------------------------------------------------


def _about(
    edition: Edition[PosterSettings], message: Message, code: str, level: Level, text: str, mend: str
) -> Finding:
    return Finding(
        code=code, level=level, text=text, mend=mend, file=message.source, message=message.key, channel=edition.channel.key
    )  # fmt: skip


def _of_message(edition: Edition[PosterSettings], message: Message) -> Iterator[Finding]:
    """What can be seen without setting anything."""
    for name, value in (("title", message.title), ("summary", message.summary), ("body", message.body)):
        if signs := controls(value):
            text = tr(
                "the {field} of {message} holds {found}", field=name, message=message.key, found=", ".join(signs[:5])
            )
            yield _about(
                edition, message, "poster05", Level.ERROR, text, tr("delete these characters; no reader shows them")
            )
    count, most = len(message.title), LIMITS.title or 0
    if not message.title.strip():
        text = tr("{message} has no title", message=message.key)
        yield _about(edition, message, "poster06", Level.ERROR, text, tr("give it one; it is the headline"))
    elif count > most:
        text = tr("the title of {message} has {count} characters", message=message.key, count=count)
        yield _about(edition, message, "poster07", Level.ERROR, text, tr("shorten it to {most} or fewer", most=most))
    if edition.channel.settings.boards and message.key == FOLDER:
        text = tr("the posters of {message} would lie where the boards do", message=message.key)
        yield _about(edition, message, "poster21", Level.ERROR, text, tr("give it another key, or take out boards"))
    if all(FORMATS[key].strip for key in edition.channel.settings.formats):
        return
    if not message.link:
        text = tr("{message} has no page, and so its posters have no code", message=message.key)
        mend = tr("give it a link, or the plan a pattern of links")
        yield _about(edition, message, "poster11", Level.WARNING, text, mend)
    elif not fits_code(message.link):
        text = tr("the link of {message} is too long for a code, and so its posters have none", message=message.key)
        mend = tr("give it one of {most} characters or fewer", most=LONGEST)
        yield _about(edition, message, "poster12", Level.WARNING, text, mend)


def _of_trials(edition: Edition[PosterSettings], key: str, tried: Sequence[Tried]) -> Iterator[Finding]:
    """What came of setting the posters of one message."""
    level = Level.WARNING if any(one.is_made for one in tried) else Level.ERROR
    flawed: dict[tuple[str, str, str], list[Tried]] = {}
    for one in tried:
        if one.flaw is not None:
            flawed.setdefault((one.flaw.kind, one.flaw.design, one.flaw.detail), []).append(one)
    for (kind, _, _), some in flawed.items():
        flaw = some[0].flaw
        assert flaw is not None
        text = tr("{message}, {where}: {flaw}", message=key, where=_where(some, tried), flaw=flaw.told())
        weight = Level.WARNING if some[0].is_made else level
        yield _about(edition, some[0].poster.message, _KINDS[kind], weight, printable(text), _mend(some))


def _of_boards(edition: Edition[PosterSettings], boards: Boards) -> Iterator[Finding]:
    """What came of setting the boards."""
    for board in boards:
        if (flaw := boards.flaw(board)) is not None:
            text = printable(tr("{place}: {reason}", place=board.name, reason=flaw.told()))
            mend = tr("mend what the plan says of the unit and of the procedures it settles")
            yield _finding(edition, _KINDS[flaw.kind], text, mend, "boards")


def _where(some: Sequence[Tried], tried: Sequence[Tried]) -> str:
    """Which posters: formats, and of several units which."""
    formats = ", ".join(dict.fromkeys(one.poster.format.key for one in some))
    units = list(dict.fromkeys(one.poster.unit.key for one in some))
    if len({one.poster.unit.key for one in tried}) == 1 or len(units) == len({one.poster.unit.key for one in tried}):
        return formats
    named = ", ".join(units[:_NAMED])
    more = len(units) - _NAMED
    return f"{formats} ({named}" + (tr(" and {count} more", count=more) if more > 0 else "") + ")"


def _mend(some: Sequence[Tried]) -> str:
    """What to do about it."""
    poster, kind = some[0].poster, some[0].flaw.kind if some[0].flaw else ""
    if kind == "fit":
        if all(one.poster.design == "slogan" for one in some):
            return tr("shorten the title, or a word of it; nothing else stands there")
        if poster.design == "steps":
            return tr("shorten the title or the items of its first numbered list")
        if not poster.message.summary:
            return tr("give it a summary of a sentence or two: without one its first paragraph is shown")
        return tr("shorten the title or the summary")
    if kind == "sign":
        return tr("write it with letters and signs of Vietnamese")
    if kind == "code":
        return tr("let the design draw it wider")
    if kind == "picture":
        return tr("shorten the text, or take the picture out")
    return tr("mend the design, or take out designs")
