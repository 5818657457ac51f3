"""Messages: what they name, and what two of them may not share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from tuyentruyen.check.case import Case, Fault, strangers
from tuyentruyen.model.message import Message
from tuyentruyen.wording import tr


def _strangers(
    case: Case, named: Callable[[Message], Iterable[str]], known: Collection[str], what: str
) -> Iterator[Fault]:
    pairs = ((str(number), key) for number, message in enumerate(case.messages) for key in named(message))
    for number, text, mend in strangers(pairs, known, what):
        message = case.messages[int(number)]
        yield Fault("", text, mend, message=message.key, file=message.source)


def unknown_themes_of_messages(case: Case) -> Iterator[Fault]:
    """A message names a theme that the plan does not have."""
    return _strangers(case, lambda m: m.themes, case.plan.themes, tr("there is no theme {key}"))


def unknown_activities_of_messages(case: Case) -> Iterator[Fault]:
    """A message names an activity that the plan does not have."""
    return _strangers(case, lambda m: (m.activity,), case.plan.activities, tr("there is no activity {key}"))


def unknown_units_of_messages(case: Case) -> Iterator[Fault]:
    """A message names a unit that the plan does not have."""
    return _strangers(case, lambda m: (m.unit,), case.plan.units, tr("there is no unit {key}"))


def unknown_channels_of_messages(case: Case) -> Iterator[Fault]:
    """A message is meant for a channel that the plan does not have, or has other wording for one."""

    def named(message: Message) -> Iterable[str]:
        return dict.fromkeys(key.partition("@")[0] for key in (*message.channels, *message.only))

    return _strangers(case, named, case.plan.channels, tr("there is no channel {key}"))


def doubled_keys(case: Case) -> Iterator[Fault]:
    """Two messages have the same key."""
    for key, count in Counter(message.key for message in case.messages).items():
        if count > 1:
            text = tr("{count} messages have the key {key!r}", count=count, key=key)
            yield Fault("", text, tr("give each its own key"), message=key)


def doubled_links(case: Case) -> Iterator[Fault]:
    """Two messages have the same link."""
    first: dict[str, Message] = {}
    for message in case.messages:
        if not message.link:
            continue
        other = first.setdefault(message.link, message)
        if other.key != message.key:
            text = tr("has the same link as the message {key!r}", key=other.key)
            yield Fault("", text, tr("give each its own link"), message=message.key, file=message.source)
