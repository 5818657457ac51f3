"""What every rule gets and hands back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from attrs import frozen

from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.plan import Plan
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

    def file(self, place: str) -> str:
        """File and line of a place, or of the nearest place around it that is written down; empty if there is none."""
        while place:
            if found := self.plan.places.get(place):
                return found
            shorter = _LAST_PART.sub("", place)
            place = shorter if shorter != place else ""
        return ""


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
    """A structural rule. What it is about is the first line of its function's docstring.

    Attributes:
        code: ``TT1`` and two digits; for ever.
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


def nearest(key: str, known: Collection[str]) -> str:
    """What to do about a key that names nothing: the nearest known one, or what there is."""
    if len(known) <= MAX_SEARCHED and (near := difflib.get_close_matches(key, known, 1)):
        return tr("did you mean {near!r}?", near=near[0])
    return listed(known)


def listed(known: Collection[str]) -> str:
    """What there is to choose from, the first ten by name."""
    if not known:
        return tr("there is none yet; add it")
    return tr("there are: {known}", known=", ".join(islice(known, 10)) + (", …" if len(known) > 10 else ""))


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
