"""Timing → official phrase. What it says is read again as the same timing, wherever the grammar has words for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, time

from attrs import fields

from tuyentruyen.model.when import (
    Before,
    By,
    ByRule,
    Deferred,
    During,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
    Quota,
    Several,
    When,
)
from tuyentruyen.text import fold, official_count
from tuyentruyen.timing.limits import OCCASIONS
from tuyentruyen.timing.names import day_name, period_name
from tuyentruyen.timing.openings import DEFERRALS, UNSETTLED
from tuyentruyen.timing.quotas import COUNTS, PARTS

UNIT_WORDS = {"day": "ngày", "week": "tuần", "month": "tháng", "quarter": "quý", "year": "năm"}
WEEKDAY_WORDS = {
    "mon": "thứ Hai", "tue": "thứ Ba", "wed": "thứ Tư", "thu": "thứ Năm", "fri": "thứ Sáu", "sat": "thứ Bảy", "sun": "Chủ nhật",
}  # fmt: skip
_COUNTED = {"day": "ngày", "working-day": "ngày làm việc", "hour": "giờ"}
_ORDINALS = {"1": "đầu tiên", "2": "thứ hai", "3": "thứ ba", "4": "thứ tư", "-1": "cuối cùng"}
_RULE = re.compile(r"FREQ=MONTHLY;(?:INTERVAL=([2-9]|[1-9][0-9]);)?BYDAY=(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)\Z")
_AT_LEAST = {"least": "tối thiểu", "exactly": "đúng", "most": "tối đa"}
_GOES_ON = ("từ", "đến", "trong", "cả", "năm", "giai đoạn")
"""Words after which a comma would tie a period to what goes before it; a semicolon does not."""
_WHOSE = {"unit": "mỗi đơn vị ", "together": "tổng cộng ", "": ""}


def time_phrase(timing: When | Quota, *, year: int | None = None) -> str:
    """What an officer would write for a timing or a quota: ``trước ngày 15/12/2026``, ``hằng quý``.

    Always in Vietnamese, whatever the language in use: it is a plan's text.

    Args:
        timing: The timing or quota.
        year: The year that goes without saying, as the plan's own does in the plan; None: every year is said.
    """
    years = set(_years(timing))
    return _said(timing, year if years <= {year} else None)


def _years(timing: When | Quota) -> Iterator[int]:
    """The years that a timing names."""
    if isinstance(timing, Several):
        for one in timing.all:
            yield from _years(one)
        return
    for attribute in fields(type(timing)):
        if isinstance(value := getattr(timing, attribute.name), date):
            yield value.year


def _said(timing: When | Quota, year: int | None) -> str:
    match timing:
        case OnDay():
            return _on_day(timing, year)
        case During():
            return period_name(timing.since, timing.until, year, fuzzy=timing.fuzzy)
        case Before():
            start = f"từ ngày {day_name(timing.since, year)} đến " if timing.since else ""
            return f"{start}trước ngày {day_name(timing.before, year)}"
        case By():
            return _by(timing, year)
        case Every():
            return (
                f"{_every(timing)}{_clock(None if timing.by else timing.at)}{_bounds(timing.since, timing.until, year)}"
            )
        case ByRule():
            return f"{_rule(timing)}{_clock(timing.at)}{_bounds(timing.since, timing.until, year)}"
        case Ongoing():
            return f"thường xuyên{_bounds(timing.since, timing.until, year)}"
        case OnEvent():
            return f"{_event(timing)}{_held(timing.since, timing.until, year)}"
        case Deferred():
            begins = any(f"{timing.deferred} ".lower().startswith(f"{head} ") for head in DEFERRALS)
            said = timing.deferred if begins else f"{UNSETTLED} {timing.deferred}"
            return f"{said}{_held(timing.since, timing.until, year)}"
        case Several():
            return _several(timing, year)
        case Quota():
            return _quota(timing, year)


def _several(timing: Several, year: int | None) -> str:
    years = set(_years(timing))
    once = all(isinstance(one, OnDay | During) for one in timing.all)
    if year is None and once and len(years) == 1:  # the year is said once, at the end
        parts = [*(_said(one, *years) for one in timing.all[:-1]), _said(timing.all[-1], None)]
    else:
        parts = [_said(one, year) for one in timing.all]
    loose = (
        any(isinstance(one, OnEvent | Deferred | ByRule | Before | By) for one in timing.all)
        or len({isinstance(one, OnDay | During) for one in timing.all if isinstance(one, Every | OnDay | During)}) > 1
        or any("," in part for part in parts)
        or any(part.startswith(_GOES_ON) for part in parts[1:])
    )
    return "; ".join(parts) if loose else ", ".join(parts)


def _on_day(timing: OnDay, year: int | None) -> str:
    day = day_name(timing.day, year)
    if not timing.occasion:
        return f"{_clock(timing.at).lstrip()} ngày {day}".lstrip()
    known = fold(timing.occasion.split()[0] if timing.occasion.split() else "") in {fold(word) for word in OCCASIONS}
    named = timing.occasion if known else f"dịp {timing.occasion}"
    return f"{named} ({day}){_clock(timing.at)}"


def _by(timing: By, year: int | None) -> str:
    def end(day: date) -> str:
        is_end = (day.month, day.day) == (12, 31) and day.year != year
        return f"năm {day.year}" if is_end else f"ngày {day_name(day, year)}"

    said = f"đến hết {end(timing.by)}"
    if timing.at:
        said = f"trước{_clock(timing.at).removeprefix(' lúc')} ngày {day_name(timing.by, year)}"
    if timing.outlook:
        said = f"{said.replace('đến hết năm', 'đến năm')}, định hướng đến hết {end(timing.outlook)}"
        said = said.replace("định hướng đến hết năm", "định hướng đến năm")
    return f"{said}, bắt đầu từ ngày {day_name(timing.since, year)}" if timing.since else said


def _clock(at: time | None) -> str:
    if at is None:
        return ""
    seconds = f" phút {at.second:02d} giây" if at.second else ""
    return f" lúc {at.hour:02d} giờ {at.minute:02d}{seconds}"


def _bounds(since: date | None, until: date | None, year: int | None) -> str:
    """From when to when something goes on, after what it is."""
    if since and until and since <= until:
        named = period_name(since, until, year)
        return f" {named}" if named.startswith("từ") else f" trong {named}".replace("trong cả năm", "trong năm")
    if since:
        return f" từ ngày {day_name(since, year)}"
    return f" đến hết ngày {day_name(until, year)}" if until else ""


def _held(since: date | None, until: date | None, year: int | None) -> str:
    """The same after a plan's own words, in brackets."""
    said = _bounds(since, until, year).strip()
    return f" ({said})" if said else ""


