"""What a mail says: from the messages of an edition to one letter, the same for all its readers but for a few slots."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from attrs import evolve, field, frozen

from tuyentruyen.audience import mailbox
from tuyentruyen.channels.email.attachments import attached
from tuyentruyen.channels.email.mime import slot
from tuyentruyen.channels.email.pictures import SHOWN, Enclosed, enclosed
from tuyentruyen.channels.email.settings import EmailSettings
from tuyentruyen.formats.layouts import safe
from tuyentruyen.markup import excerpt, html, plain
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.toolkit import media_type, seen_from, unit_of
from tuyentruyen.text import in_vietnam, short_date
from tuyentruyen.wording import speaking, tr

_CID = "https://cid.invalid/"
_WIDEST = 536
_PREHEADER = 120
_LINE = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_BREAKS = re.compile(r"[ \t-\r\x1c-\x1e\x85\u2028\u2029]+")
_TABLE = re.compile("<table>.*?</table>", re.DOTALL)
_DIGITS = re.compile(r"[\d+][\d .()-]{5,}")


@frozen
class Line:
    """One line about how to get no more of these mails; the address is a slot, or one that is the same for all."""

    before: str
    label: str = ""
    address: str = ""
    after: str = ""


@frozen
class Picture:
    """A picture as it is shown: where it is, what it shows, how wide."""

    address: str
    alt: str
    width: int


@frozen(kw_only=True)
class Item:
    """One message in a letter."""

    title: str
    by: str
    date: str
    urgent: bool
    html: Any
    text: str
    pictures: tuple[Picture, ...]
    link: str


@frozen
class Contact:
    """How a unit is reached: its name, and lines of label, value, and where the value leads to."""

    name: str
    lines: tuple[tuple[str, str, str], ...]


@frozen(kw_only=True)
class Letter:
    """What a mail says.

    Attributes:
        language: Tag of BCP 47.
        subject: Its subject, in one line.
        preheader: What mail programs show after the subject.
        sender: Who writes.
        about: What the channel is about.
        greeting: The greeting, with a slot; empty if none.
        heading: Of a digest, its heading; empty if it is one message.
        items: The messages.
        contacts: Who can be asked.
        why: Why the reader gets it.
        leaving: How to get no more.
        logo: Where the logo is; empty if there is none.
        enclosed: Files that travel along.
        messages: Keys of the messages.
    """

    language: str
    subject: str
    preheader: str
    sender: str
    about: str
    greeting: str = ""
    heading: str = ""
    items: tuple[Item, ...]
    contacts: tuple[Contact, ...]
    why: str
    leaving: tuple[Line, ...]
    logo: str = ""
    enclosed: tuple[Enclosed, ...] = field(default=(), repr=False)
    messages: tuple[str, ...]


def sender_of(edition: Edition[EmailSettings]) -> str:
    """The address that mails come from; empty if nobody says one that can be used."""
    return usable(unit_address(edition.channel.settings.sender, edition.channel.owner) or edition.channel.owner.email)


def unit_address(address: str, unit: Unit) -> str:
    """An address of a setting, in which ``{unit}`` stands for the key of the unit that owns the channel."""
    return address.replace("{unit}", unit.key)


def usable(address: str) -> str:
    """An address as it is sent to, its domain in ASCII; empty if it is none: a unit's may be a word, or two of them."""
    try:
        return mailbox(address).address
    except ValueError:
        return ""


def themes_of(edition: Edition[EmailSettings], message: Message) -> tuple[str, ...]:
    """Keys of the themes of a message, its own or its activity's."""
    activity = edition.plan.activities.get(message.activity)
    named = message.themes or (activity.themes if activity else ())
    return tuple(edition.plan.themes) if "*" in named else named


def letter_of(
    edition: Edition[EmailSettings], messages: Sequence[Message], *, heading: str, leaving: Iterable[Line]
) -> Letter:
    """The letter that these messages become.

    Args:
        edition: What they are of.
        messages: One or more, in order.
        heading: Of a digest, its heading; empty for one message.
        leaving: How to get no more.

    Raises:
        RenderError: A file that goes along cannot be read.
        OSError: One that another channel publishes is not there yet.
    """
    settings, owner = edition.channel.settings, edition.channel.owner
    domain = mailbox(sender_of(edition)).domain
    files: dict[str, Enclosed] = {}
    first = messages[0]
    language = first.language or edition.plan.language
    with speaking(language.partition("-")[0]):
        items = tuple(_item(edition, message, files, domain) for message in messages)
        title = heading or items[0].title
        return Letter(
            language=language,
            subject=f"[QC] {title}" if any(message.advertising for message in messages) else title,
            preheader=_preheader(messages, heading),
            sender=settings.sender_name or owner.name,
            about=edition.channel.channel.title or edition.plan.title,
            greeting=settings.greeting.replace("{name}", slot("name")),
            heading=heading,
            items=items,
            contacts=_contacts(edition, messages),
            why=settings.why
            or tr("You get this mail because you asked {owner} for news.", owner=settings.sender_name or owner.name),
            leaving=tuple(leaving),
            logo=f"cid:{logo.cid}" if (logo := _logo(edition, files, domain)) else "",
            enclosed=tuple(files.values()),
            messages=tuple(message.key for message in messages),
        )


