"""The sample of two-level government is marked as one, is clean, publishes, and shows how units follow one another."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from attrs import evolve

from tuyentruyen import Plugins, findings, followers, messages, read_plan, retarget
from tuyentruyen.cli import main
from tuyentruyen.editions import goes_to, prepared
from tuyentruyen.model.duties import members
from tuyentruyen.model.when import Before, During, Every, Ongoing, Quota
from tuyentruyen.schedule import occurrences

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDER = EXAMPLES / "ha-noi-2026-mau"
FILES = sorted(path for path in FOLDER.rglob("*") if path.suffix in (".toml", ".md"))
ON = date(2026, 7, 15)
VIETNAM = timezone(timedelta(hours=7))


@pytest.fixture(scope="module")
def plan():
    return read_plan(FOLDER)


@pytest.fixture(scope="module")
def composed(plan):
    return messages(plan)


def heirs(plan, key, **asked):
    return [one.unit for one in followers(plan, key, on=ON, **asked)]


def test_it_is_checked_without_a_finding(plan):
    plugins = Plugins.installed()
    composed = messages(plan, plugins=plugins)
    for now in (datetime(2026, 7, 15, 8, tzinfo=VIETNAM), datetime(2026, 12, 31, 8, tzinfo=VIETNAM)):
        assert [str(one) for one in findings(plan, plugins=plugins, messages=composed, now=now)] == []


def test_it_says_everywhere_that_it_is_a_sample(plan):
    assert plan.key == "kstthc-2026-mau"
    assert plan.title.startswith("(MẪU) ")
    assert "MẪU" in (FOLDER / "README.md").read_text("utf-8").partition("\n")[0]
    assert "MẪU" in (FOLDER / "plan.toml").read_text("utf-8").partition("\n")[0]
    assert all("(mẫu)" in channel.title for channel in plan.channels.values())


def test_it_lies_in_2026_and_keeps_the_themes_and_forms_of_2022(plan):
    old = read_plan(EXAMPLES / "ha-noi-2022")
    assert (plan.since, plan.until) == (date(2026, 7, 15), date(2026, 12, 31))
    assert list(plan.themes) == list(old.themes)
    assert list(plan.forms) == list(old.forms)
    assert [form.clause for form in plan.forms.values()] == [form.clause for form in old.forms.values()]


def test_there_are_two_levels_and_no_district(plan):
    assert [unit.key for unit in members(plan, "phuong-xa", ON)] == [
        "phuong-hoan-kiem", "phuong-cua-nam", "phuong-ba-dinh", "phuong-ngoc-ha", "phuong-cau-giay", "phuong-nghia-do",
        "xa-dong-anh", "xa-soc-son",
    ]  # fmt: skip
    assert {unit.level for unit in members(plan, "cac-don-vi", ON)} == {"city", "commune"}
    districts = [unit for unit in plan.units.values() if unit.level == "district"]
    assert {unit.until for unit in districts} == {date(2025, 6, 30)}


def test_every_duty_falls_to_a_unit_of_its_day(plan):
    for one in occurrences(plan):
        if one.unit:
            assert plan.units[one.unit].exists_on((one.due or one.start).date()), one


def test_times_and_quotas_stand_in_the_words_of_officers_and_are_read(plan):
    written = (FOLDER / "plan.toml").read_text("utf-8")
    read = {key: activity.when or activity.quota for key, activity in plan.activities.items()}
    for phrase, key, meant in (
        ("tối thiểu 02 tin, bài/tháng", "tin-bai", Quota(count=2, of="tin, bài", per="month", at="least")),
        ("Thường xuyên", "dinh-huong-bao-chi", Ongoing()),
        ("Hằng quý", "cong-khai", Every(every="quarter")),
        ("Tháng 9/2026", "ap-phich", During(since=date(2026, 9, 1), until=date(2026, 9, 30))),
        ("Trước ngày 15/12/2026", "tong-ket", Before(before=date(2026, 12, 15))),
    ):
        assert f'= "{phrase}"' in written
        assert read[key] == meant
    assert read["ngay-hoi"].day == date(2026, 10, 10)


def test_what_is_not_verified_says_so(plan):
    assert "Chưa đối chiếu" in plan.documents["118/2025/NĐ-CP"].note
    assert plan.documents["224/2026/NĐ-CP"].effective == date(2026, 7, 1)
    assert plan.documents["224/2026/NĐ-CP"].date is None
    departments = ("so-tttt", "so-khdt", "so-ldtbxh", "so-tnmt", "so-gtvt")
    assert all("chưa kiểm chứng" in s.note for key in departments for s in plan.units[key].successors)
    splits = [s for unit in plan.units.values() for s in unit.successors if s.part]
    assert all(s.note.endswith("(đặt ra)") for s in splits)


# Succession


def test_a_whole_a_part_a_function_and_a_chain_are_shown(plan):
    assert heirs(plan, "phuong-hang-mau") == ["phuong-hoan-kiem"]
    assert heirs(plan, "phuong-ben-mau") == ["phuong-hoan-kiem", "phuong-cua-nam"]
    assert heirs(plan, "so-tttt", function="bao-chi") == ["so-vhtt"]
    assert heirs(plan, "so-tttt", function="co-so") == ["so-vhtt"]
    assert heirs(plan, "so-tttt", function="dien-tu") == ["so-khcn"]
    assert [one.through for one in followers(plan, "phuong-goc-mau", on=ON)] == [("phuong-cho-mau",)] * 2
    assert heirs(plan, "huyen-dong-anh") == []


def test_one_unit_follows_many(plan):
    assert [key for key in plan.units if heirs(plan, key) == ["xa-dong-anh"]] == [
        "xa-dong-anh",
        "xa-dong-mau",
        "thi-tran-mau",
    ]


def test_retarget_tells_moves_splits_and_what_to_decide(plan):
    found = retarget(plan, on=ON)
    assert [one.unit for one in found.moves] == [
        "ban-tuyen-giao", "so-khdt", "so-tnmt", "so-gtvt", "phuong-hang-mau", "xa-dong-mau", "thi-tran-mau",
    ]  # fmt: skip
    assert [one.unit for one in found.splits] == [
        "so-tttt", "so-ldtbxh", "quan-hoan-kiem", "quan-ba-dinh", "phuong-ben-mau", "phuong-goc-mau", "phuong-cho-mau",
    ]  # fmt: skip
    assert [one.unit for one in found.questions] == ["huyen-dong-anh"]
    assert {one.place.partition("[")[0] for one in (*found.moves, *found.splits, *found.questions)} == {
        "groups.dia-ban-cu.units"
    }


def test_the_clauses_of_2022_go_to_those_who_follow(plan):
    old = read_plan(EXAMPLES / "ha-noi-2022")
    later = evolve(old, units={**old.units, **plan.units})
    found = retarget(later, on=ON)
    moved = {one.place: one.followers[0].unit for one in found.moves}
    assert moved["assignments.IV.2.requested[0]"] == "ban-tgdv"
    assert moved["channels.bao-chi.owner"] == "so-vhtt"
    [split] = [one for one in found.splits if one.place.startswith("assignments.IV.3")]
    assert [(one.unit, one.functions) for one in split.followers] == [
        ("so-vhtt", ("bao-chi", "co-so")),
        ("so-khcn", ("dien-tu",)),
    ]
    assert found.plan.activities["dinh-huong-bao-chi"].units == ("ban-tgdv",)


def test_the_districts_of_2022_have_no_place_in_2026():
    old = read_plan(EXAMPLES / "ha-noi-2022")
    found = retarget(old, on=ON)
    assert (found.moves, found.splits) == ((), ())
    assert {one.place.partition("[")[0] for one in found.questions} == {"groups.quan-huyen.units"}
    assert len(found.questions) == 30
    assert {one.why for one in found.questions} == {"it ended on 30/6/2025; nobody is named to follow it"}
    assert retarget(old, on=date(2025, 6, 30)).is_settled


# Messages


def test_messages_cover_all_themes_and_forms(plan, composed):
    assert composed.findings == ()
    assert len(composed) == 8
    assert {theme for message in composed for theme in message.themes} == set(plan.themes)
    assert {plan.activities[message.activity].form for message in composed} == set(plan.forms)
    assert all(plan.since <= message.published.date() <= plan.until for message in composed)


def test_every_message_has_150_to_300_words(composed):
    counts = {message.key: len(message.body.split()) for message in composed}
    assert {key: count for key, count in counts.items() if not 150 <= count <= 300} == {}


def test_no_message_repeats_eight_words_of_another_of_either_year(composed):
    def runs(message):
        words = re.findall(r"\w+", f"{message.title}\n{message.summary}\n{message.body}".lower())
        return {tuple(words[i : i + 8]) for i in range(len(words) - 7)}

    seen = {run: old.key for old in messages(read_plan(EXAMPLES / "ha-noi-2022")) for run in runs(old)}
    shared = []
    for message in composed:
        shared += [(seen[run], message.key, " ".join(run)) for run in runs(message) if run in seen]
        seen.update(dict.fromkeys(runs(message), message.key))
    assert shared == []


def test_every_message_goes_to_a_channel(plan, composed):
    for message in composed:
        ready = prepared(plan, message)
        assert any(goes_to(plan, ready, channel) for channel in plan.channels.values()), message.key
        assert ready.link == f"https://kstthc.hanoi.example/2026/{message.key}/"


def test_grassroots_messages_say_whom_to_call_and_where_to_write(plan, composed):
    spoken = [message for message in composed if plan.activities[message.activity].form == "co-so"]
    assert len(spoken) == 3
    for message in spoken:
        assert message.hotline == plan.units[message.unit].hotline, message.key
        assert message.hotline in message.body, message.key
        assert "pakn.hanoi.example" in message.body, message.key


def test_no_message_speaks_of_districts(composed):
    for message in composed:
        text = f"{message.title} {message.summary} {message.body}".lower()
        assert re.findall(r"\b(?:quận|huyện|thị xã|thị trấn|bộ phận một cửa|mức độ \d)\b", text) == [], message.key


# The commands of its README


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_commands_of_the_readme_run(tmp_path, monkeypatch, capfd, language):
    (tmp_path / "examples").symlink_to(EXAMPLES)
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^\$ tuyentruyen (.+)$", (FOLDER / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(lines) == 4
    for line in lines:
        words = [*line.split(), "--lang", language]
        words += ["--ledger", str(tmp_path / "ledger.db")] if words[0] == "publish" else []
        assert main(words) == 0, (line, capfd.readouterr())
    feed = tmp_path / "build" / "ha-noi-2026" / "feed@phuong-cua-nam"
    assert "Nhà ở giáp hai phường" in "".join(path.read_text("utf-8") for path in feed.rglob("*") if path.is_file())
    assert main(["retarget", "examples/ha-noi-2026-mau", "--on", "2026-07-15", "--json"]) == 0


def test_the_json_of_retarget_counts_the_same(capfd):
    assert main(["retarget", str(FOLDER), "--on", "2026-07-15", "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert [len(told[name]) for name in ("moves", "splits", "questions")] == [7, 7, 1]


# Nothing invented passes for real


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_only_example_domains_are_named(file):
    text = file.read_text(encoding="utf-8")
    hosts = re.findall(r"https?://([^/\s\"'>)]+)", text)
    hosts += re.findall(r"\b[\w.-]+\.(?:vn|com|net|org|gov|edu|info|example)\b", text)
    assert [host for host in hosts if not host.endswith("hanoi.example")] == []


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_what_looks_like_a_telephone_number_is_marked_as_a_sample(file):
    text = re.sub(r"\d{4}-\d{2}-\d{2}(T[\d:]+\+07:00)?", "", file.read_text(encoding="utf-8"))
    for found in re.finditer(r"\d(?:[ .\u00a0-]?\d){6,}", text):
        assert text[found.end() : found.end() + 6] == " (mẫu)", found[0]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_no_fee_and_no_time_limit_is_named(file):
    text = file.read_text(encoding="utf-8").lower()
    assert re.findall(r"\d[\d.]*\s*(?:đồng|đ|vnđ|vnd|nghìn|ngàn|triệu|tỷ)\b", text) == []
    assert re.findall(r"\d+\s*(?:ngày|giờ|tháng|tuần)\s+làm việc", text) == []
    assert re.findall(r"trong\s+(?:vòng\s+|thời hạn\s+)?\d+\s*(?:ngày|giờ|tháng|tuần)", text) == []
