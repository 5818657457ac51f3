"""Ways to run the command: inside this process, and as the user does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tuyentruyen.cli import main

PLAN = """\
format = 1

[plan]
key = "phuong-o-cho-dua"
issuer = "ubnd-phuong"
title = "Tuyên truyền thủ tục hành chính năm 2022"
since = 2022-01-01
until = 2022-12-31
link = "https://phuong.example/tin/{key}/"

[units.ubnd-phuong]
name = "Ủy ban nhân dân phường Ô Chợ Dừa"
short = "UBND phường"
level = "commune"
link = "https://phuong.example/"

[themes.ho-tich]
title = "Hộ tịch"

[forms.dien-tu]
title = "Trang, Cổng thông tin điện tử"
kinds = ["portal", "feed"]

[assignments.I]
lead = ["ubnd-phuong"]
forms = ["dien-tu"]
themes = ["*"]

[activities.tin-bai]
title = "Tin, bài trên Cổng thông tin điện tử"
form = "dien-tu"
themes = ["ho-tich"]
quota = { count = 1, of = "tin, bài", per = "month", at = "least" }

[channels.tin]
title = "Tin thủ tục hành chính"
form = "dien-tu"
backend = "rss"
owner = "ubnd-phuong"

[channels.tin.settings]
base = "https://phuong.example/nguon-tin/"
"""

MESSAGE = """\
+++
title = "Cấp bản sao trích lục hộ tịch"
published = 2022-01-10T08:00:00+07:00
themes = ["ho-tich"]
activity = "tin-bai"
+++

Người dân nộp hồ sơ tại bộ phận Một cửa của phường và nhận kết quả ngay trong ngày làm việc.
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan folder without faults: one unit, one feed, one message of January."""
    folder = tmp_path / "ke-hoach"
    (folder / "content").mkdir(parents=True)
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "content" / "ban-sao.md").write_text(MESSAGE, encoding="utf-8")
    return folder


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs the command inside this process; hands back exit code, output and what was said beside it."""

    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def start() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Runs the command as the user does, in a process of its own."""

    def call(*arguments: object, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
        line = [sys.executable, "-m", "tuyentruyen", *map(str, arguments)]
        return subprocess.run(line, cwd=cwd, env={**os.environ, **env}, capture_output=True, timeout=120, check=False)

    return call
