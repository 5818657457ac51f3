"""Each structural rule fires on its own fault alone, and is silent next to it."""

from __future__ import annotations

import datetime
from datetime import date
from types import SimpleNamespace

import pytest
from attrs import evolve, field, frozen

from tuyentruyen.check import RULES, findings
from tuyentruyen.check.rings import rings
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.findings import Level
from tuyentruyen.model.flow import Limits, Repeat, Target
from tuyentruyen.model.message import Message, Wording
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Recipient, Theme
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.model.values import is_between
from tuyentruyen.model.when import Before, ByRule, During, Every, OnDay, OnEvent, Ongoing, Quota
from tuyentruyen.plugins import Plugins, hookimpl


@frozen(kw_only=True)
class Settings:
    limit: int = field(default=20, validator=is_between(1, 100))
    title: str = ""


@frozen(kw_only=True)
class Needy:
    base: str
    limit: int = 20


class Board:
    """A backend that carries anything."""

    name = "bang-tin"
    version = "1"
    settings = Settings
    limits = Limits()

    def target(self, _channel):
        return Target(id="dir", repeat=Repeat.PLACE)

    def check(self, _edition):
        return ()

    def render(self, _edition):
        return ()

    def deliver(self, _channel, _parcels):
        return iter(())


def plugin(name, *backends):
    @hookimpl
    def tuyentruyen_backends():
        return backends

    return name, SimpleNamespace(tuyentruyen_backends=tuyentruyen_backends)


PLUGINS = Plugins([plugin("bang", Board())])


def by_key(*records):
    return {record.key: record for record in records}


def activity(key, **fields):
    chosen = {"title": "Phát thanh cơ sở", "form": "co-so", "themes": ("vai-tro",), **fields}
    if "quota" not in chosen:
        chosen.setdefault("when", Ongoing())
    return Activity(key=key, **chosen)


def channel(key="tin", **fields):
    return Channel(key=key, **{"form": "co-so", "backend": "bang-tin", "owner": "so-tttt", **fields})


PLAN = Plan(
    key="kstthc-2022",
    number="99/KH-UBND",
    issuer="ubnd-tp",
    title="Kiểm soát thủ tục hành chính",
    issued=date(2022, 3, 28),
    since=date(2022, 3, 28),
    until=date(2022, 12, 31),
    link="https://kstthc.hanoi.example/tin/{key}/",
    recipients=(Recipient(name="Các Sở", unit="so"), Recipient(name="Lưu: VT")),
    units=by_key(
        Unit(key="ubnd-tp", name="UBND Thành phố"),
        Unit(key="so-tttt", name="Sở Thông tin và Truyền thông", parent="ubnd-tp"),
        Unit(key="so-cu", name="Sở cũ", until=date(2021, 12, 31)),
    ),
    groups=by_key(
        UnitGroup(key="so", title="Các Sở", units=("so-tttt", "so-cu")),
        UnitGroup(key="tat-ca", title="Tất cả", groups=("so",)),
    ),
    themes=by_key(Theme(key="vai-tro", title="Vai trò"), Theme(key="cntt", title="Ứng dụng CNTT", parent="vai-tro")),
    forms=by_key(Form(key="co-so", title="Thông tin cơ sở")),
    assignments=by_key(Assignment(key="IV.3", lead=("so-tttt",), forms=("co-so",), themes=("*",))),
    activities=by_key(
        activity("loa", channels=("tin",)), activity("bang", title="Bảng tin", integrated_into="loa", themes=("*",))
    ),
    channels=by_key(channel(units=("so",), themes=("cntt",), settings={"limit": 50})),
    documents=by_key(
        LegalDocument(key="63/2010/NĐ-CP", date=date(2010, 6, 8)),
        LegalDocument(key="48/2013/NĐ-CP", date=date(2013, 5, 14), amends=("63/2010/NĐ-CP",)),
        LegalDocument(key="322/KH-UBND", date=date(2021, 12, 29)),
    ),
)


def message(key="ba-buoc", **fields):
    return Message(
        key=key,
        **{
            "title": "Ba bước",
            "body": "Mở cổng.",
            "published": date(2022, 4, 4),
            "source": f"content/{key}.md",
            **fields,
        },
    )


MESSAGES = (
    message(themes=("cntt",), activity="loa", unit="so-tttt", channels=("tin",), only={"tin": Wording(title="B")}),
)


