"""The sites that judges look at: the example's, one of no messages, and one of texts that nobody should write; and a server for them."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import shutil
import struct
import subprocess
import threading
import zlib
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from attrs import evolve

from tuyentruyen import Message, Plan, Plugins, editions, open_ledger, publish, read_plan
from tuyentruyen.compose import messages
from tuyentruyen.model.message import Media
from tuyentruyen.model.plan import Channel
from tuyentruyen.model.values import Html
from tuyentruyen.text import VIETNAM

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime.datetime(2022, 12, 31, 20, tzinfo=VIETNAM)
BEFORE = {"thang-muoi": datetime.datetime(2022, 10, 20, 8, tzinfo=VIETNAM)}
"""Sites of the example that are published earlier, by name: days lie ahead of them."""
ABOUT = "Hướng dẫn, kết quả, sự kiện về thủ tục hành chính của Thành phố."
NAME = "Cải cách thủ tục hành chính Hà Nội"
_WIDE = "| " + " | ".join(f"Cột{n}" for n in range(14)) + " |\n" + "|---" * 14 + "|\n" + "| 1.000.000 " * 14 + "|\n"
_MIXED = Html(
    '<p onclick="x()">Chữ <b>đậm <i>nghiêng</b> rồi</i><script>document.title="x"</script><iframe src="https://xa.example/"></iframe>'
    '<img src="lon.png" onerror="x()"><a href="javascript:x()">một</a> <a href="data:text/html,x">hai</a><table><tr><td style="width:3000px">ô'
    "<h1>Đầu đề trong bài</h1><form action='https://xa.example/'><input name=a></form>"
)
HOSTILE: tuple[tuple[str, str], ...] = (
    ("<script>document.title='x'</script> & \"ngoặc\" 'đơn' </title><b>", "<script>document.title='x'</script>\n\n[x](javascript:alert(1))"),
    ("x" * 300, "ế" * 300 + "\n\n" + "x" * 300),
    ("Bảng rộng", _WIDE + "\n\n```\n" + "mã dài " * 80 + "\n```\n"),
    ("😀 👩‍👩‍👧 🇻🇳", "❤️ chữ"),
    ("مرحبا بالعالم", "שלום עולם và **tiếng Việt**"),
    ("Tie\u0302\u0301ng Vie\u0323\u0302t dựng sẵn và tổ hợp", "# Một\n\n### Ba\n\n###### Sáu\n\n> trích\n\n1. một\n2. hai\n\n---\n\n- a\n  - b\n"),
    ("Hai tin một tên", "một"),
    ("Hai tin một tên", "hai"),
    ("Bài dài", ("Một đoạn nói về thủ tục hành chính, dài như mọi đoạn khác trong bài này. " * 25 + "\n\n") * 1_050),
    ("Mã của trang khác", _MIXED),
    ("Ảnh lớn", "Xem ảnh."),
)  # fmt: skip


def picture() -> bytes:
    """A PNG of 2000 × 600, grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * 2000) * 600)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2000, 600, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def hostile(folder: Path) -> list[Message]:
    """Messages that do not fit; a picture lies in the folder. The longest body has 2 MB."""
    data = picture()
    (folder / "lon.png").write_bytes(data)
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    grey = Media(path="lon.png", alt="Một ô xám", digest=digest, length=len(data))
    return [
        Message(key=f"kho-{n}", title=title, body=body, published=NOW - datetime.timedelta(days=6 + 20 * n), unit="vp-ubnd",
                media=(grey,) if title in ("Ảnh lớn", "Mã của trang khác") else (), channels=("cong",), urgent=n == 1)
        for n, (title, body) in enumerate(HOSTILE)
    ]  # fmt: skip


def with_portal(plan: Plan, origin: str, name: str) -> Plan:
    """The plan with a portal ``cong`` and its feed ``tin``, both under this origin; every activity for the portal goes there."""
    known = plan.channels.get("cong") or Channel(
        key="cong", title=NAME, form="dien-tu", backend="portal", owner="vp-ubnd", settings={"description": ABOUT}
    )
    cong = evolve(known, settings={**known.settings, "base": f"{origin}/{name}/cong/", "feeds": ("tin/feed.xml",)})
    tin = plan.channels["tin"]
    tin = evolve(tin, settings={**tin.settings, "base": f"{origin}/{name}/tin/"})
    activities = {
        key: evolve(one, channels=(*one.channels, "cong")) if one.channels and "cong" not in one.channels else one
        for key, one in plan.activities.items()
    }
    channels = {**plan.channels, "cong": cong, "tin": tin}
    return evolve(plan, channels=channels, activities=activities, link=f"{origin}/{name}/cong/tin/{{key}}/")


def publish_sites(folder: Path, origin: str, names: tuple[str, ...] = ("day", "trong", "la")) -> Path:
    """Publishes the sites full (``day``), empty (``trong``), hostile (``la``) or of `BEFORE` into a new folder ``out`` in this one; gives it."""
    out = folder / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    plugins = Plugins.installed()
    example = read_plan(ROOT / "examples" / "ha-noi-2022")
    bare = evolve(example, approval="none", folder=folder)
    for name in names:
        plan = with_portal(example if name == "day" or name in BEFORE else bare, origin, name)
        if name in BEFORE:  # an event needs a place, and the example's press office tells no address
            office = evolve(plan.units["so-tttt"], address="Số 1, phố Mẫu, Hà Nội")
            plan = evolve(plan, units={**plan.units, "so-tttt": office})
        if name == "day" or name in BEFORE:
            said: list[Message] = [
                evolve(one, channels=(*one.channels, "cong")) if one.channels and "cong" not in one.channels else one
                for one in messages(plan, plugins=plugins)
            ]
        else:
            said = hostile(folder) if name == "la" else []
        if name == "trong":
            plan = evolve(plan, procedures={})
        made = [
            one
            for one in editions(plan, said, plugins, now=BEFORE.get(name, NOW), out=out / name)
            if one.channel.key in ("cong", "tin")
        ]
        with open_ledger(folder / f"{name}.db") as ledger:
            told = publish(made, plugins=plugins, ledger=ledger, by="judges")
        if failed := [one.failed for one in told.channels if one.failed]:
            raise SystemExit(f"{name} was not published: {failed}")
    return out


class _Server(ThreadingHTTPServer):
    request_queue_size = 256  # crawlers ask for all links of a page at once

    def handle_error(self, *_: Any) -> None:
        """Says nothing: a reader that hangs up is no fault of the site."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 256


class _Mute(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serves a folder, which may be made later, on the loopback device; gives the origin."""
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def answering(application: Any, root: str = "") -> Iterator[str]:
    """Lets a WSGI application answer on the loopback device, mounted below a root; gives the origin."""

    def mounted(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if not path.startswith(f"{root}/"):
            start_response("404 Not Found", [("Content-Length", "0")])
            return []
        return application({**environ, "SCRIPT_NAME": root, "PATH_INFO": path[len(root) :]}, start_response)

    server = make_server("127.0.0.1", 0, mounted, _Threads, _Mute)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def installed(folder: Path, packages: tuple[str, ...], scripts: tuple[str, ...]) -> Path:
    """A folder with these packages of npm and our scripts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", *packages], cwd=folder, check=True)
    for script in scripts:
        (folder / script).write_bytes((Path(__file__).parent / script).read_bytes())
    return folder
