"""Channels: who answers for them, and whether a backend can carry them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import NOTHING

from tuyentruyen.check.case import Case, Fault, nearest
from tuyentruyen.errors import DuplicateBackendError, PlanError, PluginError
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.plan import Channel, Plan
from tuyentruyen.planfile import structure
from tuyentruyen.planfile.fields import fields
from tuyentruyen.wording import tr


def exists_in_period(plan: Plan, key: str) -> bool:
    """Whether a unit, or a member of a group, exists on a day of the plan."""
    return any(
        (unit.since is None or unit.since <= plan.until) and (unit.until is None or plan.since <= unit.until)
        for unit in everyone(plan, (key,))
    )


def absent_owners(case: Case) -> Iterator[Fault]:
    """A channel's owner exists on no day of the plan."""
    plan = case.plan
    for key, channel in plan.channels.items():
        known = channel.owner in plan.units or channel.owner in plan.groups
        if known and not exists_in_period(plan, channel.owner):
            yield Fault(
                f"channels.{key}.owner",
                tr("its owner {owner!r} exists on no day of the plan", owner=channel.owner),
                tr("name an owner that does, or mend the owner's since and until"),
            )


def unknown_backends(case: Case) -> Iterator[Fault]:
    """A channel names a backend that no installed plugin brings."""
    if case.plugins is None:
        return
    for key, channel in case.plan.channels.items():
        try:
            case.plugins.backend(channel.backend)
        except DuplicateBackendError:
            continue
        except PluginError:
            text = tr("no installed plugin brings a backend {name!r}", name=channel.backend)
            mend = nearest(channel.backend, case.plugins.backends)
            yield Fault(f"channels.{key}.backend", text, mend, channel=key)


def doubled_backends(case: Case) -> Iterator[Fault]:
    """A channel names a backend that two installed plugins bring."""
    if case.plugins is None:
        return
    for key, channel in case.plan.channels.items():
        try:
            case.plugins.backend(channel.backend)
        except DuplicateBackendError as fault:
            yield Fault(f"channels.{key}.backend", str(fault), tr("uninstall one of the two"), channel=key)
        except PluginError:
            continue


def wrong_settings(case: Case) -> Iterator[Fault]:
    """A channel's settings are not those that its backend knows."""
    if case.plugins is None:
        return
    for key, channel in case.plan.channels.items():
        backend = case.plugins.backends.get(channel.backend)
        if backend is None:
            continue
        place = f"channels.{key}.settings"
        try:
            structure(channel.settings, backend.settings, place=place, file=case.file(place))
        except PlanError as refused:
            for problem in refused.problems:
                what, _, rest = problem.rpartition(" @ ")
                found = re.match(re.escape(place) + r"(?:\.[\w-]+|\[\d+\])*", rest)
                at, said = (found[0], what) if found else (place, problem)
                yield Fault(at, said, _mend(channel, backend.settings, at.removeprefix(place), said), channel=key)


def _mend(channel: Channel, settings: type, at: str, said: str) -> str:
    """What to write where a setting is missing, unknown or wrong.

    Args:
        channel: The channel.
        settings: What its backend knows.
        at: Where in the settings, such as ``.limit``.
        said: What is wrong there.
    """
    known = fields(settings)
    for name, attribute in known.items():
        if not at and attribute.default is NOTHING and said == tr("{name} is missing", name=name):
            line = f'{name} = "…"' if attribute.type is str else f"{name} = …"
            return tr("write {line} under {table}", line=line, table=f"[channels.{channel.key}.settings]")
    if at.count(".") == 1 and at[1:] not in known and "[" not in at:
        names = ", ".join(known) or tr("none")
        return tr("the settings of the backend {name} are: {known}", name=channel.backend, known=names)
    return tr("see what the backend {name} knows: tuyentruyen schema", name=channel.backend)


def broken_plugins(case: Case) -> Iterator[Fault]:
    """An installed plugin is broken and left out."""
    for name, reason in case.plugins.broken if case.plugins else ():
        text = tr("the plugin {name} is left out: {reason}", name=name, reason=reason)
        yield Fault("", text, tr("mend the plugin or uninstall it"))
