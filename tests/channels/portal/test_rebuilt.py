"""Rebuilt again and again, a site is what a fresh one would be, at every moment whole; and only what changed is written."""

from __future__ import annotations

import datetime
import functools
import os
import random
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field

from tests.channels.portal import killing
from tests.channels.portal.killing import NOW, PICTURE, PLAN, PLUGINS, broken, day, edition_of, files, message
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.message import Media, Message, Withdrawal
from tuyentruyen.model.plan import Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.publish import ChannelSummary, publish


@define
class Author:
    """Somebody who changes a plan and its messages, by dice."""

    folder: Path
    dice: random.Random
    plan: Plan = field(init=False)
    messages: dict[str, Message] = field(factory=dict)
    now: datetime.datetime = NOW
    done: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.plan = evolve(PLAN, folder=self.folder, procedures={})
        for _ in range(3):
            self.add()

    def turn(self) -> None:
        """One to three changes."""
        for _ in range(self.dice.randint(1, 3)):
            change = self.dice.choice(CHANGES)
            self.done.append(change.__name__)
            change(self)

    def add(self) -> None:
        key = f"tin-{len(self.messages)}"
        themes = tuple(self.dice.sample(sorted(self.plan.themes), self.dice.randint(0, len(self.plan.themes))))
        at = day(self.dice.randint(1, 5), self.dice.randint(1, 28))
        unit = self.dice.choice(("", *self.plan.units))
        self.messages[key] = message(key, at, themes=themes, unit=unit, urgent=self.dice.random() < 0.2)
        if self.dice.random() < 0.4:
            self.illustrate(key)

    def illustrate(self, key: str = "") -> None:
        key = key or self._some()
        data = PICTURE + bytes([self.dice.randint(0, 5)])
        path = f"hinh-{data[-1]}.png"
        (self.folder / path).write_bytes(data)
        media = Media(path=path, alt="Hình", digest=killing._digest(self.folder / path))
        self.messages[key] = evolve(self.messages[key], media=(media,))

    def change(self) -> None:
        key = self._some()
        self.messages[key] = evolve(self.messages[key], title=f"Tên {self.dice.randint(0, 999)}", body="Mới. " * 9)

    def retheme(self) -> None:
        key = self._some()
        self.messages[key] = evolve(self.messages[key], themes=(self.dice.choice(sorted(self.plan.themes)),))

    def move(self) -> None:
        key = self._some()
        self.messages[key] = evolve(self.messages[key], published=day(self.dice.randint(1, 5), 9))

    def withdraw(self) -> None:
        key = self._some()
        self.messages[key] = evolve(self.messages[key], withdrawn=Withdrawal(reason="Sai", at=self.now))

    def restore(self) -> None:
        for key, one in self.messages.items():
            if one.withdrawn is not None or one.expires is not None:
                self.messages[key] = evolve(one, withdrawn=None, expires=None)
                return

    def expire(self) -> None:
        key = self._some()
        self.messages[key] = evolve(self.messages[key], expires=self.now)

    def rename_unit(self) -> None:
        unit = evolve(self.plan.units["so-tp"], name=f"Sở số {self.dice.randint(0, 999)}")
        self.plan = evolve(self.plan, units={**self.plan.units, "so-tp": unit})

    def add_unit(self) -> None:
        key = f"phuong-{len(self.plan.units)}"
        self.plan = evolve(
            self.plan, units={**self.plan.units, key: Unit(key=key, name=f"Phường {key}", level="commune")}
        )

    def add_theme(self) -> None:
        key = f"muc-{len(self.plan.themes)}-{self.dice.randint(0, 99)}"
        self.plan = evolve(self.plan, themes={**self.plan.themes, key: Theme(key=key, title=f"Mục {key}")})
        first = self._some()
        self.messages[first] = evolve(self.messages[first], themes=(key,))

    def drop_theme(self) -> None:
        key = max(self.plan.themes)
        self.plan = evolve(self.plan, themes={k: one for k, one in self.plan.themes.items() if k != key or k == "cntt"})
        self.messages = {
            k: evolve(one, themes=tuple(t for t in one.themes if t in self.plan.themes))
            for k, one in self.messages.items()
        }

    def add_procedure(self) -> None:
        key = f"thu-tuc-{len(self.plan.procedures)}"
        level = self.dice.choice(("city", "commune"))
        more = {key: Procedure(key=key, title=f"Thủ tục {key}", level=level)}
        self.plan = evolve(self.plan, procedures={**self.plan.procedures, **more})

    def drop_procedures(self) -> None:
        self.plan = evolve(self.plan, procedures={})

    def _some(self) -> str:
        return self.dice.choice(sorted(self.messages))


