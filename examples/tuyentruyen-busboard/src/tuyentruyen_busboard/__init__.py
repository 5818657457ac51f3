"""Boards at bus stops (*bảng điện tử ở điểm dừng xe buýt*): one line each, pushed to the boards' gateway over HTTP.

A line cannot be called back once passengers have read it, so this is a push: each goes out once, and one of which nobody
knows whether it arrived is asked about before anything else.
"""

from tuyentruyen.plugins import hookimpl
from tuyentruyen_busboard.backend import BusBoard, BusBoardSettings

__all__ = ["BusBoard", "BusBoardSettings", "tuyentruyen_backends"]


@hookimpl
def tuyentruyen_backends() -> list[BusBoard]:
    """The backends this plugin brings."""
    return [BusBoard()]
