"""Finding plugins, keeping the broken ones out, and calling hooks one implementation at a time."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast

import attrs
import pluggy

from tuyentruyen.errors import PASSES, DuplicateBackendError, UnknownBackendError, said
from tuyentruyen.model.flow import Limits
from tuyentruyen.model.values import KEY
from tuyentruyen.plugins import hookspecs
from tuyentruyen.plugins.backend import Backend
from tuyentruyen.wording import tr

_METHODS = ("target", "check", "render", "deliver")
_HOOKS = tuple(name for name in vars(hookspecs) if name.startswith("tuyentruyen_"))


class Plugins:
    """The plugins at hand. Every reader gets its own; there is no global one.

    A plugin that cannot be loaded, misspells a hook or brings something that is no backend is left out and named in
    ``broken``; the others work on.

    Args:
        plugins: Modules or instances with hook implementations; for tests and scripts. A pair ``(name, plugin)`` gives
            it a name.

    Attributes:
        backends: Backends by name; a name that two plugins claim is not among them.
        broken: Name and reason, with the mend, of each plugin that was left out.
    """

    def __init__(self, plugins: Iterable[Any] = ()) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._claims: dict[str, list[tuple[str, Backend[Any]]]] = {}
        self._broken: list[tuple[str, str]] = []
        for plugin in plugins:
            name, thing = plugin if isinstance(plugin, tuple) else (_name_of(plugin), plugin)
            self._take(name, thing)

    @classmethod
    def installed(cls) -> Plugins:
        """All plugins that are installed beside this library: the entry points of the group ``tuyentruyen``."""
        from importlib.metadata import entry_points  # noqa: PLC0415 - it costs more to import than pluggy

        found = cls()
        for point in sorted(entry_points(group=hookspecs.PROJECT), key=lambda point: point.name):
            source = f"{point.name} ({point.dist.name} {point.dist.version})" if point.dist else point.name
            try:
                thing = point.load()
            except KeyboardInterrupt:
                raise
            except BaseException as fault:  # noqa: BLE001 - a stranger's module may raise anything, or exit
                found._broken.append((source, tr("it cannot be loaded: {fault}", fault=said(fault))))
            else:
                found._take(source, thing)
        return found

    @property
    def backends(self) -> Mapping[str, Backend[Any]]:
        """Backends by name."""
        return MappingProxyType({name: claims[0][1] for name, claims in self._claims.items() if len(claims) == 1})

    @property
    def broken(self) -> tuple[tuple[str, str], ...]:
        """Plugins that were left out, each with the reason."""
        return tuple(self._broken)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the plugins that work, in order of loading."""
        return tuple(name for name, _ in self._manager.list_name_plugin())

    def backend(self, name: str) -> Backend[Any]:
        """The backend of this name.

        Raises:
            UnknownBackendError: No plugin brings it; the message names the nearest one.
            DuplicateBackendError: Two plugins bring it; the message names both.
        """
        claims = self._claims.get(name, [])
        if len(claims) > 1:
            both = tr(" and ").join(plugin for plugin, _ in claims)
            raise DuplicateBackendError(
                tr("backend {name!r} is brought by {both}; uninstall one", name=name, both=both)
            )
        if not claims:
            near = difflib.get_close_matches(name, self._claims, 1)
            known = ", ".join(sorted(self._claims)) or tr("none")
            hint = tr("did you mean {near!r}?", near=near[0]) if near else tr("installed: {known}", known=known)
            broken = "".join(f"; {tr('left out')}: {plugin}: {reason}" for plugin, reason in self._broken)
            raise UnknownBackendError(tr("no plugin brings a backend {name!r}; {hint}", name=name, hint=hint) + broken)
        return claims[0][1]

    def call(self, hook: str, **arguments: Any) -> Iterator[tuple[str, Any]]:
        """Calls each implementation of a hook by itself.

        Yields:
            Name of the plugin, and what it returned, or the exception it raised.
        """
        for implementation in self._implementations(hook):
            try:
                answer = implementation.function(*(arguments[name] for name in implementation.argnames))
            except PASSES:
                raise
            except BaseException as fault:  # noqa: BLE001 - one plugin must not stop the others
                answer = fault
            yield implementation.plugin_name, answer

    def _take(self, name: str, thing: Any) -> None:
        try:
            reason = self._unfit(name, thing)
        except KeyboardInterrupt:
            raise
        except BaseException as fault:  # noqa: BLE001 - a stranger's object may raise at every look
            reason = tr("it cannot be looked at: {fault}", fault=said(fault))
        if reason:
            if self._manager.has_plugin(name):
                self._manager.unregister(name=name)
            self._broken.append((name, reason))

    def _unfit(self, name: str, thing: Any) -> str:
        """Why the plugin cannot be taken; empty once it is."""
        if isinstance(thing, type):
            return tr(
                "it names the class {name}; name a module with hook implementations, or an instance",
                name=thing.__name__,
            )
        if self._manager.has_plugin(name):
            return tr("a plugin of this name is loaded already")
        try:
            self._manager.register(thing, name=name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as fault:
            return self._misfit(thing, fault)
        unmarked = [hook for hook in _HOOKS if hasattr(thing, hook) and not self._implements(name, hook)]
        if unmarked:
            return tr("{hook} is not marked; put @hookimpl before it", hook=unmarked[0])
        if not any(self._implements(name, hook) for hook in _HOOKS):
            return tr("it implements no hook; there are: {hooks}", hooks=", ".join(_HOOKS))
        return self._unfit_backends(name)

    def _unfit_backends(self, name: str) -> str:
        """Why the backends that a plugin brings cannot be taken; empty once they are."""
        backends: list[Any] = []
        for found in self._implementations("tuyentruyen_backends"):
            if found.plugin_name == name:
                try:
                    backends = list(cast("Iterable[Any]", found.function()))
                except PASSES:
                    raise
                except TypeError as fault:
                    return tr("tuyentruyen_backends must return backends: {fault}", fault=said(fault))
                except BaseException as fault:  # noqa: BLE001 - a stranger's hook
                    return tr("tuyentruyen_backends raised {fault}", fault=said(fault))
        for backend in backends:
            if reason := _no_backend(backend):
                return reason
        for backend in backends:
            self._claims.setdefault(backend.name, []).append((name, backend))
        return ""

    def _implementations(self, hook: str) -> list[pluggy.HookImpl]:
        implementations: list[pluggy.HookImpl] = getattr(self._manager.hook, hook).get_hookimpls()
        return implementations

    def _implements(self, name: str, hook: str) -> bool:
        return any(found.plugin_name == name for found in self._implementations(hook))

    def _misfit(self, thing: Any, fault: Exception) -> str:
        wrong = [found for found in dir(thing) if found.startswith("tuyentruyen_") and found not in _HOOKS]
        if not wrong:
            return tr("a hook does not fit: {fault}", fault=said(fault))
        near = difflib.get_close_matches(wrong[0], _HOOKS, 1)
        mend = tr("rename it to {near}", near=near[0]) if near else tr("there are: {hooks}", hooks=", ".join(_HOOKS))
        return tr("there is no hook {wrong}; {mend}", wrong=wrong[0], mend=mend)


def _name_of(plugin: Any) -> str:
    return str(getattr(plugin, "__name__", None) or type(plugin).__qualname__)


def _no_backend(thing: Any) -> str:
    """Why a thing is no backend; empty if it is one."""
    if isinstance(thing, type):
        return tr("tuyentruyen_backends returned the class {name}; return an instance: {name}()", name=thing.__name__)
    kind = type(thing).__name__
    name = getattr(thing, "name", None)
    if not isinstance(name, str) or not KEY.match(name):
        return tr("{kind}.name is {name!r}; it must be lower-case words joined by hyphens", kind=kind, name=name)
    if not isinstance(getattr(thing, "version", None), str) or not thing.version:
        return tr("{kind}.version must be a text that changes with the layout, such as '1'", kind=kind)
    if not attrs.has(getattr(thing, "settings", None) or object):
        return tr("{kind}.settings must be an attrs class", kind=kind)
    if not isinstance(getattr(thing, "limits", None), Limits):
        return tr("{kind}.limits must be a Limits", kind=kind)
    for method in _METHODS:
        if not callable(getattr(thing, method, None)):
            return tr("{kind} has no method {method}", kind=kind, method=method)
    return ""
