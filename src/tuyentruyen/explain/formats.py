"""A plan told back as text, as Markdown, and as plain values."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from tuyentruyen.explain.records import Explanation, Kind, Paragraph
from tuyentruyen.text import printable

WIDTH = 100
"""Characters of a line of text."""
_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # a no-break space stays one
_LEADS = re.compile(r"^(?:[-+=#]|\d+(?=[.)]))")


def explanation_text(told: Explanation) -> str:
    """The explanation as lines of at most `WIDTH` characters, set in by level."""
    lines: list[str] = []
    before: Paragraph | None = None
    for one in told.paragraphs:
        opens = one.kind is Kind.SECTION or (
            one.kind is Kind.POINT and before is not None and before.kind is not Kind.SECTION
        )
        closes = one.level == 0 and one.kind is Kind.NOTE
        if before is not None and (opens or closes or (before.kind is Kind.TITLE and one.kind is not Kind.TITLE)):
            lines.append("")
        lines += _wrapped(one)
        before = one
    return "\n".join([*lines, ""])


def _wrapped(one: Paragraph) -> list[str]:
    first = "  " * one.level + (f"{one.mark} " if one.mark else "")
    text = _one_line(one.text)
    if one.kind in (Kind.TITLE, Kind.SECTION, Kind.POINT):
        return [first + text]
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def explanation_markdown(told: Explanation) -> str:
    """The explanation as Markdown: headings, nested lists; what users wrote is escaped and stays text."""
    lines: list[str] = []
    for one in told.paragraphs:
        text = _escaped(one.text)
        mark = f"{one.mark} " if one.mark and one.mark not in "-+" else ""
        if one.kind is Kind.TITLE:
            lines += [f"# {text}", ""] if not lines else [f"**{text}**", ""]
        elif one.kind is Kind.SECTION:
            lines += ["", f"## {mark}{text}", ""]
        elif one.kind is Kind.POINT:
            lines += ["", f"### {mark}{text}", ""]
        elif one.kind is Kind.HEAD or one.level == 0:
            lines += [text, ""]
        else:
            lines.append(f"{'  ' * (one.level - 1)}- {text}")
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*lines, ""])).lstrip("\n")


def _escaped(text: str) -> str:
    return _LEADS.sub(_guarded, _SPECIAL.sub(r"\\\g<0>", _one_line(text)))


def _guarded(lead: re.Match[str]) -> str:
    """What would begin a list or a heading, so that it does not."""
    return f"{lead[0]}\\" if lead[0].isdigit() else f"\\{lead[0]}"


def _one_line(text: str) -> str:
    return printable(_SPACES.sub(" ", text).strip())


def explanation_json(told: Explanation) -> dict[str, Any]:
    """The explanation as plain values, keys in a fixed order; what is empty is left out of a paragraph."""
    return {
        "plan": told.plan,
        "on": told.on.isoformat(),
        "paragraphs": [
            {
                name: value
                for name, value in (
                    ("kind", one.kind.value),
                    ("mark", one.mark),
                    ("text", one.text),
                    ("level", one.level),
                    ("place", one.place),
                )
                if value != ""
            }
            for one in told.paragraphs
        ],
    }
