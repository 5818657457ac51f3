"""One page of a site, before it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from attrs import frozen

from tuyentruyen.wording import tr


@frozen(kw_only=True)
class Page:
    """One page.

    Attributes:
        path: Of its folder, ending in ``/``; empty: the home page.
        layout: The file that draws it.
        section: Path of the entry of the menu it belongs to.
        title: What it is called.
        summary: What it is about, in a sentence.
        kind: Its type in Open Graph.
        messages: Keys of the messages it shows.
        stamp: What changes when it would, beside all that is the same on every page.
        fill: What its layout may use, given what leads from it to the home page.
        home: What leads to the home page where the page is shown at more addresses than its own; empty: `up` is told by the path.
    """

    path: str
    layout: str
    section: str
    title: str
    summary: str = ""
    kind: str = "website"
    messages: tuple[str, ...] = ()
    stamp: tuple[Any, ...] = ()
    fill: Callable[[str], dict[str, Any]]
    home: str = ""

    @property
    def file(self) -> str:
        """Where it lies in the channel's folder."""
        return f"{self.path}index.html"

    @property
    def up(self) -> str:
        """What leads from it to the home page."""
        return self.home or "../" * self.path.count("/")

    @property
    def stands(self) -> bool:
        """Whether there is something to find on it: one of a thing that was taken back is in no list, and in no map of the site."""
        return self.layout != "gone.html"


class Entry(NamedTuple):
    """A line of a list that leads to a page.

    Attributes:
        path: Of the page.
        title: What the page is called.
        note: What is said of it beside; empty if nothing.
        language: Of the title, where it is not that of the site; else empty.
    """

    path: str
    title: str
    note: str = ""
    language: str = ""


def counted(path: str, title: str, count: int) -> Entry:
    """A line of a list with how many news stand there."""
    return Entry(path, title, tr("{count} news", count=count) if count else "")
