"""A plan folder that was published once, and the command turned against what becomes of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import frozen

from tests.cli.conftest import MESSAGE, PLAN, start  # noqa: F401  (a fixture)
from tuyentruyen.cli import main

AT = "2022-06-30T08:00"
"""The moment at which every attack runs."""


@frozen
class Outcome:
    """What a command ended with and said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams."""
        return self.out + self.err


@frozen
class Published:
    """A plan folder, where it was published, and its ledger."""

    plan: Path
    out: Path
    run: Callable[..., Outcome]

    @property
    def file(self) -> Path:
        """The plan file."""
        return self.plan / "plan.toml"

    @property
    def message(self) -> Path:
        """The file of the second message, which the attacks spoil; the first one stays sound."""
        return self.plan / "content" / "khai-sinh.md"

    @property
    def feed(self) -> str:
        """What readers see now."""
        return (self.out / "tin" / "feed.xml").read_text(encoding="utf-8")

    def publish(self) -> Outcome:
        """Publishes once more."""
        return self.run("publish", self.plan, "--out", self.out, "--at", AT)

    def check(self) -> Outcome:
        """Checks the plan."""
        return self.run("check", self.plan, "--at", AT)

    def everything(self) -> dict[str, bytes]:
        """Every file of the plan, of what is published and of the ledger, with its bytes."""
        roots = (self.plan, self.out)
        files = [path for root in roots for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink()]
        return {str(path): path.read_bytes() for path in files}


@pytest.fixture(scope="session")
def _sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The plan as it was published before anything happened to it; made once."""
    folder = tmp_path_factory.mktemp("sound")
    (folder / "plan" / "content").mkdir(parents=True)
    (folder / "plan" / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "plan" / "content" / "ban-sao.md").write_text(MESSAGE, encoding="utf-8")
    second = MESSAGE.replace("Cấp bản sao trích lục hộ tịch", "Khai sinh liên thông").replace(
        "2022-01-10", "2022-02-10"
    )
    (folder / "plan" / "content" / "khai-sinh.md").write_text(second, encoding="utf-8")
    assert main(["publish", str(folder / "plan"), "--out", str(folder / "out"), "--at", AT]) == 0
    yield folder


@pytest.fixture
def published(_sound: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Published:
    """A copy of the sound plan, published, with its ledger."""
    shutil.copytree(_sound, tmp_path / "x")

    def run(*arguments: object) -> Outcome:
        capfd.readouterr()
        code = main([str(argument) for argument in arguments])
        return calm(Outcome(code, *capfd.readouterr()))

    return Published(tmp_path / "x" / "plan", tmp_path / "x" / "out", run)


def calm(outcome: Outcome) -> Outcome:
    """The outcome, once it is sure that it holds no traceback and nothing that drives a terminal."""
    assert "Traceback" not in outcome.said
    assert "Unexpected fault" not in outcome.said
    wild = {char for char in outcome.said if not char.isprintable() and char != "\n"}
    assert not wild
    assert all(len(line) < 2_000 for line in outcome.said.splitlines())
    return outcome


@pytest.fixture
def as_a_user(start: Callable[..., subprocess.CompletedProcess[bytes]]) -> Callable[..., Outcome]:  # noqa: F811
    """Runs the command in a process of its own."""

    def call(*arguments: object, **env: str) -> Outcome:
        done = start(*arguments, **{"PYTHONIOENCODING": "utf-8", **env})
        return calm(Outcome(done.returncode, done.stdout.decode(), done.stderr.decode()))

    return call
