"""The texts of a message as its readers see them: each read once for all rules, and only if a rule has to look closer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from html import unescape

from attrs import frozen

from tuyentruyen import markup
from tuyentruyen.model.message import Message, Wording
from tuyentruyen.model.values import Html

_TAG = re.compile(r"<[^<>]*>")
_MARKS = ("*", "`", "~", "\\")
_EXCERPT = 60


@frozen
class Part:
    """One text of a message.

    Attributes:
        name: title, summary or body.
        channel: Key of the channel whose own wording it is; empty: the message's.
        text: As a reader sees it: markup gone, lines parted.
    """

    name: str
    channel: str
    text: str

    @property
    def key(self) -> str:
        """The key of the front matter under which it stands; one that is not there for the body below it."""
        return f"only.{self.channel}.{self.name}" if self.channel else self.name

    def around(self, found: re.Match[str]) -> str:
        """What was found with the words around it, in one line."""
        before, after = self.text[: found.start()], self.text[found.end() :]
        start, end = before.rfind("\n") + 1, after.partition("\n")[0]
        before = before[start:]
        if len(before) > _EXCERPT // 2:
            before = "…" + before[-_EXCERPT // 2 :].partition(" ")[2]
        if len(end) > _EXCERPT // 2:
            end = end[: _EXCERPT // 2].rpartition(" ")[0] + "…"
        shown = found[0] if len(found[0]) <= _EXCERPT else f"{found[0][:_EXCERPT]}…"
        return f"{before}{shown}{end}".strip()


@frozen
class Content:
    """All that a message says.

    Attributes:
        message: The message.
    """

    message: Message

    @cached_property
    def _texts(self) -> tuple[tuple[str, str, str], ...]:
        wordings: list[tuple[str, Message | Wording]] = [("", self.message), *self.message.only.items()]
        return tuple(
            (name, channel, text)
            for channel, worded in wordings
            for name, text in (("title", worded.title), ("summary", worded.summary), ("body", worded.body))
            if text
        )

    @cached_property
    def rough(self) -> str:
        """Every character that a reader may see, with addresses and some markup between; cheap, for it is not parsed.

        What no pattern finds here stands in none of the parts.
        """
        return "\n".join(_bare(text) if name == "body" else text for name, _, text in self._texts)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its texts as readers see them."""
        return tuple(
            Part(name, channel, markup.plain(text) if name == "body" else text) for name, channel, text in self._texts
        )

    @cached_property
    def own(self) -> tuple[Part, ...]:
        """Its texts without what is worded for one channel only."""
        return tuple(part for part in self.parts if not part.channel)

    @property
    def words(self) -> str:
        """The message's own body for comparison: small letters, one space between words, markup gone as far as is cheap."""
        return " ".join(_bare(self.message.body).casefold().split())

    def found(
        self,
        pattern: re.Pattern[str],
        *,
        hint: re.Pattern[str] | None = None,
        keep: Callable[[Part, re.Match[str]], bool] | None = None,
    ) -> Iterator[tuple[Part, re.Match[str]]]:
        """Where a pattern stands in its texts, in order.

        Args:
            pattern: What is sought, in the texts as readers see them.
            hint: A simpler pattern that stands wherever the other does, markup or not; None: the pattern itself.
            keep: Which of the places count; None: all.
        """
        if (hint or pattern).search(self.rough):
            for part in self.parts:
                for match in pattern.finditer(part.text):
                    if keep is None or keep(part, match):
                        yield part, match


def _bare(body: str) -> str:
    text = _TAG.sub("", body) if isinstance(body, Html) else body
    for mark in () if isinstance(body, Html) else _MARKS:
        text = text.replace(mark, "")
    return unescape(text) if "&" in text else text
