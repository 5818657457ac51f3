"""What of an edition has to be carried now, as the ledger tells."""

from __future__ import annotations

import datetime
import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from attrs import Factory, define, frozen

from tuyentruyen.errors import PASSES, ContractError, MissingExtraError, said, traced
from tuyentruyen.ledger import Book, Claim, Row
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Receipt, Rendering, Repeat, Status, Target
from tuyentruyen.model.message import Message
from tuyentruyen.plugins import Backend
from tuyentruyen.plugins.toolkit import fingerprint, path_of
from tuyentruyen.publish.summary import ChannelSummary
from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import tr

_LOOK_UP = 500
_HELD = 1 << 26
_log = logging.getLogger(__name__)


def _nothing() -> bytes:
    return b""


NOTHING = Rendering(key="nothing", produce=_nothing)


@frozen
class Due:
    """One rendering that has to be carried, or, without fingerprint, one thing that has to go.

    Attributes:
        claim: As the ledger knows it.
        rendering: What is to be carried.
        remote: Remote id of what stands there.
        tries: Tries since the last delivery.
        made: The bytes, or the receipt that says why they cannot be made; None while they are not made yet.
    """

    claim: Claim
    rendering: Rendering = NOTHING
    remote: str = ""
    tries: int = 0
    made: bytes | Receipt | None = None

    def produced(self) -> bytes | Receipt | None:
        """The bytes; None for what has to go; a receipt that says why they cannot be made.

        Raises:
            MissingExtraError: A library is missing, so that no rendering of the channel can be made.
        """
        if self.made is not None or not self.claim.fingerprint:
            return self.made
        key = self.claim.key
        try:
            data: object = self.rendering.produce()
        except (*PASSES, MissingExtraError):
            raise
        except (OSError, MemoryError) as fault:
            return Receipt(key=key, status=Status.RETRY, note=said(fault))
        except BaseException as fault:  # noqa: BLE001 - it costs this rendering only
            _log.debug("produce failed\n%s", traced(fault))
            return Receipt(key=key, status=Status.REJECTED, note=said(fault))
        if isinstance(data, bytes):
            return data
        wrong = tr("produce returned {kind}, not bytes", kind=type(data).__name__)
        return Receipt(key=key, status=Status.REJECTED, note=wrong)


def _by_key(self: Judge) -> Mapping[str, Message]:
    return {message.key: message for message in self.edition.messages}


def _bound(self: Judge) -> datetime.datetime:
    """How far back the channel reaches."""
    channel = self.edition.channel.channel
    since = channel.since or self.edition.plan.since
    first = datetime.datetime(since.year, since.month, since.day, tzinfo=VIETNAM)
    return max(first, self.edition.now - datetime.timedelta(days=channel.catch_up))


