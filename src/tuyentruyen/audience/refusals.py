"""Those who want to hear no more: a file that only grows, in which nobody can read an address.

Each line is a keyed hash, a topic or ``*``, why, and when, parted by tabs. The last line about a hash and a topic counts.
"""

from __future__ import annotations

import datetime
import os
import re
from contextlib import suppress
from pathlib import Path

from tuyentruyen.audience.links import Signer
from tuyentruyen.errors import AudienceError
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import reason, tr

UNSUBSCRIBED, BOUNCED, COMPLAINED, BACK = "unsubscribed", "bounced", "complained", "back"
_ALL = "*"
_LINE = re.compile(rf"([0-9a-f]{{32}})\t(\*|[a-z0-9-]{{1,100}})\t({UNSUBSCRIBED}|{BOUNCED}|{COMPLAINED}|{BACK})\t\S+")
_HEAD = "# tuyentruyen: ai không muốn nhận nữa; chỉ ghi thêm, không sửa\n"


class Refusals:
    """Who wants to hear no more of what, read once when it is made.

    Args:
        path: The file; there need be none. Its folder must exist before anything is written.

    Raises:
        AudienceError: It cannot be read, or a line of it cannot be understood: nothing may be sent then.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._reasons: dict[bytes, dict[str, str]] = {}
        try:
            with self._path.open(encoding="utf-8", errors="replace") as file:
                for number, line in enumerate(file, 1):
                    self._take(line.rstrip("\n"), number)
        except FileNotFoundError:
            pass
        except OSError as fault:
            raise AudienceError(tr("{path} cannot be read: {fault}", path=self._path, fault=reason(fault))) from fault

    def _take(self, line: str, number: int) -> None:
        if not line or line.startswith("#"):
            return
        if not (found := _LINE.fullmatch(line)):
            raise AudienceError(
                tr(
                    "{path}:{line} cannot be understood, so nobody knows who wants to hear no more; bring the file back from a backup",
                    path=self._path,
                    line=number,
                )
            )
        veil, topic, why = bytes.fromhex(found[1]), found[2], found[3]
        if why != BACK:
            self._reasons.setdefault(veil, {})[topic] = why
        elif topic == _ALL:
            self._reasons.pop(veil, None)
        else:
            self._reasons.get(veil, {}).pop(topic, None)

    def __len__(self) -> int:
        return len(self._reasons)

    def why(self, veil: str, themes: tuple[str, ...] = ()) -> str:
        """Why a message of these themes is not to go to whom this hash stands for; empty if it may.

        A message of several themes is refused by who refused each of them.
        """
        reasons = self._reasons.get(bytes.fromhex(veil)) if self._reasons else None
        if not reasons:
            return ""
        if _ALL in reasons:
            return reasons[_ALL]
        return UNSUBSCRIBED if themes and all(theme in reasons for theme in themes) else ""

    def add(self, veil: str, why: str, *, at: datetime.datetime, topic: str = "") -> None:
        """Writes one line, which is on the disk when this returns.

        Args:
            veil: Keyed hash of the address.
            why: ``unsubscribed``, ``bounced``, ``complained``, or ``back``: wants to hear again.
            at: When, with an offset.
            topic: Key of the theme it is about; empty: everything.

        Raises:
            AudienceError: The disk would not take it; nothing is written then.
            ValueError: One of these is no such thing.
        """
        if at.tzinfo is None:
            raise ValueError("at has no offset; use datetime.now(UTC)")
        line = f"{veil}\t{topic or _ALL}\t{why}\t{in_vietnam(at).isoformat(timespec='seconds')}"
        if not _LINE.fullmatch(line):
            raise ValueError(f"no such thing can be noted: {why!r} of {topic[:40]!r}")
        try:
            self._append(line)
        except OSError as fault:
            raise AudienceError(
                tr("{path} cannot be written: {fault}", path=self._path, fault=reason(fault))
            ) from fault
        self._take(line, 0)

    def _append(self, line: str) -> None:
        """In one write, so that two processes do not mix their lines; half a line is taken back."""
        with self._path.open("ab", buffering=0) as file:
            size = os.fstat(file.fileno()).st_size
            data = f"{'' if size else _HEAD}{line}\n".encode()
            try:
                if file.write(data) < len(data):
                    raise OSError(28, "No space left on device")
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(size)
                raise


def unsubscribe(token: str, *, secret: str | bytes, path: str | Path, at: datetime.datetime) -> str:
    """Applies a signed link: what a portal's endpoint calls when a reader, or the reader's mail program, posts to it.

    To apply it twice changes nothing. Only a POST may be applied: scanners of mail follow every link with GET.

    Args:
        token: As the link carries it.
        secret: The channel's secret.
        path: The file of those who want to hear no more.
        at: When, with an offset.

    Returns:
        Key of the theme that is no longer wanted; empty if nothing at all is.

    Raises:
        InvalidLinkError: The link is not one of ours.
        AudienceError: The file cannot be read or written.
    """
    wish = Signer(secret).read(token)
    refusals = Refusals(path)
    if not refusals.why(wish.veil, (wish.topic,) if wish.topic else ()):
        refusals.add(wish.veil, UNSUBSCRIBED, at=at, topic=wish.topic)
    return wish.topic


def bounced(
    message_id: str, *, secret: str | bytes, path: str | Path, at: datetime.datetime, complained: bool = False
) -> None:
    """Notes that a mail came back for good, or that its reader called it spam: that address gets nothing more.

    Args:
        message_id: The ``Message-ID`` of the mail, as the report of its fate quotes it.
        secret: The channel's secret.
        path: The file of those who want to hear no more.
        at: When, with an offset.
        complained: Whether its reader complained, rather than its server refused.

    Raises:
        InvalidLinkError: The id is not that of a mail of ours.
        AudienceError: The file cannot be read or written.
    """
    veil = Signer(secret).read_message_id(message_id)
    refusals = Refusals(path)
    if not refusals.why(veil):
        refusals.add(veil, COMPLAINED if complained else BOUNCED, at=at)
