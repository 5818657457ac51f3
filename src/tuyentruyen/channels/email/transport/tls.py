"""What goes wrong where a connection is encrypted, for people."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping

from tuyentruyen.channels.email.transport.replies import ProtocolError, safe
from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import tr

_PLAINLY = "WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"
_MISTRUST: Mapping[int, Callable[[], str]] = {
    9: lambda: tr("it is not valid yet"),
    10: lambda: tr("it has expired"),
    18: lambda: tr("it is signed by itself; name its file in ca"),
    19: lambda: tr("its authority is not known here; name the authority's file in ca"),
    20: lambda: tr("its authority is not known here; name the authority's file in ca"),
    21: lambda: tr("its authority is not known here; name the authority's file in ca"),
    62: lambda: tr("it is that of another host name; write the name in host"),
    64: lambda: tr("it is not that of this IP address; write the server's name in host"),
}
"""The reasons of OpenSSL that people meet, by their numbers (``X509_V_ERR_…``)."""


def tls_fault(fault: ssl.SSLError, *, at_once: bool) -> DeliveryError:
    """What a fault of TLS means: nothing was sent.

    Args:
        fault: What the system's TLS says.
        at_once: Whether TLS began with the first byte.
    """
    if isinstance(fault, ssl.SSLCertVerificationError):
        known = _MISTRUST.get(fault.verify_code)
        why = known() if known else safe(fault.verify_message)
        text = tr("the mail server's certificate is not to be trusted: {why}", why=why)
        return ProtocolError(text, retryable=False, certain=True)
    if at_once and fault.reason in _PLAINLY:
        text = tr("no TLS is spoken on this port of the mail server; set security to starttls")
        return ProtocolError(text, retryable=False, certain=True)
    said = safe((fault.reason or "").replace("_", " ").lower()) or type(fault).__name__
    return DeliveryError(tr("TLS with the mail server failed: {why}", why=said), certain=True)
