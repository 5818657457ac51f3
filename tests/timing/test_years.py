"""The year that a plan's phrases mean."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from tuyentruyen import read_plan
from tuyentruyen.model.when import Before
from tuyentruyen.timing import plan_year


@pytest.mark.parametrize(
    ("title", "since", "until", "year"),
    [
        ("Thông tin, tuyên truyền năm 2026", date(2025, 12, 20), date(2026, 12, 31), 2026),
        ("Thông tin, tuyên truyền NĂM\u00a02026 trên địa bàn", date(2025, 12, 20), date(2026, 12, 31), 2026),
        ("Thông tin, tuyên truyền", date(2025, 12, 20), date(2026, 12, 31), 2025),
        ("Thực hiện Đề án đến năm 2030", date(2026, 1, 1), date(2030, 12, 31), 2026),
        ("Tổng kết năm 2024", date(2026, 1, 1), date(2026, 12, 31), 2026),
        ("Tuyên truyền năm 2026 và năm 2027", date(2026, 1, 1), date(2027, 12, 31), 2026),
    ],
)
def test_it_is_the_one_of_the_title_where_the_plan_lies_in_it(title, since, until, year):
    assert plan_year(title, since=since, until=until) == year


PLAN = """format = 1
[plan]
key = "mau"
issuer = "ubnd"
title = "Tuyên truyền năm {year}"
since = {before}-12-20
until = {year}-12-31
[units.ubnd]
name = "UBND"
[activities.a]
title = "A"
form = "co-so"
themes = ["*"]
when = "trước ngày 15/12"
"""


def written(folder, year):
    folder.mkdir(parents=True)
    (folder / "plan.toml").write_text(PLAN.format(year=year, before=year - 1), "utf-8")
    return folder


def test_a_plan_file_reads_its_phrases_with_its_own_year(tmp_path):
    assert read_plan(written(tmp_path / "a", 2026)).activities["a"].when == Before(before=date(2026, 12, 15))


def test_plans_read_at_once_keep_their_years_apart(tmp_path):
    folders = {year: written(tmp_path / str(year), year) for year in range(2010, 2030)}
    found = {}

    def read(year):
        for _ in range(3):
            found.setdefault(year, set()).add(read_plan(folders[year]).activities["a"].when.before.year)

    threads = [threading.Thread(target=read, args=(year,)) for year in folders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {year: {year} for year in folders}


def test_a_plan_without_its_first_day_is_not_told_that_its_phrases_lack_a_year(tmp_path):
    folder = written(tmp_path / "a", 2026)
    file = folder / "plan.toml"
    lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(("since", "until"))]
    file.write_text("\n".join(lines).replace("năm 2026", ""), "utf-8")
    with pytest.raises(ValueError, match="since is missing") as caught:
        read_plan(folder)
    assert not any("which year" in problem for problem in caught.value.problems)
