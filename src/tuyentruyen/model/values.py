"""Small values that every record is made of, and the validators that keep their bounds.

A validator raises `ValueError` with a sentence that names what is wrong and what would be right; the record's own place
in the plan is added where the record is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from attrs import Attribute, field, frozen

from tuyentruyen.text import VIETNAM, controls, in_vietnam, is_safe_name, nfc
from tuyentruyen.wording import tr

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
MAX_KEY = 100
KEY_BOUNDS = MappingProxyType(
    {
        "pattern": r"^(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$)[a-z0-9]+(?:-[a-z0-9]+)*$",
        "minLength": 1,
        "maxLength": MAX_KEY,
    }
)
"""What `is_key` asks, in the words of JSON Schema. Every validator that a schema can follow has such ``bounds``."""
_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_AFTER_HOST = ("path", "query", "fragment")
_ASCII = "".join(map(chr, range(33, 127)))
_LINK = re.compile(r"https?://[^\s/?#<>\"\\]+[^\s<>\"\\]*\Z", re.IGNORECASE)

Validator = Callable[[Any, "Attribute[Any]", Any], Any]


class Html(str):
    """A text that is HTML already, such as a portal's article; it is sanitised before anything shows it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Html({super().__repr__()})"


def _too_long(attribute: Attribute[Any], value: str, most: int) -> str:
    return tr("{name} has {length} characters, more than {most}", name=attribute.name, length=len(value), most=most)


