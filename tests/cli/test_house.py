"""A house on the command line: published whole or by one of its plans, checked, reported, and never half."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from tests.planfile.house import Site
from tuyentruyen.cli.books import ledger_to_write
from tuyentruyen.ledger import Claim
from tuyentruyen.model.flow import Repeat, Target
from tuyentruyen.planfile import read_plan
from tuyentruyen.text import VIETNAM

AT = ("--at", "2026-04-01")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "nha")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "public"


def entries(out: Path, channel: str = "tin") -> dict[str, str]:
    """Titles of the entries of a feed by their permanent ids, as another reader sees them."""
    return {one.id: one.title for one in feedparser.parse(str(out / channel / "feed.xml")).entries}


def own_channel(key: str) -> str:
    return f'[channels.{key}]\nform = "dien-tu"\nbackend = "rss"\nowner = "ubnd"\n[channels.{key}.settings]\nbase = "https://a.example/{key}/"\n'  # fmt: skip


def test_a_house_is_published_whole_into_one_feed_and_one_ledger_and_again_nothing_changes(run, site, out):
    assert run("publish", site.path, "--out", out, *AT)[:2] == (0, "tin: delivered 4\n")
    assert sorted(entries(out).values()) == ["Tin tin-2022", "Tin tin-2026"]
    assert (site.path / ".tuyentruyen/ledger.db").exists()
    assert run("publish", site.path, "--out", out, *AT)[:2] == (
        0,
        "tin: unchanged 4\nNothing to do: everything stands as it should.\n",
    )


def test_a_plan_named_alone_is_published_through_its_house_and_takes_nothing_from_the_others(run, site, out):
    assert run("publish", site.path / "2026", "--out", out, *AT)[0] == 0
    assert sorted(entries(out).values()) == ["Tin tin-2022", "Tin tin-2026"]
    before = entries(out)
    assert run("publish", site.path / "2022", "--out", out, *AT)[:2] == (
        0,
        "tin: unchanged 4\nNothing to do: everything stands as it should.\n",
    )
    assert entries(out) == before


def test_the_channels_of_a_plan_are_published_with_that_plan_only(run, site, out):
    site.plan(2022, own_channel("rieng-2022"))
    site.plan(2026, own_channel("rieng-2026"))
    assert run("publish", site.path / "2026", "--out", out, *AT)[0] == 0
    assert sorted(path.name for path in out.iterdir()) == ["rieng-2026", "tin"]
    assert list(entries(out, "rieng-2026").values()) == ["Tin tin-2026"]
    assert run("publish", site.path / "2022", site.path / "2026", "--out", out, *AT)[0] == 0
    assert sorted(path.name for path in out.iterdir()) == ["rieng-2022", "rieng-2026", "tin"]


def test_a_third_plan_leaves_every_id_of_the_feed_as_it_was(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    before = entries(out)
    assert run("new", "plan", site.path / "2027", "--from", "2027-01-01")[0] == 0
    site.text(2027, "tin-2027")
    assert run("publish", site.path, "--out", out, "--at", "2027-04-01")[0] == 0
    after = entries(out)
    assert {key: after[key] for key in before} == before
    assert sorted(after.values()) == ["Tin tin-2022", "Tin tin-2026", "Tin tin-2027"]


def test_a_plan_that_is_over_stays_in_the_feed_and_one_taken_off_the_list_leaves_it(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    site.marker('["2022", "2026"]', '["2026"]')
    shutil.rmtree(site.path / "2022")
    assert run("publish", site.path, "--out", out, *AT)[0] == 0
    assert list(entries(out).values()) == ["Tin tin-2026"]


def test_a_plan_at_fault_is_refused_alone_and_the_shared_feed_stays_as_it_stands(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    before = (out / "tin/feed.xml").read_bytes()
    site.plan(2022, "[themes.x]\n")
    site.plan(2026, own_channel("rieng"))
    site.text(2026, "tin-moi")
    code, printed, said = run("publish", site.path, "--out", out, *AT)
    assert code == 3
    assert "The plan 2022 is refused; faults found: 1" in said
    assert "title is missing @ themes.x in 2022/plan.toml:28" in said
    assert "rieng: delivered 4" in printed
    assert "left as it stands" in printed
    assert (out / "tin/feed.xml").read_bytes() == before


def test_a_plan_whose_records_do_not_fit_is_refused_alone_too(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    site.plan(2022, '[activities.loi]\ntitle = "Lỗi"\nform = "khong-co"\nthemes = ["cntt"]\nwhen = "thường xuyên"\n')
    code, printed, _ = run("publish", site.path, "--out", out, *AT)
    assert code == 3
    assert "The plan 2022 is refused" in printed
    assert "TT102" in printed
    assert sorted(entries(out).values()) == ["Tin tin-2022", "Tin tin-2026"]


def test_named_by_itself_a_plan_at_fault_is_refused_and_nothing_goes(run, site, out):
    site.plan(2022, "[themes.x]\n")
    assert run("publish", site.path / "2022", "--out", out, *AT)[0] == 1
    assert not out.exists()


def test_a_house_at_fault_is_refused_whole(run, site, out):
    site.file("units.toml", "[units.ubnd]\nname = 1\n")
    assert run("publish", site.path, "--out", out, *AT)[0] == 1
    site.file("units.toml", '[units.khac]\nname = "Khác"\n')
    code, printed, _ = run("publish", site.path / "2026", "--out", out, *AT)
    assert code == 1
    assert "TT605" in printed
    assert not out.exists()


def test_a_message_of_a_key_that_an_earlier_plan_has_is_named_and_left_out(run, site, out):
    site.text(2026, "tin-2022")
    code, printed, _ = run("publish", site.path, "--out", out, *AT)
    assert code == 3
    assert "the plans 2022 and 2026 both have a message of the key tin-2022" in printed
    assert sorted(entries(out).values()) == ["Tin tin-2022", "Tin tin-2026"]
    code, printed, _ = run("check", site.path)
    assert (code, printed.count("TT601")) == (1, 1)
    assert "2026/content/tin-2022.md" in printed


def test_several_plans_without_a_house_are_published_each_with_its_ledger(run, plan, tmp_path, out):
    other = tmp_path / "khac"
    shutil.copytree(plan, other)
    text = (other / "plan.toml").read_text("utf-8").replace("phuong-o-cho-dua", "phuong-khac")
    (other / "plan.toml").write_text(text.replace("channels.tin", "channels.tin-khac"), "utf-8")
    code, printed, _ = run("publish", plan, other, "--out", out, "--at", "2022-01-31")
    assert (code, printed) == (0, "tin: delivered 4\ntin-khac: delivered 4\n")
    assert (plan / ".tuyentruyen/ledger.db").exists()
    assert (other / ".tuyentruyen/ledger.db").exists()


def test_two_plans_that_would_write_into_one_folder_are_wrong_usage(run, plan, tmp_path, out):
    other = tmp_path / "khac"
    shutil.copytree(plan, other)
    code, _, said = run("publish", plan, other, "--out", out)
    assert code == 2
    assert "both have a channel tin; give each an --out of its own" in said
    assert not out.exists()


def test_of_several_plans_one_at_fault_is_refused_and_the_others_go(run, plan, tmp_path, out):
    (tmp_path / "hong").mkdir()
    (tmp_path / "hong/plan.toml").write_text("x", "utf-8")
    code, printed, said = run("publish", plan, tmp_path / "hong", "--out", out, "--at", "2022-01-31")
    assert (code, printed) == (3, "tin: delivered 4\n")
    assert "The plan is refused" in said


def test_a_feed_that_a_plan_had_keeps_ids_and_rows_when_the_house_takes_its_key(run, site, tmp_path, out):
    alone = tmp_path / "nha-cu"
    shutil.copytree(site.path / "2022", alone)
    shared = "".join((site.path / name).read_text("utf-8") for name in ("units.toml", "channels.toml"))
    (alone / "plan.toml").write_text((alone / "plan.toml").read_text("utf-8").replace("until =", 'link = "https://kstthc.example/ke-hoach-2022/{key}/"\nuntil =') + shared, "utf-8")  # fmt: skip
    assert run("publish", alone, "--out", out, *AT)[0] == 0
    before = entries(out)
    site.marker("kstthc-ha-noi", "ke-hoach-2022")
    shutil.move(alone / ".tuyentruyen", site.path / ".tuyentruyen")
    assert run("publish", site.path, "--out", out, *AT)[0] == 0
    after = entries(out)
    assert {key: after[key] for key in before} == before
    assert sorted(after.values()) == ["Tin tin-2022", "Tin tin-2026"]


def test_a_plan_that_brings_a_ledger_of_its_own_is_not_published_as_if_nothing_had_been_sent(run, site, out):
    (site.path / "2022/.tuyentruyen").mkdir()
    (site.path / "2022/.tuyentruyen/ledger.db").write_bytes(b"")
    code, _, said = run("publish", site.path, "--out", out, *AT)
    assert code == 3
    assert "knows what the plan sent before it came into the house; move its folder to" in said
    assert not out.exists()


def test_the_report_of_a_plan_counts_what_its_house_s_channels_carried(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    done = json.loads(run("report", site.path / "2026", "--json", *AT)[1])
    assert (done["plan"]["key"] if isinstance(done["plan"], dict) else done["plan"]) == "ke-hoach-2026"
    assert done["totals"]["done"] == 1


def test_what_an_earlier_plan_has_under_the_same_key_counts_for_that_plan_alone(run, site, out):
    site.text(2026, "tin-2022")
    (site.path / "2026/content/tin-2026.md").unlink()
    run("publish", site.path, "--out", out, *AT)
    done = json.loads(run("report", site.path / "2026", "--json", *AT)[1])
    assert (done["totals"]["done"], done["quotas"][0]["count"]) == (0, 0)
    assert json.loads(run("report", site.path, "--json", *AT)[1])[1]["quotas"][0]["count"] == 0
    owed = json.loads(run("due", site.path / "2026", "--json", *AT)[1])
    assert [item["count"] for item in owed["items"]] == [0]


def test_a_house_is_reported_plan_by_plan(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    code, printed, _ = run("report", site.path, *AT)
    assert code == 0
    lines = printed.splitlines()
    assert [lines[number - 1 : number + 1] for number, line in enumerate(lines) if " – " in line] == [
        ["2022", "99/KH-UBND – Thông tin, tuyên truyền năm 2022"],
        ["2026", "103/KH-UBND – Thông tin, tuyên truyền năm 2026"],
    ]
    assert len(json.loads(run("report", site.path, "--json", *AT)[1])) == 2


def test_deliveries_of_shared_channels_are_listed_with_each_plan_and_with_the_house(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    for path in (site.path, site.path / "2022"):
        code, printed, _ = run("deliveries", "list", path, "--all", "--json")
        assert code == 0
        assert {one["channel"] for one in json.loads(printed)} == {"tin"}


@pytest.fixture
def uncertain(site: Site) -> Site:
    """A house of which one mail of a shared channel was handed out when the process ended."""
    noon = datetime.datetime(2026, 4, 1, 12, 0, tzinfo=VIETNAM)
    with ledger_to_write(site.path / ".tuyentruyen" / "ledger.db") as ledger:
        target = Target(id="live", repeat=Repeat.PUSH)
        with ledger.book("kstthc-ha-noi", "thu", target, by="Hoa", at=noon, began=noon) as book:
            book.write(settled=[], claims=[Claim(key="2026-04-01", fingerprint="1", messages={"tin-2026": 1})])
    return site


@pytest.mark.parametrize("folder", ["", "2022", "2026"])
def test_what_is_uncertain_in_a_shared_channel_is_listed_and_settled_by_house_or_plan(run, uncertain, folder):
    path = uncertain.path / folder
    code, printed, _ = run("deliveries", "list", path)
    assert (code, "thu      2026-04-01  uncertain" in printed) == (3, True)
    settle = ("deliveries", "resolve", "thu", "2026-04-01", path, "--arrived", "--by", "Nguyễn Thị Hoa")
    assert run(*settle)[:2] == (0, "2026-04-01: settled by Nguyễn Thị Hoa: it arrived.\n")
    assert run("deliveries", "list", uncertain.path) == (0, "Nothing is open.\n", "")


def test_who_withdraws_a_message_is_told_that_a_shared_channel_sent_it(run, uncertain):
    run("deliveries", "resolve", "thu", "2026-04-01", uncertain.path, "--arrived", "--by", "Nguyễn Thị Hoa")
    said = run("withdraw", "tin-2026", uncertain.path / "2026", "--reason", "Sai")[2]
    assert "already sent through thu" in said


def test_a_house_is_previewed_whole_and_one_plan_with_its_own_messages(run, site, tmp_path):
    assert run("preview", site.path, "--out", tmp_path / "ca-nha", *AT)[:2] == (0, "tin: files: 4\n")
    assert sorted(entries(tmp_path / "ca-nha").values()) == ["Tin tin-2022", "Tin tin-2026"]
    assert run("preview", site.path / "2026", "--out", tmp_path / "mot", *AT)[0] == 0
    assert list(entries(tmp_path / "mot").values()) == ["Tin tin-2026"]


def test_a_house_is_checked_whole_with_files_seen_from_the_house(run, site):
    assert run("check", site.path)[:2] == (0, "Nothing is wrong; messages read: 2\n")
    site.text(2026, "tin-2026", 'channels = ["khong-co"]\n')
    found = json.loads(run("check", site.path, "--json")[1])["findings"]
    assert [(one["code"], one["file"]) for one in found] == [("TT164", "2026/content/tin-2026.md:5")]


def test_faults_of_a_shared_channel_are_told_once_and_not_of_every_plan(run, site):
    site.file("channels.toml", (site.path / "channels.toml").read_text("utf-8").replace("base =", "bass ="))
    found = json.loads(run("check", site.path, "--json")[1])["findings"]
    assert [(one["code"], one["file"]) for one in found] == [("TT134", "channels.toml:8")]
    code, printed, said = run("check", site.path / "2022")
    assert (code, printed) == (0, "Nothing is wrong; messages read: 1\n")
    assert "What its house shares is checked with the house: tuyentruyen check" in said


def test_a_plan_that_lacks_a_shared_channel_s_form_is_not_refused_for_it(run, site):
    text = (site.path / "2026/plan.toml").read_text("utf-8").replace("dien-tu", "co-so")
    site.file("2026/plan.toml", text.replace('["portal", "feed"]', '["grassroots"]'))
    found = json.loads(run("check", site.path, "--json")[1])["findings"]
    assert [one for one in found if one["level"] == "error"] == []


@pytest.mark.parametrize(
    "words", [("schedule",), ("approve", "tin-2022", "--by", "A"), ("new", "message", "x", "--title", "X")]
)
def test_what_is_done_with_one_plan_asks_which_one(run, site, monkeypatch, words):
    monkeypatch.chdir(site.path)
    code, _, said = run(*words)
    assert code == 1
    assert "this is a house of several plans; name one of them: 2022, 2026" in said


@pytest.mark.parametrize(
    "words",
    [
        ("approve", "tin-2022", "nha", "--by", "A"),
        ("approve", "--all", "nha", "--by", "A"),
        ("withdraw", "tin-2022", "nha", "--reason", "Sai"),
    ],
)
def test_a_house_behind_the_keys_of_messages_is_no_key(run, site, monkeypatch, words):
    monkeypatch.chdir(site.path.parent)
    code, _, said = run(*words)
    assert (code, "this is a house of several plans; name one of them: nha/2022, nha/2026" in said) == (1, True)


def test_a_message_of_a_plan_in_a_house_is_approved_and_withdrawn_there(run, site, out):
    assert run("approve", "tin-2026", site.path / "2026", "--by", "Nguyễn Thị Hoa")[0] == 0
    run("publish", site.path, "--out", out, *AT)
    assert run("withdraw", "tin-2026", site.path / "2026", "--reason", "Sai", "--at", "2026-04-01T08:00")[0] == 0
    assert run("publish", site.path, "--out", out, "--at", "2026-04-02")[0] == 0
    assert list(entries(out).values()) == ["Tin tin-2022"]


def test_a_house_whose_list_is_emptied_loses_nothing(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    site.marker('["2022", "2026"]', "[]")
    code, _, said = run("publish", site.path, "--out", out, *AT)
    assert code == 1
    assert "The house has no plan yet; begin one: tuyentruyen new plan" in said
    assert sorted(entries(out).values()) == ["Tin tin-2022", "Tin tin-2026"]


def test_what_the_house_does_not_list_is_told_and_not_published(run, site, out):
    site.plan(2027)
    code, _, said = run("publish", site.path / "2027", "--out", out, *AT)
    assert code == 1
    assert "the house does not list this plan; write '2027' into its plans" in said
    assert run("publish", site.path / "khong-co", "--out", out, *AT)[0] == 1
    assert not out.exists()


def test_from_within_a_house_a_folder_that_is_not_there_means_no_other_plan(run, site, out, monkeypatch):
    monkeypatch.chdir(site.path / "2022")
    code, _, said = run("publish", "khong-co", "--out", out, *AT)
    assert (code, "there is no such folder or plan file" in said) == (1, True)
    assert run("publish", "--out", out, *AT)[:2] == (0, "tin: delivered 4\n")


def test_a_draft_beside_the_plan_file_is_not_published_in_its_place(run, site, out):
    draft = shutil.copy(site.path / "2026/plan.toml", site.path / "2026/ban-nhap.toml")
    code, _, said = run("publish", draft, "--out", out, *AT)
    assert (code, "is not the plan file of its folder, and a house publishes that" in said) == (2, True)
    assert run("publish", site.path / "2026/plan.toml", "--out", out, *AT)[0] == 0


def test_what_waits_for_approval_is_told_with_the_plan_it_is_in(run, site, out):
    text = (site.path / "2026/plan.toml").read_text("utf-8")
    site.file("2026/plan.toml", text.replace("until =", 'approval = "required"\nuntil ='))
    _, printed, _ = run("publish", site.path, "--out", out, *AT)
    assert (
        f"tin-2026: not approved yet (approve it: tuyentruyen approve tin-2026 {site.path}/2026 --by NAME)" in printed
    )


def test_a_template_of_a_plan_in_a_house_speaks_for_the_house_s_units(run, site, out):
    text = (site.path / "2026/plan.toml").read_text("utf-8")
    site.file("2026/plan.toml", text.replace("until =", 'approval = "required"\nuntil ='))
    head = 'title = "Giờ làm việc: {{ unit.name }}"\npublished = 2026-03-01\neach = "cac-so"\n'
    site.file("2026/templates/gio.md", f"+++\n{head}+++\n\nMời đến {{{{ unit.name }}}}.\n")
    _, printed, _ = run("publish", site.path, "--out", out, *AT)
    assert f"and 1 more of its template: not approved yet (approve it: tuyentruyen approve gio {site.path}/2026 --by NAME)" in printed  # fmt: skip
    assert run("approve", "gio", site.path / "2026", "--by", "Nguyễn Thị Hoa")[0] == 0
    run("publish", site.path, "--out", out, *AT)
    assert sorted(entries(out).values()) == [
        "Giờ làm việc: Sở Thông tin và Truyền thông",
        "Giờ làm việc: Sở Tư pháp",
        "Tin tin-2022",
    ]


def test_a_house_whose_plans_are_all_over_is_published_as_of_the_last_day_of_the_last_one(run, site, out):
    site.marker('["2022", "2026"]', '["2022"]')
    assert "Published as of 2022-12-31 23:59:59+07:00" in run("publish", site.path, "--out", out)[2]


def test_a_house_and_a_plan_that_stands_alone_are_published_in_one_run(run, site, plan, out):
    text = (plan / "plan.toml").read_text("utf-8")
    (plan / "plan.toml").write_text(text.replace("channels.tin", "channels.tin-phuong"), "utf-8")
    code, printed, _ = run("publish", site.path, plan, "--out", out, *AT)
    assert (code, printed.splitlines()[0], "tin-phuong: delivered 4" in printed) == (0, "tin: delivered 4", True)


def test_one_channel_of_a_house_is_published_alone(run, site, out):
    site.plan(2026, own_channel("rieng"))
    assert run("publish", site.path, "--out", out, "--channel", "rieng", *AT)[:2] == (0, "rieng: delivered 4\n")
    assert run("publish", site.path, "--out", out, "--channel", "tin", *AT)[:2] == (0, "tin: delivered 4\n")
    code, _, said = run("publish", site.path, "--out", out, "--channel", "khac", *AT)
    assert (code, "has no channel 'khac'" in said) == (2, True)


def test_a_channel_taken_from_the_house_is_told_while_something_of_it_stands(run, site, out):
    run("publish", site.path, "--out", out, *AT)
    site.file(
        "channels.toml", (site.path / "channels.toml").read_text("utf-8").replace("channels.tin", "channels.tin-moi")
    )
    assert "tin: files that still stand: 4" in run("publish", site.path, "--out", out, *AT)[1]


def test_a_new_plan_in_a_house_uses_what_it_shares_and_is_listed_with_the_rest_of_the_marker_untouched(run, site):
    site.marker("[house]", "# Ghi chú của văn phòng.\n[house]")
    before = (site.path / "tuyentruyen.toml").read_text("utf-8")
    assert run("new", "plan", site.path / "2027", "--from", "2027-01-01")[0] == 0
    after = (site.path / "tuyentruyen.toml").read_text("utf-8")
    assert after == before.replace('["2022", "2026"]', '["2022", "2026", "2027"]')
    plan = read_plan(site.path / "2027")
    assert plan.issuer == "ubnd"
    assert not any(plan.places[f"units.{key}"].startswith("plan.toml") for key in plan.units)
    assert list(plan.channels) == ["tin"]
    assert run("check", site.path)[0] == 0


@pytest.mark.parametrize(
    ("folder", "told"),
    [
        (".", "nha is a house of several plans; begin the plan below it: "),
        ("2026/them", "lies in the folder of the plan "),
        ("2026/content/them", "lies in the folder of the plan "),
        ("mot/hai/ba", "lies more than 2 levels below the house "),
    ],
)
def test_a_new_plan_is_not_begun_where_it_would_harm_another_or_belong_to_none(run, site, folder, told):
    before = sorted(site.path.rglob("*"))
    code, _, said = run("new", "plan", site.path / folder, "--key", "moi")
    assert (code, told in said) == (2, True)
    assert sorted(site.path.rglob("*")) == before


def test_the_samples_of_two_plans_that_begin_in_one_year_may_both_be_published(run, site):
    for name in ("2027", "2027-" + "dai-" * 22 + "dai"):
        assert run("new", "plan", site.path / name, "--from", "2027-01-01")[0] == 0
        (sample,) = (site.path / name / "content").iterdir()
        sample.write_text(
            sample.read_text("utf-8").replace("draft", "ready").replace("Tin mẫu", f"Tin {name[:5]}"), "utf-8"
        )
    assert "TT601" not in "".join(run("check", site.path)[1:])


def test_a_plan_over_is_not_shown_as_of_its_last_day_in_a_feed_that_goes_on(run, site, out):
    _, _, said = run("publish", site.path / "2022", "--out", out)
    assert "Published as of 2022-12-31" not in said


def test_the_schema_of_the_marker_can_be_printed(run):
    code, printed, _ = run("schema", "--house")
    made = json.loads(printed)
    assert (code, made["title"], made["required"]) == (0, "tuyentruyen house", ["format", "house", "plans"])
    assert "activities" not in made["properties"]


def test_a_house_runs_as_the_user_starts_it(start: Callable, site, out):
    done = start("publish", "2022", "2026", "--out", out, *AT, cwd=site.path)
    assert (done.returncode, done.stdout.decode()) == (0, "tin: delivered 4\n")
