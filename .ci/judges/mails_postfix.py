#!/usr/bin/env python3
"""Postfix takes what is published, and foreign readers say what arrived: Perl's Email::MIME, mailparser, Mail::DKIM, SpamAssassin.

Subjects, names, texts and files have to be what was written, character by character; signatures have to hold; and nothing may look
like spam.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

sys.path.insert(0, str(Path(__file__).parent))

from attrs import evolve  # noqa: E402
from postfix import arrived, postfix  # noqa: E402

from tuyentruyen import Message, Plugins, Subscriber, editions, open_ledger, publish, read_plan  # noqa: E402
from tuyentruyen.channels.email.layout import OURS, laid_out  # noqa: E402
from tuyentruyen.channels.email.mailing import Desk  # noqa: E402
from tuyentruyen.channels.email.mime import slot  # noqa: E402
from tuyentruyen.channels.email.rendering import Press  # noqa: E402
from tuyentruyen.formats.layouts import Layouts  # noqa: E402
from tuyentruyen.model.message import Media  # noqa: E402

PACKAGE = "mailparser@3.14.2"
WORK = ROOT / "build" / "judges" / "mailparser"
NOW = datetime.datetime(2022, 9, 5, 9, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
DOMAIN = "nguoi-dan.example"
NAMES = (
    "Nguyễn Thị Mẫu", "Trần Văn Ví Dụ", "Hộ kinh doanh “Mẫu Số Một”, phường Mẫu", 'Lê "Bé" Mẫu; (tổ 3)', "Đặng Thị Ơn Ưu Ăn Âm Êm Ôm " * 4, "An",
    "=?utf-8?Q?gi=E1=BA=A3?=", "Mẫu, Nguyễn Thị", "Nguyê\u0303n Thi\u0323 Ma\u0302\u0303u", "👩‍👩‍👧 Gia đình Mẫu", "A\\B", "",
)  # fmt: skip
TITLES = (
    "Sao y một tờ giấy: hỏi nhanh, đáp gọn", "Ngắn", "Ủy ban nhân dân phường Mẫu mở thêm bộ phận Một cửa vào sáng thứ Bảy, từ 8 giờ đến 11 giờ 30 phút, cho người dân " * 1,
    "Plain ASCII subject, one line", "=?utf-8?B?x?= không phải từ mã hóa", 'Tiêu đề có 😀 và <b>thẻ</b> & "ngoặc"', "Một  hai\u00a0ba",
    "Long ASCII " * 15,
)  # fmt: skip
BODY = (
    """Thưa bà con! **Một cửa** phường mở thêm *sáng thứ Bảy*.

- Từ 8 giờ 00 đến 11 giờ 30.
- Mang theo căn cước.

.Dòng bắt đầu bằng dấu chấm, và From đầu dòng:

