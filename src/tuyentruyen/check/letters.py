"""Letters that are not what they seem: old encodings, look-alikes, characters that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.check.contents import Part
from tuyentruyen.wording import tr

_LOST = re.compile("\ufffd")
_UTF8 = re.compile("á[»º](?:[\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]|(?=[a-z]))|Ã[\u00a0-\u00bf]|Ä[‘\u0091]|Æ[°¡]")
"""UTF-8 read as Windows-1252 or Latin-1: three bytes of one letter, shown as three."""
_TCVN3 = re.compile("(?:[A-Za-z][¨©«¬¸¹µ¶·»¼½¾ª][A-Za-z]|\\b[®§][a-z]|[b-df-hj-np-tv-z][¸¹µ¶·»¾¼½©¨«¬ª](?=[\\s.,;:]))")
"""TCVN3 (.VnTime) read as Latin-1: signs inside words, ``Th«ng b¸o``."""
_VNI = re.compile("(?:[aeoAEO][âê]|[aeouAEOU][ùøûõïäåæëîöü]|[âêôö][ùøûõïäåæëü])[a-zø-ÿ]*")
"""VNI read as Latin-1: a vowel and a second character for its mark, ``thoâng baùo``."""
_ENOUGH = 3
"""How many words look like an old encoding before the text does: a foreign name or two may."""
_LATIN, _FOREIGN = r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]", r"[\u0370-\u03ff\u0400-\u04ff]"
_LOOK_ALIKE = re.compile(rf"[ÐƉð]|{_LATIN}{_FOREIGN}|{_FOREIGN}{_LATIN}|[\uff21-\uff3a\uff41-\uff5a]")
_UNSEEN = re.compile(r"[\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"[^\W\d_]+")


def old_encodings(case: Case) -> Iterator[Fault]:
    """A text is debris of another encoding: lost characters, TCVN3, VNI, or UTF-8 read as something else."""
    for content in case.contents:
        rough = content.rough
        if rough.isascii():
            continue
        what = sample = ""
        if found := _LOST.search(rough):
            what = tr("characters were lost when it was converted")
        elif found := _UTF8.search(rough):
            what = tr("it is UTF-8 that was read as another encoding")
        elif found := _several(_TCVN3, rough):
            what = tr("it seems to be in TCVN3, the encoding of fonts such as .VnTime")
        elif found := _several(_VNI, rough):
            what = tr("it seems to be in VNI, the encoding of fonts such as VNI-Times")
        if found:
            start = rough.rfind("\n", 0, found.start()) + 1
            sample = rough[max(start, found.start() - 20) : found.end() + 20].partition("\n")[0].strip()
            yield message_fault(
                content.message,
                f"{what}: {sample!r}",
                tr("convert the original to Unicode and paste it again"),
            )


def _several(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The first place, if there are enough different ones."""
    words: set[str] = set()
    first: re.Match[str] | None = None
    for found in pattern.finditer(text):
        first = first or found
        words.add(found[0])
        if len(words) >= _ENOUGH:
            return first
    return None


def deceptive_letters(case: Case) -> Iterator[Fault]:
    """A text holds letters that only look like others, or characters that nobody sees."""
    if case.plan.language.startswith(("vi", "en")):
        for place, told, found in case.told.found(_LOOK_ALIKE):
            yield Fault(place, *_look_alike(told, found))
        for place, told, found in case.told.found(_UNSEEN):
            yield Fault(place, *_unseen(told, found))
    for content in case.contents:
        if not content.message.language.startswith(("vi", "en")) or content.rough.isascii():
            continue
        for part, found in content.found(_LOOK_ALIKE):
            yield message_fault(content.message, *_look_alike(part, found), at=part.key)
            break
        for part, found in content.found(_UNSEEN):
            yield message_fault(content.message, *_unseen(part, found), at=part.key)
            break


def _look_alike(part: Part, found: re.Match[str]) -> tuple[str, str]:
    text = tr(
        "{word!r} holds look-alikes of letters ({names}); no search finds the word",
        word=_word_at(part.text, found.start()),
        names=_named(char for char in found[0] if char in "ÐƉð" or _is_foreign(char)),
    )
    return text, tr("type the word anew on a Vietnamese keyboard")


def _unseen(part: Part, found: re.Match[str]) -> tuple[str, str]:
    text = tr(
        "a character that nobody sees stands in it: {names}, near {sample!r}",
        names=_named(found[0]),
        sample=part.around(found).replace(found[0], ""),
    )
    return text, tr("take it out: type the words around it anew")


def _is_foreign(char: str) -> bool:
    return "\u0370" <= char <= "\u04ff" or "\uff21" <= char <= "\uff5a"


def _word_at(text: str, place: int) -> str:
    start = place
    while start and (text[start - 1].isalpha()) and place - start < 30:
        start -= 1
    found = _WORD.match(text, start)
    return found[0][:40] if found else text[place]


def _named(chars: Iterator[str] | str) -> str:
    return ", ".join(f"U+{ord(char):04X}" for char in dict.fromkeys(chars))
