"""Plugins are taken one by one; a broken one is named, with the mend, and stops no other."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from attrs import define

from tests.outlets import Outlet
from tuyentruyen.errors import DuplicateBackendError, UnknownBackendError
from tuyentruyen.plugins import Backend, Plugins, hookimpl


class Named:
    def __init__(self, backends) -> None:
        self._backends = backends

    @hookimpl
    def tuyentruyen_backends(self):
        return self._backends


def reason(plugin: object) -> str:
    ((name, said),) = Plugins([("hong", plugin)]).broken
    assert name == "hong"
    return said


def test_a_backend_is_found_by_its_name() -> None:
    outlet = Outlet("bang-tin")
    plugins = Plugins([("a", outlet)])
    assert plugins.backend("bang-tin") is outlet
    assert dict(plugins.backends) == {"bang-tin": outlet}
    assert (plugins.broken, plugins.names) == ((), ("a",))
    assert isinstance(outlet, Backend)


def test_an_unknown_backend_names_the_nearest_one() -> None:
    plugins = Plugins([("a", Outlet("bang-tin"))])
    with pytest.raises(UnknownBackendError, match="no plugin brings a backend 'bang-tim'; did you mean 'bang-tin'?"):
        plugins.backend("bang-tim")
    with pytest.raises(UnknownBackendError, match="installed: bang-tin"):
        plugins.backend("xyz")
    with pytest.raises(LookupError, match="installed: none"):
        Plugins().backend("xyz")


def test_two_plugins_may_not_share_a_name() -> None:
    plugins = Plugins([("sở-a", Outlet("loa")), ("sở-b", Outlet("loa")), ("khác", Outlet("bang-tin"))])
    with pytest.raises(DuplicateBackendError, match="'loa' is brought by sở-a and sở-b"):
        plugins.backend("loa")
    assert set(plugins.backends) == {"bang-tin"}


def test_a_class_in_place_of_a_module_is_named_with_the_mend() -> None:
    assert reason(Outlet) == "it names the class Outlet; name a module with hook implementations, or an instance"


def test_a_misspelt_hook_is_named_with_the_nearest() -> None:
    class Misspelt:
        @hookimpl
        def tuyentruyen_mesages(self, plan): ...

    assert reason(Misspelt()) == "there is no hook tuyentruyen_mesages; rename it to tuyentruyen_messages"
    plugins = Plugins([("hong", Misspelt()), ("lanh", Outlet())])
    assert set(plugins.backends) == {"outlet"}


def test_a_hook_with_a_wrong_argument_is_named() -> None:
    class Wrong:
        @hookimpl
        def tuyentruyen_may_publish(self, tin): ...

    assert "tin" in reason(Wrong())


def test_a_hook_that_is_not_marked_is_named() -> None:
    class Unmarked:
        def tuyentruyen_backends(self):
            return [Outlet()]

    assert reason(Unmarked()) == "tuyentruyen_backends is not marked; put @hookimpl before it"


def test_a_plugin_without_hooks_is_named() -> None:
    assert reason(ModuleType("trống")).startswith("it implements no hook")


@pytest.mark.parametrize(
    ("backends", "said"),
    [
        ([Outlet], "returned the class Outlet; return an instance: Outlet()"),
        (None, "must return backends"),
        ([Outlet("Có Dấu")], "Outlet.name is 'Có Dấu'; it must be lower-case words joined by hyphens"),
        ([Outlet(version="")], "Outlet.version must be a text"),
        ([Outlet(settings=dict)], "Outlet.settings must be an attrs class"),
        ([Outlet(limits={})], "Outlet.limits must be a Limits"),
    ],
)
def test_what_is_no_backend_is_named_with_the_mend(backends, said: str) -> None:
    assert said in reason(Named(backends))


def test_a_backend_without_a_method_is_named() -> None:
    @define
    class Half(Outlet):
        render: None = None

    assert reason(Named([Half()])) == "Half has no method render"


def test_a_hook_that_raises_while_loading_is_named() -> None:
    class Raises:
        @hookimpl
        def tuyentruyen_backends(self):
            raise ImportError("thiếu thư viện")

    assert reason(Raises()) == "tuyentruyen_backends raised ImportError: thiếu thư viện"


def test_each_implementation_is_called_by_itself() -> None:
    class Raises:
        @hookimpl
        def tuyentruyen_may_publish(self, message):
            raise RuntimeError("hỏng")

    class Objects:
        @hookimpl
        def tuyentruyen_may_publish(self):
            return "chờ duyệt"

    answers = dict(Plugins([("a", Raises()), ("b", Objects())]).call("tuyentruyen_may_publish", message=None))
    assert answers["b"] == "chờ duyệt"
    assert isinstance(answers["a"], RuntimeError)


def installed(folder: Path, name: str, value: str) -> None:
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[tuyentruyen]\n{name} = {value}\n")


def test_installed_plugins_are_loaded_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    installed(tmp_path, "aa-hong", "khong_co_mo_dun")
    installed(tmp_path, "bang-tin", "tests.outlets")
    (tmp_path / "no_ra.py").write_text("raise SystemError('nổ')\n")
    installed(tmp_path, "no-ra", "no_ra")
    plugins = Plugins.installed()
    broken = dict(plugins.broken)
    assert "outlet" in plugins.backends
    assert "ModuleNotFoundError" in broken["aa-hong (aa-hong 1.0)"]
    assert "SystemError: nổ" in broken["no-ra (no-ra 1.0)"]
    sys.modules.pop("no_ra", None)


def test_a_broken_plugin_is_named_where_a_backend_is_missing() -> None:
    with pytest.raises(UnknownBackendError, match="left out: hong"):
        Plugins([("hong", Outlet)]).backend("bang-tin")


def test_two_plugins_of_one_name_are_not_both_taken() -> None:
    plugins = Plugins([("a", Outlet("mot")), ("a", Outlet("hai"))])
    assert set(plugins.backends) == {"mot"}
    assert plugins.broken == (("a", "a plugin of this name is loaded already"),)


def test_a_plugin_that_exits_while_it_is_loaded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "thoat_ra.py").write_text("import sys\nsys.exit('thiếu giấy phép')\n")
    installed(tmp_path, "thoat-ra", "thoat_ra")
    assert "SystemExit: thiếu giấy phép" in dict(Plugins.installed().broken)["thoat-ra (thoat-ra 1.0)"]


def test_a_plugin_that_raises_at_every_look_is_named() -> None:
    class Prickly:
        def __getattr__(self, name: str):
            raise RuntimeError(f"đừng hỏi {name}")

    plugins = Plugins([("gai", Prickly()), ("lanh", Outlet())])
    assert [name for name, _ in plugins.broken] == ["gai"]
    assert set(plugins.backends) == {"outlet"}


def test_backends_are_asked_for_once() -> None:
    asked = []

    class Counted:
        @hookimpl
        def tuyentruyen_backends(self):
            asked.append(1)
            return [Outlet()]

    Plugins([("a", Counted()), ("b", Outlet("hai")), ("c", Outlet("ba"))])
    assert asked == [1]
