"""What is answered to a request for something in the folder: status, headers and bytes, by RFC 9110."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections.abc import Iterator, Mapping
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from attrs import define, field

from tuyentruyen.channels.portal.serving.conditions import not_modified, precondition_failed, wanted_range
from tuyentruyen.channels.portal.serving.files import Opened, opened, segments

POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
"""What pages may load: the same as each page says of itself."""
_FRAMES = "frame-ancestors 'self'"
_SMALL = 262_144
_CHUNK = 262_144
_LONGEST_LIST = 16_777_216
_TYPES = {
    "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8", "json": "application/json; charset=utf-8", "jsonld": "application/ld+json; charset=utf-8",
    "xml": "application/xml; charset=utf-8", "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8", "vtt": "text/vtt; charset=utf-8", "svg": "image/svg+xml; charset=utf-8",
    "webmanifest": "application/manifest+json; charset=utf-8", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "ico": "image/x-icon", "woff2": "font/woff2",
    "pdf": "application/pdf", "zip": "application/zip", "mp3": "audio/mpeg", "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav",
    "m4a": "audio/mp4", "mp4": "video/mp4", "webm": "video/webm", "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}  # fmt: skip
_DOCUMENTS = ("text/html", "application/xml", "image/svg+xml")
_INDEX, _GONE, _MISSING = "index.html", "gone.json", "404.html"
_UNSEEN = {(_GONE,), (_MISSING,)}
_LINK = re.compile(rb"""((?:href|src|action)=")(?![a-zA-Z][a-zA-Z0-9+.-]*:|//|[#"])""")
_HOME = re.compile(rb"""href="(/?[^":]*)site\.css\"""")
"""Where the page for what is missing takes the root of the site to be: the style sheet lies there."""
_log = logging.getLogger(__name__)


@define(eq=False)
class Answer:
    """What goes back to the client. Who has it iterates over `chunks` or calls `close`.

    Attributes:
        status: Of HTTP, 200 to 503.
        headers: Names and values, ASCII, in the order in which they are sent.
        body: The bytes, where they are at hand.
        length: Bytes that `chunks` gives; 0 for HEAD.
    """

    status: HTTPStatus
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    length: int = 0
    _descriptor: int | None = field(default=None, alias="descriptor")
    _place: int = field(default=0, alias="place")

    def chunk(self) -> bytes:
        """The next bytes, at most 256 KiB; empty at the end.

        Raises:
            OSError: The file ended before its time: it was cut where it lay, and what was sent is not whole.
        """
        if self._descriptor is None:
            rest, self.body = self.body, b""
            return rest
        if not self.length:
            return b""
        os.lseek(self._descriptor, self._place, os.SEEK_SET)
        read = os.read(self._descriptor, min(_CHUNK, self.length))
        if not read:
            raise OSError(f"the file ended {self.length} bytes too early")
        self._place += len(read)
        self.length -= len(read)
        return read

    def chunks(self) -> Iterator[bytes]:
        """All bytes, in pieces of at most 256 KiB; the file is closed after the last one or when the iterator is."""
        try:
            while piece := self.chunk():
                yield piece
        finally:
            self.close()

    def close(self) -> None:
        """Closes the file, if there is one; may be called again."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            self.length = 0
            os.close(descriptor)


