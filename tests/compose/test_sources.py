"""Messages come from texts and from plugins; what is wrong with one costs no other."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest

from tuyentruyen.compose import messages, uncovered
from tuyentruyen.model.message import Message, Withdrawal
from tuyentruyen.planfile import read_plan
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.text import VIETNAM

PLAN = """
format = 1
[plan]
key = "mau-2022"
issuer = "ubnd"
title = "Kế hoạch mẫu"
since = 2022-01-01
until = 2022-12-31
[units.ubnd]
name = "Ủy ban nhân dân"
[units.quan-a]
name = "Quận A"
[units.quan-b]
name = "Quận B"
[groups.cac-quan]
title = "Các quận"
units = ["quan-a", "quan-b"]
[themes.cntt]
title = "CNTT"
[forms.co-so]
title = "Cơ sở"
[activities.loa]
title = "Loa"
form = "co-so"
themes = ["cntt"]
each = "cac-quan"
when = { every = "month", days = [10] }
[activities.tin-bai]
title = "Tin, bài"
form = "co-so"
themes = ["cntt"]
quota = { count = 2, per = "month" }
since = ""
[activities.luon]
title = "Thường xuyên"
form = "co-so"
themes = ["cntt"]
when = { ongoing = true }
""".replace('since = ""\n', "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def write(folder: Path, name: str, head: str, body: str = "Nội dung.\n") -> None:
    (folder / "content" / f"{name}.md").write_text(f"+++\n{head}\n+++\n{body}", encoding="utf-8")


HEAD = 'title = "Tin"\npublished = 2022-04-01'


class Source:
    def __init__(self, *things: Any, fault: Exception | None = None) -> None:
        self.things, self.fault, self.seen = things, fault, []

    @hookimpl
    def tuyentruyen_messages(self, plan, occurrences):
        self.seen = [sum(1 for _ in occurrences), sum(1 for _ in occurrences)]
        yield from self.things
        if self.fault:
            raise self.fault


def text(key: str, **fields: Any) -> Message:
    return Message(key=key, **{"title": "Tin", "body": "Nội dung", "published": datetime.date(2022, 4, 1), **fields})


def test_texts_and_plugins_are_one_list(folder: Path) -> None:
    write(folder, "tin-a", HEAD)
    source = Source(text("tin-b"), text("tin-c"))
    found = messages(read_plan(folder), plugins=Plugins([("cong", source)]))
    assert [m.key for m in found] == ["tin-a", "tin-b", "tin-c"]
    assert (found.whole, found.findings) == (True, ())
    assert source.seen == [37, 37]


def test_a_text_that_cannot_be_read_costs_no_other(folder: Path) -> None:
    write(folder, "tin-a", HEAD)
    write(folder, "tin-b", "title = ")
    found = messages(read_plan(folder))
    assert [m.key for m in found] == ["tin-a"]
    assert [(f.code, f.message, f.file) for f in found.findings] == [("TT201", "tin-b", "content/tin-b.md:2")]
    assert found.whole


def test_a_second_message_of_one_key_is_left_out(folder: Path) -> None:
    write(folder, "tin-a", HEAD)
    found = messages(read_plan(folder), plugins=Plugins([("cong", Source(text("tin-a", title="Khác"), text("tin-b")))]))
    assert [(m.key, m.title) for m in found] == [("tin-a", "Tin"), ("tin-b", "Tin")]
    assert [(f.code, f.message) for f in found.findings] == [("TT202", "tin-a")]


def test_a_thing_that_is_no_message_is_named(folder: Path) -> None:
    found = messages(read_plan(folder), plugins=Plugins([("cong", Source("bài viết", text("tin-b")))]))
    assert [m.key for m in found] == ["tin-b"]
    assert [(f.code, f.text) for f in found.findings] == [("TT203", "plugin cong brought str, no Message")]


def test_a_source_that_breaks_off_makes_the_whole_incomplete_and_stops_no_other(folder: Path) -> None:
    broken, good = Source(text("tin-b"), fault=TimeoutError("cổng không trả lời")), Source(text("tin-c"))
    found = messages(read_plan(folder), plugins=Plugins([("hong", broken), ("lanh", good)]))
    assert sorted(m.key for m in found) == ["tin-b", "tin-c"]
    assert not found.whole
    assert ["TT204" in f.code and "TimeoutError: cổng không trả lời" in f.text for f in found.findings] == [True]


NOW = datetime.datetime(2022, 3, 15, 12, 0, tzinfo=VIETNAM)


def missing(folder: Path, *texts: Message, now: datetime.datetime = NOW) -> list[str]:
    return [o.key for o in uncovered(read_plan(folder), texts, now=now)]


def test_due_occurrences_without_a_message_are_listed(folder: Path) -> None:
    assert missing(folder) == [
        "tin-bai/-/2022-01-01T00:00", "loa/quan-a/2022-01-10T00:00", "loa/quan-b/2022-01-10T00:00",
        "tin-bai/-/2022-02-01T00:00", "loa/quan-a/2022-02-10T00:00", "loa/quan-b/2022-02-10T00:00",
        "tin-bai/-/2022-03-01T00:00", "loa/quan-a/2022-03-10T00:00", "loa/quan-b/2022-03-10T00:00",
    ]  # fmt: skip


def test_one_message_in_force_serves_many_occurrences_of_its_unit(folder: Path) -> None:
    january = text(
        "a", activity="loa", unit="quan-a", published=datetime.date(2022, 1, 5), expires=datetime.date(2022, 2, 10)
    )
    everyone = text("b", activity="loa", published=datetime.date(2022, 3, 10))
    left = [key for key in missing(folder, january, everyone) if key.startswith("loa")]
    assert left == ["loa/quan-b/2022-01-10T00:00", "loa/quan-b/2022-02-10T00:00"]


def test_a_quota_wants_as_many_as_it_counts(folder: Path) -> None:
    march = [text(f"m{n}", activity="tin-bai", published=datetime.date(2022, 3, n)) for n in (1, 2)]
    february = [text("f", activity="tin-bai", published=datetime.date(2022, 2, 28))]
    left = [key for key in missing(folder, *march, *february) if key.startswith("tin-bai")]
    assert left == ["tin-bai/-/2022-01-01T00:00", "tin-bai/-/2022-02-01T00:00"]


def test_drafts_and_withdrawn_texts_cover_nothing(folder: Path) -> None:
    draft = text("a", activity="loa", published=datetime.date(2022, 1, 1), status="draft")
    gone = text(
        "b",
        activity="loa",
        published=datetime.date(2022, 1, 1),
        withdrawn=Withdrawal(at=datetime.date(2022, 2, 1), reason="Sai"),
    )
    left = [key for key in missing(folder, draft, gone) if key.startswith("loa/quan-a")]
    assert left == ["loa/quan-a/2022-02-10T00:00", "loa/quan-a/2022-03-10T00:00"]


def test_the_day_is_a_vietnamese_day_whatever_clock_the_moment_is_on(folder: Path) -> None:
    evening = datetime.datetime(2022, 3, 9, 18, 0, tzinfo=datetime.UTC)
    assert "loa/quan-a/2022-03-10T00:00" in missing(folder, now=evening)
    assert "loa/quan-a/2022-03-10T00:00" not in missing(folder, now=evening - datetime.timedelta(hours=2))


def test_what_has_not_begun_or_rides_on_another_or_is_only_bounded_is_not_missing(folder: Path) -> None:
    more = """
