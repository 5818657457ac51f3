"""A procedure never shows what it costs without who pays nothing or less."""

from __future__ import annotations

import datetime

import pytest

from tuyentruyen.model.procedures import Procedure


def procedure(**fields):
    return Procedure(key="khai-sinh", title="Đăng ký khai sinh", **fields)


def test_a_fee_line_names_the_exemptions():
    found = procedure(fee="8.000 đồng", exemptions=["hộ nghèo", "người khuyết tật"])
    assert found.fee_line == "8.000 đồng (miễn, giảm: hộ nghèo; người khuyết tật)"


@pytest.mark.parametrize("fee", ["Không", "không thu phí.", "Miễn phí", "0 đồng"])
def test_what_is_free_needs_no_exemptions(fee):
    found = procedure(fee=fee)
    assert (found.fee_line, found.asks_fee) == (fee, False)


def test_an_unknown_fee_is_not_free():
    assert (procedure().fee_line, procedure().asks_fee) == ("", False)


@pytest.mark.parametrize("fee", ["8.000 đồng", "Không quá 5.000 đồng", "Theo niêm yết"])
def test_a_fee_without_exemptions_is_refused(fee):
    with pytest.raises(ValueError, match="exemptions are missing"):
        procedure(fee=fee)


@pytest.mark.parametrize("exemption", ["", "  ", "x" * 501])
def test_an_exemption_that_says_nothing_or_too_much_is_refused(exemption):
    with pytest.raises(ValueError, match="exemptions"):
        procedure(fee="8.000 đồng", exemptions=[exemption])


def test_exemptions_of_no_fee_are_refused():
    with pytest.raises(ValueError, match="no fee"):
        procedure(exemptions=["hộ nghèo"])


def test_a_procedure_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before since"):
        procedure(since=datetime.date(2022, 6, 1), until=datetime.date(2022, 5, 31))
    assert procedure(since=datetime.date(2022, 6, 1), until=datetime.date(2022, 6, 1)).until == datetime.date(
        2022, 6, 1
    )


@pytest.mark.parametrize("code", ["1.001193", "2.000815.000.00.00.H55", ""])
def test_both_forms_of_a_code_are_taken(code):
    assert procedure(code=code).code == code


@pytest.mark.parametrize("code", ["1.00119", "1001193", "1.001193.000", "1.001193\n", "a.001193"])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ValueError, match="no code"):
        procedure(code=code)


def test_a_procedure_is_in_force_on_its_first_and_on_its_last_day():
    day, one = datetime.date(2022, 6, 1), datetime.timedelta(days=1)
    found = procedure(since=day, until=day)
    assert [found.is_in_force(at) for at in (day - one, day, day + one)] == [False, True, False]
    assert procedure().is_in_force(datetime.date.min)
