"""Fault: the entry point names the class, so that nothing ever calls its hooks with a ``self``."""

from tests.testing.faulty.sound import Notices, hookimpl


class Plugin:
    @hookimpl
    def tuyentruyen_backends(self):
        return [Notices()]
