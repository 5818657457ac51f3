"""What a plan says about a feed."""

from __future__ import annotations

from typing import Any

from attrs import Attribute, field, frozen

from tuyentruyen.model.values import has_length, is_between, is_each_one_of, is_link, is_one_of, texts
from tuyentruyen.text import nfc

FORMATS = ("rss", "atom", "json")
SPLITS = ("plan", "theme", "unit")


def _names_some(_: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    if not value:
        raise ValueError(f"{attribute.name} is empty; name at least one")
    if len(set(value)) < len(value):
        raise ValueError(f"{attribute.name} names one twice")


@frozen(kw_only=True)
class RssSettings:
    """Settings of a channel of the backend ``rss``: ``[channels.tin.settings]``.

    Attributes:
        base: Absolute address under which the folder of the channel is published; the feeds' own addresses and those of
            their media are made from it. Of a group's channel, ``{unit}`` stands for the member's key; without it each
            member's folder lies under the address by its own name, ``…/feed@so-tttt/``. Empty: the feeds do not say where
            they lie, and pictures of the plan folder are not attached.
        link: Address of the page that the feed belongs to; empty: the owner's portal, else `base`.
        title: Title of the feed; empty: the channel's, else the plan's. Up to 200 characters.
        description: What the feed is about, in a sentence; empty: the title. Up to 2000 characters.
        language: Tag of BCP 47; empty: the plan's.
        formats: rss (RSS 2.0), atom (Atom 1.0), json (JSON Feed 1.1); each feed is written in all that are named.
        split: plan (one feed of everything), theme (one for each theme), unit (one for each unit that may speak).
        limit: Entries of one feed, the newest; 1 to 10000.
        body: full (entries carry the whole text) or summary (a summary; who wants more follows the link).
        hub: Address of a WebSub hub; empty: none.
        stylesheet: Whether a browser shows RSS and Atom feeds with a style sheet, which then lies beside them.
    """

    base: str = field(default="", converter=nfc, validator=is_link)
    link: str = field(default="", converter=nfc, validator=is_link)
    title: str = field(default="", converter=nfc, validator=has_length(0, 200))
    description: str = field(default="", converter=nfc, validator=has_length(0, 2000))
    language: str = field(default="", validator=has_length(0, 35))
    formats: tuple[str, ...] = field(
        default=FORMATS, converter=texts, validator=[is_each_one_of(*FORMATS), _names_some]
    )
    split: tuple[str, ...] = field(default=("plan",), converter=texts, validator=[is_each_one_of(*SPLITS), _names_some])
    limit: int = field(default=50, validator=is_between(1, 10_000))
    body: str = field(default="full", validator=is_one_of("full", "summary"))
    hub: str = field(default="", converter=nfc, validator=is_link)
    stylesheet: bool = True
