#!/usr/bin/env python3
"""Chromium uses the example's site as a reader does: searches it, also at 10,000 messages and without scripts, follows its feeds, prints it."""

from __future__ import annotations

import datetime
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tomllib
import unicodedata
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

import feedparser  # noqa: E402
from attrs import evolve  # noqa: E402
from sites import NOW, ROOT, installed, publish_sites, serving, with_portal  # noqa: E402

from tuyentruyen import Message, Plugins, editions, read_plan  # noqa: E402

PACKAGES = ("puppeteer-core@24.43.1", "axe-core@4.14.1")
WORK = ROOT / "build" / "judges" / "browser"
TOOLS = ROOT / "build" / "judges" / "browser_tools"
EXAMPLE = ROOT / "examples" / "ha-noi-2022"
WIDTH, EDGE = 595.92, 41.5
"""Points of a sheet of A4, and of its margin of 15 mm, in which nothing may be."""
MESSAGES, MOST = 10_000, 300_000
QUERIES = (
    "duong", "thủ tục hành chính", "hướng dẫn đăng ký khai sinh cho trẻ em tại ủy ban nhân dân xã", "th", "ng", "tru",
    "thông tin tuyên truyền kiểm soát thủ tục hành chính thành phố hà nội năm nh", "2022",
    "cong thong tinh quyen thanh truyen nguoi trong chinh khac dung tr",
)  # fmt: skip
ONSETS = ("b", "ch", "đ", "gi", "kh", "l", "m", "ng", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x")
PLANTED_PRINT = (
    "<style>@media print { nav.menu, .menu { display: block !important } form, .find, .button { display: flex !important }"
    " dd { display: none !important } html, body { background: #ffd !important; print-color-adjust: exact }"
    " h1 { position: relative; left: -30px } }</style></head>"
)


def run(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Chromium saw of each task."""
    (TOOLS / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    done = subprocess.run(
        ["node", "site_browser.mjs", "tasks.json"], cwd=TOOLS, stdout=subprocess.PIPE, text=True, check=True, timeout=900
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def bare(text: str) -> str:
    """A text without what a sheet sets differently: spaces, line ends, how tones are composed."""
    return unicodedata.normalize("NFC", "".join(text.split()).replace("\u00ad", ""))


# -- 10,000 messages ---------------------------------------------------------------------------------------------------


def many() -> Iterable[Message]:
    """Messages out of runs of the example's own words, so that words are as frequent as they are; and syllables that stand in few."""
    chance = random.Random(7)
    files = sorted([*EXAMPLE.rglob("*.md"), *EXAMPLE.rglob("*.toml")])
    words = re.findall(r"[^\W_]+[.,]?", " ".join(path.read_text(encoding="utf-8") for path in files))
    rare = [f"{a}{b}{c}" for a in ONSETS for b in "aăâeêioôơuưạảấầẩễỉịọốộợủứự" for c in ("", "c", "ch", "m", "n", "ng", "nh", "p", "t")]  # fmt: skip

    def text(count: int) -> str:
        found: list[str] = []
        while len(found) < count:
            place = chance.randrange(len(words) - 8)
            found += words[place : place + 7] if chance.random() < 0.9 else [chance.choice(rare)]
        return " ".join(found[:count])

    for number in range(MESSAGES):
        yield Message(
            key=f"tin-{number:05}-huong-dan-thu-tuc-hanh-chinh", title=text(14)[:200], summary=text(30), body=text(300),
            published=NOW - datetime.timedelta(minutes=40 * number + 1), unit="vp-ubnd", channels=("cong",),
        )  # fmt: skip


def write_search(out: Path, origin: str) -> int:
    """Writes of a site of 10,000 messages what its search needs, into ``lon``, and gives how many files its index has."""
    plugins = Plugins.installed()
    plan = with_portal(evolve(read_plan(EXAMPLE), approval="none"), origin, "lon")
    (made,) = editions(plan, many(), plugins, now=NOW, out=out / "lon", channels=("cong",))
    backend = plugins.backends["portal"]
    kept = [
        one
        for one in backend.render(made)
        if one.key.startswith(("tim-kiem/", "media/")) or one.key in ("site.css", "icon.svg", "index.html")
    ]
    for one in kept:
        path = out / "lon/cong" / one.key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.produce())
    return sum(one.key.startswith("tim-kiem/w-") for one in kept)


# -- what Chromium told ------------------------------------------------------------------------------------------------


def fault_of_search(seen: dict[str, Any]) -> list[str]:
    """What is wrong with a search for ``duong`` that was typed: it has to lead to messages that say ``đường``."""
    faults = [*seen["faults"]]
    found = [text for text in seen.get("texts", {}).values() if "đường" in unicodedata.normalize("NFC", text).lower()]
    if not found:
        faults.append(f"search: no hit says đường: {seen.get('said')}")
    return faults


def read_page(address: str) -> str:
    """A page; empty if it is not there."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return str(answer.read(), "utf-8")
    except urllib.error.HTTPError:
        return ""


def unreadable(feed: str, origin: str) -> list[str]:
    """What is wrong with a feed as a reading program sees it."""
    read = feedparser.parse(feed)
    if read.bozo or not read.entries:
        return [f"{feed}: {len(read.entries)} entries, {read.get('bozo_exception')}"]
    faults = []
    if feed not in {link.href for link in read.feed.links if link.rel == "self"}:
        faults.append(f"{feed} calls itself something else")
    for entry in read.entries[:20]:
        page = read_page(entry.link) if entry.link.startswith(origin) else ""
        if bare(entry.title)[:30] not in bare(page):
            faults.append(f"{feed}: {entry.link} is no page of {entry.title!r}")
    return faults


def facts(board: str) -> list[str]:
    """What the plan says of all that a unit settles, and of how it is reached, as TOML has it."""
    site = WORK / "out/day/cong/du-lieu"
    said = json.loads((site / "thu-tuc.json").read_text(encoding="utf-8"))["items"]
    plan = tomllib.loads((EXAMPLE / "procedures.toml").read_text(encoding="utf-8"))["procedures"]
    unit = tomllib.loads((EXAMPLE / "units.toml").read_text(encoding="utf-8"))["units"][board]
    found = [unit[name] for name in ("name", "hotline", "email", "address", "feedback") if unit.get(name)]
    for key in (one["key"] for one in said if board in one["units"]):
        one = plan[key]
        found += [
            one[name] for name in ("code", "title", "field", "time_limit", "fee", "online", "result") if one.get(name)
        ]
        found += [text for name in ("exemptions", "papers", "forms", "basis") for text in one.get(name, ())]
    return found


def misprinted(printed: dict[str, Any], told: Iterable[str]) -> list[str]:
    """What is wrong with a sheet: facts and blocks of text that are missing, what is of no use on paper, colours, what is cut."""
    file = printed["file"]
    name = Path(file).name
    text = bare(subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True).stdout.decode())
    layout = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True).stdout.decode()
    faults = [
        f"{name}: {block[:80]!r} is not printed" for block in (*printed["blocks"], *told) if bare(block) not in text
    ]
    if lost := Counter(bare("".join((*printed["blocks"], *printed["cells"])))) - Counter(
        text
    ):  # a cell may be broken into lines
        faults.append(f"{name}: {lost.total()} letters are not printed, such as {lost.most_common(3)}")
    if bare("".join(printed["menu"][:3])) in bare(layout):
        faults.append(f"{name}: the menu is printed")
    lines = {line.strip() for line in layout.splitlines()}
    faults += [f"{name}: the control {one!r} is printed" for one in printed["controls"] if one in lines]
    boxes = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True).stdout.decode()
    for word in re.finditer(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)"[^>]*>([^<]*)', boxes):
        if float(word[1]) < EDGE or float(word[2]) > WIDTH - EDGE:
            faults.append(f"{name}: {word[3][:40]!r} is cut at the edge")
            break
    image = subprocess.run(["pdftoppm", "-r", "40", "-f", "1", "-l", "3", file], capture_output=True, check=True).stdout
    pixels = image.partition(b"\n255\n")[2]
    white = coloured = dark = 0
    for place in range(0, len(pixels) - 2, 3):
        red, green, blue = pixels[place : place + 3]
        white += min(red, green, blue) > 250
        coloured += max(red, green, blue) - min(red, green, blue) > 40
        dark += max(red, green, blue) < 70
    if white * 3 < 0.6 * len(pixels) or coloured * 3 > 0.03 * len(pixels) or not dark:
        faults.append(
            f"{name} is not black on white: {white} white, {dark} black, {coloured} coloured of {len(pixels) // 3}"
        )
    return faults


def plant(out: Path) -> None:
    """A search with an index that is too big, a page of it that says nothing without scripts, half a feed, a sheet that is of no use."""
    search = out / "loi/tim-kiem"
    shutil.copytree(out / "lon/cong/tim-kiem", search)
    index = (search / "index.json").read_bytes()
    (search / "index.json").write_bytes(index + b" " * MOST)
    shutil.copy(out / "lon/cong/site.css", out / "loi/site.css")
    page = (out / "day/cong/tim-kiem/index.html").read_text(encoding="utf-8")
    silent = out / "loi/tim"
    silent.mkdir()
    (silent / "index.html").write_text(re.sub(r"<noscript>.*?</noscript>", "", page, flags=re.DOTALL), encoding="utf-8")
    feed = (out / "day/tin/feed.xml").read_bytes()
    (out / "loi/feed.xml").write_bytes(feed[: len(feed) // 2])


def main() -> int:
    installed(TOOLS, PACKAGES, ("browser.mjs", "site_browser.mjs"))
    faults: list[str] = []
    with serving(WORK / "out") as origin:
        out = publish_sites(WORK, origin, ("day", "la"))
        files = write_search(out, origin)
        plant(out)
        site, wide = f"{origin}/day/cong/", f"{origin}/la/cong/tin/kho-2/"
        board = next(path.parent.name for path in sorted((out / "day/cong/niem-yet").glob("quan-*/index.html")))
        message = next(
            path.parent.name
            for path in sorted((out / "day/cong/tin").glob("*/index.html"))
            if b"<img" not in path.read_bytes().partition(b"<main")[2] and b"noindex" not in path.read_bytes()
        )
        planted = out / f"day/cong/niem-yet/{board}/loi.html"
        page = (planted.parent / "index.html").read_text(encoding="utf-8")
        loose = "\n".join(line for line in page.splitlines() if "Content-Security-Policy" not in line)
        planted.write_text(loose.replace("</head>", PLANTED_PRINT), encoding="utf-8")
        tasks = [
            {"does": "search", "url": site, "query": "duong"},
            {"does": "search", "url": site, "query": "zzzz"},
            {"does": "unscripted", "url": f"{site}tim-kiem/"},
            {"does": "unscripted", "url": f"{origin}/loi/tim/"},
            {"does": "feeds", "url": f"{site}kenh/"},
            {"does": "print", "url": f"{site}niem-yet/{board}/", "file": str(WORK / "bang.pdf")},
            {"does": "print", "url": f"{site}tin/{message}/", "file": str(WORK / "tin.pdf")},
            {"does": "print", "url": wide, "file": str(WORK / "rong.pdf")},
            {"does": "print", "url": f"{site}niem-yet/{board}/loi.html", "file": str(WORK / "loi.pdf")},
            {"does": "weigh", "url": f"{origin}/loi/tim-kiem/", "query": "duong"},
            *({"does": "weigh", "url": f"{origin}/lon/cong/tim-kiem/", "query": query} for query in QUERIES),
        ]
        found, nothing, scriptless, silent, feeds, *sheets, heavy = run(tasks[:10])
        weighed = run(tasks[10:])
        faults += fault_of_search(found)
        if not fault_of_search(nothing):
            faults.append("search: that nothing was found was not seen")
        print(
            f"search: duong found {len(found.get('hits', ()))} shown, {found.get('said')!r}, {found.get('searched')} bytes"
        )
        for query, one in zip(QUERIES, weighed, strict=True):
            print(f"search: {one['bytes']:7} bytes, {one.get('said')!r}")
            faults += one["faults"]
            if one["bytes"] > MOST or not one.get("hits"):
                faults.append(f"search: {query!r} fetched {one['bytes']} bytes and shows {len(one.get('hits', ()))}")
        if heavy["bytes"] <= MOST:
            faults.append("search: a big index was not seen")
        faults += scriptless["faults"]
        if not silent["faults"]:
            faults.append("search: a page that says nothing without scripts was not seen")
        print(f"without scripts: {scriptless.get('index')} and {scriptless.get('page')}")
        faults += feeds["faults"]
        faults += [fault for feed in feeds.get("feeds", ()) for fault in unreadable(feed, origin)]
        if (
            feeds.get("opened") not in feeds.get("feeds", ())
            or feeds.get("status") != 200
            or "xml" not in feeds.get("type", "")
        ):
            faults.append(f"feeds: {feeds}")
        if not unreadable(f"{origin}/loi/feed.xml", origin):
            faults.append("feeds: half a feed was not seen")
        print(f"feeds: {feeds.get('opened')} opened, {len(feeds.get('feeds', ()))} read")
        told = facts(board)
        faults += [
            fault
            for sheet, more in zip(sheets[:3], (told, (), ()), strict=True)
            for fault in (*sheet["faults"], *misprinted(sheet, more))
        ]
        missed = "; ".join(misprinted(sheets[3], told))
        for sign in ("is not printed", "menu is printed", "control", "cut at the edge", "black on white"):
            if sign not in missed:
                faults.append(f"print: planted, but not seen: {sign}")
        print(f"print: {len(sheets) - 1} sheets, {len(told)} facts of the board of {board}")
    for fault in faults[:40]:
        print(fault)
    print(f"browser: {len(tasks)} tasks at {MESSAGES} messages in {files} files of words, {len(faults)} faults")
    return 1 if faults or len(told) < 30 or files < 50 or len(feeds["feeds"]) < 1 else 0


if __name__ == "__main__":
    sys.exit(main())
