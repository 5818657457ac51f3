"""Addresses and telephone numbers by which citizens reach an office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.wording import tr

_EMAIL = re.compile(r"[^\s@<>,;:\"()]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\Z")
_IN_BRACKETS = re.compile(r"\([^()]*[^\W\d_][^()]*\)")
_PARTED = re.compile(r"\s*[;,/]\s*|\s+[–-]\s+|\s+(?:hoặc|và)\s+")
_EXTENSION = re.compile(r"\s*(?:máy lẻ|số lẻ|nhánh|ext\.?)\s*\d{1,5}\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\+?[\d\s.()-]+\Z")


def wrong_contacts(case: Case) -> Iterator[Fault]:
    """A unit's or a message's hotline is no telephone number, or a unit's e-mail address none."""
    mend = tr("write it as citizens dial it, such as {one!r} or {two!r}", one="024 3825 3536", two="1022")
    for key, unit in case.plan.units.items():
        if unit.hotline and not is_telephone(unit.hotline):
            yield Fault(f"units.{key}.hotline", tr("{value!r} is no telephone number", value=unit.hotline), mend)
        if unit.email and not _EMAIL.match(unit.email):
            yield Fault(
                f"units.{key}.email",
                tr("{value!r} is no e-mail address", value=unit.email),
                tr("write it as {example!r}", example="vanthu@hanoi.gov.vn"),
            )
    for message in case.messages:
        if message.hotline and not is_telephone(message.hotline):
            text = tr("its hotline {value!r} is no telephone number", value=message.hotline)
            yield message_fault(message, text, mend, at="hotline")


def is_telephone(text: str) -> bool:
    """Whether a text is one telephone number or several: each of 3 to 12 digits, whatever stands in brackets in words."""
    bare = _IN_BRACKETS.sub("", text).strip()
    numbers = [_EXTENSION.sub("", part.partition(":")[2] or part).strip() for part in _PARTED.split(bare)]
    return all(_DIGITS.match(number) and 3 <= sum(map(str.isdigit, number)) <= 12 for number in numbers)


def unencrypted_links(case: Case) -> Iterator[Fault]:
    """An address that the public is led to begins with ``http://``."""
    plan = case.plan
    mend = tr("write https:// if the site answers there, and ask its keepers for it if not")
    links = [("plan.link", plan.link)]
    links += [(f"units.{key}.link", unit.link) for key, unit in plan.units.items()]
    links += [(f"procedures.{key}.link", procedure.link) for key, procedure in plan.procedures.items()]
    for place, link in links:
        if link[:7].lower() == "http://":
            yield Fault(place, tr("{link} is not encrypted", link=link), mend)
    for message in case.messages:
        if message.link[:7].lower() == "http://":
            text = tr("its link {link} is not encrypted", link=message.link)
            yield message_fault(message, text, mend, at="link")
