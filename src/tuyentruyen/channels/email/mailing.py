"""What goes out and to whom: a mailing for each message, or for each digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from attrs import define, evolve, field, frozen

from tuyentruyen.audience import Mailbox, Refusals, Roll, Selection, Signer, mailbox
from tuyentruyen.channels.email.digest import Issue, issues
from tuyentruyen.channels.email.layout import FILES, OURS
from tuyentruyen.channels.email.letter import sender_of
from tuyentruyen.channels.email.settings import EmailSettings
from tuyentruyen.formats.layouts import Layouts
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Message
from tuyentruyen.plugins.reading import layouts_of, themes_of

_UNSEEN: Mapping[str, Any] = {
    "target": "folder", "subscribers": "", "refusals": "", "secret": None, "envelope": "", "attachment_size": 0, "allow": (),
    "smtp": None, "dkim": None,
}  # fmt: skip
"""Settings that say who gets mail and on which way, and change no letter: a new mail server is no reason to write again."""

_UNSENT = "mails in a folder, which nobody gets"


@define(slots=False)
class Desk:
    """What all mailings of an edition share: who may get mail, in whose name it goes, how it looks.

    Attributes:
        edition: What the channel publishes.
    """

    edition: Edition[EmailSettings]
    _roll: Roll | None = field(init=False, default=None)

    @property
    def settings(self) -> EmailSettings:
        """The channel's settings."""
        return self.edition.channel.settings

    @cached_property
    def signer(self) -> Signer:
        """Makes hashes and links.

        Raises:
            LookupError: The secret is not set.
            ValueError: It is too short.
        """
        secret = self.settings.secret
        return Signer(secret.reveal() if secret else _UNSENT)

    @cached_property
    def refusals(self) -> Refusals:
        """Who wants to hear no more.

        Raises:
            AudienceError: The file cannot be read.
        """
        return Refusals(self.refusals_path)

    @property
    def refusals_path(self) -> Path:
        """Where they stand."""
        settings = self.settings
        beside = (
            f"{settings.subscribers.removesuffix('.csv')}.thoi-nhan.txt" if settings.subscribers else "thoi-nhan.txt"
        )
        return self._path(settings.refusals or beside)

    @cached_property
    def roll(self) -> Roll | None:
        """The table of those who asked for mail; None if there is none.

        Raises:
            AudienceError: It cannot be read.
        """
        if not self.settings.subscribers:
            return None
        plan = self.edition.plan
        return Roll(self._path(self.settings.subscribers), topics=plan.themes, units=plan.units)

    @cached_property
    def layouts(self) -> Layouts:
        """Its layouts, the city's own first."""
        return layouts_of(self.edition.plan, self.settings.layouts, OURS)

    @cached_property
    def domain(self) -> str:
        """The sender's domain."""
        return mailbox(sender_of(self.edition)).domain

    @cached_property
    def looks(self) -> bytes:
        """What changes when every letter would."""
        plan, channel = self.edition.plan, self.edition.channel
        shown = evolve(self.settings, **_UNSEEN)
        parts = (plan.key, plan.title, channel.channel.title, channel.owner, shown, self.layouts.digest(*FILES))
        return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()

    def _path(self, name: str) -> Path:
        return (self.edition.plan.folder or Path()) / name

    def mailings(self) -> list[Mailing]:
        """What goes out: a mailing for each message, or for each period that is over."""
        edition, period = self.edition, self.settings.digest
        if period:
            return [
                Mailing(f"ky/{issue.name}", issue.messages, issue)
                for issue in issues(edition.messages, period, now=edition.now)
            ]
        return [Mailing(message.key, (message,)) for message in edition.messages]

    def selection(self, mailing: Mailing) -> Selection:
        """Those who get a mailing.

        Raises:
            AudienceError: A list of people cannot be read.
            LookupError, ValueError: There is no secret, or one that is too short.
        """
        allow = self.settings.allow
        return Selection(
            audience=self.roll or (),
            named=self.edition.audience,
            messages=mailing.messages,
            themes=partial(themes_of, self.edition.plan),
            signer=self.signer,
            refusals=self.refusals,
            public=(self.edition.plan.issuer,),
            allowed=self._is_allowed if allow else None,
            now=self.edition.now,
        )

    @cached_property
    def _allowed(self) -> frozenset[str]:
        return frozenset(item if item.startswith("@") else mailbox(item).key for item in self.settings.allow)

    def _is_allowed(self, box: Mailbox) -> bool:
        return box.key in self._allowed or f"@{box.domain}" in self._allowed


@frozen
class Mailing:
    """What goes out at once.

    Attributes:
        name: A path without suffix, stable for ever: the message's key, or ``ky/2022-w16`` of a digest.
        messages: Its messages.
        issue: The digest it is; None if it is one message.
    """

    name: str
    messages: tuple[Message, ...]
    issue: Issue | None = None
