from __future__ import annotations

import datetime
from pathlib import Path

from tuyentruyen.compose import messages
from tuyentruyen.planfile import read_message, read_plan


def test_a_new_plan_has_no_faults_and_can_be_published_at_once(run, tmp_path: Path) -> None:
    folder = tmp_path / "Kế hoạch 2022"
    code, out, _ = run("new", "plan", folder, "--title", 'Tuyên truyền "cải cách" \\ 2022', "--from", "2022-01-01")
    assert code == 0
    assert str(folder) in out
    assert run("check", folder) == (0, "Nothing is wrong; messages read: 1\n", "")
    assert run("publish", folder, "--out", tmp_path / "public")[0] == 0
    plan = read_plan(folder)
    assert plan.title == 'Tuyên truyền "cải cách" \\ 2022'
    assert plan.key == "ke-hoach-2022"
    assert (plan.since, plan.until) == (datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))
    assert plan.units["uy-ban-nhan-dan"].name == "Ủy ban nhân dân"


def test_a_new_plan_begins_today_and_writes_over_nothing(run, tmp_path: Path) -> None:
    assert run("new", "plan", tmp_path / "x")[0] == 0
    before = (tmp_path / "x" / "plan.toml").read_bytes()
    code, _, err = run("new", "plan", tmp_path / "x")
    assert code == 2
    assert "holds a plan already" in err
    assert (tmp_path / "x" / "plan.toml").read_bytes() == before


def test_a_new_plan_with_values_out_of_bounds_makes_nothing(run, tmp_path: Path) -> None:
    for wrong in (("--key", "../x"), ("--key", "con"), ("--title", "a\x1bb"), ("--title", ""), ("--issuer", "")):
        assert run("new", "plan", tmp_path / "x", *wrong)[0] == 2
    assert not (tmp_path / "x").exists()


def test_a_new_message_is_a_draft_that_only_a_preview_shows(run, plan: Path) -> None:
    code, out, _ = run(
        "new",
        "message",
        "khai-sinh",
        plan,
        "--title",
        'Khai sinh "liên thông"',
        "--theme",
        "ho-tich",
        "--unit",
        "ubnd-phuong",
    )
    assert code == 0
    assert "khai-sinh.md" in out
    read = read_plan(plan)
    made = read_message(read, plan / "content" / "khai-sinh.md")
    assert (made.title, made.status, made.themes, made.unit) == (
        'Khai sinh "liên thông"',
        "draft",
        ("ho-tich",),
        "ubnd-phuong",
    )
    assert run("check", plan)[0] == 0


def test_a_new_message_takes_the_first_theme_where_nothing_else_says_it(run, plan: Path) -> None:
    run("new", "message", "a", plan, "--title", "A")
    run("new", "message", "b", plan, "--title", "B", "--activity", "tin-bai")
    found = {message.key: message for message in messages(read_plan(plan))}
    assert found["a"].themes == ("ho-tich",)
    assert (found["b"].themes, found["b"].activity) == ((), "tin-bai")


def test_a_new_message_writes_over_nothing(run, plan: Path) -> None:
    before = (plan / "content" / "ban-sao.md").read_bytes()
    assert run("new", "message", "ban-sao", plan, "--title", "A")[0] == 2
    assert (plan / "content" / "ban-sao.md").read_bytes() == before


def test_an_approval_names_who_and_is_lost_when_the_text_changes(run, plan: Path) -> None:
    code, out, _ = run("approve", "ban-sao", plan, "--by", "Nguyễn Thị Hoa")
    assert (code, out) == (0, "ban-sao: approved by Nguyễn Thị Hoa: Cấp bản sao trích lục hộ tịch\n")
    file = plan / "content" / "ban-sao.md"
    approved = read_message(read_plan(plan), file)
    assert approved.approval is not None
    assert approved.approval.by == "Nguyễn Thị Hoa"
    assert approved.is_approved()
    code, out, _ = run("approve", "ban-sao", plan, "--by", "Trần Văn Bình")
    assert (code, out) == (0, "ban-sao: this text is approved already, by Nguyễn Thị Hoa; nothing changed.\n")
    file.write_text(file.read_text("utf-8") + "\nThêm một câu.\n", encoding="utf-8")
    assert not read_message(read_plan(plan), file).is_approved()
    assert run("approve", "ban-sao", plan, "--by", "Trần Văn Bình")[0] == 0
    assert read_message(read_plan(plan), file).is_approved()


def test_an_approved_draft_is_said_to_be_a_draft_still(run, plan: Path) -> None:
    run("new", "message", "nhap", plan, "--title", "A")
    assert "still a draft" in run("approve", "nhap", plan, "--by", "Hoa")[2]


def test_a_message_that_is_taken_back_leaves_with_the_next_publishing(run, plan: Path, tmp_path: Path) -> None:
    at = ("--at", "2022-03-31")
    run("publish", plan, "--out", tmp_path / "x", *at)
    code, out, _ = run("withdraw", "ban-sao", plan, "--reason", "Sai giờ làm việc", "--by", "Hoa", "--at", "2022-03-01")
    assert (code, out) == (0, "ban-sao: withdrawn: Sai giờ làm việc\n")
    code, out, _ = run("withdraw", "ban-sao", plan, "--reason", "khác")
    assert (code, out) == (0, "ban-sao: withdrawn already: Sai giờ làm việc; nothing changed.\n")
    run("publish", plan, "--out", tmp_path / "x", *at)
    assert "Cấp bản sao" not in (tmp_path / "x" / "tin" / "feed.xml").read_text("utf-8")


def test_an_unknown_message_is_wrong_usage_and_the_known_ones_are_named(run, plan: Path) -> None:
    (plan / "content" / "hong.md").write_text("+++\n", encoding="utf-8")
    code, _, err = run("approve", "khong-co", plan, "--by", "Hoa")
    assert code == 2
    assert "no message has the key 'khong-co'; there are: ban-sao" in err


def test_a_message_that_cannot_be_read_is_named_with_its_fault(run, plan: Path) -> None:
    (plan / "content" / "hong.md").write_text("+++\n", encoding="utf-8")
    before = (plan / "content" / "hong.md").read_bytes()
    code, _, err = run("approve", "hong", plan, "--by", "Hoa")
    assert code == 1
    assert "content/hong.md" in err
    assert (plan / "content" / "hong.md").read_bytes() == before


def test_a_message_may_be_named_by_a_key_that_is_not_its_file_s(run, plan: Path) -> None:
    file = plan / "content" / "ban-sao.md"
    file.write_text(file.read_text("utf-8").replace("title =", 'key = "trich-luc"\ntitle ='), encoding="utf-8")
    assert run("approve", "trich-luc", plan, "--by", "Hoa")[0] == 0
    assert 'by = "Hoa"' in file.read_text("utf-8")
