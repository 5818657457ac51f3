"""What a backend does with texts it did not expect: limits, hostile input, nothing at all."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from tuyentruyen.model.findings import Finding, Level
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Message
from tuyentruyen.testing.hostile import HOSTILE, hostile_message
from tuyentruyen.testing.samples import sample_messages
from tuyentruyen.testing.stage import Stage, mended, with_messages

_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SCRIPT = re.compile(
    rb"""<script(?! type="application/ld\+json">| src="(?:\.\./)*\w[\w/-]*\.js"(?: defer)?>)"""
    rb"""|href\s*=\s*["']?\s*(?:javascript|data):""",
    re.IGNORECASE,
)
"""Scripts that run, but for a backend's own, which lie in files beside its pages."""
_MARKUP = re.compile(r"html|xml|svg")


def _title(length: int) -> str:
    return ("Lịch tiếp công dân " * (length // 19 + 1))[: length - 1] + "à"


def _body(length: int) -> str:
    return ("nước sạch về xã " * (length // 16 + 1))[: length - 1] + "à"


class RobustContract(Stage):
    """Limits, hostile texts and empty editions."""

    @pytest.mark.parametrize("over", [-1, 0, 1])
    @pytest.mark.parametrize("what", ["title", "body"])
    def test_limits_of_texts_are_held_at_the_last_character(self, edition: Edition[Any], what: str, over: int) -> None:
        limit = getattr(self.backend.limits, what)
        length = 5_000 if limit is None else limit + over
        text = _title(length) if what == "title" else _body(length)
        long = mended(edition, **{what: text})
        refused = self._refused(long, long.messages[0].key)
        if limit is not None and over > 0:
            assert refused, (
                f"limits.{what} is {limit}, and a {what} of {length} characters is not refused;"
                " mend: yield Finding(message=message.key, ...) from check"
            )
            return
        assert not refused, f"a {what} of {length} characters is refused ({refused[0]}), and limits.{what} is {limit}"
        carried = {key for rendering in self.renderings(long) for key in rendering.messages}
        assert long.messages[0].key in carried, f"a {what} of {length} characters is neither carried nor refused"

    def test_no_rendering_is_larger_than_its_limit(self, edition: Edition[Any]) -> None:
        size = self.backend.limits.size
        large = edition if size is None else mended(edition, body=_body(size + 1))
        for rendering in self.renderings(large):
            made = len(rendering.produce())
            assert size is None or made <= size, (
                f"{rendering.key!r} has {made} bytes and limits.size is {size}; mend: refuse it in check"
            )

    @pytest.mark.parametrize("html", [False, True], ids=["markdown", "html"])
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_hostile_text_is_harmless(self, edition: Edition[Any], kind: str, html: bool) -> None:
        harmless = {message.key for message in self.fit(edition).messages}
        poisoned = with_messages(edition, [*edition.messages, hostile_message(kind, html=html)])
        new = Counter(self.backend.check(poisoned)) - Counter(self.backend.check(edition))  # said twice is new, too
        for found in new:
            assert found.message not in harmless, f"{kind} in one message leaves another out: {found}"
        carried: set[str] = set()
        for rendering in self.renderings(poisoned):
            data = rendering.produce()
            carried.update(rendering.messages)
            if _MARKUP.search(rendering.media_type):
                live = _SCRIPT.findall(data)[:1]
                assert not live, f"{kind}: {live[0]!r} stands live in {rendering.key!r}; mend: escape, sanitise"
            if (
                rendering.media_type.startswith("text/")
                or "json" in rendering.media_type
                or "xml" in rendering.media_type
            ):
                raw = _CONTROLS.search(data)
                assert not raw, f"{kind}: a control character stands in {rendering.key!r}; mend: refuse it in check"
        assert harmless <= carried, (
            f"{kind} in one message costs {sorted(harmless - carried)}; mend: leave out only that one"
        )
        left_out = self._refused(poisoned, "tin-doc")
        assert left_out or "tin-doc" in carried, (
            f"a message with {kind} is dropped silently; mend: name it in a finding of check"
        )

    def test_check_names_messages_of_the_edition_in_findings(self, edition: Edition[Any]) -> None:
        poisoned = with_messages(edition, [*edition.messages, *(hostile_message(kind) for kind in ("a NUL",))])
        keys = {message.key for message in poisoned.messages}
        for found in self.backend.check(poisoned):
            assert isinstance(found, Finding), f"check gave {found!r}; mend: yield Finding(code=..., text=...)"
            assert found.code, f"{found!r} has no code"
            assert found.text, f"{found!r} does not say what is wrong"
            assert found.message in {"", *keys}, f"{found} names a message the edition does not hold"

    def test_the_sample_messages_have_no_errors(self, edition: Edition[Any]) -> None:
        errors = [str(found) for found in self.backend.check(edition) if found.level is Level.ERROR]
        assert not errors, f"{errors[0]}; mend: messages = (...) in the subclass, within the backend's limits"

    def test_an_edition_without_messages_is_no_fault(self, edition: Edition[Any]) -> None:
        empty = with_messages(edition, [])
        assert not [found for found in self.backend.check(empty) if found.level is Level.ERROR]
        for rendering in self.backend.render(empty):
            assert not rendering.messages, f"{rendering.key!r} says it carries messages of an empty edition"
            assert isinstance(rendering.produce(), bytes)

    def test_a_message_of_four_fields_is_enough(self, edition: Edition[Any]) -> None:
        full = (self.messages or sample_messages())[0]
        spare = Message(key="bon-truong", title=full.title, body=full.body, published=full.published)
        bare = with_messages(edition, [spare])
        refused = self._refused(bare, "bon-truong")
        carried = {key for rendering in self.renderings(bare) for key in rendering.messages}
        assert refused or carried == {"bon-truong"}, "a message with no more than it needs is dropped silently"

    def _refused(self, edition: Edition[Any], key: str) -> list[Finding]:
        return [found for found in self.backend.check(edition) if found.level is Level.ERROR and found.message == key]
