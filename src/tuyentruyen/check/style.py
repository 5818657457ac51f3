"""How a text reads: titles, summaries, sentences for listeners, the placing of tones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault, message_fault
from tuyentruyen.check.contents import Content
from tuyentruyen.check.needs import forms_of
from tuyentruyen.model.values import Html
from tuyentruyen.text import fold, one_line
from tuyentruyen.wording import tr

MAX_TITLE_IN_A_LIST = 120
"""Characters of a title that readers' programs and lists show whole."""
MAX_WORDS = 60
"""Words of a sentence that a listener can follow to its end."""
_TAIL = r"(?![^\W\d_])"
_OLD = re.compile(rf"(?:[òóỏõọ][ae]|(?<!q)[ùúủũụ]y){_TAIL}|Ủy{_TAIL}")
_NEW = re.compile(rf"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ]){_TAIL}|Uỷ{_TAIL}")
_LONGEST_SYLLABLE = 7
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|[;:]\s|\n")
_ROUGH_END = re.compile(r"[.!?…](?=\s)|[;:]\s|\n[ ]{0,3}[-+] |\n[ \t\r]*\n")
"""Where a sentence ends in a text that is not parsed; a line alone may go on in the next."""
_SHORTENED = re.compile(r"(?:\b(?:TP|Tp|ThS|TS|PGS|GS|BS|v\.v|tr)|\.\.)\.\Z")


def mixed_tones(case: Case) -> Iterator[Fault]:
    """A text places tones in two ways, as in ``hòa`` and ``hoà``; names in capitals may keep their own."""
    for content in case.contents:
        old, new = _lower(_OLD, content.rough), _lower(_NEW, content.rough)
        if old and new:
            yield message_fault(
                content.message,
                tr("it writes both {old!r} and {new!r}: the tone stands in two ways", old=old, new=new),
                tr("choose one way of placing tones for the whole text"),
            )


def _lower(pattern: re.Pattern[str], text: str) -> str:
    """The first word that is no name; empty if there is none."""
    for found in pattern.finditer(text):
        start = found.start()
        while start and text[start - 1].isalpha() and found.end() - start < _LONGEST_SYLLABLE:
            start -= 1
        word = text[start : found.end()]
        if not word[0].isupper() or word in ("Ủy", "Uỷ"):
            return word
    return ""


def clumsy_titles(case: Case) -> Iterator[Fault]:
    """A title is in capitals, ends in a full stop, or is too long to be shown whole in a list."""
    for message in case.messages:
        title = message.title.strip()
        letters = [char for char in title if char.isalpha()]
        if len(letters) >= 10 and " " in title and title.upper() == title:
            text, mend = (
                tr("its title is all in capitals"),
                tr("write it as a sentence: programs that read aloud spell capitals out"),
            )
        elif title.endswith(".") and not _SHORTENED.search(title):
            text, mend = tr("its title ends in a full stop"), tr("take the full stop away")
        elif len(title) > MAX_TITLE_IN_A_LIST:
            text = tr("its title has {count} characters; lists cut it after about {most}", count=len(title), most=MAX_TITLE_IN_A_LIST)  # fmt: skip
            mend = tr("say the gist in the title, and the rest in summary or text")
        else:
            continue
        yield message_fault(message, text, mend, at="title")


def doubled_titles(case: Case) -> Iterator[Fault]:
    """A text begins with its own title, which every channel puts above it."""
    for message in case.messages:
        first = message.body.lstrip("#*_ \t\r\n").partition("\n")[0] if not isinstance(message.body, Html) else ""
        if first and _plainly(first) == _plainly(message.title):
            yield message_fault(
                message,
                tr("its text begins with its title once more: {title!r}", title=message.title[:80]),
                tr("begin the text with what comes after; the title stands above it anyway"),
            )


def _plainly(text: str) -> str:
    return " ".join(fold(text).split()).strip(" .!?*_#")


def idle_summaries(case: Case) -> Iterator[Fault]:
    """A summary says what the title says, or is longer than the text."""
    for message in case.messages:
        summary = one_line(message.summary)
        if summary and _plainly(summary) == _plainly(message.title):
            text = tr("its summary is its title once more")
        elif len(summary) > 100 and len(summary) > len(message.body):
            text = tr("its summary is longer than its text")
        else:
            continue
        mend = tr("say in the summary what the reader gets, or leave it empty")
        yield message_fault(message, text, mend, at="summary")


def long_sentences(case: Case) -> Iterator[Fault]:
    """A text that is read aloud has a sentence of more than 60 words."""
    for content in case.contents:
        message = content.message
        if len(content.rough) < 2 * MAX_WORDS or not message.language.startswith("vi"):
            continue
        if not any("grassroots" in form.kinds for form in forms_of(case, message)):
            continue
        for part in content.parts if _may_be_long(content) else ():
            longest = max(_SENTENCE_END.split(part.text), key=lambda said: said.count(" "), default="")
            words = longest.split()
            if len(words) > MAX_WORDS:
                yield message_fault(
                    message,
                    tr("a sentence has {count} words: {start!r}", count=len(words), start=" ".join(words[:8]) + " …"),
                    tr("make two or three sentences of it: who listens cannot go back"),
                    at=part.key,
                )
                break


def _may_be_long(content: Content) -> bool:
    """Whether a sentence may have too many words, as far as can be told without parsing; the address of a link is a word."""
    message = content.message
    if any(isinstance(body, Html) for body in (message.body, *(worded.body for worded in message.only.values()))):
        return True
    return any(
        len(said) > MAX_WORDS and len(said.split()) + said.count("](") > MAX_WORDS
        for said in _ROUGH_END.split(content.rough)
    )
