"""Who is ordered, who is asked, and who leads: what each assignment gives to whom, and in which words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.check.outlets import exists_in_period
from tuyentruyen.model.duties import is_requested
from tuyentruyen.model.plan import ROLES, Assignment
from tuyentruyen.model.units import Unit
from tuyentruyen.text import fold
from tuyentruyen.wording import tr

_ORDERED = ("lead", "executing", "directing", "advising", "inspecting")
_TWO_WAYS = re.compile("[òóỏõọ][ae]|o[àáảãạèéẻẽẹ]|[ùúủũụ]y|u[ỳýỷỹỵ]", re.IGNORECASE)
_FREE = ("party", "front", "central")
"""Kinds of bodies that take no orders from a people's committee or its offices."""
_ORDER = re.compile(r"(?:\A|[.;:!?\n]\s*|[-–+]\s+)(yêu cầu|chỉ thị)\s", re.IGNORECASE)
_ORDER_TO = (
    r"(?<!theo )(?<!của )(?<!bàn )(?<!được )\b(?P<word>yêu cầu|giao(?: nhiệm vụ| trách nhiệm| việc)?|chỉ thị cho|phân công)\s+"
    r"(?:cho\s+)?(?P<body>{bodies})(?!\w)"
    r"|(?:\A|[.;:,\n+–-]\s*|\bvà\s+)(?P<subject>{bodies})\s+(?P<must>(?:có|chịu) trách nhiệm|có nhiệm vụ|phải)(?!\w)"
)


def leaderless_forms(case: Case) -> Iterator[Fault]:
    """A form has activities that nobody leads, and no assignment gives it a lead."""
    plan = case.plan
    led = {form for assignment in plan.assignments.values() if assignment.lead for form in assignment.forms}
    without: dict[str, list[str]] = {}
    for key, activity in plan.activities.items():
        if activity.form in plan.forms and activity.form not in led and not activity.units:
            assigned = case.assigned[key]
            if case.doers[key] and not any(one.lead for one in assigned) and not is_requested(plan, activity):
                without.setdefault(activity.form, []).append(activity.title)
    for key, titles in without.items():
        form = plan.forms[key]
        yield Fault(
            f"forms.{key}",
            tr("nobody leads {form}, though it has activities: {titles}", form=f"“{form.title}”", titles=_few(titles)),
            tr("name a lead in an assignment with the form {form}", form=key),
        )


def helpers_of_nobody(case: Case) -> Iterator[Fault]:
    """An assignment names those who coordinate, and nobody with whom."""
    for clause, assignment in case.plan.assignments.items():
        others = any(getattr(assignment, role) for role in ROLES if role != "coordinating")
        if assignment.coordinating and not others:
            yield Fault(
                f"assignments.{clause}.coordinating",
                tr(
                    "nobody is named with whom {units} should coordinate",
                    units=case.called(assignment.coordinating),
                ),
                tr("name who leads (lead) or carries out (executing)"),
            )


def nobody_assigned(case: Case) -> Iterator[Fault]:
    """An assignment names nobody."""
    for clause, assignment in case.plan.assignments.items():
        if not any(getattr(assignment, role) for role in ROLES):
            yield Fault(
                f"assignments.{clause}",
                tr("it orders and asks nobody"),
                tr("name who leads (lead), carries out (executing) or is asked (requested)"),
            )


def empty_assignments(case: Case) -> Iterator[Fault]:
    """An assignment says nothing: no duty, no form, no theme, and no activity carries it out."""
    cited: set[str] = set()
    for key, activity in case.plan.activities.items():
        if activity.clause:
            cited.update(assignment.key for assignment in case.assigned[key])
    for clause, assignment in case.plan.assignments.items():
        units = case.called(_everybody(assignment))
        if units and not (assignment.duties or assignment.forms or assignment.themes) and clause not in cited:
            yield Fault(
                f"assignments.{clause}",
                tr("it names {units} and gives nothing to do", units=units),
                tr("write its sentences under duties, or name its forms and themes"),
            )


def ordered_though_asked(case: Case) -> Iterator[Fault]:
    """An activity orders a body that the plan only asks."""
    plan = case.plan
    asked, ordered = _asked_and_ordered(case)
    only = asked - ordered
    for key, activity in plan.activities.items() if only else ():
        named = [activity.each] if activity.each else list(activity.units)
        told = [one for one in named if case.members.get(one) and case.members[one] <= only]
        if told and not is_requested(plan, activity):
            yield Fault(
                f"activities.{key}.{'each' if activity.each else 'units'}",
                tr("the plan only asks {units}, and this activity orders", units=case.called(told)),
                tr("write requested = true, or give the activity to a body that the plan orders"),
            )


def orders_to_free_bodies(case: Case) -> Iterator[Fault]:
    """An assignment orders a party organ, a front or mass organisation, or a central body, which can only be asked."""
    plan = case.plan
    issuer = plan.units.get(plan.issuer)
    if issuer is None or issuer.kind in _FREE:
        return
    for clause, assignment in plan.assignments.items():
        for role in _ORDERED:
            for number, key in enumerate(getattr(assignment, role)):
                unit = plan.units.get(key)
                if unit is not None and unit.kind in _FREE:
                    yield Fault(
                        f"assignments.{clause}.{role}[{number}]",
                        tr("{unit} takes no orders from {issuer}", unit=_known_as(unit), issuer=_known_as(issuer)),
                        tr("name it under requested: such a body is asked (đề nghị)"),
                    )


