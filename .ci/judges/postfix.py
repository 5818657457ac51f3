"""A real Postfix on loopback, in a folder of its own, that puts all mail for its domains into one Maildir."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
"""


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postfix(domains: Sequence[str], *, tls: tuple[Path, Path] | None = None) -> Iterator[tuple[int, Path]]:
    """Starts it; hands back its port and the folder of its one Maildir, ``hop``; ends it when done."""
    with tempfile.TemporaryDirectory(prefix="postfix-") as name:
        home, port = Path(name), free_port()
        home.chmod(0o755)
        mail, queue, data, config = (home / part for part in ("mail", "queue", "data", "config"))
        for folder in (mail, queue, data, config):
            folder.mkdir()
        nobody = pwd.getpwnam("nobody")
        os.chown(mail, nobody.pw_uid, nobody.pw_gid)
        shutil.chown(data, "postfix", "postfix")
        settings = {
            "compatibility_level": "3.6",
            "queue_directory": queue,
            "data_directory": data,
            "command_directory": "/usr/sbin",
            "daemon_directory": "/usr/lib/postfix/sbin",
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "maillog_file": home / "log",
            "maillog_file_prefixes": home,
            "myhostname": "may-chu.mau.example",
            "mydestination": "",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "mynetworks": "127.0.0.0/8",
            "alias_maps": "",
            "alias_database": "",
            "virtual_mailbox_domains": ", ".join(domains),
            "virtual_mailbox_base": mail,
            "virtual_mailbox_maps": "static:hop/",
            "virtual_uid_maps": f"static:{nobody.pw_uid}",
            "virtual_gid_maps": f"static:{nobody.pw_gid}",
            "virtual_minimum_uid": 100,
            "message_size_limit": 40_000_000,
            "virtual_mailbox_limit": 0,
            "smtputf8_enable": "yes",
            "smtputf8_autodetect_classes": "all",
            "smtpd_relay_restrictions": "reject_unauth_destination",
            "process_id_directory": "pid",
        }
        if tls:
            settings |= {"smtpd_tls_security_level": "may", "smtpd_tls_cert_file": tls[0], "smtpd_tls_key_file": tls[1]}
        (config / "main.cf").write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
        (config / "master.cf").write_text(MASTER.format(port=port))
        command = ["postfix", "-c", str(config)]
        done = subprocess.run([*command, "start"], capture_output=True, text=True, check=False)
        log = home / "log"
        if done.returncode:
            raise RuntimeError(f"postfix does not start: {done.stderr}{log.read_text() if log.exists() else ''}")
        try:
            _answers(port, log)
            yield port, mail
        finally:
            subprocess.run([*command, "stop"], capture_output=True, check=False, timeout=60)


def _answers(port: int, log: Path) -> None:
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                if line.recv(100).startswith(b"220"):
                    line.sendall(b"QUIT\r\n")
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"postfix does not answer: {log.read_text() if log.exists() else ''}")


def arrived(mail: Path, count: int, *, seconds: float = 60) -> list[Path]:
    """The files of all mails, once there are so many."""
    ends = time.monotonic() + seconds
    while True:
        found = sorted(path for path in mail.rglob("new/*") if path.is_file())
        if len(found) >= count or time.monotonic() > ends:
            return found
        time.sleep(0.2)
