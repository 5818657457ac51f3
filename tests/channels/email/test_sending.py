"""From a plan through the ledger to a mail server whose own log agrees with the ledger, whatever it does."""

from __future__ import annotations

import datetime
import email
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.email.conftest import SECRET, Office, message
from tests.channels.email.sending import HURRIED
from tests.channels.email.smtpserver import Always, Drop, SmtpServer, Taking
from tuyentruyen.audience import Signer, mailbox, unsubscribe
from tuyentruyen.channels.email import EmailBackend, sending
from tuyentruyen.channels.email.transport import Envelope, Pool
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Parcel, Status

THREE = ("an@dan.example", "binh@dan.example", "chi@dan.example")


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses between tries are those of a test."""
    monkeypatch.setattr(sending, "Pool", partial(Pool, patience=HURRIED))


@pytest.fixture
def server():
    with SmtpServer() as one:
        yield one


def through(office: Office, server: SmtpServer, **more) -> None:
    office.settings |= {
        "target": "smtp", "smtp": {"host": "127.0.0.1", "port": server.port, "security": "none", "connections": 1, **more}
    }  # fmt: skip


def agrees(office: Office, server: SmtpServer, people=THREE) -> Counter[str]:
    """Holds the ledger against the server's log: what is called sent was taken once, what is called due never."""
    server.settle()
    outcomes = Counter()
    veil = office.ledger._database.veil
    kept = {entry.row.key.partition("|")[2]: entry.row.outcome for entry in office.ledger.entries("mau-2022")}
    for address in people:
        outcome = kept.get(veil(address))
        outcomes[outcome.value if outcome else "due"] += 1
        taken = server.count(address)
        if outcome is Status.DELIVERED:
            assert taken == 1
        elif outcome is Status.UNCERTAIN:
            assert taken <= 1
        else:
            assert taken == 0
    return outcomes


def test_each_reader_gets_one_mail_and_a_second_run_sends_nothing(office: Office, server: SmtpServer) -> None:
    through(office, server)
    assert office.publish(message(), to=THREE).delivered == 3
    assert agrees(office, server) == {"delivered": 3}
    assert office.publish(message(), to=THREE).unchanged == 3
    assert len(server.taken) == 3
    for mail in server.taken:
        assert mail.sender == "ban-tin@mau.example"
        assert len(mail.recipients) == 1
        (others,) = [set(THREE) - {mail.recipients[0]}]
        assert not any(other.encode() in mail.data for other in others)


