"""What outside programs say of a PDF for screens or for print, whatever it shows: qpdf, poppler, and a walk by pikepdf."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from inks import no_inks

MM = 25.4 / 72
BLEED, SLUG = 3, 8


def run(*command: Any) -> str:
    """What a program prints; where it fails, that it does."""
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        check=False,
    )
    return (
        done.stdout
        if done.returncode == 0
        else f"{command[0]} ended {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}"
    )


def folded(text: str) -> str:
    return " ".join(text.split())


def read(path: Path) -> tuple[list[str], dict[str, str], str]:
    """What is wrong with any document: not sound, fonts that are not inside, text that is not in NFC; what pdfinfo tells, and the text."""
    faults = []
    if "ended" in (said := run("qpdf", "--check", path)):
        faults.append(said)
    fonts = [line.split() for line in run("pdffonts", path).splitlines()[2:]]
    if not fonts or any(line[-5] != "yes" for line in fonts):
        faults.append(f"fonts that are not inside: {fonts}")
    text = run("pdftotext", "-raw", path, "-")
    if text != unicodedata.normalize("NFC", text):
        faults.append("its text is not in NFC")
    info = dict(line.split(":", 1) for line in run("pdfinfo", path).splitlines() if ":" in line)
    return faults, {name: folded(value) for name, value in info.items()}, folded(text)


def of_print(path: Path, width: float, height: float) -> Iterator[str]:
    """Boxes to 0.1 mm on every sheet, inks alone, a condition with a profile, crop marks."""
    wanted = {"MediaBox": SLUG + BLEED, "BleedBox": BLEED, "TrimBox": 0}
    with pikepdf.open(path) as pdf:
        sheets = len(pdf.pages)
        if found := no_inks(pdf):
            yield f"holds what is no ink: {sorted(found)}"
        (intent,) = pdf.Root.OutputIntents
        if str(intent.S) != "/GTS_PDFX" or int(intent.DestOutputProfile.N) != 4 or str(pdf.docinfo.Trapped) != "/False":
            yield "has no printing condition"
        for place, page in enumerate(pdf.pages, 1):
            if "/ArtBox" in page.obj:
                yield f"sheet {place} has an art box"
            if not any(str(op) == "K" for _, op in pikepdf.parse_content_stream(page)):
                yield f"sheet {place} has no crop marks"
    told = run("pdfinfo", "-box", "-f", 1, "-l", sheets, path)
    for name, more in wanted.items():
        boxes = re.findall(rf"{name}:(.*)", told)
        if len(boxes) != sheets:
            yield f"{len(boxes)} of {sheets} sheets have a {name}"
        for box in boxes:
            left, low, right, high = (float(part) * MM for part in box.split())
            out = SLUG + BLEED - more
            meant = (out, out, out + width + 2 * more, out + height + 2 * more)
            if any(abs(one - other) > 0.1 for one, other in zip((left, low, right, high), meant, strict=True)):
                yield f"{name} {left:.2f} {low:.2f} {right:.2f} {high:.2f} mm, not {meant}"


def tags(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """What is wrong with a document for people who listen, and the elements of its structure, each with its other words."""
    with pikepdf.open(path) as pdf:
        if "/StructTreeRoot" not in pdf.Root or not bool(pdf.Root.MarkInfo.Marked):
            return ["is not tagged"], []
        faults = []
        if str(pdf.Root.Lang) != "vi" or not bool(pdf.Root.ViewerPreferences.DisplayDocTitle):
            faults.append(f"language {pdf.Root.Lang}")
        with pdf.open_metadata() as told:
            if told.get("pdfuaid:part") != "1" or "/OutputIntents" in pdf.Root:
                faults.append("does not say that it is PDF/UA-1")
        return faults, [(str(one.S), str(one.get("/Alt", ""))) for one in _tagged(pdf.Root.StructTreeRoot)]


def _tagged(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _tagged(kid)
