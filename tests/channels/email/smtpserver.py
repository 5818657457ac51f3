"""A mail server that misbehaves as it is told, and keeps an honest log of what it has taken.

``SmtpServer(script={"rcpt": ["450 4.2.0 later", None]})``: at the first RCPT it answers so, at the second as it should, and from
then on too. ``Always(…)`` as the last action is done every time. Steps: greeting, ehlo, helo, starttls, auth, mail, rcpt, data, body,
dot, rset, noop, quit.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

EVERYTHING = "PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "SIZE 10000000"


@frozen
class Drop:
    """Closes the connection without a word; with RST where `hard`."""

    hard: bool = False


@frozen
class Taking:
    """At the dot: takes the mail, and then does this."""

    then: Any


@frozen
class Raw:
    """Sends these bytes in place of a reply."""

    data: bytes


@frozen
class Slow:
    """Waits, then does this; None: what it should."""

    seconds: float
    then: Any = None


@frozen
class Dripping:
    """A reply byte by byte."""

    reply: str
    seconds: float


@frozen
class Hang:
    """Says nothing any more, and keeps the connection."""


@frozen
class Always:
    """Does this every time from now on."""

    action: Any


@frozen
class Mail:
    """What was taken."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes


class _Gone(Exception):
    pass


@define(eq=False)
class SmtpServer:
    script: Mapping[str, Sequence[Any]] = field(factory=dict)
    offers: Sequence[str] = EVERYTHING
    refuse: Mapping[str, str] = field(factory=dict)
    most_recipients: int = 1000
    context: ssl.SSLContext | None = None
    implicit: bool = False
    users: Mapping[str, str] = field(factory=dict)
    family: socket.AddressFamily = socket.AF_INET
    taken: list[Mail] = field(factory=list, init=False)
    seen: list[str] = field(factory=list, init=False)
    groups: list[bytes] = field(factory=list, init=False)
    connections: int = field(default=0, init=False)
    open_now: int = field(default=0, init=False)
    most_open: int = field(default=0, init=False)
    port: int = field(default=0, init=False)
    _turns: Counter[str] = field(factory=Counter, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _listener: socket.socket = field(init=False)
    _threads: list[threading.Thread] = field(factory=list, init=False)
    _sockets: list[socket.socket] = field(factory=list, init=False)
    _stop: threading.Event = field(factory=threading.Event, init=False)
    faults: list[BaseException] = field(factory=list, init=False)

    def __enter__(self):
        self._listener = socket.socket(self.family)
        self._listener.bind(("::1" if self.family == socket.AF_INET6 else "127.0.0.1", 0))
        self._listener.listen(128)
        self.port = self._listener.getsockname()[1]
        self._start(self._listen)
        return self

    def __exit__(self, *_):
        self._stop.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive()
        for each in self._sockets:
            each.close()
        assert not self.faults, self.faults

    def count(self, address: str) -> int:
        """How often this address got a mail."""
        return sum(address in mail.recipients for mail in self.taken)

    def settle(self) -> None:
        """Waits until every connection is over, so that the log is whole."""
        ends = time.monotonic() + 5
        while self.open_now and time.monotonic() < ends:
            time.sleep(0.002)

    def _start(self, act, *arguments):
        thread = threading.Thread(target=act, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self):
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self.open_now += 1
                self.most_open = max(self.most_open, self.open_now)
                self._sockets.append(peer)
            self._start(self._serve, peer)

    def _serve(self, peer):
        talk = Talk(self, peer)
        try:
            talk.run()
        except (_Gone, OSError):
            pass
        except BaseException as fault:
            self.faults.append(fault)
        finally:
            with contextlib.suppress(OSError):
                talk.peer.close()
            with self._lock:
                self.open_now -= 1

    def action(self, step: str) -> Any:
        with self._lock:
            turn = self._turns[step]
            self._turns[step] += 1
        actions = self.script.get(step, ())
        if actions and isinstance(actions[-1], Always) and turn >= len(actions) - 1:
            return actions[-1].action
        return actions[turn] if turn < len(actions) else None


@define(eq=False)
class Talk:
    server: SmtpServer
    peer: Any
    buffer: bytearray = field(factory=bytearray)
    sender: str | None = None
    recipients: list[str] = field(factory=list)
    secure: bool = False
    logged_in: str = ""

    def run(self):
        if self.server.implicit:
            self.secured()
        self.answer("greeting", "220 server.example ESMTP")
        while True:
            line = self.line()
            verb, _, rest = line.partition(" ")
            self.server.seen.append(line)
            handler = getattr(self, f"do_{verb.lower()}", None)
            if handler is None:
                self.say("500 5.5.2 what?")
            else:
                handler(rest)

    # -- bytes ---------------------------------------------------------------------------------------------------------

    def more(self):
        data = self.peer.recv(65_536)
        if not data:
            raise _Gone
        self.server.groups.append(data)
        self.buffer += data

    def line(self) -> str:
        while (end := self.buffer.find(b"\r\n")) < 0:
            self.more()
        line = self.buffer[:end].decode()
        del self.buffer[: end + 2]
        return line

    def say(self, reply: str):
        self.peer.sendall(reply.encode() + b"\r\n")

    def drop(self, *, hard: bool):
        if hard:
            self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.peer.close()
        raise _Gone

    def secured(self):
        try:
            self.peer = self.server.context.wrap_socket(self.peer, server_side=True)
        except (ssl.SSLError, OSError):
            raise _Gone from None
        self.secure = True
        with self.server._lock:
            self.server._sockets.append(self.peer)

    def answer(self, step: str, usual: str) -> str:
        """Does what the script says at this step, else gives the usual reply. Gives what was said, as a code."""
        return self.act(self.server.action(step), usual)

    def act(self, action: Any, usual: str) -> str:
        match action:
            case None:
                self.say(usual)
                return usual[:3]
            case str():
                self.say(action)
                if action.startswith("421"):
                    self.drop(hard=False)
                return action[:3]
            case Drop():
                self.drop(hard=action.hard)
            case Raw():
                self.peer.sendall(action.data)
                return "raw"
            case Slow():
                self.server._stop.wait(action.seconds)
                return self.act(action.then, usual)
            case Dripping():
                for byte in f"{action.reply}\r\n".encode():
                    self.peer.sendall(bytes([byte]))
                    if self.server._stop.wait(action.seconds):
                        raise _Gone
                return action.reply[:3]
            case Hang():
                while True:
                    self.more()
        raise AssertionError(action)

    # -- commands ------------------------------------------------------------------------------------------------------

    def do_ehlo(self, rest):
        offers = [*self.server.offers]
        if self.secure:
            offers = [offer for offer in offers if offer != "STARTTLS"]
        lines = ["server.example", *offers]
        usual = "\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"])
        self.answer("ehlo", usual)

    def do_helo(self, rest):
        self.answer("helo", "250 server.example")

    def do_starttls(self, rest):
        if self.answer("starttls", "220 2.0.0 go ahead") in ("220", "raw"):
            self.secured()

    def do_auth(self, rest):
        way, _, word = rest.partition(" ")
        if way == "LOGIN":
            self.say("334 " + base64.b64encode(b"Username:").decode())
            user = base64.b64decode(self.line()).decode()
            self.say("334 " + base64.b64encode(b"Password:").decode())
            password = base64.b64decode(self.line()).decode()
        else:
            _, user, password = base64.b64decode(word).decode().split("\0")
        good = self.server.users.get(user) == password
        self.answer("auth", "235 2.7.0 welcome" if good else "535 5.7.8 wrong name or password")
        self.logged_in = user if good else ""

    def do_mail(self, rest):
        if self.sender is not None:
            self.say("503 5.5.1 nested MAIL command")
            return
        if self.server.users and not self.logged_in:
            self.say("530 5.7.0 log in first")
            return
        if self.answer("mail", "250 2.1.0 ok") == "250":
            self.sender = rest[rest.index("<") + 1 : rest.index(">")]

    def do_rcpt(self, rest):
        address = rest[rest.index("<") + 1 : rest.rindex(">")]
        if self.sender is None:
            self.say("503 5.5.1 need MAIL first")
        elif address in self.server.refuse:
            self.say(self.server.refuse[address])
        elif len(self.recipients) >= self.server.most_recipients:
            self.say("452 4.5.3 too many recipients")
        elif self.answer("rcpt", "250 2.1.5 ok") == "250":
            self.recipients.append(address)

    def do_data(self, rest):
        usual = "354 go on" if self.recipients else "554 5.5.1 no valid recipients"
        if self.answer("data", usual) != "354":
            return
        body = self.server.action("body")
        if body is not None:
            self.more()
            if self.act(body, ""):  # it has answered this mail already: what still comes of it is read and forgotten
                self.body()
                self.sender, self.recipients = None, []
                return
        data = self.body()
        action = self.server.action("dot")
        if isinstance(action, Slow) and action.then is None:  # it has it, and takes its time to say so
            self.take(data)
            self.act(action, "250 2.0.0 ok: queued as 1A2B")
        elif isinstance(action, Taking):
            self.take(data)
            self.act(action.then, "250 2.0.0 ok: queued as 1A2B")
        elif action is None:
            if self.recipients:
                self.take(data)
                self.say("250 2.0.0 ok: queued as 1A2B")
            else:
                self.say("554 5.5.1 no valid recipients")
        else:
            self.act(action, "")
        self.sender, self.recipients = None, []

    def body(self) -> bytes:
        searched = 0
        while not self.buffer.startswith(b".\r\n") and (end := self.buffer.find(b"\r\n.\r\n", searched)) < 0:
            searched = max(0, len(self.buffer) - 5)
            self.more()
        if self.buffer.startswith(b".\r\n"):
            del self.buffer[:3]
            return b""
        data = bytes(self.buffer[: end + 2])
        del self.buffer[: end + 5]
        return data[data.startswith(b".") :].replace(b"\r\n.", b"\r\n")

    def take(self, data: bytes):
        with self.server._lock:
            self.server.taken.append(Mail(self.sender or "", tuple(self.recipients), data))

    def do_rset(self, rest):
        self.sender, self.recipients = None, []
        self.answer("rset", "250 2.0.0 ok")

    def do_noop(self, rest):
        self.answer("noop", "250 2.0.0 ok")

    def do_quit(self, rest):
        self.answer("quit", "221 2.0.0 bye")
        raise _Gone
