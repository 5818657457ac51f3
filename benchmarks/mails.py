"""Personal mails: built against the standard library's, sent through `publish` against smtplib, and what 200,000 readers cost in memory.

Row 1 builds the same letter, two parts and a dozen header fields, for each reader: ours with its own name, signed links and id,
validated and escaped; the peer's is an `EmailMessage` with ``policy.SMTP``. What a foreign reader
finds in both is proved the same in ``.ci/judges``. Rows 2 and 3 go through `publish`, ledger on, to Postfix's ``smtp-sink``: on
loopback, where a round trip costs nothing and what is measured is the processor alone, and at the distance of a server in the same
city. The peer is given finished mails, and keeps no record.
"""

from __future__ import annotations

import datetime
import email.policy
import os
import smtplib
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from benchmarks.deliveries import peak_of_this_process
from benchmarks.rows import Row, run, seconds
from benchmarks.transport import NEAR, distance, sink
from tuyentruyen.audience import Selected
from tuyentruyen.channels.email import EmailBackend
from tuyentruyen.channels.email.mailing import Desk
from tuyentruyen.channels.email.rendering import Press
from tuyentruyen.editions import editions
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Form, Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM

BUILT, PEER_BUILT = 20_000, 150
SENT, PEER_SENT = 5_000, 5_000
NEAR_SENT = 1_000
REPEATS = 3
READERS, FEW = 200_000, 10_000
NOW = datetime.datetime(2022, 4, 20, 8, 0, tzinfo=VIETNAM)
SECRET = "TT_BENCH_SECRET"
BODY = (
    """Thưa bà con! **Một cửa** phường mở thêm sáng thứ Bảy, từ 8 giờ 00 đến 11 giờ 30, để người đi làm giờ hành chính nộp hồ sơ.

- Mang theo căn cước; giấy tờ khác xem danh mục niêm yết.
- Hẹn trước qua cổng dịch vụ công thì không phải chờ.

Việc gì chưa rõ, xin gọi đường dây nóng ghi ở cuối thư. """
    * 4
)


def table(folder: Path, count: int) -> Path:
    """A table of so many readers."""
    path = folder / f"{count}.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Họ và tên;Email\n")
        file.writelines(f"Nguyễn Thị Mẫu {n};nguoi-{n}@dan.example\n" for n in range(count))
    return path


def edition(folder: Path, count: int, **settings: Any) -> Edition[Any]:
    """One message to so many readers."""
    table(folder, count)
    table_of = {
        "sender": "ban-tin@hanoi.example", "subscribers": f"{count}.csv", "greeting": "Kính gửi {name},", "secret": {"env": SECRET},
        "unsubscribe": "https://hanoi.example/thoi-nhan?ma={token}", **settings,
    }  # fmt: skip
    plan = Plan(
        key="mau-2022",
        issuer="ubnd",
        title="Kế hoạch mẫu",
        since=datetime.date(2022, 1, 1),
        until=datetime.date(2022, 12, 31),
        units={
            "ubnd": Unit(key="ubnd", name="Ủy ban nhân dân phường Mẫu", hotline="024 0000 0000", address="Số 1 phố Mẫu")
        },
        forms={"dien-tu": Form(key="dien-tu", title="Điện tử")},
        themes={"cntt": Theme(key="cntt", title="Công nghệ thông tin")},
        channels={"thu": Channel(key="thu", form="dien-tu", backend="email", owner="ubnd", settings=table_of)},
        folder=folder,
    )
    message = Message(
        key="mot-cua", title="Một cửa phường Mẫu mở thêm sáng thứ Bảy", body=BODY, published=NOW, themes=("cntt",)
    )
    (one,) = editions(plan, [message], plugins(), now=NOW + datetime.timedelta(hours=1), out=folder / "out")
    return one


def plugins() -> Plugins:
    """The backend alone."""
    return Plugins([("email", sys.modules["tuyentruyen.channels.email"])])


def built(press: Press, readers: list[Selected]) -> int:
    """So many mails: what the ledger needs to know of each, its name, link and id, its bytes."""
    return sum(len(press.rendering(reader).produce()) > 1000 for reader in readers)


