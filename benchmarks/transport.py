"""Mails to Postfix's ``smtp-sink`` against smtplib, which reuses its connection too: ``python -m benchmarks transport``.

Both sides are given the same finished bytes. A mail costs smtplib four round trips and us one, for its commands follow the final dot
of the mail before; so what a mail costs is told by how far the server is. At a distance both sides go through the same proxy of ours, a
process of its own that holds every byte back on its way there and on its way back. With no distance at all, on loopback, a
round trip is only two switches between processes, and the sink's own work on each mail, the same for both, weighs most.
That every mail arrives as it was sent, with dots at the beginning of lines, is proved first on a sink that writes down what it takes.
"""

from __future__ import annotations

import contextlib
import heapq
import os
import selectors
import shutil
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.rows import Row, run, seconds
from tuyentruyen.channels.email.transport import Envelope, Outcome, Pool, SmtpSettings

MAILS = 5_000
NEAR_MAILS = 1_000
FAR_MAILS = 10_000
FAR_PEER_MAILS = 100
"""Mails of the peer at a distance, at some 25 ms each; scaled up."""
CONNECTIONS = 20
NEAR, FAR = 0.001, 0.005
"""Seconds of a round trip: a server in the same city, and one across the country."""
REPEATS = 5


def envelopes(count: int) -> list[Envelope]:
    """Mails of 4 kB, one recipient each; every tenth line begins with a dot."""
    body = b"".join((b"." if number % 10 == 0 else b"") + b"=C3=A1 " * 10 + b"\r\n" for number in range(54))
    head = b"From: <tin@ubnd.example>\r\nTo: <nguoi-%d@dan.example>\r\nSubject: Thu\r\nMessage-ID: <%d@ubnd.example>\r\n\r\n"
    return [
        Envelope(
            sender="tin@ubnd.example", recipients=(f"nguoi-{number}@dan.example",), data=head % (number, number) + body
        )
        for number in range(count)
    ]


@contextlib.contextmanager
def sink(*options: str) -> Iterator[int]:
    """Postfix's sink on a free port of the loopback."""
    program = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None, "smtp-sink is missing; mend: apt-get install postfix"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = ("-u", "nobody") if os.geteuid() == 0 else ()
    process = subprocess.Popen([program, *user, *options, f"127.0.0.1:{port}", "128"])
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield port
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def distance(port: int, trip: float) -> Iterator[int]:
    """The port of a proxy, a process of its own, that makes a round trip so many seconds longer."""
    command = [sys.executable, "-c", f"import benchmarks.transport as t; t.hold_back({port}, {trip / 2})"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def hold_back(port: int, delay: float) -> None:
    """Passes bytes on, each so many seconds after it came, between whoever connects and that port."""
    ear = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(ear.getsockname()[1], flush=True)
    waiting: list[tuple[float, int, socket.socket, bytes]] = []
    count = 0
    with selectors.SelectSelector() as selector:
        selector.register(ear, selectors.EVENT_READ, None)
        while True:
            pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
            for key, _ in selector.select(pause):
                if key.data is None:
                    near, far = ear.accept()[0], socket.create_connection(("127.0.0.1", port))
                    for one, other in ((near, far), (far, near)):
                        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                        selector.register(one, selectors.EVENT_READ, other)
                    continue
                data = key.fileobj.recv(262_144)
                if not data:
                    selector.unregister(key.fileobj)
                count += 1
                heapq.heappush(waiting, (time.monotonic() + delay, count, key.data, data))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, to, data = heapq.heappop(waiting)
                with contextlib.suppress(OSError):
                    to.sendall(data) if data else to.shutdown(socket.SHUT_WR)


def ours(mails: Sequence[Envelope], port: int, *, connections: int) -> None:
    settings = SmtpSettings(host="127.0.0.1", port=port, security="none", connections=connections)
    with Pool(settings) as pool:
        done = [result.outcome for _, (result,) in pool.send(mails)]
    assert done == [Outcome.ACCEPTED] * len(mails)


def peers(mails: Sequence[Envelope], port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="ubnd.example") as smtp:
        smtp.ehlo()
        for mail in mails:
            assert smtp.sendmail(mail.sender, mail.recipients, mail.data) == {}


def _prove(mails: Sequence[Envelope]) -> None:
    """What the sink took of ours is what it took of the peer's, and is what was sent."""
    for send in (lambda port: ours(mails, port, connections=3), lambda port: peers(mails, port)):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o777)
            with sink("-d", f"{folder}/mail.") as port:
                send(port)
            found = []
            for file in Path(folder).iterdir():
                head, _, data = file.read_bytes().partition(b"\nFrom: ")
                assert b"X-Rcpt-Args: <nguoi-" in head, head
                found.append((b"From: " + data).rstrip(b"\n"))
            assert sorted(found) == sorted(mail.data.replace(b"\r\n", b"\n").rstrip(b"\n") for mail in mails)


def _medians(mails: Sequence[Envelope], port: int) -> tuple[float, float]:
    """Of runs that take turns, so that the machine's moods meet both sides."""
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        spent[0].append(seconds(lambda: ours(mails, port, connections=1))[0])
        spent[1].append(seconds(lambda: peers(mails, port))[0])
    return statistics.median(spent[0]), statistics.median(spent[1])


def rows() -> Iterator[Row]:
    """Three rows: one connection without and with a distance, twenty at a distance. That the same arrives is proved first."""
    _prove(envelopes(200))
    mails = envelopes(FAR_MAILS)
    peer_is = "smtplib reusing a connection"
    with sink() as port:
        value, peer = _medians(mails[:MAILS], port)
        yield Row(
            work=f"{MAILS:,} mails of 4 kB to smtp-sink on loopback, one connection",
            value=value,
            peer=peer,
            against=peer_is,
            floor=3,
            note=f"median of {REPEATS}",
        )
        with distance(port, NEAR) as near:
            value, peer = _medians(mails[:NEAR_MAILS], near)
        yield Row(
            work=f"{NEAR_MAILS:,} of them at {NEAR * 1000:g} ms round trip, one connection",
            value=value,
            peer=peer,
            against=peer_is,
            floor=3,
            note=f"median of {REPEATS}",
        )
        with distance(port, FAR) as far:
            peer = seconds(lambda: peers(mails[:FAR_PEER_MAILS], far))[0] * FAR_MAILS / FAR_PEER_MAILS
            value = seconds(lambda: ours(mails, far, connections=CONNECTIONS))[0]
    yield Row(
        work=f"{FAR_MAILS:,} of them at {FAR * 1000:g} ms round trip, {CONNECTIONS} connections",
        value=value,
        peer=peer,
        against="smtplib on one connection",
        floor=40,
        note=f"peer measured on {FAR_PEER_MAILS} of them and scaled",
    )


if __name__ == "__main__":
    run(rows)
