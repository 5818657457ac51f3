"""A published site under real servers, read by a client of the standard library, over WSGI and over ASGI alike."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote
from wsgiref.validate import validator

import pytest

from tests.channels.portal.servers import over_asgi, over_wsgi, read
from tuyentruyen.channels.portal import site as drawn
from tuyentruyen.channels.portal.serving import POLICY, PublishedSite, asgi_application, files, wsgi_application

BIG = bytes(range(256)) * 8192  # 2 MiB
HOME = "<!doctype html><title>Trang chủ</title>"
MISSING = (
    '<link rel="stylesheet" href="site.css"><a href="./">về</a><a href="https://x.example/">x</a><a href="#m">m</a>'
)


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "cong"
    for path, text in {
        "index.html": HOME,
        "404.html": MISSING,
        "site.css": "main { color: black }",
        "tin/index.html": "<title>Tin</title>",
        "tin/mot/index.html": "<title>Một</title>",
        "tin/cu/index.html": '<meta name="robots" content="noindex"><title>Đã gỡ</title>',
        "tìm/đường.json": "[]",
        "trong/.giu": "",
        ".tuyentruyen": "id",
        "gone.json": '["tin/cu/", "tin/mat/"]',
        "so.txt": "0123456789",
        "rong.txt": "",
        "media/anh.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "media/giay.pdf": "%PDF-1.7",
        "media/la.xyz": "?",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(text.encode())
    (home / "media" / "phim.mp4").write_bytes(BIG)
    (tmp_path / "mat-khau.txt").write_text("bí mật")
    old = time.time() - 3600
    for file in home.rglob("*"):
        os.utime(file, (old, old))
    return home


def serving(protocol, folder, **more):
    """Serves an application of the folder at the top."""
    if protocol == "wsgi":
        return over_wsgi(validator(wsgi_application(folder, **more)))
    return over_asgi(asgi_application(folder, **more))


@pytest.fixture(scope="module", params=["wsgi", "asgi"])
def standing(request, tmp_path_factory):
    """A server for all tests, over a link that each turns to its own folder."""
    link = tmp_path_factory.mktemp("standing") / "hien"
    with serving(request.param, link) as port:
        yield link, port


@pytest.fixture
def port(standing, folder):
    link, number = standing
    link.unlink(missing_ok=True)
    link.symlink_to(folder)
    return number


# -- pages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/tin/mot/index.html", "text/html; charset=utf-8"),
        ("/site.css", "text/css; charset=utf-8"),
        ("/t%C3%ACm/%C4%91%C6%B0%E1%BB%9Dng.json", "application/json; charset=utf-8"),
        ("/media/anh.svg", "image/svg+xml; charset=utf-8"),
        ("/media/giay.pdf", "application/pdf"),
        ("/media/phim.mp4", "video/mp4"),
        ("/media/la.xyz", "application/octet-stream"),
    ],
)
def test_every_file_is_sent_whole_with_its_type(port, folder, path, kind):
    name = {"/": "index.html", "/t%C3%ACm/%C4%91%C6%B0%E1%BB%9Dng.json": "tìm/đường.json"}.get(path, path[1:])
    status, headers, body = read(port, path)
    assert (status, headers["Content-Type"], body) == (200, kind, (folder / name).read_bytes())
    assert headers["Content-Length"] == str(len(body))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


def test_pages_carry_the_policy_that_they_state_themselves(port):
    layout = (drawn.OURS / "base.html").read_text("utf-8")
    stated = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', layout)
    assert stated
    assert stated[1] == POLICY
    assert read(port, "/")[1]["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'self'"
    assert read(port, "/media/anh.svg")[1]["Content-Security-Policy"].startswith("default-src 'none'")
    assert read(port, "/media/giay.pdf")[1]["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize("protocol", ["wsgi", "asgi"])
def test_another_policy_takes_its_place(protocol, folder):
    with serving(protocol, folder, policy="default-src 'self'") as port:
        assert read(port, "/")[1]["Content-Security-Policy"] == "default-src 'self'; frame-ancestors 'self'"


@pytest.mark.parametrize("policy", ["default-src 'self'\r\nSet-Cookie: a=b", "default-src 'self', img-src *", "đ"])
def test_a_policy_that_is_no_header_is_refused(folder, policy):
    for application in (wsgi_application, asgi_application):
        with pytest.raises(ValueError, match="policy"):
            application(folder, policy=policy)


@pytest.mark.parametrize("path", ["/", "/media/phim.mp4", "/so.txt", "/khong-co", "/tin/cu/", "/tin"])
def test_head_says_what_get_says_and_sends_nothing(port, path):
    got, asked = read(port, path), read(port, path, "HEAD")
    assert asked[0] == got[0]
    assert asked[2] == b""
    assert {k: v for k, v in asked[1].items() if k.lower() != "date"} == {
        k: v for k, v in got[1].items() if k.lower() != "date"
    }


def test_other_methods_are_refused_with_what_is_allowed(standing, folder):
    _, port = standing
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        status, headers, _ = read(port, "/", method)
        assert (status, headers["Allow"]) == (405, "GET, HEAD"), method


def test_a_folder_without_its_slash_leads_to_the_one_with_it(port):
    status, headers, _ = read(port, "/tin/mot?utm=a%20b")
    assert (status, headers["Location"]) == (301, "/tin/mot/?utm=a%20b")
    assert read(port, "/tin/mot/")[0] == 200


def test_a_file_is_no_folder_and_a_folder_without_a_page_lists_nothing(port):
    for path in ("/so.txt/", "/trong", "/trong/", "/media", "/media/"):
        assert read(port, path)[0] == 404, path


def test_nobody_is_led_to_another_host(port):
    for path in ("//evil.example", "//tin", "//evil.example/..", "/%2F/tin", "/%5Cevil.example", "//"):
        status, headers, _ = read(port, path)
        assert status in {200, 301, 404}, path
        assert re.fullmatch("/[^/].*", headers.get("Location", "/tin/")), (
            path
        )  # some servers join the slashes before us


def test_what_is_missing_is_answered_with_the_sites_page_and_links_that_hold(port):
    status, headers, body = read(port, "/a/b/c/khong-co")
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b'href="/site.css"' in body
    assert b'href="/./"' in body
    assert b'href="https://x.example/"' in body
    assert b'href="#m"' in body
    assert headers["ETag"] is None
    assert read(port, "/404.html")[0] == 404


@pytest.mark.parametrize("home", ["/", "/cổng/", "/cong/", ""])
@pytest.mark.parametrize("root", ["", "/cong", "/hai/cấp"])
def test_links_of_the_page_for_what_is_missing_hold_wherever_the_site_is_mounted(folder, home, root):
    made = f'<link rel="stylesheet" href="{quote(home)}site.css"><a href="{quote(home)}tin/">t</a><a href="//x.example/">x</a><a href="tel:1">t</a>'
    (folder / "404.html").write_text(made)
    body = PublishedSite(folder).answer("GET", "/a/b/khong-co", {}, root=root).body.decode()
    at = f"{quote(root)}/"
    assert (
        body
        == f'<link rel="stylesheet" href="{at}site.css"><a href="{at}tin/">t</a><a href="//x.example/">x</a><a href="tel:1">t</a>'
    )


def test_a_site_without_a_page_for_it_says_so_in_plain_text(port, folder):
    (folder / "404.html").unlink()
    status, headers, body = read(port, "/khong-co")
    assert (status, headers["Content-Type"], body) == (404, "text/plain; charset=utf-8", b"404 Not Found\n")


# -- what was withdrawn --------------------------------------------------------------------------------------------------


def test_what_was_withdrawn_is_gone_and_its_page_says_so(port, folder):
    page = (folder / "tin/cu/index.html").read_bytes()
    for path in ("/tin/cu/", "/tin/cu/index.html"):
        status, headers, body = read(port, path, If_None_Match="*")
        assert (status, body) == (410, page), path
        assert headers["ETag"] is None
    assert read(port, "/tin/cu")[0] == 301
    assert read(port, "/tin/mot/")[0] == 200


def test_what_was_withdrawn_and_has_no_page_is_gone_all_the_same(port):
    for path in ("/tin/mat/", "/tin/mat"):
        status, _, body = read(port, path)
        assert (status, b"site.css" in body) == (410, True)


def test_data_of_what_was_withdrawn_are_not_sent_even_where_they_still_stand(port, folder):
    (folder / "gone.json").write_text('["so.txt"]')
    status, headers, body = read(port, "/so.txt")
    assert (status, headers["Content-Type"]) == (410, "text/html; charset=utf-8")
    assert b"0123" not in body


def test_the_list_of_what_is_gone_is_read_again_when_it_changes_and_is_not_shown(port, folder):
    assert read(port, "/gone.json")[0] == 404
    assert read(port, "/tin/cu/")[0] == 410
    (folder / "gone.json").write_text('["tin/mot/"]')
    assert read(port, "/tin/cu/")[0] == 200
    assert read(port, "/tin/mot/")[0] == 410
    (folder / "gone.json").unlink()
    assert read(port, "/tin/mot/")[0] == 200


@pytest.mark.parametrize("text", ["[", '{"a": 1}', "[1]", "[" * 100_000])
def test_a_broken_list_keeps_what_was_known_and_is_told_to_the_log(folder, text, caplog):
    site = PublishedSite(folder)
    assert site.answer("GET", "/tin/cu/", {}).status == 410
    (folder / "gone.json").write_text(text)
    assert site.answer("GET", "/tin/cu/", {}).status == 410
    assert site.answer("GET", "/tin/mot/", {}).status == 200
    assert "gone.json" in caplog.text


# -- conditions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/media/phim.mp4"])
def test_who_has_it_gets_no_bytes(port, path):
    _, headers, _ = read(port, path)
    etag, modified = headers["ETag"], headers["Last-Modified"]
    assert re.fullmatch(r'"[0-9a-f-]+"', etag)
    for asked in (
        {"If_None_Match": etag},
        {"If_None_Match": f'"x", W/{etag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": modified},
        {"If_None_Match": etag, "If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        status, told, body = read(port, path, **asked)
        assert (status, body, told["ETag"], told["Last-Modified"]) == (304, b"", etag, modified), asked


@pytest.mark.parametrize(
    "asked",
    [
        {"If_None_Match": '"khac"'},
        {"If_None_Match": "bậy".encode().decode("latin-1")},
        {"If_None_Match": '"khac"', "If_Modified_Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If_Modified_Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If_Modified_Since": "hôm qua".encode().decode("latin-1")},
        {"If_Modified_Since": "Mon, 99 Jan 99999999 00:00:00 GMT"},
    ],
)
def test_who_has_another_one_gets_it(port, asked):
    assert read(port, "/", **asked)[0] == 200


def test_who_wants_only_what_he_knows_is_told_that_it_changed(port):
    etag = read(port, "/")[1]["ETag"]
    assert read(port, "/", If_Match='"khac"')[0] == 412
    assert read(port, "/", If_Match=f"W/{etag}")[0] == 412
    assert read(port, "/", If_Match=f'"khac", {etag}')[0] == 200
    assert read(port, "/", If_Match="*")[0] == 200
    assert read(port, "/", If_Unmodified_Since="Mon, 01 Jan 2001 00:00:00 GMT")[0] == 412
    assert read(port, "/", If_Unmodified_Since="Fri, 01 Jan 2100 00:00:00 GMT")[0] == 200


def test_the_tag_is_the_same_in_every_process_and_follows_the_content(folder):
    def tag(name):
        program = (
            "import sys; from tuyentruyen.channels.portal.serving import PublishedSite;"
            f"print(dict(PublishedSite(sys.argv[1]).answer('HEAD', {name!r}, {{}}).headers)['ETag'])"
        )
        done = subprocess.run([sys.executable, "-c", program, folder], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    assert tag("/so.txt") == tag("/so.txt") == f'"{hashlib.blake2b(b"0123456789", digest_size=16).hexdigest()}"'
    assert tag("/media/phim.mp4") == tag("/media/phim.mp4")
    known, when = tag("/so.txt"), (folder / "so.txt").stat()
    (folder / "so.txt").write_text("9876543210")
    os.utime(folder / "so.txt", ns=(when.st_atime_ns, when.st_mtime_ns))
    assert tag("/so.txt") != known  # as long and as old, and another


def test_a_file_from_the_future_was_modified_now(folder):
    os.utime(folder / "so.txt", (time.time() + 90_000,) * 2)
    told = dict(PublishedSite(folder).answer("HEAD", "/so.txt", {}).headers)["Last-Modified"]
    assert abs(time.time() - time.mktime(time.strptime(told, "%a, %d %b %Y %H:%M:%S GMT")) + time.timezone) < 100


# -- ranges --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "body", "told"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=3-", b"3456789", "bytes 3-9/10"),
        ("bytes=-4", b"6789", "bytes 6-9/10"),
        ("bytes=-99", b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99999999999999999999999999", b"89", "bytes 8-9/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
    ],
)
def test_a_part_is_sent_where_a_part_is_asked_for(port, asked, body, told):
    status, headers, got = read(port, "/so.txt", Range=asked)
    assert (status, got, headers["Content-Range"]) == (206, body, told)
    assert headers["Content-Length"] == str(len(body))


def test_a_part_of_a_large_file_is_sent(port):
    status, headers, got = read(port, "/media/phim.mp4", Range="bytes=1000-900000")
    assert (status, headers["Content-Range"]) == (206, "bytes 1000-900000/2097152")
    assert got == BIG[1000:900001]


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99999999999999999999999999-"])
def test_a_part_that_is_not_there_is_refused_with_the_size(port, asked):
    status, headers, _ = read(port, "/so.txt", Range=asked)
    assert (status, headers["Content-Range"]) == (416, "bytes */10")
    assert read(port, "/rong.txt", Range="bytes=0-")[0] == 416


@pytest.mark.parametrize(
    "asked", ["bytes=4-2", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes", "bytes=٣-"]
)
def test_what_is_no_single_range_gets_the_whole(port, asked):
    status, _, got = read(port, "/so.txt", Range=asked.encode().decode("latin-1"))
    assert (status, got) == (200, b"0123456789")


def test_a_part_is_sent_only_of_the_file_that_was_begun(port, folder):
    _, headers, _ = read(port, "/so.txt")
    for known in (headers["ETag"], headers["Last-Modified"]):
        assert read(port, "/so.txt", Range="bytes=1-1", If_Range=known)[0] == 206
    for known in ('"khac"', f"W/{headers['ETag']}", "Fri, 01 Jan 2100 00:00:00 GMT", "bay"):
        assert read(port, "/so.txt", Range="bytes=1-1", If_Range=known)[0] == 200
    os.utime(folder / "so.txt")
    fresh = read(port, "/so.txt")[1]["Last-Modified"]
    assert read(port, "/so.txt", Range="bytes=1-1", If_Range=fresh)[0] == 200
    assert read(port, "/so.txt", "HEAD", Range="bytes=1-1")[0] == 200


# -- nothing but what is published ---------------------------------------------------------------------------------------

ESCAPES = [
    "/../mat-khau.txt", "/..%2fmat-khau.txt", "/%2e%2e/mat-khau.txt", "/tin/%2e%2e/%2e%2e/mat-khau.txt", "/tin/../so.txt",
    "/..%5cmat-khau.txt", "/tin\\..\\..\\mat-khau.txt", "/%252e%252e/mat-khau.txt", "/so.txt%00", "/%00", "/so.txt%00.html", "/so.txt%0a",
    "/.tuyentruyen", "/trong/.giu", "/./so.txt", "/so.txt.", "/so.txt%20", "/so.txt::$DATA", "/C:/so.txt", "/c:so.txt", "/con", "/tin/nul.html",
    "/aux/", "/COM1.txt", "/%ff%fe", "/so%c0%ae.txt", "/%ed%a0%80", "/lien", "/lien/mat-khau.txt", "/noi.txt", "/trong-noi/index.html", "/vong",
    "/ong", "/" + "a" * 3000, "/" + "a" * 256, "/" + "a/" * 500, "/" + "%C4%91" * 200, "/tin//mot/", "/~root", "/index.html/..",
]  # fmt: skip


@pytest.fixture
def hostile(folder):
    (folder / "lien").symlink_to(folder.parent)
    (folder / "noi.txt").symlink_to(folder.parent / "mat-khau.txt")
    (folder / "trong-noi").symlink_to(folder / "tin")
    (folder / "vong").symlink_to(folder / "vong")
    os.mkfifo(folder / "ong")
    return folder


@pytest.mark.usefixtures("hostile")
def test_no_address_leads_out_of_what_is_published(port):
    answers = {path: read(port, path) for path in ESCAPES}
    assert {path: status for path, (status, _, _) in answers.items() if status not in {400, 404}} == {}
    assert [path for path, (_, _, body) in answers.items() if "bí mật".encode() in body] == []


@pytest.mark.parametrize(
    "path", ["/lien/mat-khau.txt", "/noi.txt", "/trong-noi/index.html", "/vong", "/ong", "/SO.txt", "/so.txt/x"]
)
def test_neither_where_the_system_has_no_steps(hostile, monkeypatch, path):
    monkeypatch.setattr(files, "_DESCRIPTORS", False)
    site = PublishedSite(hostile)
    assert site.answer("GET", path, {}).status == 404
    assert site.answer("GET", "/tin", {}).status == 301
    assert b"".join(site.answer("GET", "/media/phim.mp4", {}).chunks()) == BIG
    assert PublishedSite(hostile / "nowhere").answer("GET", "/", {}).status == 503


def test_the_folder_itself_may_be_a_link_that_is_turned(folder, tmp_path):
    (tmp_path / "cong-moi").mkdir()
    (tmp_path / "cong-moi" / "index.html").write_text("mới")
    (tmp_path / "hien").symlink_to(folder)
    site = PublishedSite(tmp_path / "hien")
    assert site.answer("GET", "/", {}).body == HOME.encode()
    (tmp_path / "sau").symlink_to(tmp_path / "cong-moi")
    (tmp_path / "sau").replace(tmp_path / "hien")
    assert site.answer("GET", "/", {}).body == "mới".encode()


@pytest.mark.parametrize("protocol", ["wsgi", "asgi"])
def test_a_site_that_is_not_there_yet_is_asked_for_later(protocol, tmp_path):
    with serving(protocol, tmp_path / "sau") as port:
        status, headers, _ = read(port, "/")
        assert (status, headers["Retry-After"]) == (503, "60")
        (tmp_path / "sau").mkdir()
        (tmp_path / "sau" / "index.html").write_text("rồi")
        assert read(port, "/")[2] == "rồi".encode()


def test_a_system_that_can_open_nothing_more_does_not_say_that_pages_are_missing(folder, monkeypatch):
    def full(*_, **__):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(OSError, match="Too many"):
        PublishedSite(folder).answer("GET", "/", {})


# -- whole, and closed ---------------------------------------------------------------------------------------------------


def descriptors():
    return len(os.listdir("/proc/self/fd"))


def test_a_file_that_is_replaced_while_it_is_sent_is_the_old_or_the_new_one(port, folder):
    kinds = [bytes([letter]) * 3_000_000 for letter in b"ab"]
    place, stop = folder / "media" / "phim.mp4", threading.Event()
    place.write_bytes(kinds[0])

    def turning():
        for turn in range(10_000):
            if stop.is_set():
                return
            (folder / ".moi").write_bytes(kinds[turn % 2])
            (folder / ".moi").replace(place)

    thread = threading.Thread(target=turning)
    thread.start()
    try:
        for _ in range(30):
            assert read(port, "/media/phim.mp4")[2] in kinds
    finally:
        stop.set()
        thread.join()


def test_no_file_stays_open(port, folder):
    paths = ["/", "/tin", "/tin/cu/", "/khong-co", "/so.txt", "/media/", "/so.txt/", "/lien"]
    for path in paths:
        read(port, path)
    time.sleep(0.05)
    before = descriptors()
    for _ in range(20):
        for path in paths:
            read(port, path)
        etag = read(port, "/media/phim.mp4", "HEAD")[1]["ETag"]
        read(port, "/media/phim.mp4", If_None_Match=etag)
        read(port, "/media/phim.mp4", Range="bytes=99999999-")
        read(port, "/media/phim.mp4", Range="bytes=-5")
    deadline = time.monotonic() + 5
    while descriptors() > before + 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert descriptors() <= before + 5


@pytest.mark.parametrize("protocol", ["wsgi", "asgi"])
def test_a_client_that_leaves_frees_the_file(protocol, folder, capfd):
    (folder / "media" / "phim.mp4").write_bytes(BIG * 20)
    with serving(protocol, folder) as port:
        read(port, "/")
        before = descriptors()
        for _ in range(10):
            with socket.create_connection(("127.0.0.1", port)) as client:
                client.sendall(b"GET /media/phim.mp4 HTTP/1.1\r\nHost: x\r\n\r\n")
                client.recv(1000)
        deadline = time.monotonic() + 10
        while descriptors() > before + 4 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert descriptors() <= before + 4
        assert read(port, "/")[0] == 200


def test_a_file_that_is_cut_where_it_lies_is_not_passed_off_as_whole(folder):
    answer = PublishedSite(folder).answer("GET", "/media/phim.mp4", {})
    pieces = answer.chunks()
    next(pieces)
    os.truncate(folder / "media" / "phim.mp4", 300_000)
    with pytest.raises(OSError, match="too early"):
        list(pieces)


def test_an_answer_that_nobody_reads_is_closed(folder):
    before = descriptors()
    body = wsgi_application(folder)(
        {"REQUEST_METHOD": "GET", "PATH_INFO": "/media/phim.mp4", "SCRIPT_NAME": ""}, lambda *_: None
    )
    assert descriptors() == before + 1
    body.close()
    assert descriptors() == before


# -- ASGI itself ---------------------------------------------------------------------------------------------------------


def test_the_loop_goes_on_while_a_slow_disk_is_read(folder, monkeypatch):
    slow = os.read

    def reading(descriptor, size):
        time.sleep(0.05)
        return slow(descriptor, size)

    monkeypatch.setattr(os, "read", reading)
    ticks, sent = [], []

    async def main():
        async def ticking():
            while True:
                ticks.append(time.monotonic())
                await asyncio.sleep(0.005)

        async def receive():
            await asyncio.sleep(3600)

        async def send(event):
            sent.append(event)

        ticker = asyncio.ensure_future(ticking())
        scope = {"type": "http", "method": "GET", "path": "/media/phim.mp4", "headers": [], "query_string": b""}
        await asgi_application(folder)(scope, receive, send)
        ticker.cancel()

    asyncio.run(main())
    assert b"".join(event.get("body", b"") for event in sent) == BIG
    assert sent[-1]["more_body"] is False
    assert len(ticks) > 20  # the reading takes 0.4 seconds; a loop that waits for it ticks once or twice


def _run(application, scope, *events):
    got, sent = iter(events), []

    async def receive():
        return next(got)

    async def send(event):
        sent.append(event)

    asyncio.run(application(scope, receive, send))
    return sent


def test_the_life_of_the_server_is_answered(folder):
    events = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = _run(asgi_application(folder), {"type": "lifespan"}, *events)
    assert [event["type"] for event in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_websocket_is_closed_and_another_protocol_is_an_error(folder):
    sent = _run(asgi_application(folder), {"type": "websocket", "path": "/"}, {"type": "websocket.connect"})
    assert sent == [{"type": "websocket.close", "code": 1000}]
    with pytest.raises(ValueError, match="gopher"):
        _run(asgi_application(folder), {"type": "gopher"})


def test_reading_stops_when_the_client_has_left(folder):
    scope = {"type": "http", "method": "GET", "path": "/media/phim.mp4", "headers": []}
    sent = _run(asgi_application(folder), scope, {"type": "http.request"}, {"type": "http.disconnect"})
    assert sum(len(event.get("body", b"")) for event in sent) < len(BIG)


def test_a_request_that_is_called_off_frees_its_file(folder, monkeypatch):
    slow, before = os.read, descriptors()

    def reading(descriptor, size):
        time.sleep(0.1)
        return slow(descriptor, size)

    async def main():
        async def receive():
            await asyncio.sleep(3600)

        async def send(_):
            pass

        scope = {"type": "http", "method": "GET", "path": "/media/phim.mp4", "headers": []}
        inside = descriptors()
        for wait in (0, 0.01, 0.15, 0.25):
            task = asyncio.ensure_future(asgi_application(folder)(scope, receive, send))
            await asyncio.sleep(wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0.3)
        return inside

    monkeypatch.setattr(os, "read", reading)
    asyncio.run(main())
    assert descriptors() <= before


@pytest.mark.parametrize("path", ["/cong/tin", "/tin"])
def test_the_place_where_it_is_mounted_may_stand_in_the_path_or_not(folder, path):
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "/cong", "headers": []}
    start, _ = _run(asgi_application(folder), scope)
    assert dict(start["headers"])[b"location"] == b"/cong/tin/"


def test_the_place_where_it_is_mounted_stands_in_what_leads_on(folder):
    site = PublishedSite(folder)
    assert dict(site.answer("GET", "", {}, root="/cổng").headers)["Location"] == "/c%E1%BB%95ng/"
    assert dict(site.answer("GET", "/tin", {}, root="//evil.example/").headers)["Location"] == "/evil.example/tin/"
    assert b'href="/cong/site.css"' in site.answer("GET", "/khong-co", {}, root="/cong").body
    assert json.loads((folder / "gone.json").read_text())[0] == "tin/cu/"