@define(eq=False)
class PublishedSite:
    """The folder of a published site, answering requests. May be shared between threads.

    Attributes:
        folder: Of the channel, such as ``cong-khai/cong``. It need not be there yet; a symbolic link is followed anew for each request.
        policy: Content-Security-Policy of pages, without ``frame-ancestors``. Change it with the layouts, never wider than they need.
    """

    folder: Path = field(converter=Path)
    policy: str = field(default=POLICY, kw_only=True)
    _gone: tuple[object, frozenset[str]] = field(default=(None, frozenset()), init=False)

    @policy.validator
    def _is_a_header(self, _: object, value: str) -> None:
        if not value.isascii() or not value.isprintable() or "," in value:
            raise ValueError("policy must be one line of ASCII without a comma")

    def answer(self, method: str, path: str, headers: Mapping[str, str], *, root: str = "", query: str = "") -> Answer:
        """What is answered to one request.

        Args:
            method: As it came. All but GET and HEAD are refused.
            path: Decoded, below the place where the site is mounted, beginning with ``/``; empty: that place without its slash.
            headers: Of the request, names in lower case; those of one name joined by commas.
            root: Where the site is mounted, decoded, such as ``/cong``; empty: at the top.
            query: What follows the question mark, as it came. Only redirections keep it.

        Raises:
            OSError: The disk or the system failed; the server answers with 500.
        """
        if method not in {"GET", "HEAD"}:
            return self._said(HTTPStatus.METHOD_NOT_ALLOWED, method, Allow="GET, HEAD")
        root = "/" + "/".join(filter(None, root.split("/"))) if root.strip("/") else ""
        if not path:
            return self._moved(method, f"{root}/", query)
        inner = path.removeprefix("/")
        names = segments(inner if inner and not inner.endswith("/") else f"{inner}{_INDEX}")
        try:
            if names is None or names in _UNSEEN:
                return self._absent(HTTPStatus.NOT_FOUND, method, root, Opened())
            with opened(self.folder, names) as found:
                if found.folder and self._has_page(names):
                    return self._moved(method, f"{root}/{inner}/", query)
                if self._is_gone(names):
                    page = names[-1].endswith(".html") or found.descriptor is None
                    return self._absent(HTTPStatus.GONE, method, root, found if page else Opened())
                if found.descriptor is None:
                    return self._absent(HTTPStatus.NOT_FOUND, method, root, found)
                return self._file(method, names[-1], headers, found)
        except FileNotFoundError:
            return self._said(HTTPStatus.SERVICE_UNAVAILABLE, method, **{"Retry-After": "60"})

    # -- what stands in the folder -------------------------------------------------------------------------------------

    def _has_page(self, names: tuple[str, ...]) -> bool:
        with opened(self.folder, (*names, _INDEX)) as page:
            return page.descriptor is not None

    def _is_gone(self, names: tuple[str, ...]) -> bool:
        """Whether the page was withdrawn, by the list that the channel writes beside its pages."""
        with opened(self.folder, (_GONE,)) as found:
            known = (found.identity, found.size, found.modified)
            if self._gone[0] != known:
                self._gone = known, self._read_list(found)
        return "/".join(names[:-1] if names[-1] == _INDEX else names) in self._gone[1]

    def _read_list(self, found: Opened) -> frozenset[str]:
        """The paths of the list; those known so far where it cannot be read."""
        if found.descriptor is None:
            return frozenset()
        try:
            if found.size > _LONGEST_LIST:
                raise ValueError("more than 16 MiB")
            told = json.loads(found.read())
            if not isinstance(told, list) or not all(isinstance(path, str) for path in told):
                raise ValueError("no list of paths")
            return frozenset(path.strip("/") for path in told)
        except (ValueError, RecursionError) as fault:
            _log.warning("gone.json of %s is not readable: %s", self.folder, fault)
            return self._gone[1]

    # -- answers -------------------------------------------------------------------------------------------------------

    def _file(self, method: str, name: str, headers: Mapping[str, str], found: Opened) -> Answer:
        body = found.read() if found.size <= _SMALL else None
        etag = f'"{found.size:x}-{found.modified:x}"' if body is None else f'"{_digest(body)}"'
        now = time.time()
        modified = min(found.modified // 1_000_000_000, int(now))
        told = {"ETag": etag, "Last-Modified": formatdate(modified, usegmt=True)}
        if precondition_failed(headers, etag, modified):
            return self._said(HTTPStatus.PRECONDITION_FAILED, method, **told)
        if not_modified(headers, etag, modified):
            return Answer(HTTPStatus.NOT_MODIFIED, (*self._always(name), *told.items()))
        wanted = wanted_range(headers, found.size, etag, modified, now) if method == "GET" else None
        if wanted == ():
            refused = {"Content-Range": f"bytes */{found.size}"}
            return self._said(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, method, **refused)
        first, last = wanted or (0, found.size - 1)
        if wanted:
            told["Content-Range"] = f"bytes {first}-{last}/{found.size}"
        length = last + 1 - first
        told |= {"Content-Type": _type(name), "Accept-Ranges": "bytes", "Content-Length": str(length)}
        status = HTTPStatus.PARTIAL_CONTENT if wanted else HTTPStatus.OK
        known = (*self._always(name), *told.items())
        if method == "HEAD":
            return Answer(status, known)
        if body is not None:
            return Answer(status, known, body[first : last + 1], length)
        return Answer(status, known, length=length, descriptor=found.taken(), place=first)

    def _absent(self, status: HTTPStatus, method: str, root: str, found: Opened) -> Answer:
        """The page that stands there, else the site's own page for what is missing, with links that hold at any depth."""
        if found.descriptor is not None and found.size <= _SMALL:
            body = found.read()
        else:
            with opened(self.folder, (_MISSING,)) as page:
                if page.descriptor is None or page.size > _SMALL:
                    return self._said(status, method)
                body = _rooted(page.read(), f"{quote(root)}/".encode())
        told = {"Content-Type": _TYPES["html"], "Content-Length": str(len(body))}
        sent = body if method == "GET" else b""
        return Answer(status, (*self._always(_MISSING), *told.items()), sent, len(sent))

    def _moved(self, method: str, path: str, query: str) -> Answer:
        asked = f"?{query}" if query and re.fullmatch(r"[!-~]{1,2000}", query) and "#" not in query else ""
        return self._said(HTTPStatus.MOVED_PERMANENTLY, method, Location=quote(path) + asked)

    def _said(self, status: HTTPStatus, method: str, **told: str) -> Answer:
        body = f"{status} {status.phrase}\n".encode()
        told |= {"Content-Type": _TYPES["txt"], "Content-Length": str(len(body))}
        sent = body if method != "HEAD" else b""
        return Answer(status, (*self._always(".txt"), *told.items()), sent, len(sent))

    def _always(self, name: str) -> tuple[tuple[str, str], ...]:
        """What every answer says: a page is asked for again each time, for it may have been withdrawn."""
        document = _type(name).startswith(_DOCUMENTS)
        return (
            ("Cache-Control", "no-cache"),
            ("Content-Security-Policy", f"{self.policy}; {_FRAMES}" if document else _FRAMES),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("X-Content-Type-Options", "nosniff"),
        )


def _rooted(page: bytes, root: bytes) -> bytes:
    """A page whose links begin where the site is mounted, whatever address it was made for."""
    home = found[1] if (found := _HOME.search(page)) else b""
    if home == root:
        return page
    pieces = _LINK.split(page)  # text, beginning of a link, text, …
    for place in range(2, len(pieces), 2):
        if pieces[place].startswith(home):
            pieces[place] = root + pieces[place][len(home) :]
    return b"".join(pieces)


def _type(name: str) -> str:
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
