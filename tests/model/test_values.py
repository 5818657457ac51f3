"""The bounds that docstrings state are kept, and a fault says what would be right."""

from __future__ import annotations

import datetime
from contextlib import nullcontext

import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.model.values import (
    Html,
    Secret,
    end_moment,
    has_length,
    is_aware,
    is_between,
    is_each_one_of,
    is_key,
    is_keys,
    is_link,
    is_one_of,
    is_safe_path,
    moment,
    sealed,
    texts,
)
from tuyentruyen.text import VIETNAM, is_safe_name


@frozen(kw_only=True)
class Record:
    key: str = field(default="a", validator=is_key)
    keys: tuple[str, ...] = field(default=(), validator=is_keys)
    title: str = field(default="abc", validator=has_length(2, 5))
    count: int = field(default=1, validator=is_between(1, 9))
    word: str = field(default="", validator=is_one_of("", "one", "two"))
    words: tuple[str, ...] = field(default=(), validator=is_each_one_of("one", "two"))
    link: str = field(default="", validator=is_link)
    at: datetime.datetime | None = field(default=None, validator=is_aware)
    path: str = field(default="a", validator=is_safe_path)


@pytest.mark.parametrize("key", ["a", "0", "quan-ba-dinh", "kstthc-2022", "con1", "k" * 100])
def test_a_key_is_words_joined_by_hyphens(key):
    assert Record(key=key).key == key


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("", "key '' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("Quan", "key 'Quan' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("quận", "key 'quận' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("a--b", "key 'a--b' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("-a", "key '-a' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("a\n", "key 'a\\n' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("../x", "key '../x' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("a@b", "key 'a@b' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("\u0663", "key '\u0663' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'"),
        ("con", "key 'con' is a device name on Windows; choose another"),
        ("lpt1", "key 'lpt1' is a device name on Windows; choose another"),
        ("k" * 101, "key has 101 characters, more than 100"),
    ],
)
def test_what_is_no_key_is_refused_with_what_would_be_one(key, why):
    with pytest.raises(ValueError) as caught:
        Record(key=key)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"keys": ("a", "a")}, "keys names 'a' twice"),
        ({"title": ""}, "title is empty"),
        ({"title": "a"}, "title has 1 characters, fewer than 2"),
        ({"title": "abcdef"}, "title has 6 characters, more than 5"),
        ({"title": "a\x00b"}, "title holds control characters: U+0000"),
        ({"count": 0}, "count is 0, not from 1 to 9"),
        ({"count": 10}, "count is 10, not from 1 to 9"),
        ({"word": "three"}, "word is 'three', not one of one, two"),
        ({"words": ("one", "three")}, "words names 'three', not one of one, two"),
        (
            {"link": "javascript:alert(1)"},
            "link 'javascript:alert(1)' must begin with https:// or http://: its scheme 'javascript' is not allowed",
        ),
        (
            {"link": " JavaScript:x"},
            "link ' JavaScript:x' must begin with https:// or http://: its scheme 'JavaScript' is not allowed",
        ),
        ({"link": "/tin"}, "link '/tin' must begin with https:// or http://: it is no absolute address"),
        ({"link": "https://"}, "link 'https://' must begin with https:// or http://: it is no absolute address"),
        ({"link": "https://a b"}, "link 'https://a b' must begin with https:// or http://: it is no absolute address"),
        (
            {"link": 'https://a/"x'},
            "link 'https://a/\"x' must begin with https:// or http://: it is no absolute address",
        ),
        ({"link": "https://a/" + "x" * 2000}, "link has 2010 characters, more than 2000"),
        (
            {"at": datetime.datetime(2022, 4, 1)},
            "at must be a date and time with an offset, such as 2022-04-01T08:00:00+07:00",
        ),
        ({"at": "x"}, "at must be a date and time with an offset, such as 2022-04-01T08:00:00+07:00"),
        ({"path": "../a"}, "path '../a' is no safe relative path"),
        ({"path": "/a"}, "path '/a' is no safe relative path"),
        ({"path": "a/con/b"}, "path 'a/con/b' is no safe relative path"),
        ({"path": ""}, "path '' must be a path of 1 to 300 characters"),
    ],
)
def test_a_value_out_of_its_bounds_is_refused_in_a_sentence(fields, why):
    with pytest.raises(ValueError) as caught:
        Record(**fields)
    assert str(caught.value) == why


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"key": 5}, "key must be text, not int"),
        ({"title": None}, "title must be text, not NoneType"),
        ({"count": True}, "count must be a whole number, not True"),
        ({"count": "5"}, "count must be a whole number, not '5'"),
        ({"link": 5}, "link must be text, not int"),
    ],
)
def test_a_value_of_another_kind_is_refused_in_a_sentence(fields, why):
    with pytest.raises(TypeError) as caught:
        Record(**fields)
    assert str(caught.value) == why


