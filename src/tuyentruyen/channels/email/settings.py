"""What a plan says about a channel of mail."""

from __future__ import annotations

import re
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.audience import mailbox
from tuyentruyen.channels.email.transport.settings import SmtpSettings
from tuyentruyen.model.values import Secret, has_length, is_between, is_link, is_one_of, is_safe_path, texts, uri
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_PAGE = 800
_PLACEHOLDER = re.compile(r"\{(key|unit|owner)\}")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def _is_address(_: Any, attribute: Attribute[Any], value: Any) -> None:
    has_length(0, 400)(None, attribute, value)
    if value:
        try:
            mailbox(value.replace("{unit}", "unit"))
        except ValueError as fault:
            raise ValueError(tr("{name} is no e-mail address: {fault}", name=attribute.name, fault=fault)) from None


def _is_colour(_: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(
            tr("{name} {value!r} is no colour; write it as #0b5394", name=attribute.name, value=str(value)[:30])
        )


_is_colour.bounds = {"pattern": f"^{_COLOUR.pattern}$"}  # type: ignore[attr-defined]


def _is_domain(_: Any, attribute: Attribute[Any], value: Any) -> None:
    has_length(0, 253)(None, attribute, value)
    if value and not _DOMAIN.fullmatch(value):
        raise ValueError(
            tr("{name} {value!r} is no domain, such as hanoi.example", name=attribute.name, value=value[:60])
        )


def _holds_token(_: Any, attribute: Attribute[Any], value: Any) -> None:
    is_link(None, attribute, value)
    if value and "{token}" not in value:
        text = tr("{name} must hold {{token}}, in whose place each reader's own is put", name=attribute.name)
        raise ValueError(text)
    if len(uri(value)) > _PAGE:
        raise ValueError(
            tr("{name} is too long for a header; {most} characters are allowed", name=attribute.name, most=_PAGE)
        )


def attachment_path(pattern: str, **keys: str) -> str:
    """A path of the setting `attach` with ``{key}``, ``{unit}`` and ``{owner}`` filled."""
    return _PLACEHOLDER.sub(lambda found: keys[found[1]], pattern)


def _are_paths(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    for item in value:
        path = attachment_path(item, key="key", unit="unit", owner="owner")
        is_safe_path(None, attribute, path)
        if "/" not in path or "{" in path:
            text = tr("{name} {value!r} names no file of a channel", name=attribute.name, value=item[:60])
            mend = tr(
                "write channel/file, such as ap-phich/{{key}}.pdf; {{unit}} and {{owner}} may stand in it as well"
            )
            raise ValueError(f"{text}; {mend}")


def _are_allowed(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    for item in value:
        if item.startswith("@"):
            _is_domain(None, attribute, item[1:])
        else:
            _is_address(None, attribute, item)


@frozen(kw_only=True)
class DkimSettings:
    """How mails are signed (DKIM, RFC 6376): ``[channels.thu.settings.dkim]``.

    Attributes:
        domain: The domain that signs; its DNS holds the public key.
        selector: Name of the key there, such as ``tt2026``.
        key: The private key, in PEM.
    """

    domain: str = field(validator=[has_length(1, 253), _is_domain])
    selector: str = field(validator=has_length(1, 60))
    key: Secret


@frozen(kw_only=True)
class EmailSettings:
    """Settings of a channel of the backend ``email``: ``[channels.thu.settings]``.

    Attributes:
        target: folder (mails are written as files, one for each reader; nothing leaves the house) or smtp (they are sent).
        subscribers: Path of a table of those who asked for mail, in CSV; relative to the plan folder, or absolute. Empty: plugins
            alone say who gets it. See `audience.Roll`.
        refusals: Path of the file of those who want to hear no more; relative to the plan folder, or absolute. Empty: the name
            of the table with ``.thoi-nhan.txt``, or ``thoi-nhan.txt`` where there is no table.
        secret: The secret from which links to unsubscribe, ids of mails and hashes of addresses are made; 16 bytes or more, the
            same for ever. Mails in a folder may do without.
        unsubscribe: Address of the portal's page where a reader ends it, with ``{token}``; it is to call `audience.unsubscribe`
            when it is posted to; up to 800 characters as a URI. Empty: readers write to `reply_to`.
        sender: Address in ``From``; empty: that of the unit that owns the channel. Of a group's channel ``{unit}`` stands for the
            member's key, here, in `reply_to` and in `envelope`: ``tin-{unit}@hanoi.example``.
        sender_name: Name in ``From``; empty: the unit's name.
        reply_to: Where answers go; empty: the address of the unit that speaks, of the owner where several speak in one digest.
        envelope: Where undeliverable mail goes back to; empty: `sender`.
        list_id: ``List-Id`` of the channel, a domain; empty: made from the channel's key and the sender's domain.
        greeting: How a reader is greeted by name, with ``{name}``, such as ``Kính gửi {name},``; empty: not at all.
        same_for_all: Whether every reader gets the very same mail, so that many go in one transaction: without name, with a way to
            unsubscribe that is the same for all.
        digest: Empty: a mail for each message; week or month: one mail for all messages of a calendar week or month, sent when it
            is over.
        pictures: cid (pictures travel in the mail) or link (they are fetched from `base`).
        base: Absolute address under which files of the plan folder are published; only for ``pictures = "link"``.
        attach: Files that other channels of the plan have published, which go along, as ``channel/file``; ``{key}`` stands for the
            message's key, ``{unit}`` for its unit's, ``{owner}`` for that of the channel's owner: ``ap-phich/{key}.pdf``. A mail
            waits until they are there.
        attachment_size: Bytes of all attachments and pictures of one mail together; 0 to 30,000,000.
        why: Why the reader gets this mail, in a sentence; empty: because they asked the owner for it.
        brand: Colour of the head and the buttons, as ``#0b5394``.
        logo: Path of the owner's logo, a PNG or JPEG in the plan folder; empty: none.
        layouts: Folder with layouts that take the place of ours, relative to the plan folder; empty: none.
        allow: Addresses, and domains as ``@example.gov.vn``: nobody else is sent anything. For trials. Empty: everybody.
        smtp: The mail server; needed for ``target = "smtp"``.
        dkim: How mails are signed; None: not here.
    """

    target: str = field(default="folder", validator=is_one_of("folder", "smtp"))
    subscribers: str = field(default="", converter=nfc, validator=has_length(0, 500))
    refusals: str = field(default="", converter=nfc, validator=has_length(0, 500))
    secret: Secret | None = None
    unsubscribe: str = field(default="", converter=nfc, validator=_holds_token)
    sender: str = field(default="", converter=nfc, validator=_is_address)
    sender_name: str = field(default="", converter=nfc, validator=has_length(0, 200))
    reply_to: str = field(default="", converter=nfc, validator=_is_address)
    envelope: str = field(default="", converter=nfc, validator=_is_address)
    list_id: str = field(default="", validator=_is_domain)
    greeting: str = field(default="", converter=nfc, validator=has_length(0, 200))
    same_for_all: bool = False
    digest: str = field(default="", validator=is_one_of("", "week", "month"))
    pictures: str = field(default="cid", validator=is_one_of("cid", "link"))
    base: str = field(default="", converter=nfc, validator=is_link)
    attach: tuple[str, ...] = field(default=(), converter=texts, validator=_are_paths)
    attachment_size: int = field(default=5_000_000, validator=is_between(0, 30_000_000))
    why: str = field(default="", converter=nfc, validator=has_length(0, 500))
    brand: str = field(default="#0b5394", validator=_is_colour)
    logo: str = field(default="", converter=nfc, validator=has_length(0, 300))
    layouts: str = field(default="", converter=nfc, validator=has_length(0, 300))
    allow: tuple[str, ...] = field(default=(), converter=texts, validator=_are_allowed)
    smtp: SmtpSettings | None = None
    dkim: DkimSettings | None = None
