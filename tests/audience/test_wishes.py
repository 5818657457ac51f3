"""Links, ids, and those who want to hear no more."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tuyentruyen.audience import Refusals, Signer, Wish, bounced, unsubscribe
from tuyentruyen.errors import AudienceError, InvalidLinkError

SECRET = "một bí mật đủ dài để ký"
NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)
SIGNER = Signer(SECRET)
AN = SIGNER.veil("An@mau.example")


def test_one_mailbox_has_one_hash_and_no_secret_shares_it() -> None:
    assert SIGNER.veil(" an@MAU.example") == AN
    assert SIGNER.veil("binh@mau.example") != AN
    assert Signer(SECRET + ".").veil("an@mau.example") != AN
    assert "an" not in AN


@pytest.mark.parametrize("topic", ["", "cntt", "a" * 100])
def test_a_link_means_what_was_signed(topic: str) -> None:
    token = SIGNER.token(AN, topic)
    assert SIGNER.read(token) == Wish(AN, topic)
    assert len(token) == 35 + bool(topic) + len(topic)
    assert token == SIGNER.token(AN, topic)
    assert all(c.isascii() and (c.isalnum() or c in "-_.") for c in token)


def test_no_part_of_a_link_can_be_changed() -> None:
    token = SIGNER.token(AN, "cntt")
    for place in range(len(token)):
        for other in "AB.-":
            changed = token[:place] + other + token[place + 1 :]
            if changed != token:
                with pytest.raises(InvalidLinkError):
                    SIGNER.read(changed)


@pytest.mark.parametrize("token", ["", ".", "x", "a" * 35, "đ" * 35, "\0", "a" * 100_000, "=" * 36, "../../x", "%%%"])
def test_rubbish_is_no_link(token: str) -> None:
    with pytest.raises(InvalidLinkError, match="not one of ours"):
        SIGNER.read(token)


def test_a_link_of_another_sender_is_refused() -> None:
    with pytest.raises(InvalidLinkError):
        Signer("một bí mật khác cũng đủ dài").read(SIGNER.token(AN))


def test_a_secret_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes or more"):
        Signer("ngắn")


def test_the_id_of_a_mail_tells_whom_it_went_to_and_only_us() -> None:
    name = SIGNER.message_id("0123456789abcdef", AN, "mau.example")
    assert SIGNER.read_message_id(name) == SIGNER.read_message_id(f" <{name}> ") == AN
    assert len(name.partition("@")[0]) <= 64
    for other in (
        name.replace(name[20], "q" if name[20] != "q" else "r", 1),
        "x@y.example",
        "",
        f"{'0' * 16}.{name[17:]}",
    ):
        with pytest.raises(InvalidLinkError):
            SIGNER.read_message_id(other)


def test_a_link_that_is_applied_takes_its_reader_off_and_once(tmp_path: Path) -> None:
    path = tmp_path / "thoi.txt"
    for _ in range(3):
        assert unsubscribe(SIGNER.token(AN), secret=SECRET, path=path, at=NOW) == ""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1:] == [f"{AN}\t*\tunsubscribed\t2026-11-24T16:00:00+07:00"]
    assert Refusals(path).why(AN) == "unsubscribed"
    assert Refusals(path).why(SIGNER.veil("binh@mau.example")) == ""
    assert "mau.example" not in path.read_text(encoding="utf-8")


def test_a_link_about_one_theme_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "thoi.txt"
    assert unsubscribe(SIGNER.token(AN, "cntt"), secret=SECRET, path=path, at=NOW) == "cntt"
    known = Refusals(path)
    assert known.why(AN, ("cntt",)) == "unsubscribed"
    assert known.why(AN, ("cntt", "vai-tro")) == known.why(AN, ()) == ""
    unsubscribe(SIGNER.token(AN, "vai-tro"), secret=SECRET, path=path, at=NOW)
    assert Refusals(path).why(AN, ("cntt", "vai-tro")) == "unsubscribed"


def test_a_bounce_and_a_complaint_take_an_address_off(tmp_path: Path) -> None:
    path = tmp_path / "thoi.txt"
    name = SIGNER.message_id("0123456789abcdef", AN, "mau.example")
    bounced(f"<{name}>", secret=SECRET, path=path, at=NOW)
    bounced(name, secret=SECRET, path=path, at=NOW, complained=True)
    assert Refusals(path).why(AN) == "bounced"
    assert len(path.read_text().splitlines()) == 2


def test_who_comes_back_is_back(tmp_path: Path) -> None:
    known = Refusals(tmp_path / "thoi.txt")
    known.add(AN, "unsubscribed", at=NOW)
    known.add(AN, "back", at=NOW)
    known.add(AN, "unsubscribed", at=NOW, topic="cntt")
    known.add(AN, "back", at=NOW, topic="cntt")
    for read in (known, Refusals(tmp_path / "thoi.txt")):
        assert read.why(AN, ("cntt",)) == ""


@pytest.mark.parametrize(
    "line",
    ["an@mau.example", f"{AN}\t*\tunsubscribed", f"{AN}\t*\tx\t2026", AN.upper() + "\t*\tback\t2026", "\0", "\xff"],
)
def test_a_file_that_cannot_be_understood_stops_everything(tmp_path: Path, line: str) -> None:
    path = tmp_path / "thoi.txt"
    path.write_bytes(b"\n# x\n" + line.encode("latin-1") + b"\n")
    with pytest.raises(AudienceError, match=r"thoi.txt:3 cannot be understood"):
        Refusals(path)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"veil": "x"}, "no such thing"),
        ({"why": "sulking"}, "no such thing"),
        ({"topic": "a\tb"}, "no such thing"),
        ({"at": datetime.datetime(2026, 1, 1)}, "no offset"),
    ],
)
def test_what_cannot_be_noted_is_refused(tmp_path: Path, wrong, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Refusals(tmp_path / "x").add(**{"veil": AN, "why": "bounced", "at": NOW, **wrong})
    assert not (tmp_path / "x").exists()


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    path = tmp_path / "thoi.txt"
    Refusals(path).add(AN, "bounced", at=NOW)
    before = path.read_bytes()
    code = f"""
import datetime, resource, signal
from tuyentruyen.audience import Refusals
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 20}, -1))
Refusals({str(path)!r}).add({SIGNER.veil("binh@mau.example")!r}, "bounced", at=datetime.datetime.now(datetime.UTC))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "AudienceError" in done.stderr
    assert path.read_bytes() == before
    Refusals(path).add(SIGNER.veil("binh@mau.example"), "bounced", at=NOW)
    assert len(Refusals(path)) == 2


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(AudienceError, match="it is a folder"):
        Refusals(tmp_path)
    with pytest.raises(AudienceError, match="no such file or folder"):
        Refusals(tmp_path / "x" / "y").add(AN, "bounced", at=NOW)


def test_many_at_once_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "thoi.txt"
    code = f"""
import datetime, sys
from tuyentruyen.audience import Signer, unsubscribe
signer = Signer({SECRET!r})
for n in range(50):
    token = signer.token(signer.veil(f"a{{sys.argv[1]}}-{{n}}@mau.example"))
    unsubscribe(token, secret={SECRET!r}, path={str(path)!r}, at=datetime.datetime.now(datetime.UTC))
"""
    runs = [subprocess.Popen([sys.executable, "-c", code, str(n)], env=os.environ) for n in range(4)]
    assert [run.wait(60) for run in runs] == [0] * 4
    assert len(Refusals(path)) == 200
