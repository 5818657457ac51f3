"""What flows: occurrences, editions, renderings, parcels, receipts, and what a target and its limits are."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from attrs import Attribute, evolve, field, frozen
from attrs.validators import instance_of

from tuyentruyen.model.findings import Finding, findings_of, messages_of
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan, _no_mapping
from tuyentruyen.model.subscriber import Subscriber
from tuyentruyen.model.units import Unit
from tuyentruyen.model.values import is_between, is_key, is_safe_path, sealed
from tuyentruyen.text import controls, printable

S = TypeVar("S")


@frozen(kw_only=True, slots=False)
class Occurrence:
    """One activity, one unit, one due window.

    A year of a large plan has millions of them: no field is converted or refused, and they have no slots, so that the
    schedule can fill them without their constructor.

    Attributes:
        key: Stable name: ``activity/unit/2022-04-05``; rows of evidence are kept under it.
        activity: Key of the activity.
        unit: Key of the unit that has the duty; empty when several have it together.
        start: First moment of the window, on the Vietnamese clock.
        end: First moment after the window.
        due: By when, at the latest; the last second of a day where the plan gives no time. None for ongoing and
            event-driven activities, which are never late.
        count: How many are due in the window; 1 but for quotas.
    """

    activity: str
    unit: str
    start: datetime.datetime
    end: datetime.datetime
    due: datetime.datetime | None = None
    count: int = 1

    @property
    def key(self) -> str:
        """Stable name, under which evidence is kept: ``activity/unit/start``."""
        return f"{self.activity}/{self.unit or '-'}/{self.start:%Y-%m-%dT%H:%M}"


def _is_name(_: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what cannot be kept: no text, more than 500 characters, control characters, lone surrogates."""
    if not isinstance(value, str):
        raise TypeError(f"{attribute.name} must be text, not {type(value).__name__}")
    if len(value) > 500 or (not value.isprintable() and (not value.isascii() or controls(value))):
        raise ValueError(f"{attribute.name} {printable(value[:60])!r} must be at most 500 printable characters")


def _note(value: Any) -> Any:
    """A note as it can be kept and shown: at most 500 characters, none that drives a terminal."""
    return printable(value[:500]) if isinstance(value, str) else value


def _wait(_: Any, attribute: Attribute[Any], value: Any) -> None:
    if value is not None and not isinstance(value, datetime.timedelta):
        raise TypeError(f"{attribute.name} must be a timedelta, not {type(value).__name__}; write timedelta(seconds=…)")


class Repeat(Enum):
    """What can be done again at a target."""

    PLACE = "place"
    """Holds the latest: done again after a crash, replaced, removed."""
    POST = "post"
    """A remote object: amended and removed by its remote id; uncertain after a crash."""
    PUSH = "push"
    """Cannot be called back; uncertain after a crash."""


@frozen(kw_only=True)
class Target:
    """Where a channel goes: a part of a row's identity in the ledger.

    Attributes:
        id: Such as ``live`` or ``dir``; no host, no secret.
        repeat: What can be done again.
        window: How many may be in the air, that is uncertain after a crash, at once; 1 to 10000. Of a place, fewer where they weigh
            more than 4 MiB together and no threads make them.
        workers: Threads for ``produce``; 0: none.
        folder: Of a place in the file system, the folder that rendering keys are relative to. The folder is recognised by
            an id kept in it, and a file missing from it is due.
    """

    id: str = field(validator=_is_name)
    repeat: Repeat = field(validator=instance_of(Repeat))
    window: int = field(default=1, validator=is_between(1, 10_000))
    workers: int = field(default=0, validator=is_between(0, 64))
    folder: Path | None = None


@frozen(kw_only=True)
class Limits:
    """What a backend can carry: data for checks and for the table of backends. None: no limit.

    Attributes:
        title: Characters of a title.
        body: Characters of a body.
        size: Bytes of one rendering.
        seconds: Seconds of speech.
        pages: Pages of one rendering.
        address: Kind of address its recipients have: email, phone; empty if none.
    """

    title: int | None = None
    body: int | None = None
    size: int | None = None
    seconds: int | None = None
    pages: int | None = None
    address: str = ""


