"""Words that went out of official use on a day (*thuật ngữ*), so that a text of today does not carry yesterday's names."""

from __future__ import annotations

import datetime

from attrs import field, frozen

from tuyentruyen.model.documents import is_document_number
from tuyentruyen.model.values import has_length, is_key, texts
from tuyentruyen.text import nfc


@frozen(kw_only=True)
class Term:
    """A term that is dead since a day, and what is said instead.

    Attributes:
        key: Name of the record; unique in the plan.
        term: The term as it stands in texts, such as ``bộ phận Một cửa``; compared without regard to case and tone placement.
        forms: Other ways of writing it.
        instead: What is said today, such as ``Trung tâm Phục vụ hành chính công``; empty if nothing replaces it.
        since: First day on which the old term is dead.
        basis: Number of the document that ended it; empty if not said.
        note: What an editor must know, such as when the old term is still right.
    """

    key: str = field(validator=is_key)
    term: str = field(converter=nfc, validator=has_length(1, 200))
    forms: tuple[str, ...] = field(default=(), converter=texts)
    instead: str = field(default="", converter=nfc, validator=has_length(0, 300))
    since: datetime.date
    basis: str = field(default="", converter=nfc, validator=[has_length(0, 60), is_document_number])
    note: str = field(default="", converter=nfc, validator=has_length(0, 1000))
