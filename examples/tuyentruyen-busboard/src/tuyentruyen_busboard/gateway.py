"""A gateway to try the plugin with: keeps lines in memory and says each on its console.

``python -m tuyentruyen_busboard.gateway 8090`` starts one on the loopback address.
"""

from __future__ import annotations

import json
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


class Gateway(ThreadingHTTPServer):
    """The boards' gateway.

    Attributes:
        lines: What it was given, in order: key and line.
        answers: Codes it answers with first, before it takes a line; for tests.
        token: The word it wants to hear; empty: none.
    """

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.lines: list[tuple[str, dict[str, object]]] = []
        self.answers: list[int] = []
        self.token = ""

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_GET(self) -> None:
        known = any(key == self._key() for key, _ in self.server.lines)
        self._answer(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            self._answer(HTTPStatus.UNAUTHORIZED)
        elif self.server.answers:
            self._answer(self.server.answers.pop(0))
        else:
            self.server.lines.append((self._key(), json.loads(data)))
            self._answer(HTTPStatus.CREATED)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the protocol's
        pass

    def _key(self) -> str:
        return unquote(self.path.removeprefix("/lines/"))

    def _answer(self, code: int) -> None:
        self.send_response(code)
        if code == HTTPStatus.SERVICE_UNAVAILABLE:
            self.send_header("Retry-After", "90")
        self.send_header("Line", str(len(self.server.lines)))
        self.send_header("Content-Length", "0")
        self.end_headers()


class _Telling(Gateway):
    def process_request_thread(self, request: object, client_address: object) -> None:
        before = len(self.lines)
        super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        for _, line in self.lines[before:]:
            print(f"[{line['stop']}] {line['text']}", flush=True)  # noqa: T201 - saying it is what it is for


if __name__ == "__main__":
    with _Telling(int(sys.argv[1]) if len(sys.argv) > 1 else 8090) as gateway:
        print(f"listening on {gateway.address}", flush=True)  # noqa: T201
        gateway.serve_forever()
