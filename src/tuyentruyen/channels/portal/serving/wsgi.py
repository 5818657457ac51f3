"""The site as a WSGI application (PEP 3333)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from tuyentruyen.channels.portal.serving.answers import POLICY, PublishedSite


def wsgi_application(folder: str | PathLike[str], *, policy: str = POLICY) -> WSGIApplication:
    """A WSGI application that serves a published site; it may be called by many threads at once.

    Args:
        folder: Of the channel, such as ``cong-khai/cong``; it need not be there yet, and until then 503 is answered.
        policy: Content-Security-Policy of its pages, without ``frame-ancestors``; ASCII, no comma.

    Raises:
        ValueError: The policy is no header.
    """
    site = PublishedSite(Path(folder), policy=policy)

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name[:5] == "HTTP_"}
        answer = site.answer(
            environ["REQUEST_METHOD"],
            _decoded(environ.get("PATH_INFO", "")),
            headers,
            root=_decoded(environ.get("SCRIPT_NAME", "")),
            query=environ.get("QUERY_STRING", ""),
        )
        try:
            start_response(f"{answer.status} {answer.status.phrase}", list(answer.headers))
        except BaseException:
            answer.close()
            raise
        return _Body(answer.chunks(), answer.close)

    return application


class _Body:
    """Closes the file even if the server never began to read: a generator that was not begun has no end."""

    def __init__(self, chunks: Iterator[bytes], close: Callable[[], None]) -> None:
        self._chunks = chunks
        self.close = close

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks


def _decoded(path: str) -> str:
    """What PEP 3333 hands over as if it were Latin-1; bytes that are no UTF-8 become a sign that no file is named with."""
    return path.encode("latin-1", "replace").decode("utf-8", "replace")
