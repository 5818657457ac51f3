"""Templates → messages: one for every unit, each filled with what the plan knows of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from tuyentruyen.compose.budget import Budget
from tuyentruyen.compose.faults import Slot, TemplateError
from tuyentruyen.compose.values import Values
from tuyentruyen.model.duties import everyone
from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.message import Approval, Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.template import Template
from tuyentruyen.model.units import Unit
from tuyentruyen.roles import counted
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr

_FIELDS = ("title", "summary", "body", "hotline", "link")
_WORDING = ("title", "summary", "body")


@frozen(kw_only=True)
class _Making:
    """One template while its messages are made."""

    plan: Plan
    template: Template
    file: str = field()

    def finding(
        self, code: str, text: str, mend: str = "", *, file: str = "", unit: str = "", place: str = ""
    ) -> Finding:
        key = self.template.key_of(unit) if unit else self.template.key
        return Finding(code=code, text=text, mend=mend, message=key, file=file or self.file, place=place)

    def of(self, fault: TemplateError, unit: str = "") -> Finding:
        return self.finding(fault.code, fault.text, self.mend(fault), file=fault.file, unit=unit)

    def mend(self, fault: TemplateError) -> str:
        return fault.mend or tr("mend it in {file}; until then its messages go nowhere", file=fault.file or self.file)


def template_messages(plan: Plan, template: Template) -> Messages:
    """The messages of a template: one for each unit that exists on the day it is published, in the plan's order.

    A template that is broken gives no message, and one that cannot be filled for one unit lacks the message of that unit;
    either way there is a finding, and ``left_out`` of the result holds the keys of what is missing.

    Args:
        plan: The plan.
        template: The template; of a plan folder, as `planfile.read_template` gives it.
    """
    making = _Making(plan=plan, template=template, file=template.message.source or tr("a template"))
    units, findings = _units(making)
    if any(finding.level is Level.ERROR for finding in findings):
        return Messages(items=(), findings=findings, whole=False)
    made: dict[str, Message] = {}
    failed: dict[str, TemplateError] = {}
    try:
        for unit, result in _filled(making, units):
            if isinstance(result, TemplateError):
                failed[unit.key] = result
            elif isinstance(result, Message):
                made[unit.key] = result
            else:
                findings += (_empty(making, unit, slot) for slot in result)
    except TemplateError as fault:
        keys = frozenset(template.key_of(unit.key) for unit in units)
        return Messages(items=(), findings=[*findings, making.of(fault)], left_out=keys)
    findings += _told_once(making, failed)
    keys = frozenset(template.key_of(unit.key) for unit in units if unit.key not in made)
    return Messages(items=made.values(), findings=findings, left_out=keys)


def _units(making: _Making) -> tuple[tuple[Unit, ...], list[Finding]]:
    """The units that get a message, and what is wrong with how the template names them."""
    from tuyentruyen.compose.language import nearest  # noqa: PLC0415 - loads Jinja, needed for templates alone

    plan, template = making.plan, making.template
    findings: list[Finding] = []
    known = (*plan.groups, *plan.units)
    for key in template.each:
        if key not in plan.groups and key not in plan.units:
            text = tr("there is no group or unit {key}", key=repr(key))
            findings.append(making.finding("TT226", text, nearest(key, known), file=_line(making, "each")))
    day = template.message.published.date()
    named = everyone(plan, template.each)
    units = tuple(unit for unit in named if unit.exists_on(day))
    if not findings and not units:
        text = tr("on {day} none of the units it is for exists, so it gives no message", day=short_date(day))
        mend = tr("mend each or published")
        found = making.finding("TT230", text, mend, file=_line(making, "each"))
        findings.append(evolve(found, level=Level.WARNING))
    keys = {unit.key for unit in named}
    for key in template.withdrawals:
        if key not in keys:
            text = tr("a message of {key} is withdrawn, for which the template is not", key=repr(key))
            mend = nearest(key, tuple(keys))
            found = making.finding("TT229", text, mend, file=_line(making, "withdrawals"))
            findings.append(evolve(found, level=Level.WARNING))
    return units, findings


def _line(making: _Making, name: str) -> str:
    line = making.template.lines.get(name)
    return f"{making.file}:{line}" if line else making.file


def _filled(
    making: _Making, units: Iterable[Unit]
) -> Iterator[tuple[Unit, Message | TemplateError | tuple[Slot, ...]]]:
    """For each unit its message, or the slots that stayed empty, or why there is none.

    Raises:
        TemplateError: The template is broken for every unit.
    """
    from tuyentruyen.compose.engine import Engine, Text  # noqa: PLC0415 - loads Jinja, needed for templates alone

    template = making.template
    budget = Budget()
    parts = {
        name: Text(name, text, f"templates/{name}" if template.message.source else name, 1)
        for name, text in template.include.items()
    }
    texts = [
        Text(name, text, making.file, template.lines.get(name, 1)) for name, text in _texts(template.message).items()
    ]
    engine = Engine(texts, parts, budget)
    values = Values(making.plan, template.message)
    for unit in units:
        try:
            said, slots = engine.filled(values.of(unit, template.key_of(unit.key)), markdown=_is_markdown)
            yield unit, slots or _message(template, unit, said)
        except TemplateError as fault:
            if budget.is_spent:
                raise
            yield unit, fault


def _texts(message: Message) -> Mapping[str, str]:
    texts = {name: getattr(message, name) for name in _FIELDS}
    for channel, wording in message.only.items():
        texts |= {f"only.{channel}.{name}": getattr(wording, name) for name in _WORDING}
    return {name: text for name, text in texts.items() if text}


def _is_markdown(name: str) -> bool:
    return name.rpartition(".")[2] == "body"


def _message(template: Template, unit: Unit, said: Mapping[str, str]) -> Message:
    """The message of a unit.

    Raises:
        TemplateError: The filled texts make no message.
    """
    whole = template.message
    body = said.get("body", "").strip("\n")
    if not body.strip():
        raise TemplateError("TT228", tr("the text is empty"), tr("say something in every case"), whole.source)
    fields: dict[str, Any] = {name: said[name] for name in _FIELDS if name in said}
    try:
        only = {
            channel: evolve(
                wording,
                **{name: said[full] for name in _WORDING if (full := f"only.{channel}.{name}") in said},
            )
            for channel, wording in whole.only.items()
        }
        made = evolve(
            whole,
            **{**fields, "body": body},
            key=template.key_of(unit.key),
            unit=unit.key,
            only=only,
            withdrawn=template.withdrawals.get(unit.key, whole.withdrawn),
        )
    except (TypeError, ValueError) as fault:
        raise TemplateError("TT228", tr("this is no message: {why}", why=fault), file=whole.source) from None
    if whole.approval is None or not template.is_approved():
        return made
    return evolve(made, approval=Approval(by=whole.approval.by, at=whole.approval.at, digest=made.text_digest))


def _empty(making: _Making, unit: Unit, slot: Slot) -> Finding:
    """That a slot of a text stayed empty: whose it is, and where to fill it."""
    table = f"[{slot.record}]"
    text = tr(
        "{title} has no {name}, which the text for {unit} shows", title=slot.title, name=slot.name, unit=unit.name
    )
    asked = f"unit.{slot.name}" if slot.record == f"units.{unit.key}" else "…"
    test = f"{{% if {asked} %}}"
    mend = tr("write {name} in {table}; or ask for it first: {test}", name=slot.name, table=table, test=test)
    place = f"{slot.record}.{slot.name}"
    file = making.plan.places.get(place) or making.plan.places.get(slot.record, "")
    return making.finding("TT223", text, mend, file=file, unit=unit.key, place=place)


def _told_once(making: _Making, failed: Mapping[str, TemplateError]) -> Iterator[Finding]:
    """Why messages are missing; what is wrong for many units alike is told once."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for unit, fault in failed.items():
        alike.setdefault((fault.code, fault.text, fault.file), []).append(unit)
    for units in alike.values():
        fault = failed[units[0]]
        if len(units) == 1:
            yield making.of(fault, units[0])
            continue
        text = tr("{text} – for {count} units", text=fault.text, count=counted(len(units)))
        yield making.finding(fault.code, text, making.mend(fault), file=fault.file)
