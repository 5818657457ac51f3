"""The pages of procedures: one of each, and for each unit the board it posts (*niêm yết*)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tuyentruyen.channels.portal.page import Entry, Page
from tuyentruyen.channels.portal.reading import Reading
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins.reading import Line, contact_lines
from tuyentruyen.wording import tr

INDEX = "thu-tuc/"
"""Where all procedures are listed."""


def procedure_page(reading: Reading, said: SimpleNamespace, procedure: Procedure) -> Page:
    """What a procedure asks and gives, and which units settle it where it names some."""
    settling = reading.settling(procedure)
    units = [Entry(f"don-vi/{unit.key}/", unit.name) for unit in settling]
    return Page(
        path=f"{INDEX}{procedure.key}/",
        layout="procedure.html",
        section=INDEX,
        title=procedure.title,
        summary=procedure.field,
        stamp=(repr(procedure), repr([(unit.key, unit.name, unit.link) for unit in settling])),
        fill=lambda _: {**_told(said, procedure), "units": units},
    )


def board(reading: Reading, said: SimpleNamespace, unit: Unit) -> Page:
    """All procedures that a unit settles, to be printed and posted where it receives the public."""
    settled = reading.procedures_of(unit)

    def fill(_: str) -> dict[str, Any]:
        procedures = [{"path": f"{INDEX}{one.key}/", "title": one.title, **_told(said, one)} for one in settled]
        return {"unit": unit.name, "contact": contact_lines(unit), "procedures": procedures}

    return Page(
        path=board_of(unit),
        layout="board.html",
        section=INDEX,
        title=f"{said.notice}: {unit.name}",
        stamp=(repr(unit), repr(settled)),
        fill=fill,
    )


def board_of(unit: Unit) -> str:
    """Where the board of a unit lies."""
    return f"niem-yet/{unit.key}/"


def _told(said: SimpleNamespace, one: Procedure) -> dict[str, Any]:
    """A procedure as lines and lists; a fee never without those who pay nothing or less."""
    levels = {"central": tr("central"), "city": tr("city"), "district": tr("district"), "commune": tr("commune")}
    lines = (
        Line(said.code, one.code), Line(said.field, one.field), Line(said.level, levels[one.level]), Line(said.time_limit, one.time_limit),
        Line(said.fee, one.fee or said.fee_unknown), Line(said.online, one.online), Line(said.result, one.result),
        Line(said.website, one.link, one.link),
    )  # fmt: skip
    lists = (
        (said.exemptions, one.exemptions),
        (said.papers, one.papers),
        (said.forms, one.forms),
        (said.basis, one.basis),
    )
    return {
        "lines": [line for line in lines if line.text],
        "lists": [{"title": title, "entries": items} for title, items in lists if items],
    }
