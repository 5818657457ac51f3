"""A phrase as words and signs, in one spelling: what the grammar of times reads.

Upper and lower case, Unicode forms, no-break spaces, kinds of dashes and the common double spellings (*hàng/hằng, quí/quý*)
make no difference. Each token remembers where it stands, so that the plan's own words can be quoted as written.
"""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from tuyentruyen.errors import PlanError
from tuyentruyen.text import controls, nfc
from tuyentruyen.wording import tr

MAX_LENGTH = 1000
"""Characters of a phrase, at most."""
_TOKEN = re.compile(r"(?P<number>[0-9]+)|(?P<word>[^\W\d_]+)|(?P<more>\.\.\.+|…)|(?P<sign>\S)")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_SPELLINGS = {
    "hàng": "hằng",
    "quí": "quý",
    "qúy": "quý",
    "qúi": "quý",
    "kì": "kỳ",
    "tuỳ": "tùy",
    "bẩy": "bảy",
    "h": "giờ",
    "g": "giờ",
}
ROMAN_NUMBERS = ("I", "II", "III", "IV")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
COUNTED = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
"""Numbers that are written out."""


class NotReadError(PlanError):
    """A phrase is understood well enough to say what cannot be right in it."""


def two_ways(one: str, other: str) -> NotReadError:
    """That a phrase can be read in two ways, and how to write each."""
    return NotReadError(tr("it can be read in two ways: write {one} or {other}", one=f"“{one}”", other=f"“{other}”"))


@frozen
class Token:
    """A word, number or sign of a phrase.

    Attributes:
        word: In the one spelling, lower case.
        start: Where it begins in the phrase.
        end: Where it ends.
    """

    word: str
    start: int
    end: int


def cleaned(text: str) -> str:
    """The phrase in NFC with single spaces, without the full stop or comma at its end.

    Raises:
        NotReadError: It is empty, too long, or holds characters that no reader sees.
    """
    if len(text) > MAX_LENGTH * 4:
        raise NotReadError(tr("it is longer than {most} characters", most=MAX_LENGTH))
    if found := controls(text):
        raise NotReadError(tr("it holds control characters: {names}", names=", ".join(found[:5])))
    made = " ".join(str(nfc(text)).split())
    if made.endswith((".", ";", ",")) and not made.endswith(".."):
        made = made[:-1].rstrip()
    if not made:
        raise NotReadError(tr("it is empty"))
    if len(made) > MAX_LENGTH:
        raise NotReadError(tr("it is longer than {most} characters", most=MAX_LENGTH))
    return made


def tokens(phrase: str) -> tuple[Token, ...]:
    """The words, numbers and signs of a cleaned phrase."""
    return tuple(Token(_spelling(found[0]), found.start(), found.end()) for found in _TOKEN.finditer(phrase))


def _spelling(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).translate(_DASHES).lower()
    plain = unicodedata.normalize("NFC", plain)
    return "…" if plain.startswith("..") else _SPELLINGS.get(plain, plain)
