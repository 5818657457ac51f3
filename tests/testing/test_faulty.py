"""Four plugins as strangers write them by mistake: each is caught, with a message that names the mend."""

from __future__ import annotations

import textwrap

import pytest

from tuyentruyen.ledger import open_ledger
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.testing import sample_edition

FAULTY = "tests.testing.faulty"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Installs a plugin as pip would: by a folder of metadata on the path."""

    def install(name, value):
        info = tmp_path / "site" / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(textwrap.dedent(f"[tuyentruyen]\n{name} = {value}\n"))
        monkeypatch.syspath_prepend(str(tmp_path / "site"))

    return install


def broken(plugins):
    return {name.split(" ")[0]: reason for name, reason in plugins.broken}


def test_a_sound_plugin_is_taken(install):
    install("notice", f"{FAULTY}.sound")
    plugins = Plugins.installed()
    assert "notice" not in broken(plugins)
    assert plugins.backend("notice").version == "1"


def test_a_class_as_entry_point_is_named_with_its_mend(install):
    install("classy", f"{FAULTY}.class_as_entry_point:Plugin")
    assert broken(Plugins.installed())["classy"] == (
        "it names the class Plugin; name a module with hook implementations, or an instance"
    )


def test_a_misspelt_hook_is_named_with_its_mend(install):
    install("misspelt", f"{FAULTY}.misspelt_hook")
    assert broken(Plugins.installed())["misspelt"] == (
        "there is no hook tuyentruyen_backend; rename it to tuyentruyen_backends"
    )


def test_a_broken_plugin_leaves_the_others_working(install):
    install("misspelt", f"{FAULTY}.misspelt_hook")
    install("missing", f"{FAULTY}.there_is_no_such_module")
    install("notice", f"{FAULTY}.sound")
    plugins = Plugins.installed()
    assert {"misspelt", "missing"} <= set(broken(plugins))
    assert "notice" in plugins.backends


def test_a_bool_receipt_is_never_success(install, tmp_path):
    install("booly", f"{FAULTY}.bool_receipt")
    plugins = Plugins.installed()
    edition = sample_edition(plugins.backend("notice"), folder=tmp_path)
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        (summary,) = publish([edition], plugins=plugins, ledger=ledger, by="test").channels
    assert summary.delivered == 0
    assert not summary.complete
    assert summary.failed == (
        "notice.deliver must yield one Receipt per parcel, such as Receipt.delivered(parcel), not True"
    )
