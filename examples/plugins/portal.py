"""A portal that joins a plan: its articles, its editors' veto, its subscribers, its log. One plugin, five hooks.

A portal that is installed as a package names this module in its entry points; a script hands over an instance:
``Plugins([("portal", Portal(folder))])``. The folder holds what the portal exports: ``articles.json`` and ``subscribers.csv``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from tuyentruyen import Finding, Html, Level, Message, Plan, Receipt, hookimpl


class Portal:
    """What a city's portal knows that a plan does not.

    Args:
        folder: Where the portal puts its exports, and where the log of deliveries is kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @hookimpl
    def tuyentruyen_messages(self) -> Iterator[Message]:
        """Its articles. A file that is missing raises, and what stands in feeds stays until it is back."""
        for article in json.loads((self.folder / "articles.json").read_text(encoding="utf-8")):
            yield Message(
                key=f"tin-{article['id']}",
                title=article["headline"],
                body=Html(article["html"]),
                published=datetime.fromisoformat(article["published"]),
                themes=article["themes"],
                link=article["url"],
            )

    @hookimpl
    def tuyentruyen_may_publish(self, message: Message) -> str | None:
        """Its editors mark what is for civil servants alone."""
        return "an internal article" if "[nội bộ]" in message.title.lower() else None

    @hookimpl
    def tuyentruyen_checks(self) -> Sequence[object]:
        """Its own rule: every channel says whom it reaches."""
        return [channels_say_whom_they_reach]

    @hookimpl
    def tuyentruyen_recipients(self, message: Message) -> Iterator[str]:
        """Who subscribed to a theme of the message; read row by row, however many there are."""
        with (self.folder / "subscribers.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["theme"] in message.themes:
                    yield row["address"]

    @hookimpl
    def tuyentruyen_delivered(self, receipts: Sequence[Receipt]) -> None:
        """A line for each delivery; keys and outcomes, never addresses."""
        with (self.folder / "deliveries.log").open("a", encoding="utf-8") as log:
            log.writelines(f"{receipt.status.value}\t{receipt.key}\n" for receipt in receipts)


def channels_say_whom_they_reach(plan: Plan) -> Iterator[Finding]:
    """A rule of the house: the audience of each channel is written down."""
    for key, channel in plan.channels.items():
        if not channel.audience:
            yield Finding(
                code="portal01",
                level=Level.WARNING,
                text=f"channel {key} does not say whom it reaches",
                mend='write audience = "…"',
                place=f"channels.{key}",
            )
