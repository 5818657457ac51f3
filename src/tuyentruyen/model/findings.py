"""What is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import overload

from attrs import evolve, field, frozen
from attrs.validators import instance_of

from tuyentruyen.model.message import Message


class Level(Enum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@frozen(kw_only=True)
class Finding:
    """One thing that is wrong in a plan, a message or a channel. Expected, so a value.

    Attributes:
        code: Stable name, such as ``TT101``; a plugin's own begin with its backend's name.
        level: ERROR keeps its message, channel or plan out; WARNING and INFO keep nothing out.
        text: What is wrong, in one sentence.
        mend: What to do, in one sentence.
        place: Where in the plan, such as ``activities.loa.when``.
        file: File and line, such as ``plan.toml:12``; empty if unknown.
        message: Key of the message it is about; empty if none.
        channel: Key of the channel it is about; empty if none.
    """

    code: str
    level: Level = field(default=Level.ERROR, validator=instance_of(Level))
    text: str
    mend: str = ""
    place: str = ""
    file: str = ""
    message: str = ""
    channel: str = ""

    @property
    def refuses(self) -> bool:
        """Whether it refuses the whole plan: an error that names neither a message nor a channel."""
        return self.level is Level.ERROR and not self.message and not self.channel

    @property
    def leaves_out(self) -> bool:
        """Whether it keeps its message out of every channel: an error that names a message and no channel."""
        return self.level is Level.ERROR and bool(self.message) and not self.channel

    def __str__(self) -> str:
        where = " @ ".join(part for part in (self.place, self.file) if part)
        return f"{self.code} {self.text}" + (f" @ {where}" if where else "") + (f" ({self.mend})" if self.mend else "")


def findings_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Any iterable of findings as a tuple."""
    return tuple(findings)


def keys_of(keys: Iterable[str]) -> frozenset[str]:
    """Any iterable of keys as a set."""
    return frozenset(keys)


def messages_of(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Any iterable of messages as a tuple."""
    return tuple(messages)


@frozen(kw_only=True)
class Messages(Sequence[Message]):
    """Messages as they were composed, with what went wrong while they were.

    Attributes:
        items: The messages, in order of source.
        findings: What is wrong with single messages and sources; a message with an error is not among the items.
        whole: Whether every source answered; while one did not, no place may lose what stands in it.
        left_out: Keys of messages that a fault keeps out, besides those that findings name: one finding about a template
            stands for all its messages.
    """

    items: tuple[Message, ...] = field(converter=messages_of)
    findings: tuple[Finding, ...] = field(default=(), converter=findings_of)
    whole: bool = True
    left_out: frozenset[str] = field(default=frozenset(), converter=keys_of)

    def without(self, findings: Iterable[Finding]) -> Messages:
        """These messages but for those that a check finds in error; what was refused while composing is known already."""
        known = set(self.findings)
        more = [finding for finding in findings if finding.leaves_out and finding not in known]
        keys = {finding.message for finding in more}
        kept = [message for message in self.items if message.key not in keys]
        return evolve(self, items=kept, findings=(*self.findings, *more)) if more else self

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | Sequence[Message]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Message]:
        return iter(self.items)