def is_key(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no key: lower-case ASCII words and numbers joined by hyphens, 1 to 100 characters, no device name."""
    if not isinstance(value, str):
        raise TypeError(tr("{name} must be text, not {kind}", name=attribute.name, kind=type(value).__name__))
    if len(value) > MAX_KEY:
        raise ValueError(_too_long(attribute, value, MAX_KEY))
    if not KEY.match(value):
        text = tr("{name} {value!r} is no key: lower-case ASCII words joined by hyphens, such as {example!r}",
                  name=attribute.name, value=value[:60], example="quan-ba-dinh")  # fmt: skip
        raise ValueError(text)
    if not is_safe_name(value):
        raise ValueError(
            tr("{name} {value!r} is a device name on Windows; choose another", name=attribute.name, value=value)
        )


is_key.bounds = KEY_BOUNDS  # type: ignore[attr-defined]


def is_keys(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a sequence in which one item is no key or stands twice."""
    seen: set[str] = set()
    for item in value:
        is_key(instance, attribute, item)
        if item in seen:
            raise ValueError(tr("{name} names {value!r} twice", name=attribute.name, value=item))
        seen.add(item)


is_keys.bounds = {"items": KEY_BOUNDS, "uniqueItems": True}  # type: ignore[attr-defined]


def has_length(least: int, most: int) -> Validator:
    """Refuse a text that is shorter or longer than this many characters, or that holds control characters."""

    def check(_: Any, attribute: Attribute[Any], value: Any) -> None:
        if not isinstance(value, str):
            raise TypeError(tr("{name} must be text, not {kind}", name=attribute.name, kind=type(value).__name__))
        if least <= len(value) <= most and value.isprintable():
            return
        if len(value) < least:
            text = tr("{name} is empty", name=attribute.name)
            if value:
                text = tr(
                    "{name} has {length} characters, fewer than {least}",
                    name=attribute.name,
                    length=len(value),
                    least=least,
                )
            raise ValueError(text)
        if len(value) > most:
            raise ValueError(_too_long(attribute, value, most))
        if found := controls(value):
            raise ValueError(
                tr("{name} holds control characters: {names}", name=attribute.name, names=", ".join(found[:5]))
            )

    check.bounds = {"minLength": least, "maxLength": most}  # type: ignore[attr-defined]
    return check


def is_between(least: int, most: int) -> Validator:
    """Refuse a whole number outside these bounds, both ends allowed."""

    def check(_: Any, attribute: Attribute[Any], value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(tr("{name} must be a whole number, not {value!r}", name=attribute.name, value=value))
        if not least <= value <= most:
            raise ValueError(
                tr(
                    "{name} is {value}, not from {least} to {most}",
                    name=attribute.name,
                    value=value,
                    least=least,
                    most=most,
                )
            )

    check.bounds = {"minimum": least, "maximum": most}  # type: ignore[attr-defined]
    return check


def is_one_of(*choices: str) -> Validator:
    """Refuse a word that is none of these."""

    def check(_: Any, attribute: Attribute[Any], value: Any) -> None:
        if value not in choices:
            raise ValueError(
                tr(
                    "{name} is {value!r}, not one of {choices}",
                    name=attribute.name,
                    value=value,
                    choices=", ".join(filter(None, choices)),
                )
            )

    check.bounds = {"enum": list(choices)}  # type: ignore[attr-defined]
    return check


def is_each_one_of(*choices: str) -> Validator:
    """Refuse a sequence in which one word is none of these."""

    def check(_: Any, attribute: Attribute[Any], value: Any) -> None:
        for item in value:
            if item not in choices:
                text = tr(
                    "{name} names {value!r}, not one of {choices}",
                    name=attribute.name,
                    value=item,
                    choices=", ".join(filter(None, choices)),
                )
                raise ValueError(text)

    check.bounds = {"items": {"enum": list(choices)}}  # type: ignore[attr-defined]
    return check


def uri(address: str) -> str:
    """An address of the web in the characters of RFC 3986, for readers mend others each in its own way."""
    if address.isascii():
        return address
    parts = urlsplit(address)
    try:
        place = parts.netloc.encode("idna").decode()
    except UnicodeError:
        place = parts.netloc
    rest = {name: quote(getattr(parts, name), safe=_ASCII) for name in _AFTER_HOST}
    return urlunsplit(parts._replace(netloc=place, **rest))


def is_link(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no absolute ``http`` or ``https`` address; empty means there is none."""
    if value == "":
        return
    if not isinstance(value, str):
        raise TypeError(tr("{name} must be text, not {kind}", name=attribute.name, kind=type(value).__name__))
    if len(value) > 2000:
        raise ValueError(_too_long(attribute, value, 2000))
    if controls(value) or not _LINK.match(value):
        scheme = _SCHEME.match(value)
        why = tr("it is no absolute address")
        if scheme and scheme[1].lower() not in ("http", "https"):
            why = tr("its scheme {scheme!r} is not allowed", scheme=scheme[1])
        raise ValueError(
            tr(
                "{name} {value!r} must begin with https:// or http://: {why}",
                name=attribute.name,
                value=value[:60],
                why=why,
            )
        )


is_link.bounds = {  # type: ignore[attr-defined]
    "pattern": r"""^(?:[hH][tT][tT][pP][sS]?://[^\s/?#<>"\\]+[^\s<>"\\]*)?$""",
    "maxLength": 2000,
}


def is_aware(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a moment that does not say its offset from UTC."""
    if value is not None and (not isinstance(value, datetime) or value.utcoffset() is None):
        raise ValueError(
            tr(
                "{name} must be a date and time with an offset, such as {example}",
                name=attribute.name,
                example="2022-04-01T08:00:00+07:00",
            )
        )


def texts(value: Iterable[str] | str) -> tuple[str, ...]:
    """Any iterable of texts as a tuple of NFC texts; one bare text is refused, it would fall into letters."""
    if isinstance(value, str):
        raise TypeError(tr("must be a list of texts, not one text"))
    return tuple(map(nfc, value))


def sealed(value: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """A read-only copy of a mapping."""
    return value if isinstance(value, MappingProxyType) else MappingProxyType(dict(value))


def moment(value: Any) -> Any:
    """A date and time on the Vietnamese clock; a bare date is its first instant; anything else is handed on."""
    if isinstance(value, datetime):
        return in_vietnam(value)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=VIETNAM)
    return value


def end_moment(value: Any) -> Any:
    """As `moment`, but a bare date ends with the day: the first instant of the next one."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return in_vietnam(datetime.fromordinal(value.toordinal() + 1)) if value < date.max else value
    return moment(value)


@frozen(kw_only=True)
class Secret:
    """A word that stands in the environment, never in a plan: ``password = { env = "TT_SMTP_PASSWORD" }``.

    Attributes:
        env: Name of the environment variable.
    """

    env: str = field(validator=has_length(1, 100))

    def reveal(self) -> str:
        """The word itself, read now.

        Raises:
            LookupError: The variable is not set.
        """
        try:
            return os.environ[self.env]
        except KeyError:
            raise LookupError(tr("the environment variable {name} is not set", name=self.env)) from None


_PART = r"(?!(?:con|prn|aux|nul|conin|conout|com\d|lpt\d)(?:[./]|\Z))[a-z0-9_][a-z0-9_-]*"
_PLAIN_PATH = re.compile(rf"(?:{_PART}/)*{_PART}(?:\.[a-z0-9]+)?", re.ASCII)
"""Paths that are safe at a glance, as nearly all are; of others each part is looked at."""


def is_safe_path(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no relative path that every system can keep: parts joined by ``/``, none a device, none ``..``."""
    if type(value) is str and len(value) <= 255 and _PLAIN_PATH.fullmatch(value):
        return
    if not isinstance(value, str) or not 1 <= len(value) <= 300:
        raise ValueError(
            tr("{name} {value!r} must be a path of 1 to 300 characters", name=attribute.name, value=str(value)[:60])
        )
    if not all(map(is_safe_name, value.split("/"))):
        raise ValueError(tr("{name} {value!r} is no safe relative path", name=attribute.name, value=value[:60]))
