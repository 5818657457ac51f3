"""What a plan says about a portal."""

from __future__ import annotations

import re
from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.values import has_length, is_between, is_link, is_one_of, is_safe_path, texts
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def _is_colour(_: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(
            tr("{name} {value!r} is no colour; write it as #0b5394", name=attribute.name, value=str(value)[:30])
        )


_is_colour.bounds = {"pattern": f"^{_COLOUR.pattern}$"}  # type: ignore[attr-defined]


def _are_paths(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    for item in value:
        is_safe_path(None, attribute, item)


@frozen(kw_only=True)
class PortalSettings:
    """Settings of a channel of the backend ``portal``: ``[channels.cong.settings]``.

    Attributes:
        base: Absolute address under which the folder of the channel is published; canonical links, the sitemap and what other
            programs read are made from it. Of a group's channel, ``{unit}`` stands for the member's key.
        title: Name of the site; empty: the channel's title, else the plan's. Up to 200 characters.
        description: What the site is about, in a sentence; empty: the plan's title. Up to 500 characters.
        brand: Colour of the head, of buttons and of links, as ``#0b5394``; any will do: on it stands white or black, and links are darkened, on
            dark screens lightened, as far as reading asks.
        logo: Path of the owner's logo in the plan folder: a PNG, JPEG, WebP or plain SVG of at most 1,000,000 bytes; empty: none. It is
            shown up to 56 pixels high and 240 wide, on the colour of `brand`. One that cannot be shown is a finding, and the site
            stands without.
        feeds: Feeds of other channels that the site links to, as ``channel/file``, such as ``tin/feed.xml``; their addresses are
            those of the channel's own base.
        limit: Messages on one page of a list; 5 to 200.
        fragments: Of what pieces of HTML are written for pages of other sites: ``lists``, the newest messages of all and of each unit; or
            ``all``, each message as well, which makes a third more files.
        layouts: Folder with layouts that take the place of ours, relative to the plan folder; empty: none.
    """

    base: str = field(default="", converter=nfc, validator=is_link)
    title: str = field(default="", converter=nfc, validator=has_length(0, 200))
    description: str = field(default="", converter=nfc, validator=has_length(0, 500))
    brand: str = field(default="#0b5394", validator=_is_colour)
    logo: str = field(default="", converter=nfc, validator=has_length(0, 300))
    feeds: tuple[str, ...] = field(default=(), converter=texts, validator=_are_paths)
    limit: int = field(default=20, validator=is_between(5, 200))
    fragments: str = field(default="lists", validator=is_one_of("lists", "all"))
    layouts: str = field(default="", converter=nfc, validator=has_length(0, 300))
