"""What a plan says about the mail server that takes its mails."""

from __future__ import annotations

import ipaddress
import math
import re
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.values import Secret, Validator, has_length, is_between, is_one_of
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

SECURITIES = ("starttls", "tls", "none")
_NAME = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?\.?\Z"
)


def _is_host(_: Any, attribute: Attribute[Any], value: str) -> None:
    if value and not _is_address(value.strip("[]")) and not _NAME.match(_a_label(value)):
        text = tr("{name} {value!r} is no host name and no IP address", name=attribute.name, value=value[:60])
        raise ValueError(text)


def _is_name(_: Any, attribute: Attribute[Any], value: str) -> None:
    if value and (_is_address(value) or not _NAME.match(_a_label(value))):
        raise ValueError(tr("{name} {value!r} is no host name", name=attribute.name, value=value[:60]))


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _a_label(value: str) -> str:
    try:
        return value.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _is_number(least: float, most: float) -> Validator:
    def check(_: Any, attribute: Attribute[Any], value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise TypeError(tr("{name} must be a number, not {value!r}", name=attribute.name, value=value))
        if not least <= value <= most:
            text = tr("{name} is {value}, not from {least} to {most}",
                      name=attribute.name, value=value, least=least, most=most)  # fmt: skip
            raise ValueError(text)

    check.bounds = {"minimum": least, "maximum": most}  # type: ignore[attr-defined]
    return check


def is_loopback(host: str) -> bool:
    """Whether the host is this machine itself, so that nothing said to it crosses a wire."""
    bare = host.strip("[]").rstrip(".").lower()
    return bare == "localhost" or (_is_address(bare) and ipaddress.ip_address(bare).is_loopback)


@frozen(kw_only=True)
class SmtpSettings:
    """The mail server that takes the mails of a channel: ``[channels.thu.settings.smtp]``.

    Attributes:
        host: Name or IP address of the server; up to 253 characters.
        port: Its port; 0: the usual one, 587 for starttls, 465 for tls, 25 for none.
        security: starttls (the connection begins in the clear and is encrypted before anything is said), tls (encrypted from
            the first byte) or none (in the clear: for a server on this machine). The server's certificate is always verified.
        user: Name to log in with; empty: no log-in. Over a connection in the clear only to this machine itself.
        password: Where the password is found, ``{ env = "TT_SMTP_PASSWORD" }``; needed with `user`.
        ca: PEM file of the authorities whose certificates are trusted; empty: those of the system.
        hello: Name by which this machine introduces itself; empty: its IP address in the connection, ``[192.0.2.1]``.
        connections: How many connections may be open at once; 1 to 50.
        rate: Most recipients served in a second, 0.001 to 100000; 0: as fast as the server takes them.
        deadline: Minutes after which a run begins no further mail; 0 to 10080; 0: no deadline.

    Raises:
        ValueError: A field is out of its bounds, `password` is missing where there is a `user`, or a password would cross
            a network in the clear.
    """

    host: str = field(converter=nfc, validator=[has_length(1, 253), _is_host])
    port: int = field(default=0, validator=is_between(0, 65_535))
    security: str = field(default="starttls", validator=is_one_of(*SECURITIES))
    user: str = field(default="", converter=nfc, validator=has_length(0, 320))
    password: Secret | None = field(default=None)
    ca: str = field(default="", converter=nfc, validator=has_length(0, 1000))
    hello: str = field(default="", converter=nfc, validator=[has_length(0, 253), _is_name])
    connections: int = field(default=4, validator=is_between(1, 50))
    rate: float = field(default=0.0, validator=_is_number(0, 100_000))
    deadline: float = field(default=720.0, validator=_is_number(0, 10_080))

    @password.validator
    def _belongs_to_user(self, _: Attribute[Any], value: Secret | None) -> None:
        if bool(self.user) != (value is not None):
            raise ValueError(tr("user and password go together; give both or neither"))

    @security.validator
    def _hides_password(self, _: Attribute[Any], value: str) -> None:
        if value == "none" and self.user and not is_loopback(self.host):
            raise ValueError(tr("a password may not cross the network in the clear; set security to starttls or tls"))
