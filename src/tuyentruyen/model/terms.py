"""Words that went out of official use on a day (*thuật ngữ*), so that a text of today does not carry yesterday's names."""

from __future__ import annotations

import datetime

from attrs import field, frozen

from tuyentruyen.model.documents import is_document_number
from tuyentruyen.model.values import has_length, is_key, texts
from tuyentruyen.text import nfc
from tuyentruyen.wording import tr


@frozen(kw_only=True)
class Term:
    """A term that is dead since a day, and what is said instead.

    Attributes:
        key: Name of the record; unique in the plan.
        term: The term as it stands in texts, such as ``bộ phận Một cửa``; compared without regard to case and tone placement.
        forms: Other ways of writing it.
        instead: What is said today, such as ``Trung tâm Phục vụ hành chính công``; empty if nothing replaces it.
        since: First day on which the old term is dead.
        until: Last day on which it is dead, that day included, where it came back with another meaning; None if it did not.
        off: Whether it is not looked for: so a plan switches off a term that the library brings.
        verified: Whether this was read in a source; if not, findings only ask to look again.
        basis: Number of the document that ended it; empty if not said.
        note: What an editor must know, such as when the old term is still right.
    """

    key: str = field(validator=is_key)
    term: str = field(converter=nfc, validator=has_length(1, 200))
    forms: tuple[str, ...] = field(default=(), converter=texts)
    instead: str = field(default="", converter=nfc, validator=has_length(0, 300))
    since: datetime.date
    until: datetime.date | None = None
    off: bool = False
    verified: bool = True
    basis: str = field(default="", converter=nfc, validator=[has_length(0, 60), is_document_number])
    note: str = field(default="", converter=nfc, validator=has_length(0, 1000))

    def __attrs_post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise ValueError(tr("until ({until}) is before since ({since})", until=self.until, since=self.since))

    def is_dead(self, on: datetime.date) -> bool:
        """Whether the term is out of use on this day."""
        return not self.off and self.since <= on and (self.until is None or on <= self.until)
