"""A small site that is published twice, by processes that are killed or fail at one system call; and what must never be seen in it.

Run as a module it is a server: it has everything imported and forks a process for each run, so that a case costs a fraction of a
second. strace attaches to that process before it begins.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from attrs import evolve
from jinja2 import Environment

from tests.crash.stage import CALLS
from tuyentruyen.channels.portal import PortalBackend
from tuyentruyen.editions import editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Media, Message, Withdrawal
from tuyentruyen.model.plan import Channel, Form, Plan, Theme
from tuyentruyen.model.procedures import Procedure
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins, hookimpl
from tuyentruyen.publish import Summary, publish
from tuyentruyen.text import VIETNAM

ROOT = Path(__file__).parents[3]
BASE = "https://mau.example/cong/"
NOW = datetime.datetime(2022, 6, 1, 8, tzinfo=VIETNAM)
PICTURE = bytes.fromhex("89504e470d0a1a0a") + b"hinh"
_ADDRESS = re.compile(r'(?:href|src)="([^"]+)"')
_ABSOLUTE = re.compile(re.escape(BASE) + r'[^"<)\\\s]*')
_OF_MESSAGE = ("du-lieu/tin/", "manh/tin/")
_REMOVED = b'name="robots" content="noindex"'


class Portal:
    """A plugin that has the portal alone."""

    @hookimpl
    def tuyentruyen_backends(self) -> list[PortalBackend]:
        return [PortalBackend()]


PLAN = Plan(
    key="mau-2022",
    issuer="ubnd",
    title="Thông tin, tuyên truyền mẫu",
    since=datetime.date(2022, 1, 1),
    until=datetime.date(2022, 12, 31),
    link=f"{BASE}tin/{{key}}/",
    units={
        "ubnd": Unit(key="ubnd", name="Ủy ban nhân dân", level="city"),
        "so-tp": Unit(key="so-tp", name="Sở Tư pháp", level="city", hotline="024.1111"),
    },
    themes={"cntt": Theme(key="cntt", title="Công nghệ thông tin")},
    forms={"dien-tu": Form(key="dien-tu", title="Thông tin điện tử")},
    procedures={"khai-sinh": Procedure(key="khai-sinh", title="Đăng ký khai sinh", level="city", fee="Không")},
    channels={
        "cong": Channel(
            key="cong", title="Cổng mẫu", form="dien-tu", backend="portal", owner="ubnd", settings={"base": BASE, "limit": 5, "fragments": "all"}
        )
    },
)  # fmt: skip


def day(month: int, number: int) -> datetime.datetime:
    """A morning of the plan's year."""
    return datetime.datetime(2022, month, number, 8, tzinfo=VIETNAM)


def message(key: str, at: datetime.datetime, **fields: Any) -> Message:
    """A message of the theme that the first run knows, unless it says otherwise."""
    told = {"title": f"Tin {key}", "body": f"Nội dung **{key}**.", "themes": ("cntt",), **fields}
    return Message(key=key, published=at, **told)


def told(number: int, folder: Path) -> tuple[Plan, list[Message]]:
    """What the first run (1) and the second (2) publish; ``folder`` holds the picture.

    The second changes a message, gives another a theme and an own procedure that are new, withdraws one, brings one back and lets one expire, whose month
    and picture go with it, adds one, and renames a unit.
    """
    plan = evolve(PLAN, folder=folder)
    picture = Media(path="hinh.png", alt="Hình", digest=_digest(folder / "hinh.png"))
    first = [
        message("thu-hoi", day(3, 1)),
        message("het-han", day(4, 1), media=(picture,), unit="so-tp", expires=day(5, 31) if number > 1 else None),
        message("doi", day(5, 2), unit="so-tp"),
        message("them-muc", day(5, 3)),
        message("tro-lai", day(5, 4), withdrawn=Withdrawal(reason="Xem lại", at=day(5, 5)) if number == 1 else None),
    ]
    if number == 1:
        return plan, first
    plan = evolve(
        plan,
        themes={**plan.themes, "mot-cua": Theme(key="mot-cua", title="Một cửa")},
        units={**plan.units, "so-tp": Unit(key="so-tp", name="Sở Tư pháp mẫu", level="city")},
        procedures={**plan.procedures, "ket-hon": Procedure(key="ket-hon", title="Đăng ký kết hôn", level="city")},
    )
    withdrawn, gone, changed, themed, back = first
    return plan, [
        evolve(withdrawn, withdrawn=Withdrawal(reason="Sai", at=day(5, 31))),
        gone,
        evolve(changed, title="Tên mới của tin", body=f"Xem [tin mới]({BASE}tin/moi/)."),
        evolve(themed, themes=("cntt", "mot-cua")),
        back,
        message("moi", day(6, 1), themes=("mot-cua",)),
    ]


