"""From a plan and a span of days to occurrences: what is due, by whom, in which window."""

from tuyentruyen.model.duties import members
from tuyentruyen.schedule.dates import dates
from tuyentruyen.schedule.order import occurrences
from tuyentruyen.schedule.periods import period_name, weekday_name, whole_period
from tuyentruyen.schedule.rules import rule_fault
from tuyentruyen.schedule.windows import Window, windows

__all__ = [
    "Window",
    "dates",
    "members",
    "occurrences",
    "period_name",
    "rule_fault",
    "weekday_name",
    "whole_period",
    "windows",
]
