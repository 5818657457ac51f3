"""One SMTP session without a socket: bytes in, bytes out, mails settled (RFC 5321, 2920, 3207, 4954, 6152, 6531, 1870).

What is awaited stands in a queue, one entry for each command on its way; a reply settles the first. So pipelining is only a
matter of how many commands may be on their way. Where it is offered, the commands of the next mail follow the final dot of
the one before at once: a mail then costs one round trip, and only the one whose dot is unanswered can be uncertain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Mapping

from attrs import define, field

from tuyentruyen.channels.email.transport.login import Login, Step
from tuyentruyen.channels.email.transport.opening import opening
from tuyentruyen.channels.email.transport.replies import ProtocolError, Reply, ReplyReader
from tuyentruyen.channels.email.transport.transaction import Transaction, stuffed
from tuyentruyen.errors import DeliveryError
from tuyentruyen.wording import tr

Handler = Callable[[Reply, Transaction, int], None]
Command = tuple[str, bytes, Handler, Transaction, int]
"""Step, line, who takes the reply, the transaction it belongs to, and the place of a recipient."""

_LOG_IN_FIRST = 530, 534, 535, 538
"""Codes of RFC 4954 and 3207 that speak of the connection and not of the mail which met them."""
_NOBODY = Transaction.nobody()


@define(eq=False)
class Session:
    """One session, from greeting to farewell. Not for several threads.

    Attributes:
        name: What follows EHLO.
        is_secure: Whether the connection is encrypted already.
        needs_tls: Whether it has to be before anything is said.
        login: How to log in; None: not at all.
        is_open: Whether mails can be given.
        is_upgrading: Whether TLS has to be begun now; then `secured` is called.
        is_closing: Whether the server has said that it closes.
        carried: How many transactions came to an end.
        farewell: What the server said when it closed; empty if it has not.
    """

    name: str
    is_secure: bool = False
    needs_tls: bool = False
    login: Login | None = None
    is_open: bool = field(default=False, init=False)
    is_upgrading: bool = field(default=False, init=False)
    is_closing: bool = field(default=False, init=False)
    carried: int = field(default=0, init=False)
    farewell: str = field(default="", init=False)
    _offers: Mapping[str, str] = field(factory=dict, init=False)
    _opening: Generator[Step, Reply, Mapping[str, str]] = field(init=False)
    _reader: ReplyReader = field(factory=ReplyReader, init=False)
    _outgoing: bytearray = field(factory=bytearray, init=False)
    _queued: int = field(default=0, init=False)
    _sent: int = field(default=0, init=False)
    _commands: deque[Command] = field(factory=deque, init=False)
    _awaited: deque[Command] = field(factory=deque, init=False)
    _under_way: deque[Transaction] = field(factory=deque, init=False)
    _begun: Transaction | None = field(default=None, init=False)
    _next: Transaction | None = field(default=None, init=False)
    _next_commands: list[Command] = field(factory=list, init=False)
    _next_body: bytes = field(default=b"", init=False)
    _body: bytes = field(default=b"", init=False)
    _settled: list[Transaction] = field(factory=list, init=False)
    _is_stale: bool = field(default=False, init=False)
    _is_pipelining: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self._opening = opening(self.name, needs_tls=self.needs_tls and not self.is_secure, login=self.login)
        self._go_on(next(self._opening))

    # -- what whoever moves the bytes asks ---------------------------------------------------------------------------

    @property
    def outgoing(self) -> bytearray:
        """What has to be sent; `sent` tells how much of it was."""
        return self._outgoing

    def sent(self, count: int) -> None:
        """So many bytes of `outgoing` are in the hands of the system."""
        self._sent += count
        del self._outgoing[:count]

    @property
    def step(self) -> str:
        """Which reply is awaited; empty if none is."""
        return self._awaited[0][0] if self._awaited else ""

    @property
    def is_free(self) -> bool:
        """Whether another mail can be given now, be it only to lie ready for the moment when it can begin."""
        return self.is_open and self._next is None and not self.is_closing

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way at all."""
        return not self._awaited and self._next is None

    @property
    def has_settled(self) -> bool:
        """Whether `settled` would give any."""
        return bool(self._settled)

    @property
    def addresses(self) -> list[str]:
        """Whose mails are under way."""
        return [mail.envelope.recipients[place] for mail in self._under_way for place in mail.places]

    def settled(self) -> list[Transaction]:
        """The transactions that came to an end since the last call."""
        settled, self._settled = self._settled, []
        return settled

    # -- what is done with it ----------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> int:
        """Takes bytes of the server; gives how many replies were whole with them.

        Raises:
            ProtocolError: What came keeps to no rule; the connection has to be given up.
            DeliveryError: The server wants no mail from us, or cannot be trusted with any.
        """
        count = 0
        for count, reply in enumerate(self._reader.feed(data), start=1):  # noqa: B007
            if reply.code == 421:
                self.is_closing, self.farewell = True, reply.note()
            if not self._awaited:
                if self.is_closing:
                    break
                raise ProtocolError(tr("the server answers what nobody asked: {said}", said=reply.note()), certain=True)
            _, _, handler, transaction, place = self._awaited.popleft()
            handler(reply, transaction, place)
            if self.is_closing:
                break
        if self.is_upgrading and not self._reader.is_clean:
            raise ProtocolError(tr("the server sends words in the clear where TLS has to begin"), certain=True)
        if self._next is not None and not self._awaited and not self._commands and not self.is_closing:
            self._begin_next()
        if self._commands:
            self._pump()
        return count

    def secured(self) -> None:
        """TLS stands; the session begins anew, and what was offered in the clear counts no more."""
        self.is_upgrading, self.is_secure = False, True
        self._advance(Reply(220, ("",)), _NOBODY, 0)

    def begin(self, transaction: Transaction) -> None:
        """Hands over a mail; only when `is_free`. What the server cannot take is settled without asking it."""
        if refusal := transaction.unfit(self._offers):
            transaction.answer_all(refusal)
            self._settled.append(transaction)
            return
        self._next = transaction
        self._next_body = stuffed(transaction.envelope.data)
        self._next_commands = [
            ("mail", transaction.mail(self._offers), self._mailed, transaction, 0),
            *[("rcpt", transaction.rcpt(place), self._received, transaction, place) for place in transaction.places],
            ("data", b"DATA\r\n", self._readied, transaction, 0),
        ]
        if not self._awaited or (self._is_pipelining and self._begun is None and self.step == "dot"):
            self._begin_next()
            self._pump()

    def withdraw(self) -> Transaction | None:
        """Takes back the mail that lies ready and was not begun; None if there is none."""
        transaction, self._next = self._next, None
        self._next_commands, self._next_body = [], b""
        return transaction

    def rest(self) -> None:
        """Asks the server whether it is still there; only when `is_idle`."""
        self._order("noop", b"NOOP\r\n", self._ignored, _NOBODY)
        self._pump()

    def leave(self) -> None:
        """Says farewell; only when `is_idle`. The server's answer changes nothing."""
        self.is_closing = True
        self._order("quit", b"QUIT\r\n", self._ignored, _NOBODY)
        self._pump()

    def lost(self, why: str) -> list[Transaction]:
        """The connection is gone: gives the transactions it leaves unfinished.

        Of those whose final dot had been handed out, the outcome is uncertain; of all others it is sure that the server has
        nothing, and they may be tried again (`Transaction.rest`). It counts as a try where the mail may be to blame: its body was
        under way, or the connection has carried nothing else. A server may well want few mails in one connection.
        """
        left = list(self._under_way)
        for transaction in left:
            transaction.tries += transaction.dot_at is not None or not self.carried
            if transaction.dot_at is not None and transaction.dot_at <= self._sent:
                transaction.doubted(why)
        if (waiting := self.withdraw()) is not None:
            left.append(waiting)
        self._under_way.clear()
        self._awaited.clear()
        self._commands.clear()
        self._outgoing.clear()
        self.is_open, self.is_closing = False, True
        return left

    # -- commands out, replies in --------------------------------------------------------------------------------------

    def _write(self, data: bytes) -> None:
        self._outgoing += data
        self._queued += len(data)

    def _order(self, step: str, line: bytes, handler: Handler, transaction: Transaction, place: int = 0) -> None:
        self._commands.append((step, line, handler, transaction, place))

    def _pump(self) -> None:
        """Sends as many commands as may be on their way: one, or all up to the next that ends a group."""
        if self._is_pipelining:
            if self._commands:
                self._write(b"".join([command[1] for command in self._commands]))
                self._awaited.extend(self._commands)
                self._commands.clear()
        elif self._commands and not self._awaited:
            command = self._commands.popleft()
            self._write(command[1])
            self._awaited.append(command)

    def _go_on(self, step: Step) -> None:
        name, line = step
        self._write(line)
        self.is_upgrading = name == "tls"
        if not self.is_upgrading:
            self._awaited.append((name, line, self._advance, _NOBODY, 0))

    def _advance(self, reply: Reply, _transaction: Transaction, _place: int) -> None:
        try:
            self._go_on(self._opening.send(reply))
        except StopIteration as ended:
            self.is_open, self._offers = True, ended.value
            self._is_pipelining = "PIPELINING" in self._offers
            self.login = None

    def _ignored(self, reply: Reply, transaction: Transaction, place: int) -> None:
        """A reply that decides nothing."""

    # -- one mail ------------------------------------------------------------------------------------------------------

    def _begin_next(self) -> None:
        """The mail that lies ready begins: its commands are ordered, all that it needs to be handed over but the body."""
        transaction, self._next = self._next, None
        assert transaction is not None
        if self._is_stale:
            self._order("rset", b"RSET\r\n", self._ignored, _NOBODY)
            self._is_stale = False
        self._under_way.append(transaction)
        self._begun, self._body = transaction, self._next_body
        self._commands.extend(self._next_commands)
        self._next_commands, self._next_body = [], b""

    def _mailed(self, reply: Reply, transaction: Transaction, _place: int) -> None:
        self._is_in_order(reply)
        if reply.kind == 2 or self.is_closing:
            return
        transaction.refused(reply)
        self._skip(transaction)

    def _received(self, reply: Reply, transaction: Transaction, place: int) -> None:
        self._is_in_order(reply)
        if self.is_closing:
            return
        transaction.received(reply, place)
        if self._commands and self._commands[0][0] == "data" and not transaction.taken:
            self._is_stale = True
            self._skip(transaction)

    def _skip(self, transaction: Transaction) -> None:
        """What was not sent of its commands need not be: it has come to its end."""
        if self._commands:
            self._commands.clear()
            self._end(transaction)

    def _readied(self, reply: Reply, transaction: Transaction, _place: int) -> None:
        if self.is_closing:
            return
        if reply.code != 354:
            self._is_in_order(reply, beyond=3)
            transaction.refused(reply)
            self._is_stale = True
            self._end(transaction)
            return
        # Nobody may get it, and yet the server waits for it: a lone dot ends that (RFC 2920 3.1).
        self._write(self._body if transaction.taken else b".\r\n")
        self._body = b""
        transaction.dot_at = self._queued if transaction.taken else None
        self._awaited.append(("dot", b"", self._ended, transaction, 0))
        self._begun = None
        if self._next is not None and self._is_pipelining:
            self._begin_next()

    def _ended(self, reply: Reply, transaction: Transaction, _place: int) -> None:
        whole = transaction.dot_at is None or transaction.dot_at <= self._sent
        self._is_in_order(reply)
        if not whole:  # it did not wait for the end, and there is no way to leave a mail half-way but to go
            self.is_closing, self.farewell = True, reply.note()
        if reply.kind == 2 and not whole:
            transaction.doubted(tr("the server accepted the mail before it had all of it"))
        elif reply.kind == 2:
            transaction.accepted(reply)
        else:
            transaction.refused(reply)
        self._end(transaction)

    def _is_in_order(self, reply: Reply, *, beyond: int = 0) -> None:
        """Refuses a reply that cannot belong to what was said, for nobody knows any more which answers what.

        One that would meet every mail alike, as no mail's fault, is refused too.
        """
        if reply.kind == 3 or reply.kind <= beyond:
            raise ProtocolError(tr("the mail server answers out of order: {said}", said=reply.note()), certain=True)
        if reply.code in _LOG_IN_FIRST:
            text = tr("the mail server takes mails only after a log-in, or under TLS: {said}", said=reply.note())
            raise DeliveryError(text, retryable=False, certain=True)

    def _end(self, transaction: Transaction) -> None:
        self._under_way.remove(transaction)
        if self._begun is transaction:
            self._begun = None
        self.carried += 1
        self._settled.append(transaction)
