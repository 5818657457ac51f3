"""What every rule gets and hands back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice

from attrs import frozen

from tuyentruyen.check.contents import Content
from tuyentruyen.check.readings import Readings
from tuyentruyen.check.told import Told
from tuyentruyen.model.duties import assignments, doers, everyone
from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Activity, Assignment, Plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.wording import tr

MAX_SEARCHES = 20
"""Keys for which the nearest one is sought, for each rule."""
MAX_SEARCHED = 5_000
"""Keys among which the nearest one is sought."""
_LAST_PART = re.compile(r"(?:\.[^.\[]*|\[\d+\])\Z")


@frozen
class Case:
    """What is checked.

    Attributes:
        plan: The plan.
        plugins: What is installed; None: rules about backends say nothing.
        messages: Its messages; empty: rules about messages say nothing.
    """

    plan: Plan
    plugins: Plugins | None
    messages: Messages

    @cached_property
    def contents(self) -> tuple[Content, ...]:
        """What each message says, for rules about texts; messages that were taken back are not among them."""
        return tuple(Content(message) for message in self.messages if message.withdrawn is None)

    @cached_property
    def told(self) -> Told:
        """What the plan itself says, for rules about texts."""
        return Told(self.plan)

    @cached_property
    def readings(self) -> Readings:
        """What the texts of plan and messages cite, which dead words they use, and what is known of both."""
        return Readings(self.plan, self.contents)

    @cached_property
    def assigned(self) -> Mapping[str, tuple[Assignment, ...]]:
        """The assignments that concern each activity."""
        known: dict[tuple[object, ...], tuple[Assignment, ...]] = {}
        found: dict[str, tuple[Assignment, ...]] = {}
        for key, activity in self.plan.activities.items():
            like = _as_assigned(activity)
            if like not in known:
                known[like] = assignments(self.plan, activity)
            found[key] = known[like]
        return found

    @cached_property
    def doers(self) -> Mapping[str, tuple[str, ...]]:
        """Keys of the units and groups that have each activity to do; see `model.duties.doers`."""
        known: dict[tuple[object, ...], tuple[str, ...]] = {}
        found: dict[str, tuple[str, ...]] = {}
        for key, activity in self.plan.activities.items():
            like = (activity.units, activity.each, *_as_assigned(activity))
            if like not in known:
                known[like] = doers(self.plan, activity)
            found[key] = known[like]
        return found

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """Keys of the units that each unit or group of the plan means: itself, or its members."""
        found = {key: frozenset((key,)) for key in self.plan.units}
        found.update((key, frozenset(unit.key for unit in everyone(self.plan, (key,)))) for key in self.plan.groups)
        return found

    def called(self, keys: Iterable[str], *, most: int = 3) -> str:
        """Units and groups as a reader knows them, the first few of them."""
        names: list[str] = []
        for key in keys:
            unit, group = self.plan.units.get(key), self.plan.groups.get(key)
            names.append((unit.short or unit.name) if unit else group.title if group else key)
        return "; ".join(names[:most]) + ("; …" if len(names) > most else "")

    def is_own(self, place: str) -> bool:
        """Whether a record is the plan's own, and not one that its house shares among several plans."""
        return self.plan.house is None or place not in self.plan.house.shared

    def file(self, place: str) -> str:
        """File and line of a place, or of the nearest place around it that is written down; empty if there is none."""
        return self.plan.places.get(root(place, self.plan.places), "")


def root(place: str, known: Container[str]) -> str:
    """The place, or the nearest one around it, that is known; empty if there is none."""
    while place and place not in known:
        shorter = _LAST_PART.sub("", place)
        place = shorter if shorter != place else ""
    return place


@frozen
class Fault:
    """What a rule found wrong, before it has a code.

    Attributes:
        place: Where in the plan, such as ``activities.loa.form``; empty for a message's fault.
        text: What is wrong, in one sentence.
        mend: What to do, in one sentence.
        message: Key of the message it is about; empty if none.
        channel: Key of the channel it is about, which alone it keeps from working; empty if none.
        file: File and line; empty: those of the place.
    """

    place: str
    text: str
    mend: str = ""
    message: str = ""
    channel: str = ""
    file: str = ""


@frozen(kw_only=True)
class Rule:
    """A rule. What it is about is the first line of its function's docstring.

    Attributes:
        code: ``TT`` and three digits; for ever.
        level: How grave each of its findings is.
        faults: Finds them; may raise only if it is itself broken.
    """

    code: str
    level: Level
    faults: Callable[[Case], Iterator[Fault]]

    @property
    def title(self) -> str:
        """What the rule refuses, in one sentence."""
        return (self.faults.__doc__ or "").strip().partition("\n")[0]

    def findings(self, case: Case) -> Iterator[Finding]:
        """The faults as findings, with file and line."""
        for fault in self.faults(case):
            yield Finding(
                code=self.code,
                level=self.level,
                text=fault.text,
                mend=fault.mend,
                place=fault.place,
                file=fault.file or case.file(fault.place),
                message=fault.message,
                channel=fault.channel,
            )


def _as_assigned(activity: Activity) -> tuple[object, ...]:
    """All of an activity that decides which assignments concern it."""
    return activity.clause, activity.form, activity.themes


def message_fault(message: Message, text: str, mend: str, *, at: str = "") -> Fault:
    """A fault of a message, told with the file it was read from.

    Args:
        message: The message.
        text: What is wrong, in one sentence.
        mend: What to do, in one sentence.
        at: The key of its front matter that it is about, whose line is told too; empty or not there: none.
    """
    return Fault("", text, mend, message=message.key, file=message.where(at))


def nearest(key: str, known: Collection[str]) -> str:
    """What to do about a key that names nothing: the nearest known one, or what there is."""
    if len(known) <= MAX_SEARCHED and (near := difflib.get_close_matches(key, known, 1)):
        return tr("did you mean {near!r}?", near=near[0])
    return listed(known)


def listed(known: Collection[str]) -> str:
    """What there is to choose from, the first ten by name."""
    if not known:
        return tr("there is none yet; add it")
    return tr("name one of these: {known}", known=", ".join(islice(known, 10)) + (", …" if len(known) > 10 else ""))


def strangers(named: Iterable[tuple[str, str]], known: Collection[str], what: str) -> Iterator[tuple[str, str, str]]:
    """Of places and the keys they name, those keys that are not known: the place, what is wrong, what to do.

    The nearest key is sought for the first ones only: seeking it for thousands would take minutes.

    Args:
        named: Places, and the keys that stand there; an empty key names nothing.
        known: Keys that there are.
        what: What is wrong, with ``{key}``.
    """
    mends: dict[str, str] = {}
    for place, key in named:
        if key and key not in known:
            if key not in mends:
                mends[key] = nearest(key, known) if len(mends) < MAX_SEARCHES else listed(known)
            yield place, what.format(key=repr(key)), mends[key]
