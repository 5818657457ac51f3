"""Duties in words: each sentence follows the role in which a body has the duty (*chủ trì, phối hợp, … đề nghị*).

Who leads, carries out or directs has something to do and can be late. Who is asked (*đề nghị*) is only ever asked: no word of
an order and none of lateness is said of it. The forms are those of official plans: "Chủ trì, phối hợp X", "Đề nghị X".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from tuyentruyen.model.duties import asked, everyone, is_requested, roles
from tuyentruyen.model.plan import ROLES, Activity, Assignment, Plan
from tuyentruyen.text import official_count
from tuyentruyen.wording import language, tr

_ROLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "lead": lambda: tr("in charge"),
        "coordinating": lambda: tr("coordinating"),
        "executing": lambda: tr("carrying out"),
        "directing": lambda: tr("directing"),
        "advising": lambda: tr("advising"),
        "inspecting": lambda: tr("inspecting"),
        "requested": lambda: tr("asked"),
    }
)
_STATES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "not-begun": lambda: tr("not begun"),
        "open": lambda: tr("open"),
        "done": lambda: tr("done"),
        "late": lambda: tr("late"),
        "missing": lambda: tr("missing"),
        "suspended": lambda: tr("suspended"),
        "dropped": lambda: tr("not carried out"),
        "ongoing": lambda: tr("ongoing"),
        "requested": lambda: tr("requested"),
        "exceeded": lambda: tr("exceeded"),
    }
)
STATES = tuple(_STATES)
"""How it can stand with a duty; the first eight are the words of official tables, see `state_word`."""


def role_word(role: str) -> str:
    """What a role is called: *chủ trì*, *phối hợp*, *thực hiện*, *chỉ đạo*, *tham mưu*, *kiểm tra*, *đề nghị*."""
    return _ROLES[role]()


def state_word(state: str) -> str:
    """How it stands, as official tables word it: *chưa thực hiện*, *hoàn thành quá hạn*, *chậm tiến độ* and so on."""
    return _STATES[state]()


def counted(count: int) -> str:
    """A count as the language in use writes it: ``05`` and ``2.626``, or ``5`` and ``2,626``."""
    return official_count(count) if language() == "vi" else f"{count:,}"


def name_of(plan: Plan, key: str) -> str:
    """What a unit or a group is called in a sentence: its abbreviation or name, the group's title; else the key itself."""
    if unit := plan.units.get(key):
        return unit.short or unit.name
    group = plan.groups.get(key)
    return group.title if group else key


def names_of(plan: Plan, keys: Iterable[str]) -> str:
    """What several units and groups are called in a sentence, in this order; empty if there are none."""
    return listed([name_of(plan, key) for key in keys])


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them, parted by semicolons where one of them holds a comma or a semicolon."""
    known = list(dict.fromkeys(names))
    if len(known) < 2:
        return "".join(known)
    if any(mark in name for name in known for mark in ",;"):
        return "; ".join(known)
    return tr("{names} and {last}", names=", ".join(known[:-1]), last=known[-1])


def assigned(assignment: Assignment) -> Mapping[str, tuple[str, ...]]:
    """Who does what by one clause: each role that somebody has, with keys of units and groups."""
    return {role: keys for role in ROLES if (keys := getattr(assignment, role))}


def allotted(plan: Plan, activity: Activity) -> Mapping[str, tuple[str, ...]]:
    """Who does what for an activity; who is asked stands among those that are asked and in no other role."""
    named = {role: list(keys) for role, keys in roles(plan, activity).items()}
    if activity.requested is False:
        named.pop("requested", None)
    whole = is_requested(plan, activity)
    soft = asked(plan, activity)
    moved: dict[str, None] = {}
    for role in ("lead", "executing", "directing"):
        for key in list(named.get(role, ())):
            units = {unit.key for unit in everyone(plan, (key,))} or {key}
            if (whole and role != "directing") or units <= soft:
                named[role].remove(key)
                moved[key] = None
    if moved:
        named["requested"] = list(dict.fromkeys([*moved, *named.get("requested", ())]))
    return {role: tuple(named[role]) for role in ROLES if named.get(role)}


def sentence(plan: Plan, named: Mapping[str, tuple[str, ...]]) -> str:
    """Who does what, in one sentence without a full stop; empty if nobody is named.

    "Sở TT&TT chủ trì, phối hợp Văn phòng UBND Thành phố; đề nghị Ban Tuyên giáo Thành ủy phối hợp".
    """
    said = "; ".join(_parts(plan, named))
    return said[:1].upper() + said[1:]


def _parts(plan: Plan, named: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    lead, others = named.get("lead", ()), named.get("coordinating", ())
    if lead and others:
        yield tr(
            "in charge: {who}, coordinating with {others}", who=names_of(plan, lead), others=names_of(plan, others)
        )
    elif lead:
        yield tr("in charge: {who}", who=names_of(plan, lead))
    elif others:
        yield tr("coordinating: {who}", who=names_of(plan, others))
    if keys := named.get("executing"):
        yield tr("carried out by {who}", who=names_of(plan, keys))
    directing, inspecting = named.get("directing", ()), named.get("inspecting", ())
    if directing and directing == inspecting:
        yield tr("directed and inspected by {who}", who=names_of(plan, directing))
    else:
        if directing:
            yield tr("directed by {who}", who=names_of(plan, directing))
        if inspecting:
            yield tr("inspected by {who}", who=names_of(plan, inspecting))
    if keys := named.get("advising"):
        yield tr("advice from {who}", who=names_of(plan, keys))
    if keys := named.get("requested"):
        alone = len(named) == 1
        who = names_of(plan, keys)
        yield request(who) if alone else tr("asked to take part: {who}", who=who)


def request(who: str, work: str = "") -> str:
    """How a body is asked, and for what: "đề nghị Ban Tuyên giáo Thành ủy: …"; never an order."""
    return tr("asked of {who}: {work}", who=who, work=work) if work else tr("asked: {who}", who=who)


def standing(
    *, requested: bool, count: int, wanted: int, of: str = "", period: str = "", by: str = "", days: int | None = None
) -> str:
    """How it stands with something that is not done: "còn thiếu 03/04 tin, bài tháng 5; còn 9 ngày".

    Args:
        requested: Whether it is asked for; then nothing is said of owing, of days left, of lateness.
        count: How much of it there is.
        wanted: How much there is to be.
        of: What is counted; empty: it is one thing to be done.
        period: In which period it is counted, such as ``tháng 5``; empty if in none.
        by: The day up to which it is asked for or due, as text; said of what is asked for.
        days: Days from today to the day it is due; less than nought once that is over, None if no day is.
    """
    what = f"{of} {period}".strip()
    if requested:
        if of and count:
            said = tr("{count}/{wanted} {what} so far", count=counted(count), wanted=counted(wanted), what=what)
        elif of:
            said = tr("{wanted} {what}; none so far", wanted=counted(wanted), what=what)
        else:
            said = tr("not yet")
        return tr("{said}; by {day}", said=said, day=by) if by else said
    if of:
        left = counted(max(wanted - count, 0))
        said = tr("{left}/{wanted} {what} still to come", left=left, wanted=counted(wanted), what=what)
    elif days is not None and days < 0:
        return tr("{days} days behind", days=-days) if days < -1 else tr("1 day behind")
    else:
        said = state_word("not-begun")
    return f"{said}; {_left(days)}" if days is not None else said


def _left(days: int) -> str:
    if days > 1:
        return tr("{days} days left", days=days)
    return tr("1 day left") if days == 1 else tr("due today") if days == 0 else tr("{days} days late", days=-days)
