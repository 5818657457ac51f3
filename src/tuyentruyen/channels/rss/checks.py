"""What a feed cannot carry, told before it has to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath

import attrs

from tuyentruyen.channels.rss.feeds import home_page
from tuyentruyen.channels.rss.settings import RssSettings
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Limits
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.values import Html, is_link
from tuyentruyen.text import controls, printable
from tuyentruyen.wording import tr

LIMITS = Limits(title=300, body=100_000)
"""What readers bear: a title of one or two lines, and a body of some fifteen thousand words."""

_LINK = attrs.fields(Message).link
_ADDRESSES = ("https:", "http:", "mailto:", "tel:", "#")
_MOST_DROPPED = 10
_Fault = tuple[str, Level, str, str]


def findings(edition: Edition[RssSettings]) -> Iterator[Finding]:
    """What is wrong with the channel and with each message; an error leaves out what it names, and no more."""
    channel, settings = edition.channel.key, edition.channel.settings
    place = f"channels.{edition.channel.channel.key}.settings"
    if not home_page(edition):
        yield Finding(
            code="rss01",
            text=tr("channel {channel} has no page it belongs to", channel=channel),
            mend=tr('set link or base, such as link = "https://hanoi.example/"'),
            place=place,
            channel=channel,
        )
    elif not settings.base:
        yield Finding(
            code="rss02",
            level=Level.WARNING,
            text=tr("the feeds of channel {channel} do not say where they lie", channel=channel),
            mend=tr("set base to the address under which the folder {channel} is published", channel=channel),
            place=place,
            channel=channel,
        )
    files = frozenset(edition.files)
    for message in edition.messages:
        for code, level, text, mend in faults(message, files=files, base=settings.base):
            yield Finding(
                code=code, level=level, text=text, mend=mend, file=message.source, message=message.key, channel=channel
            )


def faults(message: Message, *, files: frozenset[str] = frozenset(), base: str = "") -> Iterator[_Fault]:
    """What is wrong with one message: code, level, what, and what to do. Takes some ten microseconds of a clean one."""
    words = f"{message.title}{message.summary}{message.body}"
    if not words.isprintable() and not words.replace("\n", "").isprintable():
        yield from _control_faults(message)
    if not message.title.strip():
        yield (
            "rss04",
            Level.ERROR,
            tr("{message} has no title", message=message.key),
            tr("give it one; readers list titles"),
        )
    elif len(message.title) > 300:
        text = tr("the title of {message} has {count} characters", message=message.key, count=len(message.title))
        yield "rss05", Level.ERROR, text, tr("shorten it to {most} or fewer", most=LIMITS.title)
    if len(message.body) > 100_000:
        text = tr("the body of {message} has {count} characters", message=message.key, count=len(message.body))
        yield "rss06", Level.ERROR, text, tr("shorten it to {most} or fewer, or part it", most=LIMITS.body)
        return
    if fault := wrong_address(message.link):
        text = tr("the link of {message} leads nowhere: {fault}", message=message.key, fault=printable(fault))
        yield "rss07", Level.ERROR, text, tr("write it in full, beginning with https://")
    for media in message.media:
        yield from _media_faults(message, media, files=files, base=base)
    for address in islice(_dropped(message), _MOST_DROPPED):
        text = tr("a link in {message} is dropped: {address}", message=message.key, address=printable(address))
        yield "rss10", Level.WARNING, text, tr("write it in full, beginning with https://")


def wrong_address(address: str) -> str:
    """Why an address is no absolute one of the web; empty if it is, or if there is none."""
    try:
        is_link(None, _LINK, address)
    except ValueError as fault:
        return str(fault)
    return ""


def _control_faults(message: Message) -> Iterator[_Fault]:
    for name, value in (("title", message.title), ("summary", message.summary), ("body", message.body)):
        if found := controls(value):
            named = ", ".join(found[:5])
            text = tr("the {field} of {message} holds {found}", field=name, message=message.key, found=named)
            yield "rss03", Level.ERROR, text, tr("delete these characters; no reader shows them")


def _media_faults(message: Message, media: Media, *, files: frozenset[str], base: str) -> Iterator[_Fault]:
    if media.url:
        return
    if media.digest not in files:
        text = tr("{path} of {message} is missing", path=printable(media.path) or "media", message=message.key)
        yield "rss08", Level.ERROR, text, tr("put the file beside the text, or take it out of the message")
    elif not base:
        text = tr(
            "{path} of {message} is not attached: the feed does not know its address",
            path=media.path,
            message=message.key,
        )
        yield (
            "rss09",
            Level.WARNING,
            text,
            tr("set base to the address under which the folder of the channel is published"),
        )


def _dropped(message: Message) -> Iterator[str]:
    """Addresses in a body that lead nowhere, as far as a quick look tells."""
    body = message.body
    if isinstance(body, Html):
        for name in ("href=", "src="):
            if name in body and body.count(name) > body.count(f'{name}"http'):
                for piece in body.split(name)[1:]:
                    address = piece[:200].strip("\"' ").split('"')[0].split("'")[0]
                    if not address.lower().startswith(_ADDRESSES) and _leads_nowhere(message, address):
                        yield address[:60]
    elif "](" in body:
        for piece in body.split("](")[1:]:
            address = piece[:200].split(")")[0].strip("<> \n")
            if not address.lower().startswith(_ADDRESSES) and _leads_nowhere(message, address):
                yield address[:60]


def _leads_nowhere(message: Message, address: str) -> bool:
    """Whether an address has a scheme that is not allowed, or is relative to nothing."""
    scheme, colon, _ = address.partition(":")
    if colon and scheme.replace("+", "").replace("-", "").replace(".", "").isalnum():
        return True
    return not message.link and not any(
        address in (media.path, PurePosixPath(media.path).name) for media in message.media
    )
