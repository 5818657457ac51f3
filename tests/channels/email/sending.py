"""Sends mails to a server that misbehaves, and has its log judge the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from tests.channels.email.smtpserver import SmtpServer
from tuyentruyen.channels.email.transport import Envelope, Outcome, Patience, Pool, Result, SmtpSettings
from tuyentruyen.errors import DeliveryError

HURRIED = Patience(
    **dict.fromkeys(
        (
            "connect",
            "tls",
            "greeting",
            "ehlo",
            "starttls",
            "auth",
            "mail",
            "rcpt",
            "data",
            "block",
            "dot",
            "rset",
            "noop",
            "quit",
        ),
        4.0,
    ),
    pause=0.01,
    longest_pause=0.02,
)
"""Short enough for tests, long enough for a busy machine."""
BODY = b"Subject: thu\r\n\r\nChao ban\r\n.mot dau cham\r\n..hai\r\n.\r\nHet\r\n"


def envelope(*names: str, data: bytes = BODY, **more: Any) -> Envelope:
    return Envelope(
        sender="tin@ubnd.example", recipients=tuple(f"{name}@dan.example" for name in names), data=data, **more
    )


def settings(server: SmtpServer, **more: Any) -> SmtpSettings:
    return SmtpSettings(**{"host": "127.0.0.1", "port": server.port, "security": "none", "connections": 1, **more})


@frozen
class Sent:
    """What came of a batch: results by index, and the error that ended it, if one did."""

    results: dict[int, tuple[Result, ...]]
    fault: DeliveryError | None

    def outcomes(self, index: int = 0) -> list[str]:
        return [result.outcome.value for result in self.results[index]]

    def note(self, index: int = 0, place: int = 0) -> str:
        return self.results[index][place].note


def through(pool: Pool, batch: Sequence[Envelope]) -> Sent:
    results: dict[int, tuple[Result, ...]] = {}
    try:
        for index, answers in pool.send(batch):
            assert index not in results
            assert len(answers) == len(batch[index].recipients)
            results[index] = answers
    except DeliveryError as fault:
        assert fault.certain
        assert fault.retryable
        return Sent(results, fault)
    assert len(results) == len(batch)
    return Sent(results, None)


def sent(server: SmtpServer, batch: Sequence[Envelope], *, patience: Patience = HURRIED, **more: Any) -> Sent:
    """Sends a batch through a pool of its own; what comes out agrees with the server's log."""
    with Pool(settings(server, **more), patience=patience) as pool:
        made = through(pool, batch)
    server.settle()
    agrees(server, batch, made)
    return made


def agrees(server: SmtpServer, batch: Sequence[Envelope], made: Sent) -> None:
    """Accepted is taken once; retry, refused and what no result came out for was not taken; nothing is taken twice."""
    for index, mail in enumerate(batch):
        for place, address in enumerate(mail.recipients):
            count = server.count(address)
            outcome = made.results[index][place].outcome if index in made.results else None
            if outcome is Outcome.ACCEPTED:
                assert count == 1, (address, outcome, count)
            elif outcome is Outcome.UNCERTAIN:
                assert count <= 1, (address, outcome, count)
            else:
                assert count == 0, (address, outcome, count)
    assert {mail.data for mail in server.taken} <= {mail.data for mail in batch}
    said = [result.note for results in made.results.values() for result in results]
    told = "\n".join([*said, str(made.fault or "")])
    for mail in batch:
        for address in mail.recipients:
            assert address not in told
            assert address.partition("@")[0] not in told
    assert all(len(note) <= 500 and note.isprintable() for note in said)
