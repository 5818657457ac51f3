"""Which duties want a message: as many as the quota counts of what it counts."""

from __future__ import annotations

import datetime
from datetime import date

import pytest

from tuyentruyen.compose import uncovered
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Activity, Form, Plan
from tuyentruyen.model.units import Unit
from tuyentruyen.model.when import Quota
from tuyentruyen.text import VIETNAM

NOW = datetime.datetime(2022, 1, 20, tzinfo=VIETNAM)


def wanting(quota: Quota, count: int) -> bool:
    """Whether January wants more than so many messages."""
    activity = Activity(key="tin", title="Tin", form="bao", themes=("*",), units=("so",), quota=quota)
    plan = Plan(
        key="k", issuer="so", title="T", since=date(2022, 1, 1), until=date(2022, 12, 31),
        units={"so": Unit(key="so", name="Sở")}, forms={"bao": Form(key="bao", title="Báo")}, activities={"tin": activity},
    )  # fmt: skip
    texts = [
        Message(key=f"m{n}", title="T", body="…", published=date(2022, 1, 5), activity="tin") for n in range(count)
    ]
    return bool(list(uncovered(plan, texts, now=NOW)))


@pytest.mark.parametrize(("counts", "enough"), [("any", 3), ("messages", 3), ("deliveries", 1), ("evidence", 0)])
def test_as_many_messages_are_wanted_as_the_quota_can_count(counts, enough):
    quota = Quota(count=3, counts=counts)
    assert not wanting(quota, enough)
    assert enough == 0 or wanting(quota, enough - 1)


def test_a_quota_of_at_most_wants_no_message():
    assert not wanting(Quota(count=3, at="most"), 0)
