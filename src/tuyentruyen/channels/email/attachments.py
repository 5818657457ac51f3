"""What another channel of the plan has published of a message and its mail takes along: a poster, a calendar file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from tuyentruyen.channels.email.pictures import Enclosed
from tuyentruyen.channels.email.settings import EmailSettings, attachment_path
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.plugins.reading import unit_of
from tuyentruyen.plugins.toolkit import media_type
from tuyentruyen.wording import tr


def published(edition: Edition[EmailSettings], message: Message) -> Iterator[tuple[str, Path]]:
    """Each file that the mail of a message takes along: its path as it is told, and where it lies once it is published."""
    channel = edition.channel
    for pattern in channel.settings.attach:
        # a unit that the plan does not know is no name of a folder: its key may lead anywhere
        name = attachment_path(pattern, key=message.key, unit=unit_of(edition, message).key, owner=channel.owner.key)
        yield name, channel.out / name


def attached(edition: Edition[EmailSettings], message: Message) -> Iterator[tuple[Path, Enclosed]]:
    """Each of these files as it travels.

    Raises:
        OSError: It cannot be read, or is not published yet: nothing is wrong with the mail, which can be made later.
    """
    for name, path in published(edition, message):
        if not path.is_file():
            raise FileNotFoundError(tr("{path} is not published yet", path=name))
        kind = media_type(Media(path=name))
        yield path, Enclosed(PurePosixPath(name).name, kind, path, path.stat().st_size)


def prints(edition: Edition[EmailSettings], message: Message) -> tuple[str, ...]:
    """What changes when one of these files does; empty texts for those that are not there."""
    return tuple(_print(path) for _, path in published(edition, message))


def _print(path: Path) -> str:
    try:
        found = path.stat()
        return _digest(path, found.st_size, found.st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=1024)
def _digest(path: Path, size: int, changed: int) -> str:  # noqa: ARG001 - told apart by them
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