def peer_built(text: str, html: str) -> int:
    """So many mails by the standard library."""
    done = 0
    for n in range(PEER_BUILT):
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"] = "Ủy ban nhân dân phường Mẫu <ban-tin@hanoi.example>"
        mail["To"] = f"Nguyễn Thị Mẫu {n} <nguoi-{n}@dan.example>"
        mail["Subject"] = "Một cửa phường Mẫu mở thêm sáng thứ Bảy"
        mail["Message-ID"] = f"<{n}.xxxxxxxxxxxxxxxxxxxxxxxx@hanoi.example>"
        mail["Date"] = NOW
        mail["List-Id"] = "<thu.hanoi.example>"
        mail["List-Unsubscribe"] = f"<https://hanoi.example/thoi-nhan?ma={n}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(text.replace("Nguyễn Thị Mẫu 0", f"Nguyễn Thị Mẫu {n}"))
        mail.add_alternative(html.replace("Nguyễn Thị Mẫu 0", f"Nguyễn Thị Mẫu {n}"), subtype="html")
        done += len(bytes(mail)) > 1000
    return done


def parts_of(data: bytes) -> tuple[str, str]:
    """Text and HTML of a mail."""
    mail = email.message_from_bytes(data, policy=email.policy.default)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def sent(folder: Path, port: int, count: int) -> int:
    """Through `publish`, into a ledger."""
    server = {"host": "127.0.0.1", "port": port, "security": "none", "connections": 1}
    one = edition(folder, count, target="smtp", smtp=server, attachment_size=0)
    with tempfile.TemporaryDirectory() as name, open_ledger(Path(name) / "ledger.db") as ledger:
        (summary,) = publish([one], plugins=plugins(), ledger=ledger, by="thử").channels
    assert summary.delivered == count, summary
    return count


def peer_sent(mails: list[bytes], port: int) -> int:
    """By smtplib, on one connection, with mails that are finished before and no record kept."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        for n, mail in enumerate(mails):
            server.sendmail("ban-tin@hanoi.example", [f"nguoi-{n}@dan.example"], mail)
    return len(mails)


def peak(folder: Path, count: int) -> float:
    """Most memory of a process of its own that publishes to so many readers, in MB."""
    code = f"from benchmarks.mails import memory; memory({str(folder)!r}, {count})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def memory(folder: str, count: int) -> None:
    """Publishes to so many readers of a sink and prints the most memory this process had."""
    with sink() as port:
        server = {"host": "127.0.0.1", "port": port, "security": "none", "connections": 1}
        one = edition(Path(folder), count, target="smtp", smtp=server, attachment_size=0)
        with tempfile.TemporaryDirectory() as name, open_ledger(Path(name) / "ledger.db") as ledger:
            (summary,) = publish([one], plugins=plugins(), ledger=ledger, by="thử").channels
    assert summary.delivered == count, summary
    print(peak_of_this_process() / 1024)


def _medians(folder: Path, mails: list[bytes], port: int) -> tuple[float, float]:
    """Of runs that take turns, so that the machine's moods meet both sides."""
    ours, theirs = [], []
    for _ in range(REPEATS):
        ours.append(seconds(lambda: sent(folder, port, len(mails)))[0])
        theirs.append(seconds(lambda: peer_sent(mails, port))[0])
    return statistics.median(ours), statistics.median(theirs)


def rows() -> Iterator[Row]:
    """The rows of this module."""
    os.environ[SECRET] = "một bí mật đủ dài để ký"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        desk = Desk(edition(folder, BUILT))
        (mailing,) = desk.mailings()
        press, readers = Press(desk, mailing, "1"), list(desk.selection(mailing))
        first = press.rendering(readers[0]).produce()
        text, html = parts_of(first)
        ours, theirs = [], []
        for _ in range(REPEATS):
            ours.append(seconds(lambda: built(press, readers))[0] / BUILT)
            theirs.append(seconds(lambda: peer_built(text, html))[0] / PEER_BUILT)
        yield Row(
            work="building a personal mail of two parts, validated and escaped, for a reader at hand", value=1e6 * statistics.median(ours), unit="µs",
            peer=1e6 * statistics.median(theirs), against="EmailMessage", floor=300,
        )  # fmt: skip
        mails = [bytes(r.produce()) for r in EmailBackend().render(edition(folder, PEER_SENT))]
        with sink() as port:
            value, peer = _medians(folder, mails, port)
            yield Row(
                work=f"{SENT:,} personal mails through `publish` on loopback, ledger on, window 50", value=value, peer=peer,
                against="smtplib, finished mails, no ledger", floor=2,
            )  # fmt: skip
            with distance(port, NEAR) as near:
                value, peer = _medians(folder, mails[:NEAR_SENT], near)
            yield Row(
                work=f"{NEAR_SENT:,} of them at {NEAR * 1000:g} ms round trip", value=value, peer=peer,
                against="smtplib, finished mails, no ledger", floor=2,
            )  # fmt: skip
        yield Row(
            work=f"peak memory at {READERS:,} readers", value=peak(folder, READERS), peer=peak(folder, FEW), unit="MB",
            against=f"at {FEW:,}", floor=1.2, higher_is_better=False,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(run(rows()))
