"""What an author writes: the plan, its themes, forms, channels, assignments and activities."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.calendar import Calendar
from tuyentruyen.model.documents import LegalDocument, is_document_number
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.terms import Term
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.values import (
    KEY_BOUNDS,
    has_length,
    is_between,
    is_each_one_of,
    is_key,
    is_keys,
    is_link,
    is_one_of,
    sealed,
    texts,
)
from tuyentruyen.model.when import Quota, When
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

FORM_KINDS = (
    "press", "portal", "feed", "social", "app", "grassroots", "board", "bulletin", "print", "propagandist", "sms",
    "email", "hotline", "visual", "event", "posting",
)  # fmt: skip
ROLES = ("lead", "coordinating", "executing", "directing", "advising", "inspecting", "requested")


def _no_mapping() -> Mapping[str, Any]:
    return MappingProxyType({})


def is_clause(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no clause, such as ``IV.3`` or ``II.2, gạch 1``: 1 to 60 printable characters, no path."""
    if (
        not isinstance(value, str)
        or not 1 <= len(value) <= 60
        or not value.isprintable()
        or "/" in value
        or "\\" in value
    ):
        text = tr("{name} {value!r} is no clause, such as {one!r} or {two!r}",
                  name=attribute.name, value=str(value)[:60], one="IV.3", two="II.2, gạch 1")  # fmt: skip
        raise ValueError(text)


is_clause.bounds = {"pattern": r"^[^/\\\u0000-\u001f\u007f-\u00a0]{1,60}$"}  # type: ignore[attr-defined]


def _are_themes(instance: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    if value != ("*",):
        is_keys(instance, attribute, value)


_are_themes.bounds = {"anyOf": [{"const": ["*"]}, {"items": KEY_BOUNDS}], "uniqueItems": True}  # type: ignore[attr-defined]


def _are_some(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    if not value:
        raise ValueError(tr("{name} is empty; name at least one, or '*' for all", name=attribute.name))


_are_some.bounds = {"minItems": 1}  # type: ignore[attr-defined]


@frozen(kw_only=True)
class Theme:
    """What is told (*nội dung tuyên truyền*).

    Attributes:
        key: Name used by other records.
        title: In one line; 1 to 300 characters.
        clause: Where the plan says it, such as ``II.1, gạch 2``.
        summary: In full, as the plan words it.
        parent: Key of a wider theme; empty if none.
        fields: Fields of procedures it is about (*lĩnh vực*), such as ``Đất đai``.
        fields_open: Whether that list ends in "...", so that other fields belong to it too.
    """

    key: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=has_length(1, 300))
    clause: str = field(default="", converter=nfc, validator=has_length(0, 60))
    summary: str = field(default="", converter=nfc, validator=has_length(0, 5000))
    parent: str = field(default="", validator=has_length(0, 100))
    fields: tuple[str, ...] = field(default=(), converter=texts)
    fields_open: bool = False


@frozen(kw_only=True)
class Form:
    """How it is told (*hình thức*), whether or not any program can carry it.

    Attributes:
        key: Name used by other records.
        title: In one line; 1 to 300 characters.
        clause: Where the plan says it.
        summary: In full, as the plan words it.
        kinds: Which kinds of outlet it covers; see `FORM_KINDS`.
        needs: What every message in this form must carry: hotline, feedback.
        modes: How an event is held: in-person, online, hybrid.
        electronic: Whether electronic formats are meant too.
    """

    key: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=has_length(1, 300))
    clause: str = field(default="", converter=nfc, validator=has_length(0, 60))
    summary: str = field(default="", converter=nfc, validator=has_length(0, 5000))
    kinds: tuple[str, ...] = field(default=(), converter=texts, validator=is_each_one_of(*FORM_KINDS))
    needs: tuple[str, ...] = field(default=(), converter=texts, validator=is_each_one_of("hotline", "feedback"))
    modes: tuple[str, ...] = field(
        default=(), converter=texts, validator=is_each_one_of("in-person", "online", "hybrid")
    )
    electronic: bool = False


