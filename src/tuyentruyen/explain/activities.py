"""Activities told back: what, when, who, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import chain

from tuyentruyen.explain.dates import lifetimes, worked_out
from tuyentruyen.explain.english import in_english
from tuyentruyen.explain.records import Kind, Paragraph
from tuyentruyen.explain.terms import Terms
from tuyentruyen.model.calendar import Calendar
from tuyentruyen.model.plan import Activity, Plan
from tuyentruyen.roles import allotted, sentence
from tuyentruyen.timing import plan_year, time_phrase
from tuyentruyen.wording import language, tr


class Activities:
    """Tells activities, each once, under the clause that orders it or else under its form.

    Args:
        plan: The plan.
        calendar: Which days offices work.
        terms: Says official terms.
    """

    def __init__(self, plan: Plan, calendar: Calendar, terms: Terms) -> None:
        self._plan, self._calendar, self._terms = plan, calendar, terms
        self._living = cache(partial(lifetimes, plan))
        clauses = [
            *(theme.clause for theme in plan.themes.values()),
            *(form.clause for form in plan.forms.values()),
            *plan.assignments,
            *(key.partition(", ")[0] for key in plan.assignments),
        ]
        known = {clause for clause in clauses if clause}
        self._by_clause: dict[str, list[Activity]] = {}
        self._by_form: dict[str, list[Activity]] = {}
        self._others: list[Activity] = []
        for activity in plan.activities.values():
            clause = next((one for one in _wider(activity.clause) if one in known), "")
            if clause:
                self._by_clause.setdefault(clause, []).append(activity)
            elif activity.form in plan.forms:
                self._by_form.setdefault(activity.form, []).append(activity)
            else:
                self._others.append(activity)

    def under(self, clause: str, *, form: str = "", level: int) -> Iterator[Paragraph]:
        """The activities that a clause orders, and those of a form that no clause orders.

        A clause that several records share has its activities told once, under the first of them.
        """
        mine = [*self._by_clause.pop(clause, ()), *self._by_form.pop(form, ())]
        return chain.from_iterable(self._told(activity, level) for activity in mine)

    def rest(self, *, level: int) -> list[Paragraph]:
        """Activities of a form that the plan does not have."""
        return [paragraph for activity in self._others for paragraph in self._told(activity, level)]

    def _told(self, activity: Activity, level: int) -> Iterator[Paragraph]:
        place = f"activities.{activity.key}"
        said = f"{activity.title.rstrip('.')}: {self._when(activity)}."
        yield Paragraph(kind=Kind.ACTIVITY, mark="+", text=said, level=level, place=place)
        notes = [sentence(self._plan, allotted(self._plan, activity), term=self._terms)]
        host = self._plan.activities.get(activity.integrated_into)
        if host:
            rides = self._terms(tr("rides on"), "lồng ghép")
            notes.append(tr("{rides} «{host}», counted once with it", rides=rides, host=host.title.rstrip(".")))
        try:
            notes += worked_out(self._plan, activity, self._calendar, living=self._living)
        except ValueError as fault:
            notes.append(tr("the days cannot be worked out: {fault}", fault=fault))
        for note in notes:
            if note:
                text = f"{note[:1].upper()}{note[1:]}."
                yield Paragraph(kind=Kind.NOTE, text=text, level=level + 1, place=place)

    def _when(self, activity: Activity) -> str:
        """When or how much, in official words; in English in its own, and then in those."""
        timing = activity.when or activity.quota
        assert timing is not None
        plan = self._plan
        year = plan_year(plan.title, since=plan.since, until=plan.until)
        is_first_of_several = year == plan.since.year != plan.until.year
        phrase = time_phrase(timing, year=None if is_first_of_several else year)
        return phrase if language() == "vi" else f"{in_english(timing)} ({phrase})"


def _wider(clause: str) -> Iterator[str]:
    """A clause, then the clauses that it is a part of: ``IV.5, gạch 2, câu 2``, ``IV.5, gạch 2``, ``IV.5``."""
    while clause:
        yield clause
        clause = clause.rpartition(", ")[0]
