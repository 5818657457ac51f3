"""Abbreviations that a text uses before it says what they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.check.contents import Content, Part
from tuyentruyen.wording import tr

_LETTERS = "A-ZĐ"
_TOKEN = re.compile(
    rf"(?<![\w/.@&-])[{_LETTERS}][{_LETTERS}0-9]{{0,11}}(?:[&-][{_LETTERS}0-9]{{1,8}}){{0,3}}(?![\w/@&]|-\w)"
)
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_SYLLABLE = re.compile(
    r"(?:NGH|NG|NH|CH|GH|GI|KH|PH|QU|TH|TR|[BCDĐGHKLMNPQRSTVX])?[AEIOUY]{1,3}(?:CH|NG|NH|[CMNPT])?\Z"
)
"""A word of Vietnamese in capitals and without marks: said loud, not shortened."""
_SAID = r"\(\s*(?:(?:sau đây\s+)?(?:được\s+)?(?:gọi(?:\s+chung|\s+tắt)?|viết\s+tắt)(?:\s+là)?:?\s*)?[\"“']?{token}[\"”']?\s*[);,]"
_SAID_AS = r"(?:viết|gọi)\s+tắt\s+là:?\s*[\"“']?{token}(?!\w)"
_SAYS = (
    r"(?<!\w){token}\s*(?:\(\s*[^\W\d_]{{2,}}|[-–]\s+[^\W\d_]{{2,}}\s+[^\W\d_]|(?:là|nghĩa là|tức là|viết tắt của)\s)"
)
MAX_TOLD = 3
"""Abbreviations that one finding names."""
MAX_SOUGHT = 50
"""Abbreviations for which it is sought in a text what they stand for: seeking it for thousands would take minutes."""


@cache
def well_known() -> frozenset[str]:
    """Abbreviations that every reader knows."""
    lines = (Path(__file__).parent / "abbreviations.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def unexplained(case: Case) -> Iterator[Fault]:
    """A text uses an abbreviation before it says what it stands for, or never says it."""
    known = set(well_known())
    for unit in case.plan.units.values():
        known.update(_tokens(unit.short), _tokens(unit.name))
    for content in case.contents:
        message = content.message
        if not message.language.startswith("vi"):
            continue
        explained = known | {token for name in message.abbreviations for token in (name, *_tokens(name))}
        if not set(_tokens(content.rough)) - explained:
            continue
        never, late = _strangers(content, explained)
        for tokens, text in (
            (never, tr("it does not say what is meant by {tokens}", tokens=", ".join(never[:MAX_TOLD]))),
            (late, tr("it uses {tokens} before it says what is meant", tokens=", ".join(late[:MAX_TOLD]))),
        ):
            if tokens:
                mend = tr(
                    "write it in full the first time, with {short} after it, or put it under abbreviations",
                    short=f"({tokens[0]})",
                )
                yield message_fault(message, text, mend)


def _tokens(text: str) -> Iterator[str]:
    """The abbreviations in a text: capitals without marks that are no numeral and no word said loud."""
    for found in _TOKEN.finditer(text):
        token = found[0]
        if sum(map(str.isalpha, token)) > 1 and not _ROMAN.match(token) and not _SYLLABLE.match(token):
            yield token
            yield from token.split("-") if "-" in token else ()


def _strangers(content: Content, explained: set[str]) -> tuple[list[str], list[str]]:
    """Abbreviations that are nowhere explained, and those that are explained later than they are used."""
    never: dict[str, None] = {}
    late: dict[str, None] = {}
    said: dict[tuple[str, str], int | None] = {}
    bodies = {part.channel: part.text for part in content.parts if part.name == "body"}
    for part in content.parts:
        text = bodies.get(part.channel, "") or bodies.get("", "")
        for place, token in _used(part):
            if token in explained or token.partition("-")[0] in explained:
                continue
            mark = part.channel, token
            if mark not in said:
                if len(said) == MAX_SOUGHT:
                    break
                said[mark] = _place_said(text, token)
            where = said[mark]
            if where is None:
                never[token] = None
            elif part.name == "body" and where > place:
                late[token] = None
    return list(never), list(late)


def _used(part: Part) -> Iterator[tuple[int, str]]:
    """Where each abbreviation first stands; lines that are all in capitals are passed over."""
    seen: set[str] = set()
    start = 0
    for line in part.text.split("\n"):
        if not line.isupper() or " " not in line.strip():
            for found in _TOKEN.finditer(line):
                token = found[0]
                if token not in seen and token in set(_tokens(token)):
                    seen.add(token)
                    yield start + found.start(), token
        start += len(line) + 1


def _place_said(text: str, token: str) -> int | None:
    """Where a text says what an abbreviation stands for: the first place, at the abbreviation itself; None: nowhere."""
    quoted = re.escape(token)
    found = (
        re.search(_SAID.format(token=quoted), text, re.IGNORECASE),
        re.search(_SAID_AS.format(token=quoted), text, re.IGNORECASE),
        re.search(_SAYS.format(token=quoted), text),
    )
    return min((one.start() + max(one[0].find(token), 0) for one in found if one), default=None)
