"""Messages: what they name, and what two of them may not share."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator

from tuyentruyen.check.case import Case, Fault, message_fault, strangers
from tuyentruyen.model.message import Message
from tuyentruyen.wording import tr

MAX_TITLE = 300
"""Characters of a title, at most."""
SHORTEST_TEXT = 40
"""Characters of a body that is compared with others; what is shorter may be said twice."""


def _strangers(
    case: Case, named: Callable[[Message], Iterable[tuple[str, str]]], table: str, known: Collection[str], what: str
) -> Iterator[Fault]:
    """Keys of a table of the plan that messages name, each with where in the front matter, and that it does not have."""
    every = [(message, at, key) for message in case.messages for at, key in named(message)]
    for number, text, near in strangers(((str(n), key) for n, (_, _, key) in enumerate(every)), known, what):
        message, at, key = every[int(number)]
        record = f"[{table}.{key}]"
        mend = (
            tr("{near} – or add {record} to the plan, or take it out of the message", near=near, record=record)
            if known
            else tr("add {record} to the plan, or take it out of the message", record=record)
        )
        yield message_fault(message, text, mend, at=at)


def unknown_themes_of_messages(case: Case) -> Iterator[Fault]:
    """A message names a theme that the plan does not have."""

    def named(message: Message) -> Iterable[tuple[str, str]]:
        return ((f"themes[{number}]", key) for number, key in enumerate(message.themes))

    return _strangers(case, named, "themes", case.plan.themes, tr("there is no theme {key}"))


def unknown_activities_of_messages(case: Case) -> Iterator[Fault]:
    """A message names an activity that the plan does not have."""
    return _strangers(
        case,
        lambda m: (("activity", m.activity),),
        "activities",
        case.plan.activities,
        tr("there is no activity {key}"),
    )


def unknown_units_of_messages(case: Case) -> Iterator[Fault]:
    """A message names a unit that the plan does not have."""
    return _strangers(case, lambda m: (("unit", m.unit),), "units", case.plan.units, tr("there is no unit {key}"))


def unknown_channels_of_messages(case: Case) -> Iterator[Fault]:
    """A message is meant for a channel that the plan does not have, or has other wording for one."""

    def named(message: Message) -> Iterable[tuple[str, str]]:
        places: dict[str, str] = {}
        for number, key in enumerate(message.channels):
            places.setdefault(key.partition("@")[0], f"channels[{number}]")
        for key in message.only:
            places.setdefault(key.partition("@")[0], f"only.{key}")
        return ((at, key) for key, at in places.items())

    return _strangers(case, named, "channels", case.plan.channels, tr("there is no channel {key}"))


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
            yield message_fault(message, text, tr("give each its own link"), at="link")


def wrong_titles(case: Case) -> Iterator[Fault]:
    """A message has no title, or one of more than 300 characters."""
    for message in case.messages:
        if not message.title.strip():
            text, mend = tr("it has no title"), tr("write a title: what the public reads first")
        elif len(message.title) > MAX_TITLE:
            text = tr("its title has {count} characters, more than {most}", count=len(message.title), most=MAX_TITLE)
            mend = tr("say the gist in the title, and the rest in summary or text")
        else:
            continue
        yield message_fault(message, text, mend, at="title")


def doubled_texts(case: Case) -> Iterator[Fault]:
    """Two messages say the same, word for word, under two keys."""
    first: dict[bytes, Message] = {}
    for content in case.contents:
        words = content.words
        if len(words) < SHORTEST_TEXT:
            continue
        other = first.setdefault(
            hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).digest(), content.message
        )
        if other.key != content.message.key:
            mend = tr("keep one of the two; to send it again, raise its revision")
            if content.message.source and content.message.source == other.source:  # a template's
                mend = tr("let the template name its unit, or write the text once, as a message for all")
            yield message_fault(
                content.message, tr("it says word for word what the message {key!r} says", key=other.key), mend
            )
