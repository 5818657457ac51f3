"""What the site cannot show, told before anything is published."""

from __future__ import annotations

from collections.abc import Iterator

from tuyentruyen.channels.portal.logo import Unfit, logo_of
from tuyentruyen.channels.portal.settings import PortalSettings
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Limits
from tuyentruyen.text import controls
from tuyentruyen.wording import tr

LIMITS = Limits(title=300, body=2_000_000)
"""What a page can show and a browser reads."""


def findings(edition: Edition[PortalSettings]) -> Iterator[Finding]:
    """What is wrong with the channel and with each message; an error leaves out what it names."""
    channel = edition.channel
    if not channel.settings.base:
        text = tr("channel {channel} does not say where its site is published", channel=channel.key)
        mend = tr('set base, such as "https://hanoi.example/"; without it there are no canonical links and no sitemap')
        where = f"channels.{channel.channel.key}.settings.base"
        yield Finding(code="portal01", level=Level.WARNING, text=text, mend=mend, place=where, channel=channel.key)
    for path in channel.settings.feeds:
        key = path.partition("/")[0]
        if key not in edition.plan.channels or "/" not in path or not edition.plan.channels[key].settings.get("base"):
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
    for message in edition.messages:
        for name, most in (("title", LIMITS.title or 0), ("body", LIMITS.body or 0)):
            if (count := len(getattr(message, name))) > most:
                text = tr(
                    "the {field} of {message} has {count} characters", field=name, message=message.key, count=count
                )
                mend = tr("shorten it to {most} or fewer", most=most)
                yield Finding(
                    code="portal04", level=Level.ERROR, text=text, mend=mend, file=message.source, message=message.key, channel=channel.key
                )  # fmt: skip
        for name, value in (("title", message.title), ("summary", message.summary), ("body", message.body)):
            if signs := controls(value):
                text = tr(
                    "the {field} of {message} holds {found}",
                    field=name,
                    message=message.key,
                    found=", ".join(signs[:5]),
                )
                mend = tr("delete these characters; no reader shows them")
                yield Finding(
                    code="portal02", level=Level.ERROR, text=text, mend=mend, file=message.source, message=message.key, channel=channel.key
                )  # fmt: skip
