"""Posters against ReportLab and WeasyPrint: for screens, for print, on two cores, published again, memory. ``python -m benchmarks posters``.

An A3 announcement of each message, each with another text, in the name of one of 50 units; the peers draw an equal one, see `poster_peers`.
What is timed is one file after the other from messages to bytes, texts of ours included: nothing that was remembered of a message or of its
code flatters a run, unless a row says that the code is at hand, which it then is on both sides. One message for one unit after the other is
the work that the library is for: only name, hotline, address and code differ; ReportLab keeps there the lines it has found. Ours is a tagged PDF/UA-1 for screens
or, for print, in inks with boxes, marks and output intent, each colour looked at; the peers' are neither.
"""

from __future__ import annotations

import datetime
import gc
import io
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf

from benchmarks import poster_peers as peers
from benchmarks.deliveries import peak_of_this_process
from benchmarks.feeds import WORDS
from benchmarks.rows import Row, run, seconds
from tuyentruyen.channels import poster
from tuyentruyen.channels.poster import codes, saying, trials
from tuyentruyen.channels.poster.posters import Poster, Posters
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import BoundChannel, Edition
from tuyentruyen.model.message import Message
from tuyentruyen.model.plan import Channel, Plan, Theme
from tuyentruyen.model.units import Unit
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.text import VIETNAM
from tuyentruyen.wording import speaking

POSTERS, WEASY, RUNS = 60, 5, 7
MANY, FEW = 5_000, 200
NOW = datetime.datetime(2022, 12, 1, 8, tzinfo=VIETNAM)


def edition(
    count: int, out: Path, *, outputs: tuple[str, ...] = poster.PosterSettings().outputs, texts: int | None = None
) -> Edition[Any]:
    """New messages of 9 and 30 words, each with a page of its own, as an edition of one channel; ``texts``: so many differ, not all."""
    luck = random.Random(99)
    units = {
        f"phuong-{n}": Unit(
            key=f"phuong-{n}", name=f"Ủy ban nhân dân phường số {n}", level="commune", hotline=f"024 0000 {n:04}",
            address=f"Số {n} phố Mẫu, Hà Nội", feedback="kstthc@hanoi.example",
        )
        for n in range(50)
    }  # fmt: skip
    channel = Channel(key="ap-phich", form="dien-tu", backend="poster", owner="phuong-0")
    plan = Plan(
        key="kstthc-2022", issuer="phuong-0", title="Kế hoạch", since=NOW.date(), until=NOW.date(), units=units,
        channels={channel.key: channel}, themes={"cchc": Theme(key="cchc", title="Cải cách hành chính")},
    )  # fmt: skip
    settings = poster.PosterSettings(design="announcement", outputs=outputs)
    bound = BoundChannel(key=channel.key, channel=channel, owner=units["phuong-0"], settings=settings, out=out)
    said = [
        (
            f"{' '.join(luck.choices(WORDS, k=9)).capitalize()} {n}",
            f"{' '.join(luck.choices(WORDS, k=30)).capitalize()}.",
        )
        for n in range(texts or count)
    ]
    messages = [
        Message(
            key=f"tin-{n}", title=said[n % len(said)][0], summary=said[n % len(said)][1], body="", published=NOW, themes=("cchc",),
            unit=f"phuong-{n % 50}", link=f"https://kstthc.hanoi.example/tin/{n}/",
        )
        for n in range(count)
    ]  # fmt: skip
    return Edition(plan=plan, channel=bound, messages=messages, now=NOW)


def texts(posters: Posters) -> list[peers.Text]:
    """What each poster says, for the peers."""
    found = []
    for one in posters:
        said = posters.said(one.message, one.unit)
        with speaking("vi"):
            told = said.told()
        found.append(
            peers.Text(
                title=said.title, summary=said.summary, kicker=said.kicker, owner=said.owner, hotline=said.hotline, link=said.link,
                labels=(told["hotline_label"], told["code_label"]), contacts=said.contacts,
            )
        )  # fmt: skip
    return found


def forget() -> None:
    """No code, no text and no trial is at hand any more."""
    for kept in (*vars(codes).values(), *vars(saying).values()):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
    trials._known.clear()  # noqa: SLF001 - what a new process would not know


def unread(posters: Posters) -> None:
    """No text of these posters is at hand any more: reading the messages belongs to the time."""
    posters._said.clear()  # noqa: SLF001
    saying.together.cache_clear()


def proved(pdfs: list[bytes], said: list[peers.Text]) -> None:
    """Sees that each is one sheet, that no two are equal, and that the first and the last say in full what they should."""
    assert len(set(pdfs)) == len(pdfs) == len(said)
    for made in pdfs:
        with pikepdf.open(io.BytesIO(made)) as pdf:
            assert len(pdf.pages) == 1
    for made, text in ((pdfs[0], said[0]), (pdfs[-1], said[-1])):
        shown = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
        parts = (
            text.title,
            text.summary,
            text.kicker,
            text.owner,
            text.hotline,
            *(part for pair in text.contacts for part in pair),
        )
        for part in parts:
            assert "".join(part.split()) in "".join(shown.split()), (part, shown)


