"""What a backend says about itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest

from tuyentruyen.errors import PlanError
from tuyentruyen.model.flow import Edition, Limits, Repeat, Target
from tuyentruyen.model.values import KEY, Secret
from tuyentruyen.planfile import structure
from tuyentruyen.plugins.backend import Backend
from tuyentruyen.testing.quiet import effects
from tuyentruyen.testing.samples import sample_edition
from tuyentruyen.testing.stage import Stage

_SECRET = re.compile(r"password|passwd|secret|token|api_?key|credential")


class DescribedContract(Stage):
    """Name, version, settings, limits and target."""

    def test_the_backend_is_an_instance_with_every_method(self) -> None:
        assert not isinstance(self.backend, type), (
            f"backend is the class {self.backend!r}; mend: an instance, {getattr(self.backend, '__name__', 'X')}()"
        )
        assert isinstance(self.backend, Backend), (
            "the backend lacks a part of tuyentruyen.plugins.backend.Backend; mend: give it name, version, settings,"
            " limits, target, check, render and deliver"
        )

    def test_its_name_is_a_key(self) -> None:
        assert KEY.match(self.backend.name), f"name {self.backend.name!r}; mend: lower-case words joined by hyphens"

    def test_its_version_is_a_short_text(self) -> None:
        version = self.backend.version
        assert isinstance(version, str), f"version is {version!r}; mend: a text, such as '1'"
        assert 1 <= len(version) <= 40, f"version {version!r}; mend: 1 to 40 characters, raised when the layout changes"

    def test_its_limits_are_limits(self) -> None:
        assert isinstance(self.backend.limits, Limits), "mend: limits = Limits(title=..., body=...); None: no limit"

    def test_its_settings_are_a_frozen_attrs_class(self) -> None:
        settings = self.backend.settings
        assert attrs.has(settings), f"settings is {settings!r}; mend: a class made with attrs.frozen(kw_only=True)"
        frozen = settings.__setattr__ is not object.__setattr__
        assert frozen, f"{settings.__name__} can be changed; mend: make it with attrs.frozen(kw_only=True)"

    def test_its_settings_are_documented(self) -> None:
        doc = inspect.getdoc(self.backend.settings) or ""
        missing = [
            field.name for field in attrs.fields(self.backend.settings) if not re.search(rf"\b{field.name}\b", doc)
        ]
        assert not missing, (
            f"{self.backend.settings.__name__} does not say what {', '.join(missing)} mean;"
            " mend: an Attributes section in its docstring"
        )

    def test_an_unknown_setting_is_refused_by_name(self, table: Mapping[str, Any]) -> None:
        with pytest.raises(PlanError, match="khong_co_cai_nay"):
            structure({**table, "khong_co_cai_nay": 1}, self.backend.settings, place="channels.kenh-mau.settings")

    def test_words_that_should_be_secret_are_not_kept_in_the_plan(self) -> None:
        bare = [
            field.name
            for field in attrs.fields(self.backend.settings)
            if _SECRET.search(field.name) and "Secret" not in str(field.type)
        ]
        assert not bare, (
            f"settings {', '.join(bare)} would hold a secret as plain text; mend: give them the type"
            " tuyentruyen.model.values.Secret, so that plans name an environment variable"
        )

    def test_secrets_are_hidden_wherever_an_edition_is_shown(
        self, edition: Edition[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        word = "mat-khau-khong-duoc-lo"
        for field in attrs.fields(self.backend.settings):
            value = getattr(edition.channel.settings, field.name)
            if isinstance(value, Secret):
                monkeypatch.setenv(value.env, word)
        renderings = self.renderings(edition)
        shown = [
            repr(edition),
            repr(renderings),
            str(self.backend.target(edition.channel)),
            repr(vars_of(self.backend)),
        ]
        assert not any(word in text for text in shown), (
            "a secret is shown by repr; mend: call Secret.reveal() inside produce or deliver, and keep its answer nowhere"
        )

    def test_its_target_is_pure(self, edition: Edition[Any]) -> None:
        with effects() as seen:
            first, second = self.backend.target(edition.channel), self.backend.target(edition.channel)
        assert isinstance(first, Target), f"target returned {first!r}; mend: Target(id=..., repeat=Repeat....)"
        assert isinstance(first.repeat, Repeat), f"target.repeat is {first.repeat!r}; mend: Repeat.PLACE, POST or PUSH"
        assert first == second, "target gave two answers to one question; mend: make it from the channel alone"
        assert not seen, f"target touched the world: {seen[0]}; mend: leave that to deliver"

    def test_its_target_id_names_no_host_and_no_folder(self, edition: Edition[Any], tmp_path: Path) -> None:
        target = self.backend.target(edition.channel)
        there = [part for part in (str(tmp_path), "://", "@", "127.0.0.1") if part in target.id]
        assert 1 <= len(target.id) <= 200, f"target.id {target.id!r}; mend: a short word, such as 'live' or 'dir'"
        assert not there, (
            f"target.id {target.id!r} holds {there[0]!r}; mend: a word such as 'live' or 'dir', for a moved server or"
            " folder would make everything due again"
        )

    def test_a_place_of_files_lies_under_the_channels_folder(self, edition: Edition[Any]) -> None:
        folder = self.backend.target(edition.channel).folder
        assert folder is None or folder.is_relative_to(edition.channel.out), (
            f"target.folder is {folder}; mend: channel.folder, so that two channels never write over each other"
        )

    def test_every_setting_has_another_value_to_try(self, tmp_path: Path, table: Mapping[str, Any]) -> None:
        for field in attrs.fields(self.backend.settings):
            if "Secret" in str(field.type):
                continue
            assert field.name in self.other_settings, (
                f"no other value for the setting {field.name!r}; mend: other_settings = {{{field.name!r}: ...}} in the"
                " subclass, so that the tests can see what depends on it"
            )
            other = {**table, field.name: self.other_settings[field.name]}
            base = sample_edition(self.backend, folder=tmp_path, settings=table).channel.settings
            changed = sample_edition(self.backend, folder=tmp_path, settings=other).channel.settings
            assert base != changed, f"other_settings[{field.name!r}] is the same value; mend: a different one"


def vars_of(thing: object) -> object:
    """What an object holds, however it holds it."""
    slots = {
        name: getattr(thing, name, None) for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())
    }
    return {**slots, **getattr(thing, "__dict__", {})}
