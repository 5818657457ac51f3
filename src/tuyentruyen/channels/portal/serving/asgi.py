"""The site as an ASGI application (version 3), for servers that run on asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from os import PathLike
from pathlib import Path
from typing import Any

from tuyentruyen.channels.portal.serving.answers import POLICY, Answer, PublishedSite

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
ASGIApplication = Callable[[Scope, Receive, Send], Awaitable[None]]


def asgi_application(folder: str | PathLike[str], *, policy: str = POLICY) -> ASGIApplication:
    """An ASGI application that serves a published site. The disk is read in threads, so that the loop never waits for it.

    Args:
        folder: Of the channel, such as ``cong-khai/cong``; it need not be there yet, and until then 503 is answered.
        policy: Content-Security-Policy of its pages, without ``frame-ancestors``; ASCII, no comma.

    Raises:
        ValueError: The policy is no header.
    """
    site = PublishedSite(Path(folder), policy=policy)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        elif scope["type"] == "http":
            await _respond(site, scope, receive, send)
        else:
            raise ValueError(f"no protocol of this application: {scope['type']}")

    return application


async def _live(receive: Receive, send: Send) -> None:
    while (event := (await receive())["type"]) != "lifespan.shutdown":
        await send({"type": f"{event}.complete"})
    await send({"type": "lifespan.shutdown.complete"})


async def _respond(site: PublishedSite, scope: Scope, receive: Receive, send: Send) -> None:
    root, path = scope.get("root_path", ""), scope["path"]
    if root and (path == root or path.startswith(root.rstrip("/") + "/")):
        path = path[len(root.rstrip("/")) :]
    making = asyncio.ensure_future(
        asyncio.to_thread(
            site.answer,
            scope["method"],
            path,
            _joined(scope["headers"]),
            root=root,
            query=scope.get("query_string", b"").decode("latin-1"),
        )
    )
    try:
        answer = await asyncio.shield(making)
    except asyncio.CancelledError:
        making.add_done_callback(_unused)
        raise
    await _sent(answer, receive, send)


def _unused(making: asyncio.Future[Answer]) -> None:
    if not making.cancelled() and making.exception() is None:
        making.result().close()


async def _sent(answer: Answer, receive: Receive, send: Send) -> None:
    """Sends until the end or until nobody listens any more. A file is closed when the thread that reads it has come back."""
    reading: asyncio.Future[bytes] | None = None
    leaving = asyncio.ensure_future(_left(receive)) if answer.length > len(answer.body) else None
    try:
        headers = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": int(answer.status), "headers": headers})
        if leaving is None:
            await send({"type": "http.response.body", "body": answer.body})
            return
        while answer.length and not leaving.done():
            reading = asyncio.ensure_future(asyncio.to_thread(answer.chunk))
            piece = await asyncio.shield(reading)
            await send({"type": "http.response.body", "body": piece, "more_body": bool(answer.length)})
    finally:
        if leaving is not None:
            leaving.cancel()
        if reading is None or reading.done():
            answer.close()
        else:
            reading.add_done_callback(lambda _: answer.close())


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _joined(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    told: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        told[key] = f"{told[key]}, {text}" if key in told else text
    return told