def _digest(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()


def edition_of(plan: Plan, messages: list[Message], out: Path, *, now: datetime.datetime = NOW) -> Edition[Any]:
    """What the portal publishes of a plan."""
    (found,) = editions(plan, messages, PLUGINS, now=now, out=out)
    return found


PLUGINS = Plugins([("portal", Portal())])


def published(top: Path, number: int) -> Summary:
    """One run."""
    plan, messages = told(number, top)
    with open_ledger(top / "ledger.db") as ledger:
        return publish([edition_of(plan, messages, top / "out")], plugins=PLUGINS, ledger=ledger, by="mẫu")


def files(folder: Path) -> dict[str, bytes]:
    """What stands in the folder of a site, but for the mark by which it is recognised; what is half written too."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: data for name, data in found.items() if name != ".tuyentruyen"}


# -- what must never be seen -------------------------------------------------------------------------------------------


def links(name: str, data: bytes) -> Iterator[str]:
    """The files of the site that a file leads to; no words of a body lead anywhere here."""
    if name in ("404.html", "du-lieu/schema.json") or not name.endswith((".html", ".json", ".xml", ".txt")):
        return
    text = data.decode("utf-8")
    if name.startswith("tim-kiem/d-"):
        for _, path, _ in json.loads(text):
            yield f"{path}index.html"
        return
    if name.endswith(".html"):
        for found in _ADDRESS.findall(text):
            address = f"/{found.removeprefix(BASE)}" if found.startswith(BASE) else found
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(name), unquote(parts.path))).lstrip("/")
            yield posixpath.join(whole, "index.html") if parts.path.endswith("/") or whole in ("", ".") else whole
    if name.endswith((".json", ".xml", ".txt")):
        for found in _ABSOLUTE.findall(text):
            path = unquote(found.removeprefix(BASE)).partition("#")[0]
            yield f"{path}index.html" if path.endswith("/") or not path else path


def broken(standing: Mapping[str, bytes], before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    """What a reader can run into: links that lead nowhere, and lists that name what was taken back.

    A reader is at the home page, at a page that stood before this run and stays, or at what leads programs to pages, and follows every
    link. No list that he finds, or that stood before and is about to go itself, may name what was taken back.
    """
    faults, gone = [], json.loads(standing.get("gone.json", "[]"))
    stay = {
        name for name in before.keys() & after.keys()
        if not name.startswith(_OF_MESSAGE) and (_is_removed(name, before) or not _is_removed(name, after))
    }  # fmt: skip
    todo = [name for name in {"index.html", "sitemap.xml", *stay} if name in standing]
    seen = set(todo)
    while todo:
        name = todo.pop()
        for place in links(name, standing[name]):
            if place not in standing:
                faults.append(f"{name} leads to {place}, which is not there")
            elif place.removesuffix("index.html") in gone and not _is_removed(place, standing):
                faults.append(f"{name} leads to {place}, which servers answer with 410")
            elif place not in seen:
                seen.add(place)
                todo.append(place)
    for name in seen | (before.keys() & standing.keys()):
        if not _is_removed(name, standing) and not name.startswith(_OF_MESSAGE):
            told = [
                place for place in links(name, standing[name]) if place in standing and _is_removed(place, standing)
            ]
            faults += [f"{name} names {place}, which was taken back" for place in told]
    return sorted(set(faults))


def _is_removed(name: str, standing: Mapping[str, bytes]) -> bool:
    return name.startswith("tin/") and name.endswith(".html") and _REMOVED in standing[name]


# -- cases -------------------------------------------------------------------------------------------------------------


def forked(top: Path, number: int, strace: tuple[str, ...] = ()) -> tuple[int, str]:
    """One run in a process of its own, with strace attached if its options are given: its wait status, and what it said."""
    ready, go = os.pipe()
    said = top / "said.txt"
    if not (pid := os.fork()):
        os.close(go)
        code = 70
        try:
            os.read(ready, 1)
            summary = published(top, number)
            code = 0 if summary.complete else 3
            if not strace:  # or its own file would be one of the calls
                said.write_text(str(summary.channels), encoding="utf-8")
        except BaseException:
            said.write_text(traceback.format_exc(), encoding="utf-8")
            code = 71
        finally:
            os._exit(code)
    os.close(ready)
    tracer = None
    if strace:
        tracer = subprocess.Popen(["strace", "-qq", *strace, "-p", str(pid)], stderr=subprocess.PIPE, text=True)
        while "TracerPid:\t0" in Path(f"/proc/{pid}/status").read_text():
            if tracer.poll() is not None:
                raise RuntimeError(f"strace ended: {tracer.stderr.read() if tracer.stderr else ''}")
            time.sleep(0.001)
    os.write(go, b"!")
    os.close(go)
    _, status = os.waitpid(pid, 0)
    if tracer is not None:
        tracer.communicate()
    return status, said.read_text(encoding="utf-8") if said.exists() else ""


def staged(top: Path, number: int) -> Path:
    """A folder before the run of a number: with a picture, and before the second with all that the first left."""
    shutil.rmtree(top, ignore_errors=True)
    if number == 1:
        top.mkdir(parents=True)
        (top / "hinh.png").write_bytes(PICTURE)
    else:
        shutil.copytree(top.parent / "first", top)
    return top


def disturbed(top: Path, number: int, inject: str, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """What a run disturbed at one call, and the run after it, leave wrong; empty if nothing."""
    staged(top, number)
    name = inject.partition(":")[0]
    status, said = forked(top, number, ("-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={inject}"))
    where, killed = f"run {number}, {inject}", "signal" in inject
    if killed and not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == 9):
        return f"{where}: was not killed: {status} {said}"
    if not killed and "LedgerError" not in said and (os.WIFSIGNALED(status) or os.WEXITSTATUS(status) not in (0, 3)):
        return f"{where}: ended with {status}: {said[-600:]}"
    standing = {name: data for name, data in files(top / "out" / "cong").items() if not name.endswith(".part")}
    halves = [name for name, data in standing.items() if data not in (before.get(name), after.get(name))]
    if halves:
        return f"{where}: neither old nor new: {halves}"
    if faults := broken(standing, before, after):
        return f"{where}: " + "; ".join(faults[:4])
    status, said = forked(top, number)
    if status:
        return f"{where}: the run after it ended with {status}: {said}"
    left = files(top / "out" / "cong")
    if left != after:
        return f"{where}: after the rerun files differ: {sorted(set(left) ^ set(after)) or 'in content'}"
    shutil.rmtree(top)
    return ""


def calls(top: Path, number: int) -> list[tuple[str, int]]:
    """Every write-like call of an undisturbed run: its name, and which call of that name it is, counted from 1.

    Folders that are there already are made in vain, which changes nothing; those calls count and are not listed.
    """
    staged(top, number)
    trace = top / "trace.txt"
    status, said = forked(
        top, number, ("-o", str(trace), "-e", "trace=" + ",".join(f"?{name}" for name in (*CALLS, "syncfs")))
    )
    if status:
        raise RuntimeError(said)
    found = []
    counted: Counter[str] = Counter()
    for line in trace.read_text(errors="replace").splitlines():
        if match := re.match(r"(\w+)\((.*)", line):
            name, arguments = match.groups()
            counted[name] += 1
            if (name != "openat" or "O_CREAT" in arguments) and not arguments.endswith("EEXIST (File exists)"):
                found.append((name, counted[name]))
    return found


def compile_once() -> None:
    """Lets processes that are forked from this one find layouts compiled: that is nine tenths of what a small site takes."""
    compiled, known = Environment.compile, dict[tuple[Any, ...], Any]()

    def remembered(self: Environment, source: Any, *told: Any, **more: Any) -> Any:
        key = (source, told, tuple(sorted(more.items())))
        if key not in known:
            known[key] = compiled(self, source, *told, **more)
        return known[key]

    Environment.compile = remembered  # type: ignore[assignment,method-assign]


def main() -> None:
    """Answers each line with a line: ``calls`` with the calls of both runs, a case with what is wrong after it."""
    compile_once()
    top = Path(sys.argv[1])
    first, second = staged(top / "first", 1), top / "second"
    published(first, 1)
    published(staged(second, 2), 2)
    states: list[dict[str, bytes]] = [{}, files(first / "out" / "cong"), files(second / "out" / "cong")]
    for line in sys.stdin:
        asked = json.loads(line)
        if asked == "calls":
            answer: Any = [(number, *call) for number in (1, 2) for call in calls(top / "calls", number)]
        else:
            number, inject = asked
            answer = disturbed(top / "case", number, inject, states[number - 1], states[number])
        print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
