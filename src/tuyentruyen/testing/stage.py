"""What the tests of the contract stand on: a backend, its settings, an edition, parcels."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import evolve

from tuyentruyen.model.findings import Level
from tuyentruyen.model.flow import BoundChannel, Edition, Parcel, Rendering
from tuyentruyen.model.message import Message
from tuyentruyen.plugins.backend import Backend
from tuyentruyen.plugins.toolkit import fingerprint
from tuyentruyen.testing.samples import sample_edition, sample_messages


class Stage:
    """What a subclass says about its backend; only ``backend`` has to be said.

    Attributes:
        backend: An instance of the backend.
        settings: A channel's table of settings, as a plan file would hold it. A subclass that starts a server makes it
            a property, or overrides the fixture ``table``.
        other_settings: For each setting another valid value, so that the tests can see what depends on it.
        messages: What the sample edition holds, for backends with narrow limits; empty: the sample messages.
    """

    backend: ClassVar[Backend[Any]]
    settings: ClassVar[Mapping[str, Any]] = {}
    other_settings: ClassVar[Mapping[str, Any]] = {}
    messages: ClassVar[tuple[Message, ...]] = ()

    @pytest.fixture
    def table(self) -> Mapping[str, Any]:
        """The channel's table of settings; override it to point at a server started for the test."""
        return self.settings

    @pytest.fixture
    def edition(self, tmp_path: Path, table: Mapping[str, Any]) -> Edition[Any]:
        """The sample edition."""
        return sample_edition(
            self.backend, folder=tmp_path, settings=table, messages=self.messages or sample_messages()
        )

    def read(self, data: bytes, media_type: str) -> str:
        """What a reader sees of a rendering; override it for anything that is not text.

        An empty answer means that this backend's renderings cannot be read back, as sound cannot.
        """
        return html.unescape(html.unescape(data.decode())) if _is_text(media_type) else ""

    # -- what the tests do with it -------------------------------------------------------------------------------------

    def fit(self, edition: Edition[Any]) -> Edition[Any]:
        """The edition without the messages that ``check`` finds cannot be carried, as ``publish`` hands it on."""
        errors = [found for found in self.backend.check(edition) if found.level is Level.ERROR]
        nameless = [found for found in errors if not found.message]
        assert not nameless, (
            f"check refuses the whole edition: {nameless[0]}; mend: give the contract settings that work, or name the"
            " message in Finding(message=...)"
        )
        return edition.without(found.message for found in errors)

    def renderings(self, edition: Edition[Any]) -> list[Rendering]:
        """What the backend renders of the fitting part of an edition."""
        found: list[Any] = list(self.backend.render(self.fit(edition)))
        strange = [thing for thing in found if not isinstance(thing, Rendering)]
        assert not strange, f"render gave {strange[0]!r}; mend: yield Rendering(key=..., produce=...)"
        return found

    def produced(self, edition: Edition[Any]) -> dict[str, bytes]:
        """The bytes of every rendering, by key and recipient."""
        made = {}
        for rendering in self.renderings(edition):
            data = rendering.produce()
            assert isinstance(data, bytes), f"produce of {rendering.key!r} returned {type(data).__name__}; mend: bytes"
            made[identity(rendering)] = data
        return made

    def parcels(self, edition: Edition[Any]) -> list[Parcel]:
        """The renderings of an edition, produced, as ``publish`` would hand them to ``deliver``."""
        return [
            Parcel(
                key=identity(rendering),
                data=rendering.produce(),
                media_type=rendering.media_type,
                messages=rendering.messages,
                recipient=rendering.recipient,
            )
            for rendering in self.renderings(edition)
        ]

    def bound(self, edition: Edition[Any]) -> BoundChannel[Any]:
        """The channel of an edition."""
        return edition.channel


def identity(rendering: Rendering) -> str:
    """What tells one rendering from another: its key, and its recipient where it has one."""
    if rendering.recipient is None:
        return rendering.key
    return f"{rendering.key}|{fingerprint(rendering.recipient)}"  # the ledger has a keyed hash there, and no address either


def with_messages(edition: Edition[Any], messages: Iterable[Message]) -> Edition[Any]:
    """The edition with other messages."""
    return evolve(edition, messages=tuple(messages))


def mended(edition: Edition[Any], **fields: Any) -> Edition[Any]:
    """The edition with these fields of its first message changed."""
    first, *rest = edition.messages
    return with_messages(edition, [evolve(first, **fields), *rest])


def handed(parcels: Iterable[Parcel], pulled: list[str]) -> Iterator[Parcel]:
    """Hands parcels out one by one and notes which were pulled."""
    for parcel in parcels:
        pulled.append(parcel.key)
        yield parcel


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or any(word in media_type for word in ("json", "xml", "html", "csv"))
