"""A plan told back in official words, with dates and quotas worked out."""

from __future__ import annotations

import datetime

from attrs import evolve

from tuyentruyen.explain.records import Explanation, Kind, Paragraph
from tuyentruyen.explain.sections import Sections
from tuyentruyen.model.plan import Plan
from tuyentruyen.schedule.workdays import knows_holidays
from tuyentruyen.wording import tr


def explain(plan: Plan, *, on: datetime.date | None = None) -> Explanation:
    """The plan told back, section by section and clause by clause, as an official plan is laid out.

    What the plan says stands in its own words. What was worked out from it stands beside: the timing of each activity in
    official words, who does it in which role, on which days it falls and how much that comes to, which periods are no whole
    ones, and the working day behind a day off. Who is asked is asked, and not ordered. In English the official Vietnamese
    terms stand in parentheses where they are first used.

    Args:
        plan: The plan.
        on: The day for which it is told whether documents are in force; None: the day it was issued, else its first day.
    """
    day = on or plan.issued or plan.since
    calendar = plan.calendar
    paragraphs: tuple[Paragraph, ...] = ()
    if not knows_holidays(calendar):
        calendar = evolve(calendar, country="")
        text = tr(
            "Public holidays are not taken into account; install them with: {command}",
            command="pip install 'tuyentruyen[holidays]'",
        )
        paragraphs = (Paragraph(kind=Kind.NOTE, text=text, place="plan.calendar"),)
    return Explanation(plan=plan.key, on=day, paragraphs=(*Sections(plan, day, calendar).told(), *paragraphs))
