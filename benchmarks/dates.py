"""Dates and occurrences of 100,000 weekly activities over a year, against one ``dateutil.rrule`` for each activity."""

from __future__ import annotations

import datetime
import gc
import random
import time
from collections import deque
from collections.abc import Iterator, Mapping

from dateutil.rrule import WEEKLY, rrule

from benchmarks.rows import Row, run
from tuyentruyen.model.plan import Activity, Form, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.model.when import WEEKDAYS, Every
from tuyentruyen.schedule import dates, occurrences

ACTIVITIES = 100_000
MEASURED = 10_000
"""Activities on which the peer's time is measured; it is scaled up to all."""
SINCE, UNTIL = datetime.date(2022, 1, 1), datetime.date(2022, 12, 31)


def _plan() -> Plan:
    chance = random.Random(2022)
    units = {key: Unit(key=key, name=key) for key in ("so-tttt", "so-vhtt", "vp-ubnd")}
    activities = {}
    for number in range(ACTIVITIES):
        key = f"loa-{number}"
        when = Every(
            every="week",
            interval=chance.choice((1, 1, 1, 1, 2, 4)),
            on=tuple(chance.sample(WEEKDAYS, chance.choice((1, 1, 2)))),
            at=datetime.time(chance.randrange(6, 19), chance.choice((0, 30))),
        )
        owner = (chance.choice(tuple(units)),)
        activities[key] = Activity(key=key, title="Loa", form="co-so", themes=("*",), when=when, units=owner)
    return Plan(
        key="loa",
        issuer="vp-ubnd",
        title="Loa",
        since=SINCE,
        until=UNTIL,
        units=units,
        forms={"co-so": Form(key="co-so", title="Cơ sở")},
        activities=activities,
    )


def _peer(when: Every) -> rrule:
    return rrule(
        WEEKLY,
        interval=when.interval,
        byweekday=[WEEKDAYS.index(name) for name in when.on],
        dtstart=datetime.datetime.combine(SINCE, datetime.time()),
        until=datetime.datetime.combine(UNTIL, datetime.time()),
    )


def _prove(plan: Plan, timings: Mapping[str, Every]) -> None:
    """The days of every activity are the peer's, one by one, bare and as occurrences."""
    known: dict[tuple[int, tuple[str, ...]], list[datetime.date]] = {}
    expected: dict[str, Iterator[datetime.date]] = {}
    for key, when in timings.items():
        days = known.get((when.interval, when.on))
        if days is None:
            days = known[when.interval, when.on] = [moment.date() for moment in _peer(when)]
        assert list(dates(when, since=SINCE, until=UNTIL)) == days, key
        expected[key] = iter(days)
    for occurrence in occurrences(plan):
        assert occurrence.start.date() == next(expected[occurrence.activity]), occurrence
        assert occurrence.start.time() == timings[occurrence.activity].at, occurrence
    assert not any(tuple(rest) for rest in expected.values())


def rows() -> Iterator[Row]:
    """Two rows: bare dates, and occurrences in order. The days are proved equal first."""
    plan = _plan()
    timings = {key: activity.when for key, activity in plan.activities.items() if isinstance(activity.when, Every)}
    _prove(plan, timings)
    gc.collect()

    step = ACTIVITIES // MEASURED
    begun = time.perf_counter()
    for when in tuple(timings.values())[::step]:
        deque(_peer(when), maxlen=0)
    peer = (time.perf_counter() - begun) * step

    begun = time.perf_counter()
    for when in timings.values():
        deque(dates(when, since=SINCE, until=UNTIL), maxlen=0)
    bare = time.perf_counter() - begun

    begun = time.perf_counter()
    deque(occurrences(plan), maxlen=0)
    whole = time.perf_counter() - begun

    work = f"dates of {ACTIVITIES:,} weekly activities over a year"
    against = "dateutil.rrule per activity"
    note = f"peer measured on {MEASURED:,} of them and scaled"
    yield Row(work=work, value=bare, peer=peer, against=against, floor=50, note=note)
    yield Row(work=f"{work}, as occurrences in order", value=whole, peer=peer, against=against, floor=3, note=note)


if __name__ == "__main__":
    run(rows)
