"""What looks like a document's number and is none: a D for a Đ, small letters, a sign that is missing, a year that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from tuyentruyen.citations.citation import Citation
from tuyentruyen.model.numbers import DocumentNumber, straight

_TYPE = r"NĐ|ND|NQ|QĐ|QD|CT|TTLT|TTr|TT|KH|BC|TB|HD|KL"
_ISSUER = r"CP|TTg|UBND|HĐND|HDND|VPCP|QH[0-9]{2}|UBTVQH[0-9]{2}|B[A-ZĐ]{1,9}|TW|TU"
_LOOKS = re.compile(
    r"(?<![\w/.=&#%@-])(?P<serial>[0-9]{1,5}[a-z]?)\s?[/._-]\s?(?:(?P<year>[0-9]{2,5})\s?[/._ -]\s?)?"
    rf"(?P<type>{_TYPE})(?P<sign>\s?[-_./]\s?|\s)?(?P<issuer>{_ISSUER})(?!\w)",
    re.IGNORECASE,
)
_LETTERS = {"ND": "NĐ", "QD": "QĐ", "HDND": "HĐND", "TTG": "TTg", "TTR": "TTr"}
_YEAR = re.compile(r"(?:19|20)[0-9]{2}\Z")


@frozen(kw_only=True)
class Misspelt:
    """What looks like a number in a text and is none.

    Attributes:
        text: As it stands there.
        start: Where it begins in the text in NFC.
        meant: The number that was meant; empty if that cannot be told, as with a year that cannot be.
    """

    text: str
    start: int
    meant: str = ""


def misspelt(text: str, *, found: Iterable[Citation]) -> tuple[Misspelt, ...]:
    """All that looks like a number and is none, in order.

    Args:
        text: The text.
        found: Its `citations`, which are none of them.
    """
    if "/" not in text:
        return ()
    text = straight(text)
    sound = [(one.start, one.end) for one in found]
    made: list[Misspelt] = []
    place = 0
    for like in _LOOKS.finditer(text):
        while place < len(sound) and sound[place][1] <= like.start():
            place += 1
        if place < len(sound) and sound[place][0] < like.end():
            continue
        if "/" not in like[0]:
            continue
        made.append(Misspelt(text=like[0], start=like.start(), meant=_meant(like)))
    return tuple(one for one in made if one.meant != one.text)


def _meant(like: re.Match[str]) -> str:
    """The number that was meant."""
    if like["year"] and not _YEAR.match(like["year"]):
        return ""
    letters = [_LETTERS.get(part.upper(), part.upper()) for part in (like["type"], like["issuer"])]
    year = f"/{like['year']}" if like["year"] else ""
    separator = "-" if letters[1] in ("TW", "TU") else "/"
    join = "/" if separator == "-" else "-"
    meant = f"{like['serial'].lower()}{year}{separator}{letters[0]}{join}{letters[1]}"
    try:
        return str(DocumentNumber.parse(meant))
    except ValueError:
        return ""