@frozen(kw_only=True)
class Channel:
    """One concrete outlet (*kênh*): a feed, a list, a site. Data in a plan; the backend it names is code.

    Attributes:
        key: Name used by other records and in the ledger; for ever.
        title: What the public sees; empty: the plan's title.
        form: Key of its form.
        backend: Name of the backend that carries it, such as ``rss``.
        owner: Key of the unit or group that answers for it; a group makes one channel per member, ``feed@so-tttt``.
        audience: Whom it reaches, in words.
        themes: Keys of the themes it carries; empty: all.
        units: Keys of the units and groups whose messages it carries; empty: all (of a group's channel: the member's own).
        since: First day on which a message may be sent through it; None: the plan's first.
        catch_up: A push or post is not begun for a message older than this many days; 0 to 3660.
        settings: What the backend needs to know; its own table says which keys.
    """

    key: str = field(validator=is_key)
    title: str = field(default="", converter=nfc, validator=has_length(0, 200))
    form: str = field(validator=is_key)
    backend: str = field(validator=is_key)
    owner: str = field(validator=is_key)
    audience: str = field(default="", converter=nfc, validator=has_length(0, 300))
    themes: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    units: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    since: datetime.date | None = None
    catch_up: int = field(default=7, validator=is_between(0, 3660))
    settings: Mapping[str, Any] = field(factory=_no_mapping, converter=sealed, hash=False)


@frozen(kw_only=True)
class Assignment:
    """What one clause of the plan orders (*phân công*): roles × forms × themes.

    Attributes:
        key: The clause itself, such as ``IV.3``.
        duties: What it says, one item a sentence.
        lead: Units and groups in charge (*chủ trì*).
        coordinating: Those that work with the lead (*phối hợp*).
        executing: Those that carry out (*thực hiện*).
        directing: Those that direct others (*chỉ đạo*).
        advising: Those that advise (*tham mưu*).
        inspecting: Those that inspect (*kiểm tra*).
        requested: Those that are asked and never ordered (*đề nghị*); never late.
        forms: Keys of the forms it covers; empty: none in particular.
        themes: Keys of the themes it covers; ``["*"]``: all; empty: none in particular.
    """

    key: str = field(converter=nfc, validator=is_clause)
    duties: tuple[str, ...] = field(default=(), converter=texts)
    lead: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    coordinating: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    executing: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    directing: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    advising: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    inspecting: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    requested: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    forms: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    themes: tuple[str, ...] = field(default=(), converter=texts, validator=_are_themes)


@frozen(kw_only=True)
class Activity:
    """Something a unit does for the public, once or again and again (*hoạt động, nhiệm vụ*).

    Attributes:
        key: Name used by other records.
        title: In one line; 1 to 300 characters.
        clause: Where the plan orders it, such as ``II.2, gạch 1``.
        form: Key of its form.
        themes: Keys of its themes, the main one first; ``["*"]``: all.
        when: When it is due; None if a quota says it.
        quota: How much of it in each period; None if ``when`` says it.
        units: Keys of the units that do it together, as one duty; empty: those that lead the form.
        each: Key of a group of which every member has this duty for itself; empty if not.
        channels: Keys of the channels its messages go to; empty: those that match.
        integrated_into: Key of the activity it rides on (*lồng ghép*), with which it is counted once; empty if none.
        requested: Whether it is asked for and not ordered, and so never late; None: as the form's assignments say.
    """

    key: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=has_length(1, 300))
    clause: str = field(default="", converter=nfc, validator=has_length(0, 60))
    form: str = field(validator=is_key)
    themes: tuple[str, ...] = field(converter=texts, validator=[_are_some, _are_themes])
    when: When | None = None
    quota: Quota | None = None
    units: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    each: str = field(default="", validator=has_length(0, 100))
    channels: tuple[str, ...] = field(default=(), converter=texts, validator=is_keys)
    integrated_into: str = field(default="", validator=has_length(0, 100))
    requested: bool | None = None

    def __attrs_post_init__(self) -> None:
        if (self.when is None) == (self.quota is None):
            raise ValueError(
                tr("an activity has either when or quota, not both")
                if self.when
                else tr("an activity has either when or quota; it has neither")
            )
        if self.units and self.each:
            raise ValueError(tr("an activity has either units or each, not both"))


@frozen(kw_only=True)
class Recipient:
    """One line of the distribution list (*nơi nhận*).

    Attributes:
        name: As the plan writes it.
        unit: Key of the unit or group it is, where it is one.
        purpose: report (*để báo cáo*), know (*để biết*), execute (*để thực hiện*), archive (*lưu*); empty: not said.
    """

    name: str = field(converter=nfc, validator=has_length(1, 200))
    unit: str = field(default="", validator=has_length(0, 100))
    purpose: str = field(default="", validator=is_one_of("", "report", "know", "execute", "archive"))


