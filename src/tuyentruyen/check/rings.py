"""Records that hold themselves, and keys that mean two things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.wording import tr


def rings(graph: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Rings of a graph, each once as its keys in turn; at least one of each set of keys that lead to one another.

    Keys that name nothing lead nowhere.
    """
    done: set[str] = set()
    for start in graph:
        if start in done:
            continue
        path = [start]
        place = {start: 0}
        branches = [iter(graph[start])]
        while branches:
            key = next(branches[-1], None)
            if key is None:
                branches.pop()
                last = path.pop()
                del place[last]
                done.add(last)
            elif key in place:
                yield path[place[key] :]
            elif key in graph and key not in done:
                place[key] = len(path)
                path.append(key)
                branches.append(iter(graph[key]))


def _faults(table: str, name: str, graph: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for ring in rings(graph):
        shown = [*ring[:8], "…"] if len(ring) > 8 else [*ring, ring[0]]
        yield Fault(
            f"{table}.{ring[0]}.{name}",
            tr("{name} runs in a ring: {ring}", name=name, ring=" → ".join(shown)),
            tr("take one of them out"),
        )


def rings_of_units(case: Case) -> Iterator[Fault]:
    """A unit belongs to itself through its parents."""
    return _faults("units", "parent", {key: (unit.parent,) for key, unit in case.plan.units.items()})


def rings_of_groups(case: Case) -> Iterator[Fault]:
    """A group is a member of itself through its groups."""
    return _faults("groups", "groups", {key: group.groups for key, group in case.plan.groups.items()})


def rings_of_themes(case: Case) -> Iterator[Fault]:
    """A theme is a part of itself through its parents."""
    return _faults("themes", "parent", {key: (theme.parent,) for key, theme in case.plan.themes.items()})


def rings_of_activities(case: Case) -> Iterator[Fault]:
    """An activity rides on itself through others."""
    return _faults("activities", "integrated_into", {k: (a.integrated_into,) for k, a in case.plan.activities.items()})


def keys_of_two_kinds(case: Case) -> Iterator[Fault]:
    """A unit and a group have the same key."""
    for key in case.plan.groups:
        if key in case.plan.units:
            yield Fault(
                f"groups.{key}", tr("{key!r} is the key of a unit too", key=key), tr("give the group another key")
            )
