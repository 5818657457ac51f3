"""The year that a plan's phrases mean where they say none."""

from __future__ import annotations

import re
from datetime import date

from tuyentruyen.text import nfc

_NAMED = re.compile(r"(?<!đến )\bnăm (\d{4})\b", re.IGNORECASE)


def plan_year(title: str, *, since: date, until: date) -> int:
    """The year of a plan: the one that its title names, if the plan lies in it at least in part; else that of its first day.

    A plan for 2026 may be issued, and begin, in December 2025.

    Args:
        title: The plan's title; *đến năm 2030* in it is no year of the plan.
        since: Its first day.
        until: Its last day.
    """
    named = {int(year) for year in _NAMED.findall(" ".join(str(nfc(title)).split()))}
    inside = [year for year in named if since.year <= year <= until.year]
    return inside[0] if len(inside) == 1 else since.year
