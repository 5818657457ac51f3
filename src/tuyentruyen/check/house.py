"""What is wrong with a house of plans: what its plans do not go together in, and what it shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from attrs import frozen

from tuyentruyen.check.case import Fault, root
from tuyentruyen.editions import goes_to, prepared
from tuyentruyen.editions.shared import doubled, is_same
from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.house import House
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile.layout import PLAN_FILES
from tuyentruyen.planfile.marker import MARKER, MAX_DEPTH
from tuyentruyen.text import fold
from tuyentruyen.wording import tr

_TOLD_DIFFERENTLY = ("units", "groups", "themes", "forms", "procedures")
_MANY = 20


@frozen
class HouseCase:
    """What is checked of a house.

    Attributes:
        house: The house.
        messages: By key of the plan, its messages; empty: rules about messages say nothing.
    """

    house: House
    messages: Mapping[str, Messages]

    def pairs(self) -> Iterator[tuple[Plan, Plan]]:
        """Each plan after each plan that is listed before it."""
        for number, second in enumerate(self.house.plans):
            for first in self.house.plans[:number]:
                yield first, second

    def where(self, plan: Plan, place: str) -> str:
        """File and line of a place of a plan."""
        return plan.places.get(place, self.house.name_of(plan))


def doubled_messages(case: HouseCase) -> Iterator[Fault]:
    """Two plans of a house have different messages of one key, and a channel that they share would carry both."""
    house = case.house
    homes: dict[str, tuple[Plan, Message]] = {}
    for plan in house.plans:
        for message in case.messages.get(plan.key, ()):
            first, other = homes.setdefault(message.key, (plan, message))
            if first is plan or is_same(other, message):
                continue
            if _meet(house, (first, other), (plan, message)):
                said = doubled(house, message, first, plan)
                yield Fault("", said.text, said.mend, message=message.key, file=said.file)


def _meet(house: House, *both: tuple[Plan, Message]) -> bool:
    """Whether a shared channel would carry the message of each."""
    return any(
        all(channel.key in plan.channels and goes_to(plan, prepared(plan, message), channel) for plan, message in both)
        for channel in house.channels.values()
    )


def doubled_channels(case: HouseCase) -> Iterator[Fault]:
    """Two plans of a house own a channel of one key, so that both would write into one folder."""
    for first, second in case.pairs():
        for key in first.channels:
            place = f"channels.{key}"
            if key in second.channels and not first.is_shared(place) and not second.is_shared(place):
                yield Fault(
                    place,
                    tr("the plan {first} has a channel {key} too, and both would write into one folder", first=case.house.name_of(first), key=key),
                    tr("write the channel once, in the house, so that it carries both plans; or give one of the two another key"),
                    file=case.where(second, place),
                )  # fmt: skip


def doubled_numbers(case: HouseCase) -> Iterator[Fault]:
    """Two plans of a house have one number, issuer and year, which is the identity of a document."""
    for first, second in case.pairs():
        if (
            second.number
            and fold(first.number) == fold(second.number)
            and first.issuer == second.issuer
            and _year(first) == _year(second)
        ):
            yield Fault(
                "plan.number",
                tr("the plan {first} has the number {number} of the same issuer and year too", first=case.house.name_of(first), number=second.number),
                tr("mend the number or the year of one of the two"),
                file=case.where(second, "plan.number"),
            )  # fmt: skip


def _year(plan: Plan) -> int:
    return (plan.issued or plan.since).year


def strange_owners(case: HouseCase) -> Iterator[Fault]:
    """A channel of a house names a unit or group that the house itself does not have, so that it hangs on one plan."""
    house = case.house
    known = {*house.units, *house.groups}
    for key, channel in house.channels.items():
        named = [(f"channels.{key}.owner", channel.owner)]
        named += [(f"channels.{key}.units[{number}]", unit) for number, unit in enumerate(channel.units)]
        for place, unit in named:
            plans = [house.name_of(plan) for plan in house.plans if unit in plan.units or unit in plan.groups]
            if unit not in known and plans:
                yield Fault(
                    place,
                    tr("{unit} stands only in the plan {plan}, and the channel {key} outlives plans", unit=unit, plan=plans[0], key=key),
                    tr("move {unit} from the plan to the house", unit=unit),
                    file=house.places.get(place, ""),
                )  # fmt: skip


def unknown_issuer(case: HouseCase) -> Iterator[Fault]:
    """The issuer of a house is no unit that the house has."""
    house = case.house
    if house.issuer and house.issuer not in house.units:
        yield Fault(
            "house.issuer",
            tr("the house has no unit {key}", key=repr(house.issuer)),
            tr("write the unit into the house, or name one that is there"),
            file=house.places.get("house.issuer", ""),
        )


def records_that_differ(case: HouseCase) -> Iterator[Fault]:
    """Two plans of a house tell of one key different things; shared channels show those of the plan that ends last."""
    if not case.house.channels:
        return
    for first, second in case.pairs():
        for table in _TOLD_DIFFERENTLY:
            mine, theirs = getattr(second, table), getattr(first, table)
            for key in [key for key in mine if key in theirs and mine[key] != theirs[key]][:_MANY]:
                place = f"{table}.{key}"
                yield Fault(
                    place,
                    tr("the plan {first} tells other things of {place} than this one", first=case.house.name_of(first), place=place),
                    tr("write it once, in the house; or give what is something else another key"),
                    file=case.where(second, place),
                )  # fmt: skip


def unlisted_plans(case: HouseCase) -> Iterator[Fault]:
    """A folder of a house holds a plan that the house does not list, so that nobody publishes it."""
    house = case.house
    if house.folder is None:
        return
    listed = {house.name_of(plan) for plan in house.plans} | set(house.refused)
    for name in _plan_folders(house.folder):
        if name not in listed:
            yield Fault(
                "plans",
                tr("the folder {name} holds a plan that the house does not list", name=name),
                tr("write {name} into plans, or move the folder out of the house", name=repr(name)),
                file=house.places.get("plans", MARKER),
            )


def _plan_folders(house: Path) -> Iterator[str]:
    """Folders with a plan, as deep as a house's plans may lie; what cannot be looked into is passed over."""
    files_of_plans = frozenset(PLAN_FILES)
    for here, folders, files in os.walk(house):
        where = Path(here).relative_to(house)
        if where.parts and not files_of_plans.isdisjoint(files):
            yield where.as_posix()
            folders.clear()
        if len(where.parts) >= MAX_DEPTH:
            folders.clear()
        folders[:] = sorted(folder for folder in folders if not folder.startswith("."))


