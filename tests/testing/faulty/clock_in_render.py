"""Fault: ``render`` asks the clock of the process what time it is."""

import datetime

from tests.testing.faulty.sound import Notices, hookimpl


class TimelyNotices(Notices):
    def text(self, edition, message):
        return f"{datetime.datetime.now():%d/%m/%Y}\n" + super().text(edition, message)


@hookimpl
def tuyentruyen_backends():
    return [TimelyNotices()]
