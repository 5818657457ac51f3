"""A term is dead between two days, unless it is switched off."""

from __future__ import annotations

import datetime

import pytest

from tuyentruyen.model.terms import Term

DAY = datetime.timedelta(days=1)
SINCE, UNTIL = datetime.date(2023, 1, 1), datetime.date(2026, 6, 30)


@pytest.mark.parametrize(("on", "dead"), [(SINCE - DAY, False), (SINCE, True), (UNTIL, True), (UNTIL + DAY, False)])
def test_a_term_is_dead_from_its_first_day_to_its_last(on, dead):
    assert Term(key="a", term="mức độ 3", since=SINCE, until=UNTIL).is_dead(on) is dead


def test_a_term_without_a_last_day_stays_dead():
    assert Term(key="a", term="cấp huyện", since=SINCE).is_dead(datetime.date(2099, 12, 31))


def test_a_term_that_is_switched_off_is_never_dead():
    assert not Term(key="a", term="cấp huyện", since=SINCE, off=True).is_dead(SINCE)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"term": ""}, "term is empty"),
        ({"term": "x" * 201}, "term has 201 characters, more than 200"),
        ({"term": "cấp huyện", "basis": "Nghị định"}, "basis: 'Nghị định' is no document number"),
        ({"term": "cấp huyện", "forms": "huyện"}, "must be a list of texts, not one text"),
    ],
)
def test_a_term_out_of_its_bounds_is_refused(fields, why):
    with pytest.raises((ValueError, TypeError)) as caught:
        Term(key="a", since=SINCE, **fields)
    assert str(caught.value).startswith(why)
