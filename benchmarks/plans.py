"""A plan of 700 units and 2,000 activities: what its check costs beside reading its file, and a year of its occurrences."""

from __future__ import annotations

import gc
import random
import statistics
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import define

from benchmarks.deliveries import peak_of_this_process
from benchmarks.rows import Row, run, seconds
from tuyentruyen.check import findings
from tuyentruyen.model.plan import Plan
from tuyentruyen.planfile import read_plan
from tuyentruyen.plugins import Plugins
from tuyentruyen.schedule import occurrences

UNITS, ACTIVITIES, TIMES = 700, 2_000, 5
DISTRICTS = 30
WARDS = UNITS - DISTRICTS - 40
"""Of the units; the rest are departments."""

HEAD = """\
format = 1

[plan]
key = "ha-noi-2022"
number = "99/KH-UBND"
issuer = "ubnd-tp"
title = "Thông tin, tuyên truyền về kiểm soát thủ tục hành chính năm 2022"
place = "Hà Nội"
issued = 2022-01-04
since = 2022-01-10
until = 2022-12-31
parent = "322/KH-UBND"
funding = "Bố trí trong dự toán ngân sách năm 2022 của đơn vị"
link = "https://kstthc.example/tin/{key}/"
recipients = [{ name = "Các quận, huyện, thị xã", unit = "quan-huyen", purpose = "execute" }, { name = "Lưu: VT", purpose = "archive" }]

[documents."322/KH-UBND"]
date = 2021-12-29
issuer = "Ủy ban nhân dân thành phố Hà Nội"

[documents."63/2010/NĐ-CP"]
date = 2010-06-08
issuer = "Chính phủ"
"""
FORMS = (
    ("bao-chi", "Báo chí", "press"),
    ("dien-tu", "Cổng thông tin điện tử", "portal"),
    ("co-so", "Hệ thống thông tin cơ sở", "grassroots"),
    ("truc-quan", "Tuyên truyền trực quan", "visual"),
    ("su-kien", "Sự kiện", "event"),
)
WHENS = (
    'when = {{ every = "week", on = ["tue", "fri"], at = 17:00:00 }}',
    'when = {{ every = "month", days = [{day}] }}',
    'when = {{ every = "quarter" }}',
    "when = {{ since = 2022-{month:02d}-01, until = 2022-{month:02d}-{day:02d} }}",
    "when = {{ before = 2022-{month:02d}-{day:02d} }}",
    "when = {{ day = 2022-{month:02d}-{day:02d} }}",
    "when = {{ ongoing = true }}",
    'when = {{ event = "khi có văn bản mới số {day}", within = {day} }}',
    'quota = {{ count = {month}, of = "tin, bài", per = "month" }}',
    'quota = {{ count = {day}, of = "lượt phát", per = "year", whose = "unit" }}',
)


def _unit(key: str, name: str, level: str, parent: str, number: int) -> str:
    return (
        f'[units.{key}]\nname = "{name}"\nshort = "{name[:40]}"\nlevel = "{level}"\n'
        + (f'parent = "{parent}"\n' if parent else "")
        + f'hotline = "024.3{number:07d}"\nemail = "{key}@vi-du.example"\naddress = "Số {number} đường Mẫu"\n'
        f'feedback = "Gửi về đơn vị qua số 024.3{number:07d}"\nlink = "https://{key}.vi-du.example/"\n\n'
    )


