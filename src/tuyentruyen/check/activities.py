"""Activities that would be counted wrongly: chains of integration, and two that nobody can tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.text import fold
from tuyentruyen.wording import tr


def chains_of_integration(case: Case) -> Iterator[Fault]:
    """An activity rides on one that rides on another itself."""
    activities = case.plan.activities
    for key, activity in activities.items():
        host = activities.get(activity.integrated_into)
        if host is None or not host.integrated_into or host.integrated_into not in activities:
            continue
        line = [key]
        while line[-1] in activities and (onto := activities[line[-1]].integrated_into) and onto not in line:
            line.append(onto)
        if not activities[line[-1]].integrated_into:  # else a ring, which is told of by itself
            yield Fault(
                f"activities.{key}.integrated_into",
                tr(
                    "{host!r}, on which it rides, is not counted itself: it rides on {last!r}",
                    host=host.key,
                    last=line[-1],
                ),
                tr("write integrated_into = {last!r}, the one that is counted", last=line[-1]),
            )


def doubled_activities(case: Case) -> Iterator[Fault]:
    """Two activities of the same title, form and doers."""
    first: dict[tuple[object, ...], str] = {}
    for key, activity in case.plan.activities.items():
        mark = (" ".join(fold(activity.title).split()), activity.form, activity.each, *sorted(case.doers[key]))
        other = first.setdefault(mark, key)
        if other != key:
            yield Fault(
                f"activities.{key}.title",
                tr(
                    "it has title, form and doers of the activity {other!r}; no report can tell the two apart",
                    other=other,
                ),
                tr("make them one, or say in the title how they differ"),
            )
