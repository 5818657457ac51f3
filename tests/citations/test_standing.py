"""Whether a document is in force on a day, told from what others do to it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tuyentruyen.citations import Register, Standing, State, status
from tuyentruyen.model.documents import LegalDocument


def of(*documents):
    return {one.key: one for one in documents}


BASE = LegalDocument(key="63/2010/NĐ-CP", date=date(2010, 6, 8), effective=date(2010, 10, 14))
AMENDING = LegalDocument(key="48/2013/NĐ-CP", date=date(2013, 5, 14), amends=["63/2010/NĐ-CP"])
LATER = LegalDocument(key="92/2017/NĐ-CP", date=date(2017, 8, 7), amends=["63/2010/NĐ-CP"])
NEW = LegalDocument(key="1/2026/NĐ-CP", date=date(2026, 5, 1), effective=date(2026, 7, 1), replaces=["63/2010/NĐ-CP"])
DOCUMENTS = of(BASE, AMENDING, LATER, NEW)


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2010, 10, 13), Standing(state=State.NOT_YET, since=date(2010, 10, 14))),
        (date(2010, 10, 14), Standing(state=State.IN_FORCE, since=date(2010, 10, 14))),
        (date(2013, 5, 14), Standing(state=State.AMENDED, by=("48/2013/NĐ-CP",), since=date(2013, 5, 14))),
        (
            date(2026, 6, 30),
            Standing(state=State.AMENDED, by=("48/2013/NĐ-CP", "92/2017/NĐ-CP"), since=date(2013, 5, 14)),
        ),
        (date(2026, 7, 1), Standing(state=State.REPLACED, by=("1/2026/NĐ-CP",), since=date(2026, 7, 1))),
    ],
)
def test_a_document_stands_as_the_days_of_others_make_it(on, standing):
    assert status(DOCUMENTS, "63/2010/NĐ-CP", on=on) == standing


def test_a_repealed_document_is_over():
    documents = of(LegalDocument(key="224/2026/NĐ-CP", effective=date(2026, 7, 1), repeals=["42/2022/NĐ-CP"]))
    standing = status(documents, "42/2022/NĐ-CP", on=date(2026, 7, 1))
    assert (standing.state, standing.by, standing.is_over) == (State.REPEALED, ("224/2026/NĐ-CP",), True)


def test_a_document_is_in_force_on_its_last_day_and_over_on_the_next():
    documents = of(LegalDocument(key="1/2020/NĐ-CP", date=date(2020, 1, 2), ended=date(2024, 12, 31)))
    assert status(documents, "1/2020/NĐ-CP", on=date(2024, 12, 31)).state is State.IN_FORCE
    standing = status(documents, "1/2020/NĐ-CP", on=date(2025, 1, 1))
    assert (standing.state, standing.since) == (State.ENDED, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("documents", "number"),
    [
        ({}, "1/2020/NĐ-CP"),
        (of(LegalDocument(key="99/KH-UBND")), "99/KH-UBND"),
        (of(LegalDocument(key="1/2026/NĐ-CP")), "1/2026/NĐ-CP"),
    ],
)
def test_what_the_records_do_not_say_is_unknown(documents, number):
    assert status(documents, number, on=date(2026, 7, 1)) == Standing(state=State.UNKNOWN)


def test_a_document_without_dates_goes_by_the_year_in_its_number():
    documents = of(LegalDocument(key="1/2020/NĐ-CP"))
    assert status(documents, "1/2020/NĐ-CP", on=date(2021, 1, 1)).state is State.IN_FORCE
    assert status(documents, "1/2020/NĐ-CP", on=date(2019, 12, 31)).state is State.NOT_YET


def test_what_replaces_without_a_date_counts_from_the_year_after_its_own():
    documents = of(LegalDocument(key="2/2026/NĐ-CP", replaces=["1/2020/NĐ-CP"]))
    assert status(documents, "1/2020/NĐ-CP", on=date(2026, 12, 31)).state is State.UNKNOWN
    assert status(documents, "1/2020/NĐ-CP", on=date(2027, 1, 1)).state is State.REPLACED


def test_what_is_verified_goes_before_what_is_not():
    sure = LegalDocument(key="3/2026/NĐ-CP", date=date(2026, 1, 5), replaces=["1/2020/NĐ-CP"])
    unsure = LegalDocument(key="2/2025/NĐ-CP", date=date(2025, 1, 5), replaces=["1/2020/NĐ-CP"], verified=False)
    both = status(of(sure, unsure), "1/2020/NĐ-CP", on=date(2026, 7, 1))
    assert (both.by, both.verified) == (("3/2026/NĐ-CP",), True)
    alone = status(of(unsure), "1/2020/NĐ-CP", on=date(2026, 7, 1))
    assert (alone.by, alone.verified) == (("2/2025/NĐ-CP",), False)


def test_documents_that_replace_themselves_and_one_another_hang_nothing():
    one = LegalDocument(key="1/2020/NĐ-CP", date=date(2020, 1, 2), replaces=["1/2020/NĐ-CP", "2/2020/NĐ-CP"])
    other = LegalDocument(key="2/2020/NĐ-CP", date=date(2020, 1, 2), replaces=["1/2020/NĐ-CP"])
    assert status(of(one, other), "1/2020/NĐ-CP", on=date(2026, 1, 1)).by == ("2/2020/NĐ-CP",)
    assert status(of(one), "1/2020/NĐ-CP", on=date(2026, 1, 1)).state is State.IN_FORCE


PLANS = of(
    LegalDocument(key="99/KH-UBND", date=date(2022, 3, 28), issuer="UBND thành phố Hà Nội"),
    LegalDocument(key="99/KH-UBND@2023", date=date(2023, 3, 1), issuer="UBND thành phố Hà Nội"),
    LegalDocument(key="99/KH-UBND@ha-nam", date=date(2022, 5, 5), issuer="UBND tỉnh Hà Nam"),
)


@pytest.mark.parametrize(
    ("day", "issuer", "key"),
    [
        (date(2023, 3, 1), "", "99/KH-UBND@2023"),
        (date(2023, 3, 2), "", "99/KH-UBND@2023"),
        (date(2022, 5, 5), "UBND Tỉnh Hà Nam", "99/KH-UBND@ha-nam"),
        (date(2022, 5, 5), "", None),
        (None, "", None),
        (date(2024, 1, 1), "", None),
    ],
)
def test_a_number_means_a_document_only_with_its_year_and_issuer(day, issuer, key):
    found = Register(PLANS).find("99/KH-UBND", date=day, issuer=issuer)
    assert (found and found.key) == key


def test_a_key_with_a_mark_stands_for_itself():
    documents = of(*PLANS.values(), LegalDocument(key="5/QĐ-UBND", date=date(2024, 1, 1), repeals=["99/KH-UBND@2023"]))
    day = date(2024, 1, 1) + timedelta(days=1)
    assert status(documents, "99/KH-UBND@2023", on=day).state is State.REPEALED
    assert status(documents, "99/KH-UBND", on=day).state is State.IN_FORCE
