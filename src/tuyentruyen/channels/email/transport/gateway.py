"""Where the mail server is and what it takes to reach it: its addresses, trust in it, the log-in."""

from __future__ import annotations

import socket
import ssl

from attrs import define, field

from tuyentruyen.channels.email.transport.connection import Address, Connection
from tuyentruyen.channels.email.transport.login import Login
from tuyentruyen.channels.email.transport.patience import Patience
from tuyentruyen.channels.email.transport.settings import SmtpSettings
from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import reason, tr

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@define(eq=False)
class Gateway:
    """Makes connections to the mail server of these settings. What it finds out is kept until it proves wrong."""

    settings: SmtpSettings
    patience: Patience
    _context: ssl.SSLContext | None = field(default=None, init=False)
    _addresses: list[Address] = field(factory=list, init=False)

    def connection(self, now: float) -> Connection:
        """A connection that has begun to be made; what becomes of it, it says itself.

        Raises:
            DeliveryError: The name has no address, the password is not in the environment, or the file of authorities cannot be
                read.
        """
        if not self._addresses:
            self._addresses = self._resolved()
        return Connection.begun(
            self.settings,
            self.patience,
            addresses=self._addresses,
            login=self._login(),
            context=self._trust(),
            now=now,
        )

    def forget(self) -> None:
        """The addresses led nowhere: the name is asked for again."""
        self._addresses = []

    def _resolved(self) -> list[Address]:
        host = self.settings.host.strip("[]")
        port = self.settings.port or _PORTS[self.settings.security]
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as fault:
            text = tr(
                "the name of the mail server {host} cannot be resolved: {why}", host=host, why=_why_unknown(fault)
            )
            raise DeliveryError(text, certain=True) from fault
        return list(dict.fromkeys((family, address) for family, _, _, _, address in found))

    def _login(self) -> Login | None:
        if self.settings.password is None:
            return None
        try:
            return Login(self.settings.user, self.settings.password.reveal())
        except LookupError as fault:
            raise DeliveryError(str(fault.args[0]), retryable=False, certain=True) from None

    def _trust(self) -> ssl.SSLContext | None:
        if self._context is None and self.settings.security != "none":
            try:
                self._context = ssl.create_default_context(cafile=self.settings.ca or None)
            except OSError as fault:
                why = reason(fault)
                if isinstance(fault, ssl.SSLError):
                    why = tr("it holds no certificate in PEM form")
                text = tr("the certificates in {file} cannot be read: {why}", file=self.settings.ca, why=why)
                raise DeliveryError(text, retryable=False, certain=True) from fault
        return self._context


def _why_unknown(fault: OSError) -> str:
    if fault.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)):
        return tr("there is no such name, or it has no address")
    return tr("no name server answers now") if fault.errno == socket.EAI_AGAIN else reason(fault)
