"""Who has a duty: members of groups, and the roles that activities inherit from the plan's assignments.

Keys that name nothing are passed over here; that they name nothing is a finding of the check.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from tuyentruyen.model.plan import ROLES, Activity, Assignment, Plan
from tuyentruyen.model.units import Unit

_DOERS = ("lead", "executing", "directing", "requested")


def everyone(plan: Plan, keys: Iterable[str]) -> tuple[Unit, ...]:
    """All units that these keys of units and groups name, whenever they exist, each once, in the plan's order.

    Groups may hold groups; a ring of groups is walked once.
    """
    found: set[str] = set()
    walked: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in plan.units:
            found.add(key)
        elif key in plan.groups and key not in walked:
            walked.add(key)
            waiting += plan.groups[key].units
            waiting += plan.groups[key].groups
    if not found:
        return ()
    if len(found) == 1:
        return (plan.units[found.pop()],)
    return tuple(unit for key, unit in plan.units.items() if key in found)


def members(plan: Plan, key: str, day: datetime.date) -> tuple[Unit, ...]:
    """The units that a key of a unit or a group names and that exist on this day, in the plan's order."""
    return tuple(unit for unit in everyone(plan, (key,)) if unit.exists_on(day))


def assignments(plan: Plan, activity: Activity) -> tuple[Assignment, ...]:
    """The assignments that concern an activity.

    If the activity's clause is itself an assignment, or a part of one, or the whole of several (``IV.3``, ``IV.3, gạch
    1``), those alone; otherwise those that cover its form and, where they name themes, one of its themes.
    """
    if activity.clause:
        clause = f"{activity.clause}, "
        named = [
            a for key, a in plan.assignments.items() if f"{key}, ".startswith(clause) or clause.startswith(f"{key}, ")
        ]
        if named:
            return tuple(named)
    return tuple(a for a in plan.assignments.values() if activity.form in a.forms and _share_themes(a, activity))


def roles(plan: Plan, activity: Activity) -> Mapping[str, tuple[str, ...]]:
    """Who does what for an activity: each role that somebody has, with the keys of units and groups as the plan names them.

    What the activity says itself goes before what its assignments say: its ``units`` are the lead, and the members of
    its ``each`` carry out.
    """
    found: dict[str, tuple[str, ...]] = {}
    for role in ROLES:
        keys: dict[str, Any] = {}
        for assignment in assignments(plan, activity):
            keys.update(dict.fromkeys(getattr(assignment, role)))
        if role == "lead" and activity.units:
            keys = dict.fromkeys(activity.units)
        elif role == "executing" and activity.each:
            keys = dict.fromkeys((activity.each,))
        if keys:
            found[role] = tuple(keys)
    return found


def doers(plan: Plan, activity: Activity) -> tuple[str, ...]:
    """Keys of the units and groups that have an activity to do.

    Its own ``units`` or ``each``; else those that lead its form; where nobody leads, those that carry out, direct or are
    asked. Empty: nobody is named.
    """
    if activity.each:
        return (activity.each,)
    if activity.units:
        return activity.units
    named = roles(plan, activity)
    return next((named[role] for role in _DOERS if role in named), ())


def is_requested(plan: Plan, activity: Activity) -> bool:
    """Whether an activity is asked for and not ordered (*đề nghị*), and so never late.

    The activity's own word goes first. Otherwise it is asked for if assignments that concern it ask those who do it, and
    none of them gives one of those any other role.
    """
    if activity.requested is not None:
        return activity.requested
    asked: set[str] = set()
    ordered: set[str] = set()
    for assignment in assignments(plan, activity):
        asked.update(assignment.requested)
        for role in ROLES:
            if role != "requested":
                ordered.update(getattr(assignment, role))
    doing = set(doers(plan, activity))
    return bool(doing) and doing <= asked and not doing & ordered


def asked(plan: Plan, activity: Activity) -> frozenset[str]:
    """Keys of the units that are asked for an activity and not ordered, whoever else has a part in it.

    The activity's own word goes first. Otherwise a unit is asked that an assignment asks, by its name or in a group, unless
    an assignment that concerns the activity gives that same name another role: a body that is asked by its own name is not
    ordered as one of many.
    """
    if activity.requested is not None:
        keys = doers(plan, activity) if activity.requested else ()
        return frozenset(unit.key for unit in everyone(plan, keys))
    wanted: set[str] = set()
    ordered: set[str] = set()
    for assignment in assignments(plan, activity):
        wanted.update(assignment.requested)
        for role in ROLES:
            if role != "requested":
                ordered.update(getattr(assignment, role))
    return frozenset(unit.key for unit in everyone(plan, wanted - ordered)) - ordered


def is_asked(plan: Plan, activity: Activity, unit: str) -> bool:
    """Whether a unit is asked for an activity and not ordered, and so never late; an empty key is all of them together."""
    return is_requested(plan, activity) or (bool(unit) and unit in asked(plan, activity))


def _share_themes(assignment: Assignment, activity: Activity) -> bool:
    theirs, ours = assignment.themes, activity.themes
    return not theirs or theirs == ("*",) or ours == ("*",) or not set(theirs).isdisjoint(ours)
