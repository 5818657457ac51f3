"""Templates of a plan folder: a front matter as that of a message, with ``each``; what they include lies beside them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import attrs

from tuyentruyen.errors import PlanError
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Plan
from tuyentruyen.model.template import Template, TemplateHead
from tuyentruyen.planfile.folder import OutsideError, inside
from tuyentruyen.planfile.frontmatter import message, message_files, opened_text, with_media
from tuyentruyen.planfile.lines import Path as Place
from tuyentruyen.planfile.shape import structured
from tuyentruyen.planfile.source import Source, dotted, problem
from tuyentruyen.wording import tr

FOLDER = "templates"
"""Where templates lie in a plan folder."""
MAX_TEMPLATE = 200_000
"""Size of one template, and of one file that it includes, in bytes, at most."""
MAX_INCLUDES = 20
"""Files that one template includes, at most."""
HEAD = tuple(a.name for a in attrs.fields(TemplateHead))
"""The keys of a template's front matter that a message does not have."""


def template_files(folder: Path) -> tuple[Path, ...]:
    """The templates of a plan folder, in order of their paths; files whose name begins with ``_`` are parts of others."""
    return tuple(path for path in message_files(folder / FOLDER) if not path.name.startswith("_"))


def is_template(folder: Path, path: Path) -> bool:
    """Whether a file lies where the templates of a plan folder do."""
    return path.is_relative_to(folder / FOLDER)


def read_template(plan: Plan, path: str | Path) -> Template:
    """The template of one file of the plan folder, with what it includes.

    Args:
        plan: A plan that was read from a folder.
        path: The file; relative paths start at the plan folder.

    Raises:
        PlanError: The template cannot be used; ``problems`` holds every fault of its form.
    """
    if plan.folder is None:
        raise PlanError(problem(tr("the plan was not read from a folder, so it has no texts"), where=str(path)))
    return _template_in(plan.folder, path)


def template_problems(folder: Path) -> list[str]:
    """Every fault of form of every template of a plan folder, in order of their paths."""
    problems: list[str] = []
    for path in template_files(folder):
        try:
            _template_in(folder, path)
        except PlanError as fault:
            problems += fault.problems
    return problems


def template(
    text: str, name: str, stem: str
) -> tuple[Message | None, TemplateHead | None, Source, list[tuple[Place, str]]]:
    """A text as the message and the head of a template, and every fault of it."""
    made, source, faults = message(text, name, stem, also=HEAD)
    if "unit" in source.table:
        faults.append((("unit",), tr("unit is not written in a template: each says for whom it is")))
    table = {key: value for key, value in source.table.items() if key in HEAD}
    head, more = structured(table, TemplateHead, file=name)
    return made, head, source, faults + list(more)


def _template_in(folder: Path, path: str | Path) -> Template:
    file, name, text = opened_text(folder, path, most=MAX_TEMPLATE)
    made, head, source, faults = template(text, name, file.stem)
    media = with_media(made, folder, file, faults)
    parts: dict[str, str] = {}
    for place, part, what in _included(folder, head.include if head else ()):
        if what:
            faults.append((place, what))
        else:
            parts[part[0]] = part[1]
    if made is None or head is None or faults:
        raise PlanError([problem(what, place=dotted(place), where=source.where(place)) for place, what in faults])
    return Template(
        each=head.each,
        message=attrs.evolve(made, media=media) if media else made,
        include=parts,
        withdrawals=head.withdrawals,
        lines=_lines(text, source),
    )


def _included(folder: Path, names: tuple[str, ...]) -> Iterator[tuple[Place, tuple[str, str], str]]:
    """Of each file that is named: its place, its name and text, and what is wrong with it."""
    start = folder / FOLDER
    if len(names) > MAX_INCLUDES:
        what = tr("names {count} files, more than {most}", count=len(names), most=MAX_INCLUDES)
        yield ("include",), ("", ""), what
        return
    for index, part in enumerate(names):
        place: Place = ("include", index)
        if not part.startswith("_") or not part.endswith(".md"):
            yield (
                place,
                ("", ""),
                tr("{name!r} must begin with _ and end with .md, such as {one}", name=part[:60], one="_lien-he.md"),
            )
            continue
        try:
            path = inside(folder, start, part)
            if not path.is_relative_to(start):
                yield place, ("", ""), tr("{name!r} does not lie in {folder}/", name=part, folder=FOLDER)
            elif not os.path.lexists(path):
                yield place, ("", ""), tr("there is no file {name!r} in {folder}/", name=part, folder=FOLDER)
            else:
                yield place, (part, opened_text(folder, path, most=MAX_TEMPLATE)[2]), ""
        except OutsideError as fault:
            yield place, ("", ""), str(fault)
        except PlanError as fault:
            yield place, ("", ""), "; ".join(fault.problems)


def _lines(text: str, source: Source) -> dict[str, int]:
    """In which line each text of a template begins."""
    lines = {dotted(place): line for place, line in source.lines.items() if place and place[0] != "body"}
    rest = text.split("\n")
    end = next(number for number, row in enumerate(rest[1:], start=2) if row.rstrip() == "+++")
    blank = next((number for number, row in enumerate(rest[end:]) if row.strip()), 0)
    return {**lines, "body": end + blank + 1}
