"""Documents and dead terms that the library brings, and what a plan makes of them: the same key in a plan wins."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from tuyentruyen.errors import PlanError
from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.terms import Term
from tuyentruyen.planfile.shape import structure
from tuyentruyen.planfile.source import decoded, parsed, problem
from tuyentruyen.wording import tr


@cache
def _records(name: str, cls: type) -> Mapping[str, Any]:
    """The records of a file of the library, by key; read when they are first asked for.

    Raises:
        PlanError: The file is at fault.
    """
    file = f"{name}.toml"
    source = parsed(decoded(files("tuyentruyen").joinpath("data", file).read_bytes(), name=file), name=file)
    if list(source.table) != [name] or not isinstance(source.table[name], dict):
        raise PlanError(problem(tr("must be a table of named tables"), place=name, where=file))
    return MappingProxyType(
        {
            key: structure({**value, "key": key}, cls, place=f"{name}.{key}", file=source.where((name, key)))
            for key, value in source.table[name].items()
        }
    )


def shipped_documents() -> Mapping[str, LegalDocument]:
    """The documents that the library knows, by key: those on which plans of this field stand, and what became of them."""
    return _records("documents", LegalDocument)


def shipped_terms() -> Mapping[str, Term]:
    """The terms that the library knows to be dead, by key."""
    return _records("terms", Term)


def known_documents(plan: Plan) -> Mapping[str, LegalDocument]:
    """All documents known to a plan by key: its own, then those of the library that it does not list itself."""
    return MappingProxyType({**shipped_documents(), **plan.documents})


def known_terms(plan: Plan) -> Mapping[str, Term]:
    """All dead terms known to a plan by key: its own, then those of the library that it does not say otherwise itself."""
    return MappingProxyType({**shipped_terms(), **plan.terms})