CHANGES = (
    Author.add, Author.add, Author.illustrate, Author.change, Author.retheme, Author.move, Author.withdraw, Author.restore,
    Author.expire, Author.rename_unit, Author.add_unit, Author.add_theme, Author.drop_theme, Author.add_procedure,
    Author.drop_procedures,
)  # fmt: skip


def put(plan: Plan, messages: list[Message], top: Path) -> ChannelSummary:
    """Publishes into a folder, with the ledger beside it."""
    top.mkdir(exist_ok=True)
    edition = edition_of(plan, messages, top / "out")
    with open_ledger(top / "ledger.db") as ledger:
        (summary,) = publish([edition], plugins=PLUGINS, ledger=ledger, by="mẫu").channels
    assert not summary.failed
    assert (summary.retry, summary.rejected, summary.waiting) == (0, 0, 0)
    return summary


class Watch:
    """Looks at the site before each file that is placed in it or removed from it, and says what a reader could run into."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.faults, self.looks = folder, [], 0
        self.before: dict[str, bytes] = {}
        self.after: dict[str, bytes] = {}
        self.standing: dict[str, bytes] = {}
        replace, unlink = os.replace, os.unlink

        def replaced(source: Any, target: Any, **more: Any) -> None:
            data = Path(source).read_bytes() if (name := self._name(target)) else b""
            replace(source, target, **more)
            if name:
                self.standing[name] = data
                self.look()

        def unlinked(path: Any, **more: Any) -> None:
            unlink(path, **more)
            if name := self._name(path):
                del self.standing[name]
                self.look()

        monkeypatch.setattr(os, "replace", replaced)
        monkeypatch.setattr(os, "unlink", unlinked)

    def run(self, after: dict[str, bytes]) -> None:
        """From now on a run takes the site from what stands to this."""
        self.before, self.after, self.standing = self.standing, after, dict(self.standing)

    def look(self) -> None:
        self.looks += 1
        self.faults += broken(self.standing, self.before, self.after)

    def _name(self, path: Any) -> str:
        """Of a file of the site, its path; of anything else nothing."""
        path = Path(path)
        if not path.is_relative_to(self.folder) or path.name == ".tuyentruyen" or path.name.endswith(".part"):
            return ""
        return path.relative_to(self.folder).as_posix()


@pytest.mark.parametrize(
    ("seed", "turns"),
    [(1, 6), *(pytest.param(seed, 30, marks=pytest.mark.slow) for seed in (2, 3))],
)
def test_rebuilt_it_is_what_a_fresh_one_would_be_and_whole_at_every_moment(tmp_path, monkeypatch, seed, turns):
    monkeypatch.setattr(killing, "links", _links)
    author = Author(tmp_path, random.Random(seed))
    old = tmp_path / "old"
    watch = Watch(old / "out" / "cong", monkeypatch)
    for number in range(turns):
        messages = list(author.messages.values())
        fresh = tmp_path / f"fresh-{number}"
        put(author.plan, messages, fresh)
        expected = files(fresh / "out" / "cong")
        watch.run(expected)
        put(author.plan, messages, old)
        assert watch.faults == [], author.done
        found = files(old / "out" / "cong")
        assert {name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)} == set(), (
            author.done
        )
        assert watch.standing == found
        written = _times(old)
        assert put(author.plan, messages, old).delivered == 0
        assert _times(old) == written
        author.done.clear()
        author.turn()
    assert watch.looks > 15 * turns


@functools.cache
def _links(name: str, data: bytes) -> tuple[str, ...]:
    return tuple(LINKS(name, data))


LINKS = killing.links


def _times(top: Path) -> dict[str, tuple[int, int]]:
    """When each file was written, and which one it is."""
    return {
        path.relative_to(top).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in (top / "out").rglob("*")
        if path.is_file()
    }


def _written(top: Path, plan: Plan, messages: list[Message]) -> set[str]:
    """What a run writes and removes in a site, by what the folder tells."""
    before = _times(top)
    summary = put(plan, messages, top)
    after = _times(top)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert summary.delivered + summary.withdrawn == len(changed)
    return {name.removeprefix("out/cong/") for name in changed}


@define
class Twenty:
    """A published site of twenty messages in five months, of two units and two themes."""

    top: Path
    plan: Plan
    messages: list[Message]

    def with_other(self, key: str, **fields: Any) -> list[Message]:
        """The messages, one of them changed."""
        return [evolve(one, **fields) if one.key == key else one for one in self.messages]

    def written(self, messages: list[Message], plan: Plan | None = None) -> set[str]:
        """What a run writes and removes in the site, by what the folder tells."""
        before = _times(self.top)
        summary = put(plan or self.plan, messages, self.top)
        after = _times(self.top)
        changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
        assert summary.delivered + summary.withdrawn == len(changed)
        return {name.removeprefix("out/cong/") for name in changed}


@pytest.fixture
def twenty(tmp_path: Path) -> Twenty:
    plan = evolve(PLAN, themes={**PLAN.themes, "khac": Theme(key="khac", title="Mục khác")})
    messages = [
        message(f"tin-{n}", day(n // 4 + 1, n % 4 + 1), unit="so-tp" if n % 2 else "", themes=("khac" if n % 2 else "cntt",))
        for n in range(20)
    ]  # fmt: skip
    put(plan, messages, tmp_path / "cong")
    return Twenty(tmp_path / "cong", plan, messages)


def _without_shards(names: set[str]) -> set[str]:
    """The names but for the shards of the search: which of them hold a word is told by its letters alone."""
    return {name for name in names if not name.startswith("tim-kiem/w-")}


OWN = {"du-lieu/tin/tin-1.json", "manh/tin/tin-1.html", "tin/tin-1/index.html"}
ITS_MONTH = {"du-lieu/luu-tru/2022-01.json", "luu-tru/2022-01/index.html"}
ITS_WORDS = {"tim-kiem/index.json", "tim-kiem/note.json"}
COUNTS = {"don-vi/index.html", "noi-dung/index.html", "index.html", "tin/index.html", "du-lieu/tin.json", "sitemap.xml"}


def test_a_run_that_finds_nothing_new_writes_nothing(twenty):
    assert twenty.written(twenty.messages) == set()


def test_another_body_of_an_old_message_rewrites_what_is_its_own_its_month_and_one_word_of_the_search(twenty):
    found = twenty.written(twenty.with_other("tin-1", body="Nội dung **tin-1** zzz."))
    assert _without_shards(found) == OWN | ITS_MONTH | ITS_WORDS
    assert len(found) == len(_without_shards(found)) + 1


def test_another_title_of_an_old_message_rewrites_the_index_of_titles_too(twenty):
    found = twenty.written(twenty.with_other("tin-1", title="Tên zzz"))
    assert _without_shards(found) == OWN | ITS_MONTH | ITS_WORDS | {"a-z/index.html", "tim-kiem/d-32.json"}
    assert len(found) - len(_without_shards(found)) == 4


def test_a_new_message_is_written_with_the_lists_that_show_or_count_it(twenty):
    found = twenty.written([*twenty.messages, message("moi", day(5, 9), unit="so-tp", themes=("khac",))])
    assert _without_shards(found) == COUNTS | ITS_WORDS | {
        "du-lieu/tin/moi.json", "manh/tin/moi.html", "tin/moi/index.html", "du-lieu/luu-tru/2022-05.json",
        "luu-tru/2022-05/index.html", "a-z/index.html", "tim-kiem/d-32.json", "don-vi/so-tp/index.html",
        "noi-dung/khac/index.html", "manh/don-vi/so-tp.html", "manh/tin-moi.html",
    }  # fmt: skip


def test_a_message_that_is_taken_back_leaves_every_list_that_showed_or_counted_it(twenty):
    found = twenty.written(twenty.with_other("tin-1", withdrawn=Withdrawal(reason="Sai", at=NOW)))
    assert _without_shards(found) == OWN | ITS_MONTH | COUNTS | ITS_WORDS | {
        "a-z/index.html",
        "tim-kiem/d-32.json",
        "gone.json",
    }
    assert not (twenty.top / "out/cong/du-lieu/tin/tin-1.json").exists()


def test_another_hotline_of_a_unit_rewrites_its_own_pages_and_no_list_of_news(twenty):
    unit = evolve(PLAN.units["so-tp"], hotline="024.2222")
    plan = evolve(twenty.plan, units={**twenty.plan.units, "so-tp": unit})
    found = _without_shards(twenty.written(twenty.messages, plan))
    of_messages = {name for name in found if name.startswith(("tin/tin-", "du-lieu/tin/"))}
    assert of_messages == {
        name for n in range(1, 20, 2) for name in (f"tin/tin-{n}/index.html", f"du-lieu/tin/tin-{n}.json")
    }  # fmt: skip
    assert found - of_messages == ITS_WORDS | {
        "don-vi/so-tp/index.html", "du-lieu/don-vi.json", "manh/don-vi/so-tp.html", "niem-yet/so-tp/index.html",
    }  # fmt: skip
