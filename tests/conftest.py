"""What holds for every test: a missing program skips by name, and where no skip is allowed a skip is a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile("frame", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("frame")
NO_SKIP = os.environ.get("TUYENTRUYEN_NO_SKIP") == "1"


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        program = marker.args[0]
        package = marker.kwargs.get("package") or (marker.args[1] if len(marker.args) > 1 else program)
        if shutil.which(program) is None:
            pytest.skip(f"needs {program} (Debian package {package})")


def _refuse(report: Any) -> Any:
    if NO_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"no test may be skipped here, and this one was: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    report = yield
    return _refuse(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    report = yield
    return _refuse(report)


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test speaks English and sees no settings of the machine unless it asks for them."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TUYENTRUYEN_LANG", "en")
