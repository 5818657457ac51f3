"""Against a server that is none of ours: Postfix's ``smtp-sink``, which writes down what it takes."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.channels.email.sending import HURRIED, envelope, through
from tuyentruyen.channels.email.transport import Pool, SmtpSettings

SINK = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
needs_sink = pytest.mark.skipif(SINK is None, reason="needs smtp-sink (Debian package postfix)")


@pytest.fixture
def sink():
    """Starts a sink with these options; gives its port and the folder of the mails it took."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o777)

        def started(*options):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            user = ("-u", "nobody") if os.geteuid() == 0 else ()
            command = [SINK, *user, "-d", f"{folder}/mail.", *options, f"127.0.0.1:{port}", "64"]
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            for _ in range(250):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.02)
            return port, folder

        yield started


def taken(folder):
    """What lies in the folder: recipients and body, by the sink's own account. It writes LF line ends."""
    found = []
    for file in folder.iterdir():
        head, _, body = file.read_bytes().partition(b"Subject: ")
        found.append((head.count(b"\nX-Rcpt-Args: "), b"Subject: " + body))
    return sorted(found)


def batch(count):
    bodies = [b"Subject: so %d\r\n\r\n.\r\n..\r\n.dong %d\r\n" % (n, n) for n in range(count)]
    return [envelope(*(f"ho-{n}-{place}" for place in range(1 + n % 3)), data=bodies[n]) for n in range(count)]


def carried(port, mails, **more):
    target = SmtpSettings(host="127.0.0.1", port=port, security="none", **more)
    with Pool(target, patience=HURRIED) as pool:
        return through(pool, mails)


@needs_sink
@pytest.mark.parametrize(
    "options", [(), ("-p",), ("-e",), ("-E",)], ids=["pipelining", "one-by-one", "helo", "bare codes"]
)
@pytest.mark.parametrize("connections", [1, 5])
def test_every_mail_arrives_once_and_as_it_was(options, connections, sink):
    port, folder = sink(*options)
    mails = batch(60)
    made = carried(port, mails, connections=connections)
    assert all(made.outcomes(index) == ["accepted"] * len(mail.recipients) for index, mail in enumerate(mails))
    wanted = sorted((len(mail.recipients), mail.data.replace(b"\r\n", b"\n") + b"\n") for mail in mails)
    assert [(count, body.rstrip(b"\n")) for count, body in taken(folder)] == [(c, b.rstrip(b"\n")) for c, b in wanted]


@needs_sink
@pytest.mark.parametrize(("option", "outcome"), [("-f", "refused"), ("-r", "retry")])
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_what_it_refuses_was_not_taken(command, option, outcome, sink):
    port, folder = sink(option, command)
    made = carried(port, batch(6), connections=2)
    assert {result.outcome.value for results in made.results.values() for result in results} == {outcome}
    assert len(made.results) == 6
    if command != ".":
        assert [count for count, body in taken(folder) if b"dong" in body] == []


@needs_sink
def test_where_it_drops_the_line_after_the_dot_the_mail_is_uncertain(sink):
    port, _ = sink("-q", ".")
    made = carried(port, batch(2)[:1])
    assert made.outcomes(0) == ["uncertain"]


@needs_sink
@pytest.mark.parametrize(
    "options", [("-q", "RCPT"), ("-Q", "RCPT"), ("-q", "DATA"), ("-q", "CONNECT"), ("-f", "CONNECT")]
)
def test_where_it_drops_the_line_before_nobody_got_anything(options, sink):
    port, folder = sink(*options)
    made = carried(port, batch(4))
    assert made.fault is not None or {tuple(made.outcomes(index)) for index in made.results} <= {
        ("retry",) * n for n in (1, 2, 3)
    }
    assert [body for _, body in taken(folder) if b"dong" in body] == []
