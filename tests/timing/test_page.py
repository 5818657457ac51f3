"""What the page of time phrases says is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tuyentruyen import PlanError, parse_time_frame, time_phrase
from tuyentruyen.model.plan import Activity
from tuyentruyen.model.when import Quota
from tuyentruyen.planfile import structure

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "time-phrases.md").read_text("utf-8")
READ = re.findall(r"^\| ([^|]+) \| `(\{[^|]+\})` \| ([^|]+) \|$", PAGE, re.MULTILINE)
REFUSED = re.findall(
    r"^\| ([^|]+) \| [^|]+ \|$", PAGE.partition("## Refused")[2].partition("## The grammar")[0], re.MULTILINE
)[1:]


def test_there_are_rows():
    assert len(READ) >= 60
    assert len(REFUSED) >= 10


@pytest.mark.parametrize(("phrase", "table", "said"), READ, ids=[row[0] for row in READ])
def test_a_phrase_is_read_and_said_as_the_page_says(phrase, table, said):
    meant = parse_time_frame(phrase, year=2026)
    kind = "quota" if isinstance(meant, Quota) else "when"
    written = tomllib.loads(f"{kind} = {table}")
    record = {"key": "a", "title": "A", "form": "f", "themes": ["*"], **written}
    assert getattr(structure(record, Activity, place="activities.a", file="plan.toml:1"), kind) == meant
    assert time_phrase(meant, year=2026) == said


@pytest.mark.parametrize("phrases", REFUSED)
def test_what_the_page_refuses_is_refused(phrases):
    several = phrases.split(", ") if phrases.count("31/02") or phrases.startswith("0 tháng") else [phrases]
    for phrase in several:
        with pytest.raises(PlanError):
            parse_time_frame(phrase, year=2026)
