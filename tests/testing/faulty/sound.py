"""A plugin without fault: a file for each message. The others differ from it by one fault each."""

from attrs import frozen

from tuyentruyen.model.findings import Finding
from tuyentruyen.model.flow import Limits, Rendering, Repeat, Target
from tuyentruyen.plugins import hookimpl
from tuyentruyen.plugins.toolkit import deliver_files, fingerprint
from tuyentruyen.text import controls


@frozen(kw_only=True)
class NoticeSettings:
    """What a channel of notices needs to know.

    Attributes:
        ending: The last line of each notice.
    """

    ending: str = "./."


class Notices:
    name = "notice"
    version = "1"
    settings = NoticeSettings
    limits = Limits(title=200)

    def target(self, channel):
        return Target(id="dir", repeat=Repeat.PLACE, folder=channel.folder)

    def check(self, edition):
        for message in edition.messages:
            if found := controls(message.title + message.body):
                yield Finding(code="notice-1", text=f"control characters: {found}", message=message.key)
            elif len(message.title) > 200:
                yield Finding(code="notice-2", text="the title has more than 200 characters", message=message.key)

    def render(self, edition):
        for message in edition.messages:
            text = self.text(edition, message)
            yield Rendering(
                key=f"{message.key}.txt",
                produce=text.encode,
                media_type="text/plain",
                messages=(message.key,),
                fingerprint=self.fingerprint(edition, message, text),
            )

    def text(self, edition, message):
        return f"{message.title}\n\n{message.body}\n\n{edition.channel.settings.ending}\n"

    def fingerprint(self, edition, message, text):
        return fingerprint(text)

    def deliver(self, channel, parcels):
        yield from deliver_files(channel.folder, parcels)


@hookimpl
def tuyentruyen_backends():
    return [Notices()]