@define(kw_only=True)
class Judge:
    """Holds what an edition renders against what the ledger knows, and counts what is not due.

    Attributes:
        shown: Keys of the messages that the renderings carry, once they have all been seen.
    """

    edition: Edition[Any]
    backend: Backend[Any]
    target: Target
    book: Book
    summary: ChannelSummary
    again: bool
    clock: Callable[[], datetime.datetime]
    shown: set[str] = Factory(set)
    _messages: Mapping[str, Message] = Factory(_by_key, takes_self=True)
    _since: datetime.datetime = Factory(_bound, takes_self=True)
    _told: set[tuple[str, str]] = Factory(set)

    def due(self) -> Iterator[Due]:
        """What has to be carried, in order of rendering; last, of places and posts, what has to go.

        At a place, what is not there yet goes before what takes the place of something: nothing that readers have may lead to what
        is still on its way. Bytes that had to be made to be compared wait as well, up to 64 MiB of them. What is for one recipient
        does not wait: it is led to by nothing, and there may be very many.
        """
        later: list[Due] = []
        held = 0
        renderings = iter(self.backend.render(self.edition))
        while chunk := list(islice(renderings, _LOOK_UP)):
            keys = [self._key(rendering) for rendering in chunk]
            repeated = self._repeated(keys, chunk, self.book.see(keys))
            rows = self.book.rows(keys)
            for place, (key, rendering) in enumerate(zip(keys, chunk, strict=True)):
                self.shown.update(rendering.messages)
                if place in repeated:
                    continue
                row = rows.get(key)
                if row is not None and self._is_as_it_was(row, rendering):
                    self.summary.unchanged += 1
                    continue
                if (due := self._judged(key, rendering, row)) is None:
                    continue
                size = len(due.made) if isinstance(due.made, bytes) else 0
                if self._is_led_to(rendering) and held + size <= _HELD and self._is_replaced(key, row):
                    later.append(due)
                    held += size
                else:
                    yield due
        yield from later
        yield from self._gone()

    @property
    def _repeat(self) -> Repeat:
        return self.target.repeat

    def _key(self, rendering: Any) -> str:
        if not isinstance(rendering, Rendering):
            kind = type(rendering).__name__
            raise ContractError(f"{self.backend.name}.render must yield Rendering values, not {kind}")
        key, address = rendering.key, rendering.recipient
        return key if address is None else f"{key}|{self.book.veil(address)}"

    def _repeated(self, keys: Sequence[str], chunk: Sequence[Rendering], before: set[str] | None) -> Collection[int]:
        """Which of a chunk were rendered before; to give an address twice is no fault, it is passed over.

        Raises:
            ContractError: Two renderings without recipient share a key.
        """
        if before is None:
            return ()
        repeated = set()
        for place, (key, rendering) in enumerate(zip(keys, chunk, strict=True)):
            if key not in before:
                before.add(key)
            elif rendering.recipient is not None:
                repeated.add(place)
            else:
                raise ContractError(
                    f"{self.backend.name}.render yields the key {key} twice; each rendering needs its own"
                )
        return repeated

    def _judged(self, key: str, rendering: Rendering, row: Row | None) -> Due | None:
        """The rendering as due; None if it is not."""
        if row is None and self._repeat is not Repeat.PLACE and self._is_too_old(rendering):
            return None
        print_, made = rendering.fingerprint, None
        if not print_:
            made = Due(Claim(key=key, fingerprint="?"), rendering).produced()
            print_ = "?" if isinstance(made, Receipt) else fingerprint(made)
        if self._repeat is not Repeat.PUSH:
            print_ = self._salted(print_)
        if row is not None:
            if not self._is_wanted(row, print_, rendering):
                return None
            if row.stands and not self.edition.whole and self._repeat is not Repeat.PUSH:
                self.summary.kept += 1
                return None
        claim = Claim(key=key, fingerprint=print_, messages=self._revisions(rendering))
        return Due(claim, rendering, row.remote if row else "", row.tries if row else 0, made)

    def _salted(self, print_: str) -> str:
        """A fingerprint under which a place or a post is kept: another backend, or version of it, makes other bytes."""
        return fingerprint(self.backend.name, self.backend.version, print_)

    def _is_as_it_was(self, row: Row, rendering: Rendering) -> bool:
        """Whether a place or a post was carried, stands, and would be carried the same: most are, and it is told first."""
        return (
            row.outcome is Status.DELIVERED
            and self.target.repeat is not Repeat.PUSH
            and not self.again
            and bool(rendering.fingerprint)
            and row.stands == self._salted(rendering.fingerprint)
            and self._is_there(row.key)
        )

    def _is_wanted(self, row: Row, print_: str, rendering: Rendering) -> bool:
        """Whether what the ledger knows of a rendering leaves something to do."""
        if not self._is_open(row):
            return False
        if row.stands and self._repeat is Repeat.PUSH and not _is_corrected(row, self._revisions(rendering)):
            if row.stands != print_:
                text = tr("the text changed after it was sent")
                self.leave_out(row.key, rendering.messages, "TT402", text, tr("raise its revision to send it again"))
            self.summary.unchanged += 1
            return False
        if row.outcome is Status.REJECTED and row.tried == print_ and not self._may_repeat:
            self.summary.rejected += 1
            return False
        if row.outcome is Status.RETRY or not row.stands or self._repeat is Repeat.PUSH:
            return True
        if self.again or row.stands != print_ or not self._is_there(row.key):
            return True
        self.summary.unchanged += 1
        return False

    def _revisions(self, rendering: Rendering) -> Mapping[str, int]:
        """The messages it carries, each with its revision."""
        return {m: self._messages[m].revision if m in self._messages else 1 for m in rendering.messages}

    @property
    def _may_repeat(self) -> bool:
        """Whether what was refused is tried again as it is: at a place always, elsewhere if somebody says so."""
        return self.again or self._repeat is Repeat.PLACE

    def _is_open(self, row: Row) -> bool:
        """Whether the last outcome allows another try; counts it if it has to wait."""
        if row.outcome is Status.RETRY and row.not_before and row.not_before > self.clock() and not self.again:
            self.summary.waiting += 1
            return False
        return row.outcome is not Status.UNCERTAIN

    def _is_there(self, key: str) -> bool:
        # a path made of text: a run that finds nothing to do asks this of every file, and spends its time here
        return self.target.folder is None or os.path.isfile(f"{self.target.folder}/{path_of(key)}")  # noqa: PTH113

    def _is_led_to(self, rendering: Rendering) -> bool:
        """Whether others at the place may lead to it."""
        return self._repeat is Repeat.PLACE and rendering.recipient is None

    def _is_replaced(self, key: str, row: Row | None) -> bool:
        """Whether something of a key stands at the place; told by the folder where there is one, for a ledger may be lost."""
        if self.target.folder is None:
            return row is not None and bool(row.stands)
        return self._is_there(key)

    def _is_too_old(self, rendering: Rendering) -> bool:
        """Whether it would be begun though all it carries is older than the channel reaches back."""
        bound = self._since
        messages = [self._messages[m] for m in rendering.messages if m in self._messages]
        if not messages or any(message.released >= bound for message in messages):
            return False
        text = tr("it is older than the channel reaches back (published before {bound:%d/%m/%Y %H:%M})", bound=bound)
        mend = tr("raise the channel's catch_up to send it all the same")
        self.leave_out(rendering.key, rendering.messages, "TT403", text, mend)
        return True

    def leave_out(self, key: str, messages: Iterable[str], code: str, text: str, mend: str) -> None:
        """Tells it once per message, however many recipients it has; of what carries no message, once per rendering."""
        channel = self.edition.channel.key
        for message in tuple(messages) or ("",):
            about = message or key.partition("|")[0]
            if (code, about) not in self._told:
                self._told.add((code, about))
                place = "" if message else about
                self.summary.left_out.append(
                    Finding(
                        code=code,
                        level=Level.WARNING,
                        text=text,
                        mend=mend,
                        message=message,
                        channel=channel,
                        place=place,
                    )
                )

    def _gone(self) -> Iterator[Due]:
        """What stands at a place or as a post and is rendered no more. While a source fails it is kept, and counted."""
        if self._repeat is Repeat.PUSH:
            return
        after = ""
        while page := self.book.gone(after):
            after = page[-1].key
            for row in page:
                if not self.edition.whole or _is_in_error(row, self.edition):
                    self.summary.kept += bool(row.stands)
                    self.shown.update(row.messages)
                elif row.outcome is Status.REJECTED and not row.tried and not self._may_repeat:
                    self.summary.rejected += 1
                elif self._is_open(row):
                    yield Due(Claim(key=row.key, fingerprint="", messages=row.messages), NOTHING, row.remote, row.tries)


def _is_corrected(row: Row, messages: Mapping[str, int]) -> bool:
    """Whether a message that was sent has been given a higher revision by its author; one that joined it does not count."""
    return any(revision > row.messages.get(key, revision) for key, revision in messages.items())


def _is_in_error(row: Row, edition: Edition[Any]) -> bool:
    """Whether it is rendered no more only because its messages are in error: that is no reason to take it away."""
    return bool(row.messages) and all(key in edition.in_error for key in row.messages)
