"""What stands where in a plan file; and a plan as such tables again."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any

import attrs

from tuyentruyen.model.documents import LegalDocument
from tuyentruyen.model.plan import Activity, Assignment, Channel, Form, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.terms import Term
from tuyentruyen.model.units import Unit, UnitGroup
from tuyentruyen.planfile.shape import plain

PLAN_FILES = ("plan.toml", "plan.json", "plan.yaml", "plan.yml")
"""What the plan file of a folder is called; one of them."""
ENDINGS = (".toml", ".json", ".yaml", ".yml")
"""What the name of a file with tables ends in."""
FORMAT = 1
"""The format of plan files that this version reads."""
RECORDS: Mapping[str, type] = types.MappingProxyType(
    {
        "documents": LegalDocument,
        "units": Unit,
        "groups": UnitGroup,
        "themes": Theme,
        "forms": Form,
        "assignments": Assignment,
        "activities": Activity,
        "channels": Channel,
        "procedures": Procedure,
        "terms": Term,
    }
)
"""The named tables of a plan file, and what each of them holds."""
SHARED: Mapping[str, type] = types.MappingProxyType(
    {name: cls for name, cls in RECORDS.items() if name not in ("assignments", "activities")}
)
"""The named tables of a house; what a plan orders is its own."""
MAX_PLANS = 200
"""Plans of one house, at most."""
HEADER = tuple(a.name for a in attrs.fields(Plan) if a.name not in (*RECORDS, "folder", "places", "house"))
"""The keys of ``[plan]``."""


def unstructure(plan: Plan, *, dates_as_text: bool = True) -> dict[str, Any]:
    """A plan as the tables of one plan file; read again they make an equal plan.

    Args:
        plan: The plan.
        dates_as_text: Whether dates and times are texts, as JSON needs them; TOML has its own.
    """
    whole: dict[str, Any] = plain(plan, dates_as_text=dates_as_text)
    tables: dict[str, Any] = {"format": FORMAT, "plan": {key: whole[key] for key in HEADER if key in whole}}
    for name in RECORDS:
        if name in whole:
            tables[name] = {key: {k: v for k, v in record.items() if k != "key"} for key, record in whole[name].items()}
    return tables
