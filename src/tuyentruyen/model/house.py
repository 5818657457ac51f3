"""Several plans that share units, channels and more (*nhà chung*): what outlives a plan belongs to the house."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import Attribute, evolve, field, frozen

from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import Channel, Form, Plan, Theme, _no_mapping
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.terms import Term
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.values import KEY_BOUNDS, has_length, is_key, is_link, sealed
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

LONGEST = datetime.timedelta(days=36_600)
"""From the first day of a house's plans to the last, at most."""


def _is_key_if_any(instance: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is neither a key nor empty."""
    if value != "":
        is_key(instance, attribute, value)


_is_key_if_any.bounds = {"anyOf": [{"const": ""}, dict(KEY_BOUNDS)]}  # type: ignore[attr-defined]


@frozen(kw_only=True)
class Front:
    """What a house says of itself.

    Attributes:
        key: Identity for ever: the permanent ids of shared channels and their rows in the ledger begin with it.
        title: What it is called; 1 to 500 characters.
        issuer: Key of the unit that speaks through shared channels; empty: the issuer of the first plan.
        link: Pattern of a message's address for plans that have none of their own; may hold ``{key}``, ``{plan}``, ``{unit}``,
            ``{theme}``.
        language: Language of its shared channels, a tag of BCP 47.
    """

    key: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=has_length(1, 500))
    issuer: str = field(default="", validator=_is_key_if_any)
    link: str = field(default="", converter=nfc, validator=[has_length(0, 500), is_link])
    language: str = field(default="vi", validator=has_length(2, 35))


def _plans(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    return tuple(plans)


@frozen(kw_only=True)
class House:
    """Several plans under one roof, and what they share.

    Attributes:
        key: Identity for ever, as `Front.key`.
        title: What it is called.
        issuer: Key of the unit that speaks through shared channels; empty: the issuer of the first plan.
        link: Pattern of a message's address for plans that have none of their own.
        language: Language of its shared channels.
        documents, units, groups, themes, forms, channels, procedures, terms: What its plans share, by key.
        plans: Its plans in the order they are listed, each with all that is shared; those that are over stay.
        refused: Folders of plans that cannot be used, and why; while there are any, no shared place may lose what stands in it.
        folder: Where it was read from; None for a house made in memory.
        places: Where what it says of itself and each shared record stands in the files.
    """

    key: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=has_length(1, 500))
    issuer: str = field(default="", validator=_is_key_if_any)
    link: str = field(default="", converter=nfc, validator=[has_length(0, 500), is_link])
    language: str = field(default="vi", validator=has_length(2, 35))
    documents: Mapping[str, LegalDocument] = field(factory=_no_mapping, converter=sealed, hash=False)
    units: Mapping[str, Unit] = field(factory=_no_mapping, converter=sealed, hash=False)
    groups: Mapping[str, UnitGroup] = field(factory=_no_mapping, converter=sealed, hash=False)
    themes: Mapping[str, Theme] = field(factory=_no_mapping, converter=sealed, hash=False)
    forms: Mapping[str, Form] = field(factory=_no_mapping, converter=sealed, hash=False)
    channels: Mapping[str, Channel] = field(factory=_no_mapping, converter=sealed, hash=False)
    procedures: Mapping[str, Procedure] = field(factory=_no_mapping, converter=sealed, hash=False)
    terms: Mapping[str, Term] = field(factory=_no_mapping, converter=sealed, hash=False)
    plans: tuple[Plan, ...] = field(default=(), converter=_plans)
    refused: Mapping[str, tuple[str, ...]] = field(factory=_no_mapping, converter=sealed, hash=False)
    folder: Path | None = field(default=None, eq=False)
    places: Mapping[str, str] = field(factory=_no_mapping, converter=sealed, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        keys = [plan.key for plan in self.plans]
        if len(set(keys)) < len(keys):
            raise ValueError(tr("two plans of the house have one key; each needs its own"))
        if self.plans and max(p.until for p in self.plans) - min(p.since for p in self.plans) > LONGEST:
            raise ValueError(tr("its plans are more than a hundred years apart"))

    def name_of(self, plan: Plan) -> str:
        """The folder of one of its plans, seen from the house; of a plan made in memory, its key."""
        if self.folder is None or plan.folder is None or not plan.folder.is_relative_to(self.folder):
            return plan.key
        return plan.folder.relative_to(self.folder).as_posix()


_UNITED = ("documents", "units", "groups", "themes", "forms", "assignments", "activities", "procedures", "terms")


def as_plan(house: House) -> Plan:
    """The house seen as a plan: what its shared channels publish for, under the house's key.

    It has the records of all its plans and the shared channels, and lasts from the first day of any plan to the last day of
    any. Of records with one key, the one of the plan that ends last tells how it is now. A house without plans lasts a day.
    """
    plans = sorted(house.plans, key=lambda plan: (plan.until, plan.since))
    records: dict[str, Any] = {}
    for table in _UNITED:
        united = dict(getattr(house, table, {}))
        for plan in plans:
            united.update(getattr(plan, table))
        records[table] = united
    day = datetime.date(1970, 1, 1)
    return Plan(
        key=house.key,
        issuer=house.issuer or (house.plans[0].issuer if house.plans else house.key),
        title=house.title,
        since=min((plan.since for plan in plans), default=day),
        until=max((plan.until for plan in plans), default=day),
        link=house.link,
        language=house.language,
        channels=house.channels,
        folder=house.folder,
        places=house.places,
        **records,
    )


def ledger_keys(plan: Plan) -> tuple[str, ...]:
    """The keys under which a ledger keeps what was carried of a plan: its own and, where it is in a house, the house's."""
    return tuple(dict.fromkeys((plan.key, plan.house.key))) if plan.house else (plan.key,)


def without(house: House, refused: Mapping[str, Iterable[str]]) -> House:
    """The house without some of its plans, which cannot be used now.

    Args:
        house: The house.
        refused: Folders of plans, as `House.name_of` tells them, and why each cannot be used.
    """
    kept = [plan for plan in house.plans if house.name_of(plan) not in refused]
    return evolve(house, plans=kept, refused={**house.refused, **{name: tuple(why) for name, why in refused.items()}})
