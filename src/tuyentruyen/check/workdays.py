"""The calendar of working days: public holidays that nobody knows here, and days that contradict one another."""

from __future__ import annotations

from collections.abc import Iterator

from tuyentruyen.check.case import Case, Fault
from tuyentruyen.schedule.workdays import day_off_name, knows_holidays, years_not_announced
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr

_INSTALL = "pip install 'tuyentruyen[holidays]'"


def unknown_holidays(case: Case) -> Iterator[Fault]:
    """The plan takes public holidays from a library that is not installed."""
    calendar = case.plan.calendar
    if not calendar.shift and not knows_holidays(calendar):
        yield Fault(
            "plan.calendar.country",
            tr(
                "the public holidays of {country!r} are not known here: days off are not shown",
                country=calendar.country,
            ),
            tr("install them with: {line}", line=_INSTALL),
        )


def unknown_moves(case: Case) -> Iterator[Fault]:
    """Due days are to be moved off public holidays that a library knows which is not installed."""
    calendar = case.plan.calendar
    if calendar.shift and not knows_holidays(calendar):
        yield Fault(
            "plan.calendar.shift",
            tr("the public holidays of {country!r} are not known here: nothing can be moved", country=calendar.country),
            tr("install them with: {line}", line=_INSTALL),
        )


def years_without_announcement(case: Case) -> Iterator[Fault]:
    """A year of the plan has public holidays that were computed and not announced."""
    plan = case.plan
    if not knows_holidays(plan.calendar):
        return
    years = years_not_announced(plan.calendar, since=plan.since, until=plan.until)
    if years:
        shown = ", ".join(map(str, years[:5])) + (", …" if len(years) > 5 else "")
        yield Fault(
            "plan.calendar.country",
            tr(
                "days off at Tết and swapped Saturdays are not announced for {years}, as far as is known here",
                years=shown,
            ),
            tr("write the days that were announced into off and work, or update the library of public holidays"),
        )


def working_days_anyway(case: Case) -> Iterator[Fault]:
    """A day that is named as worked is a working day anyway, or is named as off as well."""
    calendar = case.plan.calendar
    if not knows_holidays(calendar):
        return
    others = type(calendar)(country=calendar.country)
    off = [(stretch.since, stretch.until or stretch.since) for stretch in calendar.off]
    for number, day in enumerate(calendar.work):
        place = f"plan.calendar.work[{number}]"
        if any(since <= day <= until for since, until in off):
            yield Fault(
                place,
                tr("{day} is named as worked and as off; it counts as worked", day=short_date(day)),
                tr("take it out of work, or out of off"),
            )
        elif not day_off_name(day, calendar=others):
            yield Fault(
                place,
                tr("{day} is a working day anyway, so nothing is swapped", day=short_date(day)),
                tr(
                    "compare it with the announcement: a day that is worked instead is a Saturday, a Sunday or a holiday"
                ),
            )
