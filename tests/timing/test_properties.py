"""Phrase → timing → phrase → timing is the same; and whatever the text, it is read or refused in a sentence, at once."""

from __future__ import annotations

import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuyentruyen.model.when import (
    COUNTS,
    UNITS,
    WEEKDAYS,
    Before,
    By,
    ByRule,
    Deferred,
    During,
    Every,
    OnDay,
    OnEvent,
    Ongoing,
    Quota,
    Several,
)
from tuyentruyen.timing import parse_time_frame, time_phrase

days = st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31))
this_year = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
anyday = days | this_year
times = st.none() | st.times().map(lambda t: t.replace(microsecond=0))
pairs = st.tuples(anyday, anyday).map(sorted)
months = st.tuples(st.integers(2020, 2030), st.integers(1, 12), st.integers(1, 24)).map(
    lambda p: (
        datetime.date(p[0], p[1], 1),
        datetime.date(p[0] + (p[1] + p[2] - 1) // 12, (p[1] + p[2] - 1) % 12 + 1, 1) - datetime.timedelta(days=1),
    )
)
ends = st.one_of(
    st.just({}),
    st.builds(lambda day: {"since": day}, anyday),
    st.builds(lambda day: {"until": day}, anyday),
    st.builds(lambda pair: {"since": pair[0], "until": pair[1]}, pairs | months),
)
day_lists = st.lists(st.integers(-31, 31).filter(bool), unique=True, max_size=3).map(tuple)
month_lists = st.lists(st.integers(1, 12), unique=True, max_size=4).map(tuple)
intervals = st.just(1) | st.integers(1, 120)
words = st.sampled_from(
    [
        "văn bản mới",
        "yêu cầu của UBND Thành phố",
        "thay đổi, bổ sung (nếu có)",
        "sự cố 24/7",
        "phát sinh …",
        "05 hồ sơ trở lên",
    ]
)


def every(unit, **fields):
    known = {"interval": intervals, "at": times, **fields}
    return st.builds(lambda made, span: Every(every=unit, **made, **span), st.fixed_dictionaries(known), ends)


def dayed(unit, **fields):
    return (
        every(unit, days=day_lists, **fields)
        | every(unit, before=st.integers(0, 31), **fields)
        | every(unit, by=st.integers(-31, 31), **fields)
    )


def yearly():
    """Days of the year that there are: those of a short month, where one is named."""
    return dayed("year") | st.one_of(
        every("year", days=st.lists(st.integers(-29, 29).filter(bool), unique=True, max_size=3).map(tuple), months=month_lists),
        every("year", before=st.integers(0, 29), months=month_lists),
        every("year", by=st.integers(-29, 29), months=month_lists),
        every("year", by=st.integers(-31, 31), months=st.just((3, 12))),
    )  # fmt: skip


singles = st.one_of(
    st.builds(OnDay, day=anyday, at=times),
    st.builds(OnDay, day=anyday, at=times, occasion=st.sampled_from(["Ngày Chuyển đổi số quốc gia", "Quốc khánh", "Giải phóng Thủ đô"])),
    st.builds(lambda pair, fuzzy: During(since=pair[0], until=pair[1], fuzzy=fuzzy), pairs | months, st.booleans()),
    st.builds(Before, before=anyday),
    pairs.filter(lambda p: p[0] < p[1]).map(lambda p: Before(since=p[0], before=p[1])),
    st.builds(By, by=anyday, at=times),
    pairs.filter(lambda p: p[0] < p[1]).flatmap(lambda p: times.map(lambda at: By(since=p[0], by=p[1], at=at))),
    pairs.filter(lambda p: p[0] < p[1]).flatmap(lambda p: times.map(lambda at: By(by=p[0], outlook=p[1], at=at))),
    pairs.map(lambda p: By(since=p[0], by=p[1])),
    pairs.filter(lambda p: p[0] < p[1]).map(lambda p: By(by=p[0], outlook=p[1])),
    every("day"),
    every("week", on=st.lists(st.sampled_from(WEEKDAYS), unique=True, max_size=7).map(tuple)),
    dayed("month"),
    dayed("quarter"),
    yearly(),
    st.builds(
        lambda rule, at, span: ByRule(rule=rule, at=at, **span),
        st.sampled_from(["FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "FREQ=YEARLY;BYWEEKNO=20", "FREQ=DAILY"]),
        times,
        ends,
    ),
    ends.map(lambda span: Ongoing(**span)),
    st.builds(lambda said, span: OnEvent(event=f"khi có {said}", **span), words, ends),
    st.builds(
        lambda said, within, count, span: OnEvent(event=f"ngày có {said}", within=within, count=count, **span),
        words, st.integers(1, 3660), st.sampled_from(COUNTS), ends,
    ),
    st.builds(lambda head, said, span: Deferred(deferred=f"{head} {said}", **span), st.sampled_from(["Theo tiến độ của", "có"]), words, ends),
)  # fmt: skip
sets = st.lists(singles, min_size=2, max_size=5, unique=True).map(lambda parts: Several(all=tuple(parts)))
quotas = st.builds(
    lambda made, span: Quota(**made, **span),
    st.fixed_dictionaries(
        {
            "count": st.integers(1, 100_000),
            "of": st.sampled_from(
                ["tin, bài", "số", "phóng sự truyền hình", "lượt phát thanh", "buổi tọa đàm, đối thoại"]
            ),
            "per": st.sampled_from(UNITS),
            "at": st.sampled_from(["least", "exactly", "most"]),
            "whose": st.sampled_from(["", "unit", "together"]),
            "counts": st.sampled_from(["any", "messages", "deliveries", "evidence"]),
            "part": st.sampled_from(["whole", "share", "none"]),
        }
    ),
    ends,
)
many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(singles | sets | quotas, st.none() | st.just(2026))
def test_a_timing_in_words_is_read_as_the_same_timing(timing, year):
    said = time_phrase(timing, year=year)
    assert parse_time_frame(said, year=year) == timing
    assert time_phrase(parse_time_frame(said, year=year), year=year) == said