[activities.thang-sau]
title = "Tháng sau"
form = "co-so"
themes = ["cntt"]
when = { since = 2022-03-15, until = 2022-04-30 }
[activities.long-ghep]
title = "Lồng ghép"
form = "co-so"
themes = ["cntt"]
when = { day = 2022-02-01 }
integrated_into = "loa"
[activities.khong-qua]
title = "Không quá"
form = "co-so"
themes = ["cntt"]
quota = { count = 2, at = "most" }
"""
    (folder / "plan.toml").write_text(PLAN + more, encoding="utf-8")
    left = {key.partition("/")[0] for key in missing(folder)}
    assert left == {"tin-bai", "loa", "thang-sau"}
    early = datetime.datetime(2022, 3, 14, 23, 0, tzinfo=VIETNAM)
    assert "thang-sau" not in {key.partition("/")[0] for key in missing(folder, now=early)}


def test_what_a_plugin_raises_costs_its_own_messages_only(folder: Path) -> None:
    class PanicError(BaseException):
        def __str__(self) -> str:
            raise ValueError("không nói được")

    plugins = Plugins([("hong", Source(text("tin-b"), fault=PanicError())), ("lanh", Source(text("tin-c")))])
    found = messages(read_plan(folder), plugins=plugins)
    assert sorted(m.key for m in found) == ["tin-b", "tin-c"]
    assert "PanicError" in found.findings[0].text