def drawn(kind: str, *, threads: int = 1, texts_of: int | None = None) -> tuple[float, float]:
    """Seconds of a poster of ours in a run in which no code is at hand, and in one in which each is; ``texts_of`` as of `edition`."""
    posters = Posters(edition(POSTERS + 8, Path("nowhere"), texts=texts_of))
    every = list(posters)
    make: Callable[[Poster], bytes] = getattr(posters, kind)
    forget()
    with ThreadPoolExecutor(threads) as pool:
        # the first of a thread starts a compiler and reads the typeface, which the peers have read by now, too
        list(pool.map(make, every[POSTERS:]))
        said, every = texts(posters)[:POSTERS], every[:POSTERS]
        unread(posters)
        gc.collect()
        cold, made = seconds(lambda: list(pool.map(make, every)))
        proved(made, said)
        unread(posters)
        gc.collect()
        warm, again = seconds(lambda: list(pool.map(make, every)))
    assert made == again
    return cold / POSTERS, warm / POSTERS


def peer(
    draw: Callable[[peers.Text, Callable[[str], peers.Runs]], bytes], count: int, *, texts_of: int | None = None
) -> tuple[float, float]:
    """Seconds of a poster of a peer, as of `drawn`."""
    said = texts(Posters(edition(count + 1, Path("nowhere"), texts=texts_of)))
    draw(said.pop(), peers.runs)
    peers.kept_runs.cache_clear()
    gc.collect()
    cold, made = seconds(lambda: [draw(text, peers.kept_runs) for text in said])
    proved(made, said)
    gc.collect()
    warm, _ = seconds(lambda: [draw(text, peers.kept_runs) for text in said])
    return cold / count, warm / count


def _published(made: Edition[Any], folder: Path) -> tuple[float, Any]:
    """Seconds of one run through `publish`, ledger opened and closed within."""
    forget()
    gc.collect()

    def work() -> Any:
        with open_ledger(folder / "ledger.sqlite") as ledger:
            return publish([made], plugins=Plugins([("poster", poster)]), ledger=ledger, by="bench")

    return seconds(work)


def peak(count: int) -> float:
    """Most memory of a process of its own that publishes so many posters for print, in MB."""
    code = f"from benchmarks.posters import print_peak; print_peak({count})"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def print_peak(count: int) -> None:
    """Publishes and prints the most memory this process had, in MB."""
    with tempfile.TemporaryDirectory() as name:
        _, summary = _published(edition(count, Path(name), outputs=("print",)), Path(name))
    assert summary.complete, summary
    assert summary.delivered >= 2 * count, summary
    print(peak_of_this_process() / 1024)


def rows() -> Iterator[Row]:
    """Screen and print against the peers, two cores, again without a change, memory."""
    ours, printed, pairs, canvas, weasy, each, each_canvas = [], [], [], [], [], [], []
    for _ in range(3 * RUNS):  # in turn, so that the machine's load meets all of them
        ours.append(drawn("document"))
        canvas.append(peer(peers.reportlab, POSTERS))
        printed.append(drawn("print"))
        pairs.append(drawn("document", threads=2))
        weasy.append(peer(peers.weasyprint, WEASY))
        each.append(drawn("document", texts_of=1))
        each_canvas.append(peer(partial(peers.reportlab, fit=peers.kept_fit), POSTERS, texts_of=1))

    def best(found: list[tuple[float, float]], place: int) -> float:
        return 1000 * min(pair[place] for pair in found)

    note = f"best of {3 * RUNS}"
    yield Row(
        work="screen PDF, the code at hand on both sides", value=best(ours, 1), peer=best(canvas, 1), unit="ms",
        against="ReportLab, segno", floor=4, note=note,
    )  # fmt: skip
    yield Row(
        work="screen PDF, the code at hand on our side", value=best(ours, 1), peer=best(canvas, 0), unit="ms",
        against="ReportLab, segno", floor=4, note=note,
    )  # fmt: skip
    yield Row(
        work="screen PDF, with a code of its own", value=best(ours, 0), peer=best(canvas, 0), unit="ms",
        against="ReportLab, segno", floor=1.4, note=note,
    )  # fmt: skip
    yield Row(
        work="print PDF, with a code of its own", value=best(printed, 0), peer=best(canvas, 0), unit="ms",
        against="ReportLab, segno", floor=1, note=note,
    )  # fmt: skip
    yield Row(
        work="screen PDF, with a code of its own", value=best(ours, 0), peer=best(weasy, 0), unit="ms",
        against="WeasyPrint, segno", floor=8, note=note,
    )  # fmt: skip
    yield Row(
        work="screen PDF of one message for one unit after the other, with a code of its own", value=best(each, 0), peer=best(each_canvas, 0),
        unit="ms", against="ReportLab that keeps its lines, segno", floor=1.4, note=note,
    )  # fmt: skip
    yield Row(
        work="screen PDF on two cores, the code at hand", value=best(pairs, 1), peer=best(ours, 1), unit="ms",
        against="on one", floor=1.6, note=note,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cold, summary = _published(edition(POSTERS, folder / "out"), folder)
        assert summary.complete, summary
        count = summary.delivered
        assert count >= 4 * POSTERS, summary
        again = []
        for _ in range(RUNS):
            spent, summary = _published(edition(POSTERS, folder / "out"), folder)
            assert (summary.delivered, summary.unchanged) == (0, count), summary
            again.append(spent)
    yield Row(
        work=f"{POSTERS} posters in all outputs through publish, again, nothing changed", value=min(again), peer=cold,
        against="the first time, on two cores", floor=100, note=f"best of {RUNS}",
    )  # fmt: skip
    yield Row(
        work=f"peak memory of {MANY:,} posters for print through publish", value=peak(MANY), peer=peak(FEW), unit="MB",
        against=f"of {FEW}", floor=1.2, higher_is_better=False,
    )  # fmt: skip


if __name__ == "__main__":
    run(rows)
