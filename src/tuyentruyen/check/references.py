"""Keys that name nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tuyentruyen.check.case import Case, Fault, strangers
from tuyentruyen.model.plan import ROLES
from tuyentruyen.wording import tr


def _listed(place: str, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((f"{place}[{number}]", key) for number, key in enumerate(keys))


def _strangers(named: Iterable[tuple[str, str]], known: Collection[str], what: str) -> Iterator[Fault]:
    return (Fault(place, text, mend) for place, text, mend in strangers(named, known, what))


def unknown_themes(case: Case) -> Iterator[Fault]:
    """A theme, activity, assignment or channel names a theme that the plan does not have."""
    plan = case.plan
    named = [(f"themes.{key}.parent", theme.parent) for key, theme in plan.themes.items()]
    tables = (("activities", plan.activities), ("assignments", plan.assignments), ("channels", plan.channels))
    for table, records in tables:
        for key, record in records.items():
            if record.themes != ("*",):
                named += _listed(f"{table}.{key}.themes", record.themes)
    return _strangers(named, plan.themes, tr("there is no theme {key}"))


def unknown_forms(case: Case) -> Iterator[Fault]:
    """An activity, channel or assignment names a form that the plan does not have."""
    plan = case.plan
    named = [(f"activities.{key}.form", activity.form) for key, activity in plan.activities.items()]
    named += [(f"channels.{key}.form", channel.form) for key, channel in plan.channels.items()]
    for key, assignment in plan.assignments.items():
        named += _listed(f"assignments.{key}.forms", assignment.forms)
    return _strangers(named, plan.forms, tr("there is no form {key}"))


def unknown_members(case: Case) -> Iterator[Fault]:
    """A group names a unit that the plan does not have."""
    plan = case.plan
    named = [pair for key, group in plan.groups.items() for pair in _listed(f"groups.{key}.units", group.units)]
    return _strangers(named, plan.units, tr("there is no unit {key}"))


def unknown_groups(case: Case) -> Iterator[Fault]:
    """A group, or an activity's ``each``, names a group that the plan does not have."""
    plan = case.plan
    named = [pair for key, group in plan.groups.items() for pair in _listed(f"groups.{key}.groups", group.groups)]
    named += [(f"activities.{key}.each", activity.each) for key, activity in plan.activities.items()]
    return _strangers(named, plan.groups, tr("there is no group {key}"))


def unknown_doers(case: Case) -> Iterator[Fault]:
    """An activity, assignment, channel or recipient names what is neither a unit nor a group of the plan."""
    plan = case.plan
    named: list[tuple[str, str]] = []
    for key, activity in plan.activities.items():
        named += _listed(f"activities.{key}.units", activity.units)
    for key, assignment in plan.assignments.items():
        for role in ROLES:
            named += _listed(f"assignments.{key}.{role}", getattr(assignment, role))
    for key, channel in plan.channels.items():
        named += _listed(f"channels.{key}.units", channel.units)
    named += [(f"plan.recipients[{number}].unit", line.unit) for number, line in enumerate(plan.recipients)]
    return _strangers(named, {**plan.units, **plan.groups}, tr("there is no unit or group {key}"))


def unknown_channels(case: Case) -> Iterator[Fault]:
    """An activity names a channel that the plan does not have."""
    plan = case.plan
    named = [p for key, a in plan.activities.items() for p in _listed(f"activities.{key}.channels", a.channels)]
    return _strangers(named, plan.channels, tr("there is no channel {key}"))


def unknown_hosts(case: Case) -> Iterator[Fault]:
    """An activity is integrated into one that the plan does not have."""
    plan = case.plan
    named = [(f"activities.{key}.integrated_into", a.integrated_into) for key, a in plan.activities.items()]
    return _strangers(named, plan.activities, tr("there is no activity {key}"))


def unknown_issuer(case: Case) -> Iterator[Fault]:
    """The plan's issuer is no unit of the plan."""
    return _strangers([("plan.issuer", case.plan.issuer)], case.plan.units, tr("there is no unit {key}"))


def unknown_parents(case: Case) -> Iterator[Fault]:
    """A unit belongs to a unit that the plan does not have."""
    named = [(f"units.{key}.parent", unit.parent) for key, unit in case.plan.units.items()]
    return _strangers(named, case.plan.units, tr("there is no unit {key}"))


def unknown_owners(case: Case) -> Iterator[Fault]:
    """A channel's owner is neither a unit nor a group of the plan."""
    plan = case.plan
    named = [(f"channels.{key}.owner", channel.owner) for key, channel in plan.channels.items()]
    return _strangers(named, {**plan.units, **plan.groups}, tr("there is no unit or group {key}"))


def unknown_documents(case: Case) -> Iterator[Fault]:
    """A document amends, replaces or repeals one that the plan does not list."""
    known = case.readings.register.documents
    for key, document in case.plan.documents.items():
        for relation in ("amends", "replaces", "repeals"):
            for place, other in _listed(f"documents.{key}.{relation}", getattr(document, relation)):
                if other not in known:
                    text = tr("the plan lists no document {key}", key=repr(other))
                    mend = tr("mend the number, or add {table} with date and issuer", table=f'[documents."{other}"]')
                    yield Fault(place, text, mend)
