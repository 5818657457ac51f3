"""A house is read whole: what it shares, its plans, and every fault of all of them with its place."""

from __future__ import annotations

import datetime
import json
import shutil
import tomllib
from pathlib import Path

import hypothesis
import jsonschema
import pytest
from hypothesis import strategies

from tests.planfile.house import MARKER, Site
from tuyentruyen.errors import PlanError
from tuyentruyen.model.house import House, as_plan
from tuyentruyen.planfile import add_plan, house_of, names_house, read_house, read_plan, schema, unstructure


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "nha")


def problems(path: Path, *, read=read_house) -> list[str]:
    with pytest.raises(PlanError) as caught:
        read(path)
    return list(caught.value.problems)


def test_a_house_is_read_from_its_folder_or_its_marker(site):
    for path in (site.path, str(site.path), site.path / "tuyentruyen.toml"):
        house = read_house(path)
        assert (house.key, house.title, house.issuer) == ("kstthc-ha-noi", "Kiểm soát thủ tục hành chính", "ubnd")
        assert [plan.key for plan in house.plans] == ["ke-hoach-2022", "ke-hoach-2026"]
        assert house.folder == site.path.resolve()


def test_every_plan_has_what_the_house_shares_before_its_own_records(site):
    site.plan(2026, '[units.phuong-mau]\nname = "Ủy ban nhân dân phường Mẫu"\n')
    house = read_house(site.path)
    assert list(house.units) == ["ubnd", "so-tttt", "so-tp"]
    assert [list(plan.units) for plan in house.plans] == [
        ["ubnd", "so-tttt", "so-tp"],
        ["ubnd", "so-tttt", "so-tp", "phuong-mau"],
    ]
    assert [list(plan.channels) for plan in house.plans] == [["tin"], ["tin"]]
    assert all(plan.groups == house.groups for plan in house.plans)


def test_a_plan_read_by_its_own_path_has_what_its_house_shares_too(site):
    assert read_plan(site.path / "2022") == read_house(site.path).plans[0]
    assert read_plan(site.path / "2022" / "plan.toml") == read_house(site.path).plans[0]


def test_a_plan_knows_its_house_and_which_records_are_its_own(site):
    plan = read_plan(site.path / "2022")
    assert plan.house is not None
    assert (plan.house.key, plan.house.folder) == ("kstthc-ha-noi", site.path.resolve())
    assert (plan.is_shared("channels.tin"), plan.is_shared("units.so-tp"), plan.is_shared("themes.cntt")) == (
        True,
        True,
        False,
    )


def test_places_are_told_from_the_house_on_or_from_the_plan_on(site):
    (first, _), alone = read_house(site.path).plans, read_plan(site.path / "2022")
    assert (first.places["plan.key"], first.places["channels.tin.form"]) == ("2022/plan.toml:4", "channels.toml:3")
    assert (alone.places["plan.key"], alone.places["channels.tin.form"]) == ("plan.toml:4", "../channels.toml:3")


def test_a_plan_takes_the_pattern_of_addresses_from_its_house_unless_it_has_one(site):
    site.file("2026/plan.toml", (site.path / "2026/plan.toml").read_text("utf-8").replace("since =", 'link = "https://a.example/{key}/"\nsince ='))  # fmt: skip
    assert [plan.link for plan in read_house(site.path).plans] == ["https://kstthc.example/{plan}/{key}/", "https://a.example/{key}/"]  # fmt: skip


def test_a_plan_outside_any_house_has_none(site, tmp_path):
    (tmp_path / "2022").mkdir()
    text = (site.path / "2022/plan.toml").read_text("utf-8")
    (tmp_path / "2022/plan.toml").write_text(text + '[units.ubnd]\nname = "UBND"\n', encoding="utf-8")
    assert read_plan(tmp_path / "2022").house is None


def test_plans_may_lie_two_levels_below_their_house_and_no_deeper(site):
    site.marker('plans = ["2022", "2026"]', 'plans = ["thu-tuc/2022", "2026"]')
    site.plan(2022, folder="thu-tuc/2022")
    assert read_house(site.path).plans[0].places["units.ubnd"] == "units.toml:1"
    assert read_plan(site.path / "thu-tuc/2022").places["units.ubnd"] == "../../units.toml:1"
    site.marker('"thu-tuc/2022"', '"a/b/2022"')
    site.plan(2022, folder="a/b/2022")
    assert "'a/b/2022' lies 3 levels below the house, more than 2 @ plans[0] in tuyentruyen.toml:3" in problems(
        site.path
    )
    assert house_of((site.path / "a/b/2022").resolve()) is None


