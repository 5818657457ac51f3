"""Messages that carry what others have been broken by, each harmless to a backend that keeps the contract."""

from __future__ import annotations

import datetime

from tuyentruyen.model.message import Message
from tuyentruyen.model.values import Html
from tuyentruyen.text import VIETNAM

HOSTILE: dict[str, tuple[str, str]] = {
    "a script": ("<script>alert(1)</script> Lịch tiếp dân", "<script>alert(1)</script>\n\nMười giờ."),
    "the end of CDATA": ("Kết thúc ]]> sớm", "Trước ]]> sau"),
    "entities": ("Thuế &amp; phí &lt; 10%", "&#0; &nbsp; &bogus; &"),
    "an entity bomb": ('<!DOCTYPE x [<!ENTITY a "ha">]>&a;', '<!DOCTYPE x [<!ENTITY a "ha">]>&a;'),
    "a NUL": ("Nghỉ\x00lễ", "Trước\x00sau"),
    "control characters": ("Chuông \x07 và \x1b[31mđỏ", "\x0b\x0c\x1f\x7f\x85\ufffe\uffff"),
    "turned-round text": ("Phí \u202e000.01 đồng", "\u2066ẩn\u2069 \u202eđảo"),
    "lone surrogates": ("Nửa chữ \ud800", "Nửa kia \udfff"),
    "a new header": ("Tin mới\r\nBcc: ai-do@mau.example", "Một\r\n.\r\nQUIT\r\n"),
    "a template": ("{{ 7*7 }} ${7*7} #{7*7} %s %(x)s {0}", "{% include '/etc/passwd' %} {{ config }}"),
    "a formula": ('=HYPERLINK("https://mau.example")', "@SUM(1+1)*cmd|' /C calc'!A0"),
    "a path": ("../../../../etc/passwd", "![x](file:///etc/passwd) ![y](../../../khac.png)"),
    "a bad link": (
        "Bấm vào đây",
        "[bấm](javascript:alert(1)) [và](data:text/html;base64,PHNjcmlwdD4=) <javascript:alert(2)>",
    ),
    "decomposed text": ("Thu\u031b\u0309 tu\u0323c ha\u0300nh chi\u0301nh", "Ngu\u031bo\u031b\u0300i da\u0302n"),
    "an endless word": ("a" * 300, "ă" * 5_000),
    "deep nesting": ("Lồng nhau", "> " * 300 + "sâu" + "\n\n" + "- " * 200 + "sâu"),
    "nothing but spaces": (" \u00a0\t ", "\n\n\t\u00a0\n"),
    "emoji and rare letters": ("Ꞗ ﷽ 👩🏽‍🚒 \U0002f8a6", "Z̷̢̛a̷l̸g̵o̶ 👨‍👩‍👧‍👦"),
}
"""Title and body of each hostile message, by what it tries."""


def hostile_message(kind: str, *, html: bool = False) -> Message:
    """A message with hostile title, body and summary.

    Args:
        kind: A key of `HOSTILE`.
        html: Whether its body is given as HTML rather than as Markdown.
    """
    title, body = HOSTILE[kind]
    return Message(
        key="tin-doc",
        title=title,
        body=Html(body) if html else body,
        summary=title,
        published=datetime.datetime(2022, 4, 15, 8, 0, tzinfo=VIETNAM),
        themes=("cntt",),
        unit="so-tttt",
        link="https://mau.example/tin/tin-doc/",
    )
