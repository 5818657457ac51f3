"""What was due, done, late and missing; what is still to be done."""

from tuyentruyen.report.account import report
from tuyentruyen.report.agenda import Agenda, Item, due
from tuyentruyen.report.formats import as_json, as_text
from tuyentruyen.report.notices import agenda_calendar, agenda_json, agenda_text
from tuyentruyen.report.records import Line, Progress, Report, Share, State, Totals

__all__ = [
    "Agenda",
    "Item",
    "Line",
    "Progress",
    "Report",
    "Share",
    "State",
    "Totals",
    "agenda_calendar",
    "agenda_json",
    "agenda_text",
    "as_json",
    "as_text",
    "due",
    "report",
]