@frozen(kw_only=True)
class Home:
    """The house that a plan belongs to, as the plan knows it.

    Attributes:
        key: Key of the house, under which the ledger keeps what its channels carried.
        folder: Where the house lies.
        shared: Places of the records that are the house's and not the plan's own, such as ``channels.tin``.
    """

    key: str = field(validator=is_key)
    folder: Path
    shared: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Plan:
    """A plan for information and communication (*kế hoạch thông tin, tuyên truyền*).

    Attributes:
        key: Identity for ever: mending the number must not send everything again.
        number: Number and symbol, such as ``99/KH-UBND``.
        issuer: Key of the unit that issues it.
        title: What it is about, without the word *kế hoạch*; 1 to 500 characters.
        place: Where it was issued.
        issued: The day it was issued.
        since: Its first day.
        until: Its last day, that day included.
        parent: Number of the plan it carries out; empty if none.
        funding: Where the money comes from, in words; an unknown amount is not nought.
        purposes: Its purposes (*mục đích*), one item each.
        requirements: Its requirements (*yêu cầu*), one item each.
        recipients: Its distribution list, in order.
        link: Pattern of a message's address, with ``{key}``; may also hold ``{unit}``, ``{theme}``.
        approval: required: only approved messages go out; none: a ready message goes out.
        language: Language of its texts, a tag of BCP 47.
        calendar: Which days offices work.
        documents, units, groups, themes, forms, assignments, activities, channels, procedures, terms: Its records by key, in
            order.
        folder: Where it was read from; None for a plan made in memory.
        places: Where each record stands in the files: ``"activities.loa"`` → ``"plan.toml:12"``.
        house: The house it was read in; None if it stands alone.
    """

    key: str = field(validator=is_key)
    number: str = field(default="", converter=nfc, validator=[has_length(0, 60), is_document_number])
    issuer: str = field(validator=is_key)
    title: str = field(converter=nfc, validator=has_length(1, 500))
    place: str = field(default="", converter=nfc, validator=has_length(0, 100))
    issued: datetime.date | None = None
    since: datetime.date
    until: datetime.date
    parent: str = field(default="", converter=nfc, validator=[has_length(0, 60), is_document_number])
    funding: str = field(default="", converter=nfc, validator=has_length(0, 2000))
    purposes: tuple[str, ...] = field(default=(), converter=texts)
    requirements: tuple[str, ...] = field(default=(), converter=texts)
    recipients: tuple[Recipient, ...] = field(default=(), converter=tuple)
    link: str = field(default="", converter=nfc, validator=[has_length(0, 500), is_link])
    approval: str = field(default="none", validator=is_one_of("none", "required"))
    language: str = field(default="vi", validator=has_length(2, 35))
    calendar: Calendar = field(factory=Calendar)
    documents: Mapping[str, LegalDocument] = field(factory=_no_mapping, converter=sealed, hash=False)
    units: Mapping[str, Unit] = field(factory=_no_mapping, converter=sealed, hash=False)
    groups: Mapping[str, UnitGroup] = field(factory=_no_mapping, converter=sealed, hash=False)
    themes: Mapping[str, Theme] = field(factory=_no_mapping, converter=sealed, hash=False)
    forms: Mapping[str, Form] = field(factory=_no_mapping, converter=sealed, hash=False)
    assignments: Mapping[str, Assignment] = field(factory=_no_mapping, converter=sealed, hash=False)
    activities: Mapping[str, Activity] = field(factory=_no_mapping, converter=sealed, hash=False)
    channels: Mapping[str, Channel] = field(factory=_no_mapping, converter=sealed, hash=False)
    procedures: Mapping[str, Procedure] = field(factory=_no_mapping, converter=sealed, hash=False)
    terms: Mapping[str, Term] = field(factory=_no_mapping, converter=sealed, hash=False)
    folder: Path | None = field(default=None, eq=False)
    places: Mapping[str, str] = field(factory=_no_mapping, converter=sealed, eq=False, repr=False)
    house: Home | None = field(default=None, eq=False, repr=False)

    def is_shared(self, place: str) -> bool:
        """Whether the record at this place, such as ``channels.tin``, is the house's and not the plan's own."""
        return self.house is not None and place in self.house.shared

    def __attrs_post_init__(self) -> None:
        if self.until < self.since:
            raise ValueError(tr("until ({until}) is before since ({since})", until=self.until, since=self.since))
        if (self.until - self.since).days > 36600:
            raise ValueError(tr("since and until are more than a hundred years apart"))
