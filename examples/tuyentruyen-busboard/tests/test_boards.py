"""What the contract cannot know: the words on the board, and what each answer of the gateway means."""

import datetime

import pytest

from tuyentruyen.ledger import open_ledger
from tuyentruyen.plugins import Plugins
from tuyentruyen.publish import publish
from tuyentruyen.testing import sample_edition
from tuyentruyen_busboard import BusBoard

LINES = [
    "Nộp hồ sơ trực tuyến: năm bước, không phải xếp hàng",
    "Bộ phận Một cửa quận Mẫu đổi giờ làm việc",
    "Góp ý về thủ tục: gửi ở đâu, ai trả lời",
]


@pytest.fixture
def edition(tmp_path, gateway):
    settings = {"gateway": gateway.address, "stops": ["ho-guom"]}
    return sample_edition(BusBoard(), folder=tmp_path, settings=settings)


@pytest.fixture
def sent(tmp_path, edition):
    def send(**changes):
        plugins = Plugins.installed()
        assert plugins.broken == ()
        with open_ledger(tmp_path / "ledger.sqlite") as ledger:
            (summary,) = publish([edition], plugins=plugins, ledger=ledger, by="test", **changes).channels
        return summary

    return send


def parcels(edition):
    backend = BusBoard()
    from tuyentruyen.model.flow import Parcel

    return [Parcel(key=r.key, data=r.produce()) for r in backend.render(edition)]


def test_it_is_found_by_its_entry_point():
    assert isinstance(Plugins.installed().backend("busboard"), BusBoard)


def test_a_board_shows_the_title(edition, gateway):
    receipts = list(BusBoard().deliver(edition.channel, parcels(edition)))
    assert [receipt.status.value for receipt in receipts] == ["delivered"] * 3
    assert [line["text"] for _, line in gateway.lines] == LINES
    assert gateway.lines[1] == (
        "mot-cua-doi-gio/ho-guom",
        {"stop": "ho-guom", "text": LINES[1], "lang": "vi", "seconds": 10, "first": True},
    )


def test_a_second_run_pushes_nothing(sent, gateway):
    assert sent().delivered == 1  # the other two are older than the channel's catch_up
    assert sent().delivered == 0
    assert [line["text"] for _, line in gateway.lines] == LINES[2:]


@pytest.mark.parametrize(
    ("code", "status"), [(400, "rejected"), (401, "rejected"), (500, "uncertain"), (429, "retry"), (503, "retry")]
)
def test_each_answer_means_something(edition, gateway, code, status):
    gateway.answers = [code]
    first, *rest = BusBoard().deliver(edition.channel, parcels(edition))
    assert first.status.value == status
    assert first.note.startswith(f"the gateway answered {code}")
    assert first.retry_after == (datetime.timedelta(seconds=90) if code == 503 else None)
    assert [receipt.status.value for receipt in rest] == ["delivered", "delivered"]


def test_nobody_home_is_tried_again(edition, gateway):
    gateway.shutdown()
    gateway.server_close()
    receipts = list(BusBoard().deliver(edition.channel, parcels(edition)))
    assert [receipt.status.value for receipt in receipts] == ["retry"] * 3


def test_what_is_uncertain_is_asked_about(sent, gateway):
    gateway.answers = [500]
    assert sent().uncertain == 1
    again = sent()
    assert (again.uncertain, again.retry) == (0, 1)


def test_a_long_line_is_refused_before_the_day(tmp_path):
    from attrs import evolve

    settings = {"gateway": "http://127.0.0.1:9", "stops": ["ho-guom"]}
    edition = sample_edition(BusBoard(), folder=tmp_path, settings=settings)
    long = evolve(edition, messages=[evolve(edition.messages[0], title="ă" * 121)])
    (finding,) = BusBoard().check(long)
    assert finding.code == "busboard-1"
    assert finding.text == "the line has 121 characters, and a board shows 120"
    assert finding.mend == 'write a shorter one under [only.kenh-mau] title = "…"'