def with_(plan=PLAN, **tables):
    """The plan with records added to its tables, or with other values in its header."""
    return evolve(
        plan,
        **{
            name: {**getattr(plan, name), **by_key(*value)} if isinstance(value, tuple) else value
            for name, value in tables.items()
        },
    )


def found(plan=PLAN, messages=MESSAGES, plugins=PLUGINS, now=None):
    """What is found, but for what a careful reader finds in any plan as bare as this one."""
    several = findings(plan, plugins=plugins, messages=messages, now=now)
    return tuple(one for one in several if not ("TT501" <= one.code <= "TT549" or "TT580" <= one.code <= "TT599"))


def marks(found):
    return [(one.code, one.place or one.message) for one in found]


def test_a_sound_plan_has_no_findings():
    assert found() == ()


def unit(key, **fields):
    return Unit(key=key, name="Đơn vị", **fields)


def group(key, **fields):
    return UnitGroup(key=key, title="Nhóm", **fields)


FAULTS = [
    ("TT101", with_(themes=(Theme(key="nho", title="Nhỏ", parent="cha"),)), "themes.nho.parent"),
    ("TT101", with_(activities=(activity("a", themes=("vai-tro", "vai-to")),)), "activities.a.themes[1]"),
    ("TT101", with_(channels=(channel("c", themes=("la",)),)), "channels.c.themes[0]"),
    ("TT101", with_(assignments=(Assignment(key="IV.4", themes=("la",)),)), "assignments.IV.4.themes[0]"),
    ("TT102", with_(activities=(activity("a", form="la"),)), "activities.a.form"),
    ("TT102", with_(channels=(channel("c", form="la"),)), "channels.c.form"),
    ("TT102", with_(assignments=(Assignment(key="IV.4", forms=("co-so", "la")),)), "assignments.IV.4.forms[1]"),
    ("TT103", with_(groups=(group("g", units=("so-tttt", "la")),)), "groups.g.units[1]"),
    ("TT103", with_(groups=(group("g", units=("so",)),)), "groups.g.units[0]"),
    ("TT104", with_(groups=(group("g", groups=("la",)),)), "groups.g.groups[0]"),
    ("TT104", with_(activities=(activity("a", each="so-tttt"),)), "activities.a.each"),
    ("TT105", with_(activities=(activity("a", units=("la",)),)), "activities.a.units[0]"),
    ("TT105", with_(assignments=(Assignment(key="IV.4", inspecting=("la",)),)), "assignments.IV.4.inspecting[0]"),
    ("TT105", with_(channels=(channel("c", units=("so", "la")),)), "channels.c.units[1]"),
    ("TT105", evolve(PLAN, recipients=(Recipient(name="Sở lạ", unit="la"),)), "plan.recipients[0].unit"),
    ("TT106", with_(activities=(activity("a", channels=("tin", "la")),)), "activities.a.channels[1]"),
    ("TT107", with_(activities=(activity("a", integrated_into="la"),)), "activities.a.integrated_into"),
    ("TT108", with_(issuer="ubnd"), "plan.issuer"),
    ("TT109", with_(units=(unit("u", parent="la"),)), "units.u.parent"),
    ("TT110", with_(channels=(channel("c", owner="la"),)), "channels.c.owner"),
    ("TT111", with_(documents=(LegalDocument(key="1/2020/NĐ-CP", replaces=("2/2019/NĐ-CP",)),)), "documents.1/2020/NĐ-CP.replaces[0]"),
    ("TT111", with_(documents=(LegalDocument(key="1/2020/NĐ-CP", amends=("2/2019/NĐ-CP",)),)), "documents.1/2020/NĐ-CP.amends[0]"),
    ("TT121", with_(units=(unit("u", parent="v"), unit("v", parent="u"))), "units.u.parent"),
    ("TT122", with_(groups=(group("g", groups=("h", "so")), group("h", groups=("g",)))), "groups.g.groups"),
    ("TT123", with_(themes=(Theme(key="t", title="T", parent="t"),)), "themes.t.parent"),
    ("TT124", with_(activities=(activity("a", integrated_into="b"), activity("b", integrated_into="a"))), "activities.a.integrated_into"),
    ("TT125", with_(groups=(group("so-tttt", units=("so-tttt",)),)), "groups.so-tttt"),
    ("TT131", with_(channels=(channel("c", owner="so-cu"),)), "channels.c.owner"),
    ("TT131", with_(groups=(group("cu", units=("so-cu",)),), channels=(channel("c", owner="cu"),)), "channels.c.owner"),
    ("TT132", with_(channels=(channel("c", backend="bang"),)), "channels.c.backend"),
    ("TT134", with_(channels=(channel("c", settings={"limit": 101}),)), "channels.c.settings.limit"),
    ("TT134", with_(channels=(channel("c", settings={"limt": 10}),)), "channels.c.settings.limt"),
    ("TT141", with_(activities=(activity("a", when=ByRule(rule="FREQ=SECONDLY")),)), "activities.a.when.rule"),
    ("TT142", with_(activities=(activity("a", when=OnDay(day=date(2012, 10, 10))),)), "activities.a.when"),
    ("TT142", with_(activities=(activity("a", quota=Quota(count=1, since=date(2023, 1, 1))),)), "activities.a.quota"),
    ("TT142", with_(activities=(activity("a", when=Before(before=date(2022, 3, 28))),)), "activities.a.when"),
    ("TT142", with_(activities=(activity("a", when=ByRule(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),)), "activities.a.when"),
    ("TT142", with_(activities=(activity("a", when=Every(every="week", until=date(2022, 3, 1))),)), "activities.a.when"),
    ("TT143", with_(link="https://hanoi.example/{khoa}/{key}"), "plan.link"),
    ("TT143", with_(link="https://hanoi.example/{key"), "plan.link"),
    ("TT143", with_(link="https://hanoi.example/{unit}/"), "plan.link"),
    ("TT144", with_(activities=(activity("a", when=During(since=date(2022, 3, 27), until=date(2022, 5, 1))),)), "activities.a.when"),
    ("TT144", with_(activities=(activity("a", when=Every(every="week", until=date(2023, 1, 1))),)), "activities.a.when"),
    ("TT144", with_(activities=(activity("a", when=Before(before=date(2023, 1, 2))),)), "activities.a.when"),
    ("TT144", with_(activities=(activity("a", quota=Quota(count=1, until=date(2023, 1, 1))),)), "activities.a.quota"),
    ("TT144", with_(activities=(activity("a", when=During(since=date(2022, 12, 31), until=date(2023, 1, 5))),)), "activities.a.when"),
    ("TT144", with_(activities=(activity("a", when=During(since=date(2022, 1, 1), until=date(2022, 3, 28))),)), "activities.a.when"),
    ("TT145", with_(groups=(group("cu", units=("so-cu",)),), activities=(activity("a", each="cu"),)), "activities.a.each"),
    ("TT146", with_(documents=(LegalDocument(key="9/CT-UBND", date=date(2022, 3, 29)),)), "documents.9/CT-UBND.date"),
    ("TT147", with_(documents=(LegalDocument(key="1/2019/NĐ-CP", date=date(2018, 12, 31)),)), "documents.1/2019/NĐ-CP.date"),
    ("TT147", with_(number="99/2021/QĐ-UBND"), "plan.issued"),
]  # fmt: skip

NEAR_MISSES = [
    with_(themes=(Theme(key="nho", title="Nhỏ", parent="cntt"),), activities=(activity("a", themes=("*",)),)),
    with_(activities=(activity("a", each="tat-ca"),)),
    with_(activities=(activity("a", units=("so", "ubnd-tp")),), channels=(channel("c", owner="tat-ca"),)),
    with_(units=(unit("u", parent="v"), unit("v"))),
    with_(groups=(group("g", groups=("h", "so")), group("h", groups=("so",)))),
    with_(activities=(activity("a", integrated_into="b"), activity("b", integrated_into="loa"))),
    with_(channels=(channel("c", settings={"limit": 100, "title": "Bảng tin"}),)),
    with_(activities=(activity("a", when=ByRule(rule="FREQ=MONTHLY;BYDAY=1MO")),)),
    with_(activities=(activity("a", when=OnDay(day=date(2022, 12, 31))), activity("b", when=OnDay(day=date(2022, 3, 28))))),
    with_(activities=(activity("a", when=Before(before=date(2022, 3, 29))), activity("b", when=Before(before=date(2023, 1, 1))))),
    with_(activities=(activity("a", when=Every(every="week", interval=2, since=date(2022, 1, 3))),)),
    with_(activities=(activity("a", when=OnEvent(event="khi có yêu cầu", since=date(2022, 3, 28), until=date(2022, 12, 31))),)),
    with_(link="http://hanoi.example/{plan}/{unit}/{theme}/{key}?x=1"),
    with_(link=""),
    with_(documents=(LegalDocument(key="9/CT-UBND", date=date(2022, 3, 28)), LegalDocument(key="10/CT-UBND"))),
    with_(documents=(LegalDocument(key="1/2019/NĐ-CP", date=date(2019, 1, 1)), LegalDocument(key="57-NQ/TW", date=date(2022, 1, 1)))),
    evolve(with_(documents=(LegalDocument(key="9/CT-UBND", date=date(2030, 1, 1)),)), issued=None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "plan", "place"), FAULTS)
def test_a_planted_fault_fires_its_own_rule_alone(code, plan, place):
    assert marks(found(plan)) == [(code, place)]


@pytest.mark.parametrize("plan", NEAR_MISSES)
def test_what_is_only_near_a_fault_is_silent(plan):
    assert marks(found(plan)) == []


@pytest.mark.parametrize("days", [{"since": date(2022, 12, 31)}, {"until": date(2022, 3, 28)}])
def test_an_owner_who_exists_on_one_day_of_the_plan_is_only_missed_on_the_others(days):
    plan = with_(units=(unit("mot-ngay", **days),), channels=(channel("c", owner="mot-ngay"),))
    assert marks(found(plan)) == [("TT552", "channels.c.owner")]


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("TT161", {"themes": ("cntt", "la")}),
        ("TT162", {"activity": "la"}),
        ("TT163", {"unit": "so"}),
        ("TT164", {"channels": ("la",)}),
        ("TT164", {"only": {"la": Wording(title="Khác")}}),
    ],
)
def test_a_message_that_names_nothing_is_told_by_its_key_and_file(code, changed):
    [one] = found(messages=(*MESSAGES, message("la", **changed)))
    assert (one.code, one.message, one.file, one.level) == (code, "la", "content/la.md", Level.ERROR)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", "it has no title"),
        (" ", "it has no title"),
        ("ế" * 301, "its title has 301 characters, more than 300"),
    ],
)
def test_a_message_without_a_title_or_with_a_very_long_one_is_left_out(title, text):
    [one] = found(messages=(*MESSAGES, message("a", title=title)))
    assert (one.code, one.text, one.message, one.file) == ("TT167", text, "a", "content/a.md")
    assert one.leaves_out


