"""The library's own documents and terms are sound, say what is verified, and give way to a plan's."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from importlib.resources import files

import jsonschema
import pytest
from attrs import evolve

from tuyentruyen.errors import PlanError
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.terms import Term
from tuyentruyen.planfile import schema, shipped

PLAN = Plan(key="a", issuer="b", title="c", since=date(2026, 1, 1), until=date(2026, 12, 31))
DATA = files("tuyentruyen") / "data"


@pytest.mark.parametrize("name", ["documents", "terms"])
def test_the_file_keeps_to_the_schema_of_plans(name):
    asked = schema()
    table = tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
    del asked["required"]
    faults = jsonschema.Draft202012Validator(asked).iter_errors(json.loads(json.dumps(table, default=date.isoformat)))
    assert [fault.message for fault in faults] == []
    assert list(table) == [name]


def test_what_amends_replaces_or_ends_is_listed_with_what_it_is_done_to():
    documents = shipped.shipped_documents()
    named = {other for one in documents.values() for other in (*one.amends, *one.replaces, *one.repeals)}
    assert named <= set(documents)


def test_the_documents_of_the_plan_of_2022_are_there_with_their_dates():
    documents = shipped.shipped_documents()
    assert {key: documents[key].date for key in ("63/2010/NĐ-CP", "48/2013/NĐ-CP", "92/2017/NĐ-CP")} == {
        "63/2010/NĐ-CP": date(2010, 6, 8),
        "48/2013/NĐ-CP": date(2013, 5, 14),
        "92/2017/NĐ-CP": date(2017, 8, 7),
    }


def test_what_nobody_verified_says_so_in_its_note():
    records = [*shipped.shipped_documents().values(), *shipped.shipped_terms().values()]
    unsure = [one.key for one in records if not one.verified]
    assert unsure == [one.key for one in records if "Chưa kiểm chứng" in one.note]
    assert "118/2025/NĐ-CP" in unsure
    assert "bo-phan-mot-cua" in unsure


def test_a_plan_s_record_of_the_same_key_wins():
    own = LegalDocument(key="118/2025/NĐ-CP", date=date(2025, 6, 9))
    switched = Term(key="bo-phan-mot-cua", term="bộ phận Một cửa", since=date(2025, 7, 1), off=True)
    plan = evolve(PLAN, documents={own.key: own}, terms={switched.key: switched})
    assert shipped.known_documents(plan)["118/2025/NĐ-CP"] is own
    assert shipped.known_documents(plan)["63/2010/NĐ-CP"].date == date(2010, 6, 8)
    assert shipped.known_terms(plan)["bo-phan-mot-cua"].off
    assert len(shipped.known_terms(plan)) == len(shipped.shipped_terms())


def test_a_file_at_fault_is_refused_with_its_place(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "terms.toml").write_text('[terms.a]\nterm = "A"\nsince = "mai"\n', "utf-8")
    monkeypatch.setattr(shipped, "files", lambda _package: tmp_path)
    shipped._records.cache_clear()
    try:
        with pytest.raises(PlanError, match=r"terms\.a\.since in terms\.toml"):
            shipped.shipped_terms()
    finally:
        shipped._records.cache_clear()
