"""What a backend renders: pure, complete, with keys and fingerprints that can be trusted."""

from __future__ import annotations

import datetime
import locale
import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from attrs import evolve

from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message
from tuyentruyen.testing.quiet import effects
from tuyentruyen.testing.samples import CHANNEL, sample_edition
from tuyentruyen.testing.stage import Stage, identity, mended, with_messages
from tuyentruyen.text import VIETNAM

_NEW = Message(
    key="tin-moi",
    title="Tin mới: tra cứu hồ sơ bằng mã QR",
    body="Quét mã trên giấy hẹn để biết hồ sơ đang ở đâu.",
    published=datetime.datetime(2022, 4, 19, 8, 0, tzinfo=VIETNAM),
    themes=("cntt",),
    unit="so-tttt",
    link="https://mau.example/tin/tin-moi/",
)
_LATER = datetime.datetime(2022, 4, 19, 20, 0, tzinfo=VIETNAM)


def _with_plan(edition: Edition[Any], **fields: Any) -> Edition[Any]:
    return evolve(edition, plan=evolve(edition.plan, **fields))


def _with_channel(edition: Edition[Any], **fields: Any) -> Edition[Any]:
    channel = evolve(edition.channel.channel, **fields)
    plan = evolve(edition.plan, channels={channel.key: channel})
    return evolve(edition, plan=plan, channel=evolve(edition.channel, channel=channel))


def _with_unit(edition: Edition[Any], **fields: Any) -> Edition[Any]:
    units = {**edition.plan.units, "so-tttt": evolve(edition.plan.units["so-tttt"], **fields)}
    return evolve(
        edition, plan=evolve(edition.plan, units=units), channel=evolve(edition.channel, owner=units["so-tttt"])
    )


def _with_theme(edition: Edition[Any], **fields: Any) -> Edition[Any]:
    themes = {**edition.plan.themes, "cntt": evolve(edition.plan.themes["cntt"], **fields)}
    return _with_plan(edition, themes=themes)


CHANGES: Mapping[str, Callable[[Edition[Any]], Edition[Any]]] = {
    "a message's title": lambda e: mended(e, title="Nộp hồ sơ trực tuyến: sáu bước"),
    "a message's body": lambda e: mended(e, body="Nội dung đã sửa."),
    "a message's summary": lambda e: mended(e, summary="Tóm tắt đã sửa."),
    "a message's themes": lambda e: mended(e, themes=("vai-tro",)),
    "a message's unit": lambda e: mended(e, unit="quan-mau"),
    "a message's link": lambda e: mended(e, link="https://mau.example/khac/"),
    "a message's publication": lambda e: mended(e, published=datetime.datetime(2022, 4, 5, 9, 0, tzinfo=VIETNAM)),
    "a message's update": lambda e: mended(e, updated=_LATER),
    "a message's language": lambda e: mended(e, language="en"),
    "a message's media": lambda e: mended(
        e, media=(Media(url="https://mau.example/khac.png", alt="Khác", media_type="image/png", length=9),)
    ),
    "a picture's words": lambda e: mended(e, media=tuple(evolve(m, alt="Ảnh khác") for m in e.messages[0].media)),
    "a message's urgency": lambda e: mended(e, urgent=True),
    "a message's class": lambda e: mended(e, advertising=True),
    "a message's hotline": lambda e: mended(e, hotline="024 1111 1111 (mẫu)"),
    "a message's abbreviations": lambda e: mended(e, abbreviations={"CNTT": "công nghệ thông tin"}),
    "a message's revision": lambda e: mended(e, revision=2),
    "a message more": lambda e: with_messages(e, [*e.messages, _NEW]),
    "a message less": lambda e: with_messages(e, e.messages[1:]),
    "the order of the messages": lambda e: with_messages(e, e.messages[::-1]),
    "the plan's title": lambda e: _with_plan(e, title="Tên khác"),
    "the plan's number": lambda e: _with_plan(e, number="100/KH-UBND"),
    "the plan's link": lambda e: _with_plan(e, link="https://khac.example/{key}/"),
    "the channel's title": lambda e: _with_channel(e, title="Kênh khác"),
    "the owner's name": lambda e: _with_unit(e, name="Sở khác"),
    "the owner's hotline": lambda e: _with_unit(e, hotline="024 2222 2222 (mẫu)"),
    "the owner's portal": lambda e: _with_unit(e, link="https://so-khac.example/"),
    "a theme's title": lambda e: _with_theme(e, title="Chủ đề khác"),
    "the moment": lambda e: evolve(e, now=e.now + datetime.timedelta(hours=7)),
}
"""Ways in which two editions differ, by what differs."""


@contextmanager
def elsewhere(year: int, zone: str, folder: Path) -> Iterator[None]:
    """Within this context the process lives in that year, time zone and folder, with that seed of chance."""
    here, before = Path.cwd(), os.environ.get("TZ")
    random.seed(year)
    with time_machine.travel(datetime.datetime(year, 11, 9, 3, 4, 5, tzinfo=datetime.UTC).timestamp(), tick=False):
        try:
            os.chdir(folder)
            _set_zone(zone)
            yield
        finally:
            os.chdir(here)
            _set_zone(before)


