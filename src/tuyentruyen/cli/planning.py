"""The command ``schedule``: what is due, from whom, by when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import click

from tuyentruyen.cli.arguments import Day, command, must_know, plan_argument
from tuyentruyen.cli.console import Console
from tuyentruyen.cli.faults import DONE
from tuyentruyen.model.duties import is_asked
from tuyentruyen.model.flow import Occurrence
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import read_plan
from tuyentruyen.roles import name_of, request, together
from tuyentruyen.schedule import occurrences
from tuyentruyen.schedule.workdays import day_off_name, knows_holidays, next_workday
from tuyentruyen.text import short_date
from tuyentruyen.wording import tr


def schedule(
    console: Console, *, plan: Path, units: tuple[str, ...], activities: tuple[str, ...],
    since: datetime.date | None, until: datetime.date | None,
) -> int:  # fmt: skip
    """Prints one line for each duty, in order of time."""
    if since and until and until < since:
        raise click.UsageError(tr("--until ({until}) is before --from ({since})", until=until, since=since))
    read = read_plan(plan)
    must_know(units, [*read.units, *read.groups], tr("The plan has no unit or group {key}; it has: {known}"))
    must_know(activities, list(read.activities), tr("The plan has no activity {key}; it has: {known}"))
    due = asked = 0
    only_asked: dict[tuple[str, str], bool] = {}
    is_known = knows_holidays(read.calendar)
    for one in occurrences(read, since=since, until=until, activities=activities, units=units):
        days = when_due(one) + (_off(read, one) if is_known else "")
        duty = (one.activity, one.unit)
        if duty not in only_asked:
            only_asked[duty] = is_asked(read, read.activities[one.activity], one.unit)
        who = request(_who(read, one)) if only_asked[duty] else _who(read, one)
        console.line("  ".join((days, who, one.activity, _what(read, one))))
        asked += only_asked[duty]
        due += not only_asked[duty]
    if not is_known:
        console.note(
            tr(
                "Days off are not shown, for public holidays are not known here; mend it with: {line}",
                line="pip install 'tuyentruyen[holidays]'",
            )
        )
    if due or not asked:
        console.note(tr("Due: {count}", count=due))
    if asked:
        console.note(tr("Asked for: {count}", count=asked))
    return DONE


def when_due(one: Occurrence) -> str:
    """When an occurrence is due, in words; the last day of a window is the day before its end."""
    last = (one.end - datetime.timedelta(microseconds=1)).date()
    if one.due is None:
        return tr("{first} to {last}, no set day", first=short_date(one.start.date()), last=short_date(last))
    if one.start.date() == last:
        day = short_date(last)
        return f"{day} {one.start:%H:%M}" if (one.start.hour, one.start.minute) != (0, 0) else day
    return tr("{first} to {last}", first=short_date(one.start.date()), last=short_date(last))


def _off(plan: Plan, one: Occurrence) -> str:
    """Where the last day is a day off, why it is and the next working day; a moment of a day is no such deadline."""
    if one.due is None or one.due.time() < datetime.time(23, 59, 59):
        return ""
    day = one.due.date()
    why = day_off_name(day, calendar=plan.calendar)
    if not why:
        return ""
    open_day = short_date(next_workday(day, calendar=plan.calendar))
    return " " + tr("({why}; next working day {day})", why=why, day=open_day)


def _who(plan: Plan, one: Occurrence) -> str:
    return name_of(plan, one.unit) if one.unit else together(plan, plan.activities[one.activity])


def _what(plan: Plan, one: Occurrence) -> str:
    activity = plan.activities.get(one.activity)
    title = activity.title if activity else ""
    return f"{title} ({one.count} {activity.quota.of})" if activity and activity.quota else title


def commands() -> Iterator[click.Command]:
    """The commands, worded in the language in use."""
    yield command(
        "schedule",
        schedule,
        plan_argument(),
        click.Option(
            ["--unit", "units"],
            multiple=True,
            metavar=tr("KEY"),
            help=tr("Only duties of this unit or group; may be repeated."),
        ),
        click.Option(
            ["--activity", "activities"],
            multiple=True,
            metavar=tr("KEY"),
            help=tr("Only this activity; may be repeated."),
        ),
        click.Option(["--from", "since"], type=Day(), help=tr("From this day on. Default: the plan's first day.")),
        click.Option(["--until"], type=Day(), help=tr("Up to this day, which counts. Default: the plan's last day.")),
        help=tr(
            "Print what is due. One line for each duty, with its days, its unit and its activity, in order of time."
        ),
        examples=(
            ("tuyentruyen schedule --unit so-tttt", tr("What one unit has to do.")),
            ("tuyentruyen schedule ke-hoach --from 2022-07-01 --until 2022-07-31", tr("What is due in one month.")),
        ),
    )
