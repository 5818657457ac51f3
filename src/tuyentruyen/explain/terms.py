"""Official Vietnamese terms in an English text: in parentheses where each is first used."""

from __future__ import annotations

from tuyentruyen.wording import language


class Terms:
    """Says terms; remembers which it has said."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, said: str, official: str) -> str:
        """The term in the language in use, followed in English by the official term when it is first used.

        Args:
            said: The term in the language in use.
            official: The Vietnamese term.
        """
        if language() == "vi" or official in self._said:
            return said
        self._said.add(official)
        return f"{said} ({official})"
