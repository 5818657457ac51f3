"""The Vietnamese catalogue says everything that the software says, with the same values in it."""

from __future__ import annotations

import ast
import gettext
import os
import string
import subprocess
import sys
from pathlib import Path

import pytest

import tuyentruyen
from tuyentruyen import wording
from tuyentruyen.wording import language, speaking, tr

PACKAGE = Path(tuyentruyen.__file__).parent
MESSAGES = PACKAGE / "locale" / "vi" / "LC_MESSAGES"
SAME_IN_BOTH = {"A–Z", "backend", "null", "{place}: {reason}", "{what} @ {place}"}

_FROM_PLURALS = {"possibilities:!", "choices:!", "len:!", "args:!"}


def _said() -> dict[str, str]:
    """Every text of a call of ``tr``, with the file it stands in; a call without a literal fails here."""
    texts: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path}:{node.lineno}: tr wants a literal text"
                texts[first.value] = path.relative_to(PACKAGE).as_posix()
    return texts


def _written(path: Path) -> dict[str, str]:
    """The texts of a .po file: read by hand, by another reader than the one that compiles it."""
    texts: dict[str, str] = {}
    parts: dict[str, str] = {}
    field = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if not line and parts:
            texts[parts["msgid"]] = parts.get("msgstr") or parts.get("msgstr[0]", "")
            parts = {}
        elif line and not line.startswith("#"):
            name, _, rest = line.partition(" ") if not line.startswith('"') else (field, "", line)
            field = name
            parts[field] = parts.get(field, "") + ast.literal_eval(rest)
    del texts[""]
    return texts


def _values(text: str) -> set[str]:
    return {f"{name}:{spec}!{how or ''}" for _, name, spec, how in string.Formatter().parse(text) if name is not None}


def test_every_text_has_a_vietnamese_one() -> None:
    written = _written(MESSAGES / "tuyentruyen.po")
    missing = {text: file for text, file in _said().items() if not written.get(text)}
    assert not missing


def test_the_catalogue_holds_nothing_that_is_not_said() -> None:
    assert set(_written(MESSAGES / "tuyentruyen.po")) <= set(_said())


def test_the_template_holds_what_is_said() -> None:
    assert set(_written(PACKAGE / "locale" / "tuyentruyen.pot")) == set(_said())


@pytest.mark.parametrize("name", ["tuyentruyen", "click"])
def test_a_translation_has_the_same_values(name: str) -> None:
    for text, said in _written(MESSAGES / f"{name}.po").items():
        if name == "tuyentruyen":
            assert _values(text) == _values(said), text
        else:
            assert _values(said) - _FROM_PLURALS <= _values(text), text


@pytest.mark.parametrize("name", ["tuyentruyen", "click"])
def test_the_compiled_catalogue_is_the_written_one(name: str) -> None:
    with (MESSAGES / f"{name}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for text, said in _written(MESSAGES / f"{name}.po").items():
        assert said in (compiled.gettext(text), compiled.ngettext(text, text, 1)), text


def test_a_translation_is_vietnamese_in_normal_form_c() -> None:
    import unicodedata

    for text, said in _written(MESSAGES / "tuyentruyen.po").items():
        assert said == unicodedata.normalize("NFC", said)
        assert said != text or text in SAME_IN_BOTH or not any(c.isalpha() for c in text), text


def test_a_translation_ends_as_its_text_does() -> None:
    for text, said in _written(MESSAGES / "tuyentruyen.po").items():
        for sign in ".:":
            assert text.endswith(sign) == said.endswith(sign), text


def test_a_text_is_said_in_the_language_chosen() -> None:
    with speaking("vi"):
        assert tr("withdrawn: {reason}", reason="sai {giờ}") == "đã thu hồi: sai {giờ}"
    with speaking("en"):
        assert tr("withdrawn: {reason}", reason="sai {giờ}") == "withdrawn: sai {giờ}"
    with speaking("fr"):
        assert language() == "en"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "vi"),
        ({"LANG": "vi_VN", "LANGUAGE": "en:vi"}, "en"),
        ({"LANG": "vi_VN", "TUYENTRUYEN_LANG": "en"}, "en"),
        ({"LANG": "en_US", "TUYENTRUYEN_LANG": "vi"}, "vi"),
    ],
)
def test_the_environment_tells_the_language(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TUYENTRUYEN_LANG", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == expected


@pytest.mark.parametrize(
    ("named", "expected"),
    [("Vietnamese_Vietnam", "vi"), ("vi_VN", "vi"), ("English_United States", "en"), (None, "en")],
)
def test_where_no_variable_says_it_the_system_tells_the_language(
    named: str | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import locale

    monkeypatch.delenv("TUYENTRUYEN_LANG", raising=False)
    monkeypatch.setattr(locale, "getlocale", lambda: (named, "1258"))
    assert language() == expected


def test_a_machine_without_the_catalogue_is_spoken_to_in_english(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(wording, "__file__", str(tmp_path / "wording.py"))
    wording._catalogue.cache_clear()
    try:
        with speaking("vi"):
            assert tr("Stopped.") == "Stopped."
    finally:
        wording._catalogue.cache_clear()


def test_the_library_speaks_vietnamese_where_the_system_does() -> None:
    code = "from tuyentruyen.wording import tr; import sys; sys.stdout.buffer.write(tr('Stopped.').encode())"
    env = {name: value for name, value in os.environ.items() if name != "TUYENTRUYEN_LANG"} | {"LANG": "vi_VN.UTF-8"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True)
    assert done.stdout.decode() == "Đã dừng."
