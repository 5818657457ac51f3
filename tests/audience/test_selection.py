"""Who gets a message, and who is left out and why."""

from __future__ import annotations

import datetime
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyentruyen.audience import Refusals, Selection, Signer
from tuyentruyen.audience.selection import _Masks, _Seen
from tuyentruyen.model.message import Message
from tuyentruyen.model.subscriber import Subscriber

NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)
SIGNER = Signer("một bí mật đủ dài để ký")


def message(**fields) -> Message:
    return Message(**{"key": "a", "title": "Tin", "body": "Nội dung", "published": NOW, **fields})


def person(name: str, **fields) -> Subscriber:
    return Subscriber(address=f"{name}@mau.example", **fields)


@pytest.fixture
def refusals(tmp_path: Path) -> Refusals:
    known = Refusals(tmp_path / "thoi.txt")
    known.add(SIGNER.veil("thoi@mau.example"), "unsubscribed", at=NOW)
    known.add(SIGNER.veil("hong@mau.example"), "bounced", at=NOW)
    return known


def select(refusals: Refusals, audience, *, themes=("cntt",), public=("ubnd",), **fields) -> Selection:
    return Selection(
        audience=audience,
        messages=[message(**fields)],
        themes=lambda _: themes,
        signer=SIGNER,
        refusals=refusals,
        public=public,
    )


def test_everyone_is_told_or_counted(refusals: Refusals) -> None:
    audience = [
        "an@mau.example", person("binh"), "khong phai dia chi", person("an"), "AN@Mau.example", person("thoi"), person("hong"),
        person("chi", topics=["cntt", "vai-tro"]), person("dung", topics=["vai-tro"]), person("em", units=["quan-mau"]),
        person("giang", units=["quan-khac"]),
    ]  # fmt: skip
    chosen = select(refusals, audience, unit="quan-mau")
    assert [one.mailbox.local for one in chosen] == ["an", "binh", "chi", "em"]
    assert chosen.left_out == {
        "faulty": 1,
        "twice": 2,
        "unsubscribed": 1,
        "bounced": 1,
        "other-theme": 1,
        "other-unit": 1,
    }
    assert chosen.chosen + chosen.left_out.total() == len(audience)
    assert [one.mailbox.local for one in chosen] == ["an", "binh", "chi", "em"]


def test_what_the_issuer_says_goes_to_the_people_of_every_unit(refusals: Refusals) -> None:
    audience = [person("em", units=["quan-mau"])]
    for unit in ("", "ubnd", "quan-mau"):
        assert len(list(select(refusals, audience, unit=unit))) == 1
    assert not list(select(refusals, audience, unit="quan-khac"))


def test_advertising_goes_to_those_alone_who_consented(refusals: Refusals) -> None:
    audience = [person("an"), person("binh", consent=NOW), "chi@mau.example"]
    chosen = select(refusals, audience, advertising=True)
    assert [one.mailbox.local for one in chosen] == ["binh"]
    assert chosen.left_out == {"no-consent": 2}


def test_a_consent_that_is_yet_to_come_is_none(refusals: Refusals) -> None:
    audience = [person("an", consent=NOW), person("binh", consent=NOW + datetime.timedelta(seconds=1))]
    chosen = Selection(
        audience=audience, messages=[message(advertising=True)], signer=SIGNER, refusals=refusals, now=NOW
    )
    assert [one.mailbox.local for one in chosen] == ["an"]
    assert chosen.left_out == {"no-consent": 1}


def test_who_left_all_themes_that_they_asked_for_gets_no_others(refusals: Refusals) -> None:
    for name in ("an", "binh"):
        refusals.add(SIGNER.veil(f"{name}@mau.example"), "unsubscribed", at=NOW, topic="cntt")
    chosen = select(refusals, [person("an", topics=["cntt"]), person("binh")], themes=("cntt", "vai-tro"))
    assert [one.mailbox.local for one in chosen] == ["binh"]
    assert chosen.left_out == {"unsubscribed": 1}


def test_who_is_left_out_first_may_come_again(refusals: Refusals) -> None:
    audience = [person("an", topics=["vai-tro"]), person("an")]
    assert len(list(select(refusals, audience))) == 1


@given(st.lists(st.integers(0, 2**64 - 1), max_size=3000))
def test_a_hash_is_new_once(values: list[int]) -> None:
    seen, known = _Seen(), set()
    for value in [*values, *values]:
        assert seen.add(f"{value:016x}" + "0" * 16) is ((value or 1) not in known)
        known.add(value or 1)


def test_a_hundred_thousand_take_little_room(refusals: Refusals) -> None:
    audience = (f"a{n}@mau.example" for n in range(100_000))
    tracemalloc.start()
    try:
        assert sum(1 for _ in select(refusals, audience)) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_of_a_digest_everyone_gets_what_they_asked_for(refusals: Refusals) -> None:
    refusals.add(SIGNER.veil("em@mau.example"), "unsubscribed", at=NOW, topic="cntt")
    one, two = message(key="a", themes=["cntt"]), message(key="b", themes=["vai-tro"])
    audience = [
        person("an"),
        person("binh", topics=["vai-tro"]),
        person("chi", topics=["khac"]),
        person("em"),
        person("thoi"),
    ]
    chosen = Selection(audience=audience, messages=[one, two], signer=SIGNER, refusals=refusals)
    assert [[m.key for m in selected.messages] for selected in chosen] == [["a", "b"], ["b"], ["b"]]
    assert (chosen.chosen, dict(chosen.left_out)) == (3, {"other-theme": 1, "unsubscribed": 1})


def test_of_a_digest_everyone_gets_what_they_are_named_for_and_all_of_it_at_once(refusals: Refusals) -> None:
    one, two = message(key="a", themes=["cntt"]), message(key="b", themes=["vai-tro"])
    named = {
        "a": ["an@mau.example", "binh@mau.example", "thoi@mau.example"],
        "b": ["binh@mau.example", "chi@mau.example", "thoi@mau.example"],
    }
    audience = [person("chi", topics=["cntt"]), person("dung", topics=["cntt"]), person("dung", topics=["vai-tro"])]
    chosen = Selection(
        audience=audience, named=lambda m: named[m.key], messages=[one, two], signer=SIGNER, refusals=refusals
    )
    for _ in range(2):
        assert {s.mailbox.local: "".join(m.key for m in s.messages) for s in chosen} == {
            "an": "a", "binh": "ab", "chi": "ab", "dung": "ab"
        }  # fmt: skip
        assert (chosen.chosen, dict(chosen.left_out)) == (4, {"unsubscribed": 1})


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**70)), max_size=2000))
def test_bits_of_a_hash_are_kept_together(entries: list[tuple[int, int]]) -> None:
    masks, known = _Masks(), {}
    for value, bits in entries:
        masks.include(f"{value:016x}", bits)
        known[value or 1] = known.get(value or 1, 0) | bits
    assert all(masks.get(f"{value:016x}") == bits for value, bits in known.items())
    assert masks.get(f"{next(value for value in range(1, 3000) if value not in known):016x}") == 0


def test_a_trial_goes_to_those_alone_who_are_allowed(refusals: Refusals) -> None:
    chosen = Selection(
        audience=[person("an"), person("binh")],
        messages=[message()],
        signer=SIGNER,
        refusals=refusals,
        allowed=lambda box: box.local == "an",
    )
    assert [selected.mailbox.local for selected in chosen] == ["an"]
    assert chosen.left_out == {"not-allowed": 1}
