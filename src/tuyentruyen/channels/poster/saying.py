"""What a poster says, taken from a message, a plan and a unit: plain text, with the spaces that must not break."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from attrs import frozen

from tuyentruyen.channels.poster.breaks import ties
from tuyentruyen.markup import Node, tree
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import themes_of
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

LONGEST = 6000
"""Characters of a text of which no sheet holds more at a size that can be read: what is beyond is not set at all."""
_SOLID = "\u00a0"
_UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Signs that nobody sees and that turn lines round or end a text for programs."""
_SPACES = re.compile(r"[^\S\u00a0\u202f\u2007]+")
_TOGETHER = re.compile(
    r"(?<=\d) (?=(?:ngày|tháng|năm)\b(?! \d)|giờ|phút|tuổi|km|m\b|kg|%|đồng|triệu|nghìn|tỷ|người|việc|lần|\d)"
    r"|(?<=giờ) (?=\d)|(?<=[Ss]ố) (?=\d)|(?<=[Đđ]iều) (?=\d)|(?<=[Kk]hoản) (?=\d)|(?<=[Qq]uận) (?=\d)|(?<=[Pp]hường) (?=\d)"
    r"|(?<=ngày) (?=\d)|(?<=\b[Mm][ùồ]ng) (?=\d)|(?<=tháng) (?=\d)|(?<=năm) (?=\d)|(?<=\bmức độ) (?=\d)|(?<=dưới) (?=\d)|(?<=trên) (?=\d)"
    r"|(?<=\b[Qq]uý) (?=[IVX\d])|(?<=\b[Kk]hóa) (?=[IVX\d])|(?<=\d) (?=[-–] \d)|(?<=\d [-–]) (?=\d)"
)
_SHORT_END = re.compile(r" (?=\S{1,7}[.!?…”\"]*$)")
_NUMBER = re.compile(r"(\+?\d[\d .\-]*\d) +(\([^()]{1,60}\))")
_BETWEEN_DIGITS = re.compile(r"(?<=[\d.+]) (?=\d)")
_STEPS = 9


@frozen(kw_only=True)
class Saying:
    """The texts of one poster.

    Attributes:
        title: The headline.
        summary: What it is about; empty if nothing more is said.
        steps: What to do, in order, each as what is set in bold at its beginning, which may be empty, and the rest; empty if there
            is no such list.
        kicker: The line above the headline.
        owner: Who speaks.
        hotline: Whom to call; empty if nobody.
        hotline_note: What is said of the number in brackets; empty if nothing is.
        contacts: Where else to turn, as label and text.
        link: Where the code leads; empty: there is none.
        language: Tag of BCP 47.
    """

    title: str
    summary: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    kicker: str = ""
    owner: str
    hotline: str = ""
    hotline_note: str = ""
    contacts: tuple[tuple[str, str], ...] = ()
    link: str = ""
    language: str = "vi"

    def told(self) -> dict[str, Any]:
        """As designs read it; labels in the language in use."""
        words = self.title.split(" ")
        return {
            "title": self.title, "title_words": words, "title_ties": ties(words), "summary": self.summary,
            "steps": [list(step) for step in self.steps], "kicker": self.kicker, "owner": self.owner, "hotline": self.hotline,
            "hotline_note": self.hotline_note, "contacts": [list(pair) for pair in self.contacts], "hotline_label": tr("Hotline"),
            "code_label": tr("Scan the code to read it all"), "code_alt": tr("QR code that leads to {link}", link=self.link),
        }  # fmt: skip


def saying(plan: Plan, message: Message, unit: Unit) -> Saying:
    """What the poster of a message says in the name of a unit."""
    paragraph, steps, _ = _parts(message.body)
    named = [plan.themes[key].title for key in themes_of(plan, message)[:1] if key in plan.themes]
    hotline, note = hotline_of(message.hotline or unit.hotline)
    return Saying(
        title=together(message.title),
        summary=together(message.summary or paragraph),
        steps=tuple((together(lead), together(rest)) for lead, rest in steps),
        kicker=together(tr("Urgent") if message.urgent else named[0] if named else ""),
        owner=together(unit.name),
        hotline=hotline,
        hotline_note=note,
        contacts=contacts_of(unit),
        link=message.link,
        language=message.language,
    )


def contacts_of(unit: Unit) -> tuple[tuple[str, str], ...]:
    """Where a unit is found and where it hears what people think of it, as label and text."""
    pairs = ((tr("Address"), unit.address), (tr("Feedback and complaints"), unit.feedback))
    return tuple((label, together(text)) for label, text in pairs if text.strip())


def hotline_of(text: str) -> tuple[str, str]:
    """A telephone number whose groups stay on one line, and what is said of it in brackets after it, apart."""
    words = seen(text)
    if found := _NUMBER.fullmatch(words):
        return found[1].replace(" ", _SOLID), together(found[2])
    return _BETWEEN_DIGITS.sub(_SOLID, words), ""


def seen(text: str) -> str:
    """A text with one space between words and nothing that is not seen; spaces that its author made solid stay."""
    words = _UNSEEN.sub("", _SPACES.sub(" ", text[: 4 * LONGEST])).replace("\u202f", _SOLID).replace("\u2007", _SOLID)
    return str(nfc(words)).strip(f" {_SOLID}")[:LONGEST]


@lru_cache(maxsize=512)
def together(text: str) -> str:
    """A text as it is set: one space between words, and none of those that tear a figure from its word, or leave one short word alone.

    Remembered: names and addresses of a unit stand on each of its posters, and what is checked is made afterwards.
    """
    words = seen(text)
    return (
        _SHORT_END.sub(_SOLID, _TOGETHER.sub(_SOLID, words)) if words.count(" ") > 2 else _TOGETHER.sub(_SOLID, words)
    )


@lru_cache(maxsize=1024, typed=True)
def _parts(body: str) -> tuple[str, tuple[tuple[str, str], ...], int]:
    """Of a body the first paragraph, the steps of its first numbered list and its length; remembered, for many units show one message."""
    root = tree(body)
    return _first_paragraph(root), tuple(_steps(root)), len(" ".join(_text(root).split()))


def _first_paragraph(root: Node) -> str:
    return next((_text(node) for node in root.children if node.tag == "p"), "")


def _steps(root: Node) -> list[tuple[str, str]]:
    """The items of the first numbered list, each as its bold beginning and the rest."""
    found = next((node for node in root.children if node.tag == "ol"), None)
    return [_step(item) for item in found.children][:_STEPS] if found else []


def _step(item: Node) -> tuple[str, str]:
    inner = item
    while inner.children and inner.children[0].tag == "p":
        inner = inner.children[0]
    whole, first = _text(item).strip(), inner.children[0] if inner.children else None
    if first is not None and first.tag == "strong" and whole.startswith(lead := _text(first).strip()):
        rest = whole[len(lead) :]
        mark = rest[: len(rest) - len(rest.lstrip(",;:.!?…"))]  # a sign after bold words stands close to them
        return lead + mark, rest[len(mark) :].strip()
    return "", whole


def _text(node: Node) -> str:
    return node.text + "".join(_text(child) for child in node.children)


def has_little_body(message: Message) -> bool:
    """Whether the title says it all: a slogan."""
    return _parts(message.body)[2] < 80