def test_a_mail_says_when_it_is_sent(office: Office, server: SmtpServer) -> None:
    through(office, server)
    office.publish(message(), to=THREE[:1])
    said = re.match(rb"Date: \w+, (\d+ \w+ \d+ [\d:]+ \+0700)\r\n", server.taken[0].data)[1].decode()
    at = datetime.datetime.strptime(said, "%d %b %Y %H:%M:%S %z")
    assert abs(at - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(minutes=1)


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize(
    "reply", ["421 4.3.2 x", "450 4.2.0 x", "451 4.3.0 x", "452 4.3.1 x", "550 5.7.1 x", "552 5.3.4 x", "554 5.7.1 x"]
)
def test_whatever_is_answered_the_ledger_agrees_with_the_servers_log(office: Office, step: str, reply: str) -> None:
    with SmtpServer(
        script={step: [None, Always(reply)] if step not in ("greeting", "ehlo") else [Always(reply)]}
    ) as server:
        through(office, server)
        office.publish(message(), to=THREE)
        outcomes = agrees(office, server)
    assert outcomes["uncertain"] <= 1
    with SmtpServer() as server:
        through(office, server)
        office.time += datetime.timedelta(days=1)
        before = outcomes["delivered"] + outcomes["rejected"] + outcomes["uncertain"]
        assert office.publish(message(), to=THREE).delivered == 3 - before


@pytest.mark.parametrize("step", ["greeting", "ehlo", "mail", "rcpt", "data", "body", "dot", "rset", "quit"])
@pytest.mark.parametrize("hard", [False, True])
def test_wherever_the_line_breaks_nobody_gets_two(office: Office, step: str, hard: bool) -> None:
    script = {step: [Always(Drop(hard=hard))] if step in ("greeting", "ehlo") else [None, Always(Drop(hard=hard))]}
    with SmtpServer(script=script) as server:
        through(office, server)
        office.publish(message(), to=THREE)
        outcomes = agrees(office, server)
    assert outcomes["rejected"] == 0
    if step not in ("body", "dot"):  # there the server has been given all of it
        assert outcomes["uncertain"] == 0


def test_a_mail_that_was_taken_without_an_answer_is_uncertain_and_never_sent_again(office: Office) -> None:
    with SmtpServer(script={"dot": [Taking(Drop())]}) as server:
        through(office, server)
        summary = office.publish(message(), to=THREE[:1])
        assert (summary.uncertain, summary.delivered, len(server.taken)) == (1, 0, 1)
        (entry,) = office.ledger.entries("mau-2022")
        sent = email.message_from_bytes(server.taken[0].data)["Message-ID"]
        assert entry.row.note == f"the mail server closed the connection; the server's log may tell of {sent}"
    with SmtpServer() as server:
        through(office, server)
        office.time += datetime.timedelta(days=1)
        office.publish(message(), to=THREE[:1])
        assert server.taken == []


def test_those_who_are_refused_cost_the_others_nothing(office: Office) -> None:
    refuse = {THREE[0]: "550 5.1.1 no such user", THREE[1]: "450 4.2.0 greylisted"}
    with SmtpServer(refuse=refuse) as server:
        through(office, server)
        office.settings["same_for_all"] = True
        summary = office.publish(message(), to=THREE)
        assert (summary.rejected, summary.retry, summary.delivered) == (1, 1, 1)
        assert agrees(office, server) == {"rejected": 1, "retry": 1, "delivered": 1}


def test_the_same_mail_for_all_goes_in_one_transaction(office: Office, server: SmtpServer) -> None:
    through(office, server)
    office.settings["same_for_all"] = True
    office.publish(message(), to=THREE)
    (mail,) = server.taken
    assert mail.recipients == THREE
    assert not any(address.encode() in mail.data for address in THREE)
    assert b"Bcc" not in mail.data


def test_a_server_that_is_not_there_leaves_all_due_and_says_why(office: Office) -> None:
    with SmtpServer() as server:
        port = server.port
    office.settings |= {"target": "smtp", "smtp": {"host": "127.0.0.1", "port": port, "security": "none"}}
    notes = []
    summary = office.publish(message(), to=THREE, on_receipt=lambda _, receipt: notes.append(receipt.note))
    assert (summary.delivered, summary.retry) == (0, 3)
    assert all("no connection to the mail server" in note for note in notes)


def test_no_address_is_written_down_anywhere(office: Office) -> None:
    refuse = {address: f"550 5.1.1 <{address}>: no such user {address}" for address in THREE}
    with SmtpServer(refuse=refuse) as server:
        through(office, server)
        notes = []
        summary = office.publish(message(), to=THREE, on_receipt=lambda _, receipt: notes.append(str(receipt)))
    assert summary.rejected == 3
    written = (
        "".join(notes)
        + repr(summary)
        + "".join(path.read_bytes().decode("latin-1") for path in office.folder.glob("so-cai*") if path.is_file())
    )
    assert "dan.example" not in written


def test_who_unsubscribes_by_the_link_in_the_mail_gets_no_more(office: Office, server: SmtpServer) -> None:
    through(office, server)
    office.table("an@dan.example;Nguyễn Thị An", "binh@dan.example;")
    office.publish(message())
    (mail,) = [mail for mail in server.taken if mail.recipients == ("an@dan.example",)]
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in mail.data
    token = re.search(rb"List-Unsubscribe: <https://mau.example/thoi\?ma=([\w-]+)>", mail.data)[1].decode()
    unsubscribe(
        token, secret=SECRET, path=office.folder / "ban-doc.thoi-nhan.txt", at=datetime.datetime.now(datetime.UTC)
    )
    office.publish(message("hai"))
    assert [mail.recipients for mail in server.taken[2:]] == [("binh@dan.example",)]


def test_the_id_of_a_mail_tells_whom_a_bounce_is_about(office: Office, server: SmtpServer) -> None:
    through(office, server)
    office.publish(message(), to=THREE[:1])
    name = re.search(rb"Message-ID: (<\S+>)", server.taken[0].data)[1].decode()
    assert Signer(SECRET).read_message_id(name) == Signer(SECRET).veil(THREE[0])


def test_advertising_keeps_to_the_decree(office: Office, server: SmtpServer) -> None:
    through(office, server)
    office.table("an@dan.example;Nguyễn Thị An;;01/02/2022", "binh@dan.example;Trần Bình;;")
    ads = [message(f"quang-cao-{n}", advertising=True) for n in range(4)]
    summary = office.publish(*ads, message("chinh-sach"))
    assert Counter(mail.recipients[0] for mail in server.taken) == {"an@dan.example": 4, "binh@dan.example": 1}
    assert summary.waiting == 1
    subjects = Counter(b"Subject: [QC] " in mail.data for mail in server.taken)
    assert subjects[True] == 3
    office.time += datetime.timedelta(hours=24)
    assert office.publish(*ads, message("chinh-sach")).delivered == 1


@pytest.mark.parametrize("key", [None, "không phải khóa"])
def test_mails_that_cannot_be_signed_are_told_beforehand_and_surely_not_sent(
    office: Office, server: SmtpServer, monkeypatch: pytest.MonkeyPatch, key: str | None
) -> None:
    if key is not None:
        monkeypatch.setenv("TT_KHOA", key)
    through(office, server)
    office.settings["dkim"] = {"domain": "mau.example", "selector": "tt", "key": {"env": "TT_KHOA"}}
    edition = office.edition(message())
    assert "email19" in {finding.code for finding in EmailBackend().check(edition)}
    parcels = [Parcel(key=name, media_type="message/rfc822", recipient=name, data=b"From: a\r\n\r\n") for name in THREE]
    receipts = list(sending.delivered(edition.channel, parcels))
    assert [receipt.status for receipt in receipts] == [Status.RETRY] * 3
    assert server.connections == 0


def test_a_password_that_is_not_there_is_told_beforehand(office: Office, server: SmtpServer) -> None:
    through(office, server, user="tin", password={"env": "TT_KHONG_CO"})
    (found,) = [finding for finding in EmailBackend().check(office.edition(message())) if finding.code == "email19"]
    assert "TT_KHONG_CO" in found.text
    office.publish(message(), to=THREE)
    assert agrees(office, server) == {"due": 3}


@pytest.mark.parametrize(
    ("port", "security", "told"), [(465, "starttls", True), (465, "tls", False), (587, "starttls", False)]
)
def test_a_port_on_which_both_sides_would_wait_is_told(office: Office, port: int, security: str, told: bool) -> None:
    office.settings |= {"target": "smtp", "smtp": {"host": "127.0.0.1", "port": port, "security": security}}
    assert ("email21" in {finding.code for finding in EmailBackend().check(office.edition(message()))}) is told


@given(st.from_regex(r"\A[a-zđ.+\"\\ -]{0,70}@([a-zđ-]{1,60}\.){1,5}[a-z]{1,60}\Z"))
def test_every_address_that_a_table_may_hold_can_be_given_to_a_server(text: str) -> None:
    try:
        key = mailbox(text).key
    except ValueError:
        return
    Envelope(sender="", recipients=(key,), data=b"", smtputf8=True)
    assert len(key.encode()) <= 254


def test_what_holds_an_address_does_not_show_it() -> None:
    shown = repr((mailbox("rieng-tu@dan.example"), Envelope(sender="", recipients=("rieng-tu@dan.example",), data=b"")))
    assert "rieng" not in shown


def test_a_trial_reaches_those_alone_who_are_allowed(office: Office, server: SmtpServer) -> None:
    through(office, server)
    office.settings["allow"] = ["@trong-nha.example", "an@dan.example"]
    office.publish(message(), to=[*THREE, "dung@trong-nha.example"])
    assert sorted(mail.recipients[0] for mail in server.taken) == ["an@dan.example", "dung@trong-nha.example"]


SCRIPT = """
import datetime, sys
from pathlib import Path
from tests.channels.email.conftest import Office, message
from tuyentruyen.ledger import open_ledger
folder, port = Path(sys.argv[1]), int(sys.argv[2])
with open_ledger(folder / "so-cai.db") as ledger:
    office = Office(folder, ledger)
    office.settings |= {"target": "smtp", "smtp": {"host": "127.0.0.1", "port": port, "security": "none", "connections": 1}}
    office.publish(message(), to=["an@dan.example", "binh@dan.example", "chi@dan.example"])
"""


@pytest.mark.slow
@pytest.mark.needs("strace", "strace")
def test_killed_at_every_call_that_writes_nobody_gets_two_and_nobody_is_called_served_who_was_not(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "TT_THU_SECRET": SECRET, "PYTHONPATH": str(Path(__file__).parents[3])}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"  # or the first runs alone would write what they compile
    names = ("write", "pwrite64", "fsync", "fdatasync", "sendto", "sendmsg", "rename", "unlink", "ftruncate")
    deaths = 0
    for name in names:
        for number in range(1, 400):
            folder = tmp_path / f"{name}-{number}"
            folder.mkdir()
            with SmtpServer() as server:
                command = [sys.executable, "-c", SCRIPT, str(folder), str(server.port)]
                trace = [
                    "strace",
                    "-f",
                    "-qq",
                    "-o",
                    "/dev/null",
                    "-e",
                    f"trace={name}",
                    "-e",
                    f"inject={name}:signal=SIGKILL:when={number}",
                ]
                done = subprocess.run(
                    [*trace, *command], env=environment, capture_output=True, timeout=120, check=False
                )
                died = done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
                assert died or done.returncode == 0, done.stderr.decode()
                subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
                with open_ledger(folder / "so-cai.db") as ledger:
                    outcomes = agrees(Office(folder, ledger), server)
                assert set(outcomes) <= {"delivered", "uncertain"}, (name, number, outcomes)
                deaths += died
            if not died:
                break
    assert deaths > 20
