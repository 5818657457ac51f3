"""Names of authorities that may mean one."""

from __future__ import annotations

import pytest

from tuyentruyen.citations.issuers import may_be_one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBND Thành phố", "Ủy ban nhân dân thành phố Hà Nội"),
        ("Uỷ ban nhân dân TP. Hà Nội", "UBND thành phố Hà Nội"),
        ("Thủ tướng", "Thủ tướng Chính phủ"),
        ("", "Chính phủ"),
    ],
)
def test_a_name_that_says_no_more_than_another_may_mean_the_same(one, other):
    assert may_be_one(one, other)
    assert may_be_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("UBND quận Ba Đình", "UBND quận Hoàn Kiếm"), ("HĐND Thành phố", "UBND Thành phố"), ("Bộ Nội vụ", "Sở Nội vụ")],
)
def test_names_that_each_say_something_of_their_own_mean_two(one, other):
    assert not may_be_one(one, other)
