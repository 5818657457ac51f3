"""The software speaks the user's language, and a user's own words pass through unchanged."""

from __future__ import annotations

import errno
import threading

import pytest

from tuyentruyen.wording import language, reason, speaking, tr

NAMES = ("TUYENTRUYEN_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("name", "value", "spoken"),
    [
        ("LANG", "vi_VN.UTF-8", "vi"),
        ("LANG", "en_US.UTF-8", "en"),
        ("LANG", "de_DE.UTF-8", "en"),
        ("LC_ALL", "vi", "vi"),
        ("LANGUAGE", "vi:en", "vi"),
        ("TUYENTRUYEN_LANG", "VI", "vi"),
    ],
)
def test_the_language_is_the_environment_s(monkeypatch, name, value, spoken):
    for each in NAMES:
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, value)
    assert language() == spoken


def test_the_software_s_own_variable_goes_first(monkeypatch):
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setenv("TUYENTRUYEN_LANG", "en")
    assert language() == "en"


def test_a_chosen_language_holds_within_its_context_only():
    with speaking("vi"):
        assert language() == "vi"
        with speaking("en"):
            assert language() == "en"
        assert language() == "vi"
    assert language() == "en"


def test_a_language_that_is_not_spoken_is_english():
    with speaking("fr"):
        assert language() == "en"


def test_another_thread_does_not_hear_the_choice():
    heard = []
    with speaking("vi"):
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_values_fill_a_text_and_are_not_read_as_one():
    assert tr("{name} is empty", name="{tên}") == "{tên} is empty"
    assert tr("a text with {braces} and no values") == "a text with {braces} and no values"


def test_a_text_without_translation_is_said_in_english():
    with speaking("vi"):
        assert tr("no catalogue has this sentence: {x}", x=1) == "no catalogue has this sentence: 1"


def test_faults_of_a_plan_are_told_in_vietnamese(tmp_path):
    from tuyentruyen.errors import PlanError
    from tuyentruyen.planfile import read_plan

    with speaking("vi"), pytest.raises(PlanError) as caught:
        read_plan(tmp_path / "khong-co")
    assert "there is no such" not in str(caught.value)


def test_why_the_system_refused_is_said_in_words():
    assert reason(OSError(errno.ENOSPC, "No space left on device")) == "the disk is full"
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason(OSError("chẳng rõ")) == "chẳng rõ"
