#!/usr/bin/env python3
"""Perl's Email::MIME and mailparser read back mails of generated hard texts: each has to be what was put in, character by character.

No mail server stands between: what is judged is the writer alone (`channels.email.mime`), with texts of every kind in every place that
differs from reader to reader, and in all that is the same for everybody.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

PYTHON = os.environ.get("PYTHON", sys.executable)
if Path(PYTHON).absolute() != Path(sys.executable).absolute():
    os.execv(PYTHON, [PYTHON, *sys.argv])  # the environment that has the library

sys.path.insert(0, str(Path(__file__).parent))

from attrs import frozen  # noqa: E402
from mails_postfix import display, readers  # noqa: E402

from tuyentruyen.channels.email.mime import Draft, Part, compile_mail, slot  # noqa: E402
from tuyentruyen.text import VIETNAM  # noqa: E402

COUNT = 600
PIECES = (
    "Nguyễn", "Thị", "Ủy ban nhân dân", "đ", "ẰỘỮ", "hòa", "A", "x" * 40, "…", "“ngoặc”", '"', "\\", ",", ";", ":", "(tổ 3)", "<b>", "&amp;", "=", "=3D", "=20", "?=",
    "=?utf-8?Q?gi=E1=BA=A3?=", "</style>", "😀", "👩‍👩‍👧", "👍🏽", "🇻🇳", "❤️", "Nguyê\u0303n", "o" + "\u0301" * 30, "%41", "'", "@", "#", "17\u00a0giờ\u00a000", "\u3000", "𝕏", "--",
    "1.000.000 đồng", "_", "~", "{name}", "\ue000name\ue001", "ế" * 30, "£€", "[QC]",
)  # fmt: skip
LINES = (
    "",
    ".",
    "..",
    "From đây",
    "From here",
    " đầu dòng",
    "cuối dòng ",
    "\ttab\t",
    "-- ",
    "--=_a_",
    "x" * 998,
    "dài " * 3000,
    "=" * 80,
    "ế" * 200,
)


@frozen
class Wanted:
    """What a reader has to see."""

    subject: str
    to: str
    plain: str
    html: str
    files: list[list[str]]


def line(luck: random.Random, most: int) -> str:
    """A line of some of the pieces, with one blank or none between them."""
    return "".join(luck.choice(PIECES) + luck.choice(("", " ")) for _ in range(luck.randint(1, most))).strip()


def text(luck: random.Random) -> str:
    """A text with a place for a name within a line, at its start, at its end, or on a line of its own."""
    lines = [luck.choice(LINES) if luck.random() < 0.4 else line(luck, 8) for _ in range(luck.randint(1, 12))]
    open_ = slot("name")
    lines.insert(
        luck.randint(0, len(lines)),
        luck.choice((f"Kính gửi {open_},", open_, f"{open_}: x", f"x {open_}", f"{open_}{open_}", f"é{open_}é")),
    )
    return "\n".join(lines) + luck.choice(("\n", ""))


def escaped(value: str) -> str:
    """A value as HTML has it."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        value = value.replace(sign, name)
    return value


def file(luck: random.Random, number: int) -> Part:
    """A file of a hard name; some of no bytes at all, every third shown in the HTML."""
    data = luck.choice((b"", b"\0", bytes(range(256)) * luck.randint(1, 20), "Chữ Việt".encode()))
    kind = luck.choice(("image/png", "application/pdf", "text/calendar", "application/octet-stream"))
    return Part(
        name=f"{line(luck, 6)}.t{number}",
        media_type=kind,
        data=data,
        cid="" if number % 3 else f"{number}.x@mau.example",
    )


def mail(luck: random.Random, number: int) -> tuple[bytes, Wanted]:
    """A mail, and what has to be seen of it."""
    name, subject, plain = line(luck, 12), line(luck, 30), text(luck)
    html = f"<p>{text(luck)}</p>"
    parts = [file(luck, n) for n in range(luck.choice((0, 0, 1, 2, 4)))]
    draft = Draft(
        sender=("ban-tin@mau.example", line(luck, 5)), subject=subject, text=plain, html=html, to=(slot("to"), ""), parts=parts,
        date=datetime.datetime(2022, 4, 5, 8, tzinfo=VIETNAM), fields=[("Message-ID", [f"<{slot('id')}>"])],
    )  # fmt: skip
    data = compile_mail(draft).fill({"to": f"{name}\tnguoi@mau.example", "id": f"{number}@mau.example", "name": name})
    named = [[safe(part.name), hashlib.md5(part.data).hexdigest()] for part in parts]
    return data, Wanted(
        subject, name, plain.replace(slot("name"), name), html.replace(slot("name"), escaped(name)), sorted(named)
    )


def safe(name: str) -> str:
    """A file name without folders, as it has to be kept."""
    return name.replace("/", "-").replace("\\", "-").strip(". ")


def bytes_at_fault(data: bytes) -> str:
    """What is wrong with the bytes themselves; empty if nothing."""
    lines = data.split(b"\r\n")
    long = [one for one in lines if len(one) > 78 or one.endswith((b" ", b"\t"))]
    if long:
        return f"a line is long, or ends in a blank: {long[0]!r}"
    return (
        ""
        if data.isascii() and not {b"\r", b"\n", b"\0"} & {bytes([byte]) for one in lines for byte in one}
        else "CR, LF, NUL or a letter stands alone"
    )


def main() -> int:
    luck = random.Random(99)
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        expected: dict[str, Wanted] = {}
        for number in range(COUNT):
            path = Path(name) / f"{number:04}.eml"
            data, expected[str(path)] = mail(luck, number)
            path.write_bytes(data)
            if said := bytes_at_fault(data):
                faults += 1
                print(f"{path.name}: {said}")
        for reader, command in readers().items():
            done = subprocess.run(
                [*command, *expected], check=True, capture_output=True, text=True, encoding="utf-8", timeout=300
            )
            seen = [json.loads(one) for one in done.stdout.splitlines()]
            faults += len(expected) - len(seen)
            for got in seen:
                faults += compared(reader, got, expected[got["file"]])
            print(f"{reader}: {len(seen)} mails read back")
    print(f"mails: {COUNT} of generated texts, {faults} faults")
    return 1 if faults else 0


def compared(reader: str, got: dict[str, object], want: Wanted) -> int:
    """How many parts of a mail are seen otherwise than they were written; each is told."""
    head = got["head"]
    assert isinstance(head, dict)
    files = got["files"]
    assert isinstance(files, list)
    shown = {
        "subject": head.get("Subject") or "", "to": display(head["To"]), "plain": str(got["plain"]).rstrip("\n"), "html": str(got["html"]).rstrip("\n"),
        "files": sorted([one["name"], one["md5"]] for one in files),
    }  # fmt: skip
    meant = {
        "subject": want.subject,
        "to": want.to,
        "plain": want.plain.rstrip("\n"),
        "html": want.html.rstrip("\n"),
        "files": want.files,
    }
    wrong = [part for part in meant if shown[part] != meant[part]]
    for part in wrong:
        print(f"{reader}: {got['file']}: {part} {shown[part]!r:.900} is not {meant[part]!r:.900}")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
