"""What the plan brings to the public on a day that stands: conferences, meetings, open days, as programs read of them.

An activity is an event if its form is of the kind ``event`` and its day is fixed; one that is due within weeks has no day yet. Search
engines ask for a name, a beginning and a place: what has no place is told to people alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from tuyentruyen.channels.portal.coming import due
from tuyentruyen.model.duties import doers, members
from tuyentruyen.model.flow import Edition, Occurrence
from tuyentruyen.model.plan import Activity
from tuyentruyen.model.units import Unit
from tuyentruyen.model.when import Every, singles
from tuyentruyen.text import in_vietnam

Table = dict[str, Any]
_MOST = 100
_MODES = {"in-person": "Offline", "online": "Online", "hybrid": "Mixed"}


def events(edition: Edition[Any], named: Callable[[Unit], Table], page: str) -> list[Table]:
    """The events of the next weeks in the terms of schema.org, by day; at most 100.

    What rides on another activity is no event of its own. What is held in more than one way is told without the way.

    Args:
        edition: What the channel publishes.
        named: A unit in brief.
        page: Address of the page that lists them; empty if it has none.
    """
    found = list[Table]()
    if not any("event" in form.kinds for form in edition.plan.forms.values()):
        return []
    for day, plan, key, whose in due(edition):
        activity = plan.activities[key]
        form = plan.forms.get(activity.form)
        if form is None or "event" not in form.kinds or activity.integrated_into or not _names_its_day(activity):
            continue
        mode = form.modes[0] if len(form.modes) == 1 else ""
        for one in whose:
            keys = (one.unit,) if one.unit else doers(plan, activity)
            units = [unit for name in keys for unit in members(plan, name, day)]
            if _is_on_a_day(one) and (places := list(_places(units, mode))):
                organizers = [named(unit) for unit in units]
                found.append({
                    "@type": "Event", "name": activity.title, "startDate": _beginning(one, day),
                    "eventStatus": "https://schema.org/EventScheduled",
                    **({"eventAttendanceMode": f"https://schema.org/{_MODES[mode]}EventAttendanceMode"} if mode else {}),
                    "location": places[0] if len(places) == 1 else places,
                    **({"url": page} if page else {}), "organizer": organizers[0] if len(organizers) == 1 else organizers, "inLanguage": plan.language,
                })  # fmt: skip
            if len(found) == _MOST:
                return found
    return found


def _names_its_day(activity: Activity) -> bool:
    """Whether the plan says on which days; of "every month" the last day is meant, which is no day to come on."""
    whens = singles(activity.when) if activity.when else ()
    return all(not isinstance(one, Every) or one.every == "day" or bool(one.on or one.days) for one in whens)


def _is_on_a_day(one: Occurrence) -> bool:
    """Whether all of its window is one day: of a longer one the day is not known yet."""
    start, last = in_vietnam(one.start), in_vietnam(one.end) - datetime.timedelta(seconds=1)
    return start.date() == last.date()


def _beginning(one: Occurrence, day: datetime.date) -> str:
    """The moment with its offset, or the day where the plan names no time."""
    return in_vietnam(one.start).isoformat() if one.due == one.start else day.isoformat()


def _places(units: list[Unit], mode: str) -> Iterator[Table]:
    """Where it is: at the first of those who hold it whose address is known, and on the portal of the first that has one."""
    place = next((unit for unit in units if unit.address), None)
    if mode != "online" and place is not None:
        yield {"@type": "Place", "name": place.name, "address": place.address}
    online = next((unit for unit in units if unit.link), None)
    if online is not None and (mode == "online" or (mode == "hybrid" and place is not None)):
        yield {"@type": "VirtualLocation", "url": online.link}
