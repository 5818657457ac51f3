"""Content folder, templates and hooks → messages; and which occurrences still want one."""

from tuyentruyen.compose.coverage import is_covered, uncovered
from tuyentruyen.compose.sources import messages
from tuyentruyen.compose.templates import template_messages
from tuyentruyen.model.template import Template

__all__ = ["Template", "is_covered", "messages", "template_messages", "uncovered"]
