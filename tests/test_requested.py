"""A body that is only asked: whatever the software writes about it, it gives no order and speaks of no lateness."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tuyentruyen.cli import main
from tuyentruyen.text import nfc

PLAN = """\
format = 1

[plan]
key = "ke-hoach-2022"
number = "99/KH-UBND"
issuer = "ubnd-tp"
title = "Thông tin về thủ tục hành chính"
issued = 2022-01-01
since = 2022-01-01
until = 2022-12-31
recipients = [{ name = "Ban Tuyên giáo Thành ủy", unit = "ban-tuyen-giao" }]

[units.ubnd-tp]
name = "Ủy ban nhân dân Thành phố"

[units.ban-tuyen-giao]
name = "Ban Tuyên giáo Thành ủy"
kind = "party"
until = 2022-10-31
successors = [{ unit = "ban-tgdv" }]

[units.ban-tgdv]
name = "Ban Tuyên giáo và Dân vận Thành ủy"
kind = "party"
since = 2022-11-01

[themes.tthc]
title = "Thủ tục hành chính"

[forms.bao-chi]
title = "Báo chí"
kinds = ["press"]

[assignments."IV.2"]
requested = ["ban-tuyen-giao"]
forms = ["bao-chi"]
themes = ["*"]
duties = ["Chỉ đạo các cơ quan báo chí đẩy mạnh thông tin."]

[activities.thuong-xuyen]
title = "Định hướng báo chí"
form = "bao-chi"
themes = ["tthc"]
when = { ongoing = true }

[activities.mot-ngay]
title = "Họp báo"
form = "bao-chi"
themes = ["tthc"]
when = { day = 2022-04-30 }

[activities.mot-dot]
title = "Đợt cao điểm"
form = "bao-chi"
themes = ["tthc"]
when = { before = 2022-04-15, since = 2022-02-01 }

[activities.hang-thang]
title = "Bản tin"
form = "bao-chi"
themes = ["tthc"]
when = { every = "month", days = [20] }

[activities.tin-bai]
title = "Tin, bài"
form = "bao-chi"
themes = ["tthc"]
quota = { count = 4, of = "tin, bài", per = "month", at = "exactly" }

[activities.van-ban]
title = "Tin theo văn bản mới"
form = "bao-chi"
themes = ["tthc"]
when = { event = "khi có văn bản mới" }
"""
MESSAGE = """\
+++
title = "Cấp bản sao trích lục hộ tịch"
published = 2022-04-10T08:00:00+07:00
themes = ["tthc"]
activity = "tin-bai"
+++

Người dân nộp hồ sơ tại nơi tiếp nhận và nhận kết quả ngay trong ngày làm việc.
"""
COMMANDS = (
    "check {plan}",
    "explain {plan}",
    "explain {plan} --markdown",
    "explain {plan} --json",
    "schedule {plan} --until 2022-05-31",
    "due {plan} --at 2022-05-22",
    "due {plan} --at 2022-05-22 --ics -",
    "report {plan} --at 2022-05-22",
    "retarget {plan} --on 2022-11-01",
    "retarget {plan} --on 2022-11-01 --json",
    "preview {plan} --out {out} --at 2022-05-22",
    "publish {plan} --out {out} --at 2022-05-22",
)
WORDS = {
    "vi": (
        "giao", "yêu cầu", "phải", "quá hạn", "trễ hạn", "đến hạn", "hạn cuối", "chậm", "thiếu", "bắt buộc", "chủ trì",
        "chưa thực hiện", "đôn đốc", "vượt chỉ tiêu",
    ),
    "en": (
        "order", "orders", "ordered", "must", "has to", "overdue", "late", "behind", "missing", "due", "owed", "owes", "last day",
        "still to come", "in charge", "not begun", "exceeded", "fails", "failed",
    ),
}  # fmt: skip
HEADS = ("Hoạt động  ", "Activity  ")
"""With these begins the line of the report that names its columns; it speaks of nobody."""


def found(text: str, lang: str) -> list[str]:
    """The lines in which a word of an order or of lateness stands."""
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, WORDS[lang]))})(?![\w-])", re.IGNORECASE)
    lines = nfc(text).replace("\r\n ", "").splitlines()
    return [line for line in lines if pattern.search(line) and not line.startswith(HEADS)]


@pytest.fixture
def written(tmp_path: Path, capfd):
    """Runs a command on a plan in which everything is asked of one body; what it wrote."""
    folder = tmp_path / "ke-hoach"
    (folder / "content").mkdir(parents=True)
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "content" / "ban-sao.md").write_text(MESSAGE, encoding="utf-8")

    def run(line: str, lang: str) -> str:
        words = line.format(plan=folder, out=tmp_path / "out").split()
        code = main([*words, "--lang", lang])
        assert code in (0, 1), line
        out, err = capfd.readouterr()
        return out + err

    return run


@pytest.mark.parametrize("line", COMMANDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_orders_it_and_nothing_calls_it_late(written, line, lang):
    text = written(line, lang)
    assert text.strip()
    assert found(text, lang) == []


@pytest.mark.parametrize(
    "line", ["explain {plan}", "schedule {plan}", "due {plan} --at 2022-05-22", "report {plan} --at 2022-05-22"]
)
def test_it_is_asked(written, line):
    assert "ề nghị Ban Tuyên giáo Thành ủy" in written(line, "vi")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("explain {plan}", ["chủ trì", "hạn cuối"]),
        ("due {plan} --at 2022-05-22", ["chậm tiến độ", "còn thiếu"]),
        ("report {plan} --at 2022-05-22", ["chậm tiến độ"]),
    ],
)
def test_the_same_words_are_seen_where_it_is_ordered(written, tmp_path, line, words):
    plan = tmp_path / "ke-hoach" / "plan.toml"
    plan.write_text(PLAN.replace("requested = [", "lead = ["), encoding="utf-8")
    lines = "\n".join(found(written(line, "vi"), "vi")).lower()
    assert [word for word in words if word not in lines] == []


def test_what_is_asked_for_is_counted_apart(written):
    assert "Đề nghị, chưa có tin: 12\n" in written("publish {plan} --out {out} --at 2022-05-22", "vi")
    assert written("schedule {plan} --until 2022-05-31", "vi").endswith("Số việc đề nghị: 14\n")
    assert written("schedule {plan} --until 2022-05-31", "en").endswith("Asked for: 14\n")
