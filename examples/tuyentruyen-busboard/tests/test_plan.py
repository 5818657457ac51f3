"""The plan beside the plugin is published through it, as a stranger would."""

import shutil
from pathlib import Path

import pytest

from tuyentruyen.cli import main

PLAN = Path(__file__).parent.parent / "plan"


@pytest.fixture
def plan(tmp_path, gateway):
    copy = tmp_path / "plan"
    shutil.copytree(PLAN, copy)
    file = copy / "plan.toml"
    file.write_text(file.read_text("utf-8").replace("http://127.0.0.1:8090", gateway.address), "utf-8")
    return copy


def test_the_plan_goes_to_the_boards_once(plan, gateway, tmp_path, capsys):
    command = ["publish", str(plan), "--out", str(tmp_path / "out"), "--at", "2026-03-02T08:00:00+07:00"]
    assert main(command) == 0
    shown = [(line["stop"], line["text"]) for _, line in gateway.lines]
    assert shown == [
        ("cho-mau", "Một cửa phường Mẫu mở cả sáng thứ Bảy: mang căn cước, lấy số, đợi gọi"),
        ("truong-mau", "Một cửa phường Mẫu mở cả sáng thứ Bảy: mang căn cước, lấy số, đợi gọi"),
        ("cho-mau", "Nộp hồ sơ trực tuyến tại nhà; cần giúp, đến bộ phận Một cửa phường Mẫu"),
        ("truong-mau", "Nộp hồ sơ trực tuyến tại nhà; cần giúp, đến bộ phận Một cửa phường Mẫu"),
    ]
    assert main(command) == 0
    assert len(gateway.lines) == 4
    assert main(["check", str(plan)]) == 0
    capsys.readouterr()
