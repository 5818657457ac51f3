"""How plugins are found, what they promise, and what helps them keep it."""

from tuyentruyen.plugins.backend import Backend, Reconciles
from tuyentruyen.plugins.hookspecs import hookimpl
from tuyentruyen.plugins.manager import Plugins

__all__ = ["Backend", "Plugins", "Reconciles", "hookimpl"]