def text() -> str:
    """The plan file: units, groups that hold them, forms and assignments that give them work, and activities of every timing."""
    chance = random.Random(99_2022)
    parts = [HEAD, "\n", _unit("ubnd-tp", "Ủy ban nhân dân thành phố", "city", "", 0)]
    departments = [f"so-{n}" for n in range(1, 40)]
    districts = [f"quan-{n}" for n in range(1, DISTRICTS + 1)]
    wards = [f"phuong-{n}" for n in range(1, WARDS + 1)]
    parts += [_unit(key, f"Sở số {n}", "city", "ubnd-tp", n) for n, key in enumerate(departments, start=1)]
    parts += [_unit(key, f"Quận số {n}", "district", "ubnd-tp", 100 + n) for n, key in enumerate(districts, start=1)]
    parts += [
        _unit(key, f"Phường số {n}", "commune", districts[n % DISTRICTS], 1_000 + n)
        for n, key in enumerate(wards, start=1)
    ]
    for key, title, members in (
        ("cac-so", "Các sở", departments),
        ("quan-huyen", "Các quận", districts),
        ("phuong-xa", "Các phường", wards),
    ):
        parts.append(
            f'[groups.{key}]\ntitle = "{title}"\nunits = [{", ".join(f"{chr(34)}{m}{chr(34)}" for m in members)}]\n\n'
        )
    parts += [
        f'[themes.noi-dung-{n}]\ntitle = "Nội dung tuyên truyền số {n}"\nclause = "II.1, gạch {n}"\n\n'
        for n in range(1, 31)
    ]
    for number, (key, title, kind) in enumerate(FORMS, start=1):
        parts.append(f'[forms.{key}]\ntitle = "{title}"\nclause = "II.2, gạch {number}"\nkinds = ["{kind}"]\n\n')
        parts.append(
            f'[assignments."IV.{number}"]\nlead = ["so-{number}"]\ncoordinating = ["cac-so"]\nforms = ["{key}"]\n\n'
        )
    parts.append('[assignments."IV.6"]\nexecuting = ["cac-so", "quan-huyen", "phuong-xa"]\ndirecting = ["ubnd-tp"]\n\n')
    for number in range(ACTIVITIES):
        form = FORMS[number % len(FORMS)][0]
        when = WHENS[number % len(WHENS)].format(day=chance.randrange(1, 28), month=chance.randrange(2, 13))
        owner = ('each = "phuong-xa"', 'each = "quan-huyen"', f'units = ["so-{chance.randrange(1, 40)}"]', "")[
            number % 4
        ]
        if 'whose = "unit"' in when:
            owner = 'each = "quan-huyen"'
        parts.append(
            f'[activities.viec-{number}]\ntitle = "Nhiệm vụ tuyên truyền số {number} về thủ tục hành chính"\n'
            f'form = "{form}"\nthemes = ["noi-dung-{number % 30 + 1}"]\n{when}\n{owner}\n\n'
        )
    return "".join(parts)


@define
class Bare:
    """As many fields as an occurrence has, and nothing else."""

    activity: str
    unit: str
    start: Any
    end: Any
    due: Any
    count: int


def _peak(count: int) -> int:
    """Peak memory, in kB, of a process of its own that walks through so many occurrences."""
    code = f"import benchmarks.plans as p; p.print_peak({count})"
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def _plan() -> Plan:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.toml").write_text(text(), encoding="utf-8")
        return read_plan(folder)


def print_peak(count: int) -> None:
    assert sum(1 for _ in islice(occurrences(_plan()), count)) == count
    print(peak_of_this_process())


def _year() -> Iterator[Row]:
    """Two rows of a year of occurrences. That they are in order and in the plan is proved first."""
    plan = _plan()
    last, count, days = None, 0, set()
    for one in occurrences(plan):
        count += 1
        assert last is None or last <= one.start
        last = one.start
        days.add(one.start)
    assert count > 1_000_000
    assert plan.since <= min(days).date() <= max(days).date() <= plan.until
    one = next(occurrences(plan))
    gc.collect()
    whole, _ = seconds(lambda: deque(occurrences(plan), maxlen=0))
    names = ("viec-1", "phuong-1", one.start, one.end, one.due, 1)
    bare, _ = seconds(lambda: deque((Bare(*names) for _ in range(count)), maxlen=0))
    yield Row(
        work=f"a year of its occurrences, {count:,}, in order",
        value=whole,
        peer=bare,
        against="as many bare attrs objects",
        floor=3,
        higher_is_better=False,
    )
    large, small = _peak(1_000_000), _peak(10_000)
    yield Row(
        work="peak memory of 1,000,000 of them",
        value=large / 1024,
        peer=small / 1024,
        against="10,000 of them",
        floor=1.1,
        unit="MB",
        higher_is_better=False,
    )


def rows() -> Iterator[Row]:
    """Three rows. File and check are measured in turn, and the medians are compared; the plan has to be without errors."""
    plugins = Plugins.installed()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "plan.toml").write_text(text(), encoding="utf-8")
        plan = read_plan(folder)
        found = findings(plan, plugins=plugins)
        assert (len(plan.units), len(plan.activities)) == (UNITS, ACTIVITIES)
        assert not [one for one in found if one.refuses or one.code in ("TT197", "TT198", "TT199")], found[:5]
        times: list[tuple[float, float]] = []
        for _ in range(TIMES):
            gc.collect()
            reading, plan = seconds(lambda: read_plan(folder))
            gc.collect()
            checking, _ = seconds(lambda plan=plan: findings(plan, plugins=plugins))
            times.append((checking, reading))
    check, read = (statistics.median(each) for each in zip(*times, strict=True))
    yield Row(
        work=f"check of a plan with {UNITS:,} units and {ACTIVITIES:,} activities",
        value=check,
        peer=read,
        against="reading its file",
        floor=2,
        higher_is_better=False,
        note=f"median of {TIMES}; {len(found):,} findings",
    )
    yield from _year()


if __name__ == "__main__":
    run(rows)
