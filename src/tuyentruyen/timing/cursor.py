"""A place in a phrase, and the small steps that the grammar takes from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from attrs import define

from tuyentruyen.timing.words import COUNTED, ROMAN, NotReadError, Token
from tuyentruyen.wording import tr

T = TypeVar("T")


@define
class Cursor:
    """Reads a phrase from left to right; what does not fit takes it back to where it was.

    Attributes:
        phrase: The phrase, cleaned.
        tokens: Its words, numbers and signs.
        at: The token that comes next.
        furthest: The token up to which some reading came, for saying what was not understood.
    """

    phrase: str
    tokens: tuple[Token, ...]
    at: int = 0
    furthest: int = 0

    def word(self, ahead: int = 0) -> str:
        """The word that comes next, or so many after it; empty after the end."""
        place = self.at + ahead
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.tokens)

    def step(self, count: int = 1) -> None:
        """Go past so many words."""
        self.at = min(self.at + count, len(self.tokens))
        self.furthest = max(self.furthest, self.at)

    def take(self, *choices: str) -> str:
        """Go past the first of these choices that comes next, each one or more words; empty if none does."""
        for choice in choices:
            words = choice.split()
            if all(self.word(ahead) == word for ahead, word in enumerate(words)):
                self.step(len(words))
                return choice
        return ""

    def number(self) -> int | None:
        """Go past a number in figures, of at most nine; None if none comes next."""
        word = self.word()
        if not word.isdecimal() or not word.isascii() or len(word) > 9:
            return None
        self.step()
        return int(word)

    def counted(self) -> int:
        """Of how many words a count is that comes next, such as ``05``, ``hai``, ``1.000``, ``-3``; 0: none comes."""
        if self.word() == "-" and self.word(1).isdecimal():
            return 0 if self.word(-1).isdecimal() or self.word(-1) in ROMAN else 2  # quý 3 - 4: a dash between two
        if not self.word().isdecimal():
            return int(self.word() in COUNTED)
        return 3 if self.word(1) == "." and self.word(2).isdecimal() and len(self.word(2)) == 3 else 1

    def count(self, *, most: int) -> int | None:
        """Go past a count, in figures or written out; None if none comes next.

        Raises:
            NotReadError: It is nought, or more than there may be.
        """
        length = self.counted()
        if not length:
            return None
        figures = "".join(self.word(ahead) for ahead in range(length) if self.word(ahead) != ".")
        made = COUNTED.get(figures) or (int(figures) if len(figures) < 10 else most + 1)
        if not 1 <= made <= most:
            raise NotReadError(tr("{count} is no count from 1 to {most}", count=figures[:20], most=most))
        self.step(length)
        return made

    def attempt(self, read: Callable[[Cursor], T | None]) -> T | None:
        """What a part of the grammar reads from here; None, and nothing is gone past, if it does not fit."""
        start = self.at
        made = read(self)
        if made is None:
            self.at = start
        return made

    def whole(self, read: Callable[[Cursor], T | None]) -> T | None:
        """As `attempt`, for a reading of all that is left."""
        start = self.at
        made = read(self)
        if made is None or not self.done:
            self.at = start
            return None
        return made

    def first(self, *reads: Callable[[Cursor], T | None]) -> T | None:
        """What the first of several parts of the grammar reads that fits."""
        for read in reads:
            if (made := self.attempt(read)) is not None:
                return made
        return None

    def text(self, start: int, end: int | None = None) -> str:
        """The phrase as written, from one token up to before another; None: up to the end."""
        last = len(self.tokens) if end is None else end
        return self.phrase[self.tokens[start].start : self.tokens[last - 1].end] if start < last else ""

    def positions(self, word: str) -> Iterator[int]:
        """Where this word comes from here on."""
        return (place for place in range(self.at, len(self.tokens)) if self.tokens[place].word == word)