@frozen(kw_only=True)
class HouseRule:
    """A rule about a house. What it is about is the first line of its function's docstring.

    Attributes:
        code: ``TT6`` and two digits; for ever.
        level: How grave each of its findings is.
        faults: Finds them.
    """

    code: str
    level: Level
    faults: Callable[[HouseCase], Iterable[Fault]]

    @property
    def title(self) -> str:
        """What the rule refuses, in one sentence."""
        return (self.faults.__doc__ or "").strip().partition("\n")[0]

    def findings(self, case: HouseCase) -> Iterator[Finding]:
        """The faults as findings."""
        for fault in self.faults(case):
            yield Finding(
                code=self.code, level=self.level, text=fault.text, mend=fault.mend, place=fault.place, file=fault.file,
                message=fault.message, channel=fault.channel,
            )  # fmt: skip


_ROWS: tuple[tuple[str, Level, Callable[[HouseCase], Iterable[Fault]]], ...] = (
    ("TT601", Level.ERROR, doubled_messages),
    ("TT602", Level.ERROR, doubled_channels),
    ("TT603", Level.WARNING, doubled_numbers),
    ("TT604", Level.WARNING, strange_owners),
    ("TT605", Level.ERROR, unknown_issuer),
    ("TT606", Level.WARNING, records_that_differ),
    ("TT607", Level.WARNING, unlisted_plans),
)
HOUSE_RULES: Mapping[str, HouseRule] = MappingProxyType(
    {code: HouseRule(code=code, level=level, faults=faults) for code, level, faults in _ROWS}
)
"""Every rule about a house by its code."""


def about_shared(found: Iterable[Finding], places: Iterable[str]) -> Iterator[Finding]:
    """Of what was found in the house seen as a plan, what is about the records that it shares."""
    shared = frozenset(places)
    for one in found:
        if not one.message and root(one.place, shared):
            yield one
