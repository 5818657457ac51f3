"""Records that hold themselves, and keys that mean two things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.model.plan import Plan
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


def ringed(graph: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The keys of a graph that stand in a ring, or on a way from one ring to another."""
    kept = {key: [one for one in further if one in graph] for key, further in graph.items()}
    for _ in range(2):  # those that lead nowhere go, and then, the graph turned round, those that nothing leads to
        back: dict[str, list[str]] = {key: [] for key in kept}
        for key, further in kept.items():
            for one in further:
                back[one].append(key)
        left = {key: len(further) for key, further in kept.items()}
        ends = [key for key, count in left.items() if not count]
        while ends:
            end = ends.pop()
            del left[end]
            for key in back[end]:
                left[key] -= 1
                if not left[key]:
                    ends.append(key)
        kept = {key: [one for one in back[key] if one in left] for key in left}
    return frozenset(kept)


def successors(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Who succeeds whom, as a graph."""
    return {key: tuple(successor.unit for successor in unit.successors) for key, unit in plan.units.items()}


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


def rings_of_successors(case: Case) -> Iterator[Fault]:
    """A unit succeeds itself, at once or through others."""
    return _faults("units", "successors", successors(case.plan))


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
