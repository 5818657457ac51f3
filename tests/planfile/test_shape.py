"""Tables become records as they are written, and every fault of every field is told."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs
import pytest
from attrs import field, frozen, validators

from tuyentruyen.errors import ContractError, PlanError
from tuyentruyen.model.plan import Activity
from tuyentruyen.model.values import Html, Secret, has_length, is_between, is_link
from tuyentruyen.model.when import Before, ByRule, During, Every, OnDay, OnEvent, Ongoing
from tuyentruyen.planfile import structure

if TYPE_CHECKING:
    from decimal import Decimal


class Tone(Enum):
    PLAIN = "plain"
    FORMAL = "formal"


@frozen(kw_only=True)
class Server:
    host: str
    port: int = field(default=25, validator=is_between(1, 65535))


@frozen(kw_only=True)
class Settings:
    title: str = field(validator=has_length(1, 20))
    limit: int = field(default=50, validator=[validators.ge(1), validators.le(500)])
    ratio: float = 1.0
    hidden: bool = False
    tone: Tone = Tone.PLAIN
    size: Literal["a3", "a4"] = "a4"
    names: tuple[str, ...] = ()
    pair: tuple[int, str] | None = None
    days: list[datetime.date] = field(factory=list)
    words: dict[str, str] = field(factory=dict)
    opens: datetime.time | None = None
    since: datetime.date | None = None
    at: datetime.datetime | None = None
    password: Secret | None = None
    server: Server | None = None
    servers: Sequence[Server] = ()
    by_name: Mapping[str, Server] = field(factory=dict)
    extra: Any = None
    page: Html = field(default=Html(""), converter=Html)
    link: str = field(default="", validator=is_link)


def told(
    table: Any, cls: type = Settings, *, place: str = "channels.tin.settings", file: str = "plan.toml:7"
) -> list[str]:
    with pytest.raises(PlanError) as caught:
        structure(table, cls, place=place, file=file)
    return list(caught.value.problems)


def fault(**table: Any) -> str:
    (problem,) = told({"title": "Tin", **table})
    return problem.removesuffix(" in plan.toml:7")


def test_every_kind_of_setting_is_read():
    made = structure(
        {
            "title": "Tin", "limit": 3, "ratio": 2, "hidden": True, "tone": "formal", "size": "a3", "names": ["a", "b"],
            "pair": [1, "x"], "days": [datetime.date(2022, 3, 28)], "words": {"TTHC": "thủ tục hành chính"},
            "opens": datetime.time(8), "since": datetime.date(2022, 4, 1), "at": datetime.datetime(2022, 4, 1, 8),
            "password": {"env": "TT_SMTP"}, "server": {"host": "a"}, "servers": [{"host": "b", "port": 1}],
            "by_name": {"chính": {"host": "c"}}, "extra": {"x": [1, "y"]}, "page": "<p>x</p>", "link": "https://a.example/",
        },
        Settings,
        place="channels.tin.settings",
    )  # fmt: skip
    assert made == Settings(
        title="Tin", limit=3, ratio=2.0, hidden=True, tone=Tone.FORMAL, size="a3", names=("a", "b"), pair=(1, "x"),
        days=[datetime.date(2022, 3, 28)], words={"TTHC": "thủ tục hành chính"}, opens=datetime.time(8),
        since=datetime.date(2022, 4, 1), at=datetime.datetime(2022, 4, 1, 8), password=Secret(env="TT_SMTP"),
        server=Server(host="a"), servers=(Server(host="b", port=1),), by_name={"chính": Server(host="c")},
        extra={"x": [1, "y"]}, page=Html("<p>x</p>"), link="https://a.example/",
    )  # fmt: skip
    assert isinstance(made.ratio, float)
    assert isinstance(made.page, Html)


def test_defaults_stand_where_nothing_is_written():
    assert structure({"title": "Tin"}, Settings, place="") == Settings(title="Tin")


def test_all_faults_of_a_table_are_told_with_their_places():
    assert told(
        {
            "title": "", "limit": 501, "hiden": True, "tone": "loud", "names": ["a", 2, 3], "pair": [1],
            "server": {"port": 0, "hots": "a"}, "servers": [{"host": "a"}, {"host": 1}], "by_name": {"x": 5},
            "password": "mật-khẩu", "link": "javascript:x",
        }
    ) == [
        "there is no key 'hiden'; did you mean hidden? @ channels.tin.settings.hiden in plan.toml:7",
        "is 'loud', not one of plain, formal @ channels.tin.settings.tone in plan.toml:7",
        "must be text in quotation marks, not a whole number (2) @ channels.tin.settings.names[1] in plan.toml:7",
        "must be text in quotation marks, not a whole number (3) @ channels.tin.settings.names[2] in plan.toml:7",
        "must have 2 items, not 1 @ channels.tin.settings.pair in plan.toml:7",
        'a secret may not stand in a plan; keep it in the environment and write { env = "TT_PASSWORD" } @ channels.tin.settings.password in plan.toml:7',
        "there is no key 'hots'; did you mean host? @ channels.tin.settings.server.hots in plan.toml:7",
        "host is missing @ channels.tin.settings.server in plan.toml:7",
        "port is 0, not from 1 to 65535 @ channels.tin.settings.server.port in plan.toml:7",
        "must be text in quotation marks, not a whole number (1) @ channels.tin.settings.servers[1].host in plan.toml:7",
        "must be a table, not a whole number (5) @ channels.tin.settings.by_name.x in plan.toml:7",
        "title is empty @ channels.tin.settings.title in plan.toml:7",
        "'limit' must be <= 500: 501 @ channels.tin.settings.limit in plan.toml:7",
        "link 'javascript:x' must begin with https:// or http://: its scheme 'javascript' is not allowed @ channels.tin.settings.link in plan.toml:7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ({"limit": "5"}, "must be a whole number, not text ('5') @ channels.tin.settings.limit"),
        ({"limit": True}, "must be a whole number, not true or false (True) @ channels.tin.settings.limit"),
        ({"limit": 5.0}, "must be a whole number, not a number (5.0) @ channels.tin.settings.limit"),
        ({"ratio": True}, "must be a number, not true or false (True) @ channels.tin.settings.ratio"),
        ({"ratio": "1"}, "must be a number, not text ('1') @ channels.tin.settings.ratio"),
        ({"ratio": float("nan")}, "must be a finite number, not nan @ channels.tin.settings.ratio"),
        ({"ratio": 10**400}, "must be a finite number, not " + "1" + "0" * 56 + "... @ channels.tin.settings.ratio"),
        ({"hidden": 1}, "must be true or false, not a whole number (1) @ channels.tin.settings.hidden"),
        ({"hidden": "true"}, "must be true or false, not text ('true') @ channels.tin.settings.hidden"),
        ({"names": "abc"}, "must be a list in square brackets, not text ('abc') @ channels.tin.settings.names"),
        ({"names": {"a": 1}}, "must be a list in square brackets, not a table @ channels.tin.settings.names"),
        ({"words": ["a"]}, "must be a table, not a list @ channels.tin.settings.words"),
        ({"size": "a5"}, "is 'a5', not one of a3, a4 @ channels.tin.settings.size"),
        ({"tone": 1}, "is 1, not one of plain, formal @ channels.tin.settings.tone"),
        ({"title": None}, "must not be null; leave the key out instead @ channels.tin.settings.title"),
        ({"since": None}, "must not be null; leave the key out instead @ channels.tin.settings.since"),
        ({"title": "a\x1bb"}, "holds control characters: U+001B @ channels.tin.settings.title"),
        ({"extra": {"a": ["\u202e"]}}, "holds control characters: U+202E @ channels.tin.settings.extra.a[0]"),
        ({"extra": [float("inf")]}, "must be a finite number, not inf @ channels.tin.settings.extra[0]"),
        ({"extra": {"a": None}}, "must not be null; leave the key out instead @ channels.tin.settings.extra.a"),
        ({"opens": "8h"}, "must be a time of day such as 17:00:00, not text ('8h') @ channels.tin.settings.opens"),
        ({"since": datetime.datetime(2022, 4, 1)}, "must be a date such as 2026-03-02, not a date and time (2022-04-01T00:00:00) @ channels.tin.settings.since"),
        ({"at": 5}, "must be a date and time such as 2026-03-02T08:00:00+07:00, not a whole number (5) @ channels.tin.settings.at"),
    ],
)  # fmt: skip
def test_a_value_is_taken_as_written_or_refused(table, what):
    assert fault(**table) == what


@pytest.mark.parametrize(
    ("written", "what"),
    [
        (
            "02/03/2026",
            "'02/03/2026' can be read in two ways: write 2026-03-02 if the day comes first, 2026-02-03 if the month does",
        ),
        ("28/3/2022", "'28/3/2022' is no date that is read: write 2022-03-28"),
        ("3-28-2022", "'3-28-2022' is no date that is read: write 2022-03-28"),
        ("03.03.2026", "'03.03.2026' is no date that is read: write 2026-03-03"),
        ("40/40/2026", "must be a date such as 2026-03-02, not text ('40/40/2026')"),
        ("2026-03-02", "must be a date and not text: write 2026-03-02 without quotation marks"),
        ("ngày mai", "must be a date such as 2026-03-02, not text ('ngày mai')"),
    ],
)
def test_a_date_as_text_is_refused_in_toml_with_what_to_write(written, what):
    assert fault(since=written) == f"{what} @ channels.tin.settings.since"
    assert fault(at=written) == f"{what} @ channels.tin.settings.at"


def test_outside_toml_a_date_in_the_form_of_iso_8601_is_one():
    made = structure(
        {"title": "Tin", "since": "2022-04-01", "at": "2022-04-01T08:00:00+07:00", "opens": "08:00:00"},
        Settings,
        place="",
        file="plan.json:3",
    )
    assert (made.since, made.opens) == (datetime.date(2022, 4, 1), datetime.time(8))
    assert made.at == datetime.datetime(2022, 4, 1, 1, tzinfo=datetime.UTC)
    assert structure({"title": "Tin", "at": "2022-04-01T08:00:00Z"}, Settings, place="").at == datetime.datetime(
        2022, 4, 1, 8, tzinfo=datetime.UTC
    )


@pytest.mark.parametrize("written", ["20220401", "2022-4-1", "2022-W13-5", "2022-04-01T08", "2022-02-30", "02/03/2026"])
def test_other_forms_are_no_dates_in_json_either(written):
    (problem,) = told({"title": "Tin", "since": written}, file="plan.json")
    assert problem.endswith(" @ channels.tin.settings.since in plan.json")


@pytest.mark.parametrize("written", ["2022-04-01T08:00:00", "2022-04-01 08:00:00+07:00"])
def test_a_date_with_a_time_of_day_is_refused_with_the_date_alone(written):
    (in_json,) = told({"title": "Tin", "since": written}, file="plan.json")
    assert in_json.startswith("must be a date without a time of day: write 2022-04-01 @ ")
    assert fault(since=written).startswith("must be a date and not text: write 2022-04-01 without quotation marks @ ")


def test_a_secret_that_was_written_out_is_not_repeated():
    for written in ("hunter2-mật", ["hunter2"], 12345678):
        problem = fault(password=written)
        assert "hunter2" not in problem
        assert "12345678" not in problem
        assert 'write { env = "TT_PASSWORD" } @ channels.tin.settings.password' in problem


def test_texts_come_out_composed():
    assert structure({"title": "Ủy"}, Settings, place="").title == "Ủy"


def test_a_record_that_is_one_already_is_taken():
    assert structure({"title": "Tin", "server": Server(host="a")}, Settings, place="").server == Server(host="a")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (datetime.date(2022, 10, 10), OnDay(day=datetime.date(2022, 10, 10))),
        ({"day": datetime.date(2022, 10, 10), "at": datetime.time(8)}, OnDay(day=datetime.date(2022, 10, 10), at=datetime.time(8))),
        ({"since": datetime.date(2022, 7, 1), "until": datetime.date(2022, 9, 30)}, During(since=datetime.date(2022, 7, 1), until=datetime.date(2022, 9, 30))),
        ({"before": datetime.date(2022, 12, 15), "since": datetime.date(2022, 7, 1)}, Before(before=datetime.date(2022, 12, 15), since=datetime.date(2022, 7, 1))),
        ({"every": "week", "on": ["tue"], "since": datetime.date(2022, 4, 1), "until": datetime.date(2022, 5, 1)}, Every(every="week", on=("tue",), since=datetime.date(2022, 4, 1), until=datetime.date(2022, 5, 1))),
        ({"rule": "FREQ=DAILY"}, ByRule(rule="FREQ=DAILY")),
        ({"ongoing": True}, Ongoing()),
        ({"event": "khi có văn bản mới"}, OnEvent(event="khi có văn bản mới")),
    ],
)  # fmt: skip
def test_the_key_tells_the_way_of_saying_when(written, meant):
    made = structure(
        {"key": "loa", "title": "Loa", "form": "co-so", "themes": ["*"], "when": written},
        Activity,
        place="activities.loa",
    )
    assert made.when == meant


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("hang thang", "“hang thang” is not understood at “hang thang”; did you mean “hằng tháng”?"),
        ("trước ngày 15/12", "“trước ngày 15/12” cannot be read: it does not say which year; write the year"),
        ("02 số/tháng", "'02 số/tháng' says how much in each period; write it under quota"),
        ("2022-10-10", "must be a date and not text: write 2022-10-10 without quotation marks"),
        ({"day": datetime.date(2022, 1, 1), "rule": "FREQ=DAILY"}, "says both day and rule; only one of them can be"),
        (
            {"since": datetime.date(2022, 1, 1)},
            "says none of day, since + until, before, by, every, rule, ongoing, event, deferred, all",
        ),
        (5, "must be a date such as 2026-03-02, not a whole number (5)"),
    ],
)
def test_what_says_no_when_is_refused(written, what):
    (problem,) = told(
        {"key": "loa", "title": "Loa", "form": "co-so", "themes": ["*"], "when": written},
        Activity,
        place="activities.loa",
    )
    assert problem == f"{what} @ activities.loa.when in plan.toml:7"


def test_a_fault_of_one_field_makes_no_second_one_of_another():
    """A faulty ``when`` is not taken for a missing one."""
    (problem,) = told(
        {"key": "loa", "title": "Loa", "form": "co-so", "themes": ["*"], "when": {"every": "fortnight"}},
        Activity,
        place="activities.loa",
    )
    assert problem.startswith("every is 'fortnight'")


def test_what_fields_say_together_is_told_beside_the_fault_of_another():
    assert told({"key": "loa", "title": "", "form": "co-so", "themes": ["*"]}, Activity, place="activities.loa") == [
        "title is empty @ activities.loa.title in plan.toml:7",
        "an activity has either when or quota; it has neither @ activities.loa in plan.toml:7",
    ]


@frozen(kw_only=True)
class Unreadable:
    price: Decimal = None  # type: ignore[assignment]


def test_a_class_whose_types_are_imported_for_type_checkers_only_breaks_the_contract():
    with pytest.raises(
        ContractError, match="the fields of the class Unreadable cannot be read: name 'Decimal' is not defined"
    ):
        structure({}, Unreadable, place="")


def _explodes(value: Any) -> Any:
    raise KeyError("không có " + str(value))


@frozen(kw_only=True)
class Explosive:
    a: Any = field(default=None, converter=attrs.converters.optional(_explodes))
    b: int = field(default=1)
    _c: int = 2

    def __attrs_post_init__(self) -> None:
        if self.b == 3:
            raise ZeroDivisionError


def test_whatever_a_plugin_s_class_raises_is_a_fault_of_the_value():
    assert told({"a": 5, "b": 1}, Explosive, place="x", file="") == ["không có 5 @ x.a"]
    assert told({"b": 3}, Explosive, place="x", file="")[0].endswith(" @ x")


def test_a_private_field_is_written_without_its_underscore():
    made = structure({"c": 7}, attrs.make_class("Only", {"_c": field(type=int)}, frozen=True), place="")
    assert made._c == 7


def test_one_of_several_kinds_is_the_first_that_takes_the_value():
    either = attrs.make_class("Either", {"x": field(type=int | Server | str)}, frozen=True)
    assert structure({"x": 5}, either, place="").x == 5
    assert structure({"x": "5"}, either, place="").x == "5"
    assert structure({"x": {"host": "a"}}, either, place="").x == Server(host="a")
    assert told({"x": {"host": 1}}, either, place="", file="") == [
        "must be text in quotation marks, not a whole number (1) @ x.host"
    ]
    assert told({"x": True}, either, place="", file="") == ["must be a whole number, not true or false (True) @ x"]


def test_a_path_in_settings_is_a_path():
    made = structure({"folder": "a/b"}, attrs.make_class("Where", {"folder": field(type=Path)}), place="")
    assert made.folder == Path("a/b")


def test_without_a_place_faults_are_told_from_the_table_on():
    assert told({"title": "Tin", "limit": "x"}, place="", file="") == ["must be a whole number, not text ('x') @ limit"]
    assert told(5, place="", file="") == ["must be a table, not a whole number (5)"]
