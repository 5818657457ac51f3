"""What holds for the project as a whole: its frame, its public face, its documentation."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import importlib.util
import inspect
import os
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import tuyentruyen
from tuyentruyen import errors
from tuyentruyen.plugins import hookspecs

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "tuyentruyen"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("tuyentruyen_"))
MODULES = sorted(
    ".".join(("tuyentruyen", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    for file in SOURCE.rglob("*.py")
    if file.name != "__main__.py"
)


def words_of_tests():
    return "\n".join(file.read_text("utf-8") for file in sorted((ROOT / "tests").rglob("*.py")))


# -- the run is about what it says it is about -------------------------------------------------------------------------


@pytest.mark.skipif(
    "TUYENTRUYEN_TEST_DATEUTIL" not in os.environ and "TUYENTRUYEN_NO_SKIP" not in os.environ,
    reason="nox says which version of python-dateutil it tests",
)
def test_this_run_has_the_dateutil_it_was_asked_to_test():
    wanted = os.environ["TUYENTRUYEN_TEST_DATEUTIL"]
    installed = importlib.metadata.version("python-dateutil")
    assert installed == wanted or installed.startswith(f"{wanted}.")


@pytest.mark.skipif(
    "TUYENTRUYEN_TEST_DATEUTIL" not in os.environ and "TUYENTRUYEN_NO_SKIP" not in os.environ,
    reason="nox says which version of python-dateutil it tests",
)
def test_this_run_has_the_public_holidays_if_its_dateutil_is_one_that_they_allow():
    there = importlib.util.find_spec("holidays") is not None
    assert there is os.environ["TUYENTRUYEN_TEST_DATEUTIL"].startswith("2.")


@pytest.mark.skipif(
    "TUYENTRUYEN_TEST_PYTHON" not in os.environ and "TUYENTRUYEN_NO_SKIP" not in os.environ,
    reason="nox says which Python it tests",
)
def test_this_run_has_the_python_it_was_asked_to_test():
    assert os.environ["TUYENTRUYEN_TEST_PYTHON"] == f"{sys.version_info[0]}.{sys.version_info[1]}"


def test_no_test_can_reach_the_network():
    import socket

    from pytest_socket import SocketConnectBlockedError

    with socket.socket() as reaching, pytest.raises((SocketConnectBlockedError, UserWarning), match="192.0.2.1"):
        reaching.connect(("192.0.2.1", 80))


# -- the public face ---------------------------------------------------------------------------------------------------


def test_importing_the_library_loads_nothing_heavy():
    program = "import sys, tuyentruyen; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    heavy = {"feedgen", "lxml", "jinja2", "click", "rich", "nh3", "markdown_it"}
    assert heavy & set(loaded) == set()
    assert "tuyentruyen" in loaded


def test_a_feed_out_of_a_script_loads_nothing_that_reads_plans():
    program = "import sys; from tuyentruyen import feed; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    wide = {"cattrs", "tomllib", "tuyentruyen.planfile", "jinja2", "sqlite3", "ctypes", "typst", "pikepdf"}
    assert wide & set(loaded) == set()
    assert "tuyentruyen.channels.rss" in loaded


def test_the_face_has_at_most_sixty_lines():
    assert len((SOURCE / "__init__.py").read_text("utf-8").splitlines()) <= 60


def test_every_public_name_is_there():
    for name in getattr(tuyentruyen, "__all__", ()):
        assert getattr(tuyentruyen, name, None) is not None, name


def test_the_version_has_one_source():
    assert importlib.metadata.version("tuyentruyen") == PROJECT["project"]["version"]
    holders = [file.name for file in SOURCE.rglob("*.py") if re.search(r"__version__ = [\"']", file.read_text("utf-8"))]
    assert holders == []


def test_it_says_that_it_is_typed():
    assert (SOURCE / "py.typed").is_file()


def test_no_dependency_has_an_upper_bound():
    lines = [
        *PROJECT["project"]["dependencies"],
        *(line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra),
    ]
    assert [line for line in lines if "<" in line or "==" in line or "~" in line] == []
    assert PROJECT["project"]["requires-python"] == ">=3.11"


# -- errors, hooks, entry points ---------------------------------------------------------------------------------------


def raised_classes():
    """Every exception class that any module of the library defines, private ones apart."""
    for name in MODULES:
        module = importlib.import_module(name)
        for thing in vars(module).values():
            if inspect.isclass(thing) and issubclass(thing, Exception) and thing.__module__ == name:
                yield thing


def test_every_error_is_under_the_root():
    strays = [
        f"{error.__module__}.{error.__name__}"
        for error in raised_classes()
        if not issubclass(error, (errors.TuyentruyenError, Warning)) and not error.__name__.startswith("_")
    ]
    assert strays == []


def test_every_error_ends_in_error():
    assert [e.__name__ for e in raised_classes() if not e.__name__.endswith(("Error", "Warning"))] == []


def test_the_errors_have_the_parents_that_callers_may_catch():
    assert issubclass(errors.PlanError, ValueError)
    assert issubclass(errors.UnknownBackendError, LookupError)
    assert issubclass(errors.MissingExtraError, ImportError)
    assert issubclass(errors.LedgerBusyError, errors.LedgerError)


def test_every_error_is_documented():
    page = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    named = [name for name, thing in vars(errors).items() if inspect.isclass(thing) and issubclass(thing, Exception)]
    assert [name for name in named if name not in page] == []


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented(hook):
    assert f"`{hook}" in (ROOT / "docs" / "reference" / "hooks.md").read_text("utf-8")
    doc = inspect.getdoc(getattr(hookspecs, hook)) or ""
    assert re.search(r"\bCalled\b|\bafter\b", doc), "the docstring does not say when the hook runs"


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_tested(hook):
    assert f"def {hook}(" in words_of_tests()


def test_entry_points_are_the_modules_in_channels():
    there = {module.name for module in pkgutil.iter_modules([str(SOURCE / "channels")])}
    named = PROJECT["project"]["entry-points"]["tuyentruyen"]
    assert {value.removeprefix("tuyentruyen.channels.") for value in named.values()} == there
    assert set(named) == there


def test_no_built_in_plugin_is_broken():
    from tuyentruyen.plugins import Plugins

    assert [name for name, _ in Plugins.installed().broken if "(tuyentruyen " in name] == []


# -- the text of the source --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is(module):
    file = SOURCE.joinpath(*module.split(".")[1:])
    file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    text = file.read_text("utf-8")
    assert not text.strip() or (ast.get_docstring(ast.parse(text)) or "").strip(), f"{module} has no docstring"


def test_modules_are_nouns_of_the_field():
    forbidden = {"utils", "util", "helpers", "helper", "common", "base", "core", "misc"}
    assert [module for module in MODULES if module.rpartition(".")[2] in forbidden] == []


def test_no_module_has_more_than_four_hundred_lines():
    long = [file.name for file in SOURCE.rglob("*.py") if len(file.read_text("utf-8").splitlines()) > 400]
    assert long == []


def test_what_is_said_is_a_literal_that_can_be_translated():
    bent = []
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                text = node.args[0] if node.args else None
                if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
                    bent.append(f"{file.name}:{node.lineno}")
    assert bent == []


def test_tests_mirror_the_source():
    """Every folder of tests that is named like a part of the library tests that part."""
    parts = {file.stem if file.is_file() else file.name for file in SOURCE.iterdir()}
    own = {"support", "attack", "judges", "examples", "crash", "docs", "data", "faults"}
    folders = {file.name for file in (ROOT / "tests").iterdir() if file.is_dir() and file.name != "__pycache__"}
    assert folders - own <= parts
