"""Who asked to be told (*người đăng ký nhận tin*)."""

from __future__ import annotations

import datetime
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.values import has_length, is_aware, is_keys, moment, texts
from tuyentruyen.text import controls, nfc


def _is_line(_: Any, attribute: Attribute[Any], value: Any) -> None:
    if value.isprintable():
        return
    if controls(value) or len(value.splitlines()) > 1:
        raise ValueError(f"{attribute.name} must be one line without control characters")


@frozen(kw_only=True)
class Subscriber:
    """One who asked to be told. Its address is shown nowhere: not by ``repr``, ledger, log or report.

    Attributes:
        address: Where to, as it was given: an e-mail address or a telephone number; 1 to 400 characters.
        name: What to call them, in one line of up to 200 characters; empty if not known.
        topics: Keys of the themes they asked for; empty: all.
        units: Keys of the units they want to hear of; empty: all. What the issuer says goes to everyone.
        consent: When they consented to be told; None if that is not recorded.
        consent_source: How, such as ``biểu mẫu trên cổng``; empty if that is not recorded.
    """

    address: str = field(repr=False, converter=nfc, validator=has_length(1, 400))
    name: str = field(default="", repr=False, converter=nfc, validator=[has_length(0, 200), _is_line])
    topics: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    units: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    consent: datetime.datetime | None = field(default=None, converter=moment, validator=is_aware)
    consent_source: str = field(default="", converter=nfc, validator=has_length(0, 200))
