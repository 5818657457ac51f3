"""What is coming: what the plan has due on fixed days in the next weeks, by day."""

from __future__ import annotations

import datetime
from typing import Any

from tuyentruyen.model.flow import Edition, Occurrence
from tuyentruyen.model.plan import Plan
from tuyentruyen.schedule import occurrences
from tuyentruyen.text import in_vietnam, short_date
from tuyentruyen.wording import tr

DAYS = 35
"""How far the page looks ahead."""
_MOST = 200


def due(edition: Edition[Any]) -> list[tuple[datetime.date, Plan, str, list[Occurrence]]]:
    """What is due in the next weeks, by day, plan and activity, in order; at most 200 of each plan, each with the duty of every unit.

    Each plan of a house tells its own: activities of one key in two plans are two. What is due at no fixed moment, such as what goes on
    all year, is left out.
    """
    today = in_vietnam(edition.now).date()
    found = [one for plan in edition.plans or (edition.plan,) for one in _due(plan, today)]
    return sorted(found, key=lambda one: one[0])


def _due(plan: Plan, today: datetime.date) -> list[tuple[datetime.date, Plan, str, list[Occurrence]]]:
    last = today + datetime.timedelta(days=DAYS)
    if today > plan.until or last < plan.since:
        return []
    found: dict[tuple[datetime.date, str], list[Occurrence]] = {}
    for one in occurrences(plan, since=today, until=last):
        day = in_vietnam(one.due).date() if one.due else None
        if day is not None and today <= day <= last and (plan.activities[one.activity].when is not None):
            found.setdefault((day, one.activity), []).append(one)
        if len(found) == _MOST:
            break
    return [(day, plan, key, whose) for (day, key), whose in found.items()]


def coming(edition: Edition[Any]) -> list[dict[str, Any]]:
    """The days ahead on which something is due, each with what it is and whose; what several units have to do is one entry, with their number."""
    days: dict[datetime.date, list[dict[str, str]]] = {}
    for day, plan, key, whose in due(edition):
        names = [plan.units[one.unit].name for one in whose if one.unit in plan.units]
        by = names[0] if len(names) == 1 else tr("{count} units", count=len(names)) if names else ""
        days.setdefault(day, []).append({"title": plan.activities[key].title, "by": by})
    return [{"date": short_date(day), "iso": day.isoformat(), "entries": entries} for day, entries in days.items()]
