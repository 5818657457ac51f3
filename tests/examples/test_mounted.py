"""The examples that mount a site in Django, Flask and FastAPI serve it, under real servers, as it serves itself."""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
from pathlib import Path

import pytest

from tests.channels.portal.servers import over_asgi, over_wsgi, read

EXAMPLES = Path(__file__).parents[2] / "examples"
LARGE = bytes(range(256)) * 4000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("cong-khai") / "cong"
    for path, text in {
        "index.html": "<title>Trang chủ</title>",
        "404.html": '<link rel="stylesheet" href="site.css">',
        "tin/mot/index.html": "<title>Một</title>",
        "tin/cu/index.html": "<title>Đã gỡ</title>",
        "gone.json": '["tin/cu/"]',
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(text.encode())
    (home / "media").mkdir()
    (home / "media" / "phim.mp4").write_bytes(LARGE)
    (home.parent / "mat-khau.txt").write_text("bí mật")
    return home


@functools.cache  # Django takes its settings once in the life of a process
def example(name, folder):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SITE_FOLDER", os.fspath(folder))
        file = EXAMPLES / f"portal-in-{name}" / "app.py"
        spec = importlib.util.spec_from_file_location(f"portal_in_{name}", file)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)  # Django looks its addresses up by name
        spec.loader.exec_module(module)
        return module


SERVERS = {
    "django": lambda folder: over_wsgi(example("django", folder).application),
    "flask": lambda folder: over_wsgi(example("flask", folder).app),
    "fastapi": lambda folder: over_asgi(example("fastapi", folder).app),
}


@pytest.fixture(scope="module", params=SERVERS)
def port(request, folder):
    with SERVERS[request.param](folder) as number:
        yield number


def test_the_portal_keeps_its_own_pages(port):
    assert [read(port, path)[0] for path in ("/", "/suc-khoe")] in ([200, 404], [404, 200])


def test_the_site_is_there_with_its_headers(port):
    status, headers, body = read(port, "/cong/")
    assert (status, body) == (200, "<title>Trang chủ</title>".encode())
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert read(port, "/cong/", If_None_Match=headers["ETag"])[::2] == (304, b"")
    asked = read(port, "/cong/", "HEAD")
    assert (asked[0], asked[1]["Content-Length"], asked[2]) == (200, str(len(body)), b"")


def test_what_leads_on_stays_below_the_place_where_it_is_mounted(port):
    for asked, place in (("/cong", "/cong/"), ("/cong/tin/mot", "/cong/tin/mot/")):
        status, headers, _ = read(port, asked)
        assert status in {301, 307}
        assert headers["Location"].endswith(place)
    assert read(port, "/cong/tin/mot/")[0] == 200
    status, _, body = read(port, "/cong/khong/co")
    assert (status, body) == (404, b'<link rel="stylesheet" href="/cong/site.css">')


def test_what_was_withdrawn_is_gone(port):
    status, _, body = read(port, "/cong/tin/cu/")
    assert (status, body) == (410, "<title>Đã gỡ</title>".encode())


def test_large_files_come_whole_and_in_parts(port):
    assert read(port, "/cong/media/phim.mp4")[2] == LARGE
    status, headers, body = read(port, "/cong/media/phim.mp4", Range="bytes=-300000")
    assert (status, headers["Content-Length"], body) == (206, "300000", LARGE[-300_000:])


def test_nothing_else_is_written_or_read(port):
    status, headers, _ = read(port, "/cong/", "POST")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    for path in ("/cong/../mat-khau.txt", "/cong/%2e%2e/mat-khau.txt", "/cong/..%2fmat-khau.txt", "/cong/gone.json"):
        status, _, body = read(port, path)
        assert status == 404, path
        assert "bí mật".encode() not in body