def _set_zone(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    if hasattr(time, "tzset"):  # Windows has one time zone for all processes
        time.tzset()


class RenderedContract(Stage):
    """Renderings, their keys, fingerprints and bytes."""

    def test_rendered_again_in_another_year_it_gives_the_same_bytes(
        self, edition: Edition[Any], tmp_path: Path
    ) -> None:
        with elsewhere(2023, "UTC-7", tmp_path):
            first = self.renderings(edition)
            bytes_first = {identity(r): r.produce() for r in first}
        (tmp_path / "elsewhere").mkdir()
        with elsewhere(2031, "UTC+9", tmp_path / "elsewhere"):
            second = self.renderings(edition)
            bytes_second = {identity(r): r.produce() for r in second}
        assert list(bytes_first) == list(bytes_second), "other keys in another year; mend: make keys of messages alone"
        differing = [key for key in bytes_first if bytes_first[key] != bytes_second[key]]
        assert not differing, (
            f"the bytes of {differing[0]!r} depend on the clock, the time zone, the folder or chance;"
            " mend: edition.now is the only clock while rendering, and messages carry their own times"
        )
        prints = {identity(r): r.fingerprint for r in first}, {identity(r): r.fingerprint for r in second}
        assert prints[0] == prints[1], "fingerprints depend on the clock; mend: take the clock out of their parts"

    def test_render_check_and_target_touch_nothing(self, edition: Edition[Any]) -> None:
        self.produced(edition)  # libraries that are imported on first need are in by now
        with effects() as seen:
            list(self.backend.check(edition))
            list(self.backend.render(edition))
        assert not seen, f"check or render touched the world: {seen[0]}; mend: only deliver writes, sends or asks"

    def test_rendering_leaves_the_process_as_it_was(self, edition: Edition[Any]) -> None:
        def state() -> tuple[Any, ...]:
            return locale.setlocale(locale.LC_ALL), Path.cwd(), dict(os.environ)

        before = state()
        self.produced(edition)
        assert state() == before, (
            "locale, folder or environment were changed; mend: put them back, or better, never touch"
        )

    def test_render_is_lazy(self, edition: Edition[Any]) -> None:
        found = self.backend.render(self.fit(edition))
        assert not isinstance(found, list | tuple | dict | set), (
            f"render made a {type(found).__name__} of everything; mend: write it with yield, one rendering at a time"
        )

    def test_render_reads_no_media(self, edition: Edition[Any], tmp_path: Path) -> None:
        gone = evolve(edition, files=dict.fromkeys(edition.files, tmp_path / "khong-con"))
        try:
            found = list(self.backend.render(self.fit(gone)))
        except OSError as fault:
            raise AssertionError(f"render opened a file ({fault}); mend: open files inside produce") from fault
        assert found, "nothing was rendered"

    def test_every_message_is_carried(self, edition: Edition[Any]) -> None:
        fit = self.fit(edition)
        carried = {key for rendering in self.backend.render(fit) for key in rendering.messages}
        lost = [message.key for message in fit.messages if message.key not in carried]
        assert not lost, (
            f"{', '.join(lost)}: neither carried nor refused; mend: name the messages in Rendering(messages=...), or"
            " yield an error from check for what cannot be carried"
        )
        foreign = carried - {message.key for message in fit.messages}
        assert not foreign, f"renderings name {sorted(foreign)}, which the edition does not hold"

    def test_every_title_can_be_read_in_what_carries_it(self, edition: Edition[Any]) -> None:
        titles = {message.key: message.title for message in edition.messages}
        for rendering in self.renderings(edition):
            text = self.read(rendering.produce(), rendering.media_type)
            missing = [titles[key] for key in rendering.messages if text and titles[key] not in text]
            assert not missing, f"{rendering.key!r} says it carries {missing[0]!r}, and the words are not in it"

    @pytest.mark.parametrize("change", CHANGES)
    def test_what_changes_the_bytes_changes_the_fingerprint(self, edition: Edition[Any], change: str) -> None:
        self._compare(edition, CHANGES[change](edition), change)

    def test_a_setting_that_changes_the_bytes_changes_the_fingerprint(
        self, edition: Edition[Any], table: Mapping[str, Any], tmp_path: Path
    ) -> None:
        for name, value in self.other_settings.items():
            other = sample_edition(
                self.backend, folder=tmp_path, settings={**table, name: value}, messages=edition.messages
            )
            self._compare(edition, other, f"the setting {name}")

    def _compare(self, edition: Edition[Any], other: Edition[Any], change: str) -> None:
        before = {identity(r): r for r in self.renderings(edition)}
        for rendering in self.renderings(other):
            old = before.get(identity(rendering))
            if old is None or not (old.fingerprint and rendering.fingerprint):
                continue
            if old.fingerprint == rendering.fingerprint:
                assert old.produce() == rendering.produce(), (
                    f"{change} changes the bytes of {rendering.key!r} and not its fingerprint, so the change would"
                    " never go out; mend: fingerprint() of all that produce uses, or leave the fingerprint empty"
                )

    def test_keys_are_unique_on_every_system(self, edition: Edition[Any]) -> None:
        keys = [identity(rendering).casefold() for rendering in self.renderings(edition)]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        assert not twice, f"the key {twice[0] if twice else ''!r} is rendered twice; mend: one rendering for each key"

    def test_keys_hold_no_address(self, edition: Edition[Any]) -> None:
        bad = [r.key for r in self.renderings(edition) if "@" in r.key.replace(f"{CHANNEL}@", "")]
        assert not bad, f"the key {bad[:1]} holds an address; mend: Rendering(recipient=...) keeps it out of the ledger"

    @pytest.mark.parametrize(
        "change",
        ["a message's title", "a message's body", "the order of the messages", "the plan's number", "the moment"],
    )
    def test_keys_are_stable(self, edition: Edition[Any], change: str) -> None:
        before = {identity(rendering) for rendering in self.renderings(edition)}
        after = {identity(rendering) for rendering in self.renderings(CHANGES[change](edition))}
        assert before == after, (
            f"{change} changes keys: {sorted(before ^ after)[:3]}; mend: make keys of keys, never of texts or times"
        )
