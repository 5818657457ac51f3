"""Plan + messages + plugins → editions: where a message goes, what may go out when, the channel bound to its settings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from tuyentruyen.editions.binding import Audience, bindings, by_unit, files_of, merged, worded
from tuyentruyen.editions.holding import hold, sifted
from tuyentruyen.editions.routing import goes_to, prepared, units_of
from tuyentruyen.editions.shared import shared_editions
from tuyentruyen.errors import PlanError
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.text import in_vietnam
from tuyentruyen.wording import tr

__all__ = ["editions", "goes_to", "hold", "prepared", "shared_editions"]


def editions(
    plan: Plan,
    messages: Iterable[Message],
    plugins: Plugins,
    *,
    now: datetime.datetime,
    out: Path,
    channels: Sequence[str] = (),
    preview: bool = False,
) -> Iterator[Edition[Any]]:
    """What each channel of the plan publishes at this moment, in the plan's order.

    Channels that belong to the plan's house carry the messages of all its plans: `shared_editions` makes their editions, and
    here they are seen in a preview only, with this plan's messages.

    Args:
        plan: The plan.
        messages: Its messages, as from `compose.messages`; any iterable will do.
        plugins: Where backends and hooks come from.
        now: The moment, with an offset.
        out: Folder under which file backends write.
        channels: Keys of the channels wanted, ``feed`` or ``feed@so-tttt``; empty: all.
        preview: Whether drafts and what is unapproved, embargoed or not yet published is shown as well.

    Raises:
        PlanError: A wanted channel is not in the plan, or is the house's.
        ValueError: ``now`` has no offset.
    """
    if now.utcoffset() is None:
        raise ValueError("now must say its offset from UTC")
    own = [key for key in plan.channels if preview or not plan.is_shared(f"channels.{key}")]
    known = ", ".join(plan.channels)
    wrong = []
    for key in channels:
        base = key.partition("@")[0]
        if base not in plan.channels:
            wrong.append(tr("there is no channel {key}; the plan has {known}", key=key, known=known))
        elif base not in own:
            wrong.append(tr("the channel {key} belongs to the house and is published with all its plans", key=key))
    if wrong:
        raise PlanError(wrong)
    return _editions(plan, messages, plugins, now, out, own, frozenset(channels), preview=preview)


def _editions(
    plan: Plan,
    messages: Iterable[Message],
    plugins: Plugins,
    now: datetime.datetime,
    out: Path,
    own: Sequence[str],
    wanted: frozenset[str],
    *,
    preview: bool,
) -> Iterator[Edition[Any]]:
    sift = sifted(plan, messages, plugins, now, preview=preview)
    day = in_vietnam(now).date()
    everyone = by_unit(sift.ready)
    for channel in (plan.channels[key] for key in own):
        units = units_of(plan, channel, day)
        for bound, member, fault in bindings(plan, channel, plugins, day, out=out, wanted=wanted):
            candidates = merged(everyone, member.key) if member else sift.ready
            mine = tuple(
                worded(m, channel) for m in candidates if goes_to(plan, m, channel, member=member, units=units)
            )
            yield Edition(
                plan=plan,
                channel=bound,
                messages=mine,
                now=now,
                audience=Audience(lambda _: plan, bound, plugins),
                files=files_of(plan, mine),
                whole=sift.whole,
                in_error=sift.in_error,
                held=tuple(
                    evolve(reason, channel=bound.key)
                    for m, reason in sift.held
                    if goes_to(plan, m, channel, member=member, units=units)
                ),
                fault=fault,
            )
