"""Pieces of HTML that a page of another site takes in: by an include of its server, or fetched by a program.

They have no head, no style and no script; every address in them is absolute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from attrs import define

from tuyentruyen.channels.portal.reading import Reading, changed_at, moment
from tuyentruyen.formats.layouts import Layouts, safe
from tuyentruyen.model.flow import Rendering
from tuyentruyen.model.message import Message
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import contact_lines
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.text import nfc, one_line

FOLDER = "manh/"
FILES = ("parts.html", "piece_message.html", "piece_list.html", "piece_gone.html")


@define(slots=False)
class Fragments:
    """The pieces of a site.

    Attributes:
        reading: The edition, read for its pages.
        layouts: The files that draw.
        base: Absolute address of the site, ending in ``/``.
        words: The words of the pages.
        speaking: Makes the context in which the words of the plan's language hold.
        ground: What changes when all pieces would.
    """

    reading: Reading
    layouts: Layouts
    base: str
    words: Any
    speaking: Callable[[], AbstractContextManager[Any]]
    ground: str

    def __attrs_post_init__(self) -> None:
        self.ground = fingerprint(self.ground, self.layouts.digest(*FILES))

    def of_message(self, key: str, message: Message | None) -> Iterator[Rendering]:
        """The piece of a message; of one that was taken back (None), a piece that says so: an include must not fail."""
        name = f"tin/{key}"
        if message is None:
            language = self.reading.edition.plan.language
            yield self._piece(name, "piece_gone.html", lambda: {"language": language}, stamp=())
            return
        reading, unit = self.reading, self.reading.unit_of(message)

        def fill() -> dict[str, Any]:
            pictures, files = reading.pictures_and_files(message, self.base)
            changed = changed_at(message)
            return {
                "item": reading.card(message) | {"summary": one_line(message.summary)},
                "changed": changed and moment(changed),
                "body": safe(nfc(reading.body_of(message, self.base))),
                "language": reading.edition.plan.language,
                "unit": {"path": reading.page_of(unit), "title": unit.name},
                "pictures": pictures,
                "files": files,
            }

        files = tuple(media.digest in reading.edition.files for media in message.media)
        stamp = (message.digest, reading.page_of(unit), unit.name, files)
        yield self._piece(name, "piece_message.html", fill, stamp=stamp, messages=[message])

    def of_lists(self) -> Iterator[Rendering]:
        """The newest news, of all and of each unit, with how the unit is reached."""
        limit = min(10, self.reading.edition.channel.settings.limit)
        of_unit: dict[str, list[Message]] = {}
        for message in self.reading.messages:
            of_unit.setdefault(self.reading.unit_of(message).key, []).append(message)
        for unit in self.reading.units:
            yield self._list(f"don-vi/{unit.key}", of_unit.get(unit.key, [])[:limit], unit)
        yield self._list("tin-moi", self.reading.messages[:limit], None)

    def _list(self, name: str, messages: Sequence[Message], unit: Unit | None) -> Rendering:
        def fill() -> dict[str, Any]:
            return {
                "items": [self.reading.card(message) for message in messages],
                "unit": {"path": f"don-vi/{unit.key}/", "title": unit.name} if unit else None,
                "contact": contact_lines(unit) if unit else (),
                "language": self.reading.edition.plan.language,
            }

        stamp = (repr(unit), tuple((m.digest, self.reading.unit_of(m).name) for m in messages))
        return self._piece(name, "piece_list.html", fill, stamp=stamp, messages=messages)

    def _piece(
        self, name: str, layout: str, fill: Callable[[], dict[str, Any]], *, stamp: tuple[Any, ...], messages: Iterable[Message] = ()
    ) -> Rendering:  # fmt: skip
        def produce() -> bytes:
            with self.speaking():
                drawn = self.layouts.render(layout, base=self.base, words=vars(self.words), **fill())
            return drawn.encode("utf-8", "replace")

        return Rendering(
            key=f"{FOLDER}{name}.html",
            produce=produce,
            media_type="text/html",
            messages=tuple(message.key for message in messages),
            fingerprint=fingerprint(self.ground, "piece", name, stamp),
        )
