"""Fault: ``deliver`` answers with True, as if nothing else could happen."""

from tests.testing.faulty.sound import Notices, hookimpl
from tuyentruyen.plugins.toolkit import replace_file


class BoolNotices(Notices):
    def deliver(self, channel, parcels):
        for parcel in parcels:
            replace_file(channel.folder / parcel.key, parcel.data)
            yield True


@hookimpl
def tuyentruyen_backends():
    return [BoolNotices()]