@pytest.mark.parametrize("title", ["ab", "abcde", "Ủỷẫăđ", "a\tb\n"])
def test_lengths_count_characters_and_both_ends_are_allowed(title):
    assert Record(title=title).title == title


@pytest.mark.parametrize(
    "link",
    ["", "http://a", "HTTPS://hanoi.example/tin?x=1#y", "https://hanoi.example/{key}/", "https://hà-nội.example/ủ"],
)
def test_absolute_addresses_are_links(link):
    assert Record(link=link).link == link


@pytest.mark.parametrize("path", ["a", "themes/cntt.xml", "Đơn vị/tin.md"])
def test_a_relative_path_below_its_folder_is_safe(path):
    assert Record(path=path).path == path


DEVICES = [
    "con",
    "prn",
    "aux",
    "nul",
    "conin$",
    "conout$",
    *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)),
]


@pytest.mark.parametrize("path", ["{}", "{}.html", "tin/{}", "tin/{}/index.html", "{}/a", "tin/{}.json"])
@pytest.mark.parametrize("device", DEVICES)
def test_no_part_of_a_path_is_a_device(device, path):
    with pytest.raises(ValueError, match="is no safe relative path"):
        Record(path=path.format(device))


@given(st.lists(st.sampled_from(["a", "tin", "con", "lpt1", "0", "_", "-", ".", "/", "..", "html", "x" * 99, " ", "é", "\n", "$"]), max_size=8))  # fmt: skip
def test_a_glance_finds_no_path_safe_that_looking_at_each_part_does_not(parts):
    path = "".join(parts)
    is_safe = 1 <= len(path) <= 300 and all(map(is_safe_name, path.split("/")))
    with nullcontext() if is_safe else pytest.raises(ValueError, match="path"):
        assert Record(path=path).path == path


def test_every_validator_that_a_schema_can_follow_tells_its_bounds():
    assert has_length(1, 5).bounds == {"minLength": 1, "maxLength": 5}
    assert is_between(1, 9).bounds == {"minimum": 1, "maximum": 9}
    assert is_one_of("a").bounds == {"enum": ["a"]}
    assert is_each_one_of("a").bounds == {"items": {"enum": ["a"]}}
    assert is_key.bounds["maxLength"] == 100
    assert is_keys.bounds["uniqueItems"] is True
    assert is_link.bounds["maxLength"] == 2000


def test_a_bare_date_begins_with_its_first_instant_and_ends_after_its_last():
    day = datetime.date(2022, 4, 30)
    assert moment(day) == datetime.datetime(2022, 4, 30, tzinfo=VIETNAM)
    assert end_moment(day) == datetime.datetime(2022, 5, 1, tzinfo=VIETNAM)
    assert end_moment(datetime.datetime(2022, 4, 30, 8)) == datetime.datetime(2022, 4, 30, 8, tzinfo=VIETNAM)
    assert moment(None) is None
    assert moment("28/3/2022") == "28/3/2022"


def test_one_text_is_not_a_list_of_its_letters():
    with pytest.raises(TypeError, match="must be a list of texts, not one text"):
        texts("abc")
    assert texts(["U\u0309y", "b"]) == ("Ủy", "b")


def test_a_sealed_mapping_is_a_copy_that_cannot_be_changed():
    given = {"b": 1, "a": 2}
    kept = sealed(given)
    given["c"] = 3
    assert dict(kept) == {"b": 1, "a": 2}
    assert list(kept) == ["b", "a"]
    with pytest.raises(TypeError):
        kept["a"] = 5


def test_a_secret_is_read_when_it_is_needed_and_never_shown(monkeypatch):
    secret = Secret(env="TT_MAT_KHAU")
    monkeypatch.setenv("TT_MAT_KHAU", "mật khẩu")
    assert secret.reveal() == "mật khẩu"
    assert "mật khẩu" not in repr(secret)
    monkeypatch.delenv("TT_MAT_KHAU")
    with pytest.raises(LookupError, match="the environment variable TT_MAT_KHAU is not set"):
        secret.reveal()


def test_html_is_text_that_says_so():
    assert isinstance(Html("<p>x</p>"), str)
