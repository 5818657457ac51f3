"""The texts of a plan that are told to its readers: in what it publishes, in templates, or when it is told back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from attrs import frozen

from tuyentruyen.check.contents import Part
from tuyentruyen.model.plan import Plan

HEADER = ("title", "place", "funding", "purposes", "requirements")
"""Texts of the plan's header; the names of its recipients are told too."""
TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "documents": ("title", "issuer", "note"),
        "units": ("name", "short", "hotline", "address", "feedback"),
        "groups": ("title",),
        "themes": ("title", "clause", "summary", "fields"),
        "forms": ("title", "clause", "summary"),
        "assignments": ("duties",),
        "activities": ("title", "clause"),
        "channels": ("title", "audience"),
        "procedures": (
            "title", "field", "online", "time_limit", "fee", "exemptions", "papers", "forms", "result",
        ),
        "terms": ("term", "forms", "instead", "note"),
    }
)  # fmt: skip
"""Texts of the records of each table."""


@frozen
class Told:
    """The texts of a plan, each with its place, read together as far as one look is enough.

    Attributes:
        plan: The plan.
    """

    plan: Plan

    @cached_property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Place and text of each, in the order of the plan; empty texts are not among them."""
        return tuple((place, text) for place, text in _texts(self.plan) if text)

    @cached_property
    def rough(self) -> str:
        """All of them, each on lines of its own."""
        return "\n".join(text for _, text in self.texts)

    def found(
        self,
        *patterns: re.Pattern[str],
        hint: re.Pattern[str] | None = None,
        keep: Callable[[Part, re.Match[str]], bool] | None = None,
    ) -> Iterator[tuple[str, Part, re.Match[str]]]:
        """Where patterns stand in its texts: of each text the first place, with the place of the text in the plan.

        Args:
            patterns: What is sought.
            hint: A simpler pattern that stands wherever one of the others does; None: the patterns themselves.
            keep: Which of the places count; None: all.
        """
        if not any(pattern.search(self.rough) for pattern in ((hint,) if hint else patterns)):
            return
        for place, text in self.texts:
            part = Part(place, "", text)
            matches = (match for pattern in patterns for match in pattern.finditer(text))
            if (match := next((one for one in matches if keep is None or keep(part, one)), None)) is not None:
                yield place, part, match


def _texts(plan: Plan) -> Iterator[tuple[str, str]]:
    yield from _of("plan", plan, HEADER)
    for number, recipient in enumerate(plan.recipients):
        yield f"plan.recipients[{number}].name", recipient.name
    for table, names in TEXTS.items():
        for key, record in getattr(plan, table).items():
            yield from _of(f"{table}.{key}", record, names)
    for key, unit in plan.units.items():
        for number, successor in enumerate(unit.successors):
            yield from _of(f"units.{key}.successors[{number}]", successor, ("functions", "note"))


def _of(place: str, record: object, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        value = getattr(record, name)
        if isinstance(value, str):
            yield f"{place}.{name}", value
        else:
            yield from ((f"{place}.{name}[{number}]", text) for number, text in enumerate(value))
