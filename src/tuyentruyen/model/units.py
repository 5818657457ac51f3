"""Bodies that carry a plan out (*cơ quan, đơn vị*), and named groups of them."""

from __future__ import annotations

import datetime
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.documents import is_document_number
from tuyentruyen.model.values import has_length, is_key, is_keys, is_link, is_one_of, texts
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

KINDS = ("party", "administration", "public-service", "enterprise", "front", "press", "central")
LEVELS = ("central", "city", "district", "commune", "village")


def _are_words(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    check = has_length(1, 200)
    seen: set[str] = set()
    for word in value:
        check(None, attribute, word)
        if word in seen:
            raise ValueError(tr("{name} names {value!r} twice", name=attribute.name, value=word[:60]))
        seen.add(word)


_are_words.bounds = {"items": {"minLength": 1, "maxLength": 200}, "uniqueItems": True}  # type: ignore[attr-defined]


def _are_different(_: Any, attribute: Attribute[Any], value: tuple[Successor, ...]) -> None:
    seen: set[tuple[str, str]] = set()
    for successor in value:
        for function in successor.functions or ("",):
            if (successor.unit, function) in seen:
                text = tr("{name} names {value!r} twice for the same", name=attribute.name, value=successor.unit)
                raise ValueError(text)
            seen.add((successor.unit, function))


_are_different.bounds = {"uniqueItems": True}  # type: ignore[attr-defined]


@frozen(kw_only=True)
class Successor:
    """A unit that takes over from another (*đơn vị kế thừa*), wholly or in part, for all functions or for some.

    Attributes:
        unit: Key of the unit that takes over.
        since: First day on which it does; None: the day after the other's last. Before the other ended nothing passes on.
        part: Whether it takes only a part of the other's area (*một phần*), so that a person must say which duties.
        functions: Fields of work it takes over, such as ``báo chí``, or keys of forms, 1 to 200 characters each, none twice;
            empty: all that no other successor names.
        note: Which part, in words, such as ``các tổ dân phố số 1 đến số 9``.
        basis: Number of the document that orders it; empty if not said.
    """

    unit: str = field(validator=is_key)
    since: datetime.date | None = None
    part: bool = False
    functions: tuple[str, ...] = field(default=(), converter=texts, validator=_are_words)
    note: str = field(default="", converter=nfc, validator=has_length(0, 500))
    basis: str = field(default="", converter=nfc, validator=[has_length(0, 60), is_document_number])


@frozen(kw_only=True)
class Unit:
    """One body: a people's committee, a department, a ward, a press agency (*cơ quan, đơn vị*).

    Attributes:
        key: Name used by other records; unique in the plan.
        name: Its full official name; 1 to 200 characters.
        short: The abbreviation it is known by, such as ``Sở TT&TT``; empty if none.
        kind: party, administration, public-service, enterprise, front (fronts and mass organisations), press, central.
        level: central, city (and province), district, commune (ward, special zone), village (residential group).
        parent: Key of the unit it belongs to; empty at the top.
        since: First day it exists; None if it always has.
        until: Last day it exists, that day included; None if it still does.
        successors: Who takes over when it ends; many may follow one, and one may follow many. No unit stands there twice for
            the same function.
        hotline: Telephone for the public, as text: a leading nought is part of it.
        email: Address for the public.
        address: Where citizens find it.
        link: Its portal, absolute.
        feedback: Where citizens send *phản ánh, kiến nghị*, in words or as an address.
    """

    key: str = field(validator=is_key)
    name: str = field(converter=nfc, validator=has_length(1, 200))
    short: str = field(default="", converter=nfc, validator=has_length(0, 60))
    kind: str = field(default="administration", validator=is_one_of(*KINDS))
    level: str = field(default="city", validator=is_one_of(*LEVELS))
    parent: str = field(default="", validator=has_length(0, 100))
    since: datetime.date | None = None
    until: datetime.date | None = None
    successors: tuple[Successor, ...] = field(default=(), converter=tuple, validator=_are_different)
    hotline: str = field(default="", converter=nfc, validator=has_length(0, 100))
    email: str = field(default="", converter=nfc, validator=has_length(0, 254))
    address: str = field(default="", converter=nfc, validator=has_length(0, 300))
    link: str = field(default="", converter=nfc, validator=is_link)
    feedback: str = field(default="", converter=nfc, validator=has_length(0, 500))

    def exists_on(self, day: datetime.date) -> bool:
        """Whether the unit exists on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@frozen(kw_only=True)
class UnitGroup:
    """Units named together, as *Các Sở, ban, ngành* are.

    Attributes:
        key: Name used by other records; no unit may have the same.
        title: How the plan names them.
        units: Keys of its members.
        groups: Keys of groups whose members are members too; no ring.
    """

    key: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=has_length(1, 200))
    units: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    groups: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
