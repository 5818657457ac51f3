"""Who stands in for a unit on a day: the hand-overs from unit to unit, walked to their end."""

from __future__ import annotations

import datetime
from enum import Enum

from attrs import define, evolve, field, frozen

from tuyentruyen.errors import PlanError
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.units import Successor, Unit
from tuyentruyen.text import slug
from tuyentruyen.wording import tr

MAX_FOLLOWERS = 200
"""Units that follow one unit and are told, at most; of more, the first."""
MAX_THROUGH = 10
"""Units on the way to a follower that are told, at most; of more, the first."""
ANYTHING: frozenset[str] = frozenset()
"""The functions of a duty that says none."""


@frozen(kw_only=True)
class Follower:
    """A unit that stands in for another on a day (*đơn vị kế thừa*).

    Attributes:
        unit: Its key; it exists on that day.
        part: Whether somewhere on the way only a part was handed over, and the other parts went elsewhere.
        functions: Fields of work it takes over; empty: all, or the one that was asked for.
        through: Keys of the units between, in order; of a very long way the first ten.
        notes: What the hand-overs on that way say about the part, in order, each once.
        bases: Numbers of the documents that order them, in order, each once.
    """

    unit: str
    part: bool = False
    functions: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()


class Lack(Enum):
    """Why a way ends at no unit that exists."""

    UNKNOWN = "unknown"
    """It names a unit that the plan does not have."""
    NOT_BEGUN = "not begun"
    """It comes to a unit that begins only later."""
    NOBODY = "nobody"
    """It comes to a unit that ended and names nobody."""
    LATER = "later"
    """It comes to a unit whose successors take over only later."""
    FUNCTION = "function"
    """It comes to a unit that hands the function asked for to nobody."""
    RING = "ring"
    """It comes back to a unit where it has been."""
    MANY = "many"
    """More units follow than are told."""


@frozen
class Gap:
    """Where a way ends at no unit that exists.

    Attributes:
        unit: Key of the unit where it ends.
        lack: Why.
    """

    unit: str
    lack: Lack


@frozen
class _Leaf:
    """A follower by what it takes over, and the first hand-over on the way to it."""

    part: bool
    functions: tuple[str, ...]
    step: Successor | None


@frozen
class Found:
    """Who follows one unit for one function.

    Attributes:
        leaves: What each follower takes over, by key, in the plan's order of hand-overs.
        gaps: Where ways end at no unit that exists.
    """

    leaves: dict[str, _Leaf]
    gaps: tuple[Gap, ...] = ()


