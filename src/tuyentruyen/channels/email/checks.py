"""What mail cannot carry, and who would get it, told before anything is sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve

from tuyentruyen.channels.email.attachments import published
from tuyentruyen.channels.email.digest import issues
from tuyentruyen.channels.email.letter import sender_of, usable
from tuyentruyen.channels.email.mailing import Desk, Mailing
from tuyentruyen.channels.email.pictures import SHOWN
from tuyentruyen.channels.email.settings import EmailSettings
from tuyentruyen.channels.email.signing import Signature
from tuyentruyen.errors import AudienceError, RenderError
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Limits
from tuyentruyen.model.message import Message
from tuyentruyen.plugins.toolkit import media_type, unit_of
from tuyentruyen.roles import counted
from tuyentruyen.text import controls, printable
from tuyentruyen.wording import tr

LIMITS = Limits(title=200, body=100_000, size=45_000_000, address="email")
"""What mail programs show of a subject, what their readers read, and what mail servers take."""

_TRIAL = b"From: a@mau.example\r\nSubject: a\r\n\r\na\r\n"
"""A mail that is signed to see whether that can be done."""

_REASONS = {
    "faulty": lambda: tr("no address that can be used"),
    "twice": lambda: tr("named twice"),
    "not-allowed": lambda: tr("not allowed in a trial"),
    "other-theme": lambda: tr("asked for other themes"),
    "other-unit": lambda: tr("asked for other units"),
    "no-consent": lambda: tr("consent not recorded"),
    "unsubscribed": lambda: tr("want no more"),
    "bounced": lambda: tr("mails came back"),
    "complained": lambda: tr("complained"),
}


def findings(edition: Edition[EmailSettings]) -> Iterator[Finding]:
    """What is wrong with the channel and with each message; an error leaves out what it names. Then who would get what."""
    wrong = False
    for finding in _channel_faults(edition):
        wrong = wrong or finding.level is Level.ERROR
        yield finding
    yield from _answer_faults(edition)
    bad = set()
    for message in edition.messages:
        for finding in _message_faults(edition, message):
            if finding.level is Level.ERROR:
                bad.add(message.key)
            yield finding
    for finding in _digest_faults(edition.without(bad)):
        bad.add(finding.message)
        yield finding
    if not wrong:
        yield from _audience(edition.without(bad))


def _finding(
    edition: Edition[EmailSettings], code: str, level: Level, text: str, mend: str, place: str = ""
) -> Finding:
    channel = edition.channel
    where = f"channels.{channel.channel.key}.settings"
    return Finding(
        code=code, level=level, text=text, mend=mend, place=f"{where}.{place}" if place else where, channel=channel.key
    )


def _channel_faults(edition: Edition[EmailSettings]) -> Iterator[Finding]:
    settings, key = edition.channel.settings, edition.channel.key
    is_sent = settings.target == "smtp"
    if not sender_of(edition):
        text = tr("channel {channel} has no sender", channel=key)
        yield _finding(
            edition, "email01", Level.ERROR, text, tr("set sender, or the e-mail address of its owner"), "sender"
        )
    if is_sent and settings.smtp is None:
        text = tr("channel {channel} sends mail and names no mail server", channel=key)
        yield _finding(
            edition, "email02", Level.ERROR, text, tr('give it a table [settings.smtp] with host = "…"'), "smtp"
        )
    if is_sent and settings.smtp is not None and (settings.smtp.port, settings.smtp.security) == (465, "starttls"):
        text = tr(
            "channel {channel} waits on port 465 for words in the clear; TLS begins there with the first byte",
            channel=key,
        )
        yield _finding(
            edition, "email21", Level.WARNING, text, tr('set security to "tls", or port to 587'), "smtp.port"
        )
    if is_sent and settings.secret is None:
        text = tr("channel {channel} sends mail and has no secret to sign its links with", channel=key)
        mend = tr(
            'set secret = { env = "TT_MAIL_SECRET" }, and the variable to 16 characters or more, for ever the same'
        )
        yield _finding(edition, "email03", Level.ERROR, text, mend, "secret")
    elif settings.secret is not None:
        try:
            Desk(edition).signer  # noqa: B018 - it is made to see whether it can be
        except (LookupError, ValueError) as fault:
            text = tr("channel {channel} has no usable secret: {fault}", channel=key, fault=fault.args[0])
            yield _finding(edition, "email03", Level.ERROR, text, tr("set the variable, for ever the same"), "secret")
    yield from _key_faults(edition)
    if is_sent and not settings.unsubscribe:
        text = tr("readers of channel {channel} cannot unsubscribe with one click", channel=key)
        mend = tr('set unsubscribe to a page of the portal, such as "https://hanoi.example/thoi-nhan?ma={token}"')
        yield _finding(edition, "email04", Level.WARNING, text, mend, "unsubscribe")
    if settings.same_for_all and settings.greeting:
        text = tr("channel {channel} sends everybody the same mail, and so greets nobody by name", channel=key)
        yield _finding(edition, "email05", Level.WARNING, text, tr("take out greeting, or same_for_all"), "greeting")
    if settings.digest and edition.channel.channel.catch_up < (period := 7 if settings.digest == "week" else 31):
        text = tr("a digest of channel {channel} that comes a little late would count as too old", channel=key)
        yield _finding(
            edition, "email06", Level.WARNING, text, tr("set catch_up to {days} or more", days=period), "digest"
        )
    if settings.pictures == "link" and not settings.base:
        text = tr("channel {channel} links its pictures and does not say where they lie", channel=key)
        yield _finding(edition, "email07", Level.ERROR, text, tr("set base, or pictures to cid"), "base")
    yield from _attach_faults(edition)
    logo = settings.logo and (edition.plan.folder or Path()) / settings.logo
    if logo and not logo.is_file():
        text = tr("the logo {path} is missing", path=printable(settings.logo))
        yield _finding(edition, "email08", Level.WARNING, text, tr("put it there, or take out logo"), "logo")


def _attach_faults(edition: Edition[EmailSettings]) -> Iterator[Finding]:
    """Channels whose files go along, and which this plan has not, or has below this one."""
    own, known = edition.channel.channel.key, list(edition.plan.channels)
    for pattern in edition.channel.settings.attach:
        other = pattern.partition("/")[0].partition("@")[0]
        if other == own or other not in known:
            text = tr("{path} is no file of another channel of the plan", path=printable(pattern))
            mend = tr(
                "begin it with the channel's key, such as {key}", key=next((k for k in known if k != own), "ap-phich")
            )
            yield _finding(edition, "email22", Level.ERROR, text, mend, "attach")
        elif known.index(other) > known.index(own):
            text = tr(
                "channel {channel} takes along files of {other}, which is published after it", channel=own, other=other
            )
            yield _finding(edition, "email22", Level.WARNING, text, tr("write it below that channel"), "attach")


def _key_faults(edition: Edition[EmailSettings]) -> Iterator[Finding]:
    """Words from the environment with which the server is logged in to and mails are signed."""
    settings, key = edition.channel.settings, edition.channel.key
    if settings.target == "smtp" and settings.smtp is not None and settings.smtp.password is not None:
        try:
            settings.smtp.password.reveal()
        except LookupError as fault:
            text = tr("channel {channel} cannot log in to its mail server: {fault}", channel=key, fault=fault.args[0])
            mend = tr("set the variable to the password")
            yield _finding(edition, "email19", Level.ERROR, text, mend, "smtp.password")
    if settings.dkim is not None:
        try:
            Signature.of(settings.dkim).signed(_TRIAL)
        except RenderError as fault:
            text = tr("channel {channel} cannot sign its mails: {fault}", channel=key, fault=fault)
            mend = tr("set the variable to the private key in PEM, or take out dkim")
            yield _finding(edition, "email19", Level.ERROR, text, mend, "dkim")


def _answer_faults(edition: Edition[EmailSettings]) -> Iterator[Finding]:
    """Units that speak and cannot be answered."""
    units = {unit.key: unit for unit in (unit_of(edition, message) for message in edition.messages)}
    for unit in units.values():
        if unit.email and not usable(unit.email) and not edition.channel.settings.reply_to:
            text = tr("{unit} cannot be answered: its e-mail is no address that can be written to", unit=unit.key)
            mend = tr("write one address, such as hoidap@hanoi.example, or set reply_to")
            place, channel = f"units.{unit.key}.email", edition.channel.key
            yield Finding(code="email10", level=Level.WARNING, text=text, mend=mend, place=place, channel=channel)


def _message_faults(edition: Edition[EmailSettings], message: Message) -> Iterator[Finding]:
    channel = edition.channel

    def found(code: str, level: Level, text: str, mend: str) -> Finding:
        return Finding(
            code=code, level=level, text=text, mend=mend, file=message.source, message=message.key, channel=channel.key
        )

    key = message.key
    for name, value in (("title", message.title), ("summary", message.summary), ("body", message.body)):
        if signs := controls(value):
            text = tr("the {field} of {message} holds {found}", field=name, message=key, found=", ".join(signs[:5]))
            yield found("email11", Level.ERROR, text, tr("delete these characters; no reader shows them"))
    if not message.title.strip():
        yield found(
            "email12", Level.ERROR, tr("{message} has no title", message=key), tr("give it one; it is the subject")
        )
    elif len(message.title) > (LIMITS.title or 0):
        text = tr("the title of {message} has {count} characters", message=key, count=len(message.title))
        yield found("email13", Level.ERROR, text, tr("shorten it to {most} or fewer", most=LIMITS.title))
    if not message.body.strip() and not message.link:
        text = tr("{message} has neither a body nor a link", message=key)
        yield found("email14", Level.ERROR, text, tr("write the text, or name the page to read"))
    if len(message.body) > (LIMITS.body or 0):
        text = tr("the body of {message} has {count} characters", message=key, count=len(message.body))
        yield found("email15", Level.ERROR, text, tr("shorten it to {most} or fewer, or part it", most=LIMITS.body))
    for code, level, text, mend in _media_faults(edition, message):
        yield found(code, level, text, mend)


def _media_faults(edition: Edition[EmailSettings], message: Message) -> Iterator[tuple[str, Level, str, str]]:
    """What is wrong with the files of a message: code, level, what, and what to do."""
    key, settings = message.key, edition.channel.settings
    size = sum(_weights(edition, message).values())
    for media in message.media:
        if media.url:
            continue
        path = edition.files.get(media.digest)
        if path is None or not path.is_file():
            text = tr("{path} of {message} is missing", path=printable(media.path) or "media", message=key)
            yield ("email16", Level.ERROR, text, tr("put the file beside the text, or take it out of the message"))
            continue
        if media_type(media) in SHOWN and not media.alt:
            text = tr(
                "the picture {path} of {message} has no words for those who do not see it", path=media.path, message=key
            )
            yield ("email18", Level.WARNING, text, tr("say in alt what it shows"))
    for name, path in published(edition, message):
        if not path.is_file():
            level = Level.ERROR if (edition.channel.out / name.partition("/")[0]).is_dir() else Level.INFO
            text = tr("the mail of {message} waits for {path}, which is not published yet", message=key, path=name)
            yield ("email23", level, text, tr("publish that channel first, or take the file out of attach"))
    if size > settings.attachment_size:
        text = tr(
            "pictures and attachments of {message} have {size} bytes, more than the {most} of channel {channel}",
            message=key, size=counted(size), most=counted(settings.attachment_size), channel=edition.channel.key,
        )  # fmt: skip
        yield ("email17", Level.ERROR, text, tr("make them smaller, link them, or raise attachment_size"))


def _weights(edition: Edition[EmailSettings], message: Message) -> dict[str, int]:
    """Bytes of the files of a message that travel along, each once."""
    is_linked = edition.channel.settings.pictures == "link"
    found = {}
    for media in message.media:
        path = edition.files.get(media.digest)
        if not media.url and path is not None and path.is_file() and not (is_linked and media_type(media) in SHOWN):
            found[media.digest] = path.stat().st_size
    return found | {str(path): path.stat().st_size for _, path in published(edition, message) if path.is_file()}


def _digest_faults(edition: Edition[EmailSettings]) -> Iterator[Finding]:
    """Messages whose files have no room any more in their digest, in the order in which it has them."""
    settings = edition.channel.settings
    for issue in issues(edition.messages, settings.digest, now=edition.now) if settings.digest else ():
        held: dict[str, int] = {}
        for message in issue.messages:
            more = held | _weights(edition, message)
            if (size := sum(more.values())) <= settings.attachment_size:
                held = more
                continue
            text = tr(
                "with those of {message}, pictures and attachments of the digest {name} have {size} bytes, more than the {most} of channel {channel}",
                message=message.key, name=issue.name, size=counted(size), most=counted(settings.attachment_size), channel=edition.channel.key,
            )  # fmt: skip
            mend = tr("make them smaller, link them, or raise attachment_size")
            yield Finding(
                code="email17", level=Level.ERROR, text=text, mend=mend, file=message.source, message=message.key, channel=edition.channel.key
            )  # fmt: skip


def _audience(edition: Edition[EmailSettings]) -> Iterator[Finding]:
    """Who gets what has not been too old to be sent for long, and who is left out and why, by count."""
    desk = Desk(edition)
    oldest = edition.now - datetime.timedelta(days=edition.channel.channel.catch_up)
    told = False
    try:
        for mailing in desk.mailings():
            if any(message.released >= oldest for message in mailing.messages):
                yield _counts(edition, desk, mailing)
                if not told and desk.roll is not None:
                    told = True
                    yield from _roll_faults(edition, desk)
    except AudienceError as fault:
        yield _finding(
            edition, "email09", Level.ERROR, str(fault), tr("bring the file back, or mend it"), "subscribers"
        )


def _counts(edition: Edition[EmailSettings], desk: Desk, mailing: Mailing) -> Finding:
    selection = desk.selection(mailing)
    for _ in selection:
        pass
    left_out = selection.left_out
    if desk.roll is not None and desk.roll.faulty:
        left_out["faulty"] += desk.roll.faulty
    text = tr("{name} goes to {count}", name=mailing.name, count=counted(selection.chosen))
    if left_out:
        why = "; ".join(f"{_REASONS[reason]()}: {counted(count)}" for reason, count in sorted(left_out.items()))
        text += tr("; left out: {count} ({why})", count=counted(left_out.total()), why=why)
    level = Level.INFO if selection.chosen else Level.WARNING
    mend = "" if selection.chosen else tr("name a table of subscribers, or a plugin that knows whom to write to")
    return Finding(code="email20", level=level, text=text, mend=mend, channel=edition.channel.key)


def _roll_faults(edition: Edition[EmailSettings], desk: Desk) -> Iterator[Finding]:

    if desk.roll is None:
        return
    for finding in desk.roll.findings:
        yield evolve(finding, channel=edition.channel.key)
    if desk.roll.untold:
        text = tr("{count} more rows have faults", count=counted(desk.roll.untold))
        yield _finding(edition, "TT701", Level.WARNING, text, tr("mend those that were told first"), "subscribers")
