"""What is wrong with a house is told once, of the house; what is wrong with a plan, of that plan."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.planfile.house import Site
from tuyentruyen.channels import rss
from tuyentruyen.check import HOUSE_RULES, findings, house_findings, plan_findings
from tuyentruyen.compose import messages
from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.planfile import read_house, read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.text import VIETNAM

PLUGINS = Plugins([("rss", rss)])
NOW = datetime.datetime(2026, 4, 1, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "nha")


def of_house(site: Site) -> list[tuple[str, str]]:
    house = read_house(site.path)
    said = {plan.key: messages(plan, plugins=PLUGINS) for plan in house.plans}
    return [(one.code, one.file) for one in house_findings(house, plugins=PLUGINS, messages=said, now=NOW)]


def of_plans(site: Site) -> list[Finding]:
    house = read_house(site.path)
    return [one for plan in house.plans for one in plan_findings(house, plan, plugins=PLUGINS, now=NOW)]


def test_a_sound_house_has_no_findings(site):
    assert of_house(site) == []
    assert of_plans(site) == []


def test_a_ring_among_shared_units_is_the_house_s_and_told_once(site):
    text = (site.path / "units.toml").read_text("utf-8")
    text = text.replace('name = "Sở Tư pháp"\n', 'name = "Sở Tư pháp"\nparent = "so-tttt"\n')
    site.file("units.toml", text.replace('Truyền thông"\n', 'Truyền thông"\nparent = "so-tp"\n'))  # fmt: skip
    assert {code for code, _ in of_house(site)} == {"TT121"}
    assert of_plans(site) == []


def test_a_plan_checked_alone_is_still_refused_by_a_ring_among_shared_units(site):
    site.file("units.toml", '[units.ubnd]\nname = "UBND"\nparent = "ubnd"\n')
    assert {one.code for one in findings(read_plan(site.path / "2022")) if one.refuses} == {"TT121"}


def test_one_number_of_two_issuers_is_two_documents(site):
    text = (
        (site.path / "2026/plan.toml").read_text("utf-8").replace("103/KH-UBND", "99/KH-UBND").replace("2026-", "2022-")
    )
    site.file("2026/plan.toml", text)
    assert [code for code, _ in of_house(site)] == ["TT603"]
    site.file("2026/plan.toml", text.replace('issuer = "ubnd"', 'issuer = "so-tp"'))
    assert of_house(site) == []


def test_an_owner_that_nobody_has_is_unknown_and_not_a_plan_s(site):
    site.file("channels.toml", (site.path / "channels.toml").read_text("utf-8").replace('"ubnd"', '"khong-co"'))
    assert of_house(site) == [("TT110", "channels.toml:5")]


def test_a_form_that_no_plan_has_refuses_the_house(site):
    site.file("channels.toml", (site.path / "channels.toml").read_text("utf-8").replace('"dien-tu"', '"dien-tuu"'))
    assert of_house(site) == [("TT102", "channels.toml:3")]
    assert of_plans(site) == []


def test_what_is_shared_and_used_by_no_plan_of_all_is_told_once_of_the_house(site):
    site.file("units.toml", (site.path / "units.toml").read_text("utf-8") + '\n[forms.co-so]\ntitle = "Cơ sở"\n')
    shared = of_house(site)
    assert {file for _, file in shared} == {"units.toml:15"}
    assert [one for one in of_plans(site) if one.place.startswith("forms.co-so")] == []


def test_a_form_used_in_one_of_two_plans_is_no_hole(site):
    site.file("units.toml", (site.path / "units.toml").read_text("utf-8") + '\n[forms.co-so]\ntitle = "Cơ sở"\n')
    site.plan(
        2026,
        '[activities.loa]\ntitle = "Phát thanh"\nform = "co-so"\nthemes = ["cntt"]\nwhen = { every = "week", on = ["tue"] }\n'
        '[assignments.II]\nlead = ["so-tp"]\nforms = ["co-so"]\nthemes = ["*"]\n',
    )
    assert of_house(site) == []


def test_a_message_that_goes_to_a_plan_s_own_channel_may_share_its_key(site):
    own = '[channels.rieng]\nform = "dien-tu"\nbackend = "rss"\nowner = "ubnd"\n'
    site.plan(2026, own + '[channels.rieng.settings]\nbase = "https://a.example/"\n')
    site.text(2026, "tin-2022", 'channels = ["rieng"]\n')
    assert of_house(site) == []


def test_hidden_folders_and_deep_copies_are_no_forgotten_plans(site):
    site.plan(2020, folder=".luu/2020")
    site.plan(2020, folder="a/b/2020")
    assert of_house(site) == []
    site.plan(2020, folder="a/2020")
    assert of_house(site) == [("TT607", "tuyentruyen.toml:3")]


def test_a_rule_of_a_house_that_breaks_is_a_finding(site, monkeypatch):
    def broken(_: object) -> list[object]:
        raise RuntimeError("hỏng")

    rule = HOUSE_RULES["TT603"]
    monkeypatch.setattr(
        "tuyentruyen.check.HOUSE_RULES", {"TT603": type(rule)(code="TT603", level=Level.WARNING, faults=broken)}
    )  # type: ignore[arg-type]
    assert [code for code, _ in of_house(site)] == ["TT197"]