def _rate(unit: str, interval: int) -> str:
    word = UNIT_WORDS[unit]
    return f"hằng {word}" if interval == 1 else f"{official_count(interval)} {word} một lần"


def _every(timing: Every) -> str:
    rate = _rate(timing.every, timing.interval)
    before, days = timing.before, _days(timing.days)
    named = f"trước ngày {before:02d}" if before else days
    if timing.by:
        until = f"trước{_clock(timing.at).removeprefix(' lúc')}" if timing.at else "chậm nhất"
        named = f"{until} {_days((timing.by,))}"
    part = ", ".join(WEEKDAY_WORDS[day] for day in timing.on)
    if timing.every == "month":
        part = named
    elif timing.every == "quarter" and named:
        part = f"{named} của tháng cuối quý"
    elif timing.every == "year":
        part = _of_year(timing, named)
    if not part:
        return rate
    if timing.interval > 1:
        return f"{part}, {rate}"
    return part if part.endswith(("tháng cuối quý", "tháng cuối năm")) else f"{part} {rate}"


def _of_year(timing: Every, named: str) -> str:
    months = timing.months
    listed = ", ".join(f"{month:02d}" if month <= 2 else str(month) for month in months)
    if not named:
        return "" if not months else f"tháng {listed}" if len(months) == 1 else f"các tháng {listed}"
    if not months:
        return f"{named} của tháng cuối năm"
    if len(months) == 1:
        return (
            f"{named} tháng {listed}"
            if len(timing.days) < 2 and min(timing.days, default=1) > 0 and timing.by >= 0
            else f"{named} của tháng {listed}"
        )
    return f"{named} của các tháng {listed}"


def _days(days: Sequence[int]) -> str:
    def one(day: int) -> str:
        if day > 0:
            return f"ngày {day:02d}"
        return "ngày cuối tháng" if day == -1 else f"ngày thứ {-day:02d} từ cuối tháng"

    return ", ".join(one(day) for day in days)


def _rule(timing: ByRule) -> str:
    """The rule in words where it is one weekday of the month; any other is quoted."""
    found = _RULE.match(timing.rule)
    if not found:
        return f"theo quy tắc {timing.rule}"
    interval, nth, day = int(found[1] or 1), found[2], found[3]
    codes = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), WEEKDAY_WORDS.values(), strict=True))
    part = f"{codes[day]} {_ORDINALS[nth]}"
    return f"{part}, {_rate('month', interval)}" if interval > 1 else f"{part} hằng tháng"


def _event(timing: OnEvent) -> str:
    if not timing.within:
        return timing.event
    return f"chậm nhất là {official_count(timing.within)} {_COUNTED[timing.count]} kể từ {timing.event}"


def _quota(quota: Quota, year: int | None) -> str:
    options = [said for said in (COUNTS.get(quota.counts), PARTS.get(quota.part)) if said]
    more = f" ({'; '.join(options)})" if options else ""
    much = f"{_AT_LEAST[quota.at]} {official_count(quota.count)} {quota.of}/{UNIT_WORDS[quota.per]}"
    return f"{_WHOSE[quota.whose]}{much}{_bounds(quota.since, quota.until, year)}{more}"
