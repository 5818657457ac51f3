"""From an edition to mails: each letter is compiled once, and filled for each who gets it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

from attrs import define, field, frozen

from tuyentruyen.audience import Selected
from tuyentruyen.channels.email.attachments import prints
from tuyentruyen.channels.email.layout import laid_out
from tuyentruyen.channels.email.letter import (
    Letter,
    Line,
    letter_of,
    one_line,
    sender_of,
    themes_of,
    unit_address,
    usable,
)
from tuyentruyen.channels.email.mailing import Desk, Mailing
from tuyentruyen.channels.email.mime import Compiled, Draft, Part, compile_mail, slot
from tuyentruyen.channels.email.settings import EmailSettings
from tuyentruyen.model.flow import Edition, Pace, Rendering
from tuyentruyen.model.message import Message
from tuyentruyen.model.values import uri
from tuyentruyen.plugins.toolkit import unit_of
from tuyentruyen.text import slug
from tuyentruyen.wording import speaking, tr

ADVERTISING = Pace(name="advertising-email", most=3, within=datetime.timedelta(hours=24))
"""Decree 91/2020/NĐ-CP: at most three advertising mails to one address in 24 hours."""

_VARIANTS = 64


def renderings(edition: Edition[EmailSettings], *, version: str) -> Iterator[Rendering]:
    """A mail for each mailing and each who gets it; who gets it is found while they are gone through.

    Raises:
        AudienceError: A list of people cannot be read.
        LookupError, ValueError: There is no secret to sign with, or it is none.
    """
    desk = Desk(edition)
    for mailing in desk.mailings():
        press = Press(desk, mailing, version)
        for selected in desk.selection(mailing):
            yield press.rendering(selected)


@frozen
class _Compiled:
    """A letter that is the same for all its readers but for its slots, and what their values are made of."""

    mail: Compiled
    id: str
    theme: str


@define(eq=False)
class Press:
    """Makes the mails of one mailing.

    Attributes:
        desk: What all mailings share.
        mailing: What goes out.
        version: Of the backend.
    """

    desk: Desk
    mailing: Mailing
    version: str
    _letters: dict[tuple[str, ...], _Compiled] = field(factory=dict, init=False)
    _known: dict[tuple[str, ...], tuple[str, Pace | None]] = field(factory=dict, init=False)
    _same: dict[tuple[str, ...], bytes] = field(factory=dict, init=False)

    def rendering(self, selected: Selected) -> Rendering:
        """The mail to one who gets it."""
        keys = tuple([message.key for message in selected.messages])
        known = self._known.get(keys)
        if known is None:
            pace = ADVERTISING if any(message.advertising for message in selected.messages) else None
            known = self._known[keys] = self._print(selected.messages), pace
        print_, pace = known
        if self.desk.settings.greeting and not self.desk.settings.same_for_all:
            name = selected.subscriber.name.encode("utf-8", "surrogatepass")
            print_ = hashlib.blake2b(name, key=print_.encode()[:64], digest_size=16).hexdigest()
        return Rendering(
            key=f"{self.mailing.name}.eml",
            produce=partial(self._produce, keys, selected),
            media_type="message/rfc822",
            messages=keys,
            fingerprint=print_,
            recipient=selected.mailbox.key,
            pace=pace,
        )

    def _print(self, messages: tuple[Message, ...]) -> str:
        """What changes when the letter would, but for what differs from reader to reader."""
        edition = self.desk.edition
        units = [unit_of(edition, message) for message in messages]
        themes = [edition.plan.themes.get(key) for message in messages for key in themes_of(edition, message)]
        said = repr((self.version, units, themes))
        whole = hashlib.blake2b(self.desk.looks + said.encode("utf-8", "surrogatepass"))
        for message in messages:
            whole.update(message.digest)
            whole.update(repr(prints(edition, message)).encode())
        return whole.hexdigest()[:32]

    def _produce(self, keys: tuple[str, ...], selected: Selected) -> bytes:
        same = self._same.get(keys)
        if same is not None:
            return same
        letter = self._letters.get(keys) or self._compiled(keys, selected.messages)
        data = letter.mail.fill(self._values(selected, letter))
        if self.desk.settings.same_for_all:
            self._same[keys] = data
        return data

    def _compiled(self, keys: tuple[str, ...], messages: tuple[Message, ...]) -> _Compiled:
        """The letter of these messages, kept for the next reader."""
        if len(self._letters) == _VARIANTS:
            self._letters.clear()
        made = _Compiled(compile_mail(self._draft(messages)), self._id(messages), self._theme(messages))
        self._letters[keys] = made
        return made

    def _values(self, selected: Selected, letter: _Compiled) -> dict[str, str]:
        """What differs from reader to reader."""
        slots = letter.mail.slots
        if not slots:
            return {}
        desk = self.desk
        name = one_line(selected.subscriber.name)
        values = {
            "to": f"{name}\t{selected.mailbox.key}",
            "id": desk.signer.message_id(letter.id, selected.veil, desk.domain),
        }
        if "name" in slots:
            values["name"] = name or tr("reader")
        if "token" in slots:
            values["token"] = desk.signer.token(selected.veil)
        if "theme_token" in slots:
            values["theme_token"] = desk.signer.token(selected.veil, letter.theme)
        return values

    def _theme(self, messages: tuple[Message, ...]) -> str:
        """The one theme that is spoken of; empty if there are several."""
        themes = {theme for message in messages for theme in themes_of(self.desk.edition, message)}
        return themes.pop() if len(themes) == 1 else ""

    def _id(self, messages: tuple[Message, ...]) -> str:
        edition = self.desk.edition
        parts = (edition.plan.key, edition.channel.key, self.mailing.name, [(m.key, m.revision) for m in messages])
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).hexdigest()

    def _draft(self, messages: tuple[Message, ...]) -> Draft:
        desk, edition = self.desk, self.desk.edition
        settings, owner = desk.settings, edition.channel.owner
        letter = self._letter(messages)
        html, text = laid_out(letter, desk.layouts, brand=settings.brand)
        sender, name = sender_of(edition), settings.sender_name or owner.name
        unit, *others = {unit.key: unit for unit in (unit_of(edition, message) for message in messages)}.values()
        unit = owner if others else unit  # who speaks for several is the one who can be asked about all of them
        answers = usable(unit_address(settings.reply_to, owner) or unit.email)
        return Draft(
            sender=(sender, name),
            reply_to=(answers, "" if settings.reply_to else unit.name) if answers and answers != sender else ("", ""),
            subject=letter.subject,
            text=text,
            html=html,
            date=max(message.released for message in messages),
            to=(sender, letter.about) if settings.same_for_all else (slot("to"), ""),
            fields=self._fields(messages, answers or sender),
            language=letter.language,
            parts=[Part(name=f.name, media_type=f.media_type, data=f.data(), cid=f.cid) for f in letter.enclosed],
        )

    def _letter(self, messages: tuple[Message, ...]) -> Letter:
        issue = self.mailing.issue
        with speaking(messages[0].language.partition("-")[0]):
            heading = issue.heading(len(messages)) if issue else ""
            leaving = tuple(self._leaving(messages))
        return letter_of(self.desk.edition, messages, heading=heading, leaving=leaving)

    def _leaving(self, messages: tuple[Message, ...]) -> Iterator[Line]:
        """How to get no more: by a link of the reader's own, by answering, and, of advertising, by telephone."""
        settings, owner = self.desk.settings, self.desk.edition.channel.owner
        if settings.unsubscribe and not settings.same_for_all:
            yield Line(tr("You want no more of these mails? "), tr("Unsubscribe"), self._page("token"), ".")
            if theme := self._theme(messages):
                page = self._page("theme_token")
                title = self.desk.edition.plan.themes[theme].title if theme in self.desk.edition.plan.themes else theme
                yield Line(tr("Or no more about “{theme}” only: ", theme=title), tr("leave this theme"), page, ".")
        else:
            yield Line(tr("You want no more of these mails? Answer this one with the words “Unsubscribe”."))
        if any(message.advertising for message in messages):
            yield Line(tr("This mail is advertising of {owner}. To refuse it, answer with the words “Refuse advertising”", owner=owner.name)
                       + (tr(", or call {hotline}.", hotline=owner.hotline) if owner.hotline else "."))  # fmt: skip

    def _page(self, token: str) -> str:
        """The portal's page where a reader ends it, with the slot of this name."""
        return uri(self.desk.settings.unsubscribe).replace("{token}", slot(token))

    def _fields(self, messages: tuple[Message, ...], answers: str) -> list[tuple[str, list[str]]]:
        desk, settings = self.desk, self.desk.settings
        list_id = settings.list_id or f"{slug(desk.edition.channel.key.replace('@', '-'))}.{desk.domain}"
        leave = [f"<mailto:{quote(answers, safe='@')}?subject=unsubscribe>"]
        one_click = settings.unsubscribe and not settings.same_for_all
        if one_click:
            leave.insert(0, f"<{self._page('token')}>")
        fields = [
            ("Message-ID", [f"<{self._id(messages)}@{desk.domain}>" if settings.same_for_all else f"<{slot('id')}>"]),
            ("List-Id", [f"<{list_id}>"]),
            ("List-Unsubscribe", [f"{item}," for item in leave[:-1]] + leave[-1:]),
        ]
        if one_click:
            fields.append(("List-Unsubscribe-Post", ["List-Unsubscribe=One-Click"]))
        return [*fields, ("Auto-Submitted", ["auto-generated"]), ("Precedence", ["bulk"])]