def test_a_record_that_the_house_has_may_not_be_written_again_and_both_places_are_told(site):
    site.plan(2022, '[units.so-tp]\nname = "Sở"\n[channels.tin]\nform = "dien-tu"\nbackend = "rss"\nowner = "ubnd"\n')
    assert problems(site.path) == [
        "the same key stands in units.toml:8 already @ units.so-tp in 2022/plan.toml:28",
        "the same key stands in channels.toml:1 already @ channels.tin in 2022/plan.toml:30",
    ]
    assert problems(site.path / "2022", read=read_plan)[0].startswith("the same key stands in ../units.toml:8 already")


def test_all_faults_of_all_files_are_told_at_once_with_their_names_from_the_house_on(site):
    site.marker('title = "Kiểm soát thủ tục hành chính"', "title = 1")
    site.file("units.toml", "[units.ubnd]\nnam = 'x'\n")
    site.plan(2022, "[themes.x]\ntitle = 3\n")
    site.plan(2026, "x")
    site.file("2026/content/tin-2026.md", "+++\ntitle = 1\npublished = 2026-03-01\n+++\n\nA.\n")
    assert problems(site.path) == [
        "must be text in quotation marks, not a whole number (1) @ house.title in tuyentruyen.toml:7",
        "name is missing @ units.ubnd in units.toml:1",
        "there is no key 'nam'; did you mean name? @ units.ubnd.nam in units.toml:2",
        "must be text in quotation marks, not a whole number (3) @ themes.x.title in 2022/plan.toml:29",
        "this is no TOML: Expected '=' after a key in a key/value pair @ 2026/plan.toml:28",
        "must be text in quotation marks, not a whole number (1) @ title in 2026/content/tin-2026.md:2",
    ]  # fmt: skip


def test_where_anything_refuses_a_house_the_faults_of_all_texts_are_told_too(site):
    site.plan(2022, "x")
    site.file("2026/content/hong.md", "+++\ntitle = 1\npublished = 2026-03-01\n+++\n\nA.\n")
    assert problems(site.path) == [
        "this is no TOML: Expected '=' after a key in a key/value pair @ 2022/plan.toml:28",
        "must be text in quotation marks, not a whole number (1) @ title in 2026/content/hong.md:2",
    ]


def test_a_plan_that_cannot_be_used_may_be_left_out_and_is_told(site):
    site.plan(2026, "x")
    house = read_house(site.path, without_refused=True)
    assert [plan.key for plan in house.plans] == ["ke-hoach-2022"]
    assert house.refused == {
        "2026": ("this is no TOML: Expected '=' after a key in a key/value pair @ 2026/plan.toml:28",)
    }


def test_a_fault_of_the_house_itself_refuses_it_though_plans_may_be_left_out(site):
    site.plan(2026, "x")
    site.file("units.toml", "[units.ubnd]\nname = 1\n")
    with pytest.raises(PlanError):
        read_house(site.path, without_refused=True)


def test_a_text_at_fault_alone_refuses_no_house(site):
    site.file("2026/content/hong.md", "không có đầu")
    assert len(read_house(site.path).plans) == 2


