"""Fault: one letter is missing in the hook's name."""

from tests.testing.faulty.sound import Notices, hookimpl


@hookimpl
def tuyentruyen_backend():
    return [Notices()]
