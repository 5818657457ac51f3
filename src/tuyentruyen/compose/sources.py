"""Content folder, templates and hooks → messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import frozen

from tuyentruyen.compose.templates import template_messages
from tuyentruyen.errors import PASSES, PlanError, said
from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import message_files, read_message, read_template, template_files
from tuyentruyen.plugins import Plugins
from tuyentruyen.schedule import occurrences
from tuyentruyen.wording import tr


@frozen
class _Due(Iterable[Occurrence]):
    """The occurrences of a plan, made anew for each plugin that looks at them."""

    plan: Plan

    def __iter__(self) -> Iterator[Occurrence]:
        return occurrences(self.plan)


def messages(plan: Plan, *, plugins: Plugins | None = None) -> Messages:
    """All messages of a plan: those of its content folder, those of its templates, then those that plugins bring.

    A text that cannot be read, a second message of the same key and a thing that is no message are left out, each with a
    finding. A plugin that raises leaves what it brought before, and makes the result not whole; so does a template of which
    it cannot be said which messages it has.
    """
    gathered = _Gathered()
    if plan.folder is not None:
        for path in message_files(plan.folder / "content"):
            place = path.relative_to(plan.folder).as_posix()
            try:
                message = read_message(plan, path)
            except PlanError as fault:
                if path.is_dir():
                    gathered.whole = False
                for problem in fault.problems:
                    what, where = _told_once(problem, place)
                    gathered.refuse(
                        "TT201",
                        tr("the message cannot be read: {problem}", problem=what),
                        message=path.stem,
                        file=where,
                        mend=tr("mend it in {file}; until then the message goes nowhere", file=place),
                    )
            else:
                gathered.take(message, place)
        for path in template_files(plan.folder):
            gathered.take_template(plan, path)
    if plugins is not None:
        for plugin, answer in plugins.call("tuyentruyen_messages", plan=plan, occurrences=_Due(plan)):
            gathered.take_all(plugin, answer)
    return Messages(
        items=gathered.items.values(), findings=gathered.findings, whole=gathered.whole, left_out=gathered.left_out
    )


def _told_once(problem: str, file: str) -> tuple[str, str]:
    """A problem of a text without its file, and the file, with the line where one is told."""
    what, _, rest = problem.rpartition(" @ ")
    at = rest.rfind(file)
    if not what or at < 0:
        return problem, file
    place = rest[:at].rstrip().rpartition(" ")[0]
    return (f"{what} @ {place}" if place else what), rest[at:]


class _Gathered:
    """Messages as they come in, with what went wrong."""

    def __init__(self) -> None:
        self.items: dict[str, Message] = {}
        self.findings: list[Finding] = []
        self.whole = True
        self.left_out: set[str] = set()

    def refuse(self, code: str, text: str, *, message: str = "", file: str = "", mend: str = "") -> None:
        self.findings.append(Finding(code=code, level=Level.ERROR, text=text, mend=mend, message=message, file=file))

    def take(self, message: Message, place: str) -> None:
        if message.key in self.items:
            first = self.items[message.key].source or tr("a plugin")
            self.refuse(
                "TT202",
                tr("a message of the key {key} is there already, from {first}", key=message.key, first=first),
                mend=tr("give one of the two another key"),
                message=message.key,
                file=place,
            )
        else:
            self.items[message.key] = message

    def take_template(self, plan: Plan, path: Path) -> None:
        """The messages of a template."""
        assert plan.folder is not None
        place = path.relative_to(plan.folder).as_posix()
        try:
            template = read_template(plan, path)
        except PlanError as fault:
            self.whole = False
            for problem in fault.problems:
                what, where = _told_once(problem, place)
                self.refuse(
                    "TT220",
                    tr("the template cannot be read: {problem}", problem=what),
                    message=path.stem,
                    file=where,
                    mend=tr("mend it in {file}; until then nothing that stands is taken away", file=place),
                )
            return
        made = template_messages(plan, template)
        self.findings += made.findings
        self.whole = self.whole and made.whole
        self.left_out |= made.left_out
        for message in made:
            self.take(message, place)

    def take_all(self, plugin: str, answer: object) -> None:
        if answer is None:
            return
        try:
            if isinstance(answer, BaseException):
                raise answer
            for thing in answer:  # type: ignore[attr-defined]
                if isinstance(thing, Message):
                    self.take(thing, plugin)
                else:
                    self.refuse(
                        "TT203",
                        tr("plugin {plugin} brought {thing}, no Message", plugin=plugin, thing=type(thing).__name__),
                    )
        except PASSES:
            raise
        except BaseException as fault:  # noqa: BLE001 - one source must not stop the others
            self.whole = False
            self.refuse(
                "TT204",
                tr("the messages of plugin {plugin} broke off: {fault}", plugin=plugin, fault=said(fault)),
                mend=tr("what stands at feeds and sites stays as it is until it works again"),
            )
