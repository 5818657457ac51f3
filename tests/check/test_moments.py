"""Moments of a message agree with each other and with the plan."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.check.reading import found, message
from tuyentruyen.text import VIETNAM


@pytest.mark.parametrize(
    ("published", "count"),
    [
        (date(2025, 12, 31), 1),
        (date(2026, 1, 1), 0),
        (datetime(2026, 12, 31, 23, 59, tzinfo=VIETNAM), 0),
        (date(2027, 1, 1), 1),
    ],
)
def test_a_text_is_published_on_a_day_of_the_plan(published, count):
    assert len(found("TT589", message(published=published))) == count


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"expires": date(2026, 3, 1)}, "published"),
        ({"expires": date(2026, 3, 3), "embargo": date(2026, 3, 5)}, "embargo"),
        ({"expires": date(2026, 3, 2)}, ""),
        ({"expires": date(2026, 3, 5), "embargo": date(2026, 3, 5)}, ""),
        ({"embargo": date(2026, 3, 5)}, ""),
    ],
)
def test_a_text_that_would_never_go_out_is_found_with_the_later_moment(fields, word):
    assert [one.text for one in found("TT590", message(**fields))] == (
        [f"it would never go out: expires comes before {word}"] if word else []
    )
