"""Whatever is no ink in a PDF, found by another way than the library's: of all objects there are, not of what pages lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

SPACES = {
    "/DeviceRGB",
    "/CalRGB",
    "/CalGray",
    "/Lab",
    "/Indexed",
    "/Separation",
    "/DeviceN",
    "/ICCBased",
    "/RGB",
    "/G",
    "/I",
}


def no_inks(pdf: pikepdf.Pdf) -> set[str]:
    """Spaces and operators of a document that are neither inks nor a grey mask; empty: all is in CMYK."""
    things = [thing for thing in pdf.objects if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream))]
    masks = masked(things)
    found: set[str] = set()
    for thing in things:
        grey = {"/DeviceGray"} if thing.objgen in masks else set()
        for place in coloured(thing):
            space = place.get("/CS", place.get("/ColorSpace"))
            names = (
                {str(space)}
                if isinstance(space, pikepdf.Name)
                else {str(part) for part in space if isinstance(part, pikepdf.Name)}
            )
            if not names <= {"/DeviceCMYK", "/Pattern", *grey}:
                found.add(f"{thing.get('/Subtype', thing.get('/Type', 'thing'))} {sorted(names)}")
        found |= of_resources(thing.get("/Resources", {}), grey)
        if is_content(thing):
            allowed = {"g", "G"} if thing.objgen in masks else set()
            for operands, operator in pikepdf.parse_content_stream(thing):
                name = str(operator)
                if name in {"rg", "RG", "g", "G", "INLINE IMAGE"} - allowed:
                    found.add(f"operator {name}")
                if name in ("cs", "CS") and str(operands[0]) in SPACES | {"/DeviceGray"} - grey:
                    found.add(f"operator {name} {operands[0]}")
    return found


def of_resources(resources: Any, grey: set[str]) -> set[str]:
    found = set()
    for space in resources.get("/ColorSpace", {}).values():
        names = (
            {str(space)}
            if isinstance(space, pikepdf.Name)
            else {str(part) for part in space if isinstance(part, pikepdf.Name)}
        )
        if not names <= {"/DeviceCMYK", "/Pattern", *grey}:
            found.add(f"space {sorted(names)}")
    return found


def coloured(thing: Any) -> Iterator[Any]:
    """A thing and those inside it that name a colour space of theirs: pictures, shadings, groups."""
    if "/ColorSpace" in thing and (thing.get("/Subtype") == "/Image" or "/ShadingType" in thing):
        yield thing
    for key in ("/Group", "/Shading"):
        inner = thing.get(key)
        if isinstance(inner, pikepdf.Dictionary) and ("/CS" in inner or "/ColorSpace" in inner):
            yield inner
    yield from thing.get("/Resources", {}).get("/Shading", {}).values()


def is_content(thing: Any) -> bool:
    return thing.get("/Type") == "/Page" or (
        isinstance(thing, pikepdf.Stream) and (thing.get("/Subtype") == "/Form" or thing.get("/PatternType") == 1)
    )


def masked(things: list[Any]) -> set[tuple[int, int]]:
    """What says only how much of something else is seen."""
    found: set[tuple[int, int]] = set()
    todo = []
    for thing in things:
        if isinstance(mask := thing.get("/SMask"), (pikepdf.Stream, pikepdf.Dictionary)):
            todo.append(mask.get("/G", mask))
        states = thing.get("/Resources", {}).get("/ExtGState", {}).values()
        todo += [state.SMask.G for state in states if isinstance(state.get("/SMask"), pikepdf.Dictionary)]
    while todo:
        one = todo.pop()
        if one.objgen in found:
            continue
        found.add(one.objgen)
        resources = one.get("/Resources", {})
        for kind in ("/XObject", "/Pattern", "/Shading"):
            todo += list(resources.get(kind, {}).values())
        if "/Shading" in one:
            todo.append(one.Shading)
    return found
