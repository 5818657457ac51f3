"""The public names are the same for the interpreter and for type checkers, and cost nothing until they are used."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import tuyentruyen


def test_type_checkers_see_the_names_there_are() -> None:
    stub = Path(tuyentruyen.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    seen = {name: home for home, name in re.findall(r"from tuyentruyen\.(\S+) import \w+ as (\w+)", stub)}
    assert seen == tuyentruyen._HOME


@pytest.mark.parametrize("name", sorted(tuyentruyen.__all__))
def test_every_name_is_there_and_is_what_its_home_defines(name: str) -> None:
    thing = getattr(tuyentruyen, name)
    assert callable(thing)
    assert name in dir(tuyentruyen)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'khong_co'"):
        tuyentruyen.khong_co  # noqa: B018 - the access is the test


@pytest.mark.parametrize("name", ["editions", "publish", "report"])
def test_a_function_named_like_its_module_stays_the_function(name: str) -> None:
    program = (
        f"import tuyentruyen.{name}, tuyentruyen.cli; from tuyentruyen import {name}; print(type({name}).__name__)"
    )
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert printed.strip() == "function"
