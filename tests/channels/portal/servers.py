"""Real servers on the loopback, and a client of the standard library to read them with."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import uvicorn


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    faults: list[str] = []


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@contextmanager
def over_wsgi(application):
    server = make_server("127.0.0.1", 0, application, _Threads, _Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def over_asgi(application, **more):
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="on", log_level="error", ws="none", **more))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.005)
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def read(port, path, method="GET", **headers):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        client.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            client.putheader(name.replace("_", "-"), value)
        client.endheaders()
        got = client.getresponse()
        return got.status, got.headers, got.read()
    finally:
        client.close()
