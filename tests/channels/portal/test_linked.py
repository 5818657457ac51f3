"""What pages say to programs, in JSON-LD: each thing with the properties of its type, and events with a day and a place alone."""

from __future__ import annotations

import datetime
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve

from tuyentruyen.channels import portal
from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.editions import editions
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Activity, Channel, Form, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import During, Every, OnDay
from tuyentruyen.plugins import Plugins
from tuyentruyen.text import VIETNAM

BASE = "https://mau.example/"
NOW = datetime.datetime(2022, 4, 20, 9, tzinfo=VIETNAM)
DAY = datetime.date(2022, 5, 5)
PLUGINS = Plugins([("portal", portal)])
REQUIRED = {
    "WebSite": {"name", "url", "inLanguage", "publisher"},
    "GovernmentOrganization": {"@id", "name", "url"},
    "NewsArticle": {"@id", "url", "mainEntityOfPage", "headline", "datePublished", "dateModified", "author", "publisher", "description"},
    "GovernmentService": {"@id", "url", "name", "serviceType", "provider"},
    "Event": {"name", "startDate", "location", "eventStatus", "organizer", "url"},
}  # fmt: skip
"""Of schema.org, what search engines ask for and what a reader of such data can count on."""
OFFLINE, ONLINE, MIXED = (f"https://schema.org/{way}EventAttendanceMode" for way in ("Offline", "Online", "Mixed"))


def plan(*activities: Activity, modes: tuple[str, ...] = ("in-person",), kinds: tuple[str, ...] = ("event",)) -> Plan:
    units = (
        Unit(key="ubnd", name="Ủy ban", address="1 Phố Mẫu", link="https://ubnd.example/"),
        Unit(key="a", name="Phường A", level="commune", address="2 Phố Mẫu"),
        Unit(key="b", name="Phường B", level="commune"),
    )
    return Plan(
        key="mau-2022", issuer="ubnd", title="Kế hoạch mẫu", since=datetime.date(2022, 1, 1), until=datetime.date(2022, 12, 31),
        units={unit.key: unit for unit in units}, groups={"phuong": UnitGroup(key="phuong", title="Phường", units=("a", "b"))},
        forms={"hoi-nghi": Form(key="hoi-nghi", title="Hội nghị", kinds=kinds, modes=modes)},
        themes={"cntt": Theme(key="cntt", title="Công nghệ thông tin")},
        procedures={"khai-sinh": Procedure(key="khai-sinh", title="Đăng ký khai sinh")},
        activities={one.key: one for one in activities},
        channels={"cong": Channel(key="cong", form="hoi-nghi", backend="portal", owner="ubnd", settings={"base": BASE})},
    )  # fmt: skip


def activity(key: str = "toa-dam", **fields) -> Activity:
    given = {
        "title": "Tọa đàm",
        "form": "hoi-nghi",
        "themes": ("cntt",),
        "units": ("ubnd",),
        "when": OnDay(day=DAY),
        **fields,
    }
    return Activity(key=key, **given)  # fmt: skip


def edition(of: Plan, now: datetime.datetime = NOW):
    message = Message(key="tin", title="Tin", body="Nội dung.", published=NOW - datetime.timedelta(hours=1))
    (one,) = editions(of, [message], PLUGINS, now=now, out=Path("out"))
    return one