def _logo(edition: Edition[EmailSettings], files: dict[str, Enclosed], domain: str) -> Enclosed | None:
    """The owner's logo, which travels along; None if there is none that can be shown."""
    name = edition.channel.settings.logo
    path = (edition.plan.folder or Path()) / name
    if not name or not path.is_file():
        return None
    digest = hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
    logo = enclosed(Media(path=name, digest=digest), path, domain)
    if not logo.cid:
        return None
    files.setdefault(digest, logo)
    return logo


def one_line(text: str) -> str:
    """A text in one line; blanks that do not break stay."""
    return text if _LINE.fullmatch(text) else _BREAKS.sub(" ", text).strip(" ")


def _preheader(messages: Sequence[Message], heading: str) -> str:
    if heading:
        return one_line("; ".join(message.title for message in messages))[:_PREHEADER]
    return one_line(messages[0].summary) or excerpt(html(messages[0].body), length=_PREHEADER)


def _item(edition: Edition[EmailSettings], message: Message, files: dict[str, Enclosed], domain: str) -> Item:
    media = tuple(_linked(item, edition.channel.settings) for item in message.media)
    own = {item.path: item for item in media if item.path and (item.url or item.digest in edition.files)}
    for item in own.values():
        if item.digest not in files and not item.url:
            files[item.digest] = enclosed(item, edition.files[item.digest], domain)
    files |= {str(path): file for path, file in attached(edition, message)}
    used: set[str] = set()
    resolve = partial(_resolved, message, own, files, used)
    body = html(message.body, resolve=resolve).replace(_CID, "cid:")
    body = _TABLE.sub(
        r'<div class="wide">\g<0></div>', body
    )  # what is too wide for a telephone can be moved, not broken
    text = plain(message.body, resolve=resolve)
    return Item(
        title=one_line(message.title),
        by=unit_of(edition, message).name,
        date=short_date(in_vietnam(message.published).date()),
        urgent=message.urgent,
        html=safe(body),
        text=re.sub(rf" ?[(<\[]?{re.escape(_CID)}\S+", "", text),
        pictures=tuple(_pictures(media, files, used)),
        link=message.link,
    )


def _linked(item: Media, settings: EmailSettings) -> Media:
    """A file of a message; a picture with its address, where pictures do not travel along."""
    if settings.pictures == "cid" or item.url or not item.path or media_type(item) not in SHOWN:
        return item
    return evolve(item, url=f"{settings.base.rstrip('/')}/{quote(item.path)}")


def _resolved(
    message: Message, own: dict[str, Media], files: dict[str, Enclosed], used: set[str], address: str
) -> str | None:
    """The address of a picture of the body: that of the file which travels along, or as seen from the message's page."""
    for path, item in own.items():
        if address not in (path, PurePosixPath(path).name):
            continue
        if item.url:
            used.add(item.digest)
            return item.url
        if (file := files.get(item.digest)) and file.cid:
            used.add(item.digest)
            return _CID + file.cid
    return seen_from(message.link, address)


def _pictures(media: Iterable[Media], files: dict[str, Enclosed], used: set[str]) -> Iterable[Picture]:
    for item in media:
        file = files.get(item.digest)
        if item.digest and item.digest in used:
            continue
        if file is not None and file.cid:
            yield Picture(f"cid:{file.cid}", item.alt, min(file.width or _WIDEST, _WIDEST))
        elif item.url and media_type(item).startswith("image/"):
            yield Picture(item.url, item.alt, _WIDEST)


def _contacts(edition: Edition[EmailSettings], messages: Sequence[Message]) -> tuple[Contact, ...]:
    """How the units that speak are reached; the hotline of a message goes before that of its unit."""
    found: dict[tuple[str, str], Contact] = {}
    for message in messages:
        unit = unit_of(edition, message)
        hotline = message.hotline or unit.hotline
        found.setdefault((unit.key, hotline), _contact(unit, hotline))
    if any(message.advertising for message in messages):
        owner = edition.channel.owner
        found.setdefault((owner.key, owner.hotline), _contact(owner, owner.hotline))
    return tuple(found.values())


def _contact(unit: Unit, hotline: str) -> Contact:
    digits = _DIGITS.match(hotline)
    telephone = f"tel:{re.sub(r'[^0-9+]', '', digits[0])}" if digits else ""
    feedback = unit.feedback if unit.feedback.startswith("https://") else ""
    lines = (
        (tr("Hotline"), hotline, telephone),
        (tr("E-mail"), unit.email, f"mailto:{quote(address, safe='@')}" if (address := usable(unit.email)) else ""),
        (tr("Address"), unit.address, ""),
        (tr("Website"), unit.link, unit.link),
        (tr("Feedback and complaints"), unit.feedback, feedback),
    )
    return Contact(unit.name, tuple(line for line in lines if line[1]))