@pytest.mark.parametrize("title", ["B", "ế" * 300, "e\u0302\u0301" * 300])
def test_a_title_of_up_to_300_characters_will_do(title):
    assert found(messages=(message(title=title),)) == ()


def test_a_message_that_names_nothing_is_mended_in_the_plan_or_in_the_message():
    [one] = found(messages=(message(themes=("thu-tuc",)),))
    assert one.mend == (
        "name one of these: vai-tro, cntt – or add [themes.thu-tuc] to the plan, or take it out of the message"
    )
    [one] = found(evolve(PLAN, activities={}), plugins=None, messages=(message(activity="loa"),))
    assert (one.code, one.mend) == ("TT162", "add [activities.loa] to the plan, or take it out of the message")


def test_two_messages_may_not_share_a_key():
    assert marks(found(messages=(message("a"), message("a"), message("b")))) == [("TT165", "a")]


def test_two_messages_should_not_share_a_link():
    link = "https://hanoi.example/tin/"
    [one] = found(messages=(message("a", link=link), message("b", link=link), message("c", link=link + "c")))
    assert (one.code, one.message, one.level) == ("TT166", "b", Level.WARNING)


def test_a_message_for_one_member_s_channel_is_known():
    assert found(messages=(message(channels=("tin@so-tttt",)),)) == ()


