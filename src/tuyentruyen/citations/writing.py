"""How a document is cited: in full where it is named first, short afterwards (Decree 30/2020/NĐ-CP, annex I)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.text import official_date, one_line

_LAWS = ("Luật", "Bộ luật", "Pháp lệnh")
_VERB = re.compile(
    r"(?:ban hành|bãi bỏ|bổ sung|chấp thuận|công bố|đẩy mạnh|đính chính|giao|hướng dẫn|phân cấp|phê duyệt|quy định|sửa đổi|"
    r"tăng cường|thay thế|thí điểm|triển khai|ủy quyền)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:v/v|về việc|về)\s", re.IGNORECASE)


def _type(document: LegalDocument) -> str:
    """What it is; where neither record, number nor title say it, the word that fits all."""
    number = document.number
    known = document.type or number.type
    if not known:
        known = next((word for word in number.types if document.title.startswith(f"{word} ")), "")
    return known or "Văn bản"


def _begins_with_a_name(title: str) -> bool:
    """Whether the first word keeps its capital: it has another inside, or the next word has one too."""
    first, _, rest = title.partition(" ")
    return any(c.isupper() or c.isdigit() for c in first[1:]) or rest[:1].isupper()


def _about(title: str) -> str:
    """A title as it goes on in a sentence, with the word *về* where it needs one."""
    if not title:
        return ""
    said = title.strip().rstrip(".")
    if _ABOUT.match(said):
        return f" {said[0].lower()}{said[1:]}"
    lower = said if _begins_with_a_name(said) else said[0].lower() + said[1:]
    return f" {lower}" if _VERB.match(said) else f" về {lower}"


def short(document: LegalDocument) -> str:
    """The document as it is cited again: ``Nghị định số 63/2010/NĐ-CP``."""
    return f"{_type(document)} số {document.number}"


def full(document: LegalDocument) -> str:
    """The document as it is cited first: type, number, date, issuer and what it is about, as far as they are known.

    ``Nghị định số 63/2010/NĐ-CP ngày 08 tháng 6 năm 2010 của Chính phủ về kiểm soát thủ tục hành chính``; a law is called by its
    name: ``Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15``.
    """
    kind, number = _type(document), document.number
    name = one_line(document.title)
    is_law = kind in _LAWS and bool(name)
    said = f"{kind} {name.removeprefix(f'{kind} ').rstrip('.')} số {number}" if is_law else f"{kind} số {number}"
    if document.date:
        said += f" {official_date(document.date)}"
    issuer = document.issuer or number.issuer
    if issuer:
        said += f" của {issuer}"
    return said if is_law else said + _about(name)


class Citer:
    """Cites documents in the text that is being written: in full where one is named first, short afterwards.

    Example:
        >>> cite = Citer({"99/KH-UBND": LegalDocument(key="99/KH-UBND", title="Thông tin, tuyên truyền năm 2022")})
        >>> cite("99/KH-UBND")
        'Kế hoạch số 99/KH-UBND về thông tin, tuyên truyền năm 2022'
        >>> cite("99/KH-UBND")
        'Kế hoạch số 99/KH-UBND'
    """

    def __init__(self, documents: Mapping[str, LegalDocument]) -> None:
        """A writer that has named nothing yet.

        Args:
            documents: What is known of documents, by key, such as ``plan.documents``.
        """
        self._documents = documents
        self._named: set[str] = set()

    def __call__(self, key: str) -> str:
        """The document of this key or number, in the words due now; of one that is not known what its number says.

        Raises:
            ValueError: The key is no number of a document.
        """
        document = self._documents.get(key) or LegalDocument(key=key)
        if key in self._named:
            return short(document)
        self._named.add(key)
        return full(document)
