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


def test_a_new_plan_may_have_a_number_and_a_last_day(run, tmp_path: Path) -> None:
    given = ("--number", "12/KH-UBND", "--from", "2022-02-01", "--until", "2023-01-31")
    assert run("new", "plan", tmp_path / "x", *given)[0] == 0
    plan = read_plan(tmp_path / "x")
    assert (plan.number, plan.until) == ("12/KH-UBND", datetime.date(2023, 1, 31))
    assert run("check", tmp_path / "x")[0] == 0


def test_a_new_plan_that_ends_before_it_begins_or_has_no_such_number_makes_nothing(run, tmp_path: Path) -> None:
    for wrong in (("--until", "2021-01-01", "--from", "2022-01-01"), ("--number", "số 12"), ("--from", "2022-02-30")):
        assert run("new", "plan", tmp_path / "x", *wrong)[0] == 2
    assert not (tmp_path / "x").exists()


def test_a_plan_of_any_format_is_written_over_by_nothing(run, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("format: 1\n", encoding="utf-8")
    code, _, err = run("new", "plan", tmp_path)
    assert code == 2
    assert "holds a plan already" in err
    assert not (tmp_path / "plan.toml").exists()


def test_a_new_message_says_what_comes_next(run, plan: Path) -> None:
    assert "then set its status to ready" in run("new", "message", "a", plan, "--title", "A")[2]
    file = plan / "plan.toml"
    file.write_text(file.read_text("utf-8").replace("[plan]\n", '[plan]\napproval = "required"\n'), encoding="utf-8")
    assert f"tuyentruyen approve b {plan} --by NAME" in run("new", "message", "b", plan, "--title", "B")[2]


def test_a_new_message_may_be_for_a_later_day(run, plan: Path) -> None:
    run("new", "message", "a", plan, "--title", "A", "--published", "2022-06-01T09:30")
    made = read_message(read_plan(plan), plan / "content" / "a.md")
    assert made.published.isoformat() == "2022-06-01T09:30:00+07:00"


def test_a_new_message_names_only_what_the_plan_has(run, plan: Path) -> None:
    for option, said in (
        ("--theme", "The plan has no theme 'la'; it has: ho-tich"),
        ("--activity", "The plan has no activity 'la'; it has: tin-bai"),
        ("--unit", "The plan has no unit 'la'; it has: ubnd-phuong"),
    ):
        code, _, err = run("new", "message", "a", plan, "--title", "A", option, "la")
        assert code == 2
        assert said in err
    assert not (plan / "content" / "a.md").exists()


def add(plan: Path, key: str, *, status: str = "ready") -> Path:
    file = plan / "content" / f"{key}.md"
    file.write_text(
        f'+++\ntitle = "Tin {key}"\npublished = 2022-01-10\nstatus = "{status}"\nthemes = ["ho-tich"]\n+++\n\nNội dung {key}.\n',
        encoding="utf-8",
    )
    return file


def approved(plan: Path) -> dict[str, bool]:
    read = read_plan(plan)
    return {message.key: message.is_approved() for message in messages(read)}


def test_several_messages_are_released_at_once(run, plan: Path) -> None:
    add(plan, "hai")
    add(plan, "ba")
    code, out, _ = run("approve", "ban-sao", "hai", plan, "--by", "Hoa")
    assert code == 0
    assert out.splitlines() == [
        "ban-sao: approved by Hoa: Cấp bản sao trích lục hộ tịch",
        "hai: approved by Hoa: Tin hai",
    ]
    assert approved(plan) == {"ba": False, "ban-sao": True, "hai": True}


def test_one_unknown_key_among_several_releases_none(run, plan: Path) -> None:
    assert run("approve", "ban-sao", "la", plan, "--by", "Hoa")[0] == 2
    assert approved(plan) == {"ban-sao": False}


def test_all_that_is_ready_and_waits_is_released(run, plan: Path) -> None:
    add(plan, "hai")
    add(plan, "nhap", status="draft")
    add(plan, "thu-hoi")
    run("withdraw", "thu-hoi", plan, "--reason", "Sai")
    code, out, _ = run("approve", "--all", plan, "--by", "Hoa")
    assert code == 0
    assert [line.partition(":")[0] for line in out.splitlines()] == ["ban-sao", "hai"]
    assert approved(plan) == {"ban-sao": True, "hai": True, "nhap": False, "thu-hoi": False}
    assert run("approve", "--all", plan, "--by", "Hoa")[1] == "No message that is ready waits for approval.\n"


def test_a_text_that_cannot_be_read_is_named_and_the_others_are_released(run, plan: Path) -> None:
    (plan / "content" / "hong.md").write_text("+++\n", encoding="utf-8")
    code, out, err = run("approve", "--all", plan, "--by", "Hoa")
    assert code == 3
    assert out.startswith("ban-sao: approved by Hoa")
    assert "Left out: " in err
    assert "hong.md" in err


def test_an_approval_can_be_taken_back(run, plan: Path) -> None:
    before = (plan / "content" / "ban-sao.md").read_bytes()
    run("approve", "ban-sao", plan, "--by", "Hoa")
    assert run("approve", "ban-sao", plan, "--undo")[:2] == (0, "ban-sao: approved no more.\n")
    assert (plan / "content" / "ban-sao.md").read_bytes() == before
    assert run("approve", "ban-sao", plan, "--undo")[1] == "ban-sao: nobody approved it; nothing changed.\n"


def test_a_plan_is_known_by_what_lies_there(run, plan: Path, monkeypatch) -> None:
    monkeypatch.chdir(plan.parent)
    assert run("approve", "ban-sao", "ke-hoach", "--by", "Hoa")[0] == 0
    assert run("approve", "ban-sao", "ke-hoach/plan.toml", "--by", "Hoa")[0] == 0
    monkeypatch.chdir(plan)
    assert run("approve", "ban-sao", "--by", "Hoa")[0] == 0
    assert run("approve", "ban-sao", ".", "--by", "Hoa")[0] == 0


def test_what_is_not_said_is_asked_for(run, plan: Path) -> None:
    for arguments, said in (
        (("approve", plan, "--by", "Hoa"), "Name at least one message, or say --all."),
        (("approve", "ban-sao", plan), "Say with --by who releases it."),
        (("approve", "ban-sao", plan, "--by", " "), "Say with --by who releases it."),
        (("approve", "ban-sao", plan, "--all", "--by", "Hoa"), "Name messages or say --all, not both."),
        (("approve", "--all", plan, "--undo"), "Say --all or --undo, not both."),
        (("withdraw", plan, "--reason", "Sai"), "Name at least one message."),
        (("withdraw", "ban-sao", plan), "Say with --reason why, for the record."),
        (("withdraw", "ban-sao", plan, "--reason", " "), "Say with --reason why, for the record."),
        (("withdraw", "ban-sao", plan, "--reason", "Sai", "--undo"), "Say --reason or --undo, not both."),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, ""), arguments
        assert said in err, arguments


def test_what_was_taken_back_can_stand_again(run, plan: Path, tmp_path: Path) -> None:
    at = ("--at", "2022-03-31")
    before = (plan / "content" / "ban-sao.md").read_bytes()
    run("publish", plan, "--out", tmp_path / "x", *at)
    run("withdraw", "ban-sao", plan, "--reason", "Sai", "--at", "2022-03-01")
    run("publish", plan, "--out", tmp_path / "x", *at)
    code, out, err = run("withdraw", "ban-sao", plan, "--undo")
    assert (code, out) == (0, "ban-sao: withdrawn no more.\n")
    assert "what was pushed is not sent again" in err
    assert (plan / "content" / "ban-sao.md").read_bytes() == before
    run("publish", plan, "--out", tmp_path / "x", *at)
    assert "Cấp bản sao" in (tmp_path / "x" / "tin" / "feed.xml").read_text("utf-8")
    assert run("withdraw", "ban-sao", plan, "--undo")[1] == "ban-sao: not withdrawn; nothing changed.\n"


def test_several_are_taken_back_at_once(run, plan: Path) -> None:
    add(plan, "hai")
    code, out, err = run("withdraw", "ban-sao", "hai", plan, "--reason", "Sai giờ")
    assert (code, out) == (0, "ban-sao: withdrawn: Sai giờ\nhai: withdrawn: Sai giờ\n")
    assert err.count("Publish again") == 1


def test_what_is_taken_back_later_still_stands_until_then(run, plan: Path) -> None:
    err = run("withdraw", "ban-sao", plan, "--reason", "Hết đợt", "--at", "9999-01-02T08:00")[2]
    assert "It still stands until 08:00, 02/01/9999; publish again then." in err
