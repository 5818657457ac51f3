"""What the site cannot show, told before anything is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tuyentruyen.channels.portal.alive import what_runs
from tuyentruyen.channels.portal.logo import Unfit, logo_of
from tuyentruyen.channels.portal.reading import Reading, address_in, channel_called
from tuyentruyen.channels.portal.removed import removed, shown_as_text
from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Limits
from tuyentruyen.model.message import Media, Message
from tuyentruyen.text import controls, printable, slug
from tuyentruyen.wording import tr

LIMITS = Limits(title=300, body=2_000_000)
"""What a page can show and a browser reads."""
LINE = 75
"""Letters of one word that fill a line."""
_LONG_BODY = 200_000
_LETTER = r"[A-Za-z0-9_\u00c0-\u024f\u1e00-\u1eff]"
_ENDLESS = re.compile(rf"{_LETTER}{{{LINE},}}")
_BETWEEN = re.compile(r"https?://\S+|<[^<>]{0,2000}>")
_PILED = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3}")
_Fault = tuple[str, Level, str, str]
"""Code, level, what is wrong, and what to do."""


def findings(edition: Edition[PortalSettings]) -> Iterator[Finding]:
    """What is wrong with the channel and with each message; an error leaves out what it names."""
    channel = edition.channel
    if not channel.settings.base:
        text = tr("channel {channel} does not say where its site is published", channel=channel.key)
        mend = tr('set base, such as "https://hanoi.example/"; without it there are no canonical links and no sitemap')
        where = f"channels.{channel.channel.key}.settings.base"
        yield Finding(code="portal01", level=Level.WARNING, text=text, mend=mend, place=where, channel=channel.key)
    for path in channel.settings.feeds:
        found = channel_called(edition, path.partition("/")[0])
        if found is None or "/" not in path or not address_in(found.settings, "base"):
            text = tr("{path} is no feed of a channel that says where it is published", path=path)
            mend = tr("write channel/file, such as tin/feed.xml, and give that channel its base")
            where = f"channels.{channel.channel.key}.settings.feeds"
            yield Finding(code="portal03", level=Level.WARNING, text=text, mend=mend, place=where, channel=channel.key)
    logo = logo_of(edition)
    if isinstance(logo, Unfit):
        code, where = "portal06" if logo.is_alive else "portal05", f"channels.{channel.channel.key}.settings.logo"
        yield Finding(
            code=code, level=Level.WARNING, text=logo.text, mend=logo.mend, place=where, channel=channel.key
        )  # fmt: skip
    yield from _message_faults(edition)


def _message_faults(edition: Edition[PortalSettings]) -> Iterator[Finding]:
    reading, first = Reading(edition), dict[tuple[str, str], Message]()
    for message in edition.messages:
        for code, level, text, mend in (*_of_message(reading, message), *_of_title(reading, message, first)):
            yield Finding(
                code=code, level=level, text=text, mend=mend, file=message.source, message=message.key, channel=edition.channel.key
            )  # fmt: skip


def _of_message(reading: Reading, message: Message) -> Iterator[_Fault]:
    """What is wrong with one message by itself."""
    key = message.key
    for name, most in (("title", LIMITS.title or 0), ("body", LIMITS.body or 0)):
        if (count := len(getattr(message, name))) > most:
            text = tr("the {field} of {message} has {count} characters", field=name, message=key, count=count)
            yield "portal04", Level.ERROR, text, tr("shorten it to {most} or fewer", most=most)
    for name, value in (("title", message.title), ("summary", message.summary), ("body", message.body)):
        if signs := controls(value):
            found = ", ".join(signs[:5])
            text = tr("the {field} of {message} holds {found}", field=name, message=key, found=found)
            yield "portal02", Level.ERROR, text, tr("delete these characters; no reader shows them")
    if gone := removed(message.body):
        text = tr(
            "what may run or load something is left out of {message}: {found}", message=key, found=", ".join(gone)
        )
        yield "portal07", Level.WARNING, text, tr("take it out; say in words, or link, what it was to show")
    if seen := shown_as_text(message.body):
        text = tr("readers of {message} see HTML as it was typed: {found}", message=key, found=", ".join(seen))
        yield "portal08", Level.WARNING, text, tr("write it in Markdown, in which HTML is only text")
    if addresses := reading.elsewhere(message):
        found = ", ".join(printable(address[:80]) for address in addresses[:3])
        text = tr("{message} links pictures on other hosts instead of showing them: {found}", message=key, found=found)
        yield "portal09", Level.WARNING, text, tr("put the pictures beside the text and name them under media")
    for media in message.media:
        yield from _of_file(reading.edition.files.get(media.digest), key, media)
    if len(message.body) > _LONG_BODY:
        text = tr("the {field} of {message} has {count} characters", field="body", message=key, count=len(message.body))
        yield "portal13", Level.WARNING, text, tr("part it, or attach it as a file: readers wait for so long a page")
    for name, value in (("title", message.title), ("summary", message.summary), ("body", message.body)):
        if word := endless_word(value):
            text = tr(
                "the {field} of {message} has a word that is longer than a line: {word}",
                field=name,
                message=key,
                word=f"{word}…",
            )
            yield (
                "portal14",
                Level.WARNING,
                text,
                tr("put spaces between its parts; as it stands, it is broken anywhere"),
            )


def _of_file(path: Path | None, key: str, media: Media) -> Iterator[_Fault]:
    shown = printable(media.path) or "media"
    if path is None and not media.url:
        text = tr("{path} of {message} is missing", path=shown, message=key)
        yield "portal10", Level.WARNING, text, tr("put the file beside the text, or take it out of the message")
    elif path is not None and not path.is_file():
        text = tr("{path} of {message} is missing", path=shown, message=key)
        yield "portal10", Level.ERROR, text, tr("put the file beside the text, or take it out of the message")
    elif path is not None and (runs := what_runs(media, path)):
        found = ", ".join(runs)
        text = tr(
            "{path} of {message} is not published: browsers would run it: {found}", path=shown, message=key, found=found
        )
        yield "portal11", Level.WARNING, text, tr("attach it as a PDF or PNG, or in a ZIP")


def _of_title(reading: Reading, message: Message, first: dict[tuple[str, str], Message]) -> Iterator[_Fault]:
    """What keeps readers from finding a message by its title, or from telling it apart; ``first`` are those that came before."""
    found = slug(message.title)
    if not any(map(str.isalnum, message.title)):
        text = tr(
            "the title of {message} holds no letter and no figure: neither search nor index finds it",
            message=message.key,
        )
        yield "portal15", Level.WARNING, text, tr("say in words what it is about")
    if _PILED.search(message.title):
        text = tr("marks are piled up over a letter in the title of {message}, into other lines", message=message.key)
        yield "portal16", Level.WARNING, text, tr("type the word anew: a letter has two marks at most")
    other = first.setdefault((reading.unit_of(message).key, found), message)
    if found and other is not message:
        text = tr("{message} has the same title as {other}, of the same unit", message=message.key, other=other.key)
        yield "portal12", Level.WARNING, text, tr("say in the title what is new in it, such as the month or the place")


def endless_word(text: str) -> str:
    """The beginning of a word of more letters than fill a line, addresses apart; empty if there is none."""
    place, last = 0, len(text) - LINE
    while place <= last:  # from the last space of what fits on a line to the next
        end = place + LINE
        space = text.rfind(" ", place, end)
        if space < 0 and (space := text.rfind("\n", place, end)) < 0:
            found = _ENDLESS.search(_BETWEEN.sub(" ", text))
            return found[0][:30] if found else ""
        place = space + 1
    return ""
