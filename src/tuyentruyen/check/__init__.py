"""What is wrong with a plan, its messages and its channels, as findings; never raises."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from attrs import evolve

from tuyentruyen import errors
from tuyentruyen.check.case import Case, Rule, root
from tuyentruyen.check.house import HOUSE_RULES, HouseCase, HouseRule, about_shared
from tuyentruyen.check.table import RULES
from tuyentruyen.editions import editions
from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.house import House, as_plan
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile.layout import SHARED
from tuyentruyen.plugins import Plugins
from tuyentruyen.wording import tr

__all__ = ["HOUSE_RULES", "RULES", "HouseRule", "Rule", "findings", "house_findings", "plan_findings"]

BROKEN_RULE, BROKEN_PLUGIN_RULE, BROKEN_BACKEND_CHECK = "TT197", "TT198", "TT199"


def findings(
    plan: Plan,
    *,
    plugins: Plugins | None = None,
    messages: Iterable[Message] | None = None,
    now: datetime.datetime | None = None,
) -> tuple[Finding, ...]:
    """All that is wrong: first what was found while the messages were composed, then by rule, then by plugin and channel.

    Of the errors, those that name neither a message nor a channel are the plan's and refuse a run; one that names a
    channel keeps that channel out, one that names a message alone that message. A rule that breaks becomes a finding.

    Args:
        plan: The plan.
        plugins: What is installed; None: backends and plugins' own rules are not asked.
        messages: Its messages, as from `compose.messages`; None: they are not looked at.
        now: The moment, with an offset, for which each backend is asked what it cannot carry, drafts included; None: they
            are not asked.
    """
    return _found(plan, plugins, messages, now)


def _found(
    plan: Plan,
    plugins: Plugins | None,
    messages: Iterable[Message] | None,
    now: datetime.datetime | None,
    *,
    plans: tuple[Plan, ...] = (),
) -> tuple[Finding, ...]:
    """As `findings`; of a house seen as a plan, ``plans`` are its own."""
    case = Case(plan, plugins, _as_messages(messages))
    found = list(case.messages.findings)
    for rule in RULES.values():
        found += _kept(lambda rule=rule: rule.findings(case), lambda said, rule=rule: _broken_rule(rule, said))  # type: ignore[misc]
    if plugins is not None:
        found += _by_plugins(case, plugins)
        if now is not None and messages is not None:
            found += _by_backends(case, plugins, now, plans)
    return tuple(dict.fromkeys(one for one in found if not _is_of_the_house(plan, one)))


def house_findings(
    house: House,
    *,
    plugins: Plugins | None = None,
    messages: Mapping[str, Iterable[Message]] = MappingProxyType({}),
    now: datetime.datetime | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with a house beside its plans: in what they do not go together, and in what they share.

    What is wrong with one of its plans `findings` tells. Of errors the same holds as there: those that name neither a message
    nor a channel are the house's and refuse a run.

    Args:
        house: The house.
        plugins: What is installed; None: backends are not asked about shared channels.
        messages: By key of the plan, its messages; those of a plan that is not named are not looked at.
        now: The moment, with an offset, for which backends are asked about shared channels; None: they are not asked.
    """
    case = HouseCase(house, {key: _as_messages(some) for key, some in messages.items()})
    found: list[Finding] = []
    for rule in HOUSE_RULES.values():
        found += _kept(lambda rule=rule: rule.findings(case), lambda said, rule=rule: _broken_rule(rule, said))  # type: ignore[misc]
    roof = as_plan(house)
    shared = {f"{table}.{key}" for table in SHARED for key in getattr(house, table)}
    asked = Messages(items=()) if now is not None else None
    found += about_shared(_found(roof, plugins, asked, now, plans=house.plans), shared)
    return tuple(dict.fromkeys(found))


