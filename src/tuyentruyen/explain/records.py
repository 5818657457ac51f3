"""What a plan told back consists of."""

from __future__ import annotations

import datetime
from enum import Enum

from attrs import frozen


class Kind(Enum):
    """What a paragraph is; a closed list."""

    TITLE = "title"
    """The word *kế hoạch*, and what the plan is about."""
    HEAD = "head"
    """Number, place, day, issuer, period; what the plan carries out."""
    SECTION = "section"
    """The heading of a section, such as *I. MỤC ĐÍCH, YÊU CẦU*."""
    POINT = "point"
    """The heading of a point, such as *1. Mục đích*, *2. Đề nghị Ban Tuyên giáo Thành ủy*."""
    ITEM = "item"
    """One item of a list, in the plan's words."""
    ACTIVITY = "activity"
    """An activity, and when it is to be done."""
    NOTE = "note"
    """What was worked out: who, which days, how much in all."""


@frozen(kw_only=True)
class Paragraph:
    """One paragraph.

    Attributes:
        kind: What it is.
        mark: What stands before it: ``I.``, ``1.``, ``-``, ``+``; empty if nothing does.
        text: What it says, in one line.
        level: How deep it lies; 0 at the margin, to 3.
        place: The record that it tells back, such as ``activities.loa``; empty if it tells of no single one.
    """

    kind: Kind
    mark: str = ""
    text: str
    level: int = 0
    place: str = ""


@frozen(kw_only=True)
class Explanation:
    """A plan told back.

    Attributes:
        plan: Key of the plan.
        on: The day for which units and documents were looked at.
        paragraphs: In order.
    """

    plan: str
    on: datetime.date
    paragraphs: tuple[Paragraph, ...]
