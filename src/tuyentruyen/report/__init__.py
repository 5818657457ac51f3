"""What was due, done, late and missing."""

from tuyentruyen.report.account import report
from tuyentruyen.report.formats import as_json, as_text
from tuyentruyen.report.records import Line, Report, Share, State, Totals

__all__ = ["Line", "Report", "Share", "State", "Totals", "as_json", "as_text", "report"]
