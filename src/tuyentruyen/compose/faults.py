"""What is wrong with a template, before it is a finding."""

from __future__ import annotations

from attrs import frozen

from tuyentruyen.errors import TuyentruyenError


class TemplateError(TuyentruyenError, ValueError):
    """A template cannot be used, or cannot be used for one unit.

    Attributes:
        code: Code of the finding that it becomes.
        text: What is wrong.
        mend: What to do.
        file: File and line; empty until it is known.
    """

    def __init__(self, code: str, text: str, mend: str = "", file: str = "") -> None:
        self.code, self.text, self.mend, self.file = code, text, mend, file
        super().__init__(text)


@frozen
class Slot:
    """A place in a text that a value was to fill, and that stayed empty.

    Attributes:
        record: What lacks the value, such as ``units.quan-ba-dinh``.
        name: What is called so there: ``hotline``.
        title: What the public calls the record, such as ``Ủy ban nhân dân quận Ba Đình``.
    """

    record: str
    name: str
    title: str
