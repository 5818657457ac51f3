"""One connection to a mail server: a socket that never blocks, TLS when it is due, and the session that lives on it."""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from attrs import define, field

from tuyentruyen.channels.email.transport.login import Login
from tuyentruyen.channels.email.transport.patience import Patience
from tuyentruyen.channels.email.transport.replies import safe
from tuyentruyen.channels.email.transport.session import Session
from tuyentruyen.channels.email.transport.settings import SmtpSettings
from tuyentruyen.channels.email.transport.tls import tls_fault
from tuyentruyen.channels.email.transport.transaction import Transaction
from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import reason, tr

Address = tuple[int, Any]
"""Family and address of a socket."""

_CHUNK = 65_536
_RECORD = 16_384
"""Bytes of one TLS record: a piece of this size goes out whole or is offered again."""


@define(eq=False)
class Connection:
    """One connection, from the first packet to the last.

    Attributes:
        settings: Which server, and how.
        patience: How long each step may take.
        login: How to log in; forgotten once the session knows it.
        context: What is trusted; None where no TLS is spoken.
        session: What is said over it; None until it stands.
        wants: What the selector has to wait for: `EVENT_READ`, `EVENT_WRITE`, both.
        fault: Why it is over; None while it is not.
        due: Moment, on the clock that `work` is given, by which the step under way has to be done.
        quiet_since: When something last came or went.
    """

    settings: SmtpSettings
    patience: Patience
    login: Login | None
    context: ssl.SSLContext | None
    _addresses: list[Address]
    session: Session | None = field(default=None, init=False)
    wants: int = field(default=EVENT_WRITE, init=False)
    fault: DeliveryError | None = field(default=None, init=False)
    due: float = field(default=0.0, init=False)
    quiet_since: float = field(default=0.0, init=False)
    _socket: socket.socket | None = field(default=None, init=False)
    _phase: str = field(default="connect", init=False)

    @classmethod
    def begun(
        cls,
        settings: SmtpSettings,
        patience: Patience,
        *,
        addresses: Sequence[Address],
        login: Login | None,
        context: ssl.SSLContext | None,
        now: float,
    ) -> Connection:
        """One on its way to the first of these addresses that answers; to be looked at even if `fault` stands already."""
        made = cls(settings=settings, patience=patience, login=login, context=context, addresses=list(addresses))
        made._guarded(made._reach, now)
        return made

    @property
    def socket(self) -> socket.socket | None:
        """The socket to wait on; another one when the next address is tried or TLS begins."""
        return self._socket

    @property
    def is_open(self) -> bool:
        """Whether it carries mails."""
        return self.session is not None and self.session.is_open and self.fault is None

    @property
    def is_free(self) -> bool:
        """Whether another mail can be given."""
        return self.fault is None and self.session is not None and self.session.is_free

    @property
    def is_idle(self) -> bool:
        """Whether it carries mails, and has none."""
        return self.is_free and self.session is not None and self.session.is_idle

    def work(self, ready: int, now: float) -> None:
        """Does what can be done without waiting; afterwards `fault` or `Session.settled` tell what came of it."""
        self._guarded(self._moved, ready, now)

    def give(self, transaction: Transaction, now: float) -> None:
        """Hands over a mail; only when the session is free. After a long quiet the server is first asked whether it is there."""
        assert self.session is not None
        if self.session.is_idle:
            if now - self.quiet_since > self.patience.idle:
                self.session.rest()
            self.quiet_since = now
        self.session.begin(transaction)
        if self.session.outgoing:
            self.flush(now)

    def flush(self, now: float) -> None:
        """Sends what the session has to say, as far as the system takes it."""
        self._guarded(self._push, now)

    def overdue(self, now: float) -> None:
        """Gives up what takes too long: to be called after `due`, once nothing more can be read."""
        if now >= self.due and self.fault is None:
            if self._phase == "connect":
                self._guarded(self._next_address, now, tr("it does not answer"))
                return
            text = tr("the mail server took longer than {seconds:g} s ({step})",
                      seconds=self._allowed(), step=self._phase_name())  # fmt: skip
            if self._phase_name() == "greeting" and self.settings.security != "tls":
                text += "; " + tr("if TLS begins on this port with the first byte, set security to tls")
            self.give_up(DeliveryError(text, certain=True))

    def give_up(self, fault: DeliveryError) -> None:
        """Drops the line; what was under way on it is told by `Session.lost`."""
        if self.fault is None:
            addresses = self.session.addresses if self.session is not None else ()
            self.fault = DeliveryError(safe(str(fault), *addresses), retryable=fault.retryable, certain=True)
        if self._socket is not None:
            self._socket.close()

    # -- inside --------------------------------------------------------------------------------------------------------

    def _guarded(self, act: Any, *arguments: Any) -> None:
        """Runs it; whatever breaks there ends the connection and nothing else."""
        try:
            act(*arguments)
        except DeliveryError as fault:
            self.give_up(fault)
        except ssl.SSLError as fault:
            self.give_up(tls_fault(fault, at_once=self.settings.security == "tls"))
        except OSError as fault:
            self.give_up(DeliveryError(tr("the connection broke: {fault}", fault=_why(fault)), certain=True))

    def _reach(self, now: float) -> None:
        """Begins to connect to the next address."""
        if self._socket is not None:
            self._socket.close()
        family, address = self._addresses.pop(0)
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.settimeout(0)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.due = now + self.patience.connect
        try:
            self._socket.connect(address)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as fault:
            self._next_address(now, _why(fault))

    def _next_address(self, now: float, why: str) -> None:
        if not self._addresses:
            text = tr("no connection to the mail server {host}: {why}", host=self.settings.host, why=why)
            raise DeliveryError(text, certain=True)
        self._reach(now)

    def _moved(self, ready: int, now: float) -> None:
        if self._phase == "connect":
            assert self._socket is not None
            if failed := self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                self._next_address(now, _why(OSError(failed, os.strerror(failed))))
                return
            self._connected(now)
        if self._phase == "tls":
            self._shake(now)
        if self._phase == "talk":
            if ready & EVENT_READ:
                self._pull(now)
            self._push(now)

    def _connected(self, now: float) -> None:
        assert self._socket is not None
        name = self.settings.hello.rstrip(".") or _literal(self._socket.getsockname()[0])
        security = self.settings.security
        self.session = Session(
            name=name.encode("idna").decode("ascii") if not name.startswith("[") else name,
            needs_tls=security != "none",
            is_secure=security == "tls",
            login=self.login,
        )
        self.login = None
        if security == "tls":
            self._begin_tls(now)
        else:
            self._talk(now)

    def _talk(self, now: float) -> None:
        self._phase, self.wants = "talk", EVENT_READ
        self._touch(now)

    def _begin_tls(self, now: float) -> None:
        assert self._socket is not None
        assert self.context is not None
        host = self.settings.host.strip("[]").rstrip(".")
        self._socket = self.context.wrap_socket(self._socket, server_hostname=host, do_handshake_on_connect=False)
        self._phase, self.wants = "tls", EVENT_READ | EVENT_WRITE
        self._touch(now)

    def _shake(self, now: float) -> None:
        assert isinstance(self._socket, ssl.SSLSocket)
        assert self.session is not None
        try:
            self._socket.do_handshake()
        except ssl.SSLWantReadError:
            self.wants = EVENT_READ
        except ssl.SSLWantWriteError:
            self.wants = EVENT_WRITE
        else:
            if self.session.is_upgrading:
                self.session.secured()
            self._talk(now)

    def _pull(self, now: float) -> None:
        """Reads what has come, all of it, and lets the session answer."""
        assert self._socket is not None
        assert self.session is not None
        while True:
            try:
                data = self._socket.recv(_CHUNK)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except ssl.SSLZeroReturnError:
                data = b""
            if not data:
                raise DeliveryError(tr("the mail server closed the connection"), certain=True)
            if self.session.receive(data):
                self.quiet_since = now
            if self.session.is_upgrading:
                self._begin_tls(now)
                self._shake(now)
                return
            if self.session.is_closing:
                said = self.session.farewell or tr("the mail server closed the connection")
                raise DeliveryError(said, certain=True)
            if not isinstance(self._socket, ssl.SSLSocket) or not self._socket.pending():
                return

    def _push(self, now: float) -> None:
        if self._phase != "talk" or self.fault is not None:
            return
        assert self._socket is not None
        assert self.session is not None
        piece = _RECORD if isinstance(self._socket, ssl.SSLSocket) else None
        outgoing = self.session.outgoing
        while outgoing:
            try:
                count = self._socket.send(outgoing if piece is None else outgoing[:piece])
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                break
            except OSError:
                with suppress(OSError):
                    self._pull(now)  # its last words: why it went
                raise
            self.session.sent(count)
            self.quiet_since = now
        self.wants = EVENT_READ | EVENT_WRITE if outgoing else EVENT_READ
        self.due = self.quiet_since + self._allowed()

    def _touch(self, now: float) -> None:
        self.quiet_since = now
        self.due = now + self._allowed()

    def _phase_name(self) -> str:
        if self._phase != "talk" or self.session is None:
            return self._phase
        return "block" if self.session.outgoing else self.session.step

    def _allowed(self) -> float:
        """Seconds that the step under way may take; without end while nothing is awaited."""
        name = self._phase_name()
        return self.patience.of(name) if name else float("inf")


def _why(fault: OSError) -> str:
    said = {
        errno.ECONNREFUSED: tr("nothing answers there"),
        errno.ECONNRESET: tr("the mail server closed the connection"),
    }
    return said.get(fault.errno or 0) or reason(fault)


def _literal(address: str) -> str:
    """An IP address as EHLO wants it (RFC 5321 4.1.3)."""
    address = address.partition("%")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
