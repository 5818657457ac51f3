"""What an author writes keeps its bounds."""

from __future__ import annotations

from datetime import date

import pytest

from tuyentruyen.model.plan import Activity, Assignment, Channel, Plan, Recipient
from tuyentruyen.model.units import Unit
from tuyentruyen.model.when import Ongoing, Quota

PLAN = {"key": "k", "issuer": "u", "title": "Kế hoạch", "since": date(2022, 3, 28), "until": date(2022, 12, 31)}
LOA = {"key": "loa", "title": "Loa", "form": "co-so", "themes": ["*"]}


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Plan(**PLAN | {"until": date(2022, 3, 27)}), "until (2022-03-27) is before since (2022-03-28)"),
        (lambda: Plan(**PLAN | {"until": date(2200, 1, 1)}), "since and until are more than a hundred years apart"),
        (
            lambda: Plan(**PLAN, link="javascript:x"),
            "link 'javascript:x' must begin with https:// or http://: its scheme 'javascript' is not allowed",
        ),
        (lambda: Plan(**PLAN, link="https://a/" + "x" * 491), "link has 501 characters, more than 500"),
        (
            lambda: Plan(**PLAN, number="99"),
            "number: '99' is no document number, such as '63/2010/NĐ-CP' or '99/KH-UBND'",
        ),
        (lambda: Plan(**PLAN, approval="yes"), "approval is 'yes', not one of none, required"),
        (lambda: Activity(**LOA), "an activity has either when or quota; it has neither"),
        (
            lambda: Activity(**LOA, when=Ongoing(), quota=Quota(count=1)),
            "an activity has either when or quota, not both",
        ),
        (
            lambda: Activity(**LOA, when=Ongoing(), units=["a"], each="b"),
            "an activity has either units or each, not both",
        ),
        (
            lambda: Activity(**LOA | {"themes": []}, when=Ongoing()),
            "themes is empty; name at least one, or '*' for all",
        ),
        (
            lambda: Activity(**LOA | {"themes": ["*", "a"]}, when=Ongoing()),
            "themes '*' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh'",
        ),
        (lambda: Assignment(key="IV/3"), "key 'IV/3' is no clause, such as 'IV.3' or 'II.2, gạch 1'"),
        (lambda: Assignment(key=""), "key '' is no clause, such as 'IV.3' or 'II.2, gạch 1'"),
        (lambda: Assignment(key="I" * 61), "key '" + "I" * 60 + "' is no clause, such as 'IV.3' or 'II.2, gạch 1'"),
        (lambda: Assignment(key="IV.3", lead=["a", "a"]), "lead names 'a' twice"),
        (
            lambda: Channel(key="tin", form="a", backend="rss", owner="b", catch_up=3661),
            "catch_up is 3661, not from 0 to 3660",
        ),
        (lambda: Recipient(name="", purpose="know"), "name is empty"),
        (lambda: Recipient(name="A", purpose="biết"), "purpose is 'biết', not one of report, know, execute, archive"),
    ],
)
def test_a_record_out_of_its_bounds_is_refused_in_a_sentence(make, why):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value) == why


def test_a_plan_of_one_day_and_of_a_hundred_years_is_one():
    assert Plan(**PLAN | {"until": date(2022, 3, 28)}).until == date(2022, 3, 28)
    assert Plan(**PLAN | {"until": date(2122, 3, 28)}).since == date(2022, 3, 28)


def test_a_unit_exists_on_its_first_day_and_on_its_last():
    unit = Unit(key="quan", name="Quận", since=date(2000, 1, 1), until=date(2025, 6, 30))
    assert [
        unit.exists_on(day) for day in (date(1999, 12, 31), date(2000, 1, 1), date(2025, 6, 30), date(2025, 7, 1))
    ] == [False, True, True, False]
    assert Unit(key="so", name="Sở").exists_on(date(1, 1, 1))


def test_a_telephone_number_keeps_its_leading_nought():
    assert Unit(key="so", name="Sở", hotline="0281022").hotline == "0281022"
    with pytest.raises(TypeError, match="hotline must be text, not int"):
        Unit(key="so", name="Sở", hotline=281022)


def test_typos_of_the_plan_survive():
    assert Plan(**PLAN | {"title": "đông hành,\tdược\u00a0bố trí"}).title == "đông hành,\tdược\u00a0bố trí"
