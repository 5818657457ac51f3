"""What may go out when, and why what may not is held."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from attrs import frozen

from tuyentruyen.editions.routing import prepared
from tuyentruyen.errors import said
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.template import template_of
from tuyentruyen.plugins import Plugins
from tuyentruyen.wording import tr

_BROKEN_VETO = "TT308"


@frozen(kw_only=True)
class Sifted:
    """The messages of a plan at a moment, those that may stand apart from those that may not.

    Attributes:
        ready: What may stand, prepared.
        held: What may not, prepared, each with the reason.
        whole: Whether every source of messages and every veto answered.
        in_error: Keys of messages that cannot be shown as they are.
    """

    ready: tuple[Message, ...]
    held: tuple[tuple[Message, Finding], ...]
    whole: bool
    in_error: frozenset[str]


def sifted(
    plan: Plan, messages: Iterable[Message], plugins: Plugins, now: datetime.datetime, *, preview: bool
) -> Sifted:
    """The messages of a plan by whether they may stand at this moment."""
    whole = getattr(messages, "whole", True)
    in_error = frozenset(f.message for f in getattr(messages, "findings", ()) if f.leaves_out)
    in_error |= getattr(messages, "left_out", frozenset())
    ready: list[Message] = []
    held: list[tuple[Message, Finding]] = []
    for message in messages:
        reason = hold(plan, message, now, preview=preview)  # as written: approval is of a text without the plan's link
        message = prepared(plan, message)  # noqa: PLW2901 - the unprepared one is of no more use
        reason = reason or (None if preview else _veto(message, plugins))
        if reason is None:
            ready.append(message)
        else:
            held.append((message, reason))
            whole = whole and reason.code != _BROKEN_VETO
    return Sifted(ready=tuple(ready), held=tuple(held), whole=whole, in_error=in_error)


def hold(plan: Plan, message: Message, now: datetime.datetime, *, preview: bool = False) -> Finding | None:
    """Why a message may not stand at this moment; None if it may.

    A place shows what is in force: a message leaves it when it expires or is withdrawn.
    """

    def because(code: str, level: Level, text: str, mend: str = "") -> Finding:
        return Finding(code=code, level=level, text=text, mend=mend, message=message.key, file=message.source)

    if message.is_withdrawn(now):
        assert message.withdrawn is not None
        return because("TT301", Level.INFO, tr("withdrawn: {reason}", reason=message.withdrawn.reason))
    if message.expires is not None and message.expires <= now:
        return because("TT302", Level.INFO, tr("expired on {at:%d/%m/%Y %H:%M}", at=message.expires))
    if preview:
        return None
    if message.status == "draft":
        return because("TT303", Level.INFO, tr("a draft"), tr('set status = "ready" when it is'))
    if plan.approval == "required" and not message.is_approved():
        if message.approval is None:
            return because(
                "TT304",
                Level.WARNING,
                tr("not approved yet"),
                _how_to_approve(message),
            )
        text = tr("changed since {by} approved it", by=message.approval.by)
        return because("TT305", Level.WARNING, text, _how_to_approve(message))
    if message.embargo is not None and now < message.embargo:
        return because("TT306", Level.INFO, tr("embargoed until {at:%d/%m/%Y %H:%M}", at=message.embargo))
    if now < message.published:
        return because("TT307", Level.INFO, tr("to be published on {at:%d/%m/%Y %H:%M}", at=message.published))
    return None


def _how_to_approve(message: Message) -> str:
    if message.source:
        return tr("approve it: tuyentruyen approve {key} --by NAME", key=template_of(message) or message.key)
    return tr("no file holds it, so approve it where it is made: message.approved(by=…, at=…)")


def _veto(message: Message, plugins: Plugins) -> Finding | None:
    """Why a plugin will not have the message published. One that raises holds it: what is out cannot be called back."""
    for plugin, answer in plugins.call("tuyentruyen_may_publish", message=message):
        if answer is not None and not isinstance(answer, str):
            odd = tr("it answered {answer}, neither a reason nor None", answer=type(answer).__name__)
            fault = said(answer) if isinstance(answer, BaseException) else odd
            return Finding(
                code=_BROKEN_VETO, level=Level.ERROR, message=message.key, file=message.source,
                text=tr("plugin {plugin} could not say whether it may go out: {fault}", plugin=plugin, fault=fault),
                mend=tr("mend the plugin or uninstall it"),
            )  # fmt: skip
        if answer is not None:
            text = tr("plugin {plugin} objects: {reason}", plugin=plugin, reason=answer)
            return Finding(code="TT309", level=Level.WARNING, text=text, message=message.key, file=message.source)
    return None
