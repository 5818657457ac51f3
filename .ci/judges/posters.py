#!/usr/bin/env python3
"""qpdf, poppler, zbar and zxing-cpp read every poster of the example; nothing of print may be anything but inks, and nothing may look other than stored.

``posters.py --keep`` stores the pictures that later ones are compared with; look at them before you do.
"""

from __future__ import annotations

import datetime
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import pikepdf  # noqa: E402
import zxingcpp  # noqa: E402
from attrs import evolve  # noqa: E402
from boards import COUNTS, of_board, with_many  # noqa: E402
from documents import folded, of_print, read, run, tags  # noqa: E402
from inks import no_inks  # noqa: E402
from PIL import Image  # noqa: E402

from tests.channels.poster.profiles import cmyk_profile  # noqa: E402
from tuyentruyen import Message, Plugins, editions, open_ledger, publish, read_plan  # noqa: E402
from tuyentruyen.channels.poster.boards import Boards  # noqa: E402
from tuyentruyen.channels.poster.posters import Poster, Posters  # noqa: E402
from tuyentruyen.channels.poster.typesetting import Press  # noqa: E402
from tuyentruyen.compose import messages  # noqa: E402
from tuyentruyen.model.plan import Channel  # noqa: E402
from tuyentruyen.text import VIETNAM  # noqa: E402

NOW = datetime.datetime(2022, 12, 31, 20, tzinfo=VIETNAM)
STORED = ROOT / "tests" / "channels" / "poster" / "pictures"
PROGRAMS = {"qpdf": "qpdf", "pdfinfo": "poppler-utils", "zbarimg": "zbar-tools"}
ALL = ["a4", "a3", "a2", "a1", "a0", "banner", "screen-wide", "screen-tall"]
SIDES = {
    "a4": (210, 297),
    "a3": (297, 420),
    "a2": (420, 594),
    "a1": (594, 841),
    "a0": (841, 1189),
    "banner": (4000, 800),
}
PIXELS = {"screen-wide": (1920, 1080), "screen-tall": (1080, 1920)}
KEPT = (
    "ap-phich-mot-cham/so-vhtt/a3", "ap-phich-mot-cham/so-vhtt/screen-wide", "cac-buoc/ubnd-tp/a3", "cac-buoc/ubnd-tp/screen-tall",
    "khau-hieu/ubnd-tp/a3", "khau-hieu/ubnd-tp/banner",
)  # fmt: skip
"""Posters that are compared with stored pictures."""
MANY = "so-y-te"
"""The unit that settles thirty procedures."""
BLOCKS = 160
"""Pixels of the longer side of a stored picture."""
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><defs><linearGradient id="g"><stop offset="0" stop-color="#c8141e"/>
<stop offset="1" stop-color="#f4b400" stop-opacity=".4"/></linearGradient></defs><circle cx="30" cy="30" r="29" fill="url(#g)"/>
<path d="M30 8l7 15 16 2-12 11 3 16-14-8-14 8 3-16L7 25l16-2z" fill="#fff" opacity=".9"/><rect x="26" y="26" width="8" height="8" fill="#0b5394"/></svg>"""
STEPS = """Làm lần lượt.