@frozen(kw_only=True)
class BoundChannel(Generic[S]):
    """A channel of the plan with its owner found and its settings structured.

    Attributes:
        key: ``feed``, or ``feed@so-tttt`` for one member of a group.
        channel: As the plan has it.
        owner: The unit that answers for it.
        settings: An instance of the backend's settings class.
        out: Folder under which file backends write; each keeps to ``out / key``.
    """

    key: str
    channel: Channel
    owner: Unit
    settings: S
    out: Path

    @property
    def folder(self) -> Path:
        """The folder this channel writes in, if it writes files."""
        return self.out / self.key


def _keys(keys: Iterable[str]) -> tuple[str, ...]:
    """Any iterable of keys as a tuple; one bare text is refused, it would fall into letters."""
    if isinstance(keys, str):
        raise TypeError("must be several keys, not one text")
    return tuple(keys)


def _is_print(_: Any, __: Any, value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(f"fingerprint must be text, as toolkit.fingerprint gives it, not {type(value).__name__}")


def _is_address(_: Any, __: Any, value: Any) -> None:
    if value is not None and (not isinstance(value, str) or not value):
        raise TypeError("recipient must be an address, or None")


def _nobody(_: Message) -> Iterable[Subscriber | str]:
    return ()


def _within(_: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, datetime.timedelta):
        raise TypeError(f"{attribute.name} must be a timedelta, not {type(value).__name__}; write timedelta(hours=…)")
    if not datetime.timedelta() < value <= datetime.timedelta(days=366):
        raise ValueError(f"{attribute.name} must be more than nothing and at most 366 days")


@frozen(kw_only=True)
class Pace:
    """How many of a kind one recipient may be sent in a time, whatever plan and channel they come from.

    Attributes:
        name: The kind, such as ``advertising``; paces of one name are counted together, and should be equal.
        most: How many; 1 to 10000.
        within: In what time, up to 366 days; what may have arrived counts from the moment it was begun.
    """

    name: str = field(validator=is_key)
    most: int = field(validator=is_between(1, 10_000))
    within: datetime.timedelta = field(validator=_within)


@frozen(kw_only=True)
class Edition(Generic[S]):
    """What one channel publishes at one moment.

    Attributes:
        plan: The plan.
        channel: The channel, bound.
        messages: What may stand at ``now``, in order of the source, links filled, wording of this channel applied.
        now: The moment, with an offset; the only clock a backend has while it renders.
        audience: Whom a message goes to, by address or as a `Subscriber`; lazy, may be large. `attrs.evolve` puts another in its place.
        files: Files of the plan folder by digest, for media.
        whole: Whether no source of messages failed; if one did, what stands stays as it is.
        held: Why messages routed here stay out.
        in_error: Keys of messages that cannot be shown as they are; a post of such a message is left as it stands.
        fault: Why the channel cannot publish at all, such as a missing plugin; empty if it can.
        plans: Of a channel that a house shares, the house's plans in its order, for what each has due is its own, be it called by a
            key that another has too; empty: there is ``plan`` alone.
    """

    plan: Plan
    channel: BoundChannel[S]
    messages: tuple[Message, ...] = field(converter=messages_of)
    now: datetime.datetime
    audience: Callable[[Message], Iterable[Subscriber | str]] = _nobody
    files: Mapping[str, Path] = field(factory=_no_mapping, converter=sealed)
    whole: bool = True
    held: tuple[Finding, ...] = field(default=(), converter=findings_of)
    in_error: frozenset[str] = frozenset()
    fault: str = ""
    plans: tuple[Plan, ...] = ()

    def without(self, keys: Iterable[str]) -> Self:
        """The same edition without the messages of these keys, which are in error."""
        gone = frozenset(keys)
        if not gone:
            return self
        kept = tuple(message for message in self.messages if message.key not in gone)
        return evolve(self, messages=kept, in_error=self.in_error | gone)


def _is_pace(rendering: Any, _: Any, value: Any) -> None:
    if value is not None and not isinstance(value, Pace):
        raise TypeError(f"pace must be a Pace, or None, not {type(value).__name__}")
    if value is not None and rendering.recipient is None:
        raise ValueError("a pace is that of a recipient, and there is none")


@frozen(kw_only=True)
class Rendering:
    """One thing a channel carries: a file, a mail, a post.

    Attributes:
        key: Stable for ever; a safe relative path with ``/``, never an address.
        produce: Makes the bytes; called at most once a run, perhaps in a thread. What it raises costs this rendering only.
        media_type: Such as ``application/rss+xml``.
        messages: Keys of the messages it carries.
        fingerprint: Changes when the bytes would; empty: the core makes the bytes and hashes them.
        recipient: The address it goes to, where there is one; it never reaches ledger or log.
        pace: How many of its kind the recipient may be sent; what is too much waits for a later run. None: as many as there are.
    """

    key: str = field(validator=is_safe_path)
    produce: Callable[[], bytes] = field(repr=False, eq=False)
    media_type: str = "application/octet-stream"
    messages: tuple[str, ...] = field(default=(), converter=_keys)
    fingerprint: str = field(default="", validator=_is_print)
    recipient: str | None = field(default=None, repr=False, validator=_is_address)
    pace: Pace | None = field(default=None, validator=_is_pace)

    @classmethod
    def of(
        cls, key: str, data: bytes, *, media_type: str = "application/octet-stream", messages: Iterable[str] = ()
    ) -> Self:
        """A rendering whose bytes are at hand."""
        print_ = hashlib.blake2b(data, digest_size=16).hexdigest()
        return cls(key=key, produce=lambda: data, media_type=media_type, messages=tuple(messages), fingerprint=print_)


@frozen(kw_only=True)
class Parcel:
    """A rendering, claimed in the ledger and produced, to be carried now.

    Attributes:
        key: Names the parcel in its receipt; for renderings without recipient, the rendering's key.
        data: The bytes; None: what stands there has to go.
        media_type: As rendered.
        messages: Keys of the messages it carries.
        recipient: The address it goes to; None if there is none.
        remote: Remote id of what stands there, from an earlier receipt; empty if nothing stands.
    """

    key: str
    data: bytes | None = field(repr=False)
    media_type: str = ""
    messages: tuple[str, ...] = ()
    recipient: str | None = field(default=None, repr=False)
    remote: str = ""


class Status(Enum):
    """What became of a parcel: a closed list."""

    DELIVERED = "delivered"
    RETRY = "retry"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    WITHDRAWN = "withdrawn"


@frozen(kw_only=True)
class Receipt:
    """What became of one parcel. Made by the constructors named after the outcome.

    Attributes:
        key: The parcel's key.
        status: The outcome.
        remote: Remote id of what stands there now; empty if it has none.
        url: Where the public finds it; empty if nowhere.
        note: Why, for people; no address, no secret.
        retry_after: For RETRY: not before so long; None: the core chooses.
    """

    key: str
    status: Status = field(validator=instance_of(Status))
    remote: str = field(default="", validator=_is_name)
    url: str = field(default="", validator=_is_name)
    note: str = field(default="", converter=_note, validator=instance_of(str))
    retry_after: datetime.timedelta | None = field(default=None, validator=_wait)

    @classmethod
    def delivered(cls, parcel: Parcel, *, remote: str = "", url: str = "") -> Self:
        """It arrived; of a parcel without data: what stood there is gone."""
        status = Status.DELIVERED if parcel.data is not None else Status.WITHDRAWN
        return cls(key=parcel.key, status=status, remote=remote, url=url)

    @classmethod
    def retry(cls, parcel: Parcel, note: str, *, after: datetime.timedelta | None = None) -> Self:
        """It surely did not arrive, and may another time."""
        return cls(key=parcel.key, status=Status.RETRY, note=note, retry_after=after)

    @classmethod
    def rejected(cls, parcel: Parcel, note: str) -> Self:
        """It surely did not arrive and will not as it is."""
        return cls(key=parcel.key, status=Status.REJECTED, note=note)

    @classmethod
    def uncertain(cls, parcel: Parcel, note: str) -> Self:
        """It may have arrived; a person settles it."""
        return cls(key=parcel.key, status=Status.UNCERTAIN, note=note)