def test_a_backend_of_two_plugins_is_told_for_its_channel():
    twice = Plugins([plugin("mot", Board()), plugin("hai", Board())])
    [one] = found(plugins=twice)
    assert (one.code, one.place, one.channel) == ("TT133", "channels.tin.backend", "tin")
    assert "mot" in one.text
    assert "hai" in one.text


def test_a_broken_plugin_is_a_warning_that_names_it():
    [one] = found(plugins=Plugins([plugin("bang", Board()), ("hong", SimpleNamespace())]))
    assert (one.code, one.level) == ("TT135", Level.WARNING)
    assert "hong" in one.text


def test_every_rule_has_a_planted_fault():
    elsewhere = {"TT133", "TT135", "TT161", "TT162", "TT163", "TT164", "TT165", "TT166", "TT167"}
    assert {code for code, _, _ in FAULTS} | elsewhere == {code for code in RULES if code.startswith("TT1")}


def test_every_rule_says_in_one_sentence_what_it_refuses():
    assert [code for code, rule in RULES.items() if not rule.title.endswith(".")] == []
    assert [code for code, rule in RULES.items() if rule.code != code] == []


def test_a_misspelt_key_is_mended_by_the_nearest_one():
    [one] = found(with_(channels=(channel("c", backend="bang-tn"),)))
    assert one.text == "no installed plugin brings a backend 'bang-tn'"
    assert one.mend == "did you mean 'bang-tin'?"


