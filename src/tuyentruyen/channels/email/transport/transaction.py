"""One try to hand one mail to a server, for some or all of its recipients, and what came of it for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from attrs import define, field

from tuyentruyen.channels.email.transport.envelope import Envelope, Lines, Outcome, Result
from tuyentruyen.channels.email.transport.replies import Reply
from tuyentruyen.wording import tr

_TOO_MANY = {452: ("", "4.5.3"), 552: ("", "5.5.3", "4.5.3")}
"""Codes that say "no more recipients in this transaction"; RFC 5321 4.5.3.1.10 has old servers say 552."""


@define(eq=False)
class Transaction:
    """One try to hand over one mail.

    Attributes:
        index: Which of its batch.
        envelope: The mail.
        places: Which of the envelope's recipients it is for, by their place.
        tries: How many connections have broken under it.
        taken: Those whom the server took, without a result yet.
        results: What came of it, by place.
        dot_at: How many bytes the session has sent when its final dot is out; None while that is not written.
    """

    index: int
    envelope: Envelope
    places: tuple[int, ...]
    tries: int = 0
    taken: list[int] = field(factory=list)
    results: dict[int, Result] = field(factory=dict)
    dot_at: int | None = None

    @classmethod
    def nobody(cls) -> Self:
        """One that stands where a command belongs to no mail."""
        return cls(-1, Envelope(sender="", recipients=("nobody@localhost",), data=b""), ())

    @property
    def rest(self) -> tuple[int, ...]:
        """Those to whom it surely did not go, and may in another transaction."""
        return tuple([place for place in self.places if place not in self.results])

    # -- what is said for it -------------------------------------------------------------------------------------------

    def unfit(self, offers: Mapping[str, str]) -> Result | None:
        """Why a server that offers this cannot take it; None if it can."""
        envelope = self.envelope
        most = offers.get("SIZE", "").partition(" ")[0]
        if envelope.smtputf8 and "SMTPUTF8" not in offers:
            return _refusal(tr("the mail server takes no addresses with letters beyond ASCII (SMTPUTF8)"))
        if "8BITMIME" not in offers and not envelope.data.isascii():
            return _refusal(tr("the mail server takes no mail with bytes beyond ASCII (8BITMIME)"))
        if most.isdecimal() and 0 < int(most[:20]) < len(envelope.data):
            text = tr("the mail has {size} bytes, and the mail server takes no more than {most}",
                      size=len(envelope.data), most=int(most[:20]))  # fmt: skip
            return _refusal(text)
        return None

    def mail(self, offers: Mapping[str, str]) -> bytes:
        """The command that begins it."""
        envelope = self.envelope
        size = f" SIZE={len(envelope.data)}" if "SIZE" in offers else ""
        body = " BODY=8BITMIME" if "8BITMIME" in offers and not envelope.data.isascii() else ""
        utf8 = " SMTPUTF8" if envelope.smtputf8 else ""
        return f"MAIL FROM:<{envelope.sender}>{size}{body}{utf8}\r\n".encode()

    def rcpt(self, place: int) -> bytes:
        """The command that names one recipient."""
        return f"RCPT TO:<{self.envelope.recipients[place]}>\r\n".encode()

    # -- what was answered ---------------------------------------------------------------------------------------------

    def received(self, reply: Reply, place: int) -> None:
        """The answer to one recipient."""
        if place in self.results:  # the sender was refused, and this follows from it
            return
        if reply.kind == 2:
            self.taken.append(place)
        elif not (self.taken and reply.enhanced in _TOO_MANY.get(reply.code, ())):
            self._answer(place, reply)

    def accepted(self, reply: Reply) -> None:
        """The server has taken it over, for all whom it took."""
        for place in self.taken:
            note = reply.note(self.envelope.recipients[place])
            self.results[place] = Result(outcome=Outcome.ACCEPTED, note=note, code=reply.code)

    def refused(self, reply: Reply) -> None:
        """The server does not want it: for all whom it took, or, where it has been asked for none, for all."""
        for place in self.taken or self.rest:
            self._answer(place, reply)

    def doubted(self, why: str) -> None:
        """The server has all of it and did not say what became of it; `why` names nobody."""
        for place in self.taken:
            self.results[place] = Result(outcome=Outcome.UNCERTAIN, note=why)

    def answer_all(self, result: Result) -> None:
        """One result for all who have none."""
        for place in self.rest:
            self.results[place] = result

    def _answer(self, place: int, reply: Reply) -> None:
        outcome = Outcome.REFUSED if reply.kind == 5 else Outcome.RETRY
        note = reply.note(self.envelope.recipients[place])
        self.results[place] = Result(outcome=outcome, note=note, code=reply.code, after=reply.wait)


def _refusal(note: str) -> Result:
    return Result(outcome=Outcome.REFUSED, note=note)


def stuffed(data: bytes) -> bytes:
    """The data as it crosses the wire: dots at the beginning of lines doubled, and the final dot (RFC 5321 4.5.2)."""
    if not isinstance(data, Lines):
        if data[:1] == b".":
            data = b"." + data
        if b"\n." in data:
            data = data.replace(b"\n.", b"\n..")
    return data + (b".\r\n" if data[-2:] == b"\r\n" or not data else b"\r\n.\r\n")