@define
class Succession:
    """All hand-overs of a plan up to one day; what was walked once is not walked again.

    Attributes:
        plan: The plan.
        on: The day.
    """

    plan: Plan
    on: datetime.date
    _known: dict[frozenset[str], dict[str, Found]] = field(factory=dict, init=False, repr=False)

    def names(self, function: str) -> frozenset[str]:
        """The words under which hand-overs may name a function: itself, and of a form its title and kinds too."""
        words = [function]
        if form := self.plan.forms.get(function):
            words += [form.title, *form.kinds]
        return frozenset(filter(None, map(slug, words)))

    def found(self, unit: str, names: frozenset[str] = ANYTHING) -> Found:
        """Who follows a unit for a function of these names; the unit itself if it exists."""
        known = self._known.setdefault(names, {})
        opened: set[str] = set()
        stack = [unit]
        while stack:
            key = stack[-1]
            if key not in known and key not in opened:
                opened.add(key)
                further = [s.unit for s in self._steps(key, names) if s.unit not in known and s.unit not in opened]
                if further:
                    stack += further
                    continue
            if key not in known:
                known[key] = self._joined(key, names, known)
            opened.discard(key)
            stack.pop()
        return known[unit]

    def followers(self, unit: str, names: frozenset[str] = ANYTHING) -> tuple[Follower, ...]:
        """The followers that were found, each with the way to it."""
        return tuple(self._follower(key, leaf, names) for key, leaf in self.found(unit, names).leaves.items())

    def _follower(self, key: str, leaf: _Leaf, names: frozenset[str]) -> Follower:
        through: list[str] = []
        notes: dict[str, None] = {}
        bases: dict[str, None] = {}
        step = leaf.step
        while step is not None:
            notes[step.note] = bases[step.basis] = None
            if step.unit == key or len(through) == MAX_THROUGH:
                break
            through.append(step.unit)
            step = self.found(step.unit, names).leaves[key].step
        return Follower(
            unit=key,
            part=leaf.part,
            functions=leaf.functions,
            through=tuple(through),
            notes=tuple(filter(None, notes)),
            bases=tuple(filter(None, bases)),
        )

    def _ended(self, key: str) -> Unit | None:
        unit = self.plan.units.get(key)
        return unit if unit is not None and unit.until is not None and unit.until < self.on else None

    def _steps(self, key: str, names: frozenset[str]) -> list[Successor]:
        """The hand-overs of a unit that ended which have come to pass and concern this function.

        A successor that names the function goes before those that take over whatever is left.
        """
        unit = self._ended(key)
        if unit is None:
            return []
        passed = [s for s in unit.successors if s.since is None or s.since <= self.on]
        if not names:
            return passed
        named = [s for s in passed if not names.isdisjoint(map(slug, s.functions))]
        return named or [s for s in passed if not s.functions]

    def _joined(self, key: str, names: frozenset[str], known: dict[str, Found]) -> Found:
        """What follows one unit, made of what follows those it handed over to."""
        lack = self._lack(key, names)
        if lack is not None:
            return Found({}, (Gap(key, lack),))
        if self._ended(key) is None:
            return Found({key: _Leaf(part=False, functions=(), step=None)})
        leaves: dict[str, _Leaf] = {}
        gaps: dict[Gap, None] = {}
        for step in self._steps(key, names):
            after = known.get(step.unit)
            if after is None:
                gaps[Gap(step.unit, Lack.RING)] = None
                continue
            gaps.update(dict.fromkeys(after.gaps))
            passed = [
                (further, leaf, () if names else _both(step.functions, leaf.functions))
                for further, leaf in after.leaves.items()
            ]
            if passed and all(functions is None for *_, functions in passed):
                gaps[Gap(step.unit, Lack.FUNCTION)] = None
            for further, leaf, functions in passed:
                if functions is not None:
                    mine = _Leaf(part=step.part or leaf.part, functions=functions, step=step)
                    leaves[further] = _either(leaves[further], mine) if further in leaves else mine
        if len(leaves) == 1 and not gaps and self._meet(key, names, known):
            leaves = {further: evolve(leaf, part=False) for further, leaf in leaves.items()}
        if len(leaves) > MAX_FOLLOWERS:
            gaps = {Gap(key, Lack.MANY): None, **gaps}
            leaves = dict(list(leaves.items())[:MAX_FOLLOWERS])
        return Found(leaves, tuple(gaps)[: MAX_FOLLOWERS + 1])

    def _meet(self, key: str, names: frozenset[str], known: dict[str, Found]) -> bool:
        """Whether the parts into which a unit was divided have come together again in one."""
        steps = self._steps(key, names)
        parts = [step for step in steps if step.part and (names or not step.functions)]
        return len(parts) > 1 and not any(leaf.part for step in steps for leaf in known[step.unit].leaves.values())

    def _lack(self, key: str, names: frozenset[str]) -> Lack | None:
        unit = self.plan.units.get(key)
        if unit is None:
            return Lack.UNKNOWN
        if unit.exists_on(self.on) or self._steps(key, names):
            return None
        if unit.until is None or self.on <= unit.until:
            return Lack.NOT_BEGUN
        if not unit.successors:
            return Lack.NOBODY
        return Lack.LATER if not self._steps(key, ANYTHING) else Lack.FUNCTION


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...] | None:
    """The functions that pass two hand-overs; empty: all; None: not one."""
    if not one or not other:
        return one or other
    wanted = frozenset(map(slug, one))
    return tuple(word for word in other if slug(word) in wanted) or None


def _either(one: _Leaf, other: _Leaf) -> _Leaf:
    """What a follower takes over by two ways: a part by either is still a part, but all functions by one are all."""
    functions = tuple(dict.fromkeys((*one.functions, *other.functions))) if one.functions and other.functions else ()
    return evolve(one, part=one.part or other.part, functions=functions)


def followers(plan: Plan, unit: str, *, on: datetime.date, function: str = "") -> tuple[Follower, ...]:
    """Who stands in for a unit on a day: the unit itself if it exists, else those that its successors lead to.

    Hand-overs are walked from unit to unit until one exists on the day; one that has not come to pass yet is not walked,
    and a ring is walked once. Where a hand-over names functions, those that name the function asked for go before those
    that name none, which take what is left.

    Args:
        plan: The plan whose units say who succeeds them.
        unit: Key of the unit.
        on: The day.
        function: Key of a form, or a field of work in words such as ``báo chí``; empty: none in particular, and each
            follower says its own.

    Returns:
        Each follower once, in the order in which the hand-overs stand; empty: nobody is named who exists on that day.

    Raises:
        PlanError: The plan has no such unit.
    """
    if unit not in plan.units:
        raise PlanError(tr("no unit of the plan is named {key!r}", key=unit))
    succession = Succession(plan, on)
    return succession.followers(unit, succession.names(function))