def plan_findings(
    house: House,
    plan: Plan,
    *,
    plugins: Plugins | None = None,
    messages: Iterable[Message] | None = None,
    now: datetime.datetime | None = None,
) -> tuple[Finding, ...]:
    """What is wrong with one plan of a house, as `findings` tells it, with files as the house sees them.

    What is wrong with records that the house shares is left to `house_findings`, which tells it once for all plans.
    """
    name, shared = house.name_of(plan), plan.house.shared if plan.house else ()
    return tuple(
        evolve(one, file=f"{name}/{one.file}")
        if one.message and one.file and one.file[: len(name) + 1] != f"{name}/"
        else one
        for one in findings(plan, plugins=plugins, messages=messages, now=now)
        if one.message or not root(one.place, shared)
    )


def _is_of_the_house(plan: Plan, one: Finding) -> bool:
    """Whether a finding is the house's to tell, once for all its plans: a fault of a shared channel, a remark on what is shared."""
    if plan.house is None or one.message:
        return False
    place = root(one.place, plan.house.shared)
    return bool(place) and (one.level is not Level.ERROR or place.startswith("channels."))


def _as_messages(messages: Iterable[Message] | None) -> Messages:
    return messages if isinstance(messages, Messages) else Messages(items=tuple(messages or ()))


def _kept(find: Callable[[], Iterable[Any]], broken: Callable[[str], Finding]) -> Iterator[Finding]:
    """What somebody's code finds, up to where it breaks."""
    try:
        for found in find():
            if not isinstance(found, Finding):
                yield broken(tr("it found {thing}, which is no Finding", thing=type(found).__name__))
                return
            yield found
    except Exception as fault:  # noqa: BLE001 - a broken rule must not hide what the others find
        yield broken(errors.said(fault))


def _broken_rule(rule: Rule | HouseRule, said: str) -> Finding:
    text = tr("the rule {code} broke: {fault}", code=rule.code, fault=said)
    return Finding(code=BROKEN_RULE, level=Level.WARNING, text=text, mend=tr("report it with the plan that shows it"))


def _rules(answer: Any) -> list[Callable[[Plan], Iterable[Finding]]]:
    if isinstance(answer, Exception):
        raise answer
    return list(answer or ())


def _by_plugins(case: Case, plugins: Plugins) -> Iterator[Finding]:
    for plugin, answer in plugins.call("tuyentruyen_checks"):

        def broken(said: str, plugin: str = plugin) -> Finding:
            text = tr("a rule of the plugin {plugin} broke: {fault}", plugin=plugin, fault=said)
            mend = tr("mend the plugin or uninstall it")
            return Finding(code=BROKEN_PLUGIN_RULE, level=Level.WARNING, text=text, mend=mend)

        try:
            rules = _rules(answer)
        except Exception as fault:  # noqa: BLE001 - a stranger's hook
            yield broken(errors.said(fault))
            continue
        for rule in rules:
            for found in _kept(lambda rule=rule: rule(case.plan), broken):  # type: ignore[misc]
                yield found if found.file else evolve(found, file=case.file(found.place))


def _by_backends(case: Case, plugins: Plugins, now: datetime.datetime, plans: tuple[Plan, ...]) -> Iterator[Finding]:
    """What each backend says of the editions it would get; of a group's channels, each thing once."""
    told: set[tuple[str, str, str, str]] = set()

    def broken(said: str, channel: str = "") -> Finding:
        text = tr("the channel's check broke: {fault}", fault=said)
        mend = tr("mend the plugin or uninstall it")
        return Finding(code=BROKEN_BACKEND_CHECK, text=text, mend=mend, channel=channel)

    try:
        for made in editions(case.plan, case.messages, plugins, now=now, out=Path(), preview=True):
            edition = evolve(made, plans=plans)
            backend = plugins.backends.get(edition.channel.channel.backend)
            if backend is None or edition.fault:
                continue
            key = edition.channel.key
            for found in _kept(lambda b=backend, e=edition: b.check(e), lambda said, key=key: broken(said, key)):  # type: ignore[misc]
                mark = (found.code, found.text, found.message, edition.channel.channel.key)
                if mark not in told:
                    told.add(mark)
                    yield found if found.channel else evolve(found, channel=key)
    except Exception as fault:  # noqa: BLE001 - the check never raises
        yield broken(errors.said(fault))
