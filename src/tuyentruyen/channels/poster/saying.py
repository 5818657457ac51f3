"""What a poster says, taken from a message, a plan and a unit: plain text, with the spaces that must not break."""

from __future__ import annotations

import re
from typing import Any

from attrs import field, frozen

from tuyentruyen.markup import Node, plain, tree
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import themes_of
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

_SOLID = "\u00a0"
_TOGETHER = re.compile(
    r"(?<=\d) (?=giờ|phút|ngày|tháng|năm|tuổi|km|m\b|kg|%|đồng|triệu|nghìn|tỷ|người|việc|lần|\d)"
    r"|(?<=giờ) (?=\d)|(?<=[Ss]ố) (?=\d)|(?<=[Đđ]iều) (?=\d)|(?<=[Kk]hoản) (?=\d)|(?<=[Qq]uận) (?=\d)|(?<=[Pp]hường) (?=\d)"
    r"|(?<=ngày) (?=\d)|(?<=tháng) (?=\d)|(?<=năm) (?=\d)|(?<=\bmức độ) (?=\d)|(?<=dưới) (?=\d)|(?<=trên) (?=\d)"
)
_SHORT_END = re.compile(r" (?=\S{1,7}[.!?…”\"]*$)")
_STEPS = 9


@frozen(kw_only=True)
class Saying:
    """The texts of one poster.

    Attributes:
        title: The headline.
        summary: What it is about; empty if nothing more is said.
        steps: What to do, in order; empty if there is no such list.
        kicker: The line above the headline.
        owner: Who speaks.
        hotline: Whom to call; empty if nobody.
        contacts: Where else to turn, as label and text.
        link: Where the code leads; empty: there is none.
        language: Tag of BCP 47.
    """

    title: str
    summary: str = ""
    steps: tuple[str, ...] = field(default=(), converter=tuple)
    kicker: str = ""
    owner: str
    hotline: str = ""
    contacts: tuple[tuple[str, str], ...] = ()
    link: str = ""
    language: str = "vi"

    def told(self) -> dict[str, Any]:
        """As designs read it; labels in the language in use."""
        return {
            "title": self.title, "title_words": self.title.split(" "), "summary": self.summary, "steps": list(self.steps),
            "kicker": self.kicker, "owner": self.owner, "hotline": self.hotline, "contacts": [list(pair) for pair in self.contacts],
            "hotline_label": tr("Hotline"), "code_label": tr("Scan the code to read it all"),
            "code_alt": tr("QR code that leads to {link}", link=self.link),
        }  # fmt: skip


def saying(plan: Plan, message: Message, unit: Unit) -> Saying:
    """What the poster of a message says in the name of a unit."""
    root = tree(message.body)
    named = [plan.themes[key].title for key in themes_of(plan, message)[:1] if key in plan.themes]
    hotline = message.hotline or unit.hotline
    contacts = ((tr("Address"), unit.address), (tr("Feedback and complaints"), unit.feedback))
    return Saying(
        title=together(message.title),
        summary=together(message.summary or _first_paragraph(root)),
        steps=tuple(together(step) for step in _steps(root)),
        kicker=together(tr("Urgent") if message.urgent else named[0] if named else ""),
        owner=together(unit.name),
        hotline=_solid(hotline),
        contacts=tuple((label, together(text)) for label, text in contacts if text),
        link=message.link,
        language=message.language,
    )


def together(text: str) -> str:
    """A text as it is set: one space between words, and none of those that tear a figure from its word, or leave one short word alone."""
    words = nfc(" ".join(text.split()))
    return _SHORT_END.sub(_SOLID, _TOGETHER.sub(_SOLID, words)) if words.count(" ") > 2 else words


def _solid(text: str) -> str:
    return nfc(_SOLID.join(text.split()))


def _first_paragraph(root: Node) -> str:
    return next((_text(node) for node in root.children if node.tag == "p"), "")


def _steps(root: Node) -> list[str]:
    """The items of the first numbered list, each in brief: its first line."""
    found = next((node for node in root.children if node.tag == "ol"), None)
    return [_text(item) for item in found.children][:_STEPS] if found else []


def _text(node: Node) -> str:
    return node.text + "".join(_text(child) for child in node.children)


def has_little_body(message: Message) -> bool:
    """Whether the title says it all: a slogan."""
    return len(plain(message.body)) < 80