class _Scripts(HTMLParser):
    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = False
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag, attrs):
        self._inside = tag == "script" and dict(attrs).get("type") == "application/ld+json"
        if self._inside:
            self.texts.append("")

    def handle_endtag(self, _tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.texts[-1] += data


def things(page: bytes):
    """Every thing that a page tells of."""
    found = []
    for text in _Scripts(page).texts:
        told = json.loads(text)
        assert told.pop("@context") == "https://schema.org"
        found += told.get("@graph", [told])
    return found


def events(of: Plan, **settings):
    made = edition(of)
    channel = evolve(made.channel, settings=evolve(made.channel.settings, **settings))
    files = {one.key: one for one in PortalBackend().render(evolve(made, channel=channel))}
    return things(files["sap-toi/index.html"].produce())


def test_every_thing_of_every_page_has_the_properties_of_its_type():
    files = {one.key: one.produce() for one in PortalBackend().render(edition(plan(activity())))}
    found = [thing for key, page in files.items() if key.endswith("index.html") for thing in things(page)]
    assert {thing["@type"] for thing in found} == set(REQUIRED)
    for thing in found:
        assert REQUIRED[thing["@type"]] <= set(thing), thing
        assert all(thing.values())


def test_an_event_of_a_day_says_what_where_and_by_whom():
    assert events(plan(activity())) == [
        {
            "@type": "Event",
            "name": "Tọa đàm",
            "startDate": "2022-05-05",
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": OFFLINE,
            "location": {"@type": "Place", "name": "Ủy ban", "address": "1 Phố Mẫu"},
            "url": "https://mau.example/sap-toi/",
            "organizer": {
                "@type": "GovernmentOrganization",
                "@id": "https://mau.example/don-vi/ubnd/#don-vi",
                "name": "Ủy ban",
                "url": "https://mau.example/don-vi/ubnd/",
            },
            "inLanguage": "vi",
        }
    ]


def test_a_beginning_has_its_offset_where_the_plan_names_the_time():
    (told,) = events(plan(activity(when=OnDay(day=DAY, at=datetime.time(8, 30)))))
    assert told["startDate"] == "2022-05-05T08:30:00+07:00"


@pytest.mark.parametrize(
    ("modes", "way", "places"),
    [
        (("in-person",), OFFLINE, ["Place"]),
        (("online",), ONLINE, ["VirtualLocation"]),
        (("hybrid",), MIXED, ["Place", "VirtualLocation"]),
        (("in-person", "online", "hybrid"), None, ["Place"]),
        ((), None, ["Place"]),
    ],
)
def test_how_an_event_is_held_says_where_it_is(modes, way, places):
    (told,) = events(plan(activity(), modes=modes))
    location = told["location"]
    assert [one["@type"] for one in (location if isinstance(location, list) else [location])] == places
    assert told.get("eventAttendanceMode") == way


def test_an_event_of_which_no_place_is_known_is_told_to_people_alone():
    for modes in (("in-person",), ("online",), ("hybrid",), ()):
        assert events(plan(activity(units=("b",)), modes=modes)) == []
    assert events(plan(activity(units=("a",)), modes=("online",))) == []


def test_each_member_of_a_group_holds_its_own_and_units_together_one():
    told = events(plan(activity(units=(), each="phuong")))
    assert [(one["organizer"]["name"], one["location"]["address"]) for one in told] == [("Phường A", "2 Phố Mẫu")]
    (told,) = events(plan(activity(units=("b", "a", "ubnd"))))
    assert [one["name"] for one in told["organizer"]] == ["Phường B", "Phường A", "Ủy ban"]
    assert told["location"]["name"] == "Phường A"


@pytest.mark.parametrize(
    "when",
    [
        During(since=datetime.date(2022, 4, 25), until=datetime.date(2022, 5, 5)),
        Every(every="month"),
        OnDay(day=datetime.date(2022, 4, 19)),
        OnDay(day=datetime.date(2022, 8, 1)),
    ],
)
def test_what_has_no_day_yet_or_is_past_or_far_is_no_event(when):
    assert events(plan(activity(when=when))) == []


def test_what_is_no_event_or_rides_on_another_is_none():
    assert events(plan(activity(), kinds=("press", "portal"))) == []
    rides = activity("long-ghep", integrated_into="toa-dam", title="Lồng ghép")
    assert [one["name"] for one in events(plan(activity(), rides))] == ["Tọa đàm"]


def test_events_that_recur_are_told_each_by_its_day_and_there_is_an_end_of_them():
    told = events(plan(activity(when=Every(every="week", on=("tue",), at=datetime.time(14)))))
    days = ["2022-04-26", "2022-05-03", "2022-05-10", "2022-05-17", "2022-05-24"]
    assert [one["startDate"] for one in told] == [f"{day}T14:00:00+07:00" for day in days]
    many = plan(*(activity(f"hop-{n}", when=Every(every="week", on=("tue",))) for n in range(60)))
    assert len(events(many)) == 100


def test_without_an_address_of_the_site_an_event_has_none():
    (told,) = events(plan(activity()), base="")
    assert "url" not in told
    assert told["organizer"] == {"@type": "GovernmentOrganization", "name": "Ủy ban", "url": "https://ubnd.example/"}


@pytest.mark.parametrize(
    "fields", [{"title": "Tên khác"}, {"when": OnDay(day=DAY, at=datetime.time(9))}, {"units": ("a",)}]
)
def test_what_changes_an_event_changes_the_fingerprint_of_its_page(fields):
    def page(of: Plan):
        (one,) = [one for one in PortalBackend().render(edition(of)) if one.key == "sap-toi/index.html"]
        return one.fingerprint, one.produce()

    before, after = page(plan(activity())), page(plan(activity(**fields)))
    assert before[1] != after[1]
    assert before[0] != after[0]


def test_a_title_cannot_end_the_script_in_which_an_event_stands():
    title = "</script><script>alert(1)</script>"
    made = edition(plan(activity(title=title)))
    (page,) = [one.produce() for one in PortalBackend().render(made) if one.key == "sap-toi/index.html"]
    assert b"<script>" not in page
    assert [thing["name"] for thing in things(page)] == [title]
