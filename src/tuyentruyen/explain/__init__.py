"""The plan told back in official words, clause by clause, with dates and quotas worked out."""

from tuyentruyen.explain.formats import explanation_json, explanation_markdown, explanation_text
from tuyentruyen.explain.records import Explanation, Kind, Paragraph
from tuyentruyen.explain.telling import explain

__all__ = [
    "Explanation",
    "Kind",
    "Paragraph",
    "explain",
    "explanation_json",
    "explanation_markdown",
    "explanation_text",
]
