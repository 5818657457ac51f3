"""What of an edition has to be carried now, as the ledger tells."""

from __future__ import annotations

import datetime
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, repeat
from typing import Any

from attrs import Factory, define, frozen

from tuyentruyen.errors import ContractError, MissingExtraError
from tuyentruyen.ledger import Book, Claim, Row
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition, Receipt, Rendering, Repeat, Status, Target
from tuyentruyen.model.message import Message
from tuyentruyen.plugins import Backend
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.publish.summary import ChannelSummary
from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import tr

_LOOK_UP = 500
_log = logging.getLogger(__name__)


def _nothing() -> bytes:
    return b""


NOTHING = Rendering(key="nothing", produce=_nothing)


@frozen
class Due:
    """One rendering that has to be carried, or, without fingerprint, one thing that has to go."""

    claim: Claim
    rendering: Rendering = NOTHING
    remote: str = ""
    tries: int = 0
    data: bytes | None = None

    def made(self) -> bytes | Receipt | None:
        """The bytes; None for what has to go; a receipt that says why they cannot be made.

        Raises:
            MissingExtraError: A library is missing, so that no rendering of the channel can be made.
        """
        if self.data is not None or not self.claim.fingerprint:
            return self.data
        try:
            data: object = self.rendering.produce()
        except MissingExtraError:
            raise
        except (OSError, MemoryError) as fault:
            return Receipt(key=self.claim.key, status=Status.RETRY, note=f"{type(fault).__name__}: {fault}")
        except Exception as fault:  # noqa: BLE001 - it costs this rendering only
            _log.debug("produce failed", exc_info=True)
            return Receipt(key=self.claim.key, status=Status.REJECTED, note=f"{type(fault).__name__}: {fault}")
        if isinstance(data, bytes):
            return data
        wrong = tr("produce returned {kind}, not bytes", kind=type(data).__name__)
        return Receipt(key=self.claim.key, status=Status.REJECTED, note=wrong)


def _by_key(self: Judge) -> Mapping[str, Message]:
    return {message.key: message for message in self.edition.messages}


def _revisions(self: Judge) -> Mapping[str, int]:
    return {message.key: message.revision for message in self.edition.messages}


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
    _revisions: Mapping[str, int] = Factory(_revisions, takes_self=True)
    _told: set[tuple[str, str]] = Factory(set)

    def due(self) -> Iterator[Due]:
        """What has to be carried, in order of rendering; last, of places and posts, what has to go."""
        renderings = iter(self.backend.render(self.edition))
        while chunk := list(islice(renderings, _LOOK_UP)):
            keys = [self._key(rendering) for rendering in chunk]
            if not self.book.see(keys):
                raise ContractError(f"{self.backend.name}.render yields one key twice; every rendering needs its own")
            rows = self.book.rows(keys)
            for key, rendering in zip(keys, chunk, strict=True):
                self.shown.update(rendering.messages)
                if (due := self._judged(key, rendering, rows.get(key))) is not None:
                    yield due
        yield from self._gone()

    @property
    def _repeat(self) -> Repeat:
        return self.target.repeat

    def _key(self, rendering: Any) -> str:
        if not isinstance(rendering, Rendering):
            raise ContractError(
                f"{self.backend.name}.render must yield Rendering values, not {type(rendering).__name__}"
            )
        return (
            rendering.key if rendering.recipient is None else f"{rendering.key}|{self.book.veil(rendering.recipient)}"
        )

    def _judged(self, key: str, rendering: Rendering, row: Row | None) -> Due | None:
        """The rendering as due; None if it is not."""
        if row is None and self._repeat is not Repeat.PLACE and self._is_too_old(rendering):
            return None
        print_, data = rendering.fingerprint, None
        if not print_:
            made = Due(Claim(key=key, fingerprint="?"), rendering).made()
            print_, data = ("?", None) if isinstance(made, Receipt) else (fingerprint(made), made)
        if self._repeat is not Repeat.PUSH:
            print_ = fingerprint(self.backend.name, self.backend.version, print_)
        revision = sum(map(self._revisions.get, rendering.messages, repeat(0)))
        if row is not None:
            if not self._is_wanted(row, print_, revision, rendering):
                return None
            if row.stands and not self.edition.whole and self._repeat is not Repeat.PUSH:
                self.summary.kept += 1
                return None
        claim = Claim(key=key, fingerprint=print_, revision=revision, messages=rendering.messages)
        return Due(claim, rendering, row.remote if row else "", row.tries if row else 0, data)

    def _is_wanted(self, row: Row, print_: str, revision: int, rendering: Rendering) -> bool:
        """Whether what the ledger knows of a rendering leaves something to do."""
        if not self._is_open(row):
            return False
        if (
            row.outcome is Status.REJECTED
            and row.tried == print_
            and self._repeat is not Repeat.PLACE
            and not self.again
        ):
            self.summary.rejected += 1
            return False
        if row.outcome is Status.RETRY or not row.stands:
            return True
        if self._repeat is Repeat.PUSH:
            if revision > row.revision:
                return True
            if row.stands != print_:
                text = tr("the text changed after it was sent")
                self._leave_out(rendering, "TT402", text, tr("raise its revision to send it again"))
        elif self.again or row.stands != print_ or row.outcome is Status.REJECTED or not self._is_there(row.key):
            return True
        self.summary.unchanged += 1
        return False

    def _is_open(self, row: Row) -> bool:
        """Whether the last outcome allows another try; counts it if not."""
        if row.outcome is Status.UNCERTAIN:
            self.summary.uncertain += 1
            return False
        if (
            row.outcome is Status.RETRY
            and row.not_before is not None
            and row.not_before > self.clock()
            and not self.again
        ):
            self.summary.waiting += 1
            return False
        return True

    def _is_there(self, key: str) -> bool:
        # a path made of text: a run that finds nothing to do asks this of every file, and spends its time here
        return self.target.folder is None or os.path.isfile(f"{self.target.folder}/{key}")  # noqa: PTH113

    def _is_too_old(self, rendering: Rendering) -> bool:
        """Whether it would be begun though all it carries is older than the channel reaches back."""
        channel, now = self.edition.channel.channel, self.edition.now
        since = channel.since or self.edition.plan.since
        first = datetime.datetime(since.year, since.month, since.day, tzinfo=VIETNAM)
        bound = max(first, now - datetime.timedelta(days=channel.catch_up))
        messages = [self._messages[m] for m in rendering.messages if m in self._messages]
        if not messages or any(message.published >= bound for message in messages):
            return False
        text = tr("it is older than the channel reaches back (published before {bound:%d/%m/%Y %H:%M})", bound=bound)
        self._leave_out(rendering, "TT403", text, tr("raise the channel's catch_up to send it all the same"))
        return True

    def _leave_out(self, rendering: Rendering, code: str, text: str, mend: str) -> None:
        """Tells it once per message, however many recipients it has."""
        for message in rendering.messages[:1]:
            if (code, message) not in self._told:
                self._told.add((code, message))
                channel = self.edition.channel.key
                finding = Finding(
                    code=code, level=Level.WARNING, text=text, mend=mend, message=message, channel=channel
                )
                self.summary.left_out.append(finding)

    def _gone(self) -> Iterator[Due]:
        """What stands at a place or as a post and is rendered no more."""
        if self._repeat is Repeat.PUSH or not self.edition.whole:
            return
        for row in self.book.gone():
            if self._is_open(row):
                yield Due(Claim(key=row.key, fingerprint=""), NOTHING, row.remote, row.tries)