@pytest.mark.parametrize(
    ("settings", "place", "mend"),
    [
        ({}, "channels.c.settings", 'write base = "…" under [channels.c.settings]'),
        ({"base": "a", "titel": "b"}, "channels.c.settings.titel", "the settings of the backend bang-tin are: base, limit"),
        ({"base": "a", "limit": "b"}, "channels.c.settings.limit", "see what the backend bang-tin knows: tuyentruyen schema"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_mended_by_what_to_write(settings, place, mend):
    board = Board()
    board.settings = Needy
    plan = evolve(PLAN, channels=by_key(channel("c", settings=settings)), activities={})
    [one] = found(plan, messages=None, plugins=Plugins([plugin("bang", board)]))
    assert (one.code, one.place, one.mend) == ("TT134", place, mend)


def test_what_is_like_nothing_is_mended_by_what_there_is():
    [one] = found(with_(activities=(activity("a", themes=("x-y-z",)),)))
    assert one.mend == "name one of these: vai-tro, cntt"


def test_file_and_line_are_those_of_the_nearest_place_that_is_written_down():
    plan = evolve(
        with_(activities=(activity("a", form="la", themes=("la",)),)),
        places={"activities.a": "plan.toml:12", "activities.a.themes[0]": "plan.toml:15"},
    )
    assert [(one.code, one.file) for one in found(plan)] == [("TT101", "plan.toml:15"), ("TT102", "plan.toml:12")]


def test_only_a_channel_s_own_fault_names_the_channel_and_leaves_the_plan_standing():
    found_ = found(
        with_(channels=(channel("c", backend="la"), channel("d", settings={"la": 1}), channel("e", form="la")))
    )
    assert [(one.code, one.channel) for one in found_] == [("TT102", ""), ("TT132", "c"), ("TT134", "d")]


def test_a_ring_is_told_as_it_runs():
    [one] = found(
        with_(units=(unit("u", parent="v"), unit("v", parent="w"), unit("w", parent="u"), unit("x", parent="u")))
    )
    assert one.text == "parent runs in a ring: u → v → w → u"


def test_a_ring_is_told_once_from_wherever_it_is_reached():
    assert list(rings({"a": ["t"], "t": ["t"], "b": ["a", "t"]})) == [["t"]]


def test_long_chains_and_rings_need_no_recursion():
    chain = {str(n): [str(n + 1)] for n in range(50_000)}
    assert list(rings(chain)) == []
    assert [len(ring) for ring in rings({**chain, "50000": ["0"]})] == [50_001]


def test_thousands_of_keys_that_name_nothing_are_told_soon():
    units = tuple(unit(f"don-vi-{n}") for n in range(4_000))
    many = with_(units=units, groups=(group("g", units=tuple(f"don-vi-la-{n}" for n in range(4_000))),))
    assert len(found(many)) == 4_000


def test_without_plugins_and_messages_only_the_plan_is_looked_at():
    plan = with_(channels=(channel("c", backend="la", settings={"la": 1}),))
    assert found(plan, messages=None, plugins=None) == ()


def test_all_is_said_in_vietnamese_too(monkeypatch):
    monkeypatch.setenv("TUYENTRUYEN_LANG", "vi")
    assert [one.code for one in found(with_(issuer="ubnd"))] == ["TT108"]


def test_moments_play_no_part_in_a_plan_s_own_rules():
    now = datetime.datetime(2022, 9, 1, tzinfo=datetime.UTC)
    assert found(now=now) == ()


def test_a_duty_that_no_assignment_gives_to_anybody_is_nobodys():
    assert marks(found(with_(assignments={}))) == [("TT145", "activities.loa"), ("TT145", "activities.bang")]
