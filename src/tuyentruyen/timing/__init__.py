"""Time frames and quotas in the officer's words: phrase → timing and timing → phrase."""

from tuyentruyen.timing.frames import parse_time_frame
from tuyentruyen.timing.phrases import time_phrase
from tuyentruyen.timing.words import MAX_LENGTH
from tuyentruyen.timing.years import plan_year

__all__ = ["MAX_LENGTH", "parse_time_frame", "plan_year", "time_phrase"]
