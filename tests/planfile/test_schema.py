"""The schema says what the loader does."""

from __future__ import annotations

import datetime
import json
from enum import Enum
from typing import Any, Literal

import jsonschema
import pytest
from attrs import field, frozen, validators

from tuyentruyen.errors import PlanError
from tuyentruyen.model.values import Secret, has_length, is_between, is_link
from tuyentruyen.planfile import schema, structure


class Tone(Enum):
    PLAIN = "plain"
    FORMAL = "formal"


@frozen(kw_only=True)
class Server:
    """Where mail goes."""

    host: str = field(validator=validators.max_len(10))
    password: Secret | None = None


@frozen(kw_only=True)
class Settings:
    """What a channel needs.

    Attributes:
        title: What the public sees,
            on two lines.
        limit: How many; 1 to 9.
        names, words: Two at once.

    Raises:
        ValueError: never.
    """

    title: str = field(validator=has_length(1, 5))
    limit: int = field(default=3, validator=is_between(1, 9))
    ratio: float = field(default=1.0, validator=[validators.ge(0), validators.lt(2)])
    hidden: bool = False
    tone: Tone = Tone.PLAIN
    size: Literal["a3", "a4"] = "a4"
    color: str = field(default="red", validator=validators.in_(["red", "blue"]))
    names: tuple[str, ...] = ()
    words: dict[str, str] = field(factory=dict)
    pair: tuple[int, str] | None = None
    at: datetime.datetime | None = None
    opens: datetime.time | None = None
    since: datetime.date | None = None
    server: Server | None = None
    either: int | str = 0
    link: str = field(default="", validator=is_link)
    extra: Any = None


PLAN = {
    "format": 1,
    "plan": {"key": "a", "issuer": "b", "title": "c", "since": "2022-01-01", "until": "2022-12-31"},
    "channels": {"tin": {"form": "a", "backend": "thu", "owner": "b"}},
}


def is_valid(settings: Any, *, backend: str = "thu", leave_out: bool = False) -> bool:
    table = json.loads(json.dumps(PLAN))
    table["channels"]["tin"]["backend"] = backend
    if not leave_out:
        table["channels"]["tin"]["settings"] = settings
    return jsonschema.Draft202012Validator(schema({"thu": Settings})).is_valid(table)


def test_the_schema_is_one_of_draft_2020_12():
    made = schema({"thu": Settings})
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(made)
    json.dumps(made)


def test_a_description_comes_from_the_docstring():
    made = schema({"thu": Settings})
    properties = made["$defs"]["Settings"]["properties"]
    assert made["$defs"]["Settings"]["description"] == "What a channel needs."
    assert properties["title"]["description"] == "What the public sees, on two lines."
    assert properties["limit"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 9,
        "default": 3,
        "description": "How many; 1 to 9.",
    }
    assert properties["names"]["description"] == properties["words"]["description"] == "Two at once."
    assert made["properties"]["plan"]["properties"]["until"]["description"] == "Its last day, that day included."
    assert "key" not in made["$defs"]["Unit"]["properties"]


def test_every_field_of_a_plan_file_is_described():
    made = schema()
    tables = {
        "plan": made["properties"]["plan"],
        **{name: made["$defs"][name] for name in ("Unit", "UnitGroup", "Theme", "Form", "Channel")},
    }
    silent = [
        f"{name}.{key}"
        for name, table in tables.items()
        for key, value in table["properties"].items()
        if not value.get("description")
    ]
    assert silent == []


GOOD: list[dict[str, Any]] = [
    {"title": "Tin"},
    {"title": "Tin", "limit": 9, "ratio": 0, "hidden": True, "tone": "formal", "size": "a3", "color": "blue"},
    {
        "title": "Tin",
        "names": ["a"],
        "words": {"a": "b"},
        "pair": [1, "a"],
        "at": "2022-01-01T08:00:00+07:00",
        "opens": "08:00:00",
    },
    {
        "title": "Tin",
        "at": "2022-01-01",
        "since": "2022-01-01",
        "server": {"host": "a", "password": {"env": "TT_X"}},
        "either": "x",
    },
    {"title": "Tin", "link": "https://a.example/x?y=1", "extra": {"a": [1, {"b": "c"}]}},
]
BAD: list[Any] = [
    {}, [], "x", {"title": ""}, {"title": "123456"}, {"title": 1}, {"title": None}, {"titel": "x", "title": "x"},
    {"title": "x", "limit": 0}, {"title": "x", "limit": 10}, {"title": "x", "limit": "1"}, {"title": "x", "limit": True},
    {"title": "x", "ratio": 2}, {"title": "x", "ratio": -1}, {"title": "x", "ratio": "1"}, {"title": "x", "hidden": 1},
    {"title": "x", "tone": "loud"}, {"title": "x", "size": "a5"}, {"title": "x", "color": "green"}, {"title": "x", "names": "a"},
    {"title": "x", "names": [1]}, {"title": "x", "words": {"a": 1}}, {"title": "x", "words": []}, {"title": "x", "pair": [1]},
    {"title": "x", "pair": ["a", 1]}, {"title": "x", "pair": [1, "a", 2]}, {"title": "x", "at": "08:00"}, {"title": "x", "at": "2022-01-01T25:00:00"},
    {"title": "x", "opens": "8:00"}, {"title": "x", "opens": "24:00:00"}, {"title": "x", "since": "01/01/2022"}, {"title": "x", "server": {}},
    {"title": "x", "server": {"host": "12345678901"}}, {"title": "x", "server": {"host": "a", "password": "x"}},
    {"title": "x", "server": {"host": "a", "password": {"env": ""}}}, {"title": "x", "server": {"host": "a", "password": {}}},
    {"title": "x", "either": []}, {"title": "x", "link": "a.example"}, {"title": "x", "extra": {"a": [None]}}, {"title": "x", "since": None},
]  # fmt: skip


@pytest.mark.parametrize("settings", GOOD)
def test_good_settings_are_taken_by_schema_and_loader(settings):
    assert is_valid(settings)
    structure(settings, Settings, place="")


@pytest.mark.parametrize("settings", BAD)
def test_bad_settings_are_refused_by_schema_and_loader(settings):
    assert not is_valid(settings)
    with pytest.raises(PlanError):
        structure(settings, Settings, place="")


def test_settings_are_judged_by_their_backend_and_anothers_may_be_anything():
    assert is_valid({"whatever": [1, {"x": "y"}]}, backend="khac")
    assert not is_valid({"whatever": None}, backend="khac")
    assert not is_valid(None, leave_out=True)  # the backend asks for a title
    assert is_valid(None, backend="khac", leave_out=True)


def test_two_settings_classes_of_one_name_do_not_mix():
    @frozen(kw_only=True)
    class Server:
        port: int

    made = schema({"a": Settings, "b": Server})
    assert set(made["$defs"]["Server"]["properties"]) != set(made["$defs"]["Server_"]["properties"])
