"""A channel that a house shares carries the messages of all its plans, each as its own plan says."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from tests.outlets import Outlet
from tuyentruyen.editions import editions, shared_editions
from tuyentruyen.errors import PlanError
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.findings import Finding, Messages
from tuyentruyen.model.flow import Edition, Repeat
from tuyentruyen.model.house import House
from tuyentruyen.model.message import Media, Message, Withdrawal, Wording
from tuyentruyen.model.plan import Activity, Channel, Form, Home, Plan, Theme
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Ongoing
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.publish import Summary, publish
from tuyentruyen.text import VIETNAM

NOON = datetime.datetime(2026, 4, 20, 12, 0, tzinfo=VIETNAM)
UNITS = {
    key: Unit(key=key, name=name)
    for key, name in (("ubnd", "Ủy ban nhân dân"), ("so-tttt", "Sở TT&TT"), ("so-tp", "Sở Tư pháp"))
}


def channel(key: str, **fields: Any) -> Channel:
    return Channel(key=key, **{"form": "dien-tu", "backend": "outlet", "owner": "ubnd", **fields})


def plan(year: int, *own: Channel, shared: Iterable[Channel] = (), **fields: Any) -> Plan:
    """A plan of one year in a house that shares some channels."""
    home = Home(key="nha", folder=Path("nha"), shared=frozenset(f"channels.{one.key}" for one in shared))
    return Plan(
        **{
            "key": f"kh-{year}",
            "issuer": "ubnd",
            "title": f"Kế hoạch năm {year}",
            "since": datetime.date(year, 1, 1),
            "until": datetime.date(year, 12, 31),
            "link": "https://nha.example/{plan}/{key}/",
            "units": UNITS,
            "groups": {"cac-so": UnitGroup(key="cac-so", title="Các Sở", units=("so-tttt", "so-tp"))},
            "themes": {"cntt": Theme(key="cntt", title=f"CNTT {year}")},
            "forms": {"dien-tu": Form(key="dien-tu", title="Điện tử")},
            "activities": {
                "bai-viet": Activity(key="bai-viet", title="Bài viết", form="dien-tu", themes=("cntt",), when=Ongoing())
            },
            "channels": {one.key: one for one in (*shared, *own)},
            "house": home,
            **fields,
        }
    )


def house(*plans: Plan, shared: Iterable[Channel] = (), **fields: Any) -> House:
    return House(
        **{
            "key": "nha",
            "title": "Nhà chung",
            "issuer": "ubnd",
            "units": UNITS,
            "groups": plans[0].groups,
            "channels": {one.key: one for one in shared},
            "plans": plans,
            **fields,
        }
    )


def message(year: int, key: str = "", **fields: Any) -> Message:
    day = datetime.date(year, 3, 1)
    return Message(
        **{"key": key or f"tin-{year}", "title": "Tin", "body": "Nội dung", "published": day, "activity": "bai-viet", **fields}
    )  # fmt: skip


FEED = channel("tin")


def two(**fields: Any) -> House:
    return house(plan(2022, shared=[FEED]), plan(2026, shared=[FEED]), shared=[FEED], **fields)


def made(
    where: House, messages: dict[str, Any], *, plugins: tuple[Any, ...] = (), now: datetime.datetime = NOON, **options: Any
) -> list[Edition[Any]]:  # fmt: skip
    known = Plugins([("outlet", Outlet()), *plugins])
    return list(shared_editions(where, messages, known, now=now, out=Path("out"), **options))


BOTH = {"kh-2022": [message(2022)], "kh-2026": [message(2026)]}


def test_one_edition_carries_the_messages_of_every_plan_under_the_house_s_key():
    (edition,) = made(two(), BOTH)
    assert [one.key for one in edition.messages] == ["tin-2022", "tin-2026"]
    assert (edition.plan.key, edition.plan.since, edition.plan.until) == ("nha", datetime.date(2022, 1, 1), datetime.date(2026, 12, 31))  # fmt: skip
    assert (edition.channel.key, edition.channel.folder, edition.whole) == ("tin", Path("out/tin"), True)


def test_each_message_takes_link_and_themes_from_its_own_plan():
    (edition,) = made(two(), BOTH)
    assert [one.link for one in edition.messages] == ["https://nha.example/kh-2022/tin-2022/", "https://nha.example/kh-2026/tin-2026/"]  # fmt: skip
    assert [one.themes for one in edition.messages] == [("cntt",), ("cntt",)]


def test_one_theme_of_two_plans_is_one_theme_called_as_the_later_plan_calls_it():
    (edition,) = made(two(), BOTH)
    assert {key: theme.title for key, theme in edition.plan.themes.items()} == {"cntt": "CNTT 2026"}


def test_each_message_is_held_by_the_rule_of_its_own_plan():
    strict = house(plan(2022, shared=[FEED], approval="required"), plan(2026, shared=[FEED]), shared=[FEED])
    (edition,) = made(strict, BOTH)
    assert [one.key for one in edition.messages] == ["tin-2026"]
    assert [(one.code, one.message, one.channel) for one in edition.held] == [("TT304", "tin-2022", "tin")]


def test_a_message_that_its_plan_sends_elsewhere_is_not_carried():
    other = channel("rieng")
    apart = house(plan(2022, other, shared=[FEED]), plan(2026, shared=[FEED]), shared=[FEED])
    (edition,) = made(apart, {"kh-2022": [message(2022, channels=("rieng",))], "kh-2026": [message(2026)]})
    assert [one.key for one in edition.messages] == ["tin-2026"]


def test_a_message_of_another_issuer_than_the_house_s_says_whose_it_is():
    mixed = house(plan(2022, shared=[FEED], issuer="so-tp"), plan(2026, shared=[FEED]), shared=[FEED])
    (edition,) = made(mixed, BOTH)
    assert [one.unit for one in edition.messages] == ["so-tp", ""]


def test_of_two_messages_of_one_key_the_later_plan_s_stays_out_and_both_are_named():
    (edition,) = made(two(), {"kh-2022": [message(2022, "tin-a")], "kh-2026": [message(2026, "tin-a", source="content/tin-a.md")]})  # fmt: skip
    assert [one.published.year for one in edition.messages] == [2022]
    (held,) = edition.held
    assert (held.code, held.level.value, held.message, held.file) == (
        "TT601",
        "error",
        "tin-a",
        "kh-2026/content/tin-a.md",
    )
    assert "kh-2022 and kh-2026 both have a message of the key tin-a" in held.text
    assert "kh-2026" in held.mend


def test_a_key_stays_its_first_plan_s_though_that_message_is_withdrawn():
    gone = message(2022, "tin-a", withdrawn=Withdrawal(at=datetime.date(2022, 5, 1), reason="Sai"))
    (edition,) = made(two(), {"kh-2022": [gone], "kh-2026": [message(2026, "tin-a")]})
    assert edition.messages == ()
    assert [one.code for one in edition.held] == ["TT301", "TT601"]


def test_one_message_that_a_portal_brings_to_both_plans_goes_out_once():
    (edition,) = made(two(), {"kh-2022": [message(2026, "bai")], "kh-2026": [message(2026, "bai")]})
    assert [one.link for one in edition.messages] == ["https://nha.example/kh-2022/bai/"]
    assert edition.held == ()


def test_one_message_in_two_plans_goes_out_if_one_of_them_lets_it():
    strict = house(plan(2022, shared=[FEED], approval="required"), plan(2026, shared=[FEED]), shared=[FEED])
    (edition,) = made(strict, {"kh-2022": [message(2026, "bai")], "kh-2026": [message(2026, "bai")]})
    assert [one.link for one in edition.messages] == ["https://nha.example/kh-2026/bai/"]
    assert edition.held == ()


@pytest.mark.parametrize(
    ("messages", "fields"),
    [
        ({"kh-2022": [message(2022)]}, {}),
        ({**BOTH, "kh-2026": Messages(items=[message(2026)], whole=False)}, {}),
        (BOTH, {"refused": {"2027": ("hỏng",)}}),
    ],
    ids=["a plan's messages are missing", "a source of one plan failed", "a plan is refused"],
)
def test_an_edition_is_whole_only_if_every_plan_s_messages_are_there(messages, fields):
    (edition,) = made(two(**fields), messages)
    assert not edition.whole
    assert edition.messages


def test_a_message_in_error_in_one_plan_is_in_error_in_the_shared_edition():
    wrong = Messages(items=[], findings=[Finding(code="TT201", text="hỏng", message="tin-2022")])
    (edition,) = made(two(), {"kh-2022": wrong, "kh-2026": [message(2026)]})
    assert edition.in_error == {"tin-2022"}


def test_of_a_group_s_channel_each_member_carries_its_own_messages_of_every_plan():
    group = channel("so", owner="cac-so")
    many = house(plan(2022, shared=[group]), plan(2026, shared=[group]), shared=[group])
    messages = {
        "kh-2022": [message(2022, unit="so-tp"), message(2022, "chung")],
        "kh-2026": [message(2026, unit="so-tttt")],
    }
    assert {one.channel.key: [m.key for m in one.messages] for one in made(many, messages)} == {
        "so@so-tttt": ["chung", "tin-2026"],
        "so@so-tp": ["tin-2022", "chung"],
    }
    assert [one.channel.key for one in made(many, messages, channels=("so@so-tp",))] == ["so@so-tp"]


def test_recipients_are_asked_with_the_plan_that_the_message_is_of():
    class Asked:
        @hookimpl
        def tuyentruyen_recipients(self, plan: Plan, channel: Any, message: Message) -> list[str]:
            return [f"{plan.key}@{channel.key}.example"]

    (edition,) = made(two(), BOTH, plugins=(("hoi", Asked()),))
    assert [list(edition.audience(one)) for one in edition.messages] == [
        ["kh-2022@tin.example"],
        ["kh-2026@tin.example"],
    ]


def test_files_come_from_the_folder_of_each_plan():
    media = Media(path="content/anh.png", digest="d" * 32)
    homes = house(
        plan(2022, shared=[FEED], folder=Path("nha/2022")), plan(2026, shared=[FEED], folder=Path("nha/2026")), shared=[FEED]
    )  # fmt: skip
    second = evolve(media, digest="e" * 32)
    (edition,) = made(homes, {"kh-2022": [message(2022, media=[media])], "kh-2026": [message(2026, media=[second])]})
    assert dict(edition.files) == {
        "d" * 32: Path("nha/2022/content/anh.png"),
        "e" * 32: Path("nha/2026/content/anh.png"),
    }


def test_other_wording_for_a_shared_channel_is_used():
    worded = message(2022, only={"tin": Wording(title="Tin ngắn")})
    (edition,) = made(two(), {"kh-2022": [worded], "kh-2026": [message(2026)]})
    assert [one.title for one in edition.messages] == ["Tin ngắn", "Tin"]


def test_a_plan_alone_leaves_its_house_s_channels_alone():
    own = channel("rieng")
    one = plan(2026, own, shared=[FEED])
    known = Plugins([("outlet", Outlet())])
    assert [e.channel.key for e in editions(one, [message(2026)], known, now=NOON, out=Path("out"))] == ["rieng"]
    with pytest.raises(PlanError, match="the channel tin belongs to the house and is published with all its plans"):
        editions(one, [], known, now=NOON, out=Path("out"), channels=("tin",))


def test_a_preview_of_a_plan_shows_its_house_s_channels_with_its_own_messages():
    known = Plugins([("outlet", Outlet())])
    seen = editions(plan(2026, shared=[FEED]), [message(2026)], known, now=NOON, out=Path("out"), preview=True)
    assert [(e.channel.key, [m.key for m in e.messages]) for e in seen] == [("tin", ["tin-2026"])]


def test_what_is_not_there_cannot_be_asked_for():
    with pytest.raises(PlanError, match="there is no channel loa; the house shares tin") as caught:
        made(two(), {**BOTH, "kh-1999": []}, channels=("loa",))
    assert "the house has no plan of the key kh-1999" in caught.value.problems
    with pytest.raises(ValueError, match="offset"):
        made(two(), BOTH, now=datetime.datetime(2026, 4, 20))


def published(
    outlet: Outlet, where: House, messages: dict[str, Any], folder: Path, *, now: datetime.datetime = NOON
) -> Summary:
    known = Plugins([("outlet", outlet)])
    with open_ledger(folder / "ledger.db") as ledger:
        return publish(
            shared_editions(where, messages, known, now=now, out=folder / "out"), plugins=known, ledger=ledger, by="thu", clock=lambda: now
        )  # fmt: skip


def test_published_again_nothing_changes_and_a_third_plan_adds_its_own_only(tmp_path):
    outlet = Outlet(repeat=Repeat.PLACE)
    assert published(outlet, two(), BOTH, tmp_path).delivered == 2
    assert (published(outlet, two(), BOTH, tmp_path).delivered, len(outlet.sent)) == (0, 2)
    three = house(*two().plans, plan(2027, shared=[FEED]), shared=[FEED])
    summary = published(outlet, three, {**BOTH, "kh-2027": [message(2026, "tin-2027")]}, tmp_path)
    assert (summary.delivered, summary.unchanged, summary.withdrawn) == (1, 2, 0)
    assert outlet.sent[-1][0] == "tin-2027"


def test_while_a_plan_is_refused_nothing_leaves_a_shared_place(tmp_path):
    outlet = Outlet(repeat=Repeat.PLACE)
    published(outlet, two(), BOTH, tmp_path)
    broken = house(two().plans[1], shared=[FEED], refused={"2022": ("hỏng",)})
    summary = published(outlet, broken, {"kh-2026": [message(2026)]}, tmp_path)
    assert (summary.withdrawn, summary.channels[0].kept) == (0, 1)
    assert sorted(path.name for path in (tmp_path / "out/tin").iterdir() if path.name[0] != ".") == [
        "tin-2022",
        "tin-2026",
    ]


def test_a_plan_taken_off_the_list_takes_its_messages_along(tmp_path):
    outlet = Outlet(repeat=Repeat.PLACE)
    published(outlet, two(), BOTH, tmp_path)
    summary = published(outlet, house(two().plans[1], shared=[FEED]), {"kh-2026": [message(2026)]}, tmp_path)
    assert (summary.withdrawn, summary.unchanged) == (1, 1)


def test_a_push_is_sent_once_whichever_plan_joins_later(tmp_path):
    outlet = Outlet()
    fresh = {"kh-2022": [], "kh-2026": [message(2026, published=datetime.date(2026, 4, 18))]}
    assert published(outlet, two(), fresh, tmp_path).delivered == 1
    three = house(*two().plans, plan(2027, shared=[FEED]), shared=[FEED])
    assert published(outlet, three, {**fresh, "kh-2027": []}, tmp_path).delivered == 0
    assert [key for key, _ in outlet.sent] == ["tin-2026"]


def test_a_new_house_does_not_send_the_years_that_went_before(tmp_path):
    outlet = Outlet()
    summary = published(outlet, two(), BOTH, tmp_path)
    assert (summary.delivered, sorted(one.message for one in summary.channels[0].left_out)) == (
        0,
        ["tin-2022", "tin-2026"],
    )
    assert {one.code for one in summary.channels[0].left_out} == {"TT403"}
