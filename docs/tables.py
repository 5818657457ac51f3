"""Tables of the reference, made from the code, so that they cannot disagree with it."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

import tuyentruyen
from tuyentruyen import wording
from tuyentruyen.model import documents, house, message, plan, procedures, units, when
from tuyentruyen.model.flow import Limits
from tuyentruyen.plugins import Plugins

PLAN_TABLES = (
    ("`[plan]`", plan.Plan),
    ("`[plan].recipients`, a list of tables", plan.Recipient),
    ("`[units.KEY]`", units.Unit),
    ("`[units.KEY].successors`, a list of tables", units.Successor),
    ("`[groups.KEY]`", units.UnitGroup),
    ("`[themes.KEY]`", plan.Theme),
    ("`[forms.KEY]`", plan.Form),
    ('`[assignments."IV.3"]`', plan.Assignment),
    ("`[activities.KEY]`", plan.Activity),
    ("`[channels.KEY]`", plan.Channel),
    ('`[documents."63/2010/NĐ-CP"]`', documents.LegalDocument),
    ("`[procedures.KEY]`", procedures.Procedure),
)
HOUSE_TABLES = (("Its keys", house.Front),)
WHEN_TABLES = (
    ("On a day", when.OnDay),
    ("In a period", when.During),
    ("Before a day", when.Before),
    ("By a day", when.By),
    ("Again and again", when.Every),
    ("By a rule of RFC 5545", when.ByRule),
    ("All the time", when.Ongoing),
    ("Whenever something happens", when.OnEvent),
    ("Not settled yet", when.Deferred),
    ("At several of these", when.Several),
    ("A quota, under `quota` instead of `when`", when.Quota),
)
MESSAGE_TABLES = (
    ("Front matter", message.Message),
    ("`media`, a list of tables", message.Media),
    ("`approval`", message.Approval),
    ("`withdrawn`", message.Withdrawal),
    ("`[only.CHANNEL]`", message.Wording),
)
_NOT_WRITTEN = {
    plan.Plan: {
        "documents",
        "units",
        "groups",
        "themes",
        "forms",
        "assignments",
        "activities",
        "channels",
        "procedures",
        "folder",
        "places",
        "house",
    },
    message.Message: {"body", "source", "lines", "approval", "withdrawn", "only", "media"},
}


def meanings(cls: type) -> dict[str, str]:
    """What the docstring of a class says of each attribute."""
    doc = inspect.getdoc(cls) or ""
    section = re.search(r"^Attributes:\n((?:[ ]+.*\n?|\n)+)", doc, re.MULTILINE)
    found: dict[str, str] = {}
    for line in (section[1] if section else "").splitlines():
        if named := re.match(r" {4}([\w, ]+): (.*)", line):
            for name in named[1].split(","):
                found[name.strip()] = named[2]
        elif found and line.strip():
            found[list(found)[-1]] += " " + line.strip()
    return found


def fields(cls: Any) -> Iterator[str]:
    """A table of the fields of a record: name, whether it has to be there, meaning."""
    first = (inspect.getdoc(cls) or "").split("\n\n")[0].replace("\n", " ")
    yield first.replace("``", "`") + "\n"
    said = meanings(cls)
    rows = [field for field in attrs.fields(cls) if field.name not in _NOT_WRITTEN.get(cls, set())]
    if not said:
        yield "Fields: " + ", ".join(f"`{field.name}`" for field in rows) + ".\n"
        return
    yield "| field | default | meaning |\n|---|---|---|"
    for field in rows:
        if field.name == "key":
            continue
        meaning = (said.get(field.name, "") + _choices(field, cls)).replace("``", "`").replace("|", "\\|")
        yield f"| `{field.name}` | {_default(field.default)} | {meaning} |"
    yield ""


def _choices(field: Any, cls: type) -> str:
    """The words a field may hold, as its validator knows them; empty if its meaning says them already."""
    bounds = getattr(field.validator, "bounds", {})
    words = bounds.get("enum") or bounds.get("items", {}).get("enum", [])
    said = meanings(cls).get(field.name, "")
    missing = any(word not in said for word in words)
    return " Of these: " + ", ".join(f"`{word}`" for word in words if word) + "." if missing else ""


def names() -> str:
    """Everything that can be imported from the package itself, each with the first line of what it says."""
    lines = ["| name | from | what it is |", "|---|---|---|"]
    for name in sorted(tuyentruyen.__all__, key=str.casefold):
        thing = getattr(tuyentruyen, name)
        home = inspect.getmodule(thing)
        said = (inspect.getdoc(thing) or "").partition("\n\n")[0].replace("\n", " ").replace("``", "`")
        module = getattr(thing, "__module__", home.__name__ if home else "")
        lines.append(f"| `{name}` | `{module}` | " + said.replace("|", "\\|") + " |")
    return "\n".join(lines) + "\n"


def _default(value: Any) -> str:
    """A default as a plan would write it; empty where it is nothing, or made anew."""
    if value is attrs.NOTHING:
        return "(needed)"
    if value in (None, "", ()) or isinstance(value, attrs.Factory):  # type: ignore[arg-type]
        return ""
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def sections(tables: tuple[tuple[str, type], ...]) -> str:
    """One section for each record."""
    lines: list[str] = []
    for title, cls in tables:
        lines += [f"### {title}\n", *fields(cls)]
    return "\n".join(lines) + "\n"


def backends() -> str:
    """What each installed backend carries, from its limits; and its settings."""
    names = [field.name for field in attrs.fields(Limits)]
    words = {"size": "bytes", "title": "title, characters", "body": "body, characters"}
    lines = [
        "| backend | " + " | ".join(words.get(name, name) for name in names) + " |",
        "|---|" + "---|" * len(names),
    ]
    found = Plugins.installed().backends
    for name, backend in sorted(found.items()):
        cells = (getattr(backend.limits, limit) for limit in names)
        lines.append(f"| `{name}` | " + " | ".join(map(_limit, cells)) + " |")
    lines.append("")
    for name, backend in sorted(found.items()):
        lines += [f"## Settings of `{name}`\n", *fields(backend.settings)]
    return "\n".join(lines) + "\n"


def _limit(limit: Any) -> str:
    """A limit as a cell: a number, or the word of what a recipient's address is."""
    if limit in (None, ""):
        return "–"
    return f"{limit:,}" if isinstance(limit, int) else str(limit)


def commands() -> str:
    """The help of every command."""
    import click

    from tuyentruyen.cli.application import application

    def walk(command: Any, path: str) -> Iterator[str]:
        context = click.Context(command, info_name=path)
        yield f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
        for name, one in getattr(command, "commands", {}).items():
            yield from walk(one, f"{path} {name}")

    with wording.speaking("en"):
        return "\n".join(walk(application(), "tuyentruyen"))


def write(folder: Path) -> None:
    """Writes all tables into a folder, leaving alone what has not changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("plan-tables.md", sections(PLAN_TABLES)),
        ("house-tables.md", sections(HOUSE_TABLES)),
        ("when-tables.md", sections(WHEN_TABLES)),
        ("message-tables.md", sections(MESSAGE_TABLES)),
        ("backends.md", backends()),
        ("names.md", names()),
        ("commands.md", commands()),
    ):
        file = folder / name
        if not file.exists() or file.read_text("utf-8") != text:
            file.write_text(text, "utf-8")
