"""Whatever a backend does, run after run: nothing is sent twice by itself, nothing is called sent that was not."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outlets import Outlet
from tests.publish.conftest import Stage, message
from tuyentruyen.errors import DeliveryError
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Receipt, Repeat, Status

# What a backend does with a parcel it pulled; "sent" tells whether the other side got it.
MOODS = (
    "answer",
    "sent, then break",
    "break",
    "surely not",
    "retry",
    "reject",
    "keep quiet",
    "sent, keep quiet",
    "stop",
    "lie",
)
runs = st.lists(st.lists(st.sampled_from(MOODS), max_size=8), min_size=1, max_size=4)


class Moody:
    """A backend that does with its parcels what it is told, and then behaves."""

    def __init__(self, moods: list[str], sent: Counter[str]) -> None:
        self.moods = iter(moods)
        self.sent = sent

    def __call__(self, _channel, parcels):
        for parcel in parcels:
            mood = next(self.moods, "answer")
            if mood in ("answer", "sent, then break", "sent, keep quiet", "lie"):
                self.sent[parcel.key] += 1
            if mood == "answer":
                yield Receipt.delivered(parcel)
            elif mood in ("sent, then break", "break"):
                raise ConnectionResetError("đứt")
            elif mood == "surely not":
                raise DeliveryError("421", certain=True)
            elif mood == "retry":
                yield Receipt.retry(parcel, "451")
            elif mood == "reject":
                yield Receipt.rejected(parcel, "550")
            elif mood == "stop":
                return
            elif mood == "lie":
                yield True


@settings(max_examples=60, deadline=None)
@given(moods=runs, window=st.integers(1, 4), count=st.integers(1, 6))
def test_a_push_goes_out_at_most_once_and_is_never_called_sent_when_it_was_not(moods, window: int, count: int) -> None:
    texts = [message(f"m{n}") for n in range(count)]
    sent: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "l.db") as ledger:
        stage = Stage(Path(folder), ledger, settings={"window": window})
        for mood in moods:
            stage.run(Outlet(carry=Moody(mood, sent)), texts)
            stage.later(hours=12)
            rows = {entry.row.key: entry.row.outcome for entry in ledger.entries("mau-2022")}
            assert all(times == 1 for times in sent.values())
            for key, outcome in rows.items():
                if outcome is Status.DELIVERED:
                    assert sent[key] == 1
                if outcome in (Status.RETRY, Status.REJECTED):
                    assert sent[key] == 0
            assert all(key in rows for key in sent)


@settings(max_examples=25, deadline=None)
@given(moods=runs, window=st.integers(1, 4), count=st.integers(1, 6))
def test_a_place_holds_the_latest_as_soon_as_its_backend_behaves(moods, window: int, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "l.db") as ledger:
        stage = Stage(Path(folder), ledger, settings={"window": window})
        for number, mood in enumerate(moods):
            stage.run(
                Outlet(repeat=Repeat.PLACE, carry=Moody(mood, Counter())),
                [message(f"m{n}", body=f"{number}") for n in range(count)],
            )
        last = stage.run(Outlet(repeat=Repeat.PLACE), [message(f"m{n}", body="cuối") for n in range(0, count, 2)])
        assert last.complete
        stands = {p.name: p.read_text() for p in (stage.folder / "out/outlet").iterdir() if p.name != ".tuyentruyen"}
        assert stands == {f"m{n}": "cuối" for n in range(0, count, 2)}
