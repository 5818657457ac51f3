"""Texts of the content folder: TOML between two lines ``+++``, then the body.

What a person or a command writes into such a head goes in by `set_front_matter`, which leaves every other byte alone.
"""

from __future__ import annotations

import hashlib
import os
import types
from collections.abc import Collection, Mapping
from pathlib import Path

import attrs

from tuyentruyen.errors import PlanError
from tuyentruyen.model.message import Media, Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.values import KEY, MAX_KEY
from tuyentruyen.planfile.fields import unknown_keys
from tuyentruyen.planfile.folder import OutsideError, fenced, inside
from tuyentruyen.planfile.lines import Path as Place
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import MAX_BYTES, Source, decoded, dotted, opened, parsed, problem, read_bytes
from tuyentruyen.text import slug
from tuyentruyen.wording import tr

FENCE = "+++"
KEYS = tuple(a.name for a in attrs.fields(Message) if a.name not in ("body", "source", "lines"))
"""The keys of a front matter."""
MAX_MEDIA = 2 * 1024**3
"""Size of one file that goes with a text, in bytes, at most."""
MEDIA_TYPES: Mapping[str, str] = types.MappingProxyType(
    {
        ".avif": "image/avif", ".gif": "image/gif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".png": "image/png",
        ".svg": "image/svg+xml", ".webp": "image/webp", ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
        ".opus": "audio/ogg", ".wav": "audio/wav", ".mp4": "video/mp4", ".webm": "video/webm", ".pdf": "application/pdf",
        ".csv": "text/csv", ".ics": "text/calendar", ".txt": "text/plain", ".zip": "application/zip",
        ".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".odt": "application/vnd.oasis.opendocument.text",
    }
)  # fmt: skip
"""Types by ending; written down, since those of the system differ from one machine to the next."""


def message_files(folder: Path) -> tuple[Path, ...]:
    """The texts of a content folder and its subfolders, in order of their paths; hidden ones are passed over.

    What looks like a text and cannot be read, a folder without rights, a link to a folder, is among them: reading it
    tells why. A missing folder holds nothing.
    """
    found: list[Path] = []
    waiting = [Path(folder)]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    path = here / entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                    elif entry.name.lower().endswith(".md") or (entry.is_symlink() and entry.is_dir()):
                        found.append(path)
        except FileNotFoundError:
            continue
        except OSError:
            found.append(here)
    return tuple(sorted(found, key=lambda path: path.parts))


def head(text: str, *, name: str) -> tuple[int, int]:
    """Where the front matter of a text begins and ends, both lines ``+++`` left out.

    Raises:
        PlanError: The text does not begin with a front matter, or that has no end.
    """
    start = text.find("\n") + 1
    if text[: start or len(text)].removeprefix("\ufeff").rstrip() != FENCE:
        what = tr("a text begins with a line {fence}, its front matter, and a second line {fence}", fence=FENCE)
        raise PlanError(problem(what, where=f"{name}:1"))
    at = start or len(text)
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        if text[at:end].rstrip() == FENCE:
            return start, at
        at = end
    raise PlanError(
        problem(tr("the front matter has no second line {fence}; is the file cut off?", fence=FENCE), where=f"{name}:1")
    )


def message(
    text: str, name: str, stem: str, *, also: Collection[str] = ()
) -> tuple[Message | None, Source, list[tuple[Place, str]]]:
    """A text as a message, and every fault of it; ``also`` are keys of its front matter that are not the message's."""
    start, end = head(text, name=name)
    source = parsed(text[start:end], name=name, first_line=2)
    faults = unknown_keys(source.table, (*KEYS, *also))
    table = {key: value for key, value in source.table.items() if key in KEYS}
    if "key" not in table:
        if not KEY.match(stem):
            suggestion = slug(stem)[:MAX_KEY].strip("-")
            what = tr(
                "the file's name is no key; rename it, or write a key such as {key!r} in its front matter",
                key=suggestion or "tin-01",
            )
            faults.append((("key",), what))
            stem = suggestion or "tin-01"
        table["key"] = stem
    body = text[end:].partition("\n")[2].strip("\n")
    if not body.strip():
        faults.append(((), tr("the text has no body")))
    lines = {dotted(place): line for place, line in source.lines.items()}
    made, more = structured({**table, "body": body, "source": name, "lines": lines}, Message, file=name)
    return made, source, faults + list(more)


def _with_bytes(media: Media, folder: Path, start: Path) -> Media:
    """A medium with its path from the plan folder, and what its bytes say."""
    path = inside(folder, start, media.path)
    name = path.relative_to(folder).as_posix()
    digest, length = _digest(path, name)
    kind = media.media_type or MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    return attrs.evolve(media, path=name, media_type=kind, length=length, digest=digest)


def _digest(path: Path, name: str) -> tuple[str, int]:
    made, length = hashlib.blake2b(digest_size=16), 0
    with opened(path, name=name, most=MAX_MEDIA) as stream:
        while block := stream.read(1 << 20):
            made.update(block)
            length += len(block)
    return made.hexdigest(), length


def read_message(plan: Plan, path: str | Path) -> Message:
    """The message of one text of the plan folder, with the digests, lengths and types of its media.

    Args:
        plan: A plan that was read from a folder.
        path: The text; relative paths start at the plan folder.

    Raises:
        PlanError: The text cannot be used; ``problems`` holds every fault of it.
    """
    if plan.folder is None:
        raise PlanError(problem(tr("the plan was not read from a folder, so it has no texts"), where=str(path)))
    return _message_in(plan.folder, path)


def text_problems(folder: Path) -> list[str]:
    """Every fault of form of every text and template of a plan folder, in order of their paths."""
    from tuyentruyen.planfile.templates import template_problems  # noqa: PLC0415 - which is made of what stands here

    problems: list[str] = []
    for path in message_files(folder / "content"):
        try:
            _message_in(folder, path)
        except PlanError as fault:
            problems += fault.problems
    return problems + template_problems(folder)


def _message_in(folder: Path, path: str | Path) -> Message:
    """The message of one text of a plan folder; faults as `read_message` tells them."""
    file, name, text = opened_text(folder, path)
    made, source, faults = message(text, name, file.stem)
    media = with_media(made, folder, file, faults)
    if made is None or faults:
        raise PlanError([problem(what, place=dotted(place), where=source.where(place)) for place, what in faults])
    return attrs.evolve(made, media=media) if media else made


def opened_text(folder: Path, path: str | Path, *, most: int = MAX_BYTES) -> tuple[Path, str, str]:
    """One text of a plan folder: its file, its name in the folder, and what it holds.

    Raises:
        PlanError: It leads out of the folder, cannot be read, or is too large.
    """
    file = folder / path
    name = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.as_posix()
    try:
        real = fenced(folder, file, name)
    except OutsideError as fault:
        raise PlanError(problem(str(fault), where=name)) from None
    return file, name, decoded(read_bytes(real, name=name, most=most), name=name)


def with_media(made: Message | None, folder: Path, file: Path, faults: list[tuple[Place, str]]) -> list[Media]:
    """What goes with a message, as it lies in the folder; what is wrong with it is added to the faults."""
    media: list[Media] = []
    for index, item in enumerate(made.media if made else ()):
        place: Place = ("media", index)
        try:
            media.append(_with_bytes(item, folder, file.parent) if item.path else item)
            if not item.path and not item.url:
                faults.append((place, tr("needs a path or a url")))
        except OutsideError as fault:
            faults.append(((*place, "path"), str(fault)))
        except PlanError as fault:
            faults += [((*place, "path"), what) for what in fault.problems]
    return media
