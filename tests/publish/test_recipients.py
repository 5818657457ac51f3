"""What goes to many: how many of a kind each of them is sent in a time, and where the file of each lies."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import islice

import pytest

from tests.outlets import Outlet
from tests.publish.conftest import A, B, C, People, Stage, each, message
from tuyentruyen.ledger import open_ledger
from tuyentruyen.model.flow import Pace, Parcel, Receipt, Rendering, Repeat, Target
from tuyentruyen.plugins.toolkit import deliver_files, path_of

DAY = datetime.timedelta(hours=24)
TWO = Pace(name="advertising", most=2, within=DAY)
PEOPLE = People("an@mau.example", "binh@mau.example")


class Mail(Outlet):
    """A push to each of the audience, at a pace."""

    pace: Pace | None = TWO

    def render(self, edition) -> Iterator[Rendering]:
        for item in edition.messages:
            for address in edition.audience(item):
                yield Rendering(
                    key=f"{item.key}.eml",
                    produce=lambda item=item: item.title.encode(),
                    messages=[item.key],
                    fingerprint=item.title,
                    recipient=address,
                    pace=self.pace,
                )


@pytest.fixture(autouse=True)
def _windows_of_three(stage: Stage) -> None:
    stage.settings["window"] = 3


def test_nobody_is_sent_more_of_a_kind_than_its_pace_allows(stage: Stage) -> None:
    outlet = Mail()
    summary = run(stage, outlet, A, B, C)
    assert (summary.delivered, summary.waiting) == (4, 2)
    assert [(f.code, f.message) for f in summary.left_out] == [("TT406", "c")]
    assert not summary.complete


def run(stage: Stage, outlet: Outlet, *messages, people: People = PEOPLE):
    return stage.run_all([outlet], messages, [("p", people)]).channels[0]


def test_what_waits_goes_when_the_time_is_over_and_not_before(stage: Stage) -> None:
    run(stage, Mail(), A, B, C)
    stage.later(hours=23, minutes=59)
    assert run(stage, Mail(), A, B, C).delivered == 0
    stage.later(minutes=1)
    summary = run(stage, Mail(), A, B, C)
    assert (summary.delivered, summary.waiting, summary.complete) == (2, 0, True)


def test_other_channels_and_plans_count_too(stage: Stage) -> None:
    one, other = Mail(name="one"), Mail(name="other")
    summary = stage.run_all([one, other], [A, B], [("p", PEOPLE)])
    assert [(c.delivered, c.waiting) for c in summary.channels] == [(4, 0), (0, 4)]


def test_what_has_no_pace_is_not_counted(stage: Stage) -> None:
    free = Mail(name="free")
    free.pace = None
    assert [c.delivered for c in stage.run_all([free, Mail()], [A, B], [("p", PEOPLE)]).channels] == [4, 4]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (lambda p: Receipt.retry(p, "451", after=datetime.timedelta()), 2),
        (lambda p: Receipt.rejected(p, "550"), 2),
        (lambda p: Receipt.uncertain(p, "dropped after the dot"), 0),
    ],
)
def test_what_may_have_arrived_counts_and_what_surely_did_not_does_not(stage: Stage, answer, left: int) -> None:
    people = People("an@mau.example")
    run(stage, Mail(carry=each(answer)), A, B, people=people)
    summary = run(stage, Mail(), C, message("d"), people=people)
    assert (summary.delivered, summary.waiting) == (left, 2 - left)


def test_what_a_crash_left_in_the_air_counts(stage: Stage) -> None:
    def dies(_channel, parcels):
        next(iter(parcels))
        raise KeyboardInterrupt

    people = People("an@mau.example")
    with pytest.raises(KeyboardInterrupt):
        run(stage, Mail(carry=dies), A, people=people)
    summary = run(stage, Mail(), B, C, people=people)
    assert (summary.delivered, summary.waiting) == (1, 1)


def test_what_was_claimed_and_not_pulled_does_not_count(stage: Stage) -> None:
    def one_only(_channel, parcels):
        yield Receipt.delivered(next(iter(parcels)))

    people = People("an@mau.example")
    run(stage, Mail(carry=one_only), A, B, people=people)
    assert run(stage, Mail(), C, people=people).delivered == 1


def test_old_counts_are_swept_away(stage: Stage) -> None:
    run(stage, Mail(), A, B)
    stage.later(days=2)
    run(stage, Mail(), C)
    db = stage.ledger._database.connection
    assert db.execute("SELECT count(*) FROM paced").fetchone() == (2,)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "Quảng cáo"}, "name"),
        ({"most": 0}, "most"),
        ({"within": datetime.timedelta()}, "within must be more than nothing"),
        ({"within": 24}, "within must be a timedelta, not int"),
    ],
)
def test_a_pace_that_makes_no_sense_is_refused(wrong, said: str) -> None:
    with pytest.raises((ValueError, TypeError), match=said):
        Pace(**{"name": "advertising", "most": 3, "within": DAY, **wrong})


def test_a_pace_needs_a_recipient() -> None:
    with pytest.raises(ValueError, match="there is none"):
        Rendering(key="a", produce=bytes, pace=TWO)
    with pytest.raises(TypeError, match="pace must be a Pace"):
        Rendering(key="a", produce=bytes, recipient="an@mau.example", pace=3)  # type: ignore[arg-type]


def test_a_ledger_of_the_format_before_is_brought_up_to_date(stage: Stage) -> None:
    stage.run_all([Mail()], [A], [("p", PEOPLE)])
    db = stage.ledger._database.connection
    db.execute("DROP TABLE paced")
    db.execute("PRAGMA user_version=1")
    stage.ledger.close()
    with open_ledger(stage.folder / "ledger.db") as ledger:
        stage.ledger = ledger
        assert run(stage, Mail(), A, B).delivered == 2


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("tin/feed.xml", "tin/feed.xml"),
        ("hop.eml|9f", "hop/9f.eml"),
        ("moi/hop.eml|9f", "moi/hop/9f.eml"),
        ("moi.nam/hop|9f", "moi.nam/hop/9f"),
        (".eml|9f", ".eml/9f.eml"),
    ],
)
def test_every_recipient_has_a_file_of_its_own(key: str, path: str) -> None:
    assert path_of(key) == path


class Letters(Mail):
    """A file for each of the audience."""

    pace = None

    def target(self, channel) -> Target:
        return Target(id="dir", repeat=Repeat.PLACE, folder=channel.folder)

    def deliver(self, channel, parcels: Iterator[Parcel]) -> Iterator[Receipt]:
        return deliver_files(channel.folder, parcels)


def test_files_of_recipients_are_written_made_good_and_taken_away(stage: Stage) -> None:
    outlet = Letters()
    assert run(stage, outlet, A).delivered == 2
    files = sorted((stage.folder / "out").rglob("*.eml"))
    assert [(f.parent.name, f.read_text()) for f in files] == [("a", "Tin a")] * 2
    assert not any("mau" in f.name for f in files)
    files[0].unlink()
    assert run(stage, outlet, A).delivered == 1
    summary = run(stage, outlet, A, people=People("an@mau.example"))
    assert (summary.withdrawn, summary.unchanged) == (1, 1)
    assert len(list((stage.folder / "out").rglob("*.eml"))) == 1
    assert run(stage, outlet).withdrawn == 1
    assert not (stage.folder / "out" / outlet.name / "a").exists()


def test_a_file_of_a_recipient_waits_for_no_other(stage: Stage) -> None:
    run(stage, Letters(), A, people=People("an@mau.example"))
    handed = []

    class Noting(Letters):
        def deliver(self, channel, parcels: Iterator[Parcel]) -> Iterator[Receipt]:
            for parcel in parcels:
                handed.append(parcel.key.partition("|")[0])
                yield from deliver_files(channel.folder, [parcel])

    assert run(stage, Noting(version="2"), A, B, people=People("an@mau.example")).delivered == 2
    assert handed == ["a.eml", "b.eml"], "in the order of rendering, though the first replaces something"


def test_a_window_is_whole_though_some_of_it_cannot_be_made(stage: Stage) -> None:
    """A backend that pulls as many as its window before it answers gets no surprise, not at the end either."""
    pulled = []

    def in_batches(_channel, parcels) -> Iterator[Receipt]:
        stream = iter(parcels)
        while batch := list(islice(stream, 3)):
            pulled.append(len(batch))
            yield from map(Receipt.delivered, batch)

    class Poisoned(Mail):
        pace = None

        def render(self, edition) -> Iterator[Rendering]:
            for n in range(12):
                yield Rendering(
                    key=f"{n}.eml",
                    produce=lambda n=n: 1 // 0 if n in (1, 4, 5, 6, 11) else b"x",
                    messages=["a"],
                    fingerprint="x",
                )

    summary = run(stage, Poisoned(carry=in_batches), A)
    assert (summary.delivered, summary.rejected, summary.uncertain, summary.failed) == (7, 5, 0, "")
    assert pulled == [3, 3, 1]


def test_who_pulls_more_than_a_window_is_told(stage: Stage) -> None:
    def greedy(_channel, parcels) -> Iterator[Receipt]:
        yield from map(Receipt.delivered, list(islice(parcels, 4)))

    summary = run(stage, Mail(carry=greedy), A, B, C, people=People("an@mau.example", "binh@mau.example"))
    assert "must answer the window of 3 before it pulls the next" in summary.failed
