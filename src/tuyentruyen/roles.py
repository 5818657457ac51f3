"""Duties in words: each sentence follows the role in which a body has the duty (*chủ trì, phối hợp, … đề nghị*).

Who leads, carries out or directs has something to do and can be late. Who is asked (*đề nghị*) is only ever asked: no word of
an order and none of lateness is said of it. The forms are those of official plans: "Chủ trì, phối hợp X", "Đề nghị X".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from tuyentruyen.model.duties import asked, doers, everyone, is_requested, roles
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
OFFICIAL: Mapping[str, str] = MappingProxyType(
    {
        "lead": "chủ trì",
        "coordinating": "phối hợp",
        "executing": "thực hiện",
        "directing": "chỉ đạo",
        "advising": "tham mưu",
        "inspecting": "kiểm tra",
        "requested": "đề nghị",
    }
)
"""The official word of each role."""
Term = Callable[[str, str], str]
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


def _as_said(said: str, _: str) -> str:
    return said


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
    known = [name if number == 0 else within(name) for number, name in enumerate(dict.fromkeys(names))]
    if len(known) < 2:
        return "".join(known)
    if any(mark in name for name in known for mark in ",;"):
        return "; ".join(known)
    return tr("{names} and {last}", names=", ".join(known[:-1]), last=known[-1])


def within(who: str) -> str:
    """Names as they stand within a sentence, where the plural word that begins a group's title is small: *các phường, xã*."""
    return f"{who[:1].lower()}{who[1:]}" if who.startswith("Các ") else who


def assigned(assignment: Assignment) -> Mapping[str, tuple[str, ...]]:
    """Who does what by one clause: each role that somebody has, with keys of units and groups."""
    return {role: keys for role in ROLES if (keys := getattr(assignment, role))}


def allotted(plan: Plan, activity: Activity) -> Mapping[str, tuple[str, ...]]:
    """Who does what for an activity, each once in a role.

    Who is asked stands among those that are asked and in no other role, and who leads does not coordinate with itself. A
    group is left out of a role in which another takes all its units in.
    """
    named = {role: list(keys) for role, keys in roles(plan, activity).items()}
    if activity.requested is False:
        named.pop("requested", None)
    whole = is_requested(plan, activity)
    soft = asked(plan, activity)
    moved: dict[str, None] = {}
    for role in ("lead", "executing", "directing"):
        for key in list(named.get(role, ())):
            if (whole and role != "directing") or (soft and _units(plan, key) <= soft):
                named[role].remove(key)
                moved[key] = None
    if moved:
        named["requested"] = list(dict.fromkeys([*moved, *named.get("requested", ())]))
    if lead := named.get("lead"):
        named["coordinating"] = [key for key in named.get("coordinating", ()) if key not in lead]
    return {role: widest(plan, named[role]) for role in ROLES if named.get(role)}


def together(plan: Plan, activity: Activity) -> str:
    """What those are called who do an activity together; who is only asked stands apart from those that have it to do.

    "Sở TT&TT (đề nghị Ban Tuyên giáo Thành ủy phối hợp)". Empty: nobody is named.
    """
    named = doers(plan, activity)
    soft = frozenset() if is_requested(plan, activity) else asked(plan, activity)
    bound = [key for key in named if not (soft and _units(plan, key) <= soft)]
    rest = [key for key in named if key not in bound]
    if not bound or not rest:
        return names_of(plan, named)
    return tr("{who} (asked to take part: {asked})", who=names_of(plan, bound), asked=names_of(plan, rest))


def _units(plan: Plan, key: str) -> set[str]:
    """Keys of the units that a key names; of a key that names nothing, itself."""
    return {unit.key for unit in everyone(plan, (key,))} or {key}


def widest(plan: Plan, keys: Sequence[str]) -> tuple[str, ...]:
    """Keys of units and groups, but for those whose units another of them takes in."""
    if len(keys) == 1 or not any(key in plan.groups for key in keys):
        return tuple(keys)
    units = {key: {unit.key for unit in everyone(plan, (key,))} for key in keys}
    return tuple(key for key in keys if not units[key] or not any(units[key] < other for other in units.values()))


def sentence(
    plan: Plan, named: Mapping[str, tuple[str, ...]], *, heading: tuple[str, ...] = (), term: Term = _as_said
) -> str:
    """Who does what, in one sentence without a full stop; empty if nobody is named but those of the heading that are asked.

    "Sở TT&TT chủ trì, phối hợp Văn phòng UBND Thành phố; đề nghị Ban Tuyên giáo Thành ủy phối hợp".

    Args:
        plan: The plan.
        named: Keys of units and groups by role.
        heading: Keys that a heading above names already; they are not named again: "Chủ trì, phối hợp Văn phòng UBND Thành phố".
        term: Says a role's word, given the word in the language in use and the official one.
    """
    parts = [part for part in _parts(plan, named, heading, term) if part]
    if any(";" in name_of(plan, key) for keys in named.values() for key in keys):
        return ". ".join(part[:1].upper() + part[1:] for part in parts)
    said = "; ".join(parts)
    return said[:1].upper() + said[1:]


def _parts(plan: Plan, named: Mapping[str, tuple[str, ...]], heading: tuple[str, ...], term: Term) -> Iterator[str]:
    def said(together: Iterable[str], who: tuple[str, ...]) -> str:
        words = ", ".join(term(role_word(role), OFFICIAL[role]) for role in together)
        return words if who == heading else tr("{role}: {who}", role=words, who=within(names_of(plan, who)))

    alike: dict[tuple[str, ...], list[str]] = {}
    for role in ("lead", "coordinating", "executing", "directing", "inspecting", "advising"):
        if role in named:
            alike.setdefault(named[role], []).append(role)
    coordinating = named.get("coordinating", ())
    for who, together in alike.items():
        if "lead" in together and coordinating and coordinating != who:
            word, others = (
                term(role_word("coordinating"), OFFICIAL["coordinating"]),
                within(names_of(plan, coordinating)),
            )
            yield tr("{lead}; {coordinating}: {others}", lead=said(together, who), coordinating=word, others=others)
        elif together != ["coordinating"] or "lead" not in named:
            yield said(together, who)
    if keys := named.get("requested"):
        if len(named) > 1:
            asking = term(role_word("requested"), OFFICIAL["requested"])
            yield tr("{asked} to take part: {who}", asked=asking, who=within(names_of(plan, keys)))
        elif keys != heading:
            yield request(names_of(plan, keys), term=term)


def request(who: str, work: str = "", *, term: Term = _as_said) -> str:
    """How a body is asked, and for what: "đề nghị Ban Tuyên giáo Thành ủy: …"; never an order."""
    asking = term(role_word("requested"), OFFICIAL["requested"])
    if work:
        return tr("{asked} of {who}: {work}", asked=asking, who=within(who), work=work)
    return tr("{asked}: {who}", asked=asking, who=within(who))


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
    what = tr("{of} of {period}", of=of, period=period) if period else of
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