From đây, xem [cổng](https://cong.example/tin/?a=1&b=2) = hết.

| Việc | Lệ phí |
|---|---|
| Sao y | 2.000 đồng/trang |

"""
    + "Một đoạn rất dài không xuống dòng " * 60
)


def messages(folder: Path) -> list[Message]:
    """Messages with all that breaks mails."""
    media = []
    for name, data in (
        ("Kế hoạch tuần 36 – bản “cuối”.pdf", b"%PDF-1.4 " + bytes(range(256)) * 40),
        ("ảnh nhỏ.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    ):
        (folder / name).write_bytes(data)
        digest = hashlib.blake2b(data, digest_size=16).hexdigest()
        media.append(Media(path=name, alt="Ảnh: một ô cửa sáng đèn", digest=digest, length=len(data)))
    at = NOW - datetime.timedelta(hours=1)
    return [
        Message(key=f"tin-{n}", title=title, body=BODY, published=at, media=media if n == 0 else (), link=f"https://cong.example/tin/{n}/")
        for n, title in enumerate(TITLES)
    ]  # fmt: skip


def keys(folder: Path) -> tuple[str, str]:
    """A pair of keys, made by OpenSSL: private in PEM, public as DNS has it."""
    pem = folder / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-traditional", "-out", pem, "2048"], check=True, capture_output=True)
    public = subprocess.run(
        ["openssl", "rsa", "-in", pem, "-pubout"], check=True, capture_output=True, text=True
    ).stdout
    return pem.read_text(), "".join(public.split("\n")[1:-2])


def wanted(edition: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """What each reader should see, by address and message: subject, names, texts, files."""
    desk = Desk(edition)
    found = {}
    for mailing in desk.mailings():
        press = Press(desk, mailing, "1")
        for selected in desk.selection(mailing):
            letter = press._letter(selected.messages)  # noqa: SLF001 - what a reader should see is made of it, not of the mail
            html, text = laid_out(letter, Layouts([OURS]), brand=desk.settings.brand)
            values = press._values(selected, press._compiled((), selected.messages))  # noqa: SLF001
            for name, value in values.items():
                html = html.replace(
                    slot(name),
                    value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace("'", "&#x27;"),
                )
                text = text.replace(slot(name), value)
            found[selected.mailbox.address, mailing.name] = {
                "subject": letter.subject, "name": values["to"].partition("\t")[0], "plain": text, "html": html, "id": f"<{values['id']}>",
                "files": sorted((file.name, hashlib.md5(file.data()).hexdigest()) for file in letter.enclosed),
            }  # fmt: skip
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        return judge(folder)


def judge(folder: Path) -> int:
    pem, public = keys(folder)
    os.environ |= {"TT_DKIM": pem, "TT_SECRET": "một bí mật đủ dài để ký"}
    plugins = Plugins.installed()
    people = [
        Subscriber(address=f"n{n}@{DOMAIN}", name=who) for n, who in enumerate(" ".join(who.split()) for who in NAMES)
    ]
    people += [
        Subscriber(address=f"nguyễn.mẫu@{DOMAIN}", name="Nguyễn Mẫu"),
        Subscriber(address="an@người-dân.example", name="An"),
    ]
    with (
        postfix([DOMAIN, "người-dân.example".encode("idna").decode()]) as (port, mail),
        open_ledger(folder / "so-cai.db") as ledger,
    ):
        plan = read_plan(ROOT / "examples" / "ha-noi-2022")
        channel = plan.channels["thu"]
        settings = {
            **{k: v for k, v in channel.settings.items() if k != "subscribers"},
            "target": "smtp", "secret": {"env": "TT_SECRET"},
            "smtp": {"host": "127.0.0.1", "port": port, "security": "none", "connections": 3},
            "dkim": {"domain": "hanoi.example", "selector": "tt", "key": {"env": "TT_DKIM"}},
        }  # fmt: skip
        plan = evolve(plan, folder=folder, approval="none", channels={"thu": evolve(channel, settings=settings)})
        said = [evolve(message, channels=("thu",)) for message in messages(folder)]
        (edition,) = editions(plan, said, plugins, now=NOW, out=folder / "out")
        edition = evolve(edition, audience=lambda _: people)
        summary = publish([edition], plugins=plugins, ledger=ledger, by="giám khảo")
        count = len(people) * len(said)
        (one,) = summary.channels
        if one.delivered != count or not one.complete:
            print(
                f"only {one.delivered} of {count} were handed over: {one}",
                *[e.row.note for e in ledger.entries(plan.key) if e.row.note][:5],
                sep="\n",
            )
            return 1
        again = publish([edition], plugins=plugins, ledger=ledger, by="giám khảo")
        if again.delivered:
            print(f"a second run sent {again.delivered} again")
            return 1
        files = arrived(mail, count)
        faults = read_back(files, wanted(edition)) + signatures(files, public) + spam(files)
    print(
        f"mails: {len(files)} of {count} arrived in Postfix's Maildir, {faults} differ, are unsigned or look like spam"
    )
    return 1 if faults or len(files) != count else 0


def read_back(files: list[Path], expected: dict[tuple[str, str], dict[str, Any]]) -> int:
    """Email::MIME and mailparser tell what they see."""
    faults = 0
    for reader, command in readers().items():
        done = subprocess.run(
            [*command, *files], check=True, capture_output=True, text=True, encoding="utf-8", timeout=300
        )
        by_id = {want["id"]: (where, want) for where, want in expected.items()}
        seen = set()
        for line in done.stdout.strip("\n").split("\n"):
            got = json.loads(line)
            where, want = by_id[got["head"]["Message-ID"]]
            seen.add(where)
            shown = {
                "subject": got["head"]["Subject"], "plain": got["plain"].rstrip("\n"), "html": got["html"].rstrip("\n"),
                "files": sorted([file["name"], file["md5"]] for file in got["files"]), "to": display(got["head"]["To"]),
            }  # fmt: skip
            meant = {
                "subject": want["subject"], "plain": want["plain"].rstrip("\n"), "html": want["html"].rstrip("\n"),
                "files": [list(file) for file in want["files"]], "to": want["name"],
            }  # fmt: skip
            for part, said in meant.items():
                if shown[part] != said:
                    faults += 1
                    print(f"{reader}: {part} of {where}: {shown[part]!r:.400} is not {said!r:.400}")
        faults += len(expected) - len(seen)
        print(f"{reader}: {len(seen)} mails read back")
    return faults


def display(field: str) -> str:
    """The name in a field as a reader shows it, decoded already."""
    name = field.rpartition("<")[0].strip() if "<" in field else ""
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return name


def signatures(files: list[Path], public: str) -> int:
    """Mail::DKIM verifies each."""
    script = Path(__file__).with_name("dkim.pl")
    done = subprocess.run(["perl", script, public, *files], check=True, capture_output=True, text=True, timeout=300)
    bad = [line for line in done.stdout.splitlines() if not line.endswith(" pass")]
    print(f"Mail::DKIM: {len(files) - len(bad)} signatures hold", *bad[:3], sep="\n" if bad else "")
    return len(bad)


def spam(files: list[Path]) -> int:
    """SpamAssassin's local tests, of one mail of each message: each has to stay below 1.0."""
    bad, worst = 0, 0.0
    for file in files[:: max(1, len(files) // 8)]:
        done = subprocess.run(
            ["spamassassin", "-L", "-t", file],
            check=True,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=120,
        )
        score = float(done.stdout.split("score=", 1)[1].split()[0])
        worst = max(worst, score)
        if score >= 1.0:
            bad += 1
            print(
                f"SpamAssassin: {score}",
                *[
                    line
                    for line in done.stdout.splitlines()
                    if "pts rule" in line or line[:4].strip().replace(".", "").isdigit()
                ],
                sep="\n",
            )
    print(f"SpamAssassin: the worst has {worst}")
    return bad


def readers() -> dict[str, list[str]]:
    """Readers by name, each a command that is given files."""
    here = Path(__file__).parent
    WORK.mkdir(parents=True, exist_ok=True)
    (WORK / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", PACKAGE], cwd=WORK, check=True)
    (WORK / "mails.mjs").write_bytes((here / "mails.mjs").read_bytes())
    return {"Email::MIME": ["perl", str(here / "mails.pl")], "mailparser": ["node", str(WORK / "mails.mjs")]}


if __name__ == "__main__":
    sys.exit(main())
