"""The backend ``busboard``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from attrs import field, frozen

from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import BoundChannel, Edition, Limits, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.model.message import Message
from tuyentruyen.model.values import Secret, has_length, is_between, is_keys, is_link, texts
from tuyentruyen.plugins.toolkit import deliver_each, fingerprint
from tuyentruyen.text import controls
from tuyentruyen_busboard.wire import knows, put

LIMIT = 120
"""Characters that a board shows."""


@frozen(kw_only=True)
class BusBoardSettings:
    """What a channel of boards needs to know.

    Attributes:
        gateway: Address of the boards' gateway, absolute.
        stops: Keys of the stops whose boards show the lines; at least one.
        seconds: How long a line is shown before the next; 5 to 60.
        token: The word that the gateway wants to hear; none if it wants none.
    """

    gateway: str = field(validator=[has_length(1, 300), is_link])
    stops: tuple[str, ...] = field(converter=texts, validator=is_keys)
    seconds: int = field(default=10, validator=is_between(5, 60))
    token: Secret | None = None

    def __attrs_post_init__(self) -> None:
        """Refuses a channel that would reach nobody."""
        if not self.stops:
            raise ValueError("stops is empty; name at least one")


class BusBoard:
    """Pushes one line for each message and stop."""

    name = "busboard"
    version = "1"
    settings = BusBoardSettings
    limits = Limits(title=LIMIT)

    def target(self, channel: BoundChannel[BusBoardSettings]) -> Target:  # noqa: ARG002 - one place, whatever the channel
        """The gateway, wherever it stands today."""
        return Target(id="gateway", repeat=Repeat.PUSH)

    def check(self, edition: Edition[BusBoardSettings]) -> Iterator[Finding]:
        """Lines that no board can show."""
        for message in edition.messages:
            if len(message.title) > LIMIT:
                text = f"the line has {len(message.title)} characters, and a board shows {LIMIT}"
                mend = f'write a shorter one under [only.{edition.channel.channel.key}] title = "…"'
                yield Finding(code="busboard-1", text=text, mend=mend, message=message.key)
            elif found := controls(message.title):
                text = f"the line holds control characters: {', '.join(found)}"
                yield Finding(code="busboard-2", text=text, mend="take them out", message=message.key)
            elif not message.title.strip():
                yield Finding(code="busboard-3", text="the line is empty", mend="say something", message=message.key)

    def render(self, edition: Edition[BusBoardSettings]) -> Iterator[Rendering]:
        """One line for each message and stop."""
        settings = edition.channel.settings
        for message in edition.messages:
            for stop in settings.stops:
                yield Rendering(
                    key=f"{message.key}/{stop}",
                    produce=partial(_line, message, stop, settings.seconds),
                    media_type="application/json",
                    messages=(message.key,),
                    fingerprint=fingerprint(message.title, message.language, message.urgent, stop, settings.seconds),
                )

    def deliver(self, channel: BoundChannel[BusBoardSettings], parcels: Iterable[Parcel]) -> Iterator[Receipt]:
        """Sends line by line."""
        return deliver_each(_send)(channel, parcels)

    def arrived(self, channel: BoundChannel[BusBoardSettings], keys: Sequence[str]) -> Iterator[Receipt]:
        """Asks the gateway which of these lines it has."""
        for key in keys:
            parcel = Parcel(key=key, data=b"")
            if knows(channel.settings.gateway, key, token=_token(channel)):
                yield Receipt.delivered(parcel)
            else:
                yield Receipt.retry(parcel, "the gateway does not have it")


def _line(message: Message, stop: str, seconds: int) -> bytes:
    line = {
        "stop": stop,
        "text": message.title,
        "lang": message.language,
        "seconds": seconds,
        "first": message.urgent,
    }
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()


def _token(channel: BoundChannel[BusBoardSettings]) -> str:
    return channel.settings.token.reveal() if channel.settings.token else ""


def _send(channel: BoundChannel[BusBoardSettings], parcel: Parcel) -> Receipt:
    return put(channel.settings.gateway, parcel, token=_token(channel))