def ordering_words(case: Case) -> Iterator[Fault]:
    """A duty orders in words a body that is only asked."""
    plan = case.plan
    asked, ordered = _asked_and_ordered(case)
    names = {name for key in asked - ordered for name in (plan.units[key].name, plan.units[key].short) if name}
    bodies = "|".join(_however_written(name) for name in sorted(names, key=len, reverse=True))
    order_to = re.compile(_ORDER_TO.format(bodies=bodies), re.IGNORECASE) if names else None
    for clause, assignment in plan.assignments.items() if asked else ():
        only_asks = assignment.requested and not any(getattr(assignment, role) for role in ROLES if role != "requested")
        for number, duty in enumerate(assignment.duties):
            by_name = order_to.search(duty) if order_to else None
            found = by_name or (_ORDER.search(duty) if only_asks else None)
            if found:
                yield Fault(
                    f"assignments.{clause}.duties[{number}]",
                    tr(
                        "{word!r} orders {units}, who can only be asked",
                        word=(by_name["word"] or by_name["must"]) if by_name else found[1],
                        units=(by_name["body"] or by_name["subject"]) if by_name else case.called(assignment.requested),
                    ),
                    tr("write 'Đề nghị …' instead"),
                )


def roles_that_clash(case: Case) -> Iterator[Fault]:
    """A body has two roles in one assignment that exclude each other: lead and coordinating, or asked and ordered."""
    for clause, assignment in case.plan.assignments.items():
        for first, second in (("lead", "coordinating"), *((role, "requested") for role in ROLES[:-1])):
            both = [key for key in getattr(assignment, first) if key in getattr(assignment, second)]
            if both:
                yield Fault(
                    f"assignments.{clause}.{second}",
                    tr(
                        "both under {first} and under {second}: {units}",
                        units=case.called(both), first=first, second=second,
                    ),
                    tr("leave each body under one of the two"),
                )  # fmt: skip


def groups_without_members(case: Case) -> Iterator[Fault]:
    """A group has a role in an assignment, and no member on any day of the plan."""
    plan = case.plan
    empty = {key for key in plan.groups if not exists_in_period(plan, key)}
    for clause, assignment in plan.assignments.items() if empty else ():
        for role in ROLES:
            for number, key in enumerate(getattr(assignment, role)):
                if key in empty:
                    yield Fault(
                        f"assignments.{clause}.{role}[{number}]",
                        tr("{group} has no member on any day of the plan", group=plan.groups[key].title),
                        tr("name its members in the group, or mend their since and until"),
                    )


def unlisted_bodies(case: Case) -> Iterator[Fault]:
    """A body has a role in an assignment, and nothing of it is on the distribution list."""
    plan = case.plan
    listed = {unit for line in plan.recipients for unit in case.members.get(line.unit, ())}
    listed.update(s.unit for key in tuple(listed) for s in plan.units[key].successors)
    names = {fold(line.name) for line in plan.recipients}
    told: set[str] = set()
    for clause, assignment in plan.assignments.items() if listed else ():
        for role in ROLES:
            for number, key in enumerate(getattr(assignment, role)):
                members = case.members.get(key, frozenset())
                if key in told or key == plan.issuer or not members or not members.isdisjoint(listed):
                    continue
                if not names.isdisjoint({fold(case.called([key]))} | {fold(plan.units[one].name) for one in members}):
                    continue
                told.add(key)
                yield Fault(
                    f"assignments.{clause}.{role}[{number}]",
                    tr("{unit} has a part in the plan and is not among its recipients", unit=case.called([key])),
                    tr("add a line with its unit to the recipients"),
                )


def _however_written(name: str) -> str:
    """A pattern for a name, whichever way its tones are placed (``ủy``, ``uỷ``) and its words are spaced."""
    return r"\s+".join(_TWO_WAYS.sub(_both_ways, re.escape(word)) for word in name.split())


def _both_ways(found: re.Match[str]) -> str:
    marks = unicodedata.normalize("NFD", found[0])
    first, tone, second = marks[0], *sorted(marks[1:], key=str.isalpha)
    return "(?:{}|{})".format(
        *(unicodedata.normalize("NFC", one) for one in (first + tone + second, first + second + tone))
    )


def _asked_and_ordered(case: Case) -> tuple[set[str], set[str]]:
    """Keys of the units that some assignment asks, and of those that some assignment gives another role."""
    asked: set[str] = set()
    ordered: set[str] = set()
    for assignment in case.plan.assignments.values():
        for role in ROLES:
            for key in getattr(assignment, role):
                (asked if role == "requested" else ordered).update(case.members.get(key, ()))
    return asked, ordered


def _everybody(assignment: Assignment) -> list[str]:
    return list(dict.fromkeys(key for role in ROLES for key in getattr(assignment, role)))


def _known_as(unit: Unit) -> str:
    return unit.short or unit.name


def _few(titles: list[str]) -> str:
    return "; ".join(f"“{title}”" for title in titles[:3]) + ("; …" if len(titles) > 3 else "")
