"""Boards of procedures, as qpdf, poppler and a walk by pikepdf find them: whole, in order, on as many sheets as they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import evolve
from documents import folded, of_print, read, run, tags

from tuyentruyen.channels.poster.boards import Board
from tuyentruyen.model.plan import Plan
from tuyentruyen.text import nfc

TITLE = "Niêm yết thủ tục hành chính"
COUNTS = {1, 3, 30}
"""How many procedures some board of those judged has."""
SIDES = {"a4": (210, 297), "a3": (297, 420)}


def with_many(plan: Plan, unit: str) -> Plan:
    """The plan with thirty procedures that a unit settles, and one that is longer than a sheet."""
    (one, *_) = plan.procedures.values()
    papers = tuple(f"Giấy tờ thứ {number}, bản chính và 01 bản sao" for number in range(1, 61))
    more = {
        f"viec-{number}": evolve(
            one, key=f"viec-{number}", title=f"Thủ tục mẫu số {number} của sở, có tên dài tới hai dòng trên khổ giấy nhỏ", units=(unit,), level="city",
            field="Lĩnh vực một" if number % 2 else "Lĩnh vực hai", papers=papers if number == 17 else one.papers,
        )
        for number in range(1, 31)
    }  # fmt: skip
    return evolve(plan, procedures={**plan.procedures, **more})


def of_board(folder: Path, board: Board) -> list[str]:
    """What is wrong with the files of a board."""
    faults = []
    for path in (folder / f"{board.name}.pdf", folder / f"{board.name}-in.pdf"):
        told = [*_of_text(path, board)]
        told += of_print(path, *SIDES[board.format.key]) if path.name.endswith("-in.pdf") else _of_screen(path, board)
        faults += [f"{path.relative_to(folder)}: {fault}" for fault in told]
    return faults


def _of_text(path: Path, board: Board) -> Iterator[str]:
    """All that is known of each procedure, in order; on each sheet whose it is, whom to call, and which it is."""
    faults, info, text = read(path)
    yield from faults
    count = int(info["Pages"])
    if info["Title"] != TITLE:
        yield f"title {info['Title']!r}"
    if count > len(board.procedures) / 2 + 3:
        yield f"{count} sheets for {len(board.procedures)} procedures"
    for number in range(1, count + 1):
        sheet = folded(run("pdftotext", "-raw", "-f", number, "-l", number, path, "-"))
        said = [nfc(board.unit.name), TITLE, *_digits(board.unit.hotline), nfc(board.unit.address)]
        yield from (
            f"sheet {number} says no {words!r}" for words in (*said, f"{number}/{count}") if folded(words) not in sheet
        )
    places = [text.find(f"{number}. {folded(nfc(one.title))}") for number, one in enumerate(board.procedures, 1)]
    if -1 in places or places != sorted(places):
        yield f"procedures are missing or out of order: {places}"
    for one, since, until in zip(board.procedures, places, [*places[1:], None], strict=True):
        told = (one.code, one.online, one.time_limit, one.fee, one.result)
        for words in (*told, *one.exemptions, *one.papers, *one.forms, *one.basis):
            if folded(nfc(words)) not in text[since:until]:
                yield f"{one.key}: {words!r} is missing"


def _of_screen(path: Path, board: Board) -> Iterator[str]:
    """Tagged for people who listen: one headline, one under it for each procedure, and lists where there are several of something."""
    faults, found = tags(path)
    yield from faults
    heard = folded(run("pdfinfo", "-struct-text", path))
    for words in (TITLE, *_digits(board.unit.hotline)):
        if heard.count(f'"{words}"') != 1:
            yield f"those who listen hear {words!r} {heard.count(words)} times"
    names = [name for name, _ in found]
    if names.count("/H1") != 1 or names.count("/H2") != len(board.procedures) or "/H3" in names:
        yield f"headlines: {[name for name in names if re.fullmatch('/H[1-6]', name)]}"
    if any(name == "/Figure" for name in names):
        yield "has a figure: a logo is not read aloud, and there is no code"
    several = [some for one in board.procedures for some in (one.exemptions, one.papers, one.forms) if len(some) > 1]
    items = sum(map(len, several))
    if names.count("/LI") != items:
        yield f"{names.count('/LI')} items of lists, not {items}"


def _digits(text: str) -> list[str]:
    return re.findall(r"\d[\d ]+\d", text)
