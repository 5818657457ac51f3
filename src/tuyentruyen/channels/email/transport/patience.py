"""How long a mail server may take for each step."""

from __future__ import annotations

from attrs import frozen


@frozen(kw_only=True)
class Patience:
    """Seconds that may pass before a step counts as failed; those of the protocol are RFC 5321 4.5.3.2's.

    A reply counts when it is whole, so that one that comes drop by drop gains no time.

    Attributes:
        connect: For a connection to one address.
        tls: For the TLS handshake.
        greeting: For the first words.
        ehlo: For the answer to EHLO.
        starttls: For the answer to STARTTLS.
        auth: For the answer to one step of the log-in.
        mail: For the answer to MAIL.
        rcpt: For the answer to one RCPT.
        data: For the answer to DATA.
        block: For some of a mail's bytes to be taken.
        dot: For the answer to the final dot. Who gives up earlier does not know whether the mail will be delivered.
        rset: For the answer to RSET.
        noop: For the answer to NOOP.
        quit: For all farewells together, when a pool is closed.
        idle: How long a connection may have been quiet before the server is asked whether it is still there.
        pause: Before the first new try after a connection failed; it doubles from try to try.
        longest_pause: What that pause grows to.
    """

    connect: float = 30
    tls: float = 60
    greeting: float = 300
    ehlo: float = 300
    starttls: float = 300
    auth: float = 300
    mail: float = 300
    rcpt: float = 300
    data: float = 120
    block: float = 180
    dot: float = 600
    rset: float = 300
    noop: float = 300
    quit: float = 5
    idle: float = 30
    pause: float = 1
    longest_pause: float = 60

    def of(self, step: str) -> float:
        """For the step of this name."""
        seconds: float = getattr(self, step)
        return seconds
