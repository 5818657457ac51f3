"""The whole check: what plugins and backends add, and that nothing makes it raise."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from attrs import frozen

from tuyentruyen.check import RULES, Rule, findings
from tuyentruyen.check import table as table_of_rules
from tuyentruyen.model.findings import Finding, Level, Messages
from tuyentruyen.model.flow import Limits, Repeat, Target
from tuyentruyen.model.message import Message
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.testing.samples import sample_messages, sample_plan

NOW = datetime.datetime(2022, 9, 1, 8, 0, tzinfo=datetime.UTC)


@frozen
class Settings:
    pass


class Judge:
    """A backend that says of each message what the test wants."""

    name = "giam-khao"
    version = "1"
    settings = Settings
    limits = Limits()

    def __init__(self, check):
        self.check = check

    def target(self, channel):
        return Target(id="dir", repeat=Repeat.PLACE, folder=channel.folder)

    def render(self, _edition):
        return ()

    def deliver(self, _channel, _parcels):
        return iter(())


def plugins(*, check=None, rules=None, rules_hook=None):
    @hookimpl
    def tuyentruyen_backends():
        return [Judge(check or (lambda _edition: ()))]

    @hookimpl
    def tuyentruyen_checks():
        return rules_hook() if rules_hook else rules or []

    return Plugins(
        [("la", SimpleNamespace(tuyentruyen_backends=tuyentruyen_backends, tuyentruyen_checks=tuyentruyen_checks))]
    )


def found(**how):
    return findings(sample_plan("giam-khao"), plugins=plugins(**how), messages=sample_messages(), now=NOW)


def broken_iterator():
    yield Finding(code="la-1", text="Điều đầu tiên")
    raise ZeroDivisionError("chia cho không")


def test_a_sound_plan_has_no_findings():
    assert found() == ()


def test_a_plugin_s_rule_is_asked_and_its_place_gets_a_file():
    own = Finding(code="la-1", level=Level.INFO, text="Thiếu đường dây nóng", place="units.so-tttt")
    assert found(rules=[lambda _plan: [own]]) == (own,)


@pytest.mark.parametrize(
    "rule",
    [
        lambda _plan: 1 / 0,
        lambda _plan: None,
        lambda _plan: ["Thiếu đường dây nóng"],
        lambda _plan, _more: [],
        "no function",
    ],
)
def test_a_plugin_s_rule_that_breaks_is_a_warning_that_names_the_plugin(rule):
    [one] = found(rules=[rule])
    assert (one.code, one.level) == ("TT198", Level.WARNING)
    assert "a rule of the plugin la broke: " in one.text


def test_what_a_rule_found_before_it_broke_is_kept():
    assert [one.code for one in found(rules=[lambda _plan: broken_iterator()])] == ["la-1", "TT198"]


@pytest.mark.parametrize("hook", [lambda: 1 / 0, lambda: 7])
def test_a_hook_that_breaks_is_a_warning_that_names_the_plugin(hook):
    [one] = found(rules_hook=hook)
    assert (one.code, one.level) == ("TT198", Level.WARNING)


def test_a_rule_of_our_own_that_breaks_hides_nothing_else(monkeypatch):
    def breaks(_case):
        """It breaks."""
        raise KeyError("la")

    rules = {"TT101": Rule(code="TT101", level=Level.ERROR, faults=breaks), "TT108": RULES["TT108"]}
    monkeypatch.setattr("tuyentruyen.check.RULES", rules)
    assert table_of_rules.RULES is RULES
    plan = sample_plan()
    [one] = findings(plan)
    assert (one.code, one.text) == ("TT197", "the rule TT101 broke: KeyError: 'la'")


def test_a_backend_says_what_it_cannot_carry_before_the_day():
    def check(edition):
        return [Finding(code="giam-khao-1", text="quá dài", message=message.key) for message in edition.messages]

    one = found(check=check)[0]
    assert (one.code, one.message, one.channel) == ("giam-khao-1", "nop-ho-so-truc-tuyen", "kenh-mau")


@pytest.mark.parametrize("check", [lambda _edition: 1 / 0, lambda _edition: None, lambda _edition: [True]])
def test_a_backend_s_check_that_breaks_names_its_channel(check):
    [one] = found(check=check)
    assert (one.code, one.level, one.channel) == ("TT199", Level.ERROR, "kenh-mau")


def test_backends_are_not_asked_without_a_moment():
    asked = []
    findings(sample_plan("giam-khao"), plugins=plugins(check=asked.append), messages=sample_messages())
    assert asked == []


def test_what_composing_found_comes_first():
    early = Finding(code="TT201", text="không đọc được", message="hong")
    messages = Messages(items=(Message(key="a", title="A", body="B", published=NOW, unit="la"),), findings=(early,))
    assert [one.code for one in findings(sample_plan(), messages=messages)] == ["TT201", "TT163"]


def test_nothing_is_told_twice():
    own = Finding(code="la-1", text="Thiếu đường dây nóng")
    assert found(rules=[lambda _plan: [own, own], lambda _plan: [own]]) == (own,)