@pytest.mark.parametrize(
    ("plans", "told"),
    [
        ('plans = "2022"', 'must be a list of folders, such as ["2022", "2026"] @ plans in tuyentruyen.toml:3'),
        ("", "plans is missing; list the folders of the house's plans, such as [\"2026\"] @ plans in tuyentruyen.toml"),
        ("plans = [2022]", "must be the name of a folder @ plans[0] in tuyentruyen.toml:3"),
        ('plans = [""]', "must be the name of a folder @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["2023"]', "there is no folder '2023' in the house @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["units.toml"]', "there is no folder 'units.toml' in the house @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["trong"]', "the folder 'trong' holds no plan file such as plan.toml @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["2022", "2022"]', "'2022' is the folder of '2022', listed already @ plans[1] in tuyentruyen.toml:3"),
        ('plans = ["2022", "ban-sao"]', "'ban-sao' is the folder of '2022', listed already @ plans[1] in tuyentruyen.toml:3"),
        ('plans = ["../2022"]', "'../2022' may not climb out of its folder; name a file below it @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["/2022"]', "'/2022' is an absolute path; name a file of the plan folder @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["."]', "'.' is no name that every system can keep @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["minh"]', "'minh' is the house itself; a plan lies in a folder of its own @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["ngoai"]', "'ngoai' leads out of the plan folder through a symbolic link @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["vong"]', "'vong' cannot be followed"),
        ('plans = ["kin"]', "'kin' belongs to another house, kin/tuyentruyen.toml; a house holds no house @ plans[0] in tuyentruyen.toml:3"),
        ('plans = ["kin/2022"]', "'kin/2022' belongs to another house, kin/tuyentruyen.toml; a house holds no house @ plans[0] in tuyentruyen.toml:3"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_plans_is_refused_with_its_place(site, tmp_path, plans, told):
    (site.path / "trong").mkdir()
    (site.path / "ban-sao").symlink_to("2022")
    (site.path / "minh").symlink_to(".")
    (site.path / "vong").symlink_to("vong")
    (tmp_path / "khac").mkdir()
    (site.path / "ngoai").symlink_to(tmp_path / "khac")
    site.plan(2022, folder="kin")
    site.plan(2022, folder="kin/2022")
    site.file("kin/tuyentruyen.toml", 'format = 1\nplans = ["2022"]\n[house]\nkey = "trong"\ntitle = "Nhà trong"\n')
    site.marker('plans = ["2022", "2026"]', plans)
    assert [problem[: len(told)] for problem in problems(site.path)] == [told]


def test_a_house_may_have_no_plan_yet(site):
    site.marker('["2022", "2026"]', "[]")
    house = read_house(site.path)
    assert (house.plans, as_plan(house).key, list(house.channels)) == ((), "kstthc-ha-noi", ["tin"])


def test_a_list_of_very_many_plans_is_refused_at_once(site):
    site.marker('["2022", "2026"]', repr([str(year) for year in range(201)]))
    assert problems(site.path) == ["names 201 folders, more than 200 @ plans in tuyentruyen.toml:3"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("format = 1", "format = 2", "the plan is in format 2, newer than format 1 of this version; use a newer tuyentruyen @ format in tuyentruyen.toml:1"),
        ("format = 1", "", "format is missing; write format = 1 at the top @ format in tuyentruyen.toml"),
        ("[house]", "[nha]", "the table [house] is missing @ house in tuyentruyen.toml"),
        ("[house]", "[[house]]", "must be a table @ house in tuyentruyen.toml:5"),
        ('key = "kstthc-ha-noi"', "", "key is missing @ house in tuyentruyen.toml:5"),
        ('key = "kstthc-ha-noi"', "key = 1", "must be text in quotation marks, not a whole number (1) @ house.key in tuyentruyen.toml:6"),
        ('key = "kstthc-ha-noi"', 'key = "Hà Nội"', "key 'Hà Nội' is no key: lower-case ASCII words joined by hyphens, such as 'quan-ba-dinh' @ house.key in tuyentruyen.toml:6"),
        ('title = "Kiểm soát thủ tục hành chính"', 'title = ""', "title is empty @ house.title in tuyentruyen.toml:7"),
        ('issuer = "ubnd"', "issuer = ['ubnd']", "must be text in quotation marks, not a list @ house.issuer in tuyentruyen.toml:8"),
        ('link = "https://kstthc.example/{plan}/{key}/"', 'link = "kstthc.example"', "link 'kstthc.example' must begin with https:// or http://: it is no absolute address @ house.link in tuyentruyen.toml:9"),
        ('link = "https://kstthc.example/{plan}/{key}/"', "since = 2022-01-01", "there is no key 'since'; the keys are key, title, issuer, link, language @ house.since in tuyentruyen.toml:9"),
        ('"channels.toml"]', '"channels.toml", "channels.toml"]', "'channels.toml' is included twice @ include[2] in tuyentruyen.toml:2"),
        ('"channels.toml"]', '"tuyentruyen.toml"]', "'tuyentruyen.toml' is the plan file itself @ include[1] in tuyentruyen.toml:2"),
        ('"channels.toml"]', '"khong-co.toml"]', "there is no file 'khong-co.toml' in the plan folder @ include[1] in tuyentruyen.toml:2"),
        ('"channels.toml"]', '"../channels.toml"]', "'../channels.toml' may not climb out of its folder; name a file below it @ include[1] in tuyentruyen.toml:2"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_marker_is_told_with_its_place(site, old, new, told):
    site.marker(old, new)
    assert told in problems(site.path)


@pytest.mark.parametrize("table", ["activities", "assignments", "plan"])
def test_what_a_plan_orders_is_no_part_of_a_house(site, table):
    site.file("units.toml", (site.path / "units.toml").read_text("utf-8") + f"[{table}.x]\n")
    assert any(problem.startswith(f"there is no key '{table}'") for problem in problems(site.path))


def test_a_file_that_is_included_says_nothing_of_the_house_itself(site):
    site.file("units.toml", 'plans = ["2022"]\n' + (site.path / "units.toml").read_text("utf-8"))
    assert problems(site.path) == ["belongs into the plan file, not into a file it includes @ plans in units.toml:1"]


def test_a_plan_that_its_house_does_not_list_is_refused_and_not_read_as_if_it_were_alone(site):
    site.plan(2027)
    assert problems(site.path / "2027", read=read_plan)[0] == (
        "the house does not list this plan; write '2027' into its plans, or move the plan out of the house "
        "@ plans in ../tuyentruyen.toml"
    )


def test_a_broken_house_refuses_its_plans_with_its_own_faults(site):
    site.file("units.toml", "[units.ubnd]\nname = 1\n")
    told = problems(site.path / "2022", read=read_plan)
    assert told[0] == "must be text in quotation marks, not a whole number (1) @ units.ubnd.name in ../units.toml:2"


def test_a_folder_is_not_a_plan_and_a_house_at_once(site):
    site.file("2022/tuyentruyen.toml", "format = 1\n")
    told = "a folder cannot be both a plan and a house; put the plan into a folder of its own @ tuyentruyen.toml"
    assert told in problems(site.path / "2022", read=read_plan)
    assert problems(site.path / "2022") == [told]


def test_a_house_asked_for_as_a_plan_says_which_plans_there_are(site):
    (told,) = problems(site.path, read=read_plan)
    assert told.startswith(f"this is a house of several plans; name one of them: {site.path}/2022, {site.path}/2026 @")


def test_what_is_no_house_says_so(tmp_path):
    assert not names_house(tmp_path)
    assert problems(tmp_path) == [
        f"there is no tuyentruyen.toml in the folder, so it is no house of plans @ {tmp_path}"
    ]
    assert problems(tmp_path / "khong-co") == [f"there is no tuyentruyen.toml in the folder, so it is no house of plans @ {tmp_path}/khong-co"]  # fmt: skip
    assert not names_house("\0")


@pytest.mark.parametrize("target", ["tuyentruyen.toml", "/dev/zero", "ngoai.toml"])
def test_a_marker_that_leads_nowhere_or_out_is_refused(site, tmp_path, target):
    (tmp_path / "ngoai.toml").write_text("format = 1\n")
    (site.path / "tuyentruyen.toml").unlink()
    (site.path / "tuyentruyen.toml").symlink_to(tmp_path / target if target == "ngoai.toml" else target)
    (told,) = problems(site.path)
    assert "tuyentruyen.toml" in told
    assert problems(site.path / "2022", read=read_plan)


def test_a_plan_folder_with_two_plan_files_is_told_from_the_house_on(site):
    site.file("2026/plan.json", "{}")
    assert problems(site.path) == ["there are both plan.toml and plan.json; keep one @ 2026"]


def test_a_plan_file_that_leads_out_of_its_folder_is_refused(site, tmp_path):
    shutil.move(site.path / "2026/plan.toml", tmp_path / "plan.toml")
    (site.path / "2026/plan.toml").symlink_to(tmp_path / "plan.toml")
    (told,) = problems(site.path)
    assert told == "'plan.toml' leads out of the plan folder through a symbolic link @ 2026"


def test_a_newer_plan_is_refused_and_the_other_plan_s_faults_are_told_with_it(site):
    site.file("2022/plan.toml", (site.path / "2022/plan.toml").read_text("utf-8").replace("format = 1", "format = 2"))
    site.plan(2026, "[themes.x]\n")
    assert problems(site.path) == [
        "the plan is in format 2, newer than format 1 of this version; use a newer tuyentruyen @ format in 2022/plan.toml:1",
        "title is missing @ themes.x in 2026/plan.toml:28",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('plans = ["2022", "2026"]', 'plans = ["2022", "2026", "2027"]'),
        ("plans = [\n  \"2022\",  # hết hạn\n  '2026',\n]", 'plans = [\n  "2022",  # hết hạn\n  \'2026\', "2027",\n]'),
        ('"plans" = ["2022", "2026"]', '"plans" = ["2022", "2026", "2027"]'),
        ('plans = [\n  "2022", "2026", # sau "2026"\n]', 'plans = ["2022", "2026", "2027"]'),
        ("plans = []", 'plans = ["2027"]'),
    ],
)
def test_a_plan_is_added_to_the_list_and_every_other_byte_stays(site, before, after):
    site.marker('plans = ["2022", "2026"]', f"# Đầu.\n{before}  # cuối")
    add_plan(site.path / "tuyentruyen.toml", "2027")
    assert f"# Đầu.\n{after}  # cuối\n" in (site.path / "tuyentruyen.toml").read_text("utf-8")
    written = (site.path / "tuyentruyen.toml").read_bytes()
    add_plan(site.path / "tuyentruyen.toml", "2027")
    assert (site.path / "tuyentruyen.toml").read_bytes() == written


def test_a_list_that_is_none_is_not_written_over(site):
    site.marker('plans = ["2022", "2026"]', "plans = 1")
    before = (site.path / "tuyentruyen.toml").read_bytes()
    add_plan(site.path / "tuyentruyen.toml", "2027")
    assert (site.path / "tuyentruyen.toml").read_bytes() == before


def test_two_plans_may_not_have_one_key(site):
    site.file(
        "2026/plan.toml", (site.path / "2026/plan.toml").read_text("utf-8").replace("ke-hoach-2026", "ke-hoach-2022")
    )
    assert problems(site.path) == ["the plan '2022' has the key ke-hoach-2022 already; each needs its own @ plan.key in 2026/plan.toml:4"]  # fmt: skip


def test_plans_that_lie_more_than_a_hundred_years_apart_make_no_house(site):
    text = (site.path / "2022/plan.toml").read_text("utf-8")
    site.file("2022/plan.toml", text.replace("2022-01-01", "1900-01-01").replace("2022-12-31", "1900-12-31"))
    assert problems(site.path) == ["its plans are more than a hundred years apart @ plans in tuyentruyen.toml"]


def test_a_house_made_in_memory_keeps_the_same_bounds(site):
    house = read_house(site.path)
    with pytest.raises(ValueError, match="two plans of the house have one key"):
        House(key="nha", title="Nhà", plans=(house.plans[0], house.plans[0]))


def test_seen_as_a_plan_a_house_lasts_as_long_as_its_plans_and_holds_all_their_records(site):
    site.plan(2022, '[themes.rieng]\ntitle = "Chỉ của năm 2022"\n')
    site.file(
        "2026/plan.toml",
        (site.path / "2026/plan.toml").read_text("utf-8").replace("Ứng dụng công nghệ thông tin", "Chuyển đổi số"),
    )
    roof = as_plan(read_house(site.path))
    assert (roof.key, roof.issuer, roof.since, roof.until) == ("kstthc-ha-noi", "ubnd", datetime.date(2022, 1, 1), datetime.date(2026, 12, 31))  # fmt: skip
    assert {key: theme.title for key, theme in roof.themes.items()} == {
        "rieng": "Chỉ của năm 2022",
        "cntt": "Chuyển đổi số",
    }
    assert list(roof.channels) == ["tin"]


ALL_TABLES = """
[themes.chung]
title = "Nội dung chung"

[forms.co-so]
title = "Hệ thống thông tin cơ sở"
kinds = ["grassroots"]

[documents."63/2010/NĐ-CP"]
date = 2010-06-08

[procedures.khai-sinh]
code = "1.001193"
title = "Đăng ký khai sinh"

[terms.mot-cua]
term = "bộ phận Một cửa"
since = 2025-07-01
"""


def test_every_table_that_may_be_shared_reaches_every_plan(site):
    site.file("units.toml", (site.path / "units.toml").read_text("utf-8") + ALL_TABLES)
    house = read_house(site.path)
    for table in ("units", "groups", "themes", "forms", "documents", "procedures", "terms", "channels"):
        shared = getattr(house, table)
        assert shared
        for plan in house.plans:
            assert {key: getattr(plan, table)[key] for key in shared} == dict(shared)


def test_a_plan_of_a_house_written_as_one_file_is_the_same_plan_alone(site, tmp_path):
    plan = read_plan(site.path / "2022")
    (tmp_path / "mot-minh").mkdir()
    (tmp_path / "mot-minh/plan.json").write_text(json.dumps(unstructure(plan)), encoding="utf-8")
    alone = read_plan(tmp_path / "mot-minh")
    assert (alone, alone.house) == (plan, None)


def judged(site: Site) -> bool:
    """Whether the schema takes the marker as it is written."""
    table = tomllib.loads((site.path / "tuyentruyen.toml").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema(house=True)).is_valid(table)


def test_the_schema_takes_a_sound_marker_and_one_that_shares_everything_itself(site):
    assert judged(site)
    site.marker('include = ["units.toml", "channels.toml"]\n', "")
    text = "".join(
        (site.path / name).read_text("utf-8") for name in ("tuyentruyen.toml", "units.toml", "channels.toml")
    )
    site.file("tuyentruyen.toml", text)
    assert judged(site)
    assert list(read_house(site.path).channels) == ["tin"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("format = 1", ""),
        ('plans = ["2022", "2026"]', ""),
        ('plans = ["2022", "2026"]', 'plans = "2022"'),
        ('plans = ["2022", "2026"]', 'plans = ["2022", "2022"]'),
        ('plans = ["2022", "2026"]', 'plans = ["../2022"]'),
        ('plans = ["2022", "2026"]', 'plans = ["/2022"]'),
        ('plans = ["2022", "2026"]', 'plans = ["a/b/2022"]'),
        ('plans = ["2022", "2026"]', "plans = [2022]"),
        ("[house]", "[nha]"),
        ('key = "kstthc-ha-noi"', 'key = "Hà Nội"'),
        ('issuer = "ubnd"', "issuer = 1"),
        ('issuer = "ubnd"', "since = 2022-01-01"),
        ('issuer = "ubnd"', 'issuer = "{key}"'),
    ],
)
def test_what_the_schema_refuses_of_a_marker_the_loader_refuses_too(site, old, new):
    site.marker(old, new)
    assert not judged(site)
    assert problems(site.path)


ABSURD = (
    "1", "-1", "true", '""', '"x"', "[]", "{}", "[1]", "[[]]", "{ a = 1 }", "1e400", "nan", "9999-12-31", "0001-01-01",
    r'"\u0000"', r'"\u202e"', '"{key}"', '"https://{plan}"', '"javascript:x"', f'"{"a" * 5000}"', f'["{"a/" * 200}"]',
    r'["2022\u0000"]', r'["2022\n"]', '["con"]', '["~"]', '["C:"]', '["2022/"]', '["./2022"]', '["2022/../2026"]',
    '["tuyentruyen.toml"]', '[["2022"]]', "[" * 40 + "]" * 40,
)  # fmt: skip


@hypothesis.given(data=strategies.data())
@hypothesis.settings(max_examples=150)
def test_whatever_a_marker_says_the_answer_is_a_house_or_faults_with_their_place(tmp_path_factory, data):
    site = Site(tmp_path_factory.mktemp("nha"))
    lines = MARKER.splitlines()
    for number in data.draw(strategies.sets(strategies.integers(0, len(lines) - 1), min_size=1, max_size=3)):
        key, equals, _ = lines[number].partition("= ")
        lines[number] = f"{key}{equals}{data.draw(strategies.sampled_from(ABSURD))}" if equals else ""
    site.file("tuyentruyen.toml", "\n".join(lines))
    for read, path in ((read_house, site.path), (read_plan, site.path / "2022")):
        try:
            found = read(path)
        except PlanError as refused:
            assert all(
                "tuyentruyen.toml" in one or "units" in one or "2022" in one or "2026" in one
                for one in refused.problems
            )
        else:
            assert not isinstance(found, House) or as_plan(found).key == found.key
