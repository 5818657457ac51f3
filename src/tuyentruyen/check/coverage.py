"""Holes in a plan: what it says is to be told, used or done, and no activity takes up. A plan without activities has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tuyentruyen.check.case import Case, Fault, nearest
from tuyentruyen.editions import goes_to, prepared
from tuyentruyen.model.plan import Assignment, Theme
from tuyentruyen.wording import tr

_DUTIES = ("lead", "executing", "directing")
_PARTS_OF_A_CLAUSE = (", ", ".")


def idle_themes(case: Case) -> Iterator[Fault]:
    """A theme is taken up by no activity and no message."""
    plan = case.plan
    if not plan.activities or any(activity.themes == ("*",) for activity in plan.activities.values()):
        return
    told = {theme for activity in plan.activities.values() for theme in activity.themes}
    told.update(theme for message in case.messages for theme in message.themes)
    told = _with_kin(plan.themes, told)
    for key, theme in plan.themes.items():
        if key not in told:
            leads = _leads(case, (a for a in plan.assignments.values() if a.themes == ("*",) or key in a.themes))
            yield Fault(
                f"themes.{key}",
                tr(
                    "nothing tells of {what}: no activity and no message has this theme",
                    what=_named(theme.title, theme.clause, leads),
                ),
                tr("add an activity with this theme, or take the theme out of the plan"),
            )


def idle_forms(case: Case) -> Iterator[Fault]:
    """A form is used by no activity."""
    plan = case.plan
    used = {activity.form for activity in plan.activities.values()}
    for key, form in plan.forms.items() if used else ():
        if key not in used and case.is_own(f"forms.{key}"):
            leads = _leads(case, (a for a in plan.assignments.values() if key in a.forms))
            yield Fault(
                f"forms.{key}",
                tr(
                    "nothing is done by {what}: no activity has this form",
                    what=_named(form.title, form.clause, leads),
                ),
                tr("add an activity of this form, or take the form out of the plan"),
            )


def idle_units(case: Case) -> Iterator[Fault]:
    """A unit that an assignment orders to lead, carry out or direct has no activity."""
    plan = case.plan
    used = {activity.form for activity in plan.activities.values()}
    busy = {unit for keys in case.doers.values() for key in keys for unit in case.members.get(key, ())}
    for clause, assignment in plan.assignments.items() if used else ():
        if not (assignment.forms or assignment.themes) or (assignment.forms and used.isdisjoint(assignment.forms)):
            continue  # money and the like want no activity; a form that is idle is told of already
        for role in _DUTIES:
            for number, key in enumerate(getattr(assignment, role)):
                if idle := case.members.get(key, frozenset()) - busy:
                    named = [key] if idle == case.members[key] else [unit for unit in plan.units if unit in idle]
                    yield Fault(
                        f"assignments.{clause}.{role}[{number}]",
                        tr(
                            "{clause} gives {units} a duty, and no activity is theirs",
                            clause=clause,
                            units=case.called(named),
                        ),
                        tr("give them an activity by units or each, or take them out of the assignment"),
                    )


def idle_channels(case: Case) -> Iterator[Fault]:
    """A channel is reached by no activity and no message."""
    plan = case.plan
    reached: set[str] = set()
    for activity in plan.activities.values():
        if activity.channels:
            reached.update(activity.channels)
        else:
            reached.update(key for key, channel in plan.channels.items() if channel.form == activity.form)
    for message in case.messages:
        reached.update(key.partition("@")[0] for key in message.channels)
    free = [prepared(plan, message) for message in case.messages if not message.channels and not message.activity]
    for key, channel in plan.channels.items() if plan.activities else ():
        if key in reached or channel.form not in plan.forms or not case.is_own(f"channels.{key}"):
            continue
        if not any(goes_to(plan, message, channel) for message in free):
            yield Fault(
                f"channels.{key}",
                tr("no activity and no message reaches the channel {channel}", channel=channel.title or key),
                tr(
                    "name it in the channels of an activity or add one of the form {form}, or take it out",
                    form=channel.form,
                ),
            )


def unknown_clauses(case: Case) -> Iterator[Fault]:
    """An activity cites a clause that no theme, form or assignment of the plan has."""
    plan = case.plan
    known = dict.fromkeys(theme.clause for theme in plan.themes.values())
    known.update(dict.fromkeys((*(form.clause for form in plan.forms.values()), *plan.assignments)))
    known.pop("", None)
    wider = {part for clause in known for part in _with_wider(clause)}
    for key, activity in plan.activities.items() if known else ():
        if activity.clause and activity.clause not in wider and known.keys().isdisjoint(_with_wider(activity.clause)):
            yield Fault(
                f"activities.{key}.clause",
                tr("no theme, form or assignment of the plan has the clause {clause!r}", clause=activity.clause),
                tr("{near} – or mend the clause of what orders it", near=nearest(activity.clause, list(known))),
            )


def unassigned_themes(case: Case) -> Iterator[Fault]:
    """A theme is covered by no assignment, though others are."""
    plan = case.plan
    covered: set[str] = set()
    for assignment in plan.assignments.values():
        if assignment.themes == ("*",) or (assignment.forms and not assignment.themes):
            return
        covered.update(assignment.themes)
    covered = _with_kin(plan.themes, covered)
    for key, theme in plan.themes.items() if covered else ():
        if key not in covered:
            yield Fault(
                f"themes.{key}",
                tr("no assignment gives {what} to anybody", what=_named(theme.title, theme.clause)),
                tr("name the theme in the themes of an assignment, or write '*' there for all"),
            )


def _named(title: str, *notes: str) -> str:
    """A title in quotation marks, and in brackets what is known of it."""
    shown = title if len(title) <= 80 else title[:79].rpartition(" ")[0] + "…"
    known = "; ".join(note for note in notes if note)
    return f"“{shown}” ({known})" if known else f"“{shown}”"


def _leads(case: Case, covering: Iterable[Assignment]) -> str:
    """Who would have to see to it; empty if nobody leads."""
    keys = dict.fromkeys(key for assignment in covering for key in assignment.lead)
    return tr("in charge: {units}", units=case.called(keys)) if keys else ""


def _with_kin(themes: Mapping[str, Theme], told: set[str]) -> set[str]:
    """Themes with those they belong to and those that belong to them: who tells of a part tells of the whole."""
    found = set(told)
    for key in told:
        while key in themes and (parent := themes[key].parent) and parent not in found:
            found.add(parent)
            key = parent  # noqa: PLW2901 - on the way up
    for key in themes:
        line = [key]
        while (parent := themes[line[-1]].parent if line[-1] in themes else "") and parent not in line:
            line.append(parent)
        if not told.isdisjoint(line):
            found.add(key)
    return found


def _with_wider(clause: str) -> Iterator[str]:
    """A clause and the clauses it is a part of: ``II.2, gạch 1`` is a part of ``II.2`` and of ``II``."""
    while clause:
        yield clause
        cut = max(clause.rfind(mark) for mark in _PARTS_OF_A_CLAUSE)
        clause = clause[:cut] if cut > 0 else ""