1. **Mở** trang dichvucong.hanoi.example và đăng nhập.
2. Chọn thủ tục, điền tờ khai theo mẫu.
3. Nộp và giữ mã hồ sơ; tra cứu lúc nào cũng được.
"""


def samples() -> list[Message]:
    """Messages in all formats: steps, and a slogan."""
    at = NOW - datetime.timedelta(days=1)
    told: dict[str, Any] = {
        "published": at,
        "channels": ("moi-co",),
        "unit": "ubnd-tp",
        "hotline": "024 3933 6888 (giờ hành chính)",
    }
    return [
        Message(key="cac-buoc", title="Nộp hồ sơ qua mạng trong ba bước", summary="Không phải xếp hàng.", body=STEPS, link="https://cong.example/tin/cac-buoc/", **told),
        Message(key="khau-hieu", title="Một chạm, bớt một chuyến đi", body="", link="https://cong.example/tin/khau-hieu/", **told),
    ]  # fmt: skip


def published(folder: Path) -> Iterator[tuple[Path, Posters]]:
    """The example with three channels: three formats of every message, all formats of three, and boards."""
    shutil.copytree(ROOT / "examples" / "ha-noi-2022", folder / "plan")
    (folder / "plan" / "nha-in.icc").write_bytes(cmyk_profile())
    (folder / "plan" / "logo.svg").write_text(LOGO, encoding="utf-8")
    plugins, plan = Plugins.installed(), read_plan(folder / "plan")
    settings = {"logo": "logo.svg", "profile": "nha-in.icc"}
    channels = {
        key: Channel(key=key, title="Áp phích", form=form, backend="poster", owner="so-tttt", settings={**settings, "formats": formats})
        for key, form, formats in (("ap-phich", "dien-tu", ["a3", "screen-wide", "banner"]), ("moi-co", "dien-tu", ALL))
    }  # fmt: skip
    channels["niem-yet"] = Channel(
        key="niem-yet", title="Niêm yết", form="truc-quan", backend="poster", owner="vp-ubnd",
        settings={**settings, "formats": ["a4", "a3"], "each": "cac-don-vi", "boards": True},
    )  # fmt: skip
    plan = with_many(evolve(plan, channels=channels, approval="none"), MANY)
    said = [evolve(message, channels=("ap-phich",), only={}) for message in messages(plan, plugins=plugins)]
    said = [
        evolve(one, channels=(*one.channels, "moi-co")) if one.key == "ap-phich-mot-cham" else one for one in said
    ] + samples()
    with open_ledger(folder / "so-cai.db") as ledger:
        made = list(editions(plan, said, plugins, now=NOW, out=folder / "out"))
        summary = publish(made, plugins=plugins, ledger=ledger, by="giám khảo")
        again = publish(made, plugins=plugins, ledger=ledger, by="giám khảo")
        faults = [entry.row.note for entry in ledger.entries(plan.key) if entry.row.note]
    if faults or not summary.delivered or again.delivered:
        raise SystemExit(f"posters: {summary.delivered} were made, {again.delivered} again; {faults[:3]}")
    for edition in made:
        yield edition.channel.folder, Posters(edition)


# -- one poster --------------------------------------------------------------------------------------------------------


def judged(folder: Path, posters: Posters, poster: Poster) -> list[str]:
    """What is wrong with the files of a poster."""
    stem, is_printed = folder / poster.name, poster.format.key in SIDES
    faults = []
    for path in [Path(f"{stem}.pdf"), *([Path(f"{stem}-in.pdf")] if is_printed else [])]:
        told = [*of_document(path, posters, poster)]
        if path.name.endswith("-in.pdf"):
            told += [*of_print(path, *SIDES[poster.format.key]), *of_code_in_print(path, poster)]
        else:
            told += of_screen(path, posters, poster)
        faults += [f"{path.relative_to(folder)}: {fault}" for fault in told]
    with Image.open(f"{stem}.png") as picture:
        wanted = PIXELS.get(poster.format.key)
        if wanted and picture.size != wanted:
            faults.append(f"{poster.name}.png: {picture.size} pixels")
        if poster.message.link and not poster.format.strip:
            faults += [
                f"{poster.name}.png: {fault}"
                for fault in of_code(picture.convert("L"), Path(f"{stem}.png"), poster.message.link)
            ]
    return faults


def of_document(path: Path, posters: Posters, poster: Poster) -> Iterator[str]:
    """What holds for both documents: sound, fonts inside, title, text."""
    faults, info, text = read(path)
    yield from faults
    title = folded(unicodedata.normalize("NFC", poster.message.title))
    if info["Title"] != title or info["Pages"] != "1":
        yield f"title {info['Title']!r}, {info['Pages']} pages"
    said = posters.said(poster.message, poster.unit)
    wanted = [title, said.owner]
    if not poster.format.strip:
        wanted += [said.hotline]
        wanted += [said.summary] if poster.design == "announcement" else []
        wanted += [f"{lead} {rest}" for lead, rest in said.steps] if poster.design == "steps" else []
    for words in wanted:
        if folded(words) not in text:
            yield f"{words!r} is not in {text!r}"


def of_code_in_print(path: Path, poster: Poster) -> Iterator[str]:
    """A code that is read at 150 dpi."""
    if poster.message.link and not poster.format.strip:
        base = path.with_suffix("")
        run("pdftoppm", "-r", 150, "-gray", "-singlefile", path, base)
        with Image.open(f"{base}.pgm") as picture:
            picture.load()
            yield from of_code(picture, Path(f"{base}.pgm"), poster.message.link)
        Path(f"{base}.pgm").unlink()


def of_screen(path: Path, posters: Posters, poster: Poster) -> Iterator[str]:
    """Tagged for people who listen: language, title, one headline, words for every figure, steps as a list."""
    faults, found = tags(path)
    yield from faults
    names = [name for name, _ in found]
    if names.count("/H1") != 1 or any(re.fullmatch("/H[2-6]", name) for name in names):
        yield f"headlines: {names}"
    figures = [alt for name, alt in found if name == "/Figure"]
    codes = [alt for alt in figures if poster.message.link and poster.message.link in alt]
    if (
        not all(figures)
        or len(codes) != (not poster.format.strip and bool(poster.message.link))
        or len(figures) - len(codes) > 1
    ):
        yield f"figures: {figures}"
    steps = len(posters.said(poster.message, poster.unit).steps) if poster.design == "steps" else 0
    if names.count("/LI") != steps or names.count("/L") != bool(steps):
        yield f"{names.count('/LI')} items of {names.count('/L')} lists, not {steps}"


def of_code(picture: Image.Image, path: Path, link: str) -> Iterator[str]:
    """Both readers find the link."""
    told = run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path).strip()
    other = [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
    if told != link or other != [link]:
        yield f"code: zbar read {told!r:.200}, zxing {other}, not {link}"


# -- pictures ----------------------------------------------------------------------------------------------------------


def planted(path: Path) -> list[str]:
    """Logos in colours of screens on a sheet for print, each of which has to be found."""
    stealthy = []
    for name, data in {"logo.svg": LOGO.encode(), "logo.png": png()}.items():
        with pikepdf.open(path) as pdf, pikepdf.open(io.BytesIO(Press(files={name: data}).alone(name))) as logo:
            pdf.pages[0].add_overlay(logo.pages[0])
            again = io.BytesIO()
            pdf.save(again)
        with pikepdf.open(again) as pdf:
            if not no_inks(pdf):
                stealthy.append(f"{path.name}: a planted {name} in colours of screens is not found")
    return stealthy


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (200, 20, 30, 128)).save(made, "PNG")
    return made.getvalue()


def small(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        long = max(picture.size)
        return picture.convert("RGB").resize(
            [max(1, round(side * BLOCKS / long)) for side in picture.size], Image.Resampling.BOX
        )


def compared(folder: Path) -> list[str]:
    """Pictures that look other than stored: by blocks of 8 × 8 pixels, of which few may differ, and all of them little."""
    faults = []
    for name in KEPT:
        stored, found = STORED / f"{name.replace('/', '-')}.png", small(folder / f"{name}.png")
        if "--keep" in sys.argv:
            STORED.mkdir(exist_ok=True)
            found.quantize(64).save(stored, optimize=True)
        with Image.open(stored) as picture:
            meant = picture.convert("RGB")
        if meant.size != found.size:
            faults.append(f"{name}: {found.size} pixels, stored {meant.size}")
            continue
        sides = [max(1, side // 8) for side in meant.size]
        pairs = zip(*(one.resize(sides, Image.Resampling.BOX).tobytes() for one in (meant, found)), strict=True)
        apart = [abs(one - other) for one, other in pairs]
        mean = sum(apart) / len(apart)
        if mean > 3 or max(apart) > 80:
            faults.append(f"{name}: blocks are {mean:.1f} apart, at most {max(apart)}, of 255")
    return faults


def main() -> int:
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", *sorted(set(missing))], check=True)
    faults: list[str] = []
    count = {"boards": 0, "documents": 0, "print": 0, "pictures": 0}
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        for folder, posters in published(Path(name)):
            every = list(posters)
            for told in pool.map(lambda one, f=folder, p=posters: judged(f, p, one), every):
                faults += told
            boards = list(Boards(posters, "1"))
            for told in pool.map(lambda one, f=folder: of_board(f, one), boards):
                faults += told
            if boards and not {len(one.procedures) for one in boards} >= COUNTS:
                faults.append(f"there are no boards of {COUNTS} procedures")
            count["boards"] += len(boards)
            found = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
            meant = {f"{one.name}{ending}" for one in every for ending, *_ in posters.files(one)}
            meant |= {f"{one.name}{ending}" for one in boards for ending in (".pdf", "-in.pdf", "-nho.png")}
            faults += [f"{path} is missing" for path in meant - found]
            count["documents"] += sum(path.endswith(".pdf") for path in found)
            count["print"] += sum(path.endswith("-in.pdf") for path in found)
            count["pictures"] += sum(path.endswith(".png") for path in found)
            if folder.name == "moi-co":
                faults += planted(folder / "ap-phich-mot-cham" / "so-vhtt" / "a3-in.pdf") + compared(folder)
    print(*faults[:40], sep="\n")
    print(
        f"posters: {count['documents']} documents, {count['boards']} boards among them, {count['print']} of them for print and in inks alone, and {count['pictures']} pictures read; "
        f"a planted logo is found; {len(KEPT)} look as stored; {len(faults)} faults"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
