"""Where a message goes, and what may go out when: each bound just before, on it, and after."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.outlets import Outlet, OutletSettings
from tuyentruyen.editions import editions, goes_to, hold, prepared
from tuyentruyen.errors import PlanError
from tuyentruyen.model.findings import Level, Messages
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Approval, Media, Message, Withdrawal, Wording
from tuyentruyen.model.plan import Activity, Channel, Form, Plan, Theme
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.when import Ongoing
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.text import VIETNAM

NOON = datetime.datetime(2022, 4, 20, 12, 0, tzinfo=VIETNAM)
SECOND = datetime.timedelta(seconds=1)


def channel(key: str, **fields: Any) -> Channel:
    return Channel(key=key, **{"form": "dien-tu", "backend": "outlet", "owner": "ubnd", **fields})


def plan(*channels: Channel, **fields: Any) -> Plan:
    units = (
        Unit(key="ubnd", name="Ủy ban nhân dân thành phố"),
        Unit(key="quan-a", name="Quận A", parent="ubnd", until=datetime.date(2025, 6, 30)),
        Unit(key="quan-b", name="Quận B", parent="ubnd"),
    )
    activities = (
        Activity(key="bai-viet", title="Bài viết", form="dien-tu", themes=("cntt",), when=Ongoing()),
        Activity(key="phat-thanh", title="Phát thanh", form="co-so", themes=("*",), when=Ongoing()),
        Activity(
            key="gui-rieng", title="Gửi riêng", form="co-so", themes=("cntt",), when=Ongoing(), channels=("rieng",)
        ),
    )
    themes = (
        Theme(key="cntt", title="CNTT"),
        Theme(key="dvc", title="DVC", parent="cntt"),
        Theme(key="ket-qua", title="Kết quả"),
    )
    return Plan(
        **{
            "key": "mau-2022",
            "issuer": "ubnd",
            "title": "Kế hoạch mẫu",
            "since": datetime.date(2022, 1, 1),
            "until": datetime.date(2022, 12, 31),
            "units": {u.key: u for u in units},
            "groups": {"cac-quan": UnitGroup(key="cac-quan", title="Các quận", units=("quan-a", "quan-b"))},
            "forms": {key: Form(key=key, title=key) for key in ("dien-tu", "co-so")},
            "themes": {t.key: t for t in themes},
            "activities": {a.key: a for a in activities},
            "channels": {c.key: c for c in channels or (channel("tin"),)},
            **fields,
        }
    )


def message(key: str = "tin-a", **fields: Any) -> Message:
    return Message(key=key, **{"title": "Tin", "body": "Nội dung", "published": datetime.date(2022, 4, 1), **fields})


def made(
    where: Plan, *messages: Message, plugins: tuple[Any, ...] = (), now: datetime.datetime = NOON, **options: Any
) -> list[Edition[Any]]:
    known = Plugins([("outlet", Outlet()), *plugins])
    return list(editions(where, messages, known, now=now, out=Path("out"), **options))


def keys(edition: Edition[Any]) -> list[str]:
    return [m.key for m in edition.messages]


@pytest.mark.parametrize(
    ("fields", "before", "on", "after"),
    [
        ({"published": NOON}, "TT307", None, None),
        ({"published": datetime.date(2022, 4, 1), "embargo": NOON}, "TT306", None, None),
        ({"expires": NOON}, None, "TT302", "TT302"),
        ({"withdrawn": Withdrawal(at=NOON, reason="Sai giờ")}, None, "TT301", "TT301"),
        ({"status": "draft"}, "TT303", "TT303", "TT303"),
    ],
    ids=["published", "embargo", "expires", "withdrawn", "draft"],
)
def test_what_may_go_out_just_before_on_and_after(fields, before, on, after) -> None:
    for now, expected in ((NOON - SECOND, before), (NOON, on), (NOON + SECOND, after)):
        (edition,) = made(plan(), message(**fields), now=now)
        assert keys(edition) == ([] if expected else ["tin-a"])
        assert [f.code for f in edition.held] == ([expected] if expected else [])


def test_the_last_day_counts_and_the_first_instant_of_a_day_is_its_beginning() -> None:
    lasting = message(published=datetime.date(2022, 4, 20), expires=datetime.date(2022, 4, 30))
    moments = {
        datetime.datetime(2022, 4, 19, 23, 59, 59, tzinfo=VIETNAM): [],
        datetime.datetime(2022, 4, 20, 0, 0, tzinfo=VIETNAM): ["tin-a"],
        datetime.datetime(2022, 4, 30, 23, 59, 59, tzinfo=VIETNAM): ["tin-a"],
        datetime.datetime(2022, 5, 1, 0, 0, tzinfo=VIETNAM): [],
        datetime.datetime(2022, 4, 30, 17, 0, tzinfo=datetime.UTC): [],
    }
    assert {now: keys(made(plan(), lasting, now=now)[0]) for now in moments} == moments


def test_an_unapproved_text_stays_in_and_a_changed_one_is_unapproved_again() -> None:
    required = plan(approval="required")
    draft = message()
    approval = Approval(by="Nguyễn Thị Mẫu", at=NOON, digest=draft.text_digest)
    cases = {
        "TT304": draft,
        "TT305": message(approval=approval, body="Nội dung đã sửa"),
        "": message(approval=approval),
    }
    for code, text in cases.items():
        (edition,) = made(required, text)
        assert [f.code for f in edition.held] == ([code] if code else [])
        assert keys(edition) == ([] if code else ["tin-a"])
    assert keys(made(plan(), draft)[0]) == ["tin-a"]


def test_a_preview_shows_what_is_to_come_and_not_what_was_taken_back() -> None:
    shown = [
        message("nhap", status="draft"),
        message("mai", published=NOON + SECOND),
        message("cam", embargo=NOON + SECOND),
        message("chua-duyet"),
    ]
    gone = [message("rut", withdrawn=Withdrawal(at=NOON, reason="Sai")), message("het", expires=NOON)]
    (edition,) = made(plan(approval="required"), *shown, *gone, preview=True)
    assert keys(edition) == ["nhap", "mai", "cam", "chua-duyet"]


def test_a_veto_holds_a_message_with_its_reason() -> None:
    class Press:
        @hookimpl
        def tuyentruyen_may_publish(self, message):
            return "chờ Sở Tư pháp thẩm định" if message.key == "tin-b" else None

    (edition,) = made(plan(), message(), message("tin-b"), plugins=(("bao-chi", Press()),))
    assert keys(edition) == ["tin-a"]
    assert [(f.code, f.text) for f in edition.held] == [("TT309", "plugin bao-chi objects: chờ Sở Tư pháp thẩm định")]
    assert edition.whole


def test_a_veto_that_breaks_holds_the_message_and_leaves_what_stands() -> None:
    class Breaks:
        @hookimpl
        def tuyentruyen_may_publish(self, message):
            raise RuntimeError("hỏng")

    (edition,) = made(plan(), message(), plugins=(("hong", Breaks()),))
    assert (keys(edition), edition.whole) == ([], False)
    assert [(f.code, f.level) for f in edition.held] == [("TT308", Level.ERROR)]


def test_a_source_that_failed_makes_every_edition_not_whole() -> None:
    known = Plugins([("outlet", Outlet())])
    (edition,) = editions(plan(), Messages(items=[message()], whole=False), known, now=NOON, out=Path("out"))
    assert not edition.whole


ROUTES = {
    # the message's own channels, else its activity's, else those whose form, themes and unit match
    "own": (message(channels=("rieng",)), ["rieng"]),
    "own, though the form differs": (message(channels=("tin",), activity="phat-thanh"), ["tin"]),
    "the activity's": (message(activity="gui-rieng"), ["rieng"]),
    "form": (message(activity="phat-thanh"), ["loa"]),
    "theme": (message(themes=("cntt",)), ["tin", "rieng", "loa", "theo-cntt", "cua-quan-a"]),
    "a theme below": (message(themes=("dvc",)), ["tin", "rieng", "loa", "theo-cntt", "cua-quan-a"]),
    "another theme": (message(themes=("ket-qua",)), ["tin", "rieng", "loa", "cua-quan-a"]),
    "the activity's themes": (message(activity="bai-viet"), ["tin", "rieng", "theo-cntt", "cua-quan-a"]),
    "unit": (message(unit="quan-b", themes=("ket-qua",)), ["tin", "rieng", "loa"]),
    "its unit": (message(unit="quan-a", themes=("ket-qua",)), ["tin", "rieng", "loa", "cua-quan-a"]),
}


@pytest.mark.parametrize("case", ROUTES)
def test_one_rule_routes_a_message(case: str) -> None:
    text, expected = ROUTES[case]
    where = plan(
        channel("tin"),
        channel("rieng"),
        channel("loa", form="co-so"),
        channel("theo-cntt", themes=("cntt",)),
        channel("cua-quan-a", units=("quan-a",)),
    )
    assert [e.channel.key for e in made(where, text) if e.messages] == expected


def test_a_groups_channel_is_one_per_member_that_exists_that_day() -> None:
    where = plan(channel("feed", owner="cac-quan"))
    texts = (
        message("chung"),
        message("cua-a", unit="quan-a"),
        message("cua-b", unit="quan-b"),
        message("cua-tp", unit="ubnd"),
    )
    then = {e.channel.key: keys(e) for e in made(where, *texts)}
    later = {e.channel.key: e.channel.owner.name for e in made(where, *texts, now=NOON.replace(year=2026))}
    assert then == {"feed@quan-a": ["chung", "cua-a"], "feed@quan-b": ["chung", "cua-b"]}
    assert later == {"feed@quan-b": "Quận B"}


def test_a_message_may_name_one_member_of_a_groups_channel() -> None:
    where = plan(channel("feed", owner="cac-quan"))
    found = {e.channel.key: keys(e) for e in made(where, message(channels=("feed@quan-b",)))}
    assert found == {"feed@quan-a": [], "feed@quan-b": ["tin-a"]}


def test_channels_can_be_chosen_and_an_unknown_one_is_refused() -> None:
    where = plan(channel("tin"), channel("feed", owner="cac-quan"))
    assert [e.channel.key for e in made(where, channels=["feed@quan-b", "tin"])] == ["tin", "feed@quan-b"]
    with pytest.raises(PlanError, match="there is no channel tim; the plan has tin, feed"):
        made(where, channels=["tim"])


def test_a_link_is_made_from_the_plans_pattern_unless_the_message_has_one() -> None:
    where = plan(link="https://kstthc.hanoi.example/{theme}/{unit}/{key}/")
    assert prepared(where, message(activity="bai-viet")).link == "https://kstthc.hanoi.example/cntt/ubnd/tin-a/"
    own = message(link="https://khac.example/1")
    assert prepared(where, own).link == "https://khac.example/1"
    assert prepared(plan(), message()).link == ""


def test_a_channel_may_have_its_own_wording() -> None:
    where = plan(channel("tin"), channel("loa", themes=()))
    text = message(summary="Tóm tắt", only={"loa": Wording(title="Nghe đây", body="Kính thưa bà con")})
    tin, loa = made(where, text)
    assert [(m.title, m.body, m.summary) for m in tin.messages] == [("Tin", "Nội dung", "Tóm tắt")]
    assert [(m.title, m.body, m.summary) for m in loa.messages] == [("Nghe đây", "Kính thưa bà con", "Tóm tắt")]


def test_settings_are_structured_and_faults_keep_only_their_channel_out() -> None:
    where = plan(
        channel("tot", settings={"window": 5}),
        channel("sai", settings={"windo": 5}),
        channel("la", backend="khong-co"),
        channel("ma", owner="khong-ai"),
    )
    good, wrong, unknown, nobody = made(where, message())
    assert good.channel.settings == OutletSettings(window=5)
    assert good.fault == ""
    assert "windo" in wrong.fault
    assert "window" in wrong.fault
    assert "no plugin brings a backend 'khong-co'" in unknown.fault
    assert "its owner khong-ai is not in the plan" in nobody.fault


def test_an_owner_that_no_longer_exists_is_named() -> None:
    (edition,) = made(plan(channel("tin", owner="quan-a")), now=NOON.replace(year=2026))
    assert edition.fault == "its owner Quận A does not exist on 20/04/2026"


def test_an_audience_is_asked_of_plugins_only_when_it_is_wanted() -> None:
    asked = []

    class People:
        @hookimpl
        def tuyentruyen_recipients(self, plan, channel, message):
            asked.append((plan.key, channel.key, message.key))
            return iter([f"{message.key}@hop-thu.example"])

    (edition,) = made(plan(), message(), plugins=(("nguoi-dan", People()),))
    assert asked == []
    assert list(edition.audience(edition.messages[0])) == ["tin-a@hop-thu.example"]
    assert asked == [("mau-2022", "tin", "tin-a")]


def test_files_of_the_plan_folder_are_found_by_digest(tmp_path: Path) -> None:
    where = plan(folder=tmp_path)
    picture = Media(path="content/anh.png", digest="0" * 32, alt="Ảnh")
    (edition,) = made(where, message(media=(picture,)))
    assert dict(edition.files) == {"0" * 32: tmp_path / "content/anh.png"}


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        made(plan(), now=datetime.datetime(2022, 4, 20))


def test_rules_can_be_asked_alone() -> None:
    where = plan(channel("tin"))
    assert goes_to(where, message(), where.channels["tin"])
    assert hold(where, message(), NOON) is None


def test_a_link_made_from_the_pattern_does_not_undo_an_approval() -> None:
    where = plan(approval="required", link="https://kstthc.hanoi.example/{key}/")
    text = message(approval=Approval(by="Nguyễn Thị Mẫu", at=NOON, digest=message().text_digest))
    (edition,) = made(where, text)
    assert [m.link for m in edition.messages] == ["https://kstthc.hanoi.example/tin-a/"]


def test_a_preview_asks_for_no_veto() -> None:
    class Objects:
        @hookimpl
        def tuyentruyen_may_publish(self, message):
            return "chưa"

    (edition,) = made(plan(), message(), plugins=(("bao-chi", Objects()),), preview=True)
    assert keys(edition) == ["tin-a"]


def test_a_groups_channel_can_be_chosen_by_its_key() -> None:
    where = plan(channel("tin"), channel("feed", owner="cac-quan"))
    assert [e.channel.key for e in made(where, channels=["feed"])] == ["feed@quan-a", "feed@quan-b"]


def test_owners_are_those_of_the_vietnamese_day() -> None:
    where = plan(channel("feed", owner="cac-quan"))
    last = datetime.datetime(2025, 6, 30, 16, 59, tzinfo=datetime.UTC)
    assert [e.channel.key for e in made(where, now=last)] == ["feed@quan-a", "feed@quan-b"]
    assert [e.channel.key for e in made(where, now=last + datetime.timedelta(minutes=1))] == ["feed@quan-b"]


def test_what_is_held_is_told_by_the_channels_it_would_have_gone_to() -> None:
    where = plan(channel("tin"), channel("loa", form="co-so"))
    tin, loa = made(where, message(activity="phat-thanh", status="draft"))
    assert ([f.code for f in tin.held], [(f.code, f.channel) for f in loa.held]) == ([], [("TT303", "loa")])


def test_a_ring_of_themes_ends() -> None:
    ring = {"a": Theme(key="a", title="A", parent="b"), "b": Theme(key="b", title="B", parent="a")}
    where = plan(channel("tin", themes=("c",)), themes=ring)
    assert keys(made(where, message(themes=("a",)))[0]) == []


def test_media_without_a_file_has_no_file(tmp_path: Path) -> None:
    linked = Media(url="https://kstthc.hanoi.example/anh.png")
    (edition,) = made(plan(folder=tmp_path), message(media=(linked,)))
    assert dict(edition.files) == {}


def test_a_message_that_no_file_holds_is_approved_where_it_is_made() -> None:
    (edition,) = made(plan(approval="required"), message())
    assert "message.approved(by=…, at=…)" in edition.held[0].mend
    (edition,) = made(plan(approval="required"), message(source="content/tin-a.md"))
    assert edition.held[0].mend == "approve it: tuyentruyen approve tin-a --by NAME"
    (edition,) = made(plan(approval="required"), message().approved(by="Nguyễn Thị Mẫu", at=NOON))
    assert keys(edition) == ["tin-a"]
